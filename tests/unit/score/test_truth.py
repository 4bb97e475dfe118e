"""What came of a struggle, read from its course; and the two codings of its opening."""

from dataclasses import replace

import pytest

from whowhom.casebook.read import read_casebook
from whowhom.cases import Day, read_case
from whowhom.cases.dates import parse_period
from whowhom.errors import InvalidInput
from whowhom.score.forecast import FATE_CLASSES
from whowhom.score.opening import CODINGS, Opening
from whowhom.score.truth import Truth

CIRCLE = {"ann": {"army": 3}, "bob": {"popular": 1}, "cat": {}}
every = pytest.mark.parametrize("case", read_casebook(), ids=lambda case: case.id)


# --- who won, and when


def rulers(*rows: tuple[str, str]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((date, actor, "ruler", "") for date, actor in rows)


@pytest.mark.parametrize(
    ("rows", "decided", "winners", "day"),
    [
        ((), "", (), None),
        ((), "1952", (), Day(1952, 12, 31)),
        ((("1952-03", "bob"),), "", ("bob",), Day(1952, 3, 31)),
        ((("1952", "bob"), ("1951", "ann")), "", ("bob",), Day(1952, 12, 31)),
        ((("1952", "bob"), ("1952", "ann")), "", ("bob", "ann"), Day(1952, 12, 31)),
        ((("1952", "bob"), ("1952-12-31", "ann")), "", ("ann",), Day(1952, 12, 31)),
        ((("1952", "bob"), ("1957", "ann")), "", ("bob",), Day(1952, 12, 31)),
        ((("1958", "bob"), ("1957", "ann")), "", ("ann",), Day(1957, 12, 31)),
        ((("1951", "bob"), ("1953", "ann")), "1952", ("bob",), Day(1952, 12, 31)),
        ((("1951", "bob"), ("1957", "ann")), "1958", ("ann",), Day(1958, 12, 31)),
        ((("1957", "ann"),), "1952", ("ann",), Day(1952, 12, 31)),
    ],
)
def test_the_winner_is_the_last_ruler_by_the_decision(struggle, rows, decided, winners, day):
    stated = parse_period(decided) if decided else None
    truth = Truth.of(struggle(CIRCLE, decided=stated, course=rulers(*rows)))
    assert (truth.winners, truth.decided) == (winners, day)


def test_months_are_counted_from_the_start(struggle):
    truth = Truth.of(struggle(CIRCLE, course=rulers(("1952-03-15", "ann"))))
    assert truth.months == 26
    assert Truth.of(struggle(CIRCLE)).months is None


def test_the_arbiter_is_no_contender(struggle):
    rows = (("1951", "ann", "ruler", ""), ("1951", "ann", "prison", ""))
    case = struggle(CIRCLE, arbiter="ann", course=rows)
    assert Truth.of(case).winners == ()
    assert Truth.of(case).fates == {"bob": "none", "cat": "none"}
    assert Opening.of(case).actors == ("bob", "cat")


# --- who was removed


@pytest.mark.parametrize(
    ("event", "note", "fate"),
    [
        ("demoted", "", "office"),
        ("expelled", "fled: abroad", "office"),  # the manner does not fit the event
        ("internal_exile", "", "exile"),
        ("abroad", "fled", "exile"),
        ("prison", "house_arrest: at home", "jail"),
        ("executed", "", "death"),
        ("assassinated", "", "death"),
        ("died", "", "none"),
        ("died", "in bed: suicide is a rumour", "none"),
        ("died", "suicide: facing arrest", "death"),
        ("died", " killed_in_battle ", "death"),
        ("died", "accident", "none"),
        ("restored", "", "none"),
        ("appointed", "", "none"),
        ("in_circle", "", "none"),
        ("ruler", "", "none"),
        ("coalition", "", "none"),
    ],
)
def test_an_event_counts_as_its_fate(struggle, event, note, fate):
    truth = Truth.of(struggle(CIRCLE, course=(("1951", "ann", event, note),)))
    assert truth.fates == {"ann": fate, "bob": "none", "cat": "none"}
    assert truth.removed == truth.first_removed == ({"ann"} if fate != "none" else set())


def test_the_worst_counts_and_dates_that_overlap_share_the_first_place(struggle):
    rows = (
        ("1951", "ann", "prison", ""), ("1953", "ann", "demoted", ""),
        ("1951-12-31", "bob", "demoted", ""), ("1952", "cat", "executed", ""),
        ("1950-02", "cat", "died", ""),
    )  # fmt: skip
    truth = Truth.of(struggle(CIRCLE, course=rows))
    assert truth.fates == {"ann": "jail", "bob": "office", "cat": "death"}
    assert truth.first_removed == {"ann", "bob"}


def test_the_duel_can_be_scored():
    case = read_case("duel")
    assert "lenin" not in Opening.of(case).actors
    truth = Truth.of(case)
    assert truth.winners == ("stalin",)
    assert "trotsky" in truth.removed


@every
def test_what_came_of_the_casebook_is_within_its_words(case):
    truth = Truth.of(case)
    assert set(truth.fates) == set(Opening.of(case).actors) >= set(truth.winners)
    assert set(truth.fates.values()) <= set(FATE_CLASSES)
    assert truth.first_removed <= truth.removed
    assert truth.removed == {actor for actor, fate in truth.fates.items() if fate != "none"}
    assert truth.decided == case.decided.latest


# --- the opening


def test_an_opening_has_no_way_to_the_outcome(struggle):
    """Its fields are the whole of what it has, and none is a case, an event or a later day."""
    rows = (*rulers(("1952", "bob")), ("1951", "ann", "executed", ""))
    case = struggle(CIRCLE, decided=parse_period("1952"), course=rows)
    assert Opening.__slots__ == (
        "id", "regime_type", "start", "contenders", "incumbent", "favourite"
    )  # fmt: skip
    assert not hasattr(Opening.of(case), "__dict__")
    assert Opening.of(case) == Opening.of(struggle(CIRCLE))
    assert Opening.of(replace(case, end=Day(1990), course=case.course[:1])) == Opening.of(case)


@every
def test_mechanical_bases_are_the_coded_ones(case):
    found = Opening.of(case).bases()
    coded = {actor.id: {b: q.central() for b, q in actor.bases.items()} for actor in case.actors}
    assert found == coded


@every
def test_judged_bases_follow_the_judged_shares(case):
    opening = Opening.of(case)
    scaled = opening.bases("judged")
    total = sum(contender.points for contender in opening.contenders)
    short = 0.0
    for contender in opening.contenders:
        points = scaled[contender.id]
        assert all(0 <= point <= 3 for point in points.values())
        assert {base for base, point in points.items() if not point} == {
            base for base, point in contender.bases.items() if not point
        }
        missing = total * contender.judged - sum(points.values())
        if missing > 1e-3:  # only a contender whose bases are all at the top falls short
            assert {point for point in points.values() if point} == {3}
        short += max(missing, 0)
    assert opening.largest_gap < (1e-3 if short < 1e-2 else 0.08)


def test_an_opening_without_judged_shares_has_no_judged_coding(struggle):
    opening = Opening.of(struggle(CIRCLE))
    for asked in (opening.power, opening.bases):
        with pytest.raises(InvalidInput, match="test: power was not judged for ann, bob, cat"):
            asked("judged")
        with pytest.raises(InvalidInput, match="coding must be 'mechanical' or 'judged'"):
            asked("guessed")
        assert set(asked()) == set(CIRCLE)
    assert CODINGS == ("mechanical", "judged")
