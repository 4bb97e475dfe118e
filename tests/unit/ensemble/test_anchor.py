"""Runs reweighted to a given chance: by hand on ten runs, by law, stored and read back."""

import json
import math
import shutil
from dataclasses import replace

import numpy as np
import pytest
from fake_model import fake_model, make_case
from hypothesis import given
from hypothesis import strategies as st

from whowhom.ensemble.anchor import (
    View,
    anchored,
    anchored_bytes,
    anchored_from,
    tilted,
    with_anchored,
)
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.manifest import read_manifest
from whowhom.ensemble.outcome import FATES, REMOVED, record_type
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.store import keep_anchor
from whowhom.ensemble.verify import verify_with
from whowhom.errors import InvalidInput, ResultError
from whowhom.files import write_file

ANN, BOB, CAT = 1, 2, 3
NOT_IN = (
    "leader must be in the inner circle, and {!r} is not: only its members can be removed from it "
    "(ann, bob, cat, dan)"
)


def ran(runs=600, out=None, **settings):
    return run_model(fake_model, make_case(), runs=runs, seed=5, threads=1, out=out, **settings)


def with_records(records):
    """Return a result that has these records and nothing else."""
    result = ran(len(records))
    return replace(
        result, blocks=lambda: iter([records[:4], records[4:]]), tally=replace(result.tally)
    )


def ten(times):
    """Ten runs, so many times: Ann falls to Bob in two, with Cat in one; Bob leads in five.

    In one more she falls too late, in another she dies in the circle.
    """
    records = np.zeros(10, record_type(5))
    for name in ("fell", "order", "by", "reached", "top"):
        records[name] = -1
    records["share"][:, ANN] = 1.0
    for run, (fell, by, fate) in {0: (3, BOB, 6), 1: (11, -1, 3), 2: (12, CAT, 1)}.items():
        records["fell"][run, ANN], records["by"][run, ANN] = fell, by
        records["fate"][run, ANN] = fate
    records["fell"][0, CAT], records["by"][0, CAT] = 3, BOB
    records["fate"][3, ANN] = FATES.index("died")
    records["reached"][3, ANN, REMOVED.index("dead")] = 5
    records["top"][[0, 1, 4, 5, 6]] = BOB
    return np.tile(records, times)


def kept_with(result, leader, months, chance):
    return with_anchored(result, anchored(result, leader, months, chance))


def row(rows, name, key="actor"):
    return next(one for one in rows if one[key] == name)


def test_weights_by_hand_on_ten_runs():
    """2 of 10 runs with the removal, wanted half: weights 2.5 and 0.625, Kish 6.4 of ten."""
    found = tilted(2, 10, 0.5)
    assert (found.removed, found.other) == (2.5, 0.625)
    assert math.isclose(found.effective, 10**2 / (2 * 2.5**2 + 8 * 0.625**2))
    assert math.isclose(found.divergence, 0.5 * math.log(0.5 / 0.2) + 0.5 * math.log(0.5 / 0.8))


def test_answers_by_hand_on_ten_runs():
    found = anchored(with_records(ten(20)), "ann", 12, 0.4, low=0.2, high=0.8)
    assert (found.runs, found.removals, found.inside) == (200, 40, 0.2)
    assert (found.since, found.until) == ("1922-04", "1923-03")
    bob = row(found.rules, "bob")  # both runs with the removal, three of the eight without
    assert (bob["unanchored"], bob["removed"]) == (0.5, 1.0)
    assert bob["share"] == pytest.approx(0.4 * 1 + 0.6 * 3 / 8)
    assert (bob["at_low"], bob["at_high"]) == (pytest.approx(0.5), pytest.approx(0.8 + 0.2 * 3 / 8))
    low, high = wilson(60, 160)
    one = wilson(40, 40)[0]
    assert bob["low"] == pytest.approx(
        bob["share"] - math.hypot(0.6 * (3 / 8 - low), 0.4 * (1 - one))
    )
    assert bob["high"] == pytest.approx(bob["share"] + 0.6 * (high - 3 / 8))
    assert row(found.leads, "ann")["share"] == pytest.approx(0.6 * 5 / 8)
    assert row(found.falls, "cat")["share"] == 0.2
    ann = row(found.falls, "ann")  # no sampling error: it is what was asked for
    assert (ann["low"], ann["share"], ann["high"], ann["removed_low"]) == (0.4, 0.4, 0.4, 1)
    assert row(found.by, "bob")["removed"] == row(found.by, "nobody")["removed"] == 0.5
    assert [one["actor"] for one in found.together] == ["cat"]
    assert row(found.fates, "executed", "fate")["share"] == 0.2
    assert row(found.fates, "died", "fate")["removed"] == 0
    assert found.months == ("1922-07", "1922-07", "1923-03")
    assert [view.name for view in found.views] == ["inside", "given"]


