"""Bargaining over one issue: who challenges whom, who gives way, and where that ends.

The model of Bueno de Mesquita (1994, 1997), as it was written down by Scholz, Calbert and Smith
(2011). Each actor has a position on a line, a capability, and a salience. In each round everybody
works out what he would gain by challenging everybody else, and what the others would gain by
challenging him; whoever is threatened more than he threatens gives way. The paper's symbols and
the names used here:

====================  =======================================================================
c_i, x_i, s_i         ``capability[i]``, ``position[i]``, ``salience[i]``
mu                    ``median``, the position that beats every other in pairwise votes
P_ij                  ``chance[i, j]``, that i prevails over j
E^i(U_ij)             ``gain[i, j]``, what i expects of challenging j
E(U_ji)               ``threat[i, j]``, what i thinks, or j does, that j expects of challenging i
r_i                   ``risk[i]``, the exponent that bends the utilities of i
Q                     ``quo``, the probability that all stays as it is without a challenge
tau                   ``rounds``
====================  =======================================================================

**What is published and what is ours.** The equations as printed do not give the results that the
same paper prints; another reading does (15 of 16 numbers of its table 2), which spreads the chance
of a challenge over all pairs, for which no equation speaks. Both are here by name, with a third,
and each ambiguous place is a field of
:class:`~whowhom.theory.bargains.bargaining_variants.Reading`. Ours are the treatment of ties, the
search for cycles, and the rule that nothing is forecast where the actors do not come to rest (see
``docs/models/bargaining.md``).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor, Exacts, Number, Problems, line_up
from whowhom.theory.bargains.bargaining_result import Bargain, Expected, Move, Round, outlook
from whowhom.theory.bargains.bargaining_rounds import Field, Played, median_place, play
from whowhom.theory.bargains.bargaining_variants import VARIANTS, Reading, read_variant
from whowhom.theory.registry.bargains import CAPABILITY, POSITION, ROUNDS, SALIENCE
from whowhom.theory.results import read_only

__all__ = [
    "MAX_ACTORS",
    "VARIANTS",
    "Bargain",
    "Expected",
    "Move",
    "Reading",
    "Round",
    "bargaining",
]

MAX_ACTORS = 1000
"""Most actors that :func:`bargaining` takes."""

Numbers = NDArray[np.float64]
PerActor = Mapping[str, Number] | Sequence[Number] | NDArray[Any]

_KINDS = ("conflict", "compromise", "compel")
_LARGEST = int(1e300)
_MOST_STEPS = {"straight": 5 * 10**7, "curved": 10**10}  # some ten seconds


def bargaining(
    capability: PerActor,
    position: PerActor,
    salience: PerActor | None = None,
    *,
    variant: str | Reading = "scholz-printed",
    rounds: Number = 10,
    quo: Number | None = None,
) -> Bargain:
    """Play rounds of challenges and concessions over one issue.

    This adapts the group decision model of Bueno de Mesquita [2]_ [3]_ as written down in [1]_.
    Each actor judges what it would bring to challenge each other (a vote of all actors, by
    capability, salience and distance, decides a challenge), takes one of the offers that follow,
    and moves; all move at once.

    Parameters
    ----------
    capability : collection of numbers, shape (n,), or mapping of names to numbers
        What each actor can bring to bear, positive; any unit, only ratios matter. At most 1000
        actors. Without names, entries of the three collections belong together by their order.
    position : collection of numbers, shape (n,), or mapping of names to numbers
        Where each stands on the line; any finite numbers up to 1e300.
    salience : collection of numbers, shape (n,), or mapping, optional
        How much the issue matters to each, unitless, in [0, 1], not 0 for all; 1 for everybody
        if it is left out.
    variant : str or Reading, default "scholz-printed"
        How the ambiguous places of the papers are read: ``scholz-printed`` (the equations),
        ``scholz-asrun`` (what gives the paper's table), ``bdm-enforce`` (offers chosen by the
        proposer's ability to enforce, 1997, p. 251), or a reading of one's own.
    rounds : int, default 10
        Rounds to play, in [1, 1000]; fewer with hundreds of actors (a thousand bargain for 50, or
        for 10 with curved votes).
    quo : number, optional
        Probability, unitless, in [0, 1], that all stays as it is where nobody challenges; the
        reading's own if it is left out, which is 1 in all named variants.

    Returns
    -------
    Bargain
        Positions, risk exponents, offers taken, median and mean of each round; what was expected
        in the first and the last; whether the rounds come to rest.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, the collections name different actors, or salience
        is 0 for everybody; all problems are named.

    Notes
    -----
    Offers that tie by the rule of the variant go to the proposer who expects most, then to the
    one with more capability, then to the one who began at the lower position, then by salience
    and name: the order of rows never decides where anybody moves. Utilities that differ by less
    than 1e-12 count as equal, and then no offer is made.

    References
    ----------
    .. [1] J. B. Scholz, G. J. Calbert and G. A. Smith, "Unravelling Bueno De Mesquita's group
       decision model", Journal of Theoretical Politics 23(4), 510-531, 2011.
       https://doi.org/10.1177/0951629811418142
    .. [2] B. Bueno de Mesquita, "A decision making model: Its structure and form",
       International Interactions 23(3-4), 235-266, 1997.
       https://doi.org/10.1080/03050629708434909
    .. [3] B. Bueno de Mesquita, "Political Forecasting: An Expected Utility Method", in European
       Community Decision Making, Yale University Press, 1994.

    Examples
    --------
    >>> found = bargaining({"ann": 5, "bob": 1, "cat": 2}, {"ann": 20, "bob": 0, "cat": 100})
    >>> [(move.actor, move.toward, move.offer) for move in found.history[0].moves]
    [('bob', 'ann', 'compel'), ('cat', 'bob', 'conflict')]
    >>> found.end.tolist(), found.outlook
    ([20.0, 20.0, 0.0], 'All have come to rest after round 1.')
    >>> found.forecast, found.start_mean, found.start_median
    (20.0, 37.5, 20.0)
    """
    with Problems() as problems:
        name, reading = read_variant(variant, quo, problems)
        asked = ROUNDS.read(rounds, problems)
        actors, powers, lines, cares = _read_actors(capability, position, salience, problems)
        if not problems:
            _check_steps(len(actors), asked, reading, problems)
    order = _order(actors, powers, lines, cares)
    line = _Line(lines)
    field = _field(powers, cares, order)
    places = line.places[order]
    start_median = median_place(places, field.weights)
    seen = {places.tobytes(): 0}
    period, recurs_from = None, None
    history = []
    first = last = play(places, field, reading)  # others are not kept: they hold three matrices
    for turn in range(1, asked + 1):
        if turn > 1:
            last = play(places, field, reading)
        history.append(_round(turn, places, last, actors, order, line, field))
        places = last.places
        # Equal to the last bit, or else a creep that ends in a jump would pass for rest.
        before = seen.setdefault(places.tobytes(), turn)
        if before < turn and period is None:
            period, recurs_from = turn - before, before
    back = np.argsort(order)
    weights = [power * care for power, care in zip(powers, cares, strict=True)]
    exact_mean = sum(w * x for w, x in zip(weights, lines, strict=True)) / sum(weights)
    return Bargain(
        actors=actors,
        variant=name,
        reading=reading,
        start=read_only([float(x) for x in lines]),
        start_median=line.at(start_median),
        start_mean=float(exact_mean),
        end=history[-1].positions,
        history=tuple(history),
        first=_expected(1, first, back),
        last=_expected(asked, last, back),
        period=period,
        recurs_from=recurs_from,
        forecast=history[-1].median if period == 1 else None,
        outlook=outlook(tuple(history), period, recurs_from),
    )


def _read_actors(
    capability: object, position: object, salience: object, problems: Problems
) -> tuple[tuple[Actor, ...], list[Fraction], list[Fraction], list[Fraction]]:
    """Return the actors with exact capabilities, positions and saliences; note what is wrong."""
    given = {CAPABILITY.name: capability, POSITION.name: position}
    arguments: list[Exacts] = [CAPABILITY, POSITION]
    if salience is not None:
        given[SALIENCE.name] = salience
        arguments.append(SALIENCE)
    actors, listed = line_up(problems, **given)
    is_named = any(isinstance(value, Mapping) for value in given.values())
    read: dict[str, list[Fraction]] = {}
    for argument in arguments:
        items: Any = given[argument.name]
        if is_named and argument.name in listed and len(listed[argument.name]) == len(actors):
            items = dict(zip(actors, listed[argument.name], strict=True))
        if argument.name in listed:
            read[argument.name] = argument.read(items, problems)
    powers, lines = read.get(CAPABILITY.name, []), read.get(POSITION.name, [])
    cares = read.get(SALIENCE.name, [Fraction(1)] * len(actors) if salience is None else [])
    if cares and not any(cares):
        problems.add("salience is 0 for every actor: nobody weighs anything; give one above 0")
    for name, values in read.items():
        if any(abs(value) > _LARGEST for value in values):
            problems.add(f"{name} has a number beyond 1e300; choose a larger unit")
    if len(actors) > MAX_ACTORS:
        problems.add(
            f"capability has {len(actors)} actors; at most {MAX_ACTORS} bargain, since each round "
            f"takes a step for every three of them; leave out the weakest, or join blocs"
        )
    return actors, powers, lines, cares


def _check_steps(actors: int, rounds: int, reading: Reading, problems: Problems) -> None:
    """Note more work than some ten seconds: squares of actors a round, cubes for curved votes."""
    a_round = actors ** (3 if reading.votes == "curved" else 2)
    most = _MOST_STEPS[reading.votes] // a_round
    if rounds > most:
        problems.add(
            f"rounds must be at most {most:,} with {actors:,} actors, got {rounds:,}; take fewer "
            f"rounds, leave out the weakest, or join blocs"
        )


def _order(
    actors: tuple[Actor, ...],
    powers: list[Fraction],
    lines: list[Fraction],
    cares: list[Fraction],
) -> NDArray[np.intp]:
    """Return the actors by position, capability (the most first), salience, name, shape (n,)."""
    found = sorted(range(len(actors)), key=lambda i: (lines[i], -powers[i], -cares[i], actors[i]))
    return np.array(found, dtype=np.intp)


def _field(powers: list[Fraction], cares: list[Fraction], order: NDArray[np.intp]) -> Field:
    """Return what stays the same, in the order of the rounds; shares are exact before rounding."""
    weights = [power * care for power, care in zip(powers, cares, strict=True)]
    return Field(
        weights=np.array(_shares(weights))[order],
        salience=np.array([float(care) for care in cares])[order],
        strength=np.array(_shares(powers))[order],
    )


def _shares(parts: list[Fraction]) -> list[float]:
    """Return each part as a share of their sum."""
    whole = sum(parts)
    return [float(part / whole) for part in parts]


class _Line:
    """The line between the outermost positions, brought to [0, 1] and back."""

    __slots__ = ("_high", "_known", "_low", "places")

    def __init__(self, lines: list[Fraction]) -> None:
        low, high = min(lines), max(lines)
        width = high - low if high > low else Fraction(1)
        self.places: Numbers = np.array([float((x - low) / width) for x in lines])
        self._low, self._high = float(low), float(high)
        # Where somebody stood at the start, his position comes back to the last digit.
        self._known = dict(zip(self.places.tolist(), map(float, lines), strict=True))

    def at(self, place: float) -> float:
        """Return the position of a place."""
        if place in self._known:
            return self._known[place]
        return min(max(self._low * (1.0 - place) + self._high * place, self._low), self._high)


def _round(
    turn: int,
    before: Numbers,
    now: Played,
    actors: tuple[Actor, ...],
    order: NDArray[np.intp],
    line: _Line,
    field: Field,
) -> Round:
    """Name the actors of one round, and bring places back to positions."""
    positions, risk = np.empty(order.size), np.empty(order.size)
    positions[order] = [line.at(place) for place in now.places.tolist()]
    risk[order] = now.exponents
    moves = [
        Move(
            actor=actors[order[i]],
            toward=actors[order[now.toward[i]]],
            offer=_KINDS[now.kinds[i]],
            start=line.at(float(before[i])),
            end=line.at(float(now.places[i])),
        )
        for i in np.argsort(order)
        if now.kinds[i] >= 0
    ]
    return Round(
        number=turn,
        positions=read_only(positions),
        risk=read_only(risk),
        median=line.at(median_place(now.places, field.weights)),
        mean=line.at(float(np.sum(field.weights * now.places) / np.sum(field.weights))),
        moves=tuple(moves),
    )


def _expected(turn: int, played: Played, back: NDArray[np.intp]) -> Expected:
    """Bring what was expected in a round to the order in which the actors were given."""
    rows_and_columns = np.ix_(back, back)
    return Expected(
        round=turn,
        chance=read_only(played.chances[rows_and_columns]),
        gain=read_only(played.gains[rows_and_columns]),
        threat=read_only(played.threats[rows_and_columns]),
    )
