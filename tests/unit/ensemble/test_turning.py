"""When a struggle is settled."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.outcome import record_type
from whowhom.ensemble.turning import turning_points

CIRCLE = Circle(actors=("ann", "bob"), contenders=("ann", "bob"), first_month=12, months=36)


def ensemble(tops, fell):
    records = np.zeros(len(tops), record_type(2))
    records["top"], records["fell"] = tops, fell
    return SimpleNamespace(blocks=lambda: iter([records]), circle=CIRCLE, runs=len(tops))


def test_a_fall_that_decides_settles_all_at_once():
    tops = np.arange(400) % 2
    fell = np.full((400, 2), -1)
    fell[tops == 1, 0] = 20  # whoever loses falls in month 20
    fell[tops == 0, 1] = 20
    found = turning_points(ensemble(tops, fell))
    assert found.settled[19] == 0
    assert found.settled[20] == pytest.approx(1, abs=1e-9)
    assert found.month_of(0.5) == found.month_of(0.99) == found.months[20]
    [(first, last, gain)] = found.fastest()
    assert first <= found.months[20] <= last
    assert gain == pytest.approx(1)


def test_falls_that_have_nothing_to_do_with_it_settle_nothing():
    rng = np.random.default_rng(1)
    tops, fell = rng.integers(-1, 2, 3000), rng.integers(-1, 36, (3000, 2))
    found = turning_points(ensemble(tops, fell))
    assert found.settled[-1] < 0.02
    assert found.month_of(0.5) is None


def test_it_never_becomes_less_settled_and_spans_do_not_overlap():
    rng = np.random.default_rng(2)
    fell = rng.integers(-1, 36, (3000, 2))
    tops = np.where(fell[:, 0] > fell[:, 1], 0, 1)
    found = turning_points(ensemble(tops, fell))
    assert (np.diff(found.settled) >= 0).all()
    spans = sorted(found.fastest(3))
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_a_struggle_that_nobody_doubts_has_nothing_to_settle():
    found = turning_points(ensemble(np.zeros(50, int), np.full((50, 2), -1)))
    assert np.isnan(found.settled).all()
    assert found.fastest() == []
    assert found.month_of(0.5) is None
    assert (
        found.undefined
        == "Ann ends as sole ruler in all of the 50 runs: there is no variance to explain."
    )
