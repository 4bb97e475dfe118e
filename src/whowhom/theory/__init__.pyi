# Written by `python docs/theory.py` from the registry; change that instead.
from whowhom.theory.bargains.bargaining import Bargain, Reading, bargaining
from whowhom.theory.bargains.legislative import LegislativeBargain, legislative_bargaining
from whowhom.theory.bargains.open_rule import OpenRuleBargain, OpenRuleChoice, open_rule_bargaining
from whowhom.theory.bargains.voting import VotingPower, voting_power
from whowhom.theory.coalitions.coalition import RulingCoalition, ruling_coalition
from whowhom.theory.coalitions.coalition_agenda import AgendaGame, agenda_game
from whowhom.theory.coalitions.coalition_blocs import RulingBlocs, ruling_blocs
from whowhom.theory.coalitions.coalition_death import CoalitionAfterDeath, coalition_after_death
from whowhom.theory.coalitions.coalition_majority import CoalitionByMajority, coalition_by_majority
from whowhom.theory.coalitions.coalition_power import CoalitionByPower, coalition_by_power
from whowhom.theory.coalitions.stability import StableStates, stable_map, stable_states
from whowhom.theory.control.court import Court, court
from whowhom.theory.control.loyalty import Loyalty, LoyaltyEquilibrium, loyalty, loyalty_equilibrium
from whowhom.theory.control.repression import Repression, repression
from whowhom.theory.control.selectorate import (
    Selectorate,
    SelectorateGrid,
    selectorate,
    selectorate_grid,
)
from whowhom.theory.crowds.cascade import Cascade, cascade
from whowhom.theory.crowds.cascade_spread import (
    CascadeSpread,
    CriticalSpread,
    cascade_spread,
    critical_spread,
)
from whowhom.theory.crowds.hidden_opposition import HiddenOpposition, hidden_opposition
from whowhom.theory.crowds.regime_change import (
    RegimeChange,
    RegimeChangeSweep,
    regime_change,
    regime_change_sweep,
)
from whowhom.theory.crowds.uniform_attack import UniformAttack, uniform_attack
from whowhom.theory.grid import Grid, GridPoint, solve_grid
from whowhom.theory.registry import CLAIMS, MODELS, Model, Paper, model
from whowhom.theory.sketches.appointments import (
    Appointments,
    AppointmentsRuns,
    appointments,
    appointments_runs,
)
from whowhom.theory.sketches.coalition_inclusion import CoalitionInclusion, coalition_inclusion
from whowhom.theory.sketches.fate import FateOfLoser, fate_of_loser
from whowhom.theory.sketches.junta import Junta, junta
from whowhom.theory.sketches.junta_by_discount import JuntaByDiscount, junta_by_discount
from whowhom.theory.sketches.killing import KillingGame, killing_game
from whowhom.theory.sketches.killing_variants import (
    KillingClaimants,
    KillingRegimes,
    killing_claimants,
    killing_regimes,
)
from whowhom.theory.sketches.media import MediaBias, media_bias
from whowhom.theory.sketches.power_sharing_ladder import PowerSharingLadder, power_sharing_ladder
from whowhom.theory.sketches.protest_coup import ProtestCoup, protest_coup
from whowhom.theory.sketches.secretaries import Secretaries, appointments_to_power, secretaries
from whowhom.theory.sketches.viziers import Viziers, viziers
from whowhom.theory.tenure.competing_risks import CompetingRisks, competing_risks
from whowhom.theory.tenure.power_sharing import PowerSharing, power_sharing
from whowhom.theory.tenure.power_sharing_fit import (
    PowerSharingFit,
    fit_power_sharing,
    fit_power_sharing_table,
)

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
