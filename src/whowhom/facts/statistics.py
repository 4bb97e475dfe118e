"""The statistics of a population: one function each, on plain counts."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.facts.records import (
    CENSORED,
    DEATH,
    EXILE,
    INSIDERS,
    IRREGULAR,
    JAIL,
    NATURAL,
    OK,
    REGULAR,
    UNKNOWN,
    Records,
)

__all__ = ["STATISTICS", "exposure", "quartiles", "rate", "ratio", "weibull_shape"]

YEAR = 12
_SETTLED = 4  # year of the ruler's tenure from which a rule counts as settled
Months = NDArray[np.int32]


def exposure(lengths: Months, first: int, last: int) -> float:
    """Return the person-years spent from month `first` (1 is the first) to month `last`.

    Examples
    --------
    >>> exposure(np.array([6, 30], np.int32), 1, 12)
    1.5
    """
    spent = np.clip(lengths, 0, last) - (first - 1)
    return float(np.maximum(spent, 0).sum()) / YEAR


def rate(lengths: Months, events: Months, first: int, last: int) -> float:
    """Return events per person-year from month `first` to month `last`; nan without any year.

    Parameters
    ----------
    lengths : array of int, shape (n,)
        Length of each spell in months.
    events : array of int, shape (m,)
        Month of the spell in which each event fell, from 1.
    first, last : int
        Months, both counted.

    Examples
    --------
    >>> rate(np.array([6, 30], np.int32), np.array([6, 30], np.int32), 1, 12)
    0.6666666666666666
    """
    happened = np.count_nonzero((events >= first) & (events <= last))
    return ratio(float(happened), exposure(lengths, first, last))


def ratio(above: float | np.integer[Any], below: float | np.integer[Any]) -> float:
    """Return a quotient; nan where there is nothing below."""
    return float(above / below) if below > 0 else float("nan")


def weibull_shape(lengths: Months, fell: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the likeliest shape of Weibull's hazard with its 95 % interval; nan without 3 falls.

    The month in which a spell ends is all that is known, so the likelihood is that of a table by
    month; a spell that ends otherwise counts for half of its last month.

    Parameters
    ----------
    lengths : array of int, shape (n,)
        Length of each spell in months, from 1.
    fell : array of bool, shape (n,)
        Whether it ended in the way in question; the others are censored.
    """
    from whowhom.theory.tenure.power_sharing_likelihood import weibull_fit

    if np.count_nonzero(fell) < 3:
        return (float("nan"),) * 3
    last = int(lengths.max())
    ends = np.bincount(lengths, minlength=last + 1)[1:].astype(np.float64)
    falls = np.bincount(lengths[fell], minlength=last + 1)[1:].astype(np.float64)
    at_risk = ends[::-1].cumsum()[::-1]
    found = weibull_fit(at_risk - 0.5 * (ends - falls), falls).estimates[0]
    return found.value, found.low, found.high


