"""Prove that a stored result comes from its case, its seed and this program."""

import math
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.description import RUN_FILE
from whowhom.ensemble.occurrences import records_of
from whowhom.ensemble.outcome import MONTHLY, chunk_of
from whowhom.ensemble.reading import Sealed, check_result, recounted
from whowhom.ensemble.result import Result, read_result
from whowhom.ensemble.run import Model, real_model
from whowhom.ensemble.store import MONTHS_FILE
from whowhom.ensemble.what_if import read_what_if
from whowhom.ensemble.what_if_folder import BASE, OTHER, is_what_if
from whowhom.errors import InvalidInput, ResultError

__all__ = ["Verification", "verify", "verify_with"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The outcome of verifying a result."""

    path: Path
    runs: int
    """Runs in the result; pairs of runs in a what-if."""
    checked: tuple[int, ...]
    """Numbers of the runs that were simulated again."""
    different: tuple[int, ...]
    """Numbers of those that did not come out as they are stored (in a what-if: either of them)."""

    @property
    def is_good(self) -> bool:
        """Whether every run that was simulated again came out the same."""
        return not self.different


def verify(path: str | Path, *, share: float = 0.01, rng: int | None = None) -> Verification:
    """Check all hashes of a stored result and simulate a sample of its runs again.

    Of a what-if the same runs are simulated again without and with the change. All stored runs are
    counted again. The monthly counts are compared with what the runs give where all of them are
    simulated again (`share` 1); so no answer of the result could have been forged then.

    Parameters
    ----------
    path : path
        The folder of the result.
    share : float, default 0.01
        Share of the runs that are simulated again, in (0, 1]; at least one is.
    rng : int, optional
        Chooses which runs; others each time if not given.

    Returns
    -------
    Verification
        Which runs were simulated again, and which of them differ.

    Raises
    ------
    ResultError
        If the result is unfinished, damaged, or was made by another version of whowhom; if it
        names other actors than the model, or holds other monthly counts than its runs.
    """
    return verify_with(real_model, path, share=share, rng=rng)


def verify_with(
    model: Model,
    path: str | Path,
    *,
    share: float = 0.01,
    rng: int | None = None,
) -> Verification:
    """Do what :func:`verify` does with any model."""
    if not 0 < share <= 1:
        raise InvalidInput(f"share must be in (0, 1], got {share!r}")
    folder = Path(path)
    parts = [folder / name for name in (BASE, OTHER)] if is_what_if(folder) else [folder]
    results = _results(folder)
    made_by = results[0].description.work.whowhom
    if made_by != version("whowhom"):
        raise ResultError(
            f"{path}: was made by whowhom {made_by}, this is {version('whowhom')}, which may give "
            "other results. Verify it with the version that made it."
        )
    runs = results[0].runs
    checked = _sample(runs, share, rng)
    different: set[int] = set()
    for part, result in zip(parts, results, strict=True):
        sealed = check_result(part)
        different.update(_different(model, sealed, result, checked))
    return Verification(path=folder, runs=runs, checked=checked, different=tuple(sorted(different)))


def _results(path: Path) -> tuple[Result, ...]:
    """Read a result, or both of a what-if."""
    if not is_what_if(path):
        return (read_result(path),)
    found = read_what_if(path)
    return found.base, found.other


def _different(model: Model, sealed: Sealed, result: Result, checked: tuple[int, ...]) -> list[int]:
    """Simulate runs of a result again, with its case and parameters; return those that differ."""
    start, simulate = model(result.case, result.parameters)
    circle = Circle.of(result.case, start)
    if circle != result.circle:
        raise sealed.damaged(
            RUN_FILE, "names other actors, posts or bodies than the model makes of the case"
        )
    different = []
    counts = {name: np.zeros_like(getattr(result.tally, name)) for name in MONTHLY}
    blocks = recounted(sealed, result.circle, result.documented, result.tally)
    for run, kept in zip(checked, records_of(blocks, np.asarray(checked)), strict=True):
        again = chunk_of(run, simulate(start, seed=result.seed, first=run, runs=1))
        for name in MONTHLY:
            counts[name] += getattr(again, name)
        if again.records.tobytes() != kept.tobytes():
            different.append(run)
    if len(checked) == result.runs and not different:
        stored = [getattr(result.tally, name) for name in MONTHLY]
        if not all(map(np.array_equal, counts.values(), stored)):
            raise sealed.damaged(MONTHS_FILE, "holds other counts than the runs, run again, give")
    return different


def _sample(runs: int, share: float, rng: int | None) -> tuple[int, ...]:
    """Choose the runs to simulate again."""
    size = min(runs, math.ceil(share * runs))
    chosen = np.random.default_rng(rng).choice(runs, size=size, replace=False)
    return tuple(sorted(chosen.tolist()))
