"""The first page: the answer at a date in one sentence, and the figures that carry it."""

from dataclasses import dataclass

from nicegui import ui

from whowhom.cases.dates import day_text
from whowhom.cases.names import visible
from whowhom.cases.vocabulary import COURSE_EVENTS
from whowhom.ensemble.odds_file import OddsJson
from whowhom.ensemble.odds_sentences import changed_forecast, names_of
from whowhom.ensemble.parameters_file import parameters_words
from whowhom.ensemble.plan import MOST_RUNS
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import counted, per_hundred
from whowhom.errors import InvalidInput, ResultError
from whowhom.reporting.figures import Forecasts
from whowhom.reporting.findings import findings
from whowhom.web.asking import USUAL, ask_odds, asked_settings, start_run
from whowhom.web.cases import OpenCase
from whowhom.web.elements import (
    AsOf,
    Chart,
    Grid,
    RecordTable,
    address,
    button,
    form,
    link,
    number_field,
    table_grid,
    tag,
)
from whowhom.web.figures import page_json, page_plots
from whowhom.web.frame import asked_case, frame, guarded, page, problem_line
from whowhom.web.odds import Row, course_rows, known_odds, odds_key, read_rows, record_problems
from whowhom.web.pages.anchor import anchor_section
from whowhom.web.workbench import Workbench

__all__ = ["prepare", "register"]

