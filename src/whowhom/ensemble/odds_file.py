"""The file of odds through time, ``odds.json``: what it holds, and how it is read."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from whowhom.cases.dates import parse_period
from whowhom.cases.problems import BadCell
from whowhom.errors import ResultError

__all__ = [
    "ODDS_FILE",
    "SCHEMA",
    "Event",
    "Move",
    "NextRemoved",
    "OddsJson",
    "Point",
    "Share",
    "Standing",
    "is_odds",
    "odds_from",
    "read_odds",
]

ODDS_FILE = "odds.json"
SCHEMA = 1
_MOST_BYTES = 20_000_000
_MONTH = re.compile(r"-?\d{4}-(0[1-9]|1[0-2])")


class Share(TypedDict):
    """Of how many runs something holds, with its 95 % interval; all in [0, 1]."""

    actor: str
    """An id, or ``nobody``."""
    share: float
    low: float
    high: float


class NextRemoved(Share):
    """How often somebody is removed next."""

    median: str | None
    """The month by which it has happened in half of these runs."""


class Event(TypedDict):
    """An observed event of the record."""

    date: str
    actor: str
    event: str
    by: list[str]
    note: str


class Standing(TypedDict):
    """Where somebody stands by the record."""

    actor: str
    status: str
    """A status, or ``dead``."""
    since: str | None


class Point(TypedDict):
    """The forecast given the record to the end of a month."""

    as_of: str
    is_start: bool
    events: list[Event]
    effective: float
    log_evidence: float
    winners: list[Share]
    next_removed: list[NextRemoved]
    standing: list[Standing]


class Move(TypedDict):
    """The change of a person's chance from the point before, with its 95 % interval."""

    as_of: str
    actor: str
    before: float
    after: float
    low: float
    high: float


class OddsJson(TypedDict):
    """The forecast at the start of a case and after each month with an observed event."""

    schema: int
    case: str
    title: str
    runs: int
    seed: int
    until: str
    start: str
    end: str
    actors: list[dict[str, str]]
    points: list[Point]
    moves: list[Move]
    stamp: NotRequired[str]
    """Of odds that come with the program: version, case and parameters they were made of."""


def is_odds(place: Path) -> bool:
    """Say whether a path is a file of odds, or a folder that holds one."""
    return place.is_file() or (place / ODDS_FILE).is_file()


def read_odds(place: str | Path) -> OddsJson:
    """Read stored odds.

    Parameters
    ----------
    place : path
        The file, or the folder that ``whowhom odds --out`` wrote.

    Raises
    ------
    ResultError
        If there are none, or they are damaged or of another version.
    """
    path = Path(place)
    file = path / ODDS_FILE if path.is_dir() else path
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ResultError(
            f"{file}: cannot be read ({error.strerror}). Name the folder or the file that "
            "whowhom odds --out wrote."
        ) from None
    if len(content) > _MOST_BYTES:
        raise ResultError(f"{file}: is too large to hold odds ({len(content):,} bytes)")
    return odds_from(content, str(file))


def odds_from(content: bytes, name: str) -> OddsJson:
    """Return the odds in the bytes of a file; `name` says in messages which file it is.

    Raises
    ------
    ResultError
        If they are damaged or of another version; all problems are named.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise ResultError(f"{name}: is not JSON. Run whowhom odds again.") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise ResultError(
            f"{name}: does not hold odds in the layout of this version (schema {SCHEMA}). "
            "Run whowhom odds again."
        )
    problems = list(_problems(found))
    if problems:
        more = f"\n... and {len(problems) - 10} more" if len(problems) > 10 else ""
        told = "\n".join(problems[:10])
        raise ResultError(f"{name}: is damaged. Run whowhom odds again.\n{told}{more}")
    return cast(OddsJson, found)


def _problems(found: Mapping[str, Any]) -> Iterator[str]:
    """Name what is missing or of the wrong kind."""
    yield from _wrong(found, _WHOLE, "")
    if not isinstance(found.get("actors"), list) or not isinstance(found.get("points"), list):
        return
    if not found["points"]:
        yield "points: there are none"
    known = set()
    for place, actor in enumerate(found["actors"]):
        has_short = isinstance(actor, dict) and "short" in actor
        texts = ("id", "name", "short") if has_short else ("id", "name")
        yield from _wrong(actor, dict.fromkeys(texts, _is_text), f"actors[{place}].")
        known.add(actor.get("id") if isinstance(actor, dict) else None)
    for place, point in enumerate(found["points"]):
        where = f"points[{place}]."
        yield from _wrong(point, _POINT, where)
        for name, kinds in _PARTS.items():
            rows = point.get(name) if isinstance(point, dict) else None
            for row_place, row in enumerate(rows if isinstance(rows, list) else ()):
                yield from _wrong(row, kinds, f"{where}{name}[{row_place}].")
                yield from _unknown(row, known, f"{where}{name}[{row_place}].")
    moves = found.get("moves")
    for place, move in enumerate(moves if isinstance(moves, list) else ()):
        yield from _wrong(move, _MOVE, f"moves[{place}].")
        yield from _unknown(move, known, f"moves[{place}].")


def _wrong(row: Any, kinds: Mapping[str, Callable[[Any], bool]], where: str) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"{where.rstrip('.')}: must be an object"
        return
    for name, fits in kinds.items():
        if name not in row:
            yield f"{where}{name}: is missing"
        elif not fits(row[name]):
            yield f"{where}{name}: {str(row[name])[:40]!r} is not possible here"


def _unknown(row: Any, known: set[str | None], where: str) -> Iterator[str]:
    actor = row.get("actor") if isinstance(row, dict) else None
    if isinstance(actor, str) and actor != "nobody" and actor not in known:
        yield f"{where}actor: {actor[:40]!r} is not among the actors"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_month(value: Any) -> bool:
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(parse_period(value))
    except BadCell:
        return False


def _is_date_or_none(value: Any) -> bool:
    return value is None or _is_date(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_share(value: Any) -> bool:
    return _is_number(value) and -1e-9 <= value <= 1 + 1e-9


def _is_change(value: Any) -> bool:
    return _is_number(value) and -1 - 1e-9 <= value <= 1 + 1e-9


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0 and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


_WHOLE = {
    **dict.fromkeys(("case", "title"), _is_text),
    **dict.fromkeys(("runs", "seed"), _is_count),
    **dict.fromkeys(("start", "end"), _is_month),
    **dict.fromkeys(("actors", "points", "moves"), _is_list),
}
_POINT = {
    "as_of": _is_month,
    "effective": _is_number,
    "log_evidence": _is_number,
    **dict.fromkeys(("events", "winners", "next_removed", "standing"), _is_list),
}
_SHARE = {"actor": _is_text, **dict.fromkeys(("share", "low", "high"), _is_share)}
_MOVE = {
    **dict.fromkeys(("before", "after"), _is_share),
    **dict.fromkeys(("low", "high"), _is_change),
    "as_of": _is_month,
    "actor": _is_text,
}
_PARTS = {
    "events": {
        **dict.fromkeys(("actor", "event", "note"), _is_text),
        "date": _is_date,
        "by": _is_list,
    },
    "winners": _SHARE,
    "next_removed": {**_SHARE, "median": _is_date_or_none},
    "standing": {"actor": _is_text, "status": _is_text, "since": _is_date_or_none},
}
