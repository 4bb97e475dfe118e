"""Voting power in bodies that the literature has counted.

Published, or found in other people's checks of published values: the European Economic Community of
1958, the Security Council, the swings of the Electoral College of 2000 (made with Leech's program),
the four digits of the Council of the European Union after Nice, the two small games of the manual
of the R package CoopGame. Everything marked *derived* was computed by another program of ours from
the definitions: a check of our code, not of a paper. Quotas and votes of the International Monetary
Fund were not before us; a made-up body of its size is checked instead.
"""

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from whowhom.theory.bargains.voting import voting_power

SECURITY_COUNCIL = [7] * 5 + [1] * 10
NICE = {29: 4, 27: 2, 14: 1, 13: 1, 12: 5, 10: 3, 7: 5, 4: 5, 3: 1}
COLLEGE_2000 = {
    54: "CA", 33: "NY", 32: "TX", 25: "FL", 23: "PA", 22: "IL", 21: "OH", 18: "MI", 15: "NJ",
    14: "NC", 13: "GA VA", 12: "IN MA", 11: "MO TN WA WI", 10: "MD MN", 9: "AL LA",
    8: "AZ CO CT KY OK SC", 7: "IA MS OR", 6: "AR KS", 5: "NE NM UT WV", 4: "HI ID ME NV NH RI",
    3: "AK DE DC MT ND SD VT WY",
}  # fmt: skip
COLLEGE_2012 = {
    55: "CA", 38: "TX", 29: "NY FL", 20: "IL PA", 18: "OH", 16: "GA MI", 15: "NC", 14: "NJ",
    13: "VA", 12: "WA", 11: "AZ IN MA TN", 10: "MD MN MO WI", 9: "AL CO SC", 8: "KY LA",
    7: "CT OK OR", 6: "AR IA KS MS NV UT", 5: "NE NM WV", 4: "HI ID ME NH RI",
    3: "AK DE DC MT ND SD VT WY",
}  # fmt: skip
COLLEGE_2024 = {
    54: "CA", 40: "TX", 30: "FL", 28: "NY", 19: "IL PA", 17: "OH", 16: "GA NC", 15: "MI", 14: "NJ",
    13: "VA", 12: "WA", 11: "AZ IN MA TN", 10: "CO MD MN MO WI", 9: "AL SC", 8: "KY LA OR",
    7: "CT OK", 6: "AR IA KS MS NV UT", 5: "NE NM", 4: "HI ID ME MT NH RI WV",
    3: "AK DE DC ND SD VT WY",
}  # fmt: skip


def states(college):
    return {state: votes for votes, names in college.items() for state in names.split()}


def column(found, index):
    """One index of all voters, in exact fractions."""
    return [getattr(power, index) for power in found.fractions]


def nice():
    votes = [weight for weight, number in NICE.items() for _ in range(number)]
    found = voting_power(votes, quota=255)
    return found, {weight: found.fractions[votes.index(weight)] for weight in NICE}


# ------------------------------------------------------------------------------- published numbers


def test_luxembourg_had_a_vote_and_no_power():
    """European Economic Community, 1958: four votes each for three, two for two, one for one."""
    found = voting_power([4, 4, 4, 2, 2, 1], quota=12)
    assert column(found, "shapley_shubik") == [Fraction(7, 30)] * 3 + [Fraction(3, 20)] * 2 + [0]
    assert column(found, "swings") == [10] * 3 + [6] * 2 + [0]
    assert column(found, "banzhaf_normalised") == [Fraction(5, 21)] * 3 + [Fraction(1, 7)] * 2 + [0]


def test_the_indices_of_minimal_coalitions_are_not_monotone():
    """A voter with more votes may have less of these two indices."""
    found = voting_power([35, 20, 15, 15, 15], quota=51)
    assert column(found, "public_good") == [Fraction(4, 15), Fraction(2, 15), *[Fraction(1, 5)] * 3]
    assert column(found, "deegan_packel") == [
        Fraction(18, 60),
        Fraction(9, 60),
        *[Fraction(11, 60)] * 3,
    ]


def test_a_small_game_of_shapley_and_shubik():
    found = voting_power([10, 10, 20, 30], quota=50)
    assert column(found, "shapley_shubik") == [
        Fraction(1, 12),
        Fraction(1, 12),
        Fraction(1, 4),
        Fraction(7, 12),
    ]


def test_the_permanent_members_of_the_security_council():
    found = voting_power(SECURITY_COUNCIL, quota=39)
    assert column(found, "shapley_shubik") == [Fraction(421, 2145)] * 5 + [Fraction(4, 2145)] * 10
    assert found.shapley_shubik[[0, 5]] == pytest.approx([0.19627, 0.001865], abs=5e-7)


