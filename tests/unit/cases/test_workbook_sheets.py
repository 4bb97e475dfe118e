"""Sheets of a workbook: each is read, kept under a name of its own, or said to be left out."""

import io
import zipfile

import openpyxl
import pytest

from whowhom.cases import check_case, import_workbook, read_case
from whowhom.cases.xlsx import read_sheets
from whowhom.errors import CaseError, InvalidInput
from whowhom.filenames import name_trouble

STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
        "officeDocument/relationships/extendedProperties",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "officeDocument/relationships",
    ),
)


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook of two contenders and of more sheets."""

    def write(*titles, state="visible", **tables):
        made = openpyxl.Workbook()
        made.remove(made.active)
        tables = {
            "case": [["key"], ["title", "T"], ["start", "1953-03-05"], ["end", "1955-01-01"]],
            "actors": [["id"], ["ann"], ["ben"]],
        } | tables
        for title, rows in (tables | {title: [["x", title], [1, 2]] for title in titles}).items():
            sheet = made.create_sheet("raw")
            sheet._WorkbookChild__title = title  # openpyxl would rename or refuse some
            sheet.sheet_state = state if title in titles else "visible"
            for row in rows or ():
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        made.save(path)
        return path

    return write


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "import.json")


def test_every_sheet_is_kept_under_a_name_of_its_own(book, tmp_path):
    titles = ["Notes 1", "Notes-1", "Notes.1", "notes 1 ", "演员", "Заметки", "aux", "CON", "nul"]
    titles += ["com1", "lpt9", "com¹", "aux.1", "📝", "🗒", "नोट्स", "x" * 31, "Actors!", "case 2"]
    made = import_workbook(book(*titles), tmp_path / "out")
    assert [title for title, _ in made.others] == titles
    names = [file for _, file in made.others]
    assert len({name.casefold() for name in names}) == len(titles)
    assert not any(name_trouble(name) for name in names)
    assert files(made.folder) == sorted([*names, "actors.csv", "case.toml"])
    assert dict(made.others) | {
        "Notes 1": "notes_1.csv",
        "Notes-1": "notes-1.csv",
        "Notes.1": "notes_1_2.csv",
        "演员": "演员.csv",
        "Заметки": "заметки.csv",
        "aux": "aux_.csv",
        "📝": "sheet.csv",
        "🗒": "sheet_2.csv",
        "नोट्स": "नोट्स.csv",
        "Actors!": "actors_2.csv",
    } == dict(made.others)
    for title, file in made.others:
        assert title in (made.folder / file).read_text("utf-8")


def test_the_folder_is_read_as_the_workbook_is(book, tmp_path):
    path = book("演员", "Notes", "aux", ties=[["from", "to", "kind"], ["ann", "ben", "feud"]])
    from_book, from_folder = (
        read_case(path),
        read_case(import_workbook(path, tmp_path / "out").folder),
    )
    assert from_book.sha256 == from_folder.sha256
    assert [tie.kind for tie in from_folder.ties] == ["feud"]
    for report in check_case(path), check_case(tmp_path / "out"):
        assert report.ok
        assert [one.code for one in report.warnings if one.code == "W309"] == ["W309"] * 3


@pytest.mark.parametrize("title", ["Ties ", "TIES", " ties", "ties\u00a0"])
def test_two_sheets_for_one_table_are_refused(book, tmp_path, title):
    rows = [["from", "to", "kind"], ["ann", "ben", "feud"]]
    path = book(ties=rows, **{title: rows})
    [problem] = check_case(path).problems
    assert (problem.code, problem.file) == ("W007", f"book.xlsx[{title}]")
    assert 'beside "ties"' in problem.finding
    with pytest.raises(CaseError, match="is a second sheet for this table"):
        import_workbook(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_sheets_case_are_refused(book, tmp_path):
    path = book(**{"Case ": [["key", "value"], ["title", "U"]]})
    assert [one.code for one in check_case(path).problems] == ["W007"]
    with pytest.raises(CaseError, match="second sheet"):
        import_workbook(path, tmp_path / "out")


def test_a_key_that_stands_twice_is_refused(book, tmp_path):
    rows = [["key", "value"], ["title", "T"], ["start", "1953"], ["end", "1955"], ["title", "U"]]
    rows += [["conditions.war", 0.5], ["conditions.war", 0.6]]
    path = book(case=rows)
    with pytest.raises(CaseError) as refusal:
        import_workbook(path, tmp_path / "out")
    assert str(refusal.value).count("appears twice") == 2


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_named(book, tmp_path, state):
    path = book("secret", "sources", state=state)
    made = import_workbook(path, tmp_path / "out")
    assert files(made.folder) == ["actors.csv", "case.toml"]
    assert [title for title, _ in made.left_out] == ["secret", "sources"]
    assert all("hidden" in why for _, why in made.left_out)
    sheets = {sheet.title: sheet for sheet in read_sheets(path, path.name)}
    assert sheets["actors"].rows
    assert sheets["secret"].rows == sheets["sources"].rows == []  # not even in this process
    report = check_case(path)
    assert report.ok
    told = [one for one in report.warnings if one.code == "W312"]
    assert [one.file for one in told] == ["book.xlsx[secret]", "book.xlsx[sources]"]
    assert all("is a hidden sheet and is not read" in one.finding for one in told)


def test_a_required_sheet_that_is_hidden(raw_book, tmp_path):
    path = raw_book(states={"actors": "hidden"})
    [problem] = check_case(path).problems
    assert str(problem) == (
        'book.xlsx:1:1 has no sheet actors that can be seen; unhide the sheet "actors"'
    )


def test_chart_sheets_and_empty_sheets_are_named(book, tmp_path):
    path = book(blank=None, ties=None)
    made = openpyxl.load_workbook(path)
    made.create_chartsheet("Chart 1")
    made.save(path)
    done = import_workbook(path, tmp_path / "out")
    left = dict(done.left_out)
    assert left == {
        "blank": "empty",
        "ties": "empty",
        "Chart 1": "a chart or a macro sheet, not a table",
    }
    assert files(done.folder) == ["actors.csv", "case.toml"]


def test_another_sheet_with_a_formula_that_has_no_result_is_left_out(book, tmp_path):
    made = import_workbook(book(totals=[["=1+1"]]), tmp_path / "out")
    [(title, why)] = made.left_out
    assert title == "totals"
    assert "(cell A1) is a formula without a stored result" in why
    assert read_case(made.folder)


def test_a_workbook_with_nothing_to_write(book, tmp_path):
    path = book("actors", "case", state="hidden", blank=None)
    with pytest.raises(CaseError, match=r'no sheet to write; "case" is left out \(hidden'):
        import_workbook(path, tmp_path / "out")


def test_titles_do_not_disturb_the_screen(raw_book, tmp_path):
    title = "\u202egnp.exe" + "x" * 200
    path = raw_book(sheets={title: '<row r="1"><c><v>1</v></c></row>'})
    made = import_workbook(path, tmp_path / "out")
    [(shown, file)] = made.others
    assert len(shown) <= 60
    assert "\u202e" not in shown + file + "".join(map(str, check_case(path).warnings))
    assert len(file) < 80


def test_a_sheet_that_is_nearly_a_table_is_an_error_and_notes_are_not(book):
    report = check_case(book("Aktors", "Notes", "sourcs"))
    assert [one.file for one in report.problems] == ["book.xlsx[Aktors]", "book.xlsx[sourcs]"]
    assert [one.file for one in report.warnings if one.code == "W309"] == ["book.xlsx[Notes]"]


def test_texts_that_look_like_formulas_are_guarded_in_every_column(book, tmp_path):
    path = book(
        actors=[["id", "name", "aliases", "line", "=cmd|' /C calc'!A0"], ["ann", None, None, -0.5]]
    )
    made = openpyxl.load_workbook(path)
    for cell, text in (("C2", "@SUM(1)"), ("B2", "-1 hour"), ("B3", "=1+1"), ("E1", "=cmd")):
        made["actors"][cell] = text
        made["actors"][cell].data_type = "s"
    made.save(path)
    text = (import_workbook(path, tmp_path / "out").folder / "actors.csv").read_text("utf-8")
    assert text == "id,name,aliases,line,# =cmd\nann,'-1 hour,'@SUM(1),-0.5,\nactor,'=1+1,,,\n"


def test_strict_workbooks_are_read_like_all_others(raw_book, tmp_path):
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>cas</t></is></c>'
    path = raw_book(f'{row}<c r="D2" t="d"><v>1974-06-18T00:00:00</v></c></row>', name="a.xlsx")
    strict = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(strict, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            for ordinary, other in STRICT:
                content = content.replace(ordinary, f"http://purl.oclc.org/ooxml/{other}")
            target.writestr(name, content)
    case = read_case(strict)
    assert case.sha256 == read_case(path).sha256
    assert case.actors[0].died.text == "1974-06-18"


def rewritten(path, target, changes, old="", new=""):
    """Copy a workbook with other contents or names of parts (None: left out)."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = changes.get(name, source.read(name))
            if content is not None:
                archive.writestr(name.replace(old, new) if old else name, content)
    return target


