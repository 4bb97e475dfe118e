"""``whowhom track`` with dice in place of the model."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import whowhom.ensemble.ledger as ledger_module
from whowhom.cases import read_case

WORDS = ("--runs", "60")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(ledger_module, "_now", lambda: datetime(2026, 8, 15, 12, 30, tzinfo=UTC))


@pytest.fixture
def start(circle):
    """Return the first month of the circle as text."""
    case = read_case(circle)
    return f"{case.start.year}-{case.start.month:02d}"


@pytest.fixture
def track(call, circle, start):
    """Return a function that tracks the circle from its start."""
    return lambda *words: call("track", circle, "--as-of", start, *WORDS, *words)


def narrow(out):
    return all(len(line) <= 80 for line in out.splitlines())


def test_a_forecast_is_added_once(track, circle, call):
    code, out, err = track("-q")
    assert (code, err) == (0, "")
    assert "Unconditional, from the start in" in out
    assert f"Line 1 of {circle}/forecasts.jsonl" in out
    head = out.partition("Head: ")[2].partition("\n")[0]
    assert len(head) == 64
    assert narrow(out)
    file = circle / "forecasts.jsonl"
    before = file.read_bytes()
    code, out, _ = track("-q", "--head", head)
    assert code == 0
    assert "This forecast is line 1 of circle/forecasts.jsonl already; nothing was added." in out
    assert file.read_bytes() == before
    assert "Line 2 of" in track("-q", "--seed", "2")[1]
    code, out, _ = call("check", circle)
    assert (code, "0 warnings" in out) == (0, True), "the ledger is not a part of the case"


def test_as_json(track, circle):
    told = json.loads(track("--json")[1])
    assert (told["ledger"], told["lines"], told["is_new"]) == ("circle/forecasts.jsonl", 1, True)
    forecast = told["forecast"]
    assert forecast["record_sha256"] is None
    assert forecast["written"] == "2026-08-15T12:30:00+00:00"
    (line,) = (circle / "forecasts.jsonl").read_text().splitlines()
    stored = json.loads(line)
    assert {name: stored[name] for name in forecast} == forecast
    again = json.loads(track("--json")[1])
    assert (again["is_new"], again["head"]) == (False, told["head"])


def test_scores(track, circle, call):
    track("-q")
    case = read_case(circle)
    fallen = sorted(case.names)[1]  # for the dice, the first is the arbiter
    day = f"{case.start.year}-{case.start.month:02d}-28"
    (circle / "course.csv").write_text(f"date,actor,event,by,note\n{day},{fallen},demoted,,\n")
    until = f"{case.start.year + 1}-{case.start.month:02d}"
    words = ("track", circle, "--score", "--as-of", until)
    code, out, err = call(*words)
    assert (code, err) == (0, "")
    assert "are resolved by the record up to" in " ".join(out.split())
    assert "Removed within 12 months" in out
    assert "happened  95% interval" in out
    assert narrow(out)
    told = json.loads(call(*words, "--json")[1])
    (following,) = [one for one in told["questions"] if one["asks"] == "next_removed"]
    assert (following["answer"], following["state"]) == ([fallen], "scored")
    assert told["scored"] + told["open"] + told["undecidable"] == len(told["questions"])
    assert told["lines"] == told["forecasts"] == 1
    assert [row["asks"] for row in told["scores"]] == [
        "on_top",
        "next_removed",
        "removed",
        "removed_within_12",
    ]


def test_an_edited_past_is_refused(track, circle, call, start):
    track("-q")
    track("-q", "--seed", "2")
    file = circle / "forecasts.jsonl"
    whole = file.read_text()
    file.write_text(whole.replace('"seed": 1', '"seed": 3'))
    for words in ((circle, "--score"), (circle, "--as-of", start, "--seed", "5")):
        code, out, err = call("track", *words)
        assert (code, out) == (4, "")
        assert "circle/forecasts.jsonl, line 1: was edited or damaged" in err
        assert "Restore circle/forecasts.jsonl from a copy" in err
    told = json.loads(call("track", circle, "--score", "--json")[1])
    assert told["error"]["code"] == "result"
    file.write_text(whole.splitlines(keepends=True)[0])
    assert call("track", circle, "--score")[0] == 0, "a cut end cannot be seen from the chain"
    code, _, err = call("track", circle, "--score", "--head", "a" * 64)
    assert code == 4
    assert "none of its 1 line has the hash" in err
    file.write_text("")
    code, out, err = call("track", circle, "--score")
    assert (code, out) == (2, "")
    assert "circle/forecasts.jsonl: has no lines" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["duel"], "duel is a shipped case, without a folder to write into"),
        (["duel"], "--ledger duel-forecasts.jsonl"),
        (["circle", "--score", "--runs", "5"], "leave out --runs and --seed"),
        (["circle", "--score"], "there is no ledger"),
        (["circle", "--as-of", "1066-10"], "name a month from"),
        (["circle", "--runs", "0"], "runs must be"),
        (["circle"], "there is nothing to forecast"),
        (["duel", "--as-of", "1922-06", "--ledger", "circle"], "is a folder"),
    ],
)
def test_what_cannot_be_done(call, circle, words, told):
    code, out, err = call("track", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert not Path("circle/forecasts.jsonl").exists()


def test_a_workbook_needs_a_named_ledger(call, circle, monkeypatch):
    Path("book.xlsx").write_bytes(b"")
    monkeypatch.setattr("whowhom.cli.open_case.open_case", lambda _: read_case(circle))
    code, _, err = call("track", "book.xlsx")
    assert code == 2
    assert "book.xlsx is a workbook" in err
    assert "--ledger book-forecasts.jsonl" in err


def test_a_shipped_case_takes_a_ledger_of_its_own(call):
    words = ("track", "duel", "--as-of", "1922-06", "--ledger", "duel.jsonl", *WORDS, "-q")
    code, out, err = call(*words)
    assert (code, err) == (0, "")
    assert "Line 1 of duel.jsonl" in out
    code, out, _ = call("track", "duel", "--score", "--ledger", "duel.jsonl")
    assert code == 0
    assert "These test the model, not" in " ".join(out.split())
    assert narrow(out)
