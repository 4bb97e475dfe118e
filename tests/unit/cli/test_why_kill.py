"""``whowhom why --kill``, on the shipped case with few runs of the real model."""

import json
from functools import partial

import pytest

from whowhom.cli.why_kill_given import print_changes
from whowhom.ensemble import why_kill

pytestmark = pytest.mark.slow


@pytest.fixture
def ask(call):
    return lambda *words: call("why", "duel", "--kill", "trotsky", "--runs", "12", "-q", *words)


def test_threat_and_cost_by_year(ask):
    code, out, err = ask("--ablation-runs", "0")
    assert (code, err) == (0, "")
    assert out.startswith("Why kill ")
    assert "1936-12" in out
    assert "Taken away" not in out
    assert "…" not in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_the_answers_taken_away(ask):
    out = ask("--ablation-runs", "3")[1]
    assert "A4" in out
    assert "A11: Not in the model" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_as_json(ask):
    answer = json.loads(ask("--ablation-runs", "2", "--json")[1])
    assert (answer["actor"], answer["runs"], answer["answer_runs"]) == ("trotsky", 12, 2)
    assert [one["id"] for one in answer["not_in_the_model"]] == ["A11"]
    assert [one["id"] for one in answer["answers"]] == [f"A{n}" for n in range(1, 11)]
    for month in answer["months"]:
        assert month["month"].endswith("-12")
        parts = sum(month[part]["mean"] for part in ("home", "echo", "rally", "shadow"))
        assert month["threat"]["mean"] == pytest.approx(parts, abs=1e-6)
        assert 0 <= month["death"]["low"] <= month["death"]["share"] <= month["death"]["high"] <= 1


def test_an_unknown_actor_is_told(call):
    code, out, err = call("why", "duel", "--kill", "trotzki", "-q")
    assert (code, out) == (2, "")
    assert "actor must be one of" in err
    assert "trotsky" in err


def test_a_question_without_a_channel_is_refused(call):
    code, out, err = call("whatif", "duel", "--question", "A11")
    assert (code, out) == (2, "")
    assert "cannot be asked. Not in the model" in " ".join(err.split())


@pytest.fixture
def given(call, monkeypatch):
    """Ask at a date, of two filters."""
    monkeypatch.setattr(why_kill, "why_kill", partial(why_kill.why_kill, filters=2))
    words = ("why", "duel", "--kill", "trotsky", "--runs", "400", "-q", "--as-of")
    return lambda *more: call(*words, *more)


def test_given_a_record_of_ones_own(given, tmp_path):
    record = tmp_path / "own.csv"
    record.write_text(
        "date,precision,actor,event,by,note,source\n1922-05,month,trotsky,demoted,,,x\n"
    )
    code, out, err = given("1922-06", "--record", str(record), "--ablation-runs", "0")
    assert (code, err) == (0, "")
    assert out.startswith("Given the record to Jun 1922, the killing of Leon Trotsky is ordered by")
    assert "Leon Trotsky by the record: demoted since May 1922" in " ".join(out.split())
    assert "400 runs of 2 independent filters, seed 1 and the next" in " ".join(out.split())
    assert "A11: Not in the model" in out
    assert "Left out" not in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_the_changes_fit_the_screen(capsys):
    one = {"difference": -0.9, "low": -1.0, "high": -0.25}
    changes = [
        {"id": "A10", "says": "Not the proof of reach: if it taught nothing?"}
        | dict.fromkeys(("ordered_in_a_year", "ordered", "killed"), one)
    ]
    left = [{"id": "A4", "says": "", "why": "has already happened"}]
    print_changes({"changes": changes, "left_out": left, "not_in_the_model": []})
    out = capsys.readouterr().out
    assert "-100..-25" in out
    assert "…" not in out.replace("the proof of…", "")
    assert "A4: has already happened" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_what_cannot_be_asked_of_a_date(call, given):
    code, out, err = given("1940-09")
    assert (code, out) == (2, "")
    assert "trotsky is dead by the record since 1940-08" in err
    code, out, err = call("why", "duel", "--as-of", "1934-11")
    assert (code, out) == (2, "")
    assert "belong to --kill ACTOR" in err
    code, out, err = call("why", "duel", "--kill", "trotsky", "--record", "own.csv")
    assert (code, out) == (2, "")
    assert "record is given without as_of" in err
    code, out, err = given("1934-11", "--engine", "dask")
    assert (code, out) == (2, "")
    assert "as_of needs the engine local" in err
