"""Files for print: sizes, type, and what happens where the type is missing."""

import re
from xml.etree import ElementTree as ET

import pytest

from whowhom.charts import LIGHT, drawing
from whowhom.charts.drawing import draw, printed_text_size, svg_of, svg_size
from whowhom.charts.theme import FONTS
from whowhom.errors import ResourceError


@pytest.fixture(scope="module")
def svg(make_toy):
    return svg_of(make_toy(3).charts(LIGHT)["winners"].to_dict())


def test_the_same_spec_gives_the_same_bytes(make_toy, svg):
    assert svg_of(make_toy(3).charts(LIGHT)["winners"].to_dict()) == svg


def test_a_file_is_as_wide_as_asked(svg):
    root = ET.fromstring(draw(svg, format="svg", width=84))
    assert root.get("width") == "84.00mm"
    wide, high = svg_size(svg)
    assert float(root.get("height").removesuffix("mm")) == pytest.approx(84 * high / wide, abs=0.01)

    pdf = draw(svg, format="pdf", width=174)
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert float(box[1]) == pytest.approx(174 / 25.4 * 72, abs=0.01)

    png = draw(svg, format="png", width=84)
    assert int.from_bytes(png[16:20]) == pytest.approx(84 / 25.4 * 300, abs=1)
    assert b"pHYs" in png


def test_letters_shrink_with_the_width(svg):
    assert printed_text_size(svg, 174) == pytest.approx(2 * printed_text_size(svg, 87))
    assert printed_text_size(svg, svg_size(svg)[0] / 96 * 25.4) == pytest.approx(11 * 0.75)


def test_our_type_is_in_the_file(svg):
    assert b"SourceSans3" in draw(svg, format="pdf")


def test_a_missing_type_is_told(monkeypatch):
    monkeypatch.setattr(drawing, "FONT", "'No such type', sans-serif")
    drawing._check_font.cache_clear()
    with pytest.raises(ResourceError, match="Install whowhom again"):
        svg_of({})
    drawing._check_font.cache_clear()


def test_the_type_comes_with_its_licence():
    assert "SIL Open Font License" in (FONTS / "OFL-source-sans-3.txt").read_text(encoding="utf-8")
    assert len([*FONTS.glob("*.ttf")]) == 4
