"""Charts: each is a function from a table of a result to a Vega-Lite spec, through Altair.

Names and texts of a case go in as data, never into an expression or a field name. What is
documented is drawn in ink, on top. Needs the extra ``charts``.
"""

try:
    import altair as alt  # noqa: F401
except ImportError as missing:
    raise ImportError(
        "charts need Altair and vl-convert: install them with pip install 'whowhom[charts]'"
    ) from missing

from whowhom.charts.dots import fall_dots, fall_months
from whowhom.charts.dress import page
from whowhom.charts.falls import falls
from whowhom.charts.fates import documented_fates, fates
from whowhom.charts.hundred import dots_of_100, hundred
from whowhom.charts.matrix import matrix
from whowhom.charts.paired import paired
from whowhom.charts.palette import DARK, LIGHT, Look, Theme
from whowhom.charts.power import power
from whowhom.charts.standing import standing
from whowhom.charts.timeline import timeline, timeline_rows
from whowhom.charts.winners import winners

__all__ = [
    "DARK",
    "LIGHT",
    "Look",
    "Theme",
    "documented_fates",
    "dots_of_100",
    "fall_dots",
    "fall_months",
    "falls",
    "fates",
    "hundred",
    "matrix",
    "page",
    "paired",
    "power",
    "standing",
    "timeline",
    "timeline_rows",
    "winners",
]
