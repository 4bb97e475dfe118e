"""Charts of formal models: valid, told in words, with the numbers of the result, for any names."""

import functools
import json
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from whowhom.charts import DARK, LIGHT, Look, models
from whowhom.charts.drawing import svg_of
from whowhom.charts.models.parts import in_percent, thinned
from whowhom.charts.parts import apart
from whowhom.cli import model_charts
from whowhom.cli.model_charts import CHARTED
from whowhom.errors import InvalidInput
from whowhom.theory import registry

HOSTILE = (
    "</script><script>alert(1)</script>",
    "'; datum.share; '",
    'O\'Brien "the" \\ [0] .x',
    "\u202egnihtemos\u202c",
    "a'] + datum['b",
    "${alert(1)}",
)
OF_ACTORS = (
    "coalition-by-majority",
    "coalition-by-power",
    "coalition-inclusion",
    "junta",
    "junta-by-discount",
    "cascade",
    "bargaining",
    "legislative-bargaining",
    "voting-power",
)


@functools.cache
def solved(name):
    """Return the result of a model's example."""
    model = registry.model(name)
    return model.solver(**model.example)


def chart_of(name, result, **more):
    return model_charts.chart_of(name, result, **more).to_dict()


@functools.cache
def drawn(name):
    return chart_of(name, solved(name))


