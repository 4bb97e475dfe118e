"""Paired runs: an empty change changes nothing, and differences are counted run by run."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.occurrences import OUTCOMES
from whowhom.ensemble.outcome import FATES, record_type
from whowhom.ensemble.what_if import compared
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change

CIRCLE = Circle(actors=("ann", "bob"), contenders=("ann", "bob"), first_month=0, months=12)


def ensemble(tops, fell=None, fate=None, circle=CIRCLE):
    """Return a result with the given outcomes of its runs."""
    records = np.zeros(len(tops), record_type(len(circle.actors)))
    records["top"] = tops
    records["fell"] = -1 if fell is None else fell
    records["order"] = -1
    records["reached"] = -1
    records["fate"] = 0 if fate is None else fate
    return SimpleNamespace(blocks=lambda: iter([records[:3], records[3:]]), circle=circle,
                           runs=len(tops))  # fmt: skip


def test_shares_are_compared_run_by_run():
    base = ensemble([0, 0, 0, 0, 1, 1, 1, 1, -1, -1])
    other = ensemble([0, 0, 0, 1, 1, 1, 1, 1, -1, 0])
    found = compared(Change(), base, other)
    effect = found.effect("wins", actor="ann")
    assert (effect.before, effect.after) == (0.4, 0.4)
    assert (effect.gained, effect.lost) == (0.1, 0.1)
    assert found.effect("wins", actor="bob").difference == pytest.approx(0.1)
    assert found.effect("wins", actor="nobody").difference == pytest.approx(-0.1)
    assert found.flips == 0.2
    assert found.altered == 0.2


def test_the_interval_is_that_of_agresti_and_min():
    """A. Agresti and Y. Min 2005: half an observation in each of the four cells."""
    rng = np.random.default_rng(1)
    base, other = rng.integers(-1, 2, (2, 400))
    found = compared(Change(), ensemble(base), ensemble(other)).effect("wins", actor="ann")
    gained, lost = np.sum((other == 0) & (base != 0)), np.sum((base == 0) & (other != 0))
    n, b, c = 402, gained + 0.5, lost + 0.5
    middle = (b - c) / n
    half = norm.ppf(0.975) * math.sqrt((b + c) - (b - c) ** 2 / n) / n
    assert (found.low, found.high) == pytest.approx((middle - half, middle + half), rel=1e-9)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        same = rng.random(120) < 0.7
        base = np.where(rng.random(120) < 0.5, 0, 1)
        other = np.where(same, base, np.where(rng.random(120) < 0.8, 0, 1))
        found = compared(Change(), ensemble(base), ensemble(other)).effect("wins", actor="ann")
        held += found.low <= 0.3 * 0.3 <= found.high
    assert 0.92 < held / 400 < 0.98


def test_the_gain_of_pairing_is_a_ratio_of_variances():
    base, other = ensemble([0] * 5 + [1] * 5), ensemble([0] * 6 + [1] * 4)
    found = compared(Change(), base, other).effect("wins", actor="ann")
    assert found.pairing == pytest.approx((0.25 + 0.24) / (0.1 - 0.01))
    same = compared(Change(), base, base).effect("wins", actor="ann")
    assert same.pairing == math.inf


def test_falls_killings_and_dates():
    murdered = FATES.index("assassinated")
    fates = np.zeros((4, 2), int)
    fates[:2, 1] = murdered
    base = ensemble([0] * 4, fell=[[-1, 3], [-1, 5], [2, -1], [-1, -1]], fate=fates)
    other = ensemble([0] * 4, fell=[[-1, 7], [-1, -1], [4, -1], [-1, 1]])
    found = compared(Change(), base, other)
    assert found.effect("falls", actor="bob").before == found.effect("falls", actor="bob").after
    assert found.effect("killed", actor="bob").difference == -0.5
    assert found.later["bob"] == 4
    assert found.later["ann"] == 2
    assert math.isnan(compared(Change(), base, ensemble([0] * 4)).later["bob"])


def test_an_actor_who_was_taken_out_has_no_effects():
    fewer = Circle(actors=("bob",), contenders=("bob",), first_month=0, months=12)
    found = compared(Change(), ensemble([0, 1, 1]), ensemble([0, 0, -1], circle=fewer))
    assert {effect.actor for effect in found.effects} == {"bob", "nobody"}
    assert found.effect("wins", actor="bob").before == pytest.approx(2 / 3)
    assert found.altered == 1


def test_an_unknown_effect_is_refused():
    found = compared(Change(), ensemble([0] * 4), ensemble([0] * 4))
    with pytest.raises(InvalidInput, match="no effect 'sleeps' of 'ann'; outcomes: wins, falls"):
        found.effect("sleeps", actor="ann")


def test_a_table_holds_every_effect():
    found = compared(Change(), ensemble([0] * 4), ensemble([1] * 4))
    assert found.table().height == 2 * len(OUTCOMES) + 1
    assert found.table()["is_clear"].any()


def test_an_arbiter_who_rules_to_the_end_is_compared_and_one_who_never_does_is_left_out():
    circle = Circle(actors=("ann", "bob"), contenders=("bob",), first_month=0, months=12)
    base = ensemble([0, 0, 1, -1], circle=circle)
    gone = ensemble([1, 1, 1, -1], circle=circle)
    effect = compared(Change(), base, gone).effect("wins", actor="ann")
    assert (effect.before, effect.after) == (0.5, 0.0)
    assert "ann" not in {one.actor for one in compared(Change(), gone, gone).effects}
