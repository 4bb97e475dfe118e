"""The outlook of a leader: counts, chances, what would move them; the sentences."""

import json
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.cases.leader_facts import incompatible
from whowhom.ensemble.interval import wilson
from whowhom.errors import InvalidInput
from whowhom.outside import answer
from whowhom.outside.answer import EVENTS, outlook
from whowhom.outside.facts import FACTS
from whowhom.outside.model import EXITS, Chance, Chances
from whowhom.outside.reference import ReferenceClass
from whowhom.outside.sentences import (
    class_labels,
    class_rows,
    class_words,
    event_rows,
    headline,
    limits,
    missing_words,
    percent,
)

COUNTS = {"insiders": 19, "natural": 1, "regular": 3, "revolt": 2, "foreign": 1, "other": 0}


def made_chances(facts, months=12):
    """Give a chance of 4 %, doubled in military hands and in the second year, known by heart."""
    share = 0.04 * months / 12
    share *= 2 if facts.values.get("security") == "military" else 1
    share *= 2 if facts.tenure is not None and 1 <= facts.tenure < 2 else 1
    share *= 1 + 0.01 * facts.values.get("coups_5", 0.0)
    own = Chance(share, share / 2, share * 2)
    rest = Chance(0.01, 0.005, 0.02)
    is_bare = facts.entered is None and not facts.values
    return Chances(
        months,
        own,
        Chance(0.06, 0.03, 0.1),
        Chance(0.12, 0.1, 0.15),
        *[rest] * 5,
        is_base_rate=is_bare,
        is_beyond=facts.date.year > 2010,
    )


def made_classes(facts):
    every = ReferenceClass({}, 2716, {**COUNTS, "insiders": 69}, 110)
    if facts.entered is None:
        return (every,)
    return every, ReferenceClass({"regime": "personal", "tenure": "1-2"}, 212, COUNTS, 25)


@pytest.fixture
def _made(monkeypatch):
    monkeypatch.setattr(answer, "chances", made_chances)
    monkeypatch.setattr(answer, "reference_classes", made_classes)


def asked(**facts):
    return outlook(None, "Petrov", date="2006-01-15", facts=facts)


@pytest.mark.usefixtures("_made")
def test_the_answer_tells_counts_first_then_the_model():
    assert headline(asked(entered="2004-06", regime="personal")) == (
        "Of 212 personalist leaders in their second year, 19 (9.0%) were removed by insiders "
        "within 12 months; the model gives Petrov 8.0% (95% interval 4.0 to 16%)."
    )
    assert headline(asked(regime="personal")) == (
        "In 69 of 2,716 years in office (2.5%) of leaders of autocracies, insiders removed the "
        "leader within 12 months; the model gives Petrov 4.0% (95% interval 2.0 to 8.0%)."
    )


@pytest.mark.usefixtures("_made")
def test_a_class_that_adds_a_condition_says_that_condition_only():
    found = asked(entered="2004-06", regime="personal")
    wide = ReferenceClass({"regime": "personal"}, 900, COUNTS, 70)
    every, narrow = found.classes
    rows = class_rows(replace(found, classes=(every, wide, narrow)))
    assert [row[:3] for row in rows] == [
        ("leaders of autocracies", "2,716", "69"),
        ("personalist leaders", "900", "19"),
        ("- in their second year", "212", "19"),
    ]


@pytest.mark.usefixtures("_made")
def test_without_facts_it_is_the_base_rate_and_says_so():
    found = asked()
    assert "the base rate (95% interval 2.0 to 8.0%), as nothing is known of Petrov." in headline(
        found
    )
    assert found.missing == ("entered", *FACTS)


