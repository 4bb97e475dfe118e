"""Legislative bargaining: numbers of the literature, and numbers derived by hand.

*Published*: a formula or number of Baron and Ferejohn (1989), or one that a later paper or program
gives for their model. *Recalled*: from memory of a paper that was not before us. *Derived*: by hand
from the definition.
"""

import math
from fractions import Fraction

import numpy as np
import pytest

from whowhom.theory import legislative_bargaining, open_rule_bargaining

# ------------------------------------------------------------------------------- closed rule


def test_three_members_who_do_not_mind_waiting():
    found = legislative_bargaining([1, 1, 1])
    assert found.keeps == pytest.approx([2 / 3] * 3, abs=1e-12)
    assert found.price == pytest.approx([1 / 3] * 3, abs=1e-12)
    assert found.offers == pytest.approx((np.ones((3, 3)) - np.eye(3)) / 2, abs=1e-12)


@pytest.mark.parametrize("n", [3, 5, 7, 9, 51, 101])
@pytest.mark.parametrize("discount", ["0", "0.3", "0.8", "0.95", "1"])
def test_simple_majority(n, discount):
    """Proposition 3: the proposer keeps 1 - delta (n - 1) / (2 n), and pays delta / n each."""
    found = legislative_bargaining([1] * n, discount=discount)
    delta = float(Fraction(discount))
    assert found.value == pytest.approx([1 / n] * n, abs=1e-12)
    assert found.keeps == pytest.approx([1 - delta * (n - 1) / (2 * n)] * n, abs=1e-12)
    assert found.price == pytest.approx([delta / n] * n, abs=1e-12)


def test_the_committee_of_the_experiments():
    """Frechette, Kagel and Lehrer 2003 (recalled): five members, delta 0.8: 68%, 16% and 16%."""
    found = legislative_bargaining([1] * 5, discount="0.8")
    assert found.keeps == pytest.approx([0.68] * 5, abs=1e-12)
    assert found.price == pytest.approx([0.16] * 5, abs=1e-12)


@pytest.mark.parametrize("quota", [1, 2, 3, 4, 5])
def test_any_quota_among_equals(quota):
    """Eraslan 2002: the proposer keeps 1 - delta (q - 1) / n."""
    found = legislative_bargaining([1] * 5, quota=quota, discount="0.9")
    assert found.keeps == pytest.approx([1 - 0.9 * (quota - 1) / 5] * 5, abs=1e-12)


def test_two_rounds():
    """Proposition 1: with two sessions a proposer gives delta / n to half of the others."""
    found = legislative_bargaining([1] * 5, rounds=2, discount="0.9")
    assert found.keeps == pytest.approx([1 - 0.9 * 2 / 5] * 5, abs=1e-15)
    assert found.price == pytest.approx([0.9 / 5] * 5, abs=1e-15)
    last = legislative_bargaining([1] * 5, rounds=1)
    assert last.keeps.tolist() == [1] * 5


@pytest.mark.parametrize(
    ("chances", "values"),
    [
        ([3, 1, 1], [3 / 7, 2 / 7, 2 / 7]),
        ([8, 1, 1], [2 / 3, 1 / 6, 1 / 6]),
        ([1, 1, 1], [1 / 3, 1 / 3, 1 / 3]),
        ([5, 4, 1], [1 / 3, 1 / 3, 1 / 3]),
    ],
)
def test_three_members_of_unlike_chances(chances, values):
    """The function gt_leg_barg of the R package hop: p / (2 - p) for whom p is above 1/2.

    Up to 1/2 all can expect the same: who proposes more is bought less (Eraslan 2002).
    """
    found = legislative_bargaining([1, 1, 1], recognition=chances)
    assert found.value == pytest.approx(values, abs=1e-12)


@pytest.mark.parametrize("recognition", [[3, 1, 1, 1, 1], None])
def test_apex_game(recognition):
    """Montero 2006 (recalled): recognized by the nucleolus, members can expect the nucleolus.

    Recognized with the same chance they can expect it too: the apex is then bought in 3/5 of all
    rounds and each of the others in 1/5 (derived).
    """
    found = legislative_bargaining([3, 1, 1, 1, 1], recognition=recognition)
    assert found.value == pytest.approx([3 / 7, *[1 / 7] * 4], abs=1e-12)
    if recognition is None:
        assert found.bought == pytest.approx([3 / 5, *[1 / 5] * 4], abs=1e-12)


