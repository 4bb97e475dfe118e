"""The particle filter against finished runs, and what may never change what it finds."""

import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import COMPARED, period, toy_case

from whowhom.cases.case import CourseEvent, Period
from whowhom.ensemble import particle_filter as module
from whowhom.ensemble.conditioning import FromStates
from whowhom.ensemble.particle_filter import (
    Filtered,
    Step,
    _effective,
    _histories,
    _log_mean,
    _parents,
    _times,
    particle_filter,
)
from whowhom.scenario import observed
from whowhom.scenario.observed import observation
from whowhom.scenario.start import Start
from whowhom.sim.guide import KILLED, NATURAL, STANDS
from whowhom.sim.layout import DEAD, DIED
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import (
    Observation,
    States,
    Trace,
    advance,
    blank_states,
    simulate,
    simulate_from,
)

MONTHS = 9
LIVELY = Parameters().replace(mortality=15.0, leader_fall=0.05, raid_rate=0.15, review_noise=0.02)
"""All that may move somebody happens often enough to matter within a few months."""


def event(name, what, begin, end=None):
    first, last = period(1900, begin), period(1900, end or begin)
    date = Period(first.earliest, last.latest, f"{first.text}/{last.text}")
    return CourseEvent(date=date, actor=name, event=what, by=(), note="")


RECORDS = {
    "one demoted": (event("orator", "demoted", 5),),
    "two removed": (event("elder", "demoted", 3, 6), event("orator", "expelled", 7)),
    "killed abroad": (
        event("orator", "demoted", 2),
        event("orator", "abroad", 3, 4),
        event("orator", "assassinated", 6, 9),
    ),
    "died": (event("general", "died", 4, 8), event("elder", "in_circle", 9)),
    "back": (event("elder", "demoted", 2), event("elder", "restored", 4, 8)),
}


@cache
def lively():
    return Start(toy_case(), LIVELY)


@cache
def unguided(runs=12000, months=MONTHS):
    """Months of runs without a record: where everybody stands at the end of each."""
    start = lively()
    states = blank_states(start.draw(3, 0, 1), runs)
    trace = advance(states, flat(0), seed=3, first=0, begin=0, end=months, start=start)
    places = trace.standing.astype(int)
    died = np.broadcast_to((states.actors["manner"] == DIED)[:, None], places.shape)
    places[(places == DEAD) & died] = NATURAL
    assert not ((places == KILLED) & died).any()
    return places, states


def flat(months, n=4):
    """An observation in which every place is as likely."""
    return Observation(
        outlook=np.zeros((months, n, STANDS)),
        misfit=np.zeros((months, n, STANDS + 2)),
        ruled=np.full(months, -1),
        taken=np.zeros((0, 3), np.int64),
    )


def seen_of(events, months=MONTHS, **softness):
    start = lively()
    return observation(
        events, actors=start.actors, contenders=start.contenders, posts=start.posts,
        first_month=1900 * 12, months=months, **{"slip": 0.05, **softness},
    )  # fmt: skip


def likelihoods(seen, places):
    """Of each run, one factor for each person and month."""
    found = np.zeros(len(places))
    for month in range(places.shape[1]):
        for i in range(places.shape[2]):
            found += seen.misfit[month, i, places[:, month, i]]
    return np.exp(found)


def evidence_of(seen, *, seeds=8, runs=400):
    found = []
    for seed in range(1, seeds + 1):
        filtered = particle_filter(lively(), seen, runs=runs, seed=seed, threads=1)
        found.append(math.exp(filtered.steps[-1].log_evidence))
    return np.array(found)


def compared(seen, found):
    """How many standard errors apart the evidence of the filter and of finished runs is."""
    direct = likelihoods(seen, unguided()[0])
    error = math.hypot(
        direct.std() / math.sqrt(len(direct)), found.std(ddof=1) / math.sqrt(len(found))
    )
    assert error < 0.3 * direct.mean(), "the comparison says nothing"
    return (found.mean() - direct.mean()) / error


# ------------------------------------------------------------------------------ finished runs


@pytest.mark.parametrize("record", RECORDS)
def test_the_evidence_is_the_mean_likelihood_of_finished_runs(record):
    seen = seen_of(RECORDS[record])
    assert abs(compared(seen, evidence_of(seen))) < 4.0


