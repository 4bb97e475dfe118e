"""What a cell says: numbers, ranges, shares, ids, yes and no, sources.

``2`` is known, ``1..3`` may be anything between (uniform), ``1..2..3`` has a most likely value in
the middle (triangular). Shares name who gets what: ``cadres=0.5;elite=0.1..0.2``. A source says
which place of which source speaks for the row or for one value of it: ``[column=]id[:locator]``.

Stricter than ``float()``, which reads ``nan``, ``inf``, ``1e999``, ``1_000`` and Arabic digits.
"""

import math
import re
import unicodedata
from collections.abc import Collection

from whowhom.cases.case import Quantity, Reference
from whowhom.cases.problems import BadCell, did_you_mean
from whowhom.cases.schema import Column

__all__ = [
    "parse_flag",
    "parse_id",
    "parse_integer",
    "parse_number",
    "parse_shares",
    "parse_sources",
    "suggest_id",
]

LONGEST = 100
PLAIN = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
NUMBER = re.compile(PLAIN)
COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
ID = re.compile(r"[a-z][a-z0-9_]{0,31}")
SPAN = re.compile(
    r"([0-9]+(?:\.[0-9]+)?)\s*(?:-|\N{EN DASH}|\N{EM DASH}|to|\N{HORIZONTAL ELLIPSIS}|\.\.\.)\s*"
    r"([0-9]+(?:\.[0-9]+)?)"
)
"""Other ways in which people write a range."""
FLAGS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
HOW = "write a number such as 2, a range such as 1..3, or 1..2..3 with the likeliest in the middle"

HOW_CHANCE = "write a chance such as 0.6 or 60 %, or a range such as 0.4..0.7"


def parse_number(text: str, column: Column, *, decimal_comma: bool = False) -> Quantity:
    """Read a number or a range and check it against the domain of its column.

    Parameters
    ----------
    text : str
        The cell.
    column : Column
        Its column, which has the domain.
    decimal_comma : bool, default False
        Whether ``0,5`` may mean ``0.5`` (only in files separated by semicolons).

    Raises
    ------
    BadCell
        If it is not a number, outside the domain or a reversed range.

    Examples
    --------
    >>> from whowhom.cases.schema import TABLES
    >>> parse_number("1..2..3", TABLES["actors"].column("army"))
    Quantity(low=1.0, high=3.0, mode=2.0)
    """
    if len(text) > LONGEST:
        raise BadCell("W104", "is not a number", HOW)
    if column.is_chance and text.endswith("%"):
        text, part = text.removesuffix("%").strip(), 100.0
    else:
        part = 1.0
    pieces = [text] if "..." in text else text.split("..")
    if len(pieces) > 3:
        raise BadCell("W104", "is not a number", HOW)
    try:
        parts = [_plain(piece.strip(), decimal_comma) / part for piece in pieces]
    except BadCell as bad:
        hint = HOW_CHANCE if column.is_chance and bad.hint == HOW else bad.hint
        raise BadCell(bad.code, bad.finding, hint) from None
    for value in parts:
        if column.is_chance and part == 1.0 and 1.0 < value <= 100.0:
            hint = f"write {value / 100:g} or {value:g} %"
            raise BadCell("W102", "is more than 1, which is certain", hint)
        _check_domain(value, column)
    if len(parts) == 1:
        return Quantity(parts[0], parts[0])
    if parts != sorted(parts):
        upright = "..".join(f"{value:g}" for value in sorted(parts))
        raise BadCell("W106", "is a reversed range", f"write {upright}")
    low, high = parts[0], parts[-1]
    if len(parts) == 2 or low == high:
        return Quantity(low, high)
    return Quantity(low, high, parts[1])


def parse_integer(text: str, column: Column) -> int:
    """Read a whole number without range, sign or separators.

    Raises
    ------
    BadCell
        If it is not a whole number or outside the domain of `column`.
    """
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise BadCell("W104", "is not a whole number", "write digits only, such as 200")
    _check_domain(int(text), column)
    return int(text)


def parse_flag(text: str) -> bool:
    """Read ``yes`` or ``no`` (or what a spreadsheet makes of them).

    Raises
    ------
    BadCell
        If it is neither.
    """
    if text.lower() not in FLAGS:
        raise BadCell("W110", "is neither yes nor no", "write yes or no")
    return FLAGS[text.lower()]


def parse_id(text: str) -> str:
    """Read an id.

    Raises
    ------
    BadCell
        If it is not a small letter followed by at most 31 small letters, digits and underscores.
    """
    if not ID.fullmatch(text):
        hint = "an id has 1 to 32 of a-z, 0-9, _ and begins with a letter"
        suggestion = suggest_id(text)
        raise BadCell(
            "W111", "is not a valid id", f'write "{suggestion}"? {hint}' if suggestion else hint
        )
    return text


def suggest_id(text: str) -> str:
    """Return an id made from free text, empty where nothing is left.

    Examples
    --------
    >>> suggest_id("Leon Trotsky (1879)")
    'leon_trotsky_1879'
    """
    plain = unicodedata.normalize("NFKD", text[:200].casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "_", kept).lstrip("_0123456789")[:32].rstrip("_")


