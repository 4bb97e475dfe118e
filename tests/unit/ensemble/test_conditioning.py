"""Conditional ensembles: what changes their bytes, and what they say of a record."""

import json
import math
import random
import signal
from dataclasses import replace

import numpy as np
import pytest
from toy import number, period, shock, toy_case

from whowhom.cases.case import CourseEvent, Day, Period, Quantity
from whowhom.cases.record import observed_record
from whowhom.ensemble import conditioning as module
from whowhom.ensemble.conditioning import (
    Conditioning,
    Unexplained,
    check_memory,
    condition,
    conditioning_from,
    standing_by,
)
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.occurrences import all_records
from whowhom.ensemble.run import run
from whowhom.errors import InvalidInput, ResourceError
from whowhom.scenario.start import Start
from whowhom.sim.layout import DEAD, DIED, INNER
from whowhom.sim.parameters import Parameters

AS_OF = "1900-07"
RUNS = 240
ROWS = (
    {"date": "1900-04", "actor": "orator", "event": "demoted", "by": ["elder"]},
    {"date": "1900-03/1900-06", "actor": "elder", "event": "in_circle"},
)
LATER = (
    {"date": "1900-08", "actor": "organiser", "event": "demoted"},
    {"date": "1900-06/1900-09", "actor": "general", "event": "expelled"},
    {"date": "1901", "actor": "orator", "event": "executed"},
)


def ranged_case(**changes):
    """The toy with one coded number that is a range."""
    case = toy_case(end=replace(toy_case().end, year=1901), **changes)
    actors = tuple(
        replace(one, bases={**one.bases, "popular": Quantity(0.5, 3.0)})
        if one.id == "orator"
        else one
        for one in case.actors
    )
    return replace(case, actors=actors)


CASE = ranged_case()


def given(rows=ROWS, **settings):
    wanted = {"runs": RUNS, "seed": 3, "parameters": Parameters(), **settings}
    return run(wanted.pop("case", CASE), as_of=AS_OF, record=list(rows), **wanted)


@pytest.fixture(scope="module")
def once():
    return given()


def everything(result):
    """All that a result answers, as text."""
    tables = (result.winners(), result.removals(), result.fates(), result.who_removes_whom())
    return json.dumps([table.to_dicts() for table in tables], default=str)


def same(one, other):
    assert one.sha256 == other.sha256
    assert one.conditioning == other.conditioning
    assert everything(one) == everything(other)


# ------------------------------------------------------------------------------ always the same


@pytest.mark.parametrize(("threads", "chunk"), [(1, 37), (3, 11)])
def test_threads_and_chunks_change_nothing(once, threads, chunk):
    same(once, given(threads=threads, chunk=chunk))


@pytest.mark.parametrize("blocks", [7])
def test_blocks_of_the_filter_change_nothing(monkeypatch, once, blocks):
    monkeypatch.setattr("whowhom.ensemble.particle_filter._BLOCK", blocks)
    same(once, given())


def interrupt_at(share):
    """Return a progress function that presses Ctrl-C once a share of the work is done."""
    pressed = []

    def progress(now):
        if now.done >= share * now.runs and not pressed:
            pressed.append(1)
            signal.raise_signal(signal.SIGINT)

    return progress


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_an_interruption_changes_nothing(monkeypatch, tmp_path, once, share):
    monkeypatch.setattr("whowhom.cases.read_case", lambda _: CASE)
    with pytest.raises(Interrupted):
        given(out=tmp_path / "r", chunk=16, threads=1, progress=interrupt_at(share))
    same(once, given(out=tmp_path / "r", chunk=16))


def test_rows_after_the_date_change_nothing(once):
    nonsense = {"date": "1902-01", "actor": "somebody else", "event": "flew away"}
    rows = [*ROWS, *LATER, nonsense]
    random.Random(4).shuffle(rows)
    same(once, given(rows))
    same(once, given([LATER[1], *reversed(ROWS)]))


def test_the_course_of_the_case_counts_up_to_the_date_alone():
    def event(name, what, year, month):
        date = period(year, month)
        return CourseEvent(date=date, actor=name, event=what, by=(), note="")

    known = (event("orator", "demoted", 1900, 4),)
    later = (event("elder", "demoted", 1900, 8), event("elder", "executed", 1901, 2))
    results = [
        run(replace(CASE, course=course), as_of=AS_OF, runs=RUNS, seed=3, parameters=Parameters())
        for course in (known, (*known, *reversed(later)))
    ]
    for other in results[1:]:
        assert results[0].conditioning == other.conditioning
        assert everything(results[0]) == everything(other)
    plain = [
        run(replace(CASE, course=course), runs=200, seed=3, parameters=Parameters())
        for course in ((), (*known, *later))
    ]
    assert everything(plain[0]) == everything(plain[1])
    assert plain[0].conditioning is None


