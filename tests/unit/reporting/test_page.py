"""The page: nothing in it runs but ours, nothing is fetched, and it says what the tables say."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from whowhom.ensemble.sentences import headline, per_hundred, points
from whowhom.errors import InvalidInput
from whowhom.reporting.report import report, report_text

HANDLERS = re.compile(r"^on|^srcdoc$|^formaction$")
TEXTS = {"script", "style"}


class Reader(HTMLParser):
    """Reads a page as a browser does: its elements with attributes, and the text in each."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.inside, self.scripts, self.styles = [], [], [], []
        self.text = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if self.inside and self.inside[-1] == "script":
            self.scripts.append((dict(self.elements[-1][1]), data))
        elif self.inside and self.inside[-1] == "style":
            self.styles.append(data)
        else:
            self.text.append(data)


@pytest.fixture(scope="module")
def read(page):
    return Reader(page)


def digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_our_scripts_and_nothing_else(read):
    metas = [attrs for tag, attrs in read.elements if tag == "meta"]
    policy = next(m["content"] for m in metas if "http-equiv" in m)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    ours = [text for attrs, text in read.scripts if "type" not in attrs]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [digest(text) for text in ours]
    assert len(ours) == 2
    assert rules["style-src"] == digest(read.styles[0])
    assert len(read.styles) == 1
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_text_of_a_case_becomes_markup(read, page):
    known = {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav"),
        *("section", "figure", "figcaption", "details", "summary", "div", "pre", "p", "a", "ul"),
        *("li", "h1", "h2", "h3", "table", "caption", "thead", "tbody", "tr", "th", "td"),
        *(
            "script",
            "svg",
            "g",
            "path",
            "rect",
            "line",
            "text",
            "tspan",
            "circle",
            "defs",
            "clippath",
        ),
    }
    assert {tag for tag, _ in read.elements} <= known
    names = {name for _, attrs in read.elements for name in attrs}
    assert not {name for name in names if HANDLERS.search(name)}
    assert "style" not in names  # the policy would refuse it
    assert not [attrs for tag, attrs in read.elements if tag == "script" and "src" in attrs]
    assert "owned" in "".join(read.text)  # it stands there, as text


def test_every_link_stays_on_the_page(read):
    targets = {attrs["id"] for _, attrs in read.elements if "id" in attrs}
    links = [attrs["href"] for tag, attrs in read.elements if tag == "a"]
    assert len(links) > 20
    assert all(link.startswith("#") and link[1:] in targets for link in links)
    for tag, attrs in read.elements:
        assert not {"src", "srcset", "poster", "xlink:href", "action"} & set(attrs), tag


def test_nothing_hides_or_turns_the_writing(page):
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\u200e\u200f\0]", page)
    assert "\ufffd" in page  # what was there is shown


def test_specs_are_json_that_ends_no_element(read):
    specs = [(attrs, text) for attrs, text in read.scripts if attrs.get("type")]
    assert {attrs["type"] for attrs, _ in specs} == {"application/json"}
    charts = {attrs.get("id") for _, attrs in read.elements}
    for attrs, text in specs:
        assert not set("<>&") & set(text)
        assert attrs["data-chart"] in charts
        assert '"url"' not in text
        assert json.loads(text)["$schema"].startswith("https://vega.github.io/schema/vega/")
    assert len(specs) >= 6


def test_every_figure_has_words_and_a_table(read):
    figures = [attrs["id"] for tag, attrs in read.elements if tag == "figure"]
    assert len(figures) >= 9
    pictures = [attrs for tag, attrs in read.elements if tag == "svg"]
    ids = {attrs.get("id") for _, attrs in read.elements}
    assert all(p["role"] == "img" and p["aria-labelledby"] in ids for p in pictures)
    for kind in ("wide", "small"):  # for a page and for a phone; the style sheet shows one
        assert [p["class"] for p in pictures].count(kind) == len(figures)
    ids_seen = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids_seen) == len(set(ids_seen))


def test_the_page_says_the_answer_and_its_frequencies(tame, settled):
    read = Reader(report_text(tame))
    text = " ".join("".join(read.text).split())
    assert headline(tame) in text
    for row in tame.winners().to_dicts():
        assert f"{per_hundred(row['share'], tame.runs)}" in text
    assert "A quiet <text> & more" in text
    assert tame.sha256 in text
    for part in ("Sampling error.", "Spread.", "Assumptions.", "How to cite", "Sources"):
        assert part in text
    assert "What would change the answer" not in text


def test_what_ifs_are_told_with_their_range(page, what_ifs):
    text = "".join(Reader(page).text)
    assert "What would change the answer" in text
    effect = what_ifs[0].effects[0]
    ends = [points(end, signed=True) for end in (effect.low, effect.high)]
    assert " to ".join(ends) in text


def test_a_what_if_of_another_case_is_refused(tame, what_ifs, tmp_path):
    from dataclasses import replace

    stranger = replace(tame, case=replace(tame.case, sha256="1" * 64))
    with pytest.raises(InvalidInput, match="of another case"):
        report(stranger, tmp_path / "x.html", what_ifs=what_ifs)
    assert not [*tmp_path.iterdir()]


def test_a_report_replaces_the_one_that_is_there(tame, settled, tmp_path):
    place = tmp_path / "new" / "x.md"
    place.parent.mkdir()
    place.write_text("old", encoding="utf-8")
    assert report(tame, place, format="md") == place
    assert place.read_text(encoding="utf-8").startswith("# ")
    assert [one.name for one in place.parent.iterdir()] == ["x.md"]


def test_a_place_that_cannot_be_written_is_told(tame, settled, tmp_path):
    from whowhom.errors import ResourceError

    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ResourceError, match="cannot be written"):
        report(tame, tmp_path / "file" / "x.md", format="md")


def test_the_same_result_gives_the_same_page(hostile, what_ifs, settled, page, moved):
    assert report_text(hostile, what_ifs=what_ifs, odds=moved.odds) == page
