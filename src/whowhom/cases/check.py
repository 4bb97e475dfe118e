"""Check and read a case: all problems at once, which defaults hold, what lacks a source."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from whowhom.cases.build import build_case
from whowhom.cases.case import Case
from whowhom.cases.defaults import default_sentences
from whowhom.cases.encodings import with_readings
from whowhom.cases.evidence import sources_of, weakest_grade
from whowhom.cases.folder import Opened, open_case
from whowhom.cases.pooling import POOL_FILE, coder_folder, pooled, read_coders
from whowhom.cases.problems import Problem, listed
from whowhom.cases.records import MOST_PROBLEMS, Book, Record, parse_rows
from whowhom.cases.rules import RULES
from whowhom.cases.schema import CASE, TABLES
from whowhom.cases.tables import RawTable, Row
from whowhom.cases.vocabulary import UNSOURCED
from whowhom.cases.warnings import WARNINGS
from whowhom.errors import CaseError, InvalidInput

__all__ = ["Report", "Unsourced", "as_case", "check_case", "check_opened", "read_case"]


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A value without a source."""

    file: str
    line: int
    column: int
    name: str
    """Table, row and column, such as ``actors.stalin.army``."""
    value: str

    @property
    def where(self) -> str:
        """The place as ``file:line:column``."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]
    """What keeps the case from being used, sorted by place."""
    warnings: tuple[Problem, ...]
    """What may be a mistake but does not prevent reading."""
    defaults: tuple[str, ...]
    """Sentences that say which defaults are in force."""
    unsourced: tuple[Unsourced, ...]
    """Values without a source."""
    values: int
    """Number of values in the tables that models and charts read."""
    case: Case | None
    """The case; None where there are problems."""

    @property
    def ok(self) -> bool:
        """Whether the case can be used."""
        return not self.problems

    def text(self) -> str:
        """Return the first problems, one to a line."""
        return listed(self.problems)

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain values for ``--json``."""
        return {
            "case": self.case.id if self.case else None,
            "sha256": self.case.sha256 if self.case else None,
            "problems": [problem.as_dict() for problem in self.problems],
            "warnings": [warning.as_dict() for warning in self.warnings],
            "defaults": list(self.defaults),
            "values": self.values,
            "unsourced": [
                {"where": one.where, "name": one.name, "value": one.value} for one in self.unsourced
            ],
        }


def check_case(case: str | Path) -> Report:
    """Check a case and report all problems at once; bad content never raises.

    Parameters
    ----------
    case : str or Path
        A case folder, a workbook (``.xlsx``) or the id of a shipped case.

    Returns
    -------
    Report
        Problems, warnings, defaults in force, values without a source, and the case if it is
        sound.
    """
    coders = read_coders(Path(case))
    if coders is not None:
        return _check_pool(Path(case), *coders)
    return check_opened(open_case(case), str(case))


def check_opened(opened: Opened, place: str) -> Report:
    """Check a case that was opened at `place`, as :func:`check_case` does."""
    problems, warnings = list(opened.problems), list(opened.warnings)
    book = _read_rows(opened, problems)
    if book is not None:
        for rule in RULES:
            problems.extend(islice(rule(book), MOST_PROBLEMS))
        for warning in WARNINGS:
            warnings.extend(islice(warning(book), MOST_PROBLEMS))
    problems.extend(opened.questions.problems)
    if book is not None:
        problems.extend(opened.questions.strangers("actors", book.ids("actors")))
        problems.extend(opened.questions.strangers("sources", book.ids("sources")))
    values = list(_values(book)) if book else []
    unsourced = tuple(value for value, grade, _ in values if grade == UNSOURCED)
    sound = None
    if book is not None and not problems:
        built = build_case(book, opened.id, opened.files, opened.questions.rows)
        sound = replace(
            built,
            stated=len(values),
            unsourced=len(unsourced),
            graded=dict(Counter(grade for _, grade, is_read in values if is_read)),
        )
    return Report(
        problems=_sorted(with_readings(problems, opened.files, place)),
        warnings=_sorted(warnings),
        defaults=default_sentences(book) if book else (),
        unsourced=unsourced,
        values=len(values),
        case=sound,
    )


