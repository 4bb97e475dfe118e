import json
from pathlib import Path

import pytest

from whowhom.sim.parameters import Parameters


def test_a_unique_coalition(call):
    code, out, _ = call("solve", "coalition", "--power", "ann=3,bob=4,cat=5,dan=10")
    assert code == 0
    assert out.startswith("ann, bob and cat rule, with 55% of the power.")
    assert "Removed: dan." in out


def test_one_rules_alone(call):
    assert call("solve", "coalition", "--power", "a=1,b=9")[1].startswith("b rules, with 90%")


def test_a_tie_lists_all(call):
    out = call("solve", "coalition", "--power", "1,1,1")[1]
    assert "A tie: 3 coalitions could rule." in out
    assert "1 and 2" in out


def test_as_json_numbers_are_exact(call):
    code, out, _ = call(
        "solve", "coalition", "--power", "a=0.1,b=0.2,c=0.3", "--majority", "2/3", "--json"
    )
    answer = json.loads(out)
    assert code == 0
    assert answer["majority"] == "2/3"
    assert answer["power"] == {"a": "0.1", "b": "0.2", "c": "0.3"}
    assert set(answer["members"]) | set(answer["purged"]) == {"a", "b", "c"}


def test_wrong_numbers(call):
    for power, majority, words in [
        ("a=3,b", "1/2", "'b'"),
        ("a=3,b=x", "1/2", "'x'"),
        ("a=3,a=4", "1/2", "stands twice"),
        ("a=3,b=-1", "1/2", "number > 0"),
        ("a=3,b=4", "1/3", "majority must be in"),
        ("a=,b=4", "1/2", "NAME=NUMBER"),
        ("", "1/2", "NAME=NUMBER"),
    ]:
        code, _, err = call("solve", "coalition", "--power", power, "--majority", majority)
        assert code == 2, power
        assert words in err, (power, err)


# ---------------------------------------------------------------------------- a case on a date


def test_a_case_on_a_date(call):
    code, out, _ = call("solve", "coalition", "duel", "--at", "1924-06")
    assert code == 0
    assert out.startswith("duel on 1924-06-01; power by standing, force and seats:\n  trotsky ")
    assert "not counted: lenin (died)" in out
    assert "Over the ranges of case and parameters, how often each is in it: trotsky " in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_a_case_as_json(call):
    answer = json.loads(call("solve", "coalition", "duel", "--at", "1930", "--json")[1])
    assert answer["case"] == {
        "id": "duel",
        "at": "1930-01-01",
        "absent": {"lenin": "died", "trotsky": "abroad"},
    }
    assert set(answer["members"]) | set(answer["purged"]) == set(answer["power"])
    assert set(answer["ruling_share_over_ranges"]) == set(answer["power"])
    assert answer["majority"] == "21/40", "the centre of the case's range 0.5..0.55"


def test_a_case_without_doubt_has_those_of_the_parameters(call, monkeypatch):
    out = call("solve", "coalition", "ussr_1953_57")[1]
    assert "rule, with" in out
    assert "Over the ranges of case and parameters" in out
    monkeypatch.setattr("whowhom.snapshot.default_parameters", Parameters)
    assert "Over the ranges" not in call("solve", "coalition", "ussr_1953_57")[1]


def test_what_is_given_goes_before_what_the_case_says(call):
    answer = json.loads(call("solve", "coalition", "duel", "--majority", "4/5", "--json")[1])
    assert answer["majority"] == "4/5"


def test_the_month_in_which_a_case_begins_means_its_first_day(call):
    assert (
        call("solve", "coalition", "duel", "--at", "1922")[1]
        == call("solve", "coalition", "duel")[1]
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["duel", "--at", "1789"], "the day must lie within the case, 1922-04-03 to 1941-12-31"),
        (["duel", "--at", "soon"], "--at: 'soon' is not a date; write a date such as 1924"),
        (["--power", "3,4,5", "--at", "1924"], "--at is the date of a case; name the case"),
        ([], "coalition needs --power, or name a case"),
    ],
)
def test_wrong_use_of_a_case(call, words, told):
    code, out, err = call("solve", "coalition", *words)
    assert (code, out) == (2, "")
    assert told in err


