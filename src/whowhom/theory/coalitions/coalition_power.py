"""Who rules as one actor's power grows: the map of Acemoglu, Egorov and Sonin (2008), swept.

The paper's symbols and the names used here:

=================  ==========================================================
gamma_i            ``power[i]``; from ``low`` to ``high`` for ``actor``
alpha              ``majority``, the share of power that is needed to remove
phi(N)             ``all_members`` of a step
=================  ==========================================================

The map is the paper's; that the sweep is exact, and how it finds its steps, is our own work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import POSITIVE, Actor, Exact, Name, Number, Problems, actors_of
from whowhom.theory.coalitions.coalition import ACEMOGLU_2008, MAJORITY, POWER
from whowhom.theory.coalitions.coalition_masks import (
    coalitions_of,
    in_order,
    in_words,
    sums_of,
    wrapped,
)
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import exactly, number

__all__ = ["MAX_ACTORS_GROWN", "MODELS", "CoalitionByPower", "coalition_by_power"]
ACTOR = Name("actor", "whose power varies")
LOW = Exact("low", "least power of the actor", unit="as power", domain=POSITIVE)
HIGH = Exact("high", "greatest power of the actor", unit="as power", domain=POSITIVE)


MAX_ACTORS_GROWN = 13
"""Largest circle that :func:`coalition_by_power` takes."""

_MAX_PLAIN_GROWN = 8
_FATES = {
    "alone": "rules alone",
    "safe": "rules with others",
    "removed": "is removed",
    "open": "is in some of the coalitions that tie",
}


@dataclass(frozen=True, slots=True)
class PowerStep:
    """Powers of the actor at which the same coalition rules."""

    low: Fraction
    """The least of them, or the bound above which they begin; in the unit of power."""
    high: Fraction
    """The greatest of them, or the bound below which they end; equal to `low` on a knife-edge."""
    includes_low: bool
    """Whether `low` itself belongs to the step."""
    includes_high: bool
    """Whether `high` itself belongs to the step."""
    all_members: tuple[tuple[Actor, ...], ...]
    """Every ruling coalition, in lexicographic order; more than one at a tie only."""
    fate: str
    """What becomes of the actor: ``alone`` (sole ruler), ``safe`` (rules with others),
    ``removed``, or ``open`` (belongs to some of the coalitions that tie, not to all)."""

    @property
    def is_knife_edge(self) -> bool:
        """Whether it is a single power."""
        return self.low == self.high

    @property
    def where(self) -> str:
        """The powers in words."""
        low, high = _shown(self.low), _shown(self.high)
        if self.is_knife_edge:
            return f"at {low}"
        if self.includes_low:
            return f"from {low} to {high}" if self.includes_high else f"from {low} to below {high}"
        return f"above {low}, to {high}" if self.includes_high else f"between {low} and {high}"


@dataclass(frozen=True, slots=True)
class CoalitionByPower(Result):
    """Who rules as the power of one actor runs from low to high."""

    columns = ("steps",)

    actors: tuple[Actor, ...]
    """The actors: their names, or numbers from 0."""
    actor: Actor
    """Whose power varies."""
    given: Fraction
    """The actor's power as it was given, in the unit of power."""
    steps: tuple[PowerStep, ...]
    """From the least power to the greatest without gaps; neighbours differ."""
    majority: Fraction
    """Share of power needed to remove somebody, as it was understood."""
    rounding_decides: bool = False
    """Whether a step is narrower than 1e-12 of its power, or `given` so near to its bounds."""

    def __str__(self) -> str:
        first, last = self.steps[0].low, self.steps[-1].high
        lines = [wrapped(f"{self.actor}, with power from {_shown(first)} to {_shown(last)}:")]
        spells = _spells(self.steps)
        for fate, words in _FATES.items():
            where = [step.where for step in spells if step.fate == fate]
            if where:
                lines.append(wrapped(f"{words}: {'; '.join(where)}.", "  "))
        if first <= self.given <= last:
            fate = _FATES[_step_at(self.steps, self.given).fate]
            lines.append(wrapped(f"With {_shown(self.given)}, as given, {self.actor} {fate}."))
        lines += [ROUNDING] * self.rounding_decides
        lines.append("")
        lines += [wrapped(f"{step.where}: {in_words(step.all_members)}") for step in self.steps]
        return "\n".join(lines)


