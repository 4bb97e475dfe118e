"""The page of the plays: find those that meet some conditions, and read one month by month."""

from collections.abc import Mapping

from whowhom.cases import chronicle
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.result import Result
from whowhom.errors import InvalidInput
from whowhom.web.elements import Grid, address, button, link, select_field, tag, text_field
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.playing import asked_result, asked_settings, whole_number
from whowhom.web.reading_plays import Conditions, listed, matching, one_play
from whowhom.web.tracing import Told, traced
from whowhom.web.workbench import Workbench

__all__ = ["register"]

_MOST = 60


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/plays")
    def plays(
        case: str = "",
        runs: str = "",
        seed: str = "",
        run: str = "",
        top: str = "",
        first: str = "",
        killed: str = "",
        alive: str = "",
        year: str = "",
    ) -> None:
        key = asked_case(bench, case)
        asked = Conditions(top=top, first=first, killed=killed, alive=alive, year=year.strip())
        awaits = _trace_key(bench, key, runs, seed, run)
        with frame(bench, "/plays", key, awaits=awaits):
            guarded(lambda: _page(bench, key, runs, seed, run, asked))


def _page(bench: Workbench, key: str, runs: str, seed: str, run: str, asked: Conditions) -> None:
    opened = bench.cases.get(key)
    result = asked_result(bench, key, runs, seed)
    tag("p", opened.title, classes="ww-over")
    if result is None:
        tag("h1", "No plays yet")
        with tag("div", classes="ww-acts"):
            link("To the first page", address("/", case=key), classes="ww-button is-main")
        return
    names = result.case.names | {NOBODY: "nobody alone"}
    if run:
        _one(bench, key, result, whole_number("the number of the play", run), names)
        return
    _search(key, result, asked, names)


def _search(key: str, result: Result, asked: Conditions, names: Mapping[str, str]) -> None:
    """Put in the conditions, how many plays meet them, and the first of those."""
    found = matching(result, asked)
    share = of_100(len(found) / result.runs)
    if asked:
        tag("h1", f"{len(found):,} of {result.runs:,} plays: {share} of 100")
        tag("p", _told(asked, names), classes="ww-lead")
    else:
        tag("h1", f"{result.runs:,} plays")
        tag("p", "Ask for plays, and read one of them month by month.", classes="ww-lead")
    anyone = {"": "anyone", **{a: names[a] for a in result.circle.contenders}}
    persons = {"": "-", **{a: names[a] for a in result.circle.actors}}
    with tag("form", classes="ww-form", method="get", action="/plays", aria_label="Find plays"):
        for name, value in (("case", key), ("runs", result.runs), ("seed", result.seed)):
            tag("input", type="hidden", name=name, value=str(value))
        select_field("on top at the end", "top", {**anyone, NOBODY: "nobody alone"}, asked.top)
        select_field("first to fall", "first", anyone, asked.first)
        select_field("killed", "killed", persons, asked.killed)
        select_field("alive", "alive", persons, asked.alive)
        text_field("at the end of the year", "year", asked.year, letters=8, inputmode="numeric")
        tag("button", "Find", classes="ww-button is-main", type="submit")
    if not len(found):
        tag("p", "No play meets all of this.", classes="ww-note")
        return
    with tag("section", classes="ww-section"):
        tag("h2", f"The first {min(_MOST, len(found))}" if len(found) > _MOST else "All of them")
        rows = listed(result, found[:_MOST], names)
        Grid(
            "Plays",
            ("play", "on top at the end", "first to fall", "killed"),
            rows,
            links=[_there(key, result, int(row[0])) for row in rows],
            filtered=True,
        )


def _there(key: str, result: Result, number: int) -> str:
    return address("/plays", case=key, runs=result.runs, seed=result.seed, run=number)


def _told(asked: Conditions, names: Mapping[str, str]) -> str:
    """Tell the conditions."""
    parts = []
    if asked.top:
        parts.append(f"{names[asked.top]} on top at the end")
    if asked.first:
        parts.append(f"{names[asked.first]} first to fall")
    if asked.killed:
        parts.append(f"{names[asked.killed]} killed")
    if asked.alive:
        parts.append(
            f"{names[asked.alive]} alive at the end" + (f" of {asked.year}" * bool(asked.year))
        )
    return f"Those with {', '.join(parts)}."


def _one(bench: Workbench, key: str, result: Result, number: int, names: Mapping[str, str]) -> None:
    """Put in one play beside what is documented."""
    happenings, ends = one_play(result, number, names)
    on_top = listed(result, matching(result, Conditions())[number : number + 1], names)[0][1]
    tag("h1", f"Play {number:,}: {on_top} {'on top' if on_top != 'nobody alone' else 'rules'}")
    with tag("div", classes="ww-acts"):
        if number > 0:
            link("Previous play", _there(key, result, number - 1), classes="ww-button is-small")
        if number + 1 < result.runs:
            link("Next play", _there(key, result, number + 1), classes="ww-button is-small")
        back = address("/plays", case=key, runs=result.runs, seed=result.seed)
        link("Find plays", back, classes="ww-button is-small")
    documented = [one for one in chronicle(result.case) if one.is_course]
    with tag("div", classes="ww-grid"):
        with tag("section", classes="ww-c6"):
            tag("h2", "In this play")
            _events(bench, key, result, number, [(one.month, one.text) for one in happenings])
        with tag("section", classes="ww-c6"):
            tag("h2", "Documented")
            if documented:
                _list("Documented", [(one.date.text, one.title) for one in documented])
            else:
                tag("p", "The case documents no course of events.", classes="ww-sub")
        with tag("section", classes="ww-c12"):
            tag("h2", "How each one ends in this play")
            Grid(
                "How each one ends",
                ("who", "ends", "first fall", "power at the end, percent"),
                ends,
                numeric=(False, False, False, True),
            )


def _list(caption: str, rows: list[tuple[str, str]]) -> None:
    Grid(caption, ("when", "what"), rows, sortable=False)


def _events(
    bench: Workbench, key: str, result: Result, number: int, rows: list[tuple[str, str]]
) -> None:
    """Put in the events of a play: all that were written down, or what its record holds."""
    name = _trace_key(bench, key, str(result.runs), str(result.seed), str(number))
    found: list[Told] | None = bench.answers.get(name)
    if found is not None:
        _list("Events of this play", found)
        return
    _list("Falls and fates of this play", rows)
    line = tag("p", "", classes="ww-problem", role="alert")
    line.set_visibility(False)

    def go() -> None:
        try:
            bench.jobs.submit(
                name,
                f"Every event of play {number:,}",
                _there(key, result, number),
                traced,
                {"case": result.case, "run": number, "seed": result.seed},
                on_done=lambda events: bench.keep_answer(name, events),
            )
        except InvalidInput as error:
            line.set_text(str(error))
            line.set_visibility(True)

    with tag("div", classes="ww-acts"):
        button("Show every event of this play", go)


def _trace_key(bench: Workbench, key: str, runs: str, seed: str, run: str) -> str:
    """Return what names the events of a play; empty where no play is named."""
    if not run:
        return ""
    try:
        case = bench.cases.get(key).case
        settings = asked_settings(bench, key, runs, seed)
    except InvalidInput:
        return ""
    return f"trace-{bench.results.state(case)}-{settings and settings[1]}-{run[:12]}"
