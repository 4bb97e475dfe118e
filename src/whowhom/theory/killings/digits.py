"""How long an exact number may be where a model computes in exact fractions.

Fractions grow with each step. Numbers of a sensible length stay quick to compute, and short
enough to print.
"""

from fractions import Fraction

from whowhom.theory.arguments import Problems

__all__ = ["MOST_DIGITS", "refuse_long"]

MOST_DIGITS = 30
"""Digits that the top and the bottom of an exact argument may have."""


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
