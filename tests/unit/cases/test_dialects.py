"""CSV files as they really come: dialects that are read, damage that is named with its place."""

import pytest

from whowhom.cases import check_case, read_case
from whowhom.cases.dialects import read_csv, scan
from whowhom.cases.schema import TABLES

ACTORS = TABLES["actors"]
PLAIN = 'id,name,army,line\nkhan,"Khan, the great",1..2,0.5\nvizier,Vizier,0.25,-1\n'


def cells(data):
    raw = read_csv(data, ACTORS, "actors.csv")
    assert raw.problems == []
    return [{name: cell.text for name, cell in row.cells.items()} for row in raw.rows]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip("\n").encode(),
        b'id;name;army;line\nkhan;"Khan, the great";1..2;0.5\nvizier;Vizier;0.25;-1\n',
        b"sep=;\r\nid;name;army;line\nkhan;Khan, the great;1..2;0.5\nvizier;Vizier;0.25;-1\n",
        b"id\tname\tarmy\tline\nkhan\tKhan, the great\t1..2\t0.5\nvizier\tVizier\t0.25\t-1\n",
        (
            b'\n,,,\nID, "Name",Army,LINE\nkhan, "Khan, the great",1..2,0.5\n\n'
            b"vizier,Vizier,0.25,-1,,\n"
        ),
        b'# a; b; c; "d\n"# e, f",,\n' + PLAIN.encode(),
        b'line,army,id,name\n0.5,1..2,khan,"Khan, the great"\n-1,0.25,vizier,Vizier\n',
    ],
    ids=range(11),
)
def test_dialects_read_alike(data):
    assert cells(data) == cells(PLAIN.encode())


def test_places_count_physical_lines_and_columns():
    raw = read_csv(b'# x\nid,name\n\n"a","two\nlines"\nb,c\n', ACTORS, "actors.csv")
    assert [row.line for row in raw.rows] == [4, 6]
    assert (raw.rows[1].cells["name"].line, raw.rows[1].cells["name"].column) == (6, 2)


def test_the_guard_against_formulas_is_taken_off():
    assert cells(b"id,name\na,'=SUM(A1)\nb,'Abd\n") == [
        {"id": "a", "name": "=SUM(A1)"},
        {"id": "b", "name": "'Abd"},
    ]


def test_texts_are_in_normal_form_c():
    assert cells("id,name\na,Mu\u0308ller\n".encode())[0]["name"] == "M\u00fcller"


def test_decimal_comma_in_a_semicolon_file(make):
    german = "id;name;army;organisation\na;A;2;0,7\nb;B;0,5..1,5;\n"
    case = read_case(make(actors=german))
    assert case.actors[0].skills["organisation"].low == 0.7
    assert case.actors[1].bases["army"].high == 1.5


def test_decimal_comma_in_a_comma_file(only_problem):
    problem = only_problem(actors='id,army,organisation\na,2,"0,7"\nb,1,\n')
    assert problem.where == "actors.csv:2:3"
    assert "decimal comma" in problem.finding
    assert "write 0.7" in problem.hint
    assert "semicolons" in problem.hint


@pytest.mark.parametrize(
    ("data", "where", "words"),
    [
        (b'id,army\na,1\nb,"2\nc,3\n', "actors.csv:3:2", "never closed"),
        (b'id,army\na,"1"2\nb,2\n', "actors.csv:2:2", "text after a closed quote"),
        (b'id,army\na,1\nb,2, "3\n', "actors.csv:3:3", "never closed"),
        (b"id,army\na,1\nb,2\x00\n", "actors.csv:3:2", "NUL"),
        (b"PK\x03\x04" + b"x" * 50, "actors.csv:1:1", "Excel workbook"),
        (b"\x89PNG\r\n\x1a\n", "actors.csv:1:1", "picture"),
        (b"\xd0\xcf\x11\xe0", "actors.csv:1:1", "old Excel workbook"),
        (bytes(range(256)) * 4, "actors.csv:1:1", "not a text file"),
        ("id,army\na,1\n".encode("utf-16"), "actors.csv:1:1", "is UTF-16"),
        ("id,army\na,1\n".encode("utf-16-le"), "actors.csv:1:1", "is UTF-16"),
        ("id,name\na,Ivan\nb,Сталин\n".encode("cp1251"), "actors.csv:3:2", '"Сталин" as cp1251'),
        (
            "id,name\na,Ivan\nb,Fran\u00e7ois\n".encode("cp1252"),
            "actors.csv:3:2",
            '"François" as cp1252',
        ),
        (b"\xef\xbb\xbfid,name\na,I\nb,\xe7a\n", "actors.csv:3:2", "byte 0xE7"),
        (b"", "actors.csv:1:1", "no header"),
        (b"\n\n# only remarks\n", "actors.csv:1:1", "no header"),
        (b"id,army\n", "actors.csv:1:1", "no rows"),
        (b"id,army,armee\na,1,2\nb,1,2\n", "actors.csv:1:3", "not a column of this table"),
        (b"id,army,army\na,1,2\nb,1,2\n", "actors.csv:1:3", "appears twice"),
        (b"name,army\na,1\nb,1\n", "actors.csv:1:1", 'no column "id"'),
        (b"id,army\na,1,2\nb,1\n", "actors.csv:2:3", "under no header"),
        (b"id,,army\na,2,1\nb,,1\n", "actors.csv:2:2", "under no header"),
        (b"id,army\na,#REF!\nb,1\n", "actors.csv:2:2", "error of the spreadsheet"),
        (b"id,army\n#N/A,1\na,1\nb,1\n", "actors.csv:2:1", "error of the spreadsheet"),
        (b"id,army\na," + b"1" * 20_001 + b"\nb,1\n", "actors.csv:2:2", "20,001 characters"),
        (b"id,army\na,1\nb," + b"1" * 200_000 + b"\n", "actors.csv:3:2", "200,000 characters"),
        (b"id,army\na,1\nb," + b"1" * 10_000_000, "actors.csv:3:2", "10,000,014 bytes"),
        (b"id,army\n" + b"a,1\n" * 250_000, "actors.csv:1:1", "1,000,008 bytes"),
        (b"id" + b",#" * 101 + b"\na\nb\n", "actors.csv:1:101", "102 columns"),
    ],
)
def test_damage_is_named_with_its_place(make, data, where, words):
    report = check_case(make(actors=data))
    first = next(problem for problem in report.problems if problem.where == where)
    assert words in str(first)
    assert first.hint


def test_decimal_comma_in_a_tab_file(only_problem):
    problem = only_problem(actors="id\tarmy\na\t0,5\nb\t1\n")
    assert (problem.code, problem.where) == ("W105", "actors.csv:2:2")


def test_an_unknown_column_is_guessed(only_problem):
    problem = only_problem(actors="id,armey\na,1\nb,1\n")
    assert problem.code == "W014"
    assert 'did you mean "army"?' in problem.hint


def test_a_column_of_remarks_is_not_read(make):
    assert check_case(make(actors="id,army,#why\na,1,because\nb,1,\n")).ok


def test_too_many_rows():
    raw = read_csv(b"id\n" + b"a\n" * 10_001, ACTORS, "actors.csv")
    assert len(raw.rows) == 10_000
    assert [problem.where for problem in raw.problems] == ["actors.csv:10002:1"]


def test_scan_sees_the_same_cells_as_csv():
    text = 'a,"b ""c""\nd",e\r\n"f",,\n'
    assert [(span.line, span.column) for span in scan(text, ",")] == [
        (1, 1),
        (1, 2),
        (2, 3),
        (3, 1),
        (3, 2),
        (3, 3),
        (4, 1),
    ]
