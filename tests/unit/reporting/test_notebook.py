"""What a notebook shows: small, sound, and without the charts."""

import re
import subprocess
import sys

TAGS = {"div", "strong", "table", "thead", "tbody", "tr", "th", "td"}


def sound(html):
    assert set(re.findall(r"<(\w+)", html)) <= TAGS
    assert not re.search("[\u202a-\u202e\u2028]", html)
    assert len(html) < 12_000
    return html


def test_a_result_shows_its_answer(hostile):
    from html import unescape

    from whowhom.ensemble.sentences import headline

    html = sound(hostile._repr_html_())
    assert "&lt;/script&gt;" in html
    assert headline(hostile).split(" ends ")[-1].strip() in unescape(html)
    bundle = hostile._repr_mimebundle_(include=None, exclude=None)
    assert bundle == {"text/html": html, "text/plain": repr(hostile)}


def test_a_what_if_shows_its_clear_effects(what_ifs):
    changed, same = (sound(one._repr_html_()) for one in what_ifs)
    clear = [effect for effect in what_ifs[0].effects if effect.is_clear]
    assert changed.count("<tr>") == 1 + min(12, len(clear))
    assert "No effect is distinguishable" in same
    assert "paired runs" in what_ifs[1]._repr_mimebundle_()["text/plain"]


def test_a_backtest_shows_its_scores():
    from whowhom.backtesting.run import backtest
    from whowhom.casebook.read import read_casebook

    found = backtest(read_casebook()[:3], models=["uniform", "proportional"])
    html = sound(found._repr_html_())
    assert "Forecasts of 3 struggles" in html
    assert html.index("proportional") > 0
    assert "<Backtest: 2 models, 3 struggles>" in found._repr_mimebundle_()["text/plain"]


def test_notebooks_need_no_charts():
    code = (
        "import sys, whowhom.ensemble.notebook as n; n.table_html('a', ['b'], []);"
        "sys.exit('altair' in sys.modules or 'jinja2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
