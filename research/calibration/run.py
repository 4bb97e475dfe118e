"""The calibration: run a design, learn its chances, weigh the box by what really happened.

The outcomes enter once, in :func:`infer`, after everything is simulated; runs and emulator know
nothing of them. So leaving a struggle out needs no new runs and no new emulator.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from numbers import Integral
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from research.calibration.box import CALIBRATED, Box, box_problems, span_of
from research.calibration.checked import with_check, with_forecasts
from research.calibration.design import Ends, simulate_design
from research.calibration.emulator import Emulator, fit, ridge_of
from research.calibration.facts import Fact, fact_problems, fitted_fact
from research.calibration.forecasts import forecasts
from research.calibration.posterior import Evidence, Posterior, posterior
from research.calibration.questions import Answers, Questions, counted
from research.calibration.result import RIVALS, SETS, Calibration
from research.calibration.stored import Folder, design_of
from research.calibration.temper import power_of
from whowhom.backtesting.regime import case_of_opening
from whowhom.backtesting.result import Backtest
from whowhom.backtesting.run import backtest
from whowhom.casebook.read import read_casebook
from whowhom.cases.build import fingerprint
from whowhom.cases.case import Case
from whowhom.ensemble.files import locked
from whowhom.ensemble.map_runs import Interrupted, interrupt_noted
from whowhom.ensemble.plan import processors
from whowhom.errors import InvalidInput
from whowhom.files import make_folder
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth

__all__ = ["calibrate", "infer", "stored_runs", "struggles_with_end"]

CHECK_FOLDER = "check"
"""Where runs under sets of the posterior are kept, in the folder of the design."""
LEAST_SETS = 16
MOST_SETS = 4096
MOST_RUNS = 1000

_PRIOR = 2048
"""Points of the box over which the forecast of the prior is averaged."""


def calibrate(
    casebook: str | Path | Iterable[Case] | None = None,
    *,
    parameters: Sequence[str] = CALIBRATED,
    sets: int = 192,
    runs: int = 10,
    seed: int = 1,
    out: str | Path | None = None,
    threads: int | None = None,
    facts: Sequence[Fact] = (),
    check: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Find which values of the shared parameters agree with struggles whose end is known.

    Parameters
    ----------
    casebook : path or iterable of Case, optional
        A casebook, or its struggles; the development cases of the shipped one if left out. Those
        without a winner are passed over.
    parameters : sequence of str
        Names of the parameters that are calibrated; the prior is uniform over their ranges.
    sets : int, default 192
        Sets of parameters that are simulated, 16 to 4096.
    runs : int, default 10
        Runs of each struggle under each set, 1 to 1000.
    seed : int, default 1
        Chooses sets, runs and draws, 0 to 2**63 - 1.
    out : path, optional
        A folder that keeps the runs: the same call goes on there after an interruption, and with
        more sets it runs only the new ones.
    threads : int, optional
        Sets that are simulated at once; one for each processor if not given. It changes nothing.
    facts : sequence of Fact
        Stylised facts, to be fitted or only tested.
    check : int, default 0
        Sets of the posterior that are simulated themselves, to see whether the emulator is right
        about them: up to 200.
    progress : callable, optional
        Is called with how many sets are simulated, and of how many.

    Returns
    -------
    Calibration
        The posterior, what it says, and how well it forecasts, in sample and left out.

    Raises
    ------
    InvalidInput
        If arguments are outside their domains; all problems are reported, nothing is simulated.
    CaseError
        If the casebook has problems.
    """
    known = struggles_with_end(casebook)
    problems = _problems(known, parameters, sets, runs, seed, threads, check, facts)
    if problems:
        raise InvalidInput("\n".join(problems))
    box = Box(tuple(parameters))
    place = None if out is None else Path(out)
    simulated = partial(
        stored_runs,
        [Opening.of(struggle) for struggle in known],
        box,
        runs=runs,
        threads=threads or processors(),
        progress=progress,
    )
    points = box.spread(sets, seed)
    ends, values = simulated(points, seed=seed, folder=place, facts=facts, is_growing=True)
    found = infer(known, box, ends, points=points, facts=facts, values=values, seed=seed)
    if not check:
        return found
    chosen = found.found.thinned(check, np.random.default_rng(seed))
    below = None if place is None else place / CHECK_FOLDER
    again, _ = simulated(chosen, seed=(seed + 1) % 2**63, folder=below)
    return with_check(found, chosen, again)


def infer(
    struggles: Sequence[Case],
    box: Box,
    ends: Sequence[Ends],
    *,
    points: NDArray[np.float64],
    facts: Sequence[Fact] = (),
    values: NDArray[np.float64] | None = None,
    seed: int = 1,
) -> Calibration:
    """Weigh the box by what really happened, given the runs of a design.

    Parameters
    ----------
    struggles : sequence of Case
        With their outcomes.
    box : Box
        The prior.
    ends : sequence of Ends
        Runs of each under the sets of the design.
    points : array of float, shape (S, d)
        The sets, in [0, 1].
    facts : sequence of Fact
        Stylised facts.
    values : array of float, shape (S, facts)
        What the model says of each under each set.
    seed : int
        That of the design.
    """
    rng = np.random.default_rng(seed)
    questions, counts = Questions.of(ends), counted(ends)
    ridge, losses = ridge_of(points, counts, questions)
    emulator = fit(points, counts, questions, ridge)
    power = power_of(points, ends, questions, ridge, rng=rng)
    fits = tuple(
        fitted_fact(fact, points, values[:, k])
        for k, fact in enumerate(facts)
        if values is not None
    )
    known = backtest(struggles, models=RIVALS, seed=seed)
    answers = Answers.of(ends, known.truths)
    evidence = Evidence(emulator, answers, power, tuple(f for f in fits if f.fact.fitted))
    found = posterior(evidence, len(box.names), rng=rng)
    return Calibration(
        box=box,
        ends=tuple(ends),
        emulator=emulator,
        losses=losses,
        power=power,
        found=found,
        sets=box.values(found.thinned(SETS, rng)),
        backtest=_scored(known, emulator, found, box, seed),
        facts=fits,
        design=len(points),
        runs=ends[0].runs,
        seed=seed,
    )


