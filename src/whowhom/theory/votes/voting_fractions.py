"""The indices of power as exact fractions of counts of coalitions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from whowhom.theory.votes.voting_game import Counts, Game

__all__ = ["ExactPower", "exact_powers", "in_parts"]


@dataclass(frozen=True, slots=True)
class ExactPower:
    """The power of one voter in exact fractions."""

    shapley_shubik: Fraction
    """Shapley-Shubik index, in [0, 1]."""
    banzhaf: Fraction
    """Banzhaf index (absolute), in [0, 1]."""
    banzhaf_normalised: Fraction
    """Share of all swings, in [0, 1]."""
    deegan_packel: Fraction
    """Deegan-Packel index, in [0, 1]."""
    public_good: Fraction
    """Holler's public good index, in [0, 1]."""
    johnston: Fraction
    """Johnston index, in [0, 1]."""
    prevent: Fraction
    """Coleman's power to prevent action, in [0, 1]."""
    initiate: Fraction
    """Coleman's power to initiate action, in [0, 1]."""
    swings: int
    """Winning coalitions that lose without the voter."""


def exact_powers(game: Game, counts: Counts, idle: int) -> list[ExactPower]:
    """Return the power of a voter of each class, and last of one without weight.

    Parameters
    ----------
    game : Game
    counts : Counts
    idle : int
        Voters without weight; each doubles the number of swings and changes nothing else.

    Examples
    --------
    >>> from whowhom.theory.votes.voting_exact import count
    >>> game = Game((2, 1), (1, 2), 3)
    >>> [str(power.shapley_shubik) for power in exact_powers(game, count(game), 0)]
    ['2/3', '1/6', '0']
    """
    n, sizes = game.voters, game.sizes
    swings = [sum(row) for row in counts.swings]
    memberships = [sum(row) for row in counts.memberships]
    prizes = [in_parts(row) for row in counts.memberships]
    normalised, public_good = _shares(swings, sizes), _shares(memberships, sizes)
    johnston = _shares([in_parts(row) for row in counts.critical], sizes)
    powers = [
        ExactPower(
            shapley_shubik=_share_of_orders(counts.swings[k], n),
            banzhaf=Fraction(swings[k], 2 ** (n - 1)),
            banzhaf_normalised=normalised[k],
            deegan_packel=prizes[k] / counts.minimal,
            public_good=public_good[k],
            johnston=johnston[k],
            prevent=Fraction(swings[k], counts.winning),
            initiate=Fraction(swings[k], 2**n - counts.winning),
            swings=swings[k] * 2**idle,
        )
        for k in range(len(sizes))
    ]
    none = Fraction(0)
    return [*powers, ExactPower(none, none, none, none, none, none, none, none, 0)]


def in_parts(row: Sequence[int]) -> Fraction:
    """Return the sum of one part of each coalition, by the number of those who share it.

    Examples
    --------
    >>> in_parts([0, 0, 3])  # three coalitions of two
    Fraction(3, 2)
    """
    return sum((Fraction(number, size) for size, number in enumerate(row) if number), Fraction(0))


def _share_of_orders(swings: Sequence[int], n: int) -> Fraction:
    """Return the share of all orders of n voters in which a voter with these swings decides."""
    orders = sum(
        number * math.factorial(before) * math.factorial(n - 1 - before)
        for before, number in enumerate(swings[:n])
    )
    return Fraction(orders, math.factorial(n))


def _shares(values: Sequence[Fraction | int], sizes: Sequence[int]) -> list[Fraction]:
    """Return values of classes as shares of the sum over all voters."""
    whole = sum(value * size for value, size in zip(values, sizes, strict=True))
    return [Fraction(value) / whole for value in values]
