"""Voting power: how often a vote decides."""

from whowhom.theory.arguments import POSITIVE, Choice, Domain, Exact, Exacts
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "BANZHAF_1965",
    "COLEMAN_1971",
    "DEEGAN_PACKEL_1978",
    "EXACT",
    "HOLLER_1982",
    "JOHNSTON_1978",
    "MODELS",
    "QUOTA",
    "SHAPLEY_SHUBIK_1954",
    "SHARE_NEEDED",
    "WEIGHT",
]

SHAPLEY_SHUBIK_1954 = Paper(
    key="shapley1954",
    authors="L. S. Shapley and Martin Shubik",
    title="A Method for Evaluating the Distribution of Power in a Committee System",
    where="American Political Science Review",
    year=1954,
    volume="48(3)",
    pages="787-792",
    doi="10.2307/1951053",
)
BANZHAF_1965 = Paper(
    key="banzhaf1965",
    authors="John F. Banzhaf",
    title="Weighted Voting Doesn't Work: A Mathematical Analysis",
    where="Rutgers Law Review",
    year=1965,
    volume="19",
    pages="317-343",
)
COLEMAN_1971 = Paper(
    key="coleman1971",
    authors="James S. Coleman",
    title="Control of collectivities and the power of a collectivity to act",
    where="Bernhardt Lieberman (ed.), Social Choice, Gordon and Breach",
    year=1971,
    kind="incollection",
)
DEEGAN_PACKEL_1978 = Paper(
    key="deegan1978",
    authors="John Deegan and Edward W. Packel",
    title="A New Index of Power for Simple n-Person Games",
    where="International Journal of Game Theory",
    year=1978,
    volume="7",
    pages="113-123",
    doi="10.1007/BF01753239",
)
JOHNSTON_1978 = Paper(
    key="johnston1978",
    authors="R. J. Johnston",
    title="On the Measurement of Power: Some Reactions to Laver",
    where="Environment and Planning A",
    year=1978,
    volume="10(8)",
    pages="907-914",
)
HOLLER_1982 = Paper(
    key="holler1982",
    authors="Manfred J. Holler",
    title="Forming Coalitions and Measuring Voting Power",
    where="Political Studies",
    year=1982,
    volume="30(2)",
    pages="262-271",
)

WEIGHT = Exacts(
    "weight",
    "votes of each voter; whole numbers, or fractions of a small common denominator",
    unit="votes",
    domain=Domain(at_least=0),
)
QUOTA = Exact("quota", "votes that are enough to win", default=None, unit="votes", domain=POSITIVE)
SHARE_NEEDED = Exact(
    "share_needed",
    "the quota as a share of all votes; instead of `quota`",
    default=None,
    domain=Domain(above=0, at_most=1),
)
EXACT = Choice(
    "exact",
    "exact fractions: yes, no (floats), or where they are quick",
    default="auto",
    options=("auto", "yes", "no"),
)

MODELS = (
    Model(
        name="voting-power",
        title="Voting power",
        question="How often does a vote decide, where votes have weights?",
        grade="A",
        solver="whowhom.theory.votes.voting:voting_power",
        result="VotingPower",
        papers=(
            SHAPLEY_SHUBIK_1954,
            BANZHAF_1965,
            COLEMAN_1971,
            DEEGAN_PACKEL_1978,
            JOHNSTON_1978,
            HOLLER_1982,
        ),
        card="voting-power.md",
        arguments=(WEIGHT, QUOTA, SHARE_NEEDED, EXACT),
        example={"weight": {"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}, "quota": 51},
        aligned=(
            "actors",
            "weight",
            "blocks",
            "shapley_shubik",
            "banzhaf",
            "banzhaf_normalised",
            "deegan_packel",
            "public_good",
            "johnston",
            "prevent",
            "initiate",
            "swings",
            "fractions",
        ),
        kernels=("whowhom.theory.votes._voting_kernel",),
    ),
)
