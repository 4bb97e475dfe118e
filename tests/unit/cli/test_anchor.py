"""Anchored runs at the command line: the library's answer, shown, stored and checked."""

import json
from pathlib import Path

import pytest

import whowhom as ww

ASKED = ("run", "duel", "--runs", "600", "--anchor", "0.2", "--leader", "stalin")


def test_the_command_line_gives_the_library_s_answer(call):
    code, out, err = call(*ASKED, "--horizon", "5y", "--json", "--out", "x")
    assert (code, err) == (0, "")
    answer = json.loads(out)["anchor"]
    assert (answer["leader"], answer["horizon"], answer["chance"]) == ("stalin", 60, 0.2)
    again = ww.anchor(ww.run("duel", runs=600), 0.2, leader="stalin", horizon=60).anchored
    assert again.as_dict() == answer == ww.read_result("x").anchored.as_dict()
    assert json.loads(call("show", "x", "--json")[1])["anchor"] == answer


def test_the_views_and_the_answers_are_laid_out(call):
    code, out, _ = call(*ASKED, "--horizon", "5y", "--out", "x")
    assert code == 0
    assert "Anchored to a given chance of 20.0 in 100" in " ".join(out.split())
    assert (
        out.index("Anchored to")
        < out.index("The unweighted runs:")
        < out.index("Sole ruler at end")
    )
    for words in ("inside: the runs", "given chance", "leads at the end", "led by "):
        assert words in out
    assert "\nremoved by Mar 1927" not in out
    assert max(map(len, out.splitlines())) <= 80
    shown = call("show", "x", "--verbose")[1]
    assert "\nremoved by Mar 1927" in shown
    assert call("verify", "x")[0] == 0
    code, out, err = call(*ASKED, "--horizon", "5y", "--out", "x")
    assert code == 0
    assert "nothing was simulated again" in err
    report = call("report", "x", "--format", "md", "--out", "x.md")
    assert report[0] == 0
    assert "Anchored: outside, inside and pooled" in Path("x.md").read_text()


def test_a_chance_may_be_given_in_percent(call):
    code, out, _ = call(*ASKED[:4], "--anchor", "20%", *ASKED[6:], "--horizon", "5y", "--json")
    assert code == 0
    assert json.loads(out)["anchor"]["chance"] == 0.2


def test_runs_without_an_anchor_stay_as_they_were(call):
    call("run", "duel", "--runs", "60", "--out", "x")
    assert not Path("x/anchor.json").exists()
    assert "anchor" not in json.loads(call("show", "x", "--json")[1])


def test_shards_are_merged_and_then_anchored(call):
    for number in (1, 2):
        shard = ("--shard", f"{number}/2", "--out", "x", "--chunk", "100")
        assert call("run", "duel", "--runs", "600", *shard)[0] == 0
    assert call("merge", "x/shard-1-of-2", "x/shard-2-of-2", "--out", "x")[0] == 0
    code, out, err = call(*ASKED, "--horizon", "5y", "--json", "--out", "x")
    assert code == 0, err
    call(*ASKED, "--horizon", "5y", "--json", "--out", "whole")
    assert json.loads(out)["anchor"] == ww.read_result("whole").anchored.as_dict()


def test_all_that_is_wrong_is_said_before_anything_is_run(call):
    code, _, err = call(*ASKED[:4], "--anchor", "1.5", "--leader", "lenin", "--horizon", "99y")
    told = " ".join(err.split())
    assert code == 2
    assert "'lenin' is not: only its members can be removed" in told
    assert "horizon must be at most 237 months, got 1188" in told
    assert "chance must be above 0 and below 1 (8 in 100 is 0.08), got 1.5" in told
    code, _, err = call(*ASKED[:4], "--anchor", "1.5", "--leader", "nobody", "--horizon", "99y")
    told = " ".join(err.split())
    assert 'leader "nobody" is not in the circle' in told
    assert "horizon must be at most 237 months" in told
    assert "chance must be above 0 and below 1" in told
    code, _, err = call(
        "run", "duel", "--anchor", "outlok", "--leader", "stalim", "--horizon", "soon",
        "--shard", "1/2",
    )  # fmt: skip
    told = " ".join(err.split())
    assert code == 2
    assert "--anchor must be outlook, or a chance above 0 and below 1" in told
    assert 'did you mean "stalin"?' in told
    assert "--horizon: 'soon' is not a length of time" in told
    assert "merge the shards" in told
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--anchor", "0"), "chance must be above 0"),
        (("--anchor", "nan"), "got nan"),
        (("--anchor", "0.1", "--horizon", "0"), "horizon must be a whole number of months >= 1"),
        (("--horizon", "12m"), "--horizon only with --anchor"),
    ],
)
def test_single_mistakes_say_what_to_do(call, words, said):
    code, _, err = call("run", "duel", "--leader", "stalin", *words)
    assert code == 2
    assert said in " ".join(err.split()) or "--leader and --horizon only with" in err


def test_runs_that_cannot_carry_the_chance_say_how_many_could(call):
    code, _, err = call(*ASKED[:4], "--anchor", "0.9", "--leader", "stalin", "--horizon", "12m")
    assert code == 4
    assert "Simulate more runs (--runs" in " ".join(err.split())


def test_a_brief_answer_is_the_anchored_one(call):
    code, out, _ = call(*ASKED, "--horizon", "5y", "--quiet", "--out", "x")
    assert code == 0
    assert out.startswith("Anchored to a given chance of 20.0 in 100")
    assert "Anchored, " in out
    assert "rests on" not in out


def test_a_tiny_chance_is_not_called_none(call):
    out = call(*ASKED[:4], "--anchor", "0.0001", *ASKED[6:], "--horizon", "5y", "--quiet")[1]
    assert out.startswith("Anchored to a given chance of <0.1 in 100")