def test_a_case_that_is_not_there(call):
    code, _, err = call("solve", "coalition", "nowhere")
    assert code == 3
    assert "nowhere" in err


# ---------------------------------------------------------------------------- arguments from files


def test_powers_from_a_file(call, tmp_path):
    (tmp_path / "circle.csv").write_text("name,power\nann,3\nbob,4\ncat,5\n", encoding="utf-8-sig")
    place = tmp_path / "circle.csv"
    named = call("solve", "coalition", "--power", f"@{place}:name:power")[1]
    assert named.startswith("ann, bob and cat rule")
    bare = json.loads(call("solve", "coalition", "--power", f"@{place}:power", "--json")[1])
    assert bare["members"] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("@circle.csv", "write @FILE:COLUMN or @FILE:NAMES:COLUMN"),
        ("@nowhere.csv:power", "nowhere.csv:1:1 cannot be read (No such file"),
        ("@circle.csv:might", "has no column 'might'; it has name, power"),
        ("@latin.csv:power", "latin.csv:2:1 has the byte 0xE9, which is not UTF-8"),
        ("@empty.csv:power", "has no column 'power'; it has nothing"),
        ("@circle.csv:name:power", "'ann' stands twice"),
    ],
)
def test_wrong_files(call, place, told):
    Path("circle.csv").write_text("name,power\nann,3\nann,4\n", encoding="utf-8")
    Path("latin.csv").write_bytes("name,power\nJosé,3\n".encode("latin-1"))
    Path("empty.csv").write_text("", encoding="utf-8")
    code, _, err = call("solve", "coalition", "--power", place)
    assert code == 2
    assert told in err


# ---------------------------------------------------------------------------- the registry as help


def test_help_lists_every_model_with_its_question(call):
    from whowhom.theory.registry import MODELS

    out = " ".join(call("solve", "--help")[1].replace("│", " ").split())
    for model in MODELS:
        assert f" {model.name} " in out


def test_papers_of_models(call):
    out = call("cite", "--model", "coalition", "--model", "coalition")[1]
    assert out.count("@article{acemoglu2008,") == 1
    assert "volume = {75},\n  number = {4}," in out
    code, _, err = call("cite", "--model", "nonsense")
    assert code == 2
    assert "there is no model 'nonsense'; there are: coalition" in err


def test_help_of_every_model_shows_an_example_and_every_argument(call):
    from whowhom.theory.registry import MODELS

    for model in MODELS:
        code, out, _ = call("solve", model.name, "--help")
        assert code == 0
        assert f"Example: whowhom solve {model.name} --" in out
        for argument in model.arguments:
            assert f"--{argument.name.replace('_', '-')} " in out, (model.name, argument.name)


LEADERS = 'years,exit\n1,coup\n2,Still in Office\n3,natural\n4.5,"coup, failed"\n'


def test_labels_are_typed_or_come_from_a_file(call):
    words = 'coup,Still in Office,natural,"coup, failed"'
    censored = ("--censored", "still in office")
    typed = call("solve", "competing-risks", "--years", "1,2,3,4.5", "--cause", words, *censored)
    assert typed[0] == 0
    Path("leaders.csv").write_text(LEADERS, encoding="utf-8")
    files = ("--years", "@leaders.csv:years", "--cause", "@leaders.csv:exit")
    assert call("solve", "competing-risks", *files, *censored) == typed
    assert "coup, failed" in typed[1]


@pytest.mark.parametrize("words", ["coup,", ",coup", "", '"coup', "coup\nnatural"])
def test_what_is_no_list_of_labels(call, words):
    code, _, err = call("solve", "competing-risks", "--years", "1,2", "--cause", words)
    assert code == 2
    assert "is not a list of labels; write --cause coup,natural,coup" in err
