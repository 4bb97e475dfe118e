"""Charts of formal models: each is a function from the result of a solver to an Altair chart.

All take ``look`` (theme, names and colours; by default light, with the actors as they are) and
``title`` (by default a sentence computed from the result). Names are data, never part of an
expression.
"""

from whowhom.charts.models.appointments import appointments, appointments_runs
from whowhom.charts.models.bargaining import bargaining, open_rule_bargaining
from whowhom.charts.models.cascade import cascade, cascade_spread
from whowhom.charts.models.coalitions import (
    coalition_by_majority,
    coalition_by_power,
    coalition_inclusion,
    rulers,
)
from whowhom.charts.models.competing_risks import competing_risks
from whowhom.charts.models.juntas import junta, junta_by_discount
from whowhom.charts.models.killing_regimes import killing_regimes
from whowhom.charts.models.power_sharing import (
    power_sharing,
    power_sharing_fit,
    power_sharing_ladder,
)
from whowhom.charts.models.regime_change import protest_coup, regime_change, regime_change_sweep
from whowhom.charts.models.selectorate import selectorate, selectorate_grid
from whowhom.charts.models.subordination import loyalty, viziers
from whowhom.charts.models.votes import legislative_bargaining, voting_power

__all__ = [
    "appointments",
    "appointments_runs",
    "bargaining",
    "cascade",
    "cascade_spread",
    "coalition_by_majority",
    "coalition_by_power",
    "coalition_inclusion",
    "competing_risks",
    "junta",
    "junta_by_discount",
    "killing_regimes",
    "legislative_bargaining",
    "loyalty",
    "open_rule_bargaining",
    "power_sharing",
    "power_sharing_fit",
    "power_sharing_ladder",
    "protest_coup",
    "regime_change",
    "regime_change_sweep",
    "rulers",
    "selectorate",
    "selectorate_grid",
    "viziers",
    "voting_power",
]
