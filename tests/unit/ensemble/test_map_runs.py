"""Many runs: the same in any order and in any process, kept and gone on with, stopped by Ctrl-C."""

import contextlib
import pickle
import random
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fake_model import fake_model, make_case
from test_store import comparable

from whowhom.ensemble import engines
from whowhom.ensemble.engines import in_order
from whowhom.ensemble.map_runs import Interrupted, map_runs
from whowhom.ensemble.run import run_model

sys.path.insert(0, str(Path(__file__).parents[2]))


def scattered(_threads):
    """Return an engine that sends every job through pickle and does them in any order."""

    def engine(jobs, *, is_stopping, tick):
        order = random.Random(len(jobs)).sample(range(len(jobs)), len(jobs))
        assert len(jobs) < 2 or order != sorted(order)
        for place in order:
            found = jobs[place].stored()
            yield pickle.loads(pickle.dumps(jobs[place]))() if found is None else found

    return engine


@dataclass(frozen=True)
class Square:
    """A task."""

    number: int
    runs: int = 3

    def __call__(self):
        return self.number**2


@dataclass(frozen=True)
class Press:
    """A task that presses Ctrl-C."""

    runs: int = 1

    def __call__(self):
        signal.raise_signal(signal.SIGINT)


class Kept:
    """A store in memory."""

    def __init__(self):
        self.files, self.new = {}, []

    def read(self, index):
        return (int(self.files[index]), self.files[index]) if index in self.files else None

    def pack(self, index, part):
        return str(part)

    def write(self, index, files, *, is_new):
        self.files[index] = files
        self.new += [index] * is_new


@pytest.mark.parametrize("engine", ["local", scattered(2)])
@pytest.mark.parametrize("threads", [1, 3])
def test_every_result_is_merged_once_by_its_index(engine, threads):
    found, seen = {}, []
    tasks = [Square(number) for number in range(10)]
    map_runs(tasks, found.__setitem__, threads=threads, progress=seen.append, engine=engine)
    assert found == {number: number**2 for number in range(10)}
    assert (seen[0].done, seen[-1].done, seen[-1].runs) == (0, 30, 30)
    assert not any(now.is_stopping or now.stored_before for now in seen)


def test_no_tasks_are_done_at_once():
    map_runs([], lambda *_: pytest.fail("there is nothing"))


def test_what_is_kept_is_not_done_again():
    kept, seen = Kept(), []
    kept.files = {1: "100", 3: "300"}  # no squares, so that it shows whether they are read
    found = {}
    tasks = [Square(number) for number in range(5)]
    map_runs(tasks, found.__setitem__, threads=2, keep=kept, progress=seen.append)
    assert found == {0: 0, 1: 100, 2: 4, 3: 300, 4: 16}
    assert kept.new == [0, 2, 4]
    assert seen[-1].stored_before == 6


def test_the_first_ctrl_c_keeps_what_is_done_and_it_goes_on_from_there():
    kept, found = Kept(), {}
    kept.pack = lambda _index, part: str(part or 0)
    tasks = [Square(2), Press(), *(Square(number) for number in range(40))]
    with pytest.raises(Interrupted, match=r"after \d+ of 124 runs"):
        map_runs(tasks, found.__setitem__, threads=1, keep=kept)
    assert found[0] == 4
    assert 2 <= len(found) < len(tasks)
    assert set(kept.files) == set(found)
    before = set(found)
    map_runs(tasks, found.__setitem__, threads=1, keep=kept)
    assert set(kept.files) == set(found) == set(range(len(tasks)))
    assert not before & set(kept.new[len(before) :])


def test_the_second_ctrl_c_stops_at_once():
    def again(now):
        if now.is_stopping:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt) as stopped:
        map_runs([Press(), *([Square(1)] * 40)], lambda *_: None, threads=1, progress=again)
    assert not isinstance(stopped.value, Interrupted)


@pytest.fixture
def anywhere(monkeypatch):
    """Do all tasks in any order, each in what might be another process."""
    monkeypatch.setattr(engines, "in_threads", scattered)


def test_an_ensemble_is_the_same_anywhere(anywhere, finished, tmp_path):
    settings = {"runs": 30, "seed": 5, "chunk": 8}
    stored = run_model(fake_model, make_case(), out=tmp_path / "toy", **settings)
    assert comparable(stored.path) == comparable(finished)
    in_memory = run_model(fake_model, make_case(), **settings)
    assert in_memory.sha256 == stored.sha256
    assert in_memory.by_run().equals(stored.by_run())


def test_a_decision_record_is_the_same_anywhere(anywhere, monkeypatch):
    from toy import toy_case

    from whowhom.ensemble.decision_record import decision_record

    found = decision_record(toy_case(), actor="orator", runs=24, seed=2)
    monkeypatch.undo()
    assert (
        decision_record(toy_case(), actor="orator", runs=24, seed=2).table().equals(found.table())
    )


def test_a_sensitivity_is_the_same_anywhere(anywhere, monkeypatch):
    from toy import toy_case

    from whowhom.ensemble.sensitivity import sensitivity

    found = sensitivity(toy_case(), over="table", runs=400, seed=3)
    monkeypatch.undo()
    assert sensitivity(toy_case(), over="table", runs=400, seed=3, threads=2) == found


def test_a_backtest_is_the_same_anywhere(anywhere, monkeypatch):
    from whowhom.backtesting.regime import regime_counts
    from whowhom.casebook.read import read_casebook
    from whowhom.score.opening import Opening

    openings = [Opening.of(struggle) for struggle in read_casebook()[:2]]
    found = regime_counts(openings, runs=110, seed=4)
    monkeypatch.undo()
    for one, other in zip(found, regime_counts(openings, runs=110, seed=4), strict=True):
        assert (one.actors, one.runs) == (other.actors, 110)
        for name in ("on_top", "shared", "strongest", "removed", "first", "fates", "months"):
            assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def test_a_population_is_the_same_anywhere(anywhere, monkeypatch):
    from whowhom.facts.compare import simulate_population

    found = simulate_population(4, seed=1, years=3)
    monkeypatch.undo()
    again = simulate_population(4, seed=1, years=3, threads=2)
    for name in ("spells", "tries", "coalitions"):
        assert np.array_equal(getattr(found, name), getattr(again, name)), name


def test_what_was_not_begun_when_it_stops_is_never_begun(monkeypatch):
    monkeypatch.setattr(engines, "TICK", 0.01)
    begun, stopping = [], threading.Event()

    def task(number):
        begun.append(number)
        if number == 4:
            time.sleep(0.1)  # until the next one waits
            stopping.set()
            time.sleep(0.1)  # until it is told
        return number

    taken = in_order(task, 40, threads=1, is_stopping=stopping.is_set, tick=lambda: None)
    assert list(taken) == begun == [0, 1, 2, 3, 4]


def test_few_chunks_wait_at_a_time():
    begun, waiting = [], []

    def task(number):
        begun.append(number)
        return number

    taken = in_order(task, 40, threads=2, is_stopping=lambda: False, tick=lambda: None)
    with contextlib.closing(taken):
        for number in taken:
            time.sleep(0.002)
            waiting.append(len(begun) - number)
    assert max(waiting) <= 2 * 2 + 1
