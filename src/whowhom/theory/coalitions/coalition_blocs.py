"""Who can rule together when hundreds of actors are of a few types: Acemoglu, Egorov, Sonin (2008).

The same map as in :mod:`whowhom.theory.coalitions.coalition`. Actors with equal power are alike, so
a coalition is known by how many of each type belong to it, and there are as many coalitions to look
at as the product of the counts plus one. The paper's symbols and the names used here:

=================  ==========================================================
gamma_i            ``power[t]`` for each of the ``count[t]`` actors of type t
alpha              ``majority``, the share of power that is needed to remove
phi(N)             ``all_members``, by the number of members of each type
=================  ==========================================================

Which of several equals belong, the theory leaves open; ``n_coalitions`` says in how many ways the
places can be filled.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import POSITIVE, Actor, Domain, Exacts, Number, Problems, read_aligned
from whowhom.theory.coalitions.coalition import ACEMOGLU_2008, MAJORITY
from whowhom.theory.coalitions.coalition_masks import (
    are_close,
    fits,
    how_firm,
    refuse_ties,
    wrapped,
)
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model
from whowhom.theory.results import Result, rounding_decides
from whowhom.theory.words import exactly, joined, percent, text_table

__all__ = ["MAX_COUNT", "MAX_STATES", "MODELS", "RulingBlocs", "ruling_blocs"]

POWER_OF_TYPE = Exacts(
    "power", "power of one actor of each type; any unit, only ratios matter", domain=POSITIVE
)
COUNT = Exacts("count", "number of actors of each type", domain=Domain(at_least=1))


MAX_STATES = 2**25
"""Most coalitions, up to the exchange of equals, that :func:`ruling_blocs` looks at."""
MAX_COUNT = 10_000
"""Most actors, of all types together, that :func:`ruling_blocs` takes."""

_MAX_PLAIN_STATES = 2**17
_TOLD = 10
_FEW = 4096


@dataclass(frozen=True, slots=True)
class RulingBlocs(Result):
    """How many of each type rule in the end."""

    columns = ("actors", "members", "count")

    actors: tuple[Actor, ...]
    """The types: their names, or numbers from 0."""
    count: tuple[int, ...]
    """How many actors there are of each type, shape (types,)."""
    members: tuple[int, ...]
    """How many of each type rule, shape (types,); at a tie the first of `all_members`."""
    all_members: tuple[tuple[int, ...], ...]
    """Every ruling composition, shape (answers, types); more than one at a tie only. The one with
    most of the first type comes first."""
    size: int
    """How many actors rule, for `members`."""
    n_coalitions: int
    """How many ruling coalitions there are if equals are distinguished, over all compositions."""
    share: float
    """Share of all power that a ruling coalition holds, in (0, 1]; at a tie the same for all."""
    margin: float
    """Distance to the nearest tie among the comparisons made, in [0, 1]: as long as the actors of
    a type stay alike, the answer is the same when every power changes by less than this part of
    itself, or the majority by less than this. 0 on a knife-edge. Unlike the margin of
    ``ruling_coalition``, the tie among equals of one type does not count."""
    majority: Fraction
    """Share of power needed to remove somebody, as it was understood."""
    rounding_decides: bool = False
    """Whether a comparison turns on less than 1e-12 and is no exact tie, so that rounding may have
    decided; beside exact ties looked for among 4,096 compositions at most."""

    @property
    def is_unique(self) -> bool:
        """Whether there is one ruling composition only."""
        return len(self.all_members) == 1

    def __str__(self) -> str:
        total = sum(self.count)
        if self.is_unique:
            verb = "rules" if self.size == 1 else "rule"
            lines = [f"{self.size} of {total} {verb}, with {percent(self.share)} of the power."]
            if self.n_coalitions > 1:
                ways = self.n_coalitions
                many = f"{ways:,}" if ways < 10**15 else f"about 10 ** {math.log10(ways):.0f}"
                lines.append(f"Which of the equals, the theory leaves open: {many} coalitions.")
        else:
            lines = [f"A tie: {len(self.all_members):,} compositions could rule."]
            for members in self.all_members[:_TOLD]:
                each = zip(members, self.actors, strict=True)
                lines.append(wrapped(joined(f"{k} of {name}" for k, name in each if k), "  "))
            more = len(self.all_members) - _TOLD
            lines += [f"  ... and {more:,} more"] if more > 0 else []
        lines.append(how_firm(self.margin, is_rounding=self.rounding_decides))
        if self.is_unique:
            rows = zip(self.actors, self.members, self.count, strict=True)
            lines += ["", text_table(["type", "rule", "of"], rows)]
        return "\n".join(lines)


def ruling_blocs(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    count: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    *,
    majority: Number = 0.5,
) -> RulingBlocs:
    """Find the ultimate ruling coalition of many actors of a few types.

    Implements the map of [1]_ for circles in which many have equal power; the answer is that of
    :func:`whowhom.theory.ruling_coalition` for the circle written out actor by actor.

    Parameters
    ----------
    power : collection of numbers, shape (types,), or mapping of names to numbers
        Power of *one* actor of each type, positive; any unit, only ratios matter. Exact, as in
        ``ruling_coalition``. Two types may have the same power.
    count : collection of whole numbers, shape (types,), or mapping of names to whole numbers
        How many actors there are of each type, at least 1. The product of the counts, each plus
        one, may be 33,554,432 at most (two types of 150 make 22,801); at most 10,000 actors in
        all.
    majority : number, default 0.5
        Share of power needed to remove the rest; unitless, in [1/2, 1).

    Returns
    -------
    RulingBlocs
        The number of members of each type, all compositions that tie, share and margin.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, if there are too many actors or coalitions, or if
        more than 100,000 compositions tie.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    Among a hundred equals 64 rule under majority rule, the largest power of two.

    >>> ruling_blocs([1], [100]).members
    (64,)
    >>> print(ruling_blocs({"boss": 10, "captain": 3}, {"boss": 2, "captain": 9}, majority=0.6))
    7 of 11 rule, with 74.5% of the power.
    Which of the equals, the theory leaves open: 126 coalitions.
    The answer holds while no power changes by more than 1.8%.
    <BLANKLINE>
    type     rule  of
    boss        2   2
    captain     5   9
    """
    with Problems() as problems:
        needed = MAJORITY.read(majority, problems)
        actors, (powers, counts) = read_aligned(problems, (POWER_OF_TYPE, power), (COUNT, count))
        for actor, number in zip(actors, counts, strict=False):
            if number.denominator != 1:
                problems.add(f"count[{actor!r}] must be a whole number >= 1, got {exactly(number)}")
    weights, _ = whole_numbers(powers)
    copies = [int(number) for number in counts]
    _check_size(weights, copies, needed)
    return _solve(actors, weights, copies, needed)


def _check_size(weights: list[int], copies: list[int], majority: Fraction) -> None:
    """Refuse more coalitions than can be looked at."""
    states = math.prod(number + 1 for number in copies)
    whole = [weight * number for weight, number in zip(weights, copies, strict=True)]
    with Problems() as problems:
        if sum(copies) > MAX_COUNT:
            problems.add(
                f"count: there are {_shortly(sum(copies))} actors in all; at most {MAX_COUNT:,} "
                f"are taken, since the ways to choose among equals are counted exactly; let each "
                f"stand for several, and divide the counts"
            )
        if states > MAX_STATES:
            problems.add(
                f"count: the product of the counts, each plus one, is {_shortly(states)}; at most "
                f"{MAX_STATES:,} coalitions are looked at, since each takes 16 bytes of memory; "
                f"use fewer types or smaller counts"
            )
        elif states > _MAX_PLAIN_STATES and not fits(whole, majority):
            problems.add(
                f"power: numbers as fine as these do not fit 64 bits, and then at most "
                f"{_MAX_PLAIN_STATES:,} coalitions are looked at, not {states:,}; give fewer "
                f'digits, as texts such as "2.35" or whole numbers'
            )


def _shortly(number: int) -> str:
    """Return a whole number, or how long it is."""
    return f"{number:,}" if number < 10**15 else f"a number of {len(str(number))} digits"


def _solve(
    actors: tuple[Actor, ...], weights: list[int], copies: list[int], majority: Fraction
) -> RulingBlocs:
    """Apply the map to the counts."""
    from whowhom.theory.coalitions._coalition_kernel import collect_blocs, fill_blocs, find_blocs

    p, q = majority.as_integer_ratio()
    total = sum(weight * number for weight, number in zip(weights, copies, strict=True))
    small = fits([total], majority)
    dtype: Any = np.int64 if small else object
    fill, find, collect = (
        kernel if small else kernel.py_func for kernel in (fill_blocs, find_blocs, collect_blocs)
    )
    strength = np.zeros(math.prod(number + 1 for number in copies), dtype)
    strongest = np.zeros_like(strength)
    margin = fill(np.array(weights, dtype), np.array(copies), p, q, strength, strongest)
    lightest, second, nearest, answers = map(int, find(strength, strongest, p, q))
    refuse_ties(answers)
    states = np.zeros(answers, np.int64)
    collect(strength, strongest, lightest, states)
    differences = [nearest] if nearest >= 0 else []
    if second or answers > 1:
        differences.append(q * (second - lightest) if answers == 1 else 0)
    if differences:
        margin = min(margin, min(differences) / (q * total))
    all_members = tuple(sorted((_digits(int(state), copies) for state in states), reverse=True))
    return RulingBlocs(
        actors=actors,
        count=tuple(copies),
        members=all_members[0],
        all_members=all_members,
        size=sum(all_members[0]),
        n_coalitions=sum(math.prod(map(math.comb, copies, members)) for members in all_members),
        share=float(Fraction(lightest, total)),
        margin=float(margin),
        majority=majority,
        rounding_decides=rounding_decides(margin)
        or (not margin and strength.size <= _FEW and are_close(strength.tolist())),
    )


def _digits(state: int, copies: list[int]) -> tuple[int, ...]:
    """Return how many of each type belong to a state."""
    digits = []
    for number in copies:
        state, digit = divmod(state, number + 1)
        digits.append(digit)
    return tuple(digits)


MODELS = (
    Model(
        name="coalition-blocs",
        title="Ultimate ruling coalition of many actors of a few types",
        question="How many of each type rule together when there are hundreds of actors?",
        grade="A",
        solver=ruling_blocs,
        result=RulingBlocs,
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER_OF_TYPE, COUNT, MAJORITY),
        example={"power": {"boss": 10, "captain": 3}, "count": {"boss": 2, "captain": 9}},
        aligned=("all_members[]",),
        scale_free=("power",),
        kernels=("whowhom.theory.coalitions._coalition_kernel",),
    ),
)
