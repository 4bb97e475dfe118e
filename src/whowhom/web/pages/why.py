"""The page "why": who removes whom, how it comes about, what the answer rests on."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from nicegui import ui

from whowhom.charts import item_names, last_picture
from whowhom.charts.words import of_100
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.holdings import USUAL_PLAYS
from whowhom.ensemble.result import Result
from whowhom.ensemble.unknowns import FEWEST
from whowhom.errors import InvalidInput
from whowhom.web.causes import LeftOut, Rests, find_holdings, find_mechanisms, find_unknowns
from whowhom.web.elements import Chart, Grid, address, button, link, tag
from whowhom.web.figures import page_plots
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.playing import asked_result
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
        tag("h1", "Why? First it must be played")
        with tag("div", classes="ww-acts"):
            link("To the first page", address("/", case=key), classes="ww-button is-main")
        return
    name = bench.results.key(opened.case, result.runs, result.seed)
    if "standing" not in bench.figures(name):
        bench.keep_figures(name, page_plots(result, _FIGURES))
    tag("h1", "Why it comes out so")
    tag("p", _told(result), classes="ww-lead")
    tag("p", f"{result.runs:,} plays · seed {result.seed}", classes="ww-status ww-after")
    with tag("div", classes="ww-grid"):
        for figure, classes in _FIGURES.items():
            if figure in bench.figures(name):
                Chart(name, figure, classes=classes)
    _holdings(bench, key, name, result)
    _rests(bench, key, name, result)
    _mechanisms(bench, key, name, result)


def _told(result: Result) -> str:
    """Tell who does most of the removing."""
    names = result.case.names
    pairs = answers.who_removes_whom(result.tally, result.circle)
    leads: dict[str, float] = {}
    for row in pairs:
        if row["by"] != NOBODY:
            leads[row["by"]] = leads.get(row["by"], 0.0) + row["share"]
    ranked = sorted(leads.items(), key=lambda item: -item[1])
    if not ranked or not ranked[0][1]:
        return "Nobody is removed in any play."
    most = max((row for row in pairs if row["by"] != NOBODY), key=lambda row: row["share"])
    return (
        f"{names[ranked[0][0]]} leads the most first removals, {ranked[0][1]:.1f} in a play on "
        f"average. The most frequent pair: {names[most['by']]} removes {names[most['actor']]} in "
        f"{of_100(most['share'])} of 100 plays."
    )


def _holdings(bench: Workbench, case: str, name: str, result: Result) -> None:
    """Put in who holds which post and has which clients through time, or the way to it."""
    plays = min(USUAL_PLAYS, result.runs)
    with tag("section", classes="ww-section"):
        tag("h2", "Posts and patronage through time")
        tag(
            "p",
            "Who appoints, commands; whose clients fill a body, has its votes. A result keeps what "
            f"becomes of people, not of posts: {plays:,} of the plays are played again and "
            "counted.",
            classes="ww-sub ww-prose",
        )
        key = f"holdings-{name}"
        found: list[dict[str, Any]] | None = bench.answers.get(key)
        if found is None:
            _start(
                bench,
                key,
                f"Count {plays:,} plays (some seconds)",
                "Counting who holds what",
                _here(case, result),
                find_holdings,
                {"folder": str(bench.results.place(name))},
            )
            return
        if "posts" not in bench.figures(name) and "patronage" not in bench.figures(name):
            kinds = {"posts": "post", "patronage": "body"}
            rows = {one: [r for r in found if r["kind"] == kind] for one, kind in kinds.items()}
            bench.keep_figures(name, page_plots(result, kinds, rows))
        with tag("div", classes="ww-grid"):
            for figure, kind in (("posts", "post"), ("patronage", "body")):
                if figure not in bench.figures(name):
                    continue
                Chart(name, figure, classes="ww-c6", level="h3")
                with tag("div", classes="ww-c6"):
                    _held_matrix(result, [row for row in found if row["kind"] == kind])


def _held_matrix(result: Result, rows: list[dict[str, Any]]) -> None:
    """Put in who holds what at the end, as a table of posts or bodies by people."""
    names = _names(result)
    last, people, cells = last_picture(pl.DataFrame(rows), names, item_names(result.case))
    heads = ["nobody here" if who == NOBODY else names[who].split()[-1] for who in people]
    caption = f"At the end of {last}, of 100"
    tag("h3", caption)
    Grid(
        caption,
        (rows[-1]["kind"], *heads),
        cells,
        numeric=(False, *(True for _ in people)),
    ).classes("is-dense ww-after")


def _rests(bench: Workbench, case: str, name: str, result: Result) -> None:
    """Put in when it is settled and what is worth finding out, or the way to it."""
    with tag("section", classes="ww-section"):
        tag("h2", "When it is settled, and what to find out next")
        tag(
            "p",
            "Every play draws the values that the coder is unsure of, and the parameters that the "
            "model is unsure of. Which of them, if it were known, would settle most? And from "
            "which month on do the falls tell who wins?",
            classes="ww-sub ww-prose",
        )
        key = f"unknowns-{name}"
        found: Rests | None = bench.answers.get(key)
        if found is not None:
            _settles(bench, name, result, found)
        elif result.runs < FEWEST:
            tag("p", f"This needs at least {FEWEST} plays.", classes="ww-note")
        else:
            _start(
                bench,
                key,
                "Find out (up to half a minute)",
                "Weighing what is unknown",
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
            tag("p", _settled(found))
            tag("p", _worth(found))
        if found.values:
            Chart(name, "tornado", classes="ww-c7", level="h3")


def _worth(found: Rests) -> str:
    """Tell how many of the values are worth finding out."""
    if found.undefined:
        return "So no value is worth finding out for the question who wins."
    if not found.worth_knowing:
        return (
            f"None of {len(found.values)} uncertain values alone can be told from nothing: the "
            f"best of as many worthless ones would seem to settle {found.noise:.1%}."
        )
    best = found.values[0]
    text = (
        f"{found.worth_knowing} of {len(found.values)} uncertain values can be told from nothing. "
        f"To know the first, {best['value']}, would take {best['worth']:.1%} of the doubt about "
        "who wins"
    )
    model = sum(row["evidence"] == "model" for row in found.values[: found.worth_knowing])
    if model == found.worth_knowing:
        return f"{text}. All of these are parameters of the model: no archive tells them."
    return f"{text}; {found.worth_knowing - model} of them are of the case, where an archive may."


def _settled(found: Rests) -> str:
    """Tell when it is settled."""
    if found.undefined:
        return found.undefined
    whole = found.settled[-1][1] if found.settled else 0.0
    if found.half is None:
        text = f"Who has fallen settles {whole:.0%} of the doubt about the winner, even at the end."
    else:
        text = (
            f"Half of the doubt about the winner is gone by {found.half}, for who sees who falls."
        )
    spans = [f"{first} to {last} ({gain:.0%})" for first, last, gain in found.fastest[:2]]
    return f"{text} Most is settled in {' and '.join(spans)}." if spans else text


def _mechanisms(bench: Workbench, place: str, name: str, result: Result) -> None:
    """Put in what the answer rests on, or the way to it."""
    rows = [r for r in answers.winners(result.tally, result.circle) if r["actor"] != NOBODY]
    best = rows[0]["actor"]
    who = _names(result)[best]
    with tag("section", classes="ww-section"):
        tag("h2", "Which mechanisms the answer rests on")
        tag(
            "p",
            "Every mechanism of the model is left out in turn, with the same chance. Where much "
            "changes, the answer rests on it.",
            classes="ww-sub ww-before-table",
        )
        key = f"mechanisms-{name}-{_ABLATION_RUNS}"
        found: list[LeftOut] | None = bench.answers.get(key)
        if found is None:
            asked = {"case": result.case, "actor": best, "runs": _ABLATION_RUNS}
            _start(
                bench,
                key,
                "Find out (a few minutes)",
                f"Leaving out every mechanism, {_ABLATION_RUNS} plays each",
                _here(place, result),
                find_mechanisms,
                {**asked, "seed": result.seed},
            )
            return
        idle = [one.mechanism for one in found if one.altered == 0]
        Grid(
            "Mechanisms",
            (
                "left out",
                "what it does",
                "other winner, of 100",
                f"{who} wins, of 100",
                "change",
                "95% range",
            ),
            [
                (
                    one.mechanism.replace("_", " "),
                    one.does,
                    of_100(one.flips),
                    f"{of_100(one.before)} → {of_100(one.after)}",
                    f"{100 * (one.after - one.before):+.0f}",
                    f"{100 * one.low:+.0f} to {100 * one.high:+.0f}",
                )
                for one in found
                if one.altered
            ],
            numeric=(False, False, True, True, True, True),
        )
        if idle:
            words = ", ".join(one.replace("_", " ") for one in idle)
            tag("p", f"Without effect on any of these plays: {words}.", classes="ww-sub ww-after")


def _start(
    bench: Workbench,
    key: str,
    text: str,
    title: str,
    there: str,
    work: Callable[..., Any],
    arguments: Mapping[str, Any],
) -> None:
    """Put in a button that starts a job, or a word that it is under way."""
    job = bench.jobs.find(key)
    if job is not None and job.state == "failed":
        tag("p", f"{title}: failed, {job.note}", classes="ww-problem", role="alert")
    line = tag("p", "", classes="ww-problem", role="alert")
    line.set_visibility(False)
    words = tag("p", "Under way; it will stand here.", classes="ww-note", role="status")
    words.set_visibility(job is not None and not job.is_over)

    def go() -> None:
        try:
            bench.jobs.submit(
                key,
                title,
                there,
                work,
                arguments,
                on_done=lambda answer: bench.keep_answer(key, answer),
            )
        except InvalidInput as error:
            line.set_text(str(error))
            line.set_visibility(True)
            return
        words.set_visibility(True)
        start.set_visibility(False)

    with tag("div", classes="ww-acts") as start:
        button(text, go)
    start.set_visibility(job is None or job.is_over)

    def look() -> None:
        now = bench.jobs.find(key)
        if now is not None and now.state == "done":
            timer.deactivate()
            ui.navigate.reload()
        elif now is not None and now.is_over:
            words.set_visibility(False)
            start.set_visibility(True)

    timer = ui.timer(0.5, look)


def _here(case: str, result: Result) -> str:
    return address("/why", case=case, runs=result.runs, seed=result.seed)


def _names(result: Result) -> dict[str, str]:
    return result.case.names | {NOBODY: "nobody alone"}