def _scored(known: Backtest, emulator: Emulator, found: Posterior, box: Box, seed: int) -> Backtest:
    """Return the forecasts of the rivals and, before them, those of prior and posteriors."""
    questions = emulator.questions
    orders = [list(forecast.winner) for forecast in known.forecasts["uniform"]]
    chances = emulator.chances(found.points)
    left_out = [found.without(case) @ chances for case in range(len(orders))]
    prior = emulator.chances(box.spread(_PRIOR, seed + 1)).mean(axis=0)
    made = {
        "calibrated": forecasts(questions, found.weights @ chances, orders),
        "left_out": forecasts(questions, np.array(left_out), orders),
        "prior": forecasts(questions, prior, orders),
    }
    return with_forecasts(known, made)


def stored_runs(
    openings: Sequence[Opening],
    box: Box,
    points: NDArray[np.float64],
    *,
    runs: int,
    seed: int,
    threads: int,
    folder: Path | None,
    facts: Sequence[Fact] = (),
    is_growing: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Ends], NDArray[np.float64]]:
    """Run a design, or what is missing of it, and keep it."""
    store = None
    with ExitStack() as stack:
        if folder is not None:
            given = b"" if is_growing else points.tobytes()
            store = _folder(folder, box, openings, runs, seed, facts, given)
            make_folder(folder)
            stack.enter_context(locked(folder))
            store.prepare()
        is_stopping = stack.enter_context(interrupt_noted())
        ends, values = simulate_design(
            *(openings, box, points),
            runs=runs,
            seed=seed,
            threads=threads,
            folder=store,
            facts=facts,
            is_stopping=is_stopping,
            progress=progress,
        )
    done = ends[0].sets if ends else 0
    if done < len(points):
        raise Interrupted(_stopped(store, done, len(points)))
    return ends, values


def struggles_with_end(
    casebook: str | Path | Iterable[Case] | None = None,
) -> list[Case]:
    """Return the struggles to learn from: those that have an end."""
    if casebook is None:
        found = read_casebook()
    elif isinstance(casebook, str | Path):
        found = read_casebook(casebook)
    else:
        found = tuple(casebook)
    return [c for c in found if 0 < len(Truth.of(c).winners) < len(Opening.of(c).contenders)]


def _problems(
    struggles: Sequence[Case],
    parameters: Sequence[str],
    sets: int,
    runs: int,
    seed: int,
    threads: int | None,
    check: int,
    facts: Sequence[Fact],
) -> list[str]:
    """Tell everything that is wrong with the arguments."""
    domains = (
        ("sets", sets, LEAST_SETS, MOST_SETS),
        ("runs", runs, 1, MOST_RUNS),
        ("seed", seed, 0, 2**63 - 1),
        ("threads", 1 if threads is None else threads, 1, 1024),
        ("check", check, 0, SETS),
    )
    problems = [
        f"{name} must be a whole number from {low:,} to {high:,}, got {value!r}"
        for name, value, low, high in domains
        if not isinstance(value, Integral) or isinstance(value, bool) or not low <= value <= high
    ]
    problems += [*box_problems(parameters), *fact_problems(facts)]
    if len(struggles) < 2:
        problems.append(f"casebook: at least 2 struggles need an end, found {len(struggles)}")
    return problems


def _folder(
    path: Path,
    box: Box,
    openings: Sequence[Opening],
    runs: int,
    seed: int,
    facts: Sequence[Fact],
    points: bytes,
) -> Folder:
    """Return the folder of the design; nothing is written."""
    ranges = {
        name: (float(low), float(high))
        for name, low, high in zip(box.names, box.low, box.high, strict=True)
    }
    open_ends = [end for name in box.open for end in span_of(name)]
    cases = {opening.id: fingerprint(case_of_opening(opening)) for opening in openings}
    design = design_of(
        ranges=ranges,
        base=[*box.common.values, *open_ends],
        cases=cases,
        runs=runs,
        seed=seed,
        facts=[fact.name for fact in facts],
        points=points,
    )
    folder = Folder(path, design)
    if problem := folder.problem():
        raise InvalidInput(problem)
    return folder


def _stopped(folder: Folder | None, done: int, sets: int) -> str:
    """Say what is kept of an interrupted calibration."""
    if folder is None:
        return f"{done} of {sets} sets were run and are lost; name a folder (out) to keep them."
    return (
        f"{folder.stored} of {sets} sets are done and kept in {folder.path}; "
        "the same call goes on there."
    )
