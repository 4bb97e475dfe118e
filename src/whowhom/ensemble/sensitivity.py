"""Global sensitivity: the share of the variance of an answer due to each input, and to chance.

Every uncertain value of the case, and the shared parameters, move over their whole ranges at once
(Sobol's indices, see :mod:`whowhom.ensemble.sobol`). Dates of outside events that are uncertain
count as chance. Sets of parameters are one input, since the values of a set belong together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case, Quantity
from whowhom.cases.check import as_case
from whowhom.cases.pooling import of_one_coder
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.engines import LOCAL, Engine
from whowhom.ensemble.explained import why_no_variance
from whowhom.ensemble.map_runs import map_runs
from whowhom.ensemble.outcome import chunk_of
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.run import Simulator
from whowhom.ensemble.sobol import Design, Index, design_of, indices, varies
from whowhom.ensemble.unknowns import FEWEST, asked, check_question
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.start import Start, quantile
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets
from whowhom.sim.parameters import MECHANISMS, PARAMETERS
from whowhom.sim.simulation import Batch, simulate

__all__ = ["SETS", "Over", "Sensitivity", "evaluated", "groups_of", "sensitivity", "values_of"]

Over = Literal["sets", "table"]
"""Which parameters move: those that the parameter sets hold, or all over their ranges."""

SETS = "parameters.set"
"""Name of the input that says which set of parameters is drawn."""

_FEWEST_POINTS = 8
_CHUNK = 64

Values = Mapping[str, NDArray[np.float64]]
Evaluate = Callable[[Values, int, int], NDArray[np.float64]]
"""From values by path, the number of the first run and the number of runs, to answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Where the variance of an answer comes from."""

    case: str
    outcome: str
    """What was asked: ``wins`` for who ends as sole ruler, or another outcome of one actor."""
    actor: str
    """Of whom; empty for everybody."""
    over: Over
    points: int
    """Pairs of draws of everything."""
    runs: int
    """Runs simulated in all: points times (groups and chance and two)."""
    seed: int
    influences: tuple[Index, ...]
    """Groups of values, the one with the largest total index first."""
    undefined: str
    """Why there are no indices (they are None then); empty where there are."""
    chance: Index
    """Chance: its total index is the share that would remain if every value were known."""


def sensitivity(
    case: Case | str | Path,
    *,
    outcome: str = "wins",
    actor: str = "",
    over: Over = "sets",
    grouped: bool = True,
    runs: int = 4000,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> Sensitivity:
    """Divide the variance of an answer among the uncertain inputs and chance.

    Parameters
    ----------
    case : Case, str or path
        A case, its folder or workbook, or the id of a shipped case.
    outcome : str, default "wins"
        One of :data:`whowhom.ensemble.occurrences.OUTCOMES`.
    actor : str, optional
        Of whom it is asked; everybody if left out, which only ``wins`` can be asked of.
    over : {"sets", "table"}
        Whether parameters move as the sets of `parameters` do, or each over the whole range that
        the table of parameters gives it.
    grouped : bool, default True
        Whether values that belong together (of an actor, of all ties, of a phase of the month) are
        one input. Otherwise each value is one, which costs a run more for each point.
    runs : int, default 4000
        Most runs that are simulated; the largest power of two of points that they allow is used.
    seed : int, default 1
        Seed of the design and the random numbers, 0 to 2**63 - 1.
    parameters : Parameters or ParameterSets, optional
        The shared parameters; :func:`whowhom.default_parameters` if not given.
    threads : int, optional
        How many chunks run at once. It changes nothing.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    progress : callable, optional
        Called with the progress.

    Returns
    -------
    Sensitivity

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, nothing is uncertain, or `runs` are too few.

    References
    ----------
    .. [1] A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto and S. Tarantola, "Variance
       based sensitivity analysis of model output. Design and estimator for the total sensitivity
       index", Computer Physics Communications 181(2), 259-270, 2010.
       https://doi.org/10.1016/j.cpc.2009.09.018
    """
    case = of_one_coder(as_case(case), "the sensitivity to all ranges at once")
    check_settings(runs, seed, threads, None)
    check_question(case, max(runs, FEWEST), outcome, actor)
    if over not in ("sets", "table"):
        raise InvalidInput(f"over must be 'sets' or 'table', got {over!r}")
    values = default_parameters() if parameters is None else parameters
    start = Start(case, values)
    ranges = values_of(start, over)
    groups = groups_of(ranges) if grouped else {path: (path,) for path in ranges}
    points = _points(groups, runs)
    design = design_of(groups, points, seed)
    circle = Circle.of(case, start)
    evaluate = _Answers(start, simulate, circle, (outcome, actor), seed)
    answers = evaluated(design, ranges, evaluate, threads=threads, engine=engine, progress=progress)
    *found, chance = indices(design, answers, seed)
    return Sensitivity(
        case=case.id,
        outcome=outcome,
        actor=actor,
        over=over,
        points=points,
        runs=points * design.blocks,
        seed=seed,
        influences=tuple(sorted(found, key=lambda index: (-(index.total or 0.0), index.name))),
        undefined=_why_undefined(circle, answers, outcome, actor),
        chance=chance,
    )


def _why_undefined(circle: Circle, answers: NDArray[np.float64], outcome: str, actor: str) -> str:
    """Say why an answer has no indices; empty if it has."""
    if varies(answers):
        return ""
    flat = answers.reshape(-1, answers.shape[-1])
    names = [actor] if actor else [*circle.actors, NOBODY]
    return why_no_variance(names, flat, outcome) or (
        f"The answer differs in too few of the {len(flat):,} runs for its variance to be explained."
    )


def values_of(start: Start, over: Over) -> dict[str, Quantity]:
    """Return everything that is uncertain, with its range, by path.

    The number of the parameter set is a quantity between 0 and 1.
    """
    found: dict[str, Quantity] = {}

    def noted(name: str, quantity: Quantity) -> NDArray[np.float64]:
        if quantity.low < quantity.high:
            found[name] = quantity
        return np.full(1, quantity.central())

    sets = ParameterSets.of(start.parameters)
    start.laid_out(noted, sets.records(np.zeros(1, np.int64)), 0, 0, 1)
    if over == "table":
        fixed = {p.name: Quantity(p.low, p.high) for p in PARAMETERS}
        return found | {f"parameters.{name}": quantity for name, quantity in fixed.items()}
    if sets.names:
        found[SETS] = Quantity(0.0, 1.0)
    return found | {f"parameters.{name}": Quantity(*span) for name, span in sets.ranges}


def groups_of(paths: Sequence[str] | Mapping[str, Quantity]) -> dict[str, tuple[str, ...]]:
    """Return the paths that are exchanged together: of an actor, a table, a phase of the month."""
    phases = {name: one.submodel for one in MECHANISMS for name in one.off}
    groups: dict[str, list[str]] = {}
    for path in paths:
        table, _, rest = path.partition(".")
        group = table
        if table == "actors":
            group = f"actors.{rest.split('.')[0]}"
        elif table == "parameters" and path != SETS:
            group = f"parameters ({phases.get(rest, 'other')})"
        groups.setdefault(path if path == SETS else group, []).append(path)
    return {name: tuple(members) for name, members in sorted(groups.items())}


def evaluated(
    design: Design,
    ranges: Mapping[str, Quantity],
    evaluate: Evaluate,
    *,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> NDArray[np.float64]:
    """Return the answers of every point of a design, shape (inputs + 2, points, answers)."""
    uncertain = tuple(ranges[path] for path in design.paths)
    tasks = [
        _Stretch(
            evaluate,
            design.paths,
            uncertain,
            design.chances[block, at : at + _CHUNK],
            design.first_run(block) + at,
        )
        for block in range(design.blocks)
        for at in range(0, design.points, _CHUNK)
    ]
    found: dict[int, NDArray[np.float64]] = {}
    map_runs(tasks, found.__setitem__, threads=threads, engine=engine, progress=progress)
    answers = np.concatenate([found[index] for index in range(len(tasks))])
    return answers.reshape(design.blocks, design.points, -1)


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """Some points of a design: a :class:`whowhom.ensemble.map_runs.Task`."""

    evaluate: Evaluate
    paths: tuple[str, ...]
    ranges: tuple[Quantity, ...]
    chances: NDArray[np.float64]
    """Shape (runs, paths)."""
    first: int

    @property
    def runs(self) -> int:
        """Number of points."""
        return len(self.chances)

    def __call__(self) -> NDArray[np.float64]:
        """Return their answers."""
        values = {
            path: quantile(within, self.chances[:, column])
            for column, (path, within) in enumerate(zip(self.paths, self.ranges, strict=True))
        }
        return self.evaluate(values, self.first, self.runs)


def _points(groups: Mapping[str, Sequence[str]], runs: int) -> int:
    """Return the largest power of two of points that the runs allow."""
    if not groups:
        raise InvalidInput(
            "no value of the case and no parameter is uncertain: all variance is chance. "
            "Give a value a range, or move the parameters over their table (over='table')."
        )
    cost = len(groups) + 3
    if runs < _FEWEST_POINTS * cost:
        raise InvalidInput(
            f"runs must be at least {_FEWEST_POINTS * cost:,} for {len(groups)} groups of values "
            f"({_FEWEST_POINTS} points of {cost} runs), got {runs:,}"
        )
    return 1 << (runs // cost).bit_length() - 1


@dataclass(frozen=True, slots=True)
class _Answers:
    """Runs points and answers the question; an `Evaluate` that survives pickling."""

    start: Start
    simulate: Simulator
    circle: Circle
    question: tuple[str, str]
    seed: int

    def __call__(self, values: Values, first: int, runs: int) -> NDArray[np.float64]:
        """Return the answers of the runs."""
        point = _Point(self.start, values)
        simulated = self.simulate(point, seed=self.seed, first=first, runs=runs)  # type: ignore[arg-type]
        return asked(chunk_of(first, simulated).records, self.circle, *self.question)[1]


@dataclass(frozen=True, slots=True)
class _Point:
    """A start whose uncertain values are given, not drawn."""

    start: Start
    values: Values

    @property
    def months(self) -> int:
        """Length of a run in months."""
        return self.start.months

    def draw(self, seed: int, first: int, runs: int) -> Batch:
        """Return the starting arrays with the given values."""
        sets = ParameterSets.of(self.start.parameters)
        u = self.values.get(SETS, np.zeros(runs))
        number = len(sets.values)
        table = sets.records(np.minimum((u * number).astype(np.int64), number - 1))
        for path, values in self.values.items():
            if path.startswith("parameters.") and path != SETS:
                table[path.removeprefix("parameters.")] = values

        def value(name: str, quantity: Quantity) -> NDArray[np.float64]:
            return self.values[name] if name in self.values else np.full(runs, quantity.low)

        return self.start.laid_out(value, table, seed, first, runs)
