"""What charts share: checked tables, titles, the theme, rows, axes and documented marks.

Months are whole numbers (since January of the year 0), not timestamps: browsers disagree on dates
before the year 1 and shift months over time zones.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import altair as alt
import polars as pl

from whowhom.charts.letters import cut_labels, text_width
from whowhom.charts.theme import Look, Theme
from whowhom.charts.words import month_span
from whowhom.errors import InvalidInput

__all__ = [
    "LONGEST_LABEL",
    "NARROW",
    "WIDE",
    "Place",
    "Rows",
    "apart",
    "black_diamond",
    "checked",
    "dated",
    "documented_falls",
    "documented_marks",
    "inline",
    "labels",
    "limited",
    "month_x",
    "of_100_axis",
    "of_100_ticks",
    "page",
    "row_y",
    "themed",
]

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart
Drawn = TypeVar("Drawn", alt.LayerChart, alt.FacetChart)

NARROW, WIDE = 366, 767
"""Pixels of a picture for one column of a journal (84 mm) and for a whole page (174 mm), at which
letters of 11 pixels are printed at 7 points."""
LONGEST_LABEL = 150
"""Pixels after which a name is cut short."""
_GAP = 8
"""Pixels between the names and the plot."""
_STEPS = (1, 2, 3, 6, 12, 24, 48, 60, 120, 240, 600, 1200)
_YEAR = "floor(datum.value / 12)"
_YEAR_TEXT = f"({_YEAR} > 0 ? {_YEAR} : (1 - {_YEAR}) + ' BC')"
_MONTH_TEXT = "slice('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * {m}, 3 * {m} + 3)"


def checked(table: pl.DataFrame, name: str, columns: Iterable[str]) -> pl.DataFrame:
    """Return the table if it has rows and these columns.

    Raises
    ------
    InvalidInput
        If it has not.
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InvalidInput(
            f"{name} must have the columns {', '.join(columns)}; "
            f"{', '.join(missing)} not found among {', '.join(table.columns) or 'none'}"
        )
    if table.is_empty():
        raise InvalidInput(f"{name} has no rows; there is nothing to draw")
    return table


