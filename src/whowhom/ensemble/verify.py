"""Prove that a stored result comes from its case, its seed and this program."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases import read_case
from whowhom.cases.case import Case
from whowhom.cases.record import observed_record
from whowhom.ensemble.anchor import anchored
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.conditioning import CONDITIONING_FILE, Given, condition
from whowhom.ensemble.description import CASE_FOLDER, RECORD_FILE, RUN_FILE
from whowhom.ensemble.manifest import damaged
from whowhom.ensemble.occurrences import records_of
from whowhom.ensemble.outcome import MONTHLY, Records, chunk_of
from whowhom.ensemble.own_mechanisms import OwnModel, mechanisms_words, own_model
from whowhom.ensemble.reading import Sealed, check_result, recounted
from whowhom.ensemble.result import Result, read_result
from whowhom.ensemble.run import Model, Simulator, real_model
from whowhom.ensemble.store import ANCHOR_FILE, MONTHS_FILE
from whowhom.ensemble.what_if import read_what_if
from whowhom.ensemble.what_if_folder import BASE, OTHER, is_what_if
from whowhom.errors import CaseError, InvalidInput, ResultError
from whowhom.scenario.calibrated import default_parameters
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    from whowhom.scenario.start import Start

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


def verify(
    path: str | Path,
    *,
    share: float = 0.01,
    rng: int | None = None,
    mechanisms: Any = None,
) -> Verification:
    """Check all hashes of a stored result and simulate a sample of its runs again.

    Of a what-if the same runs are simulated again without and with the change. Of a conditional
    result all runs pass the record again, then the sample goes on. All stored runs are
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
    mechanisms : path, mechanism or several, optional
        The mechanisms of its maker's own, of a result that has any: the same file, to the last
        byte, **which is run**.

    Returns
    -------
    Verification
        Which runs were simulated again, and which of them differ.

    Raises
    ------
    ResultError
        If the result is unfinished, damaged, or was made by another version of whowhom; if it
        names other actors than the model, or holds other monthly counts than its runs; if it is
        conditional, changed and has parameters of its own, which are not stored before the change.
        If it was made with mechanisms of its maker's own, and others or none are given.
    """
    own = None if mechanisms is None else own_model(mechanisms)
    return verify_with(real_model, path, share=share, rng=rng, own=own)


def verify_with(
    model: Model,
    path: str | Path,
    *,
    share: float = 0.01,
    rng: int | None = None,
    own: OwnModel | None = None,
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
    model = _with_own(model, own, results[0])
    runs = results[0].runs
    checked = _sample(runs, share, rng)
    different: set[int] = set()
    given = None if results[0].conditioning is None else _given(parts[0], results[0])
    for part, result in zip(parts, results, strict=True):
        sealed = check_result(part)
        _check_anchored(sealed, result)
        different.update(_different(model, sealed, result, checked, given))
    return Verification(path=folder, runs=runs, checked=checked, different=tuple(sorted(different)))


def _with_own(model: Model, own: OwnModel | None, result: Result) -> Model:
    """Return the model that made a result: that of the given file if it has such mechanisms."""
    made = result.description.work.mechanisms
    if made is None:
        if own is not None:
            raise InvalidInput(
                f"{result.path}: was made without mechanisms of your own; leave out {own.file}"
            )
        return model
    words = mechanisms_words(made)
    if own is None:
        raise ResultError(
            f"{result.path}: was made with mechanisms of its maker's own ({words}). To verify it, "
            f"name their file: --mechanisms {made['file']} (mechanisms=... in Python). The file is "
            "run, so read it first."
        )
    own = replace(own, off=frozenset(made["off"]))
    found = own.as_dict()
    if any(found[name] != made[name] for name in ("sha256", "active", "off")):
        raise ResultError(
            f"{result.path}: was made with {words}; {own.place} holds others: {own}. Name the "
            "same file."
        )
    return own


def _results(path: Path) -> tuple[Result, ...]:
    """Read a result, or both of a what-if."""
    if not is_what_if(path):
        return (read_result(path),)
    found = read_what_if(path)
    return found.base, found.other


@dataclass(frozen=True, slots=True)
class _Given:
    """The runs of a conditional result at the as-of date, filtered again."""

    case: Case
    parameters: AnyParameters
    states: Given

    def going_on(self, start: "Start", seed: int) -> Simulator:
        return self.states.going_on(self.case, self.parameters, start, seed)


def _given(folder: Path, result: Result) -> _Given:
    """Let all runs of a conditional result pass its stored record again.

    Of a what-if this is its half as it is, which has the case and the parameters before the change.
    """
    work = result.description.work
    case, parameters = result.case, result.parameters
    if result.change:
        if result.description.has_own_parameters:
            raise ResultError(
                f"{folder}: cannot be verified: the record was taken in before the change, with "
                "parameters of the caller's own, and only those after the change are stored."
            )
        case = replace(read_case(folder / CASE_FOLDER), id=case.id)
        parameters = default_parameters()
    try:
        record = observed_record(case, work.as_of or "", folder / RECORD_FILE)
    except (CaseError, InvalidInput) as error:
        raise damaged(folder, [f"{folder / RECORD_FILE}: {error}"]) from error
    if record.sha256 != work.record_sha256:
        raise damaged(folder, [f"{folder / RECORD_FILE}: is not the record of {RUN_FILE}"])
    states = condition(case, parameters, record, runs=result.runs, seed=result.seed)
    return _Given(case, parameters, states)


def _check_anchored(sealed: Sealed, result: Result) -> None:
    """See that what the reweighted runs say is what the stored runs give."""
    found = result.anchored
    if found is None:
        return
    views = tuple(view for view in found.views if view.name != "inside")
    try:
        again = anchored(
            result,
            found.leader,
            found.horizon,
            found.chance,
            low=found.low,
            high=found.high,
            views=views,
        )
    except InvalidInput as error:
        raise sealed.damaged(ANCHOR_FILE, str(error)) from error
    if again.as_dict() != found.as_dict():
        raise sealed.damaged(ANCHOR_FILE, "holds other values than the stored runs give")


def _check_conditioning(sealed: Sealed, given: _Given, tops: list[NDArray[np.int8]]) -> None:
    """See that what is stored of the record is what the filter says again."""
    again = given.states.with_effective(np.concatenate(tops))
    if again.to_bytes() != sealed.manifest.read(CONDITIONING_FILE):
        raise sealed.damaged(CONDITIONING_FILE, "holds other values than the filter, run again")


def _different(
    model: Model,
    sealed: Sealed,
    result: Result,
    checked: tuple[int, ...],
    given: _Given | None,
) -> list[int]:
    """Simulate runs of a result again, with its case and parameters; return those that differ."""
    start, simulate = model(result.case, result.parameters)
    if given is not None:
        simulate = given.going_on(start, result.seed)
    circle = Circle.of(result.case, start)
    if circle != result.circle:
        raise sealed.damaged(
            RUN_FILE, "names other actors, posts or bodies than the model makes of the case"
        )
    different = []
    counts = {name: np.zeros_like(getattr(result.tally, name)) for name in MONTHLY}
    tops: list[NDArray[np.int8]] = []
    blocks = _noted(recounted(sealed, result.circle, result.documented, result.tally), tops)
    for run, kept in zip(checked, records_of(blocks, np.asarray(checked)), strict=True):
        again = chunk_of(run, simulate(start, seed=result.seed, first=run, runs=1))
        for name in MONTHLY:
            counts[name] += getattr(again, name)
        if again.records.tobytes() != kept.tobytes():
            different.append(run)
    if given is not None and not different:
        _check_conditioning(sealed, given, tops)
    if len(checked) == result.runs and not different:
        stored = [getattr(result.tally, name) for name in MONTHLY]
        if not all(map(np.array_equal, counts.values(), stored)):
            raise sealed.damaged(MONTHS_FILE, "holds other counts than the runs, run again, give")
    return different


def _noted(blocks: Iterator[Records], tops: list[NDArray[np.int8]]) -> Iterator[Records]:
    """Yield blocks of runs, and note who ends as sole ruler in each."""
    for records in blocks:
        tops.append(records["top"])
        yield records


def _sample(runs: int, share: float, rng: int | None) -> tuple[int, ...]:
    """Choose the runs to simulate again."""
    size = min(runs, math.ceil(share * runs))
    chosen = np.random.default_rng(rng).choice(runs, size=size, replace=False)
    return tuple(sorted(chosen.tolist()))
