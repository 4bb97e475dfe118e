"""The shared parameters of the regime model, and the mechanisms that they switch off.

Rates are per month, everything else is without unit. `origin` says where a number comes from:
``published`` (the idea and its form), ``adapted`` (a published idea, our form) or ``ours``.
Sensitivity analysis and calibration may move a parameter within its range.

A mechanism is switched off by giving its parameters the values at which it does nothing; no kernel
has a flag. ``docs/mechanisms.md`` ties the names to the fifty mechanisms of the source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from whowhom.errors import InvalidInput

__all__ = [
    "MECHANISMS",
    "PARAMETERS",
    "PARAMETER_RECORD",
    "Mechanism",
    "Parameter",
    "Parameters",
    "without",
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model: default, range, origin and meaning."""

    name: str
    default: float
    low: float
    high: float
    origin: str
    meaning: str


PARAMETERS = (
    # --- what bodies of people count for, where a case does not say
    Parameter("weight_apparatus", 0.30, 0.10, 0.50, "ours", "weight in decisions of the cadres of a case without audiences"),
    Parameter("weight_legitimacy", 0.20, 0.05, 0.40, "ours", "weight of its upper elite"),
    Parameter("weight_army", 0.20, 0.05, 0.40, "ours", "weight of its army"),
    Parameter("weight_security", 0.10, 0.00, 0.20, "ours", "weight of its police and guards"),
    Parameter("weight_popular", 0.20, 0.05, 0.40, "ours", "weight of its public"),
    # --- the start
    Parameter("start_clients", 0.40, 0.2, 0.6, "ours", "share of an audience that a dominant base makes clients at the start"),
    Parameter("start_esteem", 0.35, 0.2, 0.6, "ours", "scale of esteem at the start: 1.5 times it for one dominant in every base an audience looks at, -0.5 times it for one with none"),
    # --- turnover and appointments
    Parameter("appointment", 1.0, 0.0, 1.0, "adapted", "how far posts decide who fills a vacancy (circular flow of power)"),
    Parameter("delegates", 1.0, 0.0, 1.0, "adapted", "how far lower audiences elect their clients into upper ones"),
    Parameter("kept_mean", 0.60, 0.3, 0.9, "ours", "share of the public mean that a newcomer takes over as esteem"),
    Parameter("spread", 0.30, 0.1, 0.5, "ours", "standard deviation of a newcomer's esteem"),
    Parameter("gratitude", 0.25, 0.10, 0.40, "ours", "esteem that a newcomer owes to the patron"),
    Parameter("patron_line", 0.30, 0.0, 0.6, "ours", "how far a newcomer's leaning is pulled to the patron's line"),
    Parameter("transfers", 2.0, 0.0, 4.0, "adapted", "extra turnover of the clients of a rival whom the appointer is after"),
    Parameter("fallen_clients", 1.5, 0.0, 3.0, "adapted", "extra turnover of the clients of the removed"),
    Parameter("terror_turnover", 2.0, 0.0, 4.0, "ours", "extra turnover at full terror"),
    # --- speech and contacts
    Parameter("persuasion", 0.03, 0.02, 0.10, "published", "step of opinion towards what is heard (Friedkin-Johnsen)"),
    Parameter("self_praise", 0.15, 0.0, 0.4, "ours", "weight of speaking for oneself"),
    Parameter("attack", 0.6, 0.2, 1.2, "ours", "weight of speaking against one's target, times ambition"),
    Parameter("oratory_reach", 0.50, 0.2, 1.0, "ours", "reach of a perfect orator without any post"),
    Parameter("war_return", 1.0, 0.0, 2.0, "adapted", "extra return on oratory and on the army while there is war"),
    Parameter("conformity", 0.03, 0.0, 0.08, "published", "pull of the audience's mean"),
    Parameter("opinion_noise", 0.03, 0.01, 0.06, "ours", "standard deviation of the monthly change of one agent's esteem"),
    Parameter("smear", 1.5, 0.0, 3.0, "adapted", "extra weight of talk against the denounced when an enemy is salient"),
    Parameter("cult", 0.60, 0.0, 1.5, "adapted", "extra reach of a leader as far as above the majority"),
    Parameter("contacts", 0.020, 0.0, 0.05, "adapted", "monthly chance that an organiser of skill 1 wins an unattached agent as client"),
    Parameter("contact_gain", 0.25, 0.0, 0.5, "ours", "share of the distance to full esteem that a personal contact covers"),
    # --- fame, memory, line
    Parameter("fame_drift", 0.03, 0.01, 0.06, "ours", "speed at which visible standing follows what is seen"),
    Parameter("memory_decay", 0.003, 0.0, 0.02, "ours", "fading of the memory of the removed"),
    Parameter("erasure", 0.006, 0.0, 0.03, "adapted", "extra fading where a leader above the majority has the archives"),
    Parameter("cohorts", 0.20, 0.0, 1.0, "adapted", "share of newcomers who never hear of the denounced, times the leader's excess over the majority"),
    Parameter("line_drift", 0.010, 0.0, 0.03, "ours", "speed at which a supple strategist follows the circle's public"),
    # --- public choice
    Parameter("choice_esteem", 4.0, 2.0, 6.0, "published", "weight of esteem in taking a side (Kuran; logit)"),
    Parameter("choice_patron", 4.0, 0.0, 6.0, "adapted", "weight of one's patron in taking a side"),
    Parameter("privileges", 0.5, 0.0, 1.5, "adapted", "extra weight of a patron who has a full purse"),
    Parameter("choice_line", 1.0, 0.0, 2.0, "published", "weight of the squared distance to a contender's line"),
    Parameter("choice_crowd", 1.0, 0.0, 2.0, "published", "weight of how many took the same side last month"),
    Parameter("outside", 0.5, 0.0, 1.5, "ours", "utility of taking no side"),
    Parameter("fear", 2.0, 0.0, 4.0, "published", "penalty at full terror for siding with the denounced; half of it for any other than the leader"),
    Parameter("demoted_penalty", 1.0, 0.5, 2.0, "ours", "penalty for siding with the demoted; thrice that for the expelled"),
    Parameter("leash", 2.0, 0.0, 4.0, "adapted", "penalty for siding with an exile in a foreign party that the leader appoints"),
    # --- power and belief
    Parameter("force_weight", 0.15, 0.0, 0.3, "ours", "power of all armed force beside that of the audiences (= 1)"),
    Parameter("seat_weight", 0.15, 0.0, 0.3, "ours", "power of all seats beside that of the audiences (= 1)"),
    Parameter("bias", 0.80, 0.0, 0.95, "ours", "how far visible standing replaces true power when others are judged"),
    Parameter("bias_decay", 0.002, 0.0, 0.016, "ours", "own decay of that bias"),
    Parameter("bias_step", 0.20, 0.0, 0.6, "ours", "how much of it a contest takes away for its two principals"),
    Parameter("belief_noise", 0.20, 0.0, 0.5, "ours", "standard deviation of the error about another's power"),
    Parameter("belief_memory", 0.95, 0.8, 0.99, "ours", "month-to-month persistence of that error"),
    Parameter("reading", 0.50, 0.0, 1.0, "adapted", "how much of that error a perfect strategist avoids"),
    # --- contest
    Parameter("mass_effect", 2.0, 1.0, 4.0, "published", "how sure the stronger side of a contest is to win (exponent of Tullock's contest)"),
    Parameter("arms", 0.50, 0.0, 1.5, "ours", "strength that all armed force adds to a contest where no rule binds, relative to the power of the circle"),
    Parameter("abstention", 1.0, 0.0, 3.0, "ours", "weight of staying out of a contest"),
    Parameter("whim", 0.06, 0.0, 0.15, "ours", "standard deviation of what an initiator sees in a target beside its value"),
    Parameter("calm", 1.0, 0.0, 3.0, "ours", "how far a leader's share of power holds contests back"),
    Parameter("rebound", 0.40, 0.0, 1.2, "ours", "loss that an initiator expects from a lost contest, relative to the own share of power"),
    Parameter("attacked", 0.01, 0.0, 0.04, "ours", "gain from the fall of a pursuer"),
    Parameter("bond", 0.03, 0.0, 0.10, "ours", "weight of friendship and grievance in taking sides"),
    Parameter("bloc", 0.40, 0.0, 1.0, "ours", "chance that one who sided with the loser falls too, and the fear of it"),
    Parameter("danger", 0.50, 0.0, 1.5, "adapted", "weight of the danger that someone stands above all (Acemoglu-Egorov-Sonin in spirit)"),
    Parameter("line_gain", 0.5, 0.0, 1.5, "ours", "weight of the distance to the circle's line in taking sides"),
    Parameter("precedent_fear", 0.02, 0.0, 0.06, "adapted", "dislike of removing a colleague while the norm holds (the killing game in one term)"),
    Parameter("force_fear", 0.04, 0.0, 0.12, "ours", "urgency of removing whoever commands the force, by the share commanded"),
    Parameter("decisiveness", 20.0, 5.0, 80.0, "ours", "sharpness of choosing a side by gain"),
    Parameter("opportunity", 0.50, 0.15, 1.0, "ours", "monthly chance of a contest where no arbiter, rule or strong leader holds it back"),
    Parameter("unrest", 0.0, 0.0, 3.0, "ours", "how much more frequent contests are under a leader who is new, or right after a contest"),
    Parameter("settling", 0.0, 0.0, 0.6, "adapted", "monthly settling of a rule that nobody contests, which makes contests rarer (Svolik; Londregan-Poole in spirit)"),
    Parameter("reprisal", 0.0, 0.0, 0.4, "adapted", "loss that whoever moves against the leader expects from a failure, growing as the rule settles"),
    Parameter("backlash", 0.10, 0.0, 0.2, "ours", "esteem that a failed attack costs"),
    Parameter("grudge", 0.30, 0.0, 0.6, "ours", "grievance of a victim towards those on the other side"),
    Parameter("grudge_decay", 0.004, 0.0, 0.02, "ours", "fading of grievances and friendships"),
    Parameter("truce", 1.0, 0.0, 1.0, "ours", "how far a capable arbiter holds contests back"),
    # --- succession rites
    Parameter("legacy", 0.15, 0.0, 0.3, "adapted", "esteem of a dead founder that passes to those who stage the cult"),
    Parameter("absence_cost", 0.10, 0.0, 0.3, "adapted", "esteem that absence from the rite costs at full size"),
    Parameter("absence_share", 1.0, 0.0, 1.0, "adapted", "how far absence excludes from the founder's inheritance"),
    Parameter("advice", 0.05, 0.0, 0.15, "ours", "weight of a founder's written advice in a vote of confidence"),
    Parameter("renewal", 0.10, 0.0, 0.2, "adapted", "esteem won by an offer to resign that the hall refuses"),
    Parameter("disclosure", 0.30, 0.0, 0.8, "ours", "how much of the bias about its subject a testament takes away"),
    Parameter("unity", 1.0, 0.0, 1.0, "adapted", "how far the norm of unity, where a case has one, binds a minority"),
    # --- the fate of the removed
    Parameter("review_months", 3.0, 1.0, 12.0, "ours", "months between two reviews of the removed"),
    Parameter("cost_constant", 0.06, 0.02, 0.12, "adapted", "cost of a harsher fate while comrades may not be harmed (Egorov-Sonin in spirit)"),
    Parameter("cost_following", 1.0, 0.3, 2.0, "adapted", "cost of a harsher fate for one with a following"),
    Parameter("taboo", 0.12, 0.0, 0.4, "adapted", "extra cost of killing a comrade while the norm holds"),
    Parameter("cost_weakness", 0.08, 0.0, 0.2, "ours", "cost of a harsher fate for a leader who is not strong"),
    Parameter("review_noise", 0.005, 0.0, 0.02, "ours", "standard deviation of a leader's judgement of a fate"),
    Parameter("shadow", 0.10, 0.0, 0.2, "adapted", "threat of another's prestige to a leader above the majority"),
    Parameter("revenge", 0.02, 0.0, 0.08, "adapted", "worth of a harsher fate for one whom the leader resents"),
    Parameter("sentence", 0.60, 0.0, 1.0, "adapted", "how far an accusation of treason lowers the cost of killing the accused"),
    Parameter("guilt", 0.40, 0.0, 1.0, "adapted", "accusation that an execution under terror spreads over the other removed"),
    Parameter("coordination", 0.60, 0.0, 1.5, "adapted", "weight of the hidden following abroad while opinion there is in shock"),
    Parameter("echo", 0.30, 0.0, 0.6, "ours", "weight of those who side with the exile in the open abroad"),
    Parameter("focal_decay", 0.06, 0.02, 0.15, "ours", "fading of a shock that makes a known name a rallying point"),
    Parameter("deterrence", 0.15, 0.0, 0.5, "adapted", "how far each killing tames the other removed"),
    Parameter("demonstration", 0.0, 0.0, 2.0, "adapted", "how far a leader weighs what a killing takes from the threat of the other removed"),
    # --- asylum and the hunt
    Parameter("asylum_loss", 0.030, 0.0, 0.08, "ours", "monthly chance that a wholly dependent host withdraws asylum"),
    Parameter("gag", 0.80, 0.0, 1.0, "ours", "how far a dependent host silences its guest"),
    Parameter("raid_rate", 0.07, 0.01, 0.15, "ours", "monthly chance of an attempt by force on a hunted exile"),
    Parameter("raid_success", 0.30, 0.1, 0.6, "ours", "success of a raid on an unguarded exile"),
    Parameter("hardening", 0.50, 0.0, 0.9, "adapted", "security gained after a failed raid"),
    Parameter("security_decay", 0.03, 0.0, 0.08, "ours", "fading of vigilance"),
    Parameter("infiltration", 0.04, 0.0, 0.10, "adapted", "monthly growth of an agent's access to an isolated exile"),
    Parameter("infiltration_success", 0.50, 0.2, 0.9, "ours", "success of a trusted agent"),
    Parameter("urgency", 1.0, 0.0, 2.0, "ours", "how far a rallying shock multiplies the effort of the hunt"),
    Parameter("kin_rate", 0.02, 0.0, 0.05, "ours", "monthly loss of kin and aides of the hunted and the imprisoned"),
    # --- terror and norm
    Parameter("pretext_terror", 0.80, 0.3, 1.0, "adapted", "terror that a full pretext brings, times the leader's ruthlessness and excess"),
    Parameter("pretext_norm", 0.80, 0.0, 1.0, "adapted", "share of the norm against killing that a full pretext breaks"),
    Parameter("pretext_rate", 0.003, 0.0, 0.014, "ours", "monthly chance of a pretext that the case does not name"),
    Parameter("terror_creep", 0.010, 0.0, 0.05, "ours", "growth of terror with the threats to a ruthless leader"),
    Parameter("terror_decay", 0.010, 0.003, 0.03, "ours", "fading of terror"),
    Parameter("precedent", 0.50, 0.0, 1.0, "adapted", "share of the norm that one killing breaks"),
    Parameter("norm_wear", 0.010, 0.0, 0.03, "ours", "wear of the norm at full terror"),
    Parameter("norm_recovery", 0.003, 0.0, 0.01, "ours", "recovery of the norm"),
    # --- ends
    Parameter("leader_fall", 0.005, 0.0, 0.02, "ours", "monthly hazard of a leader's fall from outside the contest, per unit of threat and shock over power"),
    Parameter("mortality", 0.6, 0.3, 1.2, "adapted", "natural deaths, relative to the Gompertz mortality of all males about 1920"),
)  # fmt: skip
"""Every parameter; the order is that of the phases of a month."""

