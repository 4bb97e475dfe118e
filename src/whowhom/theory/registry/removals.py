"""Juntas and states that last: where removal after removal ends."""

from whowhom.theory.arguments import POSITIVE, Choice, Domain, Exact, Exacts, Matrix
from whowhom.theory.registry.coalitions import ACEMOGLU_2008, MAJORITY, POWER
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "ACEMOGLU_2009",
    "ACEMOGLU_2012",
    "COST",
    "DISCOUNT",
    "FEASIBLE",
    "INDIFFERENT",
    "JANDOC_2019",
    "MODELS",
    "NEEDED",
    "UTILITY",
    "WEIGHT",
]

ACEMOGLU_2009 = Paper(
    key="acemoglu2009",
    authors="Daron Acemoglu and Georgy Egorov and Konstantin Sonin",
    title="Do Juntas Lead to Personal Rule?",
    where="American Economic Review: Papers & Proceedings",
    year=2009,
    volume="99(2)",
    pages="298-303",
    doi="10.1257/aer.99.2.298",
)
ACEMOGLU_2012 = Paper(
    key="acemoglu2012",
    authors="Daron Acemoglu and Georgy Egorov and Konstantin Sonin",
    title="Dynamics and Stability of Constitutions, Coalitions, and Clubs",
    where="American Economic Review",
    year=2012,
    volume="102(4)",
    pages="1446-1476",
    doi="10.1257/aer.102.4.1446",
)
JANDOC_2019 = Paper(
    key="jandoc2019",
    authors="Karl Jandoc and Ruben Juarez",
    title="An Experimental Study of Self-Enforcing Coalitions",
    where="Games",
    year=2019,
    volume="10(3)",
    pages="31",
    doi="10.3390/g10030031",
)

COST = Exact(
    "cost",
    "what each removal costs every survivor, as a share of all that there is to divide; "
    "close to nothing if left out",
    default=None,
    domain=POSITIVE,
)
INDIFFERENT = Choice(
    "indifferent",
    "how an actor votes to whom both outcomes are the same",
    default="no",
    options=("no", "yes"),
)
UTILITY = Matrix(
    "utility",
    "what each state is worth to each actor; only the order of a row matters",
    rows="actor",
    columns="state",
)
WEIGHT = Matrix(
    "weight",
    "weight of each actor's vote in each state; all equal if left out",
    default=None,
    domain=Domain(at_least=0),
    rows="state",
    columns="actor",
)
FEASIBLE = Matrix(
    "feasible",
    "1 where one can go from the state of the row to that of the column; everywhere if left out",
    default=None,
    domain=Domain(at_least=0, at_most=1),
    rows="state",
    columns="state",
)
NEEDED = Exact(
    "majority",
    "share of a state's weight that must be exceeded to leave it",
    default="1/2",
    domain=MAJORITY.domain,
)
DISCOUNT = Exacts(
    "discount",
    "what the next period counts for, against this one; one answer for each",
    domain=Domain(at_least=0, below=1),
    per_actor=False,
)

MODELS = (
    Model(
        name="agenda-game",
        title="Game of proposals and votes",
        question="Do proposals and votes lead to the ruling coalition if everyone looks ahead?",
        grade="A",
        solver="whowhom.theory.removals.agenda:agenda_game",
        result="AgendaGame",
        papers=(ACEMOGLU_2008, JANDOC_2019),
        card="agenda-game.md",
        arguments=(POWER, MAJORITY, COST, INDIFFERENT),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("actors", "stays", "shares", "removals", "payoffs"),
        scale_free=("power",),
    ),
    Model(
        name="stable-states",
        title="States that last",
        question="Which order lasts when those who can change it look ahead?",
        grade="A",
        solver="whowhom.theory.removals.stability:stable_states",
        result="StableStates",
        papers=(ACEMOGLU_2012,),
        card="stable-states.md",
        arguments=(UTILITY, WEIGHT, NEEDED, FEASIBLE),
        example={
            "utility": [[1, 2, 0], [0, 2, 3], [1, 0, 3]],
            "weight": [[1, 0, 0], [1, 1.5, 0], [1, 1, 1]],
        },
        scale_free=("weight",),
    ),
    Model(
        name="junta",
        title="Juntas and personal rule",
        question="Does a junta remove its members one after another until one man rules?",
        grade="C",
        solver="whowhom.theory.removals.juntas:junta",
        result="Junta",
        papers=(ACEMOGLU_2009,),
        card="junta.md",
        arguments=(POWER, DISCOUNT, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}, "discount": [0, "5/12", "9/10"]},
        aligned=("actors",),
        scale_free=("power",),
    ),
    Model(
        name="junta-by-discount",
        title="Patience at which a junta holds",
        question="How patient must a junta be to hold together?",
        grade="C",
        solver="whowhom.theory.removals.patience:junta_by_discount",
        result="JuntaByDiscount",
        papers=(ACEMOGLU_2009,),
        card="junta.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("actors",),
        scale_free=("power",),
    ),
)
