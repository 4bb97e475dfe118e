"""The killing game: execute or spare the loser of a fight for power; the fate of the deposed."""

from whowhom.theory.arguments import POSITIVE, PROBABILITY, Domain, Exact, Exacts, Whole
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "ARRIVAL",
    "CLAIMANTS",
    "DEBS_2016",
    "DISCOUNT",
    "EGOROV_2015",
    "EXILE_COST",
    "INCUMBENT_WINS",
    "KILLING_COST",
    "LARGEST_LOSS",
    "LOSER",
    "LOSS",
    "MODELS",
    "STEPS",
    "SURVIVING",
    "WINNER",
]

EGOROV_2015 = Paper(
    key="egorov2015",
    authors="Georgy Egorov and Konstantin Sonin",
    title="The killing game: A theory of non-democratic succession",
    where="Research in Economics",
    year=2015,
    volume="69(3)",
    pages="398-411",
    doi="10.1016/j.rie.2015.05.005",
)
DEBS_2016 = Paper(
    key="debs2016",
    authors="Alexandre Debs",
    title="Living by the Sword and Dying by the Sword? Leadership Transitions in and out of "
    "Dictatorships",
    where="International Studies Quarterly",
    year=2016,
)

INCUMBENT_WINS = Exact(
    "incumbent_wins",
    "probability that the ruler wins a fight against a contender",
    domain=Domain(above=0, below=1),
)
ARRIVAL = Exact(
    "arrival",
    "probability a period that a new contender appears while there is none",
    domain=Domain(above=0, at_most=1),
)
DISCOUNT = Exact(
    "discount",
    "weight of the next period relative to this one",
    domain=Domain(above=0, below=1),
)
LOSS = Exact(
    "loss",
    "loss of a man when he is executed, beyond the lost future, in periods in power",
    unit="periods in power",
    domain=Domain(at_least=0),
)
CLAIMANTS = Whole(
    "claimants",
    "most claimants left outside, besides the loser in question",
    default="10",
    domain=Domain(at_least=1, at_most=20),
)
LARGEST_LOSS = Exact(
    "largest_loss",
    "largest loss of an executed man on the grid, in periods in power",
    default="10",
    unit="periods in power",
    domain=POSITIVE,
)
STEPS = Whole(
    "steps",
    "steps of the grid in each direction",
    default="20",
    domain=Domain(at_least=1, at_most=200),
)

LOSER = Exacts(
    "loser",
    "power of each loser, judged one by one; same unit as the winner's",
    domain=Domain(at_least=0),
)
WINNER = Exact("winner", "power of the winning side", default="1", domain=POSITIVE)
KILLING_COST = Exact(
    "killing",
    "cost of having a loser killed, on the scale of the danger from 0 to 1",
    default="0.4",
    domain=Domain(at_least=0),
)
EXILE_COST = Exact(
    "exile",
    "cost of sending a loser abroad, on the same scale",
    default="0.1",
    domain=Domain(at_least=0),
)
SURVIVING = Exact(
    "surviving",
    "share of a loser's power that survives exile",
    default="0.4",
    domain=PROBABILITY,
)

MODELS: tuple[Model, ...] = (
    Model(
        name="killing-game",
        title="Killing game: execute or spare the loser",
        question="Can a winner afford to spare the man he has beaten?",
        grade="C",
        solver="whowhom.theory.killings.killing:killing_game",
        result="KillingGame",
        papers=(EGOROV_2015,),
        card="killing-game.md",
        arguments=(INCUMBENT_WINS, ARRIVAL, DISCOUNT, LOSS),
        example={"incumbent_wins": 0.5, "arrival": 0.1, "discount": 0.9, "loss": 6},
    ),
    Model(
        name="killing-claimants",
        title="Killing game with a limited circle of claimants",
        question="Does a smaller circle of claimants make for more killing?",
        grade="C",
        solver="whowhom.theory.killings.claimants:killing_claimants",
        result="KillingClaimants",
        papers=(EGOROV_2015,),
        card="killing-game.md",
        arguments=(INCUMBENT_WINS, ARRIVAL, DISCOUNT, CLAIMANTS),
        example={"incumbent_wins": 0.5, "arrival": 0.1, "discount": 0.9, "claimants": 5},
    ),
    Model(
        name="killing-regimes",
        title="Killing game over arrivals and losses",
        question="Where can losers hope to be spared, and where is there only killing?",
        grade="C",
        solver="whowhom.theory.killings.killing_map:killing_regimes",
        result="KillingRegimes",
        papers=(EGOROV_2015,),
        card="killing-game.md",
        arguments=(INCUMBENT_WINS, DISCOUNT, LARGEST_LOSS, STEPS),
        example={"incumbent_wins": 0.5, "discount": 0.9, "largest_loss": 20, "steps": 10},
    ),
    Model(
        name="fate",
        title="Fate of the deposed: spare, exile or kill",
        question="What becomes of a man who has lost: is he spared, exiled or killed?",
        grade="ours",
        solver="whowhom.theory.killings.fate:fate_of_loser",
        result="FateOfLoser",
        papers=(DEBS_2016,),
        card="fate.md",
        arguments=(LOSER, WINNER, KILLING_COST, EXILE_COST, SURVIVING),
        example={"loser": {"a": 0.1, "b": 0.5, "c": 1.5}, "winner": 1},
        aligned=("actors", "fates", "costs_of_sparing", "costs_of_exile"),
        scale_free=("loser", "winner"),
    ),
)
