"""A small circle and a model that rolls dice, so that the store is tested without the real one.

Run as a program it simulates into a folder, slowly: ``fake_model.py FOLDER RUNS SEED CHUNK DELAY``.
"""

import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import whowhom.cases
from whowhom.cases.case import (
    BASES,
    SKILLS,
    Actor,
    Audience,
    Case,
    CourseEvent,
    Day,
    Period,
    Quantity,
)
from whowhom.ensemble.outcome import FATES, REMOVED, STATUSES
from whowhom.ensemble.run import run_model
from whowhom.ensemble.store import Store
from whowhom.sim.layout import DECISIONS

ACTORS = ("arbiter", "ann", "bob", "cat", "dan")
N_ACTORS = len(ACTORS)
MONTHS = 24


ARMY = Audience(
    id="army",
    name="Army",
    size=10,
    weight=Quantity(1, 1),
    turnover=Quantity(0, 0),
    line=Quantity(0, 0),
    line_sd=Quantity(0, 0),
    base="army",
    fed_by={},
    abroad=False,
)


def period(year, month, last_month=None):
    return Period(Day(year, month, 1), Day(year, last_month or month, 28), f"{year}-{month:02d}")


def event(actor, name, date):
    return CourseEvent(date=date, actor=actor, event=name, by=(), note="")


def make_case(course=(), sha256="0" * 64):
    actors = tuple(
        Actor(
            id=name,
            name=name.capitalize(),
            bases=dict.fromkeys(BASES, Quantity(1, 1)),
            skills=dict.fromkeys(SKILLS, Quantity(0.5, 0.5)),
            line=Quantity(0, 0),
        )
        for name in ACTORS
    )
    return Case(
        id="toy",
        title="A toy",
        about="",
        regime_type="other",
        start=Day(1922, 4, 3),
        end=Day(1924, 3, 31),
        majority=Quantity(0.5, 0.5),
        arbiter="arbiter",
        coder="",
        coded="",
        licence="",
        actors=actors,
        audiences=(ARMY,),
        course=tuple(course),
        files={
            "case.toml": b'title = "A toy"\n',
            "actors.csv": b"id\n" + b"\n".join(name.encode() for name in ACTORS) + b"\n",
            "notes/why.md": "Зачем?\n".encode(),
        },
        sha256=sha256,
    )


@dataclass(frozen=True)
class FakeStart:
    actors: tuple = ACTORS
    contenders: tuple = ACTORS[1:]
    months: int = MONTHS
    posts: tuple = ("chair",)
    audiences: tuple = ("army",)


def one_run(seed, run, n=N_ACTORS, n_months=MONTHS):
    """Roll the dice for one run: a few fall, one after another, some of them die."""
    rng = np.random.default_rng([seed, run])
    out = SimpleNamespace(
        top=-1,
        fate=np.zeros(n, np.int8),
        fell=np.full(n, -1, np.int16),
        order=np.full(n, -1, np.int8),
        by=np.full(n, -1, np.int8),
        reached=np.full((n, len(REMOVED)), -1, np.int16),
        share=rng.dirichlet(np.ones(n)).astype(np.float32),
    )
    fallers = rng.permutation(np.arange(1, n))[: rng.integers(0, n)]
    months = np.sort(rng.integers(0, n_months, len(fallers)))
    for place, (actor, month) in enumerate(zip(fallers, months, strict=True)):
        status = rng.integers(1, len(STATUSES))
        out.fell[actor], out.order[actor] = month, place
        out.by[actor] = rng.integers(-1, n)
        out.reached[actor, status - 1] = month
        out.fate[actor] = FATES.index("executed") if status == 6 else status
    left = [i for i in range(1, n) if out.fell[i] < 0]
    if len(left) == 1:
        out.top = left[0]
    return out


def fake_runs(start, *, seed, first, runs, delay=0.0):
    n = len(start.actors)
    rolled = [one_run(seed, first + r, n, start.months) for r in range(runs)]
    time.sleep(delay * runs)
    simulated = SimpleNamespace(
        **{
            name: np.array([getattr(one, name) for one in rolled])
            for name in ("top", "fate", "fell", "order", "by", "reached", "share")
        },
        standing=np.zeros((start.months, n, len(STATUSES)), np.int32),
        power=np.zeros((start.months, n, 101), np.int32),
        held=np.zeros((start.months, len(start.posts), n + 1), np.int32),
        clients=np.zeros((start.months, len(start.audiences), n), np.int64),
        decisions=np.zeros((runs, 0, start.months, len(DECISIONS))),
    )
    everybody = np.arange(n)
    percents = np.rint(100 * simulated.share).astype(int)
    for month in range(start.months):
        times = np.where(simulated.reached <= month, simulated.reached, -1)
        status = np.where(times.max(axis=2) >= 0, times.argmax(axis=2) + 1, 0)
        for actor in range(n):
            simulated.standing[month, actor] = np.bincount(
                status[:, actor], minlength=len(STATUSES)
            )
            simulated.power[month, actor] = np.bincount(percents[:, actor], minlength=101)
        strongest = np.where(status == 0, simulated.share, -1).argmax(axis=1)
        holder = np.where(status[:, 1] == 0, strongest, -1)  # all posts fall vacant with ann
        simulated.held[month, :] = np.bincount(holder % (n + 1), minlength=n + 1)
        for body in range(len(start.audiences)):
            inside = (status == 0) & (everybody % len(start.audiences) == body)
            simulated.clients[month, body] = inside.sum(axis=0)
    return simulated


def fake_model(case, parameters):
    return FakeStart(), fake_runs


def fake_model_of(case, parameters):
    """Return the same for any case: its first actor stands for the arbiter."""
    actors = tuple(sorted(actor.id for actor in case.actors))
    posts = tuple(sorted(post.id for post in case.posts)) or FakeStart.posts
    bodies = tuple(sorted(body.id for body in case.audiences))
    return FakeStart(actors, actors[1:], case.months, posts, bodies), fake_runs


def slow_model(delay):
    def simulate(start, *, seed, first, runs):
        return fake_runs(start, seed=seed, first=first, runs=runs, delay=delay)

    return lambda _case, _parameters: (FakeStart(), simulate)


def stopped_at_the_end(model, case, folder, **settings):
    """Simulate and store all runs, and be stopped before the result is finished."""

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "finish", stop)
        with pytest.raises(KeyboardInterrupt):
            run_model(model, case, out=folder, **settings)


def read_toy(path):
    """Stand in for the reader of cases: the toy, if its files are there as they were written."""
    case = make_case()
    for name, content in case.files.items():
        assert (Path(path) / name).read_bytes() == content
    return case


def tell(progress):
    sys.stdout.write(f"{progress.done}\n")
    sys.stdout.flush()


def main():
    folder, runs, seed, chunk, delay = sys.argv[1:]
    whowhom.cases.read_case = read_toy
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background processes ignore it
    run_model(
        slow_model(float(delay)),
        make_case(),
        runs=int(runs),
        seed=int(seed),
        chunk=int(chunk),
        threads=2,
        out=folder,
        progress=tell,
    )


if __name__ == "__main__":
    main()
