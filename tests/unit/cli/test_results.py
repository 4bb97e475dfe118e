import importlib
import json
import shutil
from pathlib import Path

import pytest

from whowhom.cli import running


def test_run_prints_a_sentence_and_tables(call):
    code, out, err = call("run", "duel", "--runs", "40")
    assert code == 0
    assert " leads at the end in " in out.splitlines()[0]
    assert "no one is sole ruler" in out
    assert "Leads at end" in out
    assert "Sole ruler at end" in out
    assert "Jan 1925" in out  # Trotsky's documented fall, beside the runs
    assert "Stored in results/duel-40-1" in out
    assert Path("results/duel-40-1/MANIFEST.sha256").exists()
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_run_as_json(call):
    code, out, err = call("run", "duel", "--runs", "30", "--seed", "4", "--json", "--out", "x")
    assert code == 0
    assert err == ""
    answer = json.loads(out)
    assert (answer["case"], answer["runs"], answer["seed"]) == ("duel", 30, 4)
    assert len(answer["sha256"]) == 64
    assert answer["seconds"] > 0
    assert set(answer["winners"][0]) == {"actor", "share", "low", "high"}
    assert answer["winners"][-1]["actor"] == "nobody"
    assert {"actor", "share", "first_out", "q05", "median", "q95"} <= set(answer["removals"][0])
    assert {"actor", "fate", "share"} <= set(answer["fates"][0])
    assert answer["course"]["ruler"]["actor"] == "stalin"
    assert json.loads(call("show", "x", "--json")[1]) == answer


@pytest.mark.slow
def test_threads_and_chunks_change_nothing(call):
    hashes = {
        json.loads(
            call(
                "run",
                "duel",
                "--runs",
                "20",
                "--json",
                "--out",
                f"{t}-{c}",
                "--threads",
                t,
                "--chunk",
                c,
            )[1]
        )["sha256"]
        for t in (1, 2)
        for c in (1, 7, 64)
    }
    assert len(hashes) == 1


def test_given_again_it_shows_what_is_stored(call):
    first = call("run", "duel", "--runs", "20")[1]
    code, out, err = call("run", "duel", "--runs", "20", "--threads", "1")
    assert code == 0
    assert out == first
    assert "already stored in results/duel-20-1; nothing was simulated again" in err


def test_another_result_in_the_folder_is_refused(call):
    call("run", "duel", "--runs", "20", "--out", "x")
    code, out, err = call("run", "duel", "--runs", "21", "--out", "x")
    assert code == 2
    assert out == ""
    assert "holds another result (20 runs with seed 1)" in err


def test_quiet_and_verbose(call):
    call("run", "duel", "--runs", "20", "--out", "x")
    brief, usual, full = (call("show", "x", *words)[1] for words in (["-q"], [], ["-v"]))
    assert usual.startswith(brief)
    assert brief.count(".") == 1
    assert "hold the majority together" in usual
    assert "Hold the majority together" in full
    assert len(full) > len(usual) > len(brief)
    assert "led by" in full
    assert max(map(len, full.splitlines())) <= 80
    assert call("run", "duel", "--runs", "20", "--out", "x", "-q")[1:] == (brief, "")


def test_a_dry_run_does_nothing(call):
    code, out, _ = call("run", "duel", "--runs", "1000000", "--dry-run")
    assert code == 0
    assert "1,000,000 runs" in out
    assert "Nothing was done." in out
    assert "Memory: at most" in out
    assert "To read all runs at once (whatif): about" in out
    assert not list(Path().iterdir())
    plan = json.loads(call("run", "duel", "--dry-run", "--json")[1])["plan"]
    assert plan["folder"] == "results/duel-2000-1"
    assert plan["stored"] == 0
    assert plan["bytes_at_most"] > 10**6
    assert 10**8 < plan["memory_bytes_at_most"] < 10**9
    many = json.loads(call("run", "duel", "--runs", "100000000", "--dry-run", "--json")[1])["plan"]
    assert many["memory_bytes_all_runs"] > 10**10 > many["memory_bytes_at_most"]


