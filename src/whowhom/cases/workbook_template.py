"""``whowhom new circle.xlsx``: the template of a case as a workbook with explained headers."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from whowhom.cases.case import BASES
from whowhom.cases.columns import Column, Table
from whowhom.cases.levels import LEVELS
from whowhom.cases.schema import TABLES
from whowhom.errors import InvalidInput
from whowhom.filenames import check_new_path
from whowhom.files import write_file

__all__ = ["new_workbook", "workbook_bytes"]

SHEETS = ("actors", "posts", "tenures", "ties", "shocks", "sources")
"""Tables that get a sheet; the others can be added by their name."""
CASE_ROWS = (
    ("key", "value", "source"),
    ("title", "Three contenders and an empty chair", ""),
    ("about", "Who comes out on top? Replace this example by your own circle.", ""),
    ("start", "2000-01-01", ""),
    ("end", "2003-12-31", ""),
    ("regime_type", "other", ""),
)
MOST_ROWS = 500
"""Rows for which a list of words is offered."""
LONGEST_LIST = 255
"""Characters of a list of words that a spreadsheet takes."""


def new_workbook(path: str | Path, rows: dict[str, Sequence[dict[str, str]]]) -> Path:
    """Write the template workbook.

    Parameters
    ----------
    path : str or Path
        The file; must not exist.
    rows : dict
        Example rows by table.

    Raises
    ------
    InvalidInput
        If the file exists, or has a name that not every system can hold.
    ResourceError
        If it cannot be written.
    """
    place = Path(path)
    if place.exists():
        raise InvalidInput(f"{path} exists already; give the name of a new workbook")
    check_new_path(place)
    write_file(place, workbook_bytes(rows))
    return place


def workbook_bytes(rows: dict[str, Sequence[dict[str, str]]]) -> bytes:
    """Return the template workbook with some example rows."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "case"
    for row in CASE_ROWS:
        sheet.append(row)
    _look(sheet, [16, 60, 20])
    for name in SHEETS:
        _add_table(book.create_sheet(name), TABLES[name], rows.get(name, ()))
    levels = book.create_sheet("levels")
    levels.append(["base", *range(4)])
    for base in BASES:
        levels.append([base, *LEVELS[base]])
    _look(levels, [16, 40, 40, 40, 40])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_table(sheet: Any, table: Table, rows: Iterable[dict[str, str]]) -> None:
    """Write a header with comments, lists of words to choose from, and the example rows."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.append(list(table.names))
    for number, column in enumerate(table.columns, start=1):
        note = Comment(_explained(column), "whowhom")
        note.width, note.height = 320, 160
        sheet.cell(1, number).comment = note
        words = '"' + ",".join(column.choices) + '"'
        if column.choices and len(words) <= LONGEST_LIST:
            offered = DataValidation(type="list", formula1=words, allow_blank=True)
            letter = get_column_letter(number)
            offered.add(f"{letter}2:{letter}{MOST_ROWS}")
            sheet.add_data_validation(offered)
    for row in rows:
        sheet.append([_value(row.get(name, "")) for name in table.names])
    _look(sheet, [max(10, len(name) + 2) for name in table.names])


def _explained(column: Column) -> str:
    """Explain one column, with the meaning of each level of a base."""
    lines = [column.meaning]
    if column.domain:
        lines.append(column.domain)
    if column.name in LEVELS:
        lines += [f"{level} = {text}" for level, text in enumerate(LEVELS[column.name])]
    lines.append("required" if column.required else f"default: {column.default or 'none'}")
    return "\n".join(lines)


def _value(text: str) -> str | int | float | None:
    """Return a number as a number, as a person would type it."""
    try:
        number = float(text)
    except ValueError:
        return text or None
    return int(number) if number.is_integer() else number


def _look(sheet: Any, widths: Sequence[int]) -> None:
    """Set the header in bold, keep it in view, and give the columns their widths."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