def coalition_by_power(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    *,
    actor: Actor,
    majority: Number = 0.5,
    low: Number,
    high: Number,
) -> CoalitionByPower:
    """Find the ultimate ruling coalition as one actor's power grows and all others stay.

    Implements the map of [1]_. A rising actor may be safe while weak, removed while middling, and
    sole ruler once strong.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive, in one unit; exact, as in ``ruling_coalition``. The power of
        `actor` itself only marks where that actor stands now. At most 13 actors; at most 8 if the
        comparisons do not fit 64 bits.
    actor : str or int
        Whose power varies: a name, or a number from 0.
    majority : number, default 0.5
        Share of power needed to remove the rest; unitless, in [1/2, 1).
    low, high : number
        Least and greatest power of the actor, positive, in the same unit, `low` below `high`.

    Returns
    -------
    CoalitionByPower
        The steps with exact bounds, knife-edges among them, and what becomes of the actor.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    >>> circle = {"Ann": 3, "Bob": 4, "Cat": 5, "Dan": 10}
    >>> print(coalition_by_power(circle, actor="Dan", low="0.5", high=20))
    Dan, with power from 0.5 to 20:
      rules alone: above 12, to 20.
      rules with others: from 1 to below 3; between 3 and 4; above 4, to 5; at 12.
      is removed: from 0.5 to below 1; between 5 and 12.
      is in some of the coalitions that tie: at 3; at 4.
    With 10, as given, Dan is removed.
    <BLANKLINE>
    from 0.5 to below 1: Ann, Bob and Cat
    from 1 to below 3: Ann, Bob and Dan
    at 3: a tie: Ann, Bob and Cat; or Bob, Cat and Dan
    between 3 and 4: Ann, Bob and Dan
    at 4: a tie: Ann, Bob and Cat; or Ann, Cat and Dan
    between 4 and 5: Ann, Bob and Dan
    at 5: Cat and Dan
    between 5 and 12: Ann, Bob and Cat
    at 12: Ann, Bob, Cat and Dan
    above 12, to 20: Dan
    """
    with Problems() as problems:
        needed = MAJORITY.read(majority, problems)
        powers = POWER.read(power, problems)
        actors = actors_of(power)
        who = ACTOR.read(actor, actors, problems)
        first, last = LOW.read(low, problems), HIGH.read(high, problems)
        if 0 < last <= first:
            problems.add(f"low must be below high, got {exactly(first)} and {exactly(last)}")
        if len(actors) > MAX_ACTORS_GROWN:
            problems.add(
                f"power has {len(actors)} actors; at most {MAX_ACTORS_GROWN} are solved while one "
                f"grows, since the number of powers to look at doubles with each; leave out the "
                f"weakest, or solve a few powers with ruling_coalition"
            )
    given, _ = whole_numbers([*powers[:who], *powers[who + 1 :], first, last])
    *weights, start, end = given
    p, q = needed.as_integer_ratio()
    unit = 2 * p * (q - p)
    is_small = q * unit * (sum(weights) + end) < 2**63
    if not is_small and len(actors) > _MAX_PLAIN_GROWN:
        problems.add(
            f"power, low, high and majority are finer than 64 bits, and then at most "
            f"{_MAX_PLAIN_GROWN} actors are solved; give fewer digits, as texts such as "
            f'"2.35" or whole numbers'
        )
        problems.refuse()
    answers = _Answers(weights, needed, who, np.int64 if is_small else object)
    pieces = _pieces(answers, unit * start, unit * end)
    scale = first / (unit * start)
    steps = tuple(_step(piece, scale, actors, who) for piece in pieces)
    return CoalitionByPower(
        actors=actors,
        actor=actors[who],
        given=powers[who],
        steps=steps,
        majority=needed,
        rounding_decides=rounding_decides(
            *(1 - step.low / step.high for step in steps),
            *(1 - bound / powers[who] for step in steps for bound in (step.low, step.high)),
        ),
    )


