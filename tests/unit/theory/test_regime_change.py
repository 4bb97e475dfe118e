"""The doors of the global games: what they take, refuse and hand back."""

import math

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.crowds.regime_change import regime_change, regime_change_sweep
from whowhom.theory.crowds.uniform_attack import uniform_attack
from whowhom.theory.sketches.protest_coup import protest_coup
from whowhom.theory.words import percent

EVEN = {
    "cost": 0.5,
    "expected_strength": 0.5,
    "public_precision": 4,
    "private_precision": 1,
}
LINES = {
    "cost": "0.2",
    "prize_weak": 1,
    "prize_strong": 0,
    "needed_weak": "-0.1",
    "needed_strong": "0.9",
}
STREET = {
    "protest": [0.2, 0.6],
    "protest_cost": 0.5,
    "coup_cost": 0.5,
    "expected_strength": 0.6,
    "public_precision": 1,
    "citizen_precision": 2,
    "elite_precision": 10,
}


def test_all_three_are_told_with_the_unstable_one():
    told = str(regime_change(**EVEN))
    assert "Three equilibria: the regime falls up to a strength of 0.03007, 0.5 or 0.9699." in told
    assert "between 17.4% and 82.6%; the model does not say which" in told
    assert told.count("unstable") == 1


def test_one_is_told_with_its_chance():
    told = str(regime_change(**(EVEN | {"private_precision": 10})))
    assert told.startswith("The regime falls if its strength is at most 0.5.")
    assert "its chance to fall is 50.0%" in told


def test_without_public_belief_no_chance_is_told():
    found = regime_change(**(EVEN | {"public_precision": 0}))
    assert math.isnan(found.equilibria[0].chance)
    assert "chance to fall" not in str(found)
    assert "nan" not in str(found)


def test_a_curve_that_just_touches_is_said_to():
    """At the public precision and the mean where two of three equilibria have become one."""
    weight = 4.0
    turn = math.sqrt(2 * math.log(weight / math.sqrt(2 * math.pi)))
    share = 0.5 * (1 + math.erf(turn / math.sqrt(2)))
    mean = share - turn / weight  # with even odds
    found = regime_change(0.5, expected_strength=mean, public_precision=4, private_precision=1)
    assert found.is_tied
    assert len(found.equilibria) == 2
    assert found.equilibria[1].threshold == pytest.approx(share, abs=1e-6)
    assert "rounding decides" in str(found)


@pytest.mark.parametrize("public", [1e-9, 1e-3, 1e3, 1e9])
@pytest.mark.parametrize("private", [2e-6, 1e3, 1e9])
@pytest.mark.parametrize("mean", [-1000, 0.5, 1000])
def test_extreme_numbers_are_answered(public, private, mean):
    found = regime_change(
        0.3, expected_strength=mean, public_precision=public, private_precision=private
    )
    assert len(found.equilibria) in (1, 2, 3)
    for each in found.equilibria:
        assert 0 <= each.threshold <= 1
        assert math.isfinite(each.signal)
        assert 0 <= each.chance <= 1
    assert "nan" not in str(found)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cost": 0}, r"cost must be in \(0, 1\), got 0"),
        ({"cost": 1}, r"cost must be in \(0, 1\), got 1"),
        ({"expected_strength": math.inf}, "expected_strength must be in .*, got inf"),
        ({"public_precision": -1}, "public_precision must be in .*, got -1"),
        ({"private_precision": 0}, "private_precision must be in .*, got 0"),
        ({"private_precision": "much"}, "private_precision must be in .*, got 'much'"),
    ],
)
def test_outside_the_domain(changes, message):
    with pytest.raises(InvalidInput, match=message):
        regime_change(**(EVEN | changes))


