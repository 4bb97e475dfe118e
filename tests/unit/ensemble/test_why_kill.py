"""Why somebody is killed, given the record: pairs from the same states, filters that are pooled."""

import json

import numpy as np
import pytest
from toy import shock, toy_case

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.decision_record import decision_record
from whowhom.ensemble.reasons import ORDERED, Deaths, Reason, Reasons
from whowhom.ensemble.why_kill import HAPPENED, Part, WhyKill, why_kill
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change

CIRCLE = Circle(actors=("a",), contenders=("a",), first_month=1929 * 12, months=24)
RECORD = [{"date": "1900-06", "precision": "month", "actor": "orator", "event": "demoted"}]
AS_OF = "1900-09"


def reason(name, **change):
    return Reason(id=name, says=name, change=Change.of(**change))


def deaths(ordered, killed):
    killed, ordered = np.array(killed), np.array(ordered)
    return Deaths(killed=killed >= 0, abroad=killed >= 0, month=killed, ordered=ordered)


def part(base, other):
    found = Reasons(reasons=(reason("x"),), base=base, alone={"x": other}, pairs={}, circle=CIRCLE)
    return Part(reasons=found, decisions={}, leaders={})


def test_filters_are_pooled_with_what_they_differ_by():
    one = part(deaths([3, 3, -1, -1], [-1] * 4), deaths([-1, 3, -1, -1], [-1] * 4))
    other = part(deaths([3, 3, 3, 9], [9, -1, -1, -1]), deaths([-1] * 4, [-1] * 4))
    found = WhyKill(actor="a", as_of="1929-01", parts=(one, other), left_out=())
    chance = found.chance(ORDERED)
    assert chance.value == 0.75
    assert (chance.low, chance.high) == (0.0, 1.0)  # two filters that differ say little
    assert found.chance("ordered by 1929-04").value == pytest.approx((0.5 + 0.75) / 2)
    assert found.chance("killed").value == 0.125
    effect = found.effect("x", ORDERED)
    assert effect.value == pytest.approx((-0.25 - 1.0) / 2)
    assert effect.low == -1.0
    alike = WhyKill(actor="a", as_of="1929-01", parts=(one, one), left_out=())
    assert alike.chance(ORDERED).low == pytest.approx(0.2152, abs=1e-3)  # Wilson of 4 of 8


def test_an_order_that_is_not_recorded_cannot_be_asked_for():
    died = Deaths(killed=np.array([True]), abroad=np.array([True]), month=np.array([3]))
    with pytest.raises(InvalidInput, match="outcome must be 'killed', 'killed abroad' or"):
        part(died, died).reasons.share(ORDERED)


@pytest.fixture(scope="module")
def found():
    case = toy_case(
        shocks=(shock("focal", month=3, name="past"), shock("pretext", month=12, name="later"))
    )
    answers = [
        reason("nothing"),
        reason("past size", set={"shocks.past.size": 0.1}),
        reason("past", without=["shocks.past"]),
        reason("later", without=["shocks.later"]),
        reason("taboo", without=["mechanisms.taboo"]),
        reason("start", set={"actors.orator.army": 1}),
    ]
    return why_kill(
        case, answers, actor="orator", as_of=AS_OF, record=RECORD, runs=400, filters=2, seed=3
    )


@pytest.mark.slow
def test_pairs_differ_by_their_change_alone(found):
    for name in ("nothing", "past size"):
        for one in found.parts:
            assert one.decisions[name].result.sha256 == one.result.sha256
            assert one.decisions[name].table().equals(one.decisions[""].table())
            assert not one.reasons.differences(name, ORDERED).any()
    assert found.parts[0].result.sha256 != found.parts[1].result.sha256
    assert any(one.decisions["taboo"].result.sha256 != one.result.sha256 for one in found.parts)


@pytest.mark.slow
def test_what_has_happened_is_not_taken_away(found):
    left_out = {one.id: why for one, why in found.left_out}
    assert left_out.pop("past") == HAPPENED
    assert "cannot be changed after 1900-09" in left_out.pop("start")
    assert left_out == {}
    assert [one.id for one in found.reasons] == ["nothing", "past size", "later", "taboo"]


@pytest.mark.slow
def test_what_is_told(found):
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert (told["as_of"], told["month"], told["year"]) == (AS_OF, "1900-10", "1901-09")
    assert told["standing"] == {"status": "demoted", "since": "1900-06"}
    assert (told["runs"], [one["seed"] for one in told["filters"]]) == (400, [3, 4])
    assert sum(told["leaders"].values()) == pytest.approx(1)
    chances = told["chances"]
    assert chances["ordered_before"]["share"] <= chances["ordered_in_a_year"]["share"]
    assert chances["ordered_in_a_year"]["share"] <= chances["ordered"]["share"]
    assert chances["killed"]["share"] <= chances["ordered"]["share"]
    quantities = told["quantities"]
    parts = sum(quantities[name]["mean"] for name in ("home", "echo", "rally", "shadow"))
    assert quantities["threat"]["mean"] == pytest.approx(parts, abs=1e-9)
    for row in told["changes"]:
        change = row["ordered"]
        assert change["difference"] == pytest.approx(change["after"] - change["before"])


@pytest.mark.slow
def test_a_decision_record_given_the_record_is_that_of_the_same_runs(found):
    case = found.parts[0].result.case
    one = decision_record(case, actor="orator", as_of=AS_OF, record=RECORD, runs=200, seed=3)
    assert one.result.sha256 == found.parts[0].result.sha256
    assert one.table().equals(found.parts[0].decisions[""].table())
    assert one.standing[: one.place(AS_OF) + 1].sum() == 0
    assert (one.standing[one.place(AS_OF) + 1 :].sum(axis=1) == 200).all()


@pytest.mark.slow
def test_all_problems_come_before_any_run():
    case = toy_case()
    settings = {"actor": "orator", "as_of": AS_OF, "record": RECORD}
    with pytest.raises(InvalidInput, match="at least 200 for each of 2 or more filters"):
        why_kill(case, (), **settings, runs=300, filters=2)
    with pytest.raises(InvalidInput, match='did you mean "orator"'):
        why_kill(case, (), **settings | {"actor": "orater"})
    with pytest.raises(InvalidInput, match="there is no 'typo'"):
        why_kill(case, [reason("x", without=["shocks.typo"])], **settings)
    dead = [{**RECORD[0], "event": "executed"}]
    with pytest.raises(InvalidInput, match="orator is dead by the record since 1900-06"):
        why_kill(case, (), **settings | {"record": dead})
