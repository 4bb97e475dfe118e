"""Who leads where nobody rules, on records made by hand and by hypothesis."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.outcome import FATES, REMOVED, record_type
from whowhom.ensemble.tally import empty_tally
from whowhom.ensemble.undecided import (
    leaders,
    leaders_of,
    no_undecided,
    undecided_of,
    undecided_summary,
)

CIRCLE = Circle(
    actors=("ann", "bob", "cat", "dan", "old"),
    contenders=("ann", "bob", "cat", "dan"),
    first_month=0,
    months=12,
)
INNER, EXPELLED = FATES.index("inner"), FATES.index("expelled")


def made(*rows):
    """Return records of (top, shares of the contenders)."""
    records = np.zeros(len(rows), record_type(5))
    records["fell"], records["order"], records["by"], records["reached"] = -1, -1, -1, -1
    for record, (top, shares) in zip(records, rows, strict=True):
        record["top"] = top
        record["share"][: len(shares)] = shares
        for place, share in enumerate(shares):
            if not share:
                record["fate"][place], record["fell"][place] = EXPELLED, 3
    return records


def counted(records, majority=0.5, arbiter="old"):
    return undecided_of(records, np.full(len(records), majority), CIRCLE, arbiter)


def test_each_run_without_a_ruler_has_its_leader_and_coalition():
    records = made(
        (0, (0.6, 0.4, 0, 0)),  # has a ruler: not counted
        (-1, (0.4, 0.35, 0.25, 0)),
        (-1, (0.2, 0.47, 0.2, 0.13)),
        (-1, (0, 0, 0, 0)),  # nobody is left
    )
    records["reached"][1, 4, REMOVED.index("dead")] = 2
    found = counted(records)
    assert found.count == 3
    assert found.leads.tolist() == [1, 1, 0, 0, 0, 1]
    assert dict(found.coalitions) == {(0, 1): 2}
    assert found.close == 1
    assert np.flatnonzero(found.missing).tolist() == [30, 100]
    assert np.flatnonzero(found.strength[0]).tolist() == [400]
    assert found.remaining.tolist() == [1, 0, 0, 1, 1, 0]
    assert found.untouched == 1
    assert found.ends[3, EXPELLED] == 2
    assert found.arbiter == 2
    assert leaders_of(records).tolist() == [0, 0, 1, -1]


def test_equals_lead_and_join_in_the_order_of_their_ids():
    found = counted(made((-1, (0.25, 0.25, 0.25, 0.25))))
    assert found.leads[0] == 1
    assert dict(found.coalitions) == {(0, 1, 2): 1}  # half is not more than half


def test_a_coalition_must_exceed_the_majority_of_its_own_run():
    records = made((-1, (0.4, 0.3, 0.3)), (-1, (0.4, 0.3, 0.3)))
    found = undecided_of(records, np.array([0.5, 0.75]), CIRCLE)
    assert dict(found.coalitions) == {(0, 1): 1, (0, 1, 2): 1}


def test_shares_are_of_all_runs_with_their_interval():
    others = (0, (0.6, 0.4)), (1, (0.3, 0.7)), (0, (1.0,))
    records = made((-1, (0.4, 0.35, 0.25, 0)), *others)
    tally = empty_tally(CIRCLE)
    tally.winners[:2] = 2, 1
    tally.winners[-1] = 1
    tally = dataclasses.replace(tally, runs=4)
    rows = leaders(counted(records), tally, CIRCLE)
    assert [(row["actor"], row["share"], row["rules"], row["first"]) for row in rows] == [
        ("ann", 0.75, 0.5, 0.25),
        ("bob", 0.25, 0.25, 0.0),
        ("cat", 0.0, 0.0, 0.0),
        ("dan", 0.0, 0.0, 0.0),
        ("nobody", 0.0, 0.0, 0.0),
    ]
    assert (rows[0]["low"], rows[0]["high"]) == wilson(3, 4)
    assert (rows[0]["power"], rows[1]["power"]) == (0.4, None)
    summary = undecided_summary(counted(records), tally, CIRCLE)
    assert (summary["share"], summary["missing"]) == (0.25, 0.1)
    assert summary["coalitions"][0]["members"] == ["ann", "bob"]
    assert summary["remaining"] == {"3": 0.25}


def test_nothing_is_said_of_no_runs():
    summary = undecided_summary(no_undecided(CIRCLE), empty_tally(CIRCLE), CIRCLE)
    assert (summary["share"], summary["power"], summary["coalitions"]) == (0.0, None, [])


@st.composite
def ensembles(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from((-1, -1, 0, 1)), st.tuples(*[st.integers(0, 5) for _ in range(4)])
            ),
            max_size=12,
        )
    )
    return made(*((top, np.array(w) / max(1, sum(w))) for top, w in rows))


@given(ensembles(), st.integers(0, 12), st.sampled_from((0.5, 0.55, 2 / 3)))
def test_cutting_into_blocks_changes_nothing(records, cut, majority):
    whole = undecided_summary(counted(records, majority), empty_tally(CIRCLE), CIRCLE)
    parts = counted(records[:cut], majority).merge(counted(records[cut:], majority))
    assert undecided_summary(parts, empty_tally(CIRCLE), CIRCLE) == whole


@given(ensembles(), st.sampled_from((0.5, 0.55, 2 / 3)))
def test_a_coalition_wins_and_no_smaller_one_does(records, majority):
    for record in records[records["top"] < 0]:
        found = counted(record[None], majority)
        assert found.leads.sum() == 1
        for members in found.coalitions:
            share = record["share"].astype(float)
            strongest = np.sort(share)[::-1][: len(members)]
            assert share[list(members)].sum() == pytest.approx(strongest.sum())
            assert strongest.sum() > majority
            assert strongest[:-1].sum() <= majority + 1e-6
