"""Chances from a small model by hand, laws of the shipped one, and counts of reference classes."""

import dataclasses
import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.cases.case import Day
from whowhom.cases.leader_facts import FACTS
from whowhom.errors import InvalidInput
from whowhom.outside.facts import LeaderFacts
from whowhom.outside.features import FEATURES, features
from whowhom.outside.fitted import fitted, fitted_of
from whowhom.outside.model import EXITS, chances
from whowhom.outside.reference import reference_classes

OUTCOMES = (*EXITS, "attempt")


def small(slopes=(1.0, 0.5), covariance=(1.0, 0.6, 1.0)):
    """Two features, only insiders depend on them; other exits have log odds of -4."""
    return fitted_of(
        {
            "leader_years": 100,
            "features": ["age", "irregular"],
            "outcomes": list(OUTCOMES),
            "centre": [5.0, 0.5],
            "scale": [1.0, 0.5],
            "mean": [0.0, 0.0],
            "covariance": list(covariance),
            "coefficients": {
                name: [-3.0, *slopes] if name == "insiders" else [-4.0, 0.0, 0.0]
                for name in OUTCOMES
            },
            "errors": {name: [0.04, 0, 0.01, 0, 0, 0.01] for name in OUTCOMES},
            "periods": [
                {"first": 1946, "last": 1989, "shift": [0.5] + [0.0] * 6, "error": [0.0] * 7},
                {"first": 1990, "last": 2010, "shift": [0.0] * 7, "error": [0.0] * 7},
            ],
            "base": {name: [5, 0.2] for name in OUTCOMES} | {"any_exit": [30, 0.1]},
            "classes": [
                {"conditions": {}, "leader_years": 100, "counts": [5] * 6, "attempts": 5},
                {
                    "conditions": {"entry": "irregular"},
                    "leader_years": 60,
                    "counts": [6, 1, 1, 1, 0, 0],
                    "attempts": 8,
                },
            ],
            "mortality": {"2000": {"poor": 4.0, "middle": 3.0, "rich": 2.0}},
        }
    )


def leader(year=2005, **values):
    return LeaderFacts(Day(year), None, values)


def expit(x):
    return 1 / (1 + np.exp(-x))


def test_a_chance_by_hand():
    found = chances(leader(age=60.0, entry="irregular"), model=small())
    insiders, other = math.exp(-3 + 1.0 + 0.5), math.exp(-4)
    total = 1 + insiders + 5 * other
    assert found.insiders.value == pytest.approx(insiders / total, rel=1e-12)
    assert found.regular.value == pytest.approx(other / total, rel=1e-12)
    assert found.any_exit.value == pytest.approx(1 - 1 / total, rel=1e-12)
    assert found.attempt.value == pytest.approx(expit(-4), rel=1e-12)
    error = math.sqrt(0.04 + 0.01 + 0.01)  # one standard deviation of each feature
    logit = math.log(found.insiders.value / (1 - found.insiders.value))
    assert found.insiders.low == pytest.approx(expit(logit - 1.959963984540054 * error), rel=1e-9)


def test_the_period_of_the_date_counts():
    now, then = (chances(leader(year, age=50.0), model=small()) for year in (2005, 1980))
    assert then.insiders.value > now.insiders.value
    assert not now.is_beyond
    assert chances(leader(2026, age=50.0), model=small()).is_beyond


def test_a_fact_that_is_not_known_is_integrated_over():
    model = small()
    draws = np.random.default_rng(0).normal(size=400_000) * math.sqrt(1 - 0.6**2)
    irregular = 0.6 * 1.0 + draws  # given an age one standard deviation above the mean
    odds = np.exp(-3 + 1.0 + 0.5 * irregular)
    brute = np.mean(odds / (1 + odds + 5 * math.exp(-4)))
    found = chances(leader(age=60.0), model=model).insiders.value
    assert found == pytest.approx(brute, abs=3e-4)
    at_the_mean = chances(leader(age=60.0), model=small(covariance=(1.0, 0.6, 0.36)))
    assert found != pytest.approx(at_the_mean.insiders.value, abs=1e-4)


def test_years_are_compounded_with_age_advanced():
    model = small()
    years = [chances(leader(age=60.0 + t, entry="regular"), model=model) for t in range(2)]
    two = chances(leader(age=60.0, entry="regular"), 24, model=model)
    first, second = (one.insiders.value for one in years)
    stayed = 1 - years[0].any_exit.value
    assert two.insiders.value == pytest.approx(first + stayed * second, rel=1e-12)
    half = chances(leader(age=60.0, entry="regular"), 6, model=model)
    assert 1 - half.any_exit.value == pytest.approx(stayed**0.5, rel=1e-12)


def test_nothing_known_is_exactly_the_base_rate():
    model = fitted()
    found = chances(LeaderFacts(Day(2026)))
    assert found.is_base_rate
    for name in (*OUTCOMES, "any_exit"):
        assert getattr(found, name).value == model.base[name][0] / model.leader_years
    (every,) = reference_classes(LeaderFacts(Day(2026)))
    assert (every.leader_years, every.counts["insiders"]) == (4588, model.base["insiders"][0])
    two = chances(LeaderFacts(Day(2026)), 24)
    assert two.any_exit.value == pytest.approx(1 - (1 - found.any_exit.value) ** 2)


@st.composite
def leaders(draw):
    day = Day(draw(st.integers(1940, 2040)), draw(st.integers(1, 12)), 15)
    entered = draw(st.none() | st.integers(0, 50).map(lambda ago: Day(day.year - ago - 1, 3, 1)))
    values = {}
    for name in draw(st.sets(st.sampled_from(sorted(FACTS)), min_size=1)):
        fact = FACTS[name]
        if fact.kind == "choice":
            values[name] = draw(st.sampled_from(sorted(fact.choices)))
        elif fact.kind == "yes_no":
            values[name] = draw(st.booleans())
        else:
            values[name] = draw(st.floats(fact.low, fact.high))
    return LeaderFacts(day, entered, values)


