"""The sequential backtest: struggles forecast again after each documented removal, and scored.

At every point (``points.py``) the regime model forecasts from the record up to it, and so do simple
rivals that know who is left in the contest. The course after a point is read by scoring alone.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from whowhom.backtesting.points import Point, known_at, points_of, those_left, truth_at
from whowhom.backtesting.regime import Conditional, conditional_forecast
from whowhom.backtesting.run import LOGIT, REGIME, scorable
from whowhom.backtesting.sequential_result import ScoredPoint, SequentialBacktest
from whowhom.casebook.read import Skipped, read_struggles
from whowhom.cases.case import Case
from whowhom.cases.folder import CASEBOOK
from whowhom.ensemble.engines import LOCAL, Engine
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress, of_all
from whowhom.score.baselines import mixed
from whowhom.score.fitted import logit_forecasts
from whowhom.score.forecast import Forecast
from whowhom.score.opening import Opening, Shares

if TYPE_CHECKING:
    from whowhom.sim.parameter_sets import AnyParameters

__all__ = [
    "REGIME_LEFT",
    "REGIME_START",
    "UNIFORM_PART",
    "Forecaster",
    "planned_points",
    "sequential_backtest",
]

REGIME_START = "regime_start"
"""The forecast of the regime model at the start, held fixed."""
REGIME_LEFT = "regime_left"
"""The same, shared out among those left: what the record teaches without another run."""
UNIFORM_PART = 0.01
"""Part of the uniform forecast that is mixed into the rivals, so that somebody who was removed may
still win. The tenth of the backtest from the start would cost them 0.04 nats, which flatters the
model: here the rules name several people and need only a floor."""


class Forecaster(Protocol):
    """What forecasts a case from a month on, such as `conditional_forecast`."""

    def __call__(
        self,
        case: Case,
        as_of: str | None,
        /,
        *,
        runs: int,
        seed: int,
        progress: Callable[[Progress], None] | None = None,
    ) -> Conditional:
        """Forecast from `as_of` (None: the start), given a case whose course ends with it."""


def sequential_backtest(
    cases: str | Path | Case | Iterable[str | Path | Case] = CASEBOOK,
    *,
    runs: int = 400,
    seed: int = 1,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    parameters: "AnyParameters | None" = None,
    keep_going: bool = False,
    progress: Callable[[Progress], None] | None = None,
    forecaster: Forecaster | None = None,
) -> SequentialBacktest:
    """Forecast struggles at the start and after each documented removal, and score the forecasts.

    Forecast are the winner, and who of those left is removed next. Cases are simulated as they are
    written; the other models read the seven bases as coded.

    Parameters
    ----------
    cases, keep_going
        As in :func:`whowhom.backtest`.
    runs : int, default 400
        Runs of the regime model for each point, 1 to 10**8.
    seed, threads, engine, parameters
        As in :func:`whowhom.run`.
    progress : callable, optional
        Called with the progress over all points.
    forecaster : callable, optional
        What makes the forecasts called ``regime``; `conditional_forecast` if not given.

    Returns
    -------
    SequentialBacktest
        Forecasts, scores, their means and differences by stage, and what was skipped.

    Raises
    ------
    CaseError
        If a case has problems and is not to be skipped, or none is sound; all problems are named.
    InvalidInput
        If an argument is outside its domain, or no struggle can be scored.
    """
    check_settings(runs, seed, threads, None)
    places = [cases] if isinstance(cases, str | Path | Case) else cases
    given, unread = read_struggles(places, keep_going=keep_going)
    openings, truths, skipped = scorable(given, "mechanical")
    by_id = {case.id: case for case in given}
    struggles = [by_id[opening.id] for opening in openings]
    winners = [truth.winners for truth in truths]
    logits = logit_forecasts(list(zip(openings, winners, strict=True)))
    known = [
        _Known(case, opening, logit, point)
        for case, opening, logit in zip(struggles, openings, logits, strict=True)
        for point in points_of(case)
    ]
    asked = forecaster or partial(
        conditional_forecast, threads=threads, engine=engine, parameters=parameters
    )
    told = _forecasts(asked, known, runs, seed, progress)
    rivals = _rivals(known, told)
    return SequentialBacktest(
        points=tuple(
            ScoredPoint(
                point=each.point,
                left=each.left,
                truth=truth_at(each.case, each.point),
                forecasts={REGIME: own.forecast, **others},
                effective=own.effective,
            )
            for each, own, others in zip(known, told, rivals, strict=True)
        ),
        skipped=(*unread, *skipped),
        runs=runs,
        seed=seed,
    )


def planned_points(
    cases: Iterable[str | Path | Case], *, keep_going: bool = False
) -> tuple[tuple[Point, ...], tuple[Skipped, ...]]:
    """Return the points that a sequential backtest would forecast, and what it would skip."""
    given, unread = read_struggles(cases, keep_going=keep_going)
    openings, _, skipped = scorable(given, "mechanical")
    scored = {opening.id for opening in openings}
    points = tuple(point for case in given if case.id in scored for point in points_of(case))
    return points, (*unread, *skipped)


class _Known(NamedTuple):
    """A point of a struggle and what the rivals know of it."""

    case: Case
    opening: Opening
    logit: Shares
    """What the logit fitted to the other struggles says at the start."""
    point: Point

    @property
    def left(self) -> tuple[str, ...]:
        """Who is left in the contest."""
        return those_left(known_at(self.case, self.point))


def _forecasts(
    forecaster: Forecaster,
    known: Sequence[_Known],
    runs: int,
    seed: int,
    progress: Callable[[Progress], None] | None,
) -> list[Conditional]:
    """Return what the regime model says at each point, given the course up to it and no more."""
    part, total = of_all(progress), runs * len(known)
    return [
        forecaster(
            known_at(each.case, each.point),
            each.point.as_of,
            runs=runs,
            seed=seed,
            progress=part(runs * place, total),
        )
        for place, each in enumerate(known)
    ]


def _rivals(known: Sequence[_Known], told: Sequence[Conditional]) -> list[dict[str, Forecast]]:
    """Return what the simple rivals say at each point."""
    opened = {
        each.opening.id: said.forecast
        for each, said in zip(known, told, strict=True)
        if each.point.month is None
    }
    quiet = _nobody_next(known)
    return [
        {
            REGIME_START: Forecast(winner=opened[each.opening.id].winner),
            REGIME_LEFT: _rescaled(opened[each.opening.id], each),
            "proportional": _among(each, each.opening.power(), quiet[each.opening.id]),
            LOGIT: _among(each, each.logit, None),
            "uniform": _among(
                each, dict.fromkeys(each.opening.actors, 1.0), quiet[each.opening.id]
            ),
        }
        for each in known
    ]


def _nobody_next(known: Sequence[_Known]) -> dict[str, float]:
    """Return, for each struggle, how often nobody was removed next at the points of the others.

    It begins with half a point in five, which is all there is for one struggle alone.
    """
    quiet = [(each.opening.id, not truth_at(each.case, each.point).next_removed) for each in known]
    found = {}
    for name in dict.fromkeys(name for name, _ in quiet):
        others = [was for other, was in quiet if other != name]
        found[name] = (sum(others) + 0.5) / (len(others) + 5)
    return found


def _rescaled(start: Forecast, each: _Known) -> Forecast:
    """Share out the forecast at the start among those left, and nobody for the next removed."""
    first = start.first_removed or {}
    lost = sum(chance for actor, chance in first.items() if actor not in each.left)
    rest = {actor: first[actor] / (1 - lost) if actor in each.left else 0.0 for actor in first}
    winner = _shared(start.winner, each.left, each.opening.actors)
    return Forecast(winner=winner, first_removed=rest)


def _among(each: _Known, shares: Shares, nobody: float | None) -> Forecast:
    """Share out among those left, with a floor; without `nobody` only the chances to win."""
    winner = _shared(shares, each.left, each.opening.actors)
    if nobody is None:
        return Forecast(winner=winner)
    removed = _shared(shares, each.left, each.left)
    chances = {actor: (1 - nobody) * removed.get(actor, 0.0) for actor in each.opening.actors}
    return Forecast(winner=winner, first_removed=chances)


def _shared(shares: Shares, left: Sequence[str], among: Sequence[str]) -> dict[str, float]:
    """Return shares scaled to those left, with a floor for everybody `among` whom it may be."""
    total = sum(shares[actor] for actor in left)
    scaled = {
        actor: (shares[actor] / total if total > 0 else 1 / len(left)) if actor in left else 0.0
        for actor in among
    }
    return mixed(scaled, UNIFORM_PART)
