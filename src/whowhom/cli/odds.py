"""``whowhom odds``: how the forecast moved with each event of the record."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import Json, Quiet, RecordFile, Threads
from whowhom.cli.output import emit, lay_out, percent, say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.cases.record import Record
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.reporting.blocks import Table

__all__ = ["odds", "print_odds"]


def odds(
    case: Annotated[str, Parameter(help="A folder, a workbook or the id of a shipped case.")],
    /,
    *,
    until: Annotated[
        str | None,
        Parameter(help="The last month whose events are observed. [default: before the last one]"),
    ] = None,
    record: RecordFile = None,
    runs: Annotated[int, Parameter(help="Number of runs of each forecast.")] = 1000,
    seed: Annotated[int, Parameter(help="Seed of the random numbers; same seed, same runs.")] = 1,
    out: Annotated[
        Path | None,
        Parameter(help="Folder of odds.json. [default: results/odds-CASE-RUNS-SEED...]"),
    ] = None,
    threads: Threads = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast a struggle at its start and after each month with an event of its record.

    Each forecast is that of `whowhom run --as-of`: it sees no event after its date.
    """
    from whowhom.cases.dates import month_text
    from whowhom.cli.open_case import open_case
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.plan import check_settings
    from whowhom.ensemble.run import observed

    found = open_case(case)
    last = until or month_text(found.start.month_number + found.months - 2)
    check_settings(runs, seed, threads, None)
    seen = observed(found, last, record, runs=runs)
    if seen is None:
        raise AssertionError("there is an as-of date")
    folder = out or _default_folder(found, runs, seed, seen)
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for odds.json")
    folder.mkdir(parents=True, exist_ok=True)  # refused before minutes of work
    from whowhom.ensemble.odds import odds as all_odds
    from whowhom.ensemble.progress import shorter

    fewer = shorter(runs, threads, more="an earlier --until")
    with reporting(quiet=quiet or json, shorter=fewer) as tell:
        answer = all_odds(
            found,
            until=until,
            record=record,
            runs=runs,
            seed=seed,
            threads=threads,
            progress=tell,
        )
    path = answer.save(folder)
    if json:
        emit({**answer.content, "path": str(path)})
        return
    print_odds(answer.content)
    say(f"Stored in {path}; a page with them: whowhom report RESULT --odds {folder}", wrap=False)


def _default_folder(case: "Case", runs: int, seed: int, record: "Record") -> Path:
    """Return the folder of odds where none is named; each record has one of its own."""
    name = f"odds-{case.id}-{runs}-{seed}-as-of-{record.month}-{record.sha256[:8]}"
    return Path("results") / name


def print_odds(odds: "OddsJson") -> None:
    """Print the headline, the forecast at each date, and what moved it most."""
    from whowhom.ensemble.odds_sentences import headline, is_reliable, largest_move, who_leads

    say(headline(odds), style="bold")
    say(largest_move(odds))
    say()
    lay_out(_table(odds), most=len(odds["points"]))
    say()
    for place, point in enumerate(odds["points"][:-1]):
        if not is_reliable(point):
            say(who_leads(odds, place))
    say(
        f"Each row is a forecast given the record to its date: {odds['runs']:,} runs, seed "
        f"{odds['seed']}; it sees no later event. All numbers, with their 95% intervals: --json."
    )


def _table(odds: "OddsJson") -> "Table":
    """Return a row for each date: what happened, who leads, who is the next to be removed."""
    from whowhom.ensemble.odds_sentences import is_reliable, leader, next_removed, short_names_of
    from whowhom.ensemble.sentences import NOTHING, month_words
    from whowhom.reporting.blocks import Table

    names = short_names_of(odds)
    rows: list[tuple[str, ...]] = []
    shares: dict[str, float] = {}
    for point in odds["points"]:
        what = f"{month_words(point['as_of'])}: {_events(odds, len(rows))}"
        if not is_reliable(point) or not point["winners"]:
            rows.append((what, "no answer", NOTHING, NOTHING))
            continue
        first, following = leader(point), next_removed(point)
        before = shares.get(first["actor"])
        now = percent(first["share"], odds["runs"])
        moved = now if before is None else f"{percent(before, odds['runs'])} -> {now}"
        gone = NOTHING
        if following is not None:
            gone = f"{names[following['actor']]} {percent(following['share'], odds['runs'])}"
        rows.append((what, names[first["actor"]], moved, gone))
        shares = {row["actor"]: row["share"] for row in point["winners"]}
    return Table(
        caption="Odds through time",
        columns=("Record to", "leads", "of 100", "next removed"),
        rows=tuple(rows),
        numbers=frozenset({2}),
    )


def _events(odds: "OddsJson", place: int) -> str:
    """Return what happened at a point, in a few words."""
    from whowhom.ensemble.odds_sentences import event_words, names_of

    point = odds["points"][place]
    if point["is_start"]:
        return "the start"
    names = names_of(odds)
    events = sorted(point["events"], key=lambda event: event["event"] == "coalition")
    told = [event_words(event, names) for event in events]
    return f"{told[0]} (+{len(told) - 1})" if len(told) > 1 else "".join(told)
