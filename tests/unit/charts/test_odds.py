"""Odds through time as a chart: exact dates, labels and numbers that never cover each other."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "ensemble"))

from toy_odds import toy_odds

import whowhom as ww
from whowhom.charts import DARK, GREY, LIGHT, Look, odds, odds_events, odds_points
from whowhom.charts.drawing import svg_of
from whowhom.charts.odds import LINE, NUMBER, odds_x
from whowhom.charts.parts import apart
from whowhom.errors import InvalidInput


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


@pytest.fixture(scope="module")
def found(duel):
    return toy_odds(duel)


def spec_of(found, duel=None, theme=LIGHT, **options):
    look = Look.of(duel, theme) if duel else None
    options = {"events": odds_events(found), "look": look} | options
    return odds(odds_points(found), **options).to_dict()


def rows_with(spec, *names):
    return [row for rows in spec["datasets"].values() for row in rows if set(names) <= set(row)]


def test_every_share_is_at_the_end_of_its_month(found, duel):
    rows = [
        row for row in rows_with(spec_of(found, duel), "share", "as_of") if not row.get("is_end")
    ]
    table = {(p["as_of"], w["actor"]): w["share"] for p in found["points"] for w in p["winners"]}
    drawn = {(row["as_of"], row["actor"]): row for row in rows}
    assert {key: row["share"] for key, row in drawn.items()} == table
    for row in drawn.values():
        assert row["x"] == odds_x(row["as_of"], is_start=row["is_start"])
    assert odds_x("1925-01") == 1925 * 12 + 1
    assert odds_x("1922-04", is_start=True) == 1922 * 12 + 3


def test_events_stand_at_their_own_dates(found, duel):
    ticks = {row["date"]: row for row in rows_with(spec_of(found, duel), "date", "high")}
    day, months = ticks["26 Jan 1925"], ticks["Jan to Mar 1926"]
    assert day["x"] == day["past"] == pytest.approx(1925 * 12 + 25 / 31)
    assert (day["is_span"], months["is_span"]) == (False, True)
    assert (months["x"], months["past"]) == pytest.approx((1926 * 12, 1926 * 12 + 3))


@pytest.mark.parametrize("theme", [LIGHT, DARK, GREY])
def test_it_is_drawn_in_every_theme_with_a_name_at_the_end_of_every_line(found, duel, theme):
    svg = svg_of(spec_of(found, duel, theme))
    for name in (*list(duel.names.values())[1:], "no sole ruler"):
        assert f" {name}<" in svg


@pytest.mark.parametrize("width", [900, 767, 436, 320])
def test_numbers_of_events_do_not_cover_each_other(found, duel, width):
    spec = spec_of(found, duel, width=width)
    width = spec["width"]
    shown = [row for row in rows_with(spec, "lane", "text") if row["least"] <= width]
    assert len(shown) >= 4
    lanes = {}
    for row in shown:
        lanes.setdefault(row["lane"], []).append(row["x"])
    span = max(row["x"] for row in rows_with(spec, "share", "as_of")) - odds_x(
        found["start"], is_start=True
    )
    for places in lanes.values():
        for one, other in pairwise(sorted(places)):
            assert (other - one) * width / span >= NUMBER - 1e-9


@given(
    st.lists(st.floats(0, 320), min_size=1, max_size=22).map(sorted),
)
def test_labels_keep_apart_stay_inside_and_keep_their_order(wanted):
    places = apart(wanted, LINE, (0, 320))
    assert len(places) == len(wanted)
    assert all(other - one >= LINE - 1e-6 for one, other in pairwise(places))
    assert places[0] >= -1e-6
    assert places[-1] <= 320 + 1e-6
    if all(other - one >= LINE for one, other in pairwise(wanted)):
        assert places == pytest.approx(wanted)


def test_the_date_is_a_parameter_of_the_drawing(found, duel):
    spec = spec_of(found, duel, as_of="1925-03")
    assert spec["params"] == [{"name": "as_of", "value": odds_x("1925-01")}]
    assert "Jan 1925<" in svg_of(spec)
    assert "Record to Jan 1925" in spec["description"]
    without = spec_of(found, duel)
    assert without["params"] == [{"name": "as_of", "value": None}]
    assert "Jan 1925<" not in svg_of(without)


def test_the_text_says_what_the_lines_say(found, duel):
    text = spec_of(found, duel)["description"]
    for row in (*found["points"][0]["winners"], *found["points"][-1]["winners"]):
        assert f"{Look.of(duel).name(row['actor'])} " in text
    assert f"at {len(found['points'])} points of the record" in text


def test_few_effective_runs_are_hollow(duel):
    found = toy_odds(duel, effective=0.8)
    spec = spec_of(found, duel)
    assert any(
        "hollow: fewer than 100 effective runs" in line for line in spec["title"]["subtitle"]
    )
    few = [row for row in rows_with(spec, "ground") if row["is_few"]]
    assert few
    assert {row["ground"] for row in few} == {LIGHT.paper}


def test_a_start_alone_is_drawn(duel):
    found = toy_odds(duel, until=1)
    assert len(found["points"]) == 1
    spec = spec_of(found, duel)
    assert "leads at the start" in spec["title"]["text"]
    assert svg_of(spec).startswith("<svg")


def test_a_table_without_rows_is_refused(found):
    with pytest.raises(InvalidInput, match="odds_points has no rows"):
        odds(odds_points(found).clear())
    with pytest.raises(InvalidInput, match="share not found"):
        odds(odds_points(found).drop("share"))
