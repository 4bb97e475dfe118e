"""What all charts share: checked tables, titles, descriptions, the theme, and pages of charts."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import altair as alt
import polars as pl

from whowhom.charts.palette import Look
from whowhom.errors import InvalidInput

__all__ = ["checked", "dressed", "inline", "page"]

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart
Drawn = TypeVar("Drawn", alt.LayerChart, alt.FacetChart)


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


def dressed(chart: Drawn, look: Look, *, title: str, subtitle: str, description: str) -> Drawn:
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
