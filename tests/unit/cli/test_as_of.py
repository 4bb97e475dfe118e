"""Runs, what-ifs and odds given a record, from the command line, with the regime model itself."""

import json
import re
import shutil
import signal
from pathlib import Path

import pytest

import whowhom as ww
from whowhom.ensemble.run import real_model as the_real_model
from whowhom.scenario.change import Change

CASE, AS_OF = "poland_1956", "1956-07"
GIVEN = ("run", CASE, "--as-of", AS_OF, "--runs", "200")
HEAD = "date,actor,event,by,note\n"


@pytest.fixture(autouse=True)
def _regime_model(monkeypatch, _dice):
    for module in ("run", "verify", "what_if"):
        monkeypatch.setattr(f"whowhom.ensemble.{module}.real_model", the_real_model)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A stored conditional result; copy it before you touch it."""
    folder = tmp_path_factory.mktemp("given") / "r"
    ww.run(ww.read_case(CASE), as_of=AS_OF, runs=200, out=folder)
    return folder


@pytest.fixture
def record():
    file = Path("seen.csv")
    file.write_text(HEAD + "1956-05-06,berman,demoted,ochab,resigned\n", encoding="utf-8")
    return file


def test_the_command_gives_what_the_library_gives_and_the_folder_gives_it_back(call, kept):
    code, out, err = call(*GIVEN, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    stored = ww.read_result(kept)
    assert answer["sha256"] == stored.sha256
    assert answer["conditioning"]["as_of"] == AS_OF
    assert answer["conditioning"] == json.loads(call("show", kept, "--json")[1])["conditioning"]
    assert re.fullmatch(rf"results/{CASE}-200-1-as-of-{AS_OF}-[0-9a-f]{{8}}", answer["path"])
    assert stored.conditioning.effective == answer["conditioning"]["effective"]


def test_the_answer_says_what_it_is_given(call, kept):
    code, out, _ = call("show", kept)
    told = " ".join(out.split())
    assert code == 0
    assert told.startswith("Given the record to Jul 1956, ")
    assert "Given the record to July 1956 (2 observed events), " in told
    assert "of 200 runs are effective" in told
    assert "found hardest to explain: Jakub Berman demoted, 6 May 1956." in told
    assert max(len(line) for line in out.splitlines() if "/" not in line) <= 80
    assert "Given the record to Jul 1956, " in ww.read_result(kept)._repr_html_()


def test_verify_filters_again_and_sees_what_was_forged(call, kept, tmp_path):
    code, out, _ = call("verify", kept, "--share", "1")
    assert code == 0
    assert "200 of 200 runs, simulated again, came out the same" in out
    forged = tmp_path / "forged"
    shutil.copytree(kept, forged)
    forge(forged, "conditioning.json", effective=199.0)
    code, _, err = call("verify", forged)
    assert code == 4
    assert "conditioning.json: holds other values than the filter" in err


def forge(folder, name, **values):
    """Change a closed file of a result and all hashes that name it."""
    from whowhom.ensemble.manifest import closed_bytes, read_closed
    from whowhom.files import sha256

    path, manifest = folder / name, folder / "MANIFEST.sha256"
    before = path.read_bytes()
    after = closed_bytes({**read_closed(before), **values})
    path.write_bytes(after)
    text = manifest.read_text(encoding="utf-8").replace(sha256(before), sha256(after))
    manifest.write_text(text, encoding="utf-8")


def test_a_changed_result_is_verified_but_not_with_parameters_of_the_callers_own(call, tmp_path):
    code, _, err = call(*GIVEN, "--set", "conditions.norm=0", "-q", "--out", "changed")
    assert (code, err) == (0, "")
    assert call("verify", "changed", "--share", "0.02")[0] == 0
    own = tmp_path / "own"
    ww.run(
        ww.read_case(CASE),
        as_of=AS_OF,
        runs=200,
        parameters=ww.default_parameters(),
        change=Change.of(set={"conditions.norm": 0}),
        out=own,
    )
    code, _, err = call("verify", own)
    assert code == 4
    assert "cannot be verified" in err


def test_a_what_if_from_that_state_is_kept_shown_and_verified(call):
    words = ("whatif", *GIVEN[1:], "--set", "conditions.norm=0", "--out", "w")
    code, out, err = call(*words, "-q")
    assert (code, err) == (0, "")
    assert call("show", "w")[1] == out
    assert json.loads(call("show", "w", "--json")[1])["conditioning"]["as_of"] == AS_OF
    assert ww.read_what_if("w").base.conditioning.as_of == AS_OF
    assert call("verify", "w", "--share", "0.02")[0] == 0
    code, _, err = call("whatif", *GIVEN[1:], "--without", "actors.ochab")
    assert code == 2
    assert "actors.ochab: cannot be taken out after" in err


def test_odds_are_written_and_printed(call, record):
    words = ("odds", CASE, "--until", "1956-09", "--record", record, "--runs", "200")
    code, out, err = call(*words, "-q")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert " ".join(out.split()).startswith("At the start (March 1956) ")
    assert any(line.startswith("May 1956") and "Jakub Berman dem" in line for line in lines)
    assert max(len(line) for line in lines if not line.startswith("Stored")) <= 80
    (folder,) = Path("results").iterdir()
    assert re.fullmatch(rf"odds-{CASE}-200-1-as-of-1956-09-[0-9a-f]{{8}}", folder.name)
    content = json.loads((folder / "odds.json").read_text(encoding="utf-8"))
    assert [point["as_of"] for point in content["points"]] == ["1956-03", "1956-05"]
    again = json.loads(call(*words, "--json", "--out", "o")[1])
    assert again.pop("path") == "o/odds.json"
    assert again == content


def test_odds_refuse_a_file_as_their_folder_before_anything_runs(call, record):
    code, _, err = call("odds", CASE, "--runs", "200", "--out", record)
    assert code == 2
    assert "seen.csv: is a file" in err


@pytest.mark.parametrize(
    ("words", "exit_code", "told"),
    [
        (("--shard", "1/2"), 2, "leave out --shard"),
        (("--precision", "0.1"), 2, "precision is not possible with as_of"),
        (("--engine", "dask"), 2, "as_of needs the engine local"),
        (("--as-of", "1950-01"), 2, "is before the case starts"),
        (("--as-of", "1990-01"), 2, "leaves no month to simulate"),
        (("--as-of", "soon"), 2, 'as-of date "soon"'),
        (("--runs", "100"), 2, "at least 200"),
        (("--set", "actors.ochab.army=9"), 2, "actors.ochab.army"),
        (("--record", "none.csv"), 3, "none.csv"),
        (("--record", "odd.csv"), 3, "odd.csv:2"),
    ],
)
def test_each_error_is_named(call, words, exit_code, told):
    Path("odd.csv").write_text(HEAD + "1956-05-06,nobody_known,demoted,,\n", encoding="utf-8")
    code, out, err = call("run", CASE, *pairs(words))
    assert (code, out) == (exit_code, ""), err
    assert told in err


def pairs(words):
    """Return the words of a conditional run with others put in the place of its own."""
    options = dict(zip(GIVEN[2::2], GIVEN[3::2], strict=True)) | dict([words])
    return [word for option in options.items() for word in option]


def test_a_record_needs_a_date(call, record):
    code, _, err = call("run", CASE, "--record", record)
    assert code == 2
    assert "--as-of 1925-02" in err


def test_what_the_model_cannot_explain_is_a_sentence(call, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.conditioning.FEWEST_EFFECTIVE", 10_000)
    code, out, err = call(*GIVEN, "-q")
    assert (code, out) == (4, "")
    assert "too few for an answer" in " ".join(err.split())


def test_a_dry_run_says_memory_and_time(call):
    code, out, _ = call(*GIVEN, "--dry-run")
    told = " ".join(out.split())
    assert code == 0
    assert "given the record to 1956-07 (2 observed events of course.csv)" in told
    assert "with the states of all runs at the as-of date" in told
    plan = json.loads(call(*GIVEN, "--dry-run", "--json")[1])["plan"]
    assert plan["as_of"] == AS_OF
    assert not Path("results").exists()


def test_interrupted_it_goes_on_to_the_same_bytes(call, kept, record, monkeypatch):
    from whowhom.ensemble.store import Store

    write, times = Store.write, []

    def stopped(self, index, files, *, is_new):
        write(self, index, files, is_new=is_new)
        times.append(index)
        if len(times) == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Store, "write", stopped)
    words = (*GIVEN, "--record", record, "--out", "x", "--chunk", "10", "--threads", "1")
    code, _, err = call(*words)
    assert code == 130
    kept_runs = re.search(r"Interrupted after (\d+) of 200 runs; they are kept\. To go on: ", err)
    assert 0 < int(kept_runs[1]) < 200
    command = err.split("To go on: whowhom ")[1].split()
    assert command[command.index("--as-of") + 1] == AS_OF
    assert command[command.index("--record") + 1] == "seen.csv"
    assert "whowhom run" in call("show", "x")[2]
    assert "--as-of 1956-07 --record x/record.csv" in call("show", "x")[2]
    monkeypatch.setattr(Store, "write", write)
    assert call(*command, "-q")[0] == 0
    resumed = ww.read_result("x")
    whole = ww.run(ww.read_case(CASE), as_of=AS_OF, record=record, runs=200)
    assert resumed.sha256 == whole.sha256
    assert resumed.conditioning == whole.conditioning


def test_interrupted_while_filtering_it_says_that_nothing_is_stored(call, monkeypatch):
    from whowhom.ensemble.map_runs import Interrupted

    def stop(*_, **__):
        raise Interrupted

    monkeypatch.setattr("whowhom.ensemble.run.condition", stop)
    code, _, err = call(*GIVEN)
    assert code == 130
    assert "while the record was taken in; that is not stored. To begin again: whowhom run" in err
    assert f"--as-of {AS_OF}" in err
