"""How competent a vizier may be and still be trusted.

Inspired by Egorov and Sonin (2011), of which we know the abstract: a competent vizier tells strong
plotters from weak ones and is therefore the more dangerous, weak rulers hire the mediocre and
loyal, and punishment works only if the ruler survives. The game solved here is a reconstruction of
ours. Its symbols and the names used here:

=================  ==========================================================
pi                 ``strong``, how likely a plotter is a strong one
s_L, s_H           ``success_weak``, ``success_strong``
w, R, F            ``wage``, ``prize``, ``penalty``
theta              ``competence``
theta_bar          ``ceiling``, the highest competence of a loyal vizier
s_hat              ``least_success``, at which treason begins to pay
x                  ``least_belief``, that the plotter is strong
=================  ==========================================================

A vizier of competence theta gets a signal that names the plotter's kind rightly with probability
(1 + theta) / 2, and betrays if treason is then worth more than the wage.
"""

from dataclasses import dataclass
from fractions import Fraction

from whowhom.theory.arguments import (
    INSIDE,
    NOT_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    Exact,
    Number,
    Problems,
    refuse_long,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import exactly, number, text_table

__all__ = ["MODELS", "Viziers", "viziers"]

EGOROV_2011 = Paper(
    key="egorov2011",
    authors="Georgy Egorov and Konstantin Sonin",
    title="Dictators and their Viziers: Endogenizing the Loyalty-Competence Trade-off",
    where="Journal of the European Economic Association",
    year=2011,
    volume="9(5)",
    pages="903-930",
)

STRONG = Exact("strong", "probability that a plotter is a strong one", domain=INSIDE)
SUCCESS_WEAK = Exact(
    "success_weak",
    "probability that a weak plotter succeeds with the vizier's help; less than success_strong",
    domain=PROBABILITY,
)
SUCCESS_STRONG = Exact(
    "success_strong",
    "probability that a strong plotter succeeds with the vizier's help",
    domain=PROBABILITY,
)
VIZIER_WAGE = Exact(
    "wage",
    "what a loyal vizier gets; any unit, the same as for prize and penalty",
    domain=NOT_NEGATIVE,
)
PRIZE = Exact("prize", "what a traitor gets if the plot succeeds", domain=POSITIVE)
PENALTY = Exact("penalty", "what a traitor loses if the plot fails", domain=NOT_NEGATIVE)
COMPETENCE = Exact(
    "competence",
    "competence of a vizier to be judged: 0 sees nothing, 1 sees through every plotter",
    default="1/2",
    domain=PROBABILITY,
)


_THREATS = tuple(Fraction(i, 20) for i in range(1, 20))


@dataclass(frozen=True, slots=True)
class VizierCeiling:
    """How competent a loyal vizier may be under a threat."""

    strong: Fraction
    """Probability that a plotter is a strong one, in (0, 1)."""
    ceiling: Fraction | None
    """Highest competence of a loyal vizier, in [0, 1]; None if no vizier is loyal."""


@dataclass(frozen=True, slots=True)
class Viziers(Result):
    """How competent a vizier may be and still be trusted."""

    columns = ("frontier",)

    ceiling: Fraction | None
    """Highest competence of a vizier who is loyal whatever the signal, in [0, 1]: 1 if every vizier
    is loyal, None if none is."""
    least_success: Fraction
    """Chance of success from which on treason pays; above 1 if it never pays. At this very chance
    a vizier is loyal."""
    least_belief: Fraction
    """Probability that the plotter is strong, above which treason pays; below 0 if it pays with
    weak plotters too, 1 or more if it pays with none."""
    frontier: tuple[VizierCeiling, ...]
    """The ceiling under threats of 1/20, 2/20, ..., 19/20, all else equal."""
    competence: Fraction
    """Competence of the vizier judged, as it was understood."""
    belief_after_strong: Fraction
    """The vizier's probability that the plotter is strong, after a signal that says so."""
    belief_after_weak: Fraction
    """The same after a signal that says weak."""
    betrays: str
    """``"never"``, ``"strong plotters only"`` (those who look strong) or ``"always"``:
    when the vizier judged joins a plot."""
    rounding_decides: bool = False
    """Whether what the vizier judged believes, or the threat, or 1, is within 1e-12 of the least
    belief, but not equal."""

    def __str__(self) -> str:
        skill = number(float(self.competence))
        looks_strong = number(float(self.belief_after_strong))
        looks_weak = number(float(self.belief_after_weak))
        lines = [
            *_verdict(self),
            "",
            f"A vizier of competence {skill} {_DEED[self.betrays]}.",
            f"Plotters who look strong are so with a probability of {looks_strong}, those who look",
            f"weak with one of {looks_weak}.",
            *[ROUNDING] * self.rounding_decides,
            "",
        ]
        if len({point.ceiling for point in self.frontier}) == 1:
            same = _told(self.frontier[0].ceiling)
            return "\n".join([*lines, f"The same at every share of strong plotters: {same}."])
        rows = [[number(float(point.strong)), _told(point.ceiling)] for point in self.frontier]
        header = ["strong plotters", "highest competence of a loyal vizier"]
        return "\n".join([*lines, text_table(header, rows)])


_DEED = {
    "never": "is loyal whatever the signal",
    "strong plotters only": "joins plotters who look strong",
    "always": "joins every plotter",
}


def _told(ceiling: Fraction | None) -> str:
    """Return a ceiling in a word."""
    if ceiling is None:
        return "none is loyal"
    return "any" if ceiling == 1 else number(float(ceiling))


def _verdict(found: Viziers) -> list[str]:
    """Say whom the ruler can trust."""
    if found.ceiling is None:
        return [
            "No vizier is loyal: even one who sees nothing finds that treason pays.",
            "Only a higher wage, a heavier penalty or weaker plotters would help.",
        ]
    if found.ceiling == 1:
        return ["Every vizier is loyal, however competent: treason never pays."]
    return [
        f"A vizier is loyal up to a competence of {number(float(found.ceiling))}.",
        "A more competent one sees well enough whom to join.",
    ]


def viziers(
    *,
    strong: Number,
    success_weak: Number,
    success_strong: Number,
    wage: Number,
    prize: Number,
    penalty: Number,
    competence: Number = 0.5,
) -> Viziers:
    """Find how competent a vizier may be and still be trusted.

    A reconstruction of ours from the abstract of [1]_; see ``docs/models/viziers.md``.

    Parameters
    ----------
    strong : number
        Probability that a plotter is a strong one, in (0, 1): the threat.
    success_weak, success_strong : number
        Probability that a weak and a strong plotter succeeds if the vizier joins, in [0, 1]; the
        first is the smaller. Without the vizier no plot succeeds.
    wage : number
        What a loyal vizier gets, >= 0; any unit, only ratios to `prize` and `penalty` matter.
    prize : number
        What a traitor gets if the plot succeeds, > 0.
    penalty : number
        What a traitor loses if the plot fails, >= 0.
    competence : number, default 0.5
        Competence of a vizier to be judged, in [0, 1]; it has no influence on the ceiling.

    Returns
    -------
    Viziers
        The ceiling of competence, the frontier over threats, and what the vizier judged does.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or weak plotters are not the weaker ones.

    References
    ----------
    .. [1] G. Egorov and K. Sonin, "Dictators and their Viziers: Endogenizing the
       Loyalty-Competence Trade-off", Journal of the European Economic Association 9(5), 903-930,
       2011.

    Examples
    --------
    >>> stakes = dict(success_weak=0.1, success_strong=0.9, wage=1, prize=4, penalty=1)
    >>> viziers(strong=0.2, **stakes).ceiling
    Fraction(7, 17)
    >>> viziers(strong=0.4, **stakes).ceiling is None
    True
    """
    with Problems() as problems:
        threat = STRONG.read(strong, problems)
        low = SUCCESS_WEAK.read(success_weak, problems)
        high = SUCCESS_STRONG.read(success_strong, problems)
        pay = VIZIER_WAGE.read(wage, problems)
        reward = PRIZE.read(prize, problems)
        price = PENALTY.read(penalty, problems)
        skill = COMPETENCE.read(competence, problems)
        refuse_long(problems, strong=threat, success_weak=low, success_strong=high, wage=pay)
        refuse_long(problems, prize=reward, penalty=price, competence=skill)
        if not problems and low >= high:
            problems.add(
                f"success_weak must be less than success_strong, got {exactly(low)} and "
                f"{exactly(high)}; "
                f"if all plotters are equal, there is nothing to be seen"
            )
    least_success = (pay + price) / (reward + price)
    least_belief = (least_success - low) / (high - low)
    looks_strong = _belief(threat, skill)
    looks_weak = _belief(threat, -skill)
    betrays = "never"
    if looks_strong > least_belief:
        betrays = "always" if looks_weak > least_belief else "strong plotters only"
    return Viziers(
        ceiling=_ceiling(threat, least_belief),
        least_success=least_success,
        least_belief=least_belief,
        frontier=tuple(VizierCeiling(point, _ceiling(point, least_belief)) for point in _THREATS),
        competence=skill,
        belief_after_strong=looks_strong,
        belief_after_weak=looks_weak,
        betrays=betrays,
        rounding_decides=rounding_decides(
            *(belief - least_belief for belief in (looks_strong, looks_weak, threat, 1))
        ),
    )


def _belief(threat: Fraction, skill: Fraction) -> Fraction:
    """Return how likely the plotter is strong after the signal says so (weak: minus the skill)."""
    right, wrong = threat * (1 + skill), (1 - threat) * (1 - skill)
    return right / (right + wrong)


def _ceiling(threat: Fraction, least_belief: Fraction) -> Fraction | None:
    """Return the competence at which the belief after a strong signal is just the least one."""
    if least_belief < threat:
        return None
    if least_belief >= 1:
        return Fraction(1)
    return (least_belief - threat) / (least_belief + threat - 2 * least_belief * threat)


MODELS = (
    Model(
        name="viziers",
        title="Viziers: how competent a loyal vizier may be",
        question="How competent may a vizier be and still be trusted?",
        grade="C",
        solver=viziers,
        result=Viziers,
        papers=(EGOROV_2011,),
        card="viziers.md",
        arguments=(STRONG, SUCCESS_WEAK, SUCCESS_STRONG, VIZIER_WAGE, PRIZE, PENALTY, COMPETENCE),
        example={
            "strong": 0.2,
            "success_weak": 0.1,
            "success_strong": 0.9,
            "wage": 1,
            "prize": 4,
            "penalty": 1,
        },
        scale_free=("wage", "prize", "penalty"),
    ),
)
