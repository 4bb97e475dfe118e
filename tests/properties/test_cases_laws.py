"""Laws of the reader: what is the same case has the same hash; what is written reads back."""

import csv
import io
import tempfile
from pathlib import Path
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.cases import read_case
from whowhom.cases.case import Day, Quantity
from whowhom.cases.dates import FIRST_DAY, LAST_DAY, day_text, parse_day, parse_period
from whowhom.cases.dialects import read_csv, scan
from whowhom.cases.schema import TABLES
from whowhom.cases.values import parse_number
from whowhom.cases.writing import csv_text, guard

SETTINGS = b'title = "T"\nstart = "1953-03-05"\nend = "1957-06-29"\n'
ACTORS = [
    ["id", "name", "army", "popular", "oratory", "line", "source"],
    ["zhukov", "Zhukov", "3", "2..3", "", "0.5", ""],
    ["beria", "Beria", "", "0", "0.2..0.3..0.6", "-1..1", ""],
    ["malenkov", "Malenkov", "1", "", "0.5", "", ""],
    ["khrushchev", "Khrushchev", "1", "2", "0.7", "0", ""],
]


def hash_of(folder, rows, delimiter=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    (folder / "actors.csv").write_text(stream.getvalue(), "utf-8")
    return read_case(folder).sha256


@given(st.permutations(ACTORS[1:]), st.permutations(range(7)), st.sampled_from(",;\t"))
@settings(max_examples=40, deadline=None)
def test_order_of_rows_and_columns_does_not_matter(rows, columns, delimiter):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "case.toml").write_bytes(SETTINGS)
        expected = hash_of(folder, ACTORS)
        shuffled = [[row[i] for i in columns] for row in (ACTORS[0], *rows)]
        assert hash_of(folder, shuffled, delimiter) == expected


@given(st.integers(1, 4), st.integers(2, 5), st.sampled_from(["0.25", "0.9", "0..0.1"]))
@settings(max_examples=30, deadline=None)
def test_any_change_of_a_value_changes_the_hash(row, column, value):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "case.toml").write_bytes(SETTINGS)
        changed = [list(cells) for cells in ACTORS]
        changed[row][column] = value
        assert hash_of(folder, changed) != hash_of(folder, ACTORS)


DAYS = st.builds(
    Day, st.integers(FIRST_DAY.year, LAST_DAY.year), st.integers(1, 12), st.integers(1, 28)
)


@given(DAYS)
@settings(deadline=None)
def test_days_read_back(day):
    assert parse_day(day_text(day)) == day


AFTER_CHRIST = st.builds(Day, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))


@given(AFTER_CHRIST, AFTER_CHRIST)
@settings(deadline=None)
def test_texts_of_one_era_sort_like_their_days(a, b):
    assert (a < b) == (day_text(a) < day_text(b))


@given(DAYS, DAYS)
@settings(deadline=None)
def test_intervals_hold_their_ends(a, b):
    a, b = min(a, b), max(a, b)
    period = parse_period(f"{day_text(a)}/{day_text(b)}")
    assert (period.earliest, period.latest) == (a, b)


@given(DAYS, st.sampled_from([4, 7, 10]))
@settings(deadline=None)
def test_about_is_wider_than_without(day, length):
    cut = day_text(day)[: length + (day.year <= 0)]
    exact, about = parse_period(cut), parse_period(cut + "~")
    assert about.earliest <= exact.earliest <= day <= exact.latest <= about.latest


NUMBERS = st.floats(0, 3, allow_nan=False).map(lambda x: x + 0.0)


@given(st.lists(NUMBERS, min_size=1, max_size=3))
@settings(deadline=None)
def test_numbers_read_back(values):
    values = sorted(values)
    read = parse_number("..".join(f"{v:.17f}" for v in values), TABLES["actors"].column("army"))
    cut = [float(f"{v:.17f}") for v in values]
    mode = cut[1] if len(cut) == 3 and cut[0] < cut[2] else None
    assert read == Quantity(cut[0], cut[-1], mode)


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
TEXTS = st.text(SIGNS, max_size=8).map(lambda text: normalize("NFC", text).lstrip("'").strip())


@given(st.lists(st.one_of(TEXTS, TEXTS.map("=".__add__)), min_size=1, max_size=5))
@settings(deadline=None)
def test_texts_survive_writing_and_reading(texts):
    rows = [["id", "name"], *([f"x{n}", guard(text)] for n, text in enumerate(texts))]
    raw = read_csv(csv_text(rows).encode(), TABLES["hosts"], "hosts.csv")
    assert raw.problems == []
    read = [row.cells["name"].text if "name" in row.cells else "" for row in raw.rows]
    assert read == texts


@given(st.lists(st.lists(st.text('ab",\n', max_size=4), min_size=1, max_size=4), max_size=5))
@settings(deadline=None)
def test_scan_counts_the_cells_that_csv_reads(rows):
    text = csv_text(rows)
    spans = list(scan(text, ","))
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert not any(span.trouble for span in spans)
    assert len(spans) == sum(max(len(row), 1) for row in read) + 1
