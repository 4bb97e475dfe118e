"""How much opposition stays hidden, and when it comes into the open all at once.

Kuran (1989, 1991). The papers' notions and the names used here:

==========================  =================================================================
private preference x        ``private``: 0 wholly for the regime, 1 wholly against it
public preference           ``is_open``: for the regime, or against it
reputational utility        ``reputation`` times the share that says the same in public
integrity utility           minus ``integrity`` times the distance between word and thought
threshold T                 ``threshold``: share of open opponents at which one joins them
private, public opposition  ``private_share``, ``open_share``
==========================  =================================================================

Published, as far as we recall it, are the notions, that the threshold falls with private
opposition, and the ten-person societies in which one small change makes all the difference. That
both utilities are straight lines, and so the formula of the threshold, is ours:
T = 1/2 + (integrity / reputation) (1/2 - x), kept within [0, 1].
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from whowhom.theory.arguments import (
    NOT_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    Actor,
    Exact,
    Exacts,
    Problems,
    actors_of,
)
from whowhom.theory.crowds.cascade import Cascade, cascade
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import percent, text_table

__all__ = ["MAX_PEOPLE", "MODELS", "HiddenOpposition", "hidden_opposition"]
KURAN_1989 = Paper(
    key="kuran1989",
    authors="Timur Kuran",
    title="Sparks and Prairie Fires: A Theory of Unanticipated Political Revolution",
    where="Public Choice",
    year=1989,
    volume="61(1)",
    pages="41-74",
    doi="10.1007/BF00116762",
)
KURAN_1991 = Paper(
    key="kuran1991",
    authors="Timur Kuran",
    title="Now Out of Never: The Element of Surprise in the East European Revolution of 1989",
    where="World Politics",
    year=1991,
    volume="44(1)",
    pages="7-48",
    doi="10.2307/2010422",
)
PRIVATE = Exacts(
    "private",
    "private opposition of each person: 0 is wholly for the regime, 1 wholly against it",
    domain=PROBABILITY,
)
INTEGRITY = Exact(
    "integrity",
    "cost of saying the opposite of one's opinion; only its ratio to reputation matters",
    default="1",
    unit="utility",
    domain=NOT_NEGATIVE,
)
REPUTATION = Exact(
    "reputation",
    "value of speaking as everybody does; only its ratio to integrity matters",
    default="1",
    unit="utility",
    domain=POSITIVE,
)


MAX_PEOPLE = 200_000
"""Most people that :func:`hidden_opposition` takes, since their thresholds are fractions."""

_HALF = Fraction(1, 2)
_ROWS = 20


@dataclass(frozen=True, slots=True, eq=False)
class HiddenOpposition(Result):
    """Opposition in private and in public, and the gap between them."""

    columns = ("actors", "threshold", "is_open")

    actors: tuple[Actor, ...]
    """Everybody, in the order given: names, or numbers from 0."""
    private_share: Fraction
    """Share that is against the regime in private (private opposition above 1/2), in [0, 1]."""
    open_share: Fraction
    """Share that opposes it in public in the end, in [0, 1]."""
    gap: Fraction
    """`private_share` minus `open_share`, in [-1, 1]."""
    hidden_share: Fraction
    """Share that is against the regime and does not say so, in [0, 1]."""
    pressed_share: Fraction
    """Share that is for the regime and speaks against it, carried along, in [0, 1]."""
    threshold: tuple[Fraction, ...]
    """Share of open opponents at which each joins them, shape (n,), in [0, 1]; 0 opposes unasked,
    1 never does."""
    is_open: tuple[bool, ...]
    """Whether each opposes in public in the end, shape (n,)."""
    bandwagon: Cascade
    """The cascade of open opposition, round by round."""
    rounding_decides: bool = False
    """Whether somebody joins at a number of people that is within 1e-12 of a whole one, in parts of
    all people, but not equal; or is within 1e-12 of one half in private."""

    def __str__(self) -> str:
        n = len(self.actors)
        inside, outside = percent(float(self.private_share)), percent(float(self.open_share))
        lines = [f"{inside} are against the regime in private, {outside} in public."]
        if self.hidden_share:
            lines.append(f"{percent(float(self.hidden_share))} hide their opposition.")
        if self.pressed_share:
            lines.append(f"{percent(float(self.pressed_share))} are for it and speak against it.")
        lines += [ROUNDING] * self.rounding_decides
        most = max(self.bandwagon.if_turned)
        if most > self.bandwagon.number + 1:
            lines.append(f"If one more spoke out unasked, it could become {percent(most / n)}.")
        order = sorted(range(n), key=self.threshold.__getitem__)
        rows = [
            [self.actors[i], percent(float(self.threshold[i])), "yes" if self.is_open[i] else "no"]
            for i in order[:_ROWS]
        ]
        table = text_table(["person", "joins at", "in the open"], rows)
        more = [f"... and {n - _ROWS:,} more"] if n > _ROWS else []
        return "\n".join([*lines, "", table, *more])


def hidden_opposition(private: Any, *, integrity: Any = 1, reputation: Any = 1) -> HiddenOpposition:
    """Find how many oppose a regime in public, and how many only in private.

    Each person speaks in public for the regime or against it. Either is worth `reputation` times
    the share that says the same, less `integrity` times its distance from the person's opinion.
    So people join the opposition once it is large enough, the sooner the more they dislike the
    regime; a
    person who is indifferent joins. Open opposition starts from nobody and grows as in
    :func:`whowhom.theory.crowds.cascade.cascade`. After [1]_ and [2]_.

    Parameters
    ----------
    private : collection of numbers, shape (n,), or mapping of names to numbers
        Private opposition of each person, in [0, 1]: 0 is wholly for the regime, 1 wholly
        against it. At most 200,000 people.
    integrity : number, default 1
        What it costs to say the opposite of what one thinks; in utility, >= 0.
    reputation : number, default 1
        What it is worth to stand with everybody; in utility, > 0. Only the ratio of the two
        matters.

    Returns
    -------
    HiddenOpposition
        Shares in private and in public, the thresholds, and the cascade.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] T. Kuran, "Sparks and Prairie Fires: A Theory of Unanticipated Political Revolution",
       Public Choice 61(1), 41-74, 1989. https://doi.org/10.1007/BF00116762
    .. [2] T. Kuran, "Now Out of Never: The Element of Surprise in the East European Revolution of
       1989", World Politics 44(1), 7-48, 1991. https://doi.org/10.2307/2010422

    Examples
    --------
    Ten people; with equal weights a threshold is 1 minus private opposition. One of them comes to
    dislike the regime a little more, and nine of ten speak out.

    >>> before = [1, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0]
    >>> after = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0]
    >>> hidden_opposition(before).open_share, hidden_opposition(after).open_share
    (Fraction(1, 10), Fraction(9, 10))
    """
    with Problems() as problems:
        people = len(actors_of(private)) if getattr(private, "ndim", 1) else 0
        if people > MAX_PEOPLE:
            problems.add(
                f"private has {people:,} people; at most {MAX_PEOPLE:,} are taken; give fewer, "
                f"such as every tenth"
            )
        opinions = [] if problems else PRIVATE.read(private, problems)
        weight = INTEGRITY.read(integrity, problems)
        standing = REPUTATION.read(reputation, problems)
    actors, n = actors_of(private), len(opinions)
    thresholds = tuple(_threshold(opinion, weight / standing) for opinion in opinions)
    needed = [math.ceil(threshold * n) for threshold in thresholds]
    named = isinstance(actors[0], str)
    bandwagon = cascade(dict(zip(actors, needed, strict=True)) if named else needed)
    is_open = tuple(not math.isnan(joined) for joined in bandwagon.rounds.tolist())
    hidden = sum(x > _HALF and not said for x, said in zip(opinions, is_open, strict=True))
    pressed = sum(x < _HALF and said for x, said in zip(opinions, is_open, strict=True))
    private_share = Fraction(sum(x > _HALF for x in opinions), n)
    open_share = Fraction(bandwagon.number, n)
    return HiddenOpposition(
        actors=actors,
        private_share=private_share,
        open_share=open_share,
        gap=private_share - open_share,
        hidden_share=Fraction(hidden, n),
        pressed_share=Fraction(pressed, n),
        threshold=thresholds,
        is_open=is_open,
        bandwagon=bandwagon,
        rounding_decides=rounding_decides(
            *(threshold - Fraction(round(threshold * n), n) for threshold in thresholds),
            *(x - _HALF for x in opinions),
        ),
    )


def _threshold(opinion: Fraction, weight: Fraction) -> Fraction:
    """Return the share of open opponents from which on opposing is worth as much as not."""
    return min(max(_HALF + weight * (_HALF - opinion), Fraction(0)), Fraction(1))


MODELS = (
    Model(
        name="hidden-opposition",
        title="Hidden opposition",
        question="How many oppose a regime openly, and how many only in private?",
        grade="B",
        solver=hidden_opposition,
        result=HiddenOpposition,
        papers=(KURAN_1989, KURAN_1991),
        card="cascade.md",
        arguments=(PRIVATE, INTEGRITY, REPUTATION),
        example={
            "private": {"ann": 1, "bob": "0.8", "cat": "0.7", "dan": "0.4", "eve": 0},
            "integrity": 1,
            "reputation": 1,
        },
        aligned=("bandwagon.rounds", "bandwagon.if_turned"),
        scale_free=("integrity", "reputation"),
        kernels=("whowhom.theory.crowds._cascade_kernel",),
    ),
)