def rows_of(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


def with_keys(spec, *keys):
    return [row for row in rows_of(spec) if set(keys) <= {*row}]


def title_of(spec):
    part = spec if "title" in spec else spec["vconcat"][0]
    text = part["title"]["text"]
    return text if isinstance(text, str) else " ".join(text)


def walk(node, path=()):
    """Go through all texts of a spec with the keys that lead to them."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield path, key
            yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, path)
    elif isinstance(node, str):
        yield path, node


# ------------------------------------------------------------------------------- every chart


def test_every_chart_belongs_to_a_model_and_is_exported():
    assert set(CHARTED) <= {model.name for model in registry.MODELS}
    assert set(CHARTED.values()) == set(models.__all__)


@pytest.mark.parametrize("name", CHARTED)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_example_draws_in_both_themes(name, theme):
    look = Look(names={str(a): str(a) for a in getattr(solved(name), "actors", ())}, theme=theme)
    spec = chart_of(name, solved(name), look=look)
    assert spec["config"]["background"] == theme.paper
    other = DARK if theme is LIGHT else LIGHT
    strange = {other.paper, other.ink, other.mute} - {theme.paper, theme.ink, theme.mute}
    assert not strange & {text for path, text in walk(spec) if path[-1:] != ("ink",)}
    assert len(rows_of(spec)) < 5000


@pytest.mark.parametrize("name", CHARTED)
def test_each_tells_itself(name):
    spec = drawn(name)
    title = title_of(spec)
    assert len(spec["description"]) > 60
    assert len(title) < 110
    assert len(title.split()) > 4, "titles are sentences"
    panels = spec.get("vconcat", [spec])
    for panel in panels:
        assert max(map(len, panel["title"]["subtitle"])) <= 85


@pytest.mark.parametrize("name", CHARTED)
def test_title_can_be_given(name):
    assert title_of(chart_of(name, solved(name), title="A title of one's own.")) == (
        "A title of one's own."
    )


def another(name):
    """Return a result of the same model with other numbers."""
    model = registry.model(name)
    strong = {"power": {"a": 3, "b": 4, "c": 5, "d": 30}}
    change = {
        "coalition": strong,
        "coalition-after-death": strong,
        "agenda-game": strong,
        "coalition-by-majority": {"power": {"a": 3, "b": 4, "c": 5, "d": 30}},
        "coalition-by-power": {"low": 13},
        "coalition-inclusion": {"power": {"a": 3, "b": 4, "c": 5, "d": 30}},
        "junta": {"discount": [0]},
        "junta-by-discount": {"power": {"a": 1, "b": 9}},
        "killing-regimes": {"discount": 0.99},
        "viziers": {"strong": 0.1},
        "loyalty": {"effort_cost": 3},
        "loyalty-equilibrium": {"effort_cost": 3},
        "power-sharing": {"coup": "0.3"},
        "power-sharing-ladder": {"detection": "0.4"},
        "power-sharing-fit": {"coup": [0, 1] * 8},
        "power-sharing-table": {"coups": [10, 5, 3, 2, 1, 1]},
        "selectorate": {"winning_coalition": 50},
        "selectorate-grid": {"winning_coalitions": [7, 50]},
        "competing-risks": {"cause": ["coup", "natural"] * 11},
        "regime-change": {"cost": 0.5},
        "regime-change-sweep": {"cost": 0.5},
        "protest-coup": {"coup_cost": 0.4},
        "cascade": {"threshold": {"ann": 0, "bob": 1, "cat": 2, "dan": 3, "eve": 4}},
        "cascade-spread": {"mean": 0.3},
        "appointments": {"filled": "0.3"},
        "appointments-runs": {"filled": "0.3"},
        "bargaining": {"rounds": 1},
        "legislative-bargaining": {"weight": {"a": 9, "b": 3, "c": 3, "d": 1}},
        "open-rule-bargaining": {"discount": "0.1"},
        "voting-power": {"quota": 80},
    }[name]
    return model.solver(**{**model.example, **change})


@pytest.mark.parametrize("name", CHARTED)
def test_another_result_has_another_title(name):
    assert title_of(chart_of(name, another(name))) != title_of(drawn(name))


def renamed(name, names):
    """Return the example of a model with other names."""
    given = dict(registry.model(name).example)
    for argument, value in registry.model(name).example.items():
        if isinstance(value, dict):
            given[argument] = dict(zip(names, [*value.values()] * 2, strict=False))
    if name == "coalition-by-power":
        given["actor"] = names[0]
    return given


@pytest.mark.parametrize("name", OF_ACTORS)
def test_long_names_outside_the_basic_plane_are_drawn(name):
    """Vega must have nothing to cut: it cuts between the halves of a surrogate pair."""
    letters = "\U00010330\U00012217\U00020bb7\U0001f469\U00016f00\U0001d49c"
    model = registry.model(name)
    spec = chart_of(name, model.solver(**renamed(name, [60 * letter for letter in letters])))
    assert "<svg" in svg_of(spec)


@pytest.mark.parametrize("name", OF_ACTORS)
def test_hostile_names_stay_data(name):
    given = renamed(name, HOSTILE)
    model = registry.model(name)
    if name == "bargaining":
        assert set(given["capability"]) == set(HOSTILE)
    spec = chart_of(name, model.solver(**given))
    json.dumps(spec)
    strange = re.compile(r"alert|datum\.share; |O'Brien|gnihtemos|datum\['b")
    for path, text in walk(spec):
        if strange.search(text):
            assert path[0] == "datasets" or path[-1] == "text" or path == ("description",), path
            assert "\u202e" not in text or path[0] == "datasets"
    for row in rows_of(spec):
        assert "\u202e" not in row.get("label", "") + row.get("name", "")


# ---------------------------------------------------------------- the numbers are the result's


def test_marks_of_rulers_are_those_of_the_result():
    result = solved("coalition-after-death")
    marks = with_keys(chart_of("coalition-after-death", result), "kind", "case")
    found = {(mark["case"], mark["name"]): mark["kind"] for mark in marks}
    assert len(found) == 4 * 5
    assert [found["while all live", actor] for actor in "abcd"] == ["rules"] * 3 + ["out"]
    assert [found["without a", actor] for actor in "abcd"] == ["dead", "out", "out", "rules"]
    assert [found["without d", actor] for actor in "abcd"] == ["rules"] * 3 + ["dead"]


def test_strips_are_the_steps_of_the_result():
    result = solved("coalition-by-majority")
    rows = with_keys(drawn("coalition-by-majority"), "state", "start")
    for actor in result.actors:
        mine = [row for row in rows if row["actor"] == actor]
        assert all(a["end"] == b["start"] and a["state"] != b["state"] for a, b in pairwise(mine))
        for step in result.steps:
            middle = float(step.start + step.end) / 2
            state = next(r["state"] for r in mine if r["start"] <= middle <= r["end"])
            inside = sum(actor in members for members in step.all_members)
            expected = {0: "out", len(step.all_members): "rules"}.get(inside, "could rule")
            assert state == expected
    assert [row["span"] for row in with_keys(drawn("coalition-by-majority"), "span")] == list(
        result.span
    )


def test_danger_zones_are_where_the_actor_is_removed():
    result = solved("coalition-by-power")
    zones = with_keys(drawn("coalition-by-power"), "fate", "start")
    for step in result.steps:
        middle = float(step.low + step.high) / 2
        found = {zone["fate"] for zone in zones if zone["start"] <= middle <= zone["end"]}
        assert step.fate in found
        assert step.is_knife_edge or found == {step.fate}
    first = with_keys(drawn("coalition-by-power"), "state")[0]
    assert (first["actor"], first["weight"]) == (result.actor, "bold")
    assert with_keys(drawn("coalition-by-power"), "given")[0]["given"] == float(result.given)


def test_inclusion():
    result = solved("coalition-inclusion")
    rows = with_keys(drawn("coalition-inclusion"), "inclusion")
    for key, values in (
        ("inclusion", result.inclusion),
        ("low", result.inclusion_low),
        ("high", result.inclusion_high),
    ):
        assert [row[key] for row in rows] == values.tolist()


@pytest.mark.parametrize("name", ["power-sharing", "power-sharing-ladder"])
def test_danger_and_survival(name):
    result = solved(name)
    rows = with_keys(drawn(name), "kind", "survived")
    tops = {}
    for row in rows:
        tops[row["survived"]] = max(tops.get(row["survived"], 0), row["high"])
    assert list(tops.values()) == pytest.approx(result.survival.tolist())
    dangers = {row["survived"]: row["hazard"] for row in with_keys(drawn(name), "hazard")}
    known = {t: h for t, h in enumerate(result.hazard.tolist()) if not np.isnan(h)}
    assert dangers == known


@pytest.mark.parametrize("name", ["power-sharing-fit", "power-sharing-table"])
def test_fitted_danger(name):
    result = solved(name)
    rows = {row["year"]: row for row in with_keys(drawn(name), "year", "observed")}
    assert list(rows) == result.year.tolist()
    assert [row["hazard"] for row in rows.values()] == result.hazard.tolist()
    assert [row["observed"] for row in rows.values()] == result.observed.tolist()
    (level,) = with_keys(drawn(name), "constant")
    assert level["constant"] == result.constant_coup.value


def test_steps_of_a_cascade():
    result = solved("cascade")
    rows = {row["round"]: row for row in with_keys(drawn("cascade"), "round")}
    assert [row["after"] for row in rows.values()] == result.path[1:].tolist()
    assert [row["before"] for row in rows.values()] == result.path[:-1].tolist()


def test_a_cascade_of_nobody_and_of_many_rounds():
    solve = registry.model("cascade").solver
    assert "0 of 2 act" in title_of(chart_of("cascade", solve(threshold=[1, 2])))
    spec = chart_of("cascade", solve(threshold=list(range(2000))))
    assert len(rows_of(spec)) < 5000
    assert "without actor 0 nobody" in title_of(spec)


def test_spread_and_jump():
    result = solved("cascade-spread")
    rows = with_keys(drawn("cascade-spread"), "spread", "share")
    shares = {row["spread"]: row["share"] for row in rows}
    for spread, share in zip(result.spreads.tolist(), result.shares.tolist(), strict=True):
        assert shares[spread] == share
    (tip,) = with_keys(drawn("cascade-spread"), "low", "high")
    assert (tip["low"], tip["high"]) == (result.critical.share, result.critical.share_after)
    flat = registry.model("cascade-spread").solver(mean=0.6, spread=0.2)
    assert title_of(chart_of("cascade-spread", flat)).startswith("No spread makes")


def test_frontier_of_viziers():
    result = solved("viziers")
    rows = {
        row["strong"]: row["ceiling"] for row in with_keys(drawn("viziers"), "strong", "ceiling")
    }
    for point in result.frontier:
        ceiling = None if point.ceiling is None else float(point.ceiling)
        assert rows[float(point.strong)] == ceiling


def test_ways_out_and_their_intervals():
    result = solved("competing-risks")
    spec = drawn("competing-risks")
    for k, cause in enumerate(result.causes):
        found = {
            row["years"]: row for row in with_keys(spec, "years", "share") if row["cause"] == k
        }
        assert max(found) == result.horizon
        for j, years in enumerate(result.time):
            if years > result.horizon:
                continue
            row = found[years]
            assert row["name"] == cause
            assert row["share"] == result.incidence[j, k]
            if np.isnan(result.incidence_low[j, k]):
                assert "low" not in row
            else:
                assert row["low"] == result.incidence_low[j, k]
                assert row["high"] == result.incidence_high[j, k]


def test_many_hostile_ways_out():
    """More than have a colour; their names stay data."""
    solve = registry.model("competing-risks").solver
    causes = [name.replace("\u202e", "").replace("\u202c", "") for name in (*HOSTILE, "a", "b")]
    years = [k / 10 for k in range(1, 8 * 30 + 1)]
    spec = chart_of("competing-risks", solve(years=years, cause=causes * 30))
    json.dumps(spec)
    assert "2 less frequent ways out are not drawn" in str(spec["title"]["subtitle"])
    for path, text in walk(spec):
        if "alert" in text or "datum" in text:
            told = path[0] == "datasets" or path == ("description",) or path[0] == "title"
            assert told, path


def test_attack_by_strength_meets_what_is_needed_at_each_threshold():
    solve = registry.model("regime-change").solver
    even = {"cost": 0.5, "expected_strength": 0.5, "private_precision": 1}
    for result in (solved("regime-change"), solve(public_precision=4, **even)):
        spec = chart_of("regime-change", result)
        dots = with_keys(spec, "threshold", "chance")
        assert [dot["threshold"] for dot in dots] == [e.threshold for e in result.equilibria]
        curves = [rows for rows in spec["datasets"].values() if len(rows) > 100]
        for each, rows in zip(result.equilibria, curves, strict=True):
            strengths = [row["strength"] for row in rows]
            shares = [row["share"] for row in rows]
            assert np.interp(each.threshold, strengths, shares) == pytest.approx(
                each.threshold, abs=1e-3
            )
    assert "Several equilibria" in title_of(spec)
    blind = solve(public_precision=0, **even)
    assert "chance" not in title_of(chart_of("regime-change", blind))


def test_dots_of_a_sweep_are_its_thresholds():
    result = solved("regime-change-sweep")
    rows = with_keys(drawn("regime-change-sweep"), "value", "threshold")
    stable = {(row["value"], row["threshold"]) for row in rows if row["kind"] == "stable"}
    ends = [zip(result.values, each, strict=True) for each in (result.lowest, result.highest)]
    assert stable == {(float(v), float(t)) for pairs in ends for v, t in pairs}
    unstable = {row["value"]: row["threshold"] for row in rows if row["kind"] == "unstable"}
    known = ~np.isnan(result.middle)
    assert unstable == dict(zip(result.values[known], result.middle[known], strict=True))


def test_coups_by_protest():
    result = solved("protest-coup")
    rows = with_keys(drawn("protest-coup"), "way", "protest")
    found = {row["protest"]: row["chance"] for row in rows}
    chances = result.readings[0].chances[:, 0].tolist()
    assert found == dict(zip(result.protest.tolist(), chances, strict=True))
    model = registry.model("protest-coup")
    even = {"expected_strength": 0.5, "public_precision": 4, "citizen_precision": 1}
    several = model.solver(**{**model.example, **even, "elite_precision": 0.1})
    spec = chart_of("protest-coup", several)
    assert {row["way"] for row in with_keys(spec, "way")} == {0, 1, 2}
    assert "how citizens behave" in str(spec["title"]["subtitle"])
    assert max(map(len, spec["title"]["subtitle"])) <= 85


def test_two_types_of_subordinates():
    result = solved("loyalty")
    rows = {row["kind"]: row for row in with_keys(drawn("loyalty"), "kind")}
    assert rows["competent"]["loyalty"] == result.competent.loyalty
    assert rows["incompetent"]["outside"] == result.incompetent.outside


def test_boxes_of_the_map_are_its_cells():
    result = solved("killing-regimes")
    boxes = with_keys(drawn("killing-regimes"), "regime")
    arrivals, losses = ([float(x) for x in axis] for axis in (result.arrivals, result.losses))
    for arrival, column in zip(arrivals, result.regimes, strict=True):
        for loss, regime in zip(losses, column, strict=True):
            held = [
                box["regime"]
                for box in boxes
                if box["from"] <= arrival <= box["to"] and box["lowest"] <= loss <= box["highest"]
            ]
            assert held == [regime]
    line = with_keys(drawn("killing-regimes"), "least_loss")
    assert [row["least_loss"] for row in line] == [float(loss) for loss in result.least_losses]


def test_parts_of_the_resources():
    result = solved("selectorate")
    rows = with_keys(drawn("selectorate"), "part")
    assert rows[0]["amount"] == float(result.public)
    assert rows[-1]["amount"] == float(result.surplus)
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_cells_of_the_grid():
    result = solved("selectorate-grid")
    cells = with_keys(drawn("selectorate-grid"), "share")
    assert len(cells) == int(np.isfinite(result.surplus_share).sum())
    for cell in cells:
        assert cell["share"] == result.surplus_share[cell["row"], cell["column"]]
    nothing = replace(result, surplus_share=np.full_like(result.surplus_share, np.nan))
    with pytest.raises(InvalidInput, match="nothing to draw"):
        chart_of("selectorate-grid", nothing)


def test_positions_round_by_round():
    result = solved("bargaining")
    rows = with_keys(drawn("bargaining"), "round", "actor")
    for i, actor in enumerate(result.actors):
        found = {row["round"]: row["position"] for row in rows if row["actor"] == actor}
        assert found[0] == result.start[i]
        assert [found[p.number] for p in result.history] == [p.positions[i] for p in result.history]
    middle = with_keys(drawn("bargaining"), "round", "kind")
    medians = [row["position"] for row in middle if row["kind"] == "median"]
    assert medians == [result.start_median, *result.medians]


def test_votes_and_power_and_the_rest_folded():
    result = solved("voting-power")
    rows = with_keys(drawn("voting-power"), "measure")
    found = [row["share"] for row in rows if row["measure"] == "Shapley-Shubik"]
    assert found == result.shapley_shubik.tolist()
    many = registry.model("voting-power").solver(weight=list(range(1, 42)), quota=500)
    rows = with_keys(chart_of("voting-power", many), "measure")
    assert len(rows) == 30 * 3
    assert rows[-1]["name"] == "12 others together"
    for measure in ("share of votes", "Shapley-Shubik", "Banzhaf"):
        total = sum(row["share"] for row in rows if row["measure"] == measure)
        assert total == pytest.approx(1)


def test_votes_expectations_and_proposals():
    result = solved("legislative-bargaining")
    rows = with_keys(drawn("legislative-bargaining"), "measure")
    columns = {
        "share of votes": result.share,
        "expects": result.value,
        "keeps as proposer": result.keeps,
    }
    for measure, values in columns.items():
        found = [row["share"] for row in rows if row["measure"] == measure]
        assert found == values.tolist()
    many = registry.model("legislative-bargaining").solver(weight=[2] * 20 + [1] * 21)
    rows = with_keys(chart_of("legislative-bargaining", many), "measure")
    assert len(rows) == 29 * 3 + 2  # what the rest would keep as proposers cannot be added up
    assert rows[-1]["name"] == "12 others together"
    for measure in ("share of votes", "expects"):
        total = sum(row["share"] for row in rows if row["measure"] == measure)
        assert total == pytest.approx(1)


def test_numbers_of_partners():
    result = solved("open-rule-bargaining")
    rows = with_keys(drawn("open-rule-bargaining"), "partners")
    for measure, key in (("kept if it passes", "keeps"), ("worth to the proposer", "value")):
        found = {row["partners"]: row["share"] for row in rows if row["measure"] == measure}
        assert found == {choice.partners: getattr(choice, key) for choice in result.choices}
    assert {row["partners"] for row in rows if row["is_chosen"]} == {result.partners}
    many = registry.model("open-rule-bargaining").solver(members=999, discount="0.001")
    spec = chart_of("open-rule-bargaining", many)
    assert len(rows_of(spec)) < 1000
    assert {row["chosen"] for row in with_keys(spec, "chosen")} == {many.partners}


def test_paths_of_juntas():
    result = solved("junta")
    for row in with_keys(drawn("junta"), "panel"):
        path = result.paths[row["panel"]]
        assert row["end"] == sum(row["actor"] in members for members in path)
        assert row["stays"] == (row["actor"] in path[-1])


def test_juntas_by_discount():
    result = solved("junta-by-discount")
    rows = with_keys(drawn("junta-by-discount"), "state", "start")
    for found in result.ranges:
        middle = float(found.low + found.high) / 2
        left = {
            row["actor"]
            for row in rows
            if row["start"] <= middle <= row["end"] and row["state"] == "rules"
        }
        assert left == set(found.members)


@pytest.mark.parametrize("name", ["appointments", "appointments-runs"])
def test_loyal_delegates(name):
    result = solved(name)
    shares = (result.shares if name == "appointments" else result.mean).tolist()
    rows = {
        row["period"]: row["loyal"]
        for row in with_keys(drawn(name), "period", "loyal")
        if isinstance(row["period"], int)
    }
    assert list(rows.values()) == shares


# ------------------------------------------------------------------------------------- parts


def test_labels_are_moved_apart_as_little_as_needed():
    places = [3.0, 3.0, 3.1, 9.0, 0.0]
    moved = apart(places, 1.0)
    order = sorted(moved)
    assert all(b - a >= 1.0 - 1e-9 for a, b in pairwise(order))
    assert moved[3] == 9.0
    assert sum(moved) == pytest.approx(sum(places))
    assert apart([], 1.0) == []


def test_shares_are_never_rounded_to_none_or_all():
    assert in_percent(1e-9) == "under 0.01%"
    assert in_percent(1 - 1e-9) == "over 99.9%"


def test_thinned_keeps_both_ends():
    for n in (1, 2, 5, 100, 1001):
        kept = thinned(n, 10)
        assert kept[0] == 0
        assert kept[-1] == n - 1
        assert len(kept) <= 11
