"""The answers of an ensemble, from memory or from a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.ensemble import answers
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.conditioning import (
    CONDITIONING_FILE,
    Conditioning,
    conditioning_from,
)
from whowhom.ensemble.description import Description
from whowhom.ensemble.documented import Documented, documented_course
from whowhom.ensemble.manifest import Manifest, damaged
from whowhom.ensemble.outcome import FATES, Records
from whowhom.ensemble.parameters_file import (
    PARAMETERS_FILE,
    parameters_from,
    parameters_words,
)
from whowhom.ensemble.precision import margin
from whowhom.ensemble.tally import Tally
from whowhom.errors import CaseError, InvalidInput, ResultError
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets

if TYPE_CHECKING:
    import polars as pl

    from whowhom.ensemble.anchor import Anchored
    from whowhom.ensemble.reading import Sealed

__all__ = ["Result", "opened", "read_result"]

SUMMARY_SCHEMA = 1
"""Version of the object that ``--json`` prints."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False, weakref_slot=True)
class Result:
    """The answers of an ensemble: a case simulated many times.

    Every method returns a polars data frame that pandas, pyarrow and DuckDB can read; shares
    are shares of all runs, with a 95 % interval of sampling error (`low`, `high`).
    """

    case: Case
    """The case as it was simulated, after any change."""
    parameters: AnyParameters
    """The shared parameters it was simulated with, after any change."""
    circle: Circle
    documented: Documented
    tally: Tally
    """The exact counts that the answers are made of."""
    description: Description
    """What was run, by which versions, and when."""
    blocks: Callable[[], Iterator[Records]]
    """Opens the records of the runs, in their order."""
    path: Path | None = None
    """The folder it is stored in."""
    conditioning: Conditioning | None = None
    """The record that it is given and what the filter says of it; None without a record."""
    anchored: "Anchored | None" = None
    """Its runs reweighted by :func:`whowhom.anchor`; None if they are not."""

    @property
    def as_of(self) -> str | None:
        """The month up to which the record is given (``1925-02``); None without a record."""
        return self.description.work.as_of

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.description.work.runs

    @property
    def seed(self) -> int:
        """Seed of their random numbers."""
        return self.description.work.seed

    @property
    def change(self) -> Change:
        """What was changed in the case before the runs; false if nothing was."""
        return Change.of(**self.description.work.change)

    @property
    def seconds(self) -> float:
        """Wall time of the simulation, in seconds."""
        return self.description.seconds or 0.0

    @property
    def sha256(self) -> str:
        """Hash of the outcomes of all runs: the same for any number of threads and chunks."""
        return self.description.sha256 or ""

    def winners(self) -> "pl.DataFrame":
        """Return who ends as sole ruler: ``actor`` (or ``nobody``), ``share low high``."""
        return _frame("winners", answers.winners(self.tally, self.circle))

    def leaders(self) -> "pl.DataFrame":
        """Return who leads at the end, as sole ruler or as the strongest where nobody rules.

        Columns ``actor share low high rules first power power_q05 power_q95``, see
        :func:`whowhom.ensemble.undecided.leaders`; the last row, ``nobody``, is an empty circle.
        Reads every run once if some have no sole ruler.

        Examples
        --------
        >>> import whowhom as ww
        >>> result = ww.run(ww.read_case("poland_1956"), runs=20, seed=1)
        >>> round(result.leaders()["share"].sum(), 10)
        1.0
        """
        from whowhom.ensemble.undecided import leaders, undecided

        return _frame("leaders", leaders(undecided(self), self.tally, self.circle))

    def removals(self) -> "pl.DataFrame":
        """Return who falls: ``actor share low high first_out q05 median q95``.

        The last three are months (``1924-11``) of the first fall among the runs with one.
        """
        return _frame("removals", answers.removals(self.tally, self.circle))

    def fates(self) -> "pl.DataFrame":
        """Return how everyone ends: ``actor fate share low high``, all nine fates."""
        return _frame("fates", answers.fates(self.tally, self.circle))

    def who_removes_whom(self) -> "pl.DataFrame":
        """Return who leads whose first removal: ``by actor share low high``."""
        return _frame("who_removes_whom", answers.who_removes_whom(self.tally, self.circle))

    def course(self) -> "pl.DataFrame":
        """Return the documented events beside the runs.

        Columns ``actor event documented share low high earlier q05 median q95 inside``, see
        :func:`whowhom.ensemble.answers.course`. No rows if nothing is documented.
        """
        return _frame("course", answers.course(self.tally, self.circle, self.documented))

    def trajectories(self) -> "pl.DataFrame":
        """Return the months: ``month actor inner ... dead power_q05 ... power_q95``.

        The statuses are shares of runs; the quantiles are shares of power over the runs.
        """
        import polars as pl

        return pl.DataFrame(answers.trajectories(self.tally, self.circle))

    def holdings(self, *, pictures: int = 4) -> "pl.DataFrame":
        """Return who holds which post, and whose clients fill which body, through time.

        Parameters
        ----------
        pictures : int, default 4
            How many months, evenly spread from the first to the last.

        Returns
        -------
        polars.DataFrame
            ``kind`` (``post`` or ``body``), ``until`` (``1924-11``), ``item`` (id of the post or
            the body), ``actor`` (or ``nobody``), ``share``: of the runs in which they hold the post
            at the end of that month, or of the members of the body who are then their clients.

        Raises
        ------
        InvalidInput
            If `pictures` is below 1.
        """
        if pictures < 1:
            raise InvalidInput(f"pictures must be a whole number >= 1, got {pictures!r}")
        return _frame("holdings", answers.holdings(self.tally, self.circle, pictures))

    def by_run(self) -> "pl.DataFrame":
        """Return every run: one row for each run and actor.

        Columns ``run actor top fate fell order by share demoted ... dead``, see
        :data:`whowhom.ensemble.tables.OUTCOME_COLUMNS`; months are counted from the start month, 0
        (``result.circle.month(n)`` names them), and empty for never.
        """
        import polars as pl
        import pyarrow as pa

        from whowhom.ensemble.tables import outcomes_table

        tables, first = [], 0
        for records in self.blocks():
            tables.append(outcomes_table(first, records, self.circle))
            first += len(records)
        return pl.DataFrame(pa.concat_tables(tables)).cast(self._words())

    def scan(self) -> "pl.LazyFrame":
        """Return the table of :meth:`by_run` without loading it, however many runs there are.

        The runs of a stored result are read when the frame is collected, and only what is asked
        for: ``frame.collect(engine="streaming")`` keeps no more than a few chunks of them in
        memory. The result must be there until then: keep the object if it was run without `out`.

        Returns
        -------
        polars.LazyFrame
            One row for each run and actor; columns and types as in :meth:`by_run`.

        Raises
        ------
        ResultError
            If a file of the runs is no longer what was stored.

        Examples
        --------
        >>> import polars as pl
        >>> import whowhom as ww
        >>> result = ww.run(ww.read_case("duel"), runs=20, seed=1)
        >>> stalin = result.scan().filter(pl.col("actor") == "stalin")
        >>> stalin.select(pl.len(), (pl.col("fate") == "executed").sum()).collect().row(0)[0]
        20
        """
        import polars as pl

        if self.path is None:
            return self.by_run().lazy()
        from whowhom.ensemble.reading import chunk_paths

        paths = chunk_paths(self.path, self.description)
        words = self._words()
        rows = pl.scan_parquet(paths, glob=False)
        # by way of texts, since polars before 1.32 loses words that differ from file to file
        return rows.cast(dict.fromkeys(words, pl.String)).cast(words)

    def _words(self) -> "dict[Any, Any]":
        """Return the types of the columns of words in the table of all runs."""
        import polars as pl

        names, endings = pl.Enum(self.circle.actors), pl.Enum(FATES)
        return {"actor": names, "top": names, "by": names, "fate": endings}

    def summary(self) -> dict[str, Any]:
        """Return all answers as plain values: the object that ``--json`` prints.

        ``undecided`` takes every run into account; the other answers are counted already.
        """
        from whowhom.ensemble.undecided import undecided, undecided_summary

        work = self.description.work
        sets = ParameterSets.of(self.parameters)
        return {
            "schema": SUMMARY_SCHEMA,
            "whowhom": work.whowhom,
            "case": work.case,
            "title": work.title,
            "case_sha256": work.case_sha256,
            "change": work.change,
            "parameters": {
                "sha256": work.parameters_sha256,
                "sets": len(sets.values),
                "uncertain": list(sets.uncertain),
                "are": parameters_words(sets),
            },
            **({} if work.mechanisms is None else {"mechanisms": work.mechanisms}),
            "runs": self.runs,
            **self._stopping(),
            "seed": self.seed,
            **self.summary_given(),
            **({} if self.anchored is None else {"anchor": self.anchored.as_dict()}),
            "seconds": self.seconds,
            "sha256": self.sha256,
            "path": None if self.path is None else str(self.path),
            "actors": [
                {"id": actor.id, "name": actor.name, "contends": actor.id in self.circle.contenders}
                for actor in self.case.actors
            ],
            "winners": answers.winners(self.tally, self.circle),
            "undecided": undecided_summary(undecided(self), self.tally, self.circle),
            "removals": answers.removals(self.tally, self.circle),
            "fates": answers.fates(self.tally, self.circle),
            "course": {
                "events": answers.course(self.tally, self.circle, self.documented),
                "order": answers.order(self.tally, self.circle, self.documented),
                "ruler": answers.ruler(self.tally, self.circle, self.documented),
            },
        }

    def summary_given(self) -> dict[str, Any]:
        """Return the record it is given as plain values; nothing without a record."""
        return {} if self.conditioning is None else {"conditioning": self.conditioning.as_dict()}

    def _stopping(self) -> dict[str, Any]:
        """Return the precision that was asked for and reached; nothing if none was asked for."""
        work = self.description.work
        if work.precision is None:
            return {}
        reached = margin(self.tally, self.circle)
        return {
            "precision": work.precision,
            "precision_reached": reached,
            "runs_at_most": work.at_most,
            "stopped_by": "precision" if reached <= work.precision else "runs_at_most",
        }

    def _repr_html_(self) -> str:
        """Show the answer in a notebook: its sentence and who ends as sole ruler."""
        from whowhom.ensemble.notebook import result_html

        return result_html(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the answer where a notebook asks for several kinds of it."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        place = "in memory" if self.path is None else f"in {str(self.path)!r}"
        return f"<Result: {self.runs} runs of {self.case.id!r}, seed {self.seed}, {place}>"


def read_result(path: str | Path) -> Result:
    """Open a stored result; every file of it is compared with its hash first.

    Parameters
    ----------
    path : path
        The folder of the result.

    Returns
    -------
    Result

    Raises
    ------
    ResultError
        If it is not a result, or is unfinished, damaged or of another layout; the message names
        every damaged file, or the command that finishes it.
    """
    from whowhom.ensemble.what_if_folder import is_what_if

    folder = Path(path)
    if is_what_if(folder):
        raise ResultError(
            f"{folder}: is a what-if, which is two results; print it with `whowhom show {folder}`, "
            f"put it into a report with `whowhom report RESULT --whatif {folder}`, or read it with "
            "read_what_if."
        )
    return opened(folder)


def opened(folder: Path, case: Case | None = None) -> Result:
    """Open a stored result; who has its case in memory, after any change, need not read it."""
    from whowhom.ensemble.reading import blocks_of, check_case, check_result, tally_from

    sealed = check_result(folder)
    if case is None:
        case = _read_case(folder, sealed.description)
    check_case(sealed, case)
    circle = sealed.description.circle(case)
    conditioning = _read_conditioning(folder, sealed)
    tally = tally_from(sealed, circle)
    if conditioning is not None:
        tally = replace(tally, effective=conditioning.effective)
    return Result(
        case=case,
        parameters=_read_parameters(folder, sealed.manifest),
        circle=circle,
        documented=documented_course(case, circle),
        tally=tally,
        conditioning=conditioning,
        anchored=_read_anchored(folder, sealed),
        description=sealed.description,
        blocks=lambda: blocks_of(sealed, circle),
        path=folder,
    )


def _read_case(folder: Path, description: Description) -> Case:
    """Read the copy of the case, and change it as it was changed."""
    from whowhom.cases import read_case

    place = folder / "case"
    try:
        case = read_case(place)
    except CaseError as error:
        raise damaged(folder, [f"{place}: the copy of the case cannot be read: {error}"]) from error
    change = Change.of(**description.work.change)
    if change:
        try:
            case, _ = changed(case, change)
        except InvalidInput as error:
            raise damaged(folder, [f"{place}: cannot be changed as it was: {error}"]) from error
    return replace(case, id=description.work.case)


def _read_conditioning(folder: Path, sealed: "Sealed") -> Conditioning | None:
    """Read what a conditional result is given."""
    if sealed.description.work.as_of is None:
        return None
    content = sealed.manifest.read(CONDITIONING_FILE)
    try:
        return conditioning_from(content)
    except ValueError as error:
        raise damaged(folder, [f"{folder / CONDITIONING_FILE}: {error}"]) from error


def _read_anchored(folder: Path, sealed: "Sealed") -> "Anchored | None":
    """Read what the reweighted runs say, if they were reweighted."""
    from whowhom.ensemble.store import ANCHOR_FILE

    if ANCHOR_FILE not in sealed.manifest.hashes:
        return None
    from whowhom.ensemble.anchor import anchored_from

    content = sealed.manifest.read(ANCHOR_FILE)
    try:
        return anchored_from(content, sealed.description.sha256 or "")
    except (ValueError, TypeError) as error:
        raise damaged(folder, [f"{folder / ANCHOR_FILE}: {error}"]) from error


def _read_parameters(folder: Path, manifest: Manifest) -> AnyParameters:
    """Read the parameters of the runs."""
    content = manifest.read(PARAMETERS_FILE)
    try:
        return parameters_from(content)
    except ValueError as error:
        raise damaged(folder, [f"{folder / PARAMETERS_FILE}: {error}"]) from error


_TEXT, _NUMBER = "String", "Float64"
_INTERVAL = {"share": _NUMBER, "low": _NUMBER, "high": _NUMBER}
_MONTHS = {"q05": _TEXT, "median": _TEXT, "q95": _TEXT}
_COLUMNS = {
    "winners": {"actor": _TEXT, **_INTERVAL},
    "leaders": {
        "actor": _TEXT,
        **_INTERVAL,
        **dict.fromkeys(("rules", "first", "power", "power_q05", "power_q95"), _NUMBER),
    },
    "removals": {"actor": _TEXT, **_INTERVAL, "first_out": _NUMBER, **_MONTHS},
    "fates": {"actor": _TEXT, "fate": _TEXT, **_INTERVAL},
    "holdings": {
        **dict.fromkeys(("kind", "until", "item", "actor"), _TEXT),
        "share": _NUMBER,
    },
    "who_removes_whom": {"by": _TEXT, "actor": _TEXT, **_INTERVAL},
    "course": {
        "actor": _TEXT,
        "event": _TEXT,
        "documented": _TEXT,
        **_INTERVAL,
        "earlier": _NUMBER,
        **_MONTHS,
        "inside": "Boolean",
    },
}


def _frame(name: str, rows: list[dict[str, Any]]) -> "pl.DataFrame":
    """Return rows as a frame whose columns are the same even if there are no rows."""
    import polars as pl

    return pl.DataFrame(
        rows, {column: getattr(pl, kind) for column, kind in _COLUMNS[name].items()}
    )
