"""The record up to a date: what is observed, what is not read, and what is refused."""

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases import Case, Day, check_case, read_case
from whowhom.cases.case import CourseEvent, Period
from whowhom.cases.dates import parse_period
from whowhom.cases.record import Record, observed_record
from whowhom.errors import CaseError, InvalidInput

HEADER = "date,actor,event,by,post,note\n"
POSTS = "id,name,seat\nguard,The guard,0.5\npress,The press,0.2\n"
COURSE = (
    "date,actor,event,by,post\n"
    "1953-06-26,beria,prison,zhukov|malenkov,\n"
    "1955-02,malenkov,demoted,zhukov,\n"
    "1955-02-09,zhukov,appointed,,guard\n"
)


@cache
def duel() -> Case:
    return read_case("duel")


@pytest.fixture
def circle(make) -> Case:
    return read_case(make(course=COURSE, posts=POSTS, persons="id,name\naide,The aide\n"))


def told(record: Record) -> list[tuple[str, str, str]]:
    return [(event.date.text, event.actor, event.event) for event in record.events]


def refusal(case: Case, as_of: str, record=None) -> list[str]:
    with pytest.raises(CaseError) as caught:
        observed_record(case, as_of, record)
    return str(caught.value).splitlines()


# ------------------------------------------------------------------------------ what is observed


def test_rows_whose_dates_end_by_the_month_are_observed(circle):
    record = observed_record(circle, "1955-02")
    assert told(record) == [
        ("1953-06-26", "beria", "prison"),
        ("1955-02", "malenkov", "demoted"),
        ("1955-02-09", "zhukov", "appointed"),
    ]
    assert (record.as_of, record.month, record.source) == (
        Day(1955, 2, 28),
        "1955-02",
        "course.csv",
    )
    assert record.events[2].post == "guard"
    assert record.rows()[0] == {
        "date": "1953-06-26",
        "actor": "beria",
        "event": "prison",
        "by": ["zhukov", "malenkov"],
        "note": "",
        "post": "",
    }
    assert told(observed_record(circle, "1955-01")) == [("1953-06-26", "beria", "prison")]


def test_a_day_counts_as_its_month(circle):
    assert observed_record(circle, "1955-02-01") == observed_record(circle, "1955-02")
    assert observed_record(circle, " 1955-02? ") == observed_record(circle, "1955-02")


def test_a_date_that_may_lie_after_the_month_is_not_observed(circle):
    rows = [
        {"date": "1953-05/1953-07", "actor": "beria", "event": "demoted"},
        {"date": "1953-06-30", "actor": "zhukov", "event": "in_circle"},
        {"date": "1953-06/..", "actor": "malenkov", "event": "expelled"},
    ]
    assert told(observed_record(circle, "1953-06", rows)) == [("1953-06-30", "zhukov", "in_circle")]
    assert len(observed_record(circle, "1953-07", rows).events) == 2


def test_years_before_christ_are_read():
    case = read_case("rome_44_30bc")
    record = observed_record(case, "-0042-12")
    assert (record.month, record.as_of) == ("-0042-12", Day(-41, 12, 31))
    assert {event.date.latest for event in record.events} == {
        event.date.latest for event in case.course if event.date.latest <= record.as_of
    }


def test_the_hash_is_that_of_the_rows(circle):
    record = observed_record(circle, "1955-02")
    assert record.sha256 == sha256(json.dumps(record.rows()).encode()).hexdigest()


def test_rows_can_be_given_as_they_are_returned():
    record = observed_record(duel(), "1940-09")
    again = observed_record(duel(), "1940-09", json.loads(json.dumps(record.rows())))
    assert again.rows() == record.rows()
    assert again.sha256 == record.sha256
    assert again.source == "record"


def test_rows_of_one_date_keep_their_order_and_others_are_sorted(circle):
    rows = [
        {"date": "1955", "actor": "malenkov", "event": "restored"},
        {"date": "1954-02", "actor": "malenkov", "event": "demoted"},
        {"date": "1954-02", "actor": "beria", "event": "demoted"},
        {"date": "1954", "actor": "zhukov", "event": "in_circle"},
    ]
    record = observed_record(circle, "1956-01", rows)
    assert [event.actor for event in record.events] == ["zhukov", "malenkov", "beria", "malenkov"]


