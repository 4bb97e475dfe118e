"""The tutorials, and four how-to pages, are true: each is executed and shows what is printed.

``python tests/unit/test_tutorial.py`` writes the output of today into the pages.

A page is executed from top to bottom in one folder: the tables after "Sheet `name`" become a
workbook; a ``console`` block runs its commands, a ``python`` block its code; a ``text`` block right
after one of them shows its output. ``<!-- not executed -->`` before a block leaves it out.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import openpyxl
import pytest

from whowhom.cli import main

PAGES = Path(__file__).parents[2] / "docs" / "tutorials"
PICTURES = PAGES.parent / "pictures"
FIRST = PAGES / "first-circle.md"
HOW_TO = tuple(
    PAGES.parent / "how-to" / f"{name}.md"
    for name in ("follow-the-record", "outlook", "succession", "track-a-live-case")
)
EXECUTED = (
    *(page for page in sorted(PAGES.glob("*.md")) if "```" in page.read_text(encoding="utf-8")),
    *HOW_TO,
)
TODAY = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
"""The date on which forecasts are written: scores say which were made in hindsight."""
BLOCK = re.compile(
    r"(?P<skipped><!-- not executed -->\n)?```(?P<kind>console|python)\n(?P<code>.*?)\n```\n"
    r"(?:\n```text\n(?P<shown>.*?)\n```\n)?",
    re.DOTALL,
)
VARIES = re.compile(r"^(Stored in|[\d.,]+ s, seed).*$", re.MULTILINE)
"""Lines that hold seconds and the hash of what was stored with them."""


def sheets():
    """Return the tables of the first page by the name of the sheet that stands before each."""
    text = FIRST.read_text(encoding="utf-8")
    for name, block in re.findall(r"Sheet `(\w+)`.*?\n\n((?:\|[^\n]*\n)+)", text, flags=re.DOTALL):
        rows = [
            [cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()
        ]
        yield name, [row for row in rows if not set("".join(row)) <= {"-"}]


def write_workbook(folder):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "circle.xlsx")


def commands_output(code):
    """Run the commands of a console block and return what they print."""
    printed, other = io.StringIO(), io.StringIO()
    for line in code.splitlines():
        assert line.startswith("$ whowhom "), line
        words = shlex.split(line, comments=True)[2:]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(other):
            exit_code = main(words)
        assert exit_code == 0, f"{line}\n{printed.getvalue()}{other.getvalue()}"
    return printed.getvalue()


def code_output(code, names):
    """Execute a python block in the names of the page and return what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "page", "exec"), names)
    return printed.getvalue()


def executed(page, folder):
    """Return a page with the output of today in the place of the output that it shows."""
    write_workbook(folder)
    names = {"__name__": "page"}

    def renewed(block):
        if block["skipped"]:
            return block.group()
        code = block["code"]
        printed = commands_output(code) if block["kind"] == "console" else code_output(code, names)
        if block["shown"] is None:
            return block.group()
        now = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
        return block.group().replace(f"```text\n{block['shown']}", f"```text\n{now}")

    with contextlib.chdir(folder), mock.patch("whowhom.ensemble.ledger._now", return_value=TODAY):
        if page != FIRST:
            commands_output("$ whowhom import circle.xlsx circle")
        return BLOCK.sub(renewed, page.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("page", EXECUTED, ids=lambda page: page.stem)
def test_a_tutorial_shows_what_is_printed(page, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = page.read_text(encoding="utf-8")
    shown = [block["shown"] for block in BLOCK.finditer(text) if block["shown"]]
    assert len(shown) >= 2, "a tutorial shows what comes out"
    assert VARIES.sub("", executed(page, tmp_path)) == VARIES.sub("", text)


def test_a_page_that_lies_is_put_right(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\nx = 2\nprint(x + 1)\n```\n\n```text\n4\n```\n", encoding="utf-8")
    assert executed(page, tmp_path) == page.read_text(encoding="utf-8").replace("4", "3")


def test_the_workbook_has_the_sheets_of_the_page():
    assert [name for name, _ in sheets()] == ["case", "actors", "sources"]


if __name__ == "__main__":
    os.environ["COLUMNS"] = "80"
    for tutorial in EXECUTED:
        with tempfile.TemporaryDirectory() as where:
            tutorial.write_text(executed(tutorial, Path(where)), encoding="utf-8")
            for picture in Path(where).glob("*.svg"):
                shutil.copy(picture, PICTURES / f"tutorial-{picture.name}")
