"""What an answer depends on, from Python: the same as on the command line."""

import json

import pytest

import whowhom as ww
from whowhom.cli.app import run_command
from whowhom.errors import InvalidInput
from whowhom.reporting.figures import figure

SMALL = "yugoslavia_1953_54"


def test_it_is_what_the_command_prints(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ["--runs", "100", "--ablation-runs", "0", "--json"]
    assert run_command(["why", SMALL, *options]) == 0
    printed = json.loads(capsys.readouterr().out)
    found = ww.why(SMALL, runs=100, ablation_runs=0)
    assert found.as_dict() == printed
    assert found.table().height == len(printed["unknowns"]["values"])
    assert found.headline in str(found)


def test_the_runs_of_a_result_are_used(monkeypatch):
    result = ww.run(SMALL, runs=100, seed=4)
    found = ww.why(result, ablation_runs=0)
    assert found.result is result
    assert [one.id for one in found.findings] == [
        one.id for one in ww.why(SMALL, runs=100, seed=4, ablation_runs=0).findings
    ]


def test_mechanisms_are_left_out_of_a_plain_case_only():
    from whowhom.scenario.change import Change

    changed = ww.run(SMALL, runs=100, change=Change.of(set={"majority": "0.6"}))
    with pytest.raises(InvalidInput, match="ablation_runs=0"):
        ww.why(changed)
    with pytest.raises(InvalidInput, match="at least 100"):
        ww.why(SMALL, runs=10)


def test_a_case_is_named_in_every_form(tmp_path):
    path = ww.read_case(SMALL)
    one = ww.run(SMALL, runs=4)
    assert one.sha256 == ww.run(path, runs=4).sha256
    assert ww.trace(SMALL, run=0).equals(ww.trace(path, run=0))
    assert len(ww.chronicle(SMALL)) == len(ww.chronicle(path))
    assert ww.Snapshot.from_case(SMALL).power == ww.Snapshot.from_case(path).power
    with pytest.raises(ww.CaseError):
        ww.run("no_such_case", runs=4)
    with pytest.raises(InvalidInput, match="case must be a case"):
        ww.run(7, runs=4)


def test_a_figure_is_drawn_of_what_is_stored_in_a_folder(tmp_path):
    result = ww.run(SMALL, runs=20, out=tmp_path / "result")
    assert figure(tmp_path / "result", "winners").svg() == figure(result, "winners").svg()
