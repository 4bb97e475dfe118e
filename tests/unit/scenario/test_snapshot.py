"""A case on one day: power without a run, and nothing of what comes later."""

from dataclasses import replace

import numpy as np
import pytest

import whowhom as ww
from whowhom.cases.case import CourseEvent, Day, Period
from whowhom.errors import InvalidInput
from whowhom.scenario.snapshot import Snapshot


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


def test_shares_of_power_sum_to_one(duel):
    found = Snapshot.from_case(duel, Day(1924, 6), draws=50)
    assert sum(found.power.values()) == pytest.approx(1, abs=1e-3)
    assert found.draws.shape == (50, 7)
    assert found.draws.sum(axis=1) == pytest.approx(1)
    assert (found.draws >= 0).all()
    assert ((found.majorities >= 0.5) & (found.majorities < 0.55)).all()


def test_the_start_is_the_default(duel):
    assert Snapshot.from_case(duel).power == Snapshot.from_case(duel, duel.start).power


def test_who_fills_vacancies_gains_power_and_who_loses_a_post_loses_it(duel):
    power = {year: Snapshot.from_case(duel, Day(year, 6)).power for year in (1922, 1924, 1926)}
    assert power[1922]["stalin"] < power[1924]["stalin"] < power[1926]["stalin"]
    before, after = (
        Snapshot.from_case(duel, Day(1925, month)).power["trotsky"] for month in (1, 2)
    )
    assert before - after > 0.05, "the Commissariat of War, lost on 26 January 1925"


def test_without_time_or_posts_only_standing_counts(duel):
    bare = replace(duel, posts=(), tenures=())
    assert Snapshot.from_case(bare).power == Snapshot.from_case(bare, Day(1926, 6)).power


def test_the_dead_and_the_expelled_are_left_out_and_the_restored_are_back(duel):
    assert Snapshot.from_case(duel).absent == {"lenin": "stands above the contest"}
    assert Snapshot.from_case(duel, Day(1924, 1, 21)).absent == {"lenin": "died"}
    in_1928 = Snapshot.from_case(duel, Day(1928, 2)).absent
    assert in_1928 == {
        "lenin": "died",
        "trotsky": "internal_exile",
        "zinoviev": "expelled",
        "kamenev": "expelled",
    }
    assert "kamenev" in Snapshot.from_case(duel, Day(1928, 7)).power
    alone = Snapshot.from_case(duel, Day(1938, 6))
    assert alone.power == {"stalin": 1.0}


def test_nothing_later_than_the_day_matters(duel):
    day = Day(1925, 6)
    cut = replace(
        duel,
        course=tuple(event for event in duel.course if event.date.latest <= day),
        shocks=(),
        chronicle=(),
        tenures=tuple(t for t in duel.tenures if t.begin is None or t.begin.earliest <= day),
        actors=tuple(
            replace(a, died=a.died if a.died and a.died.latest <= day else None)
            for a in duel.actors
        ),
    )
    full, known = Snapshot.from_case(duel, day, draws=5), Snapshot.from_case(cut, day, draws=5)
    assert full.power == known.power
    assert full.absent == known.absent
    np.testing.assert_array_equal(full.draws, known.draws)


def test_draws_are_keyed_by_the_name_of_a_value(duel):
    """The order of rows cannot matter, and more draws only add to the first."""
    turned = replace(duel, actors=duel.actors[::-1], audiences=duel.audiences[::-1])
    few, many = (
        Snapshot.from_case(duel, draws=5, seed=3),
        Snapshot.from_case(turned, draws=9, seed=3),
    )
    np.testing.assert_allclose(few.draws, many.draws[:5, ::-1], rtol=1e-12)
    assert not np.allclose(few.draws, Snapshot.from_case(duel, draws=5, seed=4).draws)


def test_the_centre_lies_within_the_draws(duel):
    found = Snapshot.from_case(duel, Day(1924, 6), draws=300)
    low, high = np.quantile(found.draws, [0.01, 0.99], axis=0)
    centre = np.array(list(found.power.values()))
    assert ((low < centre) & (centre < high)).all()


@pytest.mark.parametrize("day", [Day(1922, 4, 2), Day(1942, 1, 1), Day(1789)])
def test_a_day_outside_the_case_is_refused(duel, day):
    with pytest.raises(InvalidInput, match="must lie within the case, 1922-04-03 to 1941-12-31"):
        Snapshot.from_case(duel, day)


@pytest.mark.parametrize("event", ["restored", "in_circle"])
def test_whoever_is_in_the_circle_again_counts(duel, event):
    day = Day(1928, 6, 1)
    assert "trotsky" not in Snapshot.from_case(duel, day).actors
    date = Period(Day(1928, 3, 1), Day(1928, 3, 31), "1928-03")
    back = CourseEvent(date=date, actor="trotsky", event=event, by=(), note="")
    again = Snapshot.from_case(replace(duel, course=(*duel.course, back)), day)
    assert "trotsky" in again.actors


def test_a_circle_of_which_nobody_is_left_is_refused(duel):
    when = Period(Day(1930), Day(1930), "1930-01-01")
    course = tuple(
        CourseEvent(date=when, actor=actor.id, event="expelled", by=(), note="")
        for actor in duel.actors
    )
    with pytest.raises(InvalidInput, match="nobody of the circle of duel is left on 1930-01-02"):
        Snapshot.from_case(replace(duel, course=course), Day(1930, 1, 2))


def test_a_case_without_any_power_shares_it_evenly(duel):
    none = type(duel.actors[0].line)(0, 0)
    weak = tuple(replace(a, bases=dict.fromkeys(a.bases, none)) for a in duel.actors)
    power = Snapshot.from_case(replace(duel, actors=weak, posts=(), tenures=())).power
    assert set(power.values()) == {round(1 / 7, 4)}
