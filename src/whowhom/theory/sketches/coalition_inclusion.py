"""How sure it is that an actor rules, when powers are known with error: our own model.

It applies the map of Acemoglu, Egorov and Sonin (2008) many times. The error model is ours, not
the paper's: in each run every power is multiplied by ``exp(error * z)`` with z a standard normal
number of its own. The median of the drawn powers is the power given (the mean is higher; no
correction is made). The names used here:

=================  ==========================================================
``power[i]``       the best guess at the power of actor i (the median)
``error``          standard deviation of the logarithm of power; with 0.3, two
                   of three draws lie between 74% and 135% of the guess
``majority``       alpha of the paper
``inclusion``      in which part of the runs an actor belongs to phi(N)
=================  ==========================================================

The errors of an actor are drawn under the actor's name, so that neither the order of the actors nor
who else is in the circle changes them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor, Domain, Number, Problems, Real, Whole, actors_of
from whowhom.theory.coalitions.coalition import ACEMOGLU_2008, MAJORITY, POWER
from whowhom.theory.coalitions.coalition_masks import coalitions_of, drawn_rulers, wrapped
from whowhom.theory.registry import Model
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import joined, percent, text_table

__all__ = ["MAX_ACTORS_DRAWN", "MODELS", "CoalitionInclusion", "coalition_inclusion"]
ERROR = Real(
    "error",
    "uncertainty of powers: standard deviation of the logarithm of power",
    default="0.3",
    domain=Domain(above=0, at_most=5),
)
RUNS = Whole("runs", "number of draws", default="2000", domain=Domain(at_least=1, at_most=10**6))
SEED = Whole(
    "seed", "seed of the random draws", default="1", domain=Domain(at_least=0, below=2**63)
)


MAX_ACTORS_DRAWN = 16
"""Largest circle that :func:`coalition_inclusion` takes."""

_MOST_WORK = 5 * 10**8
_FREQUENT = 10
_SHOWN = 5
_NORMAL_95 = 1.6448536269514722
_FINEST = 2**20
"""Largest denominator of a majority that is compared; finer ones are rounded to such a one."""


@dataclass(frozen=True, slots=True)
class FrequentCoalition:
    """A coalition that ruled in some of the runs."""

    members: tuple[Actor, ...]
    """Who rules."""
    share: float
    """Part of the runs in which they did, in (0, 1]."""


@dataclass(frozen=True, slots=True, eq=False)
class CoalitionInclusion(Result):
    """How often each actor rules when powers are drawn around what is known."""

    columns = ("actors", "inclusion", "inclusion_low", "inclusion_high", "alone")

    actors: tuple[Actor, ...]
    """The actors: their names, or numbers from 0."""
    inclusion: NDArray[np.float64]
    """Part of the runs in which each belongs to the ruling coalition, in [0, 1], shape (n,)."""
    inclusion_low: NDArray[np.float64]
    """Lower end of the 90% Wilson interval of `inclusion`, shape (n,). It covers sampling
    error alone, which more draws reduce; not uncertainty about the error or the theory."""
    inclusion_high: NDArray[np.float64]
    """Upper end of the same interval, shape (n,)."""
    alone: NDArray[np.float64]
    """Part of the runs in which each rules alone, in [0, 1], shape (n,)."""
    nobody_removed: float
    """Part of the runs in which all rule together, in [0, 1]."""
    coalitions: tuple[FrequentCoalition, ...]
    """The coalitions that ruled most often, ten at most, most frequent first."""
    n_coalitions: int
    """How many different coalitions ruled in some run."""
    error: float
    """Standard deviation of the logarithm of power."""
    majority: Fraction
    """Share of power needed to remove somebody, as it was understood."""
    runs: int
    """Number of draws."""
    seed: int
    """Where the chance began."""

    def __str__(self) -> str:
        first = self.coalitions[0]
        lines = [
            wrapped(
                f"Most often {joined(first.members)} {'rule' if first.members[1:] else 'rules'}: "
                f"in {percent(first.share)} of {self.runs:,} runs."
            ),
            f"Nobody is removed in {percent(self.nobody_removed)} of them.",
            "",
        ]
        ends = zip(self.inclusion_low, self.inclusion_high, strict=True)
        rows = [
            (actor, percent(rules), f"{low:.1%} to {high:.1%}", percent(alone))
            for actor, rules, (low, high), alone in zip(
                self.actors, self.inclusion, ends, self.alone, strict=True
            )
        ]
        lines += [text_table(["actor", "rules", "90% interval", "rules alone"], rows), ""]
        if self.n_coalitions > _SHOWN:
            lines.append(f"The {_SHOWN} most frequent of {self.n_coalitions:,} coalitions:")
        lines += [
            wrapped(f"{percent(coalition.share):>6}  {joined(coalition.members)}")
            for coalition in self.coalitions[:_SHOWN]
        ]
        return "\n".join(lines)


def coalition_inclusion(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    *,
    error: Number = 0.3,
    majority: Number = 0.5,
    runs: int = 2000,
    seed: int = 1,
) -> CoalitionInclusion:
    """Find how often each actor belongs to the ruling coalition if powers are known with error.

    Our own model, around the map of [1]_: each run multiplies each power by ``exp(error * z)``,
    z standard normal, independent between actors and runs, and solves the circle.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Best guess at the power of each actor, positive; any unit, only ratios matter. At most 16
        actors.
    error : number, default 0.3
        Standard deviation of the logarithm of power, the same for all; unitless, in (0, 5].
    majority : number, default 0.5
        Share of power needed to remove the rest; unitless, in [1/2, 1). Rounded to a fraction
        with a denominator of 2 ** 20 at most if it is finer.
    runs : int, default 2000
        Number of draws, in [1, 1000000]; fewer in a large circle (7,629 for 16 actors).
    seed : int, default 1
        Where the chance begins, in [0, 2 ** 63).

    Returns
    -------
    CoalitionInclusion
        Probabilities for each actor, and the most frequent coalitions.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    Notes
    -----
    Drawn powers are scaled to whole numbers, about 2 ** 40 for the strongest, and those are
    solved exactly. A tie among them has practically no chance; the first of the ruling
    coalitions in the order of the masks would be counted.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    >>> found = coalition_inclusion({"Ann": 3, "Bob": 4, "Cat": 5, "Dan": 10}, runs=500)
    >>> found.inclusion.round(2)
    array([0.66, 0.65, 0.67, 0.49])
    >>> found.coalitions[0]
    FrequentCoalition(members=('Ann', 'Bob', 'Cat'), share=0.512)
    """
    with Problems() as problems:
        needed = MAJORITY.read(majority, problems)
        powers = POWER.read(power, problems)
        if len(powers) > MAX_ACTORS_DRAWN:
            problems.add(
                f"power has {len(powers)} actors; at most {MAX_ACTORS_DRAWN} are solved with "
                f"errors, since every run looks at 2 ** n coalitions; leave out the weakest"
            )
        spread = ERROR.read(error, problems)
        n_runs, first_seed = RUNS.read(runs, problems), SEED.read(seed, problems)
        if n_runs << len(powers) > _MOST_WORK and len(powers) <= MAX_ACTORS_DRAWN:
            problems.add(
                f"runs must be at most {_MOST_WORK >> len(powers):,} for {len(powers)} actors, "
                f"which takes about ten seconds; got {n_runs:,}"
            )
    actors = actors_of(power)
    strongest = max(powers)
    masks = drawn_rulers(
        [float(power / strongest) for power in powers],
        actors,
        error=spread,
        majority=min(needed.limit_denominator(_FINEST), 1 - Fraction(1, _FINEST)),
        runs=n_runs,
        seed=first_seed,
    )
    found, counts = np.unique(masks, return_counts=True)
    coalitions = Counter(dict(zip(coalitions_of(found, actors), map(int, counts), strict=True)))
    belongs = (masks[:, None] >> np.arange(len(actors))) & 1
    included = belongs.sum(axis=0)
    low, high = _wilson(included, n_runs)
    return CoalitionInclusion(
        actors=actors,
        inclusion=read_only(included / n_runs),
        inclusion_low=read_only(low),
        inclusion_high=read_only(high),
        alone=read_only([coalitions[(actor,)] / n_runs for actor in actors]),
        nobody_removed=coalitions[actors] / n_runs,
        coalitions=_most_frequent(coalitions, n_runs),
        n_coalitions=len(found),
        error=spread,
        majority=needed,
        runs=n_runs,
        seed=first_seed,
    )


def _wilson(hits: NDArray[np.int64], runs: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the ends of the 90% Wilson interval of a share."""
    square = _NORMAL_95**2
    centre = (hits + square / 2) / (runs + square)
    half = _NORMAL_95 / (runs + square) * np.sqrt(hits * (runs - hits) / runs + square / 4)
    return np.maximum(0.0, centre - half), np.minimum(1.0, centre + half)


def _most_frequent(
    coalitions: Counter[tuple[Actor, ...]], runs: int
) -> tuple[FrequentCoalition, ...]:
    """Return the most frequent coalitions; the smaller, then by name, if equally frequent."""

    def rank(item: tuple[tuple[Actor, ...], int]) -> tuple[int, int, list[str]]:
        members, count = item
        return -count, len(members), sorted(map(str, members))

    ranked = sorted(coalitions.items(), key=rank)[:_FREQUENT]
    return tuple(FrequentCoalition(members, count / runs) for members, count in ranked)


MODELS = (
    Model(
        name="coalition-inclusion",
        title="Ruling coalitions when powers are known with error",
        question="How likely is an actor to belong to the ruling coalition?",
        grade="ours",
        solver=coalition_inclusion,
        result=CoalitionInclusion,
        papers=(ACEMOGLU_2008,),
        card="coalition.md",
        arguments=(POWER, ERROR, MAJORITY, RUNS, SEED),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}, "runs": 200},
        scale_free=("power",),
        is_seeded=True,
        kernels=("whowhom.theory.coalitions._coalition_kernel",),
    ),
)
