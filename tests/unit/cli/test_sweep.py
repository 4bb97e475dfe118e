import json
from pathlib import Path

import polars as pl
import pytest

PLAN = "actors.trotsky.apparatus,majority\n1,\n1..3,0.6\n-9,0.6\n"


@pytest.fixture
def plan():
    Path("plan.csv").write_text(PLAN)
    return "plan.csv"


def test_the_likeliest_end_of_each_row_is_printed_and_all_answers_written(call, plan):
    words = ("sweep", "duel", plan, "--runs", "20", "--seeds", "3,4", "-q")
    code, out, err = call(*words)
    assert code == 0
    assert out.startswith("4 ensembles of 20 runs; 1 row of the table failed.\n")
    assert "most often sole ruler" in out
    assert "Row 2 failed: actors.trotsky.apparatus: is outside 0..3" in err
    assert out.endswith("All answers: results/duel-plan/answers.csv\n")
    rows = pl.read_csv("results/duel-plan/answers.csv")
    assert rows["row"].unique().to_list() == [0, 1, 2]
    assert rows["actors.trotsky.apparatus"].unique(maintain_order=True).to_list() == [
        *("1", "1..3", "-9"),
    ]
    before = Path("results/duel-plan/answers.csv").read_bytes()
    assert call(*words)[:2] == (0, out)
    assert Path("results/duel-plan/answers.csv").read_bytes() == before
    assert call("show", rows["path"][0], "-q")[0] == 0


def test_the_answers_go_into_the_file_that_is_named(call, plan):
    words = ("sweep", "duel", plan, "--runs", "20", "-q", "--out", "x")
    assert call(*words, "--answers", "a.parquet")[0] == 0
    assert call(*words, "--answers", "a.csv")[0] == 0
    table, text = pl.read_parquet("a.parquet"), pl.read_csv("a.csv", schema=None)
    assert table.columns == text.columns
    assert table["share"].to_list() == text["share"].to_list()
    code, out, _ = call(*words, "--json")
    found = json.loads(out)
    assert (code, found["case"], found["seeds"], found["folder"]) == (0, "duel", [1], "x")
    assert found["answers"] == table.to_dicts()
    code, _, err = call(*words, "--answers", "a.docx")
    assert code == 2
    assert "--answers must end in one of .csv, .parquet" in err


def test_all_unknown_columns_are_told_at_once(call):
    Path("plan.csv").write_text("actors.trotzky.apparatus,majorty\n1,2\n")
    code, out, err = call("sweep", "duel", "plan.csv")
    assert (code, out) == (2, "")
    assert "there is no 'trotzky' among actors; did you mean \"trotsky\"?" in err
    assert "majorty: names no value" in err
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seeds", "1,x"), "--seeds: 'x' is not a number"),
        (("--seeds", "1.5"), "--seeds: '1.5' is not a whole number; write --seeds 1,2,3"),
        (("--seeds", "1,1"), "seeds: 1 is there twice"),
        (("--runs", "0"), "runs must be a whole number"),
    ],
)
def test_options_outside_their_domain_are_refused(call, plan, words, told):
    code, out, err = call("sweep", "duel", plan, *words)
    assert (code, out) == (2, "")
    assert told in err


def test_a_missing_file_is_told(call):
    code, _, err = call("sweep", "duel", "missing.csv")
    assert code == 2
    assert "missing.csv" in err
