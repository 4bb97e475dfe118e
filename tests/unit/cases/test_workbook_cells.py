"""Cells of a workbook: the value that the file stores, or a refusal that names the cell."""

import random
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from whowhom.cases import check_case, import_workbook, read_case, xlsx_child

DATE_STYLES = """
<numFmts><numFmt numFmtId="164" formatCode="d. mmmm yyyy"/>
<numFmt numFmtId="165" formatCode="[h]:mm:ss"/>
<numFmt numFmtId="166" formatCode="0.0 &quot;days&quot;"/>
<numFmt numFmtId="167" formatCode="[$-F400]h:mm:ss AM/PM"/>
<numFmt numFmtId="168" formatCode="[Red]h:mm"/><numFmt numFmtId="169" formatCode="mmm"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>
<xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="22"/><xf numFmtId="9"/>
<xf numFmtId="0" quotePrefix="1"/><xf numFmtId="31"/>
<xf numFmtId="168"/><xf numFmtId="169"/></cellXfs>
"""
STRINGS = (
    "<si><t>plain</t></si>"
    "<si><r><rPr><b/></rPr><t>Rich</t></r><r><t xml:space='preserve'> text</t></r></si>"
    "<si><t>演员</t><rPh sb='0' eb='2'><t>えんいん</t></rPh></si>"
    "<si><t>=SUM(A1:A2)</t></si>"
    "<si><t>two_x000D_\nlines</t></si>"
    "<si><t xml:space='preserve'>  \u00a0kept \u00a0</t></si>"
    "<si/>"
    "<si><t>_x005F_x000D_ x005F_</t></si>"
    "<si><r><rPr><family val='99'/><u val='wavy'/></rPr><t>odd font</t></r></si>"
)


