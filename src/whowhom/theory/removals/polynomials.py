"""Polynomials with exact coefficients, and where they are zero between 0 and 1.

A polynomial is a tuple of fractions, the constant first, without zeros at the end; the zero
polynomial is empty.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise, zip_longest

__all__ = ["Polynomial", "Root", "difference", "roots", "value"]

Polynomial = tuple[Fraction, ...]

_WIDTH = Fraction(1, 2**100)
_LARGEST_DENOMINATOR = 2**49


@dataclass(frozen=True, slots=True)
class Root:
    """A number between 0 and 1 at which a polynomial is zero."""

    low: Fraction
    high: Fraction
    """It lies between these, which differ by less than 1e-30; they are equal if it is a fraction
    with a denominator of at most 15 digits, and the polynomial is then exactly 0 there."""

    @property
    def is_exact(self) -> bool:
        """Whether it is known exactly."""
        return self.low == self.high

    def is_same(self, other: "Root") -> bool:
        """Return whether two roots cannot be told apart."""
        return self.low <= other.high and other.low <= self.high


def value(polynomial: Polynomial, at: Fraction) -> Fraction:
    """Return the value of a polynomial.

    Examples
    --------
    >>> value((Fraction(1), Fraction(2)), Fraction(1, 2))
    Fraction(2, 1)
    """
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * at + coefficient
    return total


def difference(one: Polynomial, other: Polynomial) -> Polynomial:
    """Return one polynomial less another."""
    return _trimmed([a - b for a, b in zip_longest(one, other, fillvalue=Fraction(0))])


@cache
def roots(polynomial: Polynomial) -> tuple[Root, ...]:
    """Return the roots of a polynomial strictly between 0 and 1, in increasing order.

    Examples
    --------
    >>> roots((Fraction(-1), Fraction(3)))
    (Root(low=Fraction(1, 3), high=Fraction(1, 3)),)
    >>> roots((Fraction(-1), Fraction(0), Fraction(2)))[0].is_exact
    False
    """
    if len(polynomial) < 2:
        return ()
    if len(polynomial) == 2:
        at = -polynomial[0] / polynomial[1]
        return (Root(at, at),) if 0 < at < 1 else ()
    simple = _without_ends(_without_repeats(polynomial))
    turns = roots(_derivative(simple))
    cuts = [Fraction(0), *((turn.low + turn.high) / 2 for turn in turns), Fraction(1)]
    found = []
    for low, high in pairwise(cuts):
        at_low, at_high = value(simple, low), value(simple, high)
        if at_low == 0 and low > 0:
            found.append(Root(low, low))
        elif at_low * at_high < 0:
            found.append(_narrowed(simple, low, high, rising=at_high > 0))
    return tuple(found)


def _narrowed(polynomial: Polynomial, low: Fraction, high: Fraction, *, rising: bool) -> Root:
    """Return the one root between two numbers at which the polynomial has opposite signs."""
    while high - low > _WIDTH:
        middle = (low + high) / 2
        if (value(polynomial, middle) > 0) == rising:
            high = middle
        else:
            low = middle
    simple = ((low + high) / 2).limit_denominator(_LARGEST_DENOMINATOR)
    return Root(simple, simple) if value(polynomial, simple) == 0 else Root(low, high)


def _without_repeats(polynomial: Polynomial) -> Polynomial:
    """Return a polynomial with the same roots, each of them simple."""
    common, rest = polynomial, _derivative(polynomial)
    while rest:
        common, rest = rest, _divided(common, rest)[1]
    return _divided(polynomial, common)[0]


def _without_ends(polynomial: Polynomial) -> Polynomial:
    """Return a polynomial with simple roots without those at 0 and 1."""
    if not polynomial[0]:
        polynomial = polynomial[1:]
    if not sum(polynomial):
        polynomial = _divided(polynomial, (Fraction(-1), Fraction(1)))[0]
    return polynomial


def _divided(polynomial: Polynomial, by: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return quotient and remainder."""
    rest = list(polynomial)
    quotient = [Fraction(0)] * max(len(rest) - len(by) + 1, 0)
    for place in reversed(range(len(quotient))):
        quotient[place] = rest[place + len(by) - 1] / by[-1]
        for k, coefficient in enumerate(by):
            rest[place + k] -= quotient[place] * coefficient
    return _trimmed(quotient), _trimmed(rest)


def _derivative(polynomial: Polynomial) -> Polynomial:
    """Return the derivative."""
    return tuple(k * coefficient for k, coefficient in enumerate(polynomial))[1:]


def _trimmed(coefficients: list[Fraction]) -> Polynomial:
    """Drop zeros at the end."""
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)
