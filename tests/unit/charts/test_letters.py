"""Widths of texts without a browser, and labels that stay different after they are cut."""

import re

import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from whowhom.charts.drawing import svg_of
from whowhom.charts.letters import cut_labels, legend_columns, text_lines, text_width

WORDS = st.text(st.sampled_from("abcdefgh ABCİéя漢.-"), min_size=1, max_size=40).map(str.strip)


@given(st.lists(WORDS.filter(bool), min_size=1, max_size=12, unique=True), st.integers(60, 200))
def test_labels_fit_and_no_two_are_the_same(texts, pixels):
    cut = cut_labels(texts, pixels)
    assert len(set(cut.values())) == len(texts)
    assert all(text_width(label) <= pixels for label in cut.values())
    assert all(cut[text] == text for text in texts if text_width(text) <= pixels)


def test_shocks_that_begin_alike_are_told_apart_by_their_ends():
    names = [f"german october uprising in {city}" for city in ("Hamburg", "Saxony", "Thuringia")]
    short = list(cut_labels(names, 110, 11).values())
    assert [label[-6:] for label in short] == [name[-6:] for name in names]


def test_a_number_tells_apart_what_is_the_same_at_both_ends():
    names = [f"minister of {sort} affairs of the republic" for sort in ("home", "war", "sea")]
    short = list(cut_labels(names, 70).values())
    assert len(set(short)) == 3


@given(st.text(st.sampled_from("abc de fghij"), min_size=1, max_size=120), st.integers(60, 400))
def test_lines_are_no_longer_than_asked_and_lose_no_word(text, pixels):
    lines = text_lines(text, pixels, 12)
    assert all(text_width(line, 12) <= pixels for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_as_many_entries_of_a_legend_stand_side_by_side_as_fit():
    entries = ["in the circle", "demoted", "expelled", "in internal exile"]
    assert [legend_columns(entries, pixels) for pixels in (60, 200, 2000)] == [1, 2, 4]


def test_a_drawing_is_as_wide_as_what_is_in_it():
    """Vega takes letters for twice as wide as they are where there is no browser."""
    spec = {
        "data": {"values": [{"name": "Grigory Zinoviev", "one": 1}]},
        "config": {"padding": 0, "font": "'Source Sans 3'", "view": {"stroke": None}},
        "width": 100,
        "mark": {"type": "text", "align": "right", "fontSize": 12},
        "encoding": {"text": {"field": "name"}, "x": {"value": -8}},
    }
    guessed = float(re.search(r'width="(\d+)"', vl_convert.vegalite_to_svg(spec))[1])
    drawn = float(re.search(r'width="(\d+)"', svg_of(spec))[1])
    expected = 8 + text_width("Grigory Zinoviev") + 100 + 6
    assert guessed > expected + 20
    assert expected <= drawn <= expected + 1
