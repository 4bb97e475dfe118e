"""Media: how far a government bends the news."""

from whowhom.theory.arguments import POSITIVE, Domain, Exact
from whowhom.theory.registry.model import Model, Paper

__all__ = ["ADVERTISING", "GAIN", "GEHLBACH_2014", "GOOD_PRIOR", "LOSS", "MOBILISATION", "MODELS"]

GEHLBACH_2014 = Paper(
    key="gehlbach2014",
    authors="Scott Gehlbach and Konstantin Sonin",
    title="Government control of the media",
    where="Journal of Public Economics",
    year=2014,
    volume="118",
    pages="163-171",
    doi="10.1016/j.jpubeco.2014.06.004",
)

GOOD_PRIOR = Exact(
    "good_prior", "chance that the state of affairs is good", domain=Domain(above=0, below=1)
)
GAIN = Exact(
    "gain", "what acting gains a citizen in the good state", unit="utility", domain=POSITIVE
)
LOSS = Exact(
    "loss", "what acting costs a citizen in the bad state", unit="utility", domain=POSITIVE
)
MOBILISATION = Exact(
    "mobilisation",
    "what one citizen who acts is worth to the owner of the news",
    default="1",
    unit="money",
    domain=POSITIVE,
)
ADVERTISING = Exact(
    "advertising",
    "what one citizen who follows the news brings in advertising",
    default="0",
    unit="money",
    domain=Domain(at_least=0),
)

MODELS = (
    Model(
        name="media-bias",
        title="Bias of the news",
        question="How far does a government that wants people to act bend the news?",
        grade="C",
        solver="whowhom.theory.control.media:media_bias",
        result="MediaBias",
        papers=(GEHLBACH_2014,),
        card="media-bias.md",
        arguments=(GOOD_PRIOR, GAIN, LOSS, MOBILISATION, ADVERTISING),
        example={
            "good_prior": "0.4",
            "gain": 3,
            "loss": 1,
            "mobilisation": 1,
            "advertising": "0.1",
        },
        scale_free=("gain", "loss", "mobilisation", "advertising"),
    ),
)
