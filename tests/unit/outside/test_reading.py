"""What is known of a leader: from the case, from what is given, and what is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases import read_case
from whowhom.cases.case import Day, Period, StatedFact
from whowhom.cases.pooling import pooled
from whowhom.errors import InvalidInput
from whowhom.outside.facts import FACTS
from whowhom.outside.reading import read_subject


@pytest.fixture(scope="module")
def duel():
    return read_case("duel")


@pytest.fixture(scope="module")
def khrushchev():
    return read_case("ussr_1964")


def with_facts(case, **facts):
    return replace(case, outlook=tuple(StatedFact(id=k, value=v) for k, v in facts.items()))


def origins(subject):
    return {one.name: (one.shown, one.origin) for one in subject.known}


def refusal(*args, **options):
    with pytest.raises(InvalidInput) as caught:
        read_subject(*args, **options)
    return str(caught.value).splitlines()


def test_what_the_case_says_already_is_not_asked_again(duel):
    found = read_subject(duel, "lenin")
    assert (found.leader, found.name, found.facts.date) == ("lenin", "Vladimir Lenin", duel.start)
    assert origins(found) == {
        "regime": ("party", "regime_type of the case"),
        "age": ("51", "born in actors.csv"),  # 52 on 22 April 1922, 19 days after the start
    }
    assert found.facts.values == {"regime": "party", "age": 51.0}


def test_the_leader_is_the_one_of_the_outlook_or_the_incumbent(khrushchev):
    assert read_subject(khrushchev).leader == "khrushchev"
    other = with_facts(khrushchev, leader="brezhnev")
    assert read_subject(other).leader == "brezhnev"
    assert read_subject(other, "khrushchev").leader == "khrushchev"
    assert read_subject(other, facts={"leader": "khrushchev"}).leader == "khrushchev"


def test_nobody_is_guessed_where_the_case_names_no_leader(duel):
    (told,) = refusal(duel)
    assert told.startswith("duel: names no leader whose removal could be asked")
    assert "stalin (Joseph Stalin); trotsky (Leon Trotsky)" in told


@pytest.mark.parametrize(
    ("leader", "words"),
    [
        ("stalinn", 'did you mean "stalin"?'),
        ("Leon Trotsky", 'did you mean "trotsky"?'),
        ("churchill", "the circle: lenin (Vladimir Lenin); stalin"),
    ],
)
def test_a_leader_outside_the_circle_is_refused(duel, leader, words):
    (told,) = refusal(duel, leader)
    assert f'leader "{leader}" is not in the circle of duel; {words}' in told


def test_what_is_given_goes_before_the_case_and_says_where_it_is_from(khrushchev):
    case = with_facts(khrushchev, coups_5=0.0, consults_officers=False, entered=period("1953-09"))
    found = read_subject(case, facts={"regime": "personal", "consults_officers": True, "age": "70"})
    assert origins(found) == {
        "entered": ("1953-09 (1953-09-15 is taken)", "[outlook] of the case"),
        "regime": ("personal", "given"),
        "age": ("70", "given"),
        "coups_5": ("0", "[outlook] of the case"),
        "consults_officers": ("yes", "given"),
    }
    assert found.facts.entered == Day(1953, 9, 15)


def period(text):
    from whowhom.cases.dates import parse_period

    return parse_period(text)


def test_facts_of_another_leader_are_not_taken(khrushchev):
    case = with_facts(khrushchev, age=70.0, relatives=True, coups_10=1.0, seizure="rebellion")
    found = read_subject(case, "brezhnev")
    assert found.facts.values == {"regime": "party", "coups_10": 1.0, "seizure": "rebellion"}
    assert found.notes == ("[outlook] is about another leader: age, relatives not taken from it.",)


def test_facts_of_the_start_grow_older_or_are_dropped_at_a_later_date(khrushchev):
    case = with_facts(khrushchev, age=70.0, regime_age=47.0, coups_5=0.0, relatives=True)
    soon = read_subject(case, date="1965-05-01")
    assert (soon.facts.values["age"], soon.facts.values["coups_5"], soon.notes) == (70.0, 0.0, ())
    later = read_subject(case, date=Day(1967, 6, 1))
    assert later.facts.values == {
        "regime": "party",
        "age": 73.0,
        "regime_age": 50.0,
        "relatives": True,
    }
    assert later.notes[0].startswith("coups_5 of the case hold on its start, 1964-06-01")


def test_an_age_outside_the_domain_is_left_out_and_said(duel):
    child = replace(duel.actors[1], born=Period(Day(1912, 1, 1), Day(1912, 1, 1), "1912-01-01"))
    case = replace(duel, actors=(duel.actors[0], child))
    found = read_subject(case, "stalin")
    assert "age" not in found.facts.values
    assert found.notes == ("An age of 10 is outside 15 to 110 and not used.",)


def test_a_pool_uses_what_its_coders_agree_on_and_says_the_rest(khrushchev):
    first = with_facts(khrushchev, coups_5=0.0, relatives=True)
    second = replace(with_facts(khrushchev, coups_5=1.0, relatives=True), id="second")
    found = read_subject(pooled([first, second]))
    assert found.facts.values == {"regime": "party", "relatives": True}
    assert found.notes == ("The coders differ on coups_5: taken as not known.",)


def test_without_a_case_only_what_is_given_is_known(monkeypatch):
    found = read_subject(None, "President X", "2026-01-15", {"entered": "2024-06"})
    assert (found.case, found.leader, found.name) == ("", "President X", "President X")
    assert (found.facts.entered, found.facts.values, found.notes) == (Day(2024, 6, 15), {}, ())
    today = read_subject(None)
    assert (today.leader, today.name) == ("", "the leader")
    assert today.notes[0].startswith("The forecast is made for today, ")


def test_an_entry_in_the_year_of_the_forecast_is_before_the_forecast():
    found = read_subject(None, date="2026-03-01", facts={"entered": "2026"})
    assert found.facts.entered == Day(2026, 2, 15)
    assert found.facts.tenure == pytest.approx(14 / 365.25)


def test_all_problems_are_told_at_once(duel):
    facts = {"age": 300, "regime": "personel", "entered": "1999", "heirs": 1, "relatives": [True]}
    told = refusal(duel, "stalinn", facts={**facts, "coups_5": 3, "coups_10": 1})
    assert [line.partition(";")[0] for line in told] == [
        '"heirs" is not a fact of the outlook',
        "relatives: holds a list",
        'regime "personel" is not in the list',
        'age "300" is outside 15..110',
        'leader "stalinn" is not in the circle of duel',
        'entered "1999" is after the date of the forecast, 1922-04-03',
        "coups_5 is more than coups_10",
    ]
    assert 'did you mean "personal"?' in told[2]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"date": "2026-01"}, 'date "2026-01" is not exact to the day; write a day'),
        ({"date": "5 March 1953"}, "write 1953-03-05"),
        ({"facts": {"age": "50..60"}}, 'age "50..60" is a range; give one number, such as 55'),
        ({"facts": {"entered": "1900/1950"}, "date": "1960-01-01"}, "is too vague to tell"),
        (
            {"facts": {"consults_officers": "perhaps"}},
            'consults_officers "perhaps" is neither yes nor no',
        ),
        ({"facts": {"regim": "party"}}, 'did you mean "regime"?'),
        ({"facts": {"source": "book"}}, '"source" is not a fact of the outlook'),
        ({"facts": {"age": float("nan")}}, 'age "nan" is not a number'),
        ({"facts": {"entered": "2031"}, "date": "2030"}, 'date "2030" is not exact to the day'),
    ],
)
def test_what_is_wrong_is_told_with_a_way_out(options, words):
    (told,) = refusal(None, **options)
    assert words in told


@given(st.data())
def test_every_value_of_the_vocabulary_reads_as_text_and_as_itself(data):
    fact = FACTS[data.draw(st.sampled_from(sorted(FACTS)))]
    value = {
        "choice": lambda: data.draw(st.sampled_from(sorted(fact.choices))),
        "yes_no": lambda: data.draw(st.booleans()),
        "number": lambda: float(data.draw(st.integers(int(fact.low), int(fact.high)))),
    }[fact.kind]()
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    as_itself = read_subject(None, date="2000-01-01", facts={fact.name: value})
    as_text = read_subject(None, date="2000-01-01", facts={fact.name: text})
    assert as_itself == as_text
    assert as_itself.facts.values == {fact.name: value}