def _check_pool(folder: Path, coders: list[tuple[str, float]], problems: list[Problem]) -> Report:
    """Check the case of each coder of a pooled case, and whether they go together."""
    reports = {name: check_case(coder_folder(folder, name)) for name, _ in coders}
    for name, found in reports.items():
        problems += [replace(one, file=f"coders/{name}/{one.file}") for one in found.problems]
    cases = [found.case for found in reports.values() if found.case is not None]
    made = None
    if not problems:
        try:
            made = pooled(cases, [weight for _, weight in coders], names=list(reports))
        except InvalidInput as error:
            hint = "let whowhom pool write it"
            problems = [
                Problem(code="W002", file=POOL_FILE, finding=line, hint=hint)
                for line in str(error).splitlines()
            ]
    return Report(
        problems=_sorted(problems),
        warnings=_sorted(one for found in reports.values() for one in found.warnings),
        defaults=tuple(dict.fromkeys(d for found in reports.values() for d in found.defaults)),
        unsourced=tuple(one for found in reports.values() for one in found.unsourced),
        values=sum(found.values for found in reports.values()),
        case=made,
    )


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, by place."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key))


def _read_rows(opened: Opened, problems: list[Problem]) -> Book | None:
    """Give the cells of all tables their values; None where there is no case at all."""
    if opened.case is None and not opened.tables:
        return None
    case, conditions, outlook = opened.case, opened.conditions, opened.outlook
    keys = _parse(case, problems) if case else []
    nothing = Record(RawTable(CASE, "case.toml"), Row(1, {}), {})
    book = Book(
        case=keys[0] if keys else nothing,
        conditions=_parse(conditions, problems) if conditions else [],
        outlook=_parse(outlook, problems) if outlook else [],
        present=frozenset(opened.tables),
    )
    for name in TABLES:
        if name in opened.tables:
            book.tables[name] = _parse(opened.tables[name], problems)
    return book


def _parse(raw: RawTable, problems: list[Problem]) -> list[Record]:
    """Read the rows of one table and collect its problems."""
    records, found = parse_rows(raw)
    problems.extend((*raw.problems, *found))
    return records


def _values(book: Book) -> Iterable[tuple[Unsourced, str, bool]]:
    """Yield each value of the tables that models and charts read, its grade, and if runs read it.

    This is the one count of values, wherever one is shown.
    """
    grades = {record.id: record.text("grade") for record in book.rows("sources")}
    for table in TABLES.values():
        if table.role in {"model", "record"}:
            for record in book.rows(table.name):
                for value, grade in _values_of(record, grades):
                    yield value, grade, table.role == "model"
    facts = [record for record in book.outlook if "leader" not in record.values]
    for record in (*book.conditions, *facts):
        for value, grade in _values_of(record, grades):
            yield value, grade, record.table.role == "model"


def _values_of(record: Record, grades: Mapping[str, str]) -> Iterable[tuple[Unsourced, str]]:
    """Yield the values of one row; a row that only links two ids is one value."""
    filled = [column for column in record.table.columns if column.name in record.row.cells]
    stated = [column for column in filled if column.is_value and column.name != "id"]
    links = (column for column in filled if column.kind == "reference")
    for column in stated or list(islice(links, 1)):
        cell = record.row.cells[column.name]
        row = record.id or f"row {record.row.line}"
        named = [record.table.name, row, column.name]
        name = ".".join(named if record.table.name != "outlook" else [named[0], named[2]])
        value = Unsourced(record.raw.file, cell.line, cell.column, name, cell.text)
        yield value, weakest_grade(sources_of(record.references, column.name), grades)


def read_case(case: str | Path) -> Case:
    """Read and check a case.

    Parameters
    ----------
    case : str or Path
        A case folder, a workbook (``.xlsx``) or the id of a shipped case. A path that holds a case
        goes before a shipped case of the same name.

    Returns
    -------
    Case
        The case, with defaults filled in.

    Raises
    ------
    CaseError
        If anything is wrong with it; the message lists all problems.
    """
    report = check_case(case)
    if report.case is None:
        raise CaseError(report.text())
    return report.case


def as_case(case: Case | str | Path) -> Case:
    """Return a case that is given as itself, by its path, or by the id of a shipped case.

    Raises
    ------
    InvalidInput
        If it is none of these.
    CaseError
        If anything is wrong with what is read.

    Examples
    --------
    >>> as_case("duel").id, as_case(as_case("duel")).id
    ('duel', 'duel')
    """
    if isinstance(case, Case):
        return case
    if isinstance(case, str | Path):
        return read_case(case)
    raise InvalidInput(
        "case must be a case, as read_case returns it, the path of a folder or workbook, or the id "
        f"of a shipped case, got {case!r:.80}"
    )
