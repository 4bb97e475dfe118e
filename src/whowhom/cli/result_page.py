"""A result for people: a sentence in frequencies, then tables, never wider than 80 columns."""

from collections.abc import Mapping
from typing import Any

from whowhom.cli.output import bar, percent, say, table
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.documented import FALL
from whowhom.ensemble.outcome import FATES
from whowhom.ensemble.parameters_file import parameters_words
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import headline, in_hundred
from whowhom.graphemes import shortened

__all__ = ["headline", "print_result"]

_NAME = 16  # signs of a name in a table
_ROWS = 20  # rows of a table
_SHORT_FATES = ("inner", "demot", "expel", "exile", "abroad", "prison", "exec", "murder", "died")
_NOTHING = "·"

Row = Mapping[str, Any]


def print_result(result: Result, *, brief: bool = False, verbose: bool = False) -> None:
    """Print the answers of a result; only the first sentence if `brief`, more if `verbose`."""
    names = {actor.id: _short(actor.name) for actor in result.case.actors} | {NOBODY: NOBODY}
    say(headline(result), style="bold")
    if brief:
        return
    first, last = result.circle.month(0), result.circle.month(result.circle.months - 1)
    say(f"{result.case.title}. {result.runs:,} plays, {first} to {last}.")
    if result.change:
        say(f"Changed: {result.change}.")
    say()
    _print_winners(result, names)
    _print_falls(result, names)
    _print_fates(result, names)
    if verbose:
        _print_pairs(result, names)
        _print_events(result, names)
    _print_course(result, names)
    _print_origin(result, verbose=verbose)


def _print_winners(result: Result, names: Mapping[str, str]) -> None:
    """Print who ends on top."""
    rows = answers.winners(result.tally, result.circle)
    columns = (("Ends on top", "left"), ("in 100", "right"), ("", "left"), ("95 % range", "left"))
    table(
        columns,
        [
            (
                names[row["actor"]],
                percent(row["share"], result.runs),
                bar(row["share"]),
                _range(row, result.runs),
            )
            for row in (*rows[:-1][:_ROWS], rows[-1])
        ],
    )
    _more(len(rows) - 1)


def _print_falls(result: Result, names: Mapping[str, str]) -> None:
    """Print who falls, and when, beside the documented month."""
    documented = {
        row["actor"]: _months(row["documented"])
        for row in answers.course(result.tally, result.circle, result.documented)
        if row["event"] == FALL
    }
    rows = answers.removals(result.tally, result.circle)
    columns = [
        *(("Falls", "left"), ("in 100", "right"), ("first out", "right")),
        *(("5 % by", "left"), ("half by", "left"), ("95 % by", "left"), ("documented", "left")),
    ]
    table(
        columns if documented else columns[:-1],
        [
            (
                names[row["actor"]],
                percent(row["share"], result.runs),
                percent(row["first_out"], result.runs),
                *(row[quantile] or _NOTHING for quantile in ("q05", "median", "q95")),
                *((documented.get(row["actor"], _NOTHING),) if documented else ()),
            )
            for row in rows[:_ROWS]
        ],
    )
    _more(len(rows))


def _print_fates(result: Result, names: Mapping[str, str]) -> None:
    """Print how everybody ends."""
    shares = {
        (row["actor"], row["fate"]): row["share"]
        for row in answers.fates(result.tally, result.circle)
    }
    table(
        [("Ends", "left"), *((short, "right") for short in _SHORT_FATES)],
        [
            (
                names[actor.id],
                *(
                    percent(share, result.runs) if share else _NOTHING
                    for share in (shares[actor.id, fate] for fate in FATES)
                ),
            )
            for actor in result.case.actors[:_ROWS]
        ],
    )
    _more(len(result.case.actors))


def _print_pairs(result: Result, names: Mapping[str, str]) -> None:
    """Print who removes whom, the most frequent pairs."""
    rows = sorted(
        answers.who_removes_whom(result.tally, result.circle), key=lambda row: -row["share"]
    )
    table(
        [("Leads the removal", "left"), ("of", "left"), ("in 100", "right"), ("", "left")],
        [
            (
                names[row["by"]],
                names[row["actor"]],
                percent(row["share"], result.runs),
                bar(row["share"]),
            )
            for row in rows[:_ROWS]
            if row["share"]
        ],
    )
    say()


def _print_events(result: Result, names: Mapping[str, str]) -> None:
    """Print every documented event beside the plays."""
    rows = answers.course(result.tally, result.circle, result.documented)
    if not rows:
        return
    table(
        [
            ("Documented", "left"),
            ("event", "left"),
            ("month", "left"),
            ("in 100", "right"),
            ("earlier", "right"),
            ("median", "left"),
            ("inside", "left"),
        ],
        [
            (
                names[row["actor"]],
                row["event"].removeprefix("internal_"),
                _months(row["documented"]),
                percent(row["share"], result.runs),
                percent(row["earlier"], result.runs),
                row["median"] or _NOTHING,
                "yes" if row["inside"] else "NO",
            )
            for row in rows
        ],
    )
    say()


def _print_course(result: Result, names: Mapping[str, str]) -> None:
    """Print how the documented course stands among the plays."""
    ruler = answers.ruler(result.tally, result.circle, result.documented)
    order = answers.order(result.tally, result.circle, result.documented)
    events = answers.course(result.tally, result.circle, result.documented)
    sentences = []
    if ruler:
        how = "most often" if ruler["most_frequent"] else "but not most often"
        often = in_hundred(ruler["share"], result.runs)
        sentences.append(f"{names[ruler['actor']]} ruled, and ends on top {how}, in {often} plays.")
    if order:
        often = in_hundred(order["share"], result.runs)
        row = ", ".join(names[actor] for actor in order["actors"])
        sentences.append(f"The real order of falls comes out in {often} plays: {row}.")
    if events:
        inside = sum(row["inside"] for row in events)
        sentences.append(
            f"{inside} of {len(events)} real dates lie inside the central 90 % of the plays."
        )
    if sentences:
        say("What really happened: " + " ".join(sentences) + "\n")


def _print_origin(result: Result, *, verbose: bool) -> None:
    """Print where it is stored and what made it."""
    if words := parameters_words(result.parameters):
        say(f"Parameters of the model: {words}.")
    if result.path is not None:
        say(f"Stored in {result.path}", wrap=False)
    version = result.description.work.whowhom
    made = f"{result.seconds:,.1f} s, seed {result.seed}, whowhom {version}"
    if verbose:
        say(f"{made}\nsha256 {result.sha256}", wrap=False)
    else:
        say(f"{made}, sha256 {result.sha256[:16]}", wrap=False)
    say("Ranges show sampling error only, not uncertainty about case or model.", style="dim")


def _more(n_rows: int) -> None:
    """Say that a table was cut, and leave a line free."""
    if n_rows > _ROWS:
        say(f"... and {n_rows - _ROWS:,} more (all of them with --json)")
    say()


def _months(text: str) -> str:
    """Shorten two months of the same year: ``1926-07/1926-10`` to ``1926-07..10``."""
    first, slash, last = text.partition("/")
    year, _, month = last.rpartition("-")
    if slash and first.startswith(f"{year}-"):
        last = month
    return f"{first}..{last}" if slash else first


def _range(row: Row, runs: int) -> str:
    """Return the interval of a share."""
    return f"{percent(row['low'], runs)} .. {percent(row['high'], runs)}"


def _short(name: str) -> str:
    """Cut a long name."""
    return shortened(name, _NAME)
