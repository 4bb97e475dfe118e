import json
import shutil
from pathlib import Path

import pytest

from whowhom.cases import read_case


@pytest.fixture
def ask(call, monkeypatch):
    """Return a function that asks why, with dice in place of the model for the runs."""
    return lambda *words: call("why", "circle", "-q", *words)


def test_why_without_ablations(ask, circle):
    code, out, err = ask("--runs", "120", "--ablation-runs", "0")
    assert (code, err) == (0, "")
    assert "settle" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "Left out" not in out


def test_as_json(ask, circle):
    answer = json.loads(ask("--runs", "120", "--ablation-runs", "0", "--json")[1])
    assert answer["runs"] == 120
    assert answer["mechanisms"] == []
    shares = [month["share"] for month in answer["settled"]]
    assert shares == sorted(shares)
    assert answer["unknowns"]["outcome"] == "leads", "most runs have no sole ruler"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--runs", "5"], "runs must be at least 100"),
        (["--outcome", "sleeps"], "outcome must be one of wins"),
        (["--outcome", "killed"], "name the actor"),
        (["--actor", "eve"], "actor must be one of"),
    ],
)
def test_questions_that_cannot_be_asked(ask, circle, words, told):
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert told in err


def test_sensitivity_says_what_remains_as_chance(call, circle, monkeypatch):
    import numpy as np

    from whowhom.ensemble import sensitivity

    def coin(start, *, seed, first, runs):
        from fake_model import fake_runs

        return fake_runs(start.start, seed=seed, first=first, runs=runs)

    monkeypatch.setattr("whowhom.ensemble.sensitivity.simulate", coin)
    words = ("why", circle, "--sensitivity", "--runs", "400", "--over", "table", "-q")
    code, out, err = call(*words)
    assert (code, err) == (0, "")
    assert "Chance alone would leave 100% of it" in out, "dice heed no value"
    assert all(len(line) <= 80 for line in out.splitlines())
    found = json.loads(call(*words, "--json")[1])
    assert found["runs"] == found["points"] * (len(found["influences"]) + 3) <= 400
    assert all(index["total"] == 0 for index in found["influences"])
    assert found["over"] == "table"
    assert np.isfinite([index["first"] for index in found["influences"]]).all()
    assert sensitivity.SETS not in {index["name"] for index in found["influences"]}
    code, _, err = call("why", circle, "--sensitivity", "--runs", "3")
    assert code == 2
    assert "runs must be at least" in err


@pytest.mark.parametrize(("value", "often"), [(0.0, "none"), (1.0, "all")])
def test_an_outcome_that_never_changes_has_no_shares_to_print(
    call, circle, monkeypatch, value, often
):
    import numpy as np

    def same(design, ranges, evaluate, **_):
        return np.full((design.blocks, design.points, 1), value)

    monkeypatch.setattr("whowhom.ensemble.sensitivity.evaluated", same)
    words = ("why", circle, "--sensitivity", "--runs", "400", "--over", "table", "-q")
    who = read_case(circle).actors[0].id
    words += ("--outcome", "killed", "--actor", who)
    code, out, err = call(*words)
    assert (code, err) == (0, "")
    assert f'"killed" of {who} happens in {often} of the ' in out
    assert "no variance to explain" in " ".join(out.split())
    assert "%" not in out
    found = json.loads(call(*words, "--json")[1])
    assert found["undefined"].startswith(f'"killed" of {who} happens in ')
    assert found["chance"]["total"] is found["influences"][0]["first_low"] is None


def test_runs_that_are_stored_are_not_simulated_again(call, circle, monkeypatch):
    words = ("why", circle, "--ablation-runs", "0", "--json")
    assert call("run", circle, "--runs", "150", "-q")[0] == 0
    assert call("run", circle, "--runs", "130", "--set", "majority=0.6", "-q")[0] == 0
    monkeypatch.setattr("whowhom.ensemble.run.run", lambda *_, **__: 1 / 0)
    assert json.loads(call(*words)[1])["runs"] == 150
    assert json.loads(call(*words, "--runs", "150")[1])["runs"] == 150
    _, _, err = call(*words[:-1])
    assert "These are the 150 runs stored in results/" in err


def test_runs_stored_near_the_case_are_found_as_on_the_page(call, circle, tmp_path, monkeypatch):
    near = tmp_path / "far" / "mine"
    shutil.copytree(circle, near)
    assert (
        call("run", str(near), "--runs", "150", "-q", "--out", str(near.parent / "anything"))[0]
        == 0
    )
    monkeypatch.setattr("whowhom.ensemble.run.run", lambda *_, **__: 1 / 0)
    code, _, err = call("why", str(near), "--ablation-runs", "0")
    assert code == 0
    assert "These are the 150 runs stored in" in err
    assert str(Path("far", "anything")) in "".join(err.split())


def test_a_damaged_result_is_passed_over(call, circle):
    assert call("run", circle, "--runs", "150", "-q")[0] == 0
    (place,) = Path("results").glob("*/parameters.json")
    place.write_bytes(b"{}")
    code, out, err = call("why", circle, "--ablation-runs", "0", "--runs", "150")
    assert code == 0
    assert "stored in" not in err
    assert "uncertain entries of the case" in out


@pytest.mark.parametrize("words", [("--runs", "149"), ("--seed", "2", "--runs", "150")])
def test_only_the_same_runs_are_taken(call, circle, words):
    assert call("run", circle, "--runs", "150", "-q")[0] == 0
    code, _, err = call("why", circle, "--ablation-runs", "0", *words)
    assert code == 0
    assert "stored in" not in err


def test_the_shipped_runs_of_the_duel_are_used(call, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.run.run", lambda *_, **__: 1 / 0)
    answer = json.loads(call("why", "duel", "--ablation-runs", "0", "--json")[1])
    assert answer["runs"] == 1000
    assert answer["unknowns"]["outcome"] == "leads"
    kinds = [value["of"] for value in answer["unknowns"]["values"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"case": 276, "model": 22}
