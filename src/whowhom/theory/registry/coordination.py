"""Global games of coordination: attacks on a regime, and protests that elites watch."""

from fractions import Fraction

from whowhom.theory.arguments import POSITIVE, Choice, Domain, Exact, Real, Reals
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "ANGELETOS_HELLWIG_PAVAN_2007",
    "ATTACK_COST",
    "CASPER_TYSON_2014",
    "CITIZEN_PRECISION",
    "COST",
    "COUP_COST",
    "ELITE_PRECISION",
    "EXPECTED_STRENGTH",
    "HEINEMANN_2000",
    "MODELS",
    "MORRIS_SHIN_1998",
    "NEEDED_STRONG",
    "NEEDED_WEAK",
    "NOISE",
    "PARAMETERS",
    "PRIVATE_PRECISION",
    "PRIZE_STRONG",
    "PRIZE_WEAK",
    "PROTEST",
    "PROTEST_COST",
    "PUBLIC_PRECISION",
    "REPORTING_PRECISION",
    "VALUES",
    "VARY",
]

MORRIS_SHIN_1998 = Paper(
    key="morris1998",
    authors="Stephen Morris and Hyun Song Shin",
    title="Unique Equilibrium in a Model of Self-Fulfilling Currency Attacks",
    where="American Economic Review",
    year=1998,
    volume="88(3)",
    pages="587-597",
)
HEINEMANN_2000 = Paper(
    key="heinemann2000",
    authors="Frank Heinemann",
    title="Unique Equilibrium in a Model of Self-Fulfilling Currency Attacks: Comment",
    where="American Economic Review",
    year=2000,
    volume="90(1)",
    pages="316-318",
    doi="10.1257/aer.90.1.316",
)
ANGELETOS_HELLWIG_PAVAN_2007 = Paper(
    key="angeletos2007",
    authors="George-Marios Angeletos and Christian Hellwig and Alessandro Pavan",
    title="Dynamic Global Games of Regime Change: Learning, Multiplicity, and the Timing of "
    "Attacks",
    where="Econometrica",
    year=2007,
    volume="75(3)",
    pages="711-756",
    doi="10.1111/j.1468-0262.2007.00766.x",
)
CASPER_TYSON_2014 = Paper(
    key="casper2014",
    authors="Brett Allen Casper and Scott A. Tyson",
    title="Popular Protest and Elite Coordination in a Coup d'état",
    where="Journal of Politics",
    year=2014,
    volume="76(2)",
    pages="548-564",
    doi="10.1017/S0022381613001485",
)

PARAMETERS = ("cost", "expected_strength", "public_precision", "private_precision")
"""What a sweep can vary."""

_INSIDE = Domain(above=0, below=1)
_PRECISE = Domain(at_least=Fraction(1, 10**6), at_most=10**9)
_STRENGTH = Domain(at_least=-1000, at_most=1000)

COST = Real("cost", "what attacking costs, as a share of what a success is worth", domain=_INSIDE)
EXPECTED_STRENGTH = Real(
    "expected_strength",
    "mean of what everybody believes of the regime's strength: at most 0, it falls by itself; "
    "above 1, to nobody",
    domain=_STRENGTH,
    unit="share of all who must attack",
)
PUBLIC_PRECISION = Real(
    "public_precision",
    "precision (1 / variance) of that public belief; 0 if nothing is known",
    domain=Domain(at_least=0, at_most=10**9),
)
PRIVATE_PRECISION = Real(
    "private_precision", "precision (1 / variance) of each private signal", domain=_PRECISE
)
VARY = Choice("vary", "which argument takes the values", unit="a word", options=PARAMETERS)
VALUES = Reals("values", "values of that argument", unit="as that argument")

ATTACK_COST = Exact("cost", "what attacking costs", domain=POSITIVE)
PRIZE_WEAK = Exact(
    "prize_weak",
    "gain from the fall of a regime of strength 0, the cost not deducted",
    domain=POSITIVE,
    unit="as the cost",
)
PRIZE_STRONG = Exact(
    "prize_strong",
    "the same at strength 1; not above `prize_weak`, and in between on a straight line",
    domain=Domain(at_least=0),
    unit="as the cost",
)
NEEDED_WEAK = Exact(
    "needed_weak",
    "share that must attack to bring down a regime of strength 0; below 0, since the weakest "
    "fall by themselves",
    domain=Domain(at_least=-100, below=0),
)
NEEDED_STRONG = Exact(
    "needed_strong",
    "the same at strength 1; above `needed_weak`, and in between on a straight line",
    default="1",
    domain=Domain(above=0, at_most=100),
)
NOISE = Exact(
    "noise",
    "largest error of a private signal, which is uniform around the strength",
    default="0",
    domain=Domain(at_least=0, at_most=Fraction(1, 2)),
    unit="strength",
)

