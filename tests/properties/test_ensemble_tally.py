"""Laws of counting: order and chunks never matter, and nothing that is stored is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import Documented, Milestone
from whowhom.ensemble.interval import quantiles, wilson
from whowhom.ensemble.outcome import (
    FATES,
    MONTHLY,
    PERCENTS,
    REMOVED,
    STATUSES,
    Chunk,
    record_type,
    unwatched,
)
from whowhom.ensemble.tables import (
    months_table,
    outcomes_table,
    parquet_bytes,
    read_months,
    read_outcomes,
    read_parquet,
)
from whowhom.ensemble.tally import empty_tally, tally_of

N, MONTHS = 3, 4
CIRCLE = Circle(
    actors=("a", "b", "c"),
    contenders=("b", "c"),
    first_month=0,
    months=MONTHS,
    posts=("chair", "seal"),
    bodies=("army",),
    sizes=(9,),
)
DOCUMENTED = Documented(
    milestones=tuple(
        Milestone(actor=actor, event="fall", earliest=actor, latest=actor, text="")
        for actor in (1, 2)
    )
)
DOMAINS = {
    "top": (-1, N - 1),
    "fate": (0, len(FATES) - 1),
    "fell": (-1, MONTHS - 1),
    "order": (-1, N - 1),
    "by": (-1, N - 1),
    "reached": (-1, MONTHS - 1),
}


@st.composite
def records_of_runs(draw):
    """Draw the records of a few runs: anything the fields can hold."""
    runs = draw(st.integers(0, 9))
    records = np.zeros(runs, dtype=record_type(N))
    for name, (low, high) in DOMAINS.items():
        field = records[name]
        elements = st.integers(low, high)
        records[name] = draw(arrays.arrays(field.dtype, field.shape, elements=elements))
    shares = st.floats(0, 1, width=32)
    records["share"] = draw(arrays.arrays(np.float32, (runs, N), elements=shares))
    return records


def chunk(first, records, seed=0):
    rng = np.random.default_rng(seed + first)
    return Chunk(
        first=first,
        records=records,
        standing=rng.integers(0, 3, (MONTHS, N, len(STATUSES))) * rng.integers(0, 2**40),
        power=rng.integers(0, 2, (MONTHS, N, PERCENTS)),
        held=rng.integers(0, 3, (MONTHS, 2, N + 1)) * rng.integers(0, 2**40),
        clients=rng.integers(0, 2**40, (MONTHS, 1, N)),
        noted=unwatched(MONTHS),
    )


def equal(one, other):
    names = set(one.__slots__) - {"decisions"}
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@given(records_of_runs(), st.integers(0, 9), st.booleans())
def test_chunks_and_their_order_do_not_matter(records, cut, is_reversed):
    cut = min(cut, len(records))
    parts = [chunk(0, records[:cut]), chunk(cut, records[cut:])]
    total = empty_tally(CIRCLE)
    for part in reversed(parts) if is_reversed else parts:
        total = total.merge(tally_of(part, CIRCLE, DOCUMENTED))
    whole = Chunk(
        first=0,
        records=records,
        noted=unwatched(MONTHS),
        **{name: getattr(parts[0], name) + getattr(parts[1], name) for name in MONTHLY},
    )
    assert equal(total, tally_of(whole, CIRCLE, DOCUMENTED))


@given(records_of_runs())
def test_nothing_is_counted_twice_or_lost(records):
    tally = tally_of(chunk(0, records), CIRCLE, DOCUMENTED)
    assert tally.winners.sum() == tally.runs == len(records)
    assert (tally.fates.sum(axis=1) == len(records)).all()
    assert (tally.fell.sum(axis=1) == tally.removed_by.sum(axis=1)).all()
    assert tally.reached.shape == (N, len(REMOVED), MONTHS)
    assert tally.in_order <= min(len(records), tally.runs)


@pytest.mark.slow
@given(records_of_runs(), st.integers(0, 10**7))
def test_tables_come_back_bit_for_bit(records, first):
    part = chunk(first, records)
    content = parquet_bytes(outcomes_table(first, records, CIRCLE), {"seed": first})
    again, found = read_outcomes(read_parquet(content, {"seed": first}), CIRCLE)
    assert again == (first if len(records) else 0)
    assert found.tobytes() == records.tobytes()
    counts = read_months(read_parquet(parquet_bytes(months_table(part, CIRCLE))), CIRCLE)
    assert all(np.array_equal(counts[name], getattr(part, name)) for name in MONTHLY)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(1, 100))
def test_a_quantile_is_a_month_that_was_seen(months, percent):
    (found,) = quantiles(np.bincount(months), [percent])
    in_order = sorted(months)
    assert found in months
    assert 100 * sum(month <= found for month in in_order) >= percent * len(months)
    assert 100 * sum(month < found for month in in_order) < percent * len(months)


@given(st.integers(1, 10**6), st.data())
def test_an_interval_holds_its_share_and_narrows_with_more_runs(runs, data):
    count = data.draw(st.integers(0, runs))
    low, high = wilson(count, runs)
    assert 0 <= low <= count / runs <= high <= 1
    more_low, more_high = wilson(4 * count, 4 * runs)
    assert more_high - more_low < high - low
    mirrored = wilson(runs - count, runs)
    assert abs(mirrored[0] - (1 - high)) < 1e-12
