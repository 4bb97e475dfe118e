"""The result of the sequential backtest: forecasts at each point, scores by stage, differences."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from whowhom.backtesting.points import LATER, STAGES, Point, PointTruth
from whowhom.casebook.read import Skipped
from whowhom.ensemble.interval import FEWEST_EFFECTIVE
from whowhom.errors import InvalidInput
from whowhom.score.forecast import Forecast
from whowhom.score.paired import Interval, paired_difference
from whowhom.score.scores import brier, log_loss, log_loss_first

__all__ = ["POINT_SCORES", "ScoredPoint", "SequentialBacktest"]

POINT_SCORES = ("log_loss", "brier", "next_log_loss")
"""Log loss and Brier score of the winner, log loss of the next to be removed."""
_REFERENCE = "proportional"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPoint:
    """What was forecast at a point, and what came."""

    point: Point
    left: tuple[str, ...]
    """Contenders in the contest, by the record up to the point."""
    truth: PointTruth
    forecasts: Mapping[str, Forecast]
    """By model; ``first_removed`` is who of those left is removed next."""
    effective: float
    """Effective runs of the forecast of the regime model."""

    def scores(self, model: str) -> dict[str, float | None]:
        """Return :data:`POINT_SCORES` of a model; None where it says nothing."""
        said = self.forecasts[model]
        said_next = said.first_removed
        return {
            "log_loss": log_loss(said.winner, self.truth.winners),
            "brier": brier(said.winner, self.truth.winners),
            "next_log_loss": None
            if said_next is None
            else log_loss_first(said_next, self.truth.next_removed),
        }


class _Row(NamedTuple):
    struggle: str
    stage: str
    model: str
    scores: dict[str, float | None]


@dataclass(frozen=True, eq=False, kw_only=True)
class SequentialBacktest:
    """Forecasts at the start of struggles and after each removal, and how good they were.

    A mean over points counts every point alike. Intervals cover 90 % and come from a bootstrap over
    struggles, each with all its points.
    """

    points: tuple[ScoredPoint, ...]
    """By struggle, in the order of time."""
    skipped: tuple[Skipped, ...]
    """What was not scored."""
    runs: int
    """Runs of the regime model for each point."""
    seed: int
    """Seed of their random numbers."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models."""
        return tuple(self.points[0].forecasts)

    @property
    def struggles(self) -> tuple[str, ...]:
        """Ids of the struggles that were scored."""
        return tuple(dict.fromkeys(each.point.struggle for each in self.points))

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that have points; last all but the start together, if there are any."""
        found = {each.point.stage for each in self.points}
        later = (LATER,) if found - {STAGES[0]} else ()
        return (*(stage for stage in STAGES if stage in found), *later)

    @cached_property
    def _rows(self) -> list[_Row]:
        return [
            _Row(each.point.struggle, each.point.stage, model, each.scores(model))
            for each in self.points
            for model in self.models
        ]

    def values(self, model: str, stage: str, score: str = "log_loss") -> dict[str, list[float]]:
        """Return one score of a model at the points of a stage, by struggle; without the empty.

        Raises
        ------
        InvalidInput
            If there is no such model, stage or score.
        """
        if model not in self.models or stage not in self.stages or score not in POINT_SCORES:
            raise InvalidInput(
                f"there is no {score!r} of {model!r} at {stage!r}: models are "
                f"{', '.join(self.models)}, stages {', '.join(self.stages)}, scores "
                f"{', '.join(POINT_SCORES)}"
            )
        found: dict[str, list[float]] = {}
        for row in self._rows:
            value = row.scores[score]
            is_in = row.stage != STAGES[0] if stage == LATER else row.stage == stage
            if row.model == model and is_in and value is not None:
                found.setdefault(row.struggle, []).append(value)
        return found

    def mean(self, model: str, stage: str, score: str = "log_loss") -> float | None:
        """Return the mean of a score over the points of a stage; None if the model says nothing."""
        values = [v for each in self.values(model, stage, score).values() for v in each]
        return sum(values) / len(values) if values else None

    def difference(
        self, model: str, other: str, stage: str = LATER, score: str = "log_loss"
    ) -> Interval | None:
        """Return by how much a model's mean score exceeds another's, point by point (90 %).

        Below 0 the first is better. None where one of them says nothing.
        """
        first, second = (self.values(name, stage, score) for name in (model, other))
        if not first or not second:
            return None
        struggles = [struggle for struggle, values in first.items() for _ in values]
        one, two = ([v for each in found.values() for v in each] for found in (first, second))
        return paired_difference(one, two, struggles=struggles)

    def scores(self) -> list[dict[str, Any]]:
        """Return the means by model and stage: ``model stage log_loss brier next_log_loss n``.

        ``n`` points; a score is None where the model says nothing of it.
        """
        return [
            {
                "model": model,
                "stage": stage,
                **{score: self.mean(model, stage, score) for score in POINT_SCORES},
                "n": sum(map(len, self.values(model, stage).values())),
                "struggles": len(self.values(model, stage)),
            }
            for stage in self.stages
            for model in self.models
        ]

    def differences(self) -> list[dict[str, Any]]:
        """Return the paired differences: ``model other stage score mean low high``.

        Every model against ``proportional``, and the first model against every other.
        """
        first = self.models[0]
        pairs = [(model, _REFERENCE) for model in self.models if model != _REFERENCE]
        pairs += [(first, other) for other in self.models if other not in (first, _REFERENCE)]
        rows = []
        for stage in self.stages:
            for model, other in pairs:
                for score in POINT_SCORES:
                    gap = self.difference(model, other, stage, score)
                    if gap is not None:
                        about = {"model": model, "other": other, "stage": stage, "score": score}
                        rows.append({**about, "mean": gap.mean, "low": gap.low, "high": gap.high})
        return rows

    @property
    def weak(self) -> int:
        """Number of points at which the regime model has too few effective runs for an answer."""
        return sum(each.effective < min(FEWEST_EFFECTIVE, self.runs) for each in self.points)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values: the object that ``--json`` prints."""
        return {
            "struggles": list(self.struggles),
            "runs": self.runs,
            "seed": self.seed,
            "points": [_plain(each) for each in self.points],
            "scores": self.scores(),
            "differences": self.differences(),
            "weak_points": self.weak,
            "skipped": [found._asdict() for found in self.skipped],
        }


def _plain(each: ScoredPoint) -> dict[str, Any]:
    """Return a point as plain values."""
    return {
        "struggle": each.point.struggle,
        "as_of": each.point.as_of,
        "stage": each.point.stage,
        "left": list(each.left),
        "effective": each.effective,
        "winner": {model: dict(said.winner) for model, said in each.forecasts.items()},
        "next_removed": {
            model: dict(said.first_removed)
            for model, said in each.forecasts.items()
            if said.first_removed is not None
        },
        "truth": {
            "winners": list(each.truth.winners),
            "next_removed": sorted(each.truth.next_removed),
        },
    }
