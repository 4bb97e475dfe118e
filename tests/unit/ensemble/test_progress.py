"""How far runs are and how long they will go on, without waiting for a clock."""

import pickle
import threading

import pytest

from whowhom.compiling import Compilation
from whowhom.ensemble import progress as module
from whowhom.ensemble.map_runs import map_runs, stretches
from whowhom.ensemble.progress import (
    Count,
    Progress,
    duration,
    how_far,
    long_words,
    of_all,
    shorter,
)


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the test moves."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    found = Clock()
    monkeypatch.setattr(module, "time", found)
    return found


def progress(**more):
    return Progress(**{"done": 0, "runs": 2000, "stored_before": 0, "is_stopping": False} | more)


def test_the_pace_leaves_out_what_came_before_the_first_run(clock):
    count = Count()
    assert count.pace is None
    clock.now += 90  # of compilation
    count.add(0, 1)
    assert count.pace is None
    clock.now += 2
    count.add(0, 4)
    assert count.pace == 0.5
    assert count.under_way == 5


def test_two_threads_share_the_work(clock):
    count = Count()

    def work(runs):
        thread = threading.Thread(target=lambda: count.add(1, runs))
        thread.start()
        thread.join()

    count.add(0, 1)
    barrier = [threading.Thread(target=count.add, args=(1, 1))]
    barrier[0].start()
    barrier[0].join()
    clock.now += 10
    count.add(0, 20)  # of the first thread: 2 a second; nothing is known of the second
    assert count.pace == 0.25


def test_a_finished_task_is_counted_once(clock):
    count = Count()
    count.add(0, 10)
    clock.now += 5
    count.finish(0, 10, was_stored=False)
    assert count.under_way == 0
    assert count.pace is None
    count.finish(1, 10, was_stored=False)  # done where nobody notes
    assert count.under_way == 0
    assert count.pace == 0.5
    before = count.pace
    count.finish(2, 1000, was_stored=True)
    assert count.pace == before


def test_a_pickled_count_counts_for_nobody():
    count = Count()
    count.add(0, 3)
    other = pickle.loads(pickle.dumps(count))
    assert (other.under_way, count.under_way) == (0, 3)
    other.add(0, 1)
    assert count.under_way == 3


@pytest.mark.parametrize("runs", [1, 2, 7, 50, 4096])
def test_stretches_are_a_cut_of_the_runs_and_begin_with_one(runs):
    found = list(stretches(30, runs))
    assert found[0] == (30, 1)
    assert [r for first, size in found for r in range(first, first + size)] == [
        *range(30, 30 + runs)
    ]


def test_runs_of_a_task_show_before_it_is_finished():
    seen = []
    go_on = threading.Event()

    class Task:
        runs = 9

        def __call__(self):
            for place, _ in enumerate(stretches(0, 9)):
                if place == 1:
                    assert go_on.wait(60)

    def look(now):
        seen.append(now)
        if now.reached:
            go_on.set()

    map_runs([Task()], lambda *_: None, threads=1, progress=look)
    assert 1 in [now.reached for now in seen if now.done == 0]
    assert (seen[-1].done, seen[-1].under_way) == (9, 0)
    assert [now.reached for now in seen] == sorted(now.reached for now in seen)


def test_parts_of_a_whole_know_the_pace_of_those_before():
    told = []
    part = of_all(told.append)
    part(0, 300)(progress(done=5, runs=100, pace=0.2))
    part(100, 300)(progress(done=0, runs=100))
    assert [(now.done, now.runs, now.pace) for now in told] == [(5, 300, 0.2), (100, 300, 0.2)]
    of_all(None)(0, 1)(progress())


def test_only_what_is_long_is_announced():
    assert long_words(progress()) == ""
    assert long_words(progress(pace=0.0099)) == ""
    assert long_words(progress(pace=0.01)) == "About 20 s left for 2,000 runs on this machine."
    assert long_words(progress(pace=1.0, done=1950, under_way=40)) == ""
    assert long_words(progress(pace=10.0, is_at_most=True), noun="regime") == (
        "At most 5 h 33 min left for 2,000 regimes on this machine."
    )


def test_how_far():
    assert how_far(progress(done=50, under_way=3)) == "53 of 2,000"
    assert how_far(progress(done=1000, pace=0.5, is_at_most=True)) == (
        "1,000 of at most 2,000, about 8 min left"
    )
    over = Compilation(share=1.0, seconds=9.0, is_over=True)
    assert not progress(compilation=over).is_compiling
    assert progress(compilation=Compilation(share=0.1, seconds=9.0, is_over=False)).is_compiling


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "0 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (3569, "59 min"),
        (3571, "1 h"),
        (86399, "1 day"),
    ],
)
def test_a_length_of_time_never_has_sixty_of_anything(seconds, words):
    assert duration(seconds) == words


def test_more_threads_are_named_only_where_there_are_more(monkeypatch):
    monkeypatch.setattr(module, "processors", lambda: 4)
    assert "--threads" not in shorter(2000)
    assert "--threads" not in shorter(2000, 4)
    assert shorter(2000, 1).endswith(" or --threads 4")
