"""Which encoding a file is in that is not UTF-8: named where only one reads it, else shown.

A table is short, and many code pages read the same bytes as letters: no program can tell them
apart by a few names, but a person can at a glance. So every encoding is tried on all the files
of a case together; readings with words that nobody writes are put last (see
:mod:`whowhom.cases.damaged`), the others in the order of likelihood that ``chardet`` gives them.
One encoding is named only if no other reads all words well. See
``docs/decisions/cases-reader.md``.
"""

import codecs
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whowhom.cases.damaged import odd_words
from whowhom.cases.problems import Problem, quoted

__all__ = [
    "ENCODINGS",
    "Reading",
    "foreign_cells",
    "is_distinguishable",
    "marked_encoding",
    "readings",
    "with_readings",
]

ENCODINGS = {
    "cp1252": "Western European, Windows",
    "cp1250": "Central European, Windows",
    "cp1251": "Cyrillic, Windows",
    "cp1253": "Greek, Windows",
    "cp1254": "Turkish, Windows",
    "cp1255": "Hebrew, Windows",
    "cp1256": "Arabic, Windows",
    "cp1257": "Baltic, Windows",
    "cp1258": "Vietnamese, Windows",
    "cp874": "Thai, Windows",
    "cp932": "Japanese, Shift-JIS",
    "gb18030": "Chinese, GB",
    "big5hkscs": "Chinese, Big5",
    "cp950": "Chinese, Big5 of Windows",
    "cp949": "Korean, Windows",
    "euc-jp": "Japanese, EUC",
    "johab": "Korean, Johab",
    "koi8-r": "Russian, KOI8",
    "koi8-u": "Ukrainian, KOI8",
    "koi8-t": "Tajik, KOI8",
    "iso-8859-15": "Western European, ISO",
    "iso-8859-2": "Central European, ISO",
    "iso-8859-3": "South European, ISO",
    "iso-8859-4": "North European, ISO",
    "iso-8859-5": "Cyrillic, ISO",
    "iso-8859-6": "Arabic, ISO",
    "iso-8859-7": "Greek, ISO",
    "iso-8859-8": "Hebrew, ISO",
    "iso-8859-9": "Turkish, ISO",
    "iso-8859-10": "Nordic, ISO",
    "iso-8859-13": "Baltic, ISO",
    "iso-8859-14": "Celtic, ISO",
    "iso-8859-16": "South-Eastern European, ISO",
    "iso-8859-1": "Western European, ISO, without the euro",
    "mac-roman": "Western European, Mac",
    "mac-latin2": "Central European, Mac",
    "mac-cyrillic": "Cyrillic, Mac",
    "mac-greek": "Greek, Mac",
    "mac-turkish": "Turkish, Mac",
    "mac-iceland": "Icelandic, Mac",
    "mac-croatian": "Croatian, Mac",
    "mac-romanian": "Romanian, Mac",
    "mac-arabic": "Arabic, Mac",
    "mac-farsi": "Persian, Mac",
    "cp850": "Western European, DOS",
    "cp437": "American, DOS",
    "cp858": "Western European with the euro, DOS",
    "cp852": "Central European, DOS",
    "cp866": "Cyrillic, DOS",
    "cp855": "Cyrillic, older DOS",
    "cp1125": "Ukrainian, DOS",
    "cp737": "Greek, DOS",
    "cp869": "Greek, older DOS",
    "cp857": "Turkish, DOS",
    "cp775": "Baltic, DOS",
    "cp862": "Hebrew, DOS",
    "cp720": "Arabic, DOS",
    "cp864": "Arabic, older DOS",
    "cp860": "Portuguese, DOS",
    "cp861": "Icelandic, DOS",
    "cp863": "Canadian French, DOS",
    "cp865": "Nordic, DOS",
    "ptcp154": "Kazakh",
    "kz1048": "Kazakh, Windows",
    "hp-roman8": "Western European, HP",
}
"""What each encoding is for. Among encodings that read a file alike, the first is named."""
MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
ESCAPE = b"\x1b"
ESCAPED = ("iso2022-jp", "iso2022-jp-2", "iso2022-jp-ext", "iso2022-kr")
COMMON = {
    "gb18030": ("gb2312", 0xD8),
    "big5hkscs": ("big5", 0xC7),
    "cp950": ("big5", 0xC7),
    "cp932": ("euc-jp", 0xD0),
    "euc-jp": ("euc-jp", 0xD0),
}
"""Where the common signs of a script end: a standard and the first byte from which they are rare.
"""
MOST_RARE = 1 / 3
ALIKE = 1.3
MOST_LOOKED_AT = 50_000
MOST_SHOWN = 3
LONGEST_SHOWN = 60
BETWEEN = re.compile(rb'[,;\t\r\n"=]')
"""Ends of cells; no character of several bytes holds one of these."""

