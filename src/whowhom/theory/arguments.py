"""How the arguments of a formal model are read: one description for checks, command line and docs.

Each argument is described once, in the file of its solver: name, meaning, unit, domain, default.
The solver reads what it was given through that description; so do the command line and the pages of
``docs/models``. All problems of a call are named at once::

    with Problems() as problems:
        win = INCUMBENT_WINS.read(incumbent_wins, problems)
        loss = LOSS.read(loss, problems)

Numbers are read as :mod:`whowhom.theory.numbers` says, whatever they are given as.
"""

import math
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from whowhom.errors import InvalidInput
from whowhom.theory.numbers import Number, exact, exact_all, real
from whowhom.theory.words import exactly

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "BELOW_ONE",
    "INSIDE",
    "MOST_DIGITS",
    "NOT_NEGATIVE",
    "PART",
    "POSITIVE",
    "PROBABILITY",
    "REQUIRED",
    "Actor",
    "Argument",
    "Choice",
    "Domain",
    "Exact",
    "Exacts",
    "Labels",
    "Matrix",
    "Name",
    "Number",
    "Problems",
    "Real",
    "Reals",
    "Whole",
    "actors_of",
    "folded",
    "line_up",
    "read_aligned",
    "refuse_long",
    "shown",
]


Actor = int | str
"""An actor: a name, or a number from 0 if the actors came without names."""

REQUIRED = "required"
"""Default of an argument that must be given."""

_JOINERS = "\u200c\u200d"  # signs without width that belong to words of some scripts
_SHOWN = 10


class Problems:
    """Collects what is wrong with the arguments of one call, and refuses the call at the end."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, problem: str) -> None:
        """Note a problem: which argument, what was expected, what was found."""
        self._found.append(problem)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.refuse()

    def refuse(self) -> None:
        """Raise :class:`InvalidInput` with all problems so far, if there are any."""
        if self._found:
            more = len(self._found) - _SHOWN
            lines = [*self._found[:_SHOWN], *([f"... and {more} more"] if more > 0 else [])]
            raise InvalidInput("\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """The numbers that an argument may take; bounds that are left out do not bind.

    Examples
    --------
    >>> str(Domain(above=0)), str(Domain(at_least=Fraction(1, 2), below=1))
    ('a number > 0', 'in [1/2, 1)')
    >>> 1 in Domain(at_least=0, below=1)
    False
    """

    above: int | Fraction | None = None
    at_least: int | Fraction | None = None
    below: int | Fraction | None = None
    at_most: int | Fraction | None = None

    def __contains__(self, number: float | Fraction) -> bool:
        return (
            (self.above is None or number > self.above)
            and (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
            and (self.at_most is None or number <= self.at_most)
        )

    def told(self, noun: str = "a number") -> str:
        """Return the domain in words and signs."""
        low = self.above if self.at_least is None else self.at_least
        high = self.below if self.at_most is None else self.at_most
        if low is not None and high is not None:
            left, right = "(["[self.at_least is not None], ")]"[self.at_most is not None]
            prefix = "" if noun == "a number" else f"{noun} "
            return f"{prefix}in {left}{low}, {high}{right}"
        if low is not None:
            return f"{noun} {'>=' if self.above is None else '>'} {low}"
        if high is not None:
            return f"{noun} {'<=' if self.below is None else '<'} {high}"
        return noun

    def __str__(self) -> str:
        return self.told()


POSITIVE = Domain(above=0)
NOT_NEGATIVE = Domain(at_least=0)
PROBABILITY = Domain(at_least=0, at_most=1)
INSIDE = Domain(above=0, below=1)
BELOW_ONE = Domain(at_least=0, below=1)
PART = Domain(above=0, at_most=1)
_ANY = Domain()


@dataclass(frozen=True, slots=True)
class Argument(ABC):
    """What every argument of a model has."""

    name: str
    """As in the solver's signature; on the command line with hyphens."""
    meaning: str
    """One line for help and docs, without a full stop at the end."""
    default: Any = REQUIRED
    """Value if it is left out, as a text would give it; :data:`REQUIRED` if it must be given."""
    unit: str = "unitless"
    case: str = ""
    """What of a case may stand in for it: ``power``, ``line``, ``majority``, or nothing."""

    @property
    def is_required(self) -> bool:
        """Whether it must be given."""
        return isinstance(self.default, str) and self.default == REQUIRED

    @abstractmethod
    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""


@dataclass(frozen=True, slots=True)
class _Number(Argument):
    """One number."""

    domain: Domain = _ANY

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return str(self.domain)


@dataclass(frozen=True, slots=True)
class Real(_Number):
    """One number, read as a float."""

    def read(self, value: object, problems: Problems) -> float:
        """Return the number; note a problem and return nan if it is none in the domain."""
        number = _float(value, self.domain)
        if number is None:
            problems.add(f"{self.name} must be {self.domain_text()}, got {_read_as(value)}")
            return math.nan
        return number


