"""The effect of a change: two ensembles with common random numbers, compared run by run.

Run r of both draws the same numbers for the same decisions, so that the two histories are the same
until the change takes effect. The difference of a share is then known much more precisely than
from two independent ensembles, as long as the histories do not diverge too early.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.check import as_case
from whowhom.cases.record import Rows
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.conditioning import Given, check_later, condition, filtering
from whowhom.ensemble.description import work_of
from whowhom.ensemble.engines import LOCAL, Engine, EngineFailed, check_engine, opened
from whowhom.ensemble.interval import Z95
from whowhom.ensemble.manifest import MANIFEST
from whowhom.ensemble.map_runs import Interrupted, stopped
from whowhom.ensemble.occurrences import OUTCOMES, all_records, outcomes_of, tops
from whowhom.ensemble.outcome import Records
from whowhom.ensemble.own_mechanisms import OwnModel, own_model
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result, read_result
from whowhom.ensemble.run import observed, real_model, run_given, run_model
from whowhom.ensemble.sentences import is_open
from whowhom.ensemble.store import check_names
from whowhom.ensemble.what_if_folder import BASE, OTHER, check_both, how_to_go_on, open_folder
from whowhom.errors import InvalidInput, ResultError
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "Effect",
    "WhatIf",
    "compared",
    "paired_effect",
    "read_what_if",
    "run_with",
    "what_if",
    "what_if_change",
]


_WHEN = ("before", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How often something happens to an actor as it is, and after the change."""

    actor: str
    outcome: str
    before: float
    """Share of runs as it is, in [0, 1]."""
    after: float
    """Share of runs after the change, in [0, 1]."""
    low: float
    """Lower end of the 95 % interval of the difference (paired)."""
    high: float
    """Upper end of it."""
    gained: float
    """Share of runs in which it happens after the change only."""
    lost: float
    """Share of runs in which it happens as it is only."""
    pairing: float
    """How many times more runs two independent ensembles would need for the same interval; 1 is
    no gain, infinite where no run changed."""

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Two ensembles of one case, as it is and changed."""

    change: Change
    base: Result
    """As it is."""
    other: Result
    """After the change."""
    effects: tuple[Effect, ...]
    """All effects, by actor and outcome."""
    flips: float
    """Share of runs with another sole ruler at the end (or with none), in [0, 1]."""
    altered: float
    """Share of runs in which anything that is recorded of a run differs, in [0, 1]."""
    later: Mapping[str, float]
    """By actor, how many months later the first fall comes after the change, on average over the
    runs in which the actor falls in both; nan if there are none."""
    path: Path | None = None
    """The folder it is stored in."""
    leads: tuple[Effect, ...] = ()
    """Effects on who leads at the end, where the first sentence of one of the results is about
    that (see :func:`whowhom.ensemble.sentences.is_open`); else empty."""

    @property
    def runs(self) -> int:
        """Number of paired runs."""
        return self.base.runs

    def effect(self, outcome: str, *, actor: str) -> Effect:
        """Return one effect.

        Raises
        ------
        InvalidInput
            If there is none of that outcome and actor.
        """
        for found in self.effects:
            if (found.outcome, found.actor) == (outcome, actor):
                return found
        actors = ", ".join(dict.fromkeys(found.actor for found in self.effects))
        raise InvalidInput(
            f"no effect {outcome!r} of {actor!r}; outcomes: {', '.join(OUTCOMES)}; actors: {actors}"
        )

    def _repr_html_(self) -> str:
        """Show the clear effects of the change in a notebook."""
        from whowhom.ensemble.notebook import what_if_html

        return what_if_html(self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Show it where a notebook asks for several kinds of it."""
        plain = f"<WhatIf: {self.change}, {self.runs} paired runs>"
        return {"text/html": self._repr_html_(), "text/plain": plain}

    def table(self) -> "pl.DataFrame":
        """Return all effects as a data frame, one a row."""
        import polars as pl

        names = (*Effect.__slots__, "difference", "is_clear")
        return pl.DataFrame([{name: getattr(e, name) for name in names} for e in self.effects])


