"""What a leader pays for support: the parts of the resources, and a grid of coalitions."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    finished,
    for_actors,
    in_percent,
    percent_axis,
    shade,
    thinned,
)
from whowhom.charts.parts import inline
from whowhom.charts.theme import Look, ink_on
from whowhom.errors import InvalidInput
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.control.selectorate import Selectorate, SelectorateGrid

__all__ = ["selectorate", "selectorate_grid"]

WIDTH, NARROWEST = 460, 0.12


def selectorate(
    result: "Selectorate", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw how a leader divides the resources of a period.

    By default its title is a sentence that says how much is left to the leader.
    """
    look = for_actors((), look)
    whole = result.spending + result.surplus
    amounts = {
        "public good": result.public,
        "private goods": result.spending - result.public,
        "left to the leader": result.surplus,
    }
    start = 0.0
    rows: list[dict[str, Any]] = []
    fills = [look.theme.actors[0], shade(look.theme, look.theme.actors[0], 0.45)]
    fills.append(shade(look.theme, look.theme.mute, 0.3))
    for (part, amount), fill in zip(amounts.items(), fills, strict=True):
        share = float(amount / whole)
        rows.append(
            {
                "part": f"{part} {in_percent(share)}",
                "amount": float(amount),
                "share": share,
                "start": start,
                "end": start + share,
                "middle": start + share / 2,
                "words": in_percent(share) if share > NARROWEST else "",
                "fill": fill,
                "ink": ink_on(fill),
            }
        )
        start += share
    return finished(
        _selectorate_layers(rows, look),
        look,
        title=title
        or f"To stay, the leader spends {in_percent(result.spent_share)} "
        f"and keeps {in_percent(rows[-1]['share'])}",
        subtitle="share of the resources of a period\n"
        f"a member has a utility of {number(result.member_value)} a period, "
        f"an outsider of {number(result.outsider_value)}",
        description="A divided bar of the resources of a period: "
        + "; ".join(row["part"] for row in rows)
        + f". Each member's private good is {number(float(result.private))}.",
    )


def _selectorate_layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack the parts, their numbers and a legend."""
    base = alt.Chart(inline(rows))
    colours = alt.Scale(domain=[row["part"] for row in rows], range=[row["fill"] for row in rows])
    parts = base.mark_bar(height=34, stroke=look.theme.paper, strokeWidth=1.5).encode(
        x=alt.X("start:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None)),
        x2="end:Q",
        color=alt.Color("part:N", scale=colours, legend=alt.Legend()),
        tooltip=["part:N", "amount:Q", "share:Q"],
    )
    numbers = base.mark_text(fontWeight="bold").encode(
        x="middle:Q", text="words:N", color=alt.Color("ink:N", scale=None)
    )
    whole = alt.LayerChart(layer=[parts, numbers]).properties(width=WIDTH, height=52)
    whole.resolve = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    return whole


MOST = 40
"""Sizes drawn on each axis; of more they are chosen evenly."""
MOST_WORDS = 12
"""Sizes on an axis up to which each cell has its number."""


def selectorate_grid(
    result: "SelectorateGrid", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share of the resources left to the leader, in a cell for each pair of sizes.

    By default its title is a sentence that says with which sizes the leader keeps most.

    Raises
    ------
    InvalidInput
        If in no cell the coalition fits into the selectorate.
    """
    look = for_actors((), look)
    theme = look.theme
    down = thinned(len(result.winning_coalitions), MOST)
    across = thinned(len(result.selectorates), MOST)
    cells: list[dict[str, Any]] = [
        {
            "row": i,
            "column": j,
            "coalition": float(result.winning_coalitions[i]),
            "selectorate": float(result.selectorates[j]),
            "share": float(result.surplus_share[i, j]),
        }
        for i in down
        for j in across
        if result.surplus_share[i, j] == result.surplus_share[i, j]
    ]
    if not cells:
        raise InvalidInput("no coalition of the grid fits into its selectorate; nothing to draw")
    for cell in cells:
        fill = shade(theme, theme.actors[0], 0.06 + 0.94 * cell["share"])
        cell |= {"fill": fill, "ink": ink_on(fill), "words": f"{100 * cell['share']:.0f}%"}
    sizes = [float(result.winning_coalitions[i]) for i in down]
    groups = [float(result.selectorates[j]) for j in across]
    left_out = len(down) < len(result.winning_coalitions) or len(across) < len(result.selectorates)
    return finished(
        _grid_layers(cells, (down, sizes), (across, groups)),
        look,
        title=title or _sentence(cells),
        subtitle="share of the resources left to the leader, the stronger the colour the more"
        + ("\nnot every size of the grid is drawn" if left_out else ""),
        description=_told(cells),
    )


