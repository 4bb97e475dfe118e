"""``whowhom outlook``: the answer first, the same as the library, and all mistakes at once."""

import json

import pytest

from whowhom.cli.outlook import months_of
from whowhom.outside.answer import outlook

PETROV = ("--leader", "Petrov", "--date", "2006-01-15")
FACTS = {"regime": "personal", "entered": "2004-06", "entry": "irregular"}
OUTLOOK = (
    '[outlook]\nleader = "marshal"\nentered = { value = "1998-06", source = "judged:1" }\n'
    'entry = "irregular"\n'
)


def settings(facts):
    return [word for name, value in facts.items() for word in ("--set", f"{name}={value}")]


def test_the_answer_comes_first_then_the_tables_and_what_is_not_known(call):
    code, out, err = call("outlook", *PETROV, *settings(FACTS))
    assert (code, err) == (0, "")
    found = outlook(leader="Petrov", date="2006-01-15", facts=FACTS)
    assert " ".join(out.partition("\n\n")[0].split()) == found.as_dict()["headline"]
    places = [
        out.index(word)
        for word in ("within 12 months   ", "reference class", "known ", "Not known", "news")
    ]
    assert places == sorted(places)
    assert "2004-06 (2004-06-15 is taken)" in out
    assert max(map(len, out.splitlines())) <= 80


def test_as_json_it_is_what_the_library_says(call):
    code, out, _ = call("outlook", *PETROV, *settings(FACTS), "--horizon", "2y", "--json")
    found = outlook(leader="Petrov", date="2006-01-15", facts=FACTS, horizon=24)
    assert code == 0
    assert json.loads(out) == json.loads(found.to_json())
    assert json.loads(out)["months"] == 24


def test_without_any_fact_it_is_the_base_rate_of_all_autocracies(call):
    code, out, _ = call("outlook", "--date", "2006-01-15")
    assert code == 0
    assert (
        "leaders of autocracies, insiders removed the leader within 12 months: the base rate"
        in " ".join(out.split())
    )


def test_the_facts_of_a_case_are_those_of_its_outlook(call, circle):
    with (circle / "case.toml").open("a", encoding="utf-8") as file:
        file.write(OUTLOOK)
    told = json.loads(call("outlook", circle, "--json")[1])
    assert (told["leader"], told["name"], told["date"]) == (
        "marshal",
        "The marshal",
        "2000-01-01",
    )
    assert told == json.loads(outlook(str(circle)).to_json())
    assert {one["fact"]: one["origin"] for one in told["known"]} == {
        "entered": "[outlook] of the case",
        "entry": "[outlook] of the case",
    }
    other = json.loads(call("outlook", circle, "--leader", "minister", "--json")[1])
    assert (other["known"], other["name"]) == ([], "The police minister")
    given = json.loads(call("outlook", circle, "--set", "entry=regular", "--json")[1])
    assert given["known"][1] == {"fact": "entry", "value": "regular", "origin": "given"}


def test_the_sources_of_facts_are_cited(call, circle):
    (circle / "sources.csv").write_text("id,citation,grade\njudged,J,assumed\npress,P,disputed\n")
    with (circle / "case.toml").open("a", encoding="utf-8") as file:
        file.write('[outlook]\nage = { value = 61, source = "press" }\n')
    assert "circle_press" in call("cite", circle)[1]


def test_the_incumbent_of_a_case_is_its_leader(call):
    told = json.loads(call("outlook", "ussr_1964", "--json")[1])
    assert (told["case"], told["leader"]) == ("ussr_1964", "khrushchev")


def test_a_case_without_a_leader_lists_its_circle(call):
    code, out, err = call("outlook", "duel")
    assert (code, out) == (2, "")
    assert "duel: names no leader" in err
    assert "zinoviev (Grigory Zinoviev)" in err


def test_all_mistakes_are_told_at_once(call):
    words = ("--set", "age=300", "--set", "regime=personel", "--set", "x", "--set", "age=3")
    code, out, err = call(
        "outlook", "duel", "--leader", "stalinn", "--horizon", "soon", "--date", "2000", *words
    )
    assert (code, out) == (2, "")
    told = err.removeprefix("Error: ").splitlines()
    assert [line.partition(";")[0] for line in told] == [
        "--set: 'x' is not FACT=VALUE",
        "--set: age is given twice",
        "--horizon: 'soon' is not a length of time",
        'regime "personel" is not in the list',
        'age "300" is outside 15..110',
        'date "2000" is not exact to the day',
        'leader "stalinn" is not in the circle of duel',
    ]


def test_a_mistake_is_an_object_where_json_is_asked(call):
    code, out, _ = call("outlook", "--set", "age=300", "--json")
    assert code == 2
    assert "outside 15..110" in json.loads(out)["error"]["message"]


@pytest.mark.parametrize(("text", "months"), [("0m", 0), ("1 year", 12), ("12M", 12), ("-3", None)])
def test_a_horizon_is_read_in_months(text, months):
    assert months_of(text) == months


def test_a_horizon_beyond_the_longest_is_refused(call):
    code, _, err = call("outlook", "--horizon", "9y")
    assert code == 2
    assert "a whole number of months from 1 to 60, got 108" in err


def test_a_broken_case_is_told_with_its_problems(call, circle):
    with (circle / "case.toml").open("a", encoding="utf-8") as file:
        file.write('[outlook]\nleader = "nobody"\nage = 300\n')
    code, _, err = call("outlook", circle)
    assert code == 3
    assert "case.toml:" in err
    assert "is not a known actor" in err
    assert "outside 15..110" in err


def test_a_wrong_horizon_does_not_hide_what_else_is_wrong(call):
    wrong = ("--set", "foo=1", "--set", "age=abc", "--set", "regime=militry")
    code, _, err = call("outlook", *wrong, "--date", "2026-13-01", "--horizon", "0")
    told = " ".join(err.split())
    assert code == 2
    for part in ("horizon must be", '"foo" is not', 'age "abc"', '"military"', "no month 13"):
        assert part in told
    assert "a range such as" not in told, "no range is taken here"
