"""Who rules after a death: the map of Acemoglu, Egorov and Sonin (2008) without one actor.

The paper's symbols and the names used here:

======================  =====================================================
gamma_i                 ``power[i]``, the power of actor i
alpha                   ``majority``, the share of power needed to remove
phi(N)                  ``all_members``, while everybody lives
phi(N without i)        ``all_members`` of ``deaths[i]``
======================  =====================================================

The circle after the death is the *whole* circle without the dead: those whom the ruling coalition
was about to remove are still there. The map is the paper's; to read it as succession is ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor, Number, Problems, actors_of
from whowhom.theory.coalitions.coalition import ACEMOGLU_2008, MAJORITY, POWER
from whowhom.theory.coalitions.coalition_masks import (
    MAX_ACTORS,
    Enforcing,
    Rulers,
    coalitions_of,
    enforcing,
    in_words,
    is_enforcing,
    refuse_ties,
    rulers,
    too_many,
    wrapped,
)
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import joined, text_table

__all__ = ["MODELS", "CoalitionAfterDeath", "coalition_after_death"]


@dataclass(frozen=True, slots=True)
class Death:
    """What the death of one actor leaves behind."""

    actor: Actor
    """Who dies."""
    all_members: tuple[tuple[Actor, ...], ...]
    """Every ruling coalition of all the others, in lexicographic order; empty if nobody is left,
    more than one at a tie only."""
    share: float
    """Share that it holds of the power of all who are left, in (0, 1]; 0 if nobody is left."""
    rest_holds: bool | None
    """Whether those who ruled with the dead still enforce themselves, so that among themselves they
    remove nobody; at a tie, in every ruling coalition that the dead belonged to. None if there
    was none, or the dead ruled alone."""
    same_rulers: bool
    """Whether the same coalitions rule as before the death."""


@dataclass(frozen=True, slots=True)
class CoalitionAfterDeath(Result):
    """Who rules after the death of each actor."""

    columns = ("deaths",)

    actors: tuple[Actor, ...]
    """The actors: their names, or numbers from 0."""
    all_members: tuple[tuple[Actor, ...], ...]
    """Every ruling coalition while all live, in lexicographic order."""
    deaths: tuple[Death, ...]
    """The death of each actor, of members and of others, shape (n,)."""
    majority: Fraction
    """Share of power needed to remove somebody, as it was understood."""
    rounding_decides: bool = False
    """Whether some comparison turns on less than 1e-12 and on no exact tie."""

    def __str__(self) -> str:
        lines = [wrapped(f"While all live: {in_words(self.all_members)}.")]
        members = [death for death in self.deaths if death.rest_holds is not None]
        firm = [death.actor for death in members if death.rest_holds]
        if members and not firm:
            lines.append("No member's death leaves the other members at peace with one another.")
        elif members:
            lines.append(wrapped(f"The other members stay at peace if this one dies: {_or(firm)}."))
        same = [death.actor for death in self.deaths if death.same_rulers]
        if same:
            lines.append(wrapped(f"No change of rulers if this one dies: {_or(same)}."))
        lines += [ROUNDING] * self.rounding_decides
        lines.append("")
        for death in self.deaths:
            after = in_words(death.all_members) if death.all_members else "nobody is left"
            lines.append(wrapped(f"without {death.actor}: {after}"))
        words = {None: "-", True: "yes", False: "no"}
        rows = [
            (d.actor, f"{d.share:.0%}", words[d.rest_holds], words[d.same_rulers])
            for d in self.deaths
        ]
        header = ["who dies", "rulers' share", "rest at peace", "same rulers"]
        return "\n".join([*lines, "", text_table(header, rows)])


def coalition_after_death(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any], *, majority: Number = 0.5
) -> CoalitionAfterDeath:
    """Find the ultimate ruling coalition after the death of each actor.

    Implements the map of [1]_, applied to the circle without one actor. Under majority rule
    without ties the death of a member always reopens the struggle.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive; any unit, only ratios matter. Exact, as in
        ``ruling_coalition``. At most 24 actors.
    majority : number, default 0.5
        Share of power needed to remove the rest; unitless, in [1/2, 1).

    Returns
    -------
    CoalitionAfterDeath
        The ruling coalition while all live, and one entry for the death of each actor.

    Raises
    ------
    InvalidInput
        If `power` or `majority` is outside its domain (all problems are named), or if more than
        100,000 coalitions would have to be listed, over all deaths.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    >>> print(coalition_after_death({"Ann": 3, "Bob": 4, "Cat": 5}))
    While all live: Ann, Bob and Cat.
    No member's death leaves the other members at peace with one another.
    <BLANKLINE>
    without Ann: Cat
    without Bob: Cat
    without Cat: Bob
    <BLANKLINE>
    who dies  rulers' share  rest at peace  same rulers
    Ann                 56%             no           no
    Bob                 62%             no           no
    Cat                 57%             no           no
    """
    with Problems() as problems:
        needed = MAJORITY.read(majority, problems)
        powers = POWER.read(power, problems)
        if len(powers) > MAX_ACTORS:
            problems.add(too_many(len(powers)))
    actors = actors_of(power)
    circle = enforcing(whole_numbers(powers)[0], needed)
    everybody = 2 ** len(actors) - 1
    living = rulers(circle, everybody)
    before, margins = living.masks, [circle.margin, living.margin]
    deaths: list[Death] = []
    listed = len(before)
    for dead in range(len(actors)):
        after = rulers(circle, left) if (left := everybody ^ (1 << dead)) else None
        margins += [after.margin] if after else []
        deaths.append(_death(circle, before, after, actors, dead))
        listed += len(deaths[-1].all_members)
        refuse_ties(listed)
    return CoalitionAfterDeath(
        actors=actors,
        all_members=coalitions_of(before, actors),
        deaths=tuple(deaths),
        majority=needed,
        rounding_decides=rounding_decides(*margins),
    )


def _death(
    circle: Enforcing,
    before: NDArray[np.int64],
    after: Rulers | None,
    actors: tuple[Actor, ...],
    dead: int,
) -> Death:
    """Say what changes from those who rule to those who rule without one actor."""
    rest = [int(mask) ^ (1 << dead) for mask in before if (int(mask) >> dead) & 1]
    rest_holds = all(is_enforcing(circle, mask) for mask in rest) if any(rest) else None
    if after is None:
        return Death(actors[dead], (), 0.0, rest_holds=rest_holds, same_rulers=False)
    return Death(
        actor=actors[dead],
        all_members=coalitions_of(after.masks, actors),
        share=float(after.share),
        rest_holds=rest_holds,
        same_rulers=np.array_equal(before, after.masks),
    )


def _or(actors: Sequence[Actor]) -> str:
    """Return the actors as alternatives."""
    return joined(actors).replace(" and ", " or ")


MODELS = (
    Model(
        name="coalition-after-death",
        title="Ruling coalitions after a death",
        question="Who rules if a member of the circle dies, and do the others hold together?",
        grade="A",
        solver=coalition_after_death,
        result=CoalitionAfterDeath,
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("deaths",),
        scale_free=("power",),
        kernels=("whowhom.theory.coalitions._coalition_kernel",),
    ),
)
