"""What the eye sees: places and lengths in each SVG are the values of the table behind it."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from whowhom.charts import (
    LIGHT,
    Look,
    fan,
    fates,
    hundred,
    matrix,
    network,
    paired,
    timeline,
    winners,
)
from whowhom.charts.drawing import svg_of

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def marks(chart, kind):
    """Return the parts of all marks of a kind, in the order in which they are drawn."""
    root = ET.fromstring(svg_of(chart.to_dict()))
    groups = [g for g in root.iter(f"{SVG}g") if g.get("class", "").startswith(f"mark-{kind} ")]
    return [[*g] for g in groups if "role-mark" in g.get("class")]


def numbers(text):
    return [float(number) for number in NUMBERS.findall(text)]


def texts(chart):
    return [["".join(text.itertext()) for text in group] for group in marks(chart, "text")]


@pytest.fixture(scope="module")
def circle(make_toy):
    return make_toy(3)


def test_bars_are_as_long_as_the_shares(circle):
    table = circle.winners
    chart = winners(table, look=circle.look(LIGHT))
    groups = marks(chart, "rect")
    ends = [float(re.search(r"h([\d.]+)", bar.get("d"))[1]) for bars in groups for bar in bars]
    assert ends == pytest.approx([chart.width * share for share in table["share"]], abs=0.02)


def test_parts_of_fate_bars_are_as_wide_as_the_shares(circle):
    table = circle.fates
    chart = fates(table, look=circle.look(LIGHT))
    parts = marks(chart, "rect")[0]
    widths = sorted(abs(float(re.search(r"h(-?[\d.]+)", p.get("d"))[1])) for p in parts)
    expected = sorted(chart.width * share for share in table["share"])
    assert widths == pytest.approx(expected, abs=0.02)


def test_a_hundred_dots_are_dealt_out_by_share(circle):
    table = pl.DataFrame(
        {"actor": ["actor_0", "actor_1", "actor_2", "nobody"], "share": [0.614, 0.203, 0.0, 0.183]}
    )
    look = circle.look(LIGHT)
    dots = marks(hundred(table, look=look), "symbol")[0]
    seen = Counter(dot.get("stroke") for dot in dots)  # nobody is hollow
    assert seen == {look.colour("actor_0"): 62, look.colour("actor_1"): 20, LIGHT.nobody: 18}
    written = [words for group in texts(hundred(table, look=look)) for words in group]
    assert written == ["61", "20", "18", "Toy Person 0", "Toy Person 1", "no sole ruler"]


@pytest.mark.parametrize("shares", [[1.0], [1 / 3] * 3, [0.005] * 200, [0.996, 0.004]])
def test_there_are_always_a_hundred_dots(shares):
    table = pl.DataFrame({"actor": [f"a{i}" for i in range(len(shares))], "share": shares})
    spec = hundred(table).to_dict()
    dots = [row for rows in spec["datasets"].values() for row in rows if "x" in row]
    assert len(dots) == 100
    assert len({(dot["x"], dot["y"]) for dot in dots}) == 100


PAIRS = pl.DataFrame(
    {
        "by": ["a", "b", "c", "nobody", "a", "c", "a"],
        "actor": ["b", "a", "a", "a", "c", "b", "a"],
        "share": [0.71, 0.1, 0.004, 0.0, 0.25, 0.0, 0.0],
    }
).filter(pl.col("by") != pl.col("actor"))


def test_the_matrix_writes_the_shares_and_outlines_what_is_documented():
    chart = matrix(PAIRS, documented=[("a", "b"), ("z", "b")], look=Look.plain("abc"))
    assert texts(chart)[0] == ["71", "10", "<1", "25"]
    shades = [float(cell.get("fill-opacity")) for cell in marks(chart, "rect")[0]]
    assert shades[0] == max(shades) > shades[3] > shades[1]
    outlined = marks(chart, "rect")[1]
    assert len(outlined) == 1
    assert outlined[0].get("stroke") == LIGHT.ink
    assert outlined[0].get("d") == marks(chart, "rect")[0][0].get("d")


EFFECTS = pl.DataFrame(
    {
        "change": ["x = 1", "without y"],
        "actor": ["a", "a"],
        "outcome": ["wins", "wins"],
        "before": [0.5, 0.5],
        "after": [0.2, 0.55],
        "low": [-0.33, -0.01],
        "high": [-0.27, 0.11],
        "is_clear": [True, False],
    }
)


def test_pairs_of_marks_stand_at_the_shares():
    chart = paired(EFFECTS)
    before, after = marks(chart, "symbol")
    place = [numbers(mark.get("transform"))[0] / chart.width for mark in (*before, *after)]
    assert place == pytest.approx([0.5, 0.5, 0.2, 0.55], abs=1e-3)
    bars = [bar.get("d") for bar in marks(paired(EFFECTS), "rect")[0]]
    starts = [numbers(bar)[0] / chart.width for bar in bars]
    assert starts == pytest.approx([0.17, 0.49], abs=1e-3)


def test_the_middle_line_of_a_fan_goes_through_the_medians(circle):
    table = circle.trajectories
    lines = marks(fan(table, look=circle.look(LIGHT)), "line")
    for line, actor in zip(lines, circle.actors, strict=True):
        points = numbers(line[0].get("d"))
        heights = [1 - y / 96 for y in points[1::2]]
        medians = table.filter(pl.col("actor") == actor)["power_q50"].to_list()
        assert heights == pytest.approx(medians, abs=1e-3)


EVENTS = pl.DataFrame(
    {
        "kind": ["held", "held", "shock", "shock", "course", "course", "course"],
        "actor": ["a", "b", "", "", "a", "a", "b"],
        "label": ["chair", "army", "strike", "storm", "died", "coalition", "in circle"],
        "since": [100, 104, 102, 102, 108, 103, 105],
        "until": [105, 110, 102, 102, 110, 103, 105],
        "surely_since": [100, 106, 102, 102, 108, 103, 105],
        "surely_until": [105, 110, 102, 102, 110, 103, 105],
        "date": ["x"] * 7,
        "source": ["s"] * 7,
    }
)


def test_the_timeline_keeps_the_months_and_what_is_not_known_better():
    chart = timeline(EVENTS)
    scale = chart.width / 11  # months 100 to 110, both whole
    perhaps, surely = marks(chart, "rect")
    for bars, starts in ((perhaps, [0, 4]), (surely, [0, 6])):  # the army from 104, surely from 106
        found = [numbers(bar.get("d"))[0] - 2 for bar in bars]  # round corners
        assert found == pytest.approx([start * scale for start in starts], abs=0.1)
    spans = marks(chart, "rule")[-1]  # a coalition is no step of one's own, a seat kept no step
    assert len(spans) == 1
    assert numbers(spans[0].get("transform"))[0] == pytest.approx(8 * scale, abs=0.1)
    assert float(spans[0].get("x2")) == pytest.approx(3 * scale, abs=0.1)  # months 108 to 110
    assert spans[0].get("stroke") == LIGHT.ink
    ends = [numbers(one.get("transform"))[0] for group in marks(chart, "symbol") for one in group]
    assert ends == pytest.approx([8 * scale, 11 * scale], abs=0.1)  # and no diamond in the middle
    assert ["strike (+1)"] in texts(chart)


def test_a_date_known_to_the_month_is_a_diamond_at_that_month():
    known = EVENTS.with_columns(
        until=pl.when(pl.col("kind") == "course").then("since").otherwise("until")
    )
    chart = timeline(known)
    (diamonds,) = marks(chart, "symbol")
    assert len(diamonds) == 1
    assert numbers(diamonds[0].get("transform"))[0] == pytest.approx(
        8.5 * chart.width / 11, abs=0.1
    )
    assert diamonds[0].get("fill") == LIGHT.ink


REMOVALS = pl.DataFrame(
    {
        "until": ["1924-01", "1924-01", "1925-01", "1925-01"],
        "by": ["a", "b", "a", "b"],
        "actor": ["b", "a", "b", "a"],
        "share": [0.1, 0.01, 0.5, 0.2],
    }
)


def test_arrows_grow_with_the_shares_and_nobody_moves():
    drawn = network(REMOVALS, documented=[(1924 * 12 + 6, "a", "b")], look=Look.plain("ab"))
    root = ET.fromstring(drawn.svg)
    arrows = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None]
    told = [(g.find(f"{SVG}title").text, float(g[1].get("stroke-width"))) for g in arrows]
    assert told == [
        ("a removes b: 10 of 100 runs", 1.1),
        ("b removes a: 20 of 100 runs", 2.2),
        ("a removes b: 50 of 100 runs", 5.5),
        ("documented: a removes b", 1.6),
    ]
    assert arrows[-1][1].get("stroke") == LIGHT.ink
    panels = [g for g in root.iter(f"{SVG}g") if g.get("transform", "").startswith("translate")]
    nodes = [[(c.get("cx"), c.get("cy")) for c in g.iter(f"{SVG}circle")] for g in panels]
    assert len(nodes) == 2
    assert nodes[0] == nodes[1]


@pytest.mark.parametrize(
    ("draw", "table"),
    [(hundred, EFFECTS), (matrix, EFFECTS), (paired, PAIRS), (timeline, PAIRS), (network, PAIRS)],
)
def test_a_table_of_another_kind_is_refused(draw, table):
    from whowhom.errors import InvalidInput

    with pytest.raises(InvalidInput, match="must have the columns"):
        draw(table)
