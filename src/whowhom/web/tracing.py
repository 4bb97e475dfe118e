"""The work behind plays read closely: they are played again, and every event written down."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from whowhom.cases.case import Case
from whowhom.scenario.change import Change, changed

__all__ = ["Told", "beside", "traced", "traced_pair"]

Told = tuple[str, str]
"""Month and sentence of an event."""
_FEWEST_SAME = 3
"""So many events that are the same in both plays are told as one line."""


def traced(tell: Callable[..., None], *, case: Case, run: int, seed: int) -> list[Told]:
    """Play one play again and return every event of it: the work of a job."""
    from whowhom.ensemble.trace import trace_rows

    tell(0, 1, "playing it again")
    return [(row["month"], row["text"]) for row in trace_rows(case, run=run, runs=1, seed=seed)]


def traced_pair(
    tell: Callable[..., None], *, case: Case, change: Change, run: int, seed: int
) -> tuple[list[Told], list[Told]]:
    """Play one play again as it is and after a change: the work of a job."""
    from whowhom.ensemble.trace import trace_rows
    from whowhom.scenario.calibrated import default_parameters

    other_case, parameters = changed(case, change, default_parameters())
    tell(0, 2, "playing it again as it is")
    before = trace_rows(case, run=run, runs=1, seed=seed)
    tell(1, 2, "playing it again after the change")
    after = trace_rows(other_case, run=run, runs=1, seed=seed, parameters=parameters)
    ones, others = ([(row["month"], row["text"]) for row in rows] for rows in (before, after))
    return ones, others


def beside(ones: Sequence[Told], others: Sequence[Told]) -> list[tuple[str, str, str]]:
    """Lay two chronicles side by side: month, what happens in the one, what in the other.

    Where both go the same way for long, a line says for how many events.

    Examples
    --------
    >>> same = [("1922-05", "a rises"), ("1922-06", "b rises"), ("1922-07", "c rises")]
    >>> for row in beside([*same, ("1922-08", "a falls")], [*same, ("1922-09", "b falls")]):
    ...     print(row)
    ('1922-05 to 1922-07', '3 events, the same in both', '')
    ('1922-08', 'a falls', '')
    ('1922-09', '', 'b falls')
    """
    rows: list[tuple[str, str, str]] = []
    matcher = SequenceMatcher(a=list(ones), b=list(others), autojunk=False)
    for kind, i0, i1, j0, j1 in matcher.get_opcodes():
        if kind == "equal":
            if i1 - i0 >= _FEWEST_SAME:
                first, last = ones[i0][0], ones[i1 - 1][0]
                span = first if first == last else f"{first} to {last}"
                rows.append((span, f"{i1 - i0} events, the same in both", ""))
            else:
                rows += [(month, text, text) for month, text in ones[i0:i1]]
            continue
        differing = [(month, text, "") for month, text in ones[i0:i1]]
        differing += [(month, "", text) for month, text in others[j0:j1]]
        rows += sorted(differing, key=lambda row: row[0])
    return rows
