"""Simulate a population of regimes and compare it with facts about real ones."""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from whowhom.ensemble.engines import LOCAL, Engine
from whowhom.ensemble.map_runs import map_runs
from whowhom.ensemble.progress import Progress
from whowhom.errors import InvalidInput
from whowhom.facts.population import RENEWAL, YEARS, Regime, draw_regime
from whowhom.facts.records import Records, joined, read_log
from whowhom.facts.statistics import STATISTICS, weibull_shape
from whowhom.scenario.calibrated import default_parameters
from whowhom.sim.parameter_sets import AnyParameters
from whowhom.theory.results import plain

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "FITTED",
    "HELD_OUT",
    "Fact",
    "Facts",
    "Target",
    "Unmodelled",
    "simulate_population",
    "sources",
    "stylised_facts",
    "targets",
    "unmodelled",
]

FITTED, HELD_OUT = "fitted", "held out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One fact of real regimes."""

    id: str
    """Name of the statistic, out of ``whowhom.facts.statistics.STATISTICS``."""
    fact: str
    """Group of facts, ``S1`` to ``S11``."""
    text: str
    """In words; a text that begins with an ellipsis continues the row above."""
    target: float
    """What was found. Rates are per year."""
    low: float
    """Lower end of its 95 % interval or of the accepted range; nan where none is known."""
    high: float
    """Upper end of it."""
    neutral: float
    """The value that says the opposite on either side of it (1 for a ratio); nan for none."""
    use: str
    """Whether parameters may be fitted to it: ``fitted`` or ``held out``."""
    source: str
    """Id in ``sources.csv``."""


@dataclass(frozen=True, slots=True)
class Unmodelled:
    """A fact that the model cannot address."""

    fact: str
    text: str
    because: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("whowhom") / "shipped" / "facts" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(cell: str) -> float:
    return float(cell) if cell else math.nan


@cache
def targets() -> tuple[Target, ...]:
    """Return all facts that the model can be compared with, in the order of the table."""
    found = tuple(
        Target(
            id=row["id"],
            fact=row["fact"],
            text=row["text"],
            **{name: _number(row[name]) for name in ("target", "low", "high", "neutral")},
            use=row["use"],
            source=row["source"],
        )
        for row in _rows("facts.csv")
    )
    if {target.id for target in found} != set(STATISTICS):
        raise LookupError("facts.csv and STATISTICS do not name the same facts")
    return found


@cache
def unmodelled() -> tuple[Unmodelled, ...]:
    """Return the facts that the model cannot address, and why."""
    return tuple(
        Unmodelled(row["fact"], row["text"], row["because"]) for row in _rows("untold.csv")
    )


@cache
def sources() -> dict[str, str]:
    """Return the citation of each source."""
    return {row["id"]: row["citation"] for row in _rows("sources.csv")}


# --- held against a population

