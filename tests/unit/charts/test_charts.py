"""Every chart: its data are the table, it tells itself in words, and it draws any circle."""

import itertools
import json
import re
from xml.etree import ElementTree as ET

import polars as pl
import pytest
import vl_convert
from wcwidth import iter_graphemes

from whowhom.charts import (
    DARK,
    LIGHT,
    fall_dots,
    falls,
    fan,
    fates,
    page,
    standing,
    winners,
)
from whowhom.charts.drawing import svg_of
from whowhom.ensemble.outcome import STATUSES
from whowhom.errors import InvalidInput

NAMES = ["winners", "falls", "fall_dots", "fates", "standing", "fan"]
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; datum.share; '",
    '=HYPERLINK("http://x")',
    "javascript:alert(1)",
    'O\'Brien "the" \\ [0] .x',
    "\u2028line",
    "a'] + datum['b",
    "${alert(1)}",
)


def rows_of(spec):
    """Return all rows of data in a spec."""
    return [row for rows in spec["datasets"].values() for row in rows]


def walk(node, path=()):
    """Go through all values of a spec with the keys that lead to them."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, path)
    else:
        yield path, node


def table_in(spec, table):
    """Return the spec's rows as a frame with the columns and rows of a table."""
    found = pl.DataFrame(
        [
            {c: row[c] for c in table.columns}
            for row in rows_of(spec)
            if set(table.columns) <= {*row}
        ],
        schema=table.schema,
    ).unique()
    return found.sort(table.columns)


@pytest.mark.parametrize("name", ["winners", "fates"])
def test_data_are_the_table(drawn, name):
    circle, specs = drawn
    table = getattr(circle, name)
    assert table_in(specs[name], table).equals(table.sort(table.columns))


def test_data_of_falls_are_the_table(drawn):
    circle, specs = drawn
    assert table_in(specs["falls"], circle.removals).equals(
        circle.removals.sort(circle.removals.columns)
    )


def test_months_of_standing_and_power_are_rows_of_the_table(drawn):
    circle, specs = drawn
    months = circle.trajectories
    by_key = {(row["month"], row["actor"]): row for row in months.to_dicts()}
    seen = set()
    for row in rows_of(specs["standing"]):
        if "status" in row:
            assert row["share"] == by_key[row["month"], row["actor"]][row["status"]]
            assert row["high"] - row["low"] == pytest.approx(row["share"])
            seen.add((row["actor"], row["status"]))
    assert len(seen) == circle.n * len(STATUSES)
    kept = [row for row in rows_of(specs["fan"]) if "power_q50" in row]
    assert all(row["power_q95"] == by_key[row["month"], row["actor"]]["power_q95"] for row in kept)
    for name in ("standing", "fan"):
        shown = {row["month"] for row in rows_of(specs[name]) if "month" in row}
        assert {months["month"][0], months["month"][-1]} <= shown


def test_each_documented_step_lies_in_its_band(drawn):
    circle, specs = drawn
    rows = rows_of(specs["standing"])
    status = {"fall": "demoted", "expelled": "expelled", "death": "dead"}
    table = {(row["month"], row["actor"]): row for row in circle.trajectories.to_dicts()}
    checked = 0
    for actor, event, when in circle.course.select("actor", "event", "documented").rows():
        if "/" in when:
            continue
        at = STATUSES.index(status[event])
        shares = [table[when, actor][name] for name in STATUSES]
        found = [r for r in rows if r.get("documented") == when and r["actor"] == actor]
        assert sum(shares[:at]) <= found[0]["middle"] <= sum(shares[: at + 1])
        checked += 1
    assert checked > 4


def test_parts_of_a_fate_bar_follow_one_another(drawn):
    circle, specs = drawn
    rows = rows_of(specs["fates"])
    for actor in circle.actors:
        parts = sorted(
            (r["start"], r["end"])
            for r in {(r["fate"], r["start"]): r for r in rows if r.get("actor") == actor}.values()
        )
        assert parts[0][0] == 0
        assert parts[-1][1] == pytest.approx(1)
        assert all(a[1] == pytest.approx(b[0], abs=1e-12) for a, b in itertools.pairwise(parts))


def encoded(spec):
    """Return the columns that the layers of a chart place on the two axes."""
    layers = spec.get("layer") or spec["spec"]["layer"]
    return [
        tuple(
            layer["encoding"][key]["field"]
            for key in ("x", "x2", "y", "y2")
            if "field" in layer["encoding"].get(key, {})
        )
        for layer in layers
    ]


