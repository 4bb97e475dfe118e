"""The golden run: the shipped case gives exactly the run that was written down."""

import runpy
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HOW = (
    "The shipped case no longer gives the runs that were written down. If a change was meant, "
    "run `python tests/golden/renew.py`, read the difference, note it in the changelog."
)


@pytest.fixture(scope="module")
def renew():
    return runpy.run_path(str(HERE / "renew.py"))


@pytest.fixture(scope="module")
def written():
    return tomllib.loads((HERE / "duel.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def simulated(renew):
    """Return the golden run as it is today, through the same text."""
    return tomllib.loads(renew["as_toml"](renew["run_golden"]()))


@pytest.mark.slow
@pytest.mark.parametrize(
    "what",
    ["case_sha256", "winners", "first_out", "falls", "median_fall", "fates", "sha256"],
)
def test_the_golden_run(what, written, simulated):
    assert simulated[what] == written[what], HOW


def test_the_golden_run_adds_up(written):
    """What is written down is the whole of the runs it names."""
    assert (written["case"], written["runs"], written["seed"]) == ("duel", 200, 1)
    assert sum(written["winners"].values()) == written["runs"]
    assert all(sum(fates.values()) == written["runs"] for fates in written["fates"].values())
    assert sum(written["first_out"].values()) <= written["runs"]
    for actor, falls in written["falls"].items():
        assert (written["median_fall"][actor] == "never") == (falls == 0)
