"""Made-up frames of the shape that a result gives: toy numbers, for tests of charts only."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import pytest

from whowhom.charts import (
    DARK,
    LIGHT,
    Look,
    fall_dots,
    falls,
    fan,
    fates,
    standing,
    winners,
)
from whowhom.ensemble.circle import month_text
from whowhom.ensemble.outcome import FATES, STATUSES

START, MONTHS = 1922 * 12 + 3, 237


@dataclass(frozen=True)
class Toy:
    """Frames for a circle of `n` made-up actors."""

    n: int
    names: tuple[str, ...] = ()

    @property
    def actors(self):
        return [f"actor_{i}" for i in range(self.n)]

    def look(self, theme):
        names = self.names or tuple(f"Toy Person {i}" for i in range(self.n))
        return Look(names=dict(zip(self.actors, names, strict=True)), theme=theme)

    def random(self, stream):
        return np.random.default_rng([self.n, stream])

    @property
    def winners(self):
        share = np.sort(self.random(1).dirichlet(np.linspace(3, 0.3, self.n + 1)))[::-1]
        return pl.DataFrame(
            [
                {"actor": actor, "share": s, "low": 0.9 * s, "high": min(1, 1.1 * s)}
                for actor, s in zip([*self.actors, "nobody"], share.tolist(), strict=True)
            ]
        )

    @property
    def removals(self):
        rng, rows = self.random(2), []
        for i, actor in enumerate(self.actors):
            months = np.sort(START + 20 + 8 * i + rng.integers(0, 60, 3)).tolist()
            row = {"actor": actor, "share": rng.uniform(0.2, 0.95), "first_out": 1 / (i + 2)}
            row |= dict(zip(("q05", "median", "q95"), map(month_text, months), strict=True))
            rows.append(row)
        rows[-1] |= {"share": 0.0, "q05": None, "median": None, "q95": None}
        return pl.DataFrame(rows)

    @property
    def fall_months(self):
        rng, t, rows = self.random(3), np.arange(MONTHS), []
        for i, actor in enumerate(self.actors):
            weight = np.exp(-0.5 * ((t - 30 - 9 * i) / rng.uniform(8, 20)) ** 2)
            share = (rng.uniform(0.1, 0.95) * weight / weight.sum()).tolist()
            rows += [
                {"actor": actor, "month": month_text(START + m), "share": share[m]}
                for m in range(MONTHS)
            ]
        return pl.DataFrame(rows)

    @property
    def fates(self):
        rng = self.random(4)
        return pl.DataFrame(
            [
                {"actor": actor, "fate": fate, "share": share}
                for actor in self.actors
                for fate, share in zip(FATES, rng.dirichlet(np.full(9, 0.5)).tolist(), strict=True)
            ]
        )

    @cached_property
    def trajectories(self):
        speed, rows = self.random(5).uniform(0.2, 1.5, self.n), []
        for m in range(MONTHS):
            for i, actor in enumerate(self.actors):
                worse = np.exp(-0.5 * ((np.arange(7) - 6 * (m / MONTHS) ** speed[i]) / 0.9) ** 2)
                middle = 0.8 * (m / MONTHS if i == 0 else (1 - m / MONTHS) / self.n)
                row = {"month": month_text(START + m), "actor": actor}
                row |= dict(zip(STATUSES, (worse / worse.sum()).tolist(), strict=True))
                for quantile, factor in ((5, 0.3), (25, 0.7), (50, 1), (75, 1.15), (95, 1.25)):
                    row[f"power_q{quantile:02d}"] = middle * factor
                rows.append(row)
        return pl.DataFrame(rows)

    @property
    def course(self):
        return pl.DataFrame(
            [
                {"actor": actor, "event": event, "documented": text}
                for i, actor in enumerate(self.actors[1:])
                for event, text in (
                    ("fall", f"{1924 + i}-11" if i % 2 else f"{1924 + i}-02/{1924 + i}-09"),
                    ("expelled", f"{1926 + i}-05"),
                    ("death", f"{1929 + i}-08"),
                )
            ]
        )

    def charts(self, theme) -> dict[str, Any]:
        """Draw all charts of this circle."""
        look, course = self.look(theme), self.course
        return {
            "winners": winners(self.winners, look=look, documented="actor_1"),
            "falls": falls(self.removals, course=course, look=look),
            "fall_dots": fall_dots(self.fall_months, course=course, look=look),
            "fates": fates(self.fates, documented={"actor_1": "executed"}, look=look),
            "standing": standing(self.trajectories, course=course, look=look),
            "fan": fan(self.trajectories, course=course, look=look),
        }


@pytest.fixture(scope="session")
def toy():
    return Toy(3)


@pytest.fixture(scope="session", params=[(3, LIGHT), (12, DARK)], ids=["3 light", "12 dark"])
def drawn(request):
    """Return a toy circle and the specs of its charts, as plain dicts."""
    n, theme = request.param
    circle = Toy(n)
    return circle, {name: chart.to_dict() for name, chart in circle.charts(theme).items()}


@pytest.fixture(scope="session")
def make_toy():
    return Toy
