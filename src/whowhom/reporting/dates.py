"""Odds through time for a page: what stands on it at each date, worded, as plain values.

The workbench and a published site show the same; each moves between the dates in the browser.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from whowhom.cases.case import Case
from whowhom.cases.chronicle import Dated, chronicle
from whowhom.cases.dates import parse_period
from whowhom.cases.names import visible
from whowhom.charts.odds import odds_x
from whowhom.charts.theme import DARK, LIGHT, both_grounds
from whowhom.ensemble import odds_sentences as told
from whowhom.ensemble.odds_file import OddsJson, Point
from whowhom.ensemble.sentences import month_words

__all__ = ["page_data"]

_FATES = both_grounds(LIGHT, DARK).fates


def page_data(odds: OddsJson, case: Case) -> dict[str, Any]:
    """Return what a page shows at each date: sentences, who stands where, and the chronicle."""
    names = told.names_of(odds)
    return {
        "stops": [_stop(odds, place, names) for place in range(len(odds["points"]))],
        "chronicle": _chronicle(odds, case, names),
    }


def _stop(odds: OddsJson, place: int, names: Mapping[str, str]) -> dict[str, Any]:
    point = odds["points"][place]
    parts = (told.who_is_next, told.what_moved, told.precision)
    return {
        "as_of": point["as_of"],
        "x": odds_x(point["as_of"], is_start=point["is_start"]),
        "label": told.point_name(point),
        "lead": told.who_leads(odds, place).removesuffix("."),
        "more": [text for text in (part(odds, place) for part in parts) if text],
        "roster": _roster(odds, place, names),
    }


def _roster(odds: OddsJson, place: int, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return where each person stands, those in the circle first."""
    noted = _notes(odds["points"][: place + 1])
    rows = []
    for row in odds["points"][place]["standing"]:
        status = row["status"]
        event, note = noted.get(row["actor"], ("", ""))
        since = month_words(row["since"]) if row["since"] and status != "inner" else ""
        words = told.standing_words(status)
        rows.append(
            {
                "name": names[row["actor"]],
                "status": status,
                "words": f"{words} since {since}" if since and status != "dead" else words,
                "since": since,
                "note": note if event and status != "inner" else "",
                "colour": _FATES.get(status, _FATES["inner"]),
            }
        )
    for one in rows:
        if one["status"] == "dead" and one["since"]:
            one["words"] = f"dead, {one['since']}"
    order = list(_FATES)
    return sorted(rows, key=lambda row: order.index(row["status"]) if row["status"] in order else 0)


def _notes(points: Iterable[Point]) -> dict[str, tuple[str, str]]:
    """Return by person the last event and the first part of its note, such as the place."""
    found = {}
    for point in points:
        for event in point["events"]:
            if event["event"] not in ("coalition", "ruler"):
                note = visible(event["note"]).partition(";")[0].strip()
                found[event["actor"]] = (event["event"], note)
    return found


def _chronicle(odds: OddsJson, case: Case, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the events of the record, numbered as in the figure, among the facts of the case.

    An event counts as passed once its date has ended, as in the record; a fact once it has begun.
    """
    entries: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    for number, point in enumerate(odds["points"]):
        for event in point["events"]:
            period = parse_period(event["date"])
            entries.append(
                (
                    (period.latest, 1, number),
                    {
                        "date": told.date_words(event["date"]),
                        "text": told.event_words(event, names),
                        "note": visible(event["note"]).partition(";")[0].strip(),
                        "number": number,
                        "x": odds_x(point["as_of"]),
                    },
                )
            )
    entries += [
        ((fact.date.earliest, 0, 0), _fact(fact))
        for fact in chronicle(case)
        if not fact.is_course and case.start <= fact.date.earliest <= case.end
    ]
    return [entry for _, entry in sorted(entries, key=lambda one: one[0])]


def _fact(fact: Dated) -> dict[str, Any]:
    return {
        "date": told.date_words(fact.date.text),
        "text": visible(fact.title),
        "note": "",
        "number": 0,
        "x": fact.date.earliest.month_number + 1,
    }
