"""Changes of a case: every path, all problems at once, nothing else touched."""

from dataclasses import replace

import pytest

import whowhom as ww
from whowhom.cases.case import Quantity
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameters import MECHANISMS


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


def made(case, **change):
    return changed(case, Change.of(**change))[0]


def row(case, table, name):
    return next(one for one in getattr(case, table) if one.id == name)


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("actors.trotsky.apparatus", 2, lambda c: row(c, "actors", "trotsky").bases["apparatus"]),
        ("actors.stalin.strategy", 0.5, lambda c: row(c, "actors", "stalin").skills["strategy"]),
        ("actors.stalin.line", -1, lambda c: row(c, "actors", "stalin").line),
        ("posts.war.force", 0, lambda c: row(c, "posts", "war").force),
        ("posts.gensec.fills.cadres", 0.1, lambda c: row(c, "posts", "gensec").fills["cadres"]),
        ("posts.pravda.voice.masses", 0.9, lambda c: row(c, "posts", "pravda").voice["masses"]),
        ("posts.war.fills.masses", 0.2, lambda c: row(c, "posts", "war").fills["masses"]),
        ("audiences.army.weight", 3, lambda c: row(c, "audiences", "army").weight),
        ("audiences.elite.fed_by.army", 0.1, lambda c: row(c, "audiences", "elite").fed_by["army"]),
        ("shocks.pact.size", 0, lambda c: row(c, "shocks", "pact").size),
        ("conditions.norm", 0.25, lambda c: row(c, "conditions", "norm").value),
        ("conditions.terror", 1, lambda c: row(c, "conditions", "terror").value),
        ("majority", 0.75, lambda c: c.majority),
    ],
)
def test_a_value_is_set_and_nothing_else(duel, path, value, found):
    other = made(duel, set={path: value})
    assert found(other) == Quantity(value, value)
    assert other.sha256 != duel.sha256
    before = (
        found(duel)
        if path not in ("posts.war.fills.masses", "audiences.elite.fed_by.army")
        else None
    )
    if before is not None:
        text = f"{before.low!r}..{before.high!r}" if not before.is_certain else repr(before.low)
        assert made(other, set={path: text}).sha256 == duel.sha256, "set back, it is the same case"


def test_ranges_are_ranges(duel):
    other = made(
        duel, set={"actors.trotsky.apparatus": "0..1..3", "actors.stalin.army": Quantity(1, 2)}
    )
    assert row(other, "actors", "trotsky").bases["apparatus"] == Quantity(0, 3, 1)
    assert row(other, "actors", "stalin").bases["army"] == Quantity(1, 2)


def test_dates_of_shocks(duel):
    assert (
        row(made(duel, set={"shocks.pact.date": "1930-05"}), "shocks", "pact").date.text
        == "1930-05"
    )


def test_holders_and_ties(duel):
    from whowhom.cases import holders

    other = made(duel, set={"posts.gensec.holder": "zinoviev", "ties.stalin.tomsky.feud": 1})
    assert holders(other)["gensec"] == "zinoviev"
    assert "gensec" not in holders(made(duel, set={"posts.gensec.holder": ""}))
    ties = [tie for tie in other.ties if (tie.origin, tie.target) == ("stalin", "tomsky")]
    assert [(tie.kind, tie.strength) for tie in ties if tie.kind == "feud"] == [
        ("feud", Quantity(1, 1))
    ]
    again = made(other, set={"ties.stalin.tomsky.feud": 0.5})
    assert len(again.ties) == len(other.ties)
    assert len(made(other, without=["ties.stalin.tomsky"]).ties) < len(other.ties)