def test_marks_stand_where_the_columns_say(drawn):
    _, specs = drawn
    assert ("low", "high", "row") in encoded(specs["winners"])
    assert {("start", "end", "row"), ("middle", "row"), ("since", "past", "row")} <= {
        *encoded(specs["falls"])
    }
    assert {
        ("x", "power_q05", "power_q95"),
        ("x", "power_q25", "power_q75"),
        ("x", "power_q50"),
    } <= {*encoded(specs["fan"])}


def test_rows_keep_the_order_of_the_table(drawn):
    circle, specs = drawn
    rows = sorted(rows_of(specs["winners"]), key=lambda row: row["row"])
    assert [row["actor"] for row in rows] == circle.winners["actor"].to_list()
    falls_in_order = sorted(rows_of(specs["falls"]), key=lambda row: row["row"])
    middles = [row["median"] or "9999" for row in falls_in_order]
    assert middles == sorted(middles)


def test_dots_are_twentieths_of_all_runs(drawn):
    circle, specs = drawn
    table = circle.fall_months
    for actor in circle.actors:
        share = table.filter(pl.col("actor") == actor)["share"].sum()
        dots = [row for row in rows_of(specs["fall_dots"]) if row.get("actor") == actor]
        assert len(dots) == pytest.approx(20 * share, abs=0.51)
        reached = 0.0
        falls_by = {}
        for row in table.filter(pl.col("actor") == actor).to_dicts():
            reached += row["share"]
            falls_by[row["month"]] = reached
        for k, dot in enumerate(sorted(dots, key=lambda dot: dot["month"])):
            year, month = divmod(dot["month"], 12)
            assert falls_by[f"{year}-{month + 1:02d}"] >= (k + 0.5) / 20 - 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_each_chart_tells_itself(drawn, name):
    circle, specs = drawn
    spec = specs[name]
    assert len(spec["description"]) > 60
    assert all(f"Toy Person {i}" in spec["description"] for i in range(circle.n))
    title, subtitle = spec["title"]["text"], spec["title"]["subtitle"]
    assert re.search(r"Person \d+ .*(\d+ of 100 runs|percent)", title), "titles are sentences"
    assert len(title) <= 70
    assert any("100 runs" in line or "percent" in line or "of 100" in line for line in subtitle)
    assert max(map(len, subtitle)) <= 80
    assert any("documented" in line or "really" in line for line in subtitle)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_documented_is_drawn_last_and_in_ink(drawn, name):
    circle, specs = drawn
    theme = LIGHT if circle.n == 3 else DARK
    spec = specs[name]
    last = (spec.get("layer") or spec["spec"]["layer"])[-1]
    mark = last["mark"]
    if name == "fan":
        assert (mark["type"], mark["color"]) == ("rule", theme.ink)
    else:
        assert (mark["type"], mark["shape"], mark["fill"]) == ("point", "diamond", theme.ink)


def test_documented_months_stand_in_the_data(drawn):
    circle, specs = drawn
    expected = set(circle.course.filter(pl.col("event") == "fall")["documented"])
    for name in ("falls", "fall_dots", "fan"):
        assert {row["when"] for row in rows_of(specs[name]) if row.get("since")} == (expected)
    known = [row for row in rows_of(specs["standing"]) if "documented" in row]
    assert {(row["actor"], row["documented"]) for row in known} == set(
        circle.course.select("actor", "documented").rows()
    )


@pytest.mark.parametrize("name", NAMES)
def test_charts_are_small_and_fetch_nothing(drawn, name):
    _, specs = drawn
    assert len(rows_of(specs[name])) < 5000
    assert not [path for path, _ in walk(specs[name]) if path[-1] in ("url", "href")]


def test_charts_without_documents_and_without_a_look(toy):
    specs = [
        winners(toy.winners),
        falls(toy.removals),
        falls(toy.removals, course=toy.course.clear()),
        fall_dots(toy.fall_months),
        fates(toy.fates),
        standing(toy.trajectories),
        fan(toy.trajectories),
    ]
    for chart in specs:
        spec = chart.to_dict()
        assert "actor_0" in spec["description"]
        assert "diamond" not in json.dumps(spec)


def test_a_fall_that_never_happens_has_no_dot_and_no_band(toy):
    never = toy.removals.tail(1)
    spec = falls(never).to_dict()
    assert spec["title"]["text"].startswith("actor_2 is first to fall in 25 of")
    months = toy.fall_months.with_columns(share=pl.lit(0.0))
    spec = fall_dots(months).to_dict()
    assert not [row for row in rows_of(spec) if "x" in row]
    assert spec["title"]["text"] == "actor_0 falls in 0 of 100 runs"
    assert vl_convert.vegalite_to_svg(spec)


