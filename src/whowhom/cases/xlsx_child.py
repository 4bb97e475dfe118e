"""The process that reads a workbook: ``python -m whowhom.cases.xlsx_child BOOK.xlsx``.

Prints one JSON object, as :func:`main` returns it. Runs with at most 1 GB of memory where the
system can limit it; the parent limits the time.

Elements are known by their local names, so that Strict workbooks (ISO 29500, other namespaces)
read like all others.
"""

import json
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

from whowhom.cases.xlsx_cells import FORMATS, Faulty, Values, format_kind, local, string_text

__all__ = ["limit_memory", "main"]

MEMORY = 1_000_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_TEXT = 50_000_000
MOST_REMARKS = 1_000
"""Most faulty cells, hidden rows and merged ranges that are told of one sheet."""
REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")
PROPERTIES = {"extended-properties", "extendedProperties"}
"""Where the name of the program stands: in ordinary and in Strict workbooks."""
ON = {"1", "true"}


class Unreadable(Exception):
    """The workbook cannot be read, for a reason that has a sentence."""


def main(path: str) -> dict[str, object]:
    """Read the workbook at `path` into plain lists.

    Returns
    -------
    dict
        ``error``: a sentence; or ``sheets``, a list with ``title``, ``state`` (visible, hidden,
        veryHidden), ``kind`` (worksheet, chartsheet, ...), ``rows`` (number and texts),
        ``faults`` (row, column, kind, what stands there), ``merged`` (first row, first column,
        last row, last column), ``hidden_rows`` and ``hidden_columns`` (those with content),
        ``has_results`` (whether formulas have stored results); and ``is_stale``, whether the
        workbook asks for these results to be computed anew.
    """
    limit_memory()
    try:
        with zipfile.ZipFile(path) as archive:
            return Workbook(archive).read()
    except MemoryError:
        return {"error": "it needs more than 1 GB of memory"}
    except Unreadable as error:
        return {"error": str(error)}
    except Exception as error:  # noqa: BLE001  (whatever a hostile file does to the reader)
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def limit_memory() -> None:
    """Ask the system to stop this process at 1 GB, where it can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # Windows and some systems cannot; the limits on size and time still hold


class Workbook:
    """The parts of a workbook, read one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        names = archive.namelist()
        self._names = {name.replace("\\", "/").lower(): name for name in names}
        self._length = 0

    def read(self) -> dict[str, object]:
        """Read all sheets."""
        package = self._related("")
        main_part = next((path for kind, path in package.values() if kind == "officeDocument"), "")
        if main_part.lower() not in self._names:
            raise Unreadable("it is a zip file, but there is no workbook in it")
        root = self._tree(main_part)
        targets = self._related(main_part)
        parts = dict(targets.values())
        values = Values(
            strings=self._strings(parts.get("sharedStrings", "")),
            styles=self._styles(parts.get("styles", "")),
            starts_1904=_attribute(root, "workbookPr", "date1904") in ON,
            counts_as_excel="Excel" in self._program(dict(package.values())),
        )
        sheets = [
            self._sheet(sheet, targets, values)
            for group in root
            if local(group.tag) == "sheets"
            for sheet in group
        ]
        is_stale = _attribute(root, "calcPr", "fullCalcOnLoad") in ON
        return {"sheets": sheets, "is_stale": is_stale}

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and path of the parts that a part refers to, by the id of the reference."""
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        if place.lower() not in self._names:
            return {}
        found = {}
        for element in self._tree(place):
            target = element.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = element.get("Type", "").rpartition("/")[2], path
        return found

    def _open(self, part: str) -> Any:
        if part.lower() not in self._names:
            raise Unreadable(f"the part {part[:100]} is missing")
        return self._archive.open(self._names[part.lower()])

    def _tree(self, part: str) -> Element:
        with self._open(part) as stream:
            return ET.parse(stream).getroot()

    def _program(self, package: dict[str, str]) -> str:
        """Return the name of the program that wrote the workbook."""
        part = next((path for kind, path in package.items() if kind in PROPERTIES), "")
        if part.lower() not in self._names:
            return ""
        found = (child.text for child in self._tree(part) if local(child.tag) == "Application")
        return next(found, "") or ""

    def _strings(self, part: str) -> list[str]:
        """Read the shared texts."""
        strings: list[str] = []
        if not part:
            return strings
        with self._open(part) as stream:
            for _, element in ET.iterparse(stream):
                if local(element.tag) == "si":
                    strings.append(string_text(element))
                    element.clear()
        return strings

    def _styles(self, part: str) -> list[str]:
        """Return what each style of a cell makes of a number."""
        kinds: dict[str, str] = {str(number): kind for number, kind in FORMATS.items()}
        styles: list[str] = []
        for group in self._tree(part) if part else ():
            if local(group.tag) == "numFmts":
                for form in group:
                    kinds[form.get("numFmtId", "")] = format_kind(form.get("formatCode", ""))
        for group in self._tree(part) if part else ():
            if local(group.tag) == "cellXfs":
                styles = [kinds.get(style.get("numFmtId", "0"), "") for style in group]
        return styles

    def _sheet(
        self, named: Element, targets: dict[str, tuple[str, str]], values: Values
    ) -> dict[str, object]:
        """Read one sheet; of a hidden one, and of one without cells, only what it is."""
        key = next((value for name, value in named.items() if local(name) == "id"), "")
        kind, part = targets.get(key, ("", ""))
        title, state = named.get("name", ""), named.get("state", "visible")
        about: dict[str, object] = {"title": title, "state": state, "kind": kind}
        if state != "visible" or kind != "worksheet":
            return about
        reader = Sheet(values)
        with self._open(part) as stream:
            reader.read(stream)
        self._length += reader.length
        if self._length > MOST_TEXT:
            raise Unreadable(f"it has more than {MOST_TEXT:,} characters of text")
        return about | {
            "rows": reader.rows,
            "faults": reader.faults,
            "merged": reader.merged,
            "hidden_rows": reader.hidden_rows,
            "hidden_columns": sorted(reader.hidden_columns),
            "has_results": reader.has_results,
        }


class Sheet:
    """The cells of one sheet, row by row."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._hidden: list[range] = []
        self._counted = 0
        self._number = 0
        self.rows: list[tuple[int, list[str]]] = []
        self.faults: list[tuple[int, int, str, str]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.length = 0
        self.has_results = False

    def read(self, stream: Any) -> None:
        """Read the XML of the sheet, at most one row more than a table may have."""
        for _, element in ET.iterparse(stream):
            name = local(element.tag)
            if name == "row":
                self._row(element)
                element.clear()
                if self._counted > MOST_ROWS + 1 or self.length > MOST_TEXT:
                    return
            elif name == "col" and _is_hidden(element, "width"):
                self._hidden.append(range(_whole(element, "min"), _whole(element, "max") + 1))
            elif name == "mergeCell" and len(self.merged) < MOST_REMARKS:
                self._merge(element.get("ref", ""))

    def _row(self, row: Element) -> None:
        """Keep the texts of a row."""
        self._number = _whole(row, "r") or self._number + 1
        texts: list[str] = []
        column = 0
        for cell in row:
            if local(cell.tag) != "c":
                continue
            found = REFERENCE.fullmatch(cell.get("r", ""))
            column = column_number(found[1]) if found else column + 1
            text = self._cell(cell, column)
            if text and column <= MOST_COLUMNS + 1:
                texts += [""] * (column - len(texts))
                texts[column - 1] = text
        if not any(texts):
            return
        self.rows.append((self._number, texts))
        self.length += sum(map(len, texts))
        self._counted += not texts[0].startswith("#")
        if _is_hidden(row, "ht") and len(self.hidden_rows) < MOST_REMARKS:
            self.hidden_rows.append(self._number)
        filled = (column for column, text in enumerate(texts, start=1) if text)
        self.hidden_columns.update(
            column for column in filled if any(column in hidden for hidden in self._hidden)
        )

    def _cell(self, cell: Element, column: int) -> str:
        """Return the text of a cell; of a faulty one, what stands there."""
        try:
            text = self._values.text(cell)
            self.has_results |= any(local(child.tag) == "f" for child in cell)
            if text and column > MOST_COLUMNS + 1:
                raise Faulty("column", text)
        except Faulty as fault:
            text = fault.shown.strip() or "?"
            if len(self.faults) < MOST_REMARKS:
                self.faults.append((self._number, column, fault.kind, text[:200]))
        return text

    def _merge(self, reference: str) -> None:
        corners = re.fullmatch(r"\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?([0-9]+)", reference)
        if corners:
            first, last = column_number(corners[1]), column_number(corners[3])
            self.merged.append((int(corners[2]), first, int(corners[4]), last))


def column_number(letters: str) -> int:
    """Return the number of a column from its letters.

    Examples
    --------
    >>> column_number("A"), column_number("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _attribute(root: Element, element: str, name: str) -> str:
    """Return an attribute of a child of the root, empty where there is none."""
    return next((child.get(name, "") for child in root if local(child.tag) == element), "")


def _is_hidden(element: Element, size: str) -> bool:
    """Return whether a row or a column is hidden or has no height or width at all."""
    return element.get("hidden") in ON or element.get(size) in {"0", "0.0"}


def _whole(element: Element, name: str) -> int:
    """Return an attribute as a whole number, 0 where it is none."""
    text = element.get(name, "").removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
