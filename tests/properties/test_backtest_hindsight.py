"""Outcomes cannot leak into forecasts: a casebook retold, or with its outcomes cut out.

The casebook on disk is rewritten, read again and forecast: every model that is not fitted says
the same to the last bit. The logit learns from the outcomes of the other struggles, so for it only
the outcome of the struggle that it forecasts must not matter.
"""

import re
from dataclasses import replace
from importlib.resources import files

import pytest

from whowhom.backtesting.regime import forecast_of, regime_counts
from whowhom.backtesting.run import LOGIT, MODELS, REGIME, backtest
from whowhom.casebook.read import read_casebook
from whowhom.casebook.struggle import Outcome
from whowhom.score.baselines import BASELINES
from whowhom.score.fitted import fitted_parts, logit_forecasts
from whowhom.score.opening import Opening

NOT_FITTED = tuple(model for model in MODELS if model != LOGIT)
RULES = tuple(model for model in NOT_FITTED if model != REGIME)
FEW = ("ussr_1953_57", "yugoslavia_1953_54", "poland_1956")
TOLD = re.compile(
    r"^  (?:decided|end|outcome|winner|coalition_moves|removals|core):.*\n(?:  [- ] .*\n)*",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def text():
    return (files("whowhom") / "shipped" / "casebook.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def book():
    return read_casebook()


def retold(text: str, book, place: int) -> str:
    """Return the casebook in which another man won each struggle, at another time, by nothing.

    Who won is counted on by `place` among the contenders; all removals and moves are cut out.
    """
    head, *cases = re.split(r"^(?=- id: )", text, flags=re.MULTILINE)
    told = []
    for case, struggle in zip(cases, book, strict=True):
        names = [contender.id for contender in struggle.contenders]
        first = struggle.outcome.winners[0] if struggle.outcome.winners else names[0]
        winner = names[(names.index(first) + place) % len(names)]
        start = struggle.start
        year = f"-{-start.year:04d}" if start.year < 0 else f"{start.year + place:04d}"
        bare = TOLD.sub("", case).rstrip("\n")
        told.append(f"{bare}\n  winner: [{winner}]\n  decided: '{year}'\n  end: '{year}'\n")
    return head + "".join(told)


@pytest.fixture(scope="module")
def other_book(text, book, tmp_path_factory):
    path = tmp_path_factory.mktemp("retold") / "book.yaml"
    path.write_text(retold(text, book, 1), "utf-8")
    return read_casebook(path)


def test_the_other_book_tells_other_outcomes_of_the_same_openings(book, other_book) -> None:
    assert [Opening.of(struggle) for struggle in other_book] == [
        Opening.of(struggle) for struggle in book
    ]
    for one, other in zip(book, other_book, strict=True):
        assert not set(one.outcome.winners) & set(other.outcome.winners[:1])
        assert one.outcome.decided != other.outcome.decided
        assert other.outcome.removals == other.outcome.moves == ()


@pytest.mark.parametrize("coding", ["mechanical", "judged"])
def test_no_rule_reads_an_outcome(book, other_book, coding) -> None:
    known = [struggle for struggle in book if struggle.outcome.winners]
    ids = {struggle.id for struggle in known}
    others = [struggle for struggle in other_book if struggle.id in ids]
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
    nothing = Outcome(winners=(), decided=None, removals=(), moves=())
    known = [struggle for struggle in book if struggle.id in FEW]
    blank = [
        replace(struggle, outcome=nothing, end=struggle.start, is_core=False, sources=())
        for struggle in known
    ]
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
    known = [
        (Opening.of(struggle), struggle.outcome.winners)
        for struggle in book
        if struggle.outcome.winners
    ][:7]
    said = logit_forecasts(known)
    for k, (opening, winners) in enumerate(known):
        loser = next(actor for actor in opening.actors if actor not in winners)
        again = logit_forecasts([*known[:k], (opening, (loser,)), *known[k + 1 :]])
        assert again[k] == said[k]
        assert all(again[i] != said[i] for i in range(len(known)) if i != k)


def test_the_part_mixed_in_reads_all_outcomes_but_its_own(book) -> None:
    known = [struggle for struggle in book if struggle.outcome.winners][:7]
    said = [BASELINES["most_powerful"](Opening.of(struggle), "mechanical") for struggle in known]
    winners = [struggle.outcome.winners for struggle in known]
    parts = fitted_parts(said, winners)
    for k, struggle in enumerate(known):
        right = said[k][winners[k][0]] > 0
        other = next(c.id for c in struggle.contenders if (said[k][c.id] > 0) != right)
        told = [*winners[:k], (other,), *winners[k + 1 :]]
        again = fitted_parts(said, told)
        assert again[k] == parts[k]
        assert all(again[i] != parts[i] for i in range(len(known)) if i != k)
