"""The process that reads a workbook: ``python -m whowhom.cases.xlsx_child BOOK.xlsx``.

Prints one JSON object: ``{"sheets": {title: [[number, [text, ...]], ...]}}`` or
``{"error": "..."}``. Runs with at most 1 GB of memory where the system can limit it; the parent
limits the time.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

import openpyxl

__all__ = ["main"]

MEMORY = 1_000_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_TEXT = 50_000_000


def main(path: str) -> dict[str, object]:
    """Read the workbook at `path` into plain lists."""
    limit_memory()
    try:
        values = _grids(path, stored_values=False)
        if any(text.startswith("=") for grid in values.values() for _, row in grid for text in row):
            values = _with_results(values, _grids(path, stored_values=True))
    except MemoryError:
        return {"error": "it needs more than 1 GB of memory"}
    except Exception as error:  # noqa: BLE001  (whatever a hostile file does to the reader)
        return {"error": f"{type(error).__name__}: {error}"[:200]}
    return {"sheets": values}


def limit_memory() -> None:
    """Ask the system to stop this process at 1 GB, where it can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # Windows and some systems cannot; the limits on size and time still hold


Grids = dict[str, list[tuple[int, list[str]]]]


def _grids(path: str, *, stored_values: bool) -> Grids:
    """Read all sheets, with formulas or with their stored results."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=stored_values, keep_links=False)
    grids: Grids = {}
    length = 0
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # do not believe the size that the sheet claims
        rows: list[tuple[int, list[str]]] = []
        for number, row in _rows(sheet):
            length += sum(map(len, row))
            if length > MOST_TEXT:
                raise MemoryError
            if any(row):
                rows.append((number, row))
        grids[sheet.title] = rows
    book.close()
    return grids


def _rows(
    sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet,
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet as texts; one row and one column more than allowed."""
    cells = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for number, row in enumerate(islice(cells, MOST_ROWS + 2), start=1):
        texts = [_text(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        yield number, texts


def _with_results(formulas: Grids, results: Grids) -> Grids:
    """Replace formulas by their stored results; without one, an error value stays."""
    for title, grid in formulas.items():
        known = dict(results.get(title, []))
        for number, row in grid:
            stored = known.get(number, [])
            for index, text in enumerate(row):
                if text.startswith("="):
                    result = stored[index] if index < len(stored) else ""
                    row[index] = result or "#VALUE!"
    return formulas


def _text(value: object) -> str:
    """Write the value of a cell as one would write it in a CSV table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
