"""Shares, fates and months in words, as charts write them."""

from collections.abc import Iterable, Sequence
from typing import Any

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.sentences import FATE_WORDS, month_span, spoken_month, who_rules

__all__ = [
    "FATE_WORDS",
    "month_numbers",
    "month_span",
    "of_100",
    "spoken_month",
    "who_ends_on_top",
]


def of_100(share: float) -> str:
    """Return a share as a count of 100 runs, without false precision.

    Examples
    --------
    >>> [of_100(share) for share in (0, 0.004, 0.716, 0.996, 1)]
    ['0', 'under 1', '72', 'over 99', '100']
    """
    if 0 < share < 0.005:
        return "under 1"
    if 0.995 < share < 1:
        return "over 99"
    return f"{100 * share:.0f}"


def month_numbers(texts: Iterable[str | None]) -> list[int | None]:
    """Return the month number of each month; None stays None."""
    return [None if text is None else month_span(text)[0] for text in texts]


def who_ends_on_top(rows: Sequence[dict[str, Any]]) -> str:
    """Say who ends as sole ruler, of rows with ``actor``, ``name``, ``share``."""
    names = {row["actor"]: row["name"] for row in rows if row["actor"] != NOBODY}
    return who_rules(rows, names, of_100)
