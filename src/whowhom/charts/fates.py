"""How each ends: one bar for each actor, divided by fate from mild to fatal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.letters import legend_columns, text_width
from whowhom.charts.parts import (
    WIDE,
    Place,
    black_diamond,
    checked,
    inline,
    labels,
    of_100_axis,
    row_y,
    themed,
)
from whowhom.charts.theme import Look
from whowhom.charts.words import FATE_WORDS, of_100
from whowhom.ensemble.outcome import FATES
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases.case import Case

__all__ = ["documented_fates", "fates"]

COLUMNS = ("actor", "fate", "share")


def documented_fates(case: "Case") -> dict[str, str]:
    """Return how each actor of a case stood at its end, as far as its course says.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict
        Fate by actor id; whoever came back or ruled is ``inner``.
    """
    ends: dict[str, str] = {}
    for event in sorted(case.course, key=lambda event: event.date.earliest):
        if event.date.earliest > case.end:
            continue
        if event.event in FATES:
            ends[event.actor] = event.event
        elif event.event == "ruler":
            ends[event.actor] = "inner"
    return ends


def fates(
    table: pl.DataFrame,
    *,
    documented: Mapping[str, str] | None = None,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw how each actor ends.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.fates` returns it: ``actor``, ``fate``, ``share``.
    documented : mapping of actor ids to fates, optional
        How they really ended; a diamond stands on that part of the bar.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that states the most frequent fate of somebody.
    width : int, default 767
        Pixels of the whole picture at most, names and numbers among them.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column, has no rows or names an unknown fate.
    """
    checked(table, "fates", COLUMNS)
    if unknown := sorted(set(table["fate"]) - set(FATES)):
        raise InvalidInput(f"fates: {unknown[0]!r} is no fate; known are {', '.join(FATES)}")
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    names = (look.name(str(actor)) for actor in table["actor"].unique())
    place = Place.beside(names, width, right=14, most=640)
    rows = _rows(table, look, place.width)
    known = _known(rows, documented or {})
    return themed(
        _layers(rows, known, look, place),
        look,
        title=title or _sentence(rows),
        subtitle="of 100 runs, where each stands at the end; parts in the order of the key"
        + ("\ndiamond: documented" if known else ""),
        description=_told(rows, known),
    )


def _rows(table: pl.DataFrame, look: Look, width: int) -> list[dict[str, Any]]:
    """Return one row for each actor and fate, with the ends of its part of the bar."""
    rows: list[dict[str, Any]] = []
    grouped = table.select(COLUMNS).group_by("actor", maintain_order=True)
    for place, ((actor,), part) in enumerate(grouped):
        end = 0.0
        for row in sorted(part.to_dicts(), key=lambda row: FATES.index(row["fate"])):
            start, end = end, end + row["share"]
            words = of_100(row["share"])
            rows.append(
                {
                    **row,
                    "row": place,
                    "is_first": start == 0 and not any(r["row"] == place for r in rows),
                    "name": look.name(str(actor)),
                    "words": words,
                    "ending": FATE_WORDS[row["fate"]],
                    "number": words if row["share"] * width > text_width(words, 11) + 4 else "",
                    "start": start,
                    "end": end,
                    "middle": (start + end) / 2,
                    "ink": look.theme.on_fates[row["fate"]],
                }
            )
    return rows


def _known(rows: list[dict[str, Any]], documented: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of the documented fates."""
    return [row for row in rows if documented.get(row["actor"]) == row["fate"]]


def _layers(
    rows: list[dict[str, Any]], known: list[dict[str, Any]], look: Look, place: Place
) -> alt.LayerChart:
    """Stack parts, numbers, labels and documented diamonds."""
    theme = look.theme
    seen = [fate for fate in FATES if any(r["fate"] == fate and r["share"] > 0 for r in rows)]
    colour = alt.Color(
        "ending:N",
        scale=alt.Scale(
            domain=[FATE_WORDS[fate] for fate in seen], range=[theme.fates[fate] for fate in seen]
        ),
        legend=alt.Legend(columns=legend_columns([FATE_WORDS[f] for f in seen], place.width)),
    )
    base = alt.Chart(inline(rows)).encode(y=row_y())
    parts = base.mark_bar(height=20, stroke=theme.paper, strokeWidth=1).encode(
        x=of_100_axis("start"),
        x2="end:Q",
        color=colour,
        tooltip=["name:N", "ending:N", "words:N"],
    )
    numbers = base.mark_text(fontSize=11).encode(
        x="middle:Q", text="number:N", color=alt.Color("ink:N", scale=None)
    )
    names = labels(base.transform_filter("datum.is_first"), place.names)
    rims = alt.Chart(
        inline([{"row": row["row"], "start": 0, "end": 1} for row in rows if row["is_first"]])
    )
    rim = rims.mark_bar(height=21, fill=None, stroke=theme.mute, strokeWidth=1).encode(
        y=row_y(), x="start:Q", x2="end:Q"
    )
    layers = [parts, rim, numbers, names]
    if known:
        really = alt.Chart(inline(known)).encode(y=row_y(), x="middle:Q")
        layers.append(black_diamond(really, theme, up=14))
    return alt.LayerChart(layer=layers).properties(width=place.width, height=alt.Step(32))


def _sentence(rows: list[dict[str, Any]]) -> str:
    """State the most frequent fate outside the circle."""
    outside = [row for row in rows if row["fate"] != "inner"] or rows
    most = max(outside, key=lambda row: row["share"])
    return f"{most['name']} ends {most['ending']} in {most['words']} of 100 runs"


def _told(rows: list[dict[str, Any]], known: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    really = {row["actor"]: f" (documented: {row['ending']})" for row in known}
    told: dict[str, list[str]] = {}
    names = {row["actor"]: row["name"] for row in rows}
    for row in rows:
        if row["share"] > 0:
            told.setdefault(row["actor"], []).append(f"{row['ending']} {row['words']}")
    parts = (f"{names[a]}: {', '.join(words)}{really.get(a, '')}" for a, words in told.items())
    return f"Divided bars. Of 100 runs, how each ends. {'; '.join(parts)}."
