from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fake_model import ACTORS, FakeStart, fake_runs, make_case

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import documented_course
from whowhom.ensemble.outcome import MONTHLY, chunk_of
from whowhom.ensemble.tables import (
    COUNTED,
    OUTCOME_COLUMNS,
    counts_table,
    months_table,
    outcomes_table,
    parquet_bytes,
    read_counts,
    read_months,
    read_outcomes,
    read_parquet,
)
from whowhom.ensemble.tally import tally_of

ABOUT = {"seed": 1, "first": 40}


@pytest.fixture(scope="module")
def circle():
    return Circle.of(make_case(), FakeStart())


@pytest.fixture(scope="module")
def chunk():
    return chunk_of(40, fake_runs(FakeStart(), seed=1, first=40, runs=23))


def test_outcomes_come_back_bit_for_bit(circle, chunk):
    content = parquet_bytes(outcomes_table(chunk.first, chunk.records, circle), ABOUT)
    first, records = read_outcomes(read_parquet(content, ABOUT), circle)
    assert first == 40
    assert records.dtype == chunk.records.dtype
    assert records.tobytes() == chunk.records.tobytes()


def test_months_come_back(circle, chunk):
    content = parquet_bytes(months_table(chunk, circle), ABOUT)
    counts = read_months(read_parquet(content, ABOUT), circle)
    assert tuple(counts) == MONTHLY
    for name in MONTHLY:
        assert getattr(chunk, name).any()
        assert np.array_equal(counts[name], getattr(chunk, name)), name


def test_counts_come_back(circle, chunk):
    tally = tally_of(chunk, circle, documented_course(make_case(), circle))
    tally = replace(tally, in_order=4)  # nothing is documented of the toy
    content = parquet_bytes(counts_table(tally, circle), ABOUT)
    counts = read_counts(read_parquet(content, ABOUT), circle)
    assert tuple(counts) == tuple(COUNTED)
    for name in COUNTED:
        assert np.any(getattr(tally, name)), name
        assert np.array_equal(counts[name], getattr(tally, name)), name


def test_others_can_read_who_wins(circle, chunk):
    tally = tally_of(chunk, circle, documented_course(make_case(), circle))
    rows = counts_table(tally, circle).to_pylist()
    winners = {row["actor"]: row["count"] for row in rows if row["counted"] == "winners"}
    assert sum(winners.values()) == 23
    assert winners[None] == tally.winners[-1] > 0
    assert {row["by"] for row in rows if row["counted"] == "removed_by"} > {None}
    months = {row["month"] for row in rows if row["counted"] == "reached"}
    assert months <= set(range(circle.months))


def test_others_can_read_who_holds_what(circle, chunk):
    rows = months_table(chunk, circle).to_pylist()
    chair = [row for row in rows if row["month"] == 3 and row["post"] == "chair"]
    assert sum(row["count"] for row in chair) == 23
    assert {row["actor"] for row in chair} > {None}
    army = {row["actor"]: row["count"] for row in rows if row["month"] == 3 and row["body"]}
    assert army["ann"] == chunk.clients[3, 0, ACTORS.index("ann")]


def test_a_row_counts_one_thing(circle, chunk):
    table = months_table(chunk, circle)
    twice = table.set_column(4, "post", pa.array(["chair"] * len(table)))
    with pytest.raises(ValueError, match="count one thing"):
        read_months(twice, circle)


def test_equal_chunks_make_equal_files(circle, chunk):
    again = chunk_of(40, fake_runs(FakeStart(), seed=1, first=40, runs=23))
    one, two = (parquet_bytes(outcomes_table(40, c.records, circle), ABOUT) for c in (chunk, again))
    assert one == two


def test_others_can_read_the_table(circle, chunk, tmp_path):
    path = tmp_path / "x.parquet"
    path.write_bytes(parquet_bytes(outcomes_table(40, chunk.records, circle), ABOUT))
    table = pq.read_table(path)
    assert table.column_names == list(OUTCOME_COLUMNS)
    row = table.slice(1, 1).to_pylist()[0]
    assert row["run"] == 40
    assert row["actor"] == "ann"
    assert row["fate"] == "inner" or row["fell"] is not None


def test_a_file_of_another_result_is_refused(circle, chunk):
    content = parquet_bytes(outcomes_table(40, chunk.records, circle), ABOUT)
    with pytest.raises(ValueError, match="belongs to another result"):
        read_parquet(content, ABOUT | {"seed": 2})


@pytest.mark.parametrize("kind", ["flip", "cut"])
def test_the_pages_carry_a_checksum_of_their_own(circle, chunk, kind):
    """Even without the hashes beside it, no flipped bit is read as other numbers in silence."""
    content = parquet_bytes(outcomes_table(40, chunk.records, circle), ABOUT)
    rng = np.random.default_rng(1)
    for _ in range(60):
        damaged = bytearray(content)
        place = int(rng.integers(len(content)))
        if kind == "flip":
            damaged[place] ^= 1 << int(rng.integers(8))
        else:
            del damaged[place:]
        try:
            _, records = read_outcomes(read_parquet(bytes(damaged), ABOUT), circle)
        except ValueError:
            continue
        assert kind == "flip"  # in a place that says nothing, such as the name of the writer
        assert records.tobytes() == chunk.records.tobytes()


def test_runs_that_do_not_follow_one_another_are_refused(circle, chunk):
    table = outcomes_table(40, chunk.records, circle)
    with pytest.raises(ValueError, match="follow"):
        read_outcomes(table.take(list(range(5, 10)) + list(range(5))), circle)
    with pytest.raises(ValueError, match="differ"):
        read_outcomes(table.drop_columns(["dead"]), circle)
    other = replace(circle, actors=("x", *ACTORS[1:]))
    with pytest.raises(ValueError, match="unknown"):
        read_outcomes(table, other)


def test_a_negative_zero_hashes_like_zero():
    simulated = fake_runs(FakeStart(), seed=1, first=0, runs=2)
    simulated.share[:] = 0.0
    zero = chunk_of(0, simulated).records.tobytes()
    simulated.share[:] = -0.0
    assert chunk_of(0, simulated).records.tobytes() == zero