@pytest.mark.parametrize(
    ("chance", "p", "q"), [(0.03, 0.4, 0.25), (0.3, 0.05, 0.0), (0.1, 0.9, 0.6)]
)
def test_intervals_hold_the_true_share_nineteen_times_of_twenty(chance, p, q):
    """Made-up circles in which Bob leads with known chances, with the removal and without."""
    rng, held = np.random.default_rng(7), 0
    result = ran(400)
    for _ in range(200):
        records = np.zeros(400, record_type(5))
        records["fell"] = records["by"] = -1
        removed = rng.random(400) < 0.1
        records["fell"][removed, ANN] = 3
        leads = rng.random(400) < np.where(removed, p, q)
        records["top"] = np.where(leads, BOB, CAT)
        made = replace(result, blocks=lambda records=records: iter([records]))
        bob = row(anchored(made, "ann", 12, chance).rules, "bob")
        held += bob["low"] <= chance * p + (1 - chance) * q <= bob["high"]
    assert held >= 182  # of 200: 95 % less three standard errors, and a little


@given(st.integers(1, 99), st.floats(1e-6, 1 - 1e-6), st.integers(0, 2**32))
def test_no_other_weights_with_that_share_are_closer_to_the_runs(removals, chance, seed):
    found = tilted(removals, 100, chance)
    weights = np.array([found.removed] * removals + [found.other] * (100 - removals)) / 100
    assert (weights >= 0).all()
    assert abs(weights.sum() - 1) < 1e-12
    assert abs(weights[:removals].sum() - chance) < 1e-12
    assert math.isclose(found.effective, 1 / (weights**2).sum())

    def divergence(of):
        return float((of * np.log(of * 100)).sum())

    assert abs(divergence(weights) - found.divergence) < 1e-9
    other = weights * np.exp(np.random.default_rng(seed).normal(size=100))
    other[:removals] *= chance / other[:removals].sum()
    other[removals:] *= (1 - chance) / other[removals:].sum()
    assert divergence(other) >= found.divergence - 1e-9


@given(st.floats(0.05, 0.9))
def test_the_share_is_the_chance_and_shares_add_up(chance):
    found = anchored(RESULT, "ann", 20, chance)
    assert abs(row(found.falls, "ann")["share"] - chance) < 1e-12
    assert abs(sum(one["share"] for one in found.by) - chance) < 1e-12
    for rows in (found.rules, found.leads, found.fates):
        for name in ("share", "unanchored", "removed"):
            assert abs(sum(one[name] for one in rows) - 1) < 1e-12
    for one in (*found.rules, *found.falls, *found.fates):
        assert 0 <= one["low"] <= one["share"] + 1e-15 <= one["high"] + 2e-15 <= 1 + 2e-15


def test_the_share_of_the_runs_itself_changes_nothing():
    inside = anchored(RESULT, "ann", 20, 0.5).inside
    found = anchored(RESULT, "ann", 20, inside)
    assert abs(found.tilt.removed - 1) < 1e-12
    assert abs(found.tilt.other - 1) < 1e-12
    assert found.tilt.divergence < 1e-12
    assert abs(found.tilt.effective - RESULT.runs) < 1e-9
    for rows in (found.rules, found.leads, found.falls, found.fates):
        assert all(abs(one["share"] - one["unanchored"]) < 1e-12 for one in rows)


def test_the_answers_as_they_are_are_those_of_the_result():
    found = anchored(RESULT, "ann", 24, 0.5)
    shares = {one["actor"]: one["unanchored"] for one in found.rules}
    assert all(shares[one["actor"]] == one["share"] for one in RESULT.winners().to_dicts())
    falls = {one["actor"]: one["unanchored"] for one in found.falls}
    assert all(falls[one["actor"]] == one["share"] for one in RESULT.removals().to_dicts())


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidInput) as caught:
        anchored(RESULT, "anne", 0, 1.0, low=-1, high=True)
    assert str(caught.value).splitlines() == [
        NOT_IN.format("anne"),
        "horizon must be a whole number of months >= 1, got 0",
        "chance must be above 0 and below 1 (8 in 100 is 0.08), got 1.0",
        "low must be from 0 to 1, got -1",
        "high must be from 0 to 1, got True",
    ]
    with pytest.raises(InvalidInput) as caught:
        anchored(RESULT, "arbiter", 25, math.nan)
    assert str(caught.value).splitlines() == [
        NOT_IN.format("arbiter"),
        (
            "horizon must be at most 24 months, got 25: the runs end in 1924-03; give the case a "
            "later end to look further"
        ),
        "chance must be above 0 and below 1 (8 in 100 is 0.08), got nan",
    ]


