"""Laws of the bias of the news, against every bias on a grid."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from whowhom.theory.sketches.media import media_bias

priors = st.integers(1, 19).map(lambda k: Fraction(k, 20))
amounts = st.integers(1, 12).map(Fraction)
advertisings = st.integers(0, 12).map(lambda k: Fraction(k, 4))
models = st.tuples(priors, amounts, amounts, amounts, advertisings)
NAMES = ("good_prior", "gain", "loss", "mobilisation", "advertising")


def solve(model):
    return media_bias(**dict(zip(NAMES, model, strict=True)))


def income(bias, prior, gain, loss, mobilisation, advertising):
    """Return what the owner earns, up to the scale of the audience, which is never negative."""
    audience = max(prior * gain - (1 - prior) * bias * loss, 0)
    return audience * (mobilisation * (prior + (1 - prior) * bias) + advertising)


@given(models)
def test_no_bias_on_a_grid_pays_better(model):
    best = income(solve(model).bias, *model)
    assert all(income(Fraction(k, 200), *model) <= best for k in range(201))


@given(models)
def test_neighbours_pay_less(model):
    bias = solve(model).bias
    for other in (bias - Fraction(1, 10**9), bias + Fraction(1, 10**9)):
        if 0 <= other <= 1:
            assert income(other, *model) < income(bias, *model)


@given(models)
def test_what_the_news_is_worth(model):
    prior, gain, loss, *_ = model
    found = solve(model)
    assert found.good_news == prior + (1 - prior) * found.bias
    assert found.trust * found.good_news == prior
    honest, kept = prior * gain, prior * gain - (1 - prior) * found.bias * loss
    assert found.audience == kept / honest
    assert found.acting == found.audience * found.good_news
    assert 0 < found.audience <= 1


@given(models)
def test_good_news_is_worth_acting_on(model):
    _, gain, loss, *_ = model
    trust = solve(model).trust
    assert trust * gain > (1 - trust) * loss


@given(models, amounts)
def test_signs(model, more):
    """It rises with mobilisation, the prior and the gain; falls with advertising and the loss."""
    prior, gain, loss, mobilisation, advertising = model
    bias = solve(model).bias
    assert solve((prior, gain, loss, mobilisation + more, advertising)).bias >= bias
    assert solve((prior, gain + more, loss, mobilisation, advertising)).bias >= bias
    assert solve((prior, gain, loss + more, mobilisation, advertising)).bias <= bias
    assert solve((prior, gain, loss, mobilisation, advertising + more)).bias <= bias


@given(models)
def test_where_acting_gains_no_more_than_it_costs_the_news_is_honest(model):
    prior, gain, loss, *rest = model
    assert solve((prior, min(gain, loss), max(gain, loss), *rest)).bias == 0


@given(models, st.fractions(Fraction(1, 9), 9), st.fractions(Fraction(1, 9), 9))
def test_units_do_not_matter(model, utility, money):
    prior, gain, loss, mobilisation, advertising = model
    other = (prior, utility * gain, utility * loss, money * mobilisation, money * advertising)
    assert solve(other) == solve(model)
