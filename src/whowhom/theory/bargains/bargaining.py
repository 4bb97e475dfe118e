"""Bargaining over one issue: who challenges whom, who gives way, and where that ends.

The model of Bueno de Mesquita (1994, 1997), as it was written down by Scholz, Calbert and Smith
(2011). Each actor has a position on a line, a capability, and a salience. In each round everybody
works out what challenging each of the others would gain, and what the others would gain by
a challenge; whoever is threatened more than threatening gives way. The paper's symbols and
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
:class:`~whowhom.theory.bargains.bargaining_rounds.Reading`. Ours are the treatment of ties, the
search for cycles, and the rule that nothing is forecast where the actors do not come to rest (see
``docs/models/bargaining.md``).

"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import (
    POSITIVE,
    PROBABILITY,
    Actor,
    Choice,
    Domain,
    Exact,
    Exacts,
    Number,
    Problems,
    Whole,
    read_aligned,
    shown,
)
from whowhom.theory.bargains.bargaining_rounds import (
    OPTIONS,
    VARIANTS,
    Field,
    Reading,
    Simulated,
    median_place,
    one_round,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, shortened, text_table

__all__ = ["MAX_ACTORS", "MODELS", "VARIANTS", "Bargain", "Reading", "bargaining"]

SCHOLZ_2011 = Paper(
    key="scholz2011",
    authors="Jason B. Scholz and Gregory J. Calbert and Glen A. Smith",
    title="Unravelling Bueno De Mesquita's group decision model",
    where="Journal of Theoretical Politics",
    year=2011,
    volume="23(4)",
    pages="510-531",
    doi="10.1177/0951629811418142",
)
BUENO_DE_MESQUITA_1997 = Paper(
    key="buenodemesquita1997",
    authors="Bueno de Mesquita, Bruce",
    title="A decision making model: Its structure and form",
    where="International Interactions",
    year=1997,
    volume="23(3-4)",
    pages="235-266",
    doi="10.1080/03050629708434909",
)
BUENO_DE_MESQUITA_1994 = Paper(
    key="buenodemesquita1994",
    authors="Bueno de Mesquita, Bruce",
    title="Political Forecasting: An Expected Utility Method",
    where="European Community Decision Making, edited by B. Bueno de Mesquita and F. Stokman, "
    "Yale University Press",
    year=1994,
    kind="incollection",
)

CAPABILITY = Exacts(
    "capability",
    "resources of each actor; any unit, only ratios matter",
    domain=POSITIVE,
    case="power",
)
POSITION = Exacts(
    "position",
    "position of each actor on the line; any unit and any zero",
    domain=Domain(),
    unit="that of the line",
    case="line",
)
SALIENCE = Exacts(
    "salience",
    "how much the issue matters to each actor; 1 for everybody if left out",
    default=None,
    domain=PROBABILITY,
)
VARIANT = Choice(
    "variant",
    "how ambiguous passages of the papers are read",
    default="scholz-printed",
    options=("scholz-printed", "scholz-asrun", "bdm-enforce"),
)
ROUNDS = Whole(
    "rounds",
    "rounds of bargaining",
    default="10",
    unit="rounds",
    domain=Domain(at_least=1, at_most=1000),
)
QUO = Exact(
    "quo",
    "probability of the status quo where nobody challenges; 1 in all variants if left out",
    default=None,
    domain=PROBABILITY,
)

_EMISSIONS = {  # capability, position in years of delay, salience
    "Netherlands": ("0.08", 4, "0.8"),
    "Belgium": ("0.08", 7, "0.4"),
    "Luxembourg": ("0.03", 4, "0.2"),
    "Germany": ("0.16", 4, "0.8"),
    "France": ("0.16", 10, "0.6"),
    "Italy": ("0.16", 10, "0.6"),
    "UK": ("0.16", 10, "0.9"),
    "Ireland": ("0.05", 7, "0.1"),
    "Denmark": ("0.05", 4, "1"),
    "Greece": ("0.08", 7, "0.7"),
}

_MATRICES = ("chance", "gain", "threat")
"""Fields of what the actors expect, with a row and a column for each actor."""


def read_variant(variant: object, quo: object, problems: Problems) -> tuple[str, Reading]:
    """Return the name of a variant ("own" for a reading that has none) and its reading.

    Parameters
    ----------
    variant : str or Reading
    quo : number or None
        Takes the place of the reading's own.
    problems : Problems
        Notes what is wrong with either.
    """
    if isinstance(variant, Reading):
        reading = variant
        _check(reading, problems)
    else:
        reading = VARIANTS.get(VARIANT.read(variant, problems), Reading())
    if quo is not None:
        reading = replace(reading, quo=float(QUO.read(quo, problems)))
    name = next((name for name, known in VARIANTS.items() if known == reading), "own")
    return name, reading


def _check(reading: Reading, problems: Problems) -> None:
    """Note which fields of a reading hold something that they cannot."""
    for field in fields(reading):
        value = getattr(reading, field.name)
        name = f"variant.{field.name}"
        if field.name in OPTIONS:
            Choice(name, "", options=OPTIONS[field.name]).read(value, problems)
        elif field.name == "quo":
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
                problems.add(f"{name} must be a number in [0, 1], got {shown(value)}")
        elif not isinstance(value, bool):
            problems.add(f"{name} must be True or False, got {shown(value)}")


Numbers = NDArray[np.float64]

_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Move:
    """One actor's move in one round."""

    actor: Actor
    toward: Actor
    """The actor whose offer was taken."""
    offer: str
    """``conflict``: gives in to one who expects more; ``compromise``: goes part of the way;
    ``compel``: goes all the way, to one who expects less than the mover would lose."""
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """The outcome of one round."""

    number: int
    """From 1."""
    positions: Numbers
    """Where the actors stand at the end of the round, shape (n,)."""
    risk: Numbers
    """Risk exponents in the round, shape (n,), in [1/2, 2]; 1 is neutral."""
    median: float
    """Position at the end that beats every other in pairwise votes; of two that tie, the lower."""
    mean: float
    """Mean of positions at the end, weighted by capability times salience."""
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What the actors expected of challenges in one round; rows judge, columns are the others."""

    round: int
    chance: Numbers
    """Chance of i to prevail over j, shape (n, n), in [0, 1]."""
    gain: Numbers
    """What i expects of challenging j, shape (n, n); unitless."""
    threat: Numbers
    """What j is expected to get from challenging i, shape (n, n); unitless."""


@dataclass(frozen=True, slots=True, eq=False)
class Bargain(Result):
    """Rounds of bargaining, and whether they come to rest."""

    columns = ("actors", "start", "end")

    actors: tuple[Actor, ...]
    variant: str
    """Name of the reading; ``own`` if it has none."""
    reading: Reading
    start: Numbers
    """Positions before any bargaining, shape (n,)."""
    start_median: float
    """Median before any bargaining: a baseline."""
    start_mean: float
    """Weighted mean before any bargaining: the baseline to beat."""
    end: Numbers
    """Positions after the last round, shape (n,)."""
    history: tuple[Round, ...]
    first: Expected
    """What was expected in the first round."""
    last: Expected
    """What was expected in the last round."""
    period: int | None
    """After how many rounds the positions recur: 1 if they have come to rest, more in a cycle,
    None if no state recurred."""
    recurs_from: int | None
    """The round at whose end (0: the start) the state that recurs stood first; None if none did."""
    forecast: float | None
    """The median where the positions come to rest; None where they do not."""
    outlook: str
    """Whether they come to rest, in words."""

    @property
    def medians(self) -> tuple[float, ...]:
        """Median at the end of each round."""
        return tuple(found.median for found in self.history)

    @property
    def means(self) -> tuple[float, ...]:
        """Weighted mean at the end of each round."""
        return tuple(found.mean for found in self.history)

    def __repr__(self) -> str:
        return (
            f"Bargain({_count(len(self.actors), 'actor')}, {self.variant}, "
            f"{_count(len(self.history), 'round')}, forecast={self.forecast}, "
            f"start_mean={self.start_mean:.6g}, start_median={self.start_median:.6g})"
        )

    def __str__(self) -> str:
        if self.forecast is None:
            end = "So there is no forecast: median and mean depend on when one stops."
        else:
            end = f"The median there, which is the forecast: {number(self.forecast)}."
        mean, median = number(self.start_mean), number(self.start_median)
        lines = [
            self.outlook,
            end,
            f"Before any bargaining: weighted mean {mean}, median {median}.",
            "That mean is the baseline to beat. Another reading of the model may end",
            f"elsewhere; this one is {self.variant}.",
            "",
            _rounds_table(self),
            "",
            _actors_table(self),
            "",
            _moves(self.history[0]),
        ]
        return "\n".join(lines)


def outlook(history: tuple[Round, ...], period: int | None, recurs_from: int | None) -> str:
    """Return whether rounds come to rest, in words."""
    if period == 1 and recurs_from == 0:
        return "Nobody moves at all."
    if period == 1:
        return f"All have come to rest after round {recurs_from}."
    if period is not None:
        return f"No rest: from round {recurs_from} on the same {period} rounds recur for ever."
    last = max(abs(move.end - move.start) for move in history[-1].moves)
    done = _count(len(history), "round")
    return f"No rest: after {done} somebody still moves, by {number(last, 3)}."


def _count(n: int, noun: str) -> str:
    """Return ``1 round``, ``10 rounds``."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _rounds_table(found: Bargain) -> str:
    """Tell median, mean and number of moves of each round; of many, the first and the last."""
    told = found.history
    if found.period == 1 and found.recurs_from is not None:
        told = told[: found.recurs_from + 1]  # after that nothing changes
    rows: list[list[object]] = [["start", number(found.start_median), number(found.start_mean), ""]]
    rows += [[t.number, number(t.median), number(t.mean), len(t.moves)] for t in told]
    return text_table(["round", "median", "mean", "moves"], _shortened(rows))