def test_successions_and_events_that_may_happen(duel):
    def rule(text, post="gensec", **change):
        case = made(duel, set={f"posts.{post}.succession": text}, **change)
        found = next(one for one in case.posts if one.id == post)
        return found.succession, found.succession_by

    assert rule("vacant") == ("vacant", "")
    assert rule("") == rule("power") == ("power", "")
    assert rule("deputy:war") == ("deputy", "war")
    assert rule("deputy: rykov") == ("deputy", "rykov")
    assert rule("elected:cadres") == ("elected", "cadres")
    assert rule("appointed:gensec", "war") == ("appointed", "gensec")
    assert rule("deputy:war", without=["posts.war"]) == ("power", "")
    assert rule("appointed:rykov", without=["actors.rykov"]) == ("power", "")
    chance = {"shocks.pact.probability": "60 %"}
    (pact,) = (one for one in made(duel, set=chance).shocks if one.id == "pact")
    assert pact.probability == Quantity(0.6, 0.6)
    row = {"date": "1926", "kind": "illness", "target": "rykov", "size": "0.5"}
    case = made(duel, shocks={"flu": {**row, "probability": "0.2..0.4", "months": "6"}})
    (flu,) = (one for one in case.shocks if one.id == "flu")
    assert (flu.probability, flu.months) == (Quantity(0.2, 0.4), Quantity(6, 6))
    case = made(case, set={"shocks.flu.months": "3..9"})
    (flu,) = (one for one in case.shocks if one.id == "flu")
    assert flu.months == Quantity(3, 9)


def test_parameters_and_mechanisms(duel):
    case, parameters = changed(
        duel, Change.of(set={"parameters.bias": 0.5}, without=["mechanisms.erasure"])
    )
    off = next(mechanism for mechanism in MECHANISMS if mechanism.name == "erasure").off
    assert parameters == default_parameters().replace(bias=0.5, **off)
    assert case.sha256 == duel.sha256


def test_what_is_taken_out_takes_along_what_needs_it(duel):
    without = made(duel, without=["actors.trotsky", "posts.gensec", "shocks.pact"])
    assert all(one.id != "trotsky" for one in without.actors)
    assert all("trotsky" not in (tie.origin, tie.target) for tie in without.ties)
    assert all("trotsky" not in (one.target, one.actor) for one in without.shocks)
    assert all(one.post != "gensec" and one.actor != "trotsky" for one in without.tenures)
    assert made(duel, without=["actors.lenin"]).arbiter == ""


def test_a_shock_is_put_in(duel):
    other = made(duel, shocks={"raid": {"date": "1937-05", "kind": "pretext", "size": "0.5"}})
    assert len(other.shocks) == len(duel.shocks) + 1
    assert row(other, "shocks", "raid").size == Quantity(0.5, 0.5)
    named = made(duel, shocks={"end": {"date": "1930", "kind": "death", "target": "rykov"}})
    assert row(named, "shocks", "end").target == "rykov"


def test_nothing_changed_is_the_same_case(duel):
    other, parameters = changed(duel, Change())
    assert other.sha256 == duel.sha256
    assert parameters == default_parameters()
    assert not Change()
    assert str(Change()) == "nothing"


def test_a_change_tells_itself():
    change = Change.of(
        set={"posts.gensec.holder": "", "majority": 0.6},
        without=["shocks.pact"],
        shocks={"raid": {"date": "1937", "kind": "pretext"}},
    )
    assert str(change) == (
        "posts.gensec.holder = nobody; majority = 0.6; without shocks.pact; "
        "with shocks.raid (date 1937, kind pretext)"
    )


