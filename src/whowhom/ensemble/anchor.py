"""Runs reweighted to a chance that the leader is removed: it says whether, they say who and how.

The weights are those of minimum relative entropy to the runs as they are, under one constraint: the
share of runs in which insiders remove the leader within the horizon equals the given chance [1]_.
The solution is an exponential tilt, as in [2]_ and [3]_. With one constraint on a yes-or-no
quantity it has a closed form: every run with the removal has one weight, every other run another,
so what happens *given* the removal, and given none, is what the runs say.

Every reweighted share is therefore chance * p + (1 - chance) * q, with p its share of the runs with
the removal and q of those without. Its interval joins the Wilson intervals of p and q [4]_, with
the chance taken as known; what an uncertain chance adds is shown apart, as the shares at both its
ends.

References
----------
.. [1] I. Csiszar, "I-Divergence Geometry of Probability Distributions and Minimization Problems",
   Annals of Probability 3(1), 146-158, 1975. https://doi.org/10.1214/aop/1176996454
.. [2] J. C. Robertson, E. W. Tallman and C. H. Whiteman, "Forecasting Using Relative Entropy",
   Journal of Money, Credit and Banking 37(3), 383-401, 2005. https://doi.org/10.1353/mcb.2005.0034
.. [3] R. Giacomini and G. Ragusa, "Theory-coherent forecasting", Journal of Econometrics 182(1),
   145-155, 2014. https://doi.org/10.1016/j.jeconom.2014.04.014
.. [4] G. Y. Zou, W. Huang and X. Zhang, "A note on confidence interval estimation for a linear
   function of binomial proportions", Computational Statistics and Data Analysis 53(4), 1080-1085,
   2009. https://doi.org/10.1016/j.csda.2008.09.033
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.dates import month_text, parse_period
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.interval import FEWEST_EFFECTIVE, quantiles, wilson
from whowhom.ensemble.manifest import closed_bytes, damaged, read_closed
from whowhom.ensemble.outcome import FATES, Counts, Records
from whowhom.ensemble.reading import check_result
from whowhom.ensemble.result import Result
from whowhom.ensemble.store import keep_anchor
from whowhom.ensemble.undecided import leaders_of
from whowhom.errors import InvalidInput, ResultError

__all__ = [
    "USUAL_HORIZON",
    "Anchored",
    "Tilt",
    "View",
    "anchored",
    "anchored_bytes",
    "anchored_from",
    "check_anchor",
    "inside_share",
    "tilted",
    "with_anchored",
]

USUAL_HORIZON = 12
"""Months within which the leader is removed, where nothing else is asked for."""
_SCHEMA = 1

_LABELS = {
    "base rate": "outside view: base rate",
    "outside": "outside view: model",
    "inside": "inside view: the runs",
    "pooled": "pooled",
    "given": "given chance",
}
"""The views in the order in which they stand beside each other, and how they are called."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilt:
    """The two weights of reweighted runs, whose mean over all runs is 1."""

    removed: float
    """Weight of each run in which the leader is removed within the horizon, >= 0."""
    other: float
    """Weight of each other run, >= 0."""
    effective: float
    """Effective runs (Kish): so many runs of equal weight would know the shares as well."""
    divergence: float
    """Relative entropy of the reweighted runs to the runs as they are, in nats, >= 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view of the chance that insiders remove the leader within the horizon."""

    name: str
    """``outside``, ``base rate``, ``inside``, ``pooled`` or ``given``."""
    chance: float
    low: float | None = None
    """Ends of its 95 % interval; None where it has none."""
    high: float | None = None
    words: str = ""
    """What it rests on."""

    @property
    def label(self) -> str:
        """How it is called on screens, pages and charts."""
        return _LABELS[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """What the reweighted runs say; every row also has the share in the runs as they are.

    A row has ``actor`` (or ``nobody``, or a ``fate``); ``unanchored``, its share of the runs as
    they are; ``share`` of the reweighted runs, ``low``, ``high`` (95 %, sampling error only, the
    chance taken as known); ``at_low`` and ``at_high``, the share if the chance were at the low or
    the high end of its interval (None without one); ``removed``, the share among the runs in which
    the leader is removed within the horizon, ``removed_low``, ``removed_high``.
    """

    leader: str
    """Id of the actor whose removal the chance is of."""
    horizon: int
    """Months within which."""
    since: str
    """The first of these months (``1925-03``)."""
    until: str
    """The last of them."""
    chance: float
    """The chance that the runs are reweighted to, in (0, 1)."""
    low: float | None
    """Ends of its 95 % interval; None where it has none."""
    high: float | None
    views: tuple[View, ...]
    """The chance as each view has it, the inside view (the runs as they are) among them."""
    runs: int
    removals: int
    """Runs in which the leader is removed within the horizon."""
    tilt: Tilt
    rules: tuple[Row, ...]
    """Who ends as sole ruler."""
    leads: tuple[Row, ...]
    """Who leads at the end, as sole ruler or as the strongest where there is none."""
    falls: tuple[Row, ...]
    """Who is removed within the horizon, the leader among them."""
    by: tuple[Row, ...]
    """Who leads the removal of the leader within the horizon."""
    together: tuple[Row, ...]
    """Who is removed in the same month as the leader, within the horizon."""
    fates: tuple[Row, ...]
    """How the leader ends: ``fate`` in place of ``actor``."""
    months: tuple[str | None, str | None, str | None]
    """The 5 %, 50 % and 95 % month of the removal, among the runs with one."""

    @property
    def inside(self) -> float:
        """The share of the runs as they are in which the leader is removed within the horizon."""
        return self.removals / self.runs

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as ``--json`` prints them."""
        return dict(json.loads(json.dumps(asdict(self))))


def tilted(removals: float, runs: float, chance: float) -> Tilt:
    """Return the weights of minimum relative entropy under which removals have a given chance.

    Parameters
    ----------
    removals : float
        Runs in which the leader is removed, in (0, `runs`).
    runs : float
        All runs; effective runs need not be whole.
    chance : float
        The share that they are to have, in (0, 1).

    Returns
    -------
    Tilt

    Examples
    --------
    >>> found = tilted(2, 10, 0.5)
    >>> found.removed, found.other, round(found.effective, 6)
    (2.5, 0.625, 6.4)
    """
    share = removals / runs
    removed, other = chance / share, (1 - chance) / (1 - share)
    return Tilt(
        removed=removed,
        other=other,
        effective=runs / (chance * removed + (1 - chance) * other),
        divergence=max(0.0, chance * math.log(removed) + (1 - chance) * math.log(other)),
    )


def anchored(
    result: Result,
    leader: str,
    months: int,
    chance: float,
    *,
    low: float | None = None,
    high: float | None = None,
    views: Sequence[View] = (),
) -> Anchored:
    """Reweight the runs of a result to a chance that insiders remove the leader.

    Nothing is simulated. The horizon starts with the first month of the runs, or with the month
    after the one up to which the record is given.

    Parameters
    ----------
    result : Result
        Of all runs; given a record or not.
    leader : str
        Id of a contender who is in the circle when the horizon starts.
    months : int
        The horizon in months, at least 1 and within the runs.
    chance : float
        Chance that the leader is removed by insiders within it, in (0, 1): by a contest lost, in
        the fall of an ally or from below, not by natural death.
    low, high : float, optional
        Ends of the interval of the chance, in [0, 1].
    views : sequence of View, optional
        What the chance was made from; ``given`` (this number) if empty. The inside view is added.

    Returns
    -------
    Anchored

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems at once.
    ResultError
        If no run, or every run, has the removal, or too few effective runs are left.

    Examples
    --------
    >>> import whowhom as ww
    >>> result = ww.run(ww.read_case("duel"), runs=400, seed=1)
    >>> found = anchored(result, "stalin", 24, 0.1)
    >>> round(sum(row["share"] for row in found.leads), 10)
    1.0
    >>> next(row["share"] for row in found.falls if row["actor"] == "stalin")
    0.1
    """
    check_anchor(result.case, leader, months, chance=chance, low=low, high=high, as_of=result.as_of)
    return _read(_count(result, leader, months), result, float(chance), low, high, tuple(views))


def check_anchor(
    case: Case,
    leader: str,
    months: int,
    *,
    as_of: str | None = None,
    chance: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> None:
    """Raise unless the runs of a case can be asked about the removal of a leader.

    Parameters
    ----------
    case : Case
    leader : str
        Id of a member of the circle.
    months : int
        The horizon in months, within the runs.
    as_of : str, optional
        The month up to which a record is given; the horizon starts after it.
    chance : float, optional
        In (0, 1).
    low, high : float, optional
        Ends of its interval, in [0, 1].

    Raises
    ------
    InvalidInput
        If something is outside its domain; all problems at once.
    """
    problems = []
    contenders = [name for name in sorted(case.names) if name != case.arbiter]
    if leader not in contenders:
        problems.append(
            f"leader must be in the inner circle, and {leader!r} is not: only its members can be "
            f"removed from it ({', '.join(contenders)})"
        )
    left = case.months - _first(case, as_of)
    if not isinstance(months, int) or isinstance(months, bool) or months < 1:
        problems.append(f"horizon must be a whole number of months >= 1, got {months!r}")
    elif months > left:
        problems.append(
            f"horizon must be at most {left} months, got {months}: the runs end in "
            f"{month_text(case.end.month_number)}; give the case a later end to look further"
        )
    if chance is not None and not (_is_share(chance) and 0 < chance < 1):
        problems.append(
            f"chance must be above 0 and below 1 (8 in 100 is 0.08), got {chance!r:.40}"
        )
    problems += [
        f"{name} must be from 0 to 1, got {end!r}"
        for name, end in (("low", low), ("high", high))
        if end is not None and not _is_share(end)
    ]
    if problems:
        raise InvalidInput("\n".join(problems))


def inside_share(result: Result, leader: str, months: int) -> float:
    """Return the share of the runs in which insiders remove the leader within the horizon.

    Raises
    ------
    InvalidInput
        If the leader or the horizon is outside its domain.
    """
    check_anchor(result.case, leader, months, as_of=result.as_of)
    return int(_count(result, leader, months).runs[1]) / result.runs


def with_anchored(result: Result, found: Anchored) -> Result:
    """Return a result with its reweighted runs, which are stored beside a stored result.

    Raises
    ------
    ResultError
        If the stored result is damaged, or another one by now.
    """
    if result.path is not None:
        sealed = check_result(result.path)
        if sealed.description != result.description:
            place = result.path
            raise damaged(place, [f"{place}: is no longer the result that was opened"])
        keep_anchor(sealed.manifest, anchored_bytes(found, result.sha256))
    # the files of a temporary folder live as long as the object that they were made for
    return replace(result, anchored=found, blocks=lambda: result.blocks())


def _is_share(value: object) -> bool:
    """Say whether a value is a number from 0 to 1."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _first(case: Case, as_of: str | None) -> int:
    """Return the index of the first month of the horizon."""
    if as_of is None:
        return 0
    return parse_period(as_of).latest.month_number - case.start.month_number + 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counts:
    """Runs without (0) and with (1) the removal of the leader within the horizon, of N actors."""

    leader: int
    first: int
    horizon: int
    runs: Counts
    """Shape (2,)."""
    rules: Counts
    """By sole ruler, last nobody, shape (N + 1, 2); so are those who lead."""
    leads: Counts
    falls: Counts
    """By who is removed within the horizon, shape (N, 2)."""
    fates: Counts
    """By the fate of the leader, shape (9, 2)."""
    by: Counts
    """By who leads the removal, last nobody, shape (N + 1, 2)."""
    together: Counts
    """By who is removed in the same month, shape (N, 2)."""
    when: Counts
    """By month of the horizon, shape (horizon,)."""


def _count(result: Result, leader: str, months: int) -> _Counts:
    """Count what the answers need, block by block."""
    place, first = result.circle.actors.index(leader), _first(result.case, result.as_of)
    total: dict[str, Counts] = {}
    for records in result.blocks():
        _check_still_there(result, leader, records["fell"][:, place], first)
        for name, counts in _counts_of(records, place, first, months).items():
            total[name] = total[name] + counts if name in total else counts
    return _Counts(leader=place, first=first, horizon=months, **total)


def _check_still_there(result: Result, leader: str, fell: NDArray[Any], first: int) -> None:
    """Refuse a leader whom runs have removed before the horizon starts."""
    if ((fell >= 0) & (fell < first)).any():
        raise InvalidInput(
            f"leader must be in the circle at the start of the horizon: {leader!r} was removed by "
            f"{result.circle.month(first - 1)} in some runs. Anchor a result with an earlier "
            "as-of month, or name another leader"
        )


def _counts_of(records: Records, place: int, first: int, months: int) -> dict[str, Counts]:
    """Count some runs, apart for those without and with the removal."""
    n_actors = records["fate"].shape[1]
    fell = records["fell"].astype(np.int64)
    within = (fell >= first) & (fell < first + months)
    is_removed = within[:, place]

    def split(who: NDArray[Any], size: int) -> Counts:
        flat = np.where(who < 0, size - 1, who).astype(np.int64) * 2 + is_removed
        return np.bincount(flat, minlength=2 * size).reshape(size, 2)

    def each(happens: NDArray[np.bool_]) -> Counts:
        return np.stack([happens[~is_removed].sum(axis=0), happens[is_removed].sum(axis=0)], axis=1)

    by = split(records["by"][:, place], n_actors + 1)
    by[:, 0] = 0
    together = within & (fell == fell[:, [place]]) & is_removed[:, None]
    together[:, place] = False
    return {
        "runs": np.bincount(is_removed, minlength=2),
        "rules": split(records["top"], n_actors + 1),
        "leads": split(leaders_of(records), n_actors + 1),
        "falls": each(within),
        "fates": split(records["fate"][:, place], len(FATES)),
        "by": by,
        "together": each(together),
        "when": np.bincount(fell[is_removed, place] - first, minlength=months),
    }


def _read(
    found: _Counts,
    result: Result,
    chance: float,
    low: float | None,
    high: float | None,
    views: tuple[View, ...],
) -> Anchored:
    """Return the answers of the reweighted runs."""
    circle = result.circle
    leader, runs, removals = circle.actors[found.leader], result.runs, int(found.runs[1])
    until = found.first + found.horizon - 1
    scale = (result.tally.effective or runs) / runs
    tilt = _checked(circle, found, chance, scale)
    inside_low, inside_high = result.tally.interval(removals)
    inside = View(
        name="inside",
        chance=removals / runs,
        low=inside_low,
        high=inside_high,
        words=f"{removals:,} of {runs:,} runs",
    )
    given = views or (View(name="given", chance=chance, low=low, high=high),)

    def rows(counts: Counts, names: Sequence[str], key: str = "actor") -> tuple[Row, ...]:
        made = [
            {key: name, **_row(counts[place], found.runs, scale, chance, low, high)}
            for place, name in enumerate(names)
            if counts[place].any() or name in circle.contenders
        ]
        return tuple(sorted(made, key=lambda row: (row[key] == NOBODY, -row["share"])))

    everyone = (*circle.actors, NOBODY)
    middle = quantiles(found.when, (5, 50, 95))
    return Anchored(
        leader=leader,
        horizon=found.horizon,
        since=circle.month(found.first) or "",
        until=circle.month(until) or "",
        chance=chance,
        low=low,
        high=high,
        views=tuple(sorted((*given, inside), key=lambda view: tuple(_LABELS).index(view.name))),
        runs=runs,
        removals=removals,
        tilt=tilt,
        rules=rows(found.rules, everyone),
        leads=rows(found.leads, everyone),
        falls=tuple(
            {**row, "low": chance, "high": chance, "removed_low": 1.0}
            if row["actor"] == leader
            else row
            for row in rows(found.falls, circle.actors)  # the leader's share is the chance itself
        ),
        by=rows(found.by, everyone),
        together=tuple(row for row in rows(found.together, circle.actors) if row["removed"]),
        fates=rows(found.fates, FATES, "fate"),
        months=tuple(  # type: ignore[arg-type]
            None if month is None else circle.month(found.first + month) for month in middle
        ),
    )


def _checked(circle: Circle, found: _Counts, chance: float, scale: float) -> Tilt:
    """Return the weights, or refuse where the runs cannot carry the chance."""
    runs, removals = int(found.runs.sum()), int(found.runs[1])
    leader, until = circle.actors[found.leader], circle.month(found.first + found.horizon - 1)
    if removals in (0, runs):
        which = f"none of {runs:,} runs" if not removals else f"every one of {runs:,} runs"
        raise ResultError(
            f"cannot be anchored: {leader!r} is removed by {until} in {which}, so no weights give "
            f"that a chance of {chance:g}. Simulate more runs (--runs), or choose a longer or "
            "shorter horizon."
        )
    tilt = tilted(removals * scale, runs * scale, chance)
    if tilt.effective < FEWEST_EFFECTIVE:
        needed = 100 * math.ceil(runs * FEWEST_EFFECTIVE / tilt.effective / 100)
        raise ResultError(
            f"cannot be anchored: of {runs:,} runs {tilt.effective:,.0f} effective ones would be "
            f"left (fewest: {FEWEST_EFFECTIVE}), since {leader!r} is removed by {until} in "
            f"{removals:,} of them and the chance is {chance:g}. Simulate more runs (--runs "
            f"{needed}), or choose another horizon."
        )
    return tilt


def _row(
    count: Counts,
    runs: Counts,
    scale: float,
    chance: float,
    low: float | None,
    high: float | None,
) -> dict[str, Any]:
    """Return the shares of something that happens in `count` of the runs without and with."""
    parts = [int(count[kind]) / int(runs[kind]) for kind in (0, 1)]
    ends = [wilson(int(count[k]) * scale, int(runs[k]) * scale) for k in (0, 1)]
    weights = (1 - chance, chance)

    def at(value: float) -> float:
        return (1 - value) * parts[0] + value * parts[1]

    below, above = (
        math.hypot(
            *(w * (end[side] - part) for w, end, part in zip(weights, ends, parts, strict=True))
        )
        for side in (0, 1)
    )
    return {
        "unanchored": int(count.sum()) / int(runs.sum()),
        "share": at(chance),
        "low": max(0.0, at(chance) - below),
        "high": min(1.0, at(chance) + above),
        "at_low": None if low is None else at(low),
        "at_high": None if high is None else at(high),
        "removed": parts[1],
        "removed_low": ends[1][0],
        "removed_high": ends[1][1],
    }


def anchored_bytes(found: Anchored, sha256: str) -> bytes:
    """Return the file ``anchor.json``, closed by a hash of its content.

    Parameters
    ----------
    found : Anchored
    sha256 : str
        Hash of the outcomes of the runs that were reweighted.
    """
    return closed_bytes({"schema": _SCHEMA, "sha256": sha256, **found.as_dict()})


def anchored_from(content: bytes, sha256: str) -> Anchored:
    """Read what :func:`anchored_bytes` wrote of the same runs.

    Raises
    ------
    ValueError
        If it is not that.
    """
    read = read_closed(content)
    if read.pop("schema", None) != _SCHEMA:
        raise ValueError("it is of another version of whowhom")
    if read.pop("sha256", None) != sha256:
        raise ValueError("it is of other runs")
    if read.keys() != {field.name for field in fields(Anchored)}:
        raise ValueError("it is not what was written")
    lists = {name: tuple(value) for name, value in read.items() if isinstance(value, list)}
    views = tuple(View(**view) for view in read["views"])
    return Anchored(**{**read, **lists, "views": views, "tilt": Tilt(**read["tilt"])})
