"""Texts cut and measured by what a reader takes for one character.

A letter with its accents, a flag or a family of emoji is several code points, and outside the
basic plane one code point is two units of JavaScript. Whoever cuts between them makes other
letters, or text that cannot be encoded. So every label is cut here, and by no library.
"""

import textwrap
from collections.abc import Callable

__all__ = [
    "cells",
    "is_plain",
    "shortened",
    "shortened_middle",
    "text_width",
    "unshaped",
    "wrapped",
]


def is_plain(text: str) -> bool:
    """Say whether each character of a text is one code point of the basic plane.

    Examples
    --------
    >>> is_plain("Gomułka"), is_plain("\N{GOTHIC LETTER AHSA}")
    (True, False)
    """
    if text.isascii():
        return True
    return max(text) <= "\uffff" and len(_graphemes(text)) == len(text)


def cells(piece: str) -> int:
    """Return the cells that a character takes on a terminal; one if it has no width of its own."""
    if piece.isascii():
        return 1
    import wcwidth

    return max(1, wcwidth.wcswidth(piece))


def text_width(text: str) -> int:
    """Return the cells that a text takes on a terminal.

    Examples
    --------
    >>> text_width("Gomułka"), text_width("織田信長")
    (7, 8)
    """
    return len(text) if text.isascii() else sum(map(cells, _graphemes(text)))


def unshaped(piece: str) -> int:
    """Return the cells of a character for who sets each of its code points beside the other."""
    return max(cells(piece), len(piece))


def shortened(text: str, longest: int, measure: Callable[[str], int] = cells) -> str:
    """Cut a text to a number of cells, with an ellipsis where something is left out.

    Parameters
    ----------
    text : str
        A label.
    longest : int
        Cells, >= 1: a letter takes one, an ideograph or an emoji two.
    measure : callable, default :func:`cells`
        Says how many cells a character takes.

    Examples
    --------
    >>> shortened("Jacques-René Hébert", 12), shortened("織田信長", 6)
    ('Jacques-Ren…', '織田…')
    """
    if text.isascii() and len(text) <= longest:
        return text
    pieces = _graphemes(text)
    widths = [measure(piece) for piece in pieces]
    if sum(widths) <= longest:
        return text
    kept, used = [], 0
    for piece, width in zip(pieces, widths, strict=True):
        used += width
        if used > longest - 1:
            break
        kept.append(piece)
    return f"{''.join(kept)}…"


def shortened_middle(text: str, longest: int, *, end: int = 8) -> str:
    """Cut a text in its middle, since names often differ at the end.

    Parameters
    ----------
    text : str
        A label.
    longest : int
        Characters, more than `end` + 1.
    end : int, default 8
        How many of them are the last ones of the text.

    Examples
    --------
    >>> shortened_middle("Army of the North and the East", 20)
    'Army of the…the East'
    """
    pieces = _graphemes(text)
    if len(pieces) <= longest:
        return text
    return f"{''.join(pieces[: longest - end - 1]).rstrip()}…{''.join(pieces[-end:]).lstrip()}"


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells, inside a word only where it must be.

    Examples
    --------
    >>> wrapped("Nobody rules alone", 12)
    ['Nobody rules', 'alone']
    """
    if text.isascii():
        return textwrap.wrap(text, width)
    import wcwidth

    return list(wcwidth.wrap(text, width))


def _graphemes(text: str) -> list[str]:
    """Split a text into grapheme clusters (Unicode Standard Annex 29)."""
    if text.isascii():
        return list(text)
    import wcwidth

    return list(wcwidth.iter_graphemes(text))