@pytest.fixture
def found(raw_book):
    """Return a function that reads one cell (B2): its text, or the kind of its fault."""

    def read(cell, **options):
        row = f'<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2" {cell}</c></row>'
        path = raw_book(row, strings=STRINGS, styles=DATE_STYLES, **options)
        sheet = xlsx_child.read(path)["sheets"][1]
        if sheet["faults"]:
            [(line, column, kind, shown)] = sheet["faults"]
            assert (line, column) == (2, 2)
            return f"{kind}: {shown}"
        return (dict(sheet["rows"])[2] + [""])[1]

    return read


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        # formulas with a stored result: ordinary, legacy array, dynamic array, shared, data table
        ("><f>1+1</f><v>2</v>", "2"),
        ('t="str"><f t="array" ref="B2:B3">UNIQUE(A:A)</f><v>Ann</v>', "Ann"),
        ('t="str" cm="1"><f t="array" ref="B2" aca="1">_xlfn.UNIQUE(A:A)</f><v>Ann</v>', "Ann"),
        ('t="str"><f t="shared" si="0"/><v>Ann</v>', "Ann"),
        ('><f t="dataTable" ref="B2:B3" r1="A1"/><v>3</v>', "3"),
        ('t="b"><f>A1=A2</f><v>1</v>', "yes"),
        ('s="1"><f>TODAY()</f><v>20000</v>', "1954-10-03"),
        # an empty stored result is an empty cell
        ('t="str"><f>IF(A2="","",A2)</f><v></v>', ""),
        ('t="str"><f>IF(A2="","",A2)</f><v/>', ""),
        ('t="str"><f t="array" ref="B2">IF(A2="","",A2)</f><v/>', ""),
        # no stored result
        ("><f>1+1</f>", "formula: =1+1"),
        ("><f>1+1</f><v/>", "formula: =1+1"),
        ('t="str"><f>A2</f>', "formula: =A2"),
        ('><f t="array" ref="B2:B9">UNIQUE(A:A)</f><v></v>', "formula: =UNIQUE(A:A)"),
        ('><f t="shared" si="0"/>', "formula: ="),
        ('t="b"><f>A1=A2</f><v></v>', "formula: =A1=A2"),
        # errors
        ('t="e"><v>#N/A</v>', "error: #N/A"),
        ('t="e"><f>A2/0</f><v>#DIV/0!</v>', "error: #DIV/0!"),
        ('t="e" vm="1"><f t="array" ref="B2">UNIQUE(A:A)</f><v>#SPILL!</v>', "error: #SPILL!"),
        ('t="e"><v>#GETTING_DATA</v>', "error: #GETTING_DATA"),
        # texts
        ('t="s"><v>0</v>', "plain"),
        ('t="s"><v>1</v>', "Rich text"),
        ('t="s"><v>2</v>', "演员"),
        ('t="s" s="8"><v>3</v>', "=SUM(A1:A2)"),
        ('t="s"><v>4</v>', "two\nlines"),
        ('t="s"><v>5</v>', "  \u00a0kept \u00a0"),
        ('t="s"><v>6</v>', ""),
        ('t="inlineStr"><is><t>=1+1</t></is>', "=1+1"),
        ('t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is>', "ab"),
        ('t="inlineStr"><is><t>_x005F_x0041__x0041_</t></is>', "_x0041_A"),
        ('t="inlineStr"><is><t>_xD83D__xDE00_ _xD83D_</t></is>', "😀 \ufffd"),
        ('t="str"><v>#N/A as a word</v>', "#N/A as a word"),
        ('t="s"><v>7</v>', "_x000D_ x005F_"),
        ('t="s"><v>8</v>', "odd font"),
        ('t="inlineStr"><is><r><rPr><family val="99"/></rPr><t>odd</t></r></is>', "odd"),
        ('t="s"><v>9</v>', "unknown: 9"),
        ('t="s"><v>-1</v>', "unknown: -1"),
        # numbers
        ("><v>3</v>", "3"),
        ("><v>3.0</v>", "3"),
        ("><v>-0.0</v>", "0"),
        ("><v>0.30000000000000004</v>", "0.3"),
        ("><v>1.1000000000000001</v>", "1.1"),
        ("><v>0.66666666666666663</v>", "0.6666666666666666"),
        ("><v>4.9999999999999996E-3</v>", "0.005"),
        ("><v>1E+20</v>", "1e+20"),
        ('s="7"><v>0.5</v>', "0.5"),
        ('s="4"><v>2.5</v>', "2.5"),
        ("><v>NaN</v>", "unknown: NaN"),
        ("><v>1E999</v>", "unknown: 1E999"),
        ("><v>1_000</v>", "unknown: 1_000"),
        ("><v>٣</v>", "unknown: ٣"),
        # truth values and what nobody knows
        ('t="b"><v>0</v>', "no"),
        ('t="b"><v>2</v>', "unknown: 2"),
        ('t="b"><v>true</v>', "unknown: true"),
        ('t="e"><v/>', "error: ?"),
        ('t="z"><v>?</v>', "unknown: ?"),
        # dates and times
        ('s="1"><v>19423</v>', "1953-03-05"),
        ('s="2"><v>19423</v>', "1953-03-05"),
        ('s="9"><v>19423</v>', "1953-03-05"),
        ('s="6"><v>19423.909722222223</v>', "1953-03-05 21:50:00"),
        ('s="5"><v>0.90972222222222221</v>', "21:50:00"),
        ('s="5"><v>0.99999999999</v>', "date: 0.99999999999"),
        ('s="5"><v>-0.25</v>', "date: -0.25"),
        ('s="5"><v>19423.5</v>', "1953-03-05 12:00:00"),
        ('s="3"><v>1.5</v>', "36:00:00"),
        ('s="3"><v>-0.5</v>', "-12:00:00"),
        ('s="1"><v>1</v>', "1900-01-01"),
        ('s="1"><v>59</v>', "1900-02-28"),
        ('s="1"><v>60</v>', "date: 60"),
        ('s="1"><v>61</v>', "1900-03-01"),
        ('s="1"><v>0</v>', "date: 0"),
        ('s="1"><v>-94961</v>', "1640-01-01"),
        ('s="1"><v>-115858</v>', "1582-10-15"),
        ('s="1"><v>-115859</v>', "date: -115859"),
        ('s="1"><v>9999999</v>', "date: 9999999"),
        ('s="1"><v>0.5</v>', "date: 0.5"),
        ('s="1"><v>59.99999999999</v>', "date: 59.99999999999"),
        ('s="10"><v>0.5</v>', "12:00:00"),
        ('s="11"><v>0.5</v>', "date: 0.5"),
        ('t="d"><v>1953-03-05T00:00:00</v>', "1953-03-05"),
        ('t="d"><v>1640-05-01</v>', "1640-05-01"),
        ('t="d"><v>1953-03-05T21:50:00.000Z</v>', "1953-03-05 21:50:00"),
        ('t="d"><v>21:50:00</v>', "21:50:00"),
        ('t="d"><v>1953-02-30</v>', "unknown: 1953-02-30"),
        ('t="d"><v>soon</v>', "unknown: soon"),
        ('t="d"><v>1953-03-05 21:50</v>', "unknown: 1953-03-05 21:50"),
        ('t="d"><v>PT36H</v>', "36:00:00"),
        ('s="99"><v>3</v>', "3"),
        (">", ""),
    ],
)
def test_the_value_of_a_cell(found, cell, text):
    assert found(cell) == text