PROTEST = Reals(
    "protest",
    "sizes of the protest that elites see, as shares of all citizens",
    domain=_INSIDE,
)
PROTEST_COST = Real(
    "protest_cost",
    "what protesting costs a citizen, as a share of what its success is worth",
    domain=_INSIDE,
)
COUP_COST = Real(
    "coup_cost",
    "what joining a coup costs a member of the elite, as a share of what its success is worth",
    domain=_INSIDE,
)
CITIZEN_PRECISION = Real(
    "citizen_precision", "precision of each citizen's private signal", domain=_PRECISE
)
ELITE_PRECISION = Real(
    "elite_precision", "precision of each elite member's private signal", domain=_PRECISE
)
REPORTING_PRECISION = Real(
    "reporting_precision",
    "precision with which the size of the protest is seen; higher where media are free",
    default="1",
    domain=_PRECISE,
    unit="in standard deviations of a citizen's signal",
)

_CASPER = {
    "protest_cost": "0.5",
    "coup_cost": "0.5",
    "expected_strength": "0.6",
    "public_precision": 1,
    "citizen_precision": 2,
    "elite_precision": 10,
    "reporting_precision": 1,
}

MODELS = (
    Model(
        name="regime-change",
        title="Attack on a regime of unknown strength",
        question="How weak must a regime be to fall when each attacks only if enough others do?",
        grade="A",
        solver="whowhom.theory.coordination.regime_change:regime_change",
        result="RegimeChange",
        papers=(ANGELETOS_HELLWIG_PAVAN_2007, MORRIS_SHIN_1998),
        card="regime-change.md",
        arguments=(COST, EXPECTED_STRENGTH, PUBLIC_PRECISION, PRIVATE_PRECISION),
        example={
            "cost": "0.4",
            "expected_strength": "0.7",
            "public_precision": 4,
            "private_precision": 10,
        },
    ),
    Model(
        name="regime-change-sweep",
        title="Attack on a regime, over values of one argument",
        question="How does the threshold at which a regime falls move with cost or information?",
        grade="A",
        solver="whowhom.theory.coordination.regime_change_sweep:regime_change_sweep",
        result="RegimeChangeSweep",
        papers=(ANGELETOS_HELLWIG_PAVAN_2007, MORRIS_SHIN_1998),
        card="regime-change.md",
        arguments=(VARY, VALUES, COST, EXPECTED_STRENGTH, PUBLIC_PRECISION, PRIVATE_PRECISION),
        example={
            "vary": "expected_strength",
            "values": [0, "0.2", "0.4", "0.5", "0.6", "0.7", "0.8", 1],
            "cost": "0.4",
            "expected_strength": "0.5",
            "public_precision": 4,
            "private_precision": 1,
        },
    ),
    Model(
        name="uniform-attack",
        title="Attack with uniform signals and stakes that depend on strength",
        question="At which strength does a self-fulfilling attack stop when signals are precise?",
        grade="B",
        solver="whowhom.theory.coordination.uniform_attack:uniform_attack",
        result="UniformAttack",
        papers=(MORRIS_SHIN_1998, HEINEMANN_2000),
        card="regime-change.md",
        arguments=(ATTACK_COST, PRIZE_WEAK, PRIZE_STRONG, NEEDED_WEAK, NEEDED_STRONG, NOISE),
        example={
            "cost": "0.2",
            "prize_weak": 1,
            "prize_strong": 0,
            "needed_weak": "-0.1",
            "needed_strong": "0.9",
            "noise": "0.02",
        },
        scale_free=("cost", "prize_weak", "prize_strong"),
    ),
    Model(
        name="protest-coup",
        title="Protest that coordinates a coup",
        question="How likely is a coup once elites have seen a protest of a given size?",
        grade="C",
        solver="whowhom.theory.coordination.protest_coup:protest_coup",
        result="ProtestCoup",
        papers=(CASPER_TYSON_2014, ANGELETOS_HELLWIG_PAVAN_2007),
        card="protest-coup.md",
        arguments=(
            PROTEST,
            PROTEST_COST,
            COUP_COST,
            EXPECTED_STRENGTH,
            PUBLIC_PRECISION,
            CITIZEN_PRECISION,
            ELITE_PRECISION,
            REPORTING_PRECISION,
        ),
        example={"protest": ["0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.8"], **_CASPER},
    ),
)
