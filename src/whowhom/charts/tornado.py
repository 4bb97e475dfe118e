"""What is unknown: how far the answer moves over the range of each uncertain value."""

import math
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.cases.evidence import GRADES, UNSOURCED, evidence, spoken_path
from whowhom.charts.letters import cut_labels, legend_columns, text_width
from whowhom.charts.parts import WIDE, Rows, checked, inline, of_100_ticks, row_y, themed
from whowhom.charts.theme import MODEL, Look
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.sentences import OUTCOME_WORDS

if TYPE_CHECKING:
    from whowhom.cases.case import Case
    from whowhom.ensemble.unknowns import Unknowns

__all__ = ["tornado", "unknown_values"]

COLUMNS = ("value", "actor", "evidence", "at_low", "at_high", "is_clear")
MOST, FEWEST = 12, 5
"""Rows of the chart; so few where hardly an input has a detectable effect."""
_LABEL = 250
_SAID = {
    **{grade: grade for grade in GRADES},
    UNSOURCED: "without a source",
    MODEL: "parameter of the model",
}

_SHAPES = {"documented": "circle", "disputed": "square", "assumed": "triangle-up"}
_SHAPES |= {UNSOURCED: "diamond", MODEL: "cross"}


def unknown_values(found: "Unknowns", case: "Case") -> pl.DataFrame:
    """Return the uncertain values of a case as a table, those first that explain most.

    Parameters
    ----------
    found : Unknowns
    case : Case
        The case that they are of.

    Returns
    -------
    polars.DataFrame
        ``path``; ``value``, the same in words; ``evidence``, the weakest grade of its sources
        (``model`` for shared parameters); ``low``, ``high``, the middle of its lowest and of its
        highest fifth; ``outcome``, what was asked; ``actor`` (or nobody) whose chance moves most;
        ``at_low``, ``at_high``, that chance in the two fifths; ``worth``, ``worth_low``,
        ``worth_high``, the part of the variance of the answer that it explains, with its 90 %
        interval (null far down the list);
        ``is_clear``, whether that is distinguishable from noise.
    """
    grades = evidence(case)
    rows = [
        {
            "path": one.path,
            "value": spoken_path(case, one.path),
            "evidence": MODEL
            if one.path.startswith("parameters.")
            else grades.get(one.path, UNSOURCED),
            "low": one.low,
            "high": one.high,
            "outcome": found.outcome,
            "actor": one.actor,
            "at_low": one.chance_at_low,
            "at_high": one.chance_at_high,
            "worth": one.worth,
            "worth_low": None if math.isnan(one.worth_low) else one.worth_low,
            "worth_high": None if math.isnan(one.worth_high) else one.worth_high,
            "is_clear": one.worth > found.noise,
        }
        for one in found.values
    ]
    kinds: dict[str, Any] = dict.fromkeys(("path", "value", "evidence"), pl.String)
    kinds |= {"low": pl.Float64, "high": pl.Float64, "outcome": pl.String, "actor": pl.String}
    kinds |= dict.fromkeys(("at_low", "at_high", "worth", "worth_low", "worth_high"), pl.Float64)
    return pl.DataFrame(rows, schema=kinds | {"is_clear": pl.Boolean})


