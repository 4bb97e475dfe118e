"""Legislative bargaining: how a majority divides what it can divide, under two rules of debate."""

from fractions import Fraction

from whowhom.theory.arguments import POSITIVE, PROBABILITY, Domain, Exact, Exacts, Whole
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "BARON_FEREJOHN_1989",
    "DISCOUNT",
    "DISCOUNTS",
    "ERASLAN_MCLENNAN_2013",
    "MAJORITY",
    "MEMBERS",
    "MODELS",
    "PRIMO_2006",
    "QUOTA",
    "RECOGNITION",
    "ROUNDS",
    "SNYDER_2005",
    "WEIGHT",
]

BARON_FEREJOHN_1989 = Paper(
    key="baron1989",
    authors="David P. Baron and John A. Ferejohn",
    title="Bargaining in Legislatures",
    where="American Political Science Review",
    year=1989,
    volume="83(4)",
    pages="1181-1206",
    doi="10.2307/1961664",
)
ERASLAN_MCLENNAN_2013 = Paper(
    key="eraslan2013",
    authors="Hülya Eraslan and Andrew McLennan",
    title="Uniqueness of stationary equilibrium payoffs in coalitional bargaining",
    where="Journal of Economic Theory",
    year=2013,
    volume="148(6)",
    pages="2195-2222",
)
SNYDER_2005 = Paper(
    key="snyder2005",
    authors="James M. Snyder and Michael M. Ting and Stephen Ansolabehere",
    title="Legislative Bargaining under Weighted Voting",
    where="American Economic Review",
    year=2005,
    volume="95(4)",
    pages="981-1004",
    doi="10.1257/0002828054825538",
)
PRIMO_2006 = Paper(
    key="primo2006",
    authors="David M. Primo",
    title="A comment on Baron and Ferejohn (1989): The open rule equilibrium and coalition "
    "formation",
    where="Public Choice",
    year=2006,
    volume="130",
    pages="129-135",
    doi="10.1007/s11127-006-9076-2",
)

WEIGHT = Exacts(
    "weight",
    "votes of each member; any unit, only ratios matter unless a quota is given",
    unit="votes",
    domain=Domain(at_least=0),
    case="power",
)
MAJORITY = Exact(
    "majority",
    "share of all votes that a proposal must exceed to pass",
    default="1/2",
    domain=Domain(at_least=Fraction(1, 2), below=1),
    case="majority",
)
QUOTA = Exact(
    "quota",
    "votes that are enough to pass, in place of a majority",
    default=None,
    unit="votes",
    domain=POSITIVE,
)
RECOGNITION = Exacts(
    "recognition",
    "chance of each member to be the one who proposes; any unit, only ratios matter; the same for "
    "all if left out",
    default=None,
    domain=Domain(at_least=0),
)
DISCOUNT = Exact(
    "discount",
    "what the next round counts for, against this one",
    default="1",
    domain=PROBABILITY,
)
DISCOUNTS = Exacts(
    "discounts",
    "the same for each member, in place of one discount for all",
    default=None,
    domain=PROBABILITY,
)
ROUNDS = Whole(
    "rounds",
    "rounds until all is lost; no last round if left out",
    default=None,
    unit="rounds",
    domain=Domain(at_least=1, at_most=100),
)

MEMBERS = Whole(
    "members",
    "members, an odd number, with one vote each",
    unit="members",
    domain=Domain(at_least=3, at_most=999),
)

MODELS = (
    Model(
        name="legislative-bargaining",
        title="Legislative bargaining under a closed rule",
        question="Who gets how much, where one member proposes and a majority must agree?",
        grade="A",
        solver="whowhom.theory.bargains.legislative:legislative_bargaining",
        result="LegislativeBargain",
        papers=(BARON_FEREJOHN_1989, SNYDER_2005, ERASLAN_MCLENNAN_2013),
        card="legislative-bargaining.md",
        arguments=(WEIGHT, MAJORITY, QUOTA, RECOGNITION, DISCOUNT, DISCOUNTS, ROUNDS),
        example={
            "weight": {"a": 4, "b": 3, "c": 3, "d": 1},
            "recognition": {"a": 2, "b": 1, "c": 1, "d": 1},
            "discount": "0.9",
        },
        aligned=(
            *("actors", "share", "recognition", "discount", "has_veto", "value", "keeps"),
            *("price", "bought", "offers[]", "offers"),
        ),
        scale_free=("weight", "recognition"),
    ),
    Model(
        name="open-rule-bargaining",
        title="Legislative bargaining under an open rule",
        question="How does the right to amend a proposal change who gets how much, and when?",
        grade="B",
        solver="whowhom.theory.bargains.open_rule:open_rule_bargaining",
        result="OpenRuleBargain",
        papers=(BARON_FEREJOHN_1989, PRIMO_2006),
        card="legislative-bargaining.md",
        arguments=(MEMBERS, DISCOUNT),
        example={"members": 5, "discount": "0.8"},
    ),
)
