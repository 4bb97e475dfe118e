"""Repression: how many must be struck when the guilty cannot be told apart."""

from whowhom.theory.arguments import PROBABILITY, Domain, Exact
from whowhom.theory.registry.model import Model, Paper

__all__ = ["ENEMIES", "GREGORY_2011", "MODELS", "PRECISION", "TOLERATED"]

GREGORY_2011 = Paper(
    key="gregory2011",
    authors="Paul R. Gregory and Philipp J. H. Schröder and Konstantin Sonin",
    title="Rational dictators and the killing of innocents: Data from Stalin's archives",
    where="Journal of Comparative Economics",
    year=2011,
    volume="39(1)",
    pages="34-42",
)

ENEMIES = Exact("enemies", "share of the population that are enemies", domain=PROBABILITY)
TOLERATED = Exact(
    "tolerated",
    "share of enemies below which no revolution threatens",
    domain=Domain(at_least=0, below=1),
)
PRECISION = Exact(
    "precision",
    "share of true enemies among those who are struck",
    default="1",
    domain=Domain(above=0, at_most=1),
)

MODELS = (
    Model(
        name="repression",
        title="Size of a repression",
        question="How many must be struck, and how many of them are innocent?",
        grade="B",
        solver="whowhom.theory.control.repression:repression",
        result="Repression",
        papers=(GREGORY_2011,),
        card="repression.md",
        arguments=(ENEMIES, TOLERATED, PRECISION),
        example={"enemies": "0.4", "tolerated": "0.3", "precision": "0.6"},
    ),
)
