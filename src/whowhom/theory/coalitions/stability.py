"""Which states last when those who can change them look ahead.

Acemoglu, Egorov and Sonin (2012). The paper's symbols and the names used here:

=====================  ==================================================================
S                      the states, numbered from 0
w_i(s)                 ``utility[i, s]``, what state s is worth to actor i
W_s                    the winning coalitions of s: more than ``majority`` of its ``weight``
y >_s z                those who prefer y to z are winning in s: ``prefers(s, y, z)``
phi                    ``leads_to``, the state in which each state ends
stable                 states with phi(s) = s
=====================  ==================================================================

A state is a constitution, a club, a junta: anything that says who decides. Winning coalitions are
general in the paper; here they are weighted votes (:func:`stable_states`) or whatever a function
says (:func:`stable_map`). Weights are compared in whole numbers, since a rounded one is wrong
exactly at a tie. Moves that are not open (``feasible``) are the paper's extension as we recall it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import NOT_NEGATIVE, PROBABILITY, Exact, Matrix, Number, Problems
from whowhom.theory.coalitions.coalition import MAJORITY
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import joined, text_table, wrapped

__all__ = ["MAX_STATES", "MODELS", "StableStates", "stable_map", "stable_states"]
ACEMOGLU_2012 = Paper(
    key="acemoglu2012",
    authors="Daron Acemoglu and Georgy Egorov and Konstantin Sonin",
    title="Dynamics and Stability of Constitutions, Coalitions, and Clubs",
    where="American Economic Review",
    year=2012,
    volume="102(4)",
    pages="1446-1476",
    doi="10.1257/aer.102.4.1446",
)
UTILITY = Matrix(
    "utility",
    "utility of each state to each actor; only the order within a row matters",
    rows="actor",
    columns="state",
)
WEIGHT = Matrix(
    "weight",
    "weight of each actor's vote in each state; all equal if left out",
    default=None,
    domain=NOT_NEGATIVE,
    rows="state",
    columns="actor",
)
FEASIBLE = Matrix(
    "feasible",
    "1 where one can go from the state of the row to that of the column; everywhere if left out",
    default=None,
    domain=PROBABILITY,
    rows="state",
    columns="state",
)
NEEDED = Exact(
    "majority",
    "share of a state's weight that must be exceeded to leave it",
    default="1/2",
    domain=MAJORITY.domain,
)


MAX_STATES = 100
"""Most states that :func:`stable_states` takes."""
_MOST_WORK = 2 * 10**8
_FEW = 8
_SHOWN_ENDS, _SHOWN_BEATEN = 4, 10

Prefers = Callable[[int, int, int], bool]
"""``prefers(s, y, z)``: whether those who decide in state s prefer y to z."""
Table = Sequence[Sequence[Number]] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class StableStates(Result):
    """Where each state leads, and which states last. States are numbers from 0."""

    columns = ("leads_to", "choices", "paths", "beaten_by")
    counts = "state"

    leads_to: tuple[int, ...]
    """Shape (states,): the state that each state leads to; itself if it lasts."""
    stable: tuple[int, ...]
    """The states that last; the same whatever is chosen among `choices`."""
    choices: tuple[tuple[int, ...], ...]
    """Shape (states,): every state that each state may lead to; `leads_to` holds the first."""
    paths: tuple[tuple[int, ...], ...]
    """Shape (states,): each state and the one it leads to; the state alone if it lasts. Those who
    look ahead go in one step, since what they leave for lasts."""
    beaten_by: tuple[tuple[int, ...], ...]
    """Shape (states,): the states that those who decide in each state would rather be in."""
    majority: Fraction
    """Share of weight that must be exceeded, as it was understood."""
    rounding_decides: bool = False
    """Whether two utilities of an actor, or two groups of voters of a state, differ by less than
    1e-12 of themselves but are not equal."""

    @property
    def is_unique(self) -> bool:
        """Whether each state leads to one state only."""
        return all(len(choice) == 1 for choice in self.choices)

    def __str__(self) -> str:
        noun, verb = ("State", "lasts") if len(self.stable) == 1 else ("States", "last")
        told = f"{noun} {joined(self.stable)} {verb}, of {len(self.leads_to)}."
        lines = [wrapped(told)]
        if not self.is_unique:
            lines.append("Where a state may lead to several, the first is taken.")
        lines += [ROUNDING] * self.rounding_decides
        rows = [
            [
                state,
                "itself" if ends == (state,) else _shortened(ends, " or ", _SHOWN_ENDS),
                _shortened(beaten, ", ", _SHOWN_BEATEN) or "none",
            ]
            for state, (ends, beaten) in enumerate(zip(self.choices, self.beaten_by, strict=True))
        ]
        header = ["state", "leads to", "those who decide in it prefer"]
        return "\n".join([*lines, "", text_table(header, rows)])


def stable_states(
    utility: Table,
    *,
    weight: Table | None = None,
    majority: Number = 0.5,
    feasible: Table | None = None,
) -> StableStates:
    """Find the states that last when actors look ahead and cannot bind themselves.

    A state is left only for one that lasts. Whether a state lasts is therefore known once it is
    known which of the states that beat it do; taken in that order, one pass finds all [1]_.

    Parameters
    ----------
    utility : array_like of float, shape (actors, states)
        What each state is worth to each actor, per period and for ever; only the order of a row
        matters.
    weight : array_like of float, shape (states, actors), optional
        Weight of each actor's vote in each state, >= 0, with a positive sum in each; in any
        unit. If left out all weigh the same
        everywhere.
    majority : number, default 0.5
        Share of a state's weight that those who gain must exceed to leave it, in [1/2, 1).
    feasible : array_like, shape (states, states), optional
        1 where one can go from the state of the row to that of the column, else 0; whoever can
        go on from there must be able to go directly. If left out every move is open.

    Returns
    -------
    StableStates
        Where each state leads, which last, and whether there was a choice.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, if there are too many actors or states (200 actors
        with 100 states), if shapes differ, or if preferences go round in a
        circle, so that the theory does not apply; the message names the circle.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Dynamics and Stability of Constitutions,
       Coalitions, and Clubs", American Economic Review 102(4), 1446-1476, 2012.
       https://doi.org/10.1257/aer.102.4.1446

    Examples
    --------
    An autocrat (state 0) would like to share power with the middle class (1), but the middle
    class would go on to democracy (2), which the ruler likes least: so the ruler stays.

    >>> utility = [[1, 2, 0], [0, 2, 3], [1, 0, 3]]
    >>> found = stable_states(utility, weight=[[1, 0, 0], [1, 1.5, 0], [1, 1, 1]])
    >>> found.leads_to
    (0, 2, 2)
    """
    with Problems() as problems:
        worth = UTILITY.exact(utility, problems)
        needed = NEEDED.read(majority, problems)
        votes = None if weight is None else WEIGHT.exact(weight, problems)
        ways = None if feasible is None else FEASIBLE.read(feasible, problems)
    n_actors, n_states = len(worth), len(worth[0])
    votes = [[Fraction(1)] * n_actors] * n_states if votes is None else votes
    ways = np.ones((n_states, n_states)) if ways is None else ways
    with Problems() as problems:
        if n_states > MAX_STATES:
            problems.add(f"utility has {n_states} states (columns); at most {MAX_STATES} are taken")
        elif n_actors > (most := _MOST_WORK // n_states**3):
            problems.add(
                f"utility has {n_actors:,} actors (rows); at most {most:,} are taken "
                f"with {n_states} states; join actors who agree, and add up their weights"
            )
        _check_weight(votes, n_actors, n_states, problems)
        _check_feasible(ways, n_states, problems)
    prefers = _by_votes(worth, [_whole(row) for row in votes], needed, ways != 0)
    choices = stable_map(n_states, prefers)
    leads_to = tuple(choice[0] for choice in choices)
    return StableStates(
        leads_to=leads_to,
        stable=tuple(s for s in range(n_states) if leads_to[s] == s),
        choices=choices,
        paths=tuple((s,) if end == s else (s, end) for s, end in enumerate(leads_to)),
        beaten_by=tuple(
            tuple(y for y in range(n_states) if prefers(s, y, s)) for s in range(n_states)
        ),
        majority=needed,
        rounding_decides=any(map(_has_close, worth)) or _is_close_vote(votes, needed),
    )


def stable_map(n_states: int, prefers: Prefers) -> tuple[tuple[int, ...], ...]:
    """Find where each state leads, for any rule of decision.

    Parameters
    ----------
    n_states : int
        Number of states; they are 0, 1, ...
    prefers : callable
        ``prefers(s, y, z)`` says whether those who decide in state s prefer y to z (and both
        can be reached from s). No two that prefer opposite things may both decide.

    Returns
    -------
    tuple of tuple of int, shape (n_states,)
        The states that each state may lead to, in increasing order: itself alone if it lasts.

    Raises
    ------
    InvalidInput
        If preferences go round in a circle: each state left for the next, or, seen from one
        state, each of those that beat it preferred to the one before.

    Examples
    --------
    Those in 2 would go to 1, but those in 1 would go on to 0: so 2 lasts.

    >>> stable_map(3, lambda s, y, z: (s, y, z) in {(2, 1, 2), (1, 0, 1)})
    ((0,), (0,), (2,))
    """
    beaten_by = [
        [y for y in range(n_states) if y != s and prefers(s, y, s)] for s in range(n_states)
    ]
    order = _order(beaten_by)
    choices: list[tuple[int, ...]] = [()] * n_states
    for s in order:
        better = beaten_by[s]
        above = {z: [y for y in better if y != z and prefers(s, y, z)] for z in better}
        _refuse_circle_seen_from(s, above)
        lasting = [z for z in better if choices[z] == (z,)]
        choices[s] = tuple(z for z in lasting if not set(above[z]) & set(lasting)) or (s,)
    return tuple(choices)


def _check_weight(
    votes: list[list[Fraction]], n_actors: int, n_states: int, problems: Problems
) -> None:
    """Note a table of weights that does not fit the utilities, or states without any weight."""
    if (len(votes), len(votes[0])) != (n_states, n_actors):
        problems.add(
            f"weight must have a row for each of the {n_states} states and a column for each of "
            f"the {n_actors} actors of utility, got {len(votes)} rows and {len(votes[0])} columns"
        )
        return
    for s in (s for s, row in enumerate(votes) if not sum(row)):
        problems.add(f"weight[{s}] is all 0: nobody decides in state {s}; give somebody a weight")


def _check_feasible(ways: NDArray[np.float64], n_states: int, problems: Problems) -> None:
    """Note a table of moves that does not fit, or with detours that cannot be cut short."""
    if ways.shape != (n_states, n_states):
        problems.add(
            f"feasible must have a row and a column for each of the {n_states} states, got "
            f"{ways.shape[0]} rows and {ways.shape[1]} columns"
        )
        return
    for s, y in np.argwhere((ways != 0) & (ways != 1)):
        problems.add(f"feasible[{s}, {y}] must be 0 or 1, got {ways[s, y]:g}")
    is_open = ways != 0
    for s, y, z in product(range(n_states), repeat=3):
        if is_open[s, y] and is_open[y, z] and not is_open[s, z] and s != z:
            problems.add(
                f"feasible lets one go from {s} to {y} and from {y} to {z}, but not from {s} to "
                f"{z}; open that way too, or close one of the others"
            )
            return


def _by_votes(
    worth: list[list[Fraction]],
    weights: list[list[int]],
    majority: Fraction,
    is_open: NDArray[np.bool_],
) -> Prefers:
    """Return who is preferred by weighted votes, in whole numbers."""
    p, q = majority.as_integer_ratio()
    bars = [p * sum(row) for row in weights]
    utilities = [_ranks(row) for row in worth]

    @cache
    def prefers(s: int, y: int, z: int) -> bool:
        if any(end != s and not is_open[s, end] for end in (y, z)):
            return False
        gaining = zip(weights[s], utilities, strict=True)
        return q * sum(weight for weight, ranks in gaining if ranks[y] > ranks[z]) > bars[s]

    return prefers


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Scale a row of weights to whole numbers."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]


def _ranks(utilities: Sequence[Fraction]) -> list[int]:
    """Return the places of utilities in their order, from the least; equal ones have the same."""
    order = {worth: place for place, worth in enumerate(sorted(set(utilities)))}
    return [order[worth] for worth in utilities]


def _has_close(utilities: Sequence[Fraction]) -> bool:
    """Return whether two numbers of a row are almost equal."""
    order = sorted(set(utilities))
    scale = max(map(abs, order)) or 1
    return rounding_decides(*((above - below) / scale for below, above in pairwise(order)))


def _is_close_vote(votes: list[list[Fraction]], majority: Fraction) -> bool:
    """Return whether some voters of a state weigh almost the majority; of few voters only."""
    return any(
        len(row) <= _FEW and rounding_decides(*(part / sum(row) - majority for part in _sums(row)))
        for row in votes
    )


def _sums(weights: Sequence[Fraction]) -> list[Fraction]:
    """Return what all groups of voters weigh."""
    sums = [Fraction(0)]
    for weight in weights:
        sums += [total + weight for total in sums]
    return sums


def _order(beaten_by: list[list[int]]) -> list[int]:
    """Order the states so that each comes after those that beat it; refuse a circle."""
    order, circle = _sorted(dict(enumerate(beaten_by)))
    if circle:
        steps = " to ".join(map(str, [*circle, circle[0]]))
        raise InvalidInput(
            f"preferences go round in a circle: those who decide would go from state {steps}\n"
            f"nothing settles then, and the theory does not apply; change a utility or a weight, "
            f"or close a way"
        )
    return order


def _refuse_circle_seen_from(state: int, above: dict[int, list[int]]) -> None:
    """Refuse states that those who decide in one state cannot rank."""
    _, circle = _sorted(above)
    if circle:
        steps = " to ".join(map(str, [*reversed(circle), circle[-1]]))
        raise InvalidInput(
            f"preferences go round in a circle: those who decide in state {state} prefer state "
            f"{steps}\nwhere they would go has no answer then; change a utility or a weight, or "
            f"close a way"
        )


def _sorted(before: dict[int, list[int]]) -> tuple[list[int], list[int]]:
    """Sort so that each state comes after those `before` it; return a circle if there is one.

    The circle is given so that each state is followed by one that must come before it.
    """
    order: list[int] = []
    done: set[int] = set()
    for start in before:
        trail: list[int] = []
        pending: list[tuple[int, bool]] = [(start, False)]
        while pending:
            state, is_left = pending.pop()
            if is_left:
                trail.pop()
                done.add(state)
                order.append(state)
            elif state not in done:
                if state in trail:
                    return order, trail[trail.index(state) :]
                trail.append(state)
                pending.append((state, True))
                pending += [(y, False) for y in reversed(before[state]) if y not in done]
    return order, []


def _shortened(states: tuple[int, ...], between: str, most: int) -> str:
    """Return the first states of a list that may be long."""
    shown = between.join(map(str, states[:most]))
    return f"{shown} ..." if len(states) > most else shown


MODELS = (
    Model(
        name="stable-states",
        title="Dynamically stable states",
        question="Which states are stable when those who can change them look ahead?",
        grade="A",
        solver=stable_states,
        result=StableStates,
        papers=(ACEMOGLU_2012,),
        card="stable-states.md",
        arguments=(UTILITY, WEIGHT, NEEDED, FEASIBLE),
        example={
            "utility": [[1, 2, 0], [0, 2, 3], [1, 0, 3]],
            "weight": [[1, 0, 0], [1, 1.5, 0], [1, 1, 1]],
        },
        scale_free=("weight",),
    ),
)
