"""The verdicts on facts, the targets as shipped, and the door of the population."""

import math
from dataclasses import replace

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.facts import compare
from whowhom.facts.compare import (
    FITTED,
    HELD_OUT,
    Fact,
    Target,
    sources,
    stylised_facts,
    targets,
    unmodelled,
)
from whowhom.facts.population import SIZES, coded_contenders, draw_regime
from whowhom.facts.records import COALITION, MEMBER, SPELL, TRY, Records
from whowhom.facts.statistics import STATISTICS


def fact(value, *, target=2.0, low=1.5, high=2.5, neutral=1.0):
    return Fact(
        target=Target(
            id="x", fact="S1", text="x", target=target, low=low, high=high, neutral=neutral,
            use=FITTED, source="archigos",
        ),
        value=value, low=math.nan, high=math.nan,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "sign", "order", "inside"),
    [
        (2.1, True, True, True),
        (1.1, True, True, False),
        (0.9, False, True, False),
        (0.6, False, False, False),
        (6.5, True, False, False),
        (0.0, False, False, False),
        (math.inf, True, False, False),
        (math.nan, None, None, None),
    ],
)
def test_verdicts(value, sign, order, inside):
    found = fact(value)
    assert (found.has_right_sign, found.has_right_order, found.is_inside) == (sign, order, inside)


def test_what_has_no_neutral_value_and_no_interval_has_no_such_verdict():
    found = fact(2.0, low=math.nan, high=math.nan, neutral=math.nan)
    assert (found.has_right_sign, found.has_right_order, found.is_inside) == (None, True, None)


def test_a_side_is_open_while_the_interval_has_both():
    found = replace(fact(1.1), low=0.8, high=1.4)
    assert (found.side, found.has_right_sign) == ("open", False)
    assert replace(found, low=1.05).side == "right"
    assert replace(fact(0.9), low=0.8, high=0.95).side == "wrong"
    assert fact(2.0, neutral=math.nan).side == ""


def test_a_shape_below_one_is_on_the_right_side_of_one():
    assert fact(0.8, target=0.6).has_right_sign
    assert not fact(1.2, target=0.6).has_right_sign


# --- what is shipped


def test_every_target_has_its_statistic_source_and_use():
    assert [target.id for target in targets()] == list(STATISTICS)
    for target in targets():
        assert target.source in sources()
        assert target.use in (FITTED, HELD_OUT)
        assert len(target.text) <= 30, "the table is 80 columns wide"
        assert target.target > 0
        if not math.isnan(target.low):
            assert target.low <= target.target <= target.high


def test_facts_are_fitted_or_held_out_as_a_whole():
    """A fact that is tested must not be fitted through one of its rows."""
    uses = {}
    for target in targets():
        uses.setdefault(target.fact, set()).add(target.use)
    assert all(len(found) == 1 for found in uses.values())
    assert {name for name, found in uses.items() if found == {FITTED}} == {"S2", "S5"}


def test_every_fact_is_told_or_said_to_be_untold():
    told = {target.fact for target in targets()} | {each.fact for each in unmodelled()}
    assert told == {f"S{number}" for number in range(1, 12)}
    assert all(each.because for each in unmodelled())


# --- a regime


def test_the_same_number_and_seed_draw_the_same_regime():
    assert draw_regime(5, seed=1) == draw_regime(5, seed=1)
    assert draw_regime(5, seed=1).circles != draw_regime(6, seed=1).circles
    assert draw_regime(5, seed=1).circles != draw_regime(5, seed=2).circles


def test_regimes_are_of_all_sizes():
    sizes = {draw_regime(number, seed=3).seats for number in range(60)}
    assert sizes == set(range(SIZES[0], SIZES[1] + 1))


def test_men_are_those_of_the_casebook():
    pool = [tuple(sorted(bases.items())) for bases in coded_contenders()]
    assert len(pool) > 150
    for circle in draw_regime(1, seed=1).circles:
        for actor in circle.actors:
            bases = {name: quantity.central() for name, quantity in actor.bases.items()}
            assert tuple(sorted(bases.items())) in pool


