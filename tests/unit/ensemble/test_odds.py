"""Odds through time: each point is the forecast given the record to its month."""

import json
from dataclasses import replace

import numpy as np
import pytest
from toy import toy_case

from whowhom.ensemble.interval import Z95
from whowhom.ensemble.odds import _moves, next_removed, odds
from whowhom.ensemble.outcome import record_type
from whowhom.ensemble.run import run
from whowhom.errors import InvalidInput
from whowhom.sim.layout import DIED
from whowhom.sim.parameters import Parameters

CASE = toy_case(end=replace(toy_case().end, year=1901))
ROWS = (
    {"date": "1900-03", "actor": "elder", "event": "in_circle"},
    {"date": "1900-05", "actor": "orator", "event": "demoted", "by": ["elder"]},
)
SETTINGS = {"runs": 240, "seed": 3, "parameters": Parameters()}


@pytest.fixture(scope="module")
def found():
    return odds(CASE, until="1900-08", record=list(ROWS), **SETTINGS)


def test_each_point_is_the_forecast_given_the_record_to_its_month(found):
    points = found.content["points"]
    assert [point["as_of"] for point in points] == ["1900-01", "1900-03", "1900-05"]
    assert [point["is_start"] for point in points] == [True, False, False]
    for point in points[1:]:
        given = run(CASE, as_of=point["as_of"], record=list(ROWS), **SETTINGS)
        assert point["winners"] == given.winners().to_dicts() or [
            (row["actor"], row["share"]) for row in point["winners"]
        ] == [(row["actor"], row["share"]) for row in given.winners().to_dicts()]
        assert point["effective"] == given.conditioning.effective
        assert point["log_evidence"] == given.conditioning.log_evidence
    free = run(CASE, **SETTINGS)
    assert [row["share"] for row in points[0]["winners"]] == free.winners()["share"].to_list()


def test_shares_at_a_point_sum_to_one(found):
    for point in found.content["points"]:
        for table in ("winners", "next_removed"):
            assert sum(row["share"] for row in point[table]) == pytest.approx(1.0)
            assert all(row["low"] <= row["share"] <= row["high"] for row in point[table])


def test_each_event_is_at_the_point_of_its_month(found):
    points = found.content["points"]
    events = [[event["actor"] for event in point["events"]] for point in points]
    assert events == [[], ["elder"], ["orator"]]


def test_nobody_is_next_to_be_removed_before_the_date(found):
    for point in found.content["points"]:
        medians = [row["median"] for row in point["next_removed"] if row["median"]]
        assert all(month > point["as_of"] or point["is_start"] for month in medians)


def test_later_rows_change_no_point_before_them(found):
    more = [*ROWS, {"date": "1900-12", "actor": "general", "event": "demoted"}]
    again = odds(CASE, until="1900-08", record=more, **SETTINGS)
    assert again.to_json() == found.to_json()


def test_moves_are_the_changes_from_point_to_point(found):
    points = found.content["points"]
    for row in found.content["moves"]:
        after = next(point for point in points if point["as_of"] == row["as_of"])
        shares = {one["actor"]: one["share"] for one in after["winners"]}
        assert row["after"] == shares[row["actor"]]
        assert row["low"] <= row["after"] - row["before"] <= row["high"]


def test_moves_pass_over_points_without_a_forecast():
    def point(month, share, effective=100.0):
        winners = [] if share is None else [{"actor": "a", "share": share}]
        return {"as_of": month, "winners": winners, "effective": effective}

    (row,) = _moves([point("1", 0.2), point("2", None, 0.0), point("3", 0.6)], 100)
    assert (row["as_of"], row["before"], row["after"]) == ("3", 0.2, 0.6)
    half = Z95 * (0.2 * 0.8 / 100 + 0.6 * 0.4 / 100) ** 0.5
    assert (row["low"], row["high"]) == pytest.approx((0.4 - half, 0.4 + half))


def test_a_month_that_the_model_cannot_explain_says_so(monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.conditioning._MORE", 1)
    monkeypatch.setattr("whowhom.ensemble.conditioning.FEWEST_EFFECTIVE", 1000)
    found = odds(CASE, until="1900-08", record=[ROWS[1]], **SETTINGS | {"runs": 200})
    start, point = found.content["points"]
    assert start["winners"]
    assert point["winners"] == []
    assert 1.0 <= point["effective"] < 1000
    assert point["log_evidence"] < 0.0
    assert "too few for an answer" in point["problem"]
    assert found.content["moves"] == []


def test_a_record_without_events_is_refused():
    with pytest.raises(InvalidInput):
        odds(CASE, until="1900-02", record=list(ROWS), **SETTINGS)


def test_the_file_and_the_table_say_the_same(found, tmp_path):
    path = found.save(tmp_path / "o")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content == json.loads(found.to_json())
    table = found.table()
    assert len(table) == sum(len(point["winners"]) for point in content["points"])


def records(*runs):
    """Records of runs in which each of three reached some standing in some month."""
    rows = np.zeros(len(runs), record_type(3))
    for row, (reached, order, fate) in zip(rows, runs, strict=True):
        row["reached"], row["order"], row["fate"] = -1, -1, 0
        for actor, status, month in reached:
            row["reached"][actor, status] = month
        for actor, place in order.items():
            row["order"][actor] = place
        for actor, how in fate.items():
            row["fate"][actor] = how
    return rows


def test_who_is_next_is_who_is_removed_or_removed_further_first_after_the_month():
    given = records(
        ([(0, 0, 5), (1, 0, 9)], {0: 0, 1: 1}, {}),
        ([(0, 0, 3), (0, 1, 8), (1, 0, 9)], {0: 0, 1: 1}, {}),
        ([(2, 0, 2)], {2: 0}, {}),
        ([(1, 0, 7), (2, 0, 7)], {1: 1, 2: 0}, {}),
        ([(0, 5, 6), (1, 0, 9)], {1: 0}, {0: DIED}),
    )
    who, when = next_removed(given, 4)
    assert who.tolist() == [0, 0, -1, 2, 1]
    assert when.tolist() == [5, 8, -1, 7, 9]
    who, when = next_removed(given, 4, actors=[1])
    assert who.tolist() == [1, 1, -1, 1, 1]
    assert next_removed(given, 10)[0].tolist() == [-1] * 5
    assert next_removed(given, -1)[1].tolist() == [5, 3, 2, 7, 9]
