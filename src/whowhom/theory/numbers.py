"""One reading of numbers: what a float, a decimal or a text says, as an exact fraction.

Floats are what is left of the numbers that somebody meant: 0.1 as a binary fraction is not one
tenth, and 2 / 3 as a decimal is not two thirds. An answer at a tie depends on the difference. So
every number is read by what it prints, wherever it comes from (Python, numpy, a table, the command
line), in this order:

1. Whole numbers, fractions and texts such as ``"2/3"`` are what they say.
2. A decimal of up to 13 significant digits is what it says: a float prints no more if it was typed.
3. A longer one that is a fraction p / q with q of at most 1,000, to the last digits, is that
   fraction: 0.6666666666666666 is 2/3, 0.30000000000000004 (0.1 + 0.2) is 3/10.
4. Numbers that belong together and are all multiples of 1 / D, to the last digits, are those
   multiples: shares that were normalised by division are in the proportions of what was divided.
5. Any other is the decimal that it prints.

How far a denominator may go follows from how often numbers drawn at random would fit by accident:
it is chosen so that a double does so less than once in a million times, and a number of single
precision, whose 7 digits hold less, less than once in ten thousand.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

__all__ = ["Number", "exact", "exact_all", "real"]

Number = int | float | Fraction | Decimal | str
"""What a number may be given as; a text is read as a decimal or a fraction."""

_TEXT = re.compile(
    r"[+-]?(\d{1,99}(/\d{1,99}|(\.\d{0,99})?([eE][+-]?\d{1,3})?)|\.\d{1,99})", re.ASCII
)
_LARGEST_EXPONENT = 400
_LONGEST = 17
"""Most significant digits that a float needs."""


@dataclass(frozen=True, slots=True)
class _Precision:
    """How well a kind of floating point number holds a fraction."""

    typed: int
    """Significant digits up to which a decimal was typed and not computed."""
    alone: int
    """How near a number must be to a fraction that it stands for: to one part in so many."""
    together: int
    """The same for numbers that were divided by a sum, which is itself rounded."""
    draw: float
    """How often numbers drawn at random may fit by accident."""
    largest: int
    """Largest denominator of a number by itself."""

    def alone_up_to(self, number: Fraction) -> int:
        """Return the largest denominator at which a number by itself does not fit by accident."""
        if abs(number) > _LARGEST_ALONE:
            return 0
        size = max(1.0, abs(float(number)))
        return int(min(self.largest, math.sqrt(self.draw * self.alone / size)))

    def together_up_to(self, size: float, different: int, known: int) -> int:
        """Return the same for several numbers of this size, all multiples of one unit.

        The last of the different ones may be fixed by the others, as shares are; the denominator
        is a multiple of the one that is known from the rest of the list.
        """
        free = max(1, different - 1)
        fits = (self.draw * known * (self.together / 2) ** free) ** (1 / (free + 1))
        return int(min(_LARGEST_TOGETHER, fits) / max(1.0, size))


_DOUBLE = _Precision(13, 10**15, 2 * 10**14, 1e-6, 1000)
_SINGLE = _Precision(6, 8 * 10**6, 4 * 10**6, 2e-5, 12)
_LARGEST_TOGETHER = 10**6
_FEW_DIGITS = 2
"""A number with at most so many digits less than one that is computed may be computed."""
_LARGEST_ALONE = 10**9
"""Numbers above are never taken for fractions: every float there is near to one."""
_MOST_DIFFERENT = 20


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number as it was read, and whether it may stand for another one."""

    number: Fraction
    open: _Precision | None = None
    """Given if it has as many digits as a float can hold and is no small fraction."""
    short: _Precision | None = None
    """Given if it has a few digits less: typed, or a float whose last digits happen to be zeros."""


def exact(value: object) -> Fraction | None:
    """Return the number that a value says, or None if it says none.

    Examples
    --------
    >>> [str(exact(value)) for value in (0.1, 2 / 3, "0.35", 0.1 + 0.2)]
    ['1/10', '2/3', '7/20', '3/10']
    """
    reading = _read(value)
    return None if reading is None else reading.number


def exact_all(values: Sequence[object]) -> list[Fraction | None]:
    """Return the numbers that values say which belong together; None for what says none.

    Examples
    --------
    Shares of 1,234 + 2,345 + 3,456 = 7,035:

    >>> [str(share) for share in exact_all([1234 / 7035, 2345 / 7035, 3456 / 7035])]
    ['1234/7035', '1/3', '1152/2345']
    """
    readings = [_read(value) for value in values]
    known = [reading for reading in readings if reading is not None]
    if any(reading.open for reading in known):
        found = _of_one_denominator(known)
        if found is None and any(reading.short for reading in known):
            found = _of_one_denominator(
                [_Reading(reading.number, reading.open or reading.short) for reading in known]
            )
        if found is not None:
            multiples = iter(found)
            return [None if reading is None else next(multiples) for reading in readings]
    return [None if reading is None else reading.number for reading in readings]