def test_a_file_reads_as_the_tables_of_a_case_do(circle, tmp_path):
    path = tmp_path / "seen.csv"
    path.write_bytes(
        "sep=;\r\nevent;Date;actor;BY\r\n# a remark\r\nprison;1953-06-26;beria;aide|zhukov\r\n"
        "in_circle;1953-07;malenkov;\r\n".encode("utf-8-sig")
    )
    record = observed_record(circle, "1953-07", path)
    assert told(record) == [
        ("1953-06-26", "beria", "prison"),
        ("1953-07", "malenkov", "in_circle"),
    ]
    assert record.events[0].by == ("aide", "zhukov")
    assert record.source == "seen.csv"
    assert observed_record(circle, "1953-07", str(path)) == record


def test_plain_values_of_other_types_are_read_as_texts(circle):
    rows = [{"date": 1954, "actor": "beria", "event": "demoted", "by": None, "note": 7}]
    event = observed_record(circle, "1955-01", rows).events[0]
    assert (event.date.text, event.by, event.note) == ("1954", (), "7")


def test_the_course_of_a_workbook_is_named_by_its_sheet(circle):
    case = replace(circle, files={"book.xlsx": b""})
    assert observed_record(case, "1955-02").source == "book.xlsx[course]"


def test_what_a_case_documents_of_the_time_before_it_is_passed_over(make):
    course = HEADER + "1952,beria,demoted,,,\n1953-04,beria,restored,,,\n"
    case = read_case(make(course=course))
    assert told(observed_record(case, "1953-05")) == [("1953-04", "beria", "restored")]


# -------------------------------------------------------------------------- what is not read


LATER = st.lists(
    st.tuples(
        st.sampled_from(("1926-03", "1930/1931", "1925-02/1925-03", "1940-08-21", "1925/..")),
        st.sampled_from(("trotsky", "stalin", "lenin", "kamenev")),
        st.sampled_from(("executed", "demoted", "died", "ruler", "restored", "in_circle")),
    ),
    max_size=6,
)


@given(later=LATER, data=st.data())
def test_later_events_of_the_course_change_nothing(later, data):
    case = duel()
    record = observed_record(case, "1925-02")
    kept = [event for event in case.course if event.date.latest <= Day(1925, 2, 28)]
    rest = [event for event in case.course if event.date.latest > Day(1925, 2, 28)]
    more = [
        CourseEvent(date=parse_period(date), actor=actor, event=event, by=(), note="new")
        for date, actor, event in later
    ]
    drawn = data.draw(st.permutations(rest + more))
    left = drawn[: data.draw(st.integers(0, len(drawn)))]
    mixed = data.draw(_merged(kept, left))
    moved = tuple(replace(event, line=2 + line) for line, event in enumerate(mixed))
    assert observed_record(replace(case, course=moved), "1925-02") == record


@st.composite
def _merged(draw, first, second):
    """Return two lists merged, each in its order."""
    places = draw(st.lists(st.booleans(), min_size=40, max_size=40))
    first, second, merged = list(first), list(second), []
    for take_first in places:
        source = first if take_first else second
        merged += [source.pop(0)] if source else []
    return merged + first + second


BROKEN = st.lists(
    st.sampled_from(
        (
            "1926,nobody,vanished,zed,chair,x",
            "1927-01-01,,,,,",
            "1930,trotsky,executed,,guard,#REF!",
            "1931,stalin,appointed,,,,,too many cells",
            "1932/1940,lenin,demoted,,,",
        )
    ),
    max_size=5,
)
SEEN = (
    "1924-01-21,lenin,died,,,",
    "1925-01-26,trotsky,demoted,stalin|zinoviev,,",
    "1925-02,stalin,in_circle,,,",
)