_DRAWS = 200
"""Populations drawn anew from the regimes for an interval."""
_COERCIVE = 2.0  # points of army or security from which a contender commands force
_MOST = 1_000_000
_FACTOR = math.sqrt(10.0)
"""Half an order of magnitude: closer than this is the right order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact beside its value in the population."""

    target: Target
    value: float
    """In the population; nan where nothing was seen."""
    low: float
    """Lower end of the 95 % interval: regimes drawn anew from the population."""
    high: float
    """Upper end of it."""

    @property
    def side(self) -> str:
        """``right`` or ``wrong`` side of the neutral value; ``open`` if its interval has both.

        Empty where there is no neutral value or nothing was seen.
        """
        neutral = self.target.neutral
        if math.isnan(neutral) or math.isnan(self.value):
            return ""
        if self.low <= neutral <= self.high:
            return "open"
        return "right" if (self.value > neutral) == (self.target.target > neutral) else "wrong"

    @property
    def has_right_sign(self) -> bool | None:
        """Whether it clearly lies on the right side; None where there is no side."""
        return self.side == "right" if self.side else None

    @property
    def has_right_order(self) -> bool | None:
        """Whether it is closer than half an order of magnitude; None where nothing was seen."""
        if math.isnan(self.value):
            return None
        if not 0.0 < self.value < math.inf:
            return False
        return max(self.value / self.target.target, self.target.target / self.value) < _FACTOR

    @property
    def is_inside(self) -> bool | None:
        """Whether it lies in the interval of the target; None where there is none."""
        if math.isnan(self.target.low) or math.isnan(self.value):
            return None
        return self.target.low <= self.value <= self.target.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A population compared with the facts."""

    facts: tuple[Fact, ...]
    """In the order of ``targets()``."""
    regimes: int
    years: int
    seed: int
    renewal: float
    records: Records
    """What was counted."""

    def __getitem__(self, name: str) -> Fact:
        """Return a fact by its id.

        Raises
        ------
        InvalidInput
            If there is none of that id.
        """
        for fact in self.facts:
            if fact.target.id == name:
                return fact
        raise InvalidInput(f"no fact {name!r}; facts: {', '.join(STATISTICS)}")

    def table(self) -> "pl.DataFrame":
        """Return all facts as a data frame, one a row."""
        import polars as pl

        return pl.DataFrame([_row(fact) for fact in self.facts])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        ends = self.records.spells["exit"]
        return {
            "regimes": self.regimes,
            "years": self.years,
            "seed": self.seed,
            "renewal": self.renewal,
            "spells": len(self.records.spells),
            "removed_by_insiders": int(np.count_nonzero(ends == 1)),
            "attempts": len(self.records.tries),
            "facts": plain([_row(fact) for fact in self.facts]),
            "cannot_be_said": [
                {"fact": each.fact, "text": each.text, "because": each.because}
                for each in unmodelled()
            ],
            "sources": sources(),
        }


def _row(fact: Fact) -> dict[str, Any]:
    target = fact.target
    return {
        "id": target.id,
        "fact": target.fact,
        "text": target.text,
        "target": target.target,
        "target_low": target.low,
        "target_high": target.high,
        "model": fact.value,
        "low": fact.low,
        "high": fact.high,
        "use": target.use,
        "side": fact.side,
        "right_sign": fact.has_right_sign,
        "right_order": fact.has_right_order,
        "inside": fact.is_inside,
        "source": target.source,
    }


def stylised_facts(
    *, regimes: int = 300, seed: int = 1, years: int = YEARS, renewal: float = RENEWAL,
    parameters: AnyParameters | None = None, threads: int | None = None,
    engine: str | Engine = LOCAL, progress: Callable[[Progress], None] | None = None,
) -> Facts:  # fmt: skip
    """Simulate a population of regimes and compare it with the facts S1 to S11.

    Parameters
    ----------
    regimes : int, default 300
        Size of the population, from 2.
    seed : int, default 1
        Seed of the regimes and of their runs.
    years : int, default 30
        How long each regime is followed, from 2 to 100.
    renewal : float, default 1/12
        Monthly chance that one vacant seat of a circle is filled, in [0, 1].
    parameters : Parameters or ParameterSets, optional
        Of the model; the defaults unless given.
    threads : int, optional
        How many regimes run at once; all processors unless given.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    progress : callable, optional
        Called with the progress, in regimes.

    Returns
    -------
    Facts
        Every fact with its target and an interval.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all of them are named.
    """
    _check(regimes=regimes, seed=seed, years=years, renewal=renewal, threads=threads)
    records = simulate_population(
        regimes, seed=seed, years=years, renewal=renewal, parameters=parameters, threads=threads,
        engine=engine, progress=progress,
    )  # fmt: skip
    low, high = _intervals(records, seed)
    facts = tuple(
        Fact(
            target=target,
            value=STATISTICS[target.id](records),
            low=low[target.id],
            high=high[target.id],
        )
        for target in targets()
    )
    return Facts(
        facts=facts, regimes=regimes, years=years, seed=seed, renewal=renewal, records=records
    )


def simulate_population(
    regimes: int, *, seed: int, years: int = YEARS, renewal: float = RENEWAL,
    parameters: AnyParameters | None = None, threads: int | None = None,
    engine: str | Engine = LOCAL, progress: Callable[[Progress], None] | None = None,
) -> Records:  # fmt: skip
    """Simulate each regime of a population once and count what happens."""
    shared = default_parameters() if parameters is None else parameters
    tasks = [_Life(number, seed, years, renewal, shared) for number in range(regimes)]
    found: dict[int, Records] = {}
    map_runs(tasks, found.__setitem__, threads=threads, engine=engine, progress=progress)
    return joined([found[number] for number in range(regimes)])


@dataclass(frozen=True, slots=True)
class _Life:
    """One regime of a population: a :class:`whowhom.ensemble.map_runs.Task`."""

    number: int
    seed: int
    years: int
    renewal: float
    parameters: AnyParameters

    @property
    def runs(self) -> int:
        """One."""
        return 1

    def __call__(self) -> Records:
        """Draw and simulate the regime, and count what happens."""
        regime = draw_regime(
            self.number,
            seed=self.seed,
            parameters=self.parameters,
            years=self.years,
            renewal=self.renewal,
        )
        return records_of(regime, self.number, self.seed)


def records_of(regime: Regime, number: int, seed: int) -> Records:
    """Simulate one regime once and count what happens."""
    from whowhom.sim.simulation import Record, simulate

    events = simulate(regime, seed=seed, first=number, record=Record(events=True)).events
    coercive = [
        max(actor.bases["army"].central(), actor.bases["security"].central()) >= _COERCIVE
        for circle in regime.circles
        for actor in circle.actors
    ]
    return read_log(
        events, regime=number, months=regime.months, seats=regime.seats, coercive=coercive
    )


def _intervals(records: Records, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the 95 % interval of each statistic over regimes drawn anew."""
    rng = np.random.default_rng([seed, 95])
    drawn: dict[str, list[float]] = {name: [] for name in STATISTICS if name != "weibull_shape"}
    for _ in range(_DRAWS):
        again = records.taken(rng.integers(records.regimes, size=records.regimes))
        for name, values in drawn.items():
            values.append(STATISTICS[name](again))
    low = {name: _percentile(values, 2.5) for name, values in drawn.items()}
    high = {name: _percentile(values, 97.5) for name, values in drawn.items()}
    spells = records.spells
    found = weibull_shape(spells["months"], spells["exit"] == 1)
    low["weibull_shape"], high["weibull_shape"] = found[1], found[2]
    return low, high


def _percentile(values: list[float], percent: float) -> float:
    """Return a percentile of what is a number; infinite ones keep their place."""
    known = np.array([value for value in values if not math.isnan(value)])
    if not known.size:
        return math.nan
    return float(np.percentile(known, percent, method="inverted_cdf"))


def _check(
    *, regimes: int, seed: int, years: int, renewal: float, threads: int | None
) -> None:  # fmt: skip
    """Raise InvalidInput naming every argument outside its domain."""
    whole: tuple[tuple[str, object, int, int], ...] = (
        ("regimes", regimes, 2, _MOST),
        ("seed", seed, 0, 2**63 - 1),
        ("years", years, 2, 100),
        ("threads", 1 if threads is None else threads, 1, 1024),
    )
    problems = [
        f"{name} must be a whole number from {low:,} to {high:,}, got {value!r}"
        for name, value, low, high in whole
        if isinstance(value, bool)
        or not isinstance(value, int | np.integer)
        or not low <= value <= high
    ]
    if not 0.0 <= renewal <= 1.0:
        problems.append(f"renewal must be a number from 0 to 1, got {renewal!r}")
    if problems:
        raise InvalidInput("\n".join(problems))
