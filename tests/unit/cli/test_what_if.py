import json

import pytest


@pytest.fixture
def small(call, monkeypatch):
    """Return a function that asks of the shipped duel, with few plays."""

    def ask(*words):
        return call("whatif", "duel", "--runs", "12", "-q", *words)

    return ask


def test_a_change_is_told(small):
    code, out, err = small("--set", "conditions.norm=0", "--without", "shocks.kirov")
    assert (code, err) == (0, "")
    assert out.startswith("Change: conditions.norm = 0; without shocks.kirov.")
    assert "12 pairs of plays with the same chance, seed 1." in " ".join(out.split())
    assert all(len(line) <= 80 for line in out.splitlines())


def test_no_change_alters_nothing(small):
    assert small()[1] == "Change: nothing.\nIt alters none of 12 plays.\n"


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
    assert out.startswith("Change: with shocks.raid (date 1930-05, kind pretext, size 0.5).")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "actors.trotsky.army"], "is not PATH=VALUE"),
        (["--set", "majority=0.6", "--set", "majority=0.7"], "majority stands twice"),
        (["--set", "majority=2", "--without", "shocks.x"], "majority: is outside"),
        (["--set", "majority=2", "--without", "shocks.x"], "there is no 'x' among shocks"),
        (["--shock", "raid"], "is not ID:COLUMN=VALUE"),
        (["--shock", "raid:date"], "is not ID:COLUMN=VALUE"),
        (["--runs", "0"], "runs"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_played(call, words, told):
    code, out, err = call("whatif", "duel", *words)
    assert (code, out) == (2, "")
    assert told in err
