"""The points of a struggle: when they are, what was known then, and what came of it."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.backtesting.points import STAGES, known_at, points_of, those_left, truth_at
from whowhom.casebook.read import read_casebook, read_struggles
from whowhom.cases import Case
from whowhom.cases.case import CourseEvent, Day
from whowhom.cases.dates import parse_period
from whowhom.errors import InvalidInput
from whowhom.score.truth import Truth, removals_of

BOOK = {case.id: case for case in (*read_casebook(), *read_struggles(["duel"])[0])}
SCORED = [case for case in BOOK.values() if Truth.of(case).winners]
ALGERIA = BOOK["algeria_1962_65"]


def event(date: str, actor: str, what: str, note: str = "") -> CourseEvent:
    return CourseEvent(date=parse_period(date), actor=actor, event=what, by=(), note=note)


def told(*events: CourseEvent, decided: str | None = "1965-06") -> Case:
    """Return Algeria with another course."""
    period = parse_period(decided) if decided else None
    return replace(ALGERIA, course=events, decided=period)


RULER = event("1965-06-19", "boumediene", "ruler")


def test_the_points_of_the_succession_to_lenin() -> None:
    points = points_of(BOOK["ussr_1923_29"])
    assert [(point.as_of, point.stage) for point in points] == [
        (None, "start"),
        ("1925-01", "first"),
        ("1926-01", "second"),
        ("1926-07", "third"),
        ("1926-10", "later"),
        ("1927-11", "later"),
        ("1927-12", "later"),
        ("1928-01", "later"),
        ("1929-02", "later"),
        ("1929-06", "later"),
    ]


def test_the_number_of_points_of_the_shipped_struggles() -> None:
    """The number that docs/validity.md names."""
    counts = {case.id: len(points_of(case)) for case in SCORED}
    assert counts.pop("duel") == 13
    assert (len(counts), sum(counts.values())) == (26, 109)
    stages = [p.stage for case in SCORED if case.id != "duel" for p in points_of(case)]
    assert [stages.count(stage) for stage in STAGES] == [26, 23, 19, 17, 24]


def test_a_removal_counts_in_the_month_of_its_latest_date() -> None:
    case = told(
        event("1963/1964-04", "khider", "demoted"),
        event("1964-04-20", "boudiaf", "prison"),
        event("1964-06", "krim", "coalition"),
        event("1964-07", "krim", "died"),
        event("1964-08", "abbas", "died", "suicide: facing arrest"),
        RULER,
    )
    assert [point.as_of for point in points_of(case)] == [None, "1964-04", "1964-08"]


def test_neither_the_decision_nor_the_end_is_a_point() -> None:
    removals = [event(date, "khider", "demoted") for date in ("1962-07", "1965-05", "1965-06-01")]
    case = told(*removals, RULER)
    assert [point.as_of for point in points_of(case)] == [None, "1962-07", "1965-05"]
    short = replace(case, end=Day(1965, 5, 31))
    assert [point.as_of for point in points_of(short)] == [None, "1962-07"]
    before = told(event("1962-06", "khider", "demoted"), RULER)
    assert [point.as_of for point in points_of(before)] == [None]


def test_without_a_winner_there_are_no_points() -> None:
    with pytest.raises(InvalidInput, match="algeria_1962_65: it is not known when"):
        points_of(told(decided=None))


def test_those_left_are_neither_removed_nor_dead_but_may_return() -> None:
    case = told(
        event("1962-09", "khider", "demoted"),
        event("1962-10", "krim", "died"),
        event("1963-01", "khider", "restored"),
        event("1963-02", "boudiaf", "prison"),
        event("1963-03", "abbas", "assassinated"),
        event("1963-04", "abbas", "restored"),
        RULER,
    )
    gone = [
        {actor.id for actor in case.actors} - set(those_left(known_at(case, point)))
        for point in points_of(case)
    ]
    assert gone == [set(), {"khider"}, {"krim", "boudiaf"}, {"krim", "boudiaf", "abbas"}]


def test_if_nobody_is_left_everybody_may_win() -> None:
    case = told(*(event("1963-02", actor.id, "demoted") for actor in ALGERIA.actors), RULER)
    known = known_at(case, points_of(case)[1])
    assert those_left(known) == tuple(actor.id for actor in case.actors)


def test_the_truth_is_who_of_those_left_was_removed_next() -> None:
    case = told(
        event("1963-02", "khider", "demoted"),
        event("1963-08", "khider", "abroad"),
        event("1964", "krim", "demoted"),
        event("1964-05", "boudiaf", "demoted"),
        event("1964-12-31", "abbas", "demoted"),
        event("1972", "benbella", "prison"),
        RULER,
    )
    truths = [truth_at(case, point) for point in points_of(case)]
    assert [sorted(truth.next_removed) for truth in truths] == [
        ["khider"],
        ["boudiaf", "krim"],  # in February 1963; khider is out already
        ["boudiaf", "krim"],
        ["abbas", "krim"],
        [],  # 1972 is after the end of the case
    ]
    assert {truth.winners for truth in truths} == {("boumediene",)}


@pytest.mark.parametrize("case", SCORED, ids=lambda case: case.id)
def test_what_is_known_at_a_point_is_the_record_up_to_it(case: Case) -> None:
    for point in points_of(case):
        known = known_at(case, point)
        assert known.decided is None
        assert not known.chronicle
        assert not known.files
        assert all(actor.died is None for actor in known.actors)
        latest = [event.date.latest.month_number for event in known.course]
        if point.month is None:
            assert not latest
            continue
        assert max(latest) == point.month
        removed = {removal.date.latest.month_number for removal in removals_of(known.course)}
        assert len({month for month in removed if month >= case.start.month_number}) == (
            point.removals
        )


@given(st.sampled_from(SCORED), st.data())
def test_later_rows_change_nothing_that_a_forecast_may_read(case: Case, data) -> None:
    """Rows after a point may be deleted, changed, put in another order, and others added."""
    point = data.draw(st.sampled_from(points_of(case)))
    reached = -(10**9) if point.month is None else point.month
    read = [e for e in case.course if e.date.latest.month_number <= reached]
    later = [e for e in case.course if e.date.latest.month_number > reached]
    kept = data.draw(st.lists(st.sampled_from(later), unique_by=id) if later else st.just([]))
    names = [actor.id for actor in case.actors]
    kept = [replace(e, actor=data.draw(st.sampled_from(names)), event="demoted") for e in kept]
    rows = [*read, *kept]
    random.Random(data.draw(st.integers(0, 99))).shuffle(rows)
    other = replace(case, course=tuple(rows), decided=None)
    known, again = known_at(case, point), known_at(other, point)
    assert again == known
    assert those_left(again) == those_left(known)