@given(later=BROKEN, data=st.data())
def test_later_rows_of_a_file_change_nothing_however_broken(tmp_path_factory, later, data):
    path = tmp_path_factory.mktemp("record") / "seen.csv"
    path.write_text(HEADER + "\n".join(SEEN) + "\n")
    record = observed_record(duel(), "1925-02", path)
    path.write_text(HEADER + "\n".join(data.draw(_merged(SEEN, later))) + "\n")
    assert observed_record(duel(), "1925-02", path) == record


@given(later=BROKEN)
def test_later_rows_change_no_problem(tmp_path_factory, later):
    path = tmp_path_factory.mktemp("record") / "seen.csv"
    wrong = (*SEEN, "1925-01-01,lenin,in_circle,,,", "1925-01,trotski,demoted,,,")
    path.write_text(HEADER + "\n".join(wrong) + "\n")
    problems = refusal(duel(), "1925-02", path)
    assert len(problems) == 2
    path.write_text(HEADER + "\n".join((*wrong, *later)) + "\n")
    assert refusal(duel(), "1925-02", path) == problems


def test_later_rows_of_plain_values_are_not_read_either(circle):
    rows = [{"date": "1953-06", "actor": "beria", "event": "demoted"}]
    later = {"date": "1956", "actor": "nobody", "event": 1, "colour": "red", "post": "chair"}
    record = observed_record(circle, "1953-06", rows)
    assert observed_record(circle, "1953-06", [later, *rows]) == record


def test_a_death_after_the_date_is_not_read(make):
    actors = "id,army,died\nzhukov,3,\nberia,,1953-12-23\n"
    case = read_case(make(actors=actors))
    rows = [{"date": "1953-06", "actor": "beria", "event": "assassinated"}]
    assert len(observed_record(case, "1953-11", rows).events) == 1
    assert refusal(case, "1953-12", rows) == [
        (
            'record:1:3 course.event "assassinated" is a second death of beria (1953-12-23, '
            "actors.csv); correct or delete one of the two"
        )
    ]


# ---------------------------------------------------------------------------- what is refused