def test_parts_that_have_nothing_to_do_with_cells_may_be_odd(book, tmp_path):
    """Fonts, charts, names, views and rules on which openpyxl fails."""
    made = openpyxl.load_workbook(book("Notes"))
    made.create_chartsheet("Chart 1")
    path = tmp_path / "plain.xlsx"
    made.save(path)
    with zipfile.ZipFile(path) as archive:
        styles, sheet, names = (
            archive.read(f"xl/{name}.xml") for name in ("styles", "worksheets/sheet2", "workbook")
        )
    odd = {
        "xl/styles.xml": styles.replace(b'<family val="2"', b'<family val="99"'),
        "xl/worksheets/sheet2.xml": sheet.replace(
            b"</sheetData>", b'</sheetData><autoFilter ref="nowhere"/><pageSetup orientation="up"/>'
        ),
        "xl/workbook.xml": names.replace(b"<sheets>", b'<bookViews><x y="z"/></bookViews><sheets>'),
        "xl/chartsheets/sheet1.xml": b"<odd",
        "xl/theme/theme1.xml": None,
        "docProps/core.xml": b"<odd",
    }
    assert all(odd[name] != plain for name, plain in zip(odd, (styles, sheet, names), strict=False))
    changed = rewritten(path, tmp_path / "odd.xlsx", odd)
    assert read_case(changed).sha256 == read_case(path).sha256


