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
        ("a=3,a=4", "1/2", "given twice"),
        ("a=3,b=-1", "1/2", "number > 0"),
        ("a=3,b=4", "1/3", "majority must be in"),
        ("a=,b=4", "1/2", "NAME=NUMBER"),
        ("", "1/2", "NAME=NUMBER"),
    ]:
        code, _, err = call("solve", "coalition", "--power", power, "--majority", majority)
        assert code == 2, power
        assert words in err, (power, err)


def test_a_list_may_begin_with_a_minus(call):
    right = call("solve", "cascade", "--threshold=-1,0.3", "--json")
    assert right[0] == 0
    assert call("solve", "cascade", "--threshold", "-1,0.3", "--json") == right
    assert call("solve", "cascade", "--threshold", "-.5;0.3", "--json")[0] == 0
    code, _, err = call("solve", "coalition", "--power", "-3,4,5")
    assert code == 2
    assert "must be a number > 0, got '-3'" in err


@pytest.mark.parametrize(
    ("power", "right"),
    [
        ("[3,4,5]", "3,4,5"),
        ("(3, 4, 5)", "3,4,5"),
        ("3,x,5", "3,NUMBER,5"),
        ("30%,70%", "NUMBER,NUMBER"),
    ],
)
def test_the_line_to_write_leaves_no_item_out(call, power, right):
    code, _, err = call("solve", "coalition", "--power", power)
    assert code == 2
    assert err.rstrip().endswith(f"write --power {right}")


# ---------------------------------------------------------------------------- a case on a date


def test_a_case_on_a_date(call):
    code, out, _ = call("solve", "coalition", "duel", "--at", "1924-06")
    assert code == 0
    assert out.startswith("duel on 1924-06-01; power by standing, force and seats:\n  trotsky ")
    assert "not counted: lenin (died)" in out
    assert "share of draws in which each rules:\ntrotsky " in out
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
    monkeypatch.setattr("whowhom.scenario.snapshot.default_parameters", Parameters)
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
        ("@circle.csv:name:power", "duplicate name 'ann'"),
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
    assert "unknown model 'nonsense'; the models are: coalition" in err


def test_help_of_every_model_shows_an_example_and_every_argument(call):
    from whowhom.theory.registry import MODELS

    for model in MODELS:
        code, out, _ = call("solve", model.name, "--help")
        assert code == 0
        assert f"Example: whowhom solve {model.name} --" in out
        for argument in model.arguments:
            assert f"--{argument.name.replace('_', '-')} " in out, (model.name, argument.name)


# ---------------------------------------------------------------------------- lists as people type


@pytest.mark.parametrize(
    "power",
    [
        "a=3;b=4;c=5",
        "a=3; b=4 ;c=5;",
        "a=3,b=4,c=5,",
        "a = 3, b = 4, c = 5",
        "a=3\tb=4\tc=5",
        "a=3 b=4 c=5",
        "a=3\nb=4\nc=5\n",
        "a=3,b=4;c=5",
        "a＝3，b＝4；c＝5",  # noqa: RUF001
        "a=3、b=4、c=5",
        "a=３,b=４,c=５",  # noqa: RUF001
        "a=3,0;b=4,0;c=5,0",
        "\u00a0a=3,\u00a0b=4,\u00a0c=5",
    ],
)
def test_separators_that_leave_no_doubt(call, power):
    code, out, _ = call("solve", "coalition", "--power", power)
    assert (code, out.splitlines()[0]) == (0, "a, b and c rule, with 100% of the power.")


def test_decimal_commas_between_semicolons(call):
    told = json.loads(call("solve", "coalition", "--power", "a=3,5;b=4,5", "--json")[1])
    assert told["power"] == {"a": "3.5", "b": "4.5"}


@pytest.mark.parametrize(
    ("power", "line"),
    [
        ("a=3;b=4;c", "a=3,b=4,c=NUMBER"),
        ("a==3,b=4", "a=3,b=4"),
        ("a=3,,b=4", "a=3,b=4"),
        ("a=3,5,b=4", "a=3.5,b=4"),
        ("a=3,5", "a=3.5"),
        ("a=1,000;b=2,000", "a=1000,b=2000"),
        ("3,5;4,5", "3.5,4.5 or --power 3,5,4,5"),
        ("3,5 4,5", "3.5,4.5 or --power 3,5,4,5"),
        ("3,,5", "3,5"),
        ("a:3,b:4", "a=3,b=4"),
        ('{"a": 3, "b": 4}', "a=3, b=4"),
        ("Red Army=3,b=4", "red_army=3,b=4"),
        ("a;b=3", "a=NUMBER,b=3"),
        ("a=3=4,b=5", "a=NUMBER,b=5"),
        ("a=3|b=4", "a=NUMBER"),
        ("=3,b=4", "NAME=3,b=4"),
        ("a=3,a=4", "a=3,NAME=4"),
        (f"{'x' * 40}=3", f"{'x' * 32}=3"),
    ],
)
def test_lists_in_doubt_are_refused_with_the_line_as_it_should_be(call, power, line):
    code, out, err = call("solve", "coalition", "--power", power)
    assert (code, out) == (2, "")
    assert f"write --power {line}\n" in err


