"""The list of cases on the page ``docs/casebook.md``, made from the casebook itself.

``python -m whowhom.casebook.page`` prints it.
"""

import sys
from collections.abc import Iterable

from whowhom.casebook.coding import largest_gap
from whowhom.casebook.convert import horizon
from whowhom.casebook.read import read_casebook
from whowhom.casebook.struggle import Struggle
from whowhom.cases.dates import day_text

__all__ = ["cases_table"]

HEADER = (
    ("id", "title", "regime", "start", "decided", "contenders", "winner", "gap"),
    ("---", "---", "---", "---", "---", "---", "---", "---"),
)


def cases_table(struggles: Iterable[Struggle] | None = None) -> str:
    """Return the cases of a casebook as a Markdown table.

    Parameters
    ----------
    struggles : iterable of Struggle, optional
        The struggles; those of the casebook that comes with whowhom if they are left out.
    """
    rows = map(_row, read_casebook() if struggles is None else struggles)
    return "\n".join(f"| {' | '.join(row)} |" for row in (*HEADER, *rows))


def _row(struggle: Struggle) -> tuple[str, ...]:
    """Return one row; a star marks what was decided after the case folder ends."""
    outcome = struggle.outcome
    decided = day_text(outcome.decided) if outcome.decided else "-"
    is_late = outcome.decided is not None and outcome.decided > horizon(struggle.start)
    is_judged = all(contender.judged is not None for contender in struggle.contenders)
    return (
        f"`{struggle.id}`",
        struggle.title,
        struggle.regime_type,
        day_text(struggle.start),
        decided + "*" * is_late,
        str(len(struggle.contenders)),
        ", ".join(outcome.winners) or "none",
        f"{100 * largest_gap(struggle):.1f}" if is_judged else "-",
    )


if __name__ == "__main__":
    sys.stdout.write(cases_table() + "\n")
