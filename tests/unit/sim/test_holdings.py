"""Counting who holds what changes nothing, adds up, and is the same however it is cut."""

import numpy as np
import polars as pl
import pytest
from toy import toy_case

from whowhom.ensemble.holdings import KINDS, holdings
from whowhom.ensemble.run import run
from whowhom.errors import InvalidInput
from whowhom.scenario.start import Start
from whowhom.sim.play import Plays, play, play_counting

RUNS = 12


@pytest.fixture(scope="module")
def start():
    return Start(toy_case(conditions={"norm": 0.5}))


@pytest.fixture(scope="module")
def counted(start):
    return play_counting(start, seed=5, runs=RUNS, months=(0, 20, start.months - 1))


def test_plays_are_the_same_bit_for_bit(start, counted):
    plain = play(start, seed=5, runs=RUNS)
    for name in Plays.__slots__:
        assert np.array_equal(getattr(plain, name), getattr(counted[0], name)), name


def test_every_post_is_counted_once_in_every_run(counted):
    held = counted[1].held
    assert held.shape[0] == 3
    assert (held >= 0).all()
    assert (held.sum(axis=2) == RUNS).all()


def test_clients_are_members_and_at_first_those_of_the_start(start, counted):
    clients = counted[1].clients
    sizes = start.draw(5, 0, 1).audiences["size"][0]
    assert (clients >= 0).all()
    assert (clients.sum(axis=2) <= RUNS * sizes).all()
    assert clients.sum() > 0


def test_runs_may_be_cut_anywhere(start, counted):
    parts = [
        play_counting(start, seed=5, first=first, runs=runs, months=(0, 20, start.months - 1))[1]
        for first, runs in ((0, 5), (5, RUNS - 5))
    ]
    assert np.array_equal(parts[0].held + parts[1].held, counted[1].held)
    assert np.array_equal(parts[0].clients + parts[1].clients, counted[1].clients)


def test_the_table_of_a_result_holds_shares():
    result = run(toy_case(), runs=30, seed=2)
    table = holdings(result, pictures=3, plays=20)
    assert set(table["kind"]) == set(KINDS)
    assert table["until"].n_unique() == 3
    sums = table.group_by("kind", "until", "item").agg(pl.col("share").sum())["share"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
    assert table.equals(holdings(result, pictures=3, plays=20, threads=1))
    whole = holdings(result, plays=10**6)
    assert ((whole["share"] * 30).round(6) % 1 == 0).filter(whole["kind"] == "post").all()
    with pytest.raises(InvalidInput, match="pictures"):
        holdings(result, pictures=0)
