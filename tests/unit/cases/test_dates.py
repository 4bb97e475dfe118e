"""Dates: what each notation means, and what is refused with which advice."""

import pytest

from whowhom.cases.case import Day
from whowhom.cases.dates import FIRST_DAY, LAST_DAY, day_text, parse_day, parse_period
from whowhom.cases.problems import BadCell


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1924-01-21", (1924, 1, 21), (1924, 1, 21)),
        ("1924-02", (1924, 2, 1), (1924, 2, 29)),
        ("1923-02", (1923, 2, 1), (1923, 2, 28)),
        ("1900-02", (1900, 2, 1), (1900, 2, 28)),
        ("2000-02", (2000, 2, 1), (2000, 2, 29)),
        ("1924", (1924, 1, 1), (1924, 12, 31)),
        ("0476", (476, 1, 1), (476, 12, 31)),
        ("1922-12?", (1922, 12, 1), (1922, 12, 31)),
        ("1923~", (1922, 1, 1), (1924, 12, 31)),
        ("1923%", (1922, 1, 1), (1924, 12, 31)),
        ("1923-12~", (1923, 11, 1), (1924, 1, 31)),
        ("1924-01~", (1923, 12, 1), (1924, 2, 29)),
        ("1924-03-01~", (1924, 2, 29), (1924, 3, 2)),
        ("1924-12-31~", (1924, 12, 30), (1925, 1, 1)),
        ("1922-12-23/1923-01-04", (1922, 12, 23), (1923, 1, 4)),
        ("1922/1923-02", (1922, 1, 1), (1923, 2, 28)),
        (" 1922 / 1923 ", (1922, 1, 1), (1923, 12, 31)),
        ("-0044-03-15", (-43, 3, 15), (-43, 3, 15)),
        ("-0001", (0, 1, 1), (0, 12, 31)),
        ("-0001-12/0001-01", (0, 12, 1), (1, 1, 31)),
        ("-0060-12-01/-0059", (-59, 12, 1), (-58, 12, 31)),
    ],
)
def test_meaning(text, earliest, latest):
    period = parse_period(text)
    assert (period.earliest, period.latest) == (Day(*earliest), Day(*latest))
    assert period.text == text.strip()


def test_open_intervals():
    assert parse_period("../1899").earliest == FIRST_DAY
    assert parse_period("../1899").latest == Day(1899, 12, 31)
    assert parse_period("1941/..").earliest == Day(1941, 1, 1)
    assert parse_period("1941/..").latest == LAST_DAY


def test_years_before_christ_have_no_year_zero_between():
    """From 1 March 44 BC to 1 March 14 AD are 57 years, because 1 BC is followed by 1 AD."""
    before, after = parse_day("-0044-03-01"), parse_day("0014-03-01")
    assert after.month_number - before.month_number == 57 * 12


@pytest.mark.parametrize("text", ["0044-03-15", "-0044-03-15", "-0001-01-01", "1924-02-29"])
def test_writing_a_day_reads_back(text):
    assert day_text(parse_day(text)) == text


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("1924-02-30", "W108", "29 days"),
        ("1923-02-29", "W108", "28 days"),
        ("1900-02-29", "W108", "28 days"),
        ("1924-13", "W108", "month"),
        ("1924-00-01", "W108", "month"),
        ("1924-01-00", "W108", "31 days"),
        ("0000", "W108", "1 BC is -0001"),
        ("-0000-01-01", "W108", "1 BC is -0001"),
        ("44927", "W109", "2023-01-01"),
        ("44927.5", "W109", "2023-01-01"),
        ("1-Mar", "W109", "-03-01"),
        ("21. Jan", "W107", "1924-01-21"),
        ("Mar-24", "W109", "1924-03"),
        ("Jan 1924", "W109", "1924-01"),
        ("21.01.1924", "W107", "1924-01-21"),
        ("1/21/1924", "W109", "year-month-day"),
        ("1/2/24", "W109", "year-month-day"),
        ("44 BC", "W107", "-0044"),
        ("AD 14", "W107", "0014"),
        ("44", "W107", "0044"),
        ("-44", "W107", "-0044"),
        ("192X", "W107", "interval"),
        ("1924-1-5", "W107", "1924-01-05"),
        ("1924-01-21 12:00", "W107", "1924-01-21"),
        ("yesterday", "W107", "1924"),
        ("1924/1923", "W106", "1923/1924"),
        ("1922/1923/1924", "W107", "two dates"),
        ("../..", "W107", "two dates"),
        ("1922/", "W107", "1924"),
        ("١٩٢٤", "W107", "1924"),
        ("1924" * 100, "W107", "1924"),
    ],
)
def test_refusal_says_what_to_write(text, code, advice):
    with pytest.raises(BadCell) as caught:
        parse_period(text)
    assert caught.value.code == code
    assert advice in f"{caught.value.finding}; {caught.value.hint}"


def test_a_day_must_be_exact():
    with pytest.raises(BadCell, match="exact"):
        parse_day("1922-04")
