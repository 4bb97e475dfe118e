"""A question in an address, in three fields or in lines comes to the same change."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import whowhom as ww
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change, changed
from whowhom.scenario.questions import questions
from whowhom.web.asking import Asked, lines_of, read_change, read_lines, whatif_address


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


def test_every_ready_question_survives_its_address(duel):
    for question in (one for one in questions(duel) if one.change):
        asked = Asked(case="duel", change=question.change, runs=100, seed=2)
        query = parse_qs(urlsplit(whatif_address(asked)).query)
        assert read_lines(query["change"]) == question.change
        assert (query["runs"], query["seed"], query["case"]) == (["100"], ["2"], ["duel"])


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.from_regex(r"[0-9]{1,3}(\.\.[0-9]{1,3})?", fullmatch=True)
SHOCK = st.dictionaries(st.sampled_from(["date", "kind", "target", "size"]), VALUES, min_size=1)


@given(
    st.dictionaries(st.builds("actors.{}.{}".format, NAMES, NAMES), VALUES, max_size=3),
    st.lists(st.builds("shocks.{}".format, NAMES), max_size=3, unique=True),
    st.dictionaries(NAMES, SHOCK, max_size=2),
)
def test_lines_say_the_same_as_the_change(settings, without, shocks):
    change = Change.of(set=settings, without=without, shocks=shocks)
    assert read_lines(lines_of(change)) == change


@pytest.mark.parametrize(
    "line", ["nonsense", "with shocks.x", "with shocks.x: date", "a = 1\na = 2"]
)
def test_lines_that_are_no_change_are_refused(line):
    with pytest.raises(InvalidInput):
        read_lines(line.split("\n"))


@pytest.mark.parametrize(
    ("of", "what", "value", "line"),
    [
        ("actors.trotsky", "army", "0", "actors.trotsky.army = 0"),
        ("actors.trotsky", "gone", "", "without actors.trotsky"),
        ("actors.rykov", "post.gensec", "x", "posts.gensec.holder = rykov"),
        ("shocks.kirov", "gone", "", "without shocks.kirov"),
        ("shocks.kirov", "date", "1935-01", "shocks.kirov.date = 1935-01"),
        ("posts.war", "holder", "", "posts.war.holder = "),
        ("mechanisms.erasure", "gone", "", "without mechanisms.erasure"),
        (
            "actors.trotsky",
            "dies",
            "1927-11",
            "with shocks.what_if_1: date=1927-11, kind=death, target=trotsky",
        ),
    ],
)
def test_three_fields_make_a_change_that_can_be_made(duel, of, what, value, line):
    change = read_change({"of": of, "what": what, "value": value}, duel)
    assert lines_of(change) == [line]
    changed(duel, change)


@pytest.mark.parametrize(
    ("of", "what", "value"),
    [
        ("", "army", "1"),
        ("actors.trotsky", "", "1"),
        ("actors.trotsky", "army", ""),
        ("actors.trotsky", "__class__", "1"),
    ],
)
def test_fields_that_do_not_fit_are_refused(duel, of, what, value):
    with pytest.raises(InvalidInput):
        read_change({"of": of, "what": what, "value": value}, duel)


def test_who_a_question_is_about_is_of_its_case(duel):
    known = {actor.id for actor in duel.actors} | {""}
    assert {one.about for one in questions(duel)} <= known
    assert all(one.about == one.why_kill for one in questions(duel) if one.why_kill)
