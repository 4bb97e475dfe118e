"""Anchor a result: its runs reweighted to the outside view, or to a chance of the user's own."""

from typing import Literal

from whowhom.cases.case import Case
from whowhom.ensemble.anchor import USUAL_HORIZON, anchored, with_anchored
from whowhom.ensemble.result import Result
from whowhom.errors import InvalidInput

__all__ = ["anchor", "leader_of"]


def anchor(
    result: Result,
    chance: float | Literal["outlook"],
    *,
    leader: str | None = None,
    horizon: int = USUAL_HORIZON,
) -> Result:
    """Reweight the runs of a result to a chance that insiders remove the leader.

    The chance says *whether*; the runs say *who* and *how*. Nothing is simulated, and the other
    answers of the result stay those of the runs as they are. Of a stored result the answer is
    stored beside it (``anchor.json``), in place of an earlier one.

    Parameters
    ----------
    result : Result
        As :func:`whowhom.run` or :func:`whowhom.read_result` returns it.
    chance : float or "outlook"
        Chance that the leader is removed within the horizon by a contest lost, in the fall of an
        ally or from below (not by natural death), in (0, 1); ``"outlook"`` for the outside view of
        the case, pooled with that of the runs.
    leader : str, optional
        Id of a member of the circle; the leader of the outlook of the case if not given.
    horizon : int, default 12
        Within how many months: from the start of the runs, or from the month after the one up to
        which the record is given.

    Returns
    -------
    Result
        The same result with :attr:`whowhom.Result.anchored`.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems at once.
    ResultError
        If no run, or every run, has the removal; if fewer than 100 effective runs would be left; or
        if the stored result is damaged.

    Examples
    --------
    >>> import whowhom as ww
    >>> result = ww.run(ww.read_case("duel"), runs=400, seed=1)
    >>> found = ww.anchor(result, 0.1, leader="stalin", horizon=24).anchored
    >>> found.inside, next(row["share"] for row in found.falls if row["actor"] == "stalin")
    (0.095, 0.1)
    """
    if chance == "outlook":
        raise InvalidInput("the outside view is not there yet")
    return with_anchored(result, anchored(result, leader_of(result.case, leader), horizon, chance))


def leader_of(case: Case, leader: str | None) -> str:
    """Return whose removal is asked about: whom the user names, or the incumbent of the case.

    Raises
    ------
    InvalidInput
        If nobody is named.
    """
    if leader or case.incumbent:
        return leader or case.incumbent
    known = ", ".join(name for name in sorted(case.names) if name != case.arbiter)
    raise InvalidInput(
        f"the case names no leader: say whose removal the chance is of with --leader (leader=... "
        f"in Python), one of: {known}"
    )
