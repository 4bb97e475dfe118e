"""Several coders of one circle: where they disagree, what they say together, and what it matters.

*Together* is a linear opinion pool: every run draws one coder and takes all values from that coder
(:mod:`whowhom.cases.pooling`), so the answer is the weighted mean of the coders' answers, and one
ordinary result.

*What it matters* cannot be read off that ensemble: there all values of a coder switch together, so
that a harmless disagreement looks as weighty as a decisive one of the same coder. So a second
ensemble draws the coder of each value apart. Values are then independent of each other, and a
disagreement is ranked by the share of the variance of the answer between the runs that have it from
one coder or another (first-order effect), less what sampling error alone puts there. Holders,
dates, and rows that only some coders have go together with one draw: they make one row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import BASES, SKILLS, Case, Quantity
from whowhom.cases.check import as_case
from whowhom.cases.pooling import (
    Coded,
    coded_values,
    coder_names,
    matched,
    matched_by_name,
    only_some,
    pooled,
)
from whowhom.ensemble.engines import LOCAL, Engine, opened
from whowhom.ensemble.explained import explained_share, explained_shares
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.occurrences import MOST_EXPLAINED, all_records
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run, run_model
from whowhom.ensemble.unknowns import asked, check_question
from whowhom.score.agreement import Alpha, krippendorff_alpha
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets

if TYPE_CHECKING:
    import polars as pl

    from whowhom.ensemble.run import Simulator
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import Batch, Runs

__all__ = [
    "ALL_ELSE",
    "Agreement",
    "Disagreement",
    "Pool",
    "compare_coders",
    "pool",
]

ALL_ELSE = "all else"
"""Holders, dates, choices, and rows that only some coders have, as one disagreement."""
_SHUFFLES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A value on which coders differ, or that only some of them have."""

    path: str
    table: str
    row: str
    column: str
    values: tuple[str, ...]
    """As each coder has it; empty where a coder has no such row."""
    by_default: tuple[bool, ...]
    """Whether a coder left it out, so that it holds by default."""
    worth: float | None = None
    """Share of the variance of the answer that the choice of its coder explains; None where it is
    not a number of all coders, or nothing was simulated. Below the noise it is not to be told from
    sampling error."""
    actor: str = ""
    """Whose chance it moves most."""
    chances: tuple[float, ...] = ()
    """That chance in the runs that have the value of each coder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far the coders agree on one column, or on all bases or skills."""

    table: str
    column: str
    alpha: Alpha


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What several coders say of one circle."""

    coders: tuple[str, ...]
    weights: tuple[float, ...]
    """Share of the runs of each coder; they sum to 1."""
    values: int
    """How many values were compared."""
    only_some: tuple[str, ...]
    """Rows that some coders have and others lack, a sentence each."""
    matched: tuple[str, ...]
    """Actors of other ids that were matched by their exact name, a sentence each."""
    agreements: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]
    """The one that matters most first; in the order of the case where nothing was simulated."""
    all_else: Disagreement | None = None
    """What is not a number, as one choice of coder; None where all of that is alike."""
    noise: float | None = None
    """Largest worth among as many values without effect, in 95 of 100 shuffles."""
    result: Result | None = None
    """The pooled ensemble; None where only the codings were compared."""
    ranked_runs: int = 0
    """Runs of the second ensemble, in which each value has a coder of its own."""
    between: float | None = None
    """Share of the variance of the pooled answer between the coders."""
    by_coder: tuple[Mapping[str, Any], ...] = ()
    """``coder actor share low high``: the answer in the runs of each coder."""

    @property
    def worth_settling(self) -> tuple[Disagreement, ...]:
        """Those whose effect is distinguishable from sampling error."""
        noise = self.noise
        if noise is None:
            return ()
        return tuple(d for d in self.disagreements if d.worth is not None and d.worth > noise)

    def table(self) -> "pl.DataFrame":
        """Return the disagreements: ``path worth actor`` and a column for each coder."""
        import polars as pl

        rows: list[dict[str, Any]] = [
            {"path": one.path, "table": one.table, "row": one.row, "column": one.column}
            | dict(zip(self.coders, one.values, strict=True))
            | {"worth": one.worth, "actor": one.actor}
            for one in self.disagreements
        ]
        names = ("path", "table", "row", "column", *self.coders, "actor")
        schema: dict[str, Any] = dict.fromkeys(names, pl.String)
        return pl.DataFrame(rows, {**schema, "worth": pl.Float64}, orient="row")

    def alphas(self) -> "pl.DataFrame":
        """Return Krippendorff's alpha: ``table column metric units alpha low high``."""
        import polars as pl

        return pl.DataFrame([_alpha_row(one) for one in self.agreements])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: the object that ``--json`` prints."""
        told: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN}
        return told | {
            "coders": [
                {"name": name, "weight": weight}
                for name, weight in zip(self.coders, self.weights, strict=True)
            ],
            "only_some": list(self.only_some),
            "matched": list(self.matched),
            "agreements": [_alpha_row(one) for one in self.agreements],
            "disagreements": [_as_dict(one) for one in self.disagreements],
            "all_else": None if self.all_else is None else _as_dict(self.all_else),
            "by_coder": [dict(row) for row in self.by_coder],
            "result": None if self.result is None else self.result.summary(),
        }


_PLAIN = ("values", "noise", "ranked_runs", "between")


def _alpha_row(one: Agreement) -> dict[str, Any]:
    numbers = {
        "alpha": one.alpha.value,
        "low": one.alpha.low,
        "high": one.alpha.high,
    }
    plain = {name: None if value != value else value for name, value in numbers.items()}
    about: dict[str, Any] = {"table": one.table, "column": one.column, "metric": one.alpha.metric}
    return about | {"units": one.alpha.units} | plain


def _as_dict(one: Disagreement) -> dict[str, Any]:
    names = ("path", "table", "row", "column", "worth", "actor")
    lists = ("values", "by_default", "chances")
    return {name: getattr(one, name) for name in names} | {
        name: list(getattr(one, name)) for name in lists
    }


def pool(
    cases: Sequence[Case | str | Path],
    *,
    weights: Sequence[float] | None = None,
    runs: int = 2000,
    ranking_runs: int | None = None,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    outcome: str = "wins",
    actor: str = "",
    threads: int | None = None,
    out: str | Path | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> Pool:
    """Compare and pool the codings of several coders of one circle.

    Parameters
    ----------
    cases : sequence of Case, str or path
        One for each coder, two to twenty: folders, workbooks, ids of shipped cases or cases.
    weights : sequence of float, optional
        How often each coder is drawn, > 0; only ratios matter. Equal if left out.
    runs : int, default 2000
        Runs of the pooled ensemble; 0 only compares the codings.
    ranking_runs : int, optional
        Runs in which each value has a coder of its own, at least 100, to rank disagreements; as
        many as `runs` if left out, 0 for no ranking.
    seed : int, default 1
        Seed of the random numbers. Two coders who agree in everything give the shares of either
        case alone, to the last bit.
    parameters : Parameters or ParameterSets, optional
        The shared parameters; :func:`whowhom.default_parameters` if not given.
    outcome, actor : str, optional
        What disagreements are ranked by, as in ``whowhom why``: who wins, if left out.
    threads : int, optional
        How many chunks run at once.
    out : path, optional
        Folder for the pooled result. It is an ordinary result, and its ``case`` folder, which holds
        the case of every coder, an ordinary case.
    engine : str, default "local"
        Where the runs are simulated, as in :func:`whowhom.run`.
    progress : callable, optional
        Called with the progress of both ensembles together.

    Returns
    -------
    Pool

    Raises
    ------
    InvalidInput
        If the codings are not of the same circle and months, or an argument is outside its domain.
    CaseError
        If a case has errors.

    Examples
    --------
    >>> import whowhom as ww
    >>> found = ww.pool(["duel", "duel"], runs=0)
    >>> len(found.disagreements), len(found.alphas()) > 10
    (0, True)
    """
    read = [as_case(case) for case in cases]
    compared = compare_coders(read, weights=weights)
    if not runs:
        return compared
    case = pooled(read, weights)
    most = runs if ranking_runs is None else ranking_runs
    if most:
        check_question(case, min(most, runs), outcome, actor)
    tell = of_all(progress)
    with opened(engine, threads) as where:
        settings: dict[str, Any] = {
            "seed": seed,
            "parameters": parameters,
            "threads": threads,
            "engine": where,
        }
        result = run(case, runs=runs, out=out, progress=tell(0, runs + most), **settings)
        found = replace(compared, result=result, **_of_coders(result, outcome, actor))
        if not most:
            return found
        options = _options(case)
        ranked = run_model(
            partial(_model_apart, options),
            case,
            runs=most,
            progress=tell(runs, runs + most),
            **settings,
        )
    return _ranked(found, ranked, options, outcome, actor)


def compare_coders(cases: Sequence[Case], *, weights: Sequence[float] | None = None) -> Pool:
    """Return where codings differ and how far they agree; nothing is simulated."""
    names = coder_names(cases)
    own = matched(cases)
    given = np.ones(len(cases)) if weights is None else np.asarray(weights, float)
    if len(given) != len(cases) or len(cases) < 2 or not (given > 0).all():
        pooled(cases, weights)  # says what is wrong
    coded = [coded_values(case) for case in own]
    paths = list(dict.fromkeys(path for values in coded for path in values))
    rows = [[values.get(path) for values in coded] for path in paths]
    return Pool(
        coders=tuple(names),
        weights=tuple((given / given.sum()).tolist()),
        values=len(paths),
        only_some=tuple(only_some(own, names)),
        matched=tuple(matched_by_name(cases, names)),
        agreements=tuple(_agreements(rows)),
        disagreements=tuple(
            _disagreement(path, row)
            for path, row in zip(paths, rows, strict=True)
            if len({None if one is None else one.value for one in row}) > 1
        ),
    )


def _disagreement(path: str, row: Sequence[Coded | None]) -> Disagreement:
    known = next(one for one in row if one is not None)
    return Disagreement(
        path=path,
        table=known.table,
        row=known.row,
        column=known.column,
        values=tuple("" if one is None else _cell(one.value) for one in row),
        by_default=tuple(one is not None and not one.is_stated for one in row),
    )


def _cell(value: Quantity | str) -> str:
    """Return a value as it is written in a cell."""
    if isinstance(value, str):
        return value or "none"
    ends = [value.low] if value.is_certain else [value.low, value.high]
    if value.mode is not None and not value.is_certain:
        ends.insert(1, value.mode)
    return "..".join(f"{end:.4g}" for end in ends)


def _agreements(rows: Sequence[Sequence[Coded | None]]) -> list[Agreement]:
    """Return alpha for each column, and for all bases and all skills together.

    A value that holds by default was not coded. Of a range, its midpoint counts.
    """
    groups: dict[tuple[str, str], list[list[float | str | None]]] = {}
    for row in rows:
        known = next(one for one in row if one is not None)
        column = known.column.partition(".")[0]
        unit = [_coded(one) for one in row]
        places = [column]
        if known.table == "actors" and (column in BASES or column in SKILLS):
            places.append("all bases" if column in BASES else "all skills")
        for place in places:
            groups.setdefault((known.table, place), []).append(unit)
    found = []
    for (table, column), units in groups.items():
        are_choices = any(isinstance(value, str) for unit in units for value in unit)
        alpha = krippendorff_alpha(units, metric="nominal" if are_choices else "interval")
        if alpha.units > 1:
            found.append(Agreement(table=table, column=column, alpha=alpha))
    return sorted(found, key=lambda one: not one.column.startswith("all "))


def _coded(one: Coded | None) -> float | str | None:
    """Return what counts of a value for agreement: a midpoint or a choice; None if not coded."""
    if one is None or not one.is_stated or one.value == "":
        return None
    return one.value if isinstance(one.value, str) else (one.value.low + one.value.high) / 2


def _of_coders(result: Result, outcome: str, actor: str) -> dict[str, Any]:
    """Return the answer in the runs of each coder, and how much of the variance they explain."""
    from whowhom.scenario.start import Start

    records = all_records(result, MOST_EXPLAINED)
    names, answers = asked(records, result.circle, outcome, actor)
    chosen = Start(result.case, result.parameters).coder_of(result.seed, 0, len(records))
    rows = []
    for number, coder in enumerate(result.case.coders):
        own = answers[chosen == number]
        for name, count in zip(names, own.sum(axis=0).tolist(), strict=True):
            low, high = wilson(count, len(own))
            share = count / len(own) if len(own) else 0.0
            about = {"coder": coder.name, "runs": len(own), "actor": name}
            rows.append(about | {"share": share, "low": low, "high": high})
    return {"by_coder": tuple(rows), "between": explained_share(_dense(chosen), answers)}


def _options(case: Case) -> dict[str, tuple[Quantity, ...]]:
    """Return the numbers on which coders differ: by path, as each coder has it."""
    from whowhom.scenario.start import Start

    asked_for: list[dict[str, Quantity]] = []
    start = Start(case)
    records = ParameterSets.of(start.parameters).records(np.zeros(1, np.int64))
    for one in start.coders:
        noted: dict[str, Quantity] = {}

        def value(
            name: str, quantity: Quantity, noted: dict[str, Quantity] = noted
        ) -> NDArray[np.float64]:
            noted[name] = quantity
            return np.full(1, quantity.low)

        one.laid_out(value, records, 0, 0, 1)
        asked_for.append(noted)
    shared = set.intersection(*(set(noted) for noted in asked_for))
    options = {name: tuple(noted[name] for noted in asked_for) for name in sorted(shared)}
    return {name: values for name, values in options.items() if len(set(values)) > 1}


def _model_apart(
    options: Mapping[str, tuple[Quantity, ...]], case: Case, parameters: AnyParameters, /
) -> "tuple[Start, Simulator]":
    """Prepare a pooled case so that each value has a coder of its own."""
    from whowhom.scenario.start import Start

    return Start(case, parameters), partial(_simulate_apart, options)


def _simulate_apart(
    options: Mapping[str, tuple[Quantity, ...]],
    start: "Start",
    *,
    seed: int,
    first: int,
    runs: int,
) -> "Runs":
    from whowhom.sim.simulation import simulate

    return simulate(_Apart(start, options), seed=seed, first=first, runs=runs)


@dataclass(frozen=True, slots=True)
class _Apart:
    """The start of a pooled case in which each value has a coder of its own."""

    start: "Start"
    options: Mapping[str, tuple[Quantity, ...]]

    @property
    def months(self) -> int:
        """Length of a run in months."""
        return self.start.months

    def draw(self, seed: int, first: int, runs: int) -> "Batch":
        """Draw each value from a coder of its own, and the rest from one more."""
        from whowhom.scenario.start import drawer, drawn_parameters

        inner = drawer(seed, first, runs)

        def value(name: str, quantity: Quantity) -> NDArray[np.float64]:
            if name not in self.options:
                return inner(name, quantity)
            chosen = self.start.coder_of(seed, first, runs, name)
            drawn = np.stack([inner(name, one) for one in self.options[name]])
            return np.asarray(drawn[chosen, np.arange(runs)])

        parameters = drawn_parameters(self.start.parameters, inner, seed, first, runs)
        return self.start.laid_out(value, parameters, seed, first, runs)


def _ranked(
    found: Pool,
    ranked: Result,
    options: Mapping[str, tuple[Quantity, ...]],
    outcome: str,
    actor: str,
) -> Pool:
    """Rank the disagreements by the variance that the choice of coder explains."""
    from whowhom.scenario.start import Start

    records = all_records(ranked, MOST_EXPLAINED)
    names, answers = asked(records, ranked.circle, outcome, actor)
    start = Start(ranked.case, ranked.parameters)
    chosen = {
        one.path: start.coder_of(ranked.seed, 0, len(records), one.path)
        for one in found.disagreements
        if one.path in options
    }
    others = [one for one in found.disagreements if one.path not in options]
    if others:
        chosen[ALL_ELSE] = start.coder_of(ranked.seed, 0, len(records))
    groups = [_dense(group) for group in chosen.values()]
    worths = dict(zip(chosen, explained_shares(groups, answers), strict=True))

    def told(one: Disagreement, path: str) -> Disagreement:
        if path not in worths:
            return one
        group = chosen[path]
        means = np.array(
            [
                answers[group == k].mean(axis=0) if (group == k).any() else answers.mean(axis=0)
                for k in range(len(found.coders))
            ]
        )
        who = int(np.argmax(np.ptp(means, axis=0)))
        chances = tuple(means[:, who].tolist())
        return replace(one, worth=worths[path], actor=names[who], chances=chances)

    numbers = [told(one, one.path) for one in found.disagreements]
    numbers.sort(key=lambda one: -(one.worth if one.worth is not None else -1.0))
    none = ("",) * len(found.coders)
    else_ = Disagreement(
        path=ALL_ELSE, table="", row="", column="", values=none, by_default=(False,) * len(none)
    )
    return replace(
        found,
        disagreements=tuple(numbers),
        all_else=told(else_, ALL_ELSE) if others else None,
        noise=_noise(groups, answers, ranked.seed),
        ranked_runs=len(records),
    )


def _dense(group: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the numbers of groups without those that have no run."""
    return np.unique(group, return_inverse=True)[1]


def _noise(
    groups: Sequence[NDArray[np.intp]], answers: NDArray[np.float64], seed: int
) -> float | None:
    """Return the largest worth among all values where answers are permuted at random."""
    if not groups:
        return None
    rng = np.random.default_rng([seed, len(answers)])
    best = [
        max(explained_shares(groups, answers[rng.permutation(len(answers))]))
        for _ in range(_SHUFFLES)
    ]
    return float(np.quantile(best, 0.95))
