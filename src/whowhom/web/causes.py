"""The work behind the page "why": what settles it, what is unknown, which mechanism counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from whowhom.cases.case import Case

__all__ = ["LeftOut", "Rests", "find_mechanisms", "find_unknowns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """When the answer is settled, and which uncertain values it leans on; plain values."""

    settled: list[tuple[str, float]]
    """By month, share of the doubt about the winner that is gone."""
    fastest: list[tuple[str, str, float]]
    values: list[dict[str, Any]]
    """Rows of :func:`whowhom.charts.tornado.unknown_values`."""
    worth_knowing: int
    """How many of the values, from the top, can be told from nothing."""
    undefined: str
    """Why nothing can be settled or ranked; empty where it can."""
    noise: float
    half: str | None
    """Month in which half of the doubt is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What becomes of the winner without a mechanism."""

    mechanism: str
    does: str
    flips: float
    altered: float
    before: float
    after: float
    low: float
    high: float


def find_unknowns(tell: Callable[..., None], *, folder: str) -> Rests:
    """Rank the unknowns of a stored result: the work of a job."""
    from whowhom.charts import unknown_values
    from whowhom.ensemble.result import read_result
    from whowhom.ensemble.turning import turning_points
    from whowhom.ensemble.unknowns import unknowns

    tell(0, 3, "reading the plays")
    result = read_result(folder)
    tell(1, 3, "looking for the months that settle it")
    turning = turning_points(result)
    tell(2, 3, "weighing the uncertain values")
    found = unknowns(result)
    return Rests(
        settled=[
            (month, float(share))
            for month, share in zip(turning.months, turning.settled, strict=True)
        ],
        fastest=turning.fastest(),
        values=unknown_values(found, result.case).to_dicts(),
        worth_knowing=len(found.worth_knowing),
        undefined=found.undefined,
        noise=found.noise,
        half=turning.month_of(0.5),
    )


def find_mechanisms(
    tell: Callable[..., None], *, case: Case, actor: str, runs: int, seed: int
) -> list[LeftOut]:
    """Leave out every mechanism in turn: the work of a job."""
    from whowhom.ensemble.ablations import ablations

    def told(done: int, whole: int) -> None:
        tell(done, whole, f"{done} of {whole} mechanisms" if done else "getting ready")

    _, found = ablations(case, runs=runs, seed=seed, progress=told)
    rows = []
    for one in found:
        effect = one.what_if.effect("wins", actor=actor)
        rows.append(
            LeftOut(
                mechanism=one.mechanism,
                does=one.does,
                flips=one.flips,
                altered=one.altered,
                before=effect.before,
                after=effect.after,
                low=effect.low,
                high=effect.high,
            )
        )
    return rows