def test_the_outcome_is_not_read(duel):
    change = Change.of(set={"actors.trotsky.army": 1})
    bare = replace(duel, course=(), chronicle=())
    assert changed(bare, change)[0].sha256 == changed(duel, change)[0].sha256


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"set": {"foo": 1}}, "foo: names no value; a path begins with"),
        ({"set": {"": 1}}, "names no value"),
        ({"set": {"actors.trotzky.army": 1}}, 'did you mean "trotsky"'),
        ({"set": {"actors.trotsky.arms": 1}}, "names no value; write actors.ID. and one"),
        ({"set": {"actors.trotsky.army": 7}}, "actors.trotsky.army: is outside 0..3"),
        ({"set": {"actors.trotsky.army": "much"}}, "actors.trotsky.army: is not a number"),
        ({"set": {"actors.trotsky.army": "2..1"}}, "actors.trotsky.army: "),
        ({"set": {"actors.trotsky.army": float("nan")}}, "actors.trotsky.army: is not a number"),
        ({"set": {"majority": 0.3}}, "majority: is outside"),
        ({"set": {"conditions.calm": 1}}, "there is no condition 'calm'"),
        ({"set": {"posts.gensec.fills.sailors": 1}}, "there is no audience 'sailors'"),
        ({"set": {"posts.gensec.holder": "nobody"}}, "there is no 'nobody' among actors"),
        ({"set": {"posts.gensec.succession": "inherited"}}, "there is no succession 'inherited'"),
        ({"set": {"posts.gensec.succession": "deputy:wars"}}, 'did you mean "war"?'),
        ({"set": {"posts.gensec.succession": "elected"}}, "elected: names none of audiences"),
        ({"set": {"posts.gensec.succession": "vacant:war"}}, "vacant names nobody"),
        ({"set": {"posts.war.succession": "deputy:war"}}, "makes a circle, war by war"),
        (
            {
                "set": {
                    "posts.war.succession": "deputy:gensec",
                    "posts.gensec.succession": "deputy:war",
                }
            },
            "makes a circle, gensec by war by gensec",
        ),
        ({"set": {"shocks.pact.probability": "60"}}, "write 0.6 or 60 %"),
        ({"set": {"shocks.pact.months": "6"}}, "of kind focal has no months"),
        (
            {"shocks": {"a": {"date": "1930", "kind": "war", "months": "3"}}},
            "only a shock of kind illness has months",
        ),
        ({"set": {"ties.stalin.stalin.ally": 1}}, "cannot have a tie to itself"),
        ({"set": {"ties.stalin.rykov.cousin": 1}}, "there is no kind of tie 'cousin'"),
        ({"set": {"parameters.bia": 1}}, 'no parameter \'bia\'; did you mean "bias"'),
        ({"set": {"parameters.bias": 2}}, "parameters.bias: is outside"),
        ({"set": {"parameters.bias": "0..2"}}, "parameters.bias: is outside"),
        ({"set": {"shocks.pact.date": "1960"}}, "1960 does not lie within the case, 1922-04-03"),
        ({"without": ["shocks.pakt"]}, 'no \'pakt\' among shocks; did you mean "pact"'),
        ({"without": "mechanisms.erasur"}, 'did you mean "erasure"'),
        ({"without": ["ties.stalin.nobody"]}, "there is no such tie from stalin to nobody"),
        ({"without": ["actors"]}, "what can be taken out: actors.ID, posts.ID"),
        ({"shocks": {"a": {"kind": "pretext"}}}, "shocks.a: needs date"),
        ({"shocks": {"a": {"date": "1930", "kind": "flood"}}}, "there is no kind of shock 'flood'"),
        ({"shocks": {"a": {"date": "1930", "kind": "death"}}}, "hits one of the actors"),
        ({"shocks": {"a": {"date": "1930", "kind": "war", "target": "stalin"}}}, "hits nobody"),
        ({"shocks": {"a": {"date": "1930", "kind": "war", "size": 3}}}, "is outside 0..1"),
        ({"shocks": {"a": {"date": "1930", "kind": "war", "colour": 3}}}, "has no colour"),
        ({"shocks": {"pact": {"date": "1930", "kind": "war"}}}, "is there already"),
        ({"set": {"shocks.pact.size": 0}, "without": ["shocks.pact"]}, "is set, and shocks.pact"),
        ({"without": ["shocks.pact", "shocks.pact"]}, "is taken out more than once"),
        ({"shocks": {"A b": {"date": "1930", "kind": "war"}}}, 'write "a_b"?'),
        (
            {"shocks": {"a": {"date": "1930", "kind": "war", "actor": "stalin"}}},
            "only a shock of kind post or treaty or sanction has an actor",
        ),
        (
            {"shocks": {"a": {"date": "1930", "kind": "war", "audience": "army"}}},
            "only a shock of kind esteem has an audience",
        ),
        ({"without": [""]}, "(an empty path): what can be taken out"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_told(duel, change, message):
    with pytest.raises(InvalidInput) as caught:
        changed(duel, Change.of(**change))
    assert message in str(caught.value)


WAR = {"date": "1930", "kind": "war"}
NEW_HEAD = {"date": "1930", "kind": "post", "target": "war", "actor": "stalin"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"set": {"posts.war.holder": "trotsky"}, "without": ["actors.trotsky"]},
            "posts.war.holder: is set, and actors.trotsky is taken out",
        ),
        (
            {"set": {"ties.stalin.trotsky.feud": 1}, "without": ["actors.trotsky"]},
            "ties.stalin.trotsky.feud: is set, and actors.trotsky is taken out",
        ),
        (
            {"set": {"ties.trotsky.stalin.feud": 1}, "without": ["actors.trotsky"]},
            "ties.trotsky.stalin.feud: is set, and actors.trotsky is taken out",
        ),
        (
            {"set": {"ties.stalin.trotsky.feud": 1}, "without": ["ties.stalin.trotsky"]},
            "ties.stalin.trotsky.feud: is set, and ties.stalin.trotsky is taken out",
        ),
        (
            {"set": {"parameters.bias": 0.5}, "without": ["mechanisms.underestimation"]},
            "parameters.bias: is set, and mechanisms.underestimation is taken out, which sets it",
        ),
        (
            {"shocks": {"a": NEW_HEAD}, "without": ["posts.war"]},
            "shocks.a: is put in, and posts.war is taken out",
        ),
        (
            {"shocks": {"a": NEW_HEAD}, "without": ["actors.stalin"]},
            "shocks.a: is put in, and actors.stalin is taken out",
        ),
        (
            {"shocks": {"a": WAR}, "without": ["shocks.a"]},
            "shocks.a: is put in, and shocks.a is taken out",
        ),
        (
            {"shocks": {"a": WAR}, "set": {"shocks.a.size": 0.5}},
            "shocks.a.size: shocks.a is put in; give it its size there",
        ),
    ],
)
def test_parts_that_contradict_each_other_are_told(duel, change, message):
    with pytest.raises(InvalidInput) as caught:
        changed(duel, Change.of(**change))
    assert message in str(caught.value)