def test_runs_that_cannot_carry_the_chance_are_refused_with_what_to_do():
    records = ten(20)
    records["fell"] = -1
    with pytest.raises(ResultError, match=r"none of 200 runs.*Simulate more runs"):
        anchored(with_records(records), "ann", 12, 0.1)
    records["fell"][:, ANN] = 2
    with pytest.raises(ResultError, match="every one of 200 runs"):
        anchored(with_records(records), "ann", 12, 0.1)
    with pytest.raises(ResultError, match=r"49 effective .*40 of them.*--runs 500\)"):
        anchored(with_records(ten(20)), "ann", 12, 0.9)


def test_a_leader_who_fell_before_the_horizon_is_refused():
    result = ran(200)
    work = replace(result.description.work, as_of="1922-09")
    later = replace(result, description=replace(result.description, work=work))
    with pytest.raises(InvalidInput, match="'ann' was removed by 1922-09 in some runs"):
        anchored(later, "ann", 12, 0.1)


def test_given_a_record_the_horizon_starts_after_it_and_effective_runs_count():
    records = ten(20)
    result = with_records(records)
    work = replace(result.description.work, as_of="1922-05")
    later = replace(
        result,
        description=replace(result.description, work=work),
        tally=replace(result.tally, effective=150.0),
    )
    found = anchored(later, "ann", 9, 0.2)
    assert (found.since, found.until) == ("1922-06", "1923-02")
    assert found.removals == 20
    plain = tilted(20, 200, 0.2).effective
    assert found.tilt.effective == pytest.approx(plain * 150 / 200)


def test_an_anchored_result_is_stored_read_back_verified_and_replaced(tmp_path):
    folder = tmp_path / "toy"
    result = ran(out=folder, chunk=100)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    kept = kept_with(result, "ann", 20, 0.25)
    assert kept.anchored == read_result(folder).anchored
    assert json.loads(json.dumps(kept.summary()))["anchor"]["chance"] == 0.25
    assert "anchor" not in result.summary()
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    changed = {path.name for path in after if after[path] != before.get(path)}
    assert changed == {"anchor.json", "MANIFEST.sha256"}
    assert verify_with(fake_model, folder).is_good
    first = (folder / "anchor.json").read_bytes()
    assert kept_with(kept, "bob", 20, 0.5).anchored.leader == "bob"
    assert (folder / "anchor.json").read_bytes() != first
    assert ran(out=folder).anchored.chance == 0.5  # nothing is simulated again
    with pytest.raises(ValueError, match="other runs"):
        anchored_from(first, "0" * 64)


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_result_stays_sound_wherever_its_anchor_is_interrupted(tmp_path, written):
    """Of an earlier anchor none is left, or the new one: never half of each."""
    folder = tmp_path / "toy"
    kept = kept_with(ran(out=folder), "ann", 20, 0.25)
    left = [written]

    def failing(*arguments):
        if not left[0]:
            raise OSError("the disk is full")
        left[0] -= 1
        write_file(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whowhom.ensemble.store.write_file", failing)
        patch.setattr("whowhom.ensemble.manifest.write_file", failing)
        with pytest.raises(OSError, match="full"):
            kept_with(kept, "bob", 20, 0.5)
    assert read_result(folder).anchored == (None if written else kept.anchored)
    assert kept_with(read_result(folder), "bob", 20, 0.5).anchored.leader == "bob"


def test_in_memory_stored_and_merged_results_say_the_same(tmp_path):
    """The answers come from the runs, however they were cut into chunks."""
    here = anchored(ran(), "ann", 20, 0.25)
    assert here == anchored(ran(out=tmp_path / "a", chunk=70), "ann", 20, 0.25)


def test_a_changed_file_is_damage_and_a_forged_one_is_found(tmp_path):
    folder = tmp_path / "toy"
    result = kept_with(ran(out=folder), "ann", 20, 0.25)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    file = copy / "anchor.json"
    file.write_bytes(file.read_bytes().replace(b"0.25", b"0.26"))
    with pytest.raises(ResultError, match=r"anchor\.json: is damaged"):
        read_result(copy)
    rows = [{**one, "share": 0.5} for one in result.anchored.falls]
    forged = replace(result.anchored, falls=tuple(rows))
    keep_anchor(read_manifest(folder), anchored_bytes(forged, result.sha256))
    with pytest.raises(ResultError, match=r"anchor\.json: holds other values"):
        verify_with(fake_model, folder)


def test_the_views_stand_beside_each_other_in_one_order():
    given = (View(name="pooled", chance=0.2), View(name="outside", chance=0.3, low=0.2, high=0.4))
    found = anchored(RESULT, "ann", 20, 0.2, views=given)
    assert [view.name for view in found.views] == ["outside", "inside", "pooled"]


RESULT = None


@pytest.fixture(autouse=True, scope="module")
def _result():
    global RESULT
    RESULT = ran()
