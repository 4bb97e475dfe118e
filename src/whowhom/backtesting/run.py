"""The backtest: every model forecasts every struggle from its opening, then the outcomes are read.

The regime model sees an :class:`~whowhom.score.opening.Opening` only, which has no outcome. It
stands beside simple rivals (``whowhom.score.baselines``), above all *proportional*, which gives
everyone a chance in proportion to his power and is hard to beat.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from whowhom.backtesting.regime import NobodyRules, forecast_of, regime_counts
from whowhom.backtesting.result import Backtest, Skipped
from whowhom.casebook.struggle import Struggle
from whowhom.errors import InvalidInput
from whowhom.score.baselines import BASELINES, mixed
from whowhom.score.fitted import logit_forecasts
from whowhom.score.forecast import Forecast
from whowhom.score.opening import Coding, Opening, Shares
from whowhom.score.truth import Truth

if TYPE_CHECKING:
    from whowhom.sim.parameter_sets import AnyParameters

__all__ = ["LOGIT", "MODELS", "REFERENCES", "REGIME", "backtest"]

REGIME, LOGIT = "regime", "logit"
MODELS = (REGIME, *BASELINES, LOGIT)
"""All models: the regime model, the rules of ``BASELINES``, and the logit fitted to the other
struggles."""
REFERENCES = ("proportional", "uniform")
"""The rivals that every model is compared with; they are always scored."""

_MOST_DRAWN = 16  # contenders that the noisy ruling coalition takes


def backtest(
    struggles: Iterable[Struggle] | str,
    *,
    runs: int = 400,
    seed: int = 1,
    models: Sequence[str] = MODELS,
    coding: Coding = "mechanical",
    nobody: NobodyRules = "shares",
    threads: int | None = None,
    parameters: "AnyParameters | None" = None,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Forecast struggles from how they stood at the start, and score what was forecast.

    Parameters
    ----------
    struggles : iterable of Struggle, or "casebook"
        With different ids; ``"casebook"`` stands for the shipped ones. Those without a winner are
        skipped, and the result says why.
    runs : int, default 400
        Plays of the regime model for each struggle, 1 to 10**8.
    seed : int, default 1
        Chooses their chance, 0 to 2**63 - 1.
    models : sequence of str
        Names from ``MODELS``; ``proportional`` and ``uniform`` are always added.
    coding : {"mechanical", "judged"}
        Which power the rules read. The regime model and the logit read the seven bases; under
        ``judged`` the regime model reads them scaled to the judged shares. Judged power may have
        been led by hindsight.
    nobody : {"shares", "strongest", "dropped"}
        What a run in which nobody rules alone at the end counts for.
    threads : int, optional
        Chunks of plays at once; one for each processor if not given. It changes nothing.
    parameters : Parameters or ParameterSets, optional
        Those of the regime model; :func:`whowhom.default_parameters` if not given.
    progress : callable, optional
        Is told how many plays are done, and of how many.

    Returns
    -------
    Backtest
        Forecasts, scores, their means and differences, and what was skipped.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or no struggle can be scored.
    """
    chosen = _models(models)
    known, skipped = _scorable(_struggles(struggles), coding)
    openings = [Opening.of(struggle) for struggle in known]
    raw: dict[str, list[Shares]] = {
        name: [BASELINES[name](opening, coding) for opening in openings]
        for name in chosen
        if name in BASELINES
    }
    forecasts = {
        name: [_forecast(mixed(shares)) for shares in tables] for name, tables in raw.items()
    }
    if LOGIT in chosen:
        winners = [struggle.outcome.winners for struggle in known]
        raw[LOGIT] = logit_forecasts(list(zip(openings, winners, strict=True)))
        forecasts[LOGIT] = [_forecast(shares) for shares in raw[LOGIT]]
    if REGIME in chosen:
        counts = regime_counts(
            openings,
            runs=runs,
            seed=seed,
            threads=threads,
            coding=coding,
            parameters=parameters,
            progress=progress,
        )
        forecasts[REGIME] = [forecast_of(count, nobody=nobody) for count in counts]
        raw[REGIME] = [forecast.winner for forecast in forecasts[REGIME]]
    return Backtest(
        struggles=known,
        truths=tuple(Truth.of(struggle) for struggle in known),
        forecasts={name: tuple(forecasts[name]) for name in chosen},
        unmixed={name: tuple(raw[name]) for name in chosen},
        skipped=skipped,
        coding=coding,
        runs=runs,
        seed=seed,
    )


def _struggles(given: Iterable[Struggle] | str) -> tuple[Struggle, ...]:
    """Return the struggles; a text must name the shipped ones."""
    if not isinstance(given, str):
        return tuple(given)
    if given != "casebook":
        raise InvalidInput(f'struggles must be "casebook" or a list of them, got {given!r}')
    from whowhom.casebook.read import read_casebook

    return read_casebook()


def _models(models: Sequence[str]) -> list[str]:
    """Return the chosen models and the references, in the order of ``MODELS``."""
    strangers = [name for name in models if name not in MODELS]
    if isinstance(models, str) or strangers:
        raise InvalidInput(f"models must be some of {', '.join(MODELS)}, got {models!r}")
    return [name for name in MODELS if name in models or name in REFERENCES]


def _scorable(
    struggles: tuple[Struggle, ...], coding: Coding
) -> tuple[tuple[Struggle, ...], tuple[Skipped, ...]]:
    """Return what can be scored, and why the rest cannot."""
    ids = [struggle.id for struggle in struggles]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise InvalidInput(f"these struggles are given twice: {', '.join(doubled)}")
    reasons = {struggle.id: _reason(struggle, coding) for struggle in struggles}
    skipped = tuple(Skipped(name, why) for name, why in reasons.items() if why)
    known = tuple(struggle for struggle in struggles if not reasons[struggle.id])
    if not known:
        why = "".join(f"\n{found.struggle}: {found.reason}" for found in skipped)
        raise InvalidInput(f"no struggle can be scored{why}")
    return known, skipped


def _reason(struggle: Struggle, coding: Coding) -> str:
    """Say why a struggle cannot be scored; nothing if it can."""
    n = len(struggle.contenders)
    winners = set(struggle.outcome.winners)
    if not winners:
        return "it has no winner"
    if len(winners) >= n:
        return "all contenders won"
    if n > _MOST_DRAWN:
        return f"it has {n} contenders; at most {_MOST_DRAWN} are compared"
    try:
        Opening.of(struggle).power(coding)
    except InvalidInput as problem:
        return str(problem).removeprefix(f"{struggle.id}: ")
    return ""


def _forecast(shares: Shares) -> Forecast:
    """Make a forecast of chances to win: whoever does not win is held to be removed."""
    return Forecast(winner=shares, removed={actor: 1 - p for actor, p in shares.items()})
