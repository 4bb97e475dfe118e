"""Jobs run one at a time in a process of their own, are stopped at once, and run once."""

import os
import time

import pytest
from job_work import count, die, fail, sleep

from whowhom.compiling import Compilation
from whowhom.errors import InvalidInput
from whowhom.web import jobs as module
from whowhom.web.jobs import MOST_WAITING, Jobs


def wait_for(met, seconds=150.0):
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


@pytest.fixture
def jobs():
    one = Jobs()
    yield one
    one.close()
    wait_for(lambda: not one.active())


def test_work_is_done_elsewhere_and_its_result_comes_back(jobs):
    kept = []
    job = jobs.submit("a", "counting", "/", count, {"to": 5}, on_done=kept.append)
    wait_for(lambda: job.is_over)
    assert job.state == "done", job.note
    assert kept == [job.result]
    assert job.result["sum"] == 10
    assert job.result["process"] != os.getpid()
    assert (job.done, job.whole) == (4, 5)


def test_compilation_is_told_instead_of_a_standing_number(monkeypatch):
    found, sent = [None], []
    monkeypatch.setattr(module, "compilation", lambda: found[-1])
    monkeypatch.setattr("whowhom.compiling._LOOK", 0.01)
    compiling = ("far", 25, 100, "Compiling the model, once on this machine: 25%, 20 s, 60 s left")
    with module._telling(sent.append) as tell:
        tell(0, 2000, "loading")
        found.append(Compilation(share=0.25, seconds=20.0, is_over=False, seconds_left=60.0))
        wait_for(lambda: compiling in sent)
        tell(0, 2000, "standing")
        found.append(Compilation(share=1.0, seconds=80.0, is_over=True))
        wait_for(lambda: sent[-1] == ("far", 0, 2000, "standing"))
        tell(7, 2000, "")
    assert sent[0] == ("far", 0, 2000, "loading")
    assert sent[-1] == ("far", 7, 2000, "")
    assert set(sent[1:-2]) == {compiling}


def test_the_same_work_runs_once(jobs):
    first = jobs.submit("a", "sleeping", "/", sleep, {"seconds": 60})
    assert jobs.submit("a", "sleeping", "/", sleep, {"seconds": 60}) is first
    assert len(jobs.active()) == 1
    jobs.stop("a")


def test_a_job_is_stopped_within_a_second(jobs):
    job = jobs.submit("a", "sleeping", "/", sleep, {"seconds": 600})
    wait_for(lambda: job.done)
    began = time.monotonic()
    jobs.stop("a")
    assert job.state == "stopped"
    wait_for(lambda: not jobs.active())
    assert time.monotonic() - began < 1
    again = jobs.submit("a", "counting", "/", count, {"to": 3})
    wait_for(lambda: again.is_over)
    assert again.state == "done"


def test_others_wait_and_too_many_are_refused(jobs):
    first = jobs.submit("0", "sleeping", "/", sleep, {"seconds": 600})
    waiting = [
        jobs.submit(f"{n}", "counting", "/", count, {"to": n}) for n in range(1, MOST_WAITING + 1)
    ]
    assert [job.state for job in waiting] == ["waiting"] * MOST_WAITING
    with pytest.raises(InvalidInput, match="already waiting"):
        jobs.submit("more", "counting", "/", count, {"to": 1})
    jobs.stop(waiting[1].key)
    assert waiting[1].state == "stopped"
    wait_for(lambda: first.state == "working")
    jobs.stop(first.key)
    wait_for(lambda: all(job.is_over for job in waiting))
    assert [job.state for job in waiting] == ["done", "stopped", "done"]


def test_failures_and_deaths_are_told(jobs):
    failed = jobs.submit("a", "failing", "/", fail, {"why": "no room"})
    died = jobs.submit("b", "dying", "/", die, {})
    wait_for(lambda: failed.is_over and died.is_over)
    assert (failed.state, failed.note) == ("failed", "no room")
    assert died.state == "failed"
    assert "died" in died.note


def test_a_result_that_cannot_be_taken_is_a_failure(jobs):
    def refuse(_result):
        raise InvalidInput("not taken")

    job = jobs.submit("a", "counting", "/", count, {"to": 1}, on_done=refuse)
    wait_for(lambda: job.is_over)
    assert (job.state, job.note) == ("failed", "not taken")
