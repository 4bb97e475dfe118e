"""Every mechanism by name, the phase that carries it, and what switches it off.

A mechanism is switched off by giving its parameters the values at which it does nothing; no
kernel has a flag. ``docs/mechanisms.md`` ties the names to the fifty mechanisms of the source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar

from whowhom.errors import InvalidInput

__all__ = ["MECHANISMS", "Mechanism", "without"]


class _Replaceable(Protocol):
    """Parameters, or sets of them."""

    def replace(self, **changes: float) -> Self:
        """Return a copy with some values changed."""


_P = TypeVar("_P", bound=_Replaceable)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism: its name, phase, what it does, and the values that switch it off."""

    name: str
    phase: str
    does: str
    off: Mapping[str, float] = field(default_factory=dict)


MECHANISMS = (
    Mechanism("funeral_absence", "shocks", "absence from the rite costs esteem and a part in it", {"absence_cost": 0.0, "absence_share": 0.0}),
    Mechanism("appointments", "turnover", "posts fill vacancies with clients", {"appointment": 0.0}),
    Mechanism("circular_flow", "turnover", "clients below elect the bodies above", {"delegates": 0.0}),
    Mechanism("gratitude", "turnover", "a newcomer esteems his patron", {"gratitude": 0.0}),
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
    Mechanism("self_defence", "contest", "a man is more ready to remove a pursuer", {"attacked": 0.0}),
    Mechanism("bonds", "contest", "friendship and grievance weigh in taking sides", {"bond": 0.0}),
    Mechanism("grievance", "contest", "the attacked remember, and debts are paid", {"grudge": 0.0, "revenge": 0.0}),
    Mechanism("bloc", "contest", "who stood by the loser may fall with him, and fears it", {"bloc": 0.0}),
    Mechanism("danger", "contest", "a man near the majority is feared", {"danger": 0.0}),
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
    Mechanism("raids", "hunt", "hunted men are attacked by force", {"raid_success": 0.0}),
    Mechanism("hardening", "hunt", "a failed raid hardens the house", {"hardening": 0.0}),
    Mechanism("infiltration", "hunt", "a friend gets in where force does not", {"infiltration": 0.0}),
    Mechanism("kin", "hunt", "kin and aides fall first", {"kin_rate": 0.0}),
    Mechanism("urgency", "hunt", "a shock that needs a known name hurries the hunt", {"urgency": 0.0}),
    Mechanism("pretexts", "terror", "a murder becomes a licence to kill", {"pretext_terror": 0.0, "pretext_norm": 0.0}),
    Mechanism("random_pretexts", "terror", "pretexts happen that the case does not name", {"pretext_rate": 0.0}),
    Mechanism("creeping_terror", "terror", "terror grows with threats", {"terror_creep": 0.0}),
    Mechanism("precedents", "terror", "each killing breaks the norm a little more", {"precedent": 0.0, "norm_wear": 0.0}),
    Mechanism("leader_fall", "ends", "a leader may fall to a plot from below", {"leader_fall": 0.0}),
    Mechanism("mortality", "ends", "men die of age", {"mortality": 0.0}),
)  # fmt: skip
"""All mechanisms, those of one phase together."""

_BY_NAME = {mechanism.name: mechanism for mechanism in MECHANISMS}


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
    >>> from whowhom.sim.parameters import Parameters
    >>> without(Parameters(), ["underestimation"])["bias"]
    0.0
    """
    wanted = list(names)
    unknown = [name for name in wanted if name not in _BY_NAME]
    if unknown:
        raise InvalidInput(
            f"unknown mechanisms {', '.join(unknown)}; known are: {', '.join(_BY_NAME)}"
        )
    changes: dict[str, float] = {}
    for name in wanted:
        changes.update(_BY_NAME[name].off)
    return parameters.replace(**changes)
