"""Several secretaries who fill vacant posts, and what that does to who can rule.

Our own model: :mod:`whowhom.theory.sketches.appointments` with several who appoint, x_i moving by
the share rho of its distance to a_i; and its coupling to power, gamma_i = base_i + weight x_i, with
the ultimate ruling coalition of Acemoglu, Egorov and Sonin (2008) in each period.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import (
    NOT_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    Actor,
    Exact,
    Exacts,
    Problems,
    read_aligned,
)
from whowhom.theory.coalitions.coalition import MAJORITY, ruling_coalition
from whowhom.theory.registry import Model
from whowhom.theory.results import Result, read_only
from whowhom.theory.sketches.appointments import (
    HOUGH_1979,
    PERIODS,
    TURNOVER,
    check_turnover,
    crossing_time,
    first_majority,
    share_path,
)
from whowhom.theory.words import joined, number, percent, shortened, text_table

__all__ = [
    "MAX_ACTORS",
    "MAX_PERIODS",
    "MAX_SHARES",
    "MODELS",
    "Secretaries",
    "appointments_to_power",
    "secretaries",
]
START_OF_EACH = Exacts(
    "start",
    "share of delegates loyal to each secretary at first; together at most 1",
    domain=PROBABILITY,
)
FILLED_BY_EACH = Exacts(
    "filled",
    "share of vacant posts that each secretary fills; together at most 1",
    domain=PROBABILITY,
)
BASE = Exacts("base", "power of each actor that does not come from delegates", domain=POSITIVE)
WEIGHT = Exact(
    "weight",
    "power that all delegates together carry, in the unit of base",
    unit="as base",
    domain=NOT_NEGATIVE,
)


MAX_ACTORS = 12
"""Largest circle that :func:`appointments_to_power` takes."""
MAX_PERIODS = 240
"""Most periods that :func:`appointments_to_power` follows."""
MAX_SHARES = 2_000_000
"""Most secretaries times periods that :func:`secretaries` follows."""
_ROWS = 20
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, eq=False)
class Secretaries(Result):
    """Each secretary's share of loyal delegates period by period."""

    actors: tuple[Actor, ...]
    """The secretaries, in the order given: names, or numbers from 0."""
    shares: NDArray[np.float64]
    """Share of delegates loyal to each after each period, shape (n, periods + 1), in [0, 1]."""
    unattached: NDArray[np.float64]
    """Share of delegates loyal to none of them, shape (periods + 1,), in [0, 1]."""
    crossing: NDArray[np.float64]
    """When each one's share is one half, as a real number of periods, shape (n,); nan if never."""
    first_period: tuple[int | None, ...]
    """First period after which each holds more than half, shape (n,); None if there is none."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each secretary and period."""
        periods = self.shares.shape[1]
        return {
            "actor": [actor for actor in self.actors for _ in range(periods)],
            "period": [*range(periods)] * len(self.actors),
            "share": self.shares.ravel().tolist(),
        }

    def __str__(self) -> str:
        last = self.shares.shape[1] - 1
        lines = []
        for actor, first, when in zip(self.actors, self.first_period, self.crossing, strict=True):
            if first:
                lines.append(f"{actor} holds a majority from period {first:,} on.")
            elif first == 0:
                until = "" if math.isnan(when) else f", until period {number(when)}"
                lines.append(f"{actor} holds a majority from the start{until}.")
        lines = lines or ["None of them ever holds a majority."]
        rows = [
            [shortened(actor, _LONGEST_NAME), *(percent(share[t]) for t in (0, last // 2, last))]
            for actor, share in zip(self.actors[:_ROWS], self.shares, strict=False)
        ]
        rows.append(["nobody's", *(percent(self.unattached[t]) for t in (0, last // 2, last))])
        header = ["loyal to", "at first", f"period {last // 2:,}", f"period {last:,}"]
        left = len(self.actors) - _ROWS
        more = [f"... and {left:,} more secretaries"] if left > 0 else []
        return "\n".join([*lines, "", text_table(header, rows), *more])


@dataclass(frozen=True, slots=True, eq=False)
class AppointmentsToPower(Result):
    """Power from appointments period by period, and who could rule with it."""

    columns = ("ruling", "remaining")
    counts = "period"

    actors: tuple[Actor, ...]
    """The actors, in the order given: names, or numbers from 0."""
    power: NDArray[np.float64]
    """Power of each after each period, shape (n, periods + 1), in the unit of the base."""
    ruling: tuple[tuple[Actor, ...], ...]
    """The ruling coalition after each period if nobody had been removed before; length
    periods + 1. At a tie the first one, in the order of the actors."""
    remaining: tuple[tuple[Actor, ...], ...]
    """Who is left after each period if those outside the ruling coalition are removed at once
    and for good; length periods + 1."""
    tied: tuple[int, ...]
    """Periods in which several coalitions tie for `ruling`."""

    def __str__(self) -> str:
        verb = "remains" if len(self.remaining[-1]) == 1 else "remain"
        lines = [f"{joined(self.remaining[-1])} {verb} in the end, if removals are for good.", ""]
        steps = [
            t
            for t in range(len(self.ruling))
            if t == 0
            or (self.ruling[t], self.remaining[t]) != (self.ruling[t - 1], self.remaining[t - 1])
        ]
        rows = [
            [f"{t:,}", joined(self.ruling[t]), joined(self.remaining[t])] for t in steps[:_ROWS]
        ]
        lines.append(text_table(["from period", "could rule", "remain"], rows))
        return "\n".join(lines)


def secretaries(start: Any, filled: Any, *, turnover: Any, periods: Any = 24) -> Secretaries:
    """Follow the shares of delegates when several secretaries fill the vacant posts.

    Our own model, in the spirit of [1]_; see
    :func:`whowhom.theory.sketches.appointments.appointments`.

    Parameters
    ----------
    start : collection of numbers, shape (n,), or mapping of names to numbers
        Share of delegates loyal to each secretary at first; each in [0, 1], together at most 1.
    filled : collection of numbers, shape (n,), or mapping of names to numbers
        Share of vacancies that each fills; each in [0, 1], together at most 1.
    turnover : number
        Share of posts that fall vacant in a period; in (0, 1].
    periods : int, default 24
        How many periods to follow; in [1, 10000].

    Returns
    -------
    Secretaries
        The share of each after each period, and when it is a majority.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, shares add up to more than 1, or there are more than
        2,000,000 secretaries times periods.

    References
    ----------
    .. [1] J. F. Hough and M. Fainsod, How the Soviet Union Is Governed, Harvard University Press,
       1979.

    Examples
    --------
    >>> found = secretaries({"ann": 0.7, "bob": 0.1}, {"ann": 0.1, "bob": 0.8}, turnover=0.25)
    >>> found.first_period
    (0, 3)
    """
    with Problems() as problems:
        actors, (starts, limits) = read_aligned(
            problems, (START_OF_EACH, start), (FILLED_BY_EACH, filled)
        )
        _check_shares(problems, start=starts, filled=limits)
        rate = TURNOVER.read(turnover, problems)
        length = PERIODS.read(periods, problems)
        if not problems:
            check_turnover(rate, problems)
        if len(actors) * length > MAX_SHARES:
            problems.add(
                f"start has {len(actors):,} secretaries for {length:,} periods; at most "
                f"{MAX_SHARES:,} of the two multiplied are followed; take fewer periods"
            )
    each = list(zip(starts, limits, strict=True))
    return Secretaries(
        actors=actors,
        shares=read_only([share_path(x, a, rate, length) for x, a in each]),
        unattached=read_only(share_path(_rest(starts), _rest(limits), rate, length)),
        crossing=read_only([crossing_time(x, a, rate) for x, a in each]),
        first_period=tuple(first_majority(x, a, rate) for x, a in each),
    )


def appointments_to_power(
    base: Any,
    start: Any,
    filled: Any,
    *,
    weight: Any,
    turnover: Any,
    periods: Any = 24,
    majority: Any = 0.5,
) -> AppointmentsToPower:
    """Find who could rule, period by period, while appointments shift power.

    Power is an actor's own base plus `weight` times the share of loyal delegates; the ruling
    coalition is that of :func:`whowhom.theory.coalitions.coalition.ruling_coalition` [1]_. A rising
    actor is safe while weak, removed while middling, and rules alone after coming through. The
    coupling is ours.

    Parameters
    ----------
    base : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor that does not come from delegates; positive, in any unit.
    start, filled : collection of numbers, shape (n,), or mapping of names to numbers
        As in :func:`secretaries`; 0 for those who appoint nobody.
    weight : number
        Power that all delegates together carry; in the unit of `base`, >= 0.
    turnover : number
        Share of posts that fall vacant in a period; in (0, 1].
    periods : int, default 24
        How many periods to follow; in [1, 240].
    majority : number, default 0.5
        Share of power needed to remove the rest; unitless, in [1/2, 1).

    Returns
    -------
    AppointmentsToPower
        Powers, and the ruling coalition of each period, without and with removals.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or there are more than 12 actors.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x

    Examples
    --------
    >>> found = appointments_to_power(
    ...     [3, 4, 5, "4.5"], [0, 0, 0, 0], [0, 0, 0, 1], weight=10, turnover="1/5", periods=8
    ... )
    >>> found.ruling[0], found.ruling[1], found.ruling[8]
    ((0, 1, 3), (0, 1, 2), (3,))
    >>> found.remaining[8]
    (3,)
    """
    with Problems() as problems:
        actors, (own, starts, limits) = read_aligned(
            problems, (BASE, base), (START_OF_EACH, start), (FILLED_BY_EACH, filled)
        )
        _check_shares(problems, start=starts, filled=limits)
        carried = WEIGHT.read(weight, problems)
        rate = TURNOVER.read(turnover, problems)
        length = PERIODS.read(periods, problems)
        needed = MAJORITY.read(majority, problems)
        if len(own) > MAX_ACTORS:
            problems.add(f"base has {len(own)} actors; at most {MAX_ACTORS} are followed")
        if length > MAX_PERIODS:
            problems.add(f"periods must be in [1, {MAX_PERIODS}] here, got {length}")
    powers = _powers(own, starts, limits, carried, rate, length)
    found = [ruling_coalition(row, majority=needed) for row in powers]
    return AppointmentsToPower(
        actors=actors,
        power=read_only(np.array([[float(x) for x in row] for row in powers]).T),
        ruling=tuple(tuple(actors[i] for i in each.members) for each in found),
        remaining=tuple(tuple(actors[i] for i in left) for left in _with_removals(powers, needed)),
        tied=tuple(t for t, each in enumerate(found) if not each.is_unique),
    )


def _rest(shares: list[Fraction]) -> Fraction:
    """Return what shares leave of the whole."""
    return Fraction(1) - sum(shares)


def _check_shares(problems: Problems, **parts: list[Fraction]) -> None:
    """Note parts of a whole that add up to more than that."""
    for name, numbers in parts.items():
        total = sum(numbers)
        if total > 1 and not problems:
            problems.add(f"{name} must add up to at most 1, got {float(total):g}")


def _powers(
    base: list[Fraction],
    start: list[Fraction],
    filled: list[Fraction],
    weight: Fraction,
    turnover: Fraction,
    periods: int,
) -> list[list[Fraction]]:
    """Return the exact power of each actor after each period, a list for each period."""
    kept = [(1 - turnover) ** t for t in range(periods + 1)]
    each = list(zip(base, start, filled, strict=True))
    return [[own + weight * (a - (a - x) * rest) for own, x, a in each] for rest in kept]


def _with_removals(powers: list[list[Fraction]], majority: Fraction) -> list[tuple[int, ...]]:
    """Return who is left after each period, if whoever is outside is removed for good."""
    left = tuple(range(len(powers[0])))
    history = []
    for row in powers:
        members = ruling_coalition([row[i] for i in left], majority=majority).members
        left = tuple(left[i] for i in members)
        history.append(left)
    return history


MODELS = (
    Model(
        name="secretaries",
        title="Several secretaries",
        question="Who gains the delegates when several secretaries fill the vacant posts?",
        grade="ours",
        solver=secretaries,
        result=Secretaries,
        papers=(HOUGH_1979,),
        card="appointments.md",
        arguments=(START_OF_EACH, FILLED_BY_EACH, TURNOVER, PERIODS),
        example={
            "start": {"ann": "0.5", "bob": "0.3", "cat": "0.1"},
            "filled": {"ann": "0.2", "bob": "0.2", "cat": "0.6"},
            "turnover": "0.1",
        },
        aligned=("shares", "crossing", "first_period"),
    ),
)
