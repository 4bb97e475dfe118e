"""Coalitions: who can rule together, who goes next, and how sure that is."""

from fractions import Fraction

from whowhom.theory.arguments import POSITIVE, Domain, Exact, Exacts, Name, Real, Whole
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "ACEMOGLU_2008",
    "ACTOR",
    "COUNT",
    "ERROR",
    "HIGH",
    "LOW",
    "MAJORITY",
    "MODELS",
    "POWER",
    "POWER_OF_TYPE",
    "RUNS",
    "SEED",
]

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

POWER_OF_TYPE = Exacts(
    "power", "power of one actor of each type; any unit, only ratios matter", domain=POSITIVE
)
COUNT = Exacts("count", "how many actors there are of each type", domain=Domain(at_least=1))
ACTOR = Name("actor", "whose power varies")
LOW = Exact("low", "his least power", unit="as power", domain=POSITIVE)
HIGH = Exact("high", "his greatest power", unit="as power", domain=POSITIVE)
ERROR = Real(
    "error",
    "how badly powers are known: standard deviation of the logarithm of power",
    default="0.3",
    domain=Domain(above=0, at_most=5),
)
RUNS = Whole("runs", "number of draws", default="2000", domain=Domain(at_least=1, at_most=10**6))
SEED = Whole("seed", "where the chance begins", default="1", domain=Domain(at_least=0, below=2**63))

_KERNEL = "whowhom.theory.coalitions._coalition_kernel"

MODELS = (
    Model(
        name="coalition",
        title="Ultimate ruling coalition",
        question="Who can rule together when nobody can promise anything?",
        grade="A",
        solver="whowhom.theory.coalitions.coalition:ruling_coalition",
        result="RulingCoalition",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        scale_free=("power",),
        kernels=(_KERNEL,),
    ),
    Model(
        name="coalition-blocs",
        title="Ultimate ruling coalition of many actors of a few types",
        question="How many of each type rule together when there are hundreds of actors?",
        grade="A",
        solver="whowhom.theory.coalitions.blocs:ruling_blocs",
        result="RulingBlocs",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER_OF_TYPE, COUNT, MAJORITY),
        example={"power": {"boss": 10, "captain": 3}, "count": {"boss": 2, "captain": 9}},
        aligned=("count", "members", "all_members[]"),
        scale_free=("power",),
        kernels=("whowhom.theory.coalitions._blocs_kernel",),
    ),
    Model(
        name="coalition-by-majority",
        title="Ruling coalitions at every majority",
        question="Who rules together if more than a bare majority is needed to remove somebody?",
        grade="A",
        solver="whowhom.theory.coalitions.coalition_majority:coalition_by_majority",
        result="CoalitionByMajority",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER,),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("span",),
        scale_free=("power",),
        kernels=(_KERNEL,),
    ),
    Model(
        name="coalition-by-power",
        title="Ruling coalitions as one actor's power grows",
        question="When is a rising actor safe, when is he purged, when does he rule alone?",
        grade="A",
        solver="whowhom.theory.coalitions.coalition_power:coalition_by_power",
        result="CoalitionByPower",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, ACTOR, MAJORITY, LOW, HIGH),
        example={
            "power": {"a": 3, "b": 4, "c": 5, "d": 10},
            "actor": "d",
            "low": "1/2",
            "high": 20,
        },
        kernels=(_KERNEL, "whowhom.theory.coalitions._coalition_power_kernel"),
    ),
    Model(
        name="coalition-after-death",
        title="Ruling coalitions after a death",
        question="Who rules if one of the circle dies, and do the others hold together?",
        grade="A",
        solver="whowhom.theory.coalitions.coalition_death:coalition_after_death",
        result="CoalitionAfterDeath",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("deaths",),
        scale_free=("power",),
        kernels=(_KERNEL,),
    ),
    Model(
        name="coalition-inclusion",
        title="Ruling coalitions when powers are known with error",
        question="How sure is it that an actor belongs to the ruling coalition?",
        grade="ours",
        solver="whowhom.theory.coalitions.coalition_inclusion:coalition_inclusion",
        result="CoalitionInclusion",
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, ERROR, MAJORITY, RUNS, SEED),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}, "runs": 200},
        aligned=("inclusion", "inclusion_low", "inclusion_high", "alone"),
        scale_free=("power",),
        is_seeded=True,
        kernels=(_KERNEL,),
    ),
)
