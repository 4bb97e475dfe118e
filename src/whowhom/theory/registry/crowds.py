"""Cascades of opinion: when a few who act carry everybody along."""

from fractions import Fraction

from whowhom.theory.arguments import (
    POSITIVE,
    PROBABILITY,
    Choice,
    Domain,
    Exact,
    Exacts,
    Real,
    Reals,
)
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "GRANOVETTER_1978",
    "INTEGRITY",
    "JUMPING_MEAN",
    "KURAN_1989",
    "KURAN_1991",
    "MEAN",
    "MODELS",
    "PRIVATE",
    "REPUTATION",
    "SPREAD",
    "THRESHOLD",
    "UNIT",
]

GRANOVETTER_1978 = Paper(
    key="granovetter1978",
    authors="Mark Granovetter",
    title="Threshold Models of Collective Behavior",
    where="American Journal of Sociology",
    year=1978,
    volume="83(6)",
    pages="1420-1443",
    doi="10.1086/226707",
)
KURAN_1989 = Paper(
    key="kuran1989",
    authors="Timur Kuran",
    title="Sparks and Prairie Fires: A Theory of Unanticipated Political Revolution",
    where="Public Choice",
    year=1989,
    volume="61(1)",
    pages="41-74",
    doi="10.1007/BF00116762",
)
KURAN_1991 = Paper(
    key="kuran1991",
    authors="Timur Kuran",
    title="Now Out of Never: The Element of Surprise in the East European Revolution of 1989",
    where="World Politics",
    year=1991,
    volume="44(1)",
    pages="7-48",
    doi="10.2307/2010422",
)

THRESHOLD = Reals(
    "threshold",
    "how many others must act before this person does, as `unit` says; 0 and below acts at once",
    unit="people or share, see unit",
    per_actor=True,
)
UNIT = Choice(
    "unit",
    "what thresholds count: people, or the share of all people",
    default="people",
    unit="a word",
    options=("people", "share"),
)
MEAN = Real("mean", "mean threshold, as a share of all people", domain=PROBABILITY)
JUMPING_MEAN = Real(
    "mean",
    "mean threshold, as a share of all people",
    domain=Domain(above=0, below=Fraction(1, 2)),
)
SPREAD = Real("spread", "standard deviation of the thresholds, as a share", domain=POSITIVE)
PRIVATE = Exacts(
    "private",
    "private opposition of each person: 0 is wholly for the regime, 1 wholly against it",
    domain=PROBABILITY,
)
INTEGRITY = Exact(
    "integrity",
    "what it costs to say the opposite of what one thinks; only its ratio to reputation matters",
    default="1",
    unit="utility",
    domain=Domain(at_least=0),
)
REPUTATION = Exact(
    "reputation",
    "what it is worth to stand with everybody; only its ratio to integrity matters",
    default="1",
    unit="utility",
    domain=POSITIVE,
)

MODELS = (
    Model(
        name="cascade",
        title="Threshold cascade",
        question="How many act in the end when each waits for enough others?",
        grade="A",
        solver="whowhom.theory.crowds.cascade:cascade",
        result="Cascade",
        papers=(GRANOVETTER_1978,),
        card="cascade.md",
        arguments=(THRESHOLD, UNIT),
        example={"threshold": {"ann": 0, "bob": 1, "cat": 2, "dan": 4, "eve": 4}},
        aligned=("rounds", "if_turned"),
        kernels=("whowhom.theory.crowds._cascade_kernel",),
    ),
    Model(
        name="cascade-spread",
        title="Cascade among normally spread thresholds",
        question="How many act when thresholds are spread around a mean, and when does it tip?",
        grade="A",
        solver="whowhom.theory.crowds.cascade_spread:cascade_spread",
        result="CascadeSpread",
        papers=(GRANOVETTER_1978,),
        card="cascade.md",
        arguments=(MEAN, SPREAD),
        example={"mean": 0.25, "spread": 0.12},
    ),
    Model(
        name="hidden-opposition",
        title="Hidden opposition",
        question="How many oppose a regime openly, and how many only in private?",
        grade="B",
        solver="whowhom.theory.crowds.hidden_opposition:hidden_opposition",
        result="HiddenOpposition",
        papers=(KURAN_1989, KURAN_1991),
        card="cascade.md",
        arguments=(PRIVATE, INTEGRITY, REPUTATION),
        example={
            "private": {"ann": 1, "bob": "0.8", "cat": "0.7", "dan": "0.4", "eve": 0},
            "integrity": 1,
            "reputation": 1,
        },
        aligned=("threshold", "is_open", "bandwagon.rounds", "bandwagon.if_turned"),
        scale_free=("integrity", "reputation"),
        kernels=("whowhom.theory.crowds._cascade_kernel",),
    ),
)
