"""Many ensembles of one case: a table of values times seeds.

Each row is a change of the case, each row and seed one ensemble. In a folder every ensemble is a
stored result under the hash of its work, so that a larger table in the same folder, or the same one
after an interruption, computes only what is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.check import as_case
from whowhom.ensemble import answers
from whowhom.ensemble.description import plain_work, work_of
from whowhom.ensemble.engines import LOCAL, Engine, check_engine, opened
from whowhom.ensemble.manifest import MANIFEST, hash_of
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run
from whowhom.ensemble.store import check_names
from whowhom.ensemble.sweep_table import Cells, columns_of, is_number
from whowhom.ensemble.what_if import compared
from whowhom.errors import CaseError, InvalidInput, ResultError
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed, unknown_paths
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

__all__ = ["RESULTS", "sweep"]

RESULTS = "results"
"""The folder of the ensembles in the folder of a sweep."""

_MOST_PROBLEMS = 20
_BEFORE = {"row": "Int64", "seed": "Int64", "status": "String", "message": "String"}
_COMPARED = ("difference", "difference_low", "difference_high")
_AFTER = {
    "outcome": "String",
    "actor": "String",
    "share": "Float64",
    "low": "Float64",
    "high": "Float64",
    "path": "String",
}


def sweep(
    case: Case | str | Path,
    table: Any,
    *,
    names: Sequence[str] | None = None,
    runs: int = 2000,
    seeds: int | Iterable[int] = 1,
    baseline: bool = False,
    parameters: AnyParameters | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> "pl.DataFrame":
    """Simulate a case once for every row of a table and every seed.

    Parameters
    ----------
    case : Case, str or path
        A case, its folder or workbook, or the id of a shipped case.
    table : frame, mapping, sequence of mappings, array or path
        What is changed. The name of a column is a path, as in :func:`whowhom.what_if`
        (``actors.trotsky.apparatus``), a cell its value, in the units of the case folder: a number,
        or a text such as ``1..3``. An empty cell leaves the value as it is in the case. A data
        frame of polars or pandas, an Arrow table, columns by name, a list of rows by name, or the
        path of a CSV or Parquet file.
    names : sequence of str, optional
        Names of the columns where `table` is an array, as samplers return it: shape (rows, names).
    runs : int, default 2000
        Number of runs of each ensemble, 1 to 10**8.
    seeds : int or iterable of int, default 1
        Seeds of the random numbers, 0 to 2**63 - 1. All rows have the same random numbers under a
        seed, so that rows differ by what was changed and not by chance.
    baseline : bool, default False
        Whether every row is compared, run by run, with the case as it is, which is simulated once
        for each seed and shared by all rows: columns ``difference``, ``difference_low`` and
        ``difference_high`` (95 %, paired).
    parameters : Parameters or ParameterSets, optional
        The shared parameters; :func:`whowhom.default_parameters` if not given.
    threads : int, optional
        How many chunks run at once; one for each processor if not given. It changes nothing.
    out : path, optional
        Folder that keeps the ensembles. What is there is read, and only what is missing simulated.
    engine : str or Engine, default "local"
        Where runs are simulated, as in :func:`whowhom.run`. It changes nothing.
    progress : callable, optional
        Called with the progress over all runs.

    Returns
    -------
    polars.DataFrame
        ``row`` (from 0), ``seed``, ``status`` (``done`` or ``failed``), ``message`` (why a row
        failed), the columns of `table`, and of each ensemble one row for each answer: ``outcome``
        (``wins`` or ``falls``), ``actor`` (or ``nobody``), ``share`` of the runs with its 95 %
        interval of sampling error ``low`` and ``high``; ``path`` of the stored result, to be opened
        by :func:`whowhom.read_result`. A row that failed stands once for each seed, without answer.

    Raises
    ------
    InvalidInput
        If the table has no form that can be read, columns name nothing in the case, a number is
        outside its domain, or `out` holds something else; all problems are named at once. A value
        that is not possible fails its row only.
    ResourceError
        If disk or memory run out; what was stored stays, and the same call goes on from there.
    KeyboardInterrupt
        If the user stops it.

    Examples
    --------
    >>> import whowhom as ww
    >>> rows = {"actors.trotsky.apparatus": [1, 2, -9]}
    >>> found = ww.sweep(ww.read_case("duel"), rows, runs=10)
    >>> found.group_by("row", "status", maintain_order=True).len().rows()
    [(0, 'done', 15), (1, 'done', 15), (2, 'failed', 1)]
    """
    case = as_case(case)
    cells = columns_of(table, names)
    chosen = tuple(seeds) if isinstance(seeds, Iterable) else (seeds,)
    _check(case, cells, runs, chosen, threads)
    check_engine(engine)
    folder = None if out is None else _folder(case, Path(out))
    with opened(engine, threads) as where:
        work = _Sweep(
            case=case,
            parameters=parameters,
            runs=runs,
            seeds=tuple(map(int, chosen)),
            threads=threads,
            folder=folder,
            engine=where,
            progress=progress,
            is_compared=baseline,
        )
        return _frame(cells, work.rows(_changes(cells)), is_compared=baseline)


def _check(
    case: Case, cells: Cells, runs: int, seeds: tuple[int, ...], threads: int | None
) -> None:
    """Raise with all that is wrong with the whole of a sweep, before anything is simulated."""
    problems = unknown_paths(case, cells)
    if not seeds:
        problems.append("seeds must name one seed at least")
    problems += [f"seeds: {seed} is there twice" for seed in set(seeds) if seeds.count(seed) > 1]
    for seed in seeds[:1] if len(problems) else seeds:
        try:
            check_settings(runs, seed, threads, None)
        except InvalidInput as error:
            problems += [line for line in str(error).split("\n") if line not in problems]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        lines = problems[:_MOST_PROBLEMS] + ([f"... and {more} more"] if more > 0 else [])
        raise InvalidInput("\n".join(lines))


def _folder(case: Case, folder: Path) -> Path:
    """Return the folder of a sweep if it can be one."""
    check_names(case)
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for the sweep.")
    if folder.exists() and not (folder / RESULTS).is_dir() and any(folder.iterdir()):
        raise InvalidInput(
            f"{folder}: is not empty and holds no sweep. Nothing was written; name another folder."
        )
    return folder / RESULTS


def _changes(cells: Cells) -> list[Change]:
    """Return the change that each row makes."""
    rows = zip(*cells.values(), strict=True)
    return [
        Change.of(
            set={path: cell for path, cell in zip(cells, row, strict=True) if cell is not None}
        )
        for row in rows
    ]


@dataclass(slots=True, kw_only=True)
class _Sweep:
    """Everything that the ensembles of a sweep share, and how far they are."""

    case: Case
    parameters: AnyParameters | None
    runs: int
    seeds: tuple[int, ...]
    threads: int | None
    folder: Path | None
    engine: Engine
    progress: Callable[[Progress], None] | None
    is_compared: bool = False
    """Whether each ensemble is compared with that of the case as it is."""
    bases: dict[int, Result] = field(default_factory=dict)
    """The case as it is, by seed."""
    whole: int = 0
    """Runs in all that can be simulated."""
    done: int = 0
    stored_before: int = 0
    is_stopping: bool = False

    def rows(self, changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
        """Simulate what is missing; yield the answers of each row and seed, or why there are none.

        Raises
        ------
        Interrupted
            If the user stops it.
        """
        places = [self._places(change) for change in changes]
        sound = sum(not isinstance(place, str) for place in places)
        self.whole = self.runs * len(self.seeds) * (sound + self.is_compared)
        if self.is_compared and sound:
            of_base = self._places(Change())
            for seed, where in zip(self.seeds, of_base, strict=True):
                self.bases[seed] = self._result(Change(), seed, Path(where) if where else None)
        for row, (change, place) in enumerate(zip(changes, places, strict=True)):
            for at, seed in enumerate(self.seeds):
                about = {"row": row, "seed": seed, "status": "failed", "message": place}
                if isinstance(place, str):
                    yield about
                    continue
                try:
                    base = self.bases.get(seed)
                    is_base = base is not None and not change
                    result = self._same(base) if is_base and base else None
                    result = result or self._result(change, seed, place[at])
                except (InvalidInput, CaseError, ResultError) as error:
                    self.done += self.runs
                    yield about | {"message": _one_line(error)}
                    continue
                about |= {"status": "done", "message": ""}
                differences = {} if base is None else _differences(change, base, result)
                yield from (
                    about | answer | differences.get((answer["outcome"], answer["actor"]), {})
                    for answer in _answers(result)
                )

    def _places(self, change: Change) -> list[Path | None] | str:
        """Return where the ensembles of a row are stored, one for each seed; or why it fails."""
        usual = default_parameters() if self.parameters is None else self.parameters
        try:
            case, parameters = changed(self.case, change, usual) if change else (self.case, usual)
        except InvalidInput as error:
            return _one_line(error)
        if self.folder is None:
            return [None] * len(self.seeds)
        work = work_of(case, self.runs, 0, parameters=parameters, change=change)
        works = [plain_work(replace(work, seed=seed)) for seed in self.seeds]
        return [self.folder / hash_of(one)[:16] for one in works]

    def _result(self, change: Change, seed: int, place: Path | None) -> Result:
        """Simulate one ensemble, or read it where it is stored."""

        def tell(now: Progress) -> None:
            self.is_stopping = now.is_stopping
            if self.progress is not None:
                done, before = self.done + now.done, self.stored_before + now.stored_before
                self.progress(replace(now, done=done, runs=self.whole, stored_before=before))

        was_stored = place is not None and (place / MANIFEST).exists()
        try:
            found = run(
                self.case,
                runs=self.runs,
                seed=seed,
                parameters=self.parameters,
                change=change,
                threads=self.threads,
                out=place,
                engine=self.engine,
                progress=tell,
            )
        except KeyboardInterrupt:
            raise Interrupted(self._how_to_go_on()) from None
        self.done += self.runs
        self.stored_before += self.runs if was_stored else 0
        if self.is_stopping and self.done < self.whole:  # while its last runs were under way
            raise Interrupted(self._how_to_go_on())
        return found

    def _same(self, base: Result) -> Result:
        """Return the case as it is for a row that changes nothing."""
        self.done += self.runs
        return base

    def _how_to_go_on(self) -> str:
        """Say what an interrupted sweep leaves."""
        text = f"Interrupted after {self.done // self.runs:,} of {self.whole // self.runs:,}"
        if self.folder is None:
            return f"{text} ensembles; nothing was stored. Name a folder (out=...) to keep them."
        return f"{text} ensembles; they are kept. To go on: give the same command again"


def _answers(result: Result) -> Iterator[dict[str, Any]]:
    """Yield the answers of an ensemble."""
    path = None if result.path is None else str(result.path)
    kinds = {"wins": answers.winners, "falls": answers.removals}
    for outcome, counted in kinds.items():
        for one in counted(result.tally, result.circle):
            kept = {name: one[name] for name in ("actor", "share", "low", "high")}
            yield {"outcome": outcome, **kept, "path": path}


def _differences(
    change: Change, base: Result, result: Result
) -> dict[tuple[str, str], dict[str, float]]:
    """Return how each answer differs from that of the case as it is, by outcome and actor."""
    return {
        (effect.outcome, effect.actor): dict(
            zip(_COMPARED, (effect.difference, effect.low, effect.high), strict=True)
        )
        for effect in compared(change, base, result).effects
    }


def _frame(cells: Cells, rows: Iterable[dict[str, Any]], *, is_compared: bool) -> "pl.DataFrame":
    """Return answers with the cells of their rows; a column of numbers as numbers."""
    import polars as pl

    kinds, values = {}, {}
    after = _AFTER | (dict.fromkeys(_COMPARED, "Float64") if is_compared else {})
    for path, column in cells.items():
        are_numbers = all(cell is None or is_number(cell) for cell in column)
        kinds[path] = "Float64" if are_numbers else "String"
        values[path] = [float(c) if are_numbers and c is not None else c for c in column]
    schema = {name: getattr(pl, kind) for name, kind in {**_BEFORE, **kinds, **after}.items()}
    found = [{**one, **{path: values[path][one["row"]] for path in cells}} for one in rows]
    return pl.DataFrame(found, schema)


def _one_line(error: Exception) -> str:
    return "; ".join(str(error).split("\n"))