@dataclass(frozen=True, slots=True)
class Exact(_Number):
    """One number, read as an exact fraction."""

    def read(self, value: object, problems: Problems) -> Fraction:
        """Return the number; note a problem and return 0 if it is none in the domain."""
        number = exact(value)
        if number is None or number not in self.domain:
            problems.add(f"{self.name} must be {self.domain_text()}, got {_read_as(value)}")
            return Fraction(0)
        return number


@dataclass(frozen=True, slots=True)
class Whole(_Number):
    """One whole number."""

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return self.domain.told("a whole number")

    def read(self, value: object, problems: Problems) -> int:
        """Return the number; note a problem and return 0 if it is none in the domain."""
        number = exact(value)
        if number is None or number.denominator != 1 or number not in self.domain:
            problems.add(f"{self.name} must be {self.domain_text()}, got {shown(value)}")
            return 0
        return int(number)


@dataclass(frozen=True, slots=True)
class Choice(Argument):
    """One word out of a few."""

    options: tuple[str, ...] = ()

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return f"one of {', '.join(self.options)}"

    def read(self, value: object, problems: Problems) -> str:
        """Return the word; note a problem and return nothing if it is none of the options."""
        if not isinstance(value, str) or value not in self.options:
            problems.add(f"{self.name} must be {self.domain_text()}, got {shown(value)}")
            return ""
        return value


@dataclass(frozen=True, slots=True)
class Name(Argument):
    """One of the actors, by name, or by number if they have none."""

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return "one of the actors"

    def read(self, value: object, actors: tuple[Actor, ...], problems: Problems) -> int:
        """Return the place among the actors; note a problem and return 0 for anything else."""
        plain = _plain(value)
        if isinstance(plain, bool) or not isinstance(plain, int | str) or plain not in actors:
            known = ", ".join(map(str, actors[:_SHOWN])) + (" ..." if len(actors) > _SHOWN else "")
            problems.add(f"{self.name} must be one of the actors ({known}), got {shown(value)}")
            return 0
        return actors.index(plain)


@dataclass(frozen=True, slots=True)
class Exacts(Argument):
    """Exact numbers, one for each actor (``per_actor``) or in an order of their own."""

    domain: Domain = _ANY
    per_actor: bool = True

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return f"{self.domain} for each actor" if self.per_actor else f"each {self.domain}"

    def read(self, value: object, problems: Problems) -> list[Fraction]:
        """Return the numbers; note what is none in the domain."""
        numbers = []
        given = _labelled(self, value, problems)
        known = exact_all([item for _, item in given])
        for (label, item), number in zip(given, known, strict=True):
            if number is None or number not in self.domain:
                problems.add(f"{self.name}[{label}] must be {self.domain}, got {_read_as(item)}")
            else:
                numbers.append(number)
        return numbers