def what_if(
    case: Case | str | Path,
    *,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word users write
    without: Iterable[str] = (),
    shocks: Mapping[str, Mapping[str, object]] | None = None,
    runs: int = 2000,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    as_of: str | None = None,
    record: str | Path | Rows | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    engine: str | Engine = LOCAL,
    mechanisms: Any = None,
    progress: Callable[[Progress], None] | None = None,
) -> WhatIf:
    """Simulate a case as it is and changed, in paired runs (common random numbers).

    Parameters
    ----------
    case : Case, str or path
        A case, its folder or workbook, or the id of a shipped case.
    set : mapping of str to value, optional
        New values by path, as ``{"actors.trotsky.apparatus": 2}``; see
        :mod:`whowhom.scenario.change`.
    without : iterable of str
        Paths of what is taken out, as ``["shocks.pact", "mechanisms.erasure"]``.
    shocks : mapping of str to mapping, optional
        Shocks that are put in, by id, with their columns.
    runs : int, default 2000
        Pairs of runs.
    seed : int, default 1
        Seed of the random numbers of all runs.
    parameters : Parameters or ParameterSets, optional
        The shared parameters before the change; :func:`whowhom.default_parameters` if not given.
    as_of, record : optional
        As in :func:`whowhom.run`: both ensembles go on from the same states, those given the record
        to the end of this month, and the change takes effect after it.
    threads : int, optional
        How many chunks run at once.
    out : path, optional
        Folder for both ensembles and the change. If it holds this what-if, that is read, and
        finished first where it is unfinished.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    mechanisms : path, mechanism or several, optional
        Mechanisms of your own, as in :func:`whowhom.run`, in both ensembles; `without` takes one
        out of the other (``mechanisms.NAME``), which is its effect. Not with `out`.
    progress : callable, optional
        Called with the progress of both ensembles together.

    Returns
    -------
    WhatIf
        Effects with paired intervals.

    Raises
    ------
    InvalidInput
        If the change cannot be made; all problems are named at once, and nothing is simulated.
        Also if `out` holds something else.
    ResultError
        If `out` holds a damaged what-if.
    KeyboardInterrupt
        If the user stops it; the message says how to go on.
    """
    return what_if_change(
        as_case(case),
        Change.of(set=set, without=without, shocks=shocks),
        runs=runs,
        seed=seed,
        parameters=parameters,
        as_of=as_of,
        record=record,
        threads=threads,
        out=out,
        engine=engine,
        own=None if mechanisms is None else own_model(mechanisms),
        progress=progress,
    )