_MOST_STORED = 30
_OPEN = ("leads", "coalition", "remain")
_TOLD = ("answer", *_OPEN, "sampling", "close", "falls", "fates", "ruler", "weakest")
_FIGURES = ("hundred", "winners", "fall-dots", "fates", "timeline")


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/")
    def answer(
        case: str = "", runs: str = "", seed: str = "", as_of: str = "", before: str = ""
    ) -> None:
        key = asked_case(bench, case)
        request = ui.context.client.request
        lines = request.query_params.getlist("event") if request else []
        awaits = ""
        try:
            settings = asked_settings(bench, key, runs, seed)
            if settings:
                awaits = bench.results.key(bench.cases.get(key).case, *settings)
        except InvalidInput:
            settings = None
        with frame(bench, "/", key, title="Answer", awaits=awaits):
            asked = _AsOf(lines=tuple(lines), as_of=as_of, before=before)
            guarded(lambda: _page(bench, bench.cases.get(key), runs, seed, asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class _AsOf:
    """What an address says of odds through time."""

    lines: tuple[str, ...]
    """Rows of a record that the user has entered."""
    as_of: str
    before: str
    """Key of the odds with which these are compared."""


def _page(bench: Workbench, opened: OpenCase, runs: str, seed: str, asked: _AsOf) -> None:
    if opened.report.case is None:
        _unsound(opened)
        return
    rows = read_rows(asked.lines)
    odds = known_odds(bench, opened.case, rows)
    if odds is not None:
        _odds(bench, opened, odds, rows, asked)
        tag("hr", classes="ww-rule")
    _start(bench, opened, runs, seed, is_first=odds is None)
    _stored(bench, opened)
    with tag("section", classes="ww-section", id="record"):
        guarded(lambda: _record(bench, opened, rows, has_odds=odds is not None))


def _stored(bench: Workbench, opened: OpenCase) -> None:
    """List the results of the case that the command line has stored near it."""
    found = bench.stored.get(opened.key, ())
    if not found:
        return
    with tag("section", classes="ww-section", id="stored"):
        tag("h2", "Stored results of this case")
        tag(
            "p",
            "Found beside the case and in the folder of results. A result can be opened if it is "
            "of the case as it now is.",
            classes="ww-sub ww-before-table",
        )
        shown = found[:_MOST_STORED]
        Grid(
            "Stored results",
            ("folder", "runs", "seed", "state"),
            [
                (
                    visible(str(one.path)),
                    f"{one.runs:,}",
                    str(one.seed),
                    f"cannot be opened: {one.why_not}" if one.why_not else "current",
                )
                for one in shown
            ],
            numeric=(False, True, True, False),
            links=[
                "" if one.why_not else address("/", case=opened.key, runs=one.runs, seed=one.seed)
                for one in shown
            ],
        )


def _start(bench: Workbench, opened: OpenCase, runs: str, seed: str, *, is_first: bool) -> None:
    """Put in the forecast from the start, which no record has touched."""
    settings = asked_settings(bench, opened.key, runs, seed)
    try:
        result = bench.results.get(opened.case, *settings) if settings else None
    except ResultError as error:
        tag("h1" if is_first else "h2", "The stored result cannot be shown")
        tag("p", str(error), classes="ww-problem", role="alert")
        runs_now, seed_now = settings or USUAL
        _run_form(bench, opened, runs_now, seed_now + 1, main=True)
        return
    if result is None:
        _not_run(bench, opened, settings, is_first=is_first)
    else:
        _answer(bench, opened, result, is_first=is_first)


def prepare(bench: Workbench) -> None:
    """Draw the figures of the first page before it is asked for."""
    opened = bench.cases.get(bench.cases.first)
    if opened.report.case is None:
        return
    odds = known_odds(bench, opened.case)
    if odds is not None:
        owner = odds_key(bench, opened.case)
        bench.keep_figures(owner, page_plots(Forecasts(odds=odds, case=opened.case), ["odds"]))
        page_json(bench.figures(owner)["odds"])
    settings = bench.results.newest(opened.case)
    result = bench.results.get(opened.case, *settings) if settings else None
    if result is None:
        return
    key = bench.results.key(opened.case, result.runs, result.seed)
    if "hundred" not in bench.figures(key):
        bench.keep_figures(key, page_plots(result, _FIGURES))
    for figure in bench.figures(key).values():
        page_json(figure)


def _unsound(opened: OpenCase) -> None:
    """Say that the case has problems, and where they are listed."""
    count = len(opened.report.problems)
    tag("h1", f"{opened.title} cannot be run yet")
    tag(
        "p",
        f"It has {count} problem{'s' * (count > 1)}; each is listed with file, line and column.",
        classes="ww-lead",
    )
    with tag("div", classes="ww-acts"):
        link("See the problems", address("/case", case=opened.key), classes="ww-button is-main")


def _not_run(
    bench: Workbench, opened: OpenCase, settings: tuple[int, int] | None, *, is_first: bool
) -> None:
    """Offer to run the case."""
    case = opened.case
    job = bench.jobs.find(bench.results.key(case, *settings)) if settings else None
    is_running = job is not None and not job.is_over
    if is_first:
        tag("p", case.title, classes="ww-over")
        tag("h1", "Running" if is_running else "Not run yet")
    else:
        tag("h2", "From the start: running" if is_running else "From the start: not run yet")
    hint = "The bar above shows how far it is; the answer will appear here."
    if not is_running:
        hint = "Once runs have begun, a bar shows how long they will take."
    tag(
        "p",
        f"{len(case.actors)} actors, {case.months} months. {hint} More runs reduce sampling error; "
        "they do not improve the case.",
        classes="ww-lead",
    )
    if job and job.state == "failed":
        tag("p", f"The last attempt failed: {job.note}", classes="ww-problem", role="alert")
    _run_form(bench, opened, *(settings or USUAL), main=True)


def _run_form(bench: Workbench, opened: OpenCase, runs: int, seed: int, *, main: bool) -> None:
    """Put in the form that starts a run."""
    problem = tag("p", "", classes="ww-problem", role="alert")
    problem.set_visibility(False)

    def simulate(fields: dict[str, str]) -> None:
        try:
            there = start_run(bench, opened.key, fields.get("runs", ""), fields.get("seed", ""))
        except InvalidInput as error:
            problem.set_text(str(error))
            problem.set_visibility(True)
            return
        ui.navigate.to(there)

    with form(simulate, aria_label="Run the case"):
        number_field("runs", "runs", runs, least=1, most=MOST_RUNS)
        number_field("random seed", "seed", seed, least=0, most=2**63 - 1)
        tag("button", "Run", classes="ww-button is-main" if main else "ww-button", type="submit")


def _answer(bench: Workbench, opened: OpenCase, result: Result, *, is_first: bool) -> None:
    """Put in the answer from the start."""
    key = bench.results.key(opened.case, result.runs, result.seed)
    if "hundred" not in bench.figures(key):
        bench.keep_figures(key, page_plots(result, _FIGURES))
    runs_page = address("/runs", case=opened.key, runs=result.runs, seed=result.seed)
    with tag("div", classes="ww-grid is-top"):
        with tag("div", classes="ww-c7"):
            _words(bench, opened, result, key, is_first=is_first)
        Chart(key, "hundred", classes="ww-c5", open_with=f"{runs_page}&top=")
    with tag("div", classes="ww-grid"):
        Chart(key, "winners", classes="ww-c5")
        Chart(key, "fall-dots", classes="ww-c7")
        Chart(key, "fates", classes="ww-c7")
        with tag("section", classes="ww-c5"):
            _documented(result)
        if "timeline" in bench.figures(key):
            Chart(key, "timeline", classes="ww-c12")
    _open_runs(result)
    anchor_section(bench, opened, result, key)


def _open_runs(result: Result) -> None:
    """Put in who leads where no one is sole ruler, who holds the majority, and how it ended."""
    built = [one.table for one in findings(result, only=_OPEN) if one.table is not None]
    if not built:
        return
    with tag("section", classes="ww-section", id="leads"):
        tag("h2", "Who leads where no one is sole ruler")
        for one in built:
            tag("p", one.caption, classes="ww-sub ww-before-table")
            table_grid(one).classes("ww-after")


def _words(bench: Workbench, opened: OpenCase, result: Result, key: str, *, is_first: bool) -> None:
    """Put in the answer, how sure it is, what it depends on, what to do next, and what was run."""
    told = {found.id: found.sentence for found in findings(result, only=_TOLD)}
    if is_first:
        tag("p", opened.title, classes="ww-over")
        tag("h1", told["answer"].removesuffix("."))
    else:
        tag("p", "From the start, without the record", classes="ww-over")
        tag("h2", told["answer"].removesuffix("."), classes="ww-second")
    for ids in (_OPEN, ("falls", "fates", "ruler"), ("close", "sampling", "weakest")):
        tag("p", " ".join(told[name] for name in ids if name in told), classes="ww-lead")
    with tag("div", classes="ww-acts"):
        link("Ask what if…", address("/whatif", case=opened.key), classes="ww-button is-main")
        link("Why?", address("/why", case=opened.key), classes="ww-button")
        tag("a", "Download this run", href=f"/archives/{key}.zip", classes="ww-button", download="")
    with tag("details", classes="ww-fold"):
        tag("summary", "Run again, with another seed or more runs")
        _run_form(bench, opened, result.runs, result.seed + 1, main=False)
    words = parameters_words(result.parameters) or "default parameters"
    tag(
        "p",
        f"{counted(result.runs, 'run')} · {result.seconds:,.0f} s · seed {result.seed} · case "
        f"{opened.case.sha256[:8]} · {words}",
        classes="ww-status ww-after",
    )


def _odds(
    bench: Workbench, opened: OpenCase, odds: OddsJson, rows: list[Row], asked: _AsOf
) -> None:
    """Put in the odds through time at the date that the reader chooses."""
    case = opened.case
    key = odds_key(bench, case, rows)
    if "odds" not in bench.figures(key):
        bench.keep_figures(key, page_plots(Forecasts(odds=odds, case=case), ["odds"]))
    tag("p", opened.title, classes="ww-over")
    earlier = bench.answers.get(asked.before) if asked.before else None
    if earlier is not None and earlier["case"] == odds["case"]:
        _compared(earlier, odds)
    with AsOf(address(f"/odds/{key}/page.json", case=opened.key), asked.as_of):
        Chart(key, "odds")


def _compared(earlier: OddsJson, odds: OddsJson) -> None:
    """Put in how the forecast has changed with the record that the user entered."""
    sentence, rows = changed_forecast(earlier, odds)
    names = names_of(odds)
    with tag("div", classes="ww-note", role="status"):
        tag("p", sentence)
        if rows:
            with tag("details"):
                tag("summary", "All chances, before and now")
                Grid(
                    "Chances before and now",
                    ("sole ruler", "before, of 100 runs", "now", "beyond sampling error"),
                    [
                        (
                            names[row["actor"]],
                            per_hundred(row["before"], earlier["runs"]),
                            per_hundred(row["after"], odds["runs"]),
                            "yes" if row["is_clear"] else "no",
                        )
                        for row in rows
                    ],
                    numeric=(False, True, True, False),
                )


def _record(bench: Workbench, opened: OpenCase, rows: list[Row], *, has_odds: bool) -> None:
    """Put in what computes the odds, and the table in which the user enters what has happened."""
    case = opened.case
    key = odds_key(bench, case, rows)
    now = rows or course_rows(case)
    tag("h2", "What has happened so far")
    tag(
        "p",
        "The forecast follows the record: enter what has happened, and it is computed again for "
        "the start and for each month with an event. Dates as in case folders: 1925-01-26, "
        "1925-01, 1925, or 1925-01/1925-03.",
        classes="ww-sub",
    )
    job = bench.jobs.find(key)
    if not has_odds and now:
        if job is not None and job.state == "failed":
            tag("p", f"The last attempt failed: {job.note}", classes="ww-problem", role="alert")
        _wait_or_compute(bench, opened, rows, key)
    line = problem_line()

    def ask(given: list[Row]) -> None:
        found = _complete(given)
        try:
            problems = record_problems(case, found)
            if problems:
                raise InvalidInput("\n".join(problems))
            there = ask_odds(bench, opened.key, found, key if has_odds else "")
        except InvalidInput as error:
            line.set_text(str(error))
            line.set_visibility(True)
            return
        ui.navigate.to(there)

    with tag("details", classes="ww-fold", open="" if rows or not has_odds else None):
        tag("summary", f"Change the record ({counted(len(now), 'event')})")
        RecordTable(
            now,
            {
                "people": {one.id: visible(one.name) for one in case.actors},
                "events": {name: f"{name.replace('_', ' ')}" for name in COURSE_EVENTS},
                "posts": {one.id: visible(one.name) for one in case.posts},
            },
            day_text(case.start),
            lambda given: record_problems(case, _complete(given)),
            ask,
        )


def _complete(given: list[Row]) -> list[Row]:
    """Return rows with every key."""
    keys = ("date", "actor", "event", "by", "precision", "post")
    return [{key: row.get(key, "").replace("|", " ").strip() for key in keys} for row in given]


def _wait_or_compute(bench: Workbench, opened: OpenCase, rows: list[Row], key: str) -> None:
    """Put in the button that computes the odds, or a word that they are under way."""
    line = problem_line()
    words = tag("p", "In progress; the odds will appear here.", classes="ww-note", role="status")

    def go() -> None:
        try:
            ask_odds(bench, opened.key, rows)
        except InvalidInput as error:
            line.set_text(str(error))
            line.set_visibility(True)

    with tag("div", classes="ww-acts") as start:
        button("Compute the odds through time", go, classes="ww-button is-main")

    def look() -> None:
        now = bench.jobs.find(key)
        is_running = now is not None and not now.is_over
        words.set_visibility(is_running)
        start.set_visibility(not is_running)
        if now is not None and now.state == "done" and key in bench.answers:
            timer.deactivate()
            ui.navigate.reload()

    look()
    timer = ui.timer(0.5, look)


def _documented(result: Result) -> None:
    """Put in what is documented beside the runs."""
    tag("h2", "The documented course beside the runs")
    found = next(iter(findings(result, only=["record"])), None)
    if found is None or found.table is None:
        tag("p", "The case documents no course of events.", classes="ww-sub")
        return
    tag("p", found.sentence, classes="ww-sub ww-before-table")
    table_grid(found.table.narrow())
