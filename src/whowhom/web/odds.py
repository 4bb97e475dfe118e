"""Odds through time on a page: those that come with the program, those of jobs, and what is shown.

A page gets all its dates at once, worded; moving to another date asks the server nothing.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from whowhom.cases.case import Case
from whowhom.cases.dates import day_text
from whowhom.ensemble.odds_file import OddsJson, odds_from
from whowhom.ensemble.parameters_file import default_hash
from whowhom.errors import InvalidInput, ResultError, WhoWhomError
from whowhom.reporting.dates import page_data
from whowhom.web.results import SHIPPED_CASE
from whowhom.web.workbench import Workbench

__all__ = [
    "ODDS_RUNS",
    "ODDS_SEED",
    "SHIPPED_ODDS",
    "Row",
    "course_rows",
    "known_odds",
    "odds_key",
    "read_rows",
    "record_of",
    "record_problems",
    "register_odds",
    "row_lines",
    "shipped_odds",
    "stamped",
]

SHIPPED_ODDS = "duel-odds.json"
"""The stored odds that come with the program; made by ``docs/shipped_odds.py``."""
ODDS_RUNS, ODDS_SEED = 1000, 1
_MOST_ROWS = 300
_KEYS = ("date", "actor", "event", "by", "precision", "post")
_KEY = re.compile(r"odds-[0-9a-f]{16}")

Row = dict[str, str]
"""A row of a record that the user has entered, with :data:`_KEYS`."""


def stamped(odds: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return odds with what says whether they are still current."""
    return {**odds, "stamp": _stamp(case)}


def _stamp(case: Case) -> str:
    course = hashlib.sha256(case.files.get("course.csv", b"")).hexdigest()
    return "-".join((version("whowhom"), case.sha256[:16], course[:16], default_hash()[:16]))


def shipped_odds(case: Case) -> OddsJson | None:
    """Return the odds that come with the program if they are of this case and this version."""
    place = files("whowhom.web") / "static" / SHIPPED_ODDS
    if case.id != SHIPPED_CASE or not place.is_file():
        return None
    try:
        found = odds_from(place.read_bytes(), SHIPPED_ODDS)
    except ResultError:
        return None  # of another layout: the page then offers to compute them
    return found if found.get("stamp") == _stamp(case) else None


def odds_key(bench: Workbench, case: Case, rows: Sequence[Row] = ()) -> str:
    """Return what names the odds of a case, given its own record or other rows."""
    words = [bench.results.state(case), *row_lines(rows), str(ODDS_RUNS), str(ODDS_SEED)]
    return f"odds-{hashlib.sha256(chr(0).join(words).encode()).hexdigest()[:16]}"


def known_odds(bench: Workbench, case: Case, rows: Sequence[Row] = ()) -> OddsJson | None:
    """Return odds that are there already; None if they must be computed."""
    key = odds_key(bench, case, rows)
    if key not in bench.answers and not rows:
        found = shipped_odds(case)
        if found is not None:
            bench.keep_answer(key, found)
    answer: OddsJson | None = bench.answers.get(key)
    return answer


# --------------------------------------------------------------------------------- rows of a record


def course_rows(case: Case) -> list[Row]:
    """Return the documented course of a case as rows of the table on the page."""
    return [
        {
            "date": event.date.text,
            "actor": event.actor,
            "event": event.event,
            "by": " ".join(event.by),
            "precision": "",
            "post": str(getattr(event, "post", "")),
        }
        for event in sorted(case.course, key=lambda one: (one.date.earliest, one.date.latest))
    ]


def row_lines(rows: Iterable[Row]) -> list[str]:
    """Return rows as an address holds them."""
    return ["|".join(row[key] for key in _KEYS).rstrip("|") for row in rows]


def read_rows(lines: Iterable[str]) -> list[Row]:
    """Read rows from an address.

    Raises
    ------
    InvalidInput
        If there are too many, or one has too many parts.

    Examples
    --------
    >>> read_rows(["1925-01-26|trotsky|demoted|stalin"])[0]["event"]
    'demoted'
    """
    rows = []
    for line in lines:
        parts = line.split("|")
        if len(parts) > len(_KEYS) or len(line) > 500:
            raise InvalidInput(f"{line[:60]!r} is not an event: write date|person|event|by")
        parts += [""] * (len(_KEYS) - len(parts))
        rows.append({key: part.strip() for key, part in zip(_KEYS, parts, strict=True)})
    if len(rows) > _MOST_ROWS:
        raise InvalidInput(f"a record on this page has at most {_MOST_ROWS} rows, got {len(rows)}")
    return rows


def record_of(rows: Iterable[Row]) -> list[dict[str, object]]:
    """Return rows with the columns of ``course.csv``."""
    found = []
    for row in rows:
        date = row["date"]
        if row["precision"] == "about" and date and not date.endswith(("~", "?", "%")):
            date = f"{date}~"
        given: dict[str, object] = {"date": date, "actor": row["actor"], "event": row["event"]}
        given["by"] = row["by"].split()
        if row["post"]:
            given["post"] = row["post"]
        found.append(given)
    return found


def record_problems(case: Case, rows: Sequence[Row]) -> list[str]:
    """Return all that is wrong with rows that the user has entered, each as a sentence."""
    from whowhom.cases.record import observed_record

    last = case.end.month_number - 1
    as_of = day_text(type(case.end)(last // 12, last % 12 + 1, 1))[:-3]
    if not rows:
        return ["Enter at least one event."]
    try:
        observed_record(case, as_of, record_of(rows))
    except WhoWhomError as error:
        return [
            re.sub(r"^record:(\d+)", r"row \1", line) for line in str(error).splitlines() if line
        ]
    return []


# -------------------------------------------------------------------------------- what a page shows


def register_odds(bench: Workbench) -> None:
    """Make the data of pages available under ``/odds/``."""
    from fastapi import Response
    from nicegui import app

    @app.get("/odds/{key}/page.json")
    def odds_data(key: str, case: str = "") -> Response:
        odds = bench.answers.get(key) if _KEY.fullmatch(key) else None
        try:
            opened = bench.cases.get(case).case
        except WhoWhomError:
            odds = None
        if odds is None:
            return Response("Load the page again.", 404, media_type="text/plain")
        content = json.dumps(page_data(odds, opened), ensure_ascii=False, separators=(",", ":"))
        headers = {"cache-control": "private, max-age=3600"}
        return Response(content.encode(), media_type="application/json", headers=headers)
