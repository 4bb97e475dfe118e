"""What a record says of where everybody stands, month by month."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases.case import CourseEvent
from whowhom.cases.dates import parse_period
from whowhom.scenario.observed import SCALE, SLIP, _chain, _distances, _outlook, observation, paths
from whowhom.sim.guide import HUNTED_ABROAD, KILLED, NATURAL, STANDS
from whowhom.sim.layout import ABROAD, DEMOTED, EXPELLED, INNER, INTERNAL_EXILE, PRISON

START = parse_period("1900-01").earliest.month_number
WORDS = {
    "in_circle": INNER,
    "demoted": DEMOTED,
    "expelled": EXPELLED,
    "internal_exile": INTERNAL_EXILE,
    "abroad": ABROAD,
    "prison": PRISON,
    "executed": KILLED,
    "assassinated": KILLED,
    "died": NATURAL,
}


def row(date, event, actor="a", post=""):
    return CourseEvent(date=parse_period(date), actor=actor, event=event, by=(), note="", post=post)


def path(*events, months=12):
    """Where `a` may stand in each month."""
    (allowed,) = paths(events, ["a"], START, months)
    return [set(np.flatnonzero(month).tolist()) for month in allowed]


def seen(*events, actors=("a", "b"), contenders=("a", "b"), posts=("chair", "press"), months=12,
         **softness):  # fmt: skip
    return observation(
        events, actors=actors, contenders=contenders, posts=posts, first_month=START,
        months=months, **softness,
    )  # fmt: skip


# ------------------------------------------------------------------------------ where one may stand


def test_without_events_all_sit_in_the_circle():
    assert path() == [{INNER}] * 12
    assert path(row("1900-05", "demoted", actor="b")) == [{INNER}] * 12
    for event in ("ruler", "appointed", "coalition"):
        assert path(row("1900-05", event)) == [{INNER}] * 12


@pytest.mark.parametrize(("event", "place"), WORDS.items())
def test_an_event_holds_from_the_end_of_its_month(event, place):
    after = {place} | ({HUNTED_ABROAD} if place == ABROAD else set())
    assert path(row("1900-05-17", event)) == [{INNER}] * 4 + [after] * 8


def test_within_a_range_of_dates_it_may_have_happened_or_not():
    assert path(row("1900-03/1900-06", "demoted")) == (
        [{INNER}] * 2 + [{INNER, DEMOTED}] * 3 + [{DEMOTED}] * 7
    )
    assert path(row("1900", "expelled")) == [{INNER, EXPELLED}] * 11 + [{EXPELLED}]


def test_what_began_before_the_start_holds_from_the_start():
    assert path(row("1899-06/1900-02", "demoted")) == [{INNER, DEMOTED}] + [{DEMOTED}] * 11
    assert path(row("1900-01", "demoted")) == [{DEMOTED}] * 12


def test_the_last_of_several_events_in_a_month_holds():
    events = [row("1900-04-02", "demoted"), row("1900-04-20", "expelled")]
    assert path(*events) == [{INNER}] * 3 + [{EXPELLED}] * 9
    assert path(row("1900-04", "demoted"), row("1900-04", "restored")) == (
        [{INNER}] * 3 + [{INNER, DEMOTED}] * 9
    )


def test_ranges_may_overlap():
    events = [row("1900-02/1900-08", "demoted"), row("1900-05/1900-10", "expelled")]
    assert path(*events) == (
        [{INNER}]
        + [{INNER, DEMOTED}] * 3
        + [{INNER, DEMOTED, EXPELLED}] * 3
        + [{DEMOTED, EXPELLED}] * 2
        + [{EXPELLED}] * 3
    )


def test_the_restored_stand_no_worse_than_before_and_perhaps_in_the_circle():
    assert path(row("1900-02", "abroad"), row("1900-05", "restored"))[4] == {
        INNER, DEMOTED, EXPELLED, INTERNAL_EXILE, ABROAD, HUNTED_ABROAD,
    }  # fmt: skip
    events = [row("1900-02", "expelled"), row("1900-05", "restored"), row("1900-08", "in_circle")]
    assert path(*events) == (
        [{INNER}] + [{EXPELLED}] * 3 + [{INNER, DEMOTED, EXPELLED}] * 3 + [{INNER}] * 5
    )
    assert path(row("1900-03", "restored")) == [{INNER}] * 12


def test_an_as_of_month_that_is_the_first_one():
    assert path(row("1900-01-05", "demoted"), months=1) == [{DEMOTED}]
    found = seen(row("1900-01-05", "demoted"), months=1)
    assert found.outlook.shape == (1, 2, STANDS)
    assert found.misfit[0, 0, DEMOTED] == 0.0
    assert found.misfit[0, 0, INNER] == pytest.approx(-1 / SCALE + math.log(SLIP))


one_event = st.tuples(
    st.integers(0, 11), st.integers(0, 5), st.sampled_from([*WORDS, "restored"])
)  # fmt: skip


@given(st.lists(one_event, max_size=6))
def test_there_is_always_a_place_to_stand_and_later_months_change_nothing_before(drawn):
    events = []
    for month, length, event in sorted(drawn):
        last = min(11, month + length)
        events.append(row(f"1900-{month + 1:02d}/1900-{last + 1:02d}", event))
    found = path(*events)
    assert all(found)
    for allowed in found:
        assert (HUNTED_ABROAD in allowed) == (ABROAD in allowed)
    for until in range(len(events)):
        before = path(*events[:until])
        first = events[until].date.earliest.month_number - START
        assert before[:first] == found[:first]


# ------------------------------------------------------------------------------ what it costs


def test_a_month_elsewhere_costs_by_the_scale_and_in_the_last_month_by_the_slip():
    found = seen(row("1900-05", "demoted"), scale=4.0, slip=0.01)
    assert (found.misfit[:, 0, DEMOTED] == [-0.25] * 4 + [0.0] * 8).all()
    assert found.misfit[4:11, 0, INNER] == pytest.approx([-0.25] * 7)
    assert found.misfit[11, 0, INNER] == pytest.approx(-0.25 + math.log(0.01))
    assert found.misfit[4:11, 0, EXPELLED] == pytest.approx([-0.3 * 0.25] * 7)
    assert found.misfit[:11, 1, INNER] == pytest.approx([0.0] * 11)
    assert found.misfit[:11, 1, KILLED] == pytest.approx([-0.25] * 11)


@given(st.lists(st.booleans(), min_size=STANDS, max_size=STANDS).filter(any))
def test_distances_are_0_where_one_may_stand_and_at_most_1_elsewhere(allowed):
    distance = _distances(np.array([allowed]))[0]
    assert set(distance.tolist()) <= {0.0, 0.3, 0.5, 1.0}
    for place, may in enumerate(allowed):
        assert not may or distance[place] == 0.0
    assert (distance[ABROAD] == 0.0) == (distance[HUNTED_ABROAD] == 0.0)
    more = np.array([allowed]) | (np.arange(STANDS) == INNER)
    assert (_distances(more)[0] <= distance).all()


def test_whoever_is_out_is_nearer_to_any_fate_outside_than_to_the_circle():
    of = {place: _distances(np.arange(STANDS)[None] == place)[0] for place in range(STANDS)}
    assert of[DEMOTED][PRISON] == of[KILLED][NATURAL] == 0.3
    assert of[DEMOTED][KILLED] == of[PRISON][NATURAL] == 0.5
    assert of[DEMOTED][INNER] == of[KILLED][INNER] == of[INNER][DEMOTED] == 1.0
    for place in range(STANDS):
        for other in range(STANDS):
            assert of[place][other] == of[other][place]


def test_nothing_is_observed_of_those_who_cannot_fall():
    found = seen(row("1900-05", "died"), contenders=("b",))
    assert (found.misfit[:, 0, :STANDS] == 0.0).all()
    assert (found.outlook[:, 0] == 0.0).all()


def test_the_outlook_is_what_the_chain_expects_of_all_later_months():
    found = seen(row("1900-05", "demoted"), row("1900-09", "expelled"), months=4 + 5)
    chain = _chain()
    assert chain.sum(axis=1) == pytest.approx(np.ones(STANDS))
    assert (chain >= 0.0).all()
    for i in range(2):
        ahead = np.ones(STANDS)
        for month in reversed(range(9)):
            worth = np.exp(found.misfit[month, i, :STANDS]) * ahead
            assert np.exp(found.outlook[month, i]) == pytest.approx(worth, rel=1e-9)
            ahead = chain @ worth
        _, at_start = _outlook(found.misfit[:, i, :STANDS])
        assert math.exp(at_start) == pytest.approx(ahead[INNER], rel=1e-9)
    both = sum(_outlook(found.misfit[:, i, :STANDS])[1] for i in range(2))
    assert found.before == pytest.approx(both)


# ------------------------------------------------------------------------------ rulers and posts


def test_a_ruler_rules_until_another_does_or_the_own_fall_may_have_come():
    found = seen(
        row("1900-03", "ruler"),
        row("1900-06", "ruler", actor="b"),
        row("1900-08/1900-10", "demoted", actor="b"),
    )
    assert found.ruled.tolist() == [-1] * 2 + [0] * 3 + [1] * 2 + [-1] * 5
    assert seen(row("1900-02/1900-04", "ruler")).ruled.tolist() == [-1] * 3 + [0] * 9
    assert seen(row("1900-03", "ruler", actor="nobody here")).ruled.tolist() == [-1] * 12
    kept = seen(row("1900-03", "ruler"), row("1900-05", "demoted", actor="b"))
    assert kept.ruled.tolist() == [-1] * 2 + [0] * 10
    assert seen(row("1899-12/1900-01", "ruler")).ruled.tolist() == [0] * 12


def test_posts_count_in_the_month_in_which_they_were_taken():
    found = seen(
        row("1900-03", "appointed", post="press", actor="b"),
        row("1900-02/1900-07", "appointed", post="chair"),
        row("1900-04", "appointed", post="unknown"),
    )
    assert found.taken.tolist() == [[2, 1, 1], [6, 0, 0]]
    assert seen().taken.shape == (0, 3)
