"""Charts: each is a function from a table of a result to a Vega-Lite spec, through Altair.

Names and texts of a case go in as data, never into an expression or a field name. What is
documented is drawn in ink, on top. Needs the extra ``charts``.
"""

try:
    import altair as alt  # noqa: F401
    import uharfbuzz  # noqa: F401
except ImportError as missing:
    raise ImportError(
        f"charts need {missing.name}: install it with pip install 'whowhom[charts]'"
    ) from missing

from whowhom.charts.decisions import decisions, orders, struck
from whowhom.charts.drawing import SvgChart
from whowhom.charts.effects import effects, paired, what_if_effects
from whowhom.charts.falls import fall_dots, fall_months, falls
from whowhom.charts.fates import documented_fates, fates
from whowhom.charts.flows import flows, item_names, last_picture
from whowhom.charts.odds import odds, odds_events, odds_points
from whowhom.charts.outlook import anchored_views, outlook
from whowhom.charts.parts import page
from whowhom.charts.removals import (
    dated_removals,
    documented_removals,
    matrix,
    network,
    removals_through_time,
)
from whowhom.charts.theme import DARK, GREY, LIGHT, Look, Theme
from whowhom.charts.timeline import case_events, timeline
from whowhom.charts.tornado import tornado, unknown_values
from whowhom.charts.trajectories import fan, standing
from whowhom.charts.winners import hundred, winners

__all__ = [
    "DARK",
    "GREY",
    "LIGHT",
    "Look",
    "SvgChart",
    "Theme",
    "anchored_views",
    "case_events",
    "dated_removals",
    "decisions",
    "documented_fates",
    "documented_removals",
    "effects",
    "fall_dots",
    "fall_months",
    "falls",
    "fan",
    "fates",
    "flows",
    "hundred",
    "item_names",
    "last_picture",
    "matrix",
    "network",
    "odds",
    "odds_events",
    "odds_points",
    "orders",
    "outlook",
    "page",
    "paired",
    "removals_through_time",
    "standing",
    "struck",
    "timeline",
    "tornado",
    "unknown_values",
    "what_if_effects",
    "winners",
]
