"""The selectorate: whom a leader pays, and how much, to stay."""

from whowhom.theory.arguments import Domain, Exact, Reals
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "BUENO_DE_MESQUITA_2003",
    "DISCOUNT",
    "MODELS",
    "RESOURCES",
    "SELECTORATE",
    "SELECTORATES",
    "WINNING_COALITION",
    "WINNING_COALITIONS",
]

BUENO_DE_MESQUITA_2003 = Paper(
    key="buenodemesquita2003",
    authors="Bueno de Mesquita, Bruce and Alastair Smith and Randolph M. Siverson "
    "and James D. Morrow",
    title="The Logic of Political Survival",
    where="MIT Press",
    year=2003,
    kind="book",
)

_SIZE = Domain(at_least=1, at_most=10**10)

WINNING_COALITION = Exact(
    "winning_coalition",
    "how many supporters a leader needs; not more than `selectorate`",
    domain=_SIZE,
    unit="persons",
)
SELECTORATE = Exact(
    "selectorate", "how many persons could be such supporters", domain=_SIZE, unit="persons"
)
RESOURCES = Exact(
    "resources",
    "what a leader can spend in a period",
    default="100",
    domain=Domain(above=0, at_most=10**15),
    unit="any, per period",
)
DISCOUNT = Exact(
    "discount",
    "what the next period is worth, as a share of this one",
    default="9/10",
    domain=Domain(at_least=0, below=1),
)
WINNING_COALITIONS = Reals(
    "winning_coalitions",
    "sizes of the winning coalition, a row of the grid for each",
    domain=_SIZE,
    unit="persons",
)
SELECTORATES = Reals(
    "selectorates",
    "sizes of the selectorate, a column of the grid for each",
    domain=_SIZE,
    unit="persons",
)

MODELS = (
    Model(
        name="selectorate",
        title="Winning coalition and selectorate",
        question="How much must a leader spend on his supporters to stay, and on what?",
        grade="B",
        solver="whowhom.theory.control.selectorate:selectorate",
        result="Selectorate",
        papers=(BUENO_DE_MESQUITA_2003,),
        card="selectorate.md",
        arguments=(WINNING_COALITION, SELECTORATE, RESOURCES, DISCOUNT),
        example={"winning_coalition": 5, "selectorate": 100},
    ),
    Model(
        name="selectorate-grid",
        title="Winning coalition and selectorate, over a grid",
        question="Which sizes of coalition and selectorate leave a leader the most for himself?",
        grade="B",
        solver="whowhom.theory.control.selectorate:selectorate_grid",
        result="SelectorateGrid",
        papers=(BUENO_DE_MESQUITA_2003,),
        card="selectorate.md",
        arguments=(WINNING_COALITIONS, SELECTORATES, RESOURCES, DISCOUNT),
        example={"winning_coalitions": [5, 50], "selectorates": [10, 100, 1000]},
    ),
)
