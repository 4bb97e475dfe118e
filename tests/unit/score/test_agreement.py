"""Krippendorff's alpha: the published examples, and what must hold whatever is coded."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.score.agreement import krippendorff_alpha

_FOUR = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff 2011, section C: four observers, twelve units, values missing."""


def _of(*coders):
    return list(zip(*coders, strict=True))


@pytest.mark.parametrize(
    ("units", "metric", "published"),
    [
        (_of((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)), "nominal", 0.095),
        (_of("aabbdcccedda", "babbbccceddd"), "nominal", 0.692),
        (_of(*_FOUR), "nominal", 0.743),
        (_of(*_FOUR), "interval", 0.849),
    ],
)
def test_the_examples_of_krippendorff_2011(units, metric, published):
    """Krippendorff 2011, sections A, B, C and D."""
    found = krippendorff_alpha(units, metric=metric)
    assert found.value == pytest.approx(published, abs=0.0006)
    assert found.low <= found.value <= found.high


def test_units_that_one_coder_alone_has_do_not_count():
    found = krippendorff_alpha(_of(*_FOUR))
    assert found.units == 11
    assert krippendorff_alpha([(1, None), (None, 2)]).units == 0


_UNITS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=12)


@given(_UNITS, st.sampled_from(["interval", "nominal"]))
def test_neither_the_order_of_coders_nor_of_units_matters(units, metric):
    found = krippendorff_alpha(units, metric=metric).value
    for other in ([row[::-1] for row in units], units[::-1]):
        assert krippendorff_alpha(other, metric=metric).value == pytest.approx(found, nan_ok=True)
    assert math.isnan(found) or found <= 1.0


@given(_UNITS, st.floats(0.1, 10), st.floats(-5, 5))
def test_the_interval_metric_knows_no_unit_and_no_zero(units, scale, shift):
    moved = [tuple(scale * value + shift for value in row) for row in units]
    first, second = krippendorff_alpha(units).value, krippendorff_alpha(moved).value
    assert second == pytest.approx(first, abs=1e-6, nan_ok=True)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12))
def test_full_agreement_is_one_and_cannot_be_told_where_nothing_varies(values):
    found = krippendorff_alpha([(value, value) for value in values]).value
    assert math.isnan(found) if len(set(values)) == 1 else found == 1.0


def test_texts_have_no_distance():
    with pytest.raises(InvalidInput, match="finite numbers"):
        krippendorff_alpha([("a", "b")])
