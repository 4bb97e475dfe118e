"""Names in other alphabets are drawn by Chromium with the letters that a file carries."""

from pathlib import Path

import pytest

from whowhom.charts import LIGHT, Look
from whowhom.charts.drawing import draw, svg_head, svg_text
from whowhom.reporting.page import page_html

NAMES = ("بشار الأسد", "דוד בן־גוריון", "ბიძინა", "Փաշինյան", "नरेन्द्र मोदी")
WORDS = {"headline", "lead", "sure", "status", "case_title", "version"}


def carried(browser, path: Path, selector: str) -> int:
    """Return how many letters of an element are drawn with fonts of the file."""
    page = browser.new_page()
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": selector}
    node = session.send("DOM.querySelector", asked)["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    page.close()
    return sum(font["glyphCount"] for font in fonts if font["isCustomFont"])


@pytest.mark.parametrize("name", NAMES)
def test_an_exported_drawing_carries_its_letters(browser, tmp_path, name):
    look = Look.plain((), LIGHT)
    svg = f"{svg_head((300, 40), look)}{svg_text(10, 20, name, look)}</g></svg>"
    (tmp_path / "a.svg").write_bytes(draw(svg, format="svg"))
    assert carried(browser, tmp_path / "a.svg", "text") >= len(name) // 2


@pytest.mark.parametrize("name", NAMES)
def test_a_report_carries_its_letters(browser, tmp_path, name):
    plain = page_html(**dict.fromkeys(WORDS, "Ann"), sections=[], drawings={})
    assert 'font-family:"Noto Sans"' not in plain
    words = dict.fromkeys(WORDS, "") | {"headline": f"{name} 43"}
    page = page_html(**words, sections=[], drawings={})
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    drawn = carried(browser, tmp_path / "a.html", "h1")
    assert drawn >= len(name) // 2 + 2, "the digits are in Source Serif 4"
