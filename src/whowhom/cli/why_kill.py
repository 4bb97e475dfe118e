"""``whowhom why CASE --kill ACTOR``: threat, cost and decision, and the effect of each answer."""

from typing import TYPE_CHECKING, Any

from whowhom.cli.output import counted, emit, percent, say, table
from whowhom.graphemes import shortened

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.decision_record import DecisionRecord
    from whowhom.ensemble.reasons import Reason, Reasons

__all__ = ["asked_of", "short", "why_kill"]

_ROWS = 20
_STANDINGS = ("abroad", "hunted", "killed")
_SPREADS = ("threat", "cost")


def why_kill(
    case: "Case",
    actor: str,
    *,
    runs: int,
    answer_runs: int,
    seed: int,
    threads: int | None,
    engine: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show the reasons for and against killing one actor, and the effect of each partial answer."""
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.decision_record import decision_record
    from whowhom.ensemble.engines import opened
    from whowhom.ensemble.progress import shorter
    from whowhom.ensemble.reasons import mechanisms_of_killing, reasons

    without = None
    answers, silent = asked_of(case, actor)
    with opened(engine, threads) as where:
        with reporting(quiet=quiet, shorter=shorter(runs, threads)) as tell:
            found = decision_record(
                case,
                actor=actor,
                runs=runs,
                seed=seed,
                threads=threads,
                engine=where,
                progress=tell,
            )
        if answer_runs:
            fewer = shorter(answer_runs, threads, option="--ablation-runs")
            with reporting(quiet=quiet, shorter=fewer) as tell:
                without = reasons(
                    case,
                    answers or mechanisms_of_killing(),
                    actor=actor,
                    runs=answer_runs,
                    seed=seed,
                    threads=threads,
                    engine=where,
                    progress=tell,
                )
    if as_json:
        emit(_as_dict(found, without, silent))
        return
    _print_years(found)
    if without is not None:
        _print_answers(without)
        for name, _, why in silent:
            say(f"{name}: {why}", style="dim")


def asked_of(case: "Case", actor: str) -> tuple[list["Reason"], list[tuple[str, str, str]]]:
    """Return the partial answers of a case that can be left out, and those without a channel.

    Of the latter: id, question and note.
    """
    from whowhom.ensemble.reasons import Reason
    from whowhom.scenario.questions import questions

    asked = [question for question in questions(case) if question.why_kill == actor]
    return (
        [Reason(id=q.id, says=q.ask, change=q.change) for q in asked if q.change],
        [(q.id, q.ask, q.note) for q in asked if not q.change],
    )


def _shown(found: "DecisionRecord") -> list[int]:
    """Return which months are shown: each December of a long case, more of a short one."""
    circle = found.result.circle
    step = next((step for step, most in ((1, 18), (3, 60)) if circle.months <= most), 12)
    return [
        m
        for m in range(circle.months)
        if found.known[m] and (circle.first_month + m + 1) % step == 0
    ]


def _rows(found: "DecisionRecord") -> list[dict[str, Any]]:
    """Return one row for each month that is shown."""
    from whowhom.ensemble.decision_record import QUANTITIES
    from whowhom.ensemble.interval import wilson
    from whowhom.sim.layout import STANDINGS

    rows = []
    for m in _shown(found):
        row: dict[str, Any] = {"month": found.months[m], "runs": int(found.known[m])}
        counts = {name: int(found.standing[m, STANDINGS.index(name)]) for name in _STANDINGS}
        for name, count in counts.items():
            row[name] = dict(zip(("low", "high"), wilson(count, found.result.runs), strict=True))
            row[name]["share"] = count / found.result.runs
        for quantity in QUANTITIES:
            spread = found.spread(found.months[m], quantity)
            row[quantity] = {name: getattr(spread, name) for name in ("mean", "q05", "q50", "q95")}
        death = int(found.death[m])
        row["death"] = dict(zip(("low", "high"), wilson(death, row["runs"]), strict=True))
        row["death"]["share"] = death / row["runs"]
        rows.append(row)
    return rows


def _print_years(found: "DecisionRecord") -> None:
    """Print threat, cost and decision through time."""
    result = found.result
    name = result.case.names[found.actor]
    rows = _rows(found)
    say(f"Why kill {name}? {result.case.title}", style="bold")
    say()
    if not rows:
        say(f"{name} is never removed and alive in {counted(result.runs, 'run')}.")
        return
    table(
        (
            ("Month", "left"),
            *((word, "right") for word in _STANDINGS),
            ("threat", "right"),
            ("90%", "right"),
            ("cost", "right"),
            ("90%", "right"),
            ("kill", "right"),
            ("95%", "right"),
        ),
        [
            (
                row["month"],
                *(percent(row[word]["share"], result.runs) for word in _STANDINGS),
                *(
                    cell
                    for quantity in _SPREADS
                    for cell in (
                        f"{1000 * row[quantity]['q50']:.0f}",
                        f"{1000 * row[quantity]['q05']:.0f}-{1000 * row[quantity]['q95']:.0f}",
                    )
                ),
                percent(row["death"]["share"], row["runs"]),
                f"{100 * row['death']['low']:.0f}-{100 * row['death']['high']:.0f}",
            )
            for row in rows
        ],
    )
    say()
    say(
        f"{counted(result.runs, 'run')}, seed {result.seed}. Abroad, hunted, killed: of 100 runs. "
        f"Threat from {name} and cost of the killing, in thousandths: median and central 90% of "
        "the runs in which the actor is removed and alive. Kill: in how many of 100 of these the "
        "leader would order it in that month, with its 95% interval.",
        style="dim",
    )


def _print_answers(found: "Reasons") -> None:
    """Print the effect of leaving out each partial answer."""
    ranked = sorted(found.reasons, key=lambda reason: -abs(found.effect(reason.id).value))
    base, runs = found.base, found.runs
    say()
    say(
        f"Unchanged: killed in {percent(base.killed.mean(), runs)} of 100 runs, "
        f"{percent(base.abroad.mean(), runs)} of them abroad{_when(found, base.median())}. "
        f"Each answer left out in turn, in {counted(runs, 'paired run')}:"
    )
    table(
        (
            ("Left out", "left"),
            ("killed", "right"),
            ("95%", "right"),
            ("abroad", "right"),
            ("95%", "right"),
            ("median", "right"),
        ),
        [
            (
                f"{reason.id} {short(reason.says, 24)}",
                *_change(found, reason.id, "killed"),
                *_change(found, reason.id, "killed abroad"),
                found.circle.month(found.alone[reason.id].median()) or "never",
            )
            for reason in ranked[:_ROWS]
        ],
        title="Change, in runs of 100",
    )


def short(text: str, width: int) -> str:
    """Return the first half of a question, cut to its column."""
    return shortened(text.removeprefix("Not ").partition(":")[0].rstrip("?"), width)


def _change(found: "Reasons", reason: str, outcome: str) -> tuple[str, str]:
    """Return an effect and its interval."""
    from whowhom.ensemble.sentences import points

    effect = found.effect(reason, outcome)
    value, low, high = (points(x, signed=True) for x in (effect.value, effect.low, effect.high))
    return value, f"{low} to {high}"


def _when(found: "Reasons", median: int | None) -> str:
    """Return the median month as a part of a sentence."""
    return "" if median is None else f" (median month {found.circle.month(median)})"


def _as_dict(
    found: "DecisionRecord", without: "Reasons | None", silent: list[tuple[str, str, str]]
) -> dict[str, Any]:
    """Return everything for ``--json``."""
    from whowhom.theory.results import plain

    return {
        "case": found.result.case.id,
        "actor": found.actor,
        "runs": found.result.runs,
        "seed": found.result.seed,
        "months": plain(_rows(found)),
        "answer_runs": 0 if without is None else without.runs,
        "answers": [] if without is None else _answers(without),
        "not_in_the_model": [{"id": i, "ask": ask, "note": why} for i, ask, why in silent],
    }


def _answers(without: "Reasons") -> list[dict[str, Any]]:
    """Return the effect of leaving out each partial answer."""
    answers = []
    for reason in without.reasons:
        told: dict[str, Any] = {
            "id": reason.id,
            "says": reason.says,
            "change": str(reason.change),
            "median": without.circle.month(without.alone[reason.id].median()),
        }
        for outcome in ("killed", "killed abroad"):
            effect = without.effect(reason.id, outcome)
            told[outcome] = {
                "before": without.share(outcome),
                "after": without.share(outcome, reason.id),
                "difference": effect.value,
                "low": effect.low,
                "high": effect.high,
            }
        answers.append(told)
    return answers
