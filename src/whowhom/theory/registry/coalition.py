"""Coalitions: who can rule together, who goes next, and how sure that is."""

from fractions import Fraction

from whowhom.theory.arguments import POSITIVE, Domain, Exact, Exacts
from whowhom.theory.registry.model import Model, Paper

__all__ = ["ACEMOGLU_2008", "MAJORITY", "MODELS", "POWER"]

ACEMOGLU_2008 = Paper(
    key="acemoglu2008",
    authors="Daron Acemoglu and Georgy Egorov and Konstantin Sonin",
    title="Coalition Formation in Non-Democracies",
    where="Review of Economic Studies",
    year=2008,
    volume="75(4)",
    pages="987-1009",
    doi="10.1111/j.1467-937X.2008.00503.x",
)

POWER = Exacts(
    "power", "power of each actor; any unit, only ratios matter", domain=POSITIVE, case="power"
)
MAJORITY = Exact(
    "majority",
    "share of power needed to remove somebody",
    default="1/2",
    domain=Domain(at_least=Fraction(1, 2), below=1),
    case="majority",
)

MODELS = (
    Model(
        name="coalition",
        title="Ultimate ruling coalition",
        question="Who can rule together when nobody can promise anything?",
        grade="A",
        solver="whowhom.theory.coalition:ruling_coalition",
        result="RulingCoalition",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        scale_free=("power",),
        kernels=("whowhom.theory._coalition_kernel",),
    ),
)
