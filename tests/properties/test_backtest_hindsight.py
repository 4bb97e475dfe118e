"""Outcomes cannot leak into forecasts: a casebook retold, or with its outcomes cut out.

The casebook on disk is rewritten, read again and forecast: every model that is not fitted says
the same to the last bit. The logit learns from the outcomes of the other struggles, so for it only
the outcome of the struggle that it forecasts must not matter.
"""

import shutil
from dataclasses import replace

import pytest

from whowhom.backtesting.regime import forecast_of, regime_counts
from whowhom.backtesting.run import LOGIT, MODELS, REGIME, backtest
from whowhom.casebook.read import read_casebook
from whowhom.cases.dates import day_text
from whowhom.cases.folder import casebook_folder
from whowhom.score.baselines import BASELINES
from whowhom.score.fitted import fitted_parts, logit_forecasts
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth

NOT_FITTED = tuple(model for model in MODELS if model != LOGIT)
RULES = tuple(model for model in NOT_FITTED if model != REGIME)
FEW = ("ussr_1953_57", "yugoslavia_1953_54", "poland_1956")


@pytest.fixture(scope="module")
def book():
    return read_casebook()


def retell(folder, case, place: int) -> None:
    """Write a case in which another contender won, at another time, and nobody was removed.

    Who won is counted on by `place` among the contenders; nothing but the outcome is touched.
    """
    names = [actor.id for actor in case.actors]
    first = [*Truth.of(case).winners, names[0]][0]
    winner = names[(names.index(first) + place) % len(names)]
    date = day_text(replace(case.start, year=case.start.year + place))
    settings = (folder / "case.toml").read_text("utf-8").splitlines()
    kept = [line for line in settings if not line.startswith(("decided", "#"))]
    (folder / "case.toml").write_text("\n".join([*kept, f'decided = "{date}"\n']), "utf-8")
    course = f"date,actor,event\n{date},{winner},ruler\n"
    (folder / "course.csv").write_text(course, "utf-8")


@pytest.fixture(scope="module")
def other_book(book, tmp_path_factory):
    folder = tmp_path_factory.mktemp("retold") / "casebook"
    shutil.copytree(casebook_folder(), folder)
    for case in book:
        retell(folder / case.id, case, 1)
    return read_casebook(folder)


def test_the_other_book_tells_other_outcomes_of_the_same_openings(book, other_book) -> None:
    assert [Opening.of(case) for case in other_book] == [Opening.of(case) for case in book]
    assert [case.sha256 for case in other_book] == [case.sha256 for case in book]
    for one, other in zip(map(Truth.of, book), map(Truth.of, other_book), strict=True):
        assert not set(one.winners) & set(other.winners[:1])
        assert one.decided != other.decided
        assert other.removed == frozenset()


@pytest.mark.parametrize("coding", ["mechanical", "judged"])
def test_no_rule_reads_an_outcome(book, other_book, coding) -> None:
    known = [case for case in book if Truth.of(case).winners]
    ids = {case.id for case in known}
    others = [case for case in other_book if case.id in ids]
    found = backtest(known, models=RULES, coding=coding)
    again = backtest(others, models=RULES, coding=coding)
    assert again.forecasts == found.forecasts
    assert again.unmixed == found.unmixed
    assert not again.scores().equals(found.scores())


def test_the_regime_model_reads_no_outcome(book, other_book) -> None:
    one, other = ([s for s in read if s.id in FEW] for read in (book, other_book))
    found, again = (backtest(read, models=[REGIME], runs=4) for read in (one, other))
    assert again.forecasts[REGIME] == found.forecasts[REGIME]
    assert again.values(REGIME) != found.values(REGIME)


def test_forecasts_stand_when_no_outcome_is_known_at_all(book) -> None:
    """A struggle without an outcome cannot be scored, yet every model not fitted speaks of it."""
    known = [case for case in book if case.id in FEW]
    blank = [
        replace(case, course=(), decided=None, end=case.start, about="", sources=(), files={})
        for case in known
    ]
    assert all(Truth.of(case).winners == () for case in blank)
    for name, rule in BASELINES.items():
        for coding in ("mechanical", "judged"):
            said = [rule(Opening.of(struggle), coding) for struggle in known]
            assert [rule(Opening.of(struggle), coding) for struggle in blank] == said, name
    counts = [regime_counts([Opening.of(s) for s in read], runs=3) for read in (known, blank)]
    assert [forecast_of(c) for c in counts[0]] == [forecast_of(c) for c in counts[1]]


def test_a_struggle_is_forecast_alike_in_any_company(book) -> None:
    """Neither the other struggles nor their order reach the forecast of a model not fitted."""
    known = [struggle for struggle in book if struggle.id in FEW]
    found = backtest(known, models=NOT_FITTED, runs=3)
    alone = backtest([known[1]], models=NOT_FITTED, runs=3)
    turned = backtest(known[::-1], models=NOT_FITTED, runs=3)
    for model in NOT_FITTED:
        assert alone.forecasts[model][0] == found.forecasts[model][1]
        assert turned.forecasts[model][::-1] == found.forecasts[model]


def test_the_logit_reads_all_outcomes_but_its_own(book) -> None:
    pairs = [(Opening.of(case), Truth.of(case).winners) for case in book]
    known = [pair for pair in pairs if pair[1]][:7]
    said = logit_forecasts(known)
    for k, (opening, winners) in enumerate(known):
        loser = next(actor for actor in opening.actors if actor not in winners)
        again = logit_forecasts([*known[:k], (opening, (loser,)), *known[k + 1 :]])
        assert again[k] == said[k]
        assert all(again[i] != said[i] for i in range(len(known)) if i != k)


def test_the_part_mixed_in_reads_all_outcomes_but_its_own(book) -> None:
    known = [Opening.of(case) for case in book if Truth.of(case).winners][:7]
    said = [BASELINES["most_powerful"](opening, "mechanical") for opening in known]
    winners = [truth.winners for truth in map(Truth.of, book) if truth.winners][:7]
    parts = fitted_parts(said, winners)
    for k, opening in enumerate(known):
        right = said[k][winners[k][0]] > 0
        other = next(actor for actor in opening.actors if (said[k][actor] > 0) != right)
        told = [*winners[:k], (other,), *winners[k + 1 :]]
        again = fitted_parts(said, told)
        assert again[k] == parts[k]
        assert all(again[i] != parts[i] for i in range(len(known)) if i != k)
