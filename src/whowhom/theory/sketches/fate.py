"""What becomes of the loser of a power struggle: spared, exiled or killed. A model of ours.

In the spirit of Debs (2016), whose verbal point it takes up: someone with a large capacity for
violence cannot promise not to use it later, and is the more likely to be killed. The
costs and the comparison are ours.

=================  ==========================================================
A                  ``winner``, power of the winning side
a                  ``loser``, power of a loser
rho                ``surviving``, share of the loser's power that survives exile
k                  ``killing``, cost of having the loser killed
k_x                ``exile``, cost of sending the loser abroad
=================  ==========================================================

The danger that a spared loser with power a comes back is a / (A + a), an exiled one's is the same
with rho a. The winner chooses what costs least, and the milder fate where costs tie.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from whowhom.theory.arguments import (
    NOT_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    Actor,
    Exact,
    Exacts,
    Number,
    Problems,
    actors_of,
    refuse_long,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import CLOSE, ROUNDING, Result, rounding_decides
from whowhom.theory.words import joined, number, text_table, wrapped

__all__ = ["EXILED", "KILLED", "MODELS", "SPARED", "FateOfLoser", "fate_of_loser"]
DEBS_2016 = Paper(
    key="debs2016",
    authors="Alexandre Debs",
    title="Living by the Sword and Dying by the Sword? Leadership Transitions in and out of "
    "Dictatorships",
    where="International Studies Quarterly",
    year=2016,
)

LOSER = Exacts(
    "loser",
    "power of each loser, judged one by one; same unit as the winner's",
    domain=NOT_NEGATIVE,
)
WINNER = Exact("winner", "power of the winning side", default="1", domain=POSITIVE)
KILLING_COST = Exact(
    "killing",
    "cost of having a loser killed, on the scale of the danger from 0 to 1",
    default="0.4",
    domain=NOT_NEGATIVE,
)
EXILE_COST = Exact(
    "exile", "cost of sending a loser abroad, on the same scale", default="0.1", domain=NOT_NEGATIVE
)
SURVIVING = Exact(
    "surviving", "share of a loser's power that survives exile", default="0.4", domain=PROBABILITY
)


SPARED, EXILED, KILLED = "spared", "exiled", "killed"


@dataclass(frozen=True, slots=True)
class FateStep:
    """A range of power, and what becomes of a loser within it."""

    above: float
    """Power of the loser, in parts of the winner's, above which this holds; >= 0."""
    fate: str
    """``"spared"``, ``"exiled"`` or ``"killed"``."""


@dataclass(frozen=True, slots=True)
class FateOfLoser(Result):
    """What becomes of each loser, and at which power that changes."""

    columns = ("actors", "fates", "costs_of_sparing", "costs_of_exile")

    actors: tuple[Actor, ...]
    """The losers: names, or numbers from 0."""
    fates: tuple[str, ...]
    """For each loser: ``"spared"``, ``"exiled"`` or ``"killed"``."""
    costs_of_sparing: tuple[float, ...]
    """For each loser, the danger of a comeback if spared, in [0, 1)."""
    costs_of_exile: tuple[float, ...]
    """For each loser, the cost of exile plus the danger of a comeback from there; >= 0."""
    cost_of_killing: float
    """Cost of having a loser killed, the same for all; >= 0."""
    steps: tuple[FateStep, ...]
    """How the fate changes with power, from the weakest loser to the strongest."""
    is_harsher_for_the_strong: bool
    """Whether more power never earns a milder fate. With a very high cost of killing it can: a
    loser almost as dangerous from abroad may as well be spared."""
    rounding_decides: bool = False
    """Whether the lowest cost of some loser is below another by less than 1e-12, but not equal."""

    def __str__(self) -> str:
        lines = [_sentence(self, fate) for fate in (SPARED, EXILED, KILLED) if fate in self.fates]
        lines = [wrapped(line) for line in lines]
        lines += ["", *_path(self.steps)]
        if not self.is_harsher_for_the_strong:
            lines.append("Here more power can earn a milder fate: the strongest are almost as")
            lines.append("dangerous from abroad.")
        lines += [ROUNDING] * self.rounding_decides
        rows = [
            [actor, fate, number(spare), number(exile), number(self.cost_of_killing)]
            for actor, fate, spare, exile in zip(
                self.actors, self.fates, self.costs_of_sparing, self.costs_of_exile, strict=True
            )
        ]
        header = ["loser", "fate", "cost of sparing", "of exile", "of killing"]
        return "\n".join([*lines, "", text_table(header, rows)])


