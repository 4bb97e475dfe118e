"""Open the case that a command names, or refuse it with all its problems."""

from whowhom.cases import Case, check_case
from whowhom.cli.failure import Failure, Refused

__all__ = ["open_case"]


def open_case(case: str) -> Case:
    """Read and check a case.

    Raises
    ------
    Refused
        If it has problems; the failure lists them for people and for programs.
    """
    report = check_case(case)
    if report.case is None:
        message = f"{report.text()}\nThe full report: whowhom check {case}"
        problems = [problem.as_dict() for problem in report.problems]
        raise Refused(Failure(exit_code=3, code="case", message=message, problems=problems))
    return report.case
