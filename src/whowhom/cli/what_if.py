"""``whowhom whatif``: what a change would have changed, in twin runs."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from whowhom.cli.change_options import PutIn, Set, Without, change_of, check_change
from whowhom.cli.output import emit, percent, say, table
from whowhom.errors import InvalidInput
from whowhom.graphemes import shortened

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.what_if import Effect, WhatIf
    from whowhom.questions import Question

__all__ = ["print_what_if", "what_if", "what_if_summary"]

_ROWS = 20
_FEW = 5


def what_if(
    case: Annotated[str, Parameter(help="A folder, a workbook or the id of a shipped case.")],
    /,
    *,
    set: Set = None,  # noqa: A002 - the word users write
    without: Without = None,
    shock: PutIn = None,
    question: Annotated[
        str | None,
        Parameter(help="A ready question of the case by its id; --questions lists them."),
    ] = None,
    questions: Annotated[
        bool, Parameter(help="List the ready questions of the case.", show_default=False)
    ] = False,
    runs: Annotated[int, Parameter(help="Pairs of plays.")] = 2000,
    seed: Annotated[int, Parameter(help="Chooses the chance; the same seed, the same plays.")] = 1,
    out: Annotated[
        Path | None, Parameter(help="Folder that keeps both; the same command goes on with it.")
    ] = None,
    threads: Annotated[
        int | None, Parameter(help="Plays at once. [default: all processors]")
    ] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object.", show_default=False)] = False,
    quiet: Annotated[
        bool, Parameter(name=["--quiet", "-q"], help="No progress.", show_default=False)
    ] = False,
) -> None:
    """Play a case as it is and changed, with the same chance, and tell what the change changes.

    Paths name values in the words of the case folder: actors.ID.army, posts.ID.fills.AUDIENCE,
    posts.ID.holder, ties.A.B.KIND, shocks.ID.size, conditions.norm, majority, parameters.NAME.
    """
    from whowhom.cli.case_door import open_case
    from whowhom.cli.progress import reporting

    change, unread = change_of(set, without, shock)
    found = open_case(case)
    if questions:
        _list_questions(found, as_json=json)
        return
    asked = None if question is None else _ready(found, question)
    if asked is not None:
        change = asked.change.and_also(change)
    check_change(found, change, unread)  # before anything heavy is loaded
    from whowhom.ensemble.what_if import what_if_change

    with reporting(quiet=quiet or json) as tell:
        answer = what_if_change(
            found, change, runs=runs, seed=seed, threads=threads, out=out, progress=tell
        )
    if json:
        emit(what_if_summary(answer))
        return
    if asked is not None:
        say(asked.ask, style="bold")
        if asked.note:
            say(asked.note)
    print_what_if(answer)


def _ready(case: "Case", name: str) -> "Question":
    """Return a ready question of a case."""
    from whowhom.questions import questions

    known = {question.id: question for question in questions(case)}
    if name not in known:
        listed = ", ".join(known) or "none"
        raise InvalidInput(f"--question: {case.id} has no question {name!r}; it has: {listed}")
    found = known[name]
    if not found.change:
        raise InvalidInput(f"--question {name}: cannot be asked. {found.note}")
    return found


def _list_questions(case: "Case", *, as_json: bool) -> None:
    """Print the ready questions of a case."""
    from whowhom.questions import questions

    found = questions(case)
    if as_json:
        emit(
            {
                "case": case.id,
                "questions": [
                    {"id": q.id, "ask": q.ask, "change": str(q.change), "note": q.note}
                    for q in found
                ],
            }
        )
        return
    if not found:
        say(f"{case.id} comes with no ready questions; write them into questions.toml.")
    for question in found:
        say(f"{question.id:4} {question.ask}")
        say(f"     {question.change or 'not in the model'}", style="dim")


def what_if_summary(answer: "WhatIf") -> dict[str, Any]:
    """Return the answer for ``--json``."""
    names = ("actor", "outcome", "before", "after", "difference", "low", "high", "gained", "lost")
    return {
        "case": answer.base.case.id,
        "change": str(answer.change),
        "runs": answer.runs,
        "seed": answer.base.seed,
        "path": None if answer.path is None else str(answer.path),
        "parameters": answer.base.summary()["parameters"],
        "flips": answer.flips,
        "altered": answer.altered,
        "effects": [
            {name: getattr(effect, name) for name in names}
            | {"pairing": effect.pairing if math.isfinite(effect.pairing) else None}
            for effect in answer.effects
        ],
        "months_later": {
            actor: months if math.isfinite(months) else None
            for actor, months in answer.later.items()
        },
    }


def print_what_if(answer: "WhatIf", *, brief: bool = False) -> None:
    """Print the answer for people; only the first sentences if `brief`."""
    runs = answer.runs
    say(f"Change: {answer.change}.", style="bold")
    if not answer.altered:
        say(f"It alters none of {runs:,} plays.")
        if not brief:
            _print_place(answer)
        return
    say(
        f"In {percent(answer.flips, runs)} of 100 plays somebody else (or nobody) ends on top; "
        f"{percent(answer.altered, runs)} of 100 go otherwise in anything at all."
    )
    if brief:
        return
    ranked = sorted(answer.effects, key=lambda effect: -abs(effect.difference))
    clear = [effect for effect in ranked if effect.is_clear]
    if not clear:
        say("No share changes clearly: every 95 % range of a difference holds zero. The largest:")
    say()
    _print_effects(answer, clear[:_ROWS] or ranked[:_FEW])
    if len(clear) > _ROWS:
        say(f"... and {len(clear) - _ROWS} smaller effects (--json has all)")
    say()
    say(
        f"{runs:,} pairs of plays with the same chance, seed {answer.base.seed}. Saved: how many "
        "times more plays two separate ensembles would need for the same range.",
        style="dim",
    )
    _print_place(answer)


def _print_place(answer: "WhatIf") -> None:
    """Tell where it is kept, if it is."""
    if answer.path is not None:
        say(f"Kept in {answer.path}; whowhom show {answer.path} prints it again.", wrap=False)


def _print_effects(answer: "WhatIf", effects: "list[Effect]") -> None:
    """Print one row for each effect."""
    whole = answer.base.case.names
    last = {actor: name.split()[-1] for actor, name in whole.items()}
    names = last if len(set(last.values())) == len(last) else whole
    table(
        (
            ("Who, what", "left"),
            ("before", "right"),
            ("after", "right"),
            ("change", "right"),
            ("95 % range", "right"),
            ("saved", "right"),
        ),
        [
            (
                f"{shortened(names.get(effect.actor, effect.actor), 18)} {effect.outcome}",
                percent(effect.before, answer.runs),
                percent(effect.after, answer.runs),
                f"{100 * effect.difference:+.0f}",
                f"{100 * effect.low:+.0f} to {100 * effect.high:+.0f}",
                f"{effect.pairing:.1f}",
            )
            for effect in effects
        ],
        title="Plays in 100",
    )
