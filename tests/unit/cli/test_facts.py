"""``whowhom facts`` with dice in place of the population."""

import json
import sys
from pathlib import Path

import pytest

from whowhom.ensemble.progress import Progress

sys.path.insert(0, str(Path(__file__).parents[1] / "facts"))


@pytest.fixture(autouse=True)
def _dice_regimes(monkeypatch):
    from test_compare import dice

    def told(regimes, *, progress=None, **settings):
        for done in range(1, regimes + 1):
            if progress is not None:
                progress(
                    Progress(done=done, runs=regimes, stored_before=0, is_stopping=False, pace=1.0)
                )
        return dice(regimes, **settings)

    monkeypatch.setattr("whowhom.facts.compare.simulate_population", told)


def test_the_table_fits_the_screen(call):
    code, out, err = call("facts", "--regimes", "40")
    assert code == 0
    assert all(len(line) <= 80 for line in (out + err).splitlines())
    for name in ("S1", "S2", "S3", "S4", "S5", "S7", "S8", "S10", "S11"):
        assert f"\n{name} " in out
    assert "…" not in out
    assert "held out" in out.lower()
    assert "S6 hazards" in out
    assert " ".join(err.split()) == (
        "About 39 s left for 39 regimes on this machine. Quicker: fewer --regimes or --years."
    )


def test_quiet_is_quiet(call):
    assert call("facts", "--regimes", "10", "-q")[2] == ""


def test_runs_is_another_word_for_regimes(call):
    assert "12 regimes" in call("facts", "--runs", "12", "-q")[1]


def test_as_json(call):
    code, out, err = call("facts", "--regimes", "20", "--seed", "3", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["regimes"], found["seed"]) == (20, 3)
    by_id = {row["id"]: row for row in found["facts"]}
    assert by_id["success"]["use"] == "held out"
    assert by_id["weibull_shape"]["use"] == "fitted"
    assert by_id["success"]["target"] == 0.498
    assert {row["fact"] for row in found["cannot_be_said"]} == {"S1", "S6", "S9", "S11"}
    assert "archigos" in found["sources"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--regimes", "1"], "regimes must be a whole number from 2"),
        (["--years", "1"], "years must be"),
        (["--renewal", "2"], "renewal must be"),
        (["--regimes", "many"], "many"),
    ],
)
def test_what_cannot_be_asked(call, words, told):
    code, out, err = call("facts", *words)
    assert (code, out) == (2, "")
    assert told in err