def test_newcomers_wait_outside_and_are_unknown():
    regime = draw_regime(2, seed=1)
    batch = regime.draw(1, 2, 3)
    seats, everybody = regime.seats, len(regime.actors)
    assert everybody == 6 * seats
    assert batch.actors.shape == (3, everybody)
    assert np.all(batch.actors["contender"][:, :seats] == 1)
    assert np.all(batch.actors["contender"][:, seats:] == 0)
    assert np.all(batch.memory[:, :, seats:] == 0)
    assert np.any(batch.clients[:, :, seats:] > 0)
    assert batch.posts["holder"].max() < seats
    assert np.all(batch.regime["seats"] == seats)
    assert len({*batch.actors["key"][0].tolist()}) == everybody
    assert batch.bond.shape == (3, everybody, everybody)


def test_a_closed_circle_has_no_newcomers():
    regime = draw_regime(2, seed=1, renewal=0.0)
    assert len(regime.actors) == regime.seats
    assert regime.draw(1, 2, 1).regime["renewal"].item() == 0.0


def test_a_regime_lasts_as_long_as_it_is_followed():
    assert draw_regime(0, seed=1, years=7).months == 84


# --- a population of dice


def dice(regimes, *, seed, **_):
    """Return records of regimes in which each month has the same danger."""
    rng = np.random.default_rng(seed)
    n = 20 * regimes
    numbers = np.repeat(np.arange(regimes), 20)
    spells = np.zeros(n, SPELL)
    spells["regime"], spells["months"] = numbers, rng.geometric(0.03, n)
    spells["exit"], spells["entry"] = rng.integers(0, 4, n), rng.integers(0, 3, n)
    spells["fate"] = np.where(spells["exit"] == 1, rng.integers(0, 4, n), -1)
    tries = np.zeros(n, TRY)
    tries["regime"], tries["month"] = numbers, rng.integers(1, 200, n)
    tries["success"] = rng.integers(0, 2, n)
    coalitions = np.zeros(n, COALITION)
    coalitions["regime"], coalitions["rulers"] = numbers, rng.integers(1, 4, n)
    members = np.zeros(n, MEMBER)
    members["regime"], members["months"] = numbers, rng.integers(1, 50, n)
    for name, top in (("rule_year", 12), ("member_year", 9), ("entry", 3), ("coercive", 2)):
        members[name] = rng.integers(0, top, n)
    members["plotter"], members["falls"] = rng.integers(0, 2, n), rng.integers(0, 2, n)
    return Records(regimes, spells, tries, coalitions, members)


def test_constant_danger_is_on_neither_side(monkeypatch):
    monkeypatch.setattr(compare, "simulate_population", dice)
    found = stylised_facts(regimes=100, seed=4)
    shape = found["weibull_shape"]
    assert shape.low < 1.0 < shape.high
    success = found["success"]
    assert success.low < 0.5 < success.high
    assert success.value == pytest.approx(0.5, abs=0.05)
    for each in found.facts:
        if not math.isnan(each.value) and math.isfinite(each.value):
            assert each.low <= each.value <= each.high, each.target.id


def test_intervals_shrink_with_the_population(monkeypatch):
    monkeypatch.setattr(compare, "simulate_population", dice)
    few, many = (stylised_facts(regimes=n, seed=4)["success"] for n in (20, 320))
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_the_table_has_every_fact(monkeypatch):
    monkeypatch.setattr(compare, "simulate_population", dice)
    found = stylised_facts(regimes=10, seed=1)
    assert found.table()["id"].to_list() == list(STATISTICS)
    with pytest.raises(InvalidInput, match="no fact 'luck'"):
        found["luck"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"regimes": 1}, "regimes must be a whole number from 2"),
        ({"regimes": 2.5}, "regimes"),
        ({"seed": -1}, "seed"),
        ({"years": 1}, "years"),
        ({"renewal": 1.5}, "renewal must be a number from 0 to 1, got 1.5"),
        ({"renewal": math.nan}, "renewal"),
        ({"threads": 0}, "threads"),
    ],
)
def test_what_is_out_of_domain_is_refused(given, told):
    with pytest.raises(InvalidInput, match=told):
        stylised_facts(**given)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(InvalidInput) as error:
        stylised_facts(regimes=0, seed=-1, years=0, renewal=-1.0)
    assert len(str(error.value).splitlines()) == 4