def quartiles(lengths: Months, ended: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the years by which a quarter, half, three quarters have ended (Kaplan and Meier).

    Infinite where so many never end within what is seen; nan without spells.
    """
    from scipy.stats import CensoredData, ecdf

    if not lengths.size:
        return (float("nan"),) * 3
    years = lengths / YEAR
    survival = ecdf(CensoredData(uncensored=years[ended], right=years[~ended])).sf
    found = []
    for left in (0.75, 0.5, 0.25):
        below = np.flatnonzero(survival.probabilities <= left + 1e-12)
        found.append(float(survival.quantiles[below[0]]) if below.size else float("inf"))
    return found[0], found[1], found[2]


# --- S1 to S11


def _hazard(first: int, last: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        spells = records.spells
        fell = spells["months"][spells["exit"] == INSIDERS]
        return rate(spells["months"], fell, YEAR * (first - 1) + 1, YEAR * last)

    return of


def _shape(records: Records) -> float:
    spells = records.spells
    return weibull_shape(spells["months"], spells["exit"] == INSIDERS)[0]


def _insiders_by_natural(records: Records) -> float:
    ends = records.spells["exit"]
    return ratio(np.count_nonzero(ends == INSIDERS), np.count_nonzero(ends == NATURAL))


def _attempts(first: int, last: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        months = records.tries["month"]
        return rate(records.spells["months"], months, YEAR * (first - 1) + 1, YEAR * last)

    return of


def _success(first: int, last: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        tries = records.tries
        chosen = (tries["month"] > YEAR * (first - 1)) & (tries["month"] <= YEAR * last)
        return ratio(float(tries["success"][chosen].sum()), float(np.count_nonzero(chosen)))

    return of


def _divided(
    above: Callable[[Records], float], below: Callable[[Records], float]
) -> Callable[[Records], float]:
    return lambda records: ratio(above(records), below(records))


def _quartile(which: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        spells = records.spells
        return quartiles(spells["months"], spells["exit"] != CENSORED)[which]

    return of


def _gone_in_a_year(records: Records) -> float:
    spells = records.spells
    gone = (spells["months"] <= YEAR) & (spells["exit"] != CENSORED)
    seen = gone | (spells["months"] > YEAR)
    return ratio(np.count_nonzero(gone), np.count_nonzero(seen))


def _fate(which: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        known = records.spells["fate"][records.spells["fate"] != UNKNOWN]
        return ratio(np.count_nonzero(known == which), known.size)

    return of


def _entry_hazard(entry: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        spells = records.spells[records.spells["entry"] == entry]
        fell = spells["months"][spells["exit"] == INSIDERS]
        return rate(spells["months"], fell, 1, YEAR)

    return of


def _rulers_by_coalition(records: Records) -> float:
    return ratio(float(records.coalitions["rulers"].sum()), len(records.coalitions))


def _single_ruler(records: Records) -> float:
    rulers = records.coalitions["rulers"]
    return ratio(np.count_nonzero(rulers == 1), rulers.size)


def _purges(
    *, years: tuple[int, int] = (1, 99), after_coup: bool = False, **of_kind: int
) -> Callable[[Records], float]:
    """Return the falls per member-year under a ruler who stays, of some members."""

    def of(records: Records) -> float:
        rows = records.members
        chosen = (rows["rule_year"] >= years[0]) & (rows["rule_year"] <= years[1])
        if after_coup:
            chosen &= rows["entry"] == IRREGULAR
        for name, value in of_kind.items():
            chosen &= rows[name] == value
        return ratio(float(rows["falls"][chosen].sum()), rows["months"][chosen].sum() / YEAR)

    return of


def _purges_by_member_year(first: int, last: int) -> Callable[[Records], float]:
    def of(records: Records) -> float:
        rows = records.members
        chosen = (rows["member_year"] >= first) & (rows["member_year"] <= last)
        return ratio(float(rows["falls"][chosen].sum()), rows["months"][chosen].sum() / YEAR)

    return of


_irregular, _regular = _entry_hazard(IRREGULAR), _entry_hazard(REGULAR)
_plotters = _purges(after_coup=True, coercive=1, plotter=1)
_bystanders = _purges(after_coup=True, coercive=1, plotter=0)
_first_year, _middle = (
    _purges(after_coup=True, years=(1, 1)),
    _purges(after_coup=True, years=(2, 5)),
)
_settled, _contested = _purges(years=(_SETTLED, 99)), _purges(years=(1, _SETTLED - 1))
_new, _old = _purges_by_member_year(1, 2), _purges_by_member_year(3, 99)

STATISTICS: Mapping[str, Callable[[Records], float]] = {
    "insiders_by_natural": _insiders_by_natural,
    "hazard_1": _hazard(1, 1),
    "hazard_2_7": _hazard(2, 7),
    "hazard_8_10": _hazard(8, 10),
    "hazard_11_20": _hazard(11, 20),
    "hazard_21": _hazard(21, 99),
    "weibull_shape": _shape,
    "attempts_1": _attempts(1, 1),
    "attempts_2_5": _attempts(2, 5),
    "attempts_6_10": _attempts(6, 10),
    "attempts_11": _attempts(11, 99),
    "attempts_fall": _divided(_attempts(1, 1), _attempts(11, 99)),
    "success": _success(1, 99),
    "success_steady": _divided(_success(1, 1), _success(6, 99)),
    "tenure_quarter": _quartile(0),
    "tenure_half": _quartile(1),
    "tenure_three_quarters": _quartile(2),
    "gone_in_a_year": _gone_in_a_year,
    "fate_ok": _fate(OK),
    "fate_exile": _fate(EXILE),
    "fate_jail": _fate(JAIL),
    "fate_death": _fate(DEATH),
    "irregular_1": _irregular,
    "regular_1": _regular,
    "entry_gap": _divided(_irregular, _regular),
    "rulers_by_coalition": _rulers_by_coalition,
    "single_ruler": _single_ruler,
    "junta_purges": _purges(after_coup=True),
    "dangerous_friends": _divided(_plotters, _bystanders),
    "purge_hump_rises": _divided(_middle, _first_year),
    "purge_hump_falls": _divided(_purges(after_coup=True, years=(9, 99)), _middle),
    "purges_settled": _settled,
    "purges_contested": _contested,
    "purges_contested_by_settled": _divided(_contested, _settled),
    "members_old_by_new": _divided(_old, _new),
}
"""Every statistic by the id that it has in ``shipped/facts/facts.csv``; rates are per year."""
