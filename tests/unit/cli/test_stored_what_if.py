"""What-ifs and changed runs on disk, from the command line."""

import json
from pathlib import Path

import pytest

CHANGE = ("--set", "conditions.norm=0", "--without", "shocks.kirov", "--set", "parameters.bias=0")
ASKED = ("whatif", "duel", *CHANGE, "--runs", "12")


def test_a_what_if_is_kept_shown_and_verified(call):
    code, out, err = call(*ASKED, "-q", "--out", "w")
    assert (code, err) == (0, "")
    assert "Stored in w; whowhom show w prints it again." in out
    assert call("show", "w")[1] == out
    assert call(*ASKED, "-q", "--out", "w")[1] == out
    shown = json.loads(call("show", "w", "--json")[1])
    assert shown == json.loads(call(*ASKED, "--json", "--out", "w")[1])
    assert (shown["path"], shown["runs"]) == ("w", 12)
    assert shown["change"].startswith("conditions.norm = 0; parameters.bias = 0; without")
    brief = call("show", "w", "-q")[1]
    assert out.startswith(brief)
    code, out, _ = call("verify", "w", "--share", "1")
    assert code == 0
    assert "12 of 12 runs, simulated again, came out the same" in out


def test_one_half_of_a_what_if_is_a_result(call):
    call(*ASKED, "-q", "--out", "w")
    whole = call("show", "w/other")[1]
    assert "(conditions.norm = 0; parameters.bias = 0; without shocks.kirov)." in " ".join(
        whole.split()
    )
    assert "kirov" not in call("show", "w/base")[1]


def test_a_damaged_what_if_is_refused_by_every_command(call):
    call(*ASKED, "-q", "--out", "w")
    (Path("w") / "other" / "months.parquet").write_bytes(b"")
    for words in (("show", "w"), ("verify", "w"), (*ASKED, "--out", "w")):
        code, out, err = call(*words)
        assert (code, out) == (4, "")
        assert "other/months.parquet: is damaged" in err


def test_another_what_if_in_the_same_folder_is_refused(call):
    call(*ASKED, "-q", "--out", "w")
    code, _, err = call(*ASKED[:-1], "13", "--out", "w")
    assert code == 2
    assert "w: holds another what-if" in err


def test_a_changed_run_is_stored_under_a_name_of_its_own(call):
    call("run", "duel", "--runs", "12", "-q")
    code, out, _ = call("run", "duel", "--runs", "12", *CHANGE)
    assert code == 0
    assert "(conditions.norm = 0; parameters.bias = 0; without shocks.kirov)." in " ".join(
        out.split()
    )
    assert all(len(line) <= 80 for line in out.splitlines() if not line.startswith("Stored in"))
    names = {path.name for path in Path("results").iterdir()}
    assert "duel-12-1" in names
    assert len(names) == 2
    (own,) = names - {"duel-12-1"}
    summary = json.loads(call("show", f"results/{own}", "--json")[1])
    assert summary["change"]["without"] == ["shocks.kirov"]
    assert "bias 0" in summary["parameters"]["are"]
    assert json.loads(call("run", "duel", "--runs", "12", "--json")[1])["change"] == {
        "set": {},
        "without": [],
        "shocks": {},
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "parameters.bia=0"], 'did you mean "bias"'),
        (["--without", "mechanisms.erasur"], 'did you mean "erasure"'),
        (["--set", "majority"], "is not PATH=VALUE"),
    ],
)
def test_a_wrong_change_of_a_run_is_told_and_nothing_is_written(call, words, told):
    code, out, err = call("run", "duel", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert not Path("results").exists()


def test_a_plan_knows_the_change(call):
    call("run", "duel", "--runs", "12", "-q", "--out", "x", *CHANGE)
    plan = call("run", "duel", "--runs", "12", "--out", "x", *CHANGE, "--dry-run", "--json")[1]
    assert json.loads(plan)["plan"]["stored"] == 12
    code, _, err = call("run", "duel", "--runs", "12", "--out", "x", "--dry-run")
    assert code == 2
    assert "another change of the case" in err
