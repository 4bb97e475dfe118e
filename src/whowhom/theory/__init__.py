"""Published models of power in ruling circles: one paper a file, a solver and its result.

``MODELS`` lists them all. Every solver and its result can be taken from here; the module of a
solver is loaded when it is first asked for::

    from whowhom.theory import ruling_coalition

A module here is never named like a solver, or the package would show the one for the other.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from whowhom.theory.registry import CLAIMS, MODELS, Model, Paper, model

if TYPE_CHECKING:
    from whowhom.theory.bargains.bargaining import Bargain, bargaining
    from whowhom.theory.bargains.bargaining_variants import Reading
    from whowhom.theory.bargains.legislative import LegislativeBargain, legislative_bargaining
    from whowhom.theory.bargains.open_rule import (
        OpenRuleBargain,
        OpenRuleChoice,
        open_rule_bargaining,
    )
    from whowhom.theory.coalitions.blocs import RulingBlocs, ruling_blocs
    from whowhom.theory.coalitions.coalition import RulingCoalition, ruling_coalition
    from whowhom.theory.coalitions.coalition_death import CoalitionAfterDeath, coalition_after_death
    from whowhom.theory.coalitions.coalition_inclusion import (
        CoalitionInclusion,
        coalition_inclusion,
    )
    from whowhom.theory.coalitions.coalition_majority import (
        CoalitionByMajority,
        coalition_by_majority,
    )
    from whowhom.theory.coalitions.coalition_power import CoalitionByPower, coalition_by_power
    from whowhom.theory.control.court import Court, court
    from whowhom.theory.control.media import MediaBias, media_bias
    from whowhom.theory.control.repression import Repression, repression
    from whowhom.theory.control.selectorate import (
        Selectorate,
        SelectorateGrid,
        selectorate,
        selectorate_grid,
    )
    from whowhom.theory.coordination.protest_coup import ProtestCoup, protest_coup
    from whowhom.theory.coordination.regime_change import RegimeChange, regime_change
    from whowhom.theory.coordination.regime_change_sweep import (
        RegimeChangeSweep,
        regime_change_sweep,
    )
    from whowhom.theory.coordination.uniform_attack import UniformAttack, uniform_attack
    from whowhom.theory.crowds.cascade import Cascade, cascade
    from whowhom.theory.crowds.cascade_spread import (
        CascadeSpread,
        CriticalSpread,
        cascade_spread,
        critical_spread,
    )
    from whowhom.theory.crowds.hidden_opposition import HiddenOpposition, hidden_opposition
    from whowhom.theory.grid import Grid, GridPoint, solve_grid
    from whowhom.theory.killings.claimants import KillingClaimants, killing_claimants
    from whowhom.theory.killings.fate import FateOfLoser, fate_of_loser
    from whowhom.theory.killings.killing import KillingGame, killing_game
    from whowhom.theory.killings.killing_map import KillingRegimes, killing_regimes
    from whowhom.theory.offices.appointments import Appointments, appointments
    from whowhom.theory.offices.appointments_runs import AppointmentsRuns, appointments_runs
    from whowhom.theory.offices.secretaries import Secretaries, appointments_to_power, secretaries
    from whowhom.theory.removals.agenda import AgendaGame, agenda_game
    from whowhom.theory.removals.juntas import Junta, junta
    from whowhom.theory.removals.patience import JuntaByDiscount, junta_by_discount
    from whowhom.theory.removals.stability import StableStates, stable_map, stable_states
    from whowhom.theory.subordination.subordinates import (
        Loyalty,
        LoyaltyEquilibrium,
        loyalty,
        loyalty_equilibrium,
    )
    from whowhom.theory.subordination.vizier import Viziers, viziers
    from whowhom.theory.tenure.competing_risks import CompetingRisks, competing_risks
    from whowhom.theory.tenure.power_sharing import PowerSharing, power_sharing
    from whowhom.theory.tenure.power_sharing_fit import (
        PowerSharingFit,
        fit_power_sharing,
        fit_power_sharing_table,
    )
    from whowhom.theory.tenure.power_sharing_ladder import PowerSharingLadder, power_sharing_ladder
    from whowhom.theory.votes.voting import VotingPower, voting_power

__all__ = [
    "CLAIMS",
    "MODELS",
    "AgendaGame",
    "Appointments",
    "AppointmentsRuns",
    "Bargain",
    "Cascade",
    "CascadeSpread",
    "CoalitionAfterDeath",
    "CoalitionByMajority",
    "CoalitionByPower",
    "CoalitionInclusion",
    "CompetingRisks",
    "Court",
    "CriticalSpread",
    "FateOfLoser",
    "Grid",
    "GridPoint",
    "HiddenOpposition",
    "Junta",
    "JuntaByDiscount",
    "KillingClaimants",
    "KillingGame",
    "KillingRegimes",
    "LegislativeBargain",
    "Loyalty",
    "LoyaltyEquilibrium",
    "MediaBias",
    "Model",
    "OpenRuleBargain",
    "OpenRuleChoice",
    "Paper",
    "PowerSharing",
    "PowerSharingFit",
    "PowerSharingLadder",
    "ProtestCoup",
    "Reading",
    "RegimeChange",
    "RegimeChangeSweep",
    "Repression",
    "RulingBlocs",
    "RulingCoalition",
    "Secretaries",
    "Selectorate",
    "SelectorateGrid",
    "StableStates",
    "UniformAttack",
    "Viziers",
    "VotingPower",
    "agenda_game",
    "appointments",
    "appointments_runs",
    "appointments_to_power",
    "bargaining",
    "cascade",
    "cascade_spread",
    "coalition_after_death",
    "coalition_by_majority",
    "coalition_by_power",
    "coalition_inclusion",
    "competing_risks",
    "court",
    "critical_spread",
    "fate_of_loser",
    "fit_power_sharing",
    "fit_power_sharing_table",
    "hidden_opposition",
    "junta",
    "junta_by_discount",
    "killing_claimants",
    "killing_game",
    "killing_regimes",
    "legislative_bargaining",
    "loyalty",
    "loyalty_equilibrium",
    "media_bias",
    "model",
    "open_rule_bargaining",
    "power_sharing",
    "power_sharing_ladder",
    "protest_coup",
    "regime_change",
    "regime_change_sweep",
    "repression",
    "ruling_blocs",
    "ruling_coalition",
    "secretaries",
    "selectorate",
    "selectorate_grid",
    "solve_grid",
    "stable_map",
    "stable_states",
    "uniform_attack",
    "viziers",
    "voting_power",
]

_BESIDE = {
    "CriticalSpread": "whowhom.theory.crowds.cascade_spread",
    "Grid": "whowhom.theory.grid",
    "GridPoint": "whowhom.theory.grid",
    "OpenRuleChoice": "whowhom.theory.bargains.open_rule",
    "Reading": "whowhom.theory.bargains.bargaining_variants",
    "appointments_to_power": "whowhom.theory.offices.secretaries",
    "critical_spread": "whowhom.theory.crowds.cascade_spread",
    "solve_grid": "whowhom.theory.grid",
    "stable_map": "whowhom.theory.removals.stability",
}
"""Public names that are no solver of the registry and no result of one."""

_HOMES = _BESIDE | {
    name: found.module for found in MODELS for name in (found.function, found.result)
}


def __getattr__(name: str) -> Any:
    """Load a solver or a result from the module that it lives in."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'whowhom.theory' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted({*globals(), *__all__})
