"""The timeline."""

import pytest

from whowhom.cases import chronicle, read_case
from whowhom.errors import InvalidInput

FACTS = (
    "id,date,title,actors,place,source\n"
    "late,1956-02,A speech,malenkov,moscow,book:9\n"
    "before,../1899,Long ago,,,\n"
    "vague,1953,A rivalry,beria|zhukov,,\n"
    "exact,1953-03-05,A death,,,\n"
)
COURSE = "date,actor,event,by,note\n1953-06-26,beria,prison,zhukov|malenkov,at a meeting\n"


@pytest.fixture
def case(make):
    return read_case(make(chronicle=FACTS, course=COURSE))


def test_facts_and_course_in_order(case):
    assert [(one.title, one.is_course) for one in chronicle(case)] == [
        ("Long ago", False),
        ("A rivalry", False),
        ("A death", False),
        ("Beria: prison", True),
        ("A speech", False),
    ]


def test_a_post_that_was_taken_is_named(make):
    course = "date,actor,event,post\n1955-02-09,zhukov,appointed,guard\n1955-03,beria,in_circle,\n"
    case = read_case(make(course=course, posts="id,name,seat\nguard,The guard,0.5\n"))
    titles = [one.title for one in chronicle(case)]
    assert titles == ["Zhukov: appointed (The guard)", "Beria: in circle"]


def test_one_actor_as_doer_or_sufferer(case):
    assert [one.title for one in chronicle(case, actor="zhukov")] == ["A rivalry", "Beria: prison"]


def test_since_and_until_keep_what_may_fall_between(case):
    titles = [one.title for one in chronicle(case, since="1953-05", until="1953-12-31")]
    assert titles == ["A rivalry", "Beria: prison"]
    assert [one.title for one in chronicle(case, until="1953-02")] == ["Long ago", "A rivalry"]
    assert [one.title for one in chronicle(case, until="1900")] == ["Long ago"]
    assert [one.title for one in chronicle(case, since="1954")] == ["A speech"]


def test_the_course_is_told_in_full(case):
    fall = next(one for one in chronicle(case) if one.is_course)
    assert (fall.by, fall.kind, fall.outcome) == (("zhukov", "malenkov"), "prison", "at a meeting")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"actor": "berja"}, 'did you mean "beria"'),
        ({"actor": "x"}, "actors: zhukov"),
        ({"since": "spring"}, 'since "spring" is not a date'),
        ({"until": "1953-02-30"}, "28 days"),
    ],
)
def test_wrong_questions(case, arguments, words):
    with pytest.raises(InvalidInput) as caught:
        chronicle(case, **arguments)
    assert words in str(caught.value)
