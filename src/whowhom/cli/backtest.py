"""``whowhom backtest``: how well the models forecast struggles that are over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.output import bar, counted, emit, note, say, table
from whowhom.errors import CaseError

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest, Skipped
    from whowhom.casebook.struggle import Struggle
    from whowhom.cases.problems import Problem

__all__ = ["backtest"]

_YAML = (".yaml", ".yml")


def backtest(
    places: Annotated[
        list[str] | None,
        Parameter(help="A casebook (.yaml), folders of cases, or nothing: the shipped casebook."),
    ] = None,
    /,
    *,
    runs: Annotated[int, Parameter(help="Plays of the regime model for each struggle.")] = 400,
    seed: Annotated[int, Parameter(help="Chooses the chance; the same seed, the same plays.")] = 1,
    judged: Annotated[
        bool,
        Parameter(
            help="Rules read power as judged, not as counted; it may know the outcome.",
            negative=(),
            show_default=False,
        ),
    ] = False,
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
    struggles, unread = _struggles(places or [], keep_going=keep_going)
    from whowhom.backtesting.run import backtest as run_backtest

    with _reporting(quiet=json) as tell:
        found = run_backtest(
            struggles,
            runs=runs,
            seed=seed,
            coding="judged" if judged else "mechanical",
            progress=tell,
        )
    skipped = [*unread, *found.skipped]
    if json:
        emit(found.as_dict() | {"skipped": [each._asdict() for each in skipped]})
        return
    print_backtest(found, skipped)


def print_backtest(found: "Backtest", skipped: Sequence["Skipped"]) -> None:
    """Print the models by log loss, the main comparison, the calibration and what was skipped."""
    n = len(found.struggles)
    say(
        f"{counted(n, 'struggle')} forecast from the start alone; power {found.coding}; "
        f"{counted(found.runs, 'play')} of the regime model each."
    )
    say(
        "Loss: log loss, in nats; of it and the Brier score less is better. Right: the likeliest "
        "won. Intervals of 90% over struggles."
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
    if skipped:
        say(f"Skipped ({len(skipped)}):")
        for each in skipped:
            say(f"  {each.struggle}: {each.reason}")


def verdict(found: "Backtest") -> str:
    """Say whether the regime model beats chances in proportion to power."""
    gap = found.difference("regime", "proportional")
    told = f"{abs(gap.mean):.3f} nats a struggle {'less' if gap.mean < 0 else 'more'}"
    if len(found.struggles) == 1:
        return (
            "One struggle cannot tell whether the regime model beats chances in proportion to "
            f"power: it loses {told} here."
        )
    interval = f"difference {gap.mean:+.3f}, 90% interval {gap.low:+.3f} to {gap.high:+.3f}"
    if gap.high < 0:
        return f"The regime model beats chances in proportion to power: {told} ({interval})."
    if gap.low > 0:
        return (
            f"The regime model is worse than chances in proportion to power: {told} ({interval})."
        )
    return (
        f"It cannot be said whether the regime model beats chances in proportion to power: "
        f"it loses {told} ({interval})."
    )


def _against(row: dict[str, float]) -> str:
    low, high = row["minus_proportional_low"], row["minus_proportional_high"]
    return f"{row['minus_proportional']:+.2f} ({low:.2f}, {high:.2f})"


def _print_reliability(found: "Backtest") -> None:
    """Print how often those won whom the regime model gave a chance."""
    columns = (
        ("chance given", "left"),
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
    table(columns, rows, title="Do the chances of the regime model hold?")
    control = found.negative_control("regime")
    say(
        f"Dealt out anew within the struggles, its chances lose {control.log_loss:.3f} "
        f"(p = {control.p:.3f} that luck does as well)."
    )
    say()


def _struggles(
    places: Sequence[str], *, keep_going: bool
) -> tuple[list["Struggle"], list["Skipped"]]:
    """Read casebooks and folders of cases; what cannot be read is told, or skipped if asked.

    Raises
    ------
    CaseError
        If anything is wrong and is not to be skipped.
    """
    from whowhom.backtesting.result import Skipped

    struggles: list[Struggle] = []
    unread: list[Skipped] = []
    problems: list[str] = []
    wanted: list[str | None] = [*places] or [None]
    for place in wanted:
        try:
            found, wrong = _read(place, keep_going=keep_going)
        except CaseError as error:
            problems.append(str(error))
            unread.append(Skipped(str(place), _first_of(str(error).splitlines())))
            continue
        struggles += found
        unread += wrong
    if problems and not keep_going:
        raise CaseError("\n".join(problems))
    if not struggles:
        raise CaseError("\n".join([*problems, "There is nothing sound to forecast."]))
    return struggles, unread


def _read(place: str | None, *, keep_going: bool) -> tuple[tuple["Struggle", ...], list["Skipped"]]:
    """Read one casebook or one folder; with `keep_going` also which struggles it could not."""
    from whowhom.casebook.read import read_casebook

    if place is None or Path(place).suffix.lower() in _YAML:
        if not keep_going:
            return read_casebook(place), []
        sound, problems = read_casebook(place, keep_going=True)
        return sound, _by_struggle(problems)
    from whowhom.casebook.from_case import struggle_of
    from whowhom.cases import read_case

    return (struggle_of(read_case(place)),), []


def _by_struggle(problems: Sequence["Problem"]) -> list["Skipped"]:
    """Return one entry for each struggle of a casebook that has problems, in their order."""
    from whowhom.backtesting.result import Skipped

    found: dict[str, list[str]] = {}
    for problem in problems:
        name = problem.name.partition(".")[0] or problem.file
        found.setdefault(name, []).append(str(problem))
    return [Skipped(name, _first_of(lines)) for name, lines in found.items()]


def _first_of(problems: Sequence[str]) -> str:
    """Return the first problem, and how many more there are."""
    more = len(problems) - 1
    return problems[0] + (f" (and {counted(more, 'more problem')})" if more else "")


@contextmanager
def _reporting(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Yield the function that is told how many plays are done: a line for every fifth part."""
    if quiet:
        yield None
        return
    told = 0

    def tell(done: int, runs: int) -> None:
        nonlocal told
        part = 5 * done // runs
        if part > told:
            told = part
            note(f"{done:,} of {runs:,} plays")

    yield tell
