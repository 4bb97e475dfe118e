"""``datapackage.json``: a case folder described as a Data Package v2.

So R, Python and archives read the tables with types. It is generated, never written by hand. A
column whose cells are all plain numbers is a ``number``; as soon as one cell is a range the
column is a ``string`` with a pattern. Dates likewise: ISO days are ``date``, EDTF is ``string``.
"""

import json
import re
from typing import Any

from whowhom.cases.case import Case
from whowhom.cases.dialects import read_csv
from whowhom.cases.schema import TABLES, Column, Table
from whowhom.cases.tables import RawTable
from whowhom.cases.values import ID, PLAIN
from whowhom.errors import InvalidInput

__all__ = ["datapackage", "datapackage_text"]

PROFILES = "https://datapackage.org/profiles/2.0/"
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EDTF = r"-?[0-9]{4}(-[0-9]{2}){0,2}[?~%]?"
RANGE = rf"{PLAIN}(\.\.{PLAIN}){{0,2}}"
LICENCE = re.compile(r"[-a-zA-Z0-9._]+")


def datapackage_text(case: Case) -> str:
    """Return the descriptor of a case as the text of ``datapackage.json``."""
    return json.dumps(datapackage(case), indent=2, ensure_ascii=False) + "\n"


def datapackage(case: Case) -> dict[str, Any]:
    """Describe the CSV tables of a case as a Data Package v2.

    Parameters
    ----------
    case : Case
        A case read from a folder of CSV tables.

    Raises
    ------
    InvalidInput
        If the case was read from a workbook, which no Data Package describes.
    """
    raws = _raw_tables(case)
    if "actors" not in raws:
        raise InvalidInput(f'case "{case.id}" has no CSV tables; import the workbook first')
    descriptor: dict[str, Any] = {
        "$schema": f"{PROFILES}datapackage.json",
        "name": case.id,
        "title": case.title,
    }
    if case.about:
        descriptor["description"] = case.about
    if ISO_DAY.fullmatch(case.coded):
        descriptor["created"] = f"{case.coded}T00:00:00Z"
    if case.licence:
        descriptor["licenses"] = [_licence(case.licence)]
    if case.coder:
        descriptor["contributors"] = [{"title": case.coder, "roles": ["coder"]}]
    cited = [{"title": source.citation} for source in case.sources if source.citation]
    if cited:
        descriptor["sources"] = cited
    descriptor["resources"] = [_resource(raw, raws) for raw in raws.values()]
    return descriptor


def _raw_tables(case: Case) -> dict[str, RawTable]:
    """Read the tables again as text, in the order of the schema."""
    files = {name.lower(): name for name in case.files}
    return {
        table.name: read_csv(case.files[files[table.file]], table, files[table.file])
        for table in TABLES.values()
        if table.file in files
    }


def _licence(text: str) -> dict[str, str]:
    if LICENCE.fullmatch(text):
        return {"name": text}
    return {
        "name": re.sub(r"[^-a-zA-Z0-9._]+", "-", text).strip("-")[:60] or "other",
        "title": text,
    }


def _resource(raw: RawTable, raws: dict[str, RawTable]) -> dict[str, Any]:
    """Describe one table."""
    return {
        "$schema": f"{PROFILES}dataresource.json",
        "name": raw.table.name,
        "type": "table",
        "path": raw.file,
        "title": f"One row is {raw.table.row}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _dialect(raw),
        "schema": _schema(raw, raws),
    }


def _dialect(raw: RawTable) -> dict[str, Any]:
    """Describe how the cells are separated and where the header is."""
    dialect: dict[str, Any] = {
        "$schema": f"{PROFILES}tabledialect.json",
        "delimiter": raw.delimiter,
        "commentChar": "#",
    }
    if raw.header_line > 1:
        dialect["headerRows"] = [raw.header_line]
    return dialect


def _schema(raw: RawTable, raws: dict[str, RawTable]) -> dict[str, Any]:
    """Describe the columns, the key and what refers to other tables."""
    columns = {column.name: column for column in raw.table.columns}
    fields = [
        _field(columns[label.lower()], raw) if label.lower() in columns else _remark(label)
        for label in raw.labels
        if label
    ]
    schema: dict[str, Any] = {"$schema": f"{PROFILES}tableschema.json", "fields": fields}
    if "id" in raw.header:
        schema["primaryKey"] = ["id"]
    keys = [
        {"fields": [name], "reference": {"resource": columns[name].refers[0], "fields": ["id"]}}
        for name in raw.header
        if _is_foreign_key(columns[name], raw.table, raws)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _is_foreign_key(column: Column, table: Table, raws: dict[str, RawTable]) -> bool:
    """Whether each cell of the column is one id of one table that is there."""
    one = column.kind == "reference" and len(column.refers) == 1
    return one and column.refers[0] in raws and column.refers[0] != table.name


def _remark(label: str) -> dict[str, Any]:
    return {"name": label, "type": "string"}


def _field(column: Column, raw: RawTable) -> dict[str, Any]:
    """Describe one column with the narrowest type that all its cells have."""
    label = raw.labels[raw.header[column.name] - 1]
    cells = [row.cells[column.name].text for row in raw.rows if column.name in row.cells]
    field: dict[str, Any] = {"name": label, "type": "string", "description": column.meaning}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    match column.kind:
        case "id":
            constraints |= {"unique": True, "pattern": ID.pattern}
        case "integer":
            field["type"] = "integer"
            constraints |= _bounds(column)
        case "number" if all(re.fullmatch(PLAIN, cell) for cell in cells):
            field["type"] = "number"
            constraints |= _bounds(column)
        case "number" if not raw.decimal_comma:
            constraints["pattern"] = RANGE
        case "date" if all(ISO_DAY.fullmatch(cell) for cell in cells):
            field["type"] = "date"
        case "date":
            constraints["pattern"] = rf"({EDTF}|\.\.)(/({EDTF}|\.\.))?"
        case "choice" if all(cell in column.choices for cell in cells):
            constraints["enum"] = list(column.choices)
        case "flag" if all(cell in {"yes", "no"} for cell in cells):
            field |= {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    if constraints:
        field["constraints"] = constraints
    return field


def _bounds(column: Column) -> dict[str, float]:
    """Return the domain of a number."""
    bounds: dict[str, float] = {}
    if column.low is not None:
        bounds["minimum"] = _whole(column.low)
    if column.high is not None and not column.high_is_open:
        bounds["maximum"] = _whole(column.high)
    return bounds


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() else number
