"""What came of a struggle, as scores need it, and all scores of one forecast."""

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.casebook.struggle import Struggle
from whowhom.cases.case import Day
from whowhom.score.forecast import FATE_CLASSES, Forecast
from whowhom.score.scores import (
    accuracy,
    auc,
    brier,
    brier_fates,
    brier_removed,
    crps,
    log_loss,
    log_loss_first,
    winner_rank,
)

__all__ = ["SCORES", "Truth", "scored"]

SCORES = (
    "log_loss",
    "brier",
    "accuracy",
    "winner_rank",
    "auc_removed",
    "brier_removed",
    "log_loss_first",
    "brier_fates",
    "crps_months",
)
"""The scores of a forecast; those of what it says nothing of are empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What came of a struggle."""

    winners: frozenset[str]
    """Who ended on top; co-winners are one class."""
    removed: frozenset[str]
    """Who was removed by others at least once."""
    first_removed: frozenset[str]
    """Who was removed first; several if that cannot be told."""
    fates: Mapping[str, str]
    """The worst that others did to each contender, one of ``FATE_CLASSES``."""
    months: float | None
    """Months from the start to the decision."""

    @classmethod
    def of(cls, struggle: Struggle) -> "Truth":
        """Read the outcome of a struggle."""
        outcome = struggle.outcome
        worst = dict.fromkeys((contender.id for contender in struggle.contenders), 0)
        for removal in outcome.removals:
            if removal.fate in FATE_CLASSES and removal.actor in worst:
                fate = FATE_CLASSES.index(removal.fate)
                worst[removal.actor] = max(worst[removal.actor], fate)
        return cls(
            winners=frozenset(outcome.winners),
            removed=outcome.removed,
            first_removed=outcome.first_removed,
            fates={actor: FATE_CLASSES[fate] for actor, fate in worst.items()},
            months=None if outcome.decided is None else _months(struggle.start, outcome.decided),
        )


def scored(forecast: Forecast, truth: Truth) -> dict[str, float | None]:
    """Return all :data:`SCORES` of a forecast; None where it says nothing or nothing is known."""
    found: dict[str, float | None] = dict.fromkeys(SCORES)
    found["log_loss"] = log_loss(forecast.winner, truth.winners)
    found["brier"] = brier(forecast.winner, truth.winners)
    found["accuracy"] = accuracy(forecast.winner, truth.winners)
    found["winner_rank"] = winner_rank(forecast.winner, truth.winners)
    if forecast.removed is not None:
        found["auc_removed"] = auc(forecast.removed, truth.removed)
        found["brier_removed"] = brier_removed(forecast.removed, truth.removed)
    if forecast.first_removed is not None:
        found["log_loss_first"] = log_loss_first(forecast.first_removed, truth.first_removed)
    if forecast.fates is not None:
        found["brier_fates"] = brier_fates(forecast.fates, truth.fates)
    if forecast.months is not None and truth.months is not None:
        found["crps_months"] = crps(forecast.months, truth.months, horizon=forecast.horizon)
    return found


def _months(start: Day, decided: Day) -> float:
    """Return the months between two days."""
    return decided.month_number - start.month_number + (decided.day - start.day) / 30.4375
