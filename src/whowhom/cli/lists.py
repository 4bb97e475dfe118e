"""Lists on the command line: one reader for all options that take more than one thing.

=====================  ==========================================================================
for each actor         ``ann=3,bob=4,cat=5``; without names ``3,4,5`` (the names are 1, 2, 3)
a list                 ``3,4,5``
a table                ``1,2,3;4,5,6``: rows by semicolons
=====================  ==========================================================================

Semicolons, spaces, tabs and line breaks part items as commas do, wide signs of East Asian keyboards
count as the plain ones, and a separator at the end is ignored. With semicolons between pairs, 3,5
is three and a half. Ambiguous input is refused, with the corrected line.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable

from whowhom.cases.values import suggest_id
from whowhom.errors import InvalidInput

__all__ = [
    "LONGEST_NAME",
    "display_name",
    "plain_signs",
    "read_labels",
    "read_list",
    "read_names",
    "read_pairs",
    "read_rows",
    "two_ways",
]

LONGEST_NAME = 32
"""Most letters of a name that is typed; of an id of a case too."""

_LONGEST_DISPLAY = 200
_SIGNS = str.maketrans(
    {"\uff1b": ";", "\u061b": ";", "\uff1d": "=", "\u3001": ",", "\uff0c": ",", "\u060c": ","}
    | {"\ufe63": "-", "\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u3000": " ", "\ufeff": ""}
)
_NUMBER = re.compile(r"[+-]?(\d+(/\d+|(\.\d*)?([eE][+-]?\d+)?)|\.\d+)", re.ASCII)
_WITH_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.ASCII)
_WHITE = re.compile(r"\s+")
_COLON = re.compile(r"[^\W\d]\w*[\"']?\s*:\s*[\d.]")


def plain_signs(text: str) -> str:
    """Return a text with the plain signs for wide commas, semicolons, equals signs and digits."""
    text = text.translate(_SIGNS)
    return "".join(unicodedata.normalize("NFKC", s) if s.isdecimal() else s for s in text).strip()


def read_pairs(option: str, text: str) -> dict[str, str]:
    """Read ``ann=3,bob=4``; numbers without names get the names 1, 2, ...

    Parameters
    ----------
    option : str
        The option, as ``--power``, for messages.
    text : str
        What was typed.

    Raises
    ------
    InvalidInput
        With all that is wrong, and the line as it should be.

    Examples
    --------
    >>> read_pairs("--power", "ann=3; bob=4,5;"), read_pairs("--power", "3 4")
    ({'ann': '3', 'bob': '4.5'}, {'1': '3', '2': '4'})
    """
    plain = re.sub(r"\s*(=+)\s*", r"\1", plain_signs(text))
    if not plain:
        _refuse(option, ["no value given; give NAME=NUMBER for each"], "ann=3,bob=4,cat=5")
    if "=" not in plain and _COLON.search(plain):
        line = re.sub(r"\s*:\s*", "=", re.sub(r"[{}\"']", "", plain))
        _refuse(option, [f"{text!r} has : where = belongs"], line)
    if "=" not in plain:
        return {str(i): value for i, value in enumerate(read_list(option, text), start=1)}
    parts, by_comma = _parts(plain)
    values: dict[str, str] = {}
    problems, mended = [], []
    for part in parts:
        name, sign, value = part.partition("=")
        name, value = name.strip(), value.strip()
        number, trouble = _number(value.lstrip("="), by_comma=by_comma)
        if not part:
            problems.append("nothing between two separators")
            continue
        right = number if _NUMBER.fullmatch(number) else "NUMBER"
        mended.append(f"{'NAME' if name in values else _mended(name) or 'NAME'}={right}")
        if not sign or not name:
            problems.append(f"{part!r} is not NAME=NUMBER")
            continue
        if value.startswith("="):
            problems.append(f"{part!r} has more than one =")
        elif not value:
            problems.append(f"{part!r} is not NAME=NUMBER")
        elif trouble:
            problems.append(f"{name}: {trouble}")
        if trouble_with_name := _trouble_with(name):
            problems.append(trouble_with_name)
        elif name in values:
            problems.append(f"{name!r} is given twice; give each name once")
        values[name] = number
    _refuse(option, problems, ",".join(mended))
    return values


def read_list(option: str, text: str) -> list[str]:
    """Read ``3,4,5``.

    Raises
    ------
    InvalidInput
        If it is not a list, or is ambiguous.

    Examples
    --------
    >>> read_list("--years", "3; 4;5,"), read_list("--years", "1 2/3")
    (['3', '4', '5'], ['1', '2/3'])
    """
    plain = re.sub(r"\s*([,;])\s*", r"\1", plain_signs(text))
    kinds = {sign for sign in ",;" if sign in plain.strip(",;")}
    kinds |= {" "} if _WHITE.search(plain) else set()
    parts = re.split(r"[,;\s]", _without_end(_WHITE.sub(" ", plain)))
    line = _mended_list(parts)
    if len(kinds) > 1 and "," in kinds and _may_be_decimals(plain):
        spelled = ",".join(p.replace(",", ".") for p in re.split(r"[;\s]", plain.strip(",; ")))
        _refuse(option, [f"{text!r} can be read in two ways"], f"{spelled} or {option} {line}")
    problems = [] if all(parts) else [f"{text!r} is not a list of numbers"]
    problems += [
        f"{part!r} is not a number" for part in parts if part and not _NUMBER.fullmatch(part)
    ]
    _refuse(option, problems, line)
    return parts


def _mended_list(parts: list[str]) -> str:
    """Return a list as it should be; a part that is not a number becomes NUMBER."""
    bare = [part.strip("[](){}") for part in parts]
    numbers = [part if _NUMBER.fullmatch(part) else "NUMBER" for part in bare if part]
    return ",".join(numbers) or "3,4,5"


def read_rows(option: str, text: str) -> list[list[str]]:
    """Read ``1,2,3;4,5,6``: rows by semicolons or line breaks.

    Raises
    ------
    InvalidInput
        If a row is not a list.

    Examples
    --------
    >>> read_rows("--utility", "1,2;3,4;")
    [['1', '2'], ['3', '4']]
    """
    rows = re.split(r"[;\n\r]+", plain_signs(text).strip(";\n\r "))
    return [read_list(option, row) for row in rows]


def read_labels(option: str, text: str) -> list[str]:
    """Read ``coup,natural death,"a, b"``: labels, in quotes if a comma is part of one.

    Raises
    ------
    InvalidInput
        If one is missing, or quotes are left open.

    Examples
    --------
    >>> read_labels("--cause", 'coup;natural death;"coup, failed"')
    ['coup', 'natural death', 'coup, failed']
    """
    unquoted = re.sub(r'"[^"]*"', "", text)
    sign = ";" if ";" in unquoted and "," not in unquoted else ","
    try:
        (labels,) = csv.reader([text], delimiter=sign, skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        labels = []
    if not all(label.strip() for label in labels) or not labels:
        what = f"{text!r} is not a list of labels"
        _refuse(option, [what], "coup,natural,coup")
    return labels


def two_ways(value: str) -> str:
    """Return what is wrong with a number whose comma may part thousands, or "" if nothing is.

    Examples
    --------
    >>> two_ways("1,000")
    "'1,000' may be 1000 or 1.000; write one of the two"
    """
    if not _THOUSANDS.fullmatch(value):
        return ""
    whole, point = value.replace(",", ""), value.replace(",", ".", 1).replace(",", "")
    return f"{value!r} may be {whole} or {point}; write one of the two"


def read_names(option: str, text: str) -> list[str]:
    """Read names with commas, semicolons or spaces between them; none of an empty text.

    Raises
    ------
    InvalidInput
        If a name is given twice.

    Examples
    --------
    >>> read_names("--parameters", "purge, fear;")
    ['purge', 'fear']
    """
    names = [name for name in re.split(r"[,;\s]+", plain_signs(text)) if name]
    twice = sorted({name for name in names if names.count(name) > 1})
    _refuse(option, [f"{name} is given twice" for name in twice], ",".join(dict.fromkeys(names)))
    return names


def display_name(name: str) -> str:
    """Return what is wrong with a name out of a file, which need not be an id; "" if nothing."""
    if not name.strip():
        return "a name is missing"
    if len(name) > _LONGEST_DISPLAY:
        return f"the name {name[:40]!r}... has more than {_LONGEST_DISPLAY} letters"
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name):
        return f"the name {name[:40]!r} has signs that cannot be seen"
    return ""


def _parts(plain: str) -> tuple[list[str], bool]:
    """Split pairs; say whether what stands after a comma may be another number, not decimals."""
    found: list[str] = []
    by_comma = False
    for rough in re.split(r"[;\t\r\n]", _without_end(plain)):
        # A comma or a space before NAME= is a separator, wherever the others are.
        by_commas = re.split(r"\s*,\s*(?!\d+\s)(?=[^,=]*=)", rough.strip())
        by_comma = by_comma or len(by_commas) > 1
        for part in by_commas:
            for piece in re.split(r"(?<=\d)\s+(?=[^\s,=]+=)", part):
                value = piece.partition("=")[2]
                is_one = _WITH_COMMA.fullmatch(value) or _THOUSANDS.fullmatch(value)
                found += [piece] if is_one else piece.split(",")
    return [piece.strip() for piece in found], by_comma or len(found) == 1


def _without_end(plain: str) -> str:
    """Return a text without one separator at its end."""
    return re.sub(r"\s*[,;]\s*$", "", plain)


def _number(value: str, *, by_comma: bool) -> tuple[str, str]:
    """Return a number as it should be written, and what is wrong with how it is written."""
    if "," not in value:
        return value, "" if _NUMBER.fullmatch(value) else f"{value!r} is not a number"
    point = value.replace(",", ".")
    if trouble := two_ways(value):
        return value.replace(",", ""), trouble
    if by_comma:
        return point, f"{value!r} may be {point}, or a name may be missing after the comma"
    return point, ""


def _may_be_decimals(plain: str) -> bool:
    """Return whether the items between semicolons or spaces may have decimal commas."""
    parts = [part for part in re.split(r"[;\s]", plain.strip(",; ")) if part]
    return any(_WITH_COMMA.fullmatch(part) for part in parts)


def _trouble_with(name: str) -> str:
    """Return what is wrong with a name, or "" if nothing is."""
    is_id = len(name) <= LONGEST_NAME and name.isidentifier() and name[0].isalpha()
    if is_id or (name.isascii() and name.isdecimal() and len(name) <= 4):
        return ""
    hint = _mended(name)
    advice = f"; write {hint}" if hint else ""
    return (
        f"{name[:60]!r} is not a valid name{advice}: a name has 1 to {LONGEST_NAME} letters, "
        f"digits and _, and begins with a letter"
    )


def _mended(name: str) -> str:
    """Return a name as it may be written."""
    return name if len(name) <= LONGEST_NAME and name.isidentifier() else suggest_id(name)


def _refuse(option: str, problems: Iterable[str], line: str) -> None:
    """Refuse with all problems and the line as it should be."""
    problems = list(dict.fromkeys(problems))
    if problems:
        told = "\n".join(f"{option}: {problem}" for problem in problems[:10])
        raise InvalidInput(f"{told}\nwrite {option} {line}")
