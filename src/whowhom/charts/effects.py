"""The effect of a change: two marks for each share, as it is and after, from paired runs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.parts import checked, inline, labels, limited, of_100_axis, row_y, themed
from whowhom.charts.theme import Look
from whowhom.charts.words import of_100

if TYPE_CHECKING:
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["effects", "paired", "what_if_effects"]

EFFECTS_COLUMNS = ("actor", "outcome", "before", "after", "low", "high")


def effects(
    table: pl.DataFrame, *, look: Look | None = None, title: str | None = None
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
        By default a sentence that tells the largest difference.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "effects", EFFECTS_COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    rows = [
        {
            **{column: row[column] for column in EFFECTS_COLUMNS},
            "row": place,
            "name": f"{look.name(row['actor'])} {row['outcome']}",
            "least": min(1.0, max(0.0, row["before"] + row["low"])),
            "most": min(1.0, max(0.0, row["before"] + row["high"])),
            "words": f"{of_100(row['before'])} to {of_100(row['after'])}",
        }
        for place, row in enumerate(table.to_dicts())
    ]
    return themed(
        _effects_layers(rows, look),
        look,
        title=title or _effects_sentence(rows),
        subtitle="of 100 plays, with the same chance in both; "
        "circle: as it is; diamond: after the change\n"
        "thick line: where luck leaves it (95%)",
        description=_effects_told(rows),
    )


def _effects_layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack lines, intervals, marks and names."""
    theme = look.theme
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["name:N", "words:N"])
    way = base.mark_rule(color=theme.mute).encode(x=of_100_axis("before"), x2="after:Q")
    luck = base.mark_rule(color=theme.actors[0], strokeWidth=7, opacity=0.35).encode(
        x="least:Q", x2="most:Q"
    )
    before = base.mark_point(
        shape="circle", size=70, filled=True, color=theme.mute, opacity=1
    ).encode(x="before:Q")
    after = base.mark_point(
        shape="diamond", size=110, filled=True, color=theme.actors[0], opacity=1
    ).encode(x="after:Q")
    return alt.LayerChart(layer=[way, luck, before, after, labels(base)]).properties(
        width=420, height=alt.Step(26)
    )


def _effects_sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the largest difference."""
    most = max(rows, key=lambda row: abs(row["after"] - row["before"]))
    return f"{most['name']}: from {of_100(most['before'])} to {of_100(most['after'])} of 100 plays"


def _effects_told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = (f"{row['name']} {row['words']}" for row in rows)
    return f"Two marks a row: of 100 plays, as it is and after the change. {'; '.join(parts)}."


PAIRED_COLUMNS = ("change", "actor", "outcome", "before", "after", "low", "high", "is_clear")


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
                **{name: getattr(effect, name) for name in PAIRED_COLUMNS[3:]},
            }
        )
    kinds = dict.fromkeys(PAIRED_COLUMNS[:3], pl.String) | dict.fromkeys(
        PAIRED_COLUMNS[3:7], pl.Float64
    )
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
    checked(table, "what_if_effects", PAIRED_COLUMNS)
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
    return themed(
        _paired_layers(rows, look),
        look,
        title=title or _paired_sentence(rows),
        subtitle=f"{asked}, of 100 plays; circle: as it is, diamond: after the change"
        "\nbar: luck (95 % interval of the difference); both share all chance",
        description=_paired_told(rows),
    )


def _paired_layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
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


def _paired_sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the largest effect."""
    most = max(rows, key=lambda row: abs(row["after"] - row["before"]))
    if most["before"] == most["after"]:
        return f"{most['name']}: {most['outcome']} in {most['was']} of 100 plays, whatever changes"
    return (
        f"{most['name']}: {most['outcome']} in {most['becomes']} instead of {most['was']} "
        "of 100 plays"
    )


def _paired_told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{row['change']}: {row['name']}, {row['outcome']} {row['was']}, then {row['becomes']}"
        for row in rows
    )
    return f"Pairs of marks, of 100 plays as it is and after each change. {parts}."
