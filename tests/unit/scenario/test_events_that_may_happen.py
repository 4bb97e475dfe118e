"""Events with a probability and a window: how often they happen, when, and given a record."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import number, shock, toy_case

from whowhom.cases.build import _canonical, fingerprint
from whowhom.cases.case import CourseEvent, Day, Period, Quantity
from whowhom.errors import InvalidInput
from whowhom.scenario.observed import with_death_of_arbiter
from whowhom.scenario.start import Start
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import simulate

RUNS = 4_000
WINDOW = Period(Day(1900, 3, 1), Day(1901, 2, 28), "1900-03/1901-02")


def perhaps(probability, kind="levy", date=WINDOW, **more):
    """Return an event that may happen in twelve months, the first of them the third."""
    chance = probability if isinstance(probability, Quantity) else number(probability)
    more = {"target": "cadres"} if kind == "levy" else more
    return replace(shock(kind, 0.5, name="perhaps", **more), probability=chance, date=date)


def months_of(event, observed=0, runs=RUNS, seed=1):
    """Return the month of the event in each run, -1 where it does not happen."""
    start = Start(toy_case(shocks=(event,)), Parameters(), observed)
    return start.draw(seed, 0, runs).shocks["month"][:, 0]


def test_it_happens_in_its_share_of_runs_on_a_day_of_its_window():
    months = months_of(perhaps(0.6))
    assert np.mean(months >= 0) == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / RUNS))
    happens = months[months >= 0]
    assert (happens.min(), happens.max()) == (2, 13)
    counts = np.bincount(happens - 2, minlength=12)
    assert counts == pytest.approx(np.full(12, len(happens) / 12), rel=0.35)


@settings(deadline=None, max_examples=20)
@given(low=st.floats(0.01, 1.0), share=st.floats(0.0, 1.0), seed=st.integers(0, 2**40))
def test_a_likelier_event_happens_wherever_a_less_likely_one_does(low, share, seed):
    """On the same day, since date and chance are drawn apart."""
    high = low + share * (1.0 - low)
    rare = months_of(perhaps(low), runs=50, seed=seed)
    often = months_of(perhaps(high), runs=50, seed=seed)
    assert np.array_equal(rare[rare >= 0], often[rare >= 0])


def test_a_range_of_probabilities_is_drawn_for_each_run():
    months = months_of(perhaps(Quantity(0.2, 0.6)))
    assert np.mean(months >= 0) == pytest.approx(0.4, abs=0.035)
    drawn = Start(toy_case(shocks=(perhaps(Quantity(0.2, 0.6)),))).uncertain(1, 0, 50)
    assert "shocks.perhaps.probability" in drawn


def outcome(*shocks):
    return simulate(Start(toy_case(shocks=shocks), Parameters()), runs=25)


@pytest.mark.parametrize(
    ("kind", "target"), [("levy", "cadres"), ("illness", "orator"), ("sanction", "elite")]
)
def test_probability_0_is_the_event_left_out_and_1_the_certain_event(kind, target):
    certain = perhaps(1.0, kind=kind, target=target)
    never = replace(certain, probability=number(0.0))
    for one, other in (
        (outcome(never), outcome()),
        (outcome(certain), outcome(replace(certain, probability=Quantity(1.0, 1.0)))),
    ):
        for name in one.__slots__:
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert not np.array_equal(outcome(certain).power, outcome().power)


def test_runs_in_which_it_happens_are_those_of_the_certain_event():
    """And the others those without it, bit for bit."""
    drawn = months_of(perhaps(0.5), runs=25) >= 0
    maybe, surely, without = outcome(perhaps(0.5)), outcome(perhaps(1.0)), outcome()
    assert 0 < drawn.sum() < 25
    assert np.array_equal(maybe.share[drawn], surely.share[drawn])
    assert np.array_equal(maybe.share[~drawn], without.share[~drawn])


def test_hashes_are_those_of_old_where_the_new_columns_say_nothing():
    plain = toy_case(shocks=(shock("levy", 0.5, target="cadres"),))
    sure = replace(plain, shocks=(replace(plain.shocks[0], probability=Quantity(1.0, 1.0)),))
    posts = tuple(replace(one, succession="power", succession_by="") for one in plain.posts)
    assert "probability" not in str(_canonical(plain.shocks))
    assert "succession" not in str(_canonical(plain.posts))
    assert fingerprint(plain) == fingerprint(sure) == fingerprint(replace(plain, posts=posts))
    ruled = (replace(plain.posts[0], succession="vacant"), *plain.posts[1:])
    doubtful = (replace(plain.shocks[0], probability=number(0.5)),)
    others = {
        fingerprint(replace(plain, posts=ruled)),
        fingerprint(replace(plain, shocks=doubtful)),
    }
    assert len({*others, fingerprint(plain)}) == 3


# --- given a record


@pytest.mark.parametrize(("observed", "left"), [(0, 12), (2, 12), (5, 9), (13, 1)])
def test_given_a_record_it_has_not_happened_yet(observed, left):
    """With half of the window over, 0.6 becomes 0.3 / 0.7: Bayes' rule."""
    months = months_of(perhaps(0.6), observed)
    happens = months[months >= 0]
    assert happens.min() == max(2, observed)
    assert happens.max() == 13
    r = left / 12
    expected = 0.6 * r / (1 - 0.6 * (1 - r))
    assert np.mean(months >= 0) == pytest.approx(expected, abs=0.035)


def test_where_the_window_is_over_the_run_is_refused_with_the_row():
    start = Start(toy_case(shocks=(perhaps(0.6),)), Parameters(), 13)
    assert start.observed == 13
    with pytest.raises(InvalidInput, match=r"shocks\.perhaps: .* 1901-02, is over in 1901-02"):
        Start(toy_case(shocks=(perhaps(0.6),)), Parameters(), 14)
    for sure in (0.0, 1.0):
        Start(toy_case(shocks=(perhaps(sure),)), Parameters(), 40)


def died(who):
    date = Period(Day(1900, 4, 2), Day(1900, 4, 2), "1900-04-02")
    return CourseEvent(date=date, actor=who, event="died", by=(), note="")


def test_an_arbiter_ages_after_the_record_and_dies_as_it_says():
    case = toy_case(arbiter=True)

    def ages_from(case, observed=0):
        return int(Start(case, Parameters(), observed).draw(1, 0, 1).regime["ages_from"][0, 0])

    assert ages_from(case) == 0
    assert ages_from(case, 7) == 7
    assert ages_from(toy_case(arbiter=True, shocks=(shock("death", target="orator"),))) == 0
    assert ages_from(toy_case(arbiter=True, shocks=(shock("death", target="patriarch"),))) == -1
    assert with_death_of_arbiter(case, [died("orator")]) is case
    (death,) = with_death_of_arbiter(case, [died("patriarch")]).shocks
    assert (death.kind, death.target, death.date.text) == ("death", "patriarch", "1900-04-02")
    told = toy_case(arbiter=True, shocks=(shock("death", 0.0, target="patriarch"),))
    assert with_death_of_arbiter(told, [died("patriarch")]) is told


def test_an_illness_ends_after_its_months_in_the_runs_in_which_it_came():
    event = replace(perhaps(0.5, kind="illness", target="orator"), months=Quantity(3.0, 5.0))
    start = Start(toy_case(shocks=(event,)), Parameters())
    assert start.shocks == ("perhaps", "perhaps")
    begins, ends = start.draw(1, 0, 500).shocks["month"].T
    assert np.array_equal(begins < 0, ends < 0)
    assert set((ends - begins)[begins >= 0]) == {3, 4, 5}