def parse_shares(text: str, column: Column, *, decimal_comma: bool = False) -> dict[str, Quantity]:
    """Read ``cadres=0.5;elite=0.1..0.2``, or one bare number for everyone where allowed.

    The bare number is stored under the key ``"*"``.

    Raises
    ------
    BadCell
        If a part is not ``id=number``, an id appears twice or a number is outside the domain.
    """
    how = "write id=number;id=number, such as cadres=0.5;elite=0.1..0.2"
    if "=" not in text:
        if not column.everyone:
            raise BadCell("W114", "names no audience", how)
        return {"*": parse_number(text.strip(), column, decimal_comma=decimal_comma)}
    shares: dict[str, Quantity] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        key, equals, number = (piece.strip() for piece in part.partition("="))
        if (
            not equals
            or "=" in number
            or not (ID.fullmatch(key) or (key == "*" and column.everyone))
        ):
            raise BadCell("W114", f"has the part {part.strip()!r}", how)
        if key in shares:
            raise BadCell("W114", f'names "{key}" twice', "write each audience once")
        try:
            shares[key] = parse_number(number, column, decimal_comma=decimal_comma)
        except BadCell as bad:
            raise BadCell(bad.code, f'for "{key}" {bad.finding}', bad.hint) from None
    return shares


def _plain(text: str, decimal_comma: bool) -> float:
    """Read one number without range."""
    if COMMA.fullmatch(text):
        if not decimal_comma:
            hint = f"write {text.replace(',', '.')}, or save the file with semicolons"
            raise BadCell("W105", "has a decimal comma", hint)
        text = text.replace(",", ".")
    if NUMBER.fullmatch(text) is None:
        raise BadCell("W104", "is not a number", _how_to_write(text))
    value = float(text)
    if not math.isfinite(value):
        raise BadCell("W104", "is too large for a number", HOW)
    return value + 0.0  # turns -0.0 into 0.0


def _how_to_write(text: str) -> str:
    """Guess what a text that is not a number was meant to be."""
    if found := re.fullmatch(rf"({PLAIN}) ?%", text):
        return f"write {float(found[1]) / 100:g}"
    if found := SPAN.fullmatch(text):
        return f"write a range as {found[1]}..{found[2]}"
    if text.startswith("\N{MINUS SIGN}"):
        return "write the minus sign as -"
    if text.lower().lstrip("+-") in {"nan", "na", "n/a", "-", "?", "none", "null", "unknown"}:
        return "leave the cell empty for the default, or write a range that covers the uncertainty"
    if "inf" in text.lower():
        return "write a finite number"
    return HOW


def _check_domain(value: float, column: Column) -> None:
    """Refuse a number outside the domain of its column."""
    too_low = column.low is not None and value < column.low
    too_high = column.high is not None and (
        value >= column.high if column.high_is_open else value > column.high
    )
    if not (too_low or too_high):
        return
    if column.high is None:
        raise BadCell("W102", f"is below {column.low:g}", f"write {column.low:g} or more")
    if column.high_is_open:
        inside = f"a number from {column.low:g} to below {column.high:g}"
    else:
        inside = f"a number from {column.low:g} to {column.high:g}"
    raise BadCell("W102", f"is outside {column.low:g}..{column.high:g}", f"write {inside}")


PART = re.compile(r"(?:([a-z_]+)\s*=\s*)?([a-z][a-z0-9_]{0,31})(?:\s*:\s*([^:;][^;]*))?")
MOST_SOURCES = 100
HOW_SOURCES = "write id or id:place, several separated by ; such as film:316-324;hist"


def parse_sources(text: str, columns: Collection[str]) -> tuple[Reference, ...]:
    """Read a cell of a ``source`` column: parts separated by ``;``.

    ``film:316-324;hist`` covers the whole row; in ``oratory=film:270-282; apparatus=film:302-324;
    judged`` the first two speak for one value each.

    Parameters
    ----------
    text : str
        The cell.
    columns : collection of str
        The columns of its table, any of which a part may name.

    Raises
    ------
    BadCell
        If a part does not follow the grammar or names an unknown column.

    Examples
    --------
    >>> parse_sources("oratory=film:270-282", ["oratory"])
    (Reference(source='film', locator='270-282', column='oratory'),)
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > MOST_SOURCES:
        raise BadCell("W115", f"names {len(parts)} places", f"name at most {MOST_SOURCES}")
    return tuple(_reference(part, columns) for part in parts)


def _reference(part: str, columns: Collection[str]) -> Reference:
    match = PART.fullmatch(part)
    if match is None:
        raise BadCell("W115", f'has the part "{part[:40]}" that is not a source', HOW_SOURCES)
    column, source, locator = match.groups()
    if column and column not in columns:
        hint = did_you_mean(column, columns) or "columns: " + ", ".join(columns)
        raise BadCell("W115", f'names a column "{column}" that the table does not have', hint)
    return Reference(source, (locator or "").strip(), column or "")