def _actors_table(found: Bargain) -> str:
    """Tell where each actor starts and ends, with the risk exponent in the first round."""
    rows: list[list[object]] = [
        [shortened(actor), number(start), number(end), number(risk, 3)]
        for actor, start, end, risk in zip(
            found.actors, found.start, found.end, found.history[0].risk, strict=True
        )
    ]
    return text_table(["actor", "start", "end", "risk in round 1"], _shortened(rows))


def _moves(found: Round) -> str:
    """Tell who moves in a round, towards whom, and why."""
    if not found.moves:
        return f"Nobody moves in round {found.number}."
    rows: list[list[object]] = [
        [
            shortened(move.actor),
            f"{number(move.start)} -> {number(move.end)}",
            shortened(move.toward),
            move.offer,
        ]
        for move in found.moves
    ]
    table = text_table(["who", "from, to", "towards", "offer"], _shortened(rows))
    return f"Moves in round {found.number}:\n{table}"


def _shortened(rows: list[list[object]]) -> list[list[object]]:
    """Return the first rows and the last, where there are too many."""
    if len(rows) <= _MOST_ROWS + 1:
        return rows
    return [*rows[: _MOST_ROWS - 1], ["...", *[""] * (len(rows[0]) - 1)], rows[-1]]


MAX_ACTORS = 1000
"""Most actors that :func:`bargaining` takes."""

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
    """Simulate rounds of challenges and concessions over one issue.

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
        proposer's ability to enforce, 1997, p. 251), or the user's reading.
    rounds : int, default 10
        Number of rounds, in [1, 1000]; fewer with hundreds of actors (a thousand bargain for 50, or
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
    # of all rounds only first and last are kept: each holds three matrices
    first = last = one_round(places, field, reading)
    for turn in range(1, asked + 1):
        if turn > 1:
            last = one_round(places, field, reading)
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
    actors, read = read_aligned(
        problems, (CAPABILITY, capability), (POSITION, position), (SALIENCE, salience)
    )
    powers, lines, cares = read
    if salience is None:
        cares = [Fraction(1)] * len(actors)
    if cares and not any(cares):
        problems.add("salience is 0 for every actor: nobody weighs anything; give one above 0")
    for argument, values in zip((CAPABILITY, POSITION, SALIENCE), read, strict=True):
        if any(abs(value) > _LARGEST for value in values):
            problems.add(f"{argument.name} has a number beyond 1e300; choose a larger unit")
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
    actors: tuple[Actor, ...], powers: list[Fraction], lines: list[Fraction], cares: list[Fraction]
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
        # Where somebody stood at the start, the position comes back to the last digit.
        self._known = dict(zip(self.places.tolist(), map(float, lines), strict=True))

    def at(self, place: float) -> float:
        """Return the position of a place."""
        if place in self._known:
            return self._known[place]
        return min(max(self._low * (1.0 - place) + self._high * place, self._low), self._high)


def _round(
    turn: int,
    before: Numbers,
    now: Simulated,
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


def _expected(turn: int, found: Simulated, back: NDArray[np.intp]) -> Expected:
    """Bring what was expected in a round to the order in which the actors were given."""
    rows_and_columns = np.ix_(back, back)
    return Expected(
        round=turn,
        chance=read_only(found.chances[rows_and_columns]),
        gain=read_only(found.gains[rows_and_columns]),
        threat=read_only(found.threats[rows_and_columns]),
    )


MODELS = (
    Model(
        name="bargaining",
        title="Expected-utility challenges over a line",
        question="Who moves towards whom when positions on one issue are bargained over?",
        grade="B",
        solver=bargaining,
        result=Bargain,
        papers=(SCHOLZ_2011, BUENO_DE_MESQUITA_1997, BUENO_DE_MESQUITA_1994),
        card="bargaining.md",
        arguments=(CAPABILITY, POSITION, SALIENCE, VARIANT, ROUNDS, QUO),
        example={
            "capability": {name: row[0] for name, row in _EMISSIONS.items()},
            "position": {name: row[1] for name, row in _EMISSIONS.items()},
            "salience": {name: row[2] for name, row in _EMISSIONS.items()},
        },
        aligned=(
            "history[].positions",
            "history[].risk",
            *(f"{when}.{what}[]" for when in ("first", "last") for what in _MATRICES),
            *(f"{when}.{what}" for when in ("first", "last") for what in _MATRICES),
        ),
        scale_free=("capability",),
        kernels=("whowhom.theory.bargains._bargaining_kernel",),
    ),
)
