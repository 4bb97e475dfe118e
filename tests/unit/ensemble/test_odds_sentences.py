"""Odds in words: every number is one of the odds, and too few effective runs give no number."""

import copy
import json
import re

import pytest
from toy_odds import toy_odds

import whowhom as ww
from whowhom.ensemble import odds_sentences as told
from whowhom.ensemble.odds_file import odds_from, read_odds
from whowhom.errors import ResultError


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


@pytest.fixture(scope="module")
def odds(duel):
    return toy_odds(duel)


@pytest.fixture
def unlikely(odds):
    """Odds whose fourth event the model hardly ever brings about."""
    found = copy.deepcopy(odds)
    for place, point in enumerate(found["points"]):
        point["log_evidence"] = -1.0 * place - 20 * (place >= 4)
        point["effective"] = 1000 if place < 4 else 43.2
    return found


def at(odds, as_of):
    return told.place_at(odds, as_of)


def test_the_answer_at_a_date_has_its_numbers_and_intervals(odds):
    place = at(odds, "1925-01")
    point = odds["points"][place]
    stalin = next(row for row in point["winners"] if row["actor"] == "stalin")
    expected = (
        f"Given the record to January 1925, Joseph Stalin ends as sole ruler in "
        f"{100 * stalin['share']:.0f} of 100 runs ({100 * stalin['low']:.0f} to "
        f"{100 * stalin['high']:.0f})"
    )
    assert told.who_leads(odds, place).startswith(expected)
    first = told.next_removed(point)
    assert told.who_is_next(odds, place).startswith(
        f"Next to be removed is most often {told.names_of(odds)[first['actor']]}, in "
        f"{100 * first['share']:.0f} of 100 runs ({told.ends(first)}), in half of these by "
    )
    whole = told.at_point(odds, place)
    assert whole.count("Given the record") == 1
    assert f"Of 1,000 runs, {point['effective']:,.0f} are effective." in whole
    assert " he " not in f" {whole} "


def test_a_date_between_two_events_is_answered_by_the_earlier(odds):
    assert at(odds, "1925-03") == at(odds, "1925-01") == at(odds, "1925-02-14")
    assert at(odds, "1900") == 0
    assert at(odds, "2000") == len(odds["points"]) - 1


def test_at_the_start_nothing_is_given(odds):
    text = told.at_point(odds, 0)
    assert text.startswith("At the start (April 1922), Joseph Stalin ends as sole ruler in ")
    assert "Simulated in 1,000 runs, without the record." in text
    assert told.what_moved(odds, 0) == ""


def test_no_one_comes_first_where_most_runs_end_without_a_ruler(odds):
    found = copy.deepcopy(odds)
    for row in found["points"][0]["winners"]:
        row["share"] = 0.6 if row["actor"] == "nobody" else 0.4 / 7
    assert told.who_leads(found, 0).startswith(
        "At the start (April 1922), no one ends as sole ruler in 60 of 100 runs ("
    )


def test_the_largest_move_is_the_largest(odds):
    most = max(odds["moves"], key=lambda move: abs(move["after"] - move["before"]))
    text = told.largest_move(odds)
    assert f"from {100 * most['before']:.0f} to {100 * most['after']:.0f} of 100 runs" in text
    assert told.names_of(odds)[most["actor"]] in text
    point = odds["points"][at(odds, most["as_of"])]
    for event in point["events"]:
        assert told.date_words(event["date"]) in text


def test_a_move_within_sampling_error_is_not_told_as_one(odds):
    found = copy.deepcopy(odds)
    for move in found["moves"]:
        move["low"], move["high"] = -0.2, 0.2
    assert told.largest_move(found) == (
        "No event of the record moved a chance beyond sampling error."
    )
    assert "moved no chance beyond sampling error" in told.what_moved(found, 3)


def test_too_few_effective_runs_give_a_sentence_and_no_share(unlikely):
    text = told.at_point(unlikely, 5)
    assert "there is no answer: only 43 effective runs are left, fewer than 100" in text
    event = unlikely["points"][4]["events"][0]
    assert told.event_words(event, told.names_of(unlikely)) in text
    assert "of 100 runs" not in text
    headline = told.headline(unlikely)
    assert headline.startswith("At the start (April 1922) ")
    assert f"given the record to {told.point_name(unlikely['points'][3])}, " in headline
    assert "Given the record to August 1940 there is no answer" in headline
    assert told.is_reliable(unlikely["points"][3])
    assert "at January 1925" in told.largest_move(unlikely)