@pytest.mark.parametrize(("stretch", "runs"), [(1, 200), (4, 400), (MONTHS, 400)])
def test_the_evidence_does_not_depend_on_how_often_weights_are_looked_at(
    monkeypatch, stretch, runs
):
    monkeypatch.setattr(module, "_STRETCH", stretch)
    seen = seen_of(RECORDS["two removed"])
    assert abs(compared(seen, evidence_of(seen, runs=runs))) < 4.0


def still():
    return np.eye(STANDS) * 0.999 + 0.001 / STANDS


def restless():
    return np.full((STANDS, STANDS), 1.0 / STANDS)


def crossed():
    """A chain that expects everybody elsewhere than the model does."""
    chain = np.full((STANDS, STANDS), 0.02)
    chain[np.arange(STANDS), (np.arange(STANDS) + 3) % STANDS] = 1.0
    return chain / chain.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("record", "chain"),
    [
        ("back", still),
        ("one demoted", restless),
        ("two removed", crossed),
        ("killed abroad", crossed),
    ],
)
def test_the_evidence_does_not_depend_on_the_chain_by_which_events_are_expected(
    monkeypatch, record, chain
):
    monkeypatch.setattr(observed, "_chain", chain)
    seen = seen_of(RECORDS[record])
    assert abs(compared(seen, evidence_of(seen))) < 4.0


@pytest.mark.parametrize("record", ["one demoted", "back"])
def test_runs_given_the_record_end_as_weighted_finished_runs_do(record):
    seen = seen_of(RECORDS[record])
    places, states = unguided()
    places, states = places[:5000], states.of(slice(0, 5000))
    weights = likelihoods(seen, places)
    weights /= weights.sum()
    months = 24
    ends = simulate_from(states, begin=MONTHS, months=months, seed=3, first=0).top
    shares = []
    for seed in range(1, 6):
        found = particle_filter(lively(), seen, runs=300, seed=seed, threads=1)
        after = simulate_from(found.states, begin=MONTHS, months=months, seed=seed, first=0)
        shares.append(np.bincount(after.top + 1, minlength=5) / 300)
    for top in range(5):
        direct = float(weights[ends + 1 == top].sum())
        apart = direct - np.mean(shares, axis=0)[top]
        error = math.sqrt(
            float((weights**2 * ((ends + 1 == top) - direct) ** 2).sum())
            + np.var(shares, axis=0, ddof=1)[top] / len(shares)
            + 1e-5
        )
        assert abs(apart) < 4.0 * error


def test_rulers_and_posts_of_the_record_count_in_their_months():
    start = lively()
    seen = seen_of(
        (event("elder", "ruler", 4), replace(event("orator", "appointed", 6), post="chair"))
    )
    runs, log = 2000, None
    for month in range(MONTHS):  # one month at a time, so that leaders and holders can be seen
        if month == 0:
            states = blank_states(start.draw(4, 0, 1), runs)
            log = np.zeros(runs)
        trace = advance(
            states, flat(0), seed=4, first=0, begin=month, end=month + 1,
            start=start if month == 0 else None,
        )  # fmt: skip
        places = trace.standing[:, 0].astype(int)
        places[(places == DEAD) & (states.actors["manner"] == DIED)] = NATURAL
        for i in range(4):
            log += seen.misfit[month, i, places[:, i]]
        if month >= 3:
            log += np.where(states.regime["leader"][:, 0] == 0, 0.0, seen.misfit[month, 0, STANDS])
        if month == 5:
            log += np.where(states.posts["holder"][:, 0] == 2, 0.0, math.log(0.3))
    direct = np.exp(log)
    found = evidence_of(seen)
    error = math.hypot(direct.std() / math.sqrt(runs), found.std(ddof=1) / math.sqrt(len(found)))
    assert abs(found.mean() - direct.mean()) < 4.0 * error


# ------------------------------------------------------------------------------ going on


