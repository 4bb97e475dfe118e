"""Courts: how many captains an autocrat can credibly keep."""

from whowhom.theory.arguments import POSITIVE, Domain, Exact
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "CAPTAIN_COST",
    "DISCOUNT_RATE",
    "FORCE_EXPONENT",
    "INCOME",
    "MODELS",
    "MYERSON_2008",
    "RIVAL_RATE",
]

MYERSON_2008 = Paper(
    key="myerson2008",
    authors="Roger B. Myerson",
    title="The Autocrat's Credibility Problem and Foundations of the Constitutional State",
    where="American Political Science Review",
    year=2008,
    volume="102(1)",
    pages="125-139",
    doi="10.1017/S0003055408080076",
)

INCOME = Exact(
    "income", "what rule brings in a year, before wages", unit="money a year", domain=POSITIVE
)
CAPTAIN_COST = Exact(
    "captain_cost", "what one battle costs each captain", unit="money", domain=POSITIVE
)
FORCE_EXPONENT = Exact(
    "force_exponent",
    "how decisive the larger force is; at 1 the chance to win is the share of captains",
    domain=Domain(above=0, at_most=2),
)
RIVAL_RATE = Exact("rival_rate", "rivals who challenge, on average", unit="a year", domain=POSITIVE)
DISCOUNT_RATE = Exact(
    "discount_rate", "rate at which the future counts less", unit="a year", domain=POSITIVE
)

MODELS = (
    Model(
        name="court",
        title="Credible size of a court",
        question="How many captains can an autocrat credibly keep, with a court and without?",
        grade="B",
        solver="whowhom.theory.control.court:court",
        result="Court",
        papers=(MYERSON_2008,),
        card="court.md",
        arguments=(INCOME, CAPTAIN_COST, FORCE_EXPONENT, RIVAL_RATE, DISCOUNT_RATE),
        example={
            "income": 90,
            "captain_cost": 5,
            "force_exponent": "1.5",
            "rival_rate": "0.2",
            "discount_rate": "0.05",
        },
    ),
)
