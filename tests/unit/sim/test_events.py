"""The log of a run: it changes nothing, and it tells what the run itself remembers."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from toy import number, shock, toy_case, world_of

from whowhom.scenario.start import Start
from whowhom.sim import simulation as module
from whowhom.sim.events import EVENT, EVENT_KINDS, FALL, LEADER, log_event
from whowhom.sim.layout import DEAD, DEMOTED, EXECUTED, FATES, INNER, PRISON, STATUSES
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import Record, simulate

RUNS, SEED = 60, 7
WILD = Parameters().replace(
    opportunity=0.3, calm=0.0, pretext_rate=0.05, leader_fall=0.05, mortality=3.0, raid_rate=0.3,
    cost_constant=0.02, cost_following=0.3, taboo=0.3, shadow=0.2, coordination=0.3, echo=0.0,
)  # fmt: skip
"""A regime in which everything happens, so that every law is tried."""


def start():
    shocks = (
        shock("testament", 1.0, month=4, target="organiser"),
        shock("post", month=6, target="press", actor="general"),
    )
    free = {"norm": 0.5, "discipline": 0.0}
    case = toy_case(conditions=free, shocks=shocks, majority=number(0.55))
    return Start(case, WILD)


def log_of(**given):
    return simulate(start(), seed=SEED, record=Record(events=True), **given)


@cache
def logged():
    found = [log_of(first=run) for run in range(RUNS)]
    return [(simulated, simulated.events) for simulated in found]


def of_kind(events, *kinds):
    wanted = [EVENT_KINDS.index(kind) for kind in kinds]
    return events[np.isin(events["kind"], wanted)]


def test_a_run_is_the_same_bit_for_bit_with_the_log_and_without():
    simulated = simulate(start(), seed=SEED, runs=RUNS)
    for run, (one, _) in enumerate(logged()):
        for name in ("top", "fate", "fell", "order", "by", "reached", "share"):
            assert getattr(one, name).tobytes() == getattr(simulated, name)[run : run + 1].tobytes()
    for name in ("standing", "power", "held", "clients"):
        assert np.array_equal(
            sum(getattr(one, name) for one, _ in logged()), getattr(simulated, name)
        )


def test_every_kind_of_event_happens_in_the_wild():
    """Else the laws below would hold for want of cases."""
    seen = {EVENT_KINDS[kind] for _, events in logged() for kind in np.unique(events["kind"])}
    assert seen == set(EVENT_KINDS) - {"joins"}, "nobody joins a closed circle"


def test_events_are_in_order_of_months_and_point_at_what_there_is():
    months, n = start().months, len(start().actors)
    for _, events in logged():
        assert events.dtype == EVENT
        assert np.all(np.diff(events["month"]) >= 0)
        assert events["month"].min() == 0
        assert events["month"].max() < months
        for column in ("actor", "target"):
            assert events[column].min() >= -1
            assert events[column].max() < n
        with pytest.raises(ValueError, match="read-only"):
            events["month"] = 0


def test_every_first_fall_is_that_which_the_run_remembers():
    falls = 0
    for simulated, events in logged():
        told = of_kind(events, "fall")
        for who in range(len(start().actors)):
            mine = told[told["actor"] == who]
            if simulated.fell[0, who] < 0:
                assert mine.size == 0
                continue
            falls += 1
            assert (mine[0]["month"], mine[0]["target"]) == (
                simulated.fell[0, who],
                simulated.by[0, who],
            )
    assert falls > RUNS


def test_the_first_time_in_each_status_is_that_which_the_run_remembers():
    for simulated, events in logged():
        told = of_kind(events, "status")
        for who in range(len(start().actors)):
            for status in range(1, DEAD + 1):
                mine = told[(told["actor"] == who) & (told["detail"] == status)]
                first = mine[0]["month"] if mine.size else -1
                assert first == simulated.reached[0, who, status - 1]


def standings(events, n):
    """Yield each event with the status that everyone has before it, told from the log alone."""
    status = np.zeros(n, int)
    for event in events:
        yield event, status.copy()
        kind = EVENT_KINDS[event["kind"]]
        if kind == "status":
            status[event["actor"]] = event["detail"]
        elif kind == "return":
            assert status[event["actor"]] == event["detail"]
            status[event["actor"]] = INNER


def test_who_may_do_what():
    n = len(start().actors)
    for simulated, events in logged():
        for event, status in standings(events, n):
            kind, actor, target = EVENT_KINDS[event["kind"]], event["actor"], event["target"]
            if kind.startswith("contest"):
                assert status[actor] in (INNER, DEMOTED), STATUSES[status[actor]]
                assert status[target] == INNER
                assert actor != target
            elif kind in ("fall", "sides", "confidence_kept", "confidence_lost"):
                assert status[actor] == INNER
            elif kind == "leader":
                assert actor == -1 or status[actor] == INNER
                assert actor != target
            elif kind == "return":
                assert status[actor] != INNER
            elif kind in ("death", "killing", "status"):
                assert status[actor] != DEAD
            elif kind in ("raid_failed", "raid_succeeded", "hunted", "host"):
                assert STATUSES[status[actor]] == "abroad"
        ends = np.minimum(simulated.fate[0], DEAD)
        assert [*standings(events, n)][-1][1].size == n
        told = np.zeros(n, int)
        for event in of_kind(events, "status", "return"):
            back = EVENT_KINDS[event["kind"]] == "return"
            told[event["actor"]] = INNER if back else event["detail"]
        assert np.array_equal(told, ends)


def test_the_dead_are_told_apart_by_the_manner_that_the_run_remembers():
    seen = set()
    for simulated, events in logged():
        for who, fate in enumerate(simulated.fate[0]):
            killed = of_kind(events, "killing")
            killed = killed[killed["actor"] == who]
            died = of_kind(events, "death")["actor"].tolist().count(who)
            if fate < EXECUTED and fate < DEAD:
                assert (killed.size, died) == (0, 0)
                continue
            assert killed.size + died == 1
            assert FATES[fate] == (FATES[killed[0]["detail"]] if killed.size else "died")
            seen.add(FATES[fate])
    assert seen >= {"executed", "assassinated", "died"}


def test_a_won_contest_has_its_fall_and_a_topple_its_successor():
    for _, events in logged():
        falls = {(e["month"], e["actor"], e["target"]) for e in of_kind(events, "fall")}
        for event in of_kind(events, "contest_won"):
            assert (event["month"], event["target"], event["actor"]) in falls
            assert 0.0 < event["size"] < 1.0
        for event in of_kind(events, "toppled"):
            assert (event["month"], event["actor"], event["target"]) in falls


def test_sides_are_told_before_the_contest_in_which_they_are_taken():
    for _, events in logged():
        waiting = []
        for event in events:
            kind = EVENT_KINDS[event["kind"]]
            if kind == "sides":
                waiting.append(event)
            elif kind.startswith("contest"):
                pair = {event["actor"], event["target"]}
                assert all(side["target"] in pair and side["actor"] not in pair for side in waiting)
                waiting = []
        assert not waiting


def test_posts_are_passed_on_from_their_holders():
    start_holders = {"chair": 0, "command": 1, "foreign": 0, "press": 2, "secretary": 3}
    for _, events in logged():
        holders = [start_holders[post] for post in start().posts]
        for event in of_kind(events, "post"):
            assert holders[event["detail"]] == event["target"]
            holders[event["detail"]] = event["actor"]


def test_leaders_follow_each_other():
    for _, events in logged():
        told = of_kind(events, "leader")
        assert told[0]["target"] == -1
        assert np.array_equal(told["target"][1:], told["actor"][:-1])


def test_shocks_are_told_by_their_number():
    told = of_kind(logged()[0][1], "shock")
    assert [(e["month"], e["detail"]) for e in told] == [(3, 0), (5, 1)]


def test_what_finds_no_room_is_fetched_by_a_second_try(monkeypatch):
    whole = logged()[3][1]
    monkeypatch.setattr(module, "_ROOM", 3)
    again = log_of(first=3).events
    assert again.tobytes() == whole.tobytes()
    assert again.size > 3


def test_nothing_is_written_where_there_is_no_log():
    world, _ = world_of()
    log_event(world, FALL, 1, 0, 0, 0.0)
    assert world.events.size == 0
    assert world.clock[1] == 0


def test_an_event_is_written_as_given():
    world, _ = world_of()
    world = world._replace(events=np.zeros(1, EVENT), clock=np.array([5, 0]))
    log_event(world, LEADER, 2, 1, PRISON, 0.25)
    log_event(world, LEADER, 3, 2, 0, 0.5)
    assert world.events[0].item() == (0, 5, LEADER, 2, 1, PRISON, 0.25)
    assert world.clock[1] == 2


def test_the_log_of_many_runs_is_those_of_each(monkeypatch):
    whole = log_of(runs=RUNS).events
    assert whole.tobytes() == b"".join(events.tobytes() for _, events in logged())
    assert set(whole["run"]) == set(range(RUNS))
    monkeypatch.setattr(module, "_ROOM", 1)
    assert log_of(runs=RUNS).events.tobytes() == whole.tobytes()


def test_every_kind_is_told_on_its_page():
    page = (Path(__file__).parents[3] / "docs" / "events.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in page for kind in EVENT_KINDS)