@dataclass(frozen=True, slots=True)
class Reals(Argument):
    """Numbers, one for each actor (``per_actor``) or in an order of their own, read as floats."""

    domain: Domain = _ANY
    per_actor: bool = False

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return f"{self.domain} for each actor" if self.per_actor else f"each {self.domain}"

    def read(self, value: object, problems: Problems) -> "NDArray[np.float64]":
        """Return the numbers, shape (n,), as a new array; note what is none in the domain."""
        import numpy as np

        numbers = []
        for label, item in _labelled(self, value, problems):
            number = _float(item, self.domain)
            if number is None:
                problems.add(f"{self.name}[{label}] must be {self.domain}, got {_read_as(item)}")
            else:
                numbers.append(number)
        return np.array(numbers, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Matrix(Argument):
    """A table of numbers, read as floats."""

    domain: Domain = _ANY
    rows: str = "row"
    """What a row stands for."""
    columns: str = "column"
    """What a column stands for."""

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return f"each {self.domain}; rows: {self.rows}, columns: {self.columns}"

    def read(self, value: object, problems: Problems) -> "NDArray[np.float64]":
        """Return the table, shape (rows, columns), as a new array; note what is wrong with it."""
        import numpy as np

        rows = self.exact(value, problems)
        return np.array([[float(number) for number in row] for row in rows]).reshape(
            len(rows), -1 if rows else 0
        )

    def exact(self, value: object, problems: Problems) -> list[list[Fraction]]:
        """Return the rows of the table as exact fractions; note what is wrong with it."""
        rows = _rows(value)
        if rows is None or not rows or len({len(row) for row in rows}) != 1 or not rows[0]:
            problems.add(
                f"{self.name} must be a table, a row for each {self.rows} and a column for each "
                f"{self.columns}, all rows of one length; got {shown(value)}"
            )
            return []
        table = []
        for i, row in enumerate(rows):
            table.append([Fraction(0)] * len(row))
            for j, number in enumerate(exact_all(row)):
                if number is None or number not in self.domain or _as_float(number) is None:
                    problems.add(
                        f"{self.name}[{i}, {j}] must be {self.domain}, got {shown(row[j])}"
                    )
                else:
                    table[i][j] = number
        return table


@dataclass(frozen=True, slots=True)
class Labels(Argument):
    """Words or whole-number codes in an order of their own, or one alone if ``or_one``."""

    or_one: bool = False

    def domain_text(self) -> str:
        """Return what may be given, in words and signs."""
        return "a word or a whole number" if self.or_one else "each a word or a whole number"

    def read(self, value: object, problems: Problems) -> list[str]:
        """Return the labels as texts; note what is none, and one label in two spellings."""
        alone = self.or_one and not isinstance(value, bool) and isinstance(value, str | int)
        items = [value] if alone else _items(value)
        if not items or isinstance(value, Mapping):
            problems.add(f"{self.name} must be a list of words or codes; got {shown(value)}")
            return []
        labels = []
        for i, item in enumerate(items):
            label = _label(item)
            if label is None:
                problems.add(
                    f"{self.name}[{i}] must be a word or a whole number, got {shown(item)}"
                )
            else:
                labels.append(label)
        spellings: dict[str, str] = {}
        for label in dict.fromkeys(labels):
            other = spellings.setdefault(folded(label), label)
            if other != label:
                problems.add(
                    f"{self.name}: {shown(other)} and {shown(label)} differ in capitals or "
                    f"encoding alone; write both alike"
                )
        return labels


MOST_DIGITS = 30
"""Digits that the top and the bottom of an exact argument may have where a model computes in exact
fractions, which grow with each step."""


def refuse_long(problems: Problems, **numbers: Fraction) -> None:
    """Note each number that has too many digits to be carried through in exact fractions.

    Parameters
    ----------
    problems : Problems
        Takes the notes.
    **numbers : Fraction
        By the name of the argument.

    Examples
    --------
    >>> problems = Problems()
    >>> refuse_long(problems, arrival=Fraction(1, 10**40), loss=Fraction(9, 2))
    >>> bool(problems)
    True
    """
    for name, number in numbers.items():
        digits = max(len(str(abs(number.numerator))), len(str(number.denominator)))
        if digits > MOST_DIGITS:
            problems.add(
                f"{name} has {digits} digits as a fraction; at most {MOST_DIGITS} are computed "
                f"exactly; round it"
            )


def actors_of(value: object) -> tuple[Actor, ...]:
    """Return the actors of a collection with one entry for each: names, or numbers from 0."""
    if isinstance(value, Mapping):
        return tuple(value)
    return tuple(range(len(value))) if isinstance(value, Collection) else ()


def line_up(
    problems: Problems, **collections: object
) -> tuple[tuple[Actor, ...], dict[str, list[Any]]]:
    """Bring several collections with one entry for each actor into one order.

    Parameters
    ----------
    problems : Problems
        Notes lengths and names that differ.
    **collections : collection of numbers, or mapping of names to numbers
        By the name of the argument. The first that has names sets names and order.

    Returns
    -------
    actors : tuple of str or int
    values : dict of str to list
        The entries of each collection in the order of the actors, not yet read.
    """
    named = [name for name, value in collections.items() if isinstance(value, Mapping)]
    first = named[0] if named else next(iter(collections))
    listed: dict[str, list[Any]] = {}
    for name, value in collections.items():
        items = _items(value)
        if items is None:
            problems.add(f"{name} must be {_LIST}; got {shown(value)}")
        else:
            listed[name] = items
    actors = actors_of(collections[first])
    for name in listed:
        value = collections[name]
        if isinstance(value, Mapping):
            odd = sorted(map(str, set(value) ^ set(actors)))
            if odd:
                problems.add(f"{name} and {first} name different actors: {', '.join(odd[:_SHOWN])}")
            else:
                listed[name] = [value[actor] for actor in actors]
        elif len(listed[name]) != len(actors):
            problems.add(
                f"{name} must have one number for each of the {len(actors)} actors of {first}, "
                f"got {len(listed[name])}"
            )
    return actors, listed


def read_aligned(
    problems: Problems, *given: tuple[Exacts, object]
) -> tuple[tuple[Actor, ...], list[list[Fraction]]]:
    """Read several lists with one number for each actor, all in one order.

    Parameters
    ----------
    problems : Problems
        Notes what is wrong with the numbers, and lengths and names that differ.
    *given : pairs of an argument and its value
        An optional argument that is None gives no numbers.

    Returns
    -------
    actors : tuple of str or int
    numbers : list of list of Fraction
        For each argument; empty if it cannot be read.
    """
    values = {argument.name: value for argument, value in given if value is not None}
    actors, listed = line_up(problems, **values)
    is_named = any(isinstance(value, Mapping) for value in values.values())
    found = []
    for argument, value in given:
        items: object = value
        if is_named and len(listed.get(argument.name, ())) == len(actors):
            items = dict(zip(actors, listed[argument.name], strict=True))
        found.append(argument.read(items, problems) if argument.name in listed else [])
    return actors, found


_LIST = "a list of numbers, or a mapping of names to numbers"


def _labelled(
    argument: Exacts | Reals, value: object, problems: Problems
) -> list[tuple[str, object]]:
    """Return the entries with their labels for messages, or note that there are none."""
    name, each = argument.name, "for each actor" if argument.per_actor else "at least"
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) != 1:
        one = "one number for each actor; " if argument.per_actor else ""
        problems.add(f"{name} must be one-dimensional, {one}got shape {shape}")
        return []
    items = _items(value)
    if items is None or (isinstance(value, Mapping) and not argument.per_actor):
        wanted = _LIST if argument.per_actor else "a list of numbers"
        problems.add(f"{name} must be {wanted}; got {shown(value)}")
        return []
    if not items:
        noun = "positive number" if argument.domain == POSITIVE else "number"
        problems.add(f"{name} is empty; give one {noun} {each}")
        return []
    labels: list[object] = list(actors_of(value))
    for label in labels if isinstance(value, Mapping) else ():
        if not isinstance(label, str):
            problems.add(f"{name}: names must be text, got {shown(label)}")
    return [(shown(label), item) for label, item in zip(labels, items, strict=True)]


