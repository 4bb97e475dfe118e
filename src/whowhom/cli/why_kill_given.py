"""``whowhom why CASE --kill ACTOR --as-of DATE``: the same question, given what has happened."""

from typing import TYPE_CHECKING, Any

from whowhom.cli.output import counted, emit, percent, say, table
from whowhom.cli.why_kill import asked_of, short

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.why_kill import WhyKill

__all__ = ["print_changes", "why_kill_given"]

_ROWS = 20
_SHOWN = ("ordered_in_a_year", "ordered", "killed")


def why_kill_given(
    case: "Case",
    actor: str,
    *,
    as_of: str,
    record: str | None,
    runs: int,
    takes_away: bool,
    seed: int,
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show threat, cost and chances after a date, and the effect of each partial answer."""
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.progress import shorter
    from whowhom.ensemble.reasons import mechanisms_of_killing
    from whowhom.ensemble.why_kill import why_kill

    answers, silent = asked_of(case, actor)
    with reporting(quiet=quiet, shorter=shorter(runs, threads)) as tell:
        found = why_kill(
            case,
            (answers or mechanisms_of_killing()) if takes_away else (),
            actor=actor,
            as_of=as_of,
            record=record,
            runs=runs,
            seed=seed,
            threads=threads,
            progress=tell,
        )
    told = found.as_dict() | {
        "not_in_the_model": [{"id": i, "ask": ask, "note": why} for i, ask, why in silent]
    }
    if as_json:
        emit(told)
        return
    _print(case, found, told)


def _print(case: "Case", found: "WhyKill", told: dict[str, Any]) -> None:
    """Print the answer, what it rests on, and what depends on each reason."""
    from whowhom.ensemble.sentences import month_words

    name, runs, chances = case.names[found.actor], found.runs, told["chances"]

    def share(row: dict[str, float]) -> str:
        return f"{percent(row['share'], runs)} (95%: {_ends(row)})"

    date, month, year, end = map(month_words, (told[k] for k in ("as_of", "month", "year", "end")))
    say(
        f"Given the record to {date}, the killing of {name} is ordered by {year} in "
        f"{share(chances['ordered_in_a_year'])} of 100 runs, and done by {end} in "
        f"{share(chances['killed'])}.",
        style="bold",
    )
    say()
    say(_standing(name, told))
    if told["would_kill"] is not None:
        threat, cost = (told["quantities"][one] for one in ("threat", "cost"))
        say(
            f"In {month} the threat is {_thousandths(threat)} and the cost of the killing "
            f"{_thousandths(cost)} thousandths (median, 90% of runs); the leader would order it in "
            f"{share(told['would_kill'])} of 100 runs."
        )
    before = percent(chances["ordered_before"]["share"], runs)
    say(
        f"Ordered already: {before} of 100 runs. Who leads: "
        + ", ".join(
            f"{case.names.get(one, 'nobody')} {percent(part, runs)}"
            for one, part in told["leaders"].items()
        )
        + "."
    )
    print_changes(told)
    say()
    say(
        f"{counted(runs, 'run')} of {len(found.parts)} independent filters, seed {told['seed']} "
        "and the next. Ordered: hunted abroad, or killed at home. The intervals hold what the "
        "filters differ by.",
        style="dim",
    )


def _standing(name: str, told: dict[str, Any]) -> str:
    """Say where the actor stands by the record, and in how many runs they are out and alive."""
    from whowhom.ensemble.sentences import FATE_WORDS, month_words

    status, since = told["standing"]["status"], told["standing"]["since"]
    words = FATE_WORDS.get(status, status)
    when = f" since {month_words(since)}" if since else ""
    out = percent(told["removed"], told["runs"])
    return f"{name} by the record: {words}{when}. Removed and alive: {out} of 100 runs."


def print_changes(told: dict[str, Any]) -> None:
    """Print what is lost without each reason."""
    rows = sorted(told["changes"], key=lambda row: row["ordered_in_a_year"]["difference"])
    if rows:
        say()
        table(
            (
                ("Left out", "left"),
                ("in a year", "right"),
                ("95%", "right"),
                ("ordered", "right"),
                ("95%", "right"),
                ("killed", "right"),
                ("95%", "right"),
            ),
            [
                (
                    f"{row['id']} {short(row['says'], 13)}",
                    *(
                        cell
                        for outcome in _SHOWN
                        for cell in (
                            _change(row[outcome]),
                            _short_ends(row[outcome]),
                        )
                    ),
                )
                for row in rows[:_ROWS]
            ],
            title="Change, in runs of 100",
        )
    for row in (*told["left_out"], *told["not_in_the_model"]):
        say(f"{row['id']}: {row.get('why') or row['note']}", style="dim")


def _thousandths(row: dict[str, float]) -> str:
    return f"{1000 * row['q50']:.0f} ({1000 * row['q05']:.0f} to {1000 * row['q95']:.0f})"


def _change(row: dict[str, float]) -> str:
    from whowhom.ensemble.sentences import points

    return points(row["difference"], signed=True)


def _ends(row: dict[str, float]) -> str:
    """Return an interval in runs of 100."""
    return f"{100 * row['low']:.0f} to {100 * row['high']:.0f}"


def _short_ends(row: dict[str, float]) -> str:
    """Return the interval of a change, short enough for three of them in a row."""
    from whowhom.ensemble.sentences import points

    return "..".join(points(row[end], signed=True) for end in ("low", "high"))
