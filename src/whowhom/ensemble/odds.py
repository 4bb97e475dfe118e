"""How the odds moved with each event: the forecast at the start, and given the record to each.

Every point is an ensemble of its own (:func:`whowhom.run` with ``as_of``), so a forecast never sees
an event after its date.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from whowhom.cases.case import Actor, Case
from whowhom.cases.dates import month_text
from whowhom.cases.record import Record, Rows, observed_record
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.conditioning import Unexplained, standing_by
from whowhom.ensemble.interval import Z95, quantiles
from whowhom.ensemble.occurrences import all_records
from whowhom.ensemble.odds_file import ODDS_FILE, SCHEMA, OddsJson
from whowhom.ensemble.outcome import REMOVED, Records
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run
from whowhom.errors import InvalidInput
from whowhom.files import write_file
from whowhom.sim.layout import DIED
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Odds", "next_removed", "odds"]

_NEVER = 2**15
_IN = ("inner", "restored")


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """Forecasts of one struggle through time."""

    content: OddsJson
    """What ``odds.json`` holds."""

    def table(self) -> "pl.DataFrame":
        """Return who ends on top, by date: ``as_of actor share low high``."""
        import polars as pl

        return pl.DataFrame(
            [
                {"as_of": point["as_of"], **row}
                for point in self.content["points"]
                for row in point["winners"]
            ],
            {
                "as_of": pl.String,
                "actor": pl.String,
                **dict.fromkeys(("share", "low", "high"), pl.Float64),
            },
        )

    def to_json(self) -> str:
        """Return the file."""
        return json.dumps(self.content, ensure_ascii=False, indent=1) + "\n"

    def save(self, folder: str | Path) -> Path:
        """Write ``odds.json`` into a folder and return its path."""
        path = Path(folder) / ODDS_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, self.to_json().encode())
        return path

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        return str(self.table()._repr_html_())


def odds(
    case: Case,
    *,
    until: str | None = None,
    record: str | Path | Rows | None = None,
    runs: int = 1000,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Odds:
    """Forecast a struggle at its start and after each month with an observed event.

    Parameters
    ----------
    case : Case
        A checked case.
    until : str, optional
        The last month whose events are observed (``"1930-12"``); the last but one of the case if
        not given.
    record : path or sequence of mappings, optional
        As in :func:`whowhom.run`.
    runs : int, default 1000
        Runs of each forecast, at least 200.
    seed : int, default 1
        Seed of the random numbers of each.
    parameters : Parameters or ParameterSets, optional
        The shared parameters; :func:`whowhom.default_parameters` if not given.
    threads : int, optional
        It changes nothing.
    progress : callable, optional
        Called with the progress of all forecasts together.

    Returns
    -------
    Odds
        Who ends on top, who is next to be removed and what becomes of each, by date.

    Raises
    ------
    InvalidInput, CaseError
        If an argument is outside its domain, or the record contradicts itself or the case.
    """
    last = month_text(case.start.month_number + case.months - 2)
    seen = observed_record(case, until or last, record)
    months = _months(seen, case)
    tell, whole = of_all(progress), runs * (len(months) + 1)
    settings: dict[str, Any] = {
        "runs": runs,
        "seed": seed,
        "parameters": parameters,
        "threads": threads,
    }
    first = run(case, progress=tell(0, whole), **settings)
    points = [_point(first, None, case)]
    for number, month in enumerate(months, start=1):
        given = observed_record(case, month, record)
        try:
            found = run(
                case, as_of=month, record=record, progress=tell(number * runs, whole), **settings
            )
        except Unexplained as error:
            points.append(_empty(given, error, first))
            continue
        points.append(_point(found, given, case))
    _add_events(points)
    content: Any = {
        "schema": SCHEMA,
        "case": case.id,
        "title": case.title,
        "runs": runs,
        "seed": seed,
        "until": seen.month,
        "start": month_text(case.start.month_number),
        "end": month_text(case.start.month_number + case.months - 1),
        "actors": [_named(actor) for actor in case.actors],
        "points": points,
        "moves": _moves(points, runs),
    }
    return Odds(content)


def _named(actor: Actor) -> dict[str, str]:
    """Return what an actor is called; a short label only where the coder chose one."""
    chosen = {"short": actor.short} if actor.short else {}
    return {"id": actor.id, "name": actor.name, **chosen}


def _months(record: Record, case: Case) -> list[str]:
    """Return the months with an observed event of somebody who takes part, in order."""
    if not record.events:
        raise InvalidInput(f"{record.source}: has no event up to {record.month}")
    start = case.start.month_number
    numbers = {
        max(start, event.date.latest.month_number)
        for event in record.events
        if event.event != "coalition"
    }
    return [month_text(number) for number in sorted(numbers)]


def _point(found: Result, record: Record | None, case: Case) -> dict[str, Any]:
    """Return the forecast at one date as plain values."""
    circle, contenders = found.circle, found.circle.contenders
    start = month_text(case.start.month_number)
    conditioning = found.conditioning
    month = -1 if record is None else record.as_of.month_number - circle.first_month
    standing = (
        [{"actor": actor, "status": "inner", "since": None} for actor in contenders]
        if record is None
        else [dict(row) for row in standing_by(record, contenders)]
    )
    return {
        "as_of": start if conditioning is None else conditioning.as_of,
        "is_start": conditioning is None,
        "events": [] if record is None else _rows(record),
        "effective": float(found.runs) if conditioning is None else conditioning.effective,
        "log_evidence": 0.0 if conditioning is None else conditioning.log_evidence,
        "winners": answers.winners(found.tally, circle),
        "next_removed": _next_rows(
            found, month, [str(row["actor"]) for row in standing if row["status"] in _IN]
        ),
        "fates": answers.fates(found.tally, circle),
        "standing": standing,
    }


def _rows(record: Record) -> list[dict[str, object]]:
    """Return the events that the filter observes; who is in coalition with whom is none of them."""
    return [row for row in record.rows() if row["event"] != "coalition"]


def _empty(record: Record, error: Unexplained, first: Result) -> dict[str, Any]:
    """Return a date at which no forecast can be given, with the reason."""
    return {
        "as_of": record.month,
        "is_start": False,
        "events": _rows(record),
        "effective": error.found.fewest
        if math.isnan(error.found.effective)
        else error.found.effective,
        "log_evidence": error.found.log_evidence,
        "problem": str(error),
        "winners": [],
        "next_removed": [],
        "fates": [],
        "standing": [dict(row) for row in standing_by(record, first.circle.contenders)],
    }


def _add_events(points: list[dict[str, Any]]) -> None:
    """Leave at each point the events since the one before."""
    known: list[dict[str, Any]] = []
    for point in points:
        rows = point["events"]
        point["events"] = [row for row in rows if row not in known]
        known = rows or known


def _next_rows(found: Result, month: int, left: Sequence[str]) -> list[dict[str, Any]]:
    """Return who of those left in the circle is the next to be removed, and when, as rows."""
    circle = found.circle
    who, when = next_removed(all_records(found), month, [circle.actors.index(a) for a in left])
    rows: list[dict[str, Any]] = []
    for index, actor in enumerate(circle.actors):
        mine = who == index
        if actor not in circle.contenders or not mine.any():
            continue
        counts = np.bincount(when[mine], minlength=circle.months)
        low, high = found.tally.interval(int(mine.sum()))
        median = circle.month(quantiles(counts, (50,))[0])
        share = float(mine.mean())
        rows.append({"actor": actor, "share": share, "low": low, "high": high, "median": median})
    rows.sort(key=lambda row: (-row["share"], row["actor"]))
    nobody = who < 0
    low, high = found.tally.interval(int(nobody.sum()))
    rows.append(
        {"actor": NOBODY, "share": float(nobody.mean()), "low": low, "high": high, "median": None}
    )
    return rows


def next_removed(
    records: Records, month: int, actors: Sequence[int] | None = None
) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """Return who is the first to be removed, or removed further, after a month of each run.

    Parameters
    ----------
    records : array of records, shape (R,)
        Runs.
    month : int
        Month index; -1 for the start.
    actors : sequence of int, optional
        Only of these.

    Returns
    -------
    who : array of int, shape (R,)
        Index of the actor, -1 for nobody. Of those removed in one month it is who falls first.
    when : array of int, shape (R,)
        Month index; -1 for never.
    """
    reached = records["reached"].astype(np.int64)
    reached[records["fate"] == DIED, REMOVED.index("dead")] = -1  # nobody's doing
    months = np.where(reached > month, reached, _NEVER).min(axis=2)
    if actors is not None:
        left = np.ones(months.shape[1], bool)
        left[list(actors)] = False
        months[:, left] = _NEVER
    key = months * 128 + np.where(records["order"] < 0, 127, records["order"])
    who = key.argmin(axis=1)
    when = months[np.arange(len(months)), who]
    never = when >= _NEVER
    return np.where(never, -1, who), np.where(never, -1, when)


def _moves(points: list[dict[str, Any]], runs: int) -> list[dict[str, Any]]:
    """Return the change of each person's chance from each point to the next, with its interval."""
    rows: list[dict[str, Any]] = []
    known = [point for point in points if point["winners"]]
    for before, after in pairwise(known):
        was = {row["actor"]: row["share"] for row in before["winners"]}
        n_before, n_after = (min(runs, point["effective"]) for point in (before, after))
        for row in after["winners"]:
            p, q = was.get(row["actor"], 0.0), row["share"]
            half = Z95 * math.sqrt(p * (1 - p) / n_before + q * (1 - q) / n_after)
            rows.append(
                {
                    "as_of": after["as_of"],
                    "actor": row["actor"],
                    "before": p,
                    "after": q,
                    "low": q - p - half,
                    "high": q - p + half,
                }
            )
    return rows