@pytest.mark.parametrize(
    ("serial", "text"),
    [
        ("0", "1904-01-01"),
        ("0.5", "1904-01-01 12:00:00"),
        ("1", "1904-01-02"),
        ("17961", "1953-03-05"),
        ("-1", "date: -1"),
    ],
)
def test_days_are_counted_from_1904_where_the_workbook_says_so(found, serial, text):
    assert found(f's="1"><v>{serial}</v>', properties='date1904="1"') == text


@pytest.mark.parametrize("serial", [1, 59])
def test_early_1900_is_refused_where_the_writer_may_count_otherwise(found, serial):
    assert found(f's="1"><v>{serial}</v>', program="LibreOffice") == f"date: {serial}"
    assert found('s="1"><v>61</v>', program="LibreOffice") == "1900-03-01"


def test_each_faulty_cell_is_named_with_what_to_do(raw_book):
    rows = (
        '<row r="2"><c r="A2" t="str"><v>cas</v></c><c r="B2"><f>A1&amp;A2</f></c></row>'
        '<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="C3"><f>1+1</f><v/></c></row>'
        '<row r="4"><c r="A4" t="str"><v># a remark</v></c><c r="B4" t="e"><v>#N/A</v></c></row>'
        '<row r="5"><c r="A5" t="str"><v>dan</v></c><c r="D5" s="1"><v>60</v></c></row>'
        '<row r="6"><c r="A6" t="str"><v>eve</v></c><c r="ZZ6"><v>5</v></c></row>'
    )
    path = raw_book(rows, styles=DATE_STYLES)
    report = check_case(path)
    assert [(one.code, one.where) for one in report.problems] == [
        ("W117", "book.xlsx[actors]:2:2"),
        ("W117", "book.xlsx[actors]:3:1"),
        ("W117", "book.xlsx[actors]:3:3"),
        ("W117", "book.xlsx[actors]:5:4"),
        ("W117", "book.xlsx[actors]:6:702"),
    ]
    first = str(report.problems[0])
    assert '"=A1&A2" (cell B2) is a formula without a stored result; open' in first
    assert "recalculate" in first
    assert "format the cell as text" in str(report.problems[3])
    with pytest.raises(Exception, match=r"\(cell A3\) is an error of the spreadsheet") as refusal:
        import_workbook(path, path.parent / "out")
    assert str(refusal.value).count("\n") == 4  # all of them at once
    assert not (path.parent / "out").exists()


def test_a_faulty_key_of_the_case_is_named_once(raw_book):
    rows = (
        '<row r="1"><c t="str"><v>title</v></c><c><f>A1</f></c></row>'
        '<row r="2"><c t="str"><v>start</v></c><c t="str"><v>1953-03-05</v></c></row>'
        '<row r="3"><c t="str"><v>end</v></c><c t="str"><v>1957-06-29</v></c></row>'
    )
    report = check_case(raw_book(sheets={"case": rows}))
    assert [(one.code, one.where) for one in report.problems] == [("W117", "book.xlsx[case]:1:2")]


def test_results_that_the_workbook_calls_old_are_a_warning(raw_book):
    row = '<row r="2"><c r="A2" t="str"><f>B2</f><v>cas</v></c></row>'
    for calculation, codes in (("", []), ('<calcPr fullCalcOnLoad="1"/>', ["W314"])):
        report = check_case(raw_book(row, calculation=calculation))
        assert report.ok
        assert [one.code for one in report.warnings if one.code == "W314"] == codes
    still = check_case(raw_book(calculation='<calcPr fullCalcOnLoad="1"/>'))
    assert [one.code for one in still.warnings if one.code == "W314"] == []