class _Answers:
    """The others of the circle, and who rules at one power of the actor."""

    def __init__(self, weights: list[int], majority: Fraction, who: int, dtype: Any) -> None:
        from whowhom.theory.coalitions._coalition_kernel import fill_strongest, next_event

        self.majority = majority.as_integer_ratio()
        self.who = who
        self.sums = sums_of(weights, dtype)
        self.without = np.zeros_like(self.sums)
        self.within = np.zeros_like(self.sums)
        self.next_event = next_event.py_func if dtype is object else next_event
        fill = fill_strongest.py_func if dtype is object else fill_strongest
        fill(np.array(weights, dtype), *self.majority, self.without, False)

    def at(self, now: int) -> tuple[NDArray[np.int64], int]:
        """Return the ruling coalitions at a power, and the next power where they may change."""
        arrays = self.without, self.sums
        found = self.next_event(*arrays, *self.majority, now, self.within)
        alone, together, event = map(int, found)
        p, q = self.majority
        gap = 2 * p * (q - p) * (alone - together) - now
        masks = []
        if alone >= 0 and (together < 0 or gap <= 0):
            rules = np.flatnonzero((self.sums == alone) & (self.without == alone))
            masks.append(self._widened(rules))
        if together >= 0 and (alone < 0 or gap >= 0):
            rules = np.flatnonzero((self.sums == together) & (self.within == together))
            masks.append(self._widened(rules) | (1 << self.who))
        return in_order(np.concatenate(masks)), event

    def _widened(self, masks: NDArray[np.intp]) -> NDArray[np.int64]:
        """Make room for the actor in masks of the others."""
        before = (1 << self.who) - 1
        return ((masks & ~before) << 1 | masks & before).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Powers with one answer, in the unit of the kernel."""

    low: int
    high: int
    includes_low: bool
    includes_high: bool
    masks: NDArray[np.int64]


def _pieces(answers: _Answers, start: int, end: int) -> list[_Piece]:
    """Go from one power where a comparison turns to the next, and join what is the same."""
    pieces: list[_Piece] = []

    def add(piece: _Piece) -> None:
        if pieces and np.array_equal(pieces[-1].masks, piece.masks):
            piece = replace(piece, low=pieces[-1].low, includes_low=pieces[-1].includes_low)
            pieces.pop()
        pieces.append(piece)

    now = start
    while True:
        masks, _ = answers.at(now)
        add(_Piece(now, now, True, True, masks))
        if now == end:
            return pieces
        masks, event = answers.at(now + 1)
        following = end if event < 0 else min(event, end)
        add(_Piece(now, following, False, False, masks))
        now = following


def _step(piece: _Piece, scale: Fraction, actors: tuple[Actor, ...], who: int) -> PowerStep:
    """Name the actors of a piece, and say what becomes of the one."""
    ruling = coalitions_of(piece.masks, actors)
    inside = [actors[who] in members for members in ruling]
    fate = "safe" if all(inside) else "open" if any(inside) else "removed"
    if ruling == ((actors[who],),):
        fate = "alone"
    return PowerStep(
        low=piece.low * scale,
        high=piece.high * scale,
        includes_low=piece.includes_low,
        includes_high=piece.includes_high,
        all_members=ruling,
        fate=fate,
    )


def _step_at(steps: tuple[PowerStep, ...], power: Fraction) -> PowerStep:
    """Return the step that a power within the range belongs to."""
    return next(
        step
        for step in steps
        if (step.low < power or (step.includes_low and step.low == power))
        and (power < step.high or (step.includes_high and step.high == power))
    )


def _spells(steps: tuple[PowerStep, ...]) -> list[PowerStep]:
    """Join neighbours in which the same becomes of the actor, whoever else rules."""
    spells: list[PowerStep] = []
    for step in steps:
        if spells and spells[-1].fate == step.fate:
            first = spells.pop()
            step = replace(step, low=first.low, includes_low=first.includes_low)
        spells.append(step)
    return spells


def _shown(power: Fraction) -> str:
    """Return a power as a short number, with the fraction that it is if that is short too."""
    short = number(float(power), 6)
    exact = str(power)
    return short if Fraction(short) == power or len(exact) > 12 else f"{short} ({exact})"


MODELS = (
    Model(
        name="coalition-by-power",
        title="Ruling coalitions as one actor's power grows",
        question="When is a rising actor safe, when purged, and when sole ruler?",
        grade="A",
        solver=coalition_by_power,
        result=CoalitionByPower,
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, ACTOR, MAJORITY, LOW, HIGH),
        example={
            "power": {"a": 3, "b": 4, "c": 5, "d": 10},
            "actor": "d",
            "low": "1/2",
            "high": 20,
        },
        kernels=("whowhom.theory.coalitions._coalition_kernel",),
    ),
)