def test_an_event_and_its_date_matter(once):
    later = dict(ROWS[0], date="1900-06")
    assert given([later, ROWS[1]]).sha256 != once.sha256
    assert given(seed=4).sha256 != once.sha256


def test_a_stored_result_reads_as_it_was(monkeypatch, tmp_path, once):
    from whowhom.ensemble.result import read_result

    monkeypatch.setattr("whowhom.cases.read_case", lambda _: CASE)
    given(out=tmp_path / "r")
    same(once, read_result(tmp_path / "r"))


# ------------------------------------------------------------------------------ what it says


def test_runs_given_the_record_have_it(once):
    """Most stand at the date as the record says; the months before are counted.

    That the orator is in the circle after all, which a slip of the record would explain, has a
    chance of about 0.07 by finished runs, too.
    """
    months = {(row["month"], row["actor"]): row for row in once.trajectories().to_dicts()}
    assert months[AS_OF, "orator"]["inner"] < 0.2
    assert months[AS_OF, "elder"]["inner"] > 0.9
    assert months["1900-01", "orator"]["inner"] > 0.8


def test_it_says_what_was_observed_and_how_well_it_was_explained(once):
    found = once.conditioning
    assert found.as_of == AS_OF
    assert [event["event"] for event in found.events] == ["in_circle", "demoted"]
    assert found.events[1]["by"] == ["elder"]
    assert [step["month"] for step in found.steps] == ["1900-02", "1900-04", "1900-06", "1900-07"]
    assert [step["events"] for step in found.steps] == [[], [1], [0], []]
    assert found.surprise == 1
    assert 100.0 <= found.effective <= RUNS
    assert 10.0 <= found.fewest <= RUNS * 4
    assert found.log_evidence == found.steps[-1]["log_evidence"] < 0.0
    assert {row["actor"]: (row["status"], row["since"]) for row in found.standing} == {
        "elder": ("inner", "1900-06"),
        "general": ("inner", None),
        "orator": ("demoted", "1900-04"),
        "organiser": ("inner", None),
    }
    row = next(row for row in found.posterior if row["value"] == "actors.orator.popular")
    assert 0.5 <= row["prior_low"] < row["prior"] < row["prior_high"] <= 3.0
    assert 0.5 <= row["low"] < row["posterior"] < row["high"] <= 3.0


def test_intervals_are_those_of_the_effective_runs(once):
    from whowhom.ensemble.interval import wilson

    effective = once.conditioning.effective
    for row in once.winners().to_dicts():
        expected = wilson(row["share"] * effective, effective)
        assert (row["low"], row["high"]) == pytest.approx(expected)


def test_what_it_says_is_written_and_read(once):
    content = once.conditioning.to_bytes()
    assert conditioning_from(content) == Conditioning(
        **json.loads(json.dumps(once.conditioning.as_dict()))
        | {
            name: tuple(json.loads(json.dumps(getattr(once.conditioning, name))))
            for name in ("events", "steps", "posterior", "standing")
        }
    )
    with pytest.raises(ValueError, match="not what was written"):
        conditioning_from(content.replace(b"1900-07", b"1900-08", 1))


def test_the_posterior_is_that_of_the_runs_that_are_left():
    """The mean of a coded range given the record, against finished runs weighed by hand."""
    record = observed_record(CASE, AS_OF, list(ROWS))
    means = []
    for seed in (1, 2, 3, 4):
        taught = condition(CASE, Parameters(), record, runs=RUNS, seed=seed).conditioning
        rows = {row["value"]: row["posterior"] for row in taught.posterior}
        means.append(rows["actors.orator.popular"])
    expected, error = posterior_mean(record)
    spread = math.hypot(error, np.std(means, ddof=1) / 2)
    assert abs(np.mean(means) - expected) < 4.0 * spread


def posterior_mean(record, runs=3000):
    from test_particle_filter import flat, likelihoods

    from whowhom.scenario.observed import observation
    from whowhom.sim.guide import KILLED, NATURAL
    from whowhom.sim.layout import DIED
    from whowhom.sim.simulation import advance, blank_states

    start = Start(CASE, Parameters())
    seen = observation(
        record.events, actors=start.actors, contenders=start.contenders, posts=start.posts,
        first_month=CASE.start.month_number, months=7,
    )  # fmt: skip
    states = blank_states(start.draw(9, 0, 1), runs)
    trace = advance(states, flat(0), seed=9, first=0, begin=0, end=7, start=start)
    places = trace.standing.astype(int)
    died = np.broadcast_to((states.actors["manner"] == DIED)[:, None], places.shape)
    places[(places == KILLED) & died] = NATURAL
    weights = likelihoods(seen, places)
    weights /= weights.sum()
    values = start.uncertain(9, 0, runs)["actors.orator.popular"]
    mean = float((weights * values).sum())
    return mean, math.sqrt(float((weights**2 * (values - mean) ** 2).sum()))