def _grid_layers(
    cells: list[dict[str, Any]],
    coalitions: tuple[list[int], list[float]],
    selectorates: tuple[list[int], list[float]],
) -> alt.LayerChart:
    """Stack the cells, their numbers, and the sizes along both axes."""
    n, m = len(coalitions[0]), len(selectorates[0])
    has_words = max(n, m) <= MOST_WORDS
    high, wide = (30, 58) if has_words else (12, 14)
    every_row, every_column = -(-n * 14 // (n * high)), -(-38 // wide)
    x = alt.X("column:O", axis=None, scale=alt.Scale(domain=selectorates[0]))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=coalitions[0]))
    base = alt.Chart(inline(cells)).encode(x=x, y=y)
    fill = alt.Fill("fill:N", scale=None)
    tooltip = ["coalition:Q", "selectorate:Q", "share:Q"]
    layers = [base.mark_rect().encode(fill=fill, tooltip=tooltip)]
    if has_words:
        texts = base.mark_text().encode(text="words:N", color=alt.Color("ink:N", scale=None))
        layers.append(texts)
    rows = [
        {"row": place, "words": _size(size)}
        for k, (place, size) in enumerate(zip(*coalitions, strict=True))
        if k % every_row == 0
    ]
    columns = [
        {"column": place, "words": _size(size)}
        for k, (place, size) in enumerate(zip(*selectorates, strict=True))
        if k % every_column == 0
    ]
    left = alt.Chart(inline(rows)).mark_text(align="right", fontSize=11)
    below = alt.Chart(inline(columns)).mark_text(baseline="top", fontSize=11)
    names = alt.Chart(inline([{"w": "winning coalition", "s": "selectorate, persons"}]))
    layers += [
        left.encode(x=alt.value(-8), y=y, text="words:N"),
        below.encode(x=x, y=alt.value(n * high + 8), text="words:N"),
        names.mark_text(fontSize=11, align="right", fontStyle="italic").encode(
            x=alt.value(-8), y=alt.value(-9), text="w:N"
        ),
        names.mark_text(fontSize=11, fontStyle="italic", baseline="top").encode(
            x=alt.value(m * wide / 2), y=alt.value(n * high + 26), text="s:N"
        ),
    ]
    return alt.LayerChart(layer=layers).properties(width=m * wide, height=n * high)


def _size(size: float) -> str:
    """Return a size as it is read."""
    return f"{size:,.0f}" if size < 1e7 and size == int(size) else number(size)


def _sentence(cells: list[dict[str, Any]]) -> str:
    """Say with which sizes the leader keeps most."""
    most = max(cells, key=lambda cell: cell["share"])
    return (
        f"The leader keeps most, {in_percent(most['share'])}, with a coalition of "
        f"{_size(most['coalition'])} of {_size(most['selectorate'])}"
    )


def _told(cells: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    least = min(cells, key=lambda cell: cell["share"])
    parts = "; ".join(
        f"{_size(cell['coalition'])} of {_size(cell['selectorate'])}: {in_percent(cell['share'])}"
        for cell in cells[:24]
    )
    more = f"; and {len(cells) - 24:,} more cells" if len(cells) > 24 else ""
    return (
        f"Heat map of what is left to the leader, by coalition and selectorate: {parts}{more}. "
        f"{_sentence(cells)}; least, {in_percent(least['share'])}, with "
        f"{_size(least['coalition'])} of {_size(least['selectorate'])}."
    )