def test_the_council_of_the_european_union_after_nice():
    """Published with four digits: 27 states, 255 of 345 votes (the population rule left out)."""
    _, power = nice()
    banzhaf = [0.0778, 0.0742, 0.0426, 0.0397, 0.0368, 0.0309, 0.0218, 0.0125, 0.0094]
    shapley = [0.0867, 0.0800, 0.0399, 0.0368, 0.0341, 0.0282, 0.0196, 0.0110, 0.0082]
    assert [round(float(p.banzhaf_normalised), 4) for p in power.values()] == banzhaf
    assert [round(float(p.shapley_shubik), 4) for p in power.values()] == shapley


def test_the_electoral_college_of_2000():
    """Swings as whole numbers; 51 voters have more coalitions than a float can count."""
    found = voting_power(states(COLLEGE_2000), quota=270)
    power = dict(zip(found.actors, found.fractions, strict=True))
    assert power["CA"].swings == 525_180_666_785_903
    assert power["NY"].swings == 292_267_988_381_903
    assert power["TX"].swings == 282_842_187_059_467
    assert power["FL"].swings == 218_271_801_954_339
    assert power["AL"].swings == 77_347_890_835_355
    rounded = [float(power["CA"].banzhaf), float(power["CA"].banzhaf_normalised)]
    assert rounded == pytest.approx([0.466454, 0.111428], abs=5e-7)
    coleman = [float(power["CA"].prevent), float(power["CA"].initiate)]
    assert coleman == pytest.approx([0.470034, 0.462928], abs=5e-7)
    normalised = [float(power[state].banzhaf_normalised) for state in ("NY", "TX")]
    assert normalised == pytest.approx([0.062010, 0.060011], abs=5e-7)


# ------------------------------------------------------------------- numbers of our other programs


def test_derived_community_of_1958():
    found = voting_power([4, 4, 4, 2, 2, 1], quota=12)
    assert column(found, "deegan_packel") == [Fraction(5, 24)] * 3 + [Fraction(3, 16)] * 2 + [0]
    assert column(found, "public_good") == [Fraction(1, 5)] * 5 + [0]
    assert column(found, "johnston") == [Fraction(1, 4)] * 3 + [Fraction(1, 8)] * 2 + [0]
    assert column(found, "prevent") == [Fraction(5, 7)] * 3 + [Fraction(3, 7)] * 2 + [0]
    assert column(found, "initiate") == [Fraction(1, 5)] * 3 + [Fraction(3, 25)] * 2 + [0]
    assert found.act == 7 / 32


def test_derived_johnston_of_a_small_game():
    found = voting_power([35, 20, 15, 15, 15], quota=51)
    assert column(found, "johnston") == [Fraction(7, 12), Fraction(3, 16), *[Fraction(11, 144)] * 3]


def test_derived_security_council():
    found = voting_power(SECURITY_COUNCIL, quota=39)
    permanent, elected = found.fractions[0], found.fractions[5]
    assert (permanent.swings, elected.swings, found.minimal) == (848, 84, 210)
    assert (permanent.deegan_packel, elected.deegan_packel) == (Fraction(1, 9), Fraction(2, 45))
    assert (permanent.public_good, elected.public_good) == (Fraction(1, 9), Fraction(2, 45))
    assert (permanent.johnston, elected.johnston) == (Fraction(283, 1590), Fraction(7, 636))
    assert permanent.prevent == 1
    assert Fraction(found.winning, 2**15) == Fraction(53, 2048)
    rounded = [
        float(value)
        for power in (permanent, elected)
        for value in (power.banzhaf_normalised, power.prevent, power.initiate)
    ]
    derived = [0.166929, 1, 0.026566, 0.016535, 0.099057, 0.002632]
    assert rounded == pytest.approx(derived, abs=5e-7)


def test_derived_council_after_nice():
    found, power = nice()
    assert {weight: each.swings for weight, each in power.items()} == {
        29: 2193664, 27: 2091380, 14: 1200504, 13: 1120138, 12: 1038492, 10: 871654, 7: 614702,
        4: 352374, 3: 265568,
    }  # fmt: skip
    assert (found.winning, found.minimal) == (2_718_774, 561_645)
    derived = {
        "banzhaf":
            [.032688, .031164, .017889, .016691, .015475, .012989, .009160, .005251, .003957],
        "banzhaf_normalised":
            [.077827, .074198, .042592, .039740, .036844, .030925, .021808, .012502, .009422],
        "shapley_shubik":
            [.086738, .079975, .039937, .036825, .034068, .028193, .019606, .011042, .008178],
    }  # fmt: skip
    for index, values in derived.items():
        assert [float(getattr(p, index)) for p in power.values()] == pytest.approx(values, abs=5e-7)
    assert found.act == pytest.approx(0.020256, abs=5e-7)
    assert [float(power[w].prevent) for w in (29, 3)] == pytest.approx(
        [0.806858, 0.097679], abs=5e-7
    )
    assert [float(power[w].deegan_packel) for w in (29, 27, 14, 3)] == pytest.approx(
        [0.048980, 0.047761, 0.038467, 0.025916], abs=5e-7
    )
    assert [float(power[w].public_good) for w in (29, 3)] == pytest.approx(
        [0.048343, 0.026405], abs=5e-7
    )


