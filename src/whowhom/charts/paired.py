"""What a change would change: as it is and after it, with the interval of the difference."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.palette import Look
from whowhom.charts.rows import limited, of_100_axis, row_y
from whowhom.charts.words import of_100

if TYPE_CHECKING:
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["paired", "what_if_effects"]

COLUMNS = ("change", "actor", "outcome", "before", "after", "low", "high", "is_clear")


def what_if_effects(
    what_ifs: Iterable["WhatIf"], *, outcome: str = "wins", actor: str | None = None
) -> pl.DataFrame:
    """Collect one effect of each change.

    Parameters
    ----------
    what_ifs : iterable of WhatIf
    outcome : str, default "wins"
        What is asked, one of :data:`whowhom.ensemble.happenings.OUTCOMES`.
    actor : str, optional
        Of whom; by default of the contender who is on top most often as it is.

    Returns
    -------
    polars.DataFrame
        ``change actor outcome before after low high is_clear``: shares of plays, and the ends of
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
                **{name: getattr(effect, name) for name in COLUMNS[3:]},
            }
        )
    kinds = dict.fromkeys(COLUMNS[:3], pl.String) | dict.fromkeys(COLUMNS[3:7], pl.Float64)
    return pl.DataFrame(rows, schema={**kinds, "is_clear": pl.Boolean})


def _first(found: "WhatIf") -> str:
    """Return the contender who is on top most often as it is."""
    persons = [e for e in found.effects if e.outcome == "wins" and e.actor != "nobody"]
    return max(persons, key=lambda effect: effect.before).actor


def paired(
    table: pl.DataFrame, *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw how often something happens as it is, and after each change.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`what_if_effects` returns it.
    look : Look, optional
        Theme and names; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells the largest effect.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "what_if_effects", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    ordered = sorted(table.to_dicts(), key=lambda row: row["after"] - row["before"])
    rows = [
        {
            **row,
            "row": place,
            "name": look.name(row["actor"]),
            "start": min(1.0, max(0.0, row["before"] + row["low"])),
            "end": min(1.0, max(0.0, row["before"] + row["high"])),
            "was": of_100(row["before"]),
            "becomes": of_100(row["after"]),
        }
        for place, row in enumerate(ordered)
    ]
    asked = " / ".join(dict.fromkeys(f"{look.name(r['actor'])}: {r['outcome']}" for r in ordered))
    return dressed(
        _layers(rows, look),
        look,
        title=title or _sentence(rows),
        subtitle=f"{asked}, of 100 plays; circle: as it is, diamond: after the change"
        "\nbar: luck (95 % interval of the difference); both share all chance",
        description=_told(rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack the way between the two, the interval, the two marks and the changes' names."""
    theme = look.theme
    base = alt.Chart(inline(rows)).encode(
        y=row_y(), tooltip=["change:N", "name:N", "was:N", "becomes:N"]
    )
    x = of_100_axis("before", title="of 100 plays")
    layers = [
        base.mark_rule(color=theme.mute).encode(x=x, x2="after:Q"),
        base.mark_bar(height=9, color=theme.actors[0], opacity=0.35).encode(
            x="start:Q", x2="end:Q"
        ),
        base.mark_point(
            shape="circle", size=80, filled=True, fill=theme.paper, stroke=theme.ink, opacity=1
        ).encode(x="before:Q"),
        base.mark_point(
            shape="diamond", size=110, filled=True, fill=theme.actors[0], opacity=1
        ).encode(x="after:Q"),
        limited(base, "change", 240, align="right").encode(x=alt.value(-10)),
    ]
    return alt.LayerChart(layer=layers).properties(width=360, height=alt.Step(30))


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the largest effect."""
    most = max(rows, key=lambda row: abs(row["after"] - row["before"]))
    if most["before"] == most["after"]:
        return f"{most['name']}: {most['outcome']} in {most['was']} of 100 plays, whatever changes"
    return (
        f"{most['name']}: {most['outcome']} in {most['becomes']} instead of {most['was']} "
        "of 100 plays"
    )


def _told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{row['change']}: {row['name']}, {row['outcome']} {row['was']}, then {row['becomes']}"
        for row in rows
    )
    return f"Pairs of marks, of 100 plays as it is and after each change. {parts}."
