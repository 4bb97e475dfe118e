"""Who takes part in an ensemble and which months it covers: what a table needs to name things."""

from dataclasses import dataclass

from whowhom.cases.case import Case, Day
from whowhom.cases.dates import day_text

__all__ = ["Circle", "month_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The actors and months of an ensemble, in the order of its arrays."""

    actors: tuple[str, ...]
    """Ids of all actors, the arbiter among them; axis N of every array."""
    contenders: tuple[str, ...]
    """Ids of those who can win and fall."""
    first_month: int
    """Month number (see :attr:`whowhom.cases.case.Day.month_number`) of month index 0."""
    months: int
    """How many months a run lasts; axis M of every array."""

    def month(self, index: int | None) -> str | None:
        """Return a month (``1924-11``) by its index; None for None or a negative one (never)."""
        if index is None or index < 0:
            return None
        return month_text(self.first_month + index)

    @classmethod
    def of(cls, case: Case, *, actors: tuple[str, ...], contenders: tuple[str, ...]) -> "Circle":
        """Return the circle of a case whose actors the model keeps in the order `actors`."""
        return cls(
            actors=actors,
            contenders=contenders,
            first_month=case.start.month_number,
            months=case.months,
        )


def month_text(month_number: int) -> str:
    """Write a month number as case files write months; a minus sign is a BC year.

    Examples
    --------
    >>> month_text(1924 * 12 + 10)
    '1924-11'
    >>> month_text(-43 * 12 + 2)
    '-0044-03'
    """
    year, month = divmod(month_number, 12)
    return day_text(Day(year, month + 1)).removesuffix("-01")
