"""Sweep into a folder and die at a chunk, as a killed process does: ``FOLDER CHUNKS``."""

import os
import sys
from itertools import count
from pathlib import Path

from fake_model import fake_model_of, fake_runs, make_case

from whowhom.ensemble.sweep import sweep

TABLE = {"actors.ann.army": [1, 2, 3]}
SETTINGS = {"runs": 20, "seeds": (5, 6)}


def main():
    folder, chunks = sys.argv[1:]
    numbers = count()

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            if next(numbers) == int(chunks):
                os._exit(9)
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return fake_model_of(case, parameters)[0], simulate

    import whowhom.ensemble.run

    whowhom.ensemble.run.real_model = model
    sweep(make_case(), TABLE, out=Path(folder), threads=2, **SETTINGS)


if __name__ == "__main__":
    main()
