"""The posterior agrees with a grid, without each struggle too, and finds where worlds came from."""

import numpy as np
import pytest
from toy_world import chances, toy_ends

from research.calibration.box import Box
from research.calibration.emulator import fit
from research.calibration.facts import Fact, fitted_fact
from research.calibration.posterior import Evidence, posterior
from research.calibration.questions import Answers, Questions, counted
from research.calibration.ranks import DRAWS, Ranks, ranks
from research.calibration.sampler import normalised
from research.calibration.temper import power_of

CASES = 6
BOX = Box(("bias", "danger"))
POINTS = BOX.spread(64, 1)
ONLY_WINNER = {"winner": 1.0, "removed": 0.0, "fate": 0.0, "first": 0.0, "months": 0.0}
GRID = np.stack(np.meshgrid(*[(np.arange(60) + 0.5) / 60] * 2), axis=-1).reshape(-1, 2)


@pytest.fixture(scope="module")
def evidence():
    ends = toy_ends(POINTS, cases=CASES, runs=40)
    questions = Questions.of(ends, weights=ONLY_WINNER)
    emulator = fit(POINTS, counted(ends), questions, (0.3, np.inf))
    return Evidence(emulator, Answers.of_run(ends, 20, 3, np.random.default_rng(1)))


@pytest.fixture(scope="module")
def found(evidence):
    return posterior(evidence, 2, particles=4000, rng=np.random.default_rng(2))


def _mean(weights, points):
    return weights @ points


def test_the_posterior_is_that_of_the_exact_chances(evidence, found) -> None:
    """The toy world is solved on a grid with its true chances: no emulator, no sampling."""
    exact = np.zeros(len(GRID))
    for case, p in enumerate(chances(GRID, CASES)):
        won = evidence.answers.true[evidence.emulator.questions.span("winner", f"case_{case}")]
        exact += np.log(p[:, won].sum(axis=1))
    wanted = _mean(normalised(exact), GRID)
    assert found.draws.mean(axis=0) == pytest.approx(wanted, abs=0.03)
    assert _mean(found.weights, found.points) == pytest.approx(wanted, abs=0.03)
    assert np.abs(wanted - 0.5).max() > 0.1  # the world did say something


def test_leaving_a_struggle_out_is_what_a_grid_without_it_says(evidence, found) -> None:
    by_case = evidence.of_cases(GRID)
    whole = by_case.sum(axis=1)
    moved = 0.0
    for case in range(CASES):
        wanted = _mean(normalised(whole - by_case[:, case]), GRID)
        assert _mean(found.without(case), found.points) == pytest.approx(wanted, abs=0.02)
        moved = max(moved, np.abs(wanted - _mean(normalised(whole), GRID)).max())
    assert moved > 0.04  # leaving one out does matter, so the check above can fail
    assert (found.effective > 500).all()


def test_what_is_left_without_a_struggle_does_not_know_its_outcome(evidence) -> None:
    questions = evidence.emulator.questions
    true = evidence.answers.true.copy()
    span = questions.span("winner", "case_3")
    true[span] = np.roll(true[span], 1)
    other = Evidence(evidence.emulator, Answers(true))
    left = [each.total(GRID) - each.of_cases(GRID)[:, 3] for each in (evidence, other)]
    assert left[0] == pytest.approx(left[1])
    assert np.abs(evidence.total(GRID) - other.total(GRID)).max() > 1


def test_draws_are_thinned_without_repeating(found) -> None:
    thinned = found.thinned(200, np.random.default_rng(1))
    assert thinned.shape == (200, 2)
    assert len(np.unique(thinned, axis=0)) > 190
    assert found.thinned(9000, np.random.default_rng(1)).shape == (9000, 2)


def test_a_fitted_fact_pulls_and_a_tested_one_does_not(evidence) -> None:
    values = BOX.values(POINTS)[:, 0]
    fact = Fact("bias is 0.2", 0.2, 0.02, lambda parameters: parameters["bias"])
    fitted = fitted_fact(fact, POINTS, values)
    new = np.random.default_rng(3).random((50, 2))
    assert fitted.values(new) == pytest.approx(BOX.values(new)[:, 0], abs=0.01)
    pulled = Evidence(evidence.emulator, evidence.answers, 1.0, (fitted,))
    draws = posterior(pulled, 2, particles=1000, rng=np.random.default_rng(4)).draws
    assert BOX.values(draws)[:, 0].mean() == pytest.approx(0.2, abs=0.02)
    assert evidence.total(new) == pytest.approx(pulled.total(new) - fitted.log_likelihood(new))


def test_the_power_is_1_for_independent_parts_and_less_for_repeated_ones() -> None:
    """Who falls is settled by who wins in the toy world: asking both counts it twice."""
    ends = toy_ends(POINTS, cases=CASES, runs=100)
    powers = {}
    for removed in (0.0, 3.0):
        weights = ONLY_WINNER | {"removed": removed}
        questions = Questions.of(ends, weights=weights)
        rng = np.random.default_rng(1)
        powers[removed] = power_of(POINTS, ends, questions, (0.3, np.inf), rng=rng)
    assert powers[0.0] == pytest.approx(1.0, abs=0.06)
    assert powers[3.0] < 0.6


def test_an_emulator_that_is_wrong_in_one_direction_is_trusted_less() -> None:
    """A world that turns in the middle of the box, seen by an emulator of straight lines."""
    points = Box(("bias", "danger")).spread(64, 1)

    def power(where: np.ndarray) -> float:
        ends = toy_ends(where, cases=CASES, runs=10)
        questions = Questions.of(ends, weights=ONLY_WINNER)
        rng = np.random.default_rng(1)
        return power_of(points, ends, questions, (0.3, np.inf), rng=rng)

    assert power(points) == pytest.approx(1.0, abs=0.1)
    assert power(np.abs(2 * points - 1)) < 0.6


@pytest.fixture(scope="module")
def toy_ranks():
    ends = toy_ends(POINTS, cases=4, runs=10)
    questions = Questions.of(ends, weights=ONLY_WINNER)
    return [
        ranks(
            *(BOX.names, POINTS, ends, questions, (0.3, np.inf)),
            power=power,
            worlds=worlds,
            particles=DRAWS,
        )
        for power, worlds in ((1.0, 200), (12.0, 80))
    ]


def test_ranks_of_the_truth_are_uniform(toy_ranks) -> None:
    """Simulation-based calibration of emulator, likelihood and sampler on 200 toy worlds."""
    found = toy_ranks[0]
    assert found.ranks.shape == (200, 2)
    assert found.ranks.min() >= 0
    assert found.ranks.max() <= DRAWS
    assert (found.p_values > 0.01).all(), found.summary()
    assert found.summary()["parameter"].to_list() == ["bias", "danger"]


def test_a_posterior_that_is_too_sure_of_itself_is_found_out(toy_ranks) -> None:
    assert (toy_ranks[1].p_values < 0.01).all()
    ends = [found.counts[:, [0, 9]].sum() / found.counts.sum() for found in toy_ranks]
    assert ends[1] > 1.5 * ends[0]


def test_even_ranks_pass_and_sloping_ones_do_not() -> None:
    even = np.arange(200)[:, None] // 2
    assert Ranks(("x",), even, 1.0).p_values[0] == pytest.approx(1.0)
    assert Ranks(("x",), even**2 // 99, 1.0).p_values[0] < 1e-6
