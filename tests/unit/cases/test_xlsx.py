"""Workbooks: read like folders, and hostile ones refused without harm."""

import io
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from whowhom.cases import check_case, import_workbook, read_case
from whowhom.cases import xlsx as xlsx_module
from whowhom.errors import CaseError, InvalidInput

SHEETS = {
    "case": [
        ["key", "value", "source"],
        ["title", "Test"],
        ["start", date(1953, 3, 5)],
        ["end", "1957-06-29"],
        ["conditions.war", 0.25, "book:3"],
    ],
    "Actors": [
        ["# a remark"],
        ["id", "name", "army", "line", "died", "source"],
        [
            "zhukov",
            "=Zhukov",
            3,
            0.5,
            datetime(1974, 6, 18),  # noqa: DTZ001
            "book",
        ],
        ["beria", "Beria", "0..1", None, "1953-12", "book:7"],
    ],
    "sources": [["id", "citation"], ["book", "A book"]],
    "shopping": [["milk"]],
}


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a workbook with some sheets replaced."""

    def write(name="circle.xlsx", **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in (SHEETS | sheets).items():
            sheet = book.create_sheet(title)
            for row in rows or ():
                sheet.append(row)
                for cell in sheet[sheet.max_row]:
                    if isinstance(cell.value, str) and cell.value.startswith("=Z"):
                        cell.data_type = "s"
        path = tmp_path / name
        book.save(path)
        book.close()
        return path

    return write


def test_a_workbook_reads_like_a_folder(workbook, make):
    case = read_case(workbook())
    zhukov, beria = case.actors
    assert (case.id, case.title, case.start.year) == ("circle", "Test", 1953)
    assert (zhukov.bases["army"].low, zhukov.line.low, zhukov.died.text) == (3, 0.5, "1974-06-18")
    assert beria.bases["army"].high == 1
    assert case.conditions[0].references[0].locator == "3"
    assert "circle.xlsx" in case.files
    folder = make(
        settings='title="T"\nstart="1953-03-05"\nend="1957-06-29"\n[conditions]\nwar=0.25\n',
        actors="id,army,line\nberia,0..1,\nzhukov,3,0.5\n",
    )
    assert read_case(folder).sha256 == case.sha256


def test_a_folder_with_one_workbook_is_a_case(workbook):
    assert read_case(workbook().parent).title == "Test"


def test_places_name_the_sheet(workbook):
    path = workbook(
        Actors=[["id", "army", "died"], ["a", 9, 44927], ["b", "x", None]],
        ties=[["from", "to", "kind"], ["a", "c", "feud"]],
        case=[["key", "value"], ["titel", "T"], ["start", "1953-03-05"], ["end", "1954-03-05"]],
    )
    report = check_case(path)
    assert [problem.where for problem in report.problems] == [
        "circle.xlsx[Actors]:2:2",
        "circle.xlsx[Actors]:2:3",
        "circle.xlsx[Actors]:3:2",
        "circle.xlsx[case]:1:1",
        "circle.xlsx[case]:2:2",
        "circle.xlsx[ties]:2:2",
    ]
    assert "2023-01-01" in report.text()


def test_sheets_that_are_missing_or_misspelt(workbook):
    report = check_case(workbook(Actors=None, Aktors=[["id"], ["a"]]))
    told = report.text()
    assert "has no sheet" not in told  # the empty sheet is there
    assert "circle.xlsx[Actors]:1:1 actors is empty: it has no header" in told
    assert 'circle.xlsx[Aktors]:1:1 is not a recognised table; did you mean "actors"?' in told
    assert [w.file for w in report.warnings if w.code == "W309"] == ["circle.xlsx[shopping]"]


def test_a_formula_without_result_is_a_problem(workbook):
    report = check_case(workbook(Actors=[["id", "army"], ["a", "=1+1"], ["b", 1]]))
    assert [(p.code, p.where) for p in report.problems] == [("W117", "circle.xlsx[Actors]:2:2")]


def test_importing_writes_a_folder_that_says_the_same(workbook, tmp_path):
    path = workbook()
    folder = import_workbook(path, tmp_path / "out" / "circle").folder
    assert read_case(folder).sha256 == read_case(path).sha256
    assert read_case(folder).actors[0].name == "=Zhukov"
    assert "'=Zhukov" in (folder / "actors.csv").read_text("utf-8")
    assert sorted(p.name for p in folder.iterdir()) == [
        "actors.csv",
        "case.toml",
        "import.json",
        "shopping.csv",
        "sources.csv",
    ]


def test_importing_never_overwrites(workbook, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("x")
    with pytest.raises(InvalidInput, match="exists already"):
        import_workbook(workbook(), tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["precious.txt"]


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members.items():
            book.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a zip", "a text file"),
        (b"\xd0\xcf\x11\xe0 old", "an old Excel workbook (.xls)"),
        (zipped(**{"xl/sharedStrings.xml": b"a" * 20_000_000}), "times its size"),
        (zipped(**{"../../etc/passwd": b"x"}), "the path '../../etc/passwd'"),
        (zipped(**{"/etc/passwd": b"x"}), "the path"),
        (zipped(**{"C:\\x": b"x"}), "the path"),
        (zipped(**{f"m{n}": b"x" for n in range(201)}), "201 parts"),
    ],
    ids=range(7),
)
def test_hostile_archives_are_refused_before_reading(tmp_path, monkeypatch, data, words):
    def no_child(*arguments, **settings):
        raise AssertionError("the child must not start")

    monkeypatch.setattr(xlsx_module.subprocess, "run", no_child)
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    problem = check_case(path).problems[0]
    assert (problem.code, problem.where) == ("W019", "book.xlsx:1:1")
    assert words in problem.finding


def test_an_archive_that_is_no_workbook(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(hello=b"x"))
    with pytest.raises(CaseError, match=r"book\.xlsx:1:1 cannot be read"):
        read_case(path)
    with pytest.raises(CaseError, match=r"book\.xlsx:1:1 cannot be read"):
        import_workbook(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_reader_that_crashes_is_a_problem_of_the_workbook(workbook, monkeypatch):
    monkeypatch.setattr(xlsx_module.sys, "executable", "/bin/false")
    problem = check_case(workbook()).problems[0]
    assert "crashed the parser" in problem.finding


def test_a_reader_that_takes_too_long_is_stopped(workbook, monkeypatch):
    monkeypatch.setattr(xlsx_module, "SECONDS", 0.001)
    problem = check_case(workbook()).problems[0]
    assert "seconds" in problem.finding


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot limit memory")
def test_the_reader_gets_one_gigabyte():
    code = (
        "from whowhom.cases.xlsx_child import limit_memory; limit_memory();"
        "bytearray(300_000_000); print('fine'); bytearray(1_000_000_000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.stderr.strip().endswith(b"MemoryError")
    assert done.stdout.strip() == b"fine"


@pytest.mark.parametrize("claim", [b"A1:XFD1048576", b"A1:A1"])
def test_a_sheet_is_read_as_far_as_it_goes_whatever_it_claims(workbook, tmp_path, claim):
    path = workbook()
    hostile = tmp_path / "hostile.xlsx"
    size = b'<dimension ref="' + claim + b'"'
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(hostile, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.startswith("xl/worksheets/"):
                assert b'<dimension ref="A1:' in content
                content = re.sub(rb'<dimension ref="[^"]*"', size, content)
            target.writestr(member.filename, content)
    assert read_case(hostile).sha256 == read_case(path).sha256
