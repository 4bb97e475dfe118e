"""The views of a chance as a chart: its data are the table, nothing is drawn outside the plot."""

import re
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from whowhom.charts import DARK, GREY, LIGHT, Look, outlook
from whowhom.charts.drawing import svg_of
from whowhom.charts.parts import NARROW, WIDE
from whowhom.errors import InvalidInput

LABELS = ("leaders: 63 of 2,700", "in their second year: 19 of 212", "model", "the runs", "pooled")
VIEWS = ("base rate", "base rate", "outside", "inside", "pooled")
TABLE = pl.DataFrame(
    {
        "view": VIEWS,
        "label": LABELS,
        "chance": [0.023, 0.09, 0.07, 0.2, 0.08],
        "low": [0.018, 0.058, 0.04, None, 0.05],
        "high": [0.03, 0.136, 0.12, None, 0.13],
    }
)


def rows_of(spec):
    return [row for rows in spec["datasets"].values() for row in rows if "chance" in row]


def test_the_data_are_the_table_in_its_order():
    rows = {row["row"]: row for row in rows_of(outlook(TABLE).to_dict())}
    assert [rows[place]["label"] for place in range(5)] == list(LABELS)
    for row, wanted in zip(rows.values(), TABLE.to_dicts(), strict=True):
        assert {name: row[name] for name in wanted} == wanted
    assert (rows[3]["start"], rows[3]["end"]) == (0.2, 0.2)  # no interval: no line
    assert [rows[place]["mark"] for place in range(5)] == [
        *("circle", "circle", "circle", "square", "diamond"),
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK, GREY])
@pytest.mark.parametrize("width", [NARROW, 500, WIDE])
def test_every_label_and_number_is_drawn_within_the_width(theme, width):
    svg = svg_of(outlook(TABLE, look=Look.plain(["x"], theme), title="x", width=width).to_dict())
    texts = [
        "".join(node.itertext()) for node in ET.fromstring(svg).iter() if node.tag[-4:] == "text"
    ]
    for told in (*LABELS, "2.3", "9.0", "20.0", "8.0"):
        assert any(told in text for text in texts)
    assert float(re.search(r'width="(\d+)', svg)[1]) <= width + 12


def test_it_tells_itself():
    spec = outlook(TABLE, leader="x", until="by Mar 1923").to_dict()
    assert spec["title"]["text"] == "Insiders remove x by Mar 1923 with a chance of 8.0 in 100"
    for told in ("the runs 20.0;", "pooled 8.0 (5.0 to 13.0)", "63 of 2,700 2.3 (1.8 to 3.0)"):
        assert told in spec["description"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (TABLE.clear(), "has no rows"),
        (TABLE.drop("low"), "low not found"),
        (TABLE.with_columns(chance=pl.lit(1.5)), r"chance must be in \[0, 1\]"),
    ],
)
def test_wrong_tables_are_refused(table, said):
    with pytest.raises(InvalidInput, match=said):
        outlook(table)