def test_a_dry_run_says_what_is_stored(call, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("whowhom.ensemble.store.Store.finish", stop)
        call("run", "duel", "--runs", "20", "--chunk", "5")
    Path("results/duel-20-1/unfinished/000002.sha256").unlink()
    assert "15 runs are already stored there" in call("run", "duel", "--runs", "20", "--dry-run")[1]


def test_what_a_result_needs_at_most_is_more_than_it_takes(call):
    plan = json.loads(call("run", "duel", "--runs", "60", "--dry-run", "--json")[1])["plan"]
    call("run", "duel", "--runs", "60")
    taken = sum(p.stat().st_size for p in Path("results/duel-60-1").rglob("*") if p.is_file())
    assert taken < plan["bytes_at_most"]


def test_a_case_without_a_documented_course(call, circle):
    code, out, _ = call("run", circle, "--runs", "20", "-v")
    assert code == 0
    assert "What really happened" not in out
    assert json.loads(call("show", "results/circle-20-1", "--json")[1])["course"] == {
        "events": [],
        "order": None,
        "ruler": None,
    }


def test_verify(call):
    call("run", "duel", "--runs", "20", "--out", "x")
    code, out, _ = call("verify", "x", "--share", "0.5")
    assert code == 0
    assert "10 of 20 runs, simulated again, came out the same" in out
    answer = json.loads(call("verify", "x", "--share", "1", "--json")[1])
    assert answer["ok"]
    assert answer["checked"] == list(range(20))


@pytest.mark.slow
def test_verify_finds_runs_that_come_out_otherwise(call, monkeypatch):
    from fake_model import fake_model_of, fake_runs

    call("run", "duel", "--runs", "20", "--out", "x")

    def other(case, parameters):
        start, _ = fake_model_of(case, parameters)
        return start, lambda s, *, seed, first, runs: fake_runs(s, seed=8, first=first, runs=runs)

    monkeypatch.setattr("whowhom.ensemble.verify.real_model", other)
    code, out, err = call("verify", "x", "--share", "1")
    assert code == 4
    assert out == ""
    assert "simulated again differ" in err
    code, out, _ = call("verify", "x", "--share", "1", "--json")
    assert code == 4
    assert json.loads(out)["error"]["code"] == "result"


@pytest.mark.parametrize(
    "name", ["run.json", "chunks/000000.parquet", "MANIFEST.sha256", "case/actors.csv"]
)
def test_a_damaged_result_is_refused_by_every_command(call, name):
    call("run", "duel", "--runs", "20", "--out", "x")
    path = Path("x") / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    for words in (
        ["show", "x"],
        ["verify", "x"],
        ["cite", "x"],
        ["run", "duel", "--runs", "20", "--out", "x"],
    ):
        code, out, err = call(*words)
        assert code == 4, words
        assert out == ""
        assert "cannot be trusted" in err
    code, out, _ = call("show", "x", "--json")
    assert code == 4
    assert json.loads(out)["error"]["code"] == "result"


def test_an_unfinished_result_names_the_command_that_finishes_it(call):
    call("run", "duel", "--runs", "20", "--chunk", "5", "--out", "x")
    Path("x/MANIFEST.sha256").unlink()
    shutil.rmtree("x/chunks")
    code, _, err = call("show", "x")
    assert code == 4
    command = err.strip().rpartition("To finish it: whowhom ")[2]
    assert command == "run x/case --runs 20 --seed 1 --out x"
    assert call(*command.split())[0] == 0
    assert call("show", "x")[0] == 0


def test_cite(call):
    code, out, _ = call("cite")
    assert code == 0
    assert out.startswith("@software{whowhom,")
    call("run", "duel", "--runs", "20", "--out", "x")
    for place in ("duel", "x"):
        out = call("cite", place)[1]
        assert "@misc{case_duel," in out
        assert "@misc{duel_film," in out
        assert out.count("{") == out.count("}")
    assert "20 runs, seed 1" in call("cite", "x")[1]
    assert len(json.loads(call("cite", "x", "--json")[1])["bibtex"]) > 5


def test_a_dry_run_looks_for_a_kernel_of_the_model():
    module, _, function = running._KERNEL.partition(".")
    assert hasattr(importlib.import_module(f"whowhom.sim.{module}"), function)


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_dry_run_states_the_time_where_it_can_be_timed(is_compiled, call, monkeypatch):
    monkeypatch.setattr("whowhom.compiled.is_kept", lambda _kernel: is_compiled)
    monkeypatch.setattr(running, "seconds_a_run", lambda *_: 0.5)
    words = ("run", "duel", "--threads", "1", "--dry-run")
    plan = json.loads(call(*words, "--json")[1])["plan"]
    assert plan["seconds"] == (1000.0 if is_compiled else None)
    out = " ".join(call(*words, "--precision", "0.01")[1].split())
    assert "at most 10,000 runs of 237 months" in out
    if is_compiled:
        assert "Time: at most 1 h 23 min on this machine, 0.5 s a run in a thread." in out
    else:
        assert "Time: not known before the model is compiled, which the first run does." in out


def test_a_run_to_a_precision_is_stored_shown_and_resumed_by_its_words(call):
    code, out, _ = call("run", "duel", "--precision", "0.05")
    assert code == 0
    assert "The runs stopped at 500 because the leading answer was then known to" in " ".join(
        out.split()
    )
    assert Path("results/duel-500-1-to-0.05/MANIFEST.sha256").exists()
    again = call("run", "duel", "--precision", "0.05")
    assert "nothing was simulated again" in again[2]
    assert again[1] == out
    found = json.loads(call("show", "results/duel-500-1-to-0.05", "--json")[1])
    assert (found["runs"], found["stopped_by"]) == (500, "precision")
    code, _, err = call("run", "duel", "--precision", "5", "--seed", "-1")
    assert code == 2
    assert "precision must be a number from 0.001 to 0.25, got 5.0" in err
    assert "seed must be" in err
