"""The first page: the answer in one sentence, and the figures that carry it."""

from nicegui import ui

from whowhom.ensemble.parameters_file import parameters_words
from whowhom.ensemble.plan import MOST_RUNS
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import counted
from whowhom.errors import InvalidInput, ResultError
from whowhom.reporting.findings import findings
from whowhom.web.asking import USUAL, asked_settings, start_run
from whowhom.web.cases import OpenCase
from whowhom.web.elements import Chart, address, form, link, number_field, table_grid, tag
from whowhom.web.figures import page_json, page_plots
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.workbench import Workbench

__all__ = ["prepare", "register"]

_TOLD = ("answer", "sampling", "close", "falls", "fates", "ruler", "weakest")
_FIGURES = ("hundred", "winners", "fall-dots", "fates", "timeline")


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/")
    def answer(case: str = "", runs: str = "", seed: str = "") -> None:
        key = asked_case(bench, case)
        awaits = ""
        try:
            settings = asked_settings(bench, key, runs, seed)
            if settings:
                awaits = bench.results.key(bench.cases.get(key).case, *settings)
        except InvalidInput:
            settings = None
        with frame(bench, "/", key, title="Answer", awaits=awaits):
            guarded(lambda: _page(bench, bench.cases.get(key), runs, seed))


def _page(bench: Workbench, opened: OpenCase, runs: str, seed: str) -> None:
    if opened.report.case is None:
        _unsound(opened)
        return
    settings = asked_settings(bench, opened.key, runs, seed)
    try:
        result = bench.results.get(opened.case, *settings) if settings else None
    except ResultError as error:
        tag("h1", "The stored result cannot be shown")
        tag("p", str(error), classes="ww-problem", role="alert")
        runs_now, seed_now = settings or USUAL
        _run_form(bench, opened, runs_now, seed_now + 1, main=True)
        return
    if result is None:
        _not_run(bench, opened, settings)
    else:
        _answer(bench, opened, result)


def prepare(bench: Workbench) -> None:
    """Draw the figures of the first page before it is asked for."""
    opened = bench.cases.get(bench.cases.first)
    if opened.report.case is None:
        return
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


def _not_run(bench: Workbench, opened: OpenCase, settings: tuple[int, int] | None) -> None:
    """Offer to run the case."""
    case = opened.case
    job = bench.jobs.find(bench.results.key(case, *settings)) if settings else None
    is_running = job is not None and not job.is_over
    tag("p", case.title, classes="ww-over")
    tag("h1", "Running" if is_running else "Not run yet")
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


def _answer(bench: Workbench, opened: OpenCase, result: Result) -> None:
    """Put in the answer."""
    key = bench.results.key(opened.case, result.runs, result.seed)
    if "hundred" not in bench.figures(key):
        bench.keep_figures(key, page_plots(result, _FIGURES))
    runs_page = address("/runs", case=opened.key, runs=result.runs, seed=result.seed)
    with tag("div", classes="ww-grid is-top"):
        with tag("div", classes="ww-c7"):
            _words(bench, opened, result, key)
        Chart(key, "hundred", classes="ww-c5", open_with=f"{runs_page}&top=")
    with tag("div", classes="ww-grid"):
        Chart(key, "winners", classes="ww-c5")
        Chart(key, "fall-dots", classes="ww-c7")
        Chart(key, "fates", classes="ww-c7")
        with tag("section", classes="ww-c5"):
            _documented(result)
        if "timeline" in bench.figures(key):
            Chart(key, "timeline", classes="ww-c12")


def _words(bench: Workbench, opened: OpenCase, result: Result, key: str) -> None:
    """Put in the answer, how sure it is, what it depends on, what to do next, and what was run."""
    told = {found.id: found.sentence for found in findings(result, only=_TOLD)}
    tag("p", opened.title, classes="ww-over")
    tag("h1", told["answer"].removesuffix("."))
    for ids in (("falls", "fates", "ruler"), ("close", "sampling", "weakest")):
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


def _documented(result: Result) -> None:
    """Put in what is documented beside the runs."""
    tag("h2", "The documented course beside the runs")
    found = next(iter(findings(result, only=["record"])), None)
    if found is None or found.table is None:
        tag("p", "The case documents no course of events.", classes="ww-sub")
        return
    tag("p", found.sentence, classes="ww-sub ww-before-table")
    table_grid(found.table.narrow())