def inline(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Return rows as data that travel inside the spec."""
    return alt.InlineData(values=rows)


def themed(chart: Drawn, look: Look, *, title: str, subtitle: str, description: str) -> Drawn:
    """Return the chart with its title, its text for those who cannot see it, and its theme.

    Parameters
    ----------
    chart : Altair chart
    look : Look
    title : str
        A sentence.
    subtitle : str
        Units, and what bands and marks stand for; lines are separated by a line break.
    description : str
        What the chart shows, in words and numbers.
    """
    whole: Drawn = chart.properties(
        title=alt.TitleParams(title, subtitle=subtitle.split("\n")),
        description=description,
        config=alt.Config.from_dict(look.theme.config()),
    )
    return whole


def page(
    rows: Sequence[Sequence[AnyChart]],
    look: Look,
    *,
    title: str = "",
    subtitle: str = "",
    description: str = "",
) -> alt.VConcatChart:
    """Put charts beside and below one another.

    Parameters
    ----------
    rows : sequence of sequences of charts
        Each inner sequence is one row.
    look : Look
        The look that all of them have.
    title, subtitle : str, optional
        Stand above all charts.
    description : str, optional
        Text for those who cannot see it; by default the charts' own, one after the other.

    Returns
    -------
    altair.VConcatChart
    """
    told = description or " ".join(chart["description"] for row in rows for chart in row)
    own_colours = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    lines = [[_bare(chart) for chart in row] for row in rows]
    bare = [
        line[0]
        if len(line) == 1
        else alt.HConcatChart(hconcat=line, spacing=44, resolve=own_colours)
        for line in lines
    ]
    whole = alt.VConcatChart(
        vconcat=bare,
        spacing=36,
        description=told,
        config=alt.Config.from_dict(look.theme.config()),
        resolve=own_colours,
    )
    if title:
        whole.title = alt.TitleParams(title, subtitle=subtitle, fontSize=20, subtitleFontSize=13)
    return whole


def _bare(chart: AnyChart) -> AnyChart:
    """Return a copy that may stand inside another chart."""
    copy = chart.copy(deep=True)
    copy.config = alt.Undefined
    return copy


def row_y() -> alt.Y:
    """Return the vertical place of a row; rows are numbered, so that no name is ever a scale."""
    return alt.Y("row:O", axis=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a plot stands in its picture: names left of it, numbers or names right of it."""

    names: float
    """Pixels for the longest name."""
    width: int
    """Pixels of the plot."""

    @classmethod
    def beside(
        cls,
        names: Iterable[str],
        width: int,
        *,
        left: float = 12,
        right: float = 12,
        longest: float = LONGEST_LABEL,
        most: int = 520,
        bold: bool = False,
    ) -> "Place":
        """Lay a picture of so many pixels out.

        Parameters
        ----------
        names : iterable of str
            What stands left of the rows; cut to two fifths of the picture, and to `longest`.
        width : int
            Pixels of the whole picture.
        left, right : float, default 12
            Pixels that are taken left of the plot at least, and right of it: half a label of its
            axis.
        longest : float, optional
            Pixels of a name at most.
        most : int, default 520
            Pixels of the plot at most.
        bold : bool, default False
            Whether the names are.
        """
        widest = max((text_width(name, bold=bold) for name in names), default=0.0)
        room = min(widest, longest, 0.4 * width)
        left = max(room + _GAP, left)
        return cls(names=room, width=int(max(60, min(most, width - 2 - left - right))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows with long names: beside the plot where there is room, over their marks where not."""

    names: float
    """Pixels for the longest name."""
    width: int
    """Pixels of the plot."""
    step: int
    """Pixels from row to row."""
    is_over: bool
    """Whether the names stand over their marks."""

    @classmethod
    def of(
        cls,
        names: Iterable[str],
        width: int,
        *,
        right: float = 14,
        longest: float,
        most: int,
    ) -> "Rows":
        """Lay a picture of so many pixels out; the parameters are those of :meth:`Place.beside`."""
        found = list(names)
        beside = Place.beside(found, width, right=right, longest=longest, most=most)
        widest = max(map(text_width, found), default=0.0)
        if beside.width >= _LEAST_PLOT and beside.names >= min(widest, longest):
            return cls(names=beside.names, width=beside.width, step=28, is_over=False)
        plot = int(max(60, min(most, width - 14 - right)))
        return cls(names=plot + right - 2, width=plot, step=42, is_over=True)

    def labels(self, base: alt.Chart, field: str) -> alt.Chart:
        """Return the names of the rows."""
        if self.is_over:
            return limited(base, field, self.names, align="left", dy=-14).encode(x=alt.value(0))
        return limited(base, field, self.names, align="right").encode(x=alt.value(-_GAP))


_LEAST_PLOT = 190
"""Pixels of a plot below which long names stand over their marks."""


def labels(base: alt.Chart, pixels: float = LONGEST_LABEL) -> alt.Chart:
    """Return the names, left of the rows."""
    return limited(base, "name", pixels, align="right").encode(x=alt.value(-_GAP))


def limited(base: alt.Chart, field: str, pixels: float, **mark: Any) -> alt.Chart:
    """Return the texts of a field, cut where they are longer than so many pixels.

    They are cut here and not by Vega, which makes equals of different labels and cuts between the
    two halves of a character outside the basic plane, which no file can hold.
    """
    texts = [str(row[field]) for row in base.data.values]
    short = cut_labels(
        texts, pixels + 1, mark.get("fontSize", 12), bold=mark.get("fontWeight", 400) == 600
    )
    if any(short[text] != text for text in texts):
        rows = [{**row, "short_text": short[str(row[field])]} for row in base.data.values]
        base = base.properties(data=inline(rows))
        field = "short_text"
    drawn: alt.Chart = base.mark_text(**mark)
    return drawn.encode(text=f"{field}:N")


def of_100_axis(field: str, *, title: str | None = "of 100 runs") -> alt.X:
    """Return the axis of a share of runs, written as a count of 100."""
    return alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=[0, 1]),
        axis=of_100_ticks(0, 0.25, 0.5, 0.75, 1),
    )


def of_100_ticks(*values: float, **more: Any) -> alt.Axis:
    """Return the ticks of a share of runs, written as counts of 100; by default as Vega likes."""
    if values:
        more["values"] = list(values)
    return alt.Axis(labelExpr="round(datum.value * 100)", **more)


def black_diamond(base: alt.Chart, theme: Theme, *, up: int = 0) -> alt.Chart:
    """Return the mark of everything documented: ink, with a rim of paper so that it stands out.

    It is moved `up` by so many pixels.
    """
    diamond: alt.Chart = base.mark_point(
        shape="diamond",
        size=110,
        filled=True,
        fill=theme.ink,
        stroke=theme.paper,
        strokeWidth=1.5,
        opacity=1,
        yOffset=-up,
    )
    return diamond


def documented_falls(course: pl.DataFrame | None, actors: Iterable[str]) -> dict[str, Any]:
    """Return for each actor with a documented fall its month numbers and their text."""
    if course is None or course.is_empty():
        return {}
    wanted = set(actors)
    falls = course.filter(pl.col("event") == "fall").select("actor", "documented").rows()
    return {actor: dated(when) for actor, when in falls if actor in wanted}


def dated(when: str) -> dict[str, Any]:
    """Return where a documented date stands on an axis of months.

    ``since`` and ``until`` are its first and last month, ``known`` the middle of all of them and
    ``past`` the end of the last; ``is_span`` says that it is known no better than to some months.

    Examples
    --------
    >>> dated("1924-11")["is_span"], dated("1924")["is_span"]
    (False, True)
    >>> dated("1924")["past"] - dated("1924")["since"]
    12
    """
    since, until = month_span(when)
    return {
        "since": since,
        "until": until,
        "known": (since + until + 1) / 2 if until > since else since,
        "past": until + 1 if until > since else until,
        "is_span": until > since,
        "when": when,
    }


def documented_marks(
    base: alt.Chart, theme: Theme, y: Any, *, has_span: bool | None = None
) -> list[alt.Chart]:
    """Return the marks of documented dates: a diamond at a month, a bar over what is less exact.

    Parameters
    ----------
    base : Chart
        Its rows have what :func:`dated` returns.
    theme : Theme
    y : altair.Y or str
        Where the marks stand.
    has_span : bool, optional
        Whether any date is inexact; by default the rows of the chart say it.
    """
    spans, points = (base.transform_filter(f"{no}datum.is_span") for no in ("", "!"))
    rim = spans.mark_rule(color=theme.paper, strokeWidth=7, strokeCap="butt", opacity=1)
    bar = spans.mark_rule(color=theme.ink, strokeWidth=4, strokeCap="butt", opacity=1)
    ends = [
        spans.mark_point(
            shape="stroke", angle=90, size=150, stroke=theme.ink, strokeWidth=2, opacity=1
        ).encode(x=f"{end}:Q", y=y)
        for end in ("since", "past")
    ]
    layers: list[alt.Chart] = [
        rim.encode(x="since:Q", x2="past:Q", y=y),
        bar.encode(x="since:Q", x2="past:Q", y=y),
        *ends,
        black_diamond(points, theme).encode(x="known:Q", y=y),
    ]
    if has_span is None:
        has_span = any(row.get("is_span") for row in base.data.values)
    return layers if has_span else layers[-1:]


DIAMOND = "diamond: documented"
"""Says in a subtitle what the marks of :func:`documented_marks` are."""
SPAN = "; thick bar: within that time"


def apart(
    places: Sequence[float], gap: float, within: tuple[float, float] | None = None
) -> list[float]:
    """Move places so that neighbours are at least a gap apart, as little as possible.

    Parameters
    ----------
    places : sequence of float
        In any order.
    gap : float
        Least distance of two.
    within : (float, float), optional
        They stay between these, if there is room for all of them.

    Examples
    --------
    >>> apart([5, 5, 0], 2)
    [4.0, 6.0, 0.0]
    >>> apart([10, 12, 90, 100], 10, (0, 100))
    [6.0, 16.0, 90.0, 100.0]
    """
    low, high = within or (-math.inf, math.inf)

    def first(group: list[float]) -> float:
        middle = sum(place - gap * number for number, place in enumerate(group)) / len(group)
        return min(max(middle, low), high - gap * (len(group) - 1))

    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[list[float]] = []
    for i in order:
        groups.append([float(places[i])])
        while len(groups) > 1:
            before, last = groups[-2:]
            if first(before) + gap * len(before) <= first(last):
                break
            groups[-2:] = [before + last]
    moved = [0.0] * len(places)
    rest = iter(order)
    for group in groups:
        for number in range(len(group)):
            moved[next(rest)] = first(group) + gap * number
    return moved


def month_x(field: str, first: int, last: int, *, ticks: int = 7, grid: bool = True) -> alt.X:
    """Return the horizontal axis from month number `first` to `last`.

    Parameters
    ----------
    field : str
        Column of month numbers.
    first, last : int
        Ends of the axis.
    ticks : int, default 7
        At most so many labels.
    grid : bool, default True
        Whether lines are drawn.
    """
    step = next((s for s in _STEPS if (last - first) / s <= ticks), _STEPS[-1])
    values = list(range(-(-first // step) * step, last + 1, step))
    month = f"(datum.value - 12 * {_YEAR})"
    label = _YEAR_TEXT if step % 12 == 0 else f"{_MONTH_TEXT.format(m=month)} + ' ' + {_YEAR_TEXT}"
    return alt.X(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False),
        axis=alt.Axis(values=values, labelExpr=label, grid=grid, labelOverlap=True),
    )
