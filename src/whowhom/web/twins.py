"""The work behind "what if": a case played as it is and changed, brought down to plain values."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from whowhom.cases.case import Case
from whowhom.change import Change
from whowhom.ensemble.answers import NOBODY

__all__ = ["Answered", "play_twins"]

_MOST_FLIPS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of it, as plain values."""

    effects: list[dict[str, Any]]
    winners: dict[str, tuple[float, float]]
    """By actor or nobody, share of plays won as it is and after the change."""
    flips: float
    altered: float
    later: dict[str, float]
    moves: list[tuple[str, str, int]]
    """Who is on top as it is, who after the change, in how many plays; where they differ."""
    flipped: list[tuple[int, str, str]]
    """Number of a play, who is on top as it is, who after the change."""


def play_twins(
    tell: Callable[..., None], *, case: Case, change: Change, runs: int, seed: int
) -> Answered:
    """Play a case as it is and changed: the work of a job."""
    from whowhom.ensemble.happenings import all_records, tops
    from whowhom.ensemble.map_runs import Progress
    from whowhom.ensemble.what_if import what_if_change

    def told(progress: Progress) -> None:
        note = "getting ready (the first time on a machine takes a minute)"
        tell(progress.done, progress.runs, "" if progress.done else note)

    found = what_if_change(case, change, runs=runs, seed=seed, progress=told)
    before = [str(one) for one in tops(all_records(found.base), found.base.circle)]
    after = [str(one) for one in tops(all_records(found.other), found.other.circle)]
    differs = [
        (run, *pair)
        for run, pair in enumerate(zip(before, after, strict=True))
        if pair[0] != pair[1]
    ]
    moves = Counter((one, other) for _, one, other in differs)
    names = [*found.base.circle.contenders, NOBODY]
    return Answered(
        effects=found.table().to_dicts(),
        winners={name: (before.count(name) / runs, after.count(name) / runs) for name in names},
        flips=found.flips,
        altered=found.altered,
        later=dict(found.later),
        moves=[(one, other, count) for (one, other), count in moves.most_common()],
        flipped=differs[:_MOST_FLIPS],
    )