def test_a_part_that_is_not_what_it_should_be_is_refused_rather_than_empty(raw_book, tmp_path):
    path = raw_book(name="a.xlsx")
    for part in ("xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/workbook.xml"):
        with zipfile.ZipFile(path) as source:
            content = source.read(part).replace(b"spreadsheetml/2006", b"spreadsheetml/2036")
        [problem] = check_case(rewritten(path, tmp_path / "b.xlsx", {part: content})).problems
        assert f"the part {part} is not of the kind" in str(problem)


def test_a_text_about_strict_workbooks_is_left_alone(raw_book, tmp_path):
    text = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    row = f'<row r="2"><c r="A2" t="str"><v>cas</v></c><c r="B2" t="str"><v>{text}</v></c></row>'
    assert read_case(raw_book(row)).actors[0].name == text


def test_styles_are_found_wherever_they_are(raw_book, tmp_path):
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    row = '<row r="2"><c r="A2" t="str"><v>cas</v></c><c r="D2" s="1"><v>27198</v></c></row>'
    path = raw_book(row, styles=styles, name="a.xlsx")
    with zipfile.ZipFile(path) as source:
        links = source.read("xl/_rels/workbook.xml.rels").replace(b"styles.xml", b"Looks.xml")
    changes = {"xl/_rels/workbook.xml.rels": links}
    moved = rewritten(path, tmp_path / "b.xlsx", changes, old="styles.xml", new="looks.xml")
    assert read_case(moved).actors[0].died.text == "1974-06-18"
    assert read_case(moved).sha256 == read_case(path).sha256