# ------------------------------------------------------------------------------ what is refused


def test_a_record_that_the_model_cannot_explain_has_no_answer(monkeypatch):
    monkeypatch.setattr(module, "_MORE", 1)
    monkeypatch.setattr(module, "FEWEST_EFFECTIVE", 1000)
    monkeypatch.setattr(module, "LEAST_HISTORIES", 0)
    with pytest.raises(Unexplained) as caught:
        given(runs=200)
    message = str(caught.value)
    assert message.startswith("Of 200 runs only ")
    assert "orator demoted 1900-04" in message
    assert "at least 1000 are needed" in message
    assert "--runs 2000" in message


def test_more_runs_than_fit_into_memory_are_refused(monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.plan.machine_memory", lambda: 1_000_000)
    with pytest.raises(ResourceError, match=r"at most .* fit on this machine"):
        check_memory(Start(CASE, Parameters()), 10_000, 1)
    monkeypatch.setattr("whowhom.ensemble.plan.machine_memory", lambda: None)
    check_memory(Start(CASE, Parameters()), 10_000, 1)


def test_arguments_that_do_not_go_with_a_date_are_refused_together():
    with pytest.raises(InvalidInput) as caught:
        given(runs=100, engine="dask")
    assert len(str(caught.value).splitlines()) == 2
    with pytest.raises(InvalidInput, match="without as_of"):
        run(CASE, record=list(ROWS), runs=200)


def test_standing_by_a_record():
    rows = [
        {"date": "1900-02", "actor": "orator", "event": "expelled"},
        {"date": "1900-03", "actor": "orator", "event": "restored"},
        {"date": "1900-04", "actor": "general", "event": "died"},
        {"date": "1900-05", "actor": "elder", "event": "ruler"},
    ]
    record = observed_record(CASE, AS_OF, rows)
    found = {row["actor"]: (row["status"], row["since"])
             for row in standing_by(record, ("elder", "general", "orator"))}  # fmt: skip
    assert found == {
        "elder": ("inner", None),
        "general": ("dead", "1900-04"),
        "orator": ("restored", "1900-03"),
    }


# --------------------------------------------------- an arbiter, and events that may have happened

PATRIARCH = 4


def conditioned(case, *rows):
    """Return the states of runs given the record and these rows."""
    record = observed_record(case, AS_OF, [*ROWS, *rows])
    found = condition(case, Parameters(), record, runs=400, seed=2, is_strict=False)
    return found.filtered.states


def aged_case(**changes):
    """The toy with an arbiter of 120 years, of whom two in five die within seven months."""
    case = toy_case(arbiter=True, end=replace(toy_case().end, year=1901), **changes)
    old = replace(case.actors[-1], born=period(1780, 1))
    return replace(case, actors=(*case.actors[:-1], old))


def test_an_arbiter_lives_up_to_the_date_and_ages_from_then_on():
    case = aged_case()
    states = conditioned(case)
    assert (states.actors["status"][:, PATRIARCH] == INNER).all()
    assert (states.regime["ages_from"] == 7).all()
    died = all_records(given(case=case))["fate"][:, PATRIARCH] == DIED
    assert 0.05 < died.mean() < 1.0


def test_an_arbiter_dies_as_the_record_says():
    death = {"date": "1900-05-03", "actor": "patriarch", "event": "died"}
    states = conditioned(aged_case(), death)
    assert (states.actors["status"][:, PATRIARCH] == DEAD).all()
    assert (states.regime["capacity"] == 0.0).all()
    assert (states.reached[:, PATRIARCH, DEAD] == 4).all()


def test_an_event_that_may_happen_has_not_happened_up_to_the_date():
    window = Period(Day(1900, 3, 1), Day(1901, 2, 28), "1900-03/1901-02")
    event = replace(shock("levy", 0.5, target="cadres"), date=window, probability=number(0.6))
    months = conditioned(toy_case(shocks=(event,))).shocks["month"][:, 0]
    assert set(months) <= {-1, *range(7, 14)}
    assert np.mean(months >= 0) == pytest.approx(0.35 / (1 - 0.25), abs=0.12)
    with pytest.raises(InvalidInput, match="is over in 1900-07; if it happened, write its date"):
        conditioned(toy_case(shocks=(replace(event, date=period(1900, 5)),)))
