"""Who and what takes part in an ensemble, and its months: what a table needs to name things."""

from dataclasses import dataclass
from typing import Protocol

from whowhom.cases.case import Case
from whowhom.cases.dates import month_text

__all__ = ["Circle", "Lists", "month_text"]


class Lists(Protocol):
    """The ids of a start or of a stored description, in the order of the arrays."""

    @property
    def actors(self) -> tuple[str, ...]:
        """All actors."""

    @property
    def contenders(self) -> tuple[str, ...]:
        """Those who can win and fall."""

    @property
    def posts(self) -> tuple[str, ...]:
        """Posts, those that bases imply among them."""

    @property
    def audiences(self) -> tuple[str, ...]:
        """Bodies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The actors, posts, bodies and months of an ensemble, in the order of its arrays."""

    actors: tuple[str, ...]
    """Ids of all actors, the arbiter among them; axis N of every array."""
    contenders: tuple[str, ...]
    """Ids of those who can win and fall."""
    first_month: int
    """Month number (see :attr:`whowhom.cases.case.Day.month_number`) of month index 0."""
    months: int
    """How many months a run lasts; axis M of every array."""
    posts: tuple[str, ...] = ()
    """Ids of the posts; axis P."""
    bodies: tuple[str, ...] = ()
    """Ids of the bodies; axis A."""
    sizes: tuple[int, ...] = ()
    """How many members each body has."""

    def month(self, index: int | None) -> str | None:
        """Return a month (``1924-11``) by its index; None for None or a negative one (never)."""
        if index is None or index < 0:
            return None
        return month_text(self.first_month + index)

    @classmethod
    def of(cls, case: Case, lists: Lists) -> "Circle":
        """Return the circle of a case that the model keeps in the order of `lists`."""
        sizes = {body.id: body.size for body in case.audiences}
        return cls(
            actors=lists.actors,
            contenders=lists.contenders,
            first_month=case.start.month_number,
            months=case.months,
            posts=lists.posts,
            bodies=lists.audiences,
            sizes=tuple(sizes[body] for body in lists.audiences),
        )
