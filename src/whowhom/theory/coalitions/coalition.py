"""Who can rule together when nobody can promise anything: the ultimate ruling coalition.

Acemoglu, Egorov and Sonin (2008). The paper's symbols and the names used here:

=================  ==========================================================
gamma_i            ``power[i]``, the power of actor i
alpha              ``majority``, the share of power that is needed to remove
winning in X       a part Y of X with power of more than ``majority`` of X's
self-enforcing X   no proper part of X is both winning in X and self-enforcing
phi(N)             ``all_members``, the lightest winning self-enforcing parts
=================  ==========================================================

All comparisons are made in whole numbers, because a rounded one is wrong exactly at a tie.
Self-enforcing coalitions are found by a recursion over coalitions with one member less, in
n 2^n steps (see ``docs/models/coalition.md``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar, overload

from numpy.typing import NDArray

from whowhom.theory.arguments import POSITIVE, Domain, Exact, Exacts, Number, Problems
from whowhom.theory.coalitions.coalition_masks import (
    MAX_ACTORS,
    Enforcing,
    Rulers,
    coalitions_of,
    enforcing,
    has_close_powers,
    how_firm,
    rulers,
    too_many,
    wrapped,
)
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, rounding_decides
from whowhom.theory.words import exactly, joined

__all__ = ["MAX_ACTORS", "MODELS", "RulingCoalition", "ruling_coalition"]

ACEMOGLU_2008 = Paper(
    key="acemoglu2008",
    authors="Daron Acemoglu and Georgy Egorov and Konstantin Sonin",
    title="Coalition Formation in Non-Democracies",
    where="Review of Economic Studies",
    year=2008,
    volume="75(4)",
    pages="987-1009",
    doi="10.1111/j.1467-937X.2008.00503.x",
)

POWER = Exacts(
    "power", "power of each actor; any unit, only ratios matter", domain=POSITIVE, case="power"
)
MAJORITY = Exact(
    "majority",
    "share of power needed to remove somebody",
    default="1/2",
    domain=Domain(at_least=Fraction(1, 2), below=1),
    case="majority",
)


_TOLD = 10

Who = TypeVar("Who", int, str)


@dataclass(frozen=True, slots=True, repr=False)
class RulingCoalition(Result, Generic[Who]):
    """Who rules in the end, and how close the answer is to another one.

    Actors are numbers (from 0, in the order given) or, if the powers came with names, names.
    """

    members: tuple[Who, ...]
    """The ruling coalition; at a tie the first of `all_members`."""
    purged: tuple[Who, ...]
    """Everybody else."""
    all_members: tuple[tuple[Who, ...], ...]
    """Every ruling coalition, in lexicographic order; more than one at a tie only."""
    share: float
    """Share of all power that the ruling coalition holds, in (0, 1]; at a tie the same for all."""
    margin: float
    """Distance to the nearest tie among all the comparisons made, in [0, 1]: the answer is the
    same when every power changes by less than this part of itself, or the majority by less than
    this. It may hold further, since not every comparison decides. 0 on a knife-edge."""
    majority: Fraction
    """Share of power needed to remove somebody, as it was understood."""
    rounding_decides: bool = False
    """Whether a comparison turns on less than 1e-12 and is no exact tie, so that rounding may have
    decided; beside exact ties looked for among 12 actors at most."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return for each actor whether it rules, and in how many of the coalitions that tie."""
        actors = [*self.members, *self.purged]
        return {
            "actor": actors,
            "rules": [actor in self.members for actor in actors],
            "coalitions": [sum(a in members for members in self.all_members) for a in actors],
        }

    @property
    def is_unique(self) -> bool:
        """Whether there is one ruling coalition only."""
        return len(self.all_members) == 1

    def __repr__(self) -> str:
        tied = "" if self.is_unique else f" (one of {len(self.all_members)} that tie)"
        return (
            f"RulingCoalition(members={self.members}{tied}, share={self.share:.3g}, "
            f"margin={self.margin:.3g}, majority={exactly(self.majority)})"
        )

    def __str__(self) -> str:
        if self.is_unique:
            verb = "rules" if len(self.members) == 1 else "rule"
            lines = [wrapped(f"{joined(self.members)} {verb}, with {self.share:.0%} of the power.")]
        else:
            lines = [f"A tie: {len(self.all_members):,} coalitions could rule."]
            lines += [wrapped(joined(members), "  ") for members in self.all_members[:_TOLD]]
            more = len(self.all_members) - _TOLD
            lines += [f"  ... and {more:,} more"] if more > 0 else []
        if self.is_unique and self.purged:
            lines.append(wrapped(f"Removed: {joined(self.purged)}."))
        lines.append(how_firm(self.margin, is_rounding=self.rounding_decides))
        return "\n".join(lines)


