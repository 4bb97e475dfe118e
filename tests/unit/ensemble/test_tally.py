import numpy as np
import pytest
from fake_model import ACTORS, MONTHS, FakeStart, event, fake_runs, make_case, one_run, period

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import documented_course
from whowhom.ensemble.outcome import FATES, REMOVED, chunk_of
from whowhom.ensemble.tally import empty_tally, tally_of

COURSE = [event("bob", "demoted", period(1922, 9)), event("ann", "prison", period(1923, 2))]


@pytest.fixture(scope="module")
def circle():
    return Circle.of(make_case(), FakeStart())


def tallied(circle, first, runs, course=COURSE):
    chunk = chunk_of(first, fake_runs(FakeStart(), seed=1, first=first, runs=runs))
    return tally_of(chunk, circle, documented_course(make_case(course), circle))


def test_every_count_is_what_a_slow_count_of_the_runs_gives(circle):
    tally = tallied(circle, 0, 60)
    runs = [one_run(1, r) for r in range(60)]
    n = len(ACTORS)
    assert tally.runs == 60
    assert tally.winners.tolist() == [sum(r.top == i for r in runs) for i in [*range(n), -1]]
    for i in range(n):
        assert tally.first_out[i] == sum(r.order[i] == 0 for r in runs)
        for fate in range(len(FATES)):
            assert tally.fates[i, fate] == sum(r.fate[i] == fate for r in runs)
        for month in range(MONTHS):
            assert tally.fell[i, month] == sum(r.fell[i] == month for r in runs)
            for status in range(len(REMOVED)):
                expected = sum(r.reached[i, status] == month for r in runs)
                assert tally.reached[i, status, month] == expected
        for by in range(-1, n):
            expected = sum(r.fell[i] >= 0 and r.by[i] == by for r in runs)
            assert tally.removed_by[i, by] == expected
    bob, ann = ACTORS.index("bob"), ACTORS.index("ann")
    assert tally.in_order == sum(0 <= r.order[bob] < r.order[ann] for r in runs) > 0
    assert tally.standing.sum() == tally.power.sum() == 60 * n * MONTHS
    assert tally.held.sum() == 60 * MONTHS
    assert tally.clients.sum() == tally.standing[:, :, 0].sum()


def test_a_tally_of_all_is_the_merged_tally_of_the_parts(circle):
    whole = tallied(circle, 0, 40)
    parts = empty_tally(circle)
    for first, runs in [(33, 7), (0, 1), (1, 32)]:  # in any order
        parts = parts.merge(tallied(circle, first, runs))
    for name in set(whole.__slots__) - {"decisions"}:
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name
    assert parts.decisions.known.shape == (0, MONTHS)


def test_all_sums_are_of_wide_integers(circle):
    tally = tallied(circle, 0, 3)
    for name in tally.__slots__:
        if name not in {"runs", "in_order", "decisions", "effective"}:
            assert getattr(tally, name).dtype == np.int64, name


def test_without_a_documented_order_no_run_is_in_it(circle):
    assert tallied(circle, 0, 40, course=COURSE[:1]).in_order == 0
