"""Tests of endurance, too long for each day: ``pytest tests/soak``.

They use the helpers of the quick tests, which do the same a few times. What each counted is printed
at the end of the session, as lines of a table.
"""

import signal
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "unit" / "ensemble"), str(TESTS / "unit"), str(TESTS)]

COUNTED = pytest.StashKey()


def pytest_configure(config):
    config.stash[COUNTED] = []


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def count(request):
    """Note how many were tried and how each ended."""

    def noted(what, outcomes):
        tried = sum(outcomes.values())
        ended = ", ".join(f"{how}: {number:,}" for how, number in sorted(outcomes.items()))
        request.config.stash[COUNTED].append(f"| {what} | {tried:,} | {ended} |")

    return noted


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash[COUNTED]
    if lines:
        terminalreporter.section("what was tried, how often, and how it ended")
        terminalreporter.write_line("\n".join(lines))


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard():
    """Hear Ctrl-C even where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A finished result of 30 runs in chunks of 8."""
    from fake_model import fake_model, make_case, read_toy

    from whowhom.ensemble.run import run_model

    monkeypatch.setattr("whowhom.cases.read_case", read_toy)
    run_model(fake_model, make_case(), runs=30, seed=5, chunk=8, threads=2, out=tmp_path / "toy")
    return tmp_path / "toy"
