"""Power sharing: the hazard of a coup by years in power."""

from whowhom.theory.arguments import (
    POSITIVE,
    PROBABILITY,
    Domain,
    Exact,
    Exacts,
    Real,
    Reals,
    Whole,
)
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "ACQUIESCENCE",
    "AT_RISK",
    "CONTESTED_COUP",
    "COUPS",
    "DETECTION",
    "ENDED_BY_COUP",
    "ESTABLISHED_COUP",
    "ESTABLISHMENT",
    "GRABS",
    "HORIZON",
    "LADDER_PERIODS",
    "MODELS",
    "PENALTY",
    "PERIODS",
    "PRIZE",
    "SUCCESS",
    "SVOLIK_2009",
    "SVOLIK_2012",
    "YEAR",
    "YEARS",
]

SVOLIK_2009 = Paper(
    key="svolik2009",
    authors="Milan W. Svolik",
    title="Power Sharing and Leadership Dynamics in Authoritarian Regimes",
    where="American Journal of Political Science",
    year=2009,
    volume="53(2)",
    pages="477-494",
    doi="10.1111/j.1540-5907.2009.00382.x",
)
SVOLIK_2012 = Paper(
    key="svolik2012",
    authors="Milan W. Svolik",
    title="The Politics of Authoritarian Rule",
    where="Cambridge University Press",
    year=2012,
    kind="book",
)

_SPAN = Domain(at_least=1, at_most=10_000)

CONTESTED_COUP = Exact(
    "coup",
    "chance that a ruler who is still contested falls to a coup within a period",
    domain=PROBABILITY,
    unit="per period",
)
ESTABLISHMENT = Exact(
    "establishment",
    "chance that a contested ruler becomes established within a period",
    domain=PROBABILITY,
    unit="per period",
)
ESTABLISHED_COUP = Exact(
    "established_coup",
    "chance that an established ruler falls to a coup within a period; not above `coup`",
    domain=PROBABILITY,
    unit="per period",
)
PERIODS = Whole("periods", "how many periods to follow", default="40", domain=_SPAN, unit="periods")

SUCCESS = Exacts(
    "success",
    "chance that a coup succeeds at each step of the ruler's rise, from the lowest; never rising",
    domain=PROBABILITY,
    per_actor=False,
)
DETECTION = Real(
    "detection",
    "chance that the circle notices when the ruler reaches for more power",
    default="1/2",
    domain=PROBABILITY,
)
GRABS = Real(
    "grabs",
    "chance within a period that the ruler reaches for more power",
    default="1",
    domain=PROBABILITY,
    unit="per period",
)
PRIZE = Exact(
    "prize", "what the circle gains by a coup that succeeds", default="1", domain=POSITIVE
)
PENALTY = Exact(
    "penalty",
    "what the circle loses by a coup that fails",
    default="1",
    domain=Domain(at_least=0),
    unit="as the prize",
)
ACQUIESCENCE = Exact(
    "acquiescence",
    "what the circle has if it lets the ruler do as he likes",
    default="0",
    unit="as the prize",
)
LADDER_PERIODS = Whole(
    "periods", "how many periods to follow", default="20", domain=_SPAN, unit="periods"
)

YEARS = Reals(
    "years", "years in power of each ruler", domain=Domain(above=0, at_most=1000), unit="years"
)
ENDED_BY_COUP = Reals(
    "coup",
    "for each ruler 1 (true) if a coup ended their rule, 0 (false) if not",
    domain=PROBABILITY,
)
HORIZON = Whole(
    "horizon",
    "years after which a ruler is followed no further",
    default="100",
    domain=Domain(at_least=3, at_most=1000),
    unit="years",
)
YEAR = Reals(
    "year",
    "year in power, from 1 on without a gap",
    domain=Domain(at_least=1, at_most=1000),
    unit="years",
)
AT_RISK = Reals(
    "at_risk", "rulers in power when that year began", domain=Domain(above=0, at_most=10**9)
)
COUPS = Reals(
    "coups", "rulers who fell to a coup in that year", domain=Domain(at_least=0, at_most=10**9)
)

_YEARS = [0.4, 0.8, 0.9, 1.3, 1.7, 2.2, 2.5, 3.1, 4.6, 5.5, 7.2, 9.9, 12.4, 15.0, 18.3, 24.6]
_COUP = [1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]

MODELS = (
    Model(
        name="power-sharing",
        title="Contested and established rule",
        question="How does the danger of a coup change with the years in power?",
        grade="B",
        solver="whowhom.theory.tenure.power_sharing:power_sharing",
        result="PowerSharing",
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(CONTESTED_COUP, ESTABLISHMENT, ESTABLISHED_COUP, PERIODS),
        example={"coup": "0.12", "establishment": "0.06", "established_coup": "0.01"},
        kernels=("whowhom.theory.tenure._power_sharing_kernel",),
    ),
    Model(
        name="power-sharing-ladder",
        title="Ladder to established rule",
        question="At which step of a ruler's rise does the threat of a coup stop being credible?",
        grade="C",
        solver="whowhom.theory.tenure.power_sharing_ladder:power_sharing_ladder",
        result="PowerSharingLadder",
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(SUCCESS, DETECTION, GRABS, PRIZE, PENALTY, ACQUIESCENCE, LADDER_PERIODS),
        example={
            "success": ["0.9", "0.7", "0.5", "0.3"],
            "detection": "0.2",
            "prize": 1,
            "penalty": 1,
            "acquiescence": 0,
        },
        scale_free=("prize", "penalty", "acquiescence"),
    ),
    Model(
        name="power-sharing-fit",
        title="Contested and established rule, from spells",
        question="How dangerous were a ruler's early years, and when did the danger pass?",
        grade="B",
        solver="whowhom.theory.tenure.power_sharing_fit:fit_power_sharing",
        result="PowerSharingFit",
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(YEARS, ENDED_BY_COUP, HORIZON),
        example={"years": _YEARS, "coup": _COUP},
        kernels=("whowhom.theory.tenure._power_sharing_kernel",),
    ),
    Model(
        name="power-sharing-table",
        title="Contested and established rule, from a table by year",
        question="What does a table of coups by year in power say of the early danger?",
        grade="B",
        solver="whowhom.theory.tenure.power_sharing_fit:fit_power_sharing_table",
        result="PowerSharingFit",
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(YEAR, AT_RISK, COUPS),
        example={
            "year": [1, 2, 3, 4, 5, 6],
            "at_risk": [100, 80, 70, 63, 58, 55],
            "coups": [12, 5, 3, 2, 1, 1],
        },
        kernels=("whowhom.theory.tenure._power_sharing_kernel",),
    ),
)
