"""Dates: what each notation means, and what is refused with which advice."""

import re

# ruff: noqa: RUF001
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases.case import Day
from whowhom.cases.date_advice import advice, plain_signs
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
        ("2100-02-29", "W108", "28 days"),
        ("1924-13", "W108", "month"),
        ("1924-00-01", "W108", "month"),
        ("1924-01-00", "W108", "31 days"),
        ("0000", "W108", "1 BC is -0001"),
        ("-0000-01-01", "W108", "1 BC is -0001"),
        ("44927", "W109", "2023-01-01"),
        ("44927.5", "W109", "2023-01-01"),
        ("1-Mar", "W109", "YYYY-03-01 if 1 is the day"),
        ("21. Jan", "W109", "YYYY-01-21 if 21 is the day"),
        ("Mar-24", "W109", "YYYY-03, with the century"),
        ("Jan 1924", "W107", "write 1924-01"),
        ("21.01.1924", "W107", "1924-01-21"),
        ("1/21/1924", "W107", "write 1924-01-21"),
        ("1/2/24", "W109", "with its century"),
        ("44 BC", "W107", "-0044"),
        ("AD 14", "W107", "0014"),
        ("44", "W107", "with its century"),
        ("-44", "W107", "-0044"),
        ("192X", "W107", "1920/1929"),
        ("1924-1-5", "W107", "1924-01-05"),
        ("1924-01-21 12:00", "W107", "1924-01-21"),
        ("yesterday", "W107", "1924"),
        ("1924/1923", "W106", "1923/1924"),
        ("1640/0041", "W106", "both dates in full"),
        ("0", "W107", "no year zero"),
        ("0 BC", "W107", "no year zero"),
        ("37", "W107", "with its century"),
        ("'37", "W107", "with its century"),
        ("about 37", "W107", "with its century"),
        ("31.02.1924", "W107", "YYYY-MM-DD"),
        ("1640/39", "W107", "both dates in full"),
        ("1922-12-23/01-04", "W107", "both dates in full"),
        ("44927", "W109", "write the date itself"),
        ("1922/1923/1924", "W107", "two dates"),
        ("../..", "W107", "two dates"),
        ("1922/", "W107", "both dates in full"),
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


MEANT = {
    "1640/41": ["1640/1641"],
    "1924/25": ["1924/1925"],
    "1899/00": ["1899/1900"],
    "0099/100": ["0099/0100"],
    "1640/641": ["1640/1641"],
    "1640/41~": ["1640~/1641~"],
    "-0044/43": ["-0044/-0043"],
    "44/43 BC": ["-0044/-0043"],
    "1640/1": ["1640/1641", "1640-01"],
    "1911/12": ["1911/1912", "1911-12"],
    "1640/41-02": ["1641-02"],
    "1640/41-02-03": ["1641-02-03"],
    "3 Feb 1640/41": ["1641-02-03"],
    "3 May 1640/41": ["1641-05-03", "1640-05-03"],
    "1640-41": ["1640/1641"],
    "1924–25": ["1924/1925"],
    "1924-5": ["1924-05", "1924/1925"],
    "1999-2000": ["1999/2000"],
    "1922-12-23/30": ["1922-12-23/1922-12-30"],
    "1922-11/12": ["1922-11/1922-12", "1922-11-12"],
    "12/1925": ["1925-12"],
    "Feb 1925": ["1925-02"],
    "1.2.1925": ["1925-02-01", "1925-01-02"],
    "1/2/1925": ["1925-02-01", "1925-01-02"],
    "1.1.1925": ["1925-01-01"],
    "13/1/1925": ["1925-01-13"],
    "1/13/1925": ["1925-01-13"],
    "1925/12/31": ["1925-12-31"],
    "1924-25-12": ["1924-12-25"],
    "19250131": ["1925-01-31"],
    "1924-01-21T00:00:00": ["1924-01-21"],
    "1st March 1881": ["1881-03-01"],
    "December 31, 1925": ["1925-12-31"],
    "15 March 44 BC": ["-0044-03-15"],
    "AD 37": ["0037"],
    "476": ["0476"],
    "spring 1924": ["1924-03/1924-05"],
    "1924-21": ["1924-03/1924-05"],
    "winter 1924": ["1924-12/1925-02", "1923-12/1924-02"],
    "winter 1924/25": ["1924-12/1925-02"],
    "ca. 1925": ["1925~"],
    "before 1925": ["../1924"],
    "after 1925": ["1926/.."],
    "since 1925-03": ["1925-03/.."],
    "1920s": ["1920/1929"],
    "19XX": ["1900/1999"],
    "1500-02-29": ["1500-03-01", "1500-03-10"],
    "1900-02-29": ["1900-03-01", "1900-03-13"],
    "-0101-02-29": ["-0101-03-01", "-0101-02-26"],
    "٢١-٠١-١٩٢٤": ["1924-01-21"],
}
"""What a text may mean, and no other date."""
DATES = re.compile(r"(?<![0-9Y])(?:\.\./)?-?[0-9]{4}[-0-9~]*(?:/(?:\.\.|-?[0-9]{4}[-0-9~]*))?")


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_advice_that_is_followed_means_what_was_meant(text, meant):
    with pytest.raises(BadCell) as caught:
        parse_period(text)
    found = DATES.findall(caught.value.hint)
    assert found == meant
    for way in found:
        assert parse_period(way).text == way


@pytest.mark.parametrize("year", [100, 200, 300, 500, 1000, 1500, 1700, 1900, -99, -199, -499])
def test_the_leap_day_of_the_julian_calendar_is_converted_rightly(year):
    """Counted by day numbers, with astronomical years (Fliegel and Van Flandern 1968)."""

    def number(day, *, julian):
        a = (14 - day.month) // 12
        y, m = day.year + 4800 - a, day.month + 12 * a - 3
        count = day.day + (153 * m + 2) // 5 + 365 * y + y // 4
        return count - 32083 if julian else count - y // 100 + y // 400 - 32045

    text = day_text(Day(year - 1 if year < 0 else year, 3, 1))
    leap = Day(year - 1 if year < 0 else year, 2, 29)
    with pytest.raises(BadCell, match="Julian calendar only") as caught:
        parse_period(day_text(leap))
    stays, converted = DATES.findall(caught.value.hint)
    assert stays == text
    assert number(parse_day(converted), julian=False) == number(leap, julian=True)


SIGNS = st.text("0123456789-/.~?% abceFJBCAD'", max_size=24)


@given(SIGNS | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,4}([-/. ][0-9]{1,4})?", fullmatch=True))
def test_no_advice_makes_a_century_up(text):
    """Whatever is written, an advised year is a number of the text, or the one before or after."""
    plain = plain_signs(text.strip())
    numbers = [int(number) for number in re.findall(r"[0-9]+", plain)]
    if re.fullmatch("[0-9]{8}", plain):
        numbers = [int(plain[:4])]
    for way, _ in advice(plain).ways:
        first = int(re.findall(r"[0-9]{4}", way)[0])
        assert any(abs(first - number) <= 1 for number in numbers)


@given(SIGNS)
def test_any_text_is_read_or_refused_with_advice(text):
    try:
        parse_period(text)
    except BadCell as bad:
        is_helpful = bool(bad.hint)
    else:
        is_helpful = True
    assert is_helpful
