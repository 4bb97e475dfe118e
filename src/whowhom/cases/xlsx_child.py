"""The process that reads a workbook: ``python -m whowhom.cases.xlsx_child BOOK.xlsx``.

Prints one JSON object, as :func:`read` returns it. Runs with at most 1 GB of memory where the
system can limit it; the parent limits the time. openpyxl is given only the parts and elements
that a table needs: it fails on fonts, charts and names that have nothing to do with cells.
"""

import io
import json
import re
import sys
import warnings
import zipfile
from contextlib import suppress
from typing import IO, Any
from xml.etree import ElementTree as ET

from openpyxl.cell.text import Text
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.packaging.workbook import ChildSheet
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse, localname

from whowhom.cases.xlsx_cells import MOST_TEXT, Cells, forget_looks

__all__ = ["limit_memory", "read"]

MEMORY = 1_000_000_000
MAIN = f"{{{SHEET_MAIN_NS}}}"
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(spreadsheetml|officeDocument)/")
ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*<[?!][^>]*>)*\s*<[^>]*>")
"""All up to the end of the first tag."""
EASTERN = dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd")
EASTERN |= dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss")
"""Built-in number formats of East Asian editions, which openpyxl takes for plain numbers."""
TOLD = ("rows", "faults", "merged", "hidden_rows", "hidden_columns", "has_results")


class Unreadable(Exception):
    """The workbook cannot be read, for a reason that has a sentence."""


class Package(zipfile.ZipFile):
    """The parts of a workbook as openpyxl expects them: by their names, and not Strict."""

    def getinfo(self, name: str) -> zipfile.ZipInfo:
        """Find a part; letter case and the direction of slashes make no difference."""
        wanted = name.replace("\\", "/").lower()
        for member in self.infolist():
            if member.filename.replace("\\", "/").lower() == wanted:
                return member
        raise Unreadable(f"the part {name[:100]} is missing")

    def open(self, name: Any, *_: Any, **__: Any) -> IO[bytes]:
        """Open a part, with the namespaces of Strict workbooks replaced by the ordinary ones."""
        with super().open(name) as stream:
            content = stream.read()
        root = ROOT.match(content)
        end = len(content) if str(name).endswith(".rels") else root.end() if root else 0
        ordinary = STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content[:end])
        return io.BytesIO(content if ordinary == content[:end] else ordinary + content[end:])

    def part(self, name: str, root: str) -> IO[bytes]:
        """Open a part with that root; under another one, openpyxl would read it as empty."""
        stream = self.open(name)
        _, first = next(iter(iterparse(stream, events=("start",))))
        if first.tag != MAIN + root:
            raise Unreadable(f"the part {name[:100]} is not of the kind {root}")
        stream.seek(0)
        return stream


def main(path: str) -> dict[str, object]:
    """Read the workbook at `path`, or say in ``error`` why that cannot be done."""
    limit_memory()
    try:
        return read(path)
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


def read(book: Any) -> dict[str, object]:
    """Read a workbook (path or binary stream) into plain lists.

    Returns
    -------
    dict
        ``sheets``, a list with ``title``, ``state`` (visible, hidden, veryHidden), ``kind``
        (worksheet, chartsheet, ...), ``rows`` (number and texts), ``faults`` (row, column, kind,
        what stands there), ``merged`` (first row, first column, last row, last column),
        ``hidden_rows`` and ``hidden_columns`` (those with content), ``has_results`` (whether
        formulas have stored results), ``formula_columns`` (columns with such formulas);
        and ``is_stale``, whether the workbook asks for these results to be computed anew.
    """
    with warnings.catch_warnings(), Package(book) as package:
        warnings.simplefilter("ignore")
        return _read(package)


def _read(package: Package) -> dict[str, object]:
    """Read the parts one after the other; those of hidden sheets stay closed."""
    try:
        top = {_kind(link): link.target for link in get_dependents(package, "_rels/.rels")}
        main_part = top["officeDocument"]
    except (Unreadable, KeyError):
        raise Unreadable("it is a zip file, but there is no workbook in it") from None
    tree = ET.parse(package.part(main_part, "workbook")).getroot()
    links = get_dependents(package, get_rels_path(main_part)).to_dict()
    parts = {_kind(link): link.target for link in links.values()}
    strings, formats = _strings(package, parts), _formats(package, parts)
    epoch = MAC_EPOCH if _is_set(tree, "date1904") else WINDOWS_EPOCH
    as_excel = "Excel" in _program(package, top)
    sheets, length = [], 0
    for element in tree.iterfind(MAIN + "sheets/*"):
        sheet = ChildSheet.from_tree(element)
        if sheet.id not in links:
            raise Unreadable(f"the sheet {sheet.name[:100]} is missing")
        link = links[sheet.id]
        about = {"title": sheet.name, "state": sheet.state or "visible", "kind": _kind(link)}
        if about["state"] == "visible" and about["kind"] == "worksheet":
            source = package.part(link.target, "worksheet")
            cells = Cells(source, strings, formats, epoch, as_excel=as_excel)
            cells.read()
            length += cells.length
            if length > MOST_TEXT:
                raise Unreadable(f"it has more than {MOST_TEXT:,} characters of text")
            about |= {name: getattr(cells, name) for name in TOLD}
            about["formula_columns"] = sorted(cells.formula_columns)
        sheets.append(about)
    return {"sheets": sheets, "is_stale": _is_set(tree, "fullCalcOnLoad")}


def _kind(link: Any) -> str:
    """Return the kind of part that a link leads to."""
    return str(link.Type).rpartition("/")[2]


def _is_set(tree: ET.Element, name: str) -> bool:
    """Return whether an element below the root has that attribute switched on."""
    return any(child.get(name) in {"1", "true"} for child in tree)


def _strings(package: Package, parts: dict[str, str]) -> list[str]:
    """Read the shared texts; openpyxl's own table of them confuses escapes."""
    strings = []
    source = package.part(parts["sharedStrings"], "sst") if "sharedStrings" in parts else None
    for _, element in iterparse(source) if source else ():
        if element.tag == MAIN + "si":
            forget_looks(element)
            strings.append(Text.from_tree(element).content)
            element.clear()
    return strings


def _formats(package: Package, parts: dict[str, str]) -> list[str]:
    """Return the number formats of the styles; openpyxl's own table fails on odd fonts."""
    if "styles" not in parts:
        return []
    tree = ET.parse(package.part(parts["styles"], "styleSheet")).getroot()
    codes = EASTERN | BUILTIN_FORMATS
    for form in tree.iterfind(MAIN + "numFmts/*"):
        codes[int(form.get("numFmtId", "0"))] = form.get("formatCode", "")
    numbers = [int(style.get("numFmtId", "0")) for style in tree.iterfind(MAIN + "cellXfs/*")]
    return [codes.get(number, "") for number in numbers]


def _program(package: Package, top: dict[str, str]) -> str:
    """Return the name of the program that wrote the workbook, empty where it is not known."""
    part = top.get("extended-properties") or top.get("extendedProperties") or ""
    with suppress(Unreadable, ET.ParseError):
        for child in ET.parse(package.open(part)).getroot():
            if localname(child) == "Application":
                return child.text or ""
    return ""


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
