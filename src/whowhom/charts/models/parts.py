"""What the charts of formal models share: names, shares in words, shades, labels kept apart."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import altair as alt

from whowhom.charts.dress import dressed
from whowhom.charts.palette import Look, Theme
from whowhom.graphemes import is_plain, shortened, shortened_middle, unshaped, wrapped

__all__ = [
    "apart",
    "called",
    "few",
    "finished",
    "for_actors",
    "in_percent",
    "ink_on",
    "named",
    "percent_axis",
    "row_labels",
    "shade",
    "thinned",
]

Drawn = TypeVar("Drawn", alt.LayerChart, alt.FacetChart)

LONGEST_NAME = 28
"""Signs of a name that a sentence has room for."""
LONGEST_LABEL = 20
"""Signs of a name beside its row."""
LONGEST_LINE = 64
"""Signs of a title on one line."""
JOINERS = "\u200c\u200d"
"""Signs without width that belong to words of some scripts."""


def for_actors(actors: Iterable[object], look: Look | None) -> Look:
    """Return the look, or by default a light one; whoever has no name is called by his number."""
    if look is not None:
        return look
    return Look(names={str(a): a if isinstance(a, str) else f"actor {a}" for a in actors})


def called(look: Look, actor: object, *, most: int | None = None) -> str:
    """Return what an actor is called, without signs that would turn or break the line.

    A name longer than `most` signs is cut in the middle, since names often differ at the end.
    """
    name = "".join(c for c in look.name(str(actor)) if c.isprintable() or c in JOINERS)
    return name if most is None else shortened_middle(name, most)


def named(look: Look, actor: object) -> dict[str, str]:
    """Return the name of an actor and the shorter one that stands beside his row."""
    label = called(look, actor, most=LONGEST_LABEL)
    if not is_plain(label):
        label = shortened(label, LONGEST_LABEL, unshaped)
    return {"name": called(look, actor), "label": label}


def row_labels(base: alt.Chart) -> alt.Chart:
    """Return the names left of the rows, none too long for its place."""
    texts: alt.Chart = base.mark_text(align="right")
    return texts.encode(x=alt.value(-8), text="label:N")


def few(look: Look, actors: Sequence[object], *, most: int = 3, signs: int = LONGEST_NAME) -> str:
    """Return the names of actors for a sentence; of many the first, and how many more."""
    shown = list(actors) if len(actors) <= most else list(actors)[: most - 1]
    names = [called(look, actor, most=signs) for actor in shown]
    if len(actors) > most:
        names.append(f"{len(actors) - most + 1} more")
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def in_percent(share: float) -> str:
    """Return a share in percent, never rounded to none or all.

    Examples
    --------
    >>> [in_percent(share) for share in (0, 0.00001, 0.01613, 0.5454, 0.99999, 1)]
    ['0%', 'under 0.01%', '1.61%', '54.5%', 'over 99.9%', '100%']
    """
    if 0 < share < 0.0001:
        return "under 0.01%"
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return f"{100 * share:.3g}%"


def percent_axis(title: str | None, *, count: int = 5, **more: Any) -> alt.Axis:
    """Return the axis of a share, written in percent."""
    return alt.Axis(format="~%", tickCount=count, title=title, **more)


def shade(theme: Theme, colour: str, part: float) -> str:
    """Return a colour mixed with the ground, so much of it as `part` says.

    Examples
    --------
    >>> from whowhom.charts import LIGHT
    >>> shade(LIGHT, "#000000", 1), shade(LIGHT, "#000000", 0) == LIGHT.paper
    ('#000000', True)
    """
    mixed = (
        round(part * int(colour[i : i + 2], 16) + (1 - part) * int(theme.paper[i : i + 2], 16))
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02X}" for value in mixed)


def ink_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#1B1B1B" if 0.3 * red + 0.59 * green + 0.11 * blue > 125 else "#FFFFFF"


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Move places so that neighbours are at least a gap apart, as little as possible.

    Examples
    --------
    >>> apart([5, 5, 0], 2)
    [4.0, 6.0, 0.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[list[float]] = []  # each: sum of the places less their offsets, and the size
    for i in order:
        groups.append([float(places[i]), 1])
        while len(groups) > 1:
            (low, n), (high, m) = groups[-2:]
            if low / n + gap * (n - 1) / 2 + gap <= high / m - gap * (m - 1) / 2:
                break
            groups[-2:] = [[low + high, n + m]]
    moved = [0.0] * len(places)
    rest = iter(order)
    for total, size in groups:
        for k in range(int(size)):
            moved[next(rest)] = total / size + gap * (k - (size - 1) / 2)
    return moved


def thinned(n: int, most: int) -> list[int]:
    """Return at most about `most` of n places, evenly chosen, the first and the last among them.

    Examples
    --------
    >>> thinned(4, 10), thinned(10, 4)
    ([0, 1, 2, 3], [0, 3, 6, 9])
    """
    step = max(1, -(-(n - 1) // max(1, most - 1)))
    return sorted({*range(0, n, step), n - 1})


def finished(chart: Drawn, look: Look, *, title: str, subtitle: str, description: str) -> Drawn:
    """Return the chart dressed, with a title of as many lines as it needs."""
    told = dressed(chart, look, title=title, subtitle=subtitle, description=description)
    lines = _balanced(title)
    if len(lines) > 1:
        told.title.text = lines
    return told


def _balanced(text: str) -> list[str]:
    """Return a text in as few lines as it needs, none of them much shorter than the others."""
    lines = wrapped(text, LONGEST_LINE)
    for width in range(-(-len(text) // max(1, len(lines))), LONGEST_LINE):
        narrower = wrapped(text, width)
        if len(narrower) <= len(lines):
            return narrower
    return lines
