"""What the checker says of a fixed set of broken cases, word for word.

A message is what a user acts on, so none changes unnoticed. After a change on purpose:
``WHOWHOM_RENEW=1 pytest tests/golden/test_messages.py``, and read the difference.
"""

import csv
import io
import json
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from whowhom.cases import check_case
from whowhom.cases.importing import import_workbook
from whowhom.cases.schema import TABLES
from whowhom.cases.templates import new_case
from whowhom.cases.xlsx_child import read

GOLDEN = Path(__file__).parent / "messages"
SETTINGS = 'title = "T"\nstart = "1953-03-05"\nend = "1957-06-29"\n'
SOUND = {
    "actors.csv": "id,name,born,died,army,source\na,Ann,1900,1960,1,me\nb,Bob,1901,,2,me\n",
    "posts.csv": "id,fills,force,source\nwar,army=0.5,0.5,me\nparty,cadres=0.5,,me\n",
    "tenures.csv": "post,actor,from,to,source\nwar,a,1952,1955,me\nparty,b,,,me\n",
    "sources.csv": "id,citation,kind,grade\nme,Me,book,assumed\n",
}
CELLS = (
    "@@",
    "",
    "-1",
    "0.5",
    "3..1",
    "1..2..3",
    "1,5",
    "1_000",
    "1e999",
    "nan",
    "9" * 40,
    "yes",
    "maybe",
    "Ann",
    "zed",
    "zed|a",
    "a|a",
    "a=1",
    "army=0.7;army=0.7",
    "army=2",
    "cadres=x",
    "army=1..0.5",
    "me:1;you:2",
    "age=me",
    "1953",
    "1953-02-30",
    "1500-02-29",
    "1640/41",
    "1.2.1925",
    "2/3/1925",
    "1925-13",
    "53",
    "0000",
    "1957/1953",
    "../1960",
    "1958-01~",
    "Feb 1925",
    "c. 1925",
    "44927",
    "1-Mar",
    "1920s",
    "spring 1925",
    "#REF!",
    "=1+1",
    "war",
    "death",
    "documented",
    "x" * 210,
    "a b",
    "A",
    "\u0410nn",
    "tab\u00a0le",
    "\uff11\uff19\uff12\uff15",
    "until 1925",
    "since 1925",
    "02/1925",
    "winter 1925/26",
)
FILES = {
    "no settings": {"case.toml": None},
    "no actors": {"actors.csv": None},
    "no rows": {"actors.csv": "id,army\n"},
    "empty": {"actors.csv": ""},
    "no header": {"actors.csv": "\n\n"},
    "columns": {"actors.csv": "id,armee,army,army,,Name\na,1,2,3,4,5\n"},
    "more cells": {"actors.csv": "id,army\na,1,2,3\nb\n"},
    "no id": {"actors.csv": "name,army\nAnn,1\n"},
    "twice": {"actors.csv": "id,army\na,1\na,2\n"},
    "quotes": {"actors.csv": 'id,army\na,"1\nb,2\n'},
    "after quotes": {"actors.csv": 'id,army\na,"1"2\n'},
    "utf-16": {"actors.csv": "id,name\na,Ann\n".encode("utf-16")},
    "nul": {"actors.csv": b"id,name\na,A\0n\n"},
    "pdf": {"actors.csv": b"%PDF-1.4"},
    "zip": {"actors.csv": b"PK\x03\x04"},
    "mojibake": {
        "actors.csv": "id,name,army\na,M\u00c3\u00bcller,1\nb,\u00d0\u0090\u00d0\u00bd,1\n"
    },
    "semicolons": {"actors.csv": "id;army\na;1,5\nb;x\n"},
    "strange file": {"actor.csv": "id\na\n", "xyz.csv": "id\n"},
    "toml": {"case.toml": "title = T\n"},
    "toml keys": {"case.toml": SETTINGS + 'titel = "x"\nmajority = [1]\nstart.x = 1\n'},
    "toml twice": {"case.toml": SETTINGS + 'title = "x"\n'},
    "toml missing": {"case.toml": 'about = "x"\n'},
    "toml deep": {"case.toml": SETTINGS + "a" + ".a" * 40 + " = 1\n"},
    "conditions": {"case.toml": SETTINGS + '[conditions]\nwarr = 1\nnorm = "x"\nwar = {v = 1}\n'},
    "conditions flat": {"case.toml": SETTINGS + "conditions = 1\n"},
    "order": {"case.toml": 'title = "T"\nstart = "1953"\nend = "1950-01-01"\nmajority = 0.3\n'},
    "century": {"case.toml": 'title = "T"\nstart = "1853-01-01"\nend = "1990-01-01"\n'},
    "arbiter": {"case.toml": SETTINGS + 'arbiter = "zed"\nregime_type = "court"\n'},
    "questions": {
        "questions.toml": '[[question]]\nask = "?"\nabout = "zed"\nfoo = 1\nset = 1\n'
        '[[question]]\nid = ["x"]\nwithout = "a"\nwhy_kill = 1\n'
        '[[question]]\nid = "a"\n[question.set]\n'
    },
    "no toml questions": {"questions.toml": "[[question]\n"},
    "two holders": {"tenures.csv": "post,actor,from,to\nwar,a,1952,1955\nwar,b,1954,1956\n"},
    "no source": {"actors.csv": "id,army,source\na,1,me:2;you\nb,,nobody\n", "sources.csv": None},
    "fed by": {
        "audiences.csv": "id,base,weight,fed_by,abroad\nx,army,1,x=1;y=0.5,\ny,moon,2,x=2,yes\n"
    },
    "shocks": {
        "shocks.csv": "id,date,kind,target,actor,audience,size\na,1954,death,zed,,,0.5\n"
        "b,1940,war,a,,,\nc,../1955,levy,a,,,\nd,1954,post,war,zed,army,0\ne,1957/1959,death,b,,,\n"
    },
    "ties": {
        "ties.csv": "from,to,kind,strength,begin,end\na,a,friend,1,,\na,zed,foe,2,1955,1954\n"
        "a,b,ally,0.1,,\na,b,ally,0.2,,\n"
    },
    "course": {"course.csv": "date,actor,event,by\n1940,a,demoted,zed\n1954,zed,vanished,a\n"},
    "title": {"case.toml": SETTINGS.replace('"T"', "[1, 2]"), "actors.csv": "id\na\n\x01,\n"},
    "many defaults": {
        "actors.csv": "id,army,born\n" + "".join(f"a{n},{'1' * (n < 2)},\n" for n in range(12))
    },
    "two arbiters": {"case.toml": SETTINGS + 'arbiter = ["a", "b"]\nmajority = "half"\n'},
    "conditions twice": {"case.toml": SETTINGS + "[conditions]\nwar = 0\nquite_other = 1\n"},
    "too many rows": {"actors.csv": "id\n" + "".join(f"a{n}\n" for n in range(10_002))},
    "old workbook": {"actors.csv": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
    "not utf-8": {"actors.csv": b"id,name\na,M\xfcller\n"},
    "no base": {
        "actors.csv": "id,army\na,0\nb,0\n",
        "audiences.csv": "id,base,weight\nx,army,1\ny,security,1\n",
    },
    "workbooks beside tables": {"b.xlsx": b"PK", "c.xlsx": b"PK"},
    "shocks of a question": {
        "questions.toml": '[[question]]\nid = "q"\nask = "?"\n[question.shocks]\nt = 1\n'
        '[[question]]\nid = "r"\nask = "?"\nshocks = 1\n'
    },
    "long question": {
        "questions.toml": f'[[question]]\nid = "q"\nask = "{"x" * 900}"\nnote = 1979-05-27\n'
        '[question.shocks.s]\ndate = "1954"\nkind = "nothing"\nsize = "x"\ncolour = 1\n'
        '[question.set]\n"actors.a.army" = "many"\n[question.shocks]\nt = 1\n'
        '[[question]]\nask = "No id?"\nwithout = ["actors.zed.army", "\x07"]\n'
    },
}
SHEETS = {
    "no tables": {"Sheet1": [["x"]]},
    "two of one": {"actors": [["id"], ["a"]], "Actors ": [["id"], ["b"]]},
    "case sheet": {"case": [["key", "value"], ["titel", "T"], ["start", "x"]], "actors": [["id"]]},
    "formula": {"actors": [["id", "army"], ["a", "=1+1"], ["b", "#N/A"]]},
    "wide": {"actors": [["id", *["note"] * 120], ["a", *range(120)]]},
    "conditions": {
        "case": [
            ["key", "value", "source"],
            ["title", "T"],
            ["conditions.war", "0.5", "me"],
            ["conditions.war", 1],
            ["conditions.peace", "x"],
            ["schema", 1],
            ["start", "1953-03-05"],
        ],
        "actors": [["id"], ["a"], ["b"]],
    },
    "near": {"actor": [["id"], ["a"]], "\u6f14\u5458": [["id"], ["a"]]},
}


def told(place: Path) -> str:
    """Return all that a check says, without the folder's own name."""
    report = check_case(place)
    found = [*report.problems[:30], None, *report.warnings[:30], None]
    lines = ["--" if one is None else f"{one.code} [{one.name}] {one}" for one in found]
    lines += [*report.defaults, f"{len(report.unsourced)} of {report.values} unsourced"]
    return "\n".join(lines).replace(str(place.parent), "").replace(place.name, "CASE") + "\n"


def write(folder: Path, files: dict[str, str | bytes | None]) -> Path:
    folder.mkdir()
    for name, content in ({"case.toml": SETTINGS} | SOUND | files).items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
    return folder


def compared(name: str, text: str) -> None:
    """Compare a text with the stored one, or store it."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("WHOWHOM_RENEW"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_what_is_said_of_each_cell(table, tmp_path):
    """Each row has one odd text in all its cells."""
    names = TABLES[table].names
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(names)
    for number, cell in enumerate(CELLS):
        rows.writerow([f"r{number}" if column == "id" else cell for column in names])
    compared(f"cells-{table}", told(write(tmp_path / "case", {f"{table}.csv": stream.getvalue()})))


def test_what_is_said_of_whole_files(tmp_path):
    parts = []
    for number, (what, files) in enumerate(FILES.items()):
        parts.append(f"== {what}\n{told(write(tmp_path / f'files{number}', files))}")
    compared("files", "\n".join(parts))


def test_a_problem_as_json(tmp_path):
    report = check_case(write(tmp_path / "case", {"actors.csv": "id,army\nann,many\n"}))
    (problem,) = [one for one in report.as_dict()["problems"] if one["code"] == "W104"]
    assert problem == {
        "code": "W104",
        "file": "actors.csv",
        "line": 2,
        "column": 2,
        "name": "actors.army",
        "value": "many",
        "message": 'actors.army "many" is not a number',
        "hint": "write a number such as 2, a range such as 1..3, or 1..2..3 with the likeliest in "
        "the middle",
    }


def test_what_is_said_of_workbooks(tmp_path):
    parts = []
    for number, (what, sheets) in enumerate(SHEETS.items()):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.create_sheet("secret").sheet_state = "hidden"
        book.save(tmp_path / f"book{number}.xlsx")
        parts.append(f"== {what}\n{told(tmp_path / f'book{number}.xlsx')}")
    compared("workbooks", "\n".join(parts))


def messy_workbook(path: Path, epoch: datetime) -> Path:
    """Write a workbook with each kind of cell that spreadsheets know, hidden and merged ones."""
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.active
    sheet.title = "actors"
    sheet.append(["id", "born", *[f"note {number}" for number in range(27)]])
    sheet.append(["a", date(1900, 3, 1), time(23, 59, 59, 500_000), timedelta(hours=-30)])
    sheet.append(["b", datetime(1953, 3, 5, 21, 50), True, 0.1 + 0.2, 1e300, -3.0, "a\r\nb"])  # noqa: DTZ001
    sheet.append(["c", 1879, CellRichText("rich ", TextBlock(InlineFont(b=True), "text"))])
    sheet.append(["d", *[""] * 26, "in column AB", "in column AC"])
    sheet.append(["# a remark", "=1/0"])
    sheet.append(["e", "_x0041_", "=NOW()", "#REF!", " blanks "])
    for column in ("C", "AB", "AC"):
        sheet.column_dimensions[column].hidden = True
    sheet.column_dimensions.group("E", "G", hidden=True)
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("A3:B4")
    for title, state in (("Notes-1", "visible"), ("\u6f14\u5458", "visible"), ("x", "veryHidden")):
        book.create_sheet(title).append(["=SUM(1)", "-1", "+x", "@y", 2])
        book[title].sheet_state = state
    book.create_chartsheet("chart")
    book.create_sheet("empty")
    book.save(path)
    return path


@pytest.mark.parametrize("epoch", [WINDOWS_EPOCH, MAC_EPOCH])
def test_what_is_read_of_a_workbook(epoch, tmp_path):
    """All cells, and what is said of them: in this process what the child would read."""
    path = messy_workbook(tmp_path / "book.xlsx", epoch)
    found = json.dumps(read(path), ensure_ascii=False, indent=1)
    compared(f"workbook-{epoch.year}", f"{found}\n{told(path)}")


def test_what_an_import_writes(tmp_path):
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "case"
    rows = [("key", "value", "source"), ("# no", "x"), ("title", 'The "first"'), ("schema", 1)]
    rows += [("start", "1953-03-05"), ("end", "1957-06-29")]
    rows += [("odd key", "1"), ("conditions.war", 0.5, "me"), ("conditions.norm", 1), ("about", "")]
    for row in rows:
        book.active.append(row)
    for title in ("actors", "aux", "Notes", "notes "):
        sheet = book.create_sheet(title)
        sheet.append(["# a remark"])
        sheet.append(["id", "name", "army", "born"])
        sheet.append(["a", "-Ann", "1", "-44"])
        sheet.append(["b", "@Bob", "+1", "1900"])
    book.create_sheet("secret").sheet_state = "hidden"
    book.create_sheet("posts")
    book.save(path)
    found = import_workbook(path, tmp_path / "new")
    lines = [f"{what}: {getattr(found, what)}" for what in ("tables", "others", "left_out")]
    for file in sorted(found.folder.iterdir()):
        lines += [f"== {file.name}", file.read_text("utf-8")]
    compared("import", "\n".join(lines))


def test_what_a_new_case_holds(tmp_path):
    folder = new_case(tmp_path / "new")
    files = sorted(folder.rglob("*"))
    texts = [f"== {one.name}\n{one.read_text('utf-8')}" for one in files if one.is_file()]
    compared("new-case", "\n".join(texts))
