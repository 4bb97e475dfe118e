"""Appointments: from vacancies filled to a majority of delegates."""

from whowhom.theory.arguments import POSITIVE, PROBABILITY, Domain, Exact, Exacts, Whole
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "BASE",
    "FILLED",
    "FILLED_BY_EACH",
    "HOUGH_1979",
    "MODELS",
    "PERIODS",
    "POSTS",
    "RUNS",
    "SEED",
    "START",
    "START_OF_EACH",
    "TURNOVER",
    "WEIGHT",
]

HOUGH_1979 = Paper(
    key="hough1979",
    authors="Jerry F. Hough and Merle Fainsod",
    title="How the Soviet Union Is Governed",
    where="Harvard University Press",
    year=1979,
    kind="book",
)

START = Exact("start", "share of delegates loyal to the secretary at first", domain=PROBABILITY)
FILLED = Exact(
    "filled", "share of vacant posts that the secretary fills with his own", domain=PROBABILITY
)
START_OF_EACH = Exacts(
    "start",
    "share of delegates loyal to each secretary at first; together at most 1",
    domain=PROBABILITY,
)
FILLED_BY_EACH = Exacts(
    "filled",
    "share of vacant posts that each secretary fills; together at most 1",
    domain=PROBABILITY,
)
TURNOVER = Exact(
    "turnover",
    "share of posts that fall vacant in a period",
    unit="a period",
    domain=Domain(above=0, at_most=1),
)
PERIODS = Whole(
    "periods",
    "how many periods to follow",
    default="24",
    unit="periods",
    domain=Domain(at_least=1, at_most=10_000),
)
POSTS = Whole(
    "posts", "how many posts there are", unit="posts", domain=Domain(at_least=1, at_most=100_000)
)
RUNS = Whole(
    "runs",
    "how many times it is played",
    default="2000",
    unit="runs",
    domain=Domain(at_least=1, at_most=1_000_000),
)
SEED = Whole(
    "seed",
    "chooses the chance; the same seed, the same runs",
    default="1",
    domain=Domain(at_least=0, below=2**63),
)
BASE = Exacts("base", "power of each actor that does not come from delegates", domain=POSITIVE)
WEIGHT = Exact(
    "weight",
    "power that all delegates together carry, in the unit of base",
    unit="as base",
    domain=Domain(at_least=0),
)

MODELS = (
    Model(
        name="appointments",
        title="Appointments and loyal delegates",
        question="When does a secretary who fills the vacant posts hold a majority?",
        grade="ours",
        solver="whowhom.theory.offices.appointments:appointments",
        result="Appointments",
        papers=(HOUGH_1979,),
        card="appointments.md",
        arguments=(START, FILLED, TURNOVER, PERIODS),
        example={"start": "0.1", "filled": "0.8", "turnover": "0.25", "periods": 6},
    ),
    Model(
        name="appointments-runs",
        title="Appointments post by post",
        question="How sure is the majority when each post falls vacant by chance?",
        grade="ours",
        solver="whowhom.theory.offices.appointments_runs:appointments_runs",
        result="AppointmentsRuns",
        papers=(HOUGH_1979,),
        card="appointments.md",
        arguments=(START, FILLED, TURNOVER, PERIODS, POSTS, RUNS, SEED),
        example={
            "start": "0.1",
            "filled": "0.8",
            "turnover": "0.25",
            "periods": 6,
            "posts": 100,
            "runs": 500,
        },
        is_seeded=True,
        kernels=("whowhom.theory.offices._appointments_kernel",),
    ),
    Model(
        name="secretaries",
        title="Several secretaries",
        question="Who comes to hold the delegates when several fill the vacant posts?",
        grade="ours",
        solver="whowhom.theory.offices.secretaries:secretaries",
        result="Secretaries",
        papers=(HOUGH_1979,),
        card="appointments.md",
        arguments=(START_OF_EACH, FILLED_BY_EACH, TURNOVER, PERIODS),
        example={
            "start": {"ann": "0.5", "bob": "0.3", "cat": "0.1"},
            "filled": {"ann": "0.2", "bob": "0.2", "cat": "0.6"},
            "turnover": "0.1",
        },
        aligned=("shares", "crossing", "first_period"),
    ),
)
