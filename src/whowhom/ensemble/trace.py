"""One run as a chronicle: every event with its month, its people by id, and a sentence.

The log is that of :mod:`whowhom.sim.events`; a run that is written down is the same, bit for bit,
as one that is not.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.check import as_case
from whowhom.cases.pooling import of_one_coder
from whowhom.ensemble.circle import Circle
from whowhom.errors import InvalidInput
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

    from whowhom.scenario.start import Start

__all__ = ["COLUMNS", "trace", "trace_rows"]

COLUMNS = ("run", "month", "event", "actor", "target", "detail", "size", "text")
"""Columns of a trace."""

_STATUS_WORDS = {
    "inner": "is back in the inner circle",
    "demoted": "is demoted",
    "expelled": "is expelled",
    "internal_exile": "is banished within the country",
    "abroad": "is driven abroad",
    "prison": "is imprisoned",
    "dead": "is dead",
}
_SAYS = {
    "leader": "{actor} is now the strongest of the circle, with {size:.0%} of its power",
    "contest_won": "{actor} moves against {target} and wins (chance {size:.0%})",
    "contest_lost": "{actor} moves against {target} and loses (chance to win {size:.0%})",
    "contest_undecided": "{actor} moves against {target}; neither side is strong enough "
    "(chance to win {size:.0%})",
    "fall": "{actor} is removed from the inner circle by {target}",
    "return": "{actor} returns to the inner circle",
    "post": "{detail} passes from {target} to {actor}",
    "confidence_kept": "{actor} offers to go and is kept ({size:.0%} of the power against)",
    "confidence_lost": "{actor} offers to go and loses all posts ({size:.0%} of the power against)",
    "pretext": "{actor} uses a pretext: terror rises to {size:.0%}",
    "hunted": "{target} orders that {actor} be hunted down",
    "raid_failed": "an attempt on the life of {actor} fails ({detail})",
    "raid_succeeded": "an attempt on the life of {actor} succeeds ({detail})",
    "killing": "{actor} is {detail}",
    "death": "{actor} dies",
    "toppled": "a plot from below topples {actor}; {target} takes over",
    "host": "{actor} finds asylum: {detail}",
    "shock": "outside event: {detail}",
    "sides": "{actor} sides with {target}",
    "joins": "{actor} takes a vacant seat in the circle",
}


def trace(
    case: Case | str | Path,
    *,
    run: int = 0,
    runs: int = 1,
    seed: int = 1,
    parameters: AnyParameters | None = None,
) -> "pl.DataFrame":
    """Simulate one or several runs of a case and return their events, one by one.

    Parameters
    ----------
    case : Case, str or path
        A case, its folder or workbook, or the id of a shipped case.
    run : int, default 0
        Number of the first run, as in an ensemble of the same seed.
    runs : int, default 1
        Number of runs.
    seed : int, default 1
        Seed of the random numbers.
    parameters : Parameters or ParameterSets, optional
        Of the model; the defaults unless given.

    Returns
    -------
    polars.DataFrame
        One row for each event, in the order of events, with the columns ``run``, ``month``
        (``1924-11``), ``event`` (one of ``whowhom.sim.events.EVENT_KINDS``), ``actor`` and
        ``target`` (ids or null), ``detail`` (the status, post, host, shock or means), ``size``
        (a share, or null) and ``text`` (a sentence). Events of the first month include the state
        of the start, such as who leads.

    Raises
    ------
    InvalidInput
        If `run`, `runs` or `seed` is outside its domain.

    Examples
    --------
    >>> import whowhom as ww
    >>> rows = ww.trace(ww.read_case("duel"), seed=1)  # doctest: +SKIP
    """
    import polars as pl

    case = as_case(case)
    schema: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    schema |= {"run": pl.Int64, "size": pl.Float64}
    rows = trace_rows(case, run=run, runs=runs, seed=seed, parameters=parameters)
    return pl.DataFrame(rows, schema=schema, orient="row")


def trace_rows(
    case: Case,
    *,
    run: int = 0,
    runs: int = 1,
    seed: int = 1,
    parameters: AnyParameters | None = None,
) -> list[dict[str, Any]]:
    """Return what :func:`trace` returns, as a list of rows."""
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import Record, simulate

    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 1:
        raise InvalidInput(f"runs must be a whole number >= 1, got {runs!r}")
    start = Start(of_one_coder(case, "the chronicle of a run"), parameters)
    circle = Circle.of(case, start)
    names = _Names(case, start)
    events = simulate(start, seed=seed, first=run, runs=runs, record=Record(events=True)).events
    rows = [names.row(circle.month(int(event["month"])), event) for event in events]
    return [
        row for row, before in zip(rows, [{}, *rows], strict=False) if not _is_part(row, before)
    ]


def _is_part(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Return whether a row is another part of the outside event in the row before."""
    same = ("run", "month", "event", "detail")
    return row["event"] == "shock" and all(row[name] == before.get(name) for name in same)


class _Names:
    """Turns the numbers of events into ids, names and sentences."""

    def __init__(self, case: Case, start: "Start") -> None:
        self.actors, self.posts, self.hosts = start.actors, start.posts, start.hosts
        self.shocks, self.endings = start.shocks, start.endings
        self.words: Mapping[str, str] = {
            **case.names,
            **{post.id: post.name for post in case.posts},
            **{host.id: host.name for host in case.hosts},
        }

    def row(self, month: str | None, event: Any) -> dict[str, Any]:
        """Return one row of a trace."""
        from whowhom.sim.events import EVENT_KINDS

        kind = EVENT_KINDS[int(event["kind"])]
        actor, target = self._actor(int(event["actor"])), self._actor(int(event["target"]))
        detail = self._detail(kind, int(event["detail"]))
        size = float(event["size"]) if "{size" in _SAYS.get(kind, "") or kind == "shock" else None
        return {
            "run": int(event["run"]),
            "month": month,
            "event": kind,
            "actor": actor,
            "target": target,
            "detail": detail,
            "size": None if size is None else round(size, 4),
            "text": self._text(kind, actor, target, detail, size)
            + " is over" * (kind == "shock" and int(event["detail"]) in self.endings),
        }

    def _actor(self, number: int) -> str | None:
        return self.actors[number] if number >= 0 else None

    def _detail(self, kind: str, number: int) -> str | None:
        from whowhom.sim.layout import FATES, STATUSES

        if kind in ("status", "return"):
            return STATUSES[number]
        if kind == "killing":
            return FATES[number]
        if kind == "post":
            return self.posts[number]
        if kind == "host":
            return self.hosts[number]
        if kind == "shock":
            return self.shocks[number]
        if kind in ("raid_failed", "raid_succeeded"):
            return "by a trusted visitor" if number else "by force"
        return None

    def _text(
        self, kind: str, actor: str | None, target: str | None, detail: str | None,
        size: float | None,
    ) -> str:  # fmt: skip
        who, whom = self._name(actor), self._name(target)
        if kind == "status":
            return f"{who} {_STATUS_WORDS[detail or 'inner']}"
        said = _SAYS[kind]
        if kind == "leader" and actor is None:
            return "nobody in the circle has any power: nobody leads"
        if kind == "post" and actor is None:
            said = "{detail} falls vacant"
        if kind == "post" and target is None:
            said = "{actor} is given {detail}"
        return said.format(actor=who, target=whom, detail=self._name(detail), size=size)

    def _name(self, name: str | None) -> str:
        return "nobody" if name is None else self.words.get(name, name)
