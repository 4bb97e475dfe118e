"""The killing game: our reconstruction after Egorov and Sonin (2015).

No number here is the paper's: its body was not before us. All were computed by another program in
exact fractions, so they check our code and not the paper. Only the signs named in the abstract
(more killing where contenders are few) are the paper's.
"""

import random
from fractions import Fraction

import pytest

from whowhom.theory import killing_claimants, killing_game, killing_regimes
from whowhom.theory.sketches.killing import value_of_truce

TRUCE = (False, True, True, True)
MILD_AMONG_THE_BLOODY = (False, True, True, False)
ONLY_THE_BLOODY_SPARE = (True, True, True, False)
ALWAYS = (True, True, True, True)


def game(win, arrival, discount, loss=10):
    return killing_game(incumbent_wins=win, arrival=arrival, discount=discount, loss=loss)


def profiles(found):
    return [equilibrium.kills for equilibrium in found.equilibria]


@pytest.mark.parametrize(
    ("win", "arrival", "discount", "truce", "least"),
    [
        ("1/2", "1/10", "9/10", Fraction(5), Fraction(9, 2)),
        ("1/2", "1/20", "9/10", Fraction(5), Fraction(29, 2)),
        ("3/5", "1/10", "9/10", Fraction(210, 41), Fraction(270, 41)),
        ("7/10", "1/10", "9/10", Fraction(85, 16), Fraction(315, 32)),
        ("1/2", "1/2", "9/10", Fraction(5), Fraction(-7, 2)),
        ("1/2", "1/10", "19/20", Fraction(10), Fraction(-1, 2)),
    ],
)
def test_truce_and_least_loss(win, arrival, discount, truce, least):
    found = game(win, arrival, discount)
    assert found.value_of_truce == truce
    assert found.least_loss == least


def test_on_the_knife_edge_the_truce_holds():
    edge = game("1/2", "1/10", "9/10", loss="9/2")
    below = game("1/2", "1/10", "9/10", loss=Fraction(9, 2) - Fraction(1, 10**20))
    assert profiles(edge) == [MILD_AMONG_THE_BLOODY, TRUCE, ONLY_THE_BLOODY_SPARE, ALWAYS]
    assert edge.value_of_killing == edge.value_of_truce == 5
    assert edge.selected.kills == TRUCE
    assert profiles(below) == [ALWAYS]
    assert not below.can_spare


def test_with_even_odds_mercy_needs_no_fear_where_contenders_abound():
    """The arrival from which no loss is needed is 2 (1 - discount) / (2 - discount)."""
    for discount in (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)):
        edge = 2 * (1 - discount) / (2 - discount)
        assert value_of_truce(Fraction(1, 2), discount) == 1 / (2 * (1 - discount))
        assert game("1/2", edge, discount).least_loss == 0
        assert game("1/2", edge * Fraction(99, 100), discount).least_loss > 0
    assert 2 * (1 - Fraction(9, 10)) / (2 - Fraction(9, 10)) == Fraction(2, 11)


def test_strong_incumbents_need_more_fear():
    found = [float(game(win, "1/10", "9/10").least_loss) for win in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert [round(least, 3) for least in found] == [0.523, 1.985, 4.5, 9.844, 28.929]


def test_impatience_needs_more_fear():
    found = [float(game("1/2", "1/10", d).least_loss) for d in (0.1, 0.5, 0.8, 0.9, 0.95)]
    assert [round(least, 3) for least in found] == [8.944, 8.5, 7.0, 4.5, -0.5]


def test_a_small_circle_makes_for_killing():
    """The sign is the abstract's; the numbers are ours."""
    found = killing_claimants(incumbent_wins="1/2", arrival="1/10", discount="9/10", claimants=20)
    least = dict(zip(found.left, found.least_losses, strict=True))
    assert (least[1], least[2], found.limit) == (9, Fraction(252, 47), Fraction(9, 2))
    assert round(float(least[3]), 6) == 4.695233
    assert round(float(least[5]), 6) == 4.510814
    assert float(least[20]) == pytest.approx(4.5, abs=1e-8)
    assert list(found.least_losses) == sorted(found.least_losses, reverse=True)


def test_on_400_random_games_there_are_one_or_four_equilibria():
    """Always killing, and three more from the least loss on; never another one."""
    rng = random.Random(1)
    counts = {1: 0, 4: 0}
    for _ in range(400):
        win, arrival, discount = (Fraction(rng.randint(1, 19), 20) for _ in range(3))
        found = game(win, arrival, discount, loss=Fraction(rng.randint(0, 40), 2))
        lenient = [MILD_AMONG_THE_BLOODY, TRUCE, ONLY_THE_BLOODY_SPARE]
        can_spare = found.loss >= found.least_loss
        assert profiles(found) == [*(lenient if can_spare else []), ALWAYS]
        assert found.selected.kills == (TRUCE if can_spare else ALWAYS)
        counts[len(found.equilibria)] += 1
    assert min(counts.values()) > 30


def test_the_map_over_arrivals_and_losses():
    found = killing_regimes(incumbent_wins="1/2", discount="9/10", largest_loss="29/2", steps=20)
    assert found.least_losses[:2] == (Fraction(29, 2), Fraction(9, 2))
    assert found.regimes[0] == ("only killing",) * 20 + ("sparing by fear",)
    assert found.regimes[9] == ("sparing at any loss",) * 21