@pytest.mark.usefixtures("_made")
def test_count_and_chance_of_each_event_stand_beside_each_other():
    found = asked(entered="2004-06", regime="personal")
    rows = list(found.rows())
    assert [row["event"] for row in rows] == list(EVENTS)
    assert [row["count"] for row in rows] == [19, 25, 26, 1, 3, 2, 1, 0]
    low, high = wilson(19, 212)
    assert rows[0]["share_low"] == pytest.approx(low)
    assert rows[0]["share_high"] == pytest.approx(high)
    assert (rows[0]["chance"], rows[0]["chance_high"]) == (0.08, 0.16)
    assert found.table().equals(pl.DataFrame(rows))
    assert event_rows(found)[1] == (
        "coup attempt",
        "25",
        "12%",
        "8.1 to 17%",
        "6.0%",
        "3.0 to 10%",
    )


@pytest.mark.usefixtures("_made")
def test_the_fact_that_would_move_the_answer_most_comes_first():
    found = asked(regime="personal")
    first, second, third, *rest = found.swings
    assert (first.fact, first.low, first.high) == ("entered", 0.04, 0.08)
    assert first.high_at == "in the second year"
    assert (second.fact, second.high_at, second.high) == ("security", "military", 0.08)
    assert (third.fact, third.low_at, third.high_at) == ("coups_5", "0", "2")
    assert all(one.low == one.high for one in rest)
    assert {one.fact for one in found.swings} == set(found.missing)
    told = list(missing_words(found))
    assert told[0].startswith("Not known, so averaged over: entered, entry, age,")
    assert told[1].endswith(
        "would move: entered (4.0% in the first year, 8.0% in the second year); security (4.0% "
        "if leader, 8.0% if military)."
    )


@pytest.mark.usefixtures("_made")
def test_no_value_is_tried_that_contradicts_a_known_fact():
    found = asked(coups_10=1, support_party=False)
    swings = {one.fact: one for one in found.swings}
    assert swings["coups_5"].high_at == "1"
    assert "committee" not in swings  # none is all that is left


@pytest.mark.usefixtures("_made")
def test_the_class_of_a_country_is_not_asked_where_its_number_is_known():
    assert "country_class" in asked().missing
    found = asked(infant_mortality=50)
    assert "country_class" not in found.missing
    assert "country_class" not in {one.fact for one in found.swings}


def test_no_mortality_of_a_poor_country_is_tried_for_a_rich_one():
    known = outlook(None, date="2005-06-01", facts={"country_class": "rich"})
    assert "infant_mortality" in known.missing
    assert "infant_mortality" not in {one.fact for one in known.swings}


@pytest.mark.usefixtures("_made")
def test_where_all_is_known_nothing_is_missing():
    facts = {name: next(iter(fact.choices), "yes") for name, fact in FACTS.items()}
    numbers = {
        "age": 50,
        "neighbour_coups": 0,
        "coups_5": 0,
        "coups_10": 0,
        "last_coup": 50,
        "infant_mortality": 50,
    }
    found = asked(**{**facts, "regime_age": 5, **numbers}, entered="2004")
    assert (found.missing, found.swings) == ((), ())
    assert list(missing_words(found)) == ["Every fact that the model can use is known."]


@pytest.mark.usefixtures("_made")
def test_what_it_does_not_know_is_said():
    told = list(limits(outlook(None, date="2026-01-15", horizon=24, facts={"regime": "party"})))
    assert "The counts are of 12 months; the chances of the model are of 24 months." in told
    assert any("2026-01-15" in one and "outside the data" in one for one in told)
    assert not any("outside the data" in one for one in limits(asked()))


@pytest.mark.usefixtures("_made")
def test_it_is_written_as_json_and_as_html():
    found = asked(entered="2004-06", regime="personal")
    told = json.loads(found.to_json())
    assert told == json.loads(json.dumps(found.as_dict()))
    assert (told["headline"], told["months"]) == (headline(found), 12)
    assert told["known"][0]["value"] == "2004-06 (2004-06-15 is taken)"
    assert told["reference_classes"][1]["counts"] == COUNTS
    html = replace(found, subject=replace(found.subject, name="<b>"))._repr_html_()
    assert "&lt;b&gt;" in html
    assert '<td style="text-align:right">19</td>' in html