def _items(value: object) -> list[Any] | None:
    """Return the entries of a collection in their order; None if it is no such collection."""
    if isinstance(value, Mapping):
        return list(value.values())
    to_numpy = getattr(value, "to_numpy", None)  # a column of pandas or polars
    array: Any = value if to_numpy is None else to_numpy()
    tolist = getattr(array, "tolist", None)
    if tolist is not None:
        kind = getattr(array, "dtype", None)
        is_float = kind is not None and kind.kind == "f" and getattr(array, "ndim", 0)
        if kind is not None and is_float and kind.itemsize != 8:
            return list(array)  # numbers that know their precision
        plain = tolist()
        return plain if isinstance(plain, list) else None
    if isinstance(value, Collection) and not isinstance(value, str | bytes | AbstractSet):
        return list(value)
    return None


def folded(label: str) -> str:
    """Return a label without what two spellings of one word differ in.

    Examples
    --------
    >>> folded("Coup") == folded("coup")
    True
    """
    return unicodedata.normalize("NFKC", label).casefold()


def _label(value: object) -> str | None:
    """Return the label that `value` is, single spaces between its words; None if it is none."""
    value = _plain(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():  # codes with gaps come as floats
        value = int(value)
    text = str(value) if isinstance(value, int) else value
    if not isinstance(text, str):
        return None
    text = " ".join(text.split())
    shows = all(sign.isprintable() or sign in _JOINERS for sign in text)
    return text if text and shows else None


def _rows(value: object) -> list[list[Any]] | None:
    """Return the rows of a table; None if it is none."""
    rows = _items(value)
    if rows is None or isinstance(value, Mapping):
        return None
    found = [_items(row) for row in rows]
    return None if None in found else [row for row in found if row is not None]


def _plain(value: object) -> object:
    """Return a numpy scalar as the Python number that it is."""
    item = getattr(value, "item", None)
    return item() if item is not None and getattr(value, "ndim", 1) == 0 else value


def _as_float(number: Fraction) -> float | None:
    """Return the nearest float, or None if the number is beyond all floats."""
    try:
        return float(number)
    except OverflowError:
        return None


def _float(value: object, domain: Domain) -> float | None:
    """Return the number that `value` says as a float, or None if it is none in the domain."""
    rounded = real(value)
    if rounded is None or rounded not in domain:  # 1e-399 is above 0, but not as a float
        return None
    number = None if isinstance(value, float) else exact(value)
    return rounded if number is None or number in domain else None


def _read_as(value: object) -> str:
    """Show a number in a message; a float that was taken for another number with that number."""
    number, text = exact(value), shown(value)
    if number is None or not isinstance(value, float) or float(number) == value:
        return text
    return f"{text}, which is {exactly(number)} but for rounding"


def shown(value: object) -> str:
    """Show a value in a message, shortened; a number as a person would write it."""
    value = _plain(value)
    try:
        text = exactly(value) if isinstance(value, Fraction | Decimal) else repr(value)
    except ValueError:  # a whole number with more digits than Python prints
        text = f"a number of type {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