def test_every_contradiction_is_named_at_once(circle, tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text(
        HEADER
        + "1952-12,zhukov,in_circle,,,\n"
        + "1953-06-26,berja,prisn,zed,chair,\n"
        + "1953-06-26,beria,executed,,,\n"
        + "1953-07,beria,in_circle,,,\n"
        + "1953-08,zhukov,appointed,,guard,\n"
        + "1953-08,malenkov,appointed,,guard,\n"
        + "1953-09,malenkov,restored,,,\n"
        + "1953-09,malenkov,demoted,beria,press,\n"
        + "1953-13,malenkov,demoted,,,\n"
        + "1953-10,malenkov,appointed,,,\n"
        + ",malenkov,demoted,,,\n"
    )
    events = "demoted, expelled, internal_exile, abroad, prison, executed, assassinated, died, "
    events += "ruler, restored, coalition, appointed, in_circle"
    known = "known: zhukov, beria, malenkov, aide"
    assert refusal(circle, "1953-12", path) == [
        'seen.csv:2:1 course.date "1952-12" is before the case starts (1953-03-05); delete the row',
        'seen.csv:3:2 course.actor "berja" is not a known actor; did you mean "beria"?',
        f'seen.csv:3:3 course.event "prisn" is not in the list; did you mean "prison"? ({events})',
        'seen.csv:3:4 course.by "zed" is not a known actor or person or organisation; ' + known,
        'seen.csv:3:5 course.post "chair" is not a known post; known: guard, press',
        (
            'seen.csv:5:1 course.date "1953-07" is after the death of beria (1953-06-26, '
            "seen.csv:4); correct one of the dates, or delete the row that is wrong"
        ),
        (
            'seen.csv:7:5 course.post "guard" is taken by zhukov at the same time (seen.csv:6); '
            "write the days, so that one comes before the other, or delete a row"
        ),
        (
            'seen.csv:9:4 course.by "beria" names beria, who was dead (1953-06-26, seen.csv:4); '
            "correct the date, or name others"
        ),
        (
            'seen.csv:9:5 course.post "press" is given, but only appointed names a post; empty it, '
            "or write the event appointed"
        ),
        'seen.csv:10:1 course.date "1953-13" has no month 13; write a month from 01 to 12',
        "seen.csv:11:5 course.post is empty, but appointed names one; write an id of posts.csv",
        "seen.csv:12:1 course.date is empty; fill it in (when)",
    ]


DEAD = ("executed", "assassinated", "died")


@pytest.mark.parametrize("death", DEAD)
@pytest.mark.parametrize(
    "event", ["demoted", "expelled", "prison", "restored", "in_circle", "ruler", "coalition"]
)
def test_nothing_happens_to_the_dead(circle, death, event):
    rows = [
        {"date": "1953-05", "actor": "beria", "event": "demoted"},
        {"date": "1953-06", "actor": "beria", "event": death},
        {"date": "1953-06-30", "actor": "zhukov", "event": "in_circle"},
        {"date": "1953-07-01", "actor": "beria", "event": event},
    ]
    [problem] = refusal(circle, "1953-12", rows)
    assert "record:4:1" in problem
    assert "is after the death of beria (1953-06, record:2)" in problem
    rows[3]["date"] = "1953-06-30"  # may be before the death
    assert len(observed_record(circle, "1953-12", rows).events) == 4


def test_what_may_have_been_before_a_death_is_observed(circle):
    rows = [
        {"date": "1953-06", "actor": "beria", "event": "executed"},
        {"date": "1953-06-30/1953-08", "actor": "beria", "event": "expelled", "by": "beria"},
        {"date": "1953-09", "actor": "malenkov", "event": "coalition", "by": ["beria"]},
    ]
    assert len(observed_record(circle, "1953-12", rows).events) == 3
    rows[2]["event"] = "demoted"
    assert len(refusal(circle, "1953-12", rows)) == 1


def test_the_closest_of_two_dates_of_a_death_counts(make):
    case = read_case(make(actors="id,army,died\nzhukov,3,\nberia,,1953\n"))
    rows = [
        {"date": "1953-06", "actor": "beria", "event": "executed"},
        {"date": "1953-07", "actor": "beria", "event": "in_circle"},
    ]
    [problem] = refusal(case, "1954-01", rows)
    assert "is after the death of beria (1953-06, record:1)" in problem


@pytest.mark.parametrize(("first", "second"), [("executed", "died"), ("died", "died")])
@pytest.mark.parametrize("date", ["1953-06", "1953-08"])
def test_nobody_dies_twice(circle, first, second, date):
    rows = [
        {"date": "1953-06", "actor": "beria", "event": first},
        {"date": date, "actor": "beria", "event": second, "note": "again"},
    ]
    problems = refusal(circle, "1953-12", rows)
    assert "record:2:3" in problems[0]
    assert any("is a second death of beria (1953-06, record:1)" in one for one in problems)


@pytest.mark.parametrize(
    ("first", "second", "is_in_order"),
    [
        ("1954-01", "1954-01", False),
        ("1954-01", "1954-01-15", False),
        ("1954-01-15", "1954-01-15", False),
        ("1954", "1954", False),
        ("1954-01-14", "1954-01-15", True),
        ("1954-01-15", "1954-01-14", True),
        ("1954-01", "1954-02", True),
        ("1954", "1954-02", True),
    ],
)
def test_two_take_one_post_only_one_after_the_other(circle, first, second, is_in_order):
    rows = [
        {"date": first, "actor": "zhukov", "event": "appointed", "post": "guard"},
        {"date": "1954-01-01", "actor": "malenkov", "event": "appointed", "post": "press"},
        {"date": second, "actor": "beria", "event": "appointed", "post": "guard"},
    ]
    if is_in_order:
        assert len(observed_record(circle, "1955-01", rows).events) == 3
    else:
        [problem] = refusal(circle, "1955-01", rows)
        assert "at the same time (record:" in problem


def test_somebody_can_fall_again_and_come_back(circle):
    words = ["prison", "demoted", "restored", "expelled", "in_circle", "demoted", "appointed"]
    rows = [
        {"date": f"1954-{month:02d}", "actor": "beria", "event": word, "post": ""}
        for month, word in enumerate(words, start=1)
    ]
    rows[-1]["post"] = "press"
    assert len(observed_record(circle, "1955-01", rows).events) == len(words)


def test_whoever_was_not_removed_is_not_restored(circle):
    rows = [
        {"date": "1954-05", "actor": "beria", "event": "restored"},
        {"date": "1954-06", "actor": "beria", "event": "demoted"},
    ]
    assert refusal(circle, "1955-01", rows) == [
        (
            'record:1:3 course.event "restored" comes before any removal of beria; add the row of '
            "the removal, or write in_circle if there was none"
        )
    ]
    rows[1]["date"] = "1954-05/1954-06"
    assert len(observed_record(circle, "1955-01", rows).events) == 2


@pytest.mark.parametrize("event", ["demoted", "abroad", "executed"])
def test_an_arbiter_is_not_removed(event):
    rows = [{"date": "1923-05", "actor": "lenin", "event": event}]
    [problem] = refusal(duel(), "1923-12", rows)
    assert "record:1:2" in problem
    assert "no run removes an arbiter; delete the row, or empty arbiter in case.toml" in problem


def test_the_same_row_twice_is_refused(circle):
    row = {"date": "1954-05", "actor": "beria", "event": "demoted"}
    assert refusal(circle, "1955-01", [row, row | {"by": "zhukov"}, row]) == [
        (
            'record:3:3 course.event "demoted" is the same event as in record:1; delete one of the '
            "two rows"
        )
    ]


def test_the_course_of_the_case_is_refused_where_it_stands(make):
    course = HEADER + "1953-06-26,beria,executed,,,\n# a remark\n1953-07,beria,in_circle,,,\n"
    case = read_case(make(course=course))
    assert refusal(case, "1953-12") == [
        (
            'course.csv:4:1 course.date "1953-07" is after the death of beria (1953-06-26, '
            "course.csv:2); correct one of the dates, or delete the row that is wrong"
        )
    ]
    assert len(observed_record(case, "1953-06").events) == 1


def test_a_check_warns_of_the_same(make):
    course = (
        "date,actor,event,by\n1953-06-26,beria,executed,\n1953-07,beria,in_circle,\n"
        "1953-08,zhukov,demoted,beria\n1953-08,malenkov,restored,\n"
    )
    report = check_case(make(course=course))
    assert report.ok
    assert [(one.code, one.where) for one in report.warnings if one.code == "W317"] == [
        ("W317", "course.csv:3:1"),
        ("W317", "course.csv:4:4"),
        ("W317", "course.csv:5:3"),
    ]


def test_an_appointment_without_a_post_is_refused_by_a_check(only_problem):
    problem = only_problem(course="date,actor,event\n1953-06,beria,appointed\n")
    assert (problem.code, problem.where) == ("W212", "course.csv:2:1")


# ------------------------------------------------------------------------------- the as-of date


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        ("soon", 'as-of date "soon" is not a date; write a date such as 1924, 1924-01'),
        ("", 'as-of date "" is not a date'),
        ("1955-02-30", 'as-of date "1955-02-30" is impossible: that month has 28 days'),
        ("02/1955", 'as-of date "02/1955"'),
        ("1955", 'as-of date "1955" is more than one month; write a month such as 1953-03'),
        ("1955-01/1955-02", "is more than one month"),
        ("../1955-02", "is more than one month"),
        ("1953-02", "is before the case starts (1953-03); write a month from 1953-03 to 1957-05"),
        ("1957-06", "leaves no month to simulate: the case ends in 1957-06; write a month from"),
        ("2024-01", "leaves no month to simulate"),
    ],
)
def test_an_as_of_date_that_is_no_month_of_the_case(circle, as_of, message):
    with pytest.raises(InvalidInput) as caught:
        observed_record(circle, as_of)
    assert message in str(caught.value)


