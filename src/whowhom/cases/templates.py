"""A new case folder: a tiny sound example with every column explained in comment rows."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from whowhom.cases.check import read_case
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.cases.levels import LEVELS
from whowhom.cases.schema import (
    CONDITIONS,
    COURSE_EVENTS,
    OUTLOOK,
    REGIME_TYPES,
    SCHEMA_VERSION,
    SHOCK_KINDS,
    TABLES,
    Column,
    Table,
)
from whowhom.cases.workbook_template import new_workbook
from whowhom.cases.writing import csv_text, write_folder
from whowhom.errors import InvalidInput

__all__ = ["new_case", "template_files"]

TEMPLATES = tuple(name for name, table in TABLES.items() if table.role != "documentary")

EXAMPLE: Mapping[str, tuple[Mapping[str, str], ...]] = MappingProxyType(
    {
        "actors": (
            {
                "id": "secretary",
                "name": "The secretary",
                "apparatus": "3",
                "formal_office": "2",
                "organisation": "0.7..0.9",
                "source": "judged",
            },
            {
                "id": "marshal",
                "name": "The marshal",
                "army": "2..3",
                "popular": "2",
                "formal_office": "1",
                "source": "judged",
            },
            {
                "id": "minister",
                "name": "The police minister",
                "security": "3",
                "legitimacy": "1..2..3",
                "formal_office": "1",
                "source": "judged",
            },
        ),
        "posts": (
            {
                "id": "general_secretary",
                "name": "General secretary",
                "fills": "cadres=0.5;elite=0.1..0.2",
                "voice": "0.3",
                "seat": "0.5",
                "source": "judged",
            },
            {
                "id": "war_ministry",
                "name": "Ministry of war",
                "fills": "army=0.6",
                "force": "0.8",
                "prestige": "0.5",
                "source": "judged",
            },
        ),
        "tenures": (
            {"post": "general_secretary", "actor": "secretary", "from": "1998", "source": "judged"},
            {"post": "war_ministry", "actor": "marshal", "from": "1999-05", "source": "judged"},
        ),
        "ties": (
            {
                "from": "marshal",
                "to": "minister",
                "kind": "grievance",
                "strength": "0.4..0.8",
                "source": "judged",
            },
        ),
        "sources": (
            {
                "id": "judged",
                "citation": "Judgement of the coder",
                "kind": "judgement",
                "grade": "assumed",
            },
        ),
    }
)
"""The circle of the fresh template: three contenders, two posts, one grievance."""


def new_case(folder: str | Path, from_case: str | Path | None = None) -> Path:
    """Write a new case folder, or a workbook with the same example.

    Parameters
    ----------
    folder : str or Path
        The folder, which must not exist or be empty; or a new workbook (``.xlsx``).
    from_case : str or Path, optional
        A case to copy; without it, templates with comments and a tiny example are written.

    Returns
    -------
    Path
        The folder or the workbook.

    Raises
    ------
    InvalidInput
        If the folder exists and is not empty, the workbook exists, or it should be a copy.
    CaseError
        If `from_case` has problems.
    ResourceError
        If the folder cannot be written; nothing half-written is left.
    """
    if Path(folder).suffix.lower() == ".xlsx":
        if from_case is not None:
            raise InvalidInput("a copy of a case is a folder; leave out .xlsx or --from")
        return new_workbook(
            folder, {name: tuple(map(dict, rows)) for name, rows in EXAMPLE.items()}
        )
    if from_case is None:
        return write_folder(folder, template_files())
    return write_folder(folder, read_case(from_case).files)


def template_files() -> dict[str, bytes]:
    """Return the files of a fresh case folder."""
    files = {"case.toml": _settings().encode()}
    for name in TEMPLATES:
        files[TABLES[name].file] = _template(TABLES[name]).encode()
    return files


def _settings() -> str:
    """Return a commented ``case.toml``."""
    conditions = "\n".join(
        f"# {name} = 0.5".ljust(22) + f"# {text}; 0 to 1" for name, text in CONDITIONS.items()
    )
    outlook = "\n".join(map(_commented_fact, OUTLOOK.columns[:-1]))
    return f"""# A case of whowhom. Lines that begin with # are remarks.