def test_a_sweep_refuses_values_outside_their_own_domain():
    with pytest.raises(InvalidInput) as caught:
        regime_change_sweep("cost", [0.5, 1.5, 0], **EVEN)
    assert str(caught.value).splitlines() == [
        "values[1] must be in (0, 1) as cost, got 1.5",
        "values[2] must be in (0, 1) as cost, got 0.0",
    ]
    with pytest.raises(InvalidInput, match="vary must be one of cost, expected_strength"):
        regime_change_sweep("prize", [1], **EVEN)
    with pytest.raises(InvalidInput, match="at most 10,000"):
        regime_change_sweep("cost", np.full(10_001, 0.5), **EVEN)


def test_a_sweep_tells_the_chance_at_each_value():
    told = str(regime_change_sweep("cost", ["0.5", "0.6"], **(EVEN | {"private_precision": 10})))
    rows = [line.split() for line in told.splitlines()[-2:]]
    chances = [
        regime_change(**(EVEN | {"private_precision": 10, "cost": cost})).equilibria[0].chance
        for cost in ("0.5", "0.6")
    ]
    assert [row[-1] for row in rows] == [percent(chance) for chance in chances]


def test_a_long_sweep_is_told_shortly():
    told = str(regime_change_sweep("cost", np.linspace(0.01, 0.99, 99), **EVEN))
    assert "... and 59 more" in told
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cost": 0}, "cost must be a number > 0"),
        ({"prize_weak": "0.2"}, "prize_weak must be more than cost"),
        ({"prize_strong": 2}, "prize_strong must not be more than prize_weak"),
        ({"needed_weak": 0}, r"needed_weak must be in \[-100, 0\)"),
        ({"prize_strong": "0.5"}, "needed_strong must be above 1, or prize_strong below cost"),
        ({"needed_weak": "-9"}, "needed_weak: no strength is left at which an attack decides"),
        ({"noise": "0.06"}, "noise must be at most 0.05"),
        ({"needed_weak": "-0.5", "noise": "0.3"}, "noise must be at most 0.1, half of the smaller"),
    ],
)
def test_attacks_to_which_the_theorem_does_not_apply(changes, message):
    with pytest.raises(InvalidInput, match=message):
        uniform_attack(**(LINES | changes))


def test_both_limits_are_told_where_they_differ():
    assert "Heinemann" not in str(uniform_attack(**LINES))
    told = str(uniform_attack(**(LINES | {"cost": "0.1"})))
    assert "Theorem 2 as printed in 1998 would give 0.8" in told
    assert "as Heinemann (2000) corrected it, the limit is 0.7298" in told
    assert uniform_attack(**(LINES | {"cost": "0.5"})).printed_limit == 0
    assert uniform_attack(**(LINES | {"cost": "0.6"})).printed_limit is None


def test_floats_and_decimals_give_the_same_attack():
    floats = {key: float(value) for key, value in LINES.items()}
    assert uniform_attack(**floats) == uniform_attack(**LINES)


@pytest.mark.parametrize("size", [0, 1, -0.1, "most"])
def test_protests_outside_their_domain(size):
    with pytest.raises(InvalidInput, match=r"protest\[1\] must be in \(0, 1\)"):
        protest_coup(**(STREET | {"protest": [0.5, size]}))


def test_a_protest_with_several_equilibria_is_told_one_by_one():
    several = protest_coup(
        **(
            STREET
            | {
                "expected_strength": 0.5,
                "public_precision": 4,
                "citizen_precision": 1,
                "elite_precision": 0.1,
            }
        )
    )
    told = str(several)
    assert told.count("If citizens protest on signals up to") == 3
    assert told.count("unstable") == 1
    assert "the model does not choose among them" in told
    assert max(map(len, told.splitlines())) <= 80
    low, _, high = several.without
    assert f"the chance of a coup is {percent(low.chance)} or {percent(high.chance)}." in told
    found = protest_coup(**STREET)
    table = found.table()
    assert list(table) == ["protest", "implied_strength", "believed_strength", "equilibria"]
    assert table["protest"] == [0.2, 0.6]
    assert table["believed_strength"] == found.readings[0].believed_strength.tolist()
    blind = str(protest_coup(**(STREET | {"public_precision": 0})))
    assert "Without any news" not in blind
    assert "nan" not in blind
