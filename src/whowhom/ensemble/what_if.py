"""What a change would have changed: two ensembles that share all chance, run by run.

Run r of both draws the same numbers for the same decisions, so that the two histories are the same
until the change bites. The difference of a share is then known much more closely than from two
ensembles of their own, as long as the histories do not part too early.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whowhom.calibrated import default_parameters
from whowhom.cases.case import Case
from whowhom.change import Change, changed
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.happenings import OUTCOMES, all_records, happenings, tops
from whowhom.ensemble.outcome import Records
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import Progress, run_model
from whowhom.errors import InvalidInput
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

    from whowhom.ensemble.run import Player
    from whowhom.start import Start

__all__ = ["Effect", "WhatIf", "compared", "played_with", "what_if", "what_if_change"]

_Z = 1.959963984540054  # a 95 % interval


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
    """How many times more runs two ensembles of their own would need for the same interval; 1 is
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
    """Share of runs in which another man (or nobody) ends on top, in [0, 1]."""
    altered: float
    """Share of runs in which anything that is recorded of a run differs, in [0, 1]."""
    later: Mapping[str, float]
    """By actor, how many months later he first falls after the change, on average over the runs in
    which he falls in both; nan if there are none."""

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

    def table(self) -> "pl.DataFrame":
        """Return all effects as a data frame, one a row."""
        import polars as pl

        names = (*Effect.__slots__, "difference", "is_clear")
        return pl.DataFrame([{name: getattr(e, name) for name in names} for e in self.effects])


def what_if(
    case: Case,
    *,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word users write
    without: Iterable[str] = (),
    shocks: Mapping[str, Mapping[str, object]] | None = None,
    runs: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> WhatIf:
    """Play a case as it is and changed, in twin runs that share all chance.

    Parameters
    ----------
    case : Case
        The case.
    set : mapping of str to value, optional
        New values by path, as ``{"actors.trotsky.apparatus": 2}``; see :mod:`whowhom.change`.
    without : iterable of str
        Paths of what is taken out, as ``["shocks.pact", "mechanisms.erasure"]``.
    shocks : mapping of str to mapping, optional
        Shocks that are put in, by id, with their columns.
    runs : int, default 2000
        Pairs of runs.
    seed : int, default 1
        Chooses the chance of all runs.
    threads : int, optional
        How many chunks are played at once.
    progress : callable, optional
        Is told how far the two ensembles are together.

    Returns
    -------
    WhatIf
        Effects with paired intervals.

    Raises
    ------
    InvalidInput
        If the change cannot be made; all problems are told at once, and nothing is played.
    """
    return what_if_change(
        case,
        Change.of(set=set, without=without, shocks=shocks),
        runs=runs,
        seed=seed,
        threads=threads,
        progress=progress,
    )


def what_if_change(
    case: Case,
    change: Change,
    *,
    runs: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> WhatIf:
    """Do what :func:`what_if` does with a change that is put together already."""
    parameters = default_parameters()
    other, new_parameters = changed(case, change, parameters)

    def played(which: Case, values: AnyParameters, before: int) -> Result:
        def tell(done: Progress) -> None:
            if progress is not None:
                progress(replace(done, done=before + done.done, runs=2 * runs))

        return played_with(which, values, runs=runs, seed=seed, threads=threads, progress=tell)

    base = played(case, parameters, 0)
    return compared(change, base, played(other, new_parameters, runs))


def played_with(
    case: Case,
    parameters: AnyParameters,
    *,
    runs: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Play a case with parameters of one's own; the result is kept in memory only."""
    return run_model(
        lambda case: _model(case, parameters),
        case,
        runs=runs,
        seed=seed,
        threads=threads,
        progress=progress,
    )


def _model(case: Case, parameters: AnyParameters) -> "tuple[Start, Player]":
    from whowhom.sim.play import play
    from whowhom.start import Start

    return Start.from_case(case, parameters), play


def compared(change: Change, base: Result, other: Result) -> WhatIf:
    """Compare two ensembles run by run.

    Parameters
    ----------
    change : Change
        What differs between them.
    base, other : Result
        With the same number of runs and the same seed.
    """
    left, right = all_records(base), all_records(other)
    before, after = happenings(left, base.circle), happenings(right, other.circle)
    actors = [actor for actor in base.circle.contenders if actor in other.circle.contenders]
    effects = tuple(
        _effect(actor, outcome, before[actor, outcome], after[actor, outcome])
        for actor in [*actors, "nobody"]
        for outcome in (OUTCOMES if actor != "nobody" else OUTCOMES[:1])
    )
    ends = [tops(left, base.circle), tops(right, other.circle)]
    return WhatIf(
        change=change,
        base=base,
        other=other,
        effects=effects,
        flips=float(np.mean(ends[0] != ends[1])),
        altered=_altered(left, right, base.circle, other.circle),
        later={actor: _later(left, right, base.circle, other.circle, actor) for actor in actors},
    )


def _effect(
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
        low=max(-1.0, difference - _Z * spread),
        high=min(1.0, difference + _Z * spread),
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
    """Return how many months later an actor falls, where he falls in both runs of a pair."""
    before = left["fell"][:, base.actors.index(actor)].astype(float)
    after = right["fell"][:, other.actors.index(actor)].astype(float)
    both = (before >= 0) & (after >= 0)
    return float(np.mean((after - before)[both])) if both.any() else math.nan
