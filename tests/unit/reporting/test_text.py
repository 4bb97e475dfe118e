"""The report as Markdown: the same tables, and no text of a case is a mark."""

import itertools
import re

from whowhom.reporting.report import report_text
from whowhom.reporting.text import escape


def test_no_text_of_a_case_is_a_tag_or_a_link(hostile, what_ifs, settled):
    text = report_text(hostile, what_ifs=what_ifs, format="md")
    outside = re.sub(r"(?ms)^(`{3,})$.*?^\1$", "", text)
    assert not re.search(r"(?<!\\)<", outside)
    assert not re.search(r"(?i)javascript:", outside)
    assert not re.search("[\u202a-\u202e\u2028\u2029]", text)
    assert "owned" in outside


def test_tables_have_a_cell_for_every_column(tame, settled):
    lines = report_text(tame, format="md").split("\n")
    for before, line in itertools.pairwise(lines):
        if line.startswith("|") and before.startswith("|"):
            cells = [len(re.split(r"(?<!\\)\|", one)) for one in (before, line)]
            assert cells[0] == cells[1], line


def test_signs_are_escaped():
    assert escape("a|b *c* `d` [e](http://f) <g>") == (
        r"a\|b \*c\* \`d\` \[e\](http" + "\u200b" + r"://f) \<g\>"
    )