@pytest.mark.parametrize("exact", ["yes", "no"])
def test_derived_electoral_college_of_2000(exact):
    found = voting_power(states(COLLEGE_2000), quota=270, exact=exact)
    place = found.actors.index
    shapley = found.shapley_shubik[[place("CA"), place("NY"), place("WY")]]
    assert shapley == pytest.approx([0.108125, 0.062968, 0.005406], abs=5e-7)
    assert found.deegan_packel[place("CA")] == pytest.approx(0.0212492596, abs=5e-11)
    assert found.public_good[place("CA")] == pytest.approx(0.0200845259, abs=5e-11)
    assert found.minimal == 51_476_401_254_318  # still a whole number in floats


def test_derived_electoral_colleges_of_2012_and_2024():
    """The weights of these maps are recalled; both reach the values of the other program."""
    found = voting_power(states(COLLEGE_2012), quota=270)
    assert [found.shapley_shubik[0], found.banzhaf_normalised[0]] == pytest.approx(
        [0.110297, 0.113608], abs=5e-7
    )
    found = voting_power(states(COLLEGE_2024), quota=270)
    assert [found.shapley_shubik[0], found.banzhaf_normalised[0]] == pytest.approx(
        [0.108037, 0.110796], abs=5e-7
    )
    assert found.fractions[0].swings == 518_714_817_081_760


@pytest.mark.parametrize("college", [COLLEGE_2000, COLLEGE_2012, COLLEGE_2024])
def test_the_maps_are_whole(college):
    votes = states(college)
    assert (len(votes), sum(votes.values())) == (51, 538)


def test_derived_floats_reach_the_fractions():
    for votes, quota in ((states(COLLEGE_2000), 270), (SECURITY_COUNCIL, 39)):
        exact = voting_power(votes, quota=quota, exact="yes")
        floats = voting_power(votes, quota=quota, exact="no")
        for index in ("shapley_shubik", "banzhaf", "deegan_packel", "public_good", "prevent"):
            gap = np.abs(getattr(exact, index) - getattr(floats, index)).max()
            assert gap < 1e-14


# ----------------------------------------------------------- a body as large as the Monetary Fund


def fund_like(total):
    """Return a made-up body of 190 voters, a few of them large, and a quota of more than half."""
    draw = random.Random(42)
    raw = [draw.paretovariate(1.1) for _ in range(190)]
    votes = [max(1, round(x / sum(raw) * total)) for x in raw]
    largest_first = sorted(range(190), key=lambda i: -votes[i])
    return votes, sum(votes) // 2 + 1, [largest_first[k] for k in (0, 1, 50, 189)]


def by_generating_function(votes, quota, voter):
    """Shapley-Shubik and Banzhaf index of a voter, exactly, from one polynomial of the others.

    The coefficient of y^k x^v counts the coalitions of k of the others with v votes. All of them
    stand in one whole number, 190 bits apart; a factor 1 + y x^w is a shift and an addition.
    """
    others = [w for i, w in enumerate(votes) if i != voter]
    n, slot = len(others), 190
    row = slot * (n + 1)
    product = 1
    for w in others:
        product += product << (w * row + slot)
        product &= (1 << quota * row) - 1  # heavier ones win without the voter
    by_size, lowest = [0] * (n + 1), max(0, quota - votes[voter])
    window = product >> lowest * row
    for _ in range(lowest, quota):
        counts, window = window & ((1 << row) - 1), window >> row
        for k in range(n + 1):
            by_size[k] += counts >> k * slot & ((1 << slot) - 1)
    orders = sum(
        number * math.factorial(k) * math.factorial(n - k) for k, number in enumerate(by_size)
    )
    return Fraction(orders, math.factorial(n + 1)), Fraction(sum(by_size), 2**n)


@pytest.mark.slow
def test_derived_floats_of_a_body_of_190_equal_its_generating_function():
    votes, quota, chosen = fund_like(1500)
    found = voting_power(votes, quota=quota, exact="no")
    for i in chosen:
        shapley, banzhaf = by_generating_function(votes, quota, i)
        assert abs(found.shapley_shubik[i] - float(shapley)) < 1e-14
        assert abs(found.banzhaf[i] - float(banzhaf)) < 1e-14


@pytest.mark.slow
def test_derived_banzhaf_of_a_body_of_190_with_five_million_votes():
    """Against the plain distribution of the votes of all others, one voter at a time."""
    votes, quota, chosen = fund_like(5_067_588)
    found = voting_power(votes, quota=quota)
    for i in chosen[:2]:
        chance = np.zeros(quota)
        chance[0] = 1
        for w in [*votes[:i], *votes[i + 1 :]]:
            joined = chance / 2
            joined[w:] += chance[: quota - w] / 2
            chance = joined
        decides = chance[quota - votes[i] :].sum()
        assert found.banzhaf[i] == pytest.approx(decides, abs=1e-13)
