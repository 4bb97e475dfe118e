import json

import pytest

from whowhom.ensemble.run import real_model


@pytest.fixture
def small(call, monkeypatch):
    """Return a function that asks of the shipped duel, with few runs of the regime model."""
    monkeypatch.setattr("whowhom.ensemble.run.real_model", real_model)

    def ask(*words):
        return call("whatif", "duel", "--runs", "12", "-q", *words)

    return ask


def test_a_change_is_told(small):
    code, out, err = small("--set", "conditions.norm=0", "--without", "shocks.kirov")
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert flat.startswith("If norm at the start is 0; without the shock “kirov”: ")
    assert "Changed: conditions.norm = 0; without shocks.kirov." in flat
    assert "12 paired runs with common random numbers, seed 1." in flat
    assert all(len(line) <= 80 for line in out.splitlines())


def test_without_a_change_nothing_is_simulated(small):
    code, out, err = small()
    assert (code, out) == (2, "")
    assert err.startswith("Error: nothing is changed; say what: --set, --without, --shock")


def test_as_json(small):
    answer = json.loads(small("--without", "mechanisms.underestimation", "--json")[1])
    assert answer["case"] == "duel"
    assert answer["change"] == "without mechanisms.underestimation"
    assert answer["runs"] == 12
    assert 0 <= answer["flips"] <= answer["altered"] <= 1
    killed = [e for e in answer["effects"] if (e["actor"], e["outcome"]) == ("trotsky", "killed")]
    assert len(killed) == 1
    assert killed[0]["low"] <= killed[0]["difference"] <= killed[0]["high"]


def test_a_shock_from_the_command_line(small):
    out = small("--shock", "raid:date=1930-05,kind=pretext,size=0.5")[1]
    assert out.startswith("With the shock “raid” (date 1930-05, kind pretext, size 0.5): ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "actors.trotsky.army"], "is not PATH=VALUE"),
        (["--set", "majority=0.6", "--set", "majority=0.7"], "majority is given twice"),
        (["--set", "majority=2", "--without", "shocks.x"], "majority: is outside"),
        (["--set", "majority=2", "--without", "shocks.x"], "there is no 'x' among shocks"),
        (["--shock", "raid"], "is not ID:COLUMN=VALUE"),
        (["--shock", "raid:date"], "is not ID:COLUMN=VALUE"),
        (["--shock", "a:date=1930,kind=war", "--shock", "a:date=1931,kind=war"], "is given twice"),
        (["--shock", "a:date=1930,kind=war,date=1931"], "a has two dates; give it one"),
        (["--set", "majority=0.6", "--runs", "0"], "runs"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_simulated(call, words, told):
    code, out, err = call("whatif", "duel", *words)
    assert (code, out) == (2, "")
    assert told in err


def test_all_that_is_wrong_is_told_at_once(call):
    """How it is written, what it says, and what contradicts what: one line each."""
    words = ["--set", "actors.trotsky.army", "--set", "majority=9", "--set", "conditions.nrm=1"]
    words += ["--shock", "raid", "--without", "shocks.x", "--shock", "a:date=1930,kind=flood"]
    words += ["--set", "posts.war.holder=trotsky", "--without", "actors.trotsky"]
    code, out, err = call("whatif", "duel", *words)
    told = err.strip().removeprefix("Error: ").splitlines()
    assert (code, out, len(told)) == (2, "", 7)
    places = ["--set", "--shock", "majority", "conditions.nrm", "shocks.a", "shocks.x"]
    assert [line.partition(":")[0] for line in told] == [*places, "posts.war.holder"]
    listed = json.loads(call("whatif", "duel", *words, "--json")[1])["error"]["problems"]
    assert [problem["message"] for problem in listed] == told


def test_ready_questions_are_listed(call):
    out = call("whatif", "duel", "--questions")[1]
    assert "X1   What if Trotsky had come back in time for the funeral?" in out
    assert "shocks.funeral_absence.size = 0" in out
    listed = json.loads(call("whatif", "duel", "--questions", "--json")[1])["questions"]
    assert [question["id"] for question in listed][:2] == ["X1", "X2"]
    assert "no ready questions" in call("whatif", "ussr_1964", "--questions")[1]


def test_a_ready_question_is_asked_with_more_beside_it(small):
    out = small("--question", "X5", "--set", "majority=0.6")[1]
    assert out.startswith("What if the critics had spoken before the machine was complete?\n")
    flat = " ".join(out.split())
    assert "If the shock “testament” comes on 1923-04-17; if majority" in flat
    assert "Changed: shocks.testament.date = 1923-04-17; majority = 0.6." in flat


def test_an_unknown_question_is_refused(call):
    code, _, err = call("whatif", "duel", "--question", "X99")
    assert code == 2
    assert "duel has no question 'X99'; it has: X1, X2" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "actors.trotsky.apparatus==2"], "write --set actors.trotsky.apparatus=2"),
        (
            ["--set", "actors.trotsky.apparatus=2;actors.stalin.apparatus=1"],
            "write --set actors.trotsky.apparatus=2 --set actors.stalin.apparatus=1",
        ),
        (["--set", "actors.trotsky.apparatus=1,000"], "may be 1000 or 1.000; write one"),
        (["--shock", "raid:date==1937-05,kind=pretext"], "raid:date=1937-05,kind=pretext"),
        (["--without", "mechanisms.erasure;mechanisms.erasure"], "is given twice"),
    ],
)
def test_a_change_in_doubt_is_refused_with_the_line_as_it_should_be(call, words, told):
    code, _, err = call("whatif", "duel", *words)
    assert code == 2
    assert told in " ".join(err.split())