# Numbers you are not sure of may be ranges in quotes: "0.6..0.8", or "0.5..0.6..0.8" with the
# likeliest in the middle. Dates are "1953-03-05"; a year BC has a minus sign: "-0044-03-15".

title = "Three contenders and an empty chair"
about = "Who comes out on top? Replace this example by your own circle."
start = "2000-01-01"
end = "2003-12-31"

regime_type = "other"   # {", ".join(REGIME_TYPES)}
# majority = 0.5        # share of power needed to remove someone, 0.5 to below 1
# arbiter = ""          # id of an actor who stands above the contest while able to act
# incumbent = ""        # id of the actor who rules at the start; read by scoring and the outlook
# favourite = ""        # id of the actor whom contemporaries expected to win; read by scoring only
# decided = ""          # when no rival could contest any more; read by scoring only
# coder = ""
# coded = ""
# licence = "CC-BY-4.0"
schema = {SCHEMA_VERSION}

# [conditions]          # on the first day; with its source: {{ value = "0.7..1", source = "a:12" }}
{conditions}

# [outlook]             # of the leader, for whowhom outlook; no run reads it; each is optional
{outlook}
"""


def _commented_fact(column: Column) -> str:
    """Return a key of ``[outlook]`` as a comment."""
    domain = f" ({column.domain})" if column.domain else ""
    return f"# {column.name} = ".ljust(24) + f"# {column.meaning.rstrip('.')}{domain}"


def _template(table: Table) -> str:
    """Return the header, a comment row for each column, and the example rows."""
    intro = f"# One row is {table.row}. Rows that begin with # are remarks."
    comments = [intro.replace(",", ";")]
    for column in table.columns:
        comments.append(_comment(column))
        if table.name == "actors" and column.name in LEVELS:
            levels = " | ".join(f"{level} {text}" for level, text in enumerate(LEVELS[column.name]))
            comments.append(f"#   {column.name} means: {levels}".replace(",", ";"))
    if table.name == "shocks":
        comments += [_shock_comment(name) for name in SHOCK_KINDS]
    if table.name == "course":
        comments += [
            f"# event {word}: {text}".replace(",", ";") for word, text in COURSE_EVENTS.items()
        ]
        comments.append("# whowhom run CASE --as-of 2000-06 reads the rows up to that month")
    if table.name == "audiences":
        comments.append("# Without rows these audiences hold; delete the # to change them:")
    rows = [list(table.names), *([comment] for comment in comments)]
    if table.name == "audiences":
        rows += _default_audiences()
    for row in EXAMPLE.get(table.name, ()):
        rows.append([row.get(name, "") for name in table.names])
    return csv_text(rows)


def _comment(column: Column) -> str:
    """Explain one column in a comment row (no commas, so that it stays one cell)."""
    parts = [column.meaning]
    if column.choices:
        parts.append(" | ".join(column.choices))
    elif column.domain:
        parts.append(column.domain)
    if column.unit:
        parts.append(column.unit)
    if column.required:
        parts.append("required")
    elif column.default:
        parts.append(f"default {column.default}")
    return f"# {column.name}: {'; '.join(parts)}".replace(",", ";")


def _shock_comment(name: str) -> str:
    kind = SHOCK_KINDS[name]
    target = f"target from {kind.target}.csv" if kind.target else "no target"
    meaning = kind.meaning.replace(",", ";")
    return f"# kind {name}: {meaning}; size {kind.low:g}..{kind.high:g}; {target}"


def _default_audiences() -> list[list[str]]:
    """Return the default audiences as comment rows that become rows without the ``#``."""
    rows = []
    for audience in DEFAULT_AUDIENCES:
        fed_by = ";".join(f"{key}={share.low:g}" for key, share in audience.fed_by.items())
        rows.append(
            [
                f"#{audience.id}",
                audience.name,
                str(audience.size),
                f"{audience.weight.low:g}",
                f"{audience.turnover.low:g}",
                f"{audience.line.low:g}",
                f"{audience.line_sd.low:g}",
                audience.base,
                fed_by,
                "yes" if audience.abroad else "no",
            ]
        )
    return rows
