"""Odds through time in sentences: worded once, for the command line, pages and reports.

Every function takes the odds as ``odds.json`` holds them (:mod:`whowhom.ensemble.odds_file`), and a
point by its place among ``points``.
"""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from whowhom.cases.dates import parse_period
from whowhom.cases.name_forms import person_forms
from whowhom.cases.names import short_labels, visible
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.interval import FEWEST_EFFECTIVE, Z95
from whowhom.ensemble.odds_file import Event, Move, NextRemoved, OddsJson, Point, Share
from whowhom.ensemble.sentences import (
    FATE_WORDS,
    counted,
    in_hundred,
    month_words,
    points,
    who_rules,
)
from whowhom.theory.words import joined

__all__ = [
    "at_point",
    "changed_forecast",
    "date_words",
    "ends",
    "event_words",
    "given_the_record",
    "headline",
    "is_reliable",
    "largest_move",
    "leader",
    "month_of",
    "moves_at",
    "names_of",
    "next_removed",
    "place_at",
    "point_name",
    "precision",
    "short_names_of",
    "standing_words",
    "what_moved",
    "who_is_next",
    "who_leads",
]

FEW_ORIGINS = 30
"""Effective different starts below which intervals of fates are said to be too narrow."""

_EVENTS = {
    **FATE_WORDS,
    "internal_exile": "sent into internal exile",
    "abroad": "exiled abroad",
    "prison": "arrested",
    "died": "dies",
    "ruler": "rules alone",
    "restored": "restored",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def names_of(odds: OddsJson) -> dict[str, str]:
    """Return the names by id; nobody has one, too, and two of one name carry their ids."""
    names = [visible(actor["name"]) for actor in odds["actors"]]
    told = {
        actor["id"]: name if names.count(name) == 1 else f"{name} ({actor['id']})"
        for actor, name in zip(odds["actors"], names, strict=True)
    }
    return {NOBODY: "no sole ruler", **told}


def short_names_of(odds: OddsJson) -> dict[str, str]:
    """Return the short labels by id, never ambiguous; nobody has one, too."""
    names = {actor["id"]: actor["name"] for actor in odds["actors"]}
    given = {actor["id"]: actor.get("short", "") for actor in odds["actors"]}
    return {NOBODY: "no sole ruler", **short_labels(names, person_forms, given)}


def place_at(odds: OddsJson, as_of: str) -> int:
    """Return the last point that is not after a date; 0 for a date before all of them.

    Examples
    --------
    >>> points = [{"as_of": "1922-04"}, {"as_of": "1925-01"}]
    >>> [place_at({"points": points}, date) for date in ("1920", "1925-01-26", "1930")]
    [0, 1, 1]
    """
    month = parse_period(as_of).latest.month_number
    passed = [month >= month_of(point["as_of"]) for point in odds["points"]]
    return max(0, sum(passed) - 1)


def month_of(as_of: str) -> int:
    """Return the number of a month."""
    return parse_period(as_of).latest.month_number


def date_words(text: str) -> str:
    """Return a date of the record as readers write it.

    Examples
    --------
    >>> date_words("1925-01-26"), date_words("1926-01/1926-03"), date_words("1928-06")
    ('26 Jan 1925', 'Jan to Mar 1926', 'Jun 1928')
    """
    period = parse_period(text)
    words = month_words(text)
    return f"{period.latest.day} {words}" if period.earliest == period.latest else words


def event_words(event: Event, names: Mapping[str, str]) -> str:
    """Return an event of the record without its date.

    Examples
    --------
    >>> names = {"a": "Ann", "b": "Ben", "c": "Cleo"}
    >>> event = {"date": "1925-01", "actor": "a", "event": "coalition", "by": ["b", "c"]}
    >>> event_words(event | {"note": ""}, names)
    'Ann in coalition with Ben and Cleo'
    >>> event_words(event | {"event": "demoted", "note": ""}, names)
    'Ann demoted'
    """
    who, what = names.get(event["actor"], event["actor"]), event["event"]
    if what == "coalition":
        others = joined([names.get(one, one) for one in event["by"]])
        return f"{who} in coalition with {others}" if others else f"{who} in a coalition"
    return f"{who} {_EVENTS.get(what, what.replace('_', ' '))}"


def standing_words(status: str) -> str:
    """Return where somebody stands."""
    return FATE_WORDS.get(status, status.replace("_", " "))


def point_name(point: Point) -> str:
    """Return what a point is called: the start, or the record to a month.

    Examples
    --------
    >>> point_name({"as_of": "1922-04", "is_start": True})
    'the start (April 1922)'
    >>> point_name({"as_of": "1925-01", "is_start": False})
    'January 1925'
    """
    day = parse_period(point["as_of"]).latest
    year = day.year if day.year > 0 else f"{1 - day.year} BC"
    month = f"{_MONTHS[day.month - 1]} {year}"
    return f"the start ({month})" if point["is_start"] else month


def is_reliable(point: Point) -> bool:
    """Say whether enough effective runs are left for an answer."""
    return point["is_start"] or point["effective"] >= FEWEST_EFFECTIVE


def leader(point: Point) -> Share:
    """Return the row of the person who most often ends as sole ruler."""
    persons = [row for row in point["winners"] if row["actor"] != NOBODY]
    return max(persons or point["winners"], key=lambda row: row["share"])


def next_removed(point: Point) -> NextRemoved | None:
    """Return the row of the person who is most often removed next; None if no one ever is."""
    persons = [row for row in point["next_removed"] if row["actor"] != NOBODY and row["share"]]
    return max(persons, key=lambda row: row["share"], default=None)


def headline(odds: OddsJson) -> str:
    """Say who leads at the start and at the last point with an answer; name a later one without."""
    points = odds["points"]
    place = max(n for n, point in enumerate(points) if is_reliable(point))
    missing = "" if place == len(points) - 1 else f" {_no_answer(odds, len(points) - 1)}"
    if not place:
        return who_leads(odds, 0) + missing
    names = names_of(odds)
    before, after = leader(points[0]), leader(points[place])
    leads = "still leads" if before["actor"] == after["actor"] else "leads"
    return (
        f"At {point_name(points[0])} {names[before['actor']]} leads with {_range(before, odds)}; "
        f"given the record to {point_name(points[place])}, {names[after['actor']]} {leads} with "
        f"{_range(after, odds)}.{missing}"
    )


def at_point(odds: OddsJson, place: int) -> str:
    """Return the whole answer at a point: who leads, who is next, what moved, how sure."""
    parts = (who_leads, who_is_next, what_moved, precision)
    return " ".join(filter(None, (part(odds, place) for part in parts)))


def who_leads(odds: OddsJson, place: int) -> str:
    """Say who ends as sole ruler, given the record to a point."""
    point = odds["points"][place]
    if not is_reliable(point):
        return _no_answer(odds, place)
    ranges = {row["actor"]: f" ({ends(row)})" for row in point["winners"]}
    told = who_rules(
        point["winners"],
        {actor["id"]: names_of(odds)[actor["id"]] for actor in odds["actors"]},
        lambda share: _spoken(share, odds),
        within=lambda actor: ranges.get(actor, ""),
    )
    if told.startswith("No one"):
        told = f"n{told[1:]}"
    if point["is_start"]:
        return f"At {point_name(point)}, {told}."
    return f"Given the record to {point_name(point)}, {told}."


def who_is_next(odds: OddsJson, place: int) -> str:
    """Say who is the next to be removed, and by when; empty where that cannot be said."""
    point = odds["points"][place]
    if not is_reliable(point) or not point["next_removed"]:
        return ""
    names = names_of(odds)
    nobody = next((row for row in point["next_removed"] if row["actor"] == NOBODY), None)
    best = next_removed(point)
    if best is None:
        return "No one else is removed in any run."
    when = f", in half of these by {month_words(best['median'])}" if best["median"] else ""
    told = f"Next to be removed is most often {names[best['actor']]}, in {_range(best, odds)}{when}"
    if nobody and nobody["share"] > best["share"]:
        return f"No one else is removed in {_range(nobody, odds)}. {told}."
    return f"{told}."


def moves_at(odds: OddsJson, place: int) -> list[Move]:
    """Return the moves from the point before, the largest first."""
    as_of = odds["points"][place]["as_of"]
    found = [] if not place else [move for move in odds["moves"] if move["as_of"] == as_of]
    return sorted(found, key=lambda move: -abs(move["after"] - move["before"]))


def what_moved(odds: OddsJson, place: int) -> str:
    """Say what happened at a point, and whose chance it moved most; empty at the start."""
    point = odds["points"][place]
    if not place or not is_reliable(point) or not is_reliable(odds["points"][place - 1]):
        return ""
    names = names_of(odds)
    what = _events(point, names)
    clear = [move for move in moves_at(odds, place) if move["low"] > 0 or move["high"] < 0]
    if not clear:
        return f"The last step ({what}) moved no chance beyond sampling error."
    return f"The last step ({what}) moved most {_moved(clear[0], odds)}."


def largest_move(odds: OddsJson) -> str:
    """Say which event moved whose chance most."""
    trusted = {point["as_of"] for point in odds["points"] if is_reliable(point)}
    moves = [move for move in odds["moves"] if move["as_of"] in trusted]
    if not moves:
        return "No event of the record moved the odds."
    most = max(moves, key=lambda move: abs(move["after"] - move["before"]))
    if most["low"] <= 0 <= most["high"]:
        return "No event of the record moved a chance beyond sampling error."
    point = next(one for one in odds["points"] if one["as_of"] == most["as_of"])
    return (
        f"The largest move is at {point_name(point)} ({_events(point, names_of(odds))}): "
        f"it moved {_moved(most, odds)}."
    )


def precision(odds: OddsJson, place: int) -> str:
    """Say how many effective runs an answer rests on."""
    point = odds["points"][place]
    runs = counted(odds["runs"], "run")
    if point["is_start"] or not is_reliable(point):
        return f"Simulated in {runs}, without the record." if point["is_start"] else ""
    return f"Of {runs}, {point['effective']:,.0f} are effective."


def changed_forecast(before: OddsJson, after: OddsJson) -> tuple[str, list[dict[str, Any]]]:
    """Compare the last points of two odds of one case, as of a changed record.

    Returns
    -------
    tuple
        A sentence, and for each person ``actor``, ``before``, ``after``, ``is_clear`` (the change
        goes beyond sampling error), the largest change first.
    """
    one, other = before["points"][-1], after["points"][-1]
    old = {row["actor"]: row for row in one["winners"]}
    rows: list[dict[str, Any]] = []
    for row in other["winners"]:
        was = old.get(row["actor"])
        if was is None:
            continue
        gap = row["share"] - was["share"]
        error = math.sqrt(
            sum(
                share["share"] * (1 - share["share"]) / max(1.0, point["effective"])
                for share, point in ((was, one), (row, other))
            )
        )
        rows.append(
            {
                "actor": row["actor"],
                "before": was["share"],
                "after": row["share"],
                "is_clear": abs(gap) > Z95 * error,
            }
        )
    rows.sort(key=lambda row: -abs(row["after"] - row["before"]))
    if not (is_reliable(one) and is_reliable(other)):
        return who_leads(after, len(after["points"]) - 1), []
    if not rows or not rows[0]["is_clear"]:
        return "The new record moves no chance beyond sampling error.", rows
    names = names_of(after)
    told = (
        f"The new record moves {_chance(rows[0]['actor'], names)} most, from "
        f"{_spoken(rows[0]['before'], before)} to {_of_100(rows[0]['after'], after)} runs."
    )
    return told, rows


def given_the_record(conditioning: Mapping[str, Any], names: Mapping[str, str], runs: int) -> str:
    """Say of a result what record it was given, and what is left of its runs.

    Parameters
    ----------
    conditioning : mapping
        As ``conditioning.json`` of a conditional result holds it.
    names : mapping of str to str
        Names by id.
    runs : int
        All runs of the result.
    """
    point = {"as_of": conditioning["as_of"], "is_start": False}
    events = conditioning["events"]
    told = (
        f"Given the record to {point_name(point)} "  # type: ignore[arg-type]
        f"({counted(len(events), 'observed event')}), "
        f"{conditioning['effective']:,.0f} of {counted(runs, 'run')} are effective; "
        f"the log evidence of the record is {conditioning['log_evidence']:.1f}."
    )
    hardest = conditioning.get("surprise")
    if hardest is not None:
        event = events[hardest]
        told += (
            f" The event that the model found hardest to explain: {event_words(event, names)}, "
            f"{date_words(event['date'])}."
        )
    if conditioning["effective"] < FEWEST_EFFECTIVE:
        told += (
            f" Fewer than {FEWEST_EFFECTIVE} effective runs are too few for an answer: do not "
            "rely on the shares below."
        )
    elif conditioning["origins"] < FEW_ORIGINS:
        told += (
            f" The runs descend from {conditioning['origins']:,.0f} different starts in effect: "
            "what depends on values drawn at the start (fates, killings) is known less well than "
            "its intervals say. Another --seed shows how much less."
        )
    return told


def _no_answer(odds: OddsJson, place: int) -> str:
    """Say that the model cannot explain the record, and name the event it finds hardest."""
    points = odds["points"][: place + 1]
    falls = [(b["log_evidence"] - a["log_evidence"], b) for a, b in pairwise(points)]
    hardest = min(falls, key=lambda one: one[0])[1] if falls else points[-1]
    return (
        f"Given the record to {point_name(points[-1])} there is no answer: only "
        f"{points[-1]['effective']:,.0f} effective runs are left, fewer than {FEWEST_EFFECTIVE}. "
        f"The model hardly ever produces this: {_events(hardest, names_of(odds))}."
    )


def _events(point: Point, names: Mapping[str, str]) -> str:
    """Return the events of a point with their dates."""
    told = [f"{event_words(one, names)}, {date_words(one['date'])}" for one in point["events"]]
    return "; ".join(told) or "no event"


def _moved(move: Move, odds: OddsJson) -> str:
    """Say whose chance moved, and how far."""
    return (
        f"{_chance(move['actor'], names_of(odds))} from {_spoken(move['before'], odds)} to "
        f"{_of_100(move['after'], odds)} runs (change: {points(move['low'], signed=True)} to "
        f"{points(move['high'], signed=True)})"
    )


def _chance(actor: str, names: Mapping[str, str]) -> str:
    if actor == NOBODY:
        return "the chance that no one ends as sole ruler"
    name = names[actor]
    return f"the chance of {name}"


def _range(row: Share, odds: OddsJson) -> str:
    return f"{_of_100(row['share'], odds)} runs ({ends(row)})"


def ends(row: Share) -> str:
    """Return the interval of a share, of 100 runs."""
    return f"{100 * row['low']:.0f} to {100 * row['high']:.0f}"


def _of_100(share: float, odds: OddsJson) -> str:
    return in_hundred(share, odds["runs"])


def _spoken(share: float, odds: OddsJson) -> str:
    return in_hundred(share, odds["runs"]).removesuffix(" of 100")