@settings(max_examples=60, deadline=None)
@given(leaders(), st.integers(1, 60), st.integers(1, 60))
def test_laws_of_the_chances(facts, months, more):
    now, later = chances(facts, months), chances(facts, months + more)
    exits = [getattr(now, name).value for name in EXITS]
    assert sum(exits) == pytest.approx(now.any_exit.value, rel=1e-9)
    for name in (*OUTCOMES, "any_exit"):
        one = getattr(now, name)
        assert 0 <= one.low <= one.value <= one.high <= 1
        assert getattr(later, name).value >= one.value - 1e-12
    assert now.any_exit.value >= now.insiders.value


def test_more_recent_coups_never_lower_the_chance_of_an_attempt():
    model = fitted()
    row = model.coefficients[model.outcomes.index("attempt")]
    slopes = dict(zip(model.features, row[1:], strict=True))
    assert slopes["coups_5"] > 0
    found = [
        chances(leader(2000, last_coup=0.5, coups_5=float(n), coups_10=float(n))).attempt.value
        for n in range(1, 9)
    ]
    assert found == sorted(found)


def test_a_country_class_stands_for_the_mean_of_its_third():
    model = fitted()
    year = max(model.mortality)
    number = math.exp(model.mortality[year]["poor"])
    by_class = chances(leader(2026, country_class="poor"))
    by_number = chances(leader(2026, infant_mortality=number))
    assert by_class.insiders.value == pytest.approx(by_number.insiders.value, rel=1e-9)
    both = chances(leader(2026, country_class="rich", infant_mortality=number))
    assert both.insiders == by_number.insiders


@pytest.mark.parametrize("months", [0, -3, 601])
def test_a_horizon_outside_its_domain_is_refused(months):
    with pytest.raises(InvalidInput, match="months must be in"):
        chances(leader(age=60.0), months)


def test_the_shipped_model_fits_the_features():
    model = fitted()
    assert model.features == tuple(FEATURES)
    assert model.outcomes == OUTCOMES
    assert np.isfinite(model.coefficients).all()
    assert np.linalg.eigvalsh(model.covariance).min() > -1e-4
    for errors in model.errors:
        assert np.linalg.eigvalsh(errors).min() > -1e-3
    assert features(LeaderFacts(Day(2000))).shape == (len(FEATURES),)
    assert np.isnan(features(LeaderFacts(Day(2000)))).all()


def test_classes_grow_narrower_and_have_enough_years():
    values = {"regime": "personal", "entry": "irregular"}
    found = reference_classes(LeaderFacts(Day(1985), Day(1984, 6, 1), values))
    years = [one.leader_years for one in found]
    assert years == sorted(years, reverse=True)
    assert min(years) >= 50
    for wide, narrow in pairwise(found):
        assert wide.conditions.items() < narrow.conditions.items()
        assert all(wide.counts[name] >= narrow.counts[name] for name in EXITS)


def test_a_class_without_enough_years_is_left_out_and_counts_have_intervals():
    model = small()
    found = reference_classes(leader(entry="irregular", regime="party"), model=model)
    assert [dict(one.conditions) for one in found] == [{}, {"entry": "irregular"}]
    share, low, high = found[1].share("insiders")
    assert share == 0.1
    assert (round(low, 4), round(high, 4)) == (0.0466, 0.2015)  # Wilson's interval of 6 in 60
    assert found[1].share("any_exit")[0] == 9 / 60
    assert found[1].share("attempt")[0] == 8 / 60


def test_the_stored_form_is_not_changed_by_a_forecast():
    before = dataclasses.replace(fitted())
    chances(leader(age=60.0))
    assert np.array_equal(before.coefficients, fitted().coefficients)


def leader_of(stored):
    values = {
        name: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in stored.items()
        if name != "entered"
    }
    entered = Day(*stored["entered"]) if "entered" in stored else None
    return LeaderFacts(Day(2026, 1, 15), entered, values)


PUBLISHED = json.loads(Path(__file__).with_name("predictions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: f"{one['leader']}, {one['months']}")
def test_the_shipped_coefficients_give_the_published_predictions(one):
    found = chances(leader_of(one["facts"]), one["months"])
    for name, values in one["chances"].items():
        chance = getattr(found, name)
        for now, then in zip((chance.value, chance.low, chance.high), values, strict=True):
            assert now == pytest.approx(then, rel=1e-12, abs=1e-12)


def test_the_page_shows_the_predictions():
    page = (Path(__file__).parents[3] / "docs" / "outlook.md").read_text(encoding="utf-8")
    for one in PUBLISHED:
        if one["months"] == 12:
            value, low, high = (100 * x for x in one["chances"]["insiders"])
            assert f"| {one['leader']} | {value:.1f} % ({low:.1f} to {high:.1f}) |" in page


def test_known_facts_with_other_words_in_the_model_are_all_used():
    """Every fact that has a feature moves the chance of somebody."""
    start = {"regime_age": 5.0, "last_coup": 100.0}
    for name, fact in FACTS.items():
        tried = fact.choices or ([True, False] if fact.kind == "yes_no" else [fact.low, fact.high])
        if fact.kind == "number":
            tried = [float(max(tried[0], 1)), float(tried[1])]
        found = {
            chances(LeaderFacts(Day(2000), None, start | {name: word})).insiders.value
            for word in tried
        }
        assert len(found) > 1, name