@pytest.mark.parametrize(
    ("date", "horizon", "level"),
    [
        ("2026-01-15", 12, "Between 1990 and 2010 it was 1.2% (16 of 1,386; "),
        ("1970-01-15", 24, "Between 1946 and 1989 it was 4.2% (134 of 3,202; "),
    ],
)
def test_the_base_rate_of_all_years_comes_with_that_of_the_time(date, horizon, level):
    told = outlook(None, date=date, horizon=horizon)
    assert level in headline(told)
    assert "150 of 4,588" in headline(told)
    known = outlook(None, date=date, horizon=horizon, facts={"regime": "personal"})
    assert "as soon as a fact is known" not in headline(known)


def test_every_class_is_told_apart_in_a_narrow_table():
    facts = {"regime": "personal", "entered": "2024-06"}
    found = outlook(None, date="2026-01-15", facts=facts)
    labels = ["leaders of autocracies", "personalist leaders", "those in their second year"]
    assert list(class_labels(found.classes, "those ")) == labels


@pytest.mark.parametrize("horizon", [0, 61, True, 1.5, "12"])
def test_an_impossible_horizon_is_refused(horizon):
    with pytest.raises(InvalidInput, match="horizon must be a whole number of months from 1 to"):
        outlook(None, horizon=horizon)


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({}, "leaders of autocracies"),
        ({"regime": "party-personal"}, "leaders of party-personal regimes"),
        ({"regime": "monarchy", "tenure": "0-1"}, "ruling monarchs in their first year"),
        (
            {"tenure": "5-10", "period": "1990-2010"},
            "leaders of autocracies in office for 5 to 10 years between 1990 and 2010",
        ),
        (
            {"regime": "personal", "tenure": "10+", "entry": "irregular"},
            "personalist leaders in office for 10 years or more who entered office irregularly",
        ),
    ],
)
def test_a_class_is_named_in_words(conditions, words):
    assert class_words(ReferenceClass(conditions, 100, COUNTS, 1)) == words


def test_shares_are_rounded_sensibly():
    assert [percent(x) for x in (0.0994, 0.0996, 0.0005, 0.99949, 0.999999, 1.0)] == [
        "9.9%",
        "10%",
        "0.1%",
        "99.9%",
        ">99.9%",
        "100%",
    ]


VALUES = {
    name: {
        "choice": st.sampled_from(sorted(fact.choices)),
        "yes_no": st.booleans(),
        "number": st.integers(int(fact.low), int(fact.high)),
    }[fact.kind]
    for name, fact in FACTS.items()
}


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({}, optional=VALUES), st.sampled_from([None, "1999", "2005-12"]))
def test_whatever_is_known_the_shipped_model_answers_in_the_same_form(facts, entered):
    facts = facts | ({} if entered is None else {"entered": entered})
    try:
        found = outlook(None, date="2006-01-15", facts=facts)
    except InvalidInput:
        assert any(incompatible(read_values(facts)))
        return
    told = json.loads(found.to_json())
    rows = {row["event"]: row for row in told["events"]}
    parts = sum(rows[event]["chance"] for event in EXITS)
    assert parts == pytest.approx(rows["any_exit"]["chance"])
    assert all(0 <= row["chance_low"] <= row["chance_high"] <= 1 for row in rows.values())
    assert len(told["missing"]) + len(told["known"]) in {len(FACTS) + 1, len(FACTS)}
    widths = [one["high"] - one["low"] for one in told["swings"]]
    assert widths == sorted(widths, reverse=True)
    assert told["is_base_rate"] == (not facts)


def read_values(facts):
    """Return facts as they are read: numbers as floats."""
    return {
        name: value if isinstance(value, bool | str) else float(value)
        for name, value in facts.items()
    }


def test_without_facts_every_chance_is_the_share_of_all_autocracies():
    for row in outlook(None, date="2006-01-15").rows():
        assert row["chance"] == row["share"]
