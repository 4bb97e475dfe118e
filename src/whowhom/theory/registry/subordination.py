"""Loyalty against competence: whom a ruler can afford to hire."""

from whowhom.theory.arguments import POSITIVE, PROBABILITY, Domain, Exact, Real
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "COMPETENCE",
    "COMPETENCE_VALUE",
    "DISCOUNT",
    "EFFORT_COST",
    "EGOROV_2011",
    "FLOW",
    "MEAN_COMPETENCE_VALUE",
    "MODELS",
    "OUTSIDE_COMPETENT",
    "OUTSIDE_INCOMPETENT",
    "PENALTY",
    "PRIZE",
    "REHIRING",
    "RULER_DISCOUNT",
    "STRONG",
    "SUCCESS_STRONG",
    "SUCCESS_WEAK",
    "VIZIER_WAGE",
    "WAGE",
    "ZAKHAROV_2016",
]

EGOROV_2011 = Paper(
    key="egorov2011",
    authors="Georgy Egorov and Konstantin Sonin",
    title="Dictators and their Viziers: Endogenizing the Loyalty-Competence Trade-off",
    where="Journal of the European Economic Association",
    year=2011,
    volume="9(5)",
    pages="903-930",
)
ZAKHAROV_2016 = Paper(
    key="zakharov2016",
    authors="Alexei V. Zakharov",
    title="The Loyalty-Competence Trade-Off in Dictatorships and Outside Options for Subordinates",
    where="The Journal of Politics",
    year=2016,
    volume="78(2)",
    pages="457-466",
    doi="10.1086/684365",
)

STRONG = Exact(
    "strong", "probability that a plotter is a strong one", domain=Domain(above=0, below=1)
)
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
    domain=Domain(at_least=0),
)
PRIZE = Exact("prize", "what a traitor gets if the plot succeeds", domain=POSITIVE)
PENALTY = Exact(
    "penalty",
    "what a traitor loses if the plot fails",
    domain=Domain(at_least=0),
)
COMPETENCE = Exact(
    "competence",
    "competence of a vizier to be judged: 0 sees nothing, 1 sees through every plotter",
    default="1/2",
    domain=PROBABILITY,
)

WAGE = Real("wage", "what a subordinate gets each period", default="1", domain=POSITIVE)
EFFORT_COST = Real(
    "effort_cost",
    "cost of full loyalty to a subordinate, twice; in the unit of the wage",
    domain=POSITIVE,
)
DISCOUNT = Real(
    "discount",
    "weight of the next period to a subordinate",
    domain=Domain(above=0, below=1),
)
OUTSIDE_INCOMPETENT = Real(
    "outside_incompetent",
    "what an incompetent man keeps of the worth of his post when his ruler falls",
    domain=Domain(at_least=0, below=1),
)
OUTSIDE_COMPETENT = Real(
    "outside_competent",
    "the same for a competent man; not less than outside_incompetent",
    domain=Domain(at_least=0, below=1),
)
FLOW = Real(
    "flow", "what ruling with an incompetent man is worth a period", default="1", domain=POSITIVE
)
RULER_DISCOUNT = Real(
    "ruler_discount",
    "weight of the next period to the ruler, if he survives",
    default="0.9",
    domain=Domain(above=0, below=1),
)
COMPETENCE_VALUE = Real(
    "competence_value",
    "what a competent man adds to the flow, to a ruler to be judged",
    default="0.1",
    domain=Domain(at_least=0),
)
REHIRING = Real(
    "rehiring",
    "what a competent man would keep of the worth of his post if every ruler hired the competent; "
    "not less than outside_incompetent",
    domain=Domain(at_least=0, below=1),
)
MEAN_COMPETENCE_VALUE = Real(
    "mean_competence_value",
    "mean of what a competent man adds to the flow, over rulers; exponentially distributed",
    default="0.1",
    domain=POSITIVE,
)

MODELS: tuple[Model, ...] = (
    Model(
        name="viziers",
        title="Viziers: how competent a loyal man may be",
        question="How competent may a vizier be before he can no longer be trusted?",
        grade="C",
        solver="whowhom.theory.subordination.vizier:viziers",
        result="Viziers",
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
    Model(
        name="loyalty",
        title="Loyalty against competence, and outside options",
        question="Does a ruler hire a competent man, or one who stays loyal?",
        grade="B",
        solver="whowhom.theory.subordination.subordinates:loyalty",
        result="Loyalty",
        papers=(ZAKHAROV_2016,),
        card="loyalty.md",
        arguments=(
            WAGE,
            EFFORT_COST,
            DISCOUNT,
            OUTSIDE_INCOMPETENT,
            OUTSIDE_COMPETENT,
            FLOW,
            RULER_DISCOUNT,
            COMPETENCE_VALUE,
        ),
        example={
            "effort_cost": 2.5,
            "discount": 0.9,
            "outside_incompetent": 0.1,
            "outside_competent": 0.5,
        },
    ),
    Model(
        name="loyalty-equilibrium",
        title="Loyalty against competence, with outside options from the hiring of all rulers",
        question="How often are the competent hired, if their outside option depends on just that?",
        grade="B",
        solver="whowhom.theory.subordination.subordinates:loyalty_equilibrium",
        result="LoyaltyEquilibrium",
        papers=(ZAKHAROV_2016,),
        card="loyalty.md",
        arguments=(
            WAGE,
            EFFORT_COST,
            DISCOUNT,
            OUTSIDE_INCOMPETENT,
            REHIRING,
            FLOW,
            RULER_DISCOUNT,
            MEAN_COMPETENCE_VALUE,
        ),
        example={
            "effort_cost": 2.5,
            "discount": 0.9,
            "outside_incompetent": 0.1,
            "rehiring": 0.7,
        },
    ),
)
