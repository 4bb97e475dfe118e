"""How many runs, in which chunks, in how many threads, and how much room they may take."""

import os
from numbers import Integral, Real

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.description import MOST_CHUNKS
from whowhom.ensemble.outcome import PERCENTS, STATUSES, record_type
from whowhom.errors import InvalidInput

__all__ = [
    "COARSEST",
    "FINEST",
    "MOST_RUNS",
    "USUAL_RUNS",
    "check_settings",
    "is_precision",
    "machine_memory",
    "memory_of_all",
    "needed_bytes",
    "needed_memory",
    "processors",
    "usual_chunk",
]

MOST_RUNS = 10**8
"""Most runs of one ensemble."""
USUAL_RUNS = 2000
"""Runs of an ensemble of which nothing is said."""
FINEST, COARSEST = 0.001, 0.25
"""The domain of a precision."""
_PROGRAM = 360 * 10**6
"""Bytes of the program itself, with the libraries that it loads: 300 to 340 MB were measured."""


def check_settings(
    runs: int,
    seed: int,
    threads: int | None,
    chunk: int | None,
    precision: float | None = None,
) -> None:
    """Raise :class:`InvalidInput` naming every argument outside its domain."""
    domains = (
        ("runs", runs, 1, MOST_RUNS),
        ("seed", seed, 0, 2**63 - 1),
        ("threads", 1 if threads is None else threads, 1, 1024),
        ("chunk", 1 if chunk is None else chunk, 1, MOST_RUNS),
    )
    problems = [
        f"{name} must be a whole number from {low:,} to {high:,}, got {value!r}"
        for name, value, low, high in domains
        if not isinstance(value, Integral) or isinstance(value, bool) or not low <= value <= high
    ]
    if precision is not None and not is_precision(precision):
        problems.append(
            f"precision must be a number from {FINEST:g} to {COARSEST:g}, got {precision!r}"
        )
    if not problems and chunk is not None and runs > chunk * MOST_CHUNKS:
        least = -(-runs // MOST_CHUNKS)
        problems.append(f"chunk must be at least {least:,} for {runs:,} runs, got {chunk:,}")
    if problems:
        raise InvalidInput("\n".join(problems))


def is_precision(precision: float) -> bool:
    """Say whether it is a number in the domain of a precision."""
    is_number = isinstance(precision, Real) and not isinstance(precision, bool)
    return is_number and FINEST <= precision <= COARSEST


def usual_chunk(runs: int) -> int:
    """Return the usual number of runs in a chunk.

    Examples
    --------
    >>> usual_chunk(10), usual_chunk(2000), usual_chunk(1_000_000)
    (2, 50, 5000)
    """
    return max(1, min(50, -(-runs // 8)), min(5000, runs // 200))


def needed_bytes(circle: Circle, runs: int, chunk: int) -> int:
    """Return how many bytes a stored result may take at most, roughly."""
    rows = runs * len(circle.actors)
    counted = _counted(circle, min(chunk, PERCENTS), min(chunk, len(circle.actors) + 1))
    return 40 * rows + 5 * counted * (-(-runs // chunk) + 1) + 2_000_000


def needed_memory(drawn: int, circle: Circle, runs: int, chunk: int, threads: int) -> int:
    """Return how many bytes of memory an ensemble may take at most while it is run, roughly.

    Parameters
    ----------
    drawn : int
        Bytes of the uncertain values of one run.
    circle : Circle
        Who takes part.
    runs, chunk, threads : int
        How many runs, how many at once in a thread, and in how many threads.
    """
    record = record_type(len(circle.actors)).itemsize
    counts = 8 * _counted(circle, PERCENTS, len(circle.actors) + 1)
    at_once = min(threads, -(-runs // chunk)) * (chunk * (3 * drawn + 6 * record) + 3 * counts)
    return _PROGRAM + at_once + 3 * counts + 3_000 * (-(-runs // chunk))


def _counted(circle: Circle, percents: int, holders: int) -> int:
    """Return how many monthly counts there are at most."""
    of_actors = len(circle.actors) * (len(STATUSES) + percents + len(circle.bodies))
    return circle.months * (of_actors + len(circle.posts) * holders)


def memory_of_all(circle: Circle, runs: int) -> int:
    """Return how many bytes answers take that look at every run at once, roughly."""
    n_actors = len(circle.actors)
    name = 4 * max((len(actor) for actor in circle.actors), default=1)
    return _PROGRAM + runs * (2 * record_type(n_actors).itemsize + 6 * n_actors + 2 * name)


def machine_memory() -> int | None:
    """Return the bytes of memory of this machine, None where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