def tornado(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw how far a chance moves over the range of each uncertain value.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`unknown_values` returns it. Its clear rows are drawn, twelve at most; the first
        five where there are fewer.
    look : Look, optional
        Theme and names; by default light, with ids for names.
    title : str, optional
        By default a sentence that states the widest.
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
    checked(table, "unknowns", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    if "outcome" not in table.columns:
        table = table.with_columns(outcome=pl.lit("wins"))
    shown = table.select(*COLUMNS, "outcome").head(
        min(MOST, max(FEWEST, int(table["is_clear"].sum())))
    )
    rows = [
        {
            **row,
            "row": place,
            "who": look.name(row["actor"]),
            "said": _SAID[row["evidence"]],
            "colour": look.theme.evidence[row["evidence"]],
            "left": min(row["at_low"], row["at_high"]),
            "right": max(row["at_low"], row["at_high"]),
            "words": f"{of_100(row['at_low'])} to {of_100(row['at_high'])}",
        }
        for place, row in enumerate(shown.to_dicts())
    ]
    return themed(
        _layers(rows, look, width),
        look,
        title=title or _sentence(rows),
        subtitle=f"of 100 runs, in how many the named actor {_does(rows)}\n"
        "hollow: value in its lowest fifth; filled: in its highest; shape: evidence for the value"
        + _unclear(rows),
        description=_told(rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look, width: int) -> alt.LayerChart:
    """Stack bars, the two ends, names and a key of the evidence."""
    theme = look.theme
    most = min(1.0, math.ceil(10 * max(row["right"] for row in rows) + 0.3) / 10)
    labels = cut_labels((look.short(row["actor"]) for row in rows), max(80.0, 0.3 * width))
    rows = [{**row, "label": labels[look.short(row["actor"])]} for row in rows]
    right = 12 + max(map(text_width, labels.values()))
    at = Rows.of((row["value"] for row in rows), width, right=right, longest=_LABEL, most=420)
    x = alt.X(
        "left:Q",
        title="of 100 runs",
        scale=alt.Scale(domain=[0, most]),
        axis=of_100_ticks(tickCount=5),
    )
    present = [grade for grade in _SAID if any(row["said"] == _SAID[grade] for row in rows)]
    colour = alt.Color(
        "said:N",
        scale=alt.Scale(
            domain=[_SAID[grade] for grade in present],
            range=[theme.evidence[grade] for grade in present],
        ),
        legend=alt.Legend(columns=legend_columns([_SAID[grade] for grade in present], at.width)),
    )
    shape = alt.Shape(
        "said:N",
        scale=alt.Scale(
            domain=[_SAID[grade] for grade in present],
            range=[_SHAPES[grade] for grade in present],
        ),
    )
    told = ["value:N", "who:N", "words:N", "said:N"]
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=told)
    layers = [
        base.mark_bar(height=9, opacity=0.45).encode(x=x, x2="right:Q", color=colour),
        base.mark_point(size=70, filled=True, opacity=1, fill=theme.paper, strokeWidth=2).encode(
            x="at_low:Q", stroke=alt.Stroke("colour:N", scale=None), shape=shape
        ),
        base.mark_point(size=80, filled=True, opacity=1).encode(
            x="at_high:Q", color=colour, shape=shape
        ),
        at.labels(base, "value"),
        base.mark_text(align="left", dx=10, color=theme.mute).encode(x="right:Q", text="label:N"),
    ]
    return alt.LayerChart(layer=layers).properties(width=at.width, height=alt.Step(at.step))


def _sentence(rows: list[dict[str, Any]]) -> str:
    """State the widest."""
    most = max(rows, key=lambda row: row["right"] - row["left"])
    who = "No one" if most["actor"] == NOBODY else most["who"][0].upper() + most["who"][1:]
    return (
        f"{who} {_does(rows)} in {of_100(most['at_low'])} or {of_100(most['at_high'])} of 100 "
        f"runs, depending on {most['value']}"
    )


def _does(rows: list[dict[str, Any]]) -> str:
    """Return what was asked of the named ones."""
    return OUTCOME_WORDS[rows[0]["outcome"]]


def _unclear(rows: list[dict[str, Any]]) -> str:
    """Say how many of the rows may be nothing but chance."""
    unclear = sum(not row["is_clear"] for row in rows)
    if not unclear:
        return ""
    if unclear == len(rows):
        return "\nnone of these is distinguishable from noise"
    return f"\nthe last {unclear}: not distinguishable from noise"


def _told(rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    parts = (f"{row['value']}: {row['who']} {row['words']} ({row['said']})" for row in rows)
    return (
        f"Two marks a row: in how many of 100 runs the named one {_does(rows)} where a value is "
        f"in its lowest fifth, and in its highest. {'; '.join(parts)}."
    )
