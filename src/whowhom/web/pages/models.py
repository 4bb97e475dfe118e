"""The page of the formal models: what each says of the circle on a day, and what it assumes."""

from nicegui import ui

from whowhom.cases.case import Case, Day
from whowhom.cases.dates import day_text, parse_period
from whowhom.cases.problems import BadCell
from whowhom.errors import InvalidInput
from whowhom.theory.registry import MODELS, Model
from whowhom.web.elements import Chart, Grid, address, tag, text_field
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.tasks import Solved, applicable, assumption, solve_all
from whowhom.web.workbench import Workbench

__all__ = ["register"]


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/models")
    def models(case: str = "", at: str = "") -> None:
        key = asked_case(bench, case)
        awaits = ""
        try:
            found = bench.cases.get(key).case
            awaits = _key(bench, found, _day(found, at))
        except InvalidInput:
            awaits = ""
        with frame(bench, "/models", key, awaits=awaits):
            guarded(lambda: _page(bench, key, at))


def _day(case: Case, text: str) -> Day:
    """Read the day that an address names; the start of the case if none.

    Raises
    ------
    InvalidInput
        If it is no day within the case.
    """
    if not text.strip():
        return case.start
    try:
        period = parse_period(text.strip())
    except BadCell as bad:
        raise InvalidInput(f"the day {text[:40]!r} {bad.finding}; {bad.hint}") from None
    if period.earliest < case.start <= period.latest:
        return case.start
    if not case.start <= period.earliest <= case.end:
        raise InvalidInput(
            f"the day must lie within the case, {day_text(case.start)} to {day_text(case.end)}"
        )
    return period.earliest


def _key(bench: Workbench, case: Case, day: Day) -> str:
    return f"models-{bench.results.state(case)}-{day.year}-{day.month}-{day.day}"


def _page(bench: Workbench, key: str, at: str) -> None:
    opened = bench.cases.get(key)
    case = opened.case
    tag("p", opened.title, classes="ww-over")
    tag("h1", "What the published models say")
    tag(
        "p",
        "Each takes the power of each actor on one day and nothing that came later. They are "
        "theorems about simple games, not forecasts; they need not agree with the runs.",
        classes="ww-lead",
    )
    with tag("form", classes="ww-form", method="get", action="/models", aria_label="Choose a day"):
        tag("input", type="hidden", name="case", value=key)
        text_field(
            f"day, {day_text(case.start)} to {day_text(case.end)}",
            "at",
            at or day_text(case.start),
            letters=18,
            autocomplete="off",
        )
        tag("button", "Show", classes="ww-button is-main", type="submit")
    day = _day(case, at)
    _power(case, day)
    _results(bench, key, case, day, at)


def _power(case: Case, day: Day) -> None:
    """Put in the power of each on that day."""
    from whowhom.scenario.snapshot import (
        Snapshot,
    )  # brings the compiler, which the first page can do without

    found = Snapshot.from_case(case, day)
    names = case.names
    ranked = sorted(found.power.items(), key=lambda item: -item[1])
    with tag("section", classes="ww-section"):
        tag("h2", f"Power on {day_text(day)}")
        tag(
            "p",
            "by standing in the bodies that count, appointments since the start, force and seats; "
            f"{100 * found.majority:.0f}% is needed to remove an actor",
            classes="ww-sub ww-before-table",
        )
        with tag("div", classes="ww-bars"):
            for actor, power in ranked:
                tag("span", names[actor])
                with tag("div", aria_hidden="true"):
                    tag("div", style=f"width: {100 * power / ranked[0][1]:.1f}%")
                tag("span", f"{100 * power:.1f}", classes="num")
        if found.absent:
            absent = ", ".join(f"{names[a]} ({why})" for a, why in found.absent.items())
            tag("p", f"Not in the circle on that day: {absent}.", classes="ww-sub ww-after")


def _results(bench: Workbench, key: str, case: Case, day: Day, at: str) -> None:
    """Put in what the models say; the first look at a day starts the work."""
    name = _key(bench, case, day)
    found: list[Solved] | None = bench.answers.get(name)
    if found is None:
        job = bench.jobs.find(name)
        line = tag("p", "The models are being solved …", classes="ww-note", role="status")
        if job is not None and job.is_over and job.state != "done":
            line.set_text(f"The models could not be solved: {job.note or 'stopped'}.")
            return
        there = address("/models", case=key, at=at)

        def begin() -> None:
            try:
                bench.jobs.submit(
                    name,
                    f"Formal models on {day_text(day)}",
                    there,
                    solve_all,
                    {"case": case, "day": day},
                    on_done=lambda answer: bench.keep_answer(name, answer),
                )
            except InvalidInput as error:
                line.set_text(str(error))

        ui.timer(0.05, begin, once=True)  # once the browser has its socket, so once it is let in
        return
    names = case.names
    known = {model.name: model for model in MODELS}
    with tag("section", classes="ww-section"):
        tag("h2", "What follows")
        with tag("div", classes="ww-models"):
            for solved in found:
                _card(known[solved.model], solved, names, name)
    others = [model for model in MODELS if not applicable(model)]
    with tag("details", classes="ww-fold"):
        tag("summary", f"{len(others)} more models, which need numbers that a case does not have")
        Grid(
            "More models",
            ("whowhom solve", "asks", "claim"),
            [(model.name, model.question, model.claim) for model in others],
        )


def _card(model: Model, solved: Solved, names: dict[str, str], owner: str) -> None:
    """Put in one model: its question, answer, assumption and source."""
    paper = model.papers[0]
    with tag("article", classes="ww-card"):
        tag("h3", model.question)
        if isinstance(solved.said, str):
            tag("p", solved.said, classes="ww-said")
        else:
            for sentence in solved.said.sentences:
                tag("p", sentence, classes="ww-said")
            if solved.said.picture:
                Chart(f"/solved/{owner}", model.name, level="h4", tabs=("figure", "table"))
            elif solved.said.rows:
                heads, rows = solved.said.heads, solved.said.rows
                Grid(model.title, heads, rows, numeric=solved.said.numeric)
        if solved.over_ranges:
            ranked = sorted(solved.over_ranges, key=lambda item: -item[1])
            shares = ", ".join(f"{names[actor]} {100 * share:.0f}" for actor, share in ranked)
            tag(
                "p",
                f"In the coalition in so many of 100 draws from the ranges: {shares}.",
                classes="ww-sub",
            )
        with tag("details"):
            tag("summary", "Assumptions and source")
            tag("p", assumption(model))
            tag(
                "p",
                f"{model.title}: this {model.claim}. {paper.authors.replace(' and ', ', ')}: "
                f"{paper.title}. {paper.where} {paper.volume} ({paper.year}).",
                classes="ww-sub",
            )
            if paper.doi:
                tag("p", f"doi:{paper.doi}", classes="ww-sub")
            tag("p", f"whowhom solve {model.name} --help", classes="ww-code")