def test_the_first_and_the_last_month_but_one_are_dates(circle):
    rows = [{"date": "1953-03-06", "actor": "beria", "event": "in_circle"}]
    assert observed_record(circle, "1953-03", rows).month == "1953-03"
    assert observed_record(circle, "1957-05", rows).as_of == Day(1957, 5, 31)


def test_a_case_of_one_month_has_no_date_to_stand_at(make):
    case = read_case(make('title = "T"\nstart = "1953-03-05"\nend = "1953-03-20"\n'))
    with pytest.raises(InvalidInput, match="run without an as-of date"):
        observed_record(case, "1953-03")


# ---------------------------------------------------------------------- empty and unreadable


def test_nothing_observed_names_the_earliest_row(circle):
    with pytest.raises(InvalidInput) as caught:
        observed_record(circle, "1953-05")
    assert str(caught.value) == (
        "course.csv has no event from 1953-03-05 to 1953-05-31 (the earliest is of 1953-06-26); "
        "run without an as-of date, or add rows (an event in_circle says that somebody still sits "
        "in the inner circle)"
    )


@pytest.mark.parametrize("content", ["", HEADER, "# nothing yet\n"])
def test_an_empty_file_is_refused(circle, tmp_path, content):
    path = tmp_path / "seen.csv"
    path.write_text(content)
    with pytest.raises((InvalidInput, CaseError), match=r"^seen\.csv"):
        observed_record(circle, "1955-02", path)


