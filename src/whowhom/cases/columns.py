"""What a table and a column are: the terms in which ``schema.py`` declares a case folder."""

from dataclasses import dataclass

__all__ = ["Column", "Table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what a cell in it may say."""

    name: str
    kind: str
    """How a cell reads: ``id``, ``name``, ``text``, ``words``, ``number``, ``integer``, ``date``,
    ``day``, ``choice``, ``flag``, ``reference``, ``references``, ``shares`` or ``sources``."""
    meaning: str
    low: float | None = None
    high: float | None = None
    high_is_open: bool = False
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    """Tables whose ids the cell may name."""
    everyone: bool = False
    """For ``shares``: one bare number speaks for every id."""
    default: str = ""
    """Default in words or as one would write it."""
    required: bool = False
    unit: str = ""
    is_chance: bool = False
    """For ``number``: it may be written in percent too."""

    @property
    def domain(self) -> str:
        """The domain in a few words, for people."""
        if self.choices:
            return ", ".join(self.choices)
        if self.low is not None and self.high is not None:
            return f"{self.low:g}..{self.high:.10g}" + (" (below)" if self.high_is_open else "")
        if self.low is not None:
            return f"{self.low:g} or more"
        if self.refers:
            return "id of " + " or ".join(f"{table}.csv" for table in self.refers)
        return ""

    @property
    def is_value(self) -> bool:
        """Whether a filled cell is a statement about the world that needs a source."""
        return self.kind in {"number", "integer", "shares", "date", "choice", "flag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file of the folder: what a row is and which columns it has."""

    name: str
    row: str
    """What one row is."""
    columns: tuple[Column, ...]
    required: bool = False
    role: str = "model"
    """``model``: read by models; ``record``: what happened, read by scoring and charts, and by a
    conditional run up to its date;
    ``sources``; ``documentary``: kept for readers; ``outlook``: read by the outside view only."""
    limit: int = 5_000
    """Most rows."""
    missing: str = ""
    """What holds when the table is missing."""

    @property
    def file(self) -> str:
        """Name of the CSV file."""
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)
