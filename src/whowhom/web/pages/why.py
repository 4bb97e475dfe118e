"""The page "why": who removes whom, how it comes about, what the answer depends on."""

import polars as pl

from whowhom.charts import item_names, last_picture
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import actor_names, counted, month_words
from whowhom.ensemble.unknowns import FEWEST
from whowhom.reporting.blocks import Finding
from whowhom.reporting.findings import findings
from whowhom.web.asking import asked_result
from whowhom.web.elements import Chart, Grid, address, table_grid, tag
from whowhom.web.figures import page_plots
from whowhom.web.frame import asked_case, frame, guarded, offer, page, run_first
from whowhom.web.tasks import Rests, find_mechanisms, find_unknowns
from whowhom.web.workbench import Workbench

__all__ = ["register"]

_ABLATION_RUNS = 100
_FIGURES = {"matrix": "ww-c6", "network": "ww-c6", "standing": "ww-c12", "fan": "ww-c12"}


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/why")
    def why(case: str = "", runs: str = "", seed: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/why", key):
            guarded(lambda: _page(bench, key, runs, seed))


def _page(bench: Workbench, key: str, runs: str, seed: str) -> None:
    opened = bench.cases.get(key)
    result = asked_result(bench, key, runs, seed)
    tag("p", opened.title, classes="ww-over")
    if result is None:
        run_first(key)
        return
    name = bench.results.key(opened.case, result.runs, result.seed)
    if "standing" not in bench.figures(name):
        bench.keep_figures(name, page_plots(result, _FIGURES))
    tag("h1", "What the answer depends on")
    for found in findings(result, only=["removals", "weakest"]):
        tag("p", found.sentence, classes="ww-lead")
    told = f"{counted(result.runs, 'run')} · seed {result.seed}"
    tag("p", told, classes="ww-status ww-after")
    with tag("div", classes="ww-grid"):
        for figure, classes in _FIGURES.items():
            if figure in bench.figures(name):
                Chart(name, figure, classes=classes)
    _holdings(bench, name, result)
    _rests(bench, key, name, result)
    _mechanisms(bench, key, name, result)


def _holdings(bench: Workbench, name: str, result: Result) -> None:
    """Put in who holds which post and has which clients through time."""
    found = result.holdings()
    if found.is_empty():
        return
    if "posts" not in bench.figures(name) and "patronage" not in bench.figures(name):
        bench.keep_figures(name, page_plots(result, ("posts", "patronage")))
    with tag("section", classes="ww-section"):
        tag("h2", "Posts and patronage over time")
        tag(
            "p",
            "Whoever appoints commands; a body votes with whoever its members owe their posts to.",
            classes="ww-sub ww-prose",
        )
        with tag("div", classes="ww-grid"):
            for figure, kind in (("posts", "post"), ("patronage", "body")):
                if figure not in bench.figures(name):
                    continue
                Chart(name, figure, classes="ww-c6", level="h3")
                with tag("div", classes="ww-c6"):
                    _held_matrix(result, found.filter(pl.col("kind") == kind))


def _held_matrix(result: Result, rows: pl.DataFrame) -> None:
    """Put in who holds what at the end, as a table of posts or bodies by people."""
    names = actor_names(result.case)
    last, people, cells = last_picture(rows, names, item_names(result.case))
    short = {**result.case.short_names, NOBODY: "no one"}
    heads = [short[who] for who in people]
    caption = f"At the end of {month_words(last)}, of 100"
    tag("h3", caption)
    Grid(
        caption,
        (rows["kind"][-1], *heads),
        cells,
        numeric=(False, *(True for _ in people)),
    ).classes("is-dense ww-after")


def _rests(bench: Workbench, case: str, name: str, result: Result) -> None:
    """Put in when it is decided and which inputs matter, or the way to it."""
    with tag("section", classes="ww-section"):
        tag("h2", "When it is decided, and what to find out next")
        tag(
            "p",
            "Each run draws its own values for the uncertain inputs of the case and the uncertain "
            "parameters of the model. Which of them explains most of the variance in who wins? And "
            "from which month on do the falls explain it?",
            classes="ww-sub ww-prose",
        )
        key = f"unknowns-{name}"
        found: Rests | None = bench.answers.get(key)
        if found is not None:
            _settles(bench, name, result, found)
        elif result.runs < FEWEST:
            tag("p", f"This needs at least {FEWEST} runs.", classes="ww-note")
        else:
            offer(
                bench,
                key,
                "Compute (up to half a minute)",
                "Ranking the uncertain inputs",
                _here(case, result),
                find_unknowns,
                {"folder": str(bench.results.place(name))},
            )


def _settles(bench: Workbench, name: str, result: Result, found: Rests) -> None:
    """Put in what was found out."""
    if "tornado" not in bench.figures(name) and found.values:
        bench.keep_figures(name, page_plots(result, ["tornado"], {"tornado": found.values}))
    with tag("div", classes="ww-grid"):
        with tag("div", classes="ww-c5 ww-prose"):
            for one in found.told:
                tag("p", one.sentence)
        if found.values:
            Chart(name, "tornado", classes="ww-c7", level="h3")


def _mechanisms(bench: Workbench, place: str, name: str, result: Result) -> None:
    """Put in which mechanisms the answer depends on, or the way to it."""
    rows = answers.winners(result.tally, result.circle)
    best = next(row["actor"] for row in rows if row["actor"] != NOBODY)
    with tag("section", classes="ww-section"):
        tag("h2", "Which mechanisms the answer depends on")
        tag(
            "p",
            "Each mechanism of the model is left out in turn, in paired runs (common random "
            "numbers). Where much changes, the answer depends on it.",
            classes="ww-sub ww-before-table",
        )
        key = f"mechanisms-{name}-{_ABLATION_RUNS}"
        found: Finding | None = bench.answers.get(key)
        if found is None:
            asked = {"case": result.case, "actor": best, "runs": _ABLATION_RUNS}
            offer(
                bench,
                key,
                "Compute (a few minutes)",
                f"Leaving out every mechanism, {_ABLATION_RUNS} runs each",
                _here(place, result),
                find_mechanisms,
                {**asked, "seed": result.seed},
            )
            return
        tag("p", found.sentence, classes="ww-prose")
        if found.table is not None:
            table_grid(found.table)


def _here(case: str, result: Result) -> str:
    return address("/why", case=case, runs=result.runs, seed=result.seed)