@pytest.mark.parametrize("signs", ["a=3;b=4;c", "a b=3", "a=3;=4", "a=3;b;c=4", "a=(3);b=4"])
def test_no_sign_ever_becomes_part_of_a_name(call, signs):
    code, out, _ = call("solve", "coalition", "--power", signs)
    assert (code, out) == (2, "")


def test_other_lists_and_tables(call):
    one = call("solve", "stable-states", "--utility", "1,2;0,3")
    assert one[0] == 0
    assert call("solve", "stable-states", "--utility", " 1 2 ; 0 3 ;") == one
    years = call("solve", "junta", "--power", "3,4,5", "--discount", "0;0.5")
    assert years == call("solve", "junta", "--power", "3,4,5", "--discount", "0,0.5")
    code, _, err = call("solve", "junta", "--power", "3,4,5", "--discount", "0,3;0,5")
    assert code == 2
    assert "write --discount 0.3,0.5 or --discount 0,3,0,5" in err


def test_one_number_with_a_decimal_comma_is_refused(call):
    code, _, err = call("solve", "coalition", "--power", "3,4,5", "--majority", "0,6")
    assert code == 2
    assert "--majority: '0,6' has a comma; for a decimal point write 0.6" in err


def test_names_and_numbers_of_a_file_stay_whole(call, tmp_path):
    place = tmp_path / "circle.csv"
    place.write_text('name;power\n"Doe, John";3,5\nA=B;4,5\nÉmile Z.;5,5\n', encoding="utf-8")
    code, _, err = call("solve", "coalition", "--power", f"@{place}:name:power")
    assert code == 2
    assert "'3,5' has a comma; for a decimal point write 3.5" in err
    place.write_text('name,power\n"Doe, John",3.5\nA=B,4.5\nÉmile Z.,5.5\n', encoding="utf-8")
    told = json.loads(call("solve", "coalition", "--power", f"@{place}:name:power", "--json")[1])
    assert told["power"] == {"Doe, John": "3.5", "A=B": "4.5", "Émile Z.": "5.5"}
    place.write_text("name,power\nann,3\n,4\nb\u202eob,5\n", encoding="utf-8")
    err = call("solve", "coalition", "--power", f"@{place}:name:power")[2]
    assert "a name is missing" in err
    assert "has signs that cannot be seen" in err


# ---------------------------------------------------------------------------- several values


def test_an_option_given_several_times_is_solved_for_each(call):
    words = ["solve", "coalition", "--power", "3,4,5", "--majority", "1/2", "--majority", "4/7"]
    code, out, _ = call(*words)
    assert code == 0
    assert out.splitlines()[1] == "majority 4/7: 1 and 2 rule, with 58% of the power."
    points = json.loads(call(*words, "--json")[1])["points"]
    assert [point["values"]["majority"] for point in points] == ["1/2", "4/7"]
    assert [len(point["result"]["members"]) for point in points] == [3, 2]


def test_a_grid_cannot_be_drawn(call, tmp_path):
    code, _, err = call(
        *("solve", "viziers", "--strong", "0.2", "--strong", "0.3", "--success-weak", "0.1"),
        *("--success-strong", "0.9", "--wage", "1", "--prize", "4", "--penalty", "1"),
        *("--chart", str(tmp_path / "x.svg")),
    )
    assert code == 2
    assert "--chart draws one answer; give --strong once" in err


def test_a_fraction_is_echoed_as_a_person_would_write_it(call):
    words = ["solve", "junta", "--power", "3,4,5", "--discount", "0.30000000000000004,0.123456"]
    told = json.loads(call(*words, "--json")[1])
    assert told["discounts"] == ["3/10", "0.123456"]
    assert "18014398509481984" not in call(*words)[1]


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
    assert "is not a list of labels\nwrite --cause coup,natural,coup\n" in err
