"""What is wrong in a case folder, where, and how to put it right.

Every problem has a stable code, a place (file, line, column), a finding and a way out, so that
a person can act on it and a program can sort it. The codes are listed in :data:`CODES`.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whowhom.graphemes import shortened

__all__ = ["CODES", "BadCell", "Problem", "did_you_mean", "listed", "quoted"]

CODES = {
    # the folder and its files
    "W001": "there is no case at that place",
    "W002": "a required file is missing",
    "W003": "a file cannot be read",
    "W004": "a path leads out of the case folder",
    "W005": "a file or a table is too large",
    "W006": "a file is not a recognised table",
    "W007": "two files or sheets hold the same table",
    # the form of a file
    "W010": "not UTF-8 text",
    "W011": "not a text file at all",
    "W012": "the quoting of a table is broken",
    "W013": "a table has no header or no rows",
    "W014": "an unknown column or key",
    "W015": "a duplicate column or key",
    "W016": "a required column or key is missing",
    "W017": "a row has more cells than the header",
    "W018": "a file is not valid TOML, or too deep to be read",
    "W019": "a workbook cannot be read",
    "W020": "written for a newer version of whowhom",
    # one cell
    "W101": "a required cell is empty",
    "W102": "outside its domain",
    "W103": "an unknown reference",
    "W104": "not a number",
    "W105": "a decimal comma where a point is needed",
    "W106": "a reversed range",
    "W107": "not a date",
    "W108": "an impossible date",
    "W109": "a date damaged by a spreadsheet",
    "W110": "a word that is not in the list",
    "W111": "an invalid id",
    "W112": "a duplicate id",
    "W113": "a character that is not allowed in a text",
    "W114": "not a list of shares",
    "W115": "not a list of sources",
    "W116": "a cell that is too long",
    "W117": "an error value of a spreadsheet",
    "W118": "a short name that means two actors",
    # the meaning of the whole
    "W201": "an end before its beginning",
    "W202": "two holders of one post at one time",
    "W203": "something done by or to the dead",
    "W204": "shares with an impossible sum",
    "W205": "outside the period of the case",
    "W206": "a tie to oneself",
    "W207": "too few contenders",
    "W208": "no audience at home has any weight",
    "W209": "a target that does not fit the kind of shock",
    "W210": "more than the limits allow",
    "W211": "an audience that feeds itself",
    "W212": "a course of events that contradicts itself or the case",
    # warnings: the case can be used
    "W220": "a succession that names nobody, somebody it does not read, or two at once",
    "W221": "a circle of successions",
    "W301": "sources are named but not listed",
    "W302": "ids or names that look alike",
    "W303": "a post that does nothing",
    "W304": "an audience that nothing reaches",
    "W305": "a contender without base, post or tie",
    "W306": "a value that is not used",
    "W307": "shares that may sum to more than 1",
    "W308": "the same tie twice",
    "W309": "a file that is not read",
    "W310": "who holds a post on the first day is not certain",
    "W311": "a date that extends beyond the period",
    "W312": "a sheet, a row or a column that the workbook hides",
    "W313": "merged cells in a table",
    "W314": "formulas whose stored results may be out of date",
    "W315": "a ready question that cannot be asked",
    "W316": "a text that a wrong encoding has damaged",
    "W317": "a documented course that contradicts itself or the case",
    "W320": "what does nothing",
    "W321": "facts of the leader that contradict one another or the case",
}
"""What each code means; a code is never given a second meaning."""

LONGEST_SHOWN = 60
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong at one place.

    ``str(problem)`` reads
    ``actors.csv:17:3 actors.army "4" is outside 0..3; write a number from 0 to 3``.
    """

    code: str
    """One of :data:`CODES`."""
    file: str
    """Name of the file inside the case folder; ``book.xlsx[actors]`` for a sheet."""
    line: int = 1
    """Line of the file (row of the sheet), from 1."""
    column: int = 1
    """Number of the column, from 1 (in ``case.toml``: of the character in the line)."""
    name: str = ""
    """Table and column, such as ``actors.army``; empty where the whole file is meant."""
    value: str = ""
    """What was found, as written."""
    finding: str = ""
    """What is wrong with it."""
    hint: str = ""
    """What to do."""

    @property
    def where(self) -> str:
        """The place as ``file:line:column``, which editors understand."""
        file = self.file.replace("\n", "\\n")  # a name must not look like a second problem
        return f"{file}:{self.line}:{self.column}"

    @property
    def message(self) -> str:
        """Name, value and finding, without place and hint."""
        value = quoted(self.value) if self.value else ""
        return " ".join(part for part in (self.name, value, self.finding) if part)

    def __str__(self) -> str:
        """Return place, message and way out in one line."""
        return f"{self.where} {self.message}" + (f"; {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, str | int]:
        """Return the problem as plain values for ``--json``."""
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "name": self.name,
            "value": self.value[: 4 * LONGEST_SHOWN],
            "message": self.message,
            "hint": self.hint,
        }

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a list of problems: by file, line, column."""
        return (self.file, self.line, self.column, self.code, self.message)


def listed(problems: Sequence[Problem], most: int = MOST_SHOWN) -> str:
    """Return problems as text, one to a line, at most `most` of them."""
    lines = [str(problem) for problem in problems[:most]]
    if len(problems) > most:
        lines.append(f"... and {len(problems) - most:,} more problems")
    return "\n".join(lines)


class BadCell(ValueError):
    """A cell does not read as what its column asks for.

    Raised by the parsers of single values, which do not know the place of the cell; the reader of
    the row turns it into a :class:`Problem`.
    """

    def __init__(self, code: str, finding: str, hint: str = "") -> None:
        super().__init__(code, finding, hint)
        self.code = code
        self.finding = finding
        self.hint = hint


def quoted(text: str) -> str:
    r"""Return `text` in quotes, cut to a readable length, with invisible characters made visible.

    Examples
    --------
    >>> quoted("stalin")
    '"stalin"'
    >>> print(quoted("a\u202eb"))
    "a\u202eb"
    """
    cut = shortened(text, LONGEST_SHOWN)
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in cut)
    return f'"{shown}"'


def did_you_mean(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """Return ``did you mean "..."?`` for the nearest known word, or an empty string.

    Parameters
    ----------
    word : str
        The unknown word.
    known : iterable of str
        Known words.
    likeness : float, default 0.6
        How alike the two must be, in [0, 1]; unitless.

    Examples
    --------
    >>> did_you_mean("trotskii", ["stalin", "trotsky"])
    'did you mean "trotsky"?'
    >>> did_you_mean("zzz", ["stalin", "trotsky"])
    ''
    """
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(word[:64].strip().casefold(), by_fold, n=1, cutoff=likeness)
    return f'did you mean "{by_fold[near[0]]}"?' if near else ""
