"""What the record has resolved of the forecasts of a ledger, and the scores."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fake_model import event, make_case, period
from hypothesis import given
from hypothesis import strategies as st

import whowhom.ensemble.ledger as ledger_module
from whowhom.cases.case import Day, Period
from whowhom.ensemble.chain import NO_LINE, Chain, Entry, Question
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.ledger import Ledger
from whowhom.ensemble.resolution import resolved
from whowhom.errors import CaseError, InvalidInput

END = 1924 * 12 + 2
"""The month number of the end, March 1924."""
TOP = {"ann": 0.5, "bob": 0.2, "cat": 0.1, "dan": 0.0, "nobody": 0.2}
NEXT = {"ann": 0.1, "bob": 0.4, "cat": 0.3, "nobody": 0.2}
REMOVED = {"ann": 0.2, "bob": 0.8, "cat": 0.6}
YEAR = {"ann": 0.05, "bob": 0.6, "cat": 0.3}


def entry(
    number=1, as_of="1922-07", since="1922-08", within="1923-07", written="1922-07", **shares
):
    return Entry(
        number=number, written=f"{written}-15T12:30:00+00:00", case="toy", case_sha256="0" * 64,
        record_sha256="2" * 64, as_of=as_of, since=since, whowhom="0.1.0", runs=100, seed=1,
        result_sha256="1" * 64, effective=90.0,
        questions=(
            Question(asks="on_top", by="1924-03", shares=shares.get("top", TOP)),
            Question(asks="next_removed", by="1924-03", shares=shares.get("following", NEXT)),
            Question(asks="removed", by="1924-03", shares=shares.get("removed", REMOVED)),
            Question(asks="removed_within_12", by=within, shares=shares.get("year", YEAR)),
        ),
    )  # fmt: skip


def span(first, last):
    (year, month), (last_year, last_month) = first, last
    return Period(Day(year, month, 1), Day(last_year, last_month, 28), "")


def month(year, number):
    return year * 12 + number - 1


def scored(events, *, until=END, entries=None, case=None):
    return resolved(case or make_case(), entries or [entry()], events, until)


def one(scores, asks, actor="", line=1):
    (found,) = [q for q in scores.questions if (q.line, q.asks, q.actor) == (line, asks, actor)]
    return found


def test_the_right_scores_of_a_record_that_is_complete():
    events = [
        event("dan", "demoted", period(1922, 6)),
        event("bob", "demoted", period(1922, 11)),
        event("cat", "executed", period(1923, 9)),
        event("ann", "ruler", period(1923, 10)),
    ]
    scores = scored(events)
    assert [scores.count(state) for state in ("scored", "open", "undecidable")] == [8, 0, 0]
    top = one(scores, "on_top")
    assert (top.answer, top.probability, top.decided) == (("ann",), 0.5, "1924-03")
    assert top.brier == pytest.approx(0.5**2 + 0.2**2 + 0.1**2 + 0.2**2)
    assert top.log_loss == pytest.approx(math.log(2))
    assert top.uniform_log_loss == pytest.approx(math.log(4)), "ann, bob, cat and nobody"
    assert top.uniform_brier == pytest.approx(0.75**2 + 3 * 0.25**2)
    following = one(scores, "next_removed")
    assert (following.answer, following.decided) == (("bob",), "1922-11")
    assert following.log_loss == pytest.approx(-math.log(0.4))
    bob, ann = one(scores, "removed", "bob"), one(scores, "removed", "ann")
    assert (bob.answer, bob.probability, bob.decided) == (("yes",), 0.8, "1922-11")
    assert bob.brier == pytest.approx(0.04)
    assert bob.log_loss == pytest.approx(-math.log(0.8))
    assert (ann.answer, ann.probability, ann.decided) == (("no",), 0.2, "1924-03")
    assert ann.brier == pytest.approx(0.04)
    assert (ann.uniform_brier, ann.uniform_log_loss) == (0.25, pytest.approx(math.log(2)))
    cat = one(scores, "removed_within_12", "cat")
    assert (cat.answer, cat.decided) == (("no",), "1923-07"), "two months too late"
    assert one(scores, "removed", "cat").answer == ("yes",)
    row = scores.scores()[2]
    assert (row["asks"], row["scored"], row["open"]) == ("removed", 3, 0)
    assert row["brier"] == pytest.approx((0.04 + 0.04 + 0.16) / 3)
    assert row["paired"] == 0
    assert row["first_brier"] is None


def test_what_is_open_stays_open():
    events = [event("bob", "demoted", period(1922, 11)), event("ann", "ruler", period(1922, 12))]
    scores = scored(events, until=month(1923, 1))
    assert one(scores, "on_top").state == "open", "who rules today may not rule at the end"
    assert one(scores, "next_removed").answer == ("bob",)
    assert one(scores, "removed", "bob").answer == ("yes",)
    assert one(scores, "removed", "ann").state == "open"
    assert one(scores, "removed_within_12", "ann").state == "open"
    later = scored(events, until=month(1923, 7))
    assert one(later, "removed_within_12", "ann").answer == ("no",)
    assert scored([], until=month(1922, 7)).count("open") == 8


def test_an_event_is_known_when_its_last_possible_month_is_over():
    events = [event("bob", "demoted", span((1922, 10), (1922, 12)))]
    assert one(scored(events, until=month(1922, 11)), "removed", "bob").state == "open"
    assert one(scored(events, until=month(1922, 12)), "removed", "bob").answer == ("yes",)


def test_a_decision_that_is_stated_resolves_who_ends_on_top():
    case = replace(make_case(), decided=period(1923, 2))
    events = [event("bob", "ruler", period(1922, 12)), event("ann", "ruler", period(1923, 5))]
    assert one(scored(events, case=case, until=month(1923, 1)), "on_top").state == "open"
    top = one(scored(events, case=case, until=month(1923, 2)), "on_top")
    assert (top.answer, top.decided) == (("bob",), "1923-02")
    late = [entry(as_of="1923-02", since="1923-03")]
    assert one(scored(events, case=case, entries=late), "on_top").state == "undecidable"


def test_without_a_ruler_by_the_end_the_answer_is_nobody():
    top = one(scored([]), "on_top")
    assert (top.answer, top.probability) == (("nobody",), 0.2)
    following = one(scored([]), "next_removed")
    assert (following.answer, following.decided) == (("nobody",), "1924-03")


def test_events_before_the_as_of_date_are_never_scored():
    """What was added to the record late makes a question one that had been answered before."""
    scores = scored([event("bob", "demoted", period(1922, 7))])
    assert one(scores, "removed", "bob").state == "undecidable"
    assert one(scores, "removed_within_12", "bob").state == "undecidable"
    assert one(scores, "next_removed").state == "undecidable"
    assert one(scores, "removed", "cat").answer == ("no",)
    early = scored([event("bob", "demoted", span((1922, 6), (1922, 9)))])
    assert one(early, "removed", "bob").state == "undecidable"


def test_a_date_that_may_lie_behind_the_horizon_is_not_scored():
    scores = scored([event("cat", "demoted", span((1923, 6), (1923, 9)))])
    assert one(scores, "removed_within_12", "cat").state == "undecidable"
    assert one(scores, "removed", "cat").answer == ("yes",)
    assert one(scores, "removed_within_12", "bob").answer == ("no",)
    ends = scored([event("ann", "ruler", span((1924, 2), (1924, 5)))])
    assert one(ends, "on_top").state == "undecidable"


def test_two_who_may_each_have_been_the_next_are_one_answer():
    events = [
        event("cat", "demoted", span((1922, 10), (1922, 12))),
        event("bob", "prison", period(1922, 11)),
    ]
    following = one(scored(events), "next_removed")
    assert following.answer == ("bob", "cat")
    assert following.log_loss == pytest.approx(-math.log(0.7))


def test_a_natural_death_is_not_a_removal():
    scores = scored([event("cat", "died", period(1922, 11))])
    assert one(scores, "removed", "cat").answer == ("no",)
    assert one(scores, "next_removed").answer == ("nobody",)


def test_a_further_removal_of_somebody_who_is_out_is_not_the_next():
    events = [event("dan", "demoted", period(1922, 6)), event("dan", "executed", period(1922, 9))]
    assert one(scored(events), "next_removed").answer == ("nobody",)


def test_the_first_forecast_is_compared_where_it_was_asked_the_same():
    later = entry(
        2, as_of="1922-12", since="1923-01", within="1923-12", top=TOP | {"ann": 0.7, "bob": 0.0},
        following={"ann": 0.1, "cat": 0.7, "nobody": 0.2}, removed={"ann": 0.1, "cat": 0.7},
        year={"ann": 0.05, "cat": 0.4},
    )  # fmt: skip
    events = [
        event("bob", "demoted", period(1922, 11)),
        event("cat", "executed", period(1923, 9)),
        event("ann", "ruler", period(1923, 10)),
    ]
    scores = scored(events, entries=[entry(), later])
    cat = one(scores, "removed", "cat", line=2)
    assert (cat.brier, cat.first_brier) == (pytest.approx(0.09), pytest.approx(0.16))
    assert one(scores, "removed", "cat").first_brier is None
    top, following, removed, year = scores.scores()
    assert (top["paired"], following["paired"], removed["paired"], year["paired"]) == (1, 0, 2, 0)
    assert top["first_log_loss"] == pytest.approx(math.log(2))
    assert top["later_log_loss"] == pytest.approx(-math.log(0.7))
    assert removed["later_brier"] == pytest.approx((0.09 + 0.01) / 2)
    assert removed["first_brier"] == pytest.approx((0.16 + 0.04) / 2)


def test_the_calibration_has_counts_and_wilson_intervals():
    events = [event("bob", "demoted", period(1922, 11)), event("cat", "demoted", period(1923, 9))]
    rows = {row["low"]: row for row in scored(events).calibration()}
    # 0.05 no | 0.2 no | 0.3 no | 0.6 (bob within 12) yes, 0.6 (cat by the end) yes | 0.8 yes
    assert [*rows] == [0.0, 0.1, 0.25, 0.5, 0.75]
    assert [row["questions"] for row in rows.values()] == [1, 1, 1, 2, 1]
    middle = rows[0.5]
    assert middle["forecast"] == pytest.approx(0.6)
    assert (middle["observed_low"], middle["observed_high"]) == wilson(2, 2)
    assert middle["observed"] == 1.0
    assert scored([], until=month(1922, 8)).calibration() == []


def test_what_was_written_after_the_outcome_is_counted():
    events = [event("bob", "demoted", period(1922, 11))]
    scores = scored(events, entries=[entry(written="1922-12")])
    assert one(scores, "next_removed").is_hindsight
    assert not one(scores, "removed", "ann").is_hindsight
    assert scores.hindsight == 3, "who is next, and bob twice"
    assert scored(events, entries=[entry(written="1922-11")]).hindsight == 0, "the same month"


KINDS = ("demoted", "expelled", "executed", "died", "ruler", "restored", "coalition")
events_of = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cat", "dan"]),
        st.sampled_from(KINDS),
        st.integers(month(1922, 4), END),
        st.integers(0, 4),
    ),
    max_size=8,
)


def dated(rows):
    found = []
    for actor, kind, first, length in rows:
        begin, last = divmod(first, 12), divmod(min(first + length, END), 12)
        found.append(event(actor, kind, span((begin[0], begin[1] + 1), (last[0], last[1] + 1))))
    return found


@given(events_of, st.integers(month(1922, 4), END))
def test_rows_after_the_date_change_nothing(rows, until):
    events = dated(rows)
    known = [e for e in events if e.date.earliest.month_number <= until]
    assert scored(events, until=until) == scored(known, until=until)


@given(events_of, st.integers(month(1922, 4), END - 1))
def test_what_is_resolved_stays_so(rows, until):
    """A later look at the same record changes no score."""
    events = dated(rows)
    then = scored(events, until=until)
    now = scored(events, until=END)
    assert now.count("open") == 0
    for before, after in zip(then.questions, now.questions, strict=True):
        assert before.state == "open" or before.state == after.state
        if before.state == "scored":
            assert (before.probability, before.brier) == (after.probability, after.brier)


@given(events_of)
def test_rows_before_the_as_of_date_resolve_nothing(rows):
    """Without them, every question that is scored has the same scores."""
    events = dated(rows)
    later = [e for e in events if e.date.earliest.month_number >= month(1922, 8)]
    both = scored(events), scored(later)
    for all_rows, without in zip(*(scores.questions for scores in both), strict=True):
        if all_rows.state == "scored" and all_rows.asks != "on_top":
            assert all_rows == without


# --- through the ledger


@pytest.fixture
def ledger(tmp_path):
    return Ledger(Chain(path=tmp_path / "x", entries=(), lines=()).append(entry()))


def test_the_record_is_complete_up_to_the_last_month_that_is_over(ledger, monkeypatch):
    monkeypatch.setattr(ledger_module, "_now", lambda: datetime(1923, 8, 2, tzinfo=UTC))
    case = make_case([event("bob", "demoted", period(1922, 11))])
    scores = ledger.score(case)
    assert scores.as_of == "1923-07"
    assert one(scores, "removed_within_12", "cat").answer == ("no",)
    assert one(ledger.score(case, as_of="1923-06"), "removed_within_12", "cat").state == "open"
    monkeypatch.setattr(ledger_module, "_now", lambda: datetime(2026, 8, 2, tzinfo=UTC))
    assert ledger.score(case).as_of == "1924-03"
    assert Ledger.read(ledger.path).head == ledger.head != NO_LINE


def test_a_record_of_ones_own_is_read_in_the_place_of_the_course(ledger, tmp_path):
    case = make_case([event("bob", "demoted", period(1922, 11))])
    file = tmp_path / "events.csv"
    file.write_text("date,actor,event\n1922-09,cat,prison\n1924-03,dan,ruler\n1924,ann,demoted\n")
    scores = ledger.score(case, as_of="1924-03", record=file)
    assert one(scores, "next_removed").answer == ("cat",)
    assert one(scores, "on_top").answer == ("dan",), "rows of the last month count"
    assert one(scores, "removed", "ann").state == "undecidable", "some day of 1924"
    assert one(scores, "removed", "bob").answer == ("no",)
    rows = [{"date": "1922-09", "actor": "cat", "event": "prison"}]
    assert one(ledger.score(case, record=rows), "next_removed").answer == ("cat",)
    file.write_text("date,actor,event\n1922-09,eve,prison\n")
    with pytest.raises(CaseError, match=r"events.csv:2.*eve"):
        ledger.score(case, record=file)


@pytest.mark.parametrize("as_of", ["1922-03", "1924-04"])
def test_a_date_outside_the_case(ledger, as_of):
    with pytest.raises(InvalidInput, match="name a month from 1922-04 to 1924-03 with --as-of"):
        ledger.score(make_case(), as_of=as_of)
