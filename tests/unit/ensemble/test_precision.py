"""Runs that stop at a precision: how many there are depends on case, seed and precision alone."""

import itertools
import signal

import numpy as np
import pytest
from fake_model import fake_model, fake_runs, make_case
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.ensemble.answers import winners
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.precision import (
    BLOCK,
    chunk_within,
    leading,
    looks,
    margin,
    most_runs,
    why_stopped,
)
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.errors import InvalidInput, ResultError
from whowhom.reporting.findings import findings


def run_toy(**settings):
    return run_model(fake_model, make_case(), **{"seed": 9, "precision": 0.03} | settings)


def half(result):
    return margin(result.tally, result.circle)


@pytest.fixture(scope="module")
def reference():
    return run_toy(threads=1)


def test_it_stops_at_the_first_look_that_is_precise_enough(reference):
    assert half(reference) <= 0.03
    assert reference.runs % BLOCK == 0
    assert reference.runs > BLOCK
    before = run_model(fake_model, make_case(), seed=9, runs=reference.runs - BLOCK)
    assert half(before) > 0.03


def test_the_runs_are_those_of_as_many_runs_without_a_precision(reference):
    plain = run_model(fake_model, make_case(), seed=9, runs=reference.runs)
    assert plain.sha256 == reference.sha256
    assert plain.winners().equals(reference.winners())
    assert plain.trajectories().equals(reference.trajectories())


@pytest.mark.parametrize(("threads", "chunk"), [*itertools.product([1, 3], [7, 64, 4096])])
def test_threads_and_chunks_change_nothing(threads, chunk, reference, tmp_path):
    out = tmp_path / "x" if chunk == 64 else None
    found = run_toy(threads=threads, chunk=chunk, out=out)
    assert (found.sha256, found.runs) == (reference.sha256, reference.runs)


def test_a_limit_is_kept_and_named(reference):
    found = run_toy(runs=700, precision=0.02)
    assert found.runs == 700
    asked = found.summary()
    assert (asked["stopped_by"], asked["runs_at_most"], asked["precision"]) == (
        "runs_at_most",
        700,
        0.02,
    )
    (said,) = findings(found, only=["sampling"])
    assert "The limit of 700 runs came before the precision" in said.sentence
    (said,) = findings(reference, only=["sampling"])
    assert f"The runs stopped at {reference.runs:,} because" in said.sentence
    assert reference.summary()["stopped_by"] == "precision"
    assert "stopped_by" not in run_model(fake_model, make_case(), seed=9, runs=7).summary()


def test_stopped_by_hand_it_goes_on_to_the_same_end(reference, tmp_path):
    out, done = tmp_path / "x", []

    def fail(start, *, seed, first, runs):
        if first >= 700:
            raise ZeroDivisionError
        return fake_runs(start, seed=seed, first=first, runs=runs)

    def model(case, parameters):
        return fake_model(case, parameters)[0], fail

    with pytest.raises(ZeroDivisionError):
        run_model(model, make_case(), seed=9, precision=0.03, threads=1, out=out)
    with pytest.raises(ResultError, match=r"of at most 1,500 runs .*--precision 0\.03"):
        read_result(out)
    found = run_toy(out=out, progress=done.append)
    assert (found.sha256, found.runs) == (reference.sha256, reference.runs)
    assert [now.reached for now in done] == sorted(now.reached for now in done)
    assert all(now.is_at_most for now in done)
    again = run_model(lambda *_: pytest.fail("made"), make_case(), seed=9, precision=0.03, out=out)
    assert again.sha256 == reference.sha256


def test_another_precision_or_limit_is_another_result(tmp_path):
    run_toy(out=tmp_path / "x")
    for other in ({"precision": 0.031}, {"runs": 1400}, {"precision": None, "runs": 1500}):
        with pytest.raises(InvalidInput, match="holds another result"):
            run_toy(out=tmp_path / "x", **other)


def test_ctrl_c_in_the_last_chunk_before_a_look_is_heard(tmp_path):
    def press(start, *, seed, first, runs):
        if first == 0:
            signal.raise_signal(signal.SIGINT)
        return fake_runs(start, seed=seed, first=first, runs=runs)

    def model(case, parameters):
        return fake_model(case, parameters)[0], press

    settings = {"precision": 0.03, "seed": 9, "chunk": BLOCK, "threads": 1}
    with pytest.raises(Interrupted, match=r"after 500 of at most 1,500 runs; they are kept"):
        run_model(model, make_case(), out=tmp_path / "x", **settings)


@pytest.mark.parametrize("precision", [0, 0.0009, 0.26, -1, float("nan"), True, "0.01"])
def test_a_precision_outside_its_domain(precision):
    with pytest.raises(InvalidInput, match=r"precision must be a number from 0\.001 to 0\.25"):
        run_toy(precision=precision)


@given(st.floats(0.001, 0.25))
def test_the_most_runs_are_enough_for_any_share_and_no_block_less_is(precision):
    most = most_runs(precision)
    low, high = wilson(most // 2, most)
    assert (high - low) / 2 <= precision
    if most > BLOCK:
        low, high = wilson((most - BLOCK) // 2, most - BLOCK)
        assert (high - low) / 2 > precision


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_looks_and_chunks(most, chunk):
    found = looks(most) if most < 10**5 else looks(10**5)
    assert found == sorted(set(found))
    assert all(look % BLOCK == 0 for look in found[:-1])
    assert 1 <= chunk_within(chunk) <= chunk
    assert BLOCK % chunk_within(chunk) == 0


@settings(max_examples=30)
@given(st.lists(st.integers(0, 50), min_size=2, max_size=6))
def test_the_leading_answer_is_the_one_that_the_headline_begins_with(counts):
    runs = max(1, sum(counts))
    rows = [{"actor": str(place), "share": count / runs} for place, count in enumerate(counts)]
    found = leading(rows)
    nobody = rows[-1]
    assert (found is nobody) == (nobody["share"] > 0.5)
    if found is not nobody:
        assert found["share"] == max(row["share"] for row in rows[:-1])


def test_stopping_costs_the_interval_next_to_no_coverage():
    """Sequential looks could make an interval too narrow; here they cost a point at most."""
    rng = np.random.default_rng(1)
    for share in (0.05, 0.1, 0.3, 0.5):
        held, times = 0, 1500
        for _ in range(times):
            count = 0
            for before, look in itertools.pairwise([0, *looks(most_runs(0.02))]):
                count += rng.binomial(look - before, share)
                low, high = wilson(count, look)
                if (high - low) / 2 <= 0.02:
                    break
            held += low <= share <= high
        assert held / times > 0.93


def test_no_precision_says_nothing(reference):
    rows = winners(reference.tally, reference.circle)
    plain = run_model(fake_model, make_case(), seed=9, runs=5)
    assert why_stopped(plain.description.work, rows) == ""
