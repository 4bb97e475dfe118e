"""Several coders: what is compared, what is pooled, and what a disagreement matters."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy import number, shock, toy_case
from whowhom.cases.build import fingerprint
from whowhom.cases.case import BASES, Coder, Quantity
from whowhom.cases.pooling import pooled
from whowhom.ensemble.pool import ALL_ELSE, compare_coders, pool
from whowhom.ensemble.run import run
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change, changed
from whowhom.scenario.snapshot import Snapshot
from whowhom.scenario.start import Start


def _coder(name, **values):
    """Return the toy as a coder has it, some bases or skills of one actor changed."""
    case = toy_case(id=name)
    actors = []
    for actor in case.actors:
        own = {c.partition("_")[2]: v for c, v in values.items() if c.startswith(f"{actor.id}_")}
        bases = {**actor.bases, **{c: v for c, v in own.items() if c in BASES}}
        skills = {**actor.skills, **{c: v for c, v in own.items() if c not in BASES}}
        actors.append(replace(actor, bases=bases, skills=skills))
    made = replace(case, actors=tuple(actors))
    return replace(made, sha256=fingerprint(made))


@pytest.fixture(scope="module")
def anna():
    return _coder("anna", general_army=Quantity(1, 3))


@pytest.fixture(scope="module")
def ben():
    return _coder("ben", general_army=number(0), organiser_apparatus=number(0))


def test_coders_who_agree_give_what_each_gives_alone(anna):
    alone = run(anna, runs=40, seed=7)
    found = pool([anna, replace(anna, id="again")], runs=40, seed=7, ranking_runs=0)
    assert found.result.sha256 == alone.sha256
    assert found.result.winners().equals(alone.winners())
    assert found.disagreements == ()


def test_each_run_is_that_of_the_coder_whom_it_draws(anna, ben):
    case = pooled([anna, ben], [3, 1])
    drawn = Start(case).coder_of(7, 0, 40)
    batch = Start(case).draw(7, 0, 40)
    for number_, own in enumerate((anna, ben)):
        alone = Start(own).draw(7, 0, 40)
        for name, mixed, single in zip(batch._fields, batch, alone, strict=True):
            assert np.array_equal(mixed[drawn == number_], single[drawn == number_]), name


def test_coders_are_drawn_by_their_weights_whatever_is_drawn_at_once(anna, ben):
    start = Start(pooled([anna, ben], [3, 1]))
    whole = start.coder_of(1, 0, 4000)
    assert np.mean(whole == 0) == pytest.approx(0.75, abs=0.03)
    assert np.array_equal(
        whole, np.concatenate([start.coder_of(1, f, 500) for f in range(0, 4000, 500)])
    )
    assert not np.array_equal(whole, start.coder_of(1, 0, 4000, "actors.general.army"))


def test_a_coder_of_overwhelming_weight_is_the_pool(anna, ben):
    found = pool([anna, ben], weights=[1e9, 1e-9], runs=30, seed=7, ranking_runs=0)
    assert found.result.sha256 == run(anna, runs=30, seed=7).sha256


def test_threads_and_chunks_change_nothing(anna, ben):
    case = pooled([anna, ben])
    few, many = (run(case, runs=30, threads=t, chunk=c) for t, c in ((1, 30), (2, 7)))
    assert few.sha256 == many.sha256


def test_what_coders_disagree_on_is_listed_with_what_each_wrote(anna, ben):
    found = compare_coders([anna, ben])
    told = {one.path: one.values for one in found.disagreements}
    assert told == {"actors.general.army": ("1..3", "0"), "actors.organiser.apparatus": ("3", "0")}
    alphas = {(a.table, a.column): a.alpha for a in found.agreements}
    assert alphas["actors", "all bases"].value < 1.0
    assert alphas["actors", "popular"].value == 1.0
    assert alphas["tenures", "holder"].metric == "nominal"


def test_what_holds_by_default_is_marked_and_not_counted(anna, ben):
    lazy = replace(ben, by_default=frozenset({"actors.general.army"}))
    found = compare_coders([anna, lazy])
    (army,) = [one for one in found.disagreements if one.path == "actors.general.army"]
    assert army.by_default == (False, True)
    units = {a.column: a.alpha.units for a in found.agreements if a.table == "actors"}
    assert (units["army"], units["popular"]) == (3, 4)


def _easy_and_hard(oratory):
    """Return two coders who differ on what a removal needs, which decides, and on a trifle."""
    easy = replace(_coder("anna", elder_oratory=number(0.5)), majority=number(0.5))
    return easy, replace(_coder("ben", elder_oratory=number(oratory)), majority=number(0.95))


def test_the_disagreement_that_decides_comes_first():
    found = pool(_easy_and_hard(0.55), runs=100, ranking_runs=400, seed=2)
    assert [one.path for one in found.worth_settling] == ["majority"]
    assert len(found.disagreements[0].chances) == 2
    assert found.all_else is None


def test_holders_and_events_go_together_and_are_ranked_as_one(anna):
    tenures = tuple(
        replace(one, actor="orator") if one.post == "secretary" else one for one in anna.tenures
    )
    ben = replace(anna, id="ben", tenures=tenures, shocks=(shock("war", 1.0, month=3),))
    found = pool([anna, ben], runs=100, ranking_runs=100)
    assert found.all_else is not None
    assert found.all_else.path == ALL_ELSE
    assert {one.path for one in found.disagreements} >= {"posts.secretary.holder"}
    assert all(one.worth is None for one in found.disagreements)
    assert any("shocks.war_3" in told for told in found.only_some)


def test_a_trifle_is_not_charged_with_what_its_coder_decides():
    """In the pool, oratory and majority always switch together; the ranking takes them apart."""
    found = pool(_easy_and_hard(0.5001), runs=400, ranking_runs=400, seed=2)
    worth = {one.path: one.worth for one in found.disagreements}
    assert found.between > found.noise
    assert worth["actors.elder.oratory"] < found.noise < worth["majority"]


def test_actors_are_matched_by_exact_name_and_posts_that_bases_imply_by_all_coders(anna):
    implied = {"posts": (), "tenures": ()}
    one, two = (
        replace(_coder(n, general_army=number(a)), **implied) for n, a in (("a", 0), ("b", 3))
    )
    renamed = replace(
        two, actors=tuple(replace(a, id="gen") if a.id == "general" else a for a in two.actors)
    )
    case = pooled([one, renamed])
    assert case.coders[1].case.names == two.names
    told = compare_coders([one, renamed]).matched
    assert told == ("actors.general: is gen with b; matched by the exact name",)
    assert "general.army" in Start(case).posts
    assert run(case, runs=4).runs == 4


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"actors": ()}, "actors.general: coded by anna, not by ben"),
        ({"arbiter": "elder"}, "case.arbiter: must be the same for all coders"),
        ({"end": toy_case().start}, "case.end: must be the same"),
        ({"coders": (Coder(name="x", weight=1.0, case=toy_case()),)}, "is a pool itself"),
    ],
)
def test_what_cannot_be_pooled_is_named(anna, ben, change, told):
    with pytest.raises(InvalidInput, match=told):
        pooled([anna, replace(ben, **change)])


def test_all_obstacles_are_named_at_once(anna, ben):
    smaller = tuple(replace(one, size=one.size + 1) for one in ben.audiences)
    with pytest.raises(InvalidInput) as raised:
        pooled([anna, replace(ben, audiences=smaller, arbiter="elder", posts=ben.posts[1:])])
    told = str(raised.value)
    for part in ("audiences.army.size", "case.arbiter", "posts.chair: coded by anna, not by ben"):
        assert part in told


@pytest.mark.parametrize(
    ("weights", "told"),
    [([1], "one number for each"), ([1, 0], "> 0"), ([1, float("nan")], "> 0")],
)
def test_weights_are_positive_and_one_for_each(anna, ben, weights, told):
    with pytest.raises(InvalidInput, match=told):
        pool([anna, ben], weights=weights, runs=10)
    with pytest.raises(InvalidInput, match="2 to 20 coders"):
        pool([anna], runs=10)


def test_a_change_of_a_pool_is_one_of_every_coder(anna, ben):
    case = pooled([anna, ben])
    other, _ = changed(case, Change.of(set={"actors.general.army": 2}))
    army = [
        next(a.bases["army"] for a in coder.case.actors if a.id == "general")
        for coder in other.coders
    ]
    assert army == [number(2), number(2)]
    assert other.sha256 != case.sha256


def test_what_needs_one_value_refuses_a_pool(anna, ben):
    with pytest.raises(InvalidInput, match="coders/anna, coders/ben"):
        Snapshot.from_case(pooled([anna, ben]))


def test_a_value_on_which_coders_differ_is_uncertain(anna, ben):
    drawn = Start(pooled([anna, ben])).uncertain(7, 0, 60)
    assert set(drawn) >= {"actors.general.army", "actors.organiser.apparatus"}
    assert set(np.unique(drawn["actors.organiser.apparatus"])) == {0.0, 3.0}


@settings(max_examples=15)
@given(st.permutations([0, 1, 2]))
def test_the_order_of_coders_changes_no_number_of_agreement(order):
    three = [
        _coder(f"c{k}", general_army=number(k), orator_popular=number(3 - k)) for k in range(3)
    ]
    first, second = compare_coders(three), compare_coders([three[k] for k in order])
    assert [a.alpha.value for a in first.agreements] == pytest.approx(
        [a.alpha.value for a in second.agreements], nan_ok=True
    )
