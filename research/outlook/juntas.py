"""Who of a junta is purged: the simulation against a logit, on coded members of 31 juntas.

    python -m research.outlook.juntas DATA REFERENCE [--set name=value] [--no-write]

About two minutes of one processor. Rewrites what stands between the markers of docs/outlook.md.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.outlook.circles import SEED, chosen_parameters, regime_type, with_bases
from research.outlook.inside import PAGE, fit, put, table
from research.outlook.sources import Source, read_table
from research.outlook.validate import area
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
    "junta",
    "junta_case",
    "left_out",
    "lines",
    "members",
    "overall",
    "purges",
    "resampled",
    "scores",
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
COERCIVE = ("no coercive body", "heads a coercive body")
PLOTTER = ("not a key plotter", "key plotter")
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
        """Points of all seven bases.

        Troops for one who heads a coercive body, officials for one who does not; standing for those
        who made the regime; a seat.
        """
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
        year: junta(
            str(kinds[0]), [one for one, of in zip(coded, years, strict=True) if of == year]
        )
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


def purges(found: Junta, runs: int, parameters: AnyParameters) -> dict[Member, tuple[float, float]]:
    """Return for each kind of member how often they fall while the leader stays.

    The second of the two shares counts only the removals that the leader led.
    """
    ran = simulate(Start(junta_case(found), parameters), seed=SEED, runs=runs)
    fell = ran.fell >= 0
    stays = ~fell[:, 0]
    by_leader = fell & (ran.by == 0)
    kinds = np.array([found.members.index(one) for one in found.members])
    return {
        found.members[k]: (_share(fell, stays, kinds == k), _share(by_leader, stays, kinds == k))
        for k in sorted(set(kinds.tolist()))
    }


def _share(fell: NDArray[np.bool_], stays: NDArray[np.bool_], who: NDArray[np.bool_]) -> float:
    return float(fell[stays, 1:][:, who].mean()) if stays.any() else 0.0


def simulated(found: Members, parameters: AnyParameters, runs: int = RUNS) -> Numbers:
    """Return the two simulated shares of each member-year, shape (rows, 2); see :func:`purges`.

    Equal juntas share runs.
    """
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
    """Return the AUC over pairs of a purged and a spared member of the same junta-year."""
    won = pairs = 0.0
    for year in set(found.of_year[found.purged].tolist()):
        rows = found.of_year == year
        hit, number = found.purged[rows], float(rows.sum())
        mass = hit.sum() * (number - hit.sum())
        if mass:
            weight = 1.0 if weights is None else float(weights[found.junta[rows][0]])
            won += weight * mass * area(scores[rows], hit.astype(float))
            pairs += weight * mass
    return won / pairs if pairs else float("nan")


def resampled(found: Members, resamples: int = RESAMPLES) -> list[NDArray[np.int64]]:
    """Return how often each junta is drawn, for each time that juntas are drawn anew."""
    n = int(found.junta.max()) + 1
    draws = np.random.default_rng(1).integers(n, size=(resamples, n))
    return [np.bincount(draw, minlength=n) for draw in draws]


def overall(scores: Numbers, found: Members, counts: NDArray[np.int64] | None = None) -> float:
    """Return the AUC over all member-years; `counts` says how often each junta counts."""
    rows = (
        np.arange(len(scores))
        if counts is None
        else np.repeat(np.arange(len(scores)), counts[found.junta])
    )
    return area(scores[rows], found.purged[rows].astype(float))


def scores(found: Members, shares: Numbers) -> dict[str, Numbers]:
    """Return the scores that are compared; those of a logit are from all other juntas."""
    odds = np.log(np.clip(shares, 1e-3, 1.0 - 1e-3) / np.clip(1.0 - shares, 1e-3, 1.0 - 1e-3))
    return {
        "logit of six features": left_out(found.features, found),
        "simulation: falls while the leader stays": shares[:, 0],
        "simulation: removed by the leader": shares[:, 1],
        "logit of the features and the simulation": left_out(
            np.column_stack([found.features, odds[:, 0]]), found
        ),
    }


def lines(found: Members, compared: Mapping[str, Numbers]) -> Iterator[str]:
    """Yield the part of the page: the answer, the table, and what is purged where."""
    counts = resampled(found)
    names = list(compared)
    measures = {"within": within, "overall": overall}
    drawn = {
        (name, measure): np.array([of(compared[name], found, count) for count in counts])
        for name in names
        for measure, of in measures.items()
    }
    rows, gains = [], {}
    for name in names:
        row = [name]
        for measure, of in measures.items():
            low, high = np.nanquantile(drawn[name, measure], [0.025, 0.975])
            row.append(f"{of(compared[name], found):.2f} ({low:.2f} to {high:.2f})")
        apart = drawn[name, "within"] - drawn[names[0], "within"]
        low, high = np.nanquantile(apart, [0.025, 0.975])
        gain = within(compared[name], found) - within(compared[names[0]], found)
        gains[name] = low, high
        row.append("" if name == names[0] else f"{gain:+.2f} ({low:+.2f} to {high:+.2f})")
        rows.append(tuple(row))
    yield (
        f"**The simulation is {_verdict(gains[names[1]])} the logit at naming who of a junta is "
        f"purged; both together are {_verdict(gains[names[3]])} the logit alone.**"
    )
    yield ""
    yield (
        f"{len(found.purged)} member-years of {found.junta.max() + 1} juntas (without leaders), "
        f"{int(found.purged.sum())} purges in {len(set(found.of_year[found.purged].tolist()))} of "
        f"{len(set(found.of_year.tolist()))} junta-years; {RUNS} runs of each of "
        f"{len(set(found.circles))} distinct juntas. A logit is fitted to all other juntas; the "
        "simulation is not fitted to any. AUC within junta-years compares the purged with "
        "those spared in the same year; 0.5 is chance. Intervals draw juntas anew."
    )
    yield ""
    head = ("score", "AUC within junta-years", "AUC of all member-years", "gain within")
    yield from table(head, rows)
    yield ""
    yield from _kinds(found, compared[names[1]])


def _verdict(gain: tuple[float, float]) -> str:
    low, high = gain
    return "better than" if low > 0.0 else "worse than" if high < 0.0 else "not clearly better than"


def _kinds(found: Members, simulation: Numbers) -> Iterator[str]:
    rows = []
    for coercive in (False, True):
        for plotter in (False, True):
            some = np.array([m.coercive == coercive and m.plotter == plotter for m in found.coded])
            if not some.any():
                continue
            rows.append(
                (
                    f"{COERCIVE[coercive]}, {PLOTTER[plotter]}",
                    str(int(some.sum())),
                    str(int(found.purged[some].sum())),
                    f"{100 * found.purged[some].mean():.1f} %",
                    f"{100 * simulation[some].mean():.1f} %",
                )
            )
    yield from table(("member", "member-years", "purged", "share", "simulated share"), rows)


def main() -> None:
    """Simulate, compare and write."""
    parser = argparse.ArgumentParser(prog="python -m research.outlook.juntas")
    parser.add_argument("data", type=Path)
    parser.add_argument("reference", type=Path, help="not read; the same words for all scripts")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    parser.add_argument("--no-write", action="store_true", help="print, and change no file")
    given = parser.parse_args()
    found = members(read_table(JUNTAS, given.data))
    shares = simulated(found, chosen_parameters(given.settings))
    written = list(lines(found, scores(found, shares)))
    sys.stdout.write("\n".join(written) + "\n")
    if not given.no_write:
        source = f"Source: {JUNTAS.citation} (sha256 {JUNTAS.sha256[:12]}...)."
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(put(page, "juntas", [*written, "", source]), encoding="utf-8")


if __name__ == "__main__":
    main()
