"""Scholz, Calbert and Smith (2011) on the emission standards of Bueno de Mesquita (1994), and more.

Only table 2 of Scholz and the outcomes of 1994 are numbers of papers (in a transcription). All
numbers with more digits were computed by two other programs that agree, and check our code, not
the papers. The last part holds numbers of our own code, so that a change is seen.
"""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from whowhom.theory.bargains.bargaining import VARIANTS, bargaining
from whowhom.theory.registry import model

DATA = Path(__file__).parents[1] / "data" / "bargaining"
AS_RUN = VARIANTS["scholz-asrun"]


def issue(name):
    """Return the arguments of one of our tables."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("capability", "position", "salience")
    return {column: {row["actor"]: row[column] for row in rows} for column in columns}


def emissions(variant="scholz-asrun", **settings):
    return bargaining(**issue("emissions"), variant=variant, **settings)


def told(move):
    return move.actor, move.toward, move.offer


# --- numbers of the papers

TABLE_2 = {
    "medians": [8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6],
    "means": [7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6],
}


def test_scholz_table_2_but_for_one_cell():
    """As run, 15 of 16 cells are met within 0.08; the miss is the median of round 2: 9.61."""
    found = emissions(rounds=8)
    misses = [
        (kind, turn)
        for kind, printed in TABLE_2.items()
        for turn, (ours, theirs) in enumerate(zip(getattr(found, kind), printed, strict=True), 1)
        if abs(ours - theirs) > 0.08
    ]
    assert misses == [("medians", 2)]
    assert found.medians[1] == pytest.approx(9.61, abs=0.005)


@pytest.mark.parametrize("variant", ["scholz-printed", "bdm-enforce"])
def test_no_other_named_variant_gives_scholz_table_2(variant):
    """The equations as printed do not: they miss at least half of it."""
    found = emissions(variant, rounds=8)
    far = [
        abs(ours - theirs) > 0.08
        for kind, printed in TABLE_2.items()
        for ours, theirs in zip(getattr(found, kind), printed, strict=True)
    ]
    assert sum(far) >= 8


# --- numbers that two other programs compute, as run


def test_round_0():
    found = emissions(rounds=1)
    assert found.start_median == 7.0
    assert found.start_mean == pytest.approx(7.389955686853767, rel=1e-15)


def test_risk_exponents_of_round_1():
    """In the order of the table."""
    risk = emissions(rounds=1).history[0].risk
    expected = [1.4057, 0.7542, 0.5089, 1.4057, 1.0465, 1.0465, 1.9649, 0.5, 2.0, 1.1121]
    assert risk.round(4).tolist() == expected


def test_belgium_and_france_in_round_1():
    found = emissions(rounds=1)
    i, j = found.actors.index("Belgium"), found.actors.index("France")
    assert found.first.gain[i, j] == pytest.approx(-0.11483050347300794, rel=1e-13)
    assert found.first.threat[i, j] == pytest.approx(0.2432965945234421, rel=1e-13)
    assert found.history[0].positions[i] == pytest.approx(8.415932315426764, rel=1e-14)


def test_moves_of_rounds_1_and_4():
    """In round 4 the Netherlands and Germany offer Belgium the same; ties are ours to break."""
    found = emissions(rounds=4)
    moves = found.history[0].moves
    assert [told(move) for move in moves] == [
        ("Belgium", "France", "compromise"),
        ("Luxembourg", "Belgium", "conflict"),
        ("Ireland", "Luxembourg", "conflict"),
    ]
    assert [move.end for move in moves[1:]] == [7.0, 4.0]
    belgium = found.history[3].moves[0]
    assert belgium.end == pytest.approx(4.800881140632622, rel=1e-13)
    i, one, other = (found.actors.index(name) for name in ("Belgium", "Netherlands", "Germany"))
    assert belgium.toward in {"Netherlands", "Germany"}
    assert found.last.gain[i, one] == pytest.approx(found.last.gain[i, other], abs=1e-14)
    assert found.last.threat[i, one] == pytest.approx(found.last.threat[i, other], abs=1e-14)


def test_medians_and_means_of_ten_rounds():
    found = emissions()
    medians = [
        8.415932315426764, 9.610859134120188, 9.961979590401311, 9.961979590401311,
        9.961979590401311, 7.47204636191629, 8.824593855262423, 9.671129769802048,
        9.671129769802048, 7.0,
    ]  # fmt: skip
    means = [
        7.461314378277189, 7.552500865855845, 7.590144997451547, 7.358130531334201,
        7.3491739896752115, 7.414877545372958, 7.510457183677219, 7.5724470975503,
        7.324989065683668, 7.242130958473938,
    ]  # fmt: skip
    assert found.medians == pytest.approx(medians, rel=3e-14)
    assert found.means == pytest.approx(means, rel=3e-14)


def test_it_does_not_settle_and_nothing_is_forecast():
    """Unrest for hundreds of rounds; no single number comes out."""
    found = emissions(rounds=400)
    assert (found.period, found.recurs_from, found.forecast) == (None, None, None)
    assert min(found.medians[200:]) == 7.0
    assert max(found.medians[200:]) > 9.7


def test_iran_2013():
    """The median stays with Ghalibaf at 5; Ruhani, who won, stood at 8. The mean ends in a cycle
    of two rounds: 5.4985 after an even number, 5.3902 after an odd one.
    """
    found = bargaining(**issue("iran_2013"), variant="scholz-asrun")
    assert found.start_median == 5.0
    assert found.medians == (5.0,) * 10
    assert round(found.start_mean, 4) == 5.4383
    assert round(found.means[-1], 4) == 5.4985
    assert round(found.means[-2], 4) == 5.3902
    assert (found.period, found.forecast) == (2, None)


# --- other readings of the same table, computed elsewhere too


def test_risk_off():
    found = emissions(replace(AS_RUN, risk=False))
    assert found.medians[0] == pytest.approx(9.82, abs=0.005)
    assert found.medians[-1] == pytest.approx(10.0, abs=0.005)
    assert all((simulated.risk == 1.0).all() for simulated in found.history)


def test_least_move():
    found = emissions(replace(AS_RUN, selection="least-move"))
    expected = [8.42, 9.61, 9.96, 10.0, 10.0, 10.0, 10.0, 8.18, 9.30, 9.88]
    assert found.medians == pytest.approx(expected, abs=0.0051)


def test_each_by_his_own_exponent():
    found = emissions(replace(AS_RUN, perspective="each"))
    assert found.medians[:2] == pytest.approx([8.78, 9.80], abs=0.0051)
    assert found.medians[-1] == pytest.approx(10.0, abs=0.001)


def test_printed_chances_bring_everybody_to_seven():
    """Two rounds were reported; here all stand at 7 after three, and at 7.03 on average after
    two.
    """
    found = emissions(replace(AS_RUN, probability="pairwise"))
    assert set(found.medians) == {7.0}
    assert found.means[1] == pytest.approx(7.027, abs=0.0005)
    assert (found.history[2].positions == 7.0).all()
    assert (found.period, found.forecast) == (1, 7.0)


@pytest.mark.parametrize("selection", ["lowest", "least-move"])
def test_printed_with_half_a_status_quo_collapses_to_four(selection):
    """With votes by each voter's own exponent. With straight votes it does so only where ties
    between a move up and an equal move down are broken by the order of the rows.
    """
    reading = replace(VARIANTS["scholz-printed"], votes="curved", selection=selection)
    found = emissions(reading, quo="1/2")
    assert (found.history[2].positions == 4.0).all()
    assert found.forecast == 4.0
    assert emissions(replace(reading, votes="straight"), quo="1/2").forecast == 7.0


def test_offers_by_the_ability_to_enforce():
    """Another public program reads 1997, p. 251, so: it stops after three rounds at 9.5300."""
    found = emissions("bdm-enforce", rounds=3)
    assert found.medians == pytest.approx([9.53] * 3, abs=5e-5)
    assert found.means == pytest.approx([7.606, 7.717, 8.304], abs=5e-4)


@pytest.mark.parametrize("spread", ["fixed", "dynamic"])
def test_the_range_makes_no_difference_as_run(spread):
    assert emissions(replace(AS_RUN, spread=spread)).medians == emissions().medians


def test_compelling_makes_no_difference_as_run():
    assert emissions(replace(AS_RUN, compel=True)).medians == emissions().medians


# --- our own code's numbers


def test_the_equations_as_printed_end_in_a_circle_of_two():
    found = emissions("scholz-printed")
    assert set(found.medians) == {7.0}
    assert (found.period, found.recurs_from, found.forecast) == (2, 4, None)
    assert found.means[-2:] == pytest.approx([6.836041358936486, 6.97341211225997], rel=1e-12)


def test_offers_by_the_ability_to_enforce_creep_to_ten():
    found = emissions("bdm-enforce", rounds=250)
    assert found.period == 1
    assert found.recurs_from > 100
    assert found.forecast == pytest.approx(10.0, abs=1e-6)


def test_the_example_of_the_registry_is_this_table():
    example = model("bargaining").example
    found, ours = bargaining(**example), emissions("scholz-printed")
    assert found.actors == ours.actors
    assert found.medians == ours.medians
    assert found.means == ours.means


def ktab():
    """Return the 26 actors of the KTAB example; its salience is in percent."""
    lines = (DATA / "ktab_soe_policy.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines[2:] if line.strip()]
    return {
        "capability": {row[0]: row[2] for row in rows},
        "position": {row[0]: row[3] for row in rows},
        "salience": {row[0]: float(row[4]) / 100 for row in rows},
    }


@pytest.mark.parametrize("variant", VARIANTS)
def test_26_actors_of_ktab(variant):
    """The baselines by hand: sum of influence, salience and position; all stay in the hull."""
    given = ktab()
    found = bargaining(**given, variant=variant)
    assert len(found.actors) == 26
    assert found.start_mean == pytest.approx(1_388_875 / 39_675, rel=1e-14)
    assert found.start_median == 30.0
    assert all(simulated.positions.min() >= 10.0 for simulated in found.history)
    assert all(simulated.positions.max() <= 100.0 for simulated in found.history)
