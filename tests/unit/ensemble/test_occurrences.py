"""Records of some runs, picked out of blocks without keeping the others."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.ensemble import turning, unknowns
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.occurrences import all_records, records_of
from whowhom.ensemble.outcome import record_type

CIRCLE = Circle(actors=("ann", "bob"), contenders=("ann", "bob"), first_month=0, months=36)
RECORDS = np.zeros(23, record_type(2))
RECORDS["share"][:, 0] = np.arange(23)


def blocks(sizes):
    return np.split(RECORDS, np.cumsum(sizes))


sizes = st.lists(st.integers(0, 9), max_size=5)


@given(sizes, st.lists(st.integers(0, 22)))
def test_some_records_are_those_of_all(sizes, numbers):
    numbers = np.array(numbers, dtype=np.int64)
    assert np.array_equal(records_of(blocks(sizes), numbers), RECORDS[numbers])


@given(sizes, st.one_of(st.none(), st.integers(1, 30)))
def test_the_first_records_are_those_of_all(sizes, most):
    result = SimpleNamespace(blocks=lambda: iter(blocks(sizes)), runs=23)
    assert np.array_equal(all_records(result, most), RECORDS[:most])


@pytest.mark.parametrize("module", [unknowns, turning])
def test_variance_is_explained_in_the_first_runs_of_many(module, monkeypatch):
    rng = np.random.default_rng(1)
    records = np.zeros(400, record_type(2))
    records["top"], records["fell"] = rng.integers(-1, 2, 400), rng.integers(-1, 36, (400, 2))
    values = {"x": rng.random(400)}
    start = SimpleNamespace(
        uncertain=lambda seed, first, runs: {path: v[:runs] for path, v in values.items()}
    )
    monkeypatch.setattr("whowhom.scenario.start.Start", lambda case, parameters: start)

    def answer(runs):
        result = SimpleNamespace(
            blocks=lambda: iter(np.split(records[:runs], [150])),
            circle=CIRCLE,
            runs=runs,
            seed=3,
            case=SimpleNamespace(actors=[], arbiter=""),
            parameters=None,
            conditioning=None,
        )
        return repr(
            unknowns.unknowns(result) if module is unknowns else turning.turning_points(result)
        )

    few, many = answer(200), answer(400)
    assert few != many
    monkeypatch.setattr(module, "MOST_EXPLAINED", 200)
    assert answer(400) == few