def fate_of_loser(
    loser: object,
    *,
    winner: Number = 1,
    killing: Number = 0.4,
    exile: Number = 0.1,
    surviving: Number = 0.4,
) -> FateOfLoser:
    """Find for each loser whether sparing, exile or killing costs the winner least.

    A model of ours, in the spirit of [1]_; see ``docs/models/fate.md``.

    Parameters
    ----------
    loser : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each loser, >= 0, in the unit of `winner`; each is judged alone.
    winner : number, default 1
        Power of the winning side, > 0; only the ratio of the two matters.
    killing : number, default 0.4
        Cost of having a loser killed, >= 0; 1 is the cost of certainly losing power to that loser.
    exile : number, default 0.1
        Cost of sending a loser abroad, >= 0, on the same scale.
    surviving : number, default 0.4
        Share of a loser's power that survives exile, in [0, 1].

    Returns
    -------
    FateOfLoser
        The fate of each loser, the costs, and the powers at which the fate changes.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    Notes
    -----
    Fates are found by exact comparison; the powers at which they change come from closed forms,
    in floats. Of two such powers that differ by less than a relative 1e-12, one is given.

    References
    ----------
    .. [1] A. Debs, "Living by the Sword and Dying by the Sword? Leadership Transitions in and out
       of Dictatorships", International Studies Quarterly, 2016.

    Examples
    --------
    >>> fate_of_loser([0.1, 0.5, 1.5]).fates
    ('spared', 'exiled', 'killed')
    >>> [step.fate for step in fate_of_loser({"ann": 1}, killing=0.05).steps]
    ['spared', 'killed']
    """
    with Problems() as problems:
        powers = LOSER.read(loser, problems)
        strength = WINNER.read(winner, problems)
        kill = KILLING_COST.read(killing, problems)
        send = EXILE_COST.read(exile, problems)
        kept = SURVIVING.read(surviving, problems)
        refuse_long(problems, killing=kill, exile=send, surviving=kept)
    ratios = [power / strength for power in powers]
    steps = _steps(kill, send, kept)
    order = [(SPARED, EXILED, KILLED).index(step.fate) for step in steps]
    return FateOfLoser(
        actors=actors_of(loser),
        fates=tuple(_fate(ratio, kill, send, kept) for ratio in ratios),
        costs_of_sparing=tuple(float(_danger(ratio)) for ratio in ratios),
        costs_of_exile=tuple(float(send + _danger(kept * ratio)) for ratio in ratios),
        cost_of_killing=float(kill),
        steps=steps,
        is_harsher_for_the_strong=order == sorted(order),
        rounding_decides=any(_is_close(ratio, kill, send, kept) for ratio in ratios),
    )


def _danger(ratio: Fraction) -> Fraction:
    """Return the danger of a comeback, from the loser's power in parts of the winner's."""
    return ratio / (1 + ratio)


def _fate(ratio: Fraction, kill: Fraction, send: Fraction, kept: Fraction) -> str:
    """Return what costs least; the milder fate where costs tie."""
    costs = _costs(ratio, kill, send, kept)
    return min(costs, key=costs.__getitem__)  # the first of several that tie


def _costs(ratio: Fraction, kill: Fraction, send: Fraction, kept: Fraction) -> dict[str, Fraction]:
    """Return what each fate costs, the mildest first."""
    return {SPARED: _danger(ratio), EXILED: send + _danger(kept * ratio), KILLED: kill}


def _is_close(ratio: Fraction, kill: Fraction, send: Fraction, kept: Fraction) -> bool:
    """Return whether the lowest cost is hardly the lowest."""
    costs = _costs(ratio, kill, send, kept).values()
    return rounding_decides(*(cost - min(costs) for cost in costs))


def _steps(kill: Fraction, send: Fraction, kept: Fraction) -> tuple[FateStep, ...]:
    """Return the ranges of power with one fate each, in rising order.

    Fates can change only where two costs cross, so one power between neighbouring crossings
    decides for all of them.
    """
    crossings = [0.0]
    for crossing in sorted(_crossings(kill, send, kept)):
        if crossing - crossings[-1] > CLOSE * crossing:  # else one crossing, rounded twice
            crossings.append(crossing)
    steps: list[FateStep] = []
    for low, high in zip(crossings, [*crossings[1:], math.inf], strict=True):
        middle = (low + high) / 2 if math.isfinite(high) else 2 * low + 1
        fate = _fate(Fraction(middle), kill, send, kept)
        if not steps or steps[-1].fate != fate:
            steps.append(FateStep(low, fate))
    return tuple(steps)


def _crossings(kill: Fraction, send: Fraction, kept: Fraction) -> list[float]:
    """Return the positive powers, in parts of the winner's, at which two of the costs are equal."""
    found = []
    if 0 < kill < 1:  # sparing and killing
        found.append(float(kill / (1 - kill)))
    gap = kill - send
    if kept > 0 and 0 < gap < 1:  # exile and killing
        found.append(float(gap / (kept * (1 - gap))))
    # Sparing and exile: send (1 + r) (1 + kept r) = (1 - kept) r, a quadratic in the ratio r.
    square, middle = send * kept, send * (1 + kept) - (1 - kept)
    inside = middle**2 - 4 * square * send
    if send > 0 and middle < 0 and inside >= 0:
        denominator = float(-middle) + math.sqrt(inside)
        found.append(2 * float(send) / denominator)
        if square > 0:
            found.append(denominator / (2 * float(square)))
    return [ratio for ratio in found if math.isfinite(ratio)]


def _sentence(found: FateOfLoser, fate: str) -> str:
    """Say who meets a fate."""
    who = [actor for actor, met in zip(found.actors, found.fates, strict=True) if met == fate]
    return f"{fate.capitalize()}: {joined(who)}."


def _path(steps: tuple[FateStep, ...]) -> list[str]:
    """Say how the fate changes with power."""
    if len(steps) == 1:
        return [f"However strong, a loser is {steps[0].fate}."]
    parts = [steps[0].fate, *(f"{step.fate} above {number(step.above)}" for step in steps[1:])]
    path = f"With rising power a loser is {', '.join(parts)}."
    return [wrapped(path), "(Power in parts of the winner's.)"]


MODELS = (
    Model(
        name="fate",
        title="Fate of the deposed: spare, exile or kill",
        question="Is the loser of a power struggle spared, exiled or killed?",
        grade="ours",
        solver=fate_of_loser,
        result=FateOfLoser,
        papers=(DEBS_2016,),
        card="fate.md",
        arguments=(LOSER, WINNER, KILLING_COST, EXILE_COST, SURVIVING),
        example={"loser": {"a": 0.1, "b": 0.5, "c": 1.5}, "winner": 1},
        scale_free=("loser", "winner"),
    ),
)
