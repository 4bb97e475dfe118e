"""Who holds which post on a day."""

from whowhom.cases.case import Case, Day, Tenure
from whowhom.cases.dates import FIRST_DAY

__all__ = ["holders"]


def holders(case: Case, day: Day | None = None) -> dict[str, str]:
    """Return the holder of each post on a day: id of the actor by id of the post.

    Where the doubt of the dates allows two, the one whose tenure begins later is taken (a check
    warns of that); where a tenure has no ends, it always holds.

    Parameters
    ----------
    case : Case
        The case.
    day : Day, optional
        The day; the first day of the case if it is left out.
    """
    day = day or case.start
    found: dict[str, str] = {}
    for tenure in sorted(case.tenures, key=_begin):
        begun = tenure.begin is None or tenure.begin.earliest <= day
        if begun and (tenure.end is None or tenure.end.latest >= day):
            found[tenure.post] = tenure.actor
    return found


def _begin(tenure: Tenure) -> tuple[Day, Day, str]:
    begin = tenure.begin
    return (begin.earliest, begin.latest, tenure.actor) if begin else (FIRST_DAY, FIRST_DAY, "")
