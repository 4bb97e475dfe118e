"""Read a case: a folder, a workbook or a shipped id in, a checked and frozen Case out."""

from pathlib import Path

from whowhom.cases.case import Case
from whowhom.cases.check import check_case
from whowhom.errors import CaseError

__all__ = ["read_case"]


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
