"""The tutorial is true: its tables, taken from the page itself, give the output that it shows.

``python tests/unit/test_tutorial.py`` writes the output of today into the page.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorials" / "first-circle.md"
BEGIN, END = "<!-- output: begin -->", "<!-- output: end -->"
VARIES = re.compile(r"^(Stored in|[\d.,]+ s, seed).*$", re.MULTILINE)


def sheets():
    """Return the tables of the page by the name of the sheet that stands before each."""
    text = PAGE.read_text(encoding="utf-8")
    for name, block in re.findall(r"Sheet `(\w+)`.*?\n\n((?:\|[^\n]*\n)+)", text, flags=re.DOTALL):
        rows = [
            [cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()
        ]
        yield name, [row for row in rows if not set("".join(row)) <= {"-"}]


def whowhom(folder, *words):
    command = [sys.executable, "-m", "whowhom", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def play_the_page(folder):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "circle.xlsx")
    whowhom(folder, "import", "circle.xlsx", "circle")
    checked = whowhom(folder, "check", "circle")
    assert "0 warnings" in checked
    return whowhom(folder, "run", "circle")


def shown():
    return PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]


@pytest.mark.slow
def test_the_page_shows_what_is_printed(tmp_path):
    assert [name for name, _ in sheets()] == ["case", "actors", "sources"]
    printed = VARIES.sub("", play_the_page(tmp_path))
    assert VARIES.sub("", shown()).split("```text")[1].split("```")[0].strip() == printed.strip()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where:
        now = play_the_page(Path(where)).strip()
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(
        f"{head}{BEGIN}\n```text\n{now}\n```\n{END}{rest.split(END)[1]}", encoding="utf-8"
    )
