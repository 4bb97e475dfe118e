"""``whowhom track``: the forecast of today goes into a ledger; what has come true is scored."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from whowhom.cli.common_options import CaseName, Json, Quiet, RecordFile, Threads
from whowhom.cli.output import counted, emit, lay_out, percent, say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.ledger import Ledger, Tracked
    from whowhom.ensemble.resolution import LedgerScores
    from whowhom.reporting.blocks import Table

__all__ = ["track"]

_RUNS, _SEED = 2000, 1


def track(
    case: CaseName,
    /,
    *,
    as_of: Annotated[
        str | None,
        Parameter(
            help="The record is observed up to this month. [default: this month; with --score, "
            "the last one that is over]",
        ),
    ] = None,
    record: RecordFile = None,
    runs: Annotated[int | None, Parameter(help="Number of runs. [default: 2000]")] = None,
    seed: Annotated[int | None, Parameter(help="Seed of the random numbers. [default: 1]")] = None,
    ledger: Annotated[
        Path | None,
        Parameter(help="The file of the forecasts. [default: forecasts.jsonl in the case folder]"),
    ] = None,
    head: Annotated[
        str | None,
        Parameter(help="A head that was printed before: check that its line is still there."),
    ] = None,
    score: Annotated[
        bool,
        Parameter(
            help="Make no forecast; score those whose outcome the record says.", show_default=False
        ),
    ] = False,
    threads: Threads = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Add the forecast of today to a file in which each line hashes the one before.

    With --score: verify the whole file, and score what has been resolved.
    """
    from whowhom.cli.open_case import open_case

    if score and (runs is not None or seed is not None):
        raise InvalidInput("--score makes no forecast; leave out --runs and --seed")
    found = open_case(case)
    place = ledger or _place(case)
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.ledger import Ledger
    from whowhom.ensemble.progress import shorter

    if score:
        read = Ledger.read(place, head=head)
        if not read.entries:
            raise InvalidInput(
                f"{place}: has no lines: no forecast was added, or all were cut off. Restore it "
                "from a copy, or make a forecast: whowhom track CASE"
            )
        scores = read.score(found, as_of=as_of, record=record)
        if json:
            emit({**_about(read), **scores.as_dict()})
            return
        _print_scores(read, scores)
        return
    number = _RUNS if runs is None else runs
    with reporting(quiet=quiet or json, shorter=shorter(number, threads)) as tell:
        tracked = Ledger.track(
            found,
            place,
            as_of=as_of,
            record=record,
            runs=number,
            seed=_SEED if seed is None else seed,
            head=head,
            threads=threads,
            progress=tell,
        )
    if json:
        emit(
            {
                **_about(tracked.ledger),
                "is_new": tracked.is_new,
                "forecast": tracked.entry.as_dict(),
            }
        )
        return
    _print_forecast(tracked, found)


def _place(case: str) -> Path:
    """Return where the ledger of a case is if no file is named: in its folder."""
    from whowhom.cases.folder import holds_case
    from whowhom.ensemble.chain import LEDGER

    if holds_case(Path(case)):
        return Path(case) / LEDGER
    what = "is a workbook" if Path(case).is_file() else "is a shipped case"
    raise InvalidInput(
        f"{case} {what}, without a folder to write into; name the file of its forecasts: "
        f"--ledger {Path(case).stem}-{LEDGER}"
    )


def _about(ledger: "Ledger") -> dict[str, Any]:
    """Return which ledger it is, and its head."""
    return {"ledger": str(ledger.path), "lines": len(ledger.entries), "head": ledger.head}


def _print_forecast(tracked: "Tracked", case: "Case") -> None:
    """Print the answer, what it is conditional on, all chances, and where they are kept."""
    from whowhom.ensemble.sentences import month_words, who_rules

    entry, ledger = tracked.entry, tracked.ledger
    top = entry.question("on_top")
    shares = {} if top is None else top.shares
    rows = [{"actor": actor, "share": share} for actor, share in shares.items()]
    say(f"{who_rules(rows, case.names, lambda share: percent(share, entry.runs))}.", style="bold")
    when = month_words(entry.as_of)
    if entry.record_sha256 is None:
        say(
            f"Unconditional, from the start in {when}: the record has no rows up to the date. Put "
            "what has happened into course.csv, or name a table with --record."
        )
    else:
        say(f"As of {when}, given the record up to then.")
    say()
    lay_out(_chances(tracked, case))
    say()
    effective = "" if entry.record_sha256 is None else f" ({entry.effective:,.0f} effective)"
    say(
        f"{counted(entry.runs, 'run')}{effective}, seed {entry.seed}, whowhom {entry.whowhom}, "
        f"sha256 {entry.result_sha256[:16]}",
        wrap=False,
    )
    if tracked.is_new:
        say(f"Line {entry.number} of {ledger.path}", wrap=False)
    else:
        say(
            f"This forecast is line {entry.number} of {ledger.path} already; nothing was added.",
            wrap=False,
        )
    _print_head(ledger)


def _print_head(ledger: "Ledger") -> None:
    """Print the hash of the last line, and what it is good for."""
    say(f"Head: {ledger.head}", wrap=False)
    say("Keep the head elsewhere: with --head HASH, a ledger cut at its end is refused.")