def what_if_change(
    case: Case,
    change: Change,
    *,
    runs: int,
    seed: int,
    parameters: AnyParameters | None = None,
    as_of: str | None = None,
    record: str | Path | Rows | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    engine: str | Engine = LOCAL,
    own: OwnModel | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> WhatIf:
    """Do what :func:`what_if` does with a finished change."""
    usual = default_parameters() if parameters is None else parameters
    if own is not None and out is not None:
        raise InvalidInput(
            "a what-if with mechanisms of your own is not stored; leave out `out`, or store two "
            "results with whowhom run, with and without --without mechanisms.NAME"
        )
    of_case = change if own is None else own.without(change)[1]
    other_case, other_parameters = changed(case, of_case, usual)  # all problems before any run
    check_engine(engine)
    check_settings(runs, seed, threads, None)
    folder = None if out is None else Path(out)
    seen = observed(case, as_of, record, runs=runs, engine=engine)
    if seen is not None:
        check_later(change, seen)
    other = work_of(other_case, runs, seed, parameters=other_parameters, change=change, record=seen)
    if folder is not None:
        check_names(case)
        base = work_of(case, runs, seed, parameters=usual, change=Change(), record=seen)
        open_folder(folder, base, other)
    done, is_stopping = 0, False

    def noted(now: Progress) -> None:
        nonlocal done, is_stopping
        done, is_stopping = now.done, now.is_stopping
        if progress is not None:
            progress(now)

    tell = of_all(noted)

    given: Given | None = None

    def simulated(what: Change, name: str, before: int, where: str | Engine) -> Result:
        return run_given(
            case,
            given,
            parameters=parameters,
            change=what,
            as_of=as_of,
            record=record,
            runs=runs,
            seed=seed,
            threads=threads,
            out=None if folder is None else folder / name,
            engine=where,
            own=own,
            progress=tell(before, 2 * runs),
        )

    try:
        if seen is not None and not _is_finished(folder):
            given = condition(
                case,
                usual,
                seen,
                runs=runs,
                seed=seed,
                threads=threads,
                progress=filtering(tell(0, 2 * runs), 1.0),
            )
        with opened(engine, threads) as opened_one:
            where = LOCAL if seen is not None else opened_one
            base_result = simulated(Change(), BASE, 0, where)
            if is_stopping:  # while the last runs of the first half were under way
                raise Interrupted
            other_result = simulated(change, OTHER, runs, where)
        return compared(change, base_result, other_result, folder)
    except (Interrupted, EngineFailed) as stop:
        if seen is not None and given is None:
            rest = " while the record was taken in; nothing of that is stored, so the same "
            raise stopped(stop, f"{rest}call begins with it again.") from None
        text = f" after {done:,} of {2 * runs:,} runs"
        if folder is None:
            rest = "; nothing was stored. Name a folder (out=...) to be able to go on."
        else:
            is_own = parameters is not None
            how = how_to_go_on(folder, other, has_own_parameters=is_own)
            rest = f"; they are kept. To go on: {how}"
        raise stopped(stop, text + rest) from None


def _is_finished(folder: Path | None) -> bool:
    """Say whether both halves are stored, so that nothing need be simulated."""
    if folder is None:
        return False
    return all((folder / name / MANIFEST).exists() for name in (BASE, OTHER))


def read_what_if(path: str | Path) -> WhatIf:
    """Open a stored what-if; every file of both results is compared with its hash first.

    Parameters
    ----------
    path : path
        The folder that :func:`what_if` was given as `out`.

    Returns
    -------
    WhatIf

    Raises
    ------
    ResultError
        If it is not a what-if, or is unfinished or damaged; the message names every damaged file,
        or the command that finishes it.
    """
    folder = Path(path)
    check_both(folder)
    found, problems = [], []
    for name in (BASE, OTHER):
        try:
            found.append(read_result(folder / name))
        except ResultError as error:
            problems.append(str(error))
    if problems:
        raise ResultError("\n".join(problems))
    base, other = found
    return compared(other.change, base, other, folder)


def run_with(
    case: Case,
    parameters: AnyParameters,
    *,
    runs: int,
    seed: int,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Simulate a case with given parameters; the result is kept in memory only."""
    return run_model(
        real_model,
        case,
        parameters=parameters,
        runs=runs,
        seed=seed,
        threads=threads,
        engine=engine,
        progress=progress,
    )


def compared(change: Change, base: Result, other: Result, path: Path | None = None) -> WhatIf:
    """Compare two ensembles run by run.

    Parameters
    ----------
    change : Change
        What differs between them.
    base, other : Result
        With the same number of runs and the same seed.
    """
    left, right = all_records(base), all_records(other)
    before, after = outcomes_of(left, base.circle), outcomes_of(right, other.circle)
    actors = [actor for actor in base.circle.contenders if actor in other.circle.contenders]
    above = [one for one in base.circle.actors if one not in base.circle.contenders]
    ruling = [one for one in above if (one, "wins") in after and _ever(one, before, after)]
    effects = tuple(
        paired_effect(actor, outcome, before[actor, outcome], after[actor, outcome])
        for actor in [*actors, *ruling, "nobody"]
        for outcome in (OUTCOMES if actor in actors else OUTCOMES[:1])
    )
    ends = [tops(left, base.circle), tops(right, other.circle)]
    leads: tuple[Effect, ...] = ()
    wins = [one for one in effects if one.outcome == "wins"]
    if any(is_open([{"share": getattr(one, when)} for one in wins]) for when in _WHEN):
        leads = tuple(
            paired_effect(actor, "leads", before[actor, "leads"], after[actor, "leads"])
            for actor in [*actors, NOBODY]
        )
    return WhatIf(
        change=change,
        base=base,
        other=other,
        path=path,
        effects=effects,
        leads=leads,
        flips=float(np.mean(ends[0] != ends[1])),
        altered=_altered(left, right, base.circle, other.circle),
        later={actor: _later(left, right, base.circle, other.circle, actor) for actor in actors},
    )


def _ever(
    arbiter: str,
    before: Mapping[tuple[str, str], NDArray[np.bool_]],
    after: Mapping[tuple[str, str], NDArray[np.bool_]],
) -> bool:
    """Return whether an arbiter is the sole ruler at the end of any run."""
    return bool(before[arbiter, "wins"].any() or after[arbiter, "wins"].any())


def paired_effect(
    actor: str, outcome: str, before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> Effect:
    """Return the effect on one share, with the interval of Agresti and Min for paired shares."""
    runs = len(before)
    gained, lost = int(np.sum(after & ~before)), int(np.sum(before & ~after))
    difference = (gained - lost) / (runs + 2)
    spread = math.sqrt((gained + lost + 1) - (gained - lost) ** 2 / (runs + 2)) / (runs + 2)
    p, q = float(before.mean()), float(after.mean())
    alone = p * (1 - p) + q * (1 - q)
    paired = (gained + lost) / runs - ((gained - lost) / runs) ** 2
    return Effect(
        actor=actor,
        outcome=outcome,
        before=p,
        after=q,
        low=max(-1.0, difference - Z95 * spread),
        high=min(1.0, difference + Z95 * spread),
        gained=gained / runs,
        lost=lost / runs,
        pairing=alone / paired if paired else math.inf,
    )


def _altered(left: Records, right: Records, base: Circle, other: Circle) -> float:
    """Return the share of runs of which anything recorded differs."""
    if base.actors != other.actors:
        return 1.0
    size = left.dtype.itemsize
    bytes_of = [np.ascontiguousarray(r).view(np.uint8).reshape(len(r), size) for r in (left, right)]
    return float(np.mean(np.any(bytes_of[0] != bytes_of[1], axis=1)))


def _later(left: Records, right: Records, base: Circle, other: Circle, actor: str) -> float:
    """Return how many months later an actor falls, where they fall in both runs of a pair."""
    before = left["fell"][:, base.actors.index(actor)].astype(float)
    after = right["fell"][:, other.actors.index(actor)].astype(float)
    both = (before >= 0) & (after >= 0)
    return float(np.mean((after - before)[both])) if both.any() else math.nan
