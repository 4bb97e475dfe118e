"""The page of the runs: find those that meet some conditions, and read one month by month."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.cases import chronicle
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.occurrences import outcomes_of, records_of, tops
from whowhom.ensemble.outcome import FATES, REMOVED, Records
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import FATE_WORDS, actor_names, counted
from whowhom.errors import InvalidInput
from whowhom.web.asking import asked_result, asked_settings, whole_number
from whowhom.web.elements import Grid, address, link, select_field, tag, text_field
from whowhom.web.frame import asked_case, frame, guarded, offer, page, run_first
from whowhom.web.tasks import Told, traced
from whowhom.web.workbench import Workbench

__all__ = ["Conditions", "Entry", "listed", "matching", "one_run", "register"]

_MOST = 60


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/runs")
    def simulated(
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
        with frame(bench, "/runs", key):
            guarded(lambda: _page(bench, key, runs, seed, run, asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What is asked of a run; empty for anything."""

    top: str = ""
    """Who is sole ruler at the end, or nobody."""
    first: str = ""
    """Who is the first to fall."""
    killed: str = ""
    """Who is executed or assassinated."""
    alive: str = ""
    """Who is alive at the end of `year`."""
    year: str = ""

    def __bool__(self) -> bool:
        return bool(self.top or self.first or self.killed or self.alive)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happens in a run."""

    month: str
    text: str


def matching(result: Result, asked: Conditions) -> NDArray[np.int64]:
    """Return the numbers of the runs that meet all conditions.

    Raises
    ------
    InvalidInput
        If an actor is unknown, or the year is none.
    """
    blocks = (_meets(result, records, asked) for records in result.blocks())
    return np.flatnonzero(np.concatenate(list(blocks)))


def _meets(result: Result, records: Records, asked: Conditions) -> NDArray[np.bool_]:
    """Say which of some runs meet all conditions."""
    happens = outcomes_of(records, result.circle)
    meets = np.ones(len(records), dtype=bool)
    for name, outcome in (
        (asked.top, "wins"),
        (asked.first, "first to fall"),
        (asked.killed, "killed"),
    ):
        if name:
            if (name, outcome) not in happens:
                raise InvalidInput(f"there is no actor {name[:40]!r}")
            meets &= happens[name, outcome]
    if asked.alive:
        meets &= _alive(result, records, asked.alive, asked.year)
    return meets


def _alive(result: Result, records: Records, actor: str, year: str) -> NDArray[np.bool_]:
    """Say in which runs an actor is alive at the end of a year, by default the last one."""
    circle = result.circle
    if actor not in circle.actors:
        raise InvalidInput(f"there is no actor {actor[:40]!r}")
    died = records["reached"][:, circle.actors.index(actor), REMOVED.index("dead")]
    if not year:
        return np.asarray(died < 0)
    try:
        last = int(year) * 12 + 11 - circle.first_month
    except ValueError:
        raise InvalidInput(f"the year must be a whole number, got {year[:20]!r}") from None
    if not -12 < last < circle.months + 12:
        raise InvalidInput(f"the year {year[:20]} lies outside the case")
    return np.asarray((died < 0) | (died > last))


def listed(result: Result, numbers: NDArray[np.int64], names: Mapping[str, str]) -> list[list[str]]:
    """Return a row for each run: number, sole ruler, first to fall and when, killed."""
    circle = result.circle
    records = records_of(result.blocks(), numbers)
    rulers = tops(records, circle)
    killed = [FATES.index(fate) for fate in ("executed", "assassinated")]
    rows = []
    for number, record, top in zip(numbers, records, rulers, strict=True):
        out = [i for i in range(len(circle.actors)) if record["order"][i] == 0]
        first = (
            f"{names[circle.actors[out[0]]]}, {circle.month(int(record['fell'][out[0]]))}"
            if out
            else "-"
        )
        dead = [names[circle.actors[i]] for i in np.flatnonzero(np.isin(record["fate"], killed))]
        rows.append([str(number), names[str(top)], first, ", ".join(dead) or "no one"])
    return rows


def one_run(
    result: Result, number: int, names: Mapping[str, str]
) -> tuple[list[Entry], list[list[str]]]:
    """Return what a run's record holds: its events in order, and how each one ends.

    Raises
    ------
    InvalidInput
        If there is no run of that number.
    """
    if not 0 <= number < result.runs:
        raise InvalidInput(f"runs are numbered from 0 to {result.runs - 1:,}, got {number:,}")
    circle = result.circle
    record = records_of(result.blocks(), np.array([number]))[0]
    found: list[tuple[int, int, str]] = []
    ends = []
    for i, actor in enumerate(circle.actors):
        fell = int(record["fell"][i])
        if fell >= 0:
            by = int(record["by"][i])
            who = f"; {names[circle.actors[by]]} leads" if by >= 0 else ""
            found.append((fell, 0, f"{names[actor]} falls for the first time{who}"))
        fate = FATES[int(record["fate"][i])]
        for place, status in enumerate(REMOVED):
            month = int(record["reached"][i, place])
            if month >= 0 and not (status == "demoted" and month == fell):
                text = FATE_WORDS[fate] if status == "dead" else FATE_WORDS[status]
                found.append((month, 1 + place, f"{names[actor]} is {text}"))
        ends.append(
            [
                names[actor],
                FATE_WORDS[fate],
                circle.month(fell) or "never",
                f"{100 * float(record['share'][i]):.0f}",
            ]
        )
    found.sort()
    return [Entry(str(circle.month(month)), text) for month, _, text in found], ends


def _page(bench: Workbench, key: str, runs: str, seed: str, run: str, asked: Conditions) -> None:
    opened = bench.cases.get(key)
    result = asked_result(bench, key, runs, seed)
    tag("p", opened.title, classes="ww-over")
    if result is None:
        run_first(key)
        return
    names = actor_names(result.case)
    if run:
        _one(bench, key, result, whole_number("the number of the run", run), names)
        return
    _search(key, result, asked, names)


def _search(key: str, result: Result, asked: Conditions, names: Mapping[str, str]) -> None:
    """Put in the conditions, how many runs meet them, and the first of those."""
    found = matching(result, asked)
    share = of_100(len(found) / result.runs)
    if asked:
        tag("h1", f"{len(found):,} of {result.runs:,} runs: {share} of 100")
        tag("p", _told(asked, names), classes="ww-lead")
    else:
        tag("h1", counted(result.runs, "run"))
        tag(
            "p",
            "Find runs by what happens in them, and read one month by month.",
            classes="ww-lead",
        )
    anyone = {"": "anyone", **{a: names[a] for a in result.circle.contenders}}
    persons = {"": "-", **{a: names[a] for a in result.circle.actors}}
    with tag("form", classes="ww-form", method="get", action="/runs", aria_label="Find runs"):
        for name, value in (("case", key), ("runs", result.runs), ("seed", result.seed)):
            tag("input", type="hidden", name=name, value=str(value))
        select_field("sole ruler", "top", {**anyone, NOBODY: "no sole ruler"}, asked.top)
        select_field("first to fall", "first", anyone, asked.first)
        select_field("killed", "killed", persons, asked.killed)
        select_field("alive", "alive", persons, asked.alive)
        text_field("at the end of the year", "year", asked.year, letters=8, inputmode="numeric")
        tag("button", "Find", classes="ww-button is-main", type="submit")
    if not len(found):
        tag("p", "No run meets all of these conditions.", classes="ww-note")
        return
    with tag("section", classes="ww-section"):
        tag("h2", f"The first {min(_MOST, len(found))}" if len(found) > _MOST else "All of them")
        rows = listed(result, found[:_MOST], names)
        Grid(
            "Runs",
            ("run", "sole ruler", "first to fall", "killed"),
            rows,
            links=[_there(key, result, int(row[0])) for row in rows],
            filtered=True,
        )


def _there(key: str, result: Result, number: int) -> str:
    return address("/runs", case=key, runs=result.runs, seed=result.seed, run=number)


def _told(asked: Conditions, names: Mapping[str, str]) -> str:
    """State the conditions."""
    parts = []
    if asked.top:
        parts.append(f"{names[asked.top]} {'as sole ruler' * (asked.top != NOBODY)}".rstrip())
    if asked.first:
        parts.append(f"{names[asked.first]} first to fall")
    if asked.killed:
        parts.append(f"{names[asked.killed]} killed")
    if asked.alive:
        parts.append(
            f"{names[asked.alive]} alive at the end" + (f" of {asked.year}" * bool(asked.year))
        )
    return f"Runs with {', '.join(parts)}."


def _one(bench: Workbench, key: str, result: Result, number: int, names: Mapping[str, str]) -> None:
    """Put in one run beside what is documented."""
    outcomes_of, ends = one_run(result, number, names)
    ruler = listed(result, matching(result, Conditions())[number : number + 1], names)[0][1]
    rules = "" if ruler == names[NOBODY] else " is sole ruler"
    tag("h1", f"Run {number:,}: {ruler}{rules}")
    with tag("div", classes="ww-acts"):
        if number > 0:
            link("Previous run", _there(key, result, number - 1), classes="ww-button is-small")
        if number + 1 < result.runs:
            link("Next run", _there(key, result, number + 1), classes="ww-button is-small")
        back = address("/runs", case=key, runs=result.runs, seed=result.seed)
        link("Find runs", back, classes="ww-button is-small")
    documented = [one for one in chronicle(result.case) if one.is_course]
    with tag("div", classes="ww-grid"):
        with tag("section", classes="ww-c6"):
            tag("h2", "In this run")
            _events(bench, key, result, number, [(one.month, one.text) for one in outcomes_of])
        with tag("section", classes="ww-c6"):
            tag("h2", "Documented")
            if documented:
                _list("Documented", [(one.date.text, one.title) for one in documented])
            else:
                tag("p", "The case documents no course of events.", classes="ww-sub")
        with tag("section", classes="ww-c12"):
            tag("h2", "How each actor ends in this run")
            Grid(
                "How each actor ends",
                ("who", "ends", "first fall", "power at the end, percent"),
                ends,
                numeric=(False, False, False, True),
            )


def _list(caption: str, rows: list[tuple[str, str]]) -> None:
    Grid(caption, ("when", "what"), rows, sortable=False)


def _events(
    bench: Workbench, key: str, result: Result, number: int, rows: list[tuple[str, str]]
) -> None:
    """Put in the events of a run: all that were written down, or what its record holds."""
    name = _trace_key(bench, key, str(result.runs), str(result.seed), str(number))
    found: list[Told] | None = bench.answers.get(name)
    if found is not None:
        _list("Events of this run", found)
        return
    _list("Falls and fates of this run", rows)
    offer(
        bench,
        name,
        "Show every event of this run",
        f"Every event of run {number:,}",
        _there(key, result, number),
        traced,
        {"case": result.case, "run": number, "seed": result.seed},
    )


def _trace_key(bench: Workbench, key: str, runs: str, seed: str, run: str) -> str:
    """Return what names the events of a run; empty where no run is named."""
    if not run:
        return ""
    try:
        case = bench.cases.get(key).case
        settings = asked_settings(bench, key, runs, seed)
    except InvalidInput:
        return ""
    return f"trace-{bench.results.state(case)}-{settings and settings[1]}-{run[:12]}"
