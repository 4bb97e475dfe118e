"""Every kind of mistake and trouble: a sentence, an honest exit code, never a traceback."""

import json
import os
import pickle
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import whowhom.errors
from whowhom.cli import failure as failure_module
from whowhom.errors import CaseError, InvalidInput, ResourceError, ResultError

COMMANDS = [
    *(["cases"], ["new"], ["import"], ["check"], ["chronicle"], ["run"], ["show"], ["verify"]),
    *(["solve"], ["solve", "coalition"], ["cite"]),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command, call):
    code, out, err = call(*command, "--help")
    assert code == 0
    assert f"Usage: whowhom {' '.join(command)}" in out
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80


def test_without_a_command_the_help_is_shown(call):
    assert call()[1] == call("--help")[1]
    assert "whowhom run duel" in call()[1]


def test_every_command_is_in_the_help(call):
    out = call("--help")[1]
    for command in COMMANDS:
        assert re.search(rf"^│ {command[0]} +[A-Z]", out, re.MULTILINE), command


def test_the_version_names_what_is_read_and_written(call):
    assert re.fullmatch(
        r"whowhom \d+\.\d+\.\d+ \(case schema \d+, result layout \d+\)\n", call("--version")[1]
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum", "duel"], 'Did you mean "run"?'),
        (["run"], "requires an argument"),
        (["run", "duel", "--rnus", "3"], "Did you mean --runs?"),
        (["run", "duel", "extra"], "extra"),
        (["run", "duel", "--runs", "many"], 'unable to convert "many"'),
        (["run", "duel", "--out", ""], "Invalid value for --out: the name is empty."),
        (["figure", "somewhere", "winners", "-o", ""], "the name is empty."),
        (["run", "duel", "--runs", "4.5"], 'unable to convert "4.5" into a whole number'),
        (["run", "duel", "--seed", "1e3"], 'unable to convert "1e3" into a whole number'),
        (["run", "duel", "--runs", "0"], "runs must be a whole number from 1"),
        (["run", "duel", "--runs", "0", "--dry-run"], "runs must be a whole number from 1"),
        (["run", "duel", "--seed", "-1"], "seed must be a whole number from 0"),
        (["run", "duel", "--threads", "0"], "threads must"),
        (["run", "duel", "--chunk", "0"], "chunk must"),
        (["run", "duel", "--runs", "5", "--out", "/dev/null"], "is a file"),
        (["verify", "x", "--share", "2"], "share must be in (0, 1]"),
        (["solve", "coalition"], "--power"),
        (["solve", "selectorate"], "selectorate"),
        (["new"], "requires an argument"),
        (["show"], "requires an argument"),
        (["chronicle", "duel", "--since", "yesterday"], "since"),
    ],
)
def test_wrong_usage_is_2(words, said, call):
    code, out, err = call(*words)
    assert code == 2, err
    assert out == ""
    assert said in err
    code, out, err = call(*words, "--json")
    error = json.loads(out)["error"]
    assert code == 2
    assert error["code"] == "usage"
    assert said in error["message"]
    assert error["problems"]
    assert err == ""


@pytest.mark.parametrize("command", ["run", "check", "chronicle", "cite"])
def test_no_such_case_is_3(command, call):
    code, _, err = call(command, "duell")
    assert code == 3
    if command != "check":
        assert 'did you mean "duel"?' in err
    code, out, _ = call(command, "duell", "--json")
    assert code == 3
    assert json.loads(out)["error"]["problems"][0]["code"] == "W001"


def test_a_case_with_problems_is_3_and_all_of_them_are_listed(call, circle):
    path = circle / "case.toml"
    path.write_text(path.read_text() + 'colour = "red"\nflavour = "sweet"\n')
    code, out, err = call("run", circle)
    assert code == 3
    assert out == ""
    assert "colour" in err
    assert "flavour" in err
    problems = json.loads(call("run", circle, "--json")[1])["error"]["problems"]
    assert len(problems) == 2
    assert {problem["file"] for problem in problems} == {"case.toml"}


@pytest.mark.parametrize("command", ["show", "verify"])
def test_no_such_result_is_4(command, call):
    for place in ("nowhere", "."):
        code, out, err = call(command, place)
        assert code == 4
        assert out == ""
        assert "whowhom run" in err


def failing(monkeypatch, error):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("whowhom.cases.shipped_cases", fail)


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (InvalidInput("a"), 2, "usage"),
        (CaseError("a"), 3, "case"),
        (ResultError("a"), 4, "result"),
        (ResourceError("a"), 5, "resource"),
        (MemoryError(), 5, "resource"),
        (PermissionError(13, "Permission denied", "there"), 5, "resource"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("a"), 1, "fault"),
        (RecursionError("a"), 1, "fault"),
    ],
)
def test_every_error_has_its_exit_code_and_word(error, code, word, call, monkeypatch):
    failing(monkeypatch, error)
    found, out, err = call("cases")
    assert (found, out) == (code, "")
    assert err.strip()
    found, out, err = call("cases", "--json")
    assert (found, err) == (code, "")
    assert json.loads(out)["error"]["code"] == word


