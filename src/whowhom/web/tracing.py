"""The work behind one play read closely: it is played again, and every event written down."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from whowhom.cases.case import Case

__all__ = ["can_trace", "traced"]

_MODULE = "whowhom.ensemble.trace"


def can_trace() -> bool:
    """Say whether this version writes the events of a play down."""
    return find_spec(_MODULE) is not None


def traced(tell: Callable[..., None], *, case: Case, run: int, seed: int) -> list[dict[str, Any]]:
    """Play one play again and return every event of it: the work of a job."""
    tell(0, 1, "playing it again")
    rows = import_module(_MODULE).trace_rows(case, run=run, runs=1, seed=seed)
    return [{name: row[name] for name in ("month", "event", "text")} for row in rows]
