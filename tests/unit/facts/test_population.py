"""A small population of the real model."""

import numpy as np

from whowhom.facts.compare import records_of, simulate_population
from whowhom.facts.population import draw_regime
from whowhom.facts.statistics import STATISTICS
from whowhom.sim.events import EVENT_KINDS
from whowhom.sim.simulation import Record, simulate

TABLES = ("spells", "tries", "coalitions", "members")


def test_threads_and_size_of_the_population_change_no_regime():
    alone = simulate_population(3, seed=2, years=3, threads=1)
    together = simulate_population(4, seed=2, years=3, threads=3).taken(np.arange(3))
    for name in TABLES:
        assert getattr(alone, name).tobytes() == getattr(together, name).tobytes()
    one = records_of(draw_regime(1, seed=2, years=3), 1, 2)
    assert one.spells.tobytes() == alone.spells[alone.spells["regime"] == 1].tobytes()


def test_every_month_is_ruled_by_one_man_at_most_and_counted_once():
    records = simulate_population(4, seed=2, years=3, threads=1)
    for regime in range(4):
        spells = records.spells[records.spells["regime"] == regime]
        assert spells["months"].sum() <= 36
        assert spells["months"].sum() > 24
        members = records.members[records.members["regime"] == regime]
        others = draw_regime(regime, seed=2).seats  # of whom one rules
        assert members["months"].sum() <= spells["months"].sum() * others


def test_newcomers_keep_the_circle_filled_and_no_fuller():
    regime = draw_regime(0, seed=1, years=8)
    inside, sizes, joined = set(range(regime.seats)), [], 0
    for event in simulate(regime, seed=1, record=Record(events=True)).events:
        kind, who = EVENT_KINDS[event["kind"]], int(event["actor"])
        if kind in ("fall", "death"):
            inside.discard(who)
        elif kind in ("joins", "return"):
            assert who not in inside
            inside.add(who)
            joined += kind == "joins"
            assert kind == "return" or len(inside) <= regime.seats
        sizes.append(len(inside))
    assert joined > 0
    assert min(sizes) < regime.seats
    assert len(inside) > regime.seats // 2


def test_what_is_counted_follows_the_parameters():
    from whowhom.sim.parameters import Parameters

    calm = Parameters().replace(opportunity=0.0, leader_fall=0.0)
    records = simulate_population(2, seed=1, parameters=calm)
    assert STATISTICS["hazard_1"](records) == 0.0
    assert np.isnan(STATISTICS["fate_ok"](records))