def test_a_new_record_is_compared_with_the_one_before(duel, odds):
    shorter = toy_odds(duel, until=1926 * 12)
    sentence, rows = told.changed_forecast(shorter, odds)
    assert sentence.startswith("The new record moves the chance of Joseph Stalin most, from ")
    assert rows[0]["is_clear"]
    sentence, rows = told.changed_forecast(odds, odds)
    assert sentence == "The new record moves no chance beyond sampling error."
    assert not any(row["is_clear"] for row in rows)


def test_people_of_one_name_carry_their_ids(odds):
    found = copy.deepcopy(odds)
    for actor in found["actors"][1:3]:
        actor["name"] = "Ann\u202e"
    names = told.names_of(found)
    assert names["stalin"] == "Ann\ufffd (stalin)"
    assert names["trotsky"] == "Ann\ufffd (trotsky)"


def test_a_conditional_result_says_what_it_was_given():
    given = {
        "as_of": "1925-02",
        "events": [{"date": "1925-01-26", "actor": "a", "event": "demoted", "by": [], "note": ""}],
        "effective": 812.4,
        "log_evidence": -7.31,
        "origins": 300.0,
        "surprise": 0,
    }
    assert told.given_the_record(given, {"a": "Ann"}, 2000) == (
        "Given the record to February 1925 (1 observed event), 812 of 2,000 runs are "
        "effective; the log evidence of the record is -7.3. The event that the model found hardest "
        "to explain: Ann demoted, 26 Jan 1925."
    )
    assert told.given_the_record({**given, "origins": 3.2}, {"a": "Ann"}, 2000).endswith(
        "The runs descend from 3 different starts in effect: what depends on values drawn at the "
        "start (fates, killings) is known less well than its intervals say. Another --seed shows "
        "how much less."
    )
    assert "do not rely on the shares" in told.given_the_record(
        {**given, "effective": 12.0, "surprise": None}, {}, 2000
    )


# ----------------------------------------------------------------------------------- the file


def test_stored_odds_come_back_as_they_were(odds, tmp_path):
    (tmp_path / "odds.json").write_text(json.dumps(odds), encoding="utf-8")
    assert read_odds(tmp_path) == read_odds(tmp_path / "odds.json") == odds


def test_all_that_is_wrong_with_a_file_is_named(odds):
    found = copy.deepcopy(odds)
    found["points"][2]["winners"][0]["share"] = float("nan")
    found["points"][3]["as_of"] = "1925-13"
    found["points"][4]["events"][0]["date"] = "yesterday"
    found["points"][5]["standing"][0]["actor"] = "stranger"
    del found["points"][6]["effective"]
    found["moves"][0]["low"] = -7
    with pytest.raises(ResultError) as refused:
        odds_from(json.dumps(found).encode(), "odds.json")
    text = str(refused.value)
    for place in (
        *("points[2].winners[0].share", "points[3].as_of", "points[4].events[0].date"),
        *("points[5].standing[0].actor", "points[6].effective: is missing", "moves[0].low"),
    ):
        assert place in text
    assert text.startswith("odds.json: is damaged. Run whowhom odds again.")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"[" * 100_000, b'{"schema": 2}', b"\xff"])
def test_what_holds_no_odds_is_refused(content):
    with pytest.raises(ResultError, match="Run whowhom odds again"):
        odds_from(content, "x.json")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ResultError, match=re.escape(str(tmp_path / "none.json"))):
        read_odds(tmp_path / "none.json")


def test_short_labels_are_of_the_whole_circle_and_the_chosen_ones_win(odds):
    found = copy.deepcopy(odds)
    found["actors"][1] |= {"name": "Vasily Stalin"}
    found["actors"][2] |= {"name": "Joseph Stalin", "short": "Koba"}
    short = told.short_names_of(odds_from(json.dumps(found).encode(), "x"))
    assert short[found["actors"][1]["id"]] == "Stalin"
    assert short[found["actors"][2]["id"]] == "Koba"
    assert short["nobody"] == "no sole ruler"
    found["actors"][2]["short"] = 3
    with pytest.raises(ResultError, match=r"actors\[2\]\.short: '3' is not possible here"):
        odds_from(json.dumps(found).encode(), "x")


def test_only_a_chosen_label_is_stored(duel):
    from dataclasses import replace

    from whowhom.ensemble.odds import _named

    actor = duel.actors[0]
    assert _named(actor) == {"id": actor.id, "name": actor.name}
    assert _named(replace(actor, short="Ilyich"))["short"] == "Ilyich"