Cell = tuple[int, bytes]
"""A line and the bytes of a cell on it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which files can be read, by one encoding or by several that agree."""

    encoding: str
    odd: int
    """Number of odd words."""
    likelihood: float
    """What chardet gives it, 0 to 1; comparable within the same files only."""

    def of(self, cell: bytes) -> str:
        """Return a cell as this encoding reads it."""
        return cell.decode(self.encoding).strip()


def marked_encoding(data: bytes) -> str:
    """Return the encoding that a file shows by its form; empty if it shows none.

    UTF-16 and UTF-32 have a mark or zeros beside Latin letters, ISO-2022 has escape signs.

    Examples
    --------
    >>> marked_encoding("id,name".encode("utf-16-be")), marked_encoding(b"id,name")
    ('utf-16-be', '')
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    names = UNMARKED if b"\0" in data else ESCAPED if ESCAPE in data else ()
    return next((name for name in names if _is_text(data, name)), "")


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether a whole file is text in an encoding: it has line ends and no zeros."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and ("\n" in text or "\r" in text or "," in text)


def readings(files: Iterable[bytes]) -> list[Reading]:
    """Return the ways in which files that are not UTF-8 can be read, the likeliest first.

    Parameters
    ----------
    files : iterable of bytes
        Files of one case, which one program has written in one encoding.

    Returns
    -------
    list of Reading
        Those without an odd word first. Encodings that read all cells alike are one.
    """
    cells = b"\n".join(cell for data in files for _, cell in foreign_cells(data))
    if not cells:
        return []
    by_text: dict[str, str] = {}
    for encoding in ENCODINGS:
        try:
            by_text.setdefault(cells.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    likelihood = _likelihoods(cells)
    found = [
        Reading(encoding, _odd(text[:MOST_LOOKED_AT], encoding), likelihood.get(text, 0.0))
        for text, encoding in by_text.items()
    ]
    best = max((one.likelihood for one in found), default=0.0)
    # what is about as likely comes in the order of ENCODINGS, the commonest first
    return sorted(found, key=lambda one: (one.odd > 0, -min(one.likelihood, best / ALIKE)))


def is_distinguishable(found: Sequence[Reading]) -> bool:
    """Say whether the first reading is the only one without odd words, and the likeliest of all."""
    if not found or found[0].odd:
        return False
    likeliest = max(one.likelihood for one in found)
    return found[0].likelihood == likeliest and all(one.odd for one in found[1:])


def with_readings(
    problems: Sequence[Problem], files: Mapping[str, bytes], case: str
) -> list[Problem]:
    """Add to what is not UTF-8 how it reads, and how to write UTF-8 copies.

    Parameters
    ----------
    problems : sequence of Problem
        All problems of a case; those that are not about its encoding are returned as they are.
    files : mapping of str to bytes
        The files of the case.
    case : str
        The folder, for the command.
    """
    foreign = {
        problem.file: files[problem.file]
        for problem in problems
        if problem.code == "W010" and problem.file in files
    }
    found = readings(data for data in foreign.values() if not marked_encoding(data))
    is_sure = is_distinguishable(found)
    shown = found[:1] if is_sure else found[:MOST_SHOWN]
    return [
        _explained(problem, foreign[problem.file], shown, case)
        if problem.code == "W010" and problem.file in foreign
        else problem
        for problem in problems
    ]


def command(case: str) -> str:
    """Return the command that writes UTF-8 copies of a case folder."""
    path = Path(case)
    new = str(path.with_name(f"{path.name}_utf8")) if path.name not in {"", ".."} else "NEW_FOLDER"
    return f"whowhom import {shlex.quote(case)} {shlex.quote(new)}"


def _explained(problem: Problem, data: bytes, shown: Sequence[Reading], case: str) -> Problem:
    """Say how a file reads, and how to make UTF-8 copies; several readings are uncertain."""
    is_sure = len(shown) == 1 and not shown[0].odd
    option = f" --encoding {shown[0].encoding if is_sure else 'NAME'}" if shown else ""
    choose = "" if is_sure or not shown else ", with the encoding that reads right as NAME"
    hint = f"{problem.hint}, or write UTF-8 copies{choose}: {command(case)}{option}"
    if marked_encoding(data):
        return replace(problem, hint=hint)
    if (mixed := _utf_8_line(data)) and shown[0].odd:
        finding = f"{problem.finding}, while line {mixed} is UTF-8: two encodings are mixed"
        return replace(problem, finding=finding, hint="write this line again, in UTF-8")
    line, cell = _telling(foreign_cells(data), shown)
    ways = ", ".join(
        f"{quoted(one.of(cell))} as {one.encoding} ({ENCODINGS[one.encoding]})" for one in shown
    )
    sure = ", and no other encoding reads well" if is_sure else "; the encoding is not certain"
    return replace(problem, finding=f"{problem.finding}; line {line} reads {ways}{sure}", hint=hint)


def foreign_cells(data: bytes) -> list[Cell]:
    """Return the cells that have bytes outside ASCII, with their lines."""
    lines = re.split(rb"\r\n|\r|\n", data)
    return [
        (number, cell.strip())
        for number, line in enumerate(lines, start=1)
        if not line.isascii()
        for cell in BETWEEN.split(line)
        if not cell.isascii()
    ]


def _telling(cells: Sequence[Cell], shown: Sequence[Reading]) -> Cell:
    """Return the cell that distinguishes most readings, the first of short ones."""

    def told(cell: Cell) -> tuple[bool, int]:
        texts = [one.of(cell[1]) for one in shown]
        return all(len(text) <= LONGEST_SHOWN for text in texts), len(set(texts))

    return max(cells, key=told)


def _utf_8_line(data: bytes) -> int:
    """Return a line that is UTF-8 beyond ASCII, 0 if none is."""
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            if not line.isascii() and line.decode():
                return number
        except UnicodeDecodeError:
            continue
    return 0


def _likelihoods(cells: bytes) -> dict[str, float]:
    """Return what chardet thinks of each way to read the cells, by the text that it gives."""
    import chardet

    found: dict[str, float] = {}
    for one in chardet.detect_all(cells[:MOST_LOOKED_AT], ignore_threshold=True):
        try:
            text = cells.decode(one["encoding"] or "")
        except (UnicodeDecodeError, LookupError):
            continue
        found.setdefault(text, float(one["confidence"]))
    return found


def _odd(text: str, encoding: str) -> int:
    """Count odd words; too many rare signs of an East Asian script count as one."""
    signs = [sign for sign in text if "\u3400" <= sign <= "\u9fff" or sign > "\uffff"]
    rare = sum(_is_rare(sign, encoding) for sign in signs)
    return odd_words(text) + (rare > MOST_RARE * len(signs))


def _is_rare(sign: str, encoding: str) -> bool:
    standard, end = COMMON.get(encoding, ("gb18030", 0xF8))
    try:
        return codecs.encode(sign, standard)[0] >= end
    except UnicodeEncodeError:
        return True
