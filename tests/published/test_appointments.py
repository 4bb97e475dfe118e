"""Appointments and loyal delegates: our own model of the circular flow of power.

There are no published numbers; these were computed by another program, and check our code.
"""

import numpy as np
import pytest

from whowhom.theory.coalitions.coalition import ruling_coalition
from whowhom.theory.sketches.appointments import appointments, appointments_runs
from whowhom.theory.sketches.secretaries import appointments_to_power, secretaries

EXAMPLE = {"start": "0.1", "filled": "0.8", "turnover": "0.25", "periods": 6}
SHARES = [0.1, 0.275, 0.40625, 0.504687, 0.578516, 0.633887, 0.675415]


def test_the_share_of_loyal_delegates():
    found = appointments(**EXAMPLE)
    assert [round(float(share), 6) for share in found.shares] == [
        pytest.approx(share, abs=1.1e-6) for share in SHARES
    ]


def test_when_it_is_a_majority():
    found = appointments(**EXAMPLE)
    assert round(found.crossing, 6) == 2.945258
    assert found.first_period == 3


def test_the_mean_of_many_runs_is_the_closed_form():
    """100 posts, 20,000 runs: the standard error is at most 0.5 / sqrt(2,000,000)."""
    found = appointments_runs(**EXAMPLE, posts=100, runs=20_000)
    assert np.abs(found.mean - SHARES).max() < 5 * 0.5 / np.sqrt(100 * 20_000)


def test_one_of_several_secretaries_moves_as_he_would_alone():
    found = secretaries([0.1, 0.6], [0.8, 0.2], turnover="0.25", periods=6)
    assert found.shares[0] == pytest.approx(SHARES, abs=1e-6)
    assert found.crossing[0] == pytest.approx(2.945258, abs=1e-6)


@pytest.mark.parametrize(
    ("power", "ruling"),
    [
        ("0.5", "ABC"),
        ("3.9", "ABD"),
        ("4.1", "ABD"),
        (6, "ABC"),
        (11, "ABC"),
        (13, "D"),
    ],
)
def test_the_danger_zone(power, ruling):
    """A fourth actor beside (3, 4, 5) whose power grows."""
    found = ruling_coalition(dict(zip("ABCD", (3, 4, 5, power), strict=True)))
    assert "".join(found.members) == ruling


def test_the_danger_zone_at_exactly_four_is_a_knife_edge():
    """The fourth equals B; two equals enforce themselves, so that A, B and D do not."""
    found = ruling_coalition(dict(zip("ABCD", (3, 4, 5, 4), strict=True)))
    assert found.members == ("A", "B", "C")
    assert found.margin == 0


def test_a_rising_secretary_through_the_danger_zone():
    """His power goes 4.5, 6.5, 8.1, ... towards 14.5."""
    found = appointments_to_power(
        {"A": 3, "B": 4, "C": 5, "D": "4.5"},
        {"A": 0, "B": 0, "C": 0, "D": 0},
        {"A": 0, "B": 0, "C": 0, "D": 1},
        weight=10,
        turnover="0.2",
        periods=8,
    )
    assert found.power[3] == pytest.approx([4.5 + 10 * (1 - 0.8**t) for t in range(9)])
    ruling = ["".join(members) for members in found.ruling]
    assert ruling == ["ABD", *["ABC"] * 6, "D", "D"]
    assert found.tied == ()
    assert found.remaining[0] == ("A", "B", "D")
    assert found.remaining[-1] == ("D",)


def test_who_is_purged_in_the_zone_does_not_come_back():
    """He starts inside it, at 5.5: he is removed at once and for good."""
    found = appointments_to_power(
        [3, 4, 5, "5.5"], [0, 0, 0, 0], [0, 0, 0, 1], weight=10, turnover="0.2", periods=8
    )
    assert found.ruling[0] == (0, 1, 2)
    assert found.ruling[-1] == (3,)
    assert set(found.remaining) == {(0, 1, 2)}