def test_merged_and_hidden_cells_are_told(raw_book):
    rows = '<row r="2" hidden="1"><c r="A2" t="str"><v>cas</v></c></row>'
    report = check_case(
        raw_book(
            rows,
            before='<cols><col min="2" max="2" hidden="1"/><col min="9" max="9" width="0"/></cols>',
            after='<mergeCells count="2"><mergeCell ref="B8:B9"/></mergeCells>',
        )
    )
    assert report.case is not None
    assert [actor.id for actor in report.case.actors] == ["cas", "ann", "ben"]
    told = [str(one) for one in report.warnings if one.code in {"W312", "W313"}]
    assert any("[actors]:1:2 actors has hidden columns (B)" in one for one in told)
    assert any("[actors]:2:1 actors has hidden rows (2)" in one for one in told)
    assert any("[actors]:8:2 actors has merged cells (B8:B9)" in one for one in told)
    assert not any("(9)" in one or "(I)" in one for one in told)


def test_rows_far_below_and_beyond_the_limit_are_not_lost(raw_book):
    far = '<row r="500000"><c r="A500000" t="str"><v>far</v></c></row>'
    case = read_case(raw_book(sheets={"actors": far.join(_rows(["id", "ann"]))}))
    assert [actor.id for actor in case.actors] == ["ann", "far"]
    many = "".join(_rows(["id", *(f"# {n}" for n in range(50)), *(f"a{n}" for n in range(10_001))]))
    report = check_case(raw_book(sheets={"actors": many}))
    assert "W005" in {one.code for one in report.problems}


def _rows(texts):
    """Return rows with one cell, and an empty end so that something can be joined on."""
    return [
        "".join(
            f'<row r="{line}"><c t="str"><v>{text}</v></c></row>'
            for line, text in enumerate(texts, start=1)
        ),
        "",
    ]


def test_openpyxl_and_we_agree_on_what_a_spreadsheet_stores(tmp_path):
    """A thousand cells of every kind, written by another program, as it would read them."""
    chance = random.Random(6)
    kinds = [
        lambda: chance.choice(["Ann", " =x", "=y", "演员", "a\nb", "#N/A?", "'", "1953", "TRUE"]),
        lambda: chance.randrange(-(10**9), 10**9),
        lambda: round(chance.uniform(-1e6, 1e6), 6),
        lambda: chance.random() < 0.5,
        lambda: date(1900, 3, 1) + timedelta(days=chance.randrange(60_000)),
        lambda: datetime(1953, 3, 5, 21, 50) + timedelta(seconds=chance.randrange(10**9)),  # noqa: DTZ001
        lambda: time(chance.randrange(24), chance.randrange(60), chance.randrange(60)),
        lambda: timedelta(seconds=chance.randrange(10**7)),
        lambda: None,
    ]
    book = openpyxl.Workbook()
    rows = [[chance.choice(kinds)() for _ in range(10)] for _ in range(100)]
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(line, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    path = tmp_path / "book.xlsx"
    book.save(path)
    read = dict(xlsx_child.read(path)["sheets"][0]["rows"])
    for line, row in enumerate(rows, start=1):
        texts = read.get(line, [])
        assert texts + [""] * (10 - len(texts)) == [_written(value) for value in row]


def _written(value):
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(sep=" ").removesuffix(" 00:00:00")
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes, second = divmod(int(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def test_formulas_that_openpyxl_hands_over_as_objects(tmp_path):
    """Array formulas and data tables without a result were once read as names of Python objects."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "actors"
    for row in (["id", "name"], ["ann", "Ann"], ["ben", "Ben"], ["cas", None], ["dan", None]):
        sheet.append(row)
    sheet["B4"] = ArrayFormula("B4:B5", "=UNIQUE(B2:B3)")
    sheet["B5"] = DataTableFormula("B5:B5", r1="A1")
    book.save(tmp_path / "book.xlsx")
    problems = check_case(tmp_path / "book.xlsx").problems
    faulty = [one for one in problems if one.code == "W117"]
    assert [one.where for one in faulty] == ["book.xlsx[actors]:4:2", "book.xlsx[actors]:5:2"]
    assert "object at" not in "".join(map(str, problems))


def test_two_readings_are_equal(raw_book):
    row = (
        '<row r="2"><c r="A2" t="str" cm="1"><f t="array" ref="A2:A3">_xlfn.UNIQUE(A8:A9)</f>'
        '<v>cas</v></c></row><row r="3"><c r="A3" t="str"><v>dan</v></c></row>'
    )
    path = raw_book(row)
    case = read_case(path)
    assert [actor.id for actor in case.actors] == ["cas", "dan", "ann", "ben"]
    assert read_case(path) == case
    assert read_case(import_workbook(path, path.parent / "out").folder).sha256 == case.sha256
