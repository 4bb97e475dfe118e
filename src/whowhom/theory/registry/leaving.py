"""Competing risks: in which way rulers leave office, and when."""

from whowhom.theory.arguments import Domain, Labels, Reals
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "AALEN_JOHANSEN_1978",
    "BANDS",
    "CAUSE",
    "CENSORED",
    "ENTRY",
    "GOEMANS_2008",
    "MODELS",
    "YEARS_IN_OFFICE",
]

AALEN_JOHANSEN_1978 = Paper(
    key="aalen1978",
    authors="Odd O. Aalen and Søren Johansen",
    title="An Empirical Transition Matrix for Non-Homogeneous Markov Chains Based on Censored "
    "Observations",
    where="Scandinavian Journal of Statistics",
    year=1978,
    volume="5(3)",
    pages="141-150",
)
GOEMANS_2008 = Paper(
    key="goemans2008",
    authors="Hein E. Goemans",
    title="Which Way Out? The Manner and Consequences of Losing Office",
    where="Journal of Conflict Resolution",
    year=2008,
    volume="52(6)",
    pages="771-794",
    doi="10.1177/0022002708323316",
)

_SPAN = Domain(at_least=0, at_most=1000)

YEARS_IN_OFFICE = Reals(
    "years",
    "years in office of each ruler, to the end or to when the ruler was last seen in office",
    domain=_SPAN,
    unit="years",
)
CAUSE = Labels(
    "cause",
    "how each left office, such as coup, revolt, natural or regular; or that the ruler had not "
    "left",
    unit="a word",
)
ENTRY = Reals(
    "entry",
    "years in office of each ruler when observation began, less than `years`",
    default=None,
    domain=_SPAN,
    unit="years",
)
CENSORED = Labels(
    "censored",
    "which entries of `cause` mean that the ruler had not left, or in an unknown way",
    default="censored",
    unit="a word",
    or_one=True,
)
BANDS = Reals(
    "bands",
    "years that divide the time in office, rising; left out: 1, 2, 5, 10, 20 and 40",
    default=None,
    domain=Domain(above=0, at_most=1000),
    unit="years",
)

_YEARS = [
    *(0.4, 0.8, 0.9, 1.3, 1.7, 2.2, 2.5, 3.1, 4.0, 4.0, 4.6, 5.5),
    *(6.3, 7.2, 8.0, 9.9, 11.1, 12.4, 15.0, 18.3, 21.7, 24.6),
]
_CAUSES = [
    "coup", "coup", "regular", "coup", "revolt", "coup", "regular", "censored", "regular", "coup",
    "coup", "natural", "regular", "coup", "regular", "natural", "revolt", "coup", "censored",
    "natural", "natural", "censored",
]  # fmt: skip

MODELS = (
    Model(
        name="competing-risks",
        title="Competing risks of leaving office",
        question="In which ways, and how soon, do rulers leave office?",
        grade="A",
        solver="whowhom.theory.tenure.competing_risks:competing_risks",
        result="CompetingRisks",
        papers=(AALEN_JOHANSEN_1978, GOEMANS_2008),
        card="competing-risks.md",
        arguments=(YEARS_IN_OFFICE, CAUSE, ENTRY, CENSORED, BANDS),
        example={"years": _YEARS, "cause": _CAUSES},
    ),
)
