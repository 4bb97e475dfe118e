"""Sums of what is noted: exact means, close quantiles, the same in any order, in bounded memory."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.decision_record import DecisionRecord, decision_record
from whowhom.ensemble.tally import QUANTITIES, decisions_of, empty_tally
from whowhom.errors import InvalidInput
from whowhom.sim.layout import DECISIONS, STANDINGS

sys.path.insert(0, str(Path(__file__).parents[2]))

CIRCLE = Circle(actors=("a", "b"), contenders=("a", "b"), first_month=1929 * 12, months=3)


def noted_of(runs, seed=0):
    """Return made-up notes: nothing known in the first month, death best in one run of four."""
    rng = np.random.default_rng(seed)
    noted = rng.lognormal(-3, 1.5, (runs, CIRCLE.months, len(DECISIONS)))
    noted[:, :, 2] *= rng.choice([-1, 1], (runs, CIRCLE.months))
    noted[:, :, 0] = STANDINGS.index("abroad")
    noted[:, :, 1] = np.where(np.arange(runs)[:, None] % 4 == 0, 6, 4)
    noted[:, 0, 1:] = np.nan
    noted[:, 0, 0] = STANDINGS.index("inner")
    return noted


def summed(*chunks):
    total = empty_tally(CIRCLE, watched=1).decisions
    for chunk in chunks:
        total += decisions_of(chunk[:, None])
    runs = sum(map(len, chunks))
    tally = SimpleNamespace(decisions=total)
    return DecisionRecord(
        actor="a", result=SimpleNamespace(circle=CIRCLE, runs=runs, seed=1, tally=tally)
    )


def test_means_are_exact_and_quantiles_close():
    noted = noted_of(400)
    found = summed(noted)
    for q, quantity in enumerate(QUANTITIES):
        values = noted[:, 1, 2 + q]
        spread = found.spread("1929-02", quantity)
        assert spread.runs == 400
        assert spread.mean == pytest.approx(values.mean(), abs=1e-9)
        for name, level in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
            exact = min(np.quantile(values, level, method="inverted_cdf"), 2.0)
            assert getattr(spread, name) == pytest.approx(exact, rel=0.01, abs=1e-4)


def test_the_order_and_size_of_chunks_change_nothing():
    noted = noted_of(60)
    whole, parts = summed(noted), summed(noted[40:], noted[:7], noted[7:40])
    one, other = whole.result.tally.decisions, parts.result.tally.decisions
    for name in one.__slots__:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert whole.table().equals(parts.table())


def test_zero_is_told_as_zero():
    noted = noted_of(5)
    noted[:, 1, 2:] = 0.0
    spread = summed(noted).spread("1929-02", "threat")
    assert (spread.mean, spread.q05, spread.q95) == (0.0, 0.0, 0.0)


def test_counts_of_decisions_and_standings():
    found = summed(noted_of(40))
    assert found.known.tolist() == [0, 40, 40]
    decisions = found.decisions().to_dicts()
    assert decisions[0] | {"share": None, "runs": 0, "death": 0} == decisions[0]
    assert (decisions[1]["death"], decisions[1]["share"]) == (10, 0.25)
    assert decisions[1]["low"] < 0.25 < decisions[1]["high"]
    shares = {(r["month"], r["standing"]): r["share"] for r in found.standings().to_dicts()}
    assert shares["1929-01", "inner"] == shares["1929-02", "abroad"] == 1.0
    assert set(found.table()["month"]) == {"1929-02", "1929-03"}


def test_memory_does_not_grow_with_runs():
    def size(runs):
        found = summed(*(noted_of(50, seed=start) for start in range(0, runs, 50)))
        total = found.result.tally.decisions
        return sum(getattr(total, name).nbytes for name in total.__slots__)

    assert size(50) == size(500)


def test_what_cannot_be_told():
    found = summed(noted_of(4))
    with pytest.raises(InvalidInput, match="month must be from 1929-01 to 1929-03"):
        found.spread("1941-01", "threat")
    with pytest.raises(InvalidInput, match="quantity must be one of balance"):
        found.spread("1929-02", "hate")
    assert found.spread("1929-01", "threat").runs == 0


@pytest.mark.slow
def test_the_real_model_gives_the_runs_of_a_plain_ensemble():
    from toy import toy_case

    from whowhom.ensemble.run import run

    case = toy_case()
    with pytest.raises(InvalidInput, match="actor must be one of elder, general"):
        decision_record(case, actor="orater", runs=4)
    found = decision_record(case, actor="orator", runs=30, seed=2, threads=2)
    assert isinstance(found, DecisionRecord)
    assert found.result.sha256 == run(case, runs=30, seed=2, threads=1).sha256
    assert (
        decision_record(case, actor="orator", runs=30, seed=2, threads=1)
        .table()
        .equals(found.table())
    )
    assert (found.standing.sum(axis=1) == 30).all()
    bins = found.result.tally.decisions.bins[0]
    assert (bins.sum(axis=2) == found.known[:, None]).all()
