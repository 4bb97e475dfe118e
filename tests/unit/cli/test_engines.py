"""The engine and the shards of a run, on the command line: sentences, exit codes, next commands."""

import json
from pathlib import Path

import pytest

COMMANDS = (
    ("run", "duel", "--runs", "20"),
    ("whatif", "duel", "--set", "majority=0.6", "--runs", "20"),
    ("why", "duel"),
    ("why", "duel", "--sensitivity"),
    ("why", "duel", "--kill", "trotsky", "--runs", "20"),
    ("backtest", "--runs", "20"),
    ("facts", "--regimes", "2", "--years", "2"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_that_simulates_names_the_engines(command, call):
    exit_code, out, err = call(*command, "--engine", "dusk")
    assert (exit_code, out) == (2, "")
    assert err.endswith("Error: engine must be local, dask or dask:ADDRESS, got 'dusk'\n")
    assert list(Path().iterdir()) == []


def test_the_extra_that_is_missing_is_named(call, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.engines.find_spec", lambda _name: None)
    exit_code, _, err = call("run", "duel", "--runs", "20", "--engine", "dask")
    assert (exit_code, err) == (
        2,
        "Error: the engine dask needs Dask: pip install 'whowhom[cluster]'\n",
    )


def test_a_scheduler_that_does_not_answer_is_named(call, monkeypatch):
    on_dask = pytest.importorskip("whowhom.ensemble.on_dask")
    pytest.importorskip("distributed")
    monkeypatch.setattr(on_dask, "_PATIENCE", 1)
    exit_code, _, err = call("run", "duel", "--runs", "20", "--engine", "dask:127.0.0.1:9")
    assert exit_code == 5
    assert "Error: No Dask scheduler answers at 127.0.0.1:9 within 1 seconds." in err


def test_shards_are_run_and_merged(call, circle):
    settings = ("--runs", "24", "--chunk", "3", "--seed", "4")
    whole = json.loads(call("run", circle, *settings, "--out", "whole", "--json")[1])
    told = [call("run", circle, *settings, "--out", "r", "--shard", f"{i}/2") for i in (1, 2)]
    assert [exit_code for exit_code, _, _ in told] == [0, 0]
    assert told[1][1] == (
        "Shard 2/2 is complete: 12 of 24 runs, stored in r/shard-2-of-2\n"
        "When all 2 are: whowhom merge r/shard-*-of-2 --out r\n"
    )
    shards = ("r/shard-1-of-2", "r/shard-2-of-2")
    exit_code, out, _ = call("merge", *shards, "--out", "r", "--json")
    merged = json.loads(out)
    assert (exit_code, merged["sha256"]) == (0, whole["sha256"])
    exit_code, out, err = call("run", circle, *settings, "--out", "r", "-q")
    assert (exit_code, err) == (0, "")
    again = call("run", circle, *settings, "--out", "r", "--shard", "1/2", "--json")[1]
    assert json.loads(again) == {
        "shard": {"path": "r/shard-1-of-2", "number": 1, "of": 2, "runs": 12}
    }


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (("merge", "--out", "r"), 2, ""),
        (("merge", "nowhere", "--out", "r"), 4, "nowhere"),
        (("run", "duel", "--shard", "3/2"), 2, "shard must be i/n"),
        (("run", "duel", "--shard", "two"), 2, "shard must be i/n"),
        (("run", "duel", "--runs", "20", "--shard", "1/99"), 2, "each shard needs one"),
        (("run", "duel", "--shard", "1/2", "--dry-run"), 2, "leave out --shard"),
    ],
)
def test_shards_that_there_are_not(words, exit_code, sentence, call):
    found, out, err = call(*words)
    assert (found, out) == (exit_code, "")
    assert sentence in err
    assert list(Path().iterdir()) == []


def test_a_missing_shard_is_named_and_nothing_is_written(call, circle):
    call("run", circle, "--runs", "24", "--chunk", "3", "--out", "r", "--shard", "1/2", "-q")
    exit_code, _, err = call("merge", "r/shard-1-of-2", "--out", "all")
    assert exit_code == 4
    assert err == "Error: 1 of 2 shards are not named: 2/2\nNothing was merged.\n"
    assert not Path("all").exists()
