"""What an answer depends on: its entries, when it is decided, and the mechanisms, in one object."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.check import as_case
from whowhom.ensemble import answers
from whowhom.ensemble.ablations import FIRST_LOOK, Ablation, ablations
from whowhom.ensemble.engines import LOCAL, Engine, opened
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run
from whowhom.ensemble.sentences import headline
from whowhom.ensemble.turning import Turning, turning_points
from whowhom.ensemble.unknowns import Unknowns, check_question, question_of, unknowns
from whowhom.errors import InvalidInput
from whowhom.reporting import causes
from whowhom.reporting.blocks import Finding
from whowhom.reporting.findings import ranked_inputs

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Why", "explained", "why"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What the answer of an ensemble depends on."""

    result: Result
    unknowns: Unknowns
    """The uncertain inputs, ranked by what each explains of the variance of the answer."""
    turning: Turning
    """How much of the answer is decided by each month."""
    mechanisms: tuple[Ablation, ...]
    """The effect of leaving out each mechanism that matters most; empty if not asked for."""

    @property
    def headline(self) -> str:
        """The answer itself, in a sentence."""
        return headline(self.result)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, each as a sentence with a table, in the order of a report."""
        case = self.result.case
        told = [*ranked_inputs(self.result, lambda _: self.unknowns), causes.turning(self.turning)]
        if self.mechanisms:
            rows = answers.winners(self.result.tally, self.result.circle)
            best = next(row["actor"] for row in rows if row["actor"] in case.names)
            told.append(causes.mechanisms(self.mechanisms, case, actor=best))
        return tuple(told)

    def table(self) -> "pl.DataFrame":
        """Return the uncertain inputs as a data frame, the one that explains most first."""
        import polars as pl

        return pl.DataFrame(self.as_dict()["unknowns"]["values"], infer_schema_length=None)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: the object that ``whowhom why --json`` prints."""
        from whowhom.theory.results import plain

        names = ("path", "low", "high", "worth", "worth_low", "worth_high", "actor")
        chances = ("chance_at_low", "chance_at_high", "difference_low", "difference_high")
        result, values, turning = self.result, self.unknowns, self.turning
        return {
            "case": result.case.id,
            "runs": result.runs,
            "seed": result.seed,
            "settled": [
                {"month": month, "share": plain(float(share))}
                for month, share in zip(turning.months, turning.settled, strict=True)
            ],
            "unknowns": {
                "outcome": values.outcome,
                "actor": values.actor,
                "undefined": values.undefined,
                "noise": plain(values.noise),
                "noise_case": plain(values.noise_case),
                "noise_model": plain(values.noise_model),
                "values": [
                    {name: plain(getattr(value, name)) for name in (*names, *chances)}
                    | {"of": "case" if value.is_of_case else "model"}
                    | {"is_clear": values.is_clear(value)}
                    for value in values.values
                ],
            },
            "mechanisms": [_mechanism(one) for one in self.mechanisms],
        }

    def __str__(self) -> str:
        return "\n\n".join([self.headline, *(one.sentence for one in self.findings)])


def _mechanism(one: Ablation) -> dict[str, Any]:
    """Return a mechanism that was left out, as plain values, with its clear effects."""
    names = ("actor", "outcome", "difference", "low", "high")
    return {
        "mechanism": one.mechanism,
        "does": one.does,
        "runs": one.what_if.runs,
        "flips": one.flips,
        "altered": one.altered,
        "effects": [
            {name: getattr(effect, name) for name in names}
            for effect in one.what_if.effects
            if effect.is_clear
        ],
    }


def why(
    case: Case | Result | str | Path,
    *,
    runs: int = 2000,
    ablation_runs: int = 100,
    outcome: str | None = None,
    actor: str = "",
    seed: int = 1,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> Why:
    """Say what an answer depends on: which inputs and mechanisms, and when it is decided.

    Parameters
    ----------
    case : Case, Result, str or path
        A case, its folder or workbook, or the id of a shipped case; or an ensemble that is there
        already, whose runs are used.
    runs : int, default 2000
        Runs by which the inputs are ranked, at least 100; a result has its own.
    ablation_runs : int, default 100
        Paired runs without each mechanism that matters most; 0 leaves that part out.
    outcome : str, optional
        What is asked: ``wins``, ``leads``, ``falls``, ``killed`` ... If left out, ``leads`` where
        many runs end without a sole ruler, else ``wins``.
    actor : str, optional
        Whose outcome; everybody's if left out.
    seed : int, default 1
        Seed of the random numbers; a result has its own.
    threads : int, optional
        How many chunks run at once.
    engine : str, default "local"
        Where the runs are simulated, as in :func:`whowhom.run`.
    progress : callable, optional
        Called with the progress of the runs, and then of those without mechanisms.

    Returns
    -------
    Why
        With ``headline``, ``findings`` (a sentence and a table each), ``table()``, ``as_dict()``.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; nothing is simulated then. Also if the mechanisms of a
        result are asked for that has changes or mechanisms of its own.

    Examples
    --------
    >>> import whowhom as ww
    >>> found = ww.why(ww.run("duel", runs=100), ablation_runs=0)
    >>> found.unknowns.runs, len(found.findings) > 1
    (100, True)
    """
    result = case if isinstance(case, Result) else None
    if isinstance(case, Result):
        read, runs, seed = case.case, case.runs, case.seed
        if ablation_runs and not _is_plain(case):
            raise InvalidInput(
                "mechanisms are left out of a case as it is, and this result has a change, a "
                "record, parameters or mechanisms of its own; give ablation_runs=0"
            )
    else:
        read = as_case(case)
    check_question(read, runs, outcome or "wins", actor)
    tell = of_all(progress)
    with opened(engine, threads) as where:
        if result is None:
            result = run(
                read, runs=runs, seed=seed, threads=threads, engine=where, progress=tell(0, runs)
            )
        return explained(
            result,
            outcome=outcome,
            actor=actor,
            ablation_runs=ablation_runs,
            threads=threads,
            engine=where,
            progress=progress,
        )


def _is_plain(result: Result) -> bool:
    """Say whether a result is of a case as it is, with the usual model."""
    work = result.description.work
    is_own = result.description.has_own_parameters or work.mechanisms is not None
    return not (result.change or work.as_of or is_own)


def explained(
    result: Result,
    *,
    outcome: str | None,
    actor: str,
    ablation_runs: int,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> Why:
    """Do what :func:`why` does, once there are runs."""
    values = unknowns(result, outcome=outcome or question_of(result), actor=actor)
    turning = turning_points(result)
    left_out: tuple[Ablation, ...] = ()
    if ablation_runs:
        _, left_out = ablations(
            result.case,
            runs=ablation_runs,
            first_look=FIRST_LOOK,
            seed=result.seed,
            threads=threads,
            engine=engine,
            progress=progress,
        )
    return Why(result=result, unknowns=values, turning=turning, mechanisms=left_out)