def test_no_rows_are_an_empty_record(circle):
    with pytest.raises(InvalidInput, match=r"^record has no event from 1953-03-05 to 1955-02-28;"):
        observed_record(circle, "1955-02", [])


def test_a_case_without_a_course_says_so(make):
    with pytest.raises(InvalidInput, match=r"^course\.csv has no event .*; run without an as-of"):
        observed_record(read_case(make()), "1955-02")


def test_a_file_that_is_not_there_is_refused(circle, tmp_path):
    assert refusal(circle, "1955-02", tmp_path / "no.csv") == [
        "no.csv:1:1 cannot be read (No such file or directory); check the path and its permissions"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04zip", "is a zip file or Excel workbook"),
        ("date,actor,event\n1954,b\xe9ria,demoted\n".encode("latin-1"), "is not UTF-8"),
        (b'date,actor,event\n1954,"beria,demoted\n', "has a quote that is never closed"),
        (b"date,event\n1954,demoted\n", 'has no column "actor"'),
        (b"date,actor,event,colour\n1954,beria,demoted,red\n", "is not a column of this table"),
    ],
)
def test_a_file_that_does_not_read_is_refused(circle, tmp_path, content, message):
    path: Path = tmp_path / "seen.csv"
    path.write_bytes(content)
    problems = refusal(circle, "1955-02", path)
    assert message in problems[0]
    assert problems[0].startswith("seen.csv:")


@pytest.mark.parametrize("rows", [[1], ["1954"], [None]])
def test_rows_that_are_no_mappings_are_refused(circle, rows):
    with pytest.raises(InvalidInput, match="row 1 of the record is not a mapping; give the keys"):
        observed_record(circle, "1955-02", rows)


def test_what_is_neither_a_path_nor_rows_is_refused(circle):
    with pytest.raises(InvalidInput, match="record is of the type int; give the path of a CSV"):
        observed_record(circle, "1955-02", 7)


def test_unknown_keys_are_refused(circle):
    rows = [{"date": "1954", "actor": "beria", "event": "demoted", "colour": "red"}]
    [problem] = refusal(circle, "1955-02", rows)
    assert '"colour" is not a column of this table' in problem


def test_a_row_that_may_begin_before_the_case_is_observed(circle):
    rows = [{"date": "1953", "actor": "beria", "event": "demoted"}]
    date = observed_record(circle, "1954-01", rows).events[0].date
    assert date == Period(Day(1953, 1, 1), Day(1953, 12, 31), "1953")
