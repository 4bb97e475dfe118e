"""One run as a chronicle of the real model."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from toy import number, shock, toy_case

from whowhom.ensemble.trace import COLUMNS, trace, trace_rows
from whowhom.errors import InvalidInput
from whowhom.sim.events import EVENT_KINDS
from whowhom.sim.parameters import Parameters

WILD = Parameters().replace(opportunity=0.3, leader_fall=0.05, mortality=3.0, raid_rate=0.3)


def case():
    return toy_case(shocks=(shock("testament", 1.0, month=4, target="organiser", name="letter"),))


def test_a_trace_names_months_people_and_things():
    rows = trace(case(), runs=20, seed=7, parameters=WILD)
    assert tuple(rows.columns) == COLUMNS
    assert set(rows["event"]) <= set(EVENT_KINDS)
    assert rows["month"].min() == "1900-01"
    assert rows["month"].max() <= "1903-12"
    known = {"elder", "general", "orator", "organiser", None}
    assert set(rows["actor"]) | set(rows["target"]) <= known
    letters = rows.filter(rows["event"] == "shock")
    assert letters["detail"].to_list() == ["letter"] * 20
    assert set(letters["month"]) == {"1900-04"}
    assert rows["text"].str.len_chars().min() > 5
    assert not any("{" in text or "None" in text for text in rows["text"])


def test_runs_of_a_batch_are_those_taken_alone():
    together = trace_rows(case(), runs=3, seed=7, parameters=WILD)
    alone = [
        row for run in range(3) for row in trace_rows(case(), run=run, seed=7, parameters=WILD)
    ]
    assert together == alone
    assert {row["run"] for row in together} == {0, 1, 2}


def test_a_sentence_says_who_and_whom():
    rows = trace_rows(case(), runs=20, seed=7, parameters=WILD)
    won = next(row for row in rows if row["event"] == "contest_won")
    who, whom = won["actor"].capitalize(), won["target"].capitalize()
    assert won["text"].startswith(f"{who} moves against {whom} and wins (chance ")
    assert won["size"] > 0.5


@pytest.mark.parametrize("given", [{"runs": 0}, {"runs": True}, {"run": -1}, {"seed": -2}])
def test_what_is_out_of_domain_is_refused(given):
    with pytest.raises(InvalidInput):
        trace(case(), **given)


def test_an_event_of_several_parts_is_told_once_and_an_illness_when_it_is_over():
    illness = replace(shock("illness", 0.5, target="orator", name="flu"), months=number(3))
    vote = shock("election", 0.4, month=2, target="elite", name="vote")
    rows = trace_rows(toy_case(shocks=(illness, vote)), parameters=WILD)
    told = [(row["month"], row["text"]) for row in rows if row["event"] == "shock"]
    assert told == [
        ("1900-01", "outside event: flu"),
        ("1900-02", "outside event: vote"),
        ("1900-04", "outside event: flu is over"),
    ]
