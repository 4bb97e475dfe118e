"""A run is a function of (case, seed, run) alone: no chunk, thread, order or onlooker matters."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from whowhom.ensemble.outcome import MONTHLY
from whowhom.ensemble.run import run
from whowhom.scenario.start import Start
from whowhom.sim import simulation as module
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import Runs


def joined(parts):
    """Put the outcomes of consecutive runs together."""
    names = [field.name for field in fields(Runs)]
    whole = {n: np.concatenate([getattr(p, n) for p in parts]) for n in names if n not in MONTHLY}
    for n in MONTHLY:
        counts = [getattr(p, n) for p in parts]
        whole[n] = np.sum(counts, axis=0, dtype=counts[0].dtype)
    return Runs(**whole)


def split(runs, sizes):
    """Return (first, runs) of chunks whose sizes are drawn from `sizes`."""
    draw, chunks, first = random.Random(runs), [], 0
    while first < runs:
        size = min(draw.choice(sizes), runs - first)
        chunks.append((first, size))
        first += size
    return chunks


@pytest.mark.parametrize("build", ["court", "bare"])
@pytest.mark.parametrize("sizes", [(1,), (2, 3, 7), (32,), (8, 9)])
def test_any_split_in_any_order(build, sizes, toy, same):
    case, runs = getattr(toy, build)(), 60
    chunks = split(runs, sizes)
    shuffled = random.Random(5).sample(chunks, len(chunks))
    parts = {first: toy.simulate(case, first=first, runs=size) for first, size in shuffled}
    same(joined([parts[first] for first, _ in chunks]), toy.usual(build, runs))


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_side_by_side(threads, toy, same):
    case, runs = toy.court(), 60
    start, chunks = Start(case, Parameters()), split(runs, (5, 11))
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(lambda c: module.simulate(start, seed=1, first=c[0], runs=c[1]), chunks)
        same(joined(list(parts)), toy.usual("court", runs))


@pytest.mark.slow
def test_the_duel_in_threads_and_chunks(duel, toy, same):
    start, chunks = Start(duel, Parameters()), [(0, 1), (1, 7), (8, 13), (21, 3)]
    with ThreadPoolExecutor(3) as pool:
        parts = pool.map(
            lambda c: module.simulate(start, seed=7, first=c[0], runs=c[1]), chunks[::-1]
        )
        same(joined(list(parts)[::-1]), toy.simulate(duel, seed=7, runs=24))


def test_a_start_can_be_simulated_twice(toy, same):
    start = Start(toy.court(), Parameters())
    same(module.simulate(start, seed=3, runs=40), module.simulate(start, seed=3, runs=40))


@pytest.mark.parametrize("first", [0, 1000, 2**31 - 3, 2**32 - 40])
def test_large_run_numbers(first, toy, same):
    case = toy.court()
    parts = [
        toy.simulate(case, first=first, runs=17),
        toy.simulate(case, first=first + 17, runs=23),
    ]
    same(joined(parts), toy.simulate(case, first=first, runs=40))


def test_seeds_and_runs_differ(toy):
    """The other side of the law: where seed or run differ, so does the run."""
    case = toy.court()
    seeds = (0, 1, 2, 2**32 + 1, 2**63 - 1)
    shares = {toy.simulate(case, seed=seed, runs=20).share.tobytes() for seed in seeds}
    assert len(shares) == len(seeds)
    assert len({row.tobytes() for row in toy.simulate(case, runs=50).reached}) > 40


@pytest.fixture(scope="module")
def one_chunk(toy):
    return run(toy.court(), runs=66, seed=4, threads=1, chunk=66).sha256


@pytest.mark.parametrize("chunk", [1, 7, 64, None])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_an_ensemble_has_one_hash(threads, chunk, one_chunk, toy):
    assert run(toy.court(), runs=66, seed=4, threads=threads, chunk=chunk).sha256 == one_chunk


def test_an_ensemble_of_another_seed_has_another_hash(one_chunk, toy):
    assert run(toy.court(), runs=66, seed=5, threads=1).sha256 != one_chunk


@pytest.mark.parametrize("build", ["court", "bare"])
def test_a_longer_case_begins_in_the_same_way(build, toy, same):
    case = getattr(toy, build)()
    longer = replace(case, end=replace(case.end, year=case.end.year + 3))
    assert longer.months == case.months + 36
    same(toy.usual(build, 40), toy.simulate(longer, runs=40), before=case.months)


@pytest.mark.parametrize("times", [0, 3])
def test_observing_draws_nothing(times, toy, same, monkeypatch):
    """The loop over the months with no look at the world, and with three each month."""
    case, look = toy.court(), module._observe
    expected = toy.simulate(case, runs=30)

    def observe(world, month, counts):
        for _ in range(times):
            look(world, month, counts)

    monkeypatch.setattr(module, "_observe", observe)
    monkeypatch.setattr(
        module, "_simulate_runs", getattr(module._simulate_runs, "py_func", module._simulate_runs)
    )
    seen = toy.simulate(case, runs=30)
    for name in MONTHLY:
        assert (getattr(seen, name) == times * getattr(expected, name)).all(), name
    same(replace_counts(seen, expected), expected)


def replace_counts(simulated, other):
    values = {field.name: getattr(simulated, field.name) for field in fields(Runs)}
    return SimpleNamespace(**values | {name: getattr(other, name) for name in MONTHLY})
