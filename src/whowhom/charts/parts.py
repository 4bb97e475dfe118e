"""What charts share: checked tables, titles, the theme, rows, axes and documented marks.

Months are whole numbers (since January of the year 0), not timestamps: browsers disagree on dates
before the year 1 and shift months over time zones.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import altair as alt
import polars as pl

from whowhom.charts.theme import Look, Theme
from whowhom.charts.words import month_span
from whowhom.errors import InvalidInput
from whowhom.graphemes import is_plain, shortened, unshaped

__all__ = [
    "black_diamond",
    "checked",
    "documented_falls",
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

LONGEST_LABEL = 150
"""Pixels after which a name is cut short."""
CELL = 8
"""Pixels of a letter, half of those of an ideograph; wider than most, since nothing cuts again."""
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


def labels(base: alt.Chart) -> alt.Chart:
    """Return the names, left of the rows."""
    return limited(base, "name", LONGEST_LABEL, align="right").encode(x=alt.value(-8))


def limited(base: alt.Chart, field: str, pixels: int, **mark: Any) -> alt.Chart:
    """Return the texts of a field, cut where they are longer than so many pixels.

    Vega cuts by pixels, but between the two halves of a character outside the basic plane, which
    no file can hold. So texts with such characters, or with any made of several code points, are
    cut before, by cells, and Vega is left nothing to cut.
    """
    texts = {str(row[field]) for row in base.data.values}
    limit: dict[str, Any] = {"limit": pixels}
    if not all(map(is_plain, texts)):
        short = {text: shortened(text, pixels // CELL, unshaped) for text in sorted(texts)}
        rows = [{**row, "short_text": short[str(row[field])]} for row in base.data.values]
        base = base.properties(data=inline(rows))
        field, limit = "short_text", {}
    drawn: alt.Chart = base.mark_text(**limit, **mark)
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
    return {
        actor: {"since": month_span(when)[0], "until": month_span(when)[1], "when": when}
        for actor, when in falls
        if actor in wanted
    }


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