@pytest.mark.parametrize(
    ("weights", "quota"),
    [([2, 1, 1, 1], 3), ([3, 2, 2, 1, 1], 5), ([4, 1, 1, 1, 1, 1], 5), ([2, 2, 1, 1, 1], 4)],
)
def test_recognized_by_votes_in_homogeneous_constant_sum_games(weights, quota):
    """There the weights are the nucleolus (Peleg 1968), so that Montero 2006 gives the weights."""
    assert 2 * quota - 1 == sum(weights)
    found = legislative_bargaining(weights, quota=quota, recognition=weights)
    assert found.value == pytest.approx(np.array(weights) / sum(weights), abs=1e-12)


def test_expectations_follow_votes_where_small_members_are_many():
    """Snyder, Ting and Ansolabehere 2005, abstract: in proportion to votes, though all propose
    alike; an exception where members with many votes are many."""
    votes = np.array([3] * 2 + [2] * 2 + [1] * 15)
    found = legislative_bargaining(votes)
    assert found.value == pytest.approx(votes / votes.sum(), abs=1e-12)
    heavy = np.array([2] * 15 + [1] * 3)
    found = legislative_bargaining(heavy)
    per_vote = found.value / heavy
    assert per_vote[-1] > per_vote[0] + 1e-3


def test_one_who_can_block():
    """Derived: v = p (1 - m) + (1 - p) delta v, with m the price of the cheaper of the others."""
    delta = Fraction(9, 10)
    found = legislative_bargaining([2, 1, 1], quota=3, discount=delta)
    veto = Fraction(1, 3), Fraction(1, 3) * delta / 2
    # v1 = (1 - delta v2) / 3 + 2 delta v1 / 3;  v2 = (1 - delta v1) / 3 + delta v2 / 6
    a = np.array([[1 - 2 * delta / 3, delta / 3], [delta / 3, 1 - veto[1]]], dtype=float)
    expected = np.linalg.solve(a, [1 / 3, 1 / 3])
    assert found.value == pytest.approx([expected[0], expected[1], expected[1]], abs=1e-12)


# --------------------------------------------------------------------------------- open rule


@pytest.mark.parametrize("discount", ["0.74", "0.8", "0.9", "1"])
def test_open_rule_of_three_who_are_patient(discount):
    """As Volden and Wiseman quote it: above sqrt(3) - 1 one other is paid."""
    d = float(Fraction(discount))
    assert d > math.sqrt(3) - 1
    found = open_rule_bargaining(3, discount=discount)
    assert found.partners == 1
    assert found.keeps == pytest.approx((4 - d**2) / (4 + 2 * d - d**2), abs=1e-12)
    assert found.offer == pytest.approx(2 * d / (4 + 2 * d - d**2), abs=1e-12)
    assert found.passes_at_once == 0.5


@pytest.mark.parametrize("discount", ["0", "0.2", "0.5", "0.73"])
def test_open_rule_of_three_who_are_not(discount):
    """Below it all are paid, and nobody amends."""
    d = float(Fraction(discount))
    assert d < math.sqrt(3) - 1
    found = open_rule_bargaining(3, discount=discount)
    assert found.partners == 2
    assert found.keeps == pytest.approx(1 / (1 + 2 * d), abs=1e-12)
    assert found.offer == pytest.approx(d / (1 + 2 * d), abs=1e-12)
    assert found.passes_at_once == 1


def test_open_rule_of_the_experiments():
    """Frechette, Kagel and Lehrer 2003: smallest majorities under both rules (abstract); 52% and
    24% (recalled)."""
    found = open_rule_bargaining(5, discount="0.8")
    assert (found.partners, found.passes_at_once) == (2, 0.5)
    assert round(found.keeps, 2) == 0.52
    assert round(found.offer, 2) == 0.24
    assert (found.closed_keeps, found.closed_offer) == pytest.approx((0.68, 0.16), abs=1e-15)


def test_an_open_rule_shares_more_evenly_and_delays():
    """Baron and Ferejohn 1989: less for the proposer, more for partners, delay if members are
    many."""
    for n in (3, 5, 9, 51):
        found = open_rule_bargaining(n, discount="0.9")
        assert found.keeps < found.closed_keeps
        assert found.offer > found.closed_offer
        assert found.expected_rounds == 2
        assert n * found.expectation == pytest.approx(0.5 / (1 - 0.5 * 0.9), abs=1e-12)
