"""The emulator recovers chances that are known, and forecasts what it did not see."""

import numpy as np
import pytest
from toy_world import chances, toy_ends

from research.calibration.box import Box
from research.calibration.emulator import features, fit, folds, held_out_loss, ridge_of
from research.calibration.questions import Answers, Questions, counted

BOX = Box(("bias", "danger"))


@pytest.fixture(scope="module")
def points():
    return BOX.spread(64, 1)


@pytest.fixture(scope="module")
def ends(points):
    return toy_ends(points, cases=4, runs=40)


def test_features_have_mean_0_variance_1_and_do_not_correlate() -> None:
    terms = features(np.random.default_rng(1).random((200_000, 2)))
    assert terms.shape[1] == 6
    assert terms.T @ terms / len(terms) == pytest.approx(np.eye(6), abs=0.02)
    assert features(np.zeros((1, 2)), curved=False).shape == (1, 3)


def test_chances_of_the_toy_world_are_recovered(points, ends) -> None:
    questions = Questions.of(ends)
    fitted = fit(points, counted(ends), questions, (0.3, np.inf))
    new = np.random.default_rng(5).random((100, 2))
    said = fitted.chances(new)
    for case, exact in enumerate(chances(new, 4)):
        found = said[:, questions.span("winner", f"case_{case}")]
        assert np.abs(found - exact).mean() < 0.02
    whole = np.add.reduceat(said, questions.starts, axis=1)
    assert whole == pytest.approx(np.ones_like(whole))


def test_the_fit_is_where_the_penalised_likelihood_has_no_slope(points, ends) -> None:
    questions, counts = Questions.of(ends), counted(ends)
    fitted = fit(points, counts, questions, (3.0, 10.0))
    wanted = counts + 0.5 / len(points)
    asked = np.repeat(np.add.reduceat(wanted, questions.starts, axis=1), questions.sizes, axis=1)
    pull = np.array([1e-6, 3.0, 3.0, 10.0, 10.0, 10.0])[:, None]
    slope = features(points).T @ (wanted - asked * fitted.chances(points))
    assert np.abs(slope - pull * fitted.coefficients).max() < 0.5 < np.abs(slope).max()


def test_the_ridge_that_is_chosen_forecasts_best(points, ends) -> None:
    few = [end.chosen(np.arange(64)) for end in toy_ends(points, cases=4, runs=2)]
    questions, counts = Questions.of(few), counted(few)
    best, losses = ridge_of(points, counts, questions)
    assert losses[best] == min(losses.values())
    assert losses[best] == pytest.approx(held_out_loss(points, counts, questions, best))
    flat = held_out_loss(points, counts, questions, (1e6, np.inf))
    assert losses[best] < flat


def test_folds_part_the_sets() -> None:
    assert sorted(np.concatenate(folds(23, 5)).tolist()) == list(range(23))


def test_true_answers_are_summed_and_silent_questions_say_nothing(points, ends) -> None:
    questions = Questions.of(ends)
    fitted = fit(points, counted(ends), questions, (1.0, np.inf))
    new = np.random.default_rng(6).random((5, 2))
    true = np.ones(questions.columns, bool)
    assert fitted.log_chances(new, true) == pytest.approx(np.zeros((5, len(questions.parts))))
    span = questions.span("winner", "case_1")
    true[span] = [True, True, False]
    q = list(zip(questions.parts, questions.cases, strict=True)).index(("winner", "case_1"))
    both = fitted.chances(new)[:, span][:, :2].sum(axis=1)
    assert fitted.log_chances(new, true)[:, q] == pytest.approx(np.log(both))


def test_a_run_answers_every_question_once(points, ends) -> None:
    questions = Questions.of(ends)
    answers = Answers.of_run(ends, 3, 2, np.random.default_rng(1))
    true = np.add.reduceat(answers.true.astype(int), questions.starts)
    for part, size, number in zip(questions.parts, questions.sizes, true, strict=True):
        assert number == 1 or (part == "fate" and number == size)
    won = answers.true[questions.span("winner", "case_2")]
    assert won.tolist() == (ends[2].winner[3, 2] > 0).tolist()
