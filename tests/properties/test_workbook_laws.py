"""Laws of workbooks: what is read is what was written, and a folder says the same as its book."""

import io
import unicodedata
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.cases import check_case, import_workbook, xlsx_child
from whowhom.cases.schema import TABLES
from whowhom.filenames import name_trouble

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=12
)
CELLS = st.one_of(
    st.none(),
    TEXT,
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_subnormal=False),
    st.dates(min_value=date(1900, 3, 1)),
)
KNOWN = {*TABLES, "case"}
GRIDS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4)


def written(**sheets):
    """Return the bytes of a workbook in which no text is taken for a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(line, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content):
    return xlsx_child.read(io.BytesIO(content))


def as_text(value):
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return None
        case int() | str():
            return str(value)
    return value.isoformat()


@settings(max_examples=60, deadline=None)
@given(GRIDS)
def test_cells_are_read_as_they_were_written(grid):
    content = written(data=grid)
    [sheet] = read(content)["sheets"]
    rows = dict(sheet["rows"])
    assert sheet["faults"] == []
    for line, row in enumerate(grid, start=1):
        texts = rows.get(line, [])
        texts = texts + [""] * (len(row) - len(texts))
        for value, text in zip(row, texts, strict=True):
            expected = as_text(value)
            if expected is None:
                assert abs(float(text) - value) <= 1e-14 * abs(value)
            else:
                assert text == expected
    assert read(content) == read(content)


TITLES = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12).filter(
        lambda title: not set(title) & set("[]*:?/\\'") and title.strip().lower() not in KNOWN
    ),
    max_size=6,
)


@settings(max_examples=8, deadline=None)
@given(TITLES, st.sets(st.integers(0, 5)))
def test_no_sheet_is_lost_and_the_folder_says_the_same(tmp_path_factory, titles, hidden):
    folder = tmp_path_factory.mktemp("law")
    book = openpyxl.load_workbook(
        io.BytesIO(
            written(
                case=[["title", "T"], ["start", "1953-03-05"], ["end", "1957-06-29"]],
                actors=[["id"], ["ann"], ["ben"]],
            )
        )
    )
    for number, title in enumerate(titles):
        sheet = book.create_sheet("raw")
        sheet._WorkbookChild__title = title
        sheet["A1"] = f"text {number}"
        sheet.sheet_state = "hidden" if number in hidden else "visible"
    path = folder / "book.xlsx"
    book.save(path)
    made = import_workbook(path, folder / "out")
    others = [title for number, title in enumerate(titles) if number not in hidden]
    assert len(made.others) == len(others)
    assert len(made.left_out) == len(titles) - len(others)
    files = {unicodedata.normalize("NFC", file.name) for file in made.folder.iterdir()}
    files.remove("import.json")
    assert files == {"case.toml", "actors.csv"} | {file for _, file in made.others}
    assert len({file.casefold() for file in files}) == len(others) + 2
    assert not any(name_trouble(file) for file in files)
    from_book, from_folder = check_case(path), check_case(made.folder)
    assert from_book.ok == from_folder.ok
    if from_book.case and from_folder.case:
        assert from_book.case.sha256 == from_folder.case.sha256
