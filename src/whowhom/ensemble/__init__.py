"""Ensembles: many runs of one case, counted, stored, read again and verified.

::

    run.run  ->  Chunk (one block of runs)  ->  Tally (exact sums)  ->  Result (the answers)
                        |                                                   ^
                        v                                                   |
                 store.Store (a folder of Parquet files with hashes) -> result.read_result

Nothing is imported here: each module is asked for by its name, so that reading a stored result
does not load the compiled model.
"""
