"""Read struggles to be scored: the shipped casebook, an author's file, folders of cases."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from whowhom.casebook.importing import CASES, YAML, imported_cases, shortened_list
from whowhom.cases.case import Case
from whowhom.cases.check import check_case
from whowhom.cases.folder import CASEBOOK, casebook_folder, holds_case
from whowhom.cases.plain import read_text
from whowhom.cases.problems import Problem
from whowhom.errors import CaseError

__all__ = ["Skipped", "read_casebook", "read_struggles"]

MOST_BYTES = 100_000


class Skipped(NamedTuple):
    """A struggle that was not scored, and why."""

    struggle: str
    reason: str


def read_casebook(place: str | Path = CASEBOOK) -> tuple[Case, ...]:
    """Read a casebook: all its cases.

    Parameters
    ----------
    place : str or Path, default "casebook"
        ``casebook``, which comes with whowhom; a file in the author's format (``.yaml``); a folder
        of case folders; or one case: a folder, a workbook or the id of a shipped case.

    Returns
    -------
    tuple of Case
        In the order of the file or, for a folder, of its ``cases.txt``.

    Raises
    ------
    CaseError
        If anything is wrong; the message lists all problems.

    Examples
    --------
    >>> [case.id for case in read_casebook()][:2]
    ['ussr_1923_29', 'ussr_1953_57']
    """
    return read_struggles([place])[0]


def read_struggles(
    places: Iterable[str | Path | Case], *, keep_going: bool = False
) -> tuple[tuple[Case, ...], tuple[Skipped, ...]]:
    """Read the cases of several places.

    Parameters
    ----------
    places : iterable of str, Path or Case
        As for :func:`read_casebook`; a case that is read already is taken as it is.
    keep_going : bool, default False
        Skip what has problems instead of raising.

    Returns
    -------
    tuple of Case
        The sound cases, in the order of the places.
    tuple of Skipped
        What was skipped, with its first problem.

    Raises
    ------
    CaseError
        If anything is wrong and is not to be skipped, or nothing is sound; the message lists all
        problems of all places.
    """
    cases: list[Case] = []
    skipped: list[Skipped] = []
    told: list[str] = []
    for place in places:
        if isinstance(place, Case):
            cases.append(place)
            continue
        found, problems = _read(place)
        cases += found
        skipped += [Skipped(name, _first_of(lines)) for name, lines in problems.items()]
        lines = [line for lines in problems.values() for line in lines]
        told += [shortened_list(lines)] if lines else []
    if told and not keep_going:
        raise CaseError("\n".join(told))
    if not cases:
        raise CaseError("\n".join([*told, "There is nothing sound to forecast."]))
    return tuple(cases), tuple(skipped)


Problems = dict[str, list[str]]
"""Problems by the struggle that they are in, or by the place where there is no struggle."""


def _read(place: str | Path) -> tuple[Sequence[Case], Problems]:
    """Read the cases of one place."""
    path = Path(place)
    if path.suffix.lower() in YAML:
        return _read_yaml(path, str(place))
    folders, problems = _case_folders(path, str(place))
    cases = []
    for name, folder in folders.items():
        report = check_case(folder)
        if report.case is not None:
            cases.append(report.case)
            continue
        inside = f"{Path(folder).name}/" if holds_case(Path(folder)) else ""
        told = [replace(problem, file=inside + problem.file) for problem in report.problems]
        problems[name] = [str(problem) for problem in told]
    return cases, problems


def _read_yaml(path: Path, place: str) -> tuple[Sequence[Case], Problems]:
    """Read a file in the author's format."""
    try:
        found = imported_cases(path)
    except CaseError as error:
        return (), {place: str(error).splitlines()}
    problems: Problems = {}
    for problem in found.problems:
        name = problem.name.partition(".")[0] or problem.file
        problems.setdefault(name, []).append(str(problem))
    return found.cases, problems


def _case_folders(path: Path, place: str) -> tuple[dict[str, str | Path], Problems]:
    """Return the case folders of a folder in their order; the place itself where it is a case."""
    if place == CASEBOOK and not path.exists():
        path = casebook_folder()
    try:
        found = {each.name: each for each in sorted(path.iterdir()) if holds_case(each)}
        is_case = not path.is_dir() or holds_case(path) or not found
    except (OSError, ValueError):
        is_case = True
    if is_case:
        return {place: place}, {}
    listed, problems = _listed(path / CASES, found)
    return {name: found[name] for name in dict.fromkeys([*listed, *found])}, problems


def _listed(file: Path, found: Collection[str]) -> tuple[list[str], Problems]:
    """Return the case folders that ``cases.txt``, where there is one, names."""
    if not file.exists():
        return [], {}
    text = read_text(file, file.name, MOST_BYTES)
    if isinstance(text, Problem):
        return [], {file.name: [str(text)]}
    names = {line.strip(): number for number, line in enumerate(text.splitlines(), 1)}
    problems = [
        Problem(
            code="W103",
            file=file.name,
            line=number,
            value=name,
            finding="is not a case folder beside it",
            hint="correct or delete the line",
        )
        for name, number in names.items()
        if name and name not in found
    ]
    listed = [name for name in names if name in found]
    return listed, {file.name: list(map(str, problems))} if problems else {}


def _first_of(problems: Sequence[str]) -> str:
    """Return the first problem, and how many more there are."""
    more = len(problems) - 1
    return problems[0] + (f" (and {more} more problem{'s' * (more > 1)})" if more else "")
