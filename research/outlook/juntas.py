"""Who of a junta is purged: the simulation against a logit, on coded members of 31 juntas.

    python -m research.outlook.juntas DATA REFERENCE [--set name=value] [--no-write]

Two minutes of one processor. Rewrites what stands between the markers of docs/outlook.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.outlook.circles import SEED, regime_type, with_bases
from research.outlook.inside import auc, fit
from research.outlook.sources import Source
from whowhom.cases.case import Case
from whowhom.facts.population import draw_regime
from whowhom.scenario.start import Start
from whowhom.sim.parameter_sets import AnyParameters
from whowhom.sim.simulation import simulate

__all__ = [
    "FEATURES",
    "JUNTAS",
    "Junta",
    "Member",
    "Members",
    "compared",
    "junta",
    "junta_case",
    "left_out",
    "members",
    "purges",
    "simulated",
    "within",
]

JUNTAS = Source(
    "junta_elites_bianl.dta",
    "DATA",
    "3238141ce1add4e0e20da4c1eaf7480f59ae9fc1e375902790e489b5268116aa",
    "Goldring and Matthews, members of 31 juntas and their purges (replication data), "
    "github.com/edwardgoldring/BIANL",
)
FEATURES = (
    "heads a coercive body",
    "key plotter",
    "key plotter with a coercive body",
    "first generation",
    "years in the junta (logarithm)",
    "years of the leader (logarithm)",
)
RUNS = 400
RIDGE = 1.0
RESAMPLES = 2000

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """What is coded of a member on entering the year, as far as a circle reads it."""

    coercive: bool
    plotter: bool
    first: bool

    @property
    def bases(self) -> dict[str, float]:
        """Points: troops of one who heads a coercive body, officials of one who does not; the
        standing of those who made the regime; a seat."""
        return {
            "apparatus": 0.0 if self.coercive else 1.0,
            "army": 2.0 if self.coercive else 0.0,
            "security": 0.0,
            "popular": 0.0,
            "legitimacy": float(self.plotter) + float(self.first),
            "formal_office": 1.0,
            "external": 0.0,
        }


@dataclass(frozen=True, slots=True)
class Junta:
    """A junta in one year: its kind and its members in a fixed order; equal ones share runs."""

    regime: str
    """In the words of the outside view."""
    members: tuple[Member, ...]

    @property
    def leader(self) -> dict[str, float]:
        """Bases of the leader, by the institutions that the type of the regime names."""
        return {
            "apparatus": 2.0 if "party" in self.regime else 1.0,
            "army": 2.0 if "military" in self.regime else 1.0,
            "security": 2.0 if "personal" in self.regime else 1.0,
            "popular": 1.0,
            "legitimacy": 1.0,
            "formal_office": 3.0,
            "external": 0.0,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The member-years; arrays of shape (rows,) unless said otherwise."""

    junta: NDArray[np.int64]
    """Number of the junta."""
    of_year: NDArray[np.int64]
    """Number of the junta-year."""
    circles: tuple[Junta, ...]
    """The junta of each row, by its year."""
    coded: tuple[Member, ...]
    features: Numbers
    """Shape (rows, 6), in the order of :data:`FEATURES`."""
    purged: NDArray[np.bool_]


def members(table: pd.DataFrame) -> Members:
    """Return the member-years without those of the leader."""
    table = table[[not _is_leader(row) for row in table.itertuples()]]
    juntas = [f"{row.state}: {row.reg_rulinst}" for row in table.itertuples()]
    years = [f"{of}: {int(year)}" for of, year in zip(juntas, table.elite_year, strict=True)]
    coded = tuple(
        Member(bool(row.milsec), bool(row.keycoupplotter), bool(row.firstgen))
        for row in table.itertuples()
    )
    circles = {
        year: junta(str(kinds[0]), [one for one, of in zip(coded, years, strict=True) if of == year])
        for year, kinds in table.gwf_regtype.groupby(years).unique().items()
    }
    flags = np.array([(m.coercive, m.plotter, m.coercive and m.plotter, m.first) for m in coded])
    lengths = np.log(np.column_stack([table.elite_time, table.leader_tenure]).astype(float))
    return Members(
        junta=np.unique(juntas, return_inverse=True)[1],
        of_year=np.unique(years, return_inverse=True)[1],
        circles=tuple(circles[year] for year in years),
        coded=coded,
        features=np.column_stack([flags.astype(float), lengths]),
        purged=table.purge.to_numpy() == 1.0,
    )