@overload
def ruling_coalition(
    power: Mapping[str, Number], *, majority: Number = ...
) -> RulingCoalition[str]: ...
@overload
def ruling_coalition(
    power: Sequence[Number] | NDArray[Any], *, majority: Number = ...
) -> RulingCoalition[int]: ...
def ruling_coalition(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any], *, majority: Number = 0.5
) -> RulingCoalition[str] | RulingCoalition[int]:
    """Find the ultimate ruling coalition of a circle that cannot commit itself.

    A coalition takes over when it outweighs the majority of the whole *and* no part of it could
    then do the same to it; among several such coalitions the lightest takes over, since each
    member's part of power is largest there [1]_.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive; any unit, only ratios matter. At most 24 actors. Numbers
        are exact and floats are what they print (:mod:`whowhom.theory.numbers`): 0.1 is one tenth,
        2 / 3 two thirds, and shares that were normalised keep the ratios of what was divided.
    majority : number, default 0.5
        Share of power needed to remove the rest; unitless, in [1/2, 1).

    Returns
    -------
    RulingCoalition
        The members, all coalitions that tie, their share of power, and the margin.

    Raises
    ------
    InvalidInput
        If `power` or `majority` is outside its domain (all problems are named), or if more than
        100,000 coalitions tie.

    Notes
    -----
    Where powers tie, the theory gives several ruling coalitions and does not choose among them.
    `members` is then the first of `all_members`, which is a convention of this program.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    The strongest of four is removed: the other three are heavier and can trust one another.

    >>> ruling_coalition([3, 4, 5, 10]).members
    (0, 1, 2)
    >>> ruling_coalition({"Ann": 3, "Bob": 4, "Cat": 10})
    RulingCoalition(members=('Cat',), share=0.588, margin=0.0714, majority=1/2)
    >>> ruling_coalition([1, 1, 1]).all_members
    ((0, 1), (0, 2), (1, 2))
    """
    with Problems() as problems:
        needed = MAJORITY.read(majority, problems)
        powers = POWER.read(power, problems)
        if len(powers) > MAX_ACTORS:
            problems.add(too_many(len(powers)))
    weights, _ = whole_numbers(powers)
    circle = enforcing(weights, needed)
    found = rulers(circle, 2 ** len(weights) - 1)
    is_close = not min(circle.margin, found.margin) and has_close_powers(weights)
    if isinstance(power, Mapping):
        return _result(tuple(power), circle, found, is_close=is_close)
    return _result(tuple(range(len(weights))), circle, found, is_close=is_close)


def _result(
    actors: Sequence[Who], circle: Enforcing, found: Rulers, *, is_close: bool
) -> RulingCoalition[Who]:
    """Name the actors."""
    coalitions = coalitions_of(found.masks, actors)
    ruling = set(coalitions[0])
    margin = min(circle.margin, found.margin)
    return RulingCoalition(
        members=coalitions[0],
        purged=tuple(actor for actor in actors if actor not in ruling),
        all_members=coalitions,
        share=float(found.share),
        margin=margin,
        majority=circle.majority,
        rounding_decides=is_close or rounding_decides(margin),
    )


MODELS = (
    Model(
        name="coalition",
        title="Ultimate ruling coalition",
        question="Who can rule together when no promise binds?",
        grade="A",
        solver=ruling_coalition,
        result=RulingCoalition,
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        scale_free=("power",),
        kernels=("whowhom.theory.coalitions._coalition_kernel",),
    ),
)
