"""``whowhom whatif``: the effect of a change, from paired runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from whowhom.cli.change_options import PutIn, Set, Without, change_of, check_change
from whowhom.cli.common_options import (
    AsOf,
    CaseName,
    EngineName,
    Json,
    Mechanisms,
    Quiet,
    RecordFile,
    Threads,
)
from whowhom.cli.output import emit, lay_out, say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.what_if import WhatIf
    from whowhom.scenario.questions import Question

__all__ = ["print_what_if", "what_if", "what_if_summary"]


def what_if(
    case: CaseName,
    /,
    *,
    as_of: AsOf = None,
    record: RecordFile = None,
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
    runs: Annotated[int, Parameter(help="Number of paired runs.")] = 2000,
    seed: Annotated[int, Parameter(help="Seed of the random numbers; same seed, same runs.")] = 1,
    out: Annotated[
        Path | None, Parameter(help="Folder that keeps both; the same command resumes it.")
    ] = None,
    threads: Threads = None,
    engine: EngineName = "local",
    mechanisms: Mechanisms = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Estimate the effect of a change from paired runs (common random numbers).

    Paths name values in the words of the case folder: actors.ID.army, posts.ID.fills.AUDIENCE,
    posts.ID.holder, ties.A.B.KIND, shocks.ID.size, conditions.norm, majority, parameters.NAME.
    """
    from whowhom.cli.open_case import open_case
    from whowhom.cli.progress import reporting

    change, unread = change_of(set, without, shock)
    found = open_case(case)
    if questions:
        _list_questions(found, as_json=json)
        return
    asked = None if question is None else _ready(found, question)
    if asked is not None:
        change = asked.change.and_also(change)
    if not change and not unread:
        raise InvalidInput("nothing is changed; say what: --set, --without, --shock or --question")
    from whowhom.ensemble.own_mechanisms import own_model
    from whowhom.ensemble.run import observed

    seen = observed(found, as_of, record, runs=runs, engine=engine)
    own = None if mechanisms is None else own_model(mechanisms)
    of_case = change if own is None else own.without(change)[1]
    check_change(found, of_case, unread, seen)  # before anything heavy is loaded
    from whowhom.ensemble.progress import shorter
    from whowhom.ensemble.what_if import what_if_change

    with reporting(quiet=quiet or json, shorter=shorter(runs, threads)) as tell:
        answer = what_if_change(
            found,
            change,
            runs=runs,
            seed=seed,
            as_of=as_of,
            record=record,
            threads=threads,
            out=out,
            engine=engine,
            own=own,
            progress=tell,
        )
    if json:
        emit(what_if_summary(answer))
        return
    if asked is not None:
        say(asked.ask, style="bold")
        if asked.note:
            say(asked.note)
    print_what_if(answer, about=asked.about if asked else "")


def _ready(case: "Case", name: str) -> "Question":
    """Return a ready question of a case."""
    from whowhom.scenario.questions import questions

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
    from whowhom.scenario.questions import questions

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
    from whowhom.reporting.causes import what_if
    from whowhom.theory.results import plain

    names = ("actor", "outcome", "before", "after", "difference", "low", "high", "gained", "lost")
    return {
        "case": answer.base.case.id,
        "change": str(answer.change),
        "headline": what_if(answer)[0].sentence,
        "runs": answer.runs,
        "seed": answer.base.seed,
        **answer.base.summary_given(),
        "path": None if answer.path is None else str(answer.path),
        "parameters": answer.base.summary()["parameters"],
        "flips": answer.flips,
        "altered": answer.altered,
        "effects": [
            {name: getattr(effect, name) for name in names} | {"pairing": plain(effect.pairing)}
            for effect in answer.effects
        ],
        "leads": [{name: getattr(effect, name) for name in names} for effect in answer.leads],
        "months_later": plain(answer.later),
    }


def print_what_if(answer: "WhatIf", *, brief: bool = False, about: str = "") -> None:
    """Print the answer for people; only the headline if `brief`."""
    from whowhom.reporting.causes import what_if

    found = {one.id: one for one in what_if(answer, about=about)}
    say(found["headline"].sentence, style="bold")
    if brief:
        return
    told = ("effect", "reach", "later", "change")
    say(" ".join(found[name].sentence for name in told if name in found))
    effects = found.get("effects")
    if effects is not None and effects.table is not None:
        say()
        lay_out(effects.table, short_names=answer.base.case.short_by_name)
        say()
        say(effects.sentence, style="dim")
    if answer.path is not None:
        say(f"Stored in {answer.path}; whowhom show {answer.path} prints it again.", wrap=False)
