"""Tests of the command line, with dice in place of the regime model."""

import signal
import sys
from pathlib import Path

import pytest

# Before any of it is replaced: a module that is first loaded while `real_model` is replaced by dice
# would keep the dice for all later tests.
import whowhom.ensemble.verify
import whowhom.ensemble.what_if
import whowhom.ensemble.why_kill  # noqa: F401

sys.path.insert(0, str(Path(__file__).parents[1] / "ensemble"))


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard():
    """Hear Ctrl-C even where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def _dice(monkeypatch, tmp_path):
    """Put dice for the model, in an empty folder; keep crash files out of the home folder."""
    from fake_model import fake_model_of

    monkeypatch.setattr("whowhom.ensemble.run.real_model", fake_model_of)
    monkeypatch.setattr("whowhom.ensemble.verify.real_model", fake_model_of)
    monkeypatch.setattr("whowhom.ensemble.what_if.real_model", fake_model_of)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def call(capsys):
    """Return a function that runs the command line: exit code, stdout, stderr."""
    from whowhom.cli import main

    def run(*words):
        exit_code = main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return exit_code, captured.out, captured.err

    return run


@pytest.fixture
def circle(call):
    """Return a small sound case folder."""
    assert call("new", "circle")[0] == 0
    return Path("circle")
