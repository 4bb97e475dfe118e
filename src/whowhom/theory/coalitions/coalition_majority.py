"""Who rules at every majority: the map of Acemoglu, Egorov and Sonin (2008), swept exactly.

The paper's symbols and the names used here:

=================  ==========================================================
gamma_i            ``power[i]``, the power of actor i
alpha              from ``start`` to ``end`` of a step
phi(N)             ``all_members`` of a step
=================  ==========================================================

Since to win means to hold *more* than the majority, the answer at a majority holds up to the next
share that matters and changes there at the earliest: steps are closed below and open above. The
map is the paper's; that the sweep is exact, and how it finds its steps, is our own work.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor, Number, Problems, actors_of
from whowhom.theory.coalitions.coalition import ACEMOGLU_2008, POWER
from whowhom.theory.coalitions.coalition_masks import (
    Enforcing,
    coalitions_of,
    enforcing,
    has_close_powers,
    in_words,
    rulers,
    sums_of,
    wrapped,
)
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import joined, percent, text_table

__all__ = ["MAX_ACTORS_SWEPT", "MODELS", "CoalitionByMajority", "coalition_by_majority"]


MAX_ACTORS_SWEPT = 12
"""Largest circle that :func:`coalition_by_majority` takes."""

_MAX_PLAIN_SWEPT = 8
_LONGEST = 40
_LARGEST_SQUARE = math.isqrt(2**63 - 1)


@dataclass(frozen=True, slots=True)
class MajorityStep:
    """Majorities at which the same coalition rules."""

    start: Fraction
    """The lowest of them, which belongs to the step; in [1/2, 1)."""
    end: Fraction
    """Where the next step begins, which does not belong; in (1/2, 1]."""
    all_members: tuple[tuple[Actor, ...], ...]
    """Every ruling coalition, in lexicographic order; more than one at a tie only."""
    share: float
    """Share of all power that the ruling coalition holds, in (0, 1]."""


@dataclass(frozen=True, slots=True)
class CoalitionByMajority(Result):
    """Who rules at every majority from one half up to all."""

    columns = ("steps",)

    actors: tuple[Actor, ...]
    """The actors: their names, or numbers from 0."""
    steps: tuple[MajorityStep, ...]
    """From one half to 1 without gaps; neighbours differ."""
    span: tuple[float, ...]
    """For each actor, the part of all majorities in [1/2, 1) at which the actor belongs to the
    ruling coalition, or to every one that ties; in [0, 1], shape (n,)."""
    rounding_decides: bool = False
    """Whether two coalitions, or two steps, differ by less than 1e-12 and are no exact tie."""

    def __str__(self) -> str:
        always = [actor for actor, part in zip(self.actors, self.span, strict=True) if part == 1]
        if len(self.steps) == 1:
            lines = ["The same coalition rules at every majority."]
        else:
            lines = [f"The answer changes {len(self.steps) - 1} times as the majority rises."]
        if always:
            lines.append(wrapped(f"At every majority in power: {joined(always)}."))
        lines += [ROUNDING] * self.rounding_decides
        lines.append("")
        for step in self.steps:
            who = in_words(step.all_members)
            lines.append(wrapped(f"from {_told(step.start)}: {who}"))
        rows = zip(self.actors, map(percent, self.span), strict=True)
        return "\n".join([*lines, "", text_table(["actor", "rules at"], rows)])


def coalition_by_majority(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
) -> CoalitionByMajority:
    """Find the ultimate ruling coalition at every majority in [1/2, 1).

    Implements the map of [1]_. A larger majority may shrink the ruling coalition as well as
    widen it.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive; any unit, only ratios matter. Exact, as in
        ``ruling_coalition``. At most 12 actors; at most 8 if the powers, as whole numbers
        without a common factor, add up to more than 3,037,000,499.

    Returns
    -------
    CoalitionByMajority
        The steps, with exact bounds, and how much of the way each actor rules.

    Raises
    ------
    InvalidInput
        If `power` is outside its domain; all problems are named.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    >>> print(coalition_by_majority({"Ann": 3, "Bob": 4, "Cat": 10}))
    The answer changes 3 times as the majority rises.
    At every majority in power: Cat.
    <BLANKLINE>
    from 0.5000 (1/2): Cat
    from 0.5882 (10/17): Ann, Bob and Cat
    from 0.7143 (5/7): Bob and Cat
    from 0.8235 (14/17): Ann, Bob and Cat
    <BLANKLINE>
    actor  rules at
    Ann       60.5%
    Bob       82.4%
    Cat      100.0%
    """
    with Problems() as problems:
        powers = POWER.read(power, problems)
        if len(powers) > MAX_ACTORS_SWEPT:
            problems.add(
                f"power has {len(powers)} actors; at most {MAX_ACTORS_SWEPT} are solved at every "
                f"majority, since the number of majorities to look at doubles with each; leave "
                f"out the weakest, or solve a few majorities with ruling_coalition"
            )
    weights, _ = whole_numbers(powers)
    total = sum(weights)
    if total > _LARGEST_SQUARE and len(weights) > _MAX_PLAIN_SWEPT:
        much = f"{float(total):.3g}" if total < 10**300 else f"a number of {len(str(total))} digits"
        problems.add(
            f"power: as whole numbers the powers add up to {much}; for more than "
            f"{_MAX_PLAIN_SWEPT} actors they may add up to {_LARGEST_SQUARE:,} at most; give "
            f'fewer digits, as texts such as "2.35" or whole numbers'
        )
        problems.refuse()
    actors = actors_of(power)
    steps = _steps(actors, weights)
    return CoalitionByMajority(
        actors=actors,
        steps=steps,
        span=tuple(_span(actor, steps) for actor in actors),
        rounding_decides=has_close_powers(weights)
        or rounding_decides(*(step.end - step.start for step in steps)),
    )


def _steps(actors: tuple[Actor, ...], weights: list[int]) -> tuple[MajorityStep, ...]:
    """Go from one share that matters to the next, and join what is the same."""
    sums = sums_of(weights, np.int64 if sum(weights) <= _LARGEST_SQUARE else object)
    everybody = 2 ** len(weights) - 1
    majority = Fraction(1, 2)
    found: list[tuple[Fraction, NDArray[np.int64], Fraction]] = []
    while majority < 1:
        circle = enforcing(weights, majority)
        ruling = rulers(circle, everybody)
        if not found or not np.array_equal(found[-1][1], ruling.masks):
            found.append((majority, ruling.masks, ruling.share))
        majority = _next(weights, sums, circle, ruling.masks)
    ends = [*(start for start, _, _ in found[1:]), Fraction(1)]
    return tuple(
        MajorityStep(start, end, coalitions_of(masks, actors), float(share))
        for (start, masks, share), end in zip(found, ends, strict=True)
    )


def _next(
    weights: list[int], sums: NDArray[Any], circle: Enforcing, ruling: NDArray[np.int64]
) -> Fraction:
    """Return the next majority at which the answer changes; of numbers of any size, may change."""
    from whowhom.theory.coalitions._coalition_kernel import next_answer, next_share

    ratio = circle.majority.as_integer_ratio()
    if sums.dtype.hasobject:
        top, bottom = next_share.py_func(circle.strongest.astype(object), sums, *ratio)
    else:
        power = np.array(weights, np.int64)
        top, bottom = next_answer(power, sums, *ratio, np.sort(ruling), circle.strongest)
    return Fraction(int(top), int(bottom))


def _told(share: Fraction) -> str:
    """Return a share as a decimal, and as a fraction if that is short too."""
    exact = str(share)
    return f"{float(share):.4f} ({exact})" if len(exact) <= _LONGEST else f"{float(share):.6g}"


def _span(actor: Actor, steps: tuple[MajorityStep, ...]) -> float:
    """Return the part of all majorities at which an actor surely rules."""
    inside = [step for step in steps if all(actor in members for members in step.all_members)]
    return float(2 * sum((step.end - step.start for step in inside), Fraction(0)))


MODELS = (
    Model(
        name="coalition-by-majority",
        title="Ruling coalitions at every majority",
        question="Who rules if more than a bare majority is needed to remove somebody?",
        grade="A",
        solver=coalition_by_majority,
        result=CoalitionByMajority,
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER,),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("span",),
        scale_free=("power",),
        kernels=("whowhom.theory.coalitions._coalition_kernel",),
    ),
)
