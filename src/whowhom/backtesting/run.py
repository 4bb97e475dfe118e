"""The backtest: every model forecasts every struggle from its opening, then the outcomes are read.

The regime model sees an :class:`~whowhom.score.opening.Opening` only, which has no outcome. It
is compared with simple rivals (``whowhom.score.baselines``), above all *proportional*, which gives
everyone a chance in proportion to their power and is hard to beat.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from whowhom.backtesting.regime import NobodyRules, forecast_of, regime_counts
from whowhom.backtesting.result import Backtest
from whowhom.casebook.read import Skipped, read_struggles
from whowhom.cases.case import Case
from whowhom.cases.folder import CASEBOOK
from whowhom.ensemble.engines import LOCAL, Engine
from whowhom.ensemble.progress import Progress
from whowhom.errors import InvalidInput
from whowhom.score.baselines import BASELINES, mixed
from whowhom.score.fitted import logit_forecasts
from whowhom.score.forecast import Forecast
from whowhom.score.opening import Coding, Opening, Shares
from whowhom.score.truth import Truth

if TYPE_CHECKING:
    from whowhom.sim.parameter_sets import AnyParameters

__all__ = ["LOGIT", "MODELS", "REFERENCES", "REGIME", "backtest", "scorable"]

REGIME, LOGIT = "regime", "logit"
MODELS = (REGIME, *BASELINES, LOGIT)
"""All models: the regime model, the rules of ``BASELINES``, and the logit fitted to the other
struggles."""
REFERENCES = ("proportional", "uniform")
"""The reference models of every comparison; they are always scored."""

_MOST_DRAWN = 16  # contenders that the noisy ruling coalition takes


def backtest(
    cases: str | Path | Case | Iterable[str | Path | Case] = CASEBOOK,
    *,
    runs: int = 400,
    seed: int = 1,
    models: Sequence[str] = MODELS,
    coding: Coding = "mechanical",
    nobody: NobodyRules = "shares",
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    parameters: "AnyParameters | None" = None,
    keep_going: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Backtest:
    """Forecast struggles from how they stood at the start, and score what was forecast.

    Parameters
    ----------
    cases : str, Path, Case, or several of them
        ``"casebook"``, which comes with whowhom; a file in the author's format (``.yaml``); a
        folder of case folders; a case folder, a workbook, the id of a shipped case, or a case that
        is read already. Ids must differ. Those without a winner are skipped, and the result says
        why.
    runs : int, default 400
        Runs of the regime model for each struggle, 1 to 10**8.
    seed : int, default 1
        Seed of their random numbers, 0 to 2**63 - 1.
    models : sequence of str
        Names from ``MODELS``; ``proportional`` and ``uniform`` are always added.
    coding : {"mechanical", "judged"}
        Which power the rules read. The regime model and the logit read the seven bases; under
        ``judged`` the regime model reads them scaled to the judged shares. Judged power may have
        been led by hindsight.
    nobody : {"shares", "strongest", "dropped"}
        What a run without a sole ruler at the end counts for.
    threads : int, optional
        Chunks that run at once; one for each processor if not given. It changes nothing.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    parameters : Parameters or ParameterSets, optional
        Those of the regime model; :func:`whowhom.default_parameters` if not given.
    keep_going : bool, default False
        Skip cases with problems, too, instead of raising.
    progress : callable, optional
        Called with the progress.

    Returns
    -------
    Backtest
        Forecasts, scores, their means and differences, and what was skipped.

    Raises
    ------
    CaseError
        If a case has problems and is not to be skipped, or none is sound; all problems are named.
    InvalidInput
        If an argument is outside its domain, or no struggle can be scored.

    Examples
    --------
    >>> found = backtest("casebook", models=["uniform"])
    >>> found.scores().columns[:3]
    ['model', 'case', 'log_loss']
    """
    chosen = _models(models)
    places = [cases] if isinstance(cases, str | Path | Case) else cases
    given, unread = read_struggles(places, keep_going=keep_going)
    openings, truths, skipped = scorable(given, coding)
    raw: dict[str, list[Shares]] = {
        name: [BASELINES[name](opening, coding) for opening in openings]
        for name in chosen
        if name in BASELINES
    }
    forecasts = {
        name: [_forecast(mixed(shares)) for shares in tables] for name, tables in raw.items()
    }
    if LOGIT in chosen:
        winners = [truth.winners for truth in truths]
        raw[LOGIT] = logit_forecasts(list(zip(openings, winners, strict=True)))
        forecasts[LOGIT] = [_forecast(shares) for shares in raw[LOGIT]]
    if REGIME in chosen:
        counts = regime_counts(
            openings,
            runs=runs,
            seed=seed,
            threads=threads,
            engine=engine,
            coding=coding,
            parameters=parameters,
            progress=progress,
        )
        forecasts[REGIME] = [forecast_of(count, nobody=nobody) for count in counts]
        raw[REGIME] = [forecast.winner for forecast in forecasts[REGIME]]
    return Backtest(
        struggles=openings,
        truths=truths,
        forecasts={name: tuple(forecasts[name]) for name in chosen},
        unmixed={name: tuple(raw[name]) for name in chosen},
        skipped=(*unread, *skipped),
        coding=coding,
        runs=runs,
        seed=seed,
    )


def _models(models: Sequence[str]) -> list[str]:
    """Return the chosen models and the references, in the order of ``MODELS``."""
    strangers = [name for name in models if name not in MODELS]
    if isinstance(models, str) or strangers:
        raise InvalidInput(f"models must be some of {', '.join(MODELS)}, got {models!r}")
    return [name for name in MODELS if name in models or name in REFERENCES]


def scorable(
    cases: Sequence[Case], coding: Coding
) -> tuple[tuple[Opening, ...], tuple[Truth, ...], tuple[Skipped, ...]]:
    """Return what can be scored, its outcomes, and why the rest cannot be scored.

    Raises
    ------
    InvalidInput
        If a struggle is given twice, or none can be scored; the message says why.
    """
    ids = [case.id for case in cases]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise InvalidInput(f"these struggles are given twice: {', '.join(doubled)}")
    pairs = [(Opening.of(case), Truth.of(case)) for case in cases]
    reasons = [_reason(opening, truth, coding) for opening, truth in pairs]
    skipped = tuple(Skipped(name, why) for name, why in zip(ids, reasons, strict=True) if why)
    known = [pair for pair, why in zip(pairs, reasons, strict=True) if not why]
    if not known:
        why = "".join(f"\n{found.struggle}: {found.reason}" for found in skipped)
        raise InvalidInput(f"no struggle can be scored{why}")
    openings, truths = zip(*known, strict=True)
    return openings, truths, skipped


def _reason(opening: Opening, truth: Truth, coding: Coding) -> str:
    """Say why a struggle cannot be scored; nothing if it can."""
    n = len(opening.contenders)
    if not truth.winners:
        return "it has no winner"
    if len(truth.winners) >= n:
        return "all contenders won"
    if n > _MOST_DRAWN:
        return f"it has {n} contenders; at most {_MOST_DRAWN} are compared"
    try:
        opening.power(coding)
    except InvalidInput as problem:
        return str(problem).removeprefix(f"{opening.id}: ")
    return ""


def _forecast(shares: Shares) -> Forecast:
    """Make a forecast of chances to win: whoever does not win is held to be removed."""
    return Forecast(winner=shares, removed={actor: 1 - p for actor, p in shares.items()})
