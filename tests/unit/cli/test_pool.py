"""``whowhom pool`` as a user meets it."""

import json

import pytest

from whowhom.cases import read_case
from whowhom.cli.app import run_command


@pytest.fixture
def coders(two_codings, monkeypatch):
    monkeypatch.chdir(two_codings)
    return ["anna", "ben"]


def test_the_pool_is_printed_stored_and_taken_by_the_other_commands(coders, capsys, tmp_path):
    assert run_command(["pool", *coders, "--runs", "100", "-q"]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    for part in ("Pooled from 2 coders", "differ on 1 of", "Krippendorff's alpha", "explains"):
        assert part in told
    folder = tmp_path / "results" / "pool_of_anna_ben-100-1"
    for command in (["show", str(folder), "-q"], ["verify", str(folder), "--share", "0.1"]):
        assert run_command(command) == 0
    assert run_command(["run", str(folder / "case"), "--runs", "100", "-q", "--out", "x"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] in shown[1:]  # the folder of the case gives the same runs
    assert read_case(folder / "case").id == "pool_of_anna_ben", (
        "else no what-if or odds belong to it"
    )


def test_json_holds_everything(coders, capsys):
    assert run_command(["pool", *coders, "--runs", "100", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [coder["weight"] for coder in found["coders"]] == [0.5, 0.5]
    assert len(found["disagreements"]) == 1
    assert found["result"]["runs"] == 100


def test_codings_can_be_compared_without_a_run(coders, capsys, tmp_path):
    assert run_command(["pool", *coders, "--runs", "0"]) == 0
    assert "differ on 1 of" in capsys.readouterr().out
    assert not (tmp_path / "results").exists()


def test_codings_of_other_circles_are_compared_and_not_pooled(coders, capsys, tmp_path):
    assert run_command(["pool", "anna", "poland_1956", "--runs", "10"]) == 2
    out, err = capsys.readouterr()
    assert "differ on" in out
    assert "must agree on who and what takes part" in err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--weights", "1,x"], "--weights"),
        (["--weights", "1"], "one number for each"),
        (["--ranking-runs", "10"], "at least 100"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_written(coders, capsys, tmp_path, options, told):
    assert run_command(["pool", *coders, "--runs", "100", *options]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "results").exists()
