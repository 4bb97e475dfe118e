"""Juntas on made-up members: who is compared with whom, and the circle of a junta."""

import numpy as np
import pandas as pd
import pytest

from research.outlook.circles import chosen_parameters
from research.outlook.juntas import (
    Member,
    junta,
    junta_case,
    left_out,
    lines,
    members,
    overall,
    purges,
    scores,
    simulated,
    within,
)


def table(n=4, years=(1970, 1971)):
    rows = [
        {
            "fullname": f"Number, {k}" if k else "Rex, Leader", "firstldr": "Rex",
            "state": state, "reg_rulinst": "Council", "elite_year": float(year),
            "gwf_regtype": "Military", "milsec": k % 2, "keycoupplotter": int(k == 1),
            "firstgen": 1, "elite_time": 1.0 + year - years[0], "leader_tenure": 2.0,
            "purge": float(k == 3 and year == years[-1]),
        }
        for state in ("A", "B", "C")
        for year in years
        for k in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_leader_is_no_member():
    found = members(table())
    assert len(found.purged) == 3 * 2 * 3
    assert found.purged.sum() == 3
    assert len(set(found.of_year.tolist())) == 6
    assert found.circles[0].regime == "military"
    assert len(found.circles[0].members) == 3


def test_pairs_of_one_year_by_hand():
    found = members(table())
    score = np.where(found.purged, 1.0, 2.0)
    assert within(score, found) == 0.0
    assert within(-score, found) == 1.0
    assert within(np.zeros(len(score)), found) == 0.5
    # a score that only tells the years apart says nothing within a year, and something overall
    years = found.of_year % 2
    assert within(years.astype(float), found) == 0.5
    assert overall(years.astype(float), found) > 0.5


def test_a_junta_that_is_drawn_twice_counts_twice():
    found = members(table())
    score = np.zeros(len(found.purged))
    score[(found.junta == 0) & found.purged] = 1.0
    assert within(score, found) == pytest.approx((1.0 + 0.5 + 0.5) / 3)
    assert within(score, found, np.array([2, 1, 0])) == pytest.approx((2.0 + 0.5) / 3)


def test_a_logit_never_sees_its_own_junta():
    found = members(table())
    other = members(table())
    own = found.junta == 0
    other.purged[own] = ~other.purged[own]
    np.testing.assert_array_equal(
        left_out(found.features, found)[own], left_out(other.features, other)[own]
    )


def test_the_circle_of_a_junta():
    soldier, clerk = Member(True, True, True), Member(False, False, False)
    case = junta_case(junta("Party-Military", [soldier, clerk]))
    assert case.regime_type == "party"
    assert len(case.actors) == 3
    assert len({actor.id for actor in case.actors}) == 3
    assert case.actors[0].bases["formal_office"].high == 3.0
    assert [actor.bases["army"].high for actor in case.actors[1:]] == [0.0, 2.0]
    assert junta("Military", [soldier, clerk]) == junta("Military", [clerk, soldier])


def test_removals_by_the_leader_are_some_of_all_and_equal_juntas_share_runs():
    parameters = chosen_parameters([])
    found = members(table())
    shares = simulated(found, parameters, runs=40)
    assert shares.shape == (18, 2)
    assert (shares[:, 1] <= shares[:, 0]).all()
    assert (shares >= 0).all()
    np.testing.assert_array_equal(shares[:3], shares[3:6])
    assert purges(found.circles[0], 40, parameters) == {
        one: tuple(share) for one, share in zip(found.coded[:3], shares[:3].tolist(), strict=True)
    }
    text = "\n".join(lines(found, scores(found, shares)))
    assert "18 member-years of 3 juntas" in text
