"""Anchor a result: its runs reweighted to the pooled outside view, or to a chance that is given."""

from collections.abc import Iterator
from typing import Literal

from whowhom.cases.case import Day
from whowhom.cases.dates import parse_period
from whowhom.ensemble.anchor import (
    USUAL_HORIZON,
    Anchored,
    View,
    anchored,
    check_anchor,
    inside_share,
    with_anchored,
)
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import counted
from whowhom.outside.answer import Outlook, outlook
from whowhom.outside.pooling import pooled
from whowhom.outside.reading import leader_of
from whowhom.outside.sentences import class_labels

__all__ = ["anchor"]

_COUNTED = 12
"""Months that the counts of reference classes are of."""


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
        Id of a member of the circle; if not given, the ``leader`` in ``[outlook]`` of the case, or
        else its ``incumbent``.
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
    who = leader_of(result.case, leader or "").id
    if chance == "outlook":
        check_anchor(result.case, who, horizon, as_of=result.as_of)
        found = _pooled(result, who, horizon)
    else:
        found = anchored(result, who, horizon, chance)
    return with_anchored(result, found)


def _pooled(result: Result, leader: str, horizon: int) -> Anchored:
    """Reweight the runs to the outside view, pooled with the share of the runs themselves."""
    date = None if result.as_of is None else _first_day_after(result.as_of)
    seen = outlook(result.case, leader, horizon, date)
    inside = inside_share(result, leader, horizon)
    regime = seen.subject.facts.values.get("regime")
    model = seen.chance("insiders")
    value, low, high = (
        pooled(chance, inside, None if regime is None else str(regime))
        for chance in (model.value, model.low, model.high)
    )
    views = (
        *(_counts(seen) if horizon == _COUNTED else ()),
        View(
            name="outside",
            chance=model.value,
            low=model.low,
            high=model.high,
            words=(
                f"{counted(len(seen.subject.known), 'fact')} known, {len(seen.missing)} averaged "
                "over"
            ),
        ),
        View(name="pooled", chance=value.value, low=low.value, high=high.value, words=value.words),
    )
    return anchored(
        result, leader, horizon, value.value, low=low.value, high=high.value, views=views
    )


def _counts(seen: Outlook) -> Iterator[View]:
    """Yield the share of each reference class, from wide to narrow."""
    for one, label in zip(seen.classes, class_labels(seen.classes, "those "), strict=True):
        share, low, high = one.share("insiders")
        words = f"{one.counts['insiders']:,} of {one.leader_years:,}: {label}"
        yield View(name="base rate", chance=share, low=low, high=high, words=words)


def _first_day_after(month: str) -> Day:
    """Return the first day after a month (``1925-02``)."""
    year, index = divmod(parse_period(month).latest.month_number + 1, 12)
    return Day(year, index + 1, 1)
