"""How results of formal models are written in plain text, 80 columns at most."""

import textwrap
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from fractions import Fraction

__all__ = ["exactly", "joined", "number", "percent", "shortened", "text_table", "wrapped"]

_LARGEST = 1000
"""Fractions with denominators from here on are written as decimals."""
_DIGITS = 17
_LONGEST = 400
_WIDTH = 80


def joined(names: Iterable[object]) -> str:
    """Return names as one would say them.

    Examples
    --------
    >>> joined(["ann", "bob", "cat"]), joined(["ann"])
    ('ann, bob and cat', 'ann')
    """
    words = [str(name) for name in names]
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def exactly(value: Fraction | Decimal) -> str:
    """Return an exact number as a person would write it: a short fraction, or else a decimal.

    Examples
    --------
    >>> exactly(Fraction(2, 3)), exactly(Fraction(12345, 10**7)), exactly(Fraction(1000, 3001))
    ('2/3', '0.0012345', '0.33322225924691769')
    """
    if isinstance(value, Decimal) and (not value.is_finite() or abs(value.adjusted()) > _LONGEST):
        return str(value)
    fraction = Fraction(value)
    top, bottom = fraction.as_integer_ratio()
    if bottom < _LARGEST and abs(top) < 10**_DIGITS:
        return str(fraction)
    decimal = Context(prec=_DIGITS).divide(Decimal(top), Decimal(bottom))
    if -7 <= decimal.adjusted() <= _DIGITS:
        return f"{decimal:f}"
    return f"{decimal.normalize():E}".replace("E", "e")


def number(value: float, digits: int = 4) -> str:
    """Return a number with a few significant digits, without an exponent where that is readable.

    Examples
    --------
    >>> number(16.666666), number(2.0), number(0.000012345)
    ('16.67', '2', '1.234e-05')
    """
    return f"{value:.{digits}g}"


def shortened(name: object, longest: int = 20) -> str:
    """Return a name, cut to fit a column.

    Examples
    --------
    >>> shortened("the Honourable Member for Everywhere")
    'the Honourable Me...'
    """
    text = str(name)
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def percent(share: float) -> str:
    """Return a share in percent, to a tenth.

    Examples
    --------
    >>> percent(0.54545), percent(1.0)
    ('54.5%', '100.0%')
    """
    return f"{share:.1%}"


def text_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in plain text: the first column to the left, the others to the right.

    Examples
    --------
    >>> print(text_table(["who", "share"], [["ann", 0.5], ["bob", 0.25]]))
    who  share
    ann    0.5
    bob   0.25
    """
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(line[j]) for line in lines) for j in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if j else cell.ljust(width)
            for j, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def wrapped(paragraph: str, hanging: str = "") -> str:
    """Return a paragraph in lines of at most 80 columns, those after the first with an indent.

    Examples
    --------
    >>> wrapped("short")
    'short'
    """
    return textwrap.fill(paragraph, _WIDTH, subsequent_indent=hanging)
