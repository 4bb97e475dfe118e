"""How far the owner of the news bends it to make people act.

Inspired by Gehlbach and Sonin (2014). Their abstract says that bias rises with the government's
wish to mobilise citizens and falls with the advertising market. The model below is our own
reconstruction of that, not theirs:

=======  =====================================================================
theta    ``good_prior``, chance of the good state
G, L     ``gain`` and ``loss`` of a citizen who acts in the good, the bad state
M        ``mobilisation``, what a citizen who acts is worth to the owner
a        ``advertising``, what a citizen who follows the news brings
sigma    ``bias``: the chance that the news is good although the state is bad
=======  =====================================================================
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from whowhom.theory.arguments import INSIDE, NOT_NEGATIVE, POSITIVE, Exact, Problems
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result
from whowhom.theory.words import percent, text_table

__all__ = ["MODELS", "MediaBias", "media_bias"]

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

GOOD_PRIOR = Exact("good_prior", "chance that the state of affairs is good", domain=INSIDE)
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
    domain=NOT_NEGATIVE,
)


@dataclass(frozen=True, slots=True)
class MediaBias(Result):
    """The bias that pays best, and what it does to the news; all numbers are exact."""

    bias: Fraction
    """Chance that the news is good although the state is bad, in [0, 1]."""
    good_news: Fraction
    """Chance that the news is good, in [prior, 1]."""
    trust: Fraction
    """Chance that the state is good if the news is, in [prior, 1]."""
    audience: Fraction
    """Audience as a share of that of honest news, in (0, 1]."""
    acting: Fraction
    """Citizens who act, on average, as a share of the audience of honest news, in (0, 1]."""

    def __str__(self) -> str:
        rows = [
            ["the news is good", percent(float(self.good_news))],
            ["it is right when it is good", percent(float(self.trust))],
            ["audience that is left", percent(float(self.audience))],
        ]
        if self.bias == 0:
            first = "The news is honest."
        elif self.bias == 1:
            first = "The news is always good, whatever the state."
        else:
            first = f"In the bad state the news is good {percent(float(self.bias))} of the time."
        return f"{first}\n\n{text_table(rows[0], rows[1:])}"


def media_bias(
    *, good_prior: Any, gain: Any, loss: Any, mobilisation: Any = 1, advertising: Any = 0
) -> MediaBias:
    """Find the bias of the news that pays its owner best.

    The news is good in the good state, and with the chance `bias` in the bad one. Citizens differ
    in what following the news costs them, evenly from 0 on; those follow it to whom it is worth
    more, and they act when it is good. The owner earns from each who follows, and from each who
    acts. Our own model, inspired by [1]_.

    Parameters
    ----------
    good_prior : number
        Chance that the state is good; unitless, in (0, 1).
    gain : number
        What acting gains a citizen in the good state; in utility, > 0.
    loss : number
        What acting costs a citizen in the bad state; in utility, > 0.
    mobilisation : number, default 1
        What one citizen who acts is worth to the owner; in money, > 0.
    advertising : number, default 0
        What one citizen who follows the news brings; in money, >= 0.

    Returns
    -------
    MediaBias
        The bias, and what it does to news, trust and audience.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] S. Gehlbach and K. Sonin, "Government control of the media", Journal of Public
       Economics 118, 163-171, 2014. https://doi.org/10.1016/j.jpubeco.2014.06.004

    Examples
    --------
    >>> media_bias(good_prior="0.4", gain=3, loss=1).bias
    Fraction(2, 3)
    >>> media_bias(good_prior="0.4", gain=3, loss=1, advertising="0.2").bias
    Fraction(1, 2)
    """
    with Problems() as problems:
        theta = GOOD_PRIOR.read(good_prior, problems)
        g = GAIN.read(gain, problems)
        cost = LOSS.read(loss, problems)
        m = MOBILISATION.read(mobilisation, problems)
        a = ADVERTISING.read(advertising, problems)
    unbounded = (theta * (g / cost - 1) - a / m) / (2 * (1 - theta))
    bias = min(max(unbounded, Fraction(0)), Fraction(1))
    good_news = theta + (1 - theta) * bias
    audience = 1 - (1 - theta) * bias * cost / (theta * g)
    return MediaBias(
        bias=bias,
        good_news=good_news,
        trust=theta / good_news,
        audience=audience,
        acting=audience * good_news,
    )


MODELS = (
    Model(
        name="media-bias",
        title="Media bias",
        question="How far does a government that wants people to act bend the news?",
        grade="C",
        solver=media_bias,
        result=MediaBias,
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
