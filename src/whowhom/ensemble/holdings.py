"""Who holds which post, and whose clients fill which body, through time: plays counted again.

A stored result keeps what becomes of people, not of posts. So some of its plays are played again,
the same bit for bit, and counted at a few months.
"""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import Progress, run_model
from whowhom.errors import InvalidInput
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

    from whowhom.cases.case import Case
    from whowhom.ensemble.run import Player
    from whowhom.scenario.start import Start
    from whowhom.sim.holdings import Holdings
    from whowhom.sim.play import Plays

__all__ = ["KINDS", "USUAL_PLAYS", "holdings"]

KINDS = ("post", "body")
"""What is held: a post, or places in a body that clients fill."""
USUAL_PLAYS = 200
_CHUNK = 25


def holdings(
    result: Result,
    *,
    pictures: int = 4,
    plays: int = USUAL_PLAYS,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> "pl.DataFrame":
    """Play some plays of a result again and count who holds what at a few months.

    Parameters
    ----------
    result : Result
    pictures : int, default 4
        How many months, evenly spread from the first to the last.
    plays : int, default 200
        How many plays, the first of the result; all of them where it has fewer.
    threads : int, optional
        How many chunks are played at once.
    progress : callable, optional
        Is told how far the work is.

    Returns
    -------
    polars.DataFrame
        ``kind`` (``post`` or ``body``), ``until`` (``1924-11``), ``item`` (id of the post or the
        body), ``actor`` (or nobody), ``share``: for a post the share of plays in which he holds it
        at the end of that month, for a body the mean share of its members who are his clients.

    Raises
    ------
    InvalidInput
        If a number is outside its domain.
    """
    import polars as pl

    from whowhom.scenario.start import Start

    if pictures < 1:
        raise InvalidInput(f"pictures must be a whole number >= 1, got {pictures!r}")
    plays = min(plays, result.runs)
    check_settings(plays, result.seed, threads, None)
    start = Start(result.case, result.parameters)
    last = start.months - 1
    months = sorted({round(last * part / max(1, pictures - 1)) for part in range(pictures)})
    found: list[Holdings] = []
    lock = Lock()

    def play(start: "Start", *, seed: int, first: int, runs: int) -> "Plays":
        from whowhom.sim.play import play_counting

        played, counted = play_counting(start, seed=seed, first=first, runs=runs, months=months)
        with lock:
            found.append(counted)
        return played

    def model(_case: "Case", _parameters: AnyParameters) -> "tuple[Start, Player]":
        return start, play

    run_model(
        model,
        result.case,
        parameters=start.parameters,
        runs=plays,
        seed=result.seed,
        threads=threads,
        chunk=_CHUNK,
        progress=progress,
    )
    held = np.sum([one.held for one in found], axis=0) / plays
    clients = np.sum([one.clients for one in found], axis=0)
    sizes = start.draw(result.seed, 0, 1).audiences["size"][0]
    patronage = clients / sizes[None, :, None] / plays
    free = np.maximum(0.0, 1.0 - patronage.sum(axis=2, keepdims=True))
    who = (*start.actors, NOBODY)
    rows = [
        {"kind": kind, "until": name, "item": item, "actor": actor, "share": float(share)}
        for kind, items, table in (
            ("post", start.posts, held),
            ("body", start.audiences, np.concatenate([patronage, free], axis=2)),
        )
        for name, by_item in zip(map(result.circle.month, months), table, strict=True)
        for item, shares in zip(items, by_item, strict=True)
        for actor, share in zip(who, shares, strict=True)
    ]
    texts = dict.fromkeys(("kind", "until", "item", "actor"), pl.String)
    return pl.DataFrame(rows, schema=texts | {"share": pl.Float64})