PARAMETER_RECORD = np.dtype([(parameter.name, np.float64) for parameter in PARAMETERS])
"""The table as one record, which the compiled phases read by name."""

_NAMES = tuple(parameter.name for parameter in PARAMETERS)
_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


@dataclass(frozen=True, slots=True)
class Parameters:
    """A full set of parameter values; change it with :meth:`replace`.

    Examples
    --------
    >>> Parameters().replace(bias=0.0)["bias"]
    0.0
    """

    values: tuple[float, ...] = tuple(parameter.default for parameter in PARAMETERS)

    def __getitem__(self, name: str) -> float:
        """Return one value by name."""
        return self.values[_NAMES.index(name)]

    def as_dict(self) -> dict[str, float]:
        """Return the values by name."""
        return dict(zip(_NAMES, self.values, strict=True))

    def replace(self, **changes: float) -> "Parameters":
        """Return a copy with some values changed.

        Raises
        ------
        InvalidInput
            If a name is unknown or a value is not a finite number.
        """
        unknown = [name for name in changes if name not in _BY_NAME]
        if unknown:
            known = ", ".join(_BY_NAME)
            raise InvalidInput(f"unknown parameters {', '.join(unknown)}; known are: {known}")
        bad = {name: value for name, value in changes.items() if not np.isfinite(value)}
        if bad:
            raise InvalidInput(f"parameters must be finite numbers, got {bad}")
        return Parameters(tuple(float(changes.get(name, self[name])) for name in _BY_NAME))

    def record(self) -> NDArray[Any]:
        """Return the values as an array of one ``PARAMETER_RECORD``."""
        return np.array([self.values], dtype=PARAMETER_RECORD)


