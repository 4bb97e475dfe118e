"""The result of a backtest: forecasts beside outcomes, scores, their means and intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from whowhom.casebook.read import Skipped
from whowhom.errors import InvalidInput
from whowhom.score.fitted import fitted_losses
from whowhom.score.forecast import Forecast
from whowhom.score.opening import Coding, Opening, Shares
from whowhom.score.paired import (
    BINS,
    Control,
    Interval,
    mean_interval,
    negative_control,
    paired_difference,
    reliability,
)
from whowhom.score.truth import SCORES, Truth, scored

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Backtest"]

_SUMMED = ("log_loss", "brier", "accuracy", "winner_rank")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Backtest:
    """Forecasts of struggles that are over, and how good they were.

    Tables are polars data frames. Intervals cover 90% and come from a bootstrap over struggles.
    """

    struggles: tuple[Opening, ...]
    """Those that were scored, as they stood at the start."""
    truths: tuple[Truth, ...]
    """The outcome of each."""
    forecasts: Mapping[str, tuple[Forecast, ...]]
    """By model, one for each struggle."""
    unmixed: Mapping[str, tuple[Shares, ...]]
    """Chances to win before a tenth of the uniform forecast is mixed in, by model."""
    skipped: tuple[Skipped, ...]
    """What was not scored."""
    coding: Coding
    """Which power the rules read."""
    runs: int
    """Runs of the regime model for each struggle."""
    seed: int
    """Seed of their random numbers."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models."""
        return tuple(self.forecasts)

    def _repr_html_(self) -> str:
        """Show the scores in a notebook, best log loss first."""
        from whowhom.ensemble.notebook import table_html

        columns = ("model", "log loss", "90 %", "Brier", "winner right")
        rows = [
            (
                row["model"],
                f"{row['log_loss']:.3f}",
                f"{row['log_loss_low']:.3f} to {row['log_loss_high']:.3f}",
                f"{row['brier']:.3f}",
                f"{row['accuracy']:.2f}",
            )
            for row in self.summary().iter_rows(named=True)
        ]
        told = f"Forecasts of {len(self.struggles)} struggles, {self.runs} runs each"
        return table_html(told, columns, rows)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show them where a notebook asks for several kinds of them."""
        plain = f"<Backtest: {len(self.models)} models, {len(self.struggles)} struggles>"
        return {"text/html": self._repr_html_(), "text/plain": plain}

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return [
            {"model": model, "case": struggle.id, **scored(forecast, truth)}
            for model, forecasts in self.forecasts.items()
            for struggle, forecast, truth in zip(
                self.struggles, forecasts, self.truths, strict=True
            )
        ]

    def scores(self) -> "pl.DataFrame":
        """Return every score of every forecast: ``model``, ``case`` and ``SCORES``."""
        import polars as pl

        kinds: dict[str, Any] = {"model": pl.String, "case": pl.String}
        return pl.DataFrame(self._rows, schema=kinds | dict.fromkeys(SCORES, pl.Float64))

    def chances(self) -> "pl.DataFrame":
        """Return what was forecast and what happened: one row for each model, case and contender.

        Columns ``model case actor winner removed first_removed won fell fell_first fate``.
        """
        import polars as pl

        rows = [
            {
                "model": model,
                "case": struggle.id,
                "actor": actor,
                "winner": p,
                "removed": None if forecast.removed is None else forecast.removed[actor],
                "first_removed": (forecast.first_removed or {}).get(actor),
                "won": actor in truth.winners,
                "fell": actor in truth.removed,
                "fell_first": actor in truth.first_removed,
                "fate": truth.fates[actor],
            }
            for model, forecasts in self.forecasts.items()
            for struggle, forecast, truth in zip(
                self.struggles, forecasts, self.truths, strict=True
            )
            for actor, p in forecast.winner.items()
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def values(self, model: str, score: str = "log_loss") -> list[float]:
        """Return one score of one model, by struggle; struggles without it are left out."""
        if model not in self.forecasts or score not in SCORES:
            raise InvalidInput(
                f"there is no {score!r} of {model!r}: models are {', '.join(self.models)}, "
                f"scores {', '.join(SCORES)}"
            )
        found = (row[score] for row in self._rows if row["model"] == model)
        return [value for value in found if value is not None]

    def mean(self, model: str, score: str = "log_loss", *, level: float = 0.9) -> Interval:
        """Return the mean of a score over the struggles, with its interval."""
        return mean_interval(self.values(model, score), level=level)

    def difference(
        self, model: str, other: str, score: str = "log_loss", *, level: float = 0.9
    ) -> Interval:
        """Return by how much a model's mean score exceeds another's, struggle by struggle."""
        return paired_difference(self.values(model, score), self.values(other, score), level=level)

    def fitted_loss(self, model: str) -> float:
        """Return the mean log loss with the uniform share that the other struggles advise."""
        winners = [truth.winners for truth in self.truths]
        losses = fitted_losses(self.unmixed[model], winners)
        return sum(losses) / len(losses)

    def summary(self) -> "pl.DataFrame":
        """Return the models, best log loss first.

        Columns ``model``, ``cases``; then ``log_loss``, ``brier``, ``accuracy``, ``winner_rank``,
        each with ``_low`` and ``_high``; ``log_loss_fitted``; ``minus_proportional`` and
        ``minus_uniform``, the differences in log loss (below 0: better), with ``_low``, ``_high``;
        last the means of the other scores, empty where a model says nothing.
        """
        import polars as pl

        rows = []
        for model in self.models:
            row: dict[str, Any] = {"model": model, "cases": len(self.struggles)}
            for score in _SUMMED:
                row |= _columns(score, self.mean(model, score))
            row["log_loss_fitted"] = self.fitted_loss(model)
            for other in ("proportional", "uniform"):
                row |= _columns(f"minus_{other}", self.difference(model, other))
            for score in SCORES[len(_SUMMED) :]:
                values = self.values(model, score)
                row[score] = sum(values) / len(values) if values else None
            rows.append(row)
        rows.sort(key=lambda row: row["log_loss"])
        return pl.DataFrame(rows, infer_schema_length=None)

    def reliability(self, model: str, *, bins: tuple[float, ...] = BINS) -> "pl.DataFrame":
        """Return how often contenders won, by the chance that a model gave them.

        Columns ``low``, ``high`` (edges), ``contenders``, ``forecast`` (mean chance), ``happened``.
        """
        import polars as pl

        pairs = [
            (p, actor in truth.winners)
            for forecast, truth in zip(self.forecasts[model], self.truths, strict=True)
            for actor, p in forecast.winner.items()
        ]
        said, came = zip(*pairs, strict=True)
        names = ("low", "high", "contenders", "forecast", "happened")
        found = reliability(said, came, bins=bins)
        return pl.DataFrame([{name: getattr(row, name) for name in names} for row in found])

    def negative_control(self, model: str, *, draws: int = 2000) -> Control:
        """Permute the chances of a model within every struggle: its advantage must vanish."""
        winners = [truth.winners for truth in self.truths]
        shares = [forecast.winner for forecast in self.forecasts[model]]
        return negative_control(shares, winners, draws=draws, seed=self.seed)

    def by_base(self, model: str) -> "pl.DataFrame":
        """Return how those who dominate a base (3 of 3) fare in the forecasts and in fact.

        Columns ``base``, ``contenders``, ``forecast`` (mean chance to win), ``won`` (part who
        did), ``removed`` (mean chance to be removed), ``fell``; ``none`` are those who dominate
        nothing, ``all`` everybody.
        """
        import polars as pl

        frame = self.chances().filter(pl.col("model") == model)
        kinds: dict[tuple[str, str], list[str]] = {
            (struggle.id, c.id): [b for b, points in c.bases.items() if points >= 3] or ["none"]
            for struggle in self.struggles
            for c in struggle.contenders
        }
        bases = list(self.struggles[0].contenders[0].bases)
        rows = []
        for base in [*bases, "none", "all"]:
            chosen = [
                row
                for row in frame.iter_rows(named=True)
                if base == "all" or base in kinds[row["case"], row["actor"]]
            ]
            columns = (("forecast", "winner"), ("won",) * 2, ("removed",) * 2, ("fell",) * 2)
            rows.append(
                {"base": base, "contenders": len(chosen)}
                | {name: _mean([row[column] for row in chosen]) for name, column in columns}
            )
        return pl.DataFrame(rows, infer_schema_length=None)

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain values: the object that ``--json`` prints."""
        return {
            "cases": len(self.struggles),
            "coding": self.coding,
            "runs": self.runs,
            "seed": self.seed,
            "scores": self.summary().to_dicts(),
            "negative_control": {
                model: _plain(self.negative_control(model)) for model in self.models
            },
            "reliability": {
                model: [
                    {name: None if value != value else value for name, value in row.items()}
                    for row in self.reliability(model).to_dicts()
                ]
                for model in self.models
            },
            "scored": [struggle.id for struggle in self.struggles],
            "skipped": [found._asdict() for found in self.skipped],
        }


def _columns(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _plain(control: Control) -> dict[str, float]:
    return {name: getattr(control, name) for name in ("log_loss", "low", "high", "p")}