def test_what_is_put_in_twice_is_told(duel):
    once = Change.of(shocks={"a": WAR})
    with pytest.raises(InvalidInput, match=r"shocks\.a: is put in more than once"):
        changed(duel, once.and_also(once))


def test_neighbours_in_name_do_not_contradict(duel):
    """Only whole words of a path count: ``pact`` is not ``pact_enemy``."""
    change = Change.of(
        set={"shocks.pact_enemy.size": 0, "posts.war.holder": "", "parameters.bias": 0.5},
        without=["shocks.pact", "mechanisms.erasure"],
        shocks={"pact_too": WAR},
    )
    case, _ = changed(duel, change)
    assert {"pact_enemy", "pact_too"} <= {shock.id for shock in case.shocks}


def test_the_order_in_which_things_are_taken_out_does_not_matter(duel):
    paths = ["actors.trotsky", "ties.stalin.trotsky", "posts.war", "shocks.funeral_absence"]
    case = made(duel, without=paths)
    assert case.sha256 == made(duel, without=paths[::-1]).sha256


HOME = ("army", "cadres", "elite", "masses", "police")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"set": {"posts.gensec.fills.cadres": 0.9, "posts.war.fills.cadres": 0.9}},
            "posts.*.fills.cadres: sum to ",
        ),
        ({"set": {"audiences.elite.fed_by.army": 0.9}}, "audiences.elite.fed_by: sums to 1.4"),
        ({"set": {"audiences.elite.fed_by.elite": 0.1}}, "lets an audience feed itself"),
        ({"set": {f"audiences.{name}.weight": 0 for name in HOME}}, "no audience at home has any"),
    ],
)
def test_what_no_case_folder_could_hold_is_told(duel, change, message):
    assert {one.id for one in duel.audiences if not one.abroad} == set(HOME)
    with pytest.raises(InvalidInput) as caught:
        changed(duel, Change.of(**change))
    assert message in str(caught.value)