class _Replaceable(Protocol):
    """Parameters, or sets of them."""

    def replace(self, **changes: float) -> Self:
        """Return a copy with some values changed."""


_P = TypeVar("_P", bound=_Replaceable)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism: name, what it does, and the values that switch it off."""

    name: str
    submodel: str
    """Name of the section of ``docs/odd.md`` that it belongs to."""
    does: str
    off: Mapping[str, float] = field(default_factory=dict)


MECHANISMS = (
    Mechanism("funeral_absence", "shocks", "absence from the rite costs esteem and a part in it", {"absence_cost": 0.0, "absence_share": 0.0}),
    Mechanism("appointments", "turnover", "posts fill vacancies with clients", {"appointment": 0.0}),
    Mechanism("circular_flow", "turnover", "clients below elect the bodies above", {"delegates": 0.0}),
    Mechanism("gratitude", "turnover", "a newcomer esteems the patron", {"gratitude": 0.0}),
    Mechanism("transfers", "turnover", "clients of rivals and of the fallen are moved out", {"transfers": 0.0, "fallen_clients": 0.0}),
    Mechanism("handshakes", "handshakes", "organisers win the unattached", {"contacts": 0.0}),
    Mechanism("persuasion", "speech", "opinion follows what is heard", {"persuasion": 0.0}),
    Mechanism("oratory", "speech", "orators are heard without a post", {"oratory_reach": 0.0}),
    Mechanism("attacks", "speech", "rivals and the denounced are spoken against", {"attack": 0.0}),
    Mechanism("smear", "speech", "the denounced are tied to a hated enemy", {"smear": 0.0}),
    Mechanism("war_return", "speech", "war pays orators and commanders", {"war_return": 0.0}),
    Mechanism("leader_cult", "speech", "a leader above the majority is heard everywhere", {"cult": 0.0}),
    Mechanism("conformity", "speech", "opinion is pulled to its mean", {"conformity": 0.0}),
    Mechanism("forgetting", "memory", "the removed are forgotten with time", {"memory_decay": 0.0}),
    Mechanism("erasure", "memory", "archives are closed and newcomers never hear of the denounced", {"erasure": 0.0, "cohorts": 0.0}),
    Mechanism("line_drift", "line", "supple strategists follow the circle's public", {"line_drift": 0.0}),
    Mechanism("patron_loyalty", "choice", "clients side with their patron", {"choice_patron": 0.0}),
    Mechanism("privileges", "choice", "a full purse binds clients", {"privileges": 0.0}),
    Mechanism("line", "choice", "distance to a contender's line costs support", {"choice_line": 0.0, "line_gain": 0.0}),
    Mechanism("crowd", "choice", "people side with those who are sided with", {"choice_crowd": 0.0}),
    Mechanism("fear", "choice", "nobody sides against the leader under terror", {"fear": 0.0}),
    Mechanism("leash", "choice", "foreign parties follow who appoints them", {"leash": 0.0}),
    Mechanism("army_command", "power", "posts with force weigh in decisions and are feared", {"force_weight": 0.0, "force_fear": 0.0}),
    Mechanism("seats", "power", "formal seats weigh in decisions", {"seat_weight": 0.0}),
    Mechanism("underestimation", "beliefs", "others are judged by visible standing", {"bias": 0.0}),
    Mechanism("learning", "beliefs", "contests show true power", {"bias_step": 0.0, "bias_decay": 0.0}),
    Mechanism("belief_noise", "beliefs", "judgements err", {"belief_noise": 0.0}),
    Mechanism("reading", "beliefs", "strategists judge better", {"reading": 0.0}),
    Mechanism("rebound", "contest", "initiators fear a lost contest", {"rebound": 0.0}),
    Mechanism("arms", "contest", "armed force decides where no rule binds", {"arms": 0.0}),
    Mechanism("abstention", "contest", "some stay out of a contest", {"abstention": 0.0}),
    Mechanism("whim", "contest", "targets are chosen for other reasons, too", {"whim": 0.0}),
    Mechanism("calm", "contest", "a strong leader is left alone", {"calm": 0.0}),
    Mechanism("self_defence", "contest", "everyone is more ready to remove a pursuer", {"attacked": 0.0}),
    Mechanism("bonds", "contest", "friendship and grievance weigh in taking sides", {"bond": 0.0}),
    Mechanism("grievance", "contest", "the attacked remember, and debts are paid", {"grudge": 0.0, "revenge": 0.0}),
    Mechanism("bloc", "contest", "who stood by the loser may fall too, and fears it", {"bloc": 0.0}),
    Mechanism("danger", "contest", "whoever is near the majority is feared", {"danger": 0.0}),
    Mechanism("precedent_fear", "contest", "colleagues dislike the precedent of a removal", {"precedent_fear": 0.0}),
    Mechanism("backlash", "contest", "a failed attack costs esteem", {"backlash": 0.0}),
    Mechanism("party_unity", "contest", "a norm of unity disarms the minority", {"unity": 0.0}),
    Mechanism("arbiter", "contest", "a capable arbiter holds contests back", {"truce": 0.0}),
    Mechanism("legacy", "legacy", "who stages the founder's cult inherits", {"legacy": 0.0}),
    Mechanism("testament", "confidence", "a founder's advice is weighed and shows hidden power", {"advice": 0.0, "disclosure": 0.0}),
    Mechanism("staged_resignation", "confidence", "an offer to go that the hall refuses renews the mandate", {"renewal": 0.0}),
    Mechanism("taboo", "fate", "killing a comrade is dear while the norm holds", {"taboo": 0.0}),
    Mechanism("shadow_rule", "fate", "prestige beside a leader is a threat", {"shadow": 0.0}),
    Mechanism("sentence", "fate", "an accusation makes killing cheaper", {"sentence": 0.0}),
    Mechanism("trials", "fate", "executions spread guilt over the other removed", {"guilt": 0.0}),
    Mechanism("voice_abroad", "fate", "a following abroad is a threat", {"coordination": 0.0, "echo": 0.0}),
    Mechanism("deterrence", "fate", "a killing tames the other removed", {"deterrence": 0.0}),
    Mechanism("asylum_chain", "asylum", "pressed hosts withdraw asylum and silence guests", {"asylum_loss": 0.0, "gag": 0.0}),
    Mechanism("raids", "hunt", "the hunted are attacked by force", {"raid_success": 0.0}),
    Mechanism("hardening", "hunt", "a failed raid hardens the house", {"hardening": 0.0}),
    Mechanism("infiltration", "hunt", "a friend gets in where force does not", {"infiltration": 0.0}),
    Mechanism("kin", "hunt", "kin and aides fall first", {"kin_rate": 0.0}),
    Mechanism("urgency", "hunt", "a shock that needs a known name hurries the hunt", {"urgency": 0.0}),
    Mechanism("pretexts", "terror", "a murder becomes a licence to kill", {"pretext_terror": 0.0, "pretext_norm": 0.0}),
    Mechanism("random_pretexts", "terror", "pretexts happen that the case does not name", {"pretext_rate": 0.0}),
    Mechanism("creeping_terror", "terror", "terror grows with threats", {"terror_creep": 0.0}),
    Mechanism("precedents", "terror", "each killing breaks the norm a little more", {"precedent": 0.0, "norm_wear": 0.0}),
    Mechanism("leader_fall", "ends", "a leader may fall to a plot from below", {"leader_fall": 0.0}),
    Mechanism("mortality", "ends", "contenders die of age", {"mortality": 0.0}),
)  # fmt: skip
"""All mechanisms, in about the order of the month."""

_MECHANISMS = {mechanism.name: mechanism for mechanism in MECHANISMS}


def without(parameters: _P, names: Iterable[str]) -> _P:
    """Return parameters with the named mechanisms switched off.

    Parameters
    ----------
    parameters : Parameters or ParameterSets
        What to change; it is not written to. Sets are changed alike, all of them.
    names : iterable of str
        Names out of :data:`MECHANISMS`.

    Raises
    ------
    InvalidInput
        If a name is unknown; all unknown names are listed.

    Examples
    --------
    >>> without(Parameters(), ["underestimation"])["bias"]
    0.0
    """
    wanted = list(names)
    unknown = [name for name in wanted if name not in _MECHANISMS]
    if unknown:
        raise InvalidInput(
            f"unknown mechanisms {', '.join(unknown)}; known are: {', '.join(_MECHANISMS)}"
        )
    changes: dict[str, float] = {}
    for name in wanted:
        changes.update(_MECHANISMS[name].off)
    return parameters.replace(**changes)
