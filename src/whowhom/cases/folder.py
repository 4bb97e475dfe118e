"""Where a case is: a folder of tables, a workbook, or the id of a shipped case.

A path is not trusted: nothing outside the folder is read, nothing that is not a plain
file, nothing larger than the limits.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from whowhom.cases.dialects import MOST_BYTES, read_csv
from whowhom.cases.plain import read_head, read_plain
from whowhom.cases.pooling import POOL_FILE
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.questions import QUESTIONS_FILE, Questions, read_questions
from whowhom.cases.schema import TABLES, Table
from whowhom.cases.settings import read_settings
from whowhom.cases.tables import RawTable, unknown_table
from whowhom.cases.toml import as_text, read_toml
from whowhom.cases.values import suggest_id
from whowhom.cases.xlsx import MOST_WORKBOOK_BYTES, READABLE, SPREADSHEETS, read_workbook

__all__ = [
    "CASEBOOK",
    "Opened",
    "casebook_cases",
    "casebook_folder",
    "holds_case",
    "open_case",
    "open_files",
    "shipped_cases",
]

MOST_FILES = 200
MOST_TOTAL = 20 * MOST_BYTES
CASEBOOK = "casebook"
"""Folder of the shipped cases in which those of the casebook are."""
_SETTINGS_HINT = 'write case.toml with title = "...", start = "1953-03-05" and end = "1957-06-29"'


@dataclass(slots=True)
class Opened:
    """A case as found: raw tables, raw bytes, and what stood in the way."""

    id: str
    case: RawTable | None = None
    conditions: RawTable | None = None
    outlook: RawTable | None = None
    questions: Questions = field(default_factory=Questions)
    tables: dict[str, RawTable] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def shipped_cases() -> dict[str, str]:
    """Return the cases that come with whowhom, without the casebook.

    Returns
    -------
    dict of str to str
        Title by id.
    """
    return _titles(_shipped_root())


def casebook_cases() -> dict[str, str]:
    """Return the cases of the casebook, which come with whowhom too: title by id."""
    return _titles(casebook_folder())


def casebook_folder() -> Path:
    """Return the folder of the case folders of the casebook."""
    return _shipped_root() / CASEBOOK


def holds_case(folder: Path) -> bool:
    """Return whether a path is a folder that holds a case: tables, a workbook or a pool."""
    try:
        return folder.is_dir() and (_kind(folder) == "folder" or (folder / POOL_FILE).is_file())
    except (OSError, ValueError):
        return False


def _titles(root: Path) -> dict[str, str]:
    """Return the title of each case folder in a folder, by id."""
    if not root.is_dir():
        return {}
    titles = {}
    for folder in sorted(root.iterdir()):
        settings = folder / "case.toml"
        if settings.is_file():
            data = read_plain(settings, settings.name, MOST_BYTES)
            toml = data if isinstance(data, Problem) else read_toml(data, settings.name)
            title = "" if isinstance(toml, Problem) else as_text(toml.keys.get("title", ""))
            titles[folder.name] = title or ""
    return titles


def open_case(case: str | Path) -> Opened:
    """Find a case and read its tables as text.

    Parameters
    ----------
    case : str or Path
        A case folder, a workbook (``.xlsx``) or the id of a shipped case. A path that holds a case
        goes before a shipped case of the same name.
    """
    text = str(case)
    opened = Opened("case")
    try:
        path = Path(case)
        kind = _kind(path)
        if kind == "workbook":
            path = path.resolve()
        if kind not in {"folder", "workbook"}:
            if text in shipped_cases():
                path, kind = _shipped_root() / text, "folder"
            elif text in casebook_cases():
                path, kind = casebook_folder() / text, "folder"
        name = path.resolve().name
        opened.id = suggest_id(name.rpartition(".")[0] if kind == "workbook" else name) or "case"
        if kind == "folder":
            _read_folder(opened, path.resolve())
        elif kind == "workbook":
            _read_workbook(opened, path, path.name)
        else:
            opened.problems.append(_no_case(text, kind))
    except (OSError, ValueError, RuntimeError) as error:
        finding = f"cannot be read ({_reason(error)})"
        opened.problems.append(
            Problem(
                code="W003",
                file=text[-100:],
                finding=finding,
                hint="check the path and its permissions",
            )
        )
    return opened


def open_files(name: str, files: Mapping[str, bytes]) -> Opened:
    """Read the files of a case folder that are in memory, as :func:`open_case` reads a folder.

    Parameters
    ----------
    name : str
        What the case is to be called.
    files : mapping of str to bytes
        Content by name, as in :attr:`Opened.files`.
    """
    opened = Opened(name, files=dict(files))
    for file in sorted(files):
        table = _table_of(opened, file) if file.lower().endswith(".csv") else None
        if table is not None:
            opened.tables[table.name] = read_csv(files[file], table, file)
    if "case.toml" in files:
        opened.case, opened.conditions, opened.outlook = read_settings(files["case.toml"])
    if QUESTIONS_FILE in files:
        opened.questions = read_questions(files[QUESTIONS_FILE])
    _report_missing(opened, files)
    return opened


def _shipped_root() -> Path:
    return Path(str(files("whowhom"))) / "shipped"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)[:100]


def _kind(path: Path) -> str:
    """Say what a path is: ``folder`` and ``workbook`` hold a case, other words say why not."""
    if path.is_dir():
        holds = (path / "case.toml").exists() or (path / "actors.csv").exists()
        return "folder" if holds or _workbooks(path) else "empty"
    if path.is_file():
        return "workbook" if path.suffix.lower() in SPREADSHEETS else "file"
    return "nothing"


def _workbooks(folder: Path) -> list[Path]:
    """Return the spreadsheets of a folder, those that can be read first."""
    found = (path for path in folder.iterdir() if path.suffix.lower() in SPREADSHEETS)
    kept = (path for path in found if not path.name.startswith(("~$", ".")))
    return sorted(kept, key=lambda path: (path.suffix.lower() not in READABLE, path.name))


def _no_case(text: str, kind: str) -> Problem:
    """Say that there is no case at a path, and what there is instead."""
    inner = sorted(filter(holds_case, Path(text).iterdir())) if kind == "empty" else []
    if inner:
        finding, hint = (
            f"is a folder of case folders ({len(inner)})",
            f"name one, such as {inner[0]}",
        )
        return Problem(code="W001", file=text[-100:], finding=finding, hint=hint)
    finding = {
        "empty": "is not a case folder: it has neither case.toml nor actors.csv nor a workbook",
        "file": "is a file, but neither a case folder nor an .xlsx workbook",
        "nothing": "is neither a folder nor a workbook nor a shipped case",
    }[kind]
    shipped, casebook = shipped_cases(), casebook_cases()
    guess = did_you_mean(Path(text).name, shipped | casebook)
    listed = "shipped cases: " + (", ".join(shipped) or "none")
    if casebook:
        listed += f" and {len(casebook)} of the casebook (whowhom cases lists them)"
    hint = "; ".join(part for part in (guess, listed, "whowhom new DIR makes a new one") if part)
    return Problem(code="W001", file=text[-100:], finding=finding, hint=hint)


def _read_folder(opened: Opened, folder: Path) -> None:
    """Read ``case.toml``, the tables, the ready questions and the notes of a folder."""
    names = sorted(path.name for path in folder.iterdir())
    if len(names) > MOST_FILES:
        finding = f"has {len(names):,} files"
        opened.problems.append(
            Problem(code="W005", file=folder.name, finding=finding, hint=f"keep {MOST_FILES}")
        )
        return
    workbooks = _workbooks(folder)
    tables = [name for name in names if name.lower().endswith(".csv")]
    if workbooks and not tables:
        _read_workbook(opened, workbooks[0], workbooks[0].name)
        for other in workbooks[1:]:
            _warn(opened, other.name, "W309", "is not read", f"only {workbooks[0].name} is")
    elif workbooks:
        _warn(opened, workbooks[0].name, "W309", "is not read", "the CSV tables are")
    if "case.toml" in names:
        data = _read_file(opened, folder, "case.toml", MOST_BYTES)
        if data is not None:
            opened.case, opened.conditions, opened.outlook = read_settings(data)
    for name in tables:
        _read_table(opened, folder, name)
    if QUESTIONS_FILE in names:
        data = _read_file(opened, folder, QUESTIONS_FILE, MOST_BYTES)
        if data is not None:
            opened.questions = read_questions(data)
    for note in sorted((folder / "notes").glob("*.md"))[:MOST_FILES]:
        _read_file(opened, folder, f"notes/{note.name}", MOST_BYTES)
    if not workbooks:
        _report_missing(opened, names)
    elif "case.toml" not in names and opened.case is None:
        _missing(opened, "case.toml", _SETTINGS_HINT)


def _report_missing(opened: Opened, names: Container[str]) -> None:
    """Report that the settings or the contenders are missing from a folder without workbooks."""
    if "case.toml" not in names:
        _missing(opened, "case.toml", _SETTINGS_HINT)
    has_actors = "actors" in opened.tables or any(
        problem.file.lower() == "actors.csv" for problem in opened.problems
    )
    if not has_actors:
        _missing(opened, "actors.csv", "write a row for each contender: id,name,apparatus,army ...")


def _read_table(opened: Opened, folder: Path, name: str) -> None:
    """Read one CSV file of the folder."""
    table = _table_of(opened, name)
    if table is None:
        return
    data = _read_file(opened, folder, name, MOST_BYTES)
    if data is not None:
        size = (folder / name).stat().st_size
        opened.tables[table.name] = read_csv(data, table, name, size=size)


def _table_of(opened: Opened, name: str) -> Table | None:
    """Return the table that a CSV file holds; report one that holds none, or that of another."""
    table = TABLES.get(name[:-4].lower())
    if table is None:
        problem = unknown_table(name[:-4].lower(), name, TABLES)
        (opened.problems if problem.code == "W006" else opened.warnings).append(problem)
    elif table.name in opened.tables:
        opened.problems.append(
            Problem(code="W007", file=name, finding="is a second table", hint="keep one of them")
        )
        return None
    return table


def _read_workbook(opened: Opened, path: Path, name: str) -> None:
    """Read the sheets of a workbook."""
    data = _read_file(opened, path.parent.resolve(), path.name, MOST_WORKBOOK_BYTES)
    if data is None:
        return
    book = read_workbook(path, name)
    opened.problems.extend(book.problems)
    opened.warnings.extend(book.warnings)
    opened.tables.update(book.tables)
    opened.case, opened.conditions, opened.outlook = book.case, book.conditions, book.outlook
    required = {"actors": 'add a sheet "actors" with a row for each contender'}
    if not (path.parent / "case.toml").exists():
        required["case"] = 'add a sheet "case" with the columns key and value (title, start, end)'
    for sheet, hint in required.items():
        is_there = sheet in book.tables or (sheet == "case" and book.case is not None)
        if book.readable and not is_there:
            is_hidden = sheet in book.hidden
            hint = f'unhide the sheet "{sheet}"' if is_hidden else hint
            _missing(opened, name, hint, f"sheet {sheet}" + " that can be seen" * is_hidden)


def _read_file(opened: Opened, folder: Path, name: str, most: int) -> bytes | None:
    """Read a plain file inside `folder`, at most one byte more than allowed; keep its bytes."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder):
            finding = "leads out of the case folder"
            hint = "put the file itself into the folder, not a link"
            opened.problems.append(Problem(code="W004", file=name, finding=finding, hint=hint))
            return None
    except (OSError, RuntimeError) as error:
        finding, hint = f"cannot be read ({_reason(error)})", "check the link and its permissions"
        opened.problems.append(Problem(code="W003", file=name, finding=finding, hint=hint))
        return None
    found = read_head(path, name, most)
    if isinstance(found, Problem):
        opened.problems.append(found)
        return None
    data, size = found
    if len(data) > most and not name.endswith(".csv"):
        finding, hint = f"has {size:,} bytes", f"at most {most:,} are allowed"
        opened.problems.append(Problem(code="W005", file=name, finding=finding, hint=hint))
        return None
    if sum(map(len, opened.files.values())) + len(data) > MOST_TOTAL:
        finding, hint = "makes the folder too large", f"at most {MOST_TOTAL:,} bytes are allowed"
        opened.problems.append(Problem(code="W005", file=name, finding=finding, hint=hint))
        return None
    opened.files[name] = data
    return data


def _missing(opened: Opened, file: str, hint: str, what: str = "") -> None:
    finding = f"has no {what}" if what else "is missing"
    opened.problems.append(Problem(code="W002", file=file, finding=finding, hint=hint))


def _warn(opened: Opened, file: str, code: str, finding: str, hint: str) -> None:
    opened.warnings.append(Problem(code=code, file=file, finding=finding, hint=hint))
