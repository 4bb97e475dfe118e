"""``whowhom why --kill``, on the shipped case with few runs of the real model."""

import json

import pytest

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
