"""Odds on a page: all dates at once, texts as texts, rows that an address holds."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_odds import toy_odds

import whowhom as ww
import whowhom.web.odds as page_odds
from whowhom.ensemble import odds_sentences as told
from whowhom.errors import InvalidInput
from whowhom.web.odds import course_rows, page_data, read_rows, record_of, row_lines, stamped


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


@pytest.fixture(scope="module")
def data(duel):
    return page_data(toy_odds(duel), duel)


def test_every_date_has_its_sentences_and_everybody_a_place(duel, data):
    odds = toy_odds(duel)
    assert [stop["as_of"] for stop in data["stops"]] == [p["as_of"] for p in odds["points"]]
    for place, stop in enumerate(data["stops"]):
        assert f"{stop['lead']}." == told.who_leads(odds, place)
        assert " ".join([f"{stop['lead']}.", *stop["more"]]) == told.at_point(odds, place)
        assert {one["name"] for one in stop["roster"]} == set(duel.names.values())


def test_the_roster_puts_those_in_the_circle_first_and_says_where_others_are(data):
    stop = next(one for one in data["stops"] if one["as_of"] == "1929-02")
    kinds = [one["status"] for one in stop["roster"]]
    assert kinds == sorted(kinds, key=["inner", "demoted", "expelled", "abroad", "dead"].index)
    (trotsky,) = [one for one in stop["roster"] if one["name"] == "Leon Trotsky"]
    assert (trotsky["words"], trotsky["note"]) == ("abroad since Feb 1929", "reaches Istanbul")
    (lenin,) = [one for one in stop["roster"] if one["name"] == "Vladimir Lenin"]
    assert lenin["words"] == "dead, Jan 1924"


def test_the_chronicle_is_in_order_and_numbered_as_the_figure(duel, data):
    odds = toy_odds(duel)
    numbers = [one["number"] for one in data["chronicle"] if one["number"]]
    assert len(numbers) == sum(len(point["events"]) for point in odds["points"])
    for one in data["chronicle"]:
        if one["number"]:
            assert one["x"] == data["stops"][one["number"]]["x"]
    assert any(not one["number"] for one in data["chronicle"])


def test_a_page_is_light(data):
    assert len(json.dumps(data)) < 80_000


def test_the_course_comes_back_from_an_address(duel):
    rows = course_rows(duel)
    assert len(rows) == len(duel.course)
    assert read_rows(row_lines(rows)) == rows
    record = record_of(rows)
    assert record[1] == {"date": "1924-01-21", "actor": "lenin", "event": "died", "by": []}


WORDS = st.text("abc 1-", max_size=8).map(str.strip)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(page_odds._KEYS, WORDS)), max_size=5))
def test_rows_come_back_from_an_address(rows):
    assert read_rows(row_lines(rows)) == rows


def test_about_widens_a_date():
    rows = read_rows(["1925-01|a|demoted||about", "1925~|a|demoted||about", "1925|a|demoted"])
    assert [row["date"] for row in record_of(rows)] == ["1925-01~", "1925~", "1925"]


def test_rows_that_are_none_are_refused():
    with pytest.raises(InvalidInput, match="is not an event"):
        read_rows(["a|b|c|d|e|f|g"])
    with pytest.raises(InvalidInput, match="at most 300 rows"):
        read_rows(["1925|a|demoted"] * 301)


def test_stored_odds_are_shown_only_of_this_case_and_version(duel, tmp_path, monkeypatch):
    monkeypatch.setattr(page_odds, "files", lambda _: tmp_path)
    (tmp_path / "static").mkdir()
    place = tmp_path / "static" / page_odds.SHIPPED_ODDS
    assert page_odds.shipped_odds(duel) is None
    place.write_text(json.dumps(stamped(toy_odds(duel), duel)), encoding="utf-8")
    assert page_odds.shipped_odds(duel) is not None
    assert page_odds.shipped_odds(replace(duel, sha256="1" * 64)) is None
    changed = replace(duel, files={**duel.files, "course.csv": b"date\n"})
    assert page_odds.shipped_odds(changed) is None
    place.write_text(json.dumps(toy_odds(duel)), encoding="utf-8")
    assert page_odds.shipped_odds(duel) is None
    place.write_text("{}", encoding="utf-8")
    assert page_odds.shipped_odds(duel) is None