def test_two_contenders_stay(duel):
    others = [f"actors.{one.id}" for one in duel.actors if one.id not in ("stalin", "lenin")]
    with pytest.raises(InvalidInput, match="actors: stalin would be left to contend"):
        changed(duel, Change.of(without=others))
    assert len(made(duel, without=others[1:]).actors) == 3


def test_a_fault_that_was_there_before_is_not_held_against_a_change(duel):
    bodies = tuple(replace(one, fed_by={one.id: Quantity(1, 1)}) for one in duel.audiences)
    odd = replace(duel, audiences=bodies)
    assert made(odd, set={"majority": 0.6}).majority == Quantity(0.6, 0.6)


def test_all_problems_are_told_at_once(duel):
    wrong = {f"actors.nobody{i}.army": 1 for i in range(30)}
    with pytest.raises(InvalidInput) as caught:
        changed(duel, Change.of(set=wrong | {"majority": 2}, without=["shocks.x"]))
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 12 more"


def test_the_last_actor_stays(duel):
    one = replace(duel, actors=duel.actors[:1], ties=(), tenures=(), shocks=(), arbiter="")
    with pytest.raises(InvalidInput, match="the last of the circle"):
        changed(one, Change.of(without=[f"actors.{one.actors[0].id}"]))


@pytest.mark.parametrize("date", ["1921-05", "1950-01"])
def test_a_shock_lies_within_the_case(duel, date):
    with pytest.raises(InvalidInput, match="does not lie within the case"):
        made(duel, set={"shocks.kirov.date": date})


def test_who_is_taken_out_is_not_documented_any_more(duel):
    other = made(duel, without=["actors.tomsky"])
    assert any(event.actor == "tomsky" for event in duel.course)
    assert {event.actor for event in other.course} == {e.actor for e in duel.course} - {"tomsky"}


def test_nobody_took_a_post_that_is_taken_out(duel):
    took = replace(duel.course[0], event="appointed", by=(), post="war")
    other = made(replace(duel, course=(took, *duel.course)), without=["posts.war"])
    assert other.course == duel.course


def test_one_kind_of_tie_of_several_is_taken_out(duel):
    both = made(duel, set={"ties.stalin.trotsky.friend": 0.5, "ties.stalin.trotsky.feud": 0.5})
    kinds = {t.kind for t in both.ties if (t.origin, t.target) == ("stalin", "trotsky")}
    other = made(both, without=["ties.stalin.trotsky.friend"])
    left = {t.kind for t in other.ties if (t.origin, t.target) == ("stalin", "trotsky")}
    assert left == kinds - {"friend"}
    assert "feud" in left


def test_a_shock_to_another_of_the_same_id_stays(duel):
    """Ids are of their table: a post and an audience may share one."""
    called = replace(next(post for post in duel.posts if post.id == "war"), id="army")
    hits = replace(
        next(shock for shock in duel.shocks if shock.kind == "esteem"), id="loss", target="army"
    )
    case = replace(duel, posts=(*duel.posts, called), shocks=(*duel.shocks, hits))
    assert "loss" in {shock.id for shock in made(case, without=["posts.army"]).shocks}


def test_a_table_without_rows_is_said_to_be_empty(duel):
    calm = replace(duel, shocks=())
    with pytest.raises(InvalidInput, match="no 'pact': the case has no shocks"):
        changed(calm, Change.of(without=["shocks.pact"]))