def test_nobody_on_top_is_said_so(toy):
    table = toy.winners.with_columns(
        share=pl.when(pl.col("actor") == "nobody").then(0.6).otherwise(0.1)
    )
    told = winners(table).to_dict()["title"]["text"]
    assert told.startswith("No one ends as sole ruler in 60 of 100 runs; actor_")


def test_a_title_of_ones_own(toy):
    assert winners(toy.winners, title="Mine").to_dict()["title"]["text"] == "Mine"


@pytest.mark.parametrize("draw", [winners, falls, fall_dots, fates, standing, fan])
def test_wrong_tables_are_refused(draw):
    with pytest.raises(InvalidInput, match=r"must have the columns .*actor"):
        draw(pl.DataFrame({"name": ["a"]}))


def test_empty_tables_and_unknown_fates_are_refused(toy):
    with pytest.raises(InvalidInput, match="winners has no rows"):
        winners(toy.winners.clear())
    with pytest.raises(InvalidInput, match="'sainted' is no fate"):
        fates(toy.fates.with_columns(fate=pl.lit("sainted")))


def test_a_page_holds_all_charts_in_one_theme(toy):
    look = toy.look(DARK)
    charts = [winners(toy.winners, look=look), fates(toy.fates, look=look)]
    spec = page([charts, charts[:1]], look, title="All", subtitle="toy").to_dict()
    assert spec["config"]["background"] == DARK.paper
    assert spec["description"].count("Bars. ") == 2
    assert len(spec["vconcat"][0]["hconcat"]) == 2
    assert [path for path, _ in walk(spec["vconcat"]) if "config" in path] == []
    assert charts[0].to_dict()["config"]["background"] == DARK.paper, "the charts stay as they are"


# ------------------------------------------------------------------------------- hostile names


@pytest.fixture(scope="module")
def hostile(make_toy):
    return make_toy(len(HOSTILE), HOSTILE).charts(LIGHT)


def expressions(vega):
    """Return everything in a compiled chart that is run as an expression."""
    running = ("expr", "signal", "update", "test", "init", "events", "href", "url")
    return [
        value
        for path, value in walk(vega)
        if isinstance(value, str) and any(key in running for key in path) and "values" not in path
    ]


@pytest.mark.parametrize("name", NAMES)
def test_names_never_reach_an_expression(hostile, name):
    vega = vl_convert.vegalite_to_vega(hostile[name].to_dict())
    run = expressions(vega)
    assert len(run) > 3
    for part in ("alert", "HYPERLINK", "Brien", "javascript", "datum.share;", "datum['b", "\u2028"):
        assert not [text for text in run if part in text]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_drawn_as_text(hostile, name):
    svg = ET.fromstring(vl_convert.vegalite_to_svg(hostile[name].to_dict()))
    tags = {element.tag.rsplit("}")[-1] for element in svg.iter()}
    assert tags <= {"svg", "g", "rect", "path", "line", "text", "defs", "clipPath", "tspan"}
    assert not [a for e in svg.iter() for a in e.attrib if a.startswith("on") or "href" in a]
    shown = {element.text for element in svg.iter() if element.tag.endswith("text")}
    assert "<img src=x onerror=alert(1)>"[:12] in "".join(text or "" for text in shown)


ASTRAL = (
    30 * "\U00010330",
    30 * "\U00012217",
    30 * "\U00020bb7",
    20 * "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    20 * "\U0001f1eb\U0001f1f7",
    40 * "e\u0323\u0302",
)


@pytest.mark.parametrize("name", ["winners", "falls", "fall_dots", "fates"])
def test_long_names_outside_the_basic_plane_are_cut_by_whole_characters(make_toy, name):
    """Vega cuts between the halves of a surrogate pair, which no file can hold."""
    svg = svg_of(make_toy(len(ASTRAL), ASTRAL).charts(LIGHT)[name].to_dict())
    shown = [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("text")]
    cut = [text.removesuffix("…") for text in shown if "…" in text]
    assert len(cut) >= 4
    for text in cut:
        first = next(iter_graphemes(text))
        assert any(whole.startswith(text) for whole in ASTRAL)
        assert text == first * (len(text) // len(first))


def test_two_of_one_name_keep_two_rows(make_toy):
    circle = make_toy(3, ("Twin", "Twin", "Other"))
    look = circle.look(LIGHT)
    spec = standing(circle.trajectories, look=look).to_dict()
    names = {row["name"] for row in rows_of(spec)}
    assert names == {"Twin (actor_0)", "Twin (actor_1)", "Other"}