def _is_leader(row: Any) -> bool:
    names = str(row.fullname).lower().replace(",", " ").split()
    return all(part in names for part in str(row.firstldr).lower().split())


def junta(kind: str, coded: Sequence[Member]) -> Junta:
    """Return a junta whose members stand in a fixed order."""
    return Junta(kind.lower(), tuple(sorted(coded)))


def junta_case(found: Junta) -> Case:
    """Return the leader and the members as a case of one year; the leader is its first actor."""
    drawn = draw_regime(0, seed=SEED, years=1, renewal=0.0).circles[0]
    leader, model = with_bases(drawn.actors[0], found.leader), drawn.actors[1]
    others = (
        replace(with_bases(model, one.bases), id=f"m{k:02}", name=f"Member {k + 1}")
        for k, one in enumerate(found.members)
    )
    return replace(drawn, regime_type=regime_type(found.regime), actors=(leader, *others))


def purges(found: Junta, runs: int, parameters: AnyParameters) -> dict[Member, float]:
    """Return for each kind of member the share that falls in runs in which the leader stays."""
    fell = simulate(Start(junta_case(found), parameters), seed=SEED, runs=runs).fell >= 0
    stays = fell[~fell[:, 0], 1:]
    kinds = np.array([found.members.index(one) for one in found.members])
    shares = stays.mean(axis=0) if len(stays) else np.full(len(kinds), np.nan)
    return {found.members[k]: float(shares[kinds == k].mean()) for k in set(kinds.tolist())}


def simulated(found: Members, parameters: AnyParameters, runs: int = RUNS) -> Numbers:
    """Return the simulated chance of a purge of each member-year; equal juntas share runs."""
    known = {one: purges(one, runs, parameters) for one in dict.fromkeys(found.circles)}
    return np.array([known[of][one] for of, one in zip(found.circles, found.coded, strict=True)])


def left_out(features: Numbers, found: Members, ridge: float = RIDGE) -> Numbers:
    """Return the chance of each row from a logit fitted to all other juntas."""
    spread = np.where(features.std(axis=0) > 0.0, features.std(axis=0), 1.0)
    design = np.column_stack([np.ones(len(features)), (features - features.mean(axis=0)) / spread])
    chances = np.zeros(len(features))
    for one in set(found.junta.tolist()):
        test = found.junta == one
        beta = fit(design[~test], found.purged[~test], found.junta[~test], ridge).coefficients
        chances[test] = 1.0 / (1.0 + np.exp(-design[test] @ beta))
    return chances


def within(scores: Numbers, found: Members, weights: NDArray[np.int64] | None = None) -> float:
    """Return the AUC over pairs of one junta-year: is the purged one above the one who stays?"""
    won = pairs = 0.0
    for year in set(found.of_year[found.purged].tolist()):
        rows = found.of_year == year
        hit, number = found.purged[rows], float(rows.sum())
        mass = hit.sum() * (number - hit.sum())
        if mass:
            weight = 1.0 if weights is None else float(weights[found.junta[rows][0]])
            won += weight * mass * auc(scores[rows], hit)
            pairs += weight * mass
    return won / pairs if pairs else float("nan")


def compared(scores: dict[str, Numbers], found: Members, resamples: int = RESAMPLES) -> Any:
    """Return for each score the two AUCs with intervals, juntas drawn anew.

    Each value is a dict of ``within`` and ``overall`` to (value, low, high); the last two entries of
    the table are the differences of the simulation and of both together from the logit.
    """
    n = int(found.junta.max()) + 1
    draws = np.random.default_rng(1).integers(n, size=(resamples, n))
    counts = [np.bincount(draw, minlength=n) for draw in draws]
    result = {}
    for name, score in scores.items():
        inner = np.array([within(score, found, count) for count in counts])
        outer = np.array([_overall(score, found, count) for count in counts])
        result[name] = {
            "within": (within(score, found), inner),
            "overall": (auc(score, found.purged), outer),
        }
    return result


def _overall(scores: Numbers, found: Members, counts: NDArray[np.int64]) -> float:
    rows = np.repeat(np.arange(len(scores)), counts[found.junta])
    return auc(scores[rows], found.purged[rows])