def test_parts_with_windows_separators_and_macros(raw_book, tmp_path):
    path = raw_book(name="a.xlsm")
    other = tmp_path / "b.xlsx"
    rewritten(path, other, {}, old="xl/", new="xl\\")
    with zipfile.ZipFile(other, "a") as target:
        target.writestr("xl\\vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert read_case(path).sha256 == read_case(other).sha256


def ole(*streams):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "".join(streams).encode("utf-16-le")


def zip_with(first, content=b"x", **more):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(first, content)
        for name, data in more.items():
            archive.writestr(name, data)
    return stream.getvalue()


FLAT = b'<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument">'
OLD_XML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
ODS = zip_with("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
KINDS = [
    ("b.xlsx", ole("EncryptionInfo", "EncryptedPackage"), "is protected by a password; save a"),
    ("b.xls", ole("Workbook"), "is an old Excel workbook (.xls), not .xlsx; open it in the"),
    ("b.xlsb", zip_with("xl/workbook.bin"), "is a binary Excel workbook (.xlsb)"),
    ("b.ods", ODS, "is an OpenDocument file (.ods), which is not read; open it in the"),
    ("b.fods", FLAT, "is an OpenDocument spreadsheet (.fods)"),
    ("b.numbers", zip_with("Index/Document.iwa"), "is an Apple Numbers file"),
    ("b.xlsx", zip_with("word/document.xml"), "is a Word document"),
    ("b.xlsx", zip_with("hello.txt"), "there is no workbook in it"),
    ("b.xls", b"<html><table><tr><td>id</td></tr></table></html>", "is a web page"),
    ("b.xls", OLD_XML, "is an XML Spreadsheet 2003"),
    ("b.xlsx", b"id,name\nann,Ann\n", "is a text file, not .xlsx"),
    ("b.xlsx", b"", "is empty"),
    ("b.xlsx", b"PK\x03\x04" + b"\0" * 50, "is an incomplete .xlsx file"),
    ("b.xlsx", b"\x7fELF\0\0", "is not an .xlsx workbook"),
]


@pytest.mark.parametrize(("name", "data", "told"), KINDS, ids=range(len(KINDS)))
def test_other_kinds_of_files_are_named(tmp_path, name, data, told):
    (tmp_path / name).write_bytes(data)
    for place in (tmp_path / name, tmp_path):  # the file, and a folder that holds only it
        [problem, *_] = check_case(place).problems
        assert problem.code == "W019"
        assert told in str(problem)
        assert problem.hint
    with pytest.raises(CaseError) as refusal:
        import_workbook(tmp_path / name, tmp_path / "out")
    assert told in str(refusal.value)


def test_a_workbook_that_is_not_there(tmp_path):
    with pytest.raises(CaseError, match=r"none\.xlsx:1:1 does not exist"):
        import_workbook(tmp_path / "none.xlsx", tmp_path / "out")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(CaseError, match="is not a file"):
        import_workbook(tmp_path / "folder.xlsx", tmp_path / "out")


def test_a_workbook_that_is_read_goes_before_others(raw_book, tmp_path):
    (tmp_path / "a.ods").write_bytes(b"old")
    raw_book(name="B.XLSX")
    report = check_case(tmp_path)
    assert report.ok
    assert [one.file for one in report.warnings if one.code == "W309"] == ["a.ods"]


@pytest.mark.parametrize("name", ["CON", "aux.csv", "a:b", "what?", "x*", "end.", "nul/inner"])
def test_a_folder_that_windows_cannot_hold_is_not_made(book, tmp_path, name):
    with pytest.raises(InvalidInput, match="choose another name, such as"):
        import_workbook(book(), tmp_path / name)
    assert files(tmp_path) == ["book.xlsx"]
