"""The effect of a change: two marks for each share, as it is and after, from paired runs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.parts import WIDE, Rows, checked, inline, of_100_axis, row_y, themed
from whowhom.charts.theme import Look
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY

if TYPE_CHECKING:
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["effects", "paired", "what_if_effects"]

COLUMNS = ("actor", "outcome", "before", "after", "low", "high")
_LONGEST = 240
"""Pixels after which a label is cut short."""
PAIRED_COLUMNS = ("change", *COLUMNS, "is_clear")
_KEY = (
    "circle: as it is; diamond: after the change; bar: 95 % interval of the difference\n"
    "paired runs: both use the same random numbers"
)


def effects(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw shares as they are and after a change.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.what_if.WhatIf.table` returns it: ``actor``, ``outcome``,
        ``before``, ``after``, and ``low`` and ``high`` of the difference; one row of the chart
        for each of its rows, in their order.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that states the largest difference.
    width : int, default 767
        Pixels of the whole picture at most, names and numbers among them.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "effects", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    shown = table.select(COLUMNS).to_dicts()
    rows = _placed(
        [{**row, "label": _label(row["actor"], row["outcome"], look)} for row in shown], look
    )
    most = _most(rows)
    return themed(
        _layers(rows, look, width),
        look,
        title=title or f"{most['label']}: from {most['was']} to {most['becomes']} of 100 runs",
        subtitle=f"of 100 runs; {_KEY}",
        description="Two marks a row: of 100 runs, as it is and after the change. "
        + "; ".join(f"{row['label']} {row['was']} to {row['becomes']}" for row in rows)
        + ".",
    )


def _label(actor: str, outcome: str, look: Look) -> str:
    """Name an outcome of an actor; nobody has only one, and its name says it."""
    name = look.name(actor)
    return name if actor == NOBODY else f"{name} {outcome}"


def what_if_effects(
    what_ifs: Iterable["WhatIf"], *, outcome: str = "wins", actor: str | None = None
) -> pl.DataFrame:
    """Collect one effect of each change.

    Parameters
    ----------
    what_ifs : iterable of WhatIf
    outcome : str, default "wins"
        What is asked, one of :data:`whowhom.ensemble.occurrences.OUTCOMES`.
    actor : str, optional
        Of whom; by default of the contender who is most often the sole ruler without a change.

    Returns
    -------
    polars.DataFrame
        ``change actor outcome before after low high is_clear``: shares of runs, and the ends of
        the 95 % interval of their paired difference.

    Raises
    ------
    InvalidInput
        If a change has no such effect.
    """
    rows = []
    for found in what_ifs:
        who = actor or _first(found)
        effect = found.effect(outcome, actor=who)
        rows.append(
            {
                "change": str(found.change),
                "actor": who,
                "outcome": outcome,
                **{name: getattr(effect, name) for name in PAIRED_COLUMNS[3:]},
            }
        )
    kinds = dict.fromkeys(PAIRED_COLUMNS[:3], pl.String) | dict.fromkeys(
        PAIRED_COLUMNS[3:7], pl.Float64
    )
    return pl.DataFrame(rows, schema={**kinds, "is_clear": pl.Boolean})


def _first(found: "WhatIf") -> str:
    """Return the contender who is most often the sole ruler without a change."""
    persons = [e for e in found.effects if e.outcome == "wins" and e.actor != NOBODY]
    return max(persons, key=lambda effect: effect.before).actor


def paired(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw how often something happens as it is, and after each change.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`what_if_effects` returns it.
    look : Look, optional
        Theme and names; by default light, with ids for names.
    title : str, optional
        By default a sentence that states the largest effect.
    width : int, default 767
        Pixels of the whole picture at most, names and numbers among them.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "what_if_effects", PAIRED_COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    ordered = sorted(table.to_dicts(), key=lambda row: row["after"] - row["before"])
    rows = _placed([{**row, "label": row["change"]} for row in ordered], look)
    asked = " / ".join(dict.fromkeys(f"{row['name']}: {row['outcome']}" for row in rows))
    return themed(
        _layers(rows, look, width),
        look,
        title=title or _sentence(_most(rows)),
        subtitle=f"{asked}, of 100 runs\n{_KEY}",
        description="Pairs of marks, of 100 runs as it is and after each change. "
        + "; ".join(
            f"{row['change']}: {row['name']}, {row['outcome']} {row['was']}, then {row['becomes']}"
            for row in rows
        )
        + ".",
    )


def _placed(rows: list[dict[str, Any]], look: Look) -> list[dict[str, Any]]:
    """Give each row its place, its names, and the ends of the interval about the mark after."""
    return [
        {
            **row,
            "row": place,
            "name": look.name(row["actor"]),
            "start": min(1.0, max(0.0, row["before"] + row["low"])),
            "end": min(1.0, max(0.0, row["before"] + row["high"])),
            "was": of_100(row["before"]),
            "becomes": of_100(row["after"]),
        }
        for place, row in enumerate(rows)
    ]


def _layers(rows: list[dict[str, Any]], look: Look, width: int) -> alt.LayerChart:
    """Stack the line between the two marks, the interval, the marks and the labels."""
    theme = look.theme
    told = ["label:N", "name:N", "was:N", "becomes:N"]
    at = Rows.of((row["label"] for row in rows), width, longest=_LONGEST, most=480)
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=told)
    layers = [
        base.mark_rule(color=theme.mute).encode(x=of_100_axis("before"), x2="after:Q"),
        base.mark_bar(height=9, color=theme.actors[0], opacity=0.35).encode(
            x="start:Q", x2="end:Q"
        ),
        base.mark_point(
            shape="circle", size=80, filled=True, fill=theme.paper, stroke=theme.ink, opacity=1
        ).encode(x="before:Q"),
        base.mark_point(
            shape="diamond", size=110, filled=True, fill=theme.actors[0], opacity=1
        ).encode(x="after:Q"),
        at.labels(base, "label"),
    ]
    return alt.LayerChart(layer=layers).properties(width=at.width, height=alt.Step(at.step))


def _most(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of the largest effect."""
    return max(rows, key=lambda row: abs(row["after"] - row["before"]))


def _sentence(most: dict[str, Any]) -> str:
    """State the largest effect."""
    if most["before"] == most["after"]:
        return f"{most['name']}: {most['outcome']} in {most['was']} of 100 runs, whatever changes"
    return (
        f"{most['name']}: {most['outcome']} in {most['becomes']} instead of {most['was']} "
        "of 100 runs"
    )