@pytest.mark.parametrize("begin", [1, 2, 7, 35])
def test_runs_that_go_on_from_saved_states_are_those_without_a_break(begin):
    start = Start(toy_case(), LIVELY)
    whole = simulate(start, seed=2, first=40, runs=25)
    states = blank_states(start.draw(2, 40, 1), 25)
    nothing = flat(0)
    middle = max(1, begin // 2)
    advance(states, nothing, seed=2, first=40, begin=0, end=middle, start=start)
    if middle < begin:
        advance(states, nothing, seed=2, first=40, begin=middle, end=begin)
    rest = simulate_from(states, begin=begin, months=start.months, seed=2, first=40)
    for name in COMPARED:
        assert (getattr(whole, name) == getattr(rest, name)).all(), name
    for name in ("standing", "power", "held", "clients"):
        assert (getattr(whole, name)[begin:] == getattr(rest, name)[begin:]).all(), name
        assert (getattr(rest, name)[:begin] == 0).all()


def test_what_is_traced_is_what_is_counted():
    start = Start(toy_case(), LIVELY)
    whole = simulate(start, seed=2, runs=30)
    states = blank_states(start.draw(2, 0, 1), 30)
    trace = advance(states, flat(0), seed=2, first=0, begin=0, end=12, start=start)
    kept = Filtered(
        states=states, runs=30, origin=np.arange(30), branch=np.arange(30), trace=trace,
        steps=(Step(11, 30.0, 0.0),),
    )  # fmt: skip
    onward = FromStates(kept, 12)(start, seed=2, first=0, runs=30)
    for name in (*COMPARED, "standing", "power", "held", "clients"):
        assert (getattr(whole, name) == getattr(onward, name)).all(), name
    later = FromStates(kept, 12)(start, seed=2, first=20, runs=10)
    assert (later.top == whole.top[20:]).all()


def test_a_record_that_says_nothing_has_no_price_and_changes_no_share():
    runs = 1500
    found = particle_filter(lively(), flat(MONTHS), runs=runs, seed=9, threads=1)
    assert all(abs(step.log_evidence) < 1e-6 for step in found.steps)
    assert all(step.effective == pytest.approx(runs, abs=1e-3) for step in found.steps)
    assert (found.origin == np.arange(runs)).all()
    places = unguided()[0][:, -1]
    guided = found.trace.standing[:, -1].astype(int)
    for i in range(4):
        for place in range(DEAD):
            p, q = (places[:, i] == place).mean(), (guided[:, i] == place).mean()
            error = math.sqrt(max(p * (1 - p), 1e-3) * (1 / runs + 1 / len(places)))
            assert abs(p - q) < 4.5 * error, (i, place)


# ------------------------------------------------------------------------------ always the same


def alike(one, other):
    """Whether two filters found the same; the gaps between the fields of records mean nothing."""
    fields = zip(
        (*one.states, *one.trace, one.origin, one.branch),
        (*other.states, *other.trace, other.origin, other.branch),
        strict=True,
    )
    return one.steps == other.steps and all(np.array_equal(a, b) for a, b in fields)


def test_threads_and_blocks_change_nothing(monkeypatch):
    seen = seen_of(RECORDS["two removed"])
    once = particle_filter(lively(), seen, runs=120, seed=5, threads=1)
    for threads, block in ((2, 50), (3, 7), (1, 1000), (4, 1)):
        monkeypatch.setattr(module, "_BLOCK", block)
        again = particle_filter(lively(), seen, runs=120, seed=5, threads=threads)
        assert alike(again, once)
    assert not alike(particle_filter(lively(), seen, runs=120, seed=6, threads=1), once)


def test_fewer_may_be_kept_than_began():
    seen = seen_of(RECORDS["one demoted"])
    found = particle_filter(lively(), seen, runs=400, kept=90, seed=5, threads=1)
    assert len(found.states.actors) == len(found.origin) == len(found.branch) == 90
    assert found.trace.standing.shape == (90, MONTHS, 4)
    assert found.runs == 400
    whole = particle_filter(lively(), seen, runs=400, seed=5, threads=1)
    assert whole.steps == found.steps


def test_traces_are_the_histories_of_the_runs_that_are_left():
    found = particle_filter(lively(), seen_of(RECORDS["two removed"]), runs=200, seed=6, threads=1)
    standing = found.trace.standing
    assert (standing[:, -1] == found.states.actors["status"]).all()
    for status in range(1, DEAD + 1):
        there = standing == status
        first = np.where(there.any(axis=1), there.argmax(axis=1), MONTHS)
        reached = found.states.reached[:, :, status]
        assert ((reached >= 0) | (first == MONTHS)).all()
        assert (reached <= first).all()


def test_progress_ends_with_all_runs():
    told = []
    particle_filter(lively(), seen_of(RECORDS["one demoted"]), runs=60, seed=5, threads=1,
                    progress=told.append)  # fmt: skip
    assert all(before.done <= after.done for before, after in pairwise(told))
    assert (told[-1].done, told[-1].runs) == (60, 60)


# ------------------------------------------------------------------------------ resampling

weights_given = st.lists(st.floats(-30.0, 5.0), min_size=1, max_size=40)
draws = st.floats(0.0, 1.0 - 2.0**-32)


@given(weights_given, st.integers(1, 60), draws)
def test_each_run_is_continued_as_often_as_its_weight_says_within_one(weights, runs, draw):
    times = _times(np.array(weights), runs, draw)
    w = np.exp(np.array(weights) - max(weights))
    expected = runs * w / w.sum()
    assert times.sum() == runs
    assert (times >= 0).all()
    assert (np.abs(times - expected) < 1.0 + 1e-9).all()


@given(st.lists(st.floats(-3.0, 3.0), min_size=2, max_size=12), st.integers(1, 20))
def test_resampling_is_unbiased_over_its_draw(weights, runs):
    grid = (np.arange(400) + 0.5) / 400
    mean = np.mean([_times(np.array(weights), runs, draw) for draw in grid], axis=0)
    w = np.exp(np.array(weights))
    assert mean == pytest.approx(runs * w / w.sum(), abs=0.01)


def test_equal_weights_continue_every_run_once():
    for draw in (0.0, 0.3, 0.999):
        assert (_times(np.full(7, -2.5), 7, draw) == 1).all()
        assert (_times(np.full(7, -2.5), 21, draw) == 3).all()


@given(st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=40), draws)
def test_who_is_continued_keeps_the_own_place(weights, draw):
    times = _times(np.array(weights), len(weights), draw)
    parents = _parents(times)
    assert (np.bincount(parents, minlength=len(times)) == times).all()
    for place in np.flatnonzero(times > 0):
        assert parents[place] == place


