import numpy as np
from fake_model import ACTORS, FakeStart, event, make_case, period

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import documented_course
from whowhom.ensemble.outcome import record_type

BOB, CAT, DAN = (ACTORS.index(name) for name in ("bob", "cat", "dan"))


def documented(*events):
    circle = Circle.of(make_case(), FakeStart())
    return documented_course(make_case(events), circle)


def seen(found):
    return [(ACTORS[m.actor], m.event, m.text) for m in found.milestones]


def test_the_first_removal_is_the_fall_and_later_ones_keep_their_names():
    found = documented(
        event("bob", "abroad", period(1923, 6)),
        event("bob", "demoted", period(1922, 9)),
        event("bob", "expelled", period(1923, 1)),
        event("bob", "expelled", period(1923, 3)),
        event("bob", "assassinated", period(1924, 2)),
    )
    assert seen(found) == [
        ("bob", "fall", "1922-09"),
        ("bob", "expelled", "1923-01"),
        ("bob", "abroad", "1923-06"),
        ("bob", "death", "1924-02"),
    ]


def test_who_is_killed_while_in_power_falls_and_dies():
    assert seen(documented(event("cat", "executed", period(1923, 1)))) == [
        ("cat", "fall", "1923-01"),
        ("cat", "death", "1923-01"),
    ]


def test_a_natural_death_is_no_fall():
    assert seen(documented(event("arbiter", "died", period(1924, 1)))) == [
        ("arbiter", "death", "1924-01")
    ]


def test_a_post_taken_and_a_seat_kept_are_no_milestones():
    kept = documented(
        event("bob", "appointed", period(1922, 8)), event("cat", "in_circle", period(1922, 9))
    )
    assert seen(kept) == []
    assert kept.ruler is None


def test_what_lies_outside_the_months_or_the_circle_is_left_out():
    found = documented(
        event("bob", "demoted", period(1922, 3)),
        event("cat", "demoted", period(1924, 4)),
        event("cat", "demoted", period(1924, 2, last_month=5)),
        event("stranger", "demoted", period(1923, 1)),
    )
    assert seen(found) == []


def test_the_last_documented_ruler_counts():
    found = documented(
        event("bob", "ruler", period(1923, 1)), event("cat", "ruler", period(1923, 9))
    )
    assert found.ruler == CAT
    assert documented().ruler is None


def test_a_vague_date_is_told_as_two_months():
    found = documented(event("bob", "demoted", period(1923, 7, last_month=10)))
    assert seen(found) == [("bob", "fall", "1923-07/1923-10")]


def runs_with(*orders):
    """Build the records of runs in which bob, cat and dan fall in these places (-1: never)."""
    records = np.zeros(len(orders), dtype=record_type(len(ACTORS)))
    records["order"] = -1
    for record, order in zip(records, orders, strict=True):
        record["order"][[BOB, CAT, DAN]] = order
    return records


def test_the_order_of_falls():
    found = documented(
        event("bob", "demoted", period(1922, 9)),
        event("cat", "demoted", period(1923, 3)),
        event("dan", "demoted", period(1923, 9)),
    )
    records = runs_with((0, 1, 2), (1, 2, 3), (0, 2, 1), (1, 0, 2), (0, 1, -1), (-1, -1, -1))
    assert found.in_order(records).tolist() == [True, True, False, False, False, False]


def test_two_who_fell_in_the_same_documented_month_may_fall_in_either_order():
    found = documented(
        event("bob", "demoted", period(1922, 9)),
        event("cat", "demoted", period(1923, 3)),
        event("dan", "demoted", period(1923, 2, last_month=4)),
    )
    records = runs_with((0, 1, 2), (0, 2, 1), (1, 0, 2), (0, 1, -1))
    assert found.in_order(records).tolist() == [True, True, False, False]
