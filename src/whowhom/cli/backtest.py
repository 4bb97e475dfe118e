"""``whowhom backtest``: how well the models forecast struggles that are over."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import EngineName
from whowhom.cli.output import bar, counted, emit, say, table

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest

__all__ = ["backtest"]


def backtest(
    places: Annotated[
        list[str] | None,
        Parameter(
            help="Cases, folders of cases, YAML files of struggles; the casebook if left out."
        ),
    ] = None,
    /,
    *,
    runs: Annotated[int, Parameter(help="Runs of the regime model for each struggle.")] = 400,
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
    keep_going: Annotated[
        bool,
        Parameter(
            help="Score what is sound; skip what has errors.", negative=(), show_default=False
        ),
    ] = False,
    json: Annotated[
        bool, Parameter(help="Print one JSON object.", negative=(), show_default=False)
    ] = False,
) -> None:
    """Forecast struggles that are over from how they stood at the start, and score the forecasts.

    Every model is compared with chances in proportion to power, which are hard to beat.
    """
    from whowhom.backtesting.run import backtest as run_backtest
    from whowhom.cli.progress import reporting

    with reporting(quiet=json, shorter="fewer --runs or struggles") as tell:
        found = run_backtest(
            places or "casebook",
            runs=runs,
            seed=seed,
            coding="judged" if judged else "mechanical",
            engine=engine,
            keep_going=keep_going,
            progress=tell,
        )
    if json:
        emit(found.as_dict())
        return
    print_backtest(found)


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
    if found.skipped:
        say(f"Skipped ({len(found.skipped)}):")
        for each in found.skipped:
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
