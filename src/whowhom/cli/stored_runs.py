"""Runs of a case that are stored already, so that no command simulates them again."""

from dataclasses import replace
from pathlib import Path

from whowhom.cases import Case
from whowhom.ensemble.description import Description, read_description, work_of
from whowhom.ensemble.manifest import MANIFEST
from whowhom.ensemble.result import Result, read_result
from whowhom.errors import ResultError
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change
from whowhom.web.results import Results

__all__ = ["stored_runs"]

_FOLDER = Path("results")


def stored_runs(case: Case, *, runs: int | None, least: int, seed: int) -> Result | None:
    """Return a stored result of a case as it is, made by this version with the usual parameters.

    Looked at are the folders in ``results`` and the result that comes with the program.

    Parameters
    ----------
    case : Case
    runs : int, optional
        How many runs it must have; if left out, the one that has most is taken.
    least : int
        How many runs it must have at least.
    seed : int

    Returns
    -------
    Result or None
        None if there is no such result; damaged ones are passed over.
    """
    for folder in _folders(case, runs=runs, least=least, seed=seed):
        try:
            return read_result(folder)
        except ResultError:
            continue
    shipped = Results(_FOLDER)
    shipped.load_shipped(case)
    settings = shipped.newest(case)
    if settings is None or settings[1] != seed or settings[0] < least:
        return None
    if runs not in (None, settings[0]):
        return None
    try:
        return shipped.get(case, *settings)
    except ResultError:
        return None


def _folders(case: Case, *, runs: int | None, least: int, seed: int) -> list[Path]:
    """Return the folders that hold such a result, that with most runs first."""
    found = []
    for manifest in sorted(_FOLDER.glob(f"*/{MANIFEST}")):
        try:
            description = read_description(manifest.parent)
        except ResultError:
            continue
        number = description.work.runs
        if number >= least and runs in (None, number) and _is_of(description, case, seed):
            found.append((-number, manifest.parent))
    return [folder for _, folder in sorted(found)]


def _is_of(description: Description, case: Case, seed: int) -> bool:
    """Say whether a stored result has the runs that this case would have."""
    work = description.work
    wanted = work_of(case, work.runs, seed, parameters=default_parameters(), change=Change())
    wanted = replace(wanted, precision=work.precision, at_most=work.at_most)
    return description.shard is None and not wanted.difference(work)
