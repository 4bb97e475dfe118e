"""Ribbons and tornado: what is drawn is what the table says, and texts stay texts."""

import re
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from whowhom.charts import DARK, LIGHT, Look, flows, last_picture, tornado
from whowhom.charts.flows import FAINTEST
from whowhom.errors import InvalidInput

HOSTILE = "</title><script>alert(1)</script>"
NAMES = {"chair": "Chair of all", "army": HOSTILE}


def holdings(**changes):
    rows = [
        ("post", "1922-04", "chair", "ann", 1.0),
        ("post", "1922-04", "army", "ben", 0.92),
        ("post", "1922-04", "army", "ann", 0.05),
        ("post", "1922-04", "army", "nobody", 0.03),
        ("post", "1930-01", "chair", "ann", 0.5),
        ("post", "1930-01", "chair", "ben", 0.5),
        ("post", "1930-01", "army", "nobody", 1.0),
    ]
    columns = ("kind", "until", "item", "actor", "share")
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(**changes)


def drawn(table, **options):
    return flows(table, kind="post", names=NAMES, runs=200, **options)


def widths(svg):
    return [float(one) for one in re.findall(r'stroke-width="([\d.]+)"', svg)]


def test_a_ribbon_for_each_share_that_is_not_too_faint():
    made = drawn(holdings())
    shares = [row["share"] for row in holdings().to_dicts() if row["share"] >= FAINTEST]
    thick = widths(made.svg)
    assert len(thick) == len(shares) == 6
    assert sorted(thick) == pytest.approx(sorted(15 * share for share in shares), abs=0.01)
    assert "Chair of all: ann 50 of 100" in made.svg


def test_a_vacant_post_has_no_holder_whoever_rules():
    made = drawn(holdings())
    told = "".join(ET.fromstring(made.svg).itertext())
    assert "nobody here 100 of 100" in told
    assert f"{HOSTILE} nobody here 100" in made.description
    assert "sole ruler" not in told + made.description


def test_places_are_the_same_in_all_pictures():
    svg = drawn(holdings()).svg
    for name in ("Chair of all", "ann", "ben"):
        heights = re.findall(rf'y="([\d.]+)"[^>]*>{name}<', svg)
        assert len(heights) == 2
        assert len(set(heights)) == 1


def test_texts_are_no_markup():
    root = ET.fromstring(drawn(holdings()).svg)
    assert {one.tag.partition("}")[2] for one in root.iter()} == {
        *("svg", "rect", "g", "text", "path", "title")
    }
    assert "<script" not in drawn(holdings()).svg


def test_both_themes_differ_in_colour_only():
    names = {"ann": "Ann", "ben": "Ben"}
    light, dark = (drawn(holdings(), look=Look(names=names, theme=t)).svg for t in (LIGHT, DARK))
    colours = re.compile("#[0-9A-F]{6}")
    assert light != dark
    assert colours.sub("", light) == colours.sub("", dark)


def test_the_last_picture_as_a_table():
    month, people, cells = last_picture(holdings(), ["cat", "ben", "ann", "nobody"], NAMES)
    assert month == "1930-01"
    assert people == ["ben", "ann", "nobody"]
    assert cells == [["Chair of all", "50", "50", "0"], [HOSTILE, "0", "0", "100"]]


def test_what_it_cannot_draw():
    with pytest.raises(InvalidInput, match="must have the columns"):
        drawn(holdings().drop("share"))
    with pytest.raises(InvalidInput, match="no rows"):
        flows(holdings(), kind="body", names={}, runs=1)


def unknowns(n=14, clear=14):
    return pl.DataFrame(
        {
            "value": [f"value {i}" for i in range(n)],
            "actor": ["ann", "nobody"] * (n // 2),
            "evidence": ["model", "assumed"] * (n // 2),
            "at_low": [0.1] * n,
            "at_high": [0.3 - 0.01 * i for i in range(n)],
            "is_clear": [i < clear for i in range(n)],
        }
    )


@pytest.mark.parametrize(("clear", "shown"), [(14, 12), (7, 7), (3, 5), (0, 5)])
def test_a_tornado_shows_what_is_clear(clear, shown):
    spec = tornado(unknowns(clear=clear)).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data]
    rows = {row["value"]: row for row in rows}.values()
    assert len(rows) == shown
    table = {row["value"]: row for row in unknowns().to_dicts()}
    for row in rows:
        ends = sorted((table[row["value"]]["at_low"], table[row["value"]]["at_high"]))
        assert [row["left"], row["right"]] == ends
    told = spec["title"]["subtitle"][-1]
    assert ("not distinguishable from noise" in told or "none of these" in told) == (clear < shown)
    assert (
        spec["title"]["text"]
        == "Ann ends as sole ruler in 10 or 30 of 100 runs, depending on value 0"
    )


@pytest.mark.parametrize(
    ("outcome", "does"),
    [("leads", "leads at the end"), ("falls", "falls")],
)
def test_a_tornado_names_what_was_asked(outcome, does):
    spec = tornado(unknowns().with_columns(outcome=pl.lit(outcome))).to_dict()
    assert spec["title"]["text"].startswith(f"Ann {does} in 10 or 30")
    assert does in spec["title"]["subtitle"][0]


def test_a_tornado_of_nothing_is_refused():
    with pytest.raises(InvalidInput, match="no rows"):
        tornado(unknowns().clear())
