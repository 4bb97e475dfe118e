"""What bargaining over a line comes to: positions round by round, and how that is told."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor
from whowhom.theory.bargains.bargaining_variants import Reading
from whowhom.theory.results import Result
from whowhom.theory.words import number, text_table

__all__ = ["Bargain", "Expected", "Move", "Round", "outlook"]

Numbers = NDArray[np.float64]

_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Move:
    """One actor's move in one round."""

    actor: Actor
    toward: Actor
    """The actor whose offer he took."""
    offer: str
    """``conflict``: he gives in to one who expects more; ``compromise``: he goes part of the
    way; ``compel``: he goes all the way, to one who expects less than he himself would lose."""
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """What came of one round."""

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
        return tuple(played.median for played in self.history)

    @property
    def means(self) -> tuple[float, ...]:
        """Weighted mean at the end of each round."""
        return tuple(played.mean for played in self.history)

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
    """Tell where each actor starts and ends, and his risk exponent in the first round."""
    rows: list[list[object]] = [
        [_short(actor), number(start), number(end), number(risk, 3)]
        for actor, start, end, risk in zip(
            found.actors, found.start, found.end, found.history[0].risk, strict=True
        )
    ]
    return text_table(["actor", "start", "end", "risk in round 1"], _shortened(rows))


def _moves(played: Round) -> str:
    """Tell who moves in a round, towards whom, and why."""
    if not played.moves:
        return f"Nobody moves in round {played.number}."
    rows: list[list[object]] = [
        [
            _short(move.actor),
            f"{number(move.start)} -> {number(move.end)}",
            _short(move.toward),
            move.offer,
        ]
        for move in played.moves
    ]
    table = text_table(["who", "from, to", "towards", "offer"], _shortened(rows))
    return f"Moves in round {played.number}:\n{table}"


def _short(actor: Actor) -> str:
    """Return the name of an actor, cut to fit a column."""
    name = str(actor)
    return name if len(name) <= 20 else f"{name[:17]}..."


def _shortened(rows: list[list[object]]) -> list[list[object]]:
    """Return the first rows and the last, where there are too many."""
    if len(rows) <= _MOST_ROWS + 1:
        return rows
    return [*rows[: _MOST_ROWS - 1], ["...", *[""] * (len(rows[0]) - 1)], rows[-1]]