def _chances(tracked: "Tracked", case: "Case") -> "Table":
    """Return the forecast of each person as a table."""
    from whowhom.ensemble.answers import NOBODY
    from whowhom.ensemble.chain import ASKS
    from whowhom.ensemble.sentences import NOTHING, month_words
    from whowhom.reporting.blocks import Table

    entry = tracked.entry
    asked = {asks: entry.question(asks) for asks in ASKS}
    following = asked["next_removed"]

    def cell(asks: str, actor: str) -> str:
        question = asked[asks]
        share = None if question is None else question.shares.get(actor)
        return NOTHING if share is None else percent(share, entry.runs)

    top = asked["on_top"]
    shares = {} if top is None else top.shares
    actors = sorted(
        (actor for actor in shares if actor != NOBODY), key=lambda actor: -shares[actor]
    )
    rows = tuple(
        (
            {**case.names, NOBODY: "no one"}[actor],
            cell("on_top", actor),
            cell("next_removed", actor),
            month_words(following.median.get(actor) if following else None),
            cell("removed_within_12", actor),
            cell("removed", actor),
        )
        for actor in (*actors, NOBODY)
    )
    return Table(
        caption="The forecast",
        columns=("Of 100 runs", "on top", "next removed", "half by", "within 12 mo", "by the end"),
        rows=rows,
        numbers=frozenset({1, 2, 4, 5}),
    )


def _print_scores(ledger: "Ledger", scores: "LedgerScores") -> None:
    """Print how many questions are resolved, their scores, and the calibration."""
    from whowhom.ensemble.sentences import month_words

    done, still = scores.count("scored"), scores.count("open")
    say(
        f"{done} of {counted(len(scores.questions), 'question')} of "
        f"{counted(scores.forecasts, 'forecast')} {'is' if done == 1 else 'are'} resolved by the "
        f"record up to {month_words(scores.as_of)}; {still or 'none'} "
        f"{'are' if still > 1 else 'is'} open.",
        style="bold",
    )
    say(f"The chain of {counted(len(ledger.entries), 'line')} is intact.")
    if scores.count("undecidable"):
        say(
            f"{scores.count('undecidable')} cannot be scored: a date in the record leaves open "
            "whether the event was within the months of the question, or the answer was known "
            "before."
        )
    if scores.hindsight:
        say(
            f"Written after their outcome: {scores.hindsight} of the {done}. These test the model, "
            "not anyone's foresight."
        )
    if done:
        say()
        lay_out(_score_table(scores))
        say()
        say(
            "Less is better. In brackets: equal chances (one half for each removal; the same for "
            "everybody who was left, and no one)."
        )
        _print_first(scores)
    if rows := scores.calibration():
        say()
        lay_out(_calibration_table(rows))
        say()
        say("Questions of one ledger overlap, so these 95% intervals are too narrow.")
    _print_head(ledger)


def _print_first(scores: "LedgerScores") -> None:
    """Compare the later forecasts with the first, on the questions that both were asked."""
    from whowhom.ensemble.chain import ASKS

    for row in scores.scores():
        if row["paired"]:
            say(
                f"{ASKS[row['asks']]}: on {counted(row['paired'], 'question')} the later forecasts "
                f"have a log loss of {row['later_log_loss']:.2f} (Brier "
                f"{row['later_brier']:.3f}), the first one {row['first_log_loss']:.2f} "
                f"({row['first_brier']:.3f})."
            )


def _score_table(scores: "LedgerScores") -> "Table":
    """Return the mean scores by kind of question."""
    from whowhom.ensemble.chain import ASKS
    from whowhom.reporting.blocks import Table

    def both(row: dict[str, Any], name: str, digits: int) -> str:
        if row[name] is None:
            return ""
        return f"{row[name]:.{digits}f} ({row[f'uniform_{name}']:.{digits}f})"

    rows = tuple(
        (
            ASKS[row["asks"]],
            str(row["scored"]),
            str(row["open"]),
            both(row, "brier", 3),
            both(row, "log_loss", 2),
        )
        for row in scores.scores()
        if row["scored"] or row["open"]
    )
    return Table(
        caption="Scores",
        columns=("Question", "scored", "open", "Brier", "log loss"),
        rows=rows,
        numbers=frozenset({1, 2, 3, 4}),
    )


def _calibration_table(rows: list[dict[str, Any]]) -> "Table":
    """Return how often removals came true, by the probability that was given."""
    from whowhom.reporting.blocks import Table

    return Table(
        caption="Calibration",
        columns=("Removal forecast", "questions", "mean", "happened", "95% interval"),
        rows=tuple(
            (
                f"{100 * row['low']:.0f} to {100 * row['high']:.0f}%",
                str(row["questions"]),
                f"{100 * row['forecast']:.0f}%",
                f"{100 * row['observed']:.0f}%",
                f"{100 * row['observed_low']:.0f} to {100 * row['observed_high']:.0f}%",
            )
            for row in rows
        ),
        numbers=frozenset({1, 2, 3, 4}),
    )
