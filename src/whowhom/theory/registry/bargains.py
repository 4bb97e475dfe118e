"""Bargaining over a line: who challenges whom and where they end."""

from whowhom.theory.arguments import (
    POSITIVE,
    PROBABILITY,
    Choice,
    Domain,
    Exact,
    Exacts,
    Whole,
)
from whowhom.theory.registry.model import Model, Paper

__all__ = [
    "BUENO_DE_MESQUITA_1994",
    "BUENO_DE_MESQUITA_1997",
    "CAPABILITY",
    "MODELS",
    "POSITION",
    "QUO",
    "ROUNDS",
    "SALIENCE",
    "SCHOLZ_2011",
    "VARIANT",
]

SCHOLZ_2011 = Paper(
    key="scholz2011",
    authors="Jason B. Scholz and Gregory J. Calbert and Glen A. Smith",
    title="Unravelling Bueno De Mesquita's group decision model",
    where="Journal of Theoretical Politics",
    year=2011,
    volume="23(4)",
    pages="510-531",
    doi="10.1177/0951629811418142",
)
BUENO_DE_MESQUITA_1997 = Paper(
    key="buenodemesquita1997",
    authors="Bueno de Mesquita, Bruce",
    title="A decision making model: Its structure and form",
    where="International Interactions",
    year=1997,
    volume="23(3-4)",
    pages="235-266",
    doi="10.1080/03050629708434909",
)
BUENO_DE_MESQUITA_1994 = Paper(
    key="buenodemesquita1994",
    authors="Bueno de Mesquita, Bruce",
    title="Political Forecasting: An Expected Utility Method",
    where="European Community Decision Making, edited by B. Bueno de Mesquita and F. Stokman, "
    "Yale University Press",
    year=1994,
    kind="incollection",
)

CAPABILITY = Exacts(
    "capability",
    "what each actor can bring to bear; any unit, only ratios matter",
    domain=POSITIVE,
    case="power",
)
POSITION = Exacts(
    "position",
    "where each actor stands on the line; any unit and any zero",
    domain=Domain(),
    unit="that of the line",
    case="line",
)
SALIENCE = Exacts(
    "salience",
    "how much the issue matters to each actor; 1 for everybody if left out",
    default=None,
    domain=PROBABILITY,
)
VARIANT = Choice(
    "variant",
    "how the ambiguous places of the papers are read",
    default="scholz-printed",
    options=("scholz-printed", "scholz-asrun", "bdm-enforce"),
)
ROUNDS = Whole(
    "rounds",
    "rounds of bargaining",
    default="10",
    unit="rounds",
    domain=Domain(at_least=1, at_most=1000),
)
QUO = Exact(
    "quo",
    "probability that all stays as it is where nobody challenges; 1 in all variants if left out",
    default=None,
    domain=PROBABILITY,
)

_EMISSIONS = {  # capability, position in years of delay, salience
    "Netherlands": ("0.08", 4, "0.8"),
    "Belgium": ("0.08", 7, "0.4"),
    "Luxembourg": ("0.03", 4, "0.2"),
    "Germany": ("0.16", 4, "0.8"),
    "France": ("0.16", 10, "0.6"),
    "Italy": ("0.16", 10, "0.6"),
    "UK": ("0.16", 10, "0.9"),
    "Ireland": ("0.05", 7, "0.1"),
    "Denmark": ("0.05", 4, "1"),
    "Greece": ("0.08", 7, "0.7"),
}

_MATRICES = ("chance", "gain", "threat")
"""Fields of what the actors expect, with a row and a column for each actor."""

MODELS = (
    Model(
        name="bargaining",
        title="Expected-utility challenges over a line",
        question="Who moves towards whom when positions on one issue are bargained over?",
        grade="B",
        solver="whowhom.theory.bargains.bargaining:bargaining",
        result="Bargain",
        papers=(SCHOLZ_2011, BUENO_DE_MESQUITA_1997, BUENO_DE_MESQUITA_1994),
        card="bargaining.md",
        arguments=(CAPABILITY, POSITION, SALIENCE, VARIANT, ROUNDS, QUO),
        example={
            "capability": {name: row[0] for name, row in _EMISSIONS.items()},
            "position": {name: row[1] for name, row in _EMISSIONS.items()},
            "salience": {name: row[2] for name, row in _EMISSIONS.items()},
        },
        aligned=(
            *("start", "end", "history[].positions", "history[].risk"),
            *(f"{when}.{what}[]" for when in ("first", "last") for what in _MATRICES),
            *(f"{when}.{what}" for when in ("first", "last") for what in _MATRICES),
        ),
        scale_free=("capability",),
        kernels=("whowhom.theory.bargains._bargaining_kernel",),
    ),
)
