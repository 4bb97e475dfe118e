"""Cells as people write them: ``60%``, ``0,8``, ``1 - 2``, ``5 March 1953``, ``ja``.

Each cell is read as its column asks (:mod:`whowhom.cases.values`); one that does not read is
mended where it can mean one thing only, and becomes a question where it can mean several.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from whowhom.cases.columns import Column
from whowhom.cases.date_advice import plain_signs
from whowhom.cases.dates import date_ways, day_text, parse_day, parse_period
from whowhom.cases.header_words import plain_key
from whowhom.cases.levels import LEVELS
from whowhom.cases.names import is_hidden
from whowhom.cases.problems import BadCell, did_you_mean
from whowhom.cases.repairs import EMPTY
from whowhom.cases.values import parse_flag, parse_integer, parse_number
from whowhom.errors import InvalidInput
from whowhom.filenames import portable_name

__all__ = [
    "Mend",
    "Unclear",
    "day_order",
    "expected",
    "mend_cell",
    "scaled_share",
    "share_of_base",
    "widest_number",
]

BLANKS = frozenset({"-", "--", "\N{EN DASH}", "\N{EM DASH}", "?", "n/a", "na", "n.a.", "unknown"})
"""What people write where they have no value."""
LEVEL_WORDS: Mapping[str, str] = MappingProxyType(
    {"none": "0", "some": "1", "considerable": "2", "dominant": "3"}
)
"""The words of the coding rule for the levels of a base."""
YES = frozenset({"y", "x", "yes", "true", "ja", "oui", "si", "sí", "да", "是", "✓", "✔"})
NO = frozenset({"n", "no", "false", "nein", "non", "нет", "否", "✗"})
ONE = r"([+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+))\s*(%?)"
BETWEEN = r"\s*(?:-|\.\.\.?|…|\bto\b|\bbis\b|\buntil\b)\s*"
SPAN = re.compile(rf"{ONE}{BETWEEN}{ONE}(?:{BETWEEN}{ONE})?", re.IGNORECASE)
SINGLE = re.compile(ONE)
LONGEST_NUMBER = 60
"""Characters of a number or a range."""
SCALES = (3, 5, 10)
"""Highest numbers of the scales on which people write a share."""
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: [0-9:.]+)?")
ORDERED = re.compile(r"(\d{1,2})([./ -])(\d{1,2})\2(\d{4})\.?")
WINDOW = re.compile(
    r"(\d{4}(?:-\d\d){0,2})(?: ?- ?| (?:to|bis|until|till|through) )(\d{4}(?:-\d\d){0,2})",
    re.IGNORECASE,
)
LIKELY = re.compile(r"(.*\d\s*%?)\s*(?:likely|probable|probability|chance)", re.IGNORECASE)
GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'\u2019]\d{3})+")
WHY = {
    "percent": "a percentage as a share",
    "comma": "a decimal comma as a point",
    "range": "a range is written with two points",
    "reversed": "a range with the lower end first",
    "signs": "other digits or signs for the same number",
}


@dataclass(frozen=True, slots=True)
class Mend:
    """What a cell surely means."""

    cause: str
    becomes: str
    why: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """What a cell may mean."""

    cause: str
    expected: str
    choices: tuple[str, ...]
    settle: Callable[[str], str]
    """The text of the cell by the choice."""
    free: bool = False


def mend_cell(text: str, column: Column, order: str = "") -> str | Mend | Unclear:
    """Read one cell as its column asks; ids and references are read elsewhere.

    Parameters
    ----------
    text : str
        The cell, not empty.
    column : Column
        Its column.
    order : str, default ""
        ``dmy`` or ``mdy`` if other cells of the column show which number is the day.

    Returns
    -------
    str, Mend or Unclear
        The text if it reads; what it means; or what it may mean.
    """
    match column.kind:
        case "number":
            return _number(text, column)
        case "integer":
            return _integer(text, column)
        case "date" | "day":
            return _date(text, column, order)
        case "flag":
            return _flag(text, column)
        case "choice":
            return _choice(text, column)
        case "words":
            return _words(text)
    return _text(text, lines=column.kind == "text")


def expected(column: Column) -> str:
    """Say what a column takes.

    Examples
    --------
    >>> from whowhom.cases.schema import TABLES
    >>> expected(TABLES["actors"].column("oratory"))
    'a number from 0 to 1, such as 0.6 or 60%, or a range such as 0.4..0.6'
    """
    match column.kind:
        case "number" if column.high is None:
            return f"a number of {column.low or 0:g} or more, or a range such as 1..2"
        case "number" if column.high == 1 and column.low == 0:
            return "a number from 0 to 1, such as 0.6 or 60%, or a range such as 0.4..0.6"
        case "number" if column.name in LEVELS:
            low, *_, high = LEVELS[column.name]
            return f"a number from 0 ({low}) to 3 ({high}), or a range such as 1..2"
        case "number":
            return f"a number from {column.low:g} to {column.high:g}, or a range such as 0.5..0.8"
        case "integer":
            return f"a whole number ({column.domain})"
        case "day":
            return "a day such as 1953-03-05"
        case "date":
            return "a date such as 1924, 1924-01 or 1924-01-21"
        case "flag":
            return "yes or no"
        case "choice":
            return "one of " + ", ".join(column.choices)
    return column.domain or column.meaning


def _free(text: str, column: Column, cause: str = "", choices: Iterable[str] = ()) -> Unclear:
    """Return the question about a cell that may be replaced by any text that reads."""

    def settle(answer: str) -> str:
        if answer == EMPTY:
            return ""
        done = mend_cell(answer.partition(" (")[0], column)
        if isinstance(done, Unclear):
            raise InvalidInput(f"{answer!r} does not do; expected: {expected(column)}")
        return done.becomes if isinstance(done, Mend) else done

    ways = tuple(choices) + (() if column.required else (EMPTY,))
    name = cause or portable_name(text[:30], otherwise="cell")
    return Unclear(name, expected(column), ways, settle, free=True)


def _number(text: str, column: Column) -> str | Mend | Unclear:
    """Read a number: as it is, with a percent sign, a decimal comma or as a range in words."""
    with suppress(BadCell):
        parse_number(text, column)
        return text
    plain = plain_signs(text)
    if plain.casefold() in BLANKS and not column.required:
        return Mend("blank", "", "no value is given, so the default holds")
    is_base = (column.low, column.high) == (0, 3)
    if is_base and plain.casefold() in LEVEL_WORDS:
        return Mend("level", LEVEL_WORDS[plain.casefold()], "the word for that level")
    if column.name == "probability" and (likely := LIKELY.fullmatch(plain)):
        done = _number(likely[1], column)
        why = "the probability without the word"
        return Mend("likely", done, why) if isinstance(done, str) else done
    if day := DAY.fullmatch(plain):
        return _dated(day, column)
    if len(plain) > LONGEST_NUMBER or not (
        found := SINGLE.fullmatch(plain) or SPAN.fullmatch(plain)
    ):
        return _free(text, column)
    values, signs = found.groups()[::2], found.groups()[1::2]
    numbers = [Decimal(one.replace(",", ".")) for one in values if one]
    if column.high is None and any(re.search(r",\d{3}$", one or "") for one in values):
        return _free(text, column)
    is_percent = any(signs)
    if is_percent and is_base:
        return _percent_of_base(numbers)
    if is_percent:
        numbers = [one / 100 for one in numbers]
    causes = [
        cause
        for cause, holds in (
            ("percent", is_percent),
            ("comma", any("," in (one or "") for one in values)),
            ("range", len(numbers) > 1 and ".." not in plain.replace("...", "")),
            ("reversed", numbers != sorted(numbers)),
        )
        if holds
    ] or ["signs"]
    becomes = "..".join(_written(one) for one in sorted(numbers))
    if len(numbers) == 3 and numbers != sorted(numbers):
        return _free(text, column)
    try:
        parse_number(becomes, column)
    except BadCell:
        return _outside(text, numbers, column)
    return Mend("-".join(causes), becomes, ", ".join(WHY[cause] for cause in causes))


def _outside(text: str, numbers: list[Decimal], column: Column) -> Unclear:
    """Ask about a number outside the domain: of a share it may be a percentage."""
    if column.high != 1 or column.low == -1 or not all(1 <= one <= 100 for one in numbers):
        return _free(text, column)
    becomes = "..".join(_written(one / 100) for one in sorted(numbers))
    ways = {f"percent ({becomes})": becomes} | ({} if column.required else {EMPTY: ""})
    return _ways("percent", expected(column), ways)


def _percent_of_base(numbers: list[Decimal]) -> Unclear:
    """Ask whether a percentage of a base is one of its three levels or of one level."""
    level = "..".join(_written(one * 3 / 100) for one in sorted(numbers))
    share = "..".join(_written(one / 100) for one in sorted(numbers))
    ways = {f"of-3 ({level})": level, f"of-1 ({share})": share, EMPTY: ""}
    return _ways("percent", "a level from 0 to 3, or a range", ways)


def share_of_base(text: str, column: Column) -> Unclear | None:
    """Ask about a decimal below 1 as about the percentages beside it in a column of a base.

    Examples
    --------
    >>> from whowhom.cases.schema import TABLES
    >>> share_of_base("0,2", TABLES["actors"].column("army")).choices
    ('of-3 (0.6)', 'of-1 (0.2)', 'empty')
    >>> share_of_base("2", TABLES["actors"].column("army"))
    """
    plain = plain_signs(text)
    found = SINGLE.fullmatch(plain) or SPAN.fullmatch(plain)
    if (column.low, column.high) != (0, 3) or len(plain) > LONGEST_NUMBER or not found:
        return None
    numbers = [Decimal(one.replace(",", ".")) for one in found.groups()[::2] if one]
    is_share = all(0 <= one <= 1 for one in numbers) and any(one % 1 for one in numbers)
    return _percent_of_base([one * 100 for one in numbers]) if is_share else None


def widest_number(texts: Iterable[str]) -> Decimal:
    """Return the largest number without its sign among cells, apart from percentages; else 0.

    Examples
    --------
    >>> widest_number(["1", "-3", "90%", "1 - 2", "strong"])
    Decimal('3')
    """
    return max((abs(one) for text in texts for one in _numbers(text)), default=Decimal(0))


def scaled_share(text: str, column: Column, widest: Decimal) -> Unclear | None:
    """Ask about a number of a column of shares that is written on a scale from 0 to 3 or more.

    Examples
    --------
    >>> from whowhom.cases.schema import TABLES
    >>> strength = TABLES["ties"].column("strength")
    >>> scaled_share("1", strength, Decimal(3)).choices
    ('of-3 (0.333)', 'of-5 (0.2)', 'of-10 (0.1)', 'percent (0.01)', 'empty')
    >>> scaled_share("90%", strength, Decimal(3))
    """
    numbers = _numbers(text)
    is_share = column.low == 0 and column.high == 1
    if not is_share or not 1 < widest <= SCALES[-1] or not numbers or min(numbers) < 0:
        return None

    def over(most: int) -> str:
        return "..".join(_written(round(one / most, 3)) for one in sorted(numbers))

    ways = {f"of-{most} ({over(most)})": over(most) for most in SCALES if widest <= most}
    ways[f"percent ({over(100)})"] = over(100)
    if not column.required:
        ways[EMPTY] = ""
    return _ways("scale", f"{expected(column)}; numbers of this column go to {widest}", ways)


def _numbers(text: str) -> list[Decimal]:
    """Return the numbers of a cell that holds a number or a range without a percent sign."""
    plain = plain_signs(text)
    found = SINGLE.fullmatch(plain) or SPAN.fullmatch(plain)
    if len(plain) > LONGEST_NUMBER or not found or any(found.groups()[1::2]):
        return []
    return [Decimal(one.replace(",", ".")) for one in found.groups()[::2] if one]


def _ways(cause: str, told: str, ways: Mapping[str, str]) -> Unclear:
    """Return the question between ways, distinguished by their first words.

    The cells of one question have their own values, so a choice is taken by its first word.
    """
    by_word = {way.split()[0]: text for way, text in ways.items()}
    return Unclear(cause, told, tuple(ways), lambda choice: by_word.get(choice.split()[0], ""))


def _dated(day: re.Match[str], column: Column) -> Unclear:
    """Ask about a date in a column of numbers: a spreadsheet makes one of 1-2, and of 1.2."""
    month, number = int(day[2]), int(day[3])
    meant = {"range": f"{min(month, number)}..{max(month, number)}", "decimal": f"{number}.{month}"}
    ways = {}
    for word, value in meant.items():
        with suppress(BadCell):
            parse_number(value, column)
            ways[f"{word} ({value})"] = value
    if not column.required:
        ways[EMPTY] = ""
    return _ways("date", f"{expected(column)}; a spreadsheet turns 1-2 and 1.2 into a date", ways)


def _integer(text: str, column: Column) -> str | Mend | Unclear:
    with suppress(BadCell):
        parse_integer(text, column)
        return text
    plain = plain_signs(text)
    if plain.casefold() in BLANKS and not column.required:
        return Mend("blank", "", "no value is given, so the default holds")
    digits = re.sub(r"\D", "", plain)
    if GROUPED.fullmatch(plain):
        with suppress(BadCell):
            parse_integer(digits, column)
            return Mend("grouped", digits, "a whole number without separators")
    return _free(text, column)


def _date(text: str, column: Column, order: str) -> str | Mend | Unclear:
    """Read a date; one in words or in another order is written as year-month-day."""
    parse = parse_day if column.kind == "day" else parse_period
    with suppress(BadCell):
        parse(text)
        return text
    plain = plain_signs(text)
    if plain.casefold() in BLANKS and not column.required:
        return Mend("blank", "", "no date is given")
    if DAY.fullmatch(plain):
        with suppress(BadCell):
            parse(plain[:10])
            return Mend("time", plain[:10], "a date without the time of day")
    if column.kind == "date" and (two := WINDOW.fullmatch(plain)):
        window = f"{two[1]}/{two[2]}"
        with suppress(BadCell):
            parse(window)
            return Mend("window", window, "first and last date are separated by /")
    if (numbers := ORDERED.fullmatch(plain)) and order:
        first, second = (numbers[1], numbers[3]) if order == "dmy" else (numbers[3], numbers[1])
        day = f"{numbers[4]}-{int(second):02d}-{int(first):02d}"
        with suppress(BadCell):
            parse(day)
            return Mend("order", day, "the order of day and month as in other cells of the column")
    ways = []
    for way, meaning in date_ways(text):
        with suppress(BadCell):
            parse(way)
            ways.append((way, meaning))
    if len(ways) == 1:
        return Mend("date", ways[0][0], "the same date as year-month-day")
    if numbers and len(ways) == 2:
        day_first, month_first = ways[0][0], ways[1][0]
        both = {f"day-first ({day_first})": day_first, f"month-first ({month_first})": month_first}
        return _ways("order", expected(column), both)
    if column.kind == "day" and (ends := _ends(text)):
        ways = [(ends[0], "the first day"), (ends[1], "the last day")]
    return _free(text, column, choices=[f"{way} ({meaning})" for way, meaning in ways])


def _ends(text: str) -> tuple[str, str] | None:
    """Return the first and the last day of a year or a month."""
    with suppress(BadCell):
        period = parse_period(text)
        return day_text(period.earliest), day_text(period.latest)
    return None


def _flag(text: str, column: Column) -> str | Mend | Unclear:
    with suppress(BadCell):
        parse_flag(text)
        return text
    word = plain_signs(text).casefold()
    if word in BLANKS:
        return Mend("blank", "", "no value is given, so the default holds")
    if word in YES | NO:
        return Mend("flag", "yes" if word in YES else "no", "yes or no")
    return _free(text, column, choices=("yes", "no"))


def _choice(text: str, column: Column) -> str | Mend | Unclear:
    """Read a word of a list."""
    if text.lower() in column.choices:
        return text
    key = plain_key(text)
    if key in column.choices:
        return Mend("word", key, "the word of the list")
    near = did_you_mean(key, column.choices)
    first = [one for one in column.choices if one in key.split("_")] or near.split('"')[1:2]
    choices = (*first, *(one for one in column.choices if one not in first))
    return _free(text, column, choices=choices)


def _words(text: str) -> str | Mend:
    if "|" not in text and ";" in text:
        words = " | ".join(part.strip() for part in text.split(";") if part.strip())
        clean = _text(words, lines=False)
        becomes = clean.becomes if isinstance(clean, Mend) else clean
        return Mend("list", becomes, "several words are separated by |")
    return _text(text, lines=False)


def _text(text: str, *, lines: bool) -> str | Mend:
    """Take out what may not stand in a text: invisible signs, and line ends of a name."""
    kept = "".join(" " if sign in "\n\r\t" and not lines else sign for sign in text)
    kept = "".join(sign for sign in kept if not is_hidden(sign) or sign in "\n\r\t")
    if not lines:
        kept = " ".join(kept.split()) if kept != text else kept
    return text if kept == text else Mend("signs", kept, "without line ends and invisible signs")


def _written(value: Decimal) -> str:
    """Write a number without needless zeros.

    Examples
    --------
    >>> _written(Decimal("60") / 100), _written(Decimal("2.0"))
    ('0.6', '2')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_order(texts: Iterable[str]) -> str:
    """Return ``dmy`` or ``mdy`` if some dates of a column show which number is the day.

    Examples
    --------
    >>> day_order(["5.3.1953", "25.3.1953"]), day_order(["5.3.1953"])
    ('dmy', '')
    """
    found = [match for text in texts if (match := ORDERED.fullmatch(plain_signs(text)))]
    is_dmy = any(int(match[1]) > 12 for match in found)
    is_mdy = any(int(match[3]) > 12 for match in found)
    return "" if is_dmy == is_mdy else "dmy" if is_dmy else "mdy"
