"""A small sound case folder that each test breaks in one place."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whowhom.cases import Problem, check_case

SETTINGS = 'title = "Test"\nstart = "1953-03-05"\nend = "1957-06-29"\n'
ACTORS = """\
id,name,army,security,apparatus,source
zhukov,Zhukov,3,,,book
beria,Beria,,3,,book
malenkov,Malenkov,,,2,book
"""
SOURCES = "id,citation,grade\nbook,A book,documented\n"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a sound folder with some files replaced (None: left out)."""

    def write(settings: str | bytes | None = SETTINGS, **tables: str | bytes | None) -> Path:
        folder = tmp_path / "circle"
        folder.mkdir()
        files = {"case.toml": settings}
        tables = {"actors": ACTORS, "sources": SOURCES} | tables
        files |= {f"{name}.csv": content for name, content in tables.items()}
        for name, content in files.items():
            if content is not None:
                data = content.encode() if isinstance(content, str) else content
                (folder / name).write_bytes(data)
        return folder

    return write


@pytest.fixture
def only_problem(make: Make) -> Callable[..., Problem]:
    """Return a function that writes a folder and returns the one problem that it has."""

    def find(**files: str | bytes | None) -> Problem:
        report = check_case(make(**files))
        assert report.case is None
        assert len(report.problems) == 1, report.text()
        return report.problems[0]

    return find


@pytest.fixture
def warnings_of(make: Make) -> Callable[..., tuple[Problem, ...]]:
    """Return a function that writes a sound folder and returns its warnings."""

    def find(**files: str | bytes | None) -> tuple[Problem, ...]:
        report = check_case(make(**files))
        assert report.case is not None, report.text()
        return report.warnings

    return find


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CASE_ROWS = (
    '<row r="1"><c r="A1" t="str"><v>key</v></c><c r="B1" t="str"><v>value</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>title</v></c><c r="B2" t="str"><v>T</v></c></row>'
    '<row r="3"><c r="A3" t="str"><v>start</v></c><c r="B3" t="str"><v>1953-03-05</v></c></row>'
    '<row r="4"><c r="A4" t="str"><v>end</v></c><c r="B4" t="str"><v>1957-06-29</v></c></row>'
)


def text_cells(line: int, *texts: str) -> str:
    """Return a row of texts as XML."""
    cells = "".join(
        f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(texts)
    )
    return f'<row r="{line}">{cells}</row>'


def book_parts(
    sheets: dict[str, str],
    *,
    states: dict[str, str] | None = None,
    after: str = "",
    before: str = "",
    strings: str = "",
    styles: str = "",
    properties: str = "",
    calculation: str = "",
    program: str = "Microsoft Excel",
) -> dict[str, str]:
    """Return the parts of a workbook from the rows of its sheets, as XML by name."""
    named, links, parts = "", "", {}
    for number, (title, rows) in enumerate(sheets.items(), start=1):
        state = (states or {}).get(title, "visible")
        named += f'<sheet name="{title}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
        target = f"worksheets/sheet{number}.xml"
        links += f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        body = f"{before}<sheetData>{rows}</sheetData>{after}"
        parts[f"xl/{target}"] = f'<worksheet xmlns="{MAIN}">{body}</worksheet>'
    for name, content in (("sharedStrings", strings), ("styles", styles)):
        links += f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        root = {"sharedStrings": "sst", "styles": "styleSheet"}[name]
        parts[f"xl/{name}.xml"] = f'<{root} xmlns="{MAIN}">{content}</{root}>'
    return parts | {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="b" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>",
        "docProps/app.xml": f"<Properties><Application>{program}</Application></Properties>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<workbookPr {properties}/><sheets>{named}</sheets>{calculation}</workbook>",
    }


@pytest.fixture
def raw_book(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a workbook from the XML of the rows of its sheets."""

    def write(actors: str = "", *, name: str = "book.xlsx", **options: Any) -> Path:
        more = options.pop("sheets", {})
        head = text_cells(1, "id", "name", "army", "died")
        two = text_cells(8, "ann", "Ann") + text_cells(9, "ben", "Ben")
        sheets = {"case": CASE_ROWS, "actors": head + actors + two} | more
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in book_parts(sheets, **options).items():
                archive.writestr(member, content)
        return path

    return write
