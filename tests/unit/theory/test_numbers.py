"""One reading of numbers: what is printed, small fractions, and shares that were normalised."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import polars as pl
import pytest

from whowhom.theory.numbers import exact, exact_all, real


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0.1, "1/10"),
        (0.1 + 0.2, "3/10"),
        (1 - 0.9, "1/10"),
        (1 - 0.99, "1/100"),
        (sum([0.1] * 10), "1"),
        (0.07 * 100, "7"),
        (2 / 3, "2/3"),
        (4 / 7, "4/7"),
        (200 / 3, "200/3"),
        (999 / 1000, "999/1000"),
        (np.float32(0.1), "1/10"),
        (np.float32(2 / 3), "2/3"),
        (np.float32(4 / 7), "4/7"),
        (np.float16(0.1), "1/10"),
        (np.longdouble(1) / 3, "1/3"),
        (np.float64(0.35), "7/20"),
        (np.int32(3), "3"),
        (Decimal("0.1"), "1/10"),
        (Decimal(float("0.1")), "1/10"),
        (Decimal(2) / Decimal(3), "2/3"),
        ("0.10000000000000001", "1/10"),  # %.17g
        ("1.000000000000000056e-01", "1/10"),  # numpy.savetxt
        ("0.333333333333333", "1/3"),  # 15 digits, as spreadsheets write
        ("0.6666666666666666", "2/3"),
        ("-0.6666666666666666", "-2/3"),
        ("4/7", "4/7"),
    ],
)
def test_what_a_number_is_meant_to_be(value, number):
    assert exact(value) == Fraction(number)


@pytest.mark.parametrize(
    "text",
    [
        "0.66",
        "0.666667",
        "0.3333333333333",
        "0.5000000000000000001",
        f"{2**60}",
        "1e300",
    ],
)
def test_what_is_typed_stays_what_it_is(text):
    assert exact(text) == exact(Decimal(text)) == Fraction(Decimal(text))


def test_whole_numbers_and_fractions_are_never_changed():
    for number in (2**60 + 1, Fraction(0.1), Fraction(1, 3) + Fraction(1, 10**20)):
        assert exact(number) == number


def test_every_fraction_of_a_denominator_up_to_a_thousand_is_found():
    for q in (*range(1, 60), *range(331, 1001, 67), 999, 1000):
        for p in range(1, q, 1 + q // 60):
            assert exact(p / q) == Fraction(p, q)


@pytest.mark.parametrize("value", [True, np.True_, float("nan"), float("inf"), "1/0", "", None, 1j])
def test_what_is_no_number(value):
    assert exact(value) is None
    assert real(value) is None


def test_shares_that_were_divided_keep_their_proportions():
    rng = np.random.default_rng(10)
    for n, most in product((3, 4, 6, 9), (20, 1000, 50_000)):
        for _ in range(20):
            whole = rng.integers(1, most, n).tolist()
            shares = [Fraction(x, sum(whole)) for x in whole]
            assert exact_all([x / sum(whole) for x in whole]) == shares
            tenths = np.array(whole) / 10
            assert exact_all(list(tenths / tenths.sum())) == shares
            if most <= 1000:
                percent = [repr(100 * x / sum(whole)) for x in whole]
                assert exact_all(percent) == [100 * share for share in shares]


def test_numbers_drawn_at_random_are_never_changed():
    rng, changed = np.random.default_rng(11), 0
    for _ in range(2000):
        drawn = rng.random(rng.integers(2, 7)) * rng.choice([1, 100, 1e6])
        given = (drawn / drawn.sum() if rng.random() < 0.5 else drawn).tolist()
        assert exact_all(given) == [Fraction(repr(x)) for x in given]
        single = drawn.astype(np.float32)
        changed += exact_all(list(single)) != [Fraction(str(x)) for x in single]
    assert changed <= 2, "seven digits hold less"


def test_columns_of_data_frames_keep_their_precision():
    from whowhom.theory import ruling_coalition

    powers = np.array([0.1, 0.3, 0.4], dtype=np.float32)
    for column in (powers, pd.Series(powers), pl.Series(powers), powers.astype(np.longdouble)):
        assert ruling_coalition(column).members == (0, 1, 2)


def test_a_share_that_happens_to_end_in_zeros_is_read_with_the_others():
    powers = [42, 50, 31, 59, 20]  # 20 / 202 prints 0.0990099 in single precision
    shares = np.array(powers, dtype=np.float32) / np.float32(sum(powers))
    assert len(str(shares[-1])) < len(str(shares[0]))
    assert exact_all(list(shares)) == [Fraction(power, 202) for power in powers]