def test_our_own_fault_leaves_a_crash_file(call, monkeypatch, tmp_path):
    failing(monkeypatch, ZeroDivisionError("the sky fell"))
    code, _, err = call("cases")
    assert code == 1
    path = Path(err.strip().rpartition("this file: ")[2])
    assert path.is_relative_to(tmp_path / "state")
    text = path.read_text()
    assert "the sky fell" in text
    assert "Traceback" in text
    assert "whowhom cases" in text


def test_a_crash_without_any_place_for_a_file(call, monkeypatch):
    monkeypatch.setattr(failure_module, "_crash_folders", lambda: (Path("/proc/nowhere"),))
    failing(monkeypatch, ZeroDivisionError("the sky fell"))
    code, _, err = call("cases")
    assert code == 1
    assert "The crash file could not be written" in err


def test_errors_survive_pickling():
    for name in whowhom.errors.__all__:
        error = getattr(whowhom.errors, name)("what to do")
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == "what to do"


def process(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "whowhom", *words],
        check=False,
        timeout=60,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
    )


def test_a_reader_that_goes_away_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process("chronicle", "duel", stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_under_stdout_is_5():
    with Path("/dev/full").open("wb") as full:
        for words in (["cases"], ["cases", "--json"], ["nonsense", "--json"]):
            done = process(*words, stdout=full)
            assert b"Traceback" not in done.stderr
            assert b"No space left" in done.stderr
            assert done.returncode == (2 if "nonsense" in words else 5)


def test_a_screen_without_unicode_is_no_error(circle):
    path = circle / "case.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = ['title = "Борьба"' if line.startswith("title") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("chronicle", circle, env=environment)
    assert done.returncode == 0, done.stderr
    assert "?" in done.stdout.decode("ascii")


def test_colours_are_for_screens_only():
    done = process("check", "duel", env={**os.environ, "NO_COLOR": "1"})
    assert b"\x1b" not in done.stdout
    assert b"\x1b" not in process("rum").stderr


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on(call, monkeypatch):
    from fake_model import fake_model_of, fake_runs

    def slow(case, parameters):
        start, _ = fake_model_of(case, parameters)
        simulated = []

        def simulate(s, *, seed, first, runs):
            simulated.append(first)
            if len(simulated) == 3:
                signal.raise_signal(signal.SIGINT)  # runs in the main thread, as a real one does
            return fake_runs(s, seed=seed, first=first, runs=runs)

        return start, simulate

    with monkeypatch.context() as patch:
        patch.setattr("whowhom.ensemble.run.real_model", slow)
        words = ("run", "duel", "--runs", "24", "--chunk", "4", "--threads", "1", "--out", "a b")
        code, out, err = call(*words, "--anchor", "8%", "--leader", "stalin", "--horizon", "2y")
    assert code == 130
    assert out == ""
    assert "Finishing the runs under way" in err
    assert re.search(r"Interrupted after \d+ of 24 runs; they are kept\. To go on: whowhom ", err)
    options = "--anchor 8% --leader stalin --horizon 2y"
    assert f"whowhom run duel --runs 24 --seed 1 --out 'a b' {options}" in err
    assert not Path("a b/MANIFEST.sha256").exists()
    whole = json.loads(call("run", "duel", "--runs", "24", "--json", "--out", "b")[1])
    resumed = json.loads(call(*words, "--json")[1])
    assert resumed["sha256"] == whole["sha256"]


INTERRUPTED = """
import signal, sys

AT = sys.argv.pop(1)

class Press:
    def find_spec(self, name, path=None, target=None):
        if name == AT:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
from whowhom.cli import main
sys.meta_path.insert(0, Press())
sys.exit(main())
"""


@pytest.mark.parametrize(
    "module",
    [
        "whowhom.cli.app",
        "cyclopts",
        "whowhom.cli.cases",
        "whowhom.cases",
        "tomllib",
        "rich.console",
    ],
)
def test_ctrl_c_while_modules_are_loaded_is_one_line_and_130(module):
    command = [sys.executable, "-c", INTERRUPTED, module, "cases"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 130
    assert done.stderr.startswith("Interrupted.")
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_where_python_cannot_raise_it_ends_the_program():
    program = (
        "import signal, sys\nfrom whowhom.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Late:\n    def __del__(self):\n        signal.raise_signal(signal.SIGINT)\n"
        "import whowhom.cli.app as app\n"
        "app.run_command = lambda _: Late() and 0\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (130, "Interrupted.\n")
