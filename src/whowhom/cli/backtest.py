"""``whowhom backtest``: how well the models forecast struggles that are over."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import EngineName
from whowhom.cli.output import bar, counted, emit, say, table
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest
    from whowhom.backtesting.sequential_result import SequentialBacktest
    from whowhom.casebook.read import Skipped

__all__ = ["MODEL_WORDS", "STAGE_WORDS", "backtest", "sequential_verdict"]


def backtest(
    places: Annotated[
        list[str] | None,
        Parameter(
            help="Cases, folders of cases, YAML files of struggles; the casebook if left out."
        ),
    ] = None,
    /,
    *,
    runs: Annotated[int, Parameter(help="Runs of the regime model for each forecast.")] = 400,
    seed: Annotated[int, Parameter(help="Seed of the random numbers; same seed, same runs.")] = 1,
    judged: Annotated[
        bool,
        Parameter(
            help="Use judged power, not counted power; the judgement may know the outcome.",
            negative=(),
            show_default=False,
        ),
    ] = False,
    engine: EngineName = "local",
    sequential: Annotated[
        bool,
        Parameter(
            help="Forecast again after each documented removal.", negative=(), show_default=False
        ),
    ] = False,
    keep_going: Annotated[
        bool,
        Parameter(
            help="Score what is sound; skip what has errors.", negative=(), show_default=False
        ),
    ] = False,
    dry_run: Annotated[
        bool, Parameter(help="Print what would be done, and stop.", show_default=False)
    ] = False,
    json: Annotated[
        bool, Parameter(help="Print one JSON object.", negative=(), show_default=False)
    ] = False,
) -> None:
    """Forecast struggles that are over from how they stood at the start, and score the forecasts.

    Every model is compared with chances in proportion to power, which are hard to beat. With
    --sequential the regime model forecasts at the start and from each removal on, given the record
    up to it, and so do rivals that know who is left.
    """
    from whowhom.backtesting.run import backtest as run_backtest
    from whowhom.backtesting.sequential import sequential_backtest
    from whowhom.cli.progress import reporting

    if sequential and judged:
        raise InvalidInput("--sequential simulates cases as they are coded; leave out --judged")
    given = places or ["casebook"]
    if dry_run:
        _print_plan(given, runs, sequential=sequential, keep_going=keep_going, json=json)
        return
    with reporting(quiet=json, shorter="fewer --runs or struggles") as tell:
        if sequential:
            found_at_points = sequential_backtest(
                given, runs=runs, seed=seed, engine=engine, keep_going=keep_going, progress=tell
            )
        else:
            found = run_backtest(
                given,
                runs=runs,
                seed=seed,
                coding="judged" if judged else "mechanical",
                engine=engine,
                keep_going=keep_going,
                progress=tell,
            )
    if sequential:
        if json:
            emit(found_at_points.to_json())
        else:
            print_sequential(found_at_points)
    elif json:
        emit(found.as_dict())
    else:
        print_backtest(found)


def _print_plan(
    places: Sequence[str], runs: int, *, sequential: bool, keep_going: bool, json: bool
) -> None:
    """Say what would be forecast, without doing it."""
    from whowhom.backtesting.points import STAGES
    from whowhom.backtesting.sequential import planned_points
    from whowhom.ensemble.plan import check_settings

    check_settings(runs, 0, None, None)
    points, skipped = planned_points(places, keep_going=keep_going)
    chosen = points if sequential else [point for point in points if point.month is None]
    starts = [point.struggle for point in chosen if point.month is None]
    stages = {stage: sum(point.stage == stage for point in chosen) for stage in STAGES}
    if json:
        plan = {"struggles": starts, "points": len(chosen), "stages": stages, "runs": runs}
        skips = [found._asdict() for found in skipped]
        emit({"plan": {**plan, "runs_in_all": runs * len(chosen), "skipped": skips}})
        return
    say(
        f"{counted(len(starts), 'struggle')}, {counted(len(chosen), 'forecast')} with "
        f"{counted(runs, 'run')} of the regime model each: {runs * len(chosen):,} runs."
    )
    if sequential:
        say("Points: " + ", ".join(f"{STAGE_WORDS[name]} {n}" for name, n in stages.items()) + ".")
    _print_skipped(skipped)
    say("Nothing was done.")


def print_backtest(found: "Backtest") -> None:
    """Print the models by log loss, the main comparison, the calibration and what was skipped."""
    n = len(found.struggles)
    say(
        f"{counted(n, 'struggle')} forecast from the start alone; power {found.coding}; "
        f"{counted(found.runs, 'run')} of the regime model each."
    )
    say(
        "Loss is the log loss in nats; lower is better, as for the Brier score. Right: the "
        "likeliest contender won. Intervals are 90% bootstrap intervals over struggles."
    )
    say()
    summary = found.summary()
    columns = (
        ("model", "left"),
        ("loss", "right"),
        ("90%", "left"),
        ("Brier", "right"),
        ("right", "right"),
        ("against proportional", "left"),
    )
    rows = [
        (
            row["model"],
            f"{row['log_loss']:.3f}",
            f"{row['log_loss_low']:.2f} to {row['log_loss_high']:.2f}",
            f"{row['brier']:.3f}",
            f"{100 * row['accuracy']:.0f}%",
            _against(row) if row["model"] != "proportional" else "",
        )
        for row in summary.iter_rows(named=True)
    ]
    table(columns, rows)
    say()
    if "regime" in found.models:
        say(verdict(found), style="bold")
        say()
        _print_reliability(found)
    _print_skipped(found.skipped)


def _print_skipped(skipped: "Sequence[Skipped]") -> None:
    """Say what was not scored, and why."""
    if skipped:
        say(f"Skipped ({len(skipped)}):")
        for each in skipped:
            say(f"  {each.struggle}: {each.reason}")


def verdict(found: "Backtest") -> str:
    """Say whether the regime model beats chances in proportion to power."""
    gap = found.difference("regime", "proportional")
    told = f"its log loss is {abs(gap.mean):.3f} nats {'lower' if gap.mean < 0 else 'higher'}"
    if len(found.struggles) == 1:
        return (
            "One struggle cannot show whether the regime model beats chances in proportion to "
            f"power: {told} here."
        )
    interval = f"difference {gap.mean:+.3f}, 90% interval {gap.low:+.3f} to {gap.high:+.3f}"
    if gap.high < 0:
        return f"The regime model beats chances in proportion to power: {told} ({interval})."
    if gap.low > 0:
        return (
            f"The regime model is worse than chances in proportion to power: {told} ({interval})."
        )
    return (
        "The gap between the regime model and chances in proportion to power is within sampling "
        f"error: {told} ({interval})."
    )


def _against(row: dict[str, float]) -> str:
    low, high = row["minus_proportional_low"], row["minus_proportional_high"]
    return f"{row['minus_proportional']:+.2f} ({low:.2f}, {high:.2f})"


def _print_reliability(found: "Backtest") -> None:
    """Print how often contenders won, by the probability that the regime model gave them."""
    columns = (
        ("forecast", "left"),
        ("contenders", "right"),
        ("mean", "right"),
        ("won", "right"),
        ("", "left"),
    )
    rows = [
        (
            f"{100 * row['low']:.0f} to {100 * row['high']:.0f}%",
            str(row["contenders"]),
            f"{100 * row['forecast']:.0f}%",
            f"{100 * row['happened']:.0f}%",
            bar(row["happened"], 20),
        )
        for row in found.reliability("regime").iter_rows(named=True)
        if row["contenders"]
    ]
    table(columns, rows, title="Are the probabilities of the regime model calibrated?")
    control = found.negative_control("regime")
    say(
        f"Shuffled within each struggle, its probabilities have a log loss of "
        f"{control.log_loss:.3f} (p = {control.p:.3f} that shuffling does as well)."
    )
    say()


STAGE_WORDS = {
    "start": "start",
    "first": "after the 1st",
    "second": "after the 2nd",
    "third": "after the 3rd",
    "later": "after more",
    "after_start": "after any",
}
MODEL_WORDS = {
    "regime": "regime, given the record",
    "regime_start": "regime, at the start",
    "regime_left": "regime, at the start, rescaled",
    "proportional": "proportional to power",
    "logit": "logit of seven bases",
    "uniform": "equal chances",
}


def print_sequential(found: "SequentialBacktest") -> None:
    """Print the answer, the losses by stage, and the models over all points after a removal."""
    from whowhom.ensemble.interval import FEWEST_EFFECTIVE

    overall = found.stages[-1]
    say(sequential_verdict(found), style="bold")
    say()
    say(
        f"{counted(len(found.struggles), 'struggle')}, {counted(len(found.points), 'point')}: the "
        "start, and each month with a removal before the decision. "
        f"{counted(found.runs, 'run')} of the regime model at each. Its rivals know who is left in "
        "the contest; a hundredth of their forecast is shared by all contenders. Rescaled is the "
        "forecast at the start, shared out among those left. Log loss is in nats; lower is better."
    )
    say()
    _print_stages(found, "log_loss", "Log loss of the winner, by stage (removals so far)")
    say()
    _print_stages(found, "next_log_loss", "Log loss of who is removed next among those left")
    say()
    columns = (
        ("model", "left"),
        ("loss", "right"),
        ("Brier", "right"),
        ("against proportional", "left"),
        ("next", "right"),
    )
    rows = []
    for model in found.models:
        gap = None if model == "proportional" else found.difference(model, "proportional", overall)
        numbers = [
            found.mean(model, overall, name) for name in ("log_loss", "brier", "next_log_loss")
        ]
        loss, brier, following = (_number(number) for number in numbers)
        against = "" if gap is None else f"{gap.mean:+.2f} ({gap.low:+.2f}, {gap.high:+.2f})"
        rows.append((MODEL_WORDS[model], loss, brier, against, following))
    title = "All points after a removal" if overall == "after_start" else "All points"
    table(columns, rows, title=title)
    say("Intervals are 90% bootstrap intervals over struggles, each with all its points.")
    if found.weak:
        say(
            f"At {counted(found.weak, 'point')} the forecast is worth fewer than "
            f"{FEWEST_EFFECTIVE} effective runs: the model hardly ever produces what happened "
            "there."
        )
    _print_skipped(found.skipped)


def sequential_verdict(found: "SequentialBacktest") -> str:
    """Say whether the record makes the regime model better than proportional chances."""
    stage = found.stages[-1]
    told = []
    for score, what in (("log_loss", "the winner"), ("next_log_loss", "who is removed next")):
        own, other = (found.mean(model, stage, score) for model in ("regime", "proportional"))
        gap = found.difference("regime", "proportional", stage, score)
        if own is None or other is None or gap is None:
            continue
        losses = f"log loss {own:.2f} against {other:.2f}"
        if len(found.struggles) == 1:
            told.append(f"{what} ({losses})")
            continue
        clear = "better" if gap.high < 0 else "worse" if gap.low > 0 else "not clearly better"
        told.append(
            f"{clear} at forecasting {what} ({losses}; difference {gap.mean:+.2f}, 90% interval "
            f"{gap.low:+.2f} to {gap.high:+.2f})"
        )
    rival = "chances in proportion to power among those left"
    if len(found.struggles) == 1:
        return (
            f"One struggle cannot show whether, given the record, the regime model beats {rival} "
            f"at forecasting {' and '.join(told)}."
        )
    when = "After a removal, given the record" if stage == "after_start" else "At the start"
    return f"{when}, the regime model, against {rival}, is {' and '.join(told)}."


def _print_stages(found: "SequentialBacktest", score: str, title: str) -> None:
    """Print a score by stage and model; models that say nothing are left out."""
    models = [m for m in found.models if found.mean(m, found.stages[-1], score) is not None]
    heads = {"regime_start": "at start", "regime_left": "rescaled"}
    columns = [("stage", "left"), ("points", "right")]
    columns += [(heads.get(model, model), "right") for model in models]
    rows = []
    for stage in found.stages:
        points = sum(map(len, found.values(models[0], stage, score).values()))
        means = [_number(found.mean(model, stage, score)) for model in models]
        rows.append([STAGE_WORDS[stage], str(points), *means])
    table(columns, rows, title=title)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