def whole_numbers(numbers: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """Return the smallest whole numbers in the same proportions, and what they were multiplied by.

    Examples
    --------
    >>> whole_numbers([Fraction(3, 2), Fraction(3)])
    ([1, 2], Fraction(2, 3))
    """
    scale = math.lcm(*(number.denominator for number in numbers))
    whole = [int(number * scale) for number in numbers]
    divisor = math.gcd(*whole) or 1
    return [number // divisor for number in whole], Fraction(scale, divisor)


def real(value: object) -> float | None:
    """Return the number that a value says as the nearest float, or None if it says none.

    Examples
    --------
    >>> import numpy as np
    >>> real("1/4"), real(np.float32(0.1)), real("nan")
    (0.25, 0.1, None)
    """
    if type(value) is float and len(repr(value)) <= _DOUBLE.typed and math.isfinite(value):
        return value  # what it prints; quick, for lists of a million
    number = exact(value)
    try:
        return None if number is None else float(number)
    except OverflowError:
        return None


def _read(value: object) -> _Reading | None:
    """Read one number by what it prints."""
    kind = getattr(value, "dtype", None)
    if kind is not None and getattr(value, "ndim", 1) == 0:  # a scalar of numpy
        if kind.kind == "f" and kind.itemsize < 8:
            return _decimal(Decimal(str(value)), _SINGLE)
        value = float(value) if kind.kind == "f" else value.item()  # type: ignore[arg-type, attr-defined]
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return _Reading(Fraction(value))
    if isinstance(value, float):
        return _printed(value) if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _decimal(value, _DOUBLE)
    if isinstance(value, str) and _TEXT.fullmatch(text := value.strip()):
        top, _, bottom = text.partition("/")
        if bottom:
            return _Reading(Fraction(top) / Fraction(bottom)) if int(bottom) else None
        return _decimal(Decimal(text), _DOUBLE)
    return None


def _printed(value: float) -> _Reading:
    """Read a double by its shortest decimal."""
    text = repr(value)
    number = Fraction(text)
    if number.denominator == 1:
        return _Reading(number)
    if len(text) <= _DOUBLE.typed:
        return _typed(number, Decimal(text), _DOUBLE)
    return _settled(number, Decimal(text), _DOUBLE)


def _decimal(value: Decimal, precision: _Precision) -> _Reading | None:
    """Read a decimal, which may be what a float prints, or a quotient."""
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return None
    number = Fraction(value)
    if number.denominator == 1:
        return _Reading(number)
    if _digits(value) <= precision.typed:
        return _typed(number, value, precision)
    if precision is _DOUBLE and _is_print(value):
        return _printed(float(value))
    return _settled(number, value, precision)


def _typed(number: Fraction, printed: Decimal, precision: _Precision) -> _Reading:
    """Take a short decimal for what it says; one of two digits less than a float's may be one."""
    is_short = _digits(printed) > precision.typed - _FEW_DIGITS
    return _Reading(number, short=precision if is_short else None)


def _settled(number: Fraction, printed: Decimal, precision: _Precision) -> _Reading:
    """Take a long decimal for a small fraction if that is as near as rounding can bring it."""
    digits, nearness = _digits(printed), precision.alone
    is_float = digits <= _LONGEST
    if precision is _DOUBLE and (digits == 15 or not is_float):  # rounded to so many digits
        nearness = int(2 * abs(number) / Fraction(10) ** (printed.adjusted() + 1 - digits))
    near = _near(number, nearness, precision.alone_up_to(number))
    if near is not None:
        return _Reading(near)
    return _Reading(number, precision if is_float else None)


def _digits(value: Decimal) -> int:
    """Return the number of significant digits, without zeros at the ends."""
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))


def _is_print(value: Decimal) -> bool:
    """Return whether a decimal is what some program prints of a float, such as by ``%.17g``."""
    number, digits = float(value), _digits(value)
    if not math.isfinite(number):
        return False
    return Decimal(repr(number)) == value or Decimal(f"{number:.{digits - 1}e}") == value


def _of_one_denominator(readings: Sequence[_Reading]) -> list[Fraction] | None:
    """Return numbers as multiples of one small unit, if all are such to the last digits."""
    numbers = [reading.number for reading in readings]
    precision = min((r.open for r in readings if r.open), key=lambda kind: kind.together)
    different = len({reading.number for reading in readings if reading.open})
    known = math.lcm(*(reading.number.denominator for reading in readings if not reading.open))
    if known > _LARGEST_TOGETHER or max(map(abs, numbers)) > _LARGEST_ALONE:
        return None
    size = float(max(map(abs, numbers)))
    most = precision.together_up_to(size, min(different, _MOST_DIFFERENT), known)
    denominator = 1
    multiples = []
    for number in numbers:
        near = _near(number, precision.together, most)
        if near is None:
            return None
        denominator = math.lcm(denominator, near.denominator)
        if denominator > most:
            return None
        multiples.append(near)
    return multiples


def _near(number: Fraction, nearness: int, most: int) -> Fraction | None:
    """Return the fraction with the smallest denominator, up to `most`, that is near enough.

    A fraction with a denominator q that is nearer than 1 / (2 q ** 2) is one of the convergents of
    the continued fraction of the number; these are gone through, in whole numbers.
    """
    top, bottom = number.as_integer_ratio()
    p_before, p, q_before, q = 0, 1, 1, 0
    a, b = top, bottom
    while b:
        step, rest = divmod(a, b)
        p_before, p = p, step * p + p_before
        q_before, q = q, step * q + q_before
        if q > most:
            return None
        if abs(top * q - p * bottom) * nearness <= abs(top) * q:
            return Fraction(p, q)
        a, b = b, rest
    return None