def test_effective_runs_and_means_of_log_weights():
    assert _effective(np.zeros(8)) == 8.0
    assert _effective(np.array([0.0, -900.0, -900.0])) == pytest.approx(1.0)
    assert _effective(np.log([1.0, 1.0, 2.0])) == pytest.approx(16 / 6)
    assert _log_mean(np.log([1.0, 2.0, 3.0]) + 800.0) == pytest.approx(math.log(2.0) + 800.0)


def test_histories_follow_the_lines_of_ancestors():
    def month(*values):
        column = np.array(values, np.int8).reshape(3, 1, 1)
        return Trace(column, column, column, column[..., None].astype(np.int32))

    first, second = month(1, 2, 3), month(10, 20, 30)
    joined = _histories([(first, np.array([0, 0, 2])), (second, np.array([2, 1, 1]))])
    assert joined.standing[:, :, 0].tolist() == [[3, 30], [1, 20], [1, 20]]
    kept = _histories([(first, np.array([0, 0, 2])), (second, np.array([1]))])
    assert kept.standing[:, :, 0].tolist() == [[1, 20]]


# ------------------------------------------------------------------------------ effective runs


def filtered(branch, fewest=50.0):
    n = len(branch)
    states = States(*(np.zeros((n, 1)) for _ in States._fields))
    empty = np.zeros((n, 0, 0), np.int8)
    trace = Trace(empty, empty, empty, np.zeros((n, 0, 0, 0), np.int32))
    return Filtered(
        states=states, runs=n, origin=np.arange(n), branch=np.array(branch), trace=trace,
        steps=(Step(0, float(n), 0.0), Step(1, fewest, -1.0)),
    )  # fmt: skip


def test_runs_of_their_own_are_all_effective():
    tops = np.array([-1, 0, 1, 1] * 25)
    assert filtered(np.arange(100)).effective(tops) == pytest.approx(100.0)


def test_copies_that_end_alike_count_once():
    branch, tops = np.repeat(np.arange(20), 5), np.repeat([0, 1] * 10, 5)
    assert filtered(branch).effective(tops) == pytest.approx(20.0)


def test_copies_that_end_independently_count_each():
    rng = np.random.default_rng(1)
    branch, tops = np.repeat(np.arange(200), 10), rng.integers(0, 3, 2000)
    assert filtered(branch).effective(tops) > 1600.0


def test_effective_runs_are_never_more_than_the_runs():
    branch, tops = np.repeat(np.arange(50), 2), np.array([0, 1] * 50)
    assert filtered(branch).effective(tops) <= 100.0


def test_where_all_end_alike_the_fewest_histories_count():
    assert filtered(np.arange(100), 37.0).effective(np.zeros(100, int)) == 37.0
