"""What a calibration found: the parameters that are left, and how well they forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from research.calibration.box import Box
from research.calibration.design import Ends
from research.calibration.emulator import Emulator, Ridge
from research.calibration.facts import FactFit
from research.calibration.posterior import Posterior
from research.calibration.ranks import Ranks, ranks
from research.calibration.sampler import effective_size
from whowhom.backtesting.result import Backtest
from whowhom.files import write_file

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FEW", "RIVALS", "SETS", "Calibration"]

SETS = 200
"""Equally likely sets that are handed on."""
RIVALS = ("proportional", "uniform", "logit")
"""What forecasts are compared with."""
FEW = 100
"""Fewer effective points than this are warned of."""

_SCORES = (
    "log_loss",
    "brier",
    "accuracy",
    "auc_removed",
    "brier_removed",
    "log_loss_first",
    "brier_fates",
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Calibration:
    """The parameters that agree with struggles whose end is known; tables are polars frames."""

    box: Box
    """What was calibrated, and the prior."""
    ends: tuple[Ends, ...]
    """The runs that were learnt from."""
    emulator: Emulator
    """The chances of all answers anywhere in the box."""
    losses: Mapping[Ridge, float]
    """Loss at left-out sets by strength of the ridge."""
    power: float
    """What the likelihood of the struggles was raised to."""
    found: Posterior
    """Points of the posterior."""
    sets: NDArray[np.float64]
    """Equally likely sets of values, shape (200, d)."""
    backtest: Backtest
    """Forecasts of the struggles by ``prior``, ``calibrated`` and ``left_out`` beside rivals."""
    facts: tuple[FactFit, ...]
    """What the model says of the facts, fitted and tested."""
    design: int
    """Sets that were simulated."""
    runs: int
    """Runs of each struggle under each."""
    seed: int
    checked: NDArray[np.float64] | None = None
    """Effective sets behind each forecast ``played_left_out``, shape (struggles,); None if the
    posterior was not simulated."""

    @cached_property
    def posterior(self) -> "pl.DataFrame":
        """Equally likely sets: one column for each parameter, one row for each of 200 sets."""
        import polars as pl

        return pl.DataFrame(dict(zip(self.box.names, self.sets.T, strict=True)))

    def summary(self) -> "pl.DataFrame":
        """Return what was learnt of each parameter.

        Columns ``parameter``, ``prior_low``, ``prior_high``, ``default``, ``median``, ``low`` and
        ``high`` (central 90%), ``contraction``: by how much the variance fell, 0 for a parameter of
        which nothing was learnt, 1 for one that is known.
        """
        import polars as pl

        values = self.box.values(self.found.draws)
        low, median, high = np.percentile(values, [5, 50, 95], axis=0)
        spread = self.found.draws.var(axis=0) * 12.0  # of a uniform variable: 1 / 12
        return pl.DataFrame(
            {
                "parameter": self.box.names,
                "prior_low": self.box.low,
                "prior_high": self.box.high,
                "default": [self.box.common[name] for name in self.box.names],
                "median": median,
                "low": low,
                "high": high,
                "contraction": 1.0 - spread,
            }
        )

    def scores(self) -> "pl.DataFrame":
        """Return how well the struggles were forecast.

        One row for each of ``calibrated`` (the posterior of all struggles, in sample), ``left_out``
        (each by the posterior of the others), ``prior`` (nothing fitted) and the rivals; these
        come from the emulator, ``played`` and ``played_left_out`` from runs themselves. Columns
        ``model``, ``cases``, the mean of each score, ``log_loss_low`` and ``_high``, and for each
        rival ``minus_RIVAL``, ``_low``, ``_high``: the paired difference in log loss, below 0 if
        the model is better, with its 90% interval over struggles.
        """
        import polars as pl

        rows = []
        for model in self.backtest.models:
            row: dict[str, Any] = {"model": model, "cases": len(self.backtest.struggles)}
            for score in _SCORES:
                values = self.backtest.values(model, score)
                row[score] = sum(values) / len(values) if values else None
            mean = self.backtest.mean(model)
            row |= {"log_loss_low": mean.low, "log_loss_high": mean.high}
            for rival in RIVALS:
                gap = self.backtest.difference(model, rival)
                row |= {f"minus_{rival}": gap.mean}
                row |= {f"minus_{rival}_low": gap.low, f"minus_{rival}_high": gap.high}
            rows.append(row)
        return pl.DataFrame(rows, infer_schema_length=None)

    def cases(self) -> "pl.DataFrame":
        """Return the struggles one by one.

        Columns ``case``, ``winner``; ``prior``, ``calibrated``, ``left_out`` and the rivals: the
        chance that each gave the winner; ``effective``: effective points without that struggle.
        """
        import polars as pl

        rows = []
        for k, truth in enumerate(self.backtest.truths):
            row: dict[str, Any] = {
                "case": self.backtest.struggles[k].id,
                "winner": ", ".join(sorted(truth.winners)),
            }
            for model, made in self.backtest.forecasts.items():
                row[model] = sum(made[k].winner[actor] for actor in truth.winners)
            rows.append(row | {"effective": float(self.found.effective[k])})
        return pl.DataFrame(rows)

    def fact_table(self) -> "pl.DataFrame":
        """Return what the model says of each fact, and whether it was fitted or only tested.

        Columns ``fact role target error prior model low high miss``. ``prior`` is the mean over
        the box, ``model`` the median of the posterior with ``low`` and ``high`` (90%), by a
        polynomial that misses left-out sets by ``miss`` (standard deviation).
        """
        import polars as pl

        rows = []
        for fit in self.facts:
            low, median, high = np.percentile(fit.values(self.found.draws), [5, 50, 95])
            rows.append(
                {
                    "fact": fit.fact.name,
                    "role": "fitted" if fit.fact.fitted else "tested",
                    "target": fit.fact.target,
                    "error": fit.fact.error,
                    "prior": float(fit.coefficients[0]),
                    "model": float(median),
                    "low": float(low),
                    "high": float(high),
                    "miss": fit.residual,
                }
            )
        return pl.DataFrame(rows)

    @property
    def effective(self) -> float:
        """Effective number of points behind the posterior of everything."""
        return effective_size(self.found.weights)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What should be known before the posterior is used; empty if nothing."""
        found = []
        names = dict.fromkeys(self.emulator.questions.cases)
        few = [
            f"{name} ({size:.0f})"
            for name, size in zip(names, self.found.effective, strict=True)
            if size < FEW
        ]
        if few:
            found.append(
                f"Fewer than {FEW} effective points are left without {', '.join(few)}: these "
                "left-out forecasts are uncertain."
            )
        for row in self.summary().iter_rows(named=True):
            span = row["prior_high"] - row["prior_low"]
            if row["high"] < row["prior_low"] + 0.15 * span:
                found.append(f"{row['parameter']} lies at the low end of its range.")
            elif row["low"] > row["prior_high"] - 0.15 * span:
                found.append(f"{row['parameter']} lies at the high end of its range.")
        return tuple(found)

    def ranks(self, *, worlds: int = 200, **settings: Any) -> Ranks:
        """Run simulation-based calibration on the runs of the design, see ``ranks.py``."""
        return ranks(
            self.box.names,
            self.box.spread(self.design, self.seed),
            self.ends,
            self.emulator.questions,
            self.emulator.ridge,
            power=self.power,
            worlds=worlds,
            seed=self.seed,
            **settings,
        )

    def write(self, path: str | Path) -> Path:
        """Write the equally likely sets: a line of names, then one line for each set.

        The parameters that stay at their range stand beside those that were calibrated, spread
        evenly over it.
        """
        wide = Box(self.box.open, self.box.common)
        ranges = wide.values(wide.spread(len(self.sets), self.seed))
        rows = np.column_stack([self.sets, ranges])
        lines = [",".join((*self.box.names, *wide.names))]
        lines += [",".join(map(repr, row)) for row in rows.tolist()]
        place = Path(path)
        write_file(place, "".join(f"{line}\n" for line in lines).encode())
        return place

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: the object that ``--json`` prints."""
        return {
            "cases": len(self.backtest.struggles),
            "sets": self.design,
            "runs": self.runs,
            "seed": self.seed,
            "power": self.power,
            "ridge": [None if x == np.inf else x for x in self.emulator.ridge],
            "effective": self.effective,
            "parameters": self.summary().to_dicts(),
            "scores": self.scores().to_dicts(),
            "by_case": self.cases().to_dicts(),
            "facts": self.fact_table().to_dicts(),
            "warnings": list(self.warnings),
        }

    def __repr__(self) -> str:
        return (
            f"Calibration of {', '.join(self.box.names)} on {len(self.backtest.struggles)} "
            f"struggles: {self.design} sets, {self.runs} runs each"
        )
