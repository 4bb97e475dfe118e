"""The chart of threat and cost: its data are the table, documented lines lie on top."""

import json

import polars as pl
import pytest
import vl_convert

from whowhom.charts import DARK, LIGHT, Look, decisions, orders, page, struck
from whowhom.errors import InvalidInput

MONTHS = [f"{year}-{month:02d}" for year in (1938, 1939) for month in range(1, 13)]
TABLE = pl.DataFrame(
    [
        {"month": month, "quantity": quantity, "q05": 0.01, "q50": height + 0.001 * place,
         "q95": 0.3, "runs": 5 if month == "1939-12" else 40}
        for place, month in enumerate(MONTHS)
        for quantity, height in (("threat", 0.1), ("cost", 0.2), ("norm", 0.5))
    ]
)  # fmt: skip
STANDINGS = pl.DataFrame(
    [
        {"month": month, "standing": standing, "share": share}
        for month in MONTHS
        for standing, share in (("abroad", 0.5), ("hunted", 0.25), ("killed", 0.125))
    ]
)
KNOWN = pl.DataFrame(
    [("1939-03/1939-08", "</script> ${alert(1)}"), ("1939-08", "pact"), ("1950-01", "late")],
    schema=["documented", "event"],
    orient="row",
)


def rows_of(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_both_are_drawn(theme):
    look = Look.plain((), theme)
    spec = page(
        [[decisions(TABLE, documented=KNOWN, look=look)], [struck(STANDINGS, documented=KNOWN)]],
        look,
    ).to_dict()
    svg = vl_convert.vegalite_to_svg(json.dumps(spec))
    assert "<script" not in svg
    assert "alert(1)" in svg
    assert ">late<" not in svg


def test_the_data_are_the_table():
    spec = decisions(TABLE, documented=KNOWN).to_dict()
    drawn = [row for row in rows_of(spec) if "q50" in row]
    kept = TABLE.filter((pl.col("runs") >= 20) & pl.col("quantity").is_in(["threat", "cost"]))
    assert len(drawn) == len(kept)
    assert sorted(row["q50"] for row in drawn) == sorted(kept["q50"])
    assert [layer["mark"]["type"] for layer in spec["layer"]] == [
        *("area", "line", "rule", "rule", "text")
    ]
    assert "0.122" in spec["description"]


def test_the_bands_stand_on_one_another():
    rows = rows_of(struck(STANDINGS).to_dict())
    one = {row["standing"]: row for row in rows if row["month"] == "1939-12"}
    assert one["killed"]["low"] == 0
    assert one["killed"]["high"] == one["hunted"]["low"] == 0.125
    assert one["hunted"]["high"] == one["abroad"]["low"] == 0.375
    assert one["abroad"]["high"] == 0.875


def test_the_span_cuts():
    rows = rows_of(decisions(TABLE, span=("1938-06", "1938-09")).to_dict())
    assert {row["month"] for row in rows} == set(MONTHS[5:9])


def test_a_wrong_table_is_told():
    with pytest.raises(InvalidInput, match="q95 not found"):
        decisions(TABLE.drop("q95"))
    with pytest.raises(InvalidInput, match="has no rows"):
        decisions(TABLE, least=1000)
    with pytest.raises(InvalidInput, match="share not found"):
        struck(STANDINGS.drop("share"))


def test_the_chance_of_an_order_has_its_changes_beside_it():
    row = {"date": "1934-11", "event": "</script>", "low": 0.5, "high": 0.9}
    table = pl.DataFrame(
        [{**row, "change": "", "share": 0.75}, {**row, "change": "without A4", "share": 0.125}]
    )
    spec = orders(table, title="Ordered within a year").to_dict()
    kinds = {r["change"]: r["share"] for r in rows_of(spec)}
    assert kinds == {"": 0.75, "without A4": 0.125}
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "point", "point"]
    assert spec["description"] == "Ordered within a year, of 100 runs: 1934-11 75."
    assert "<script" not in vl_convert.vegalite_to_svg(json.dumps(spec))
    assert len(orders(table[:1]).to_dict()["layer"]) == 2
    with pytest.raises(InvalidInput, match="change not found"):
        orders(table.drop("change"))
