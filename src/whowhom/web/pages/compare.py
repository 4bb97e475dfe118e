"""The page that lays two answers side by side: two cases, or two scenarios."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.sentences import counted, per_hundred
from whowhom.ensemble.what_if import read_what_if
from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.reporting.causes import condition_words
from whowhom.reporting.comparing import Side, compared, side_of
from whowhom.web.elements import address, link, select_field, table_grid, tag
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.results import SHIPPED_CASE
from whowhom.web.workbench import Workbench

__all__ = ["register", "sides"]

_LONGEST = 110


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/compare")
    def compare(case: str = "", one: str = "", other: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/whatif", key, title="Compare"):
            guarded(lambda: _page(bench, key, one, other))


def sides(bench: Workbench, key: str) -> dict[str, str]:
    """Return what can be compared, by id: the cases that have an answer, then the scenarios."""
    found = {f"case-{one}": f"{title} ({one}), as coded" for one, title in _cases(bench, key)}
    for name, asked in bench.scenarios.items():
        if name in bench.answers:
            words = condition_words(asked.change, bench.cases.get(asked.case).case)
            text = f"{bench.cases.title(asked.case)}: {words}"
            found[name] = f"{text[:_LONGEST]} ({asked.runs:,} pairs)"
    for name, path in bench.results.look_for_what_ifs(_place(bench, key)).items():
        found[name] = f"stored what-if: {path.name}"
    return found


def _cases(bench: Workbench, key: str) -> Iterator[tuple[str, str]]:
    """Yield the cases that have been run, by key and title."""
    for one in dict.fromkeys((key, *bench.cases.own(), SHIPPED_CASE)):
        try:
            opened = bench.cases.get(one)
            if bench.results.newest(opened.case) is not None:
                yield one, opened.title
        except WhoWhomError:
            continue  # it cannot be run, or was removed


def _place(bench: Workbench, key: str) -> Path | None:
    opened = bench.cases.get(key)
    return None if opened.key == opened.place else Path(opened.place)


def _side(bench: Workbench, key: str, name: str, title: str) -> Side:
    """Return one of what `sides` lists."""
    if name.startswith("case-"):
        case = bench.cases.get(name.removeprefix("case-")).case
        settings = bench.results.newest(case)
        result = bench.results.get(case, *settings) if settings else None
        if result is None:
            raise InvalidInput(f"{case.title} has not been run yet")
        return side_of(result, title)
    if name in bench.scenarios and name in bench.answers:
        found: Side = bench.answers[name].after
        return replace(found, title=title)
    path = bench.results.look_for_what_ifs(_place(bench, key)).get(name)
    if path is None:
        raise InvalidInput("this answer is not there any more; choose another one")
    return side_of(read_what_if(path).other, title)


def _page(bench: Workbench, key: str, one: str, other: str) -> None:
    tag("p", bench.cases.get(key).title, classes="ww-over")
    known = sides(bench, key)
    chosen = [name if name in known else "" for name in (one, other)]
    if not all(chosen) or chosen[0] == chosen[1]:
        tag("h1", "Compare two answers")
        _choice(key, known, chosen)
        return
    try:
        pair = [_side(bench, key, name, known[name]) for name in chosen]
    except WhoWhomError as error:
        tag("h1", "Compare two answers")
        tag("p", str(error), classes="ww-problem", role="alert")
        _choice(key, known, chosen)
        return
    found = compared(*pair)
    tag("h1", found.sentence.removesuffix("."))
    how = (
        "Both have the same people, runs and seed: run by run they draw the same random numbers, "
        "and intervals are of the paired difference."
        if pair[0].is_paired(pair[1])
        else "The two are not paired (other people, number of runs or seed): intervals are of the "
        "difference of two independent ensembles, which are wider."
    )
    tag("p", how, classes="ww-lead")
    most = max(side.share(actor) for side in pair for actor in side.names) or 1.0
    order = [str(row["actor"]) for row in found.numbers]
    with tag("div", classes="ww-grid"):
        for place, side in zip(("First", "Second"), pair, strict=True):
            _bars(place, side, [actor for actor in order if actor in side.names], most)
    with tag("section", classes="ww-section"):
        tag("h2", "The difference, second less first")
        if found.table is not None:
            table_grid(found.table)
    with tag("section", classes="ww-section"):
        tag("h2", "Compare others")
        _choice(key, known, chosen)


def _bars(place: str, side: Side, actors: list[str], most: float) -> None:
    """Put in one of the two, on the scale of both."""
    with tag("section", classes="ww-c6"):
        tag("h2", f"{place}: {side.title}")
        told = f"{counted(len(side.tops), 'run')} · seed {side.seed} · bars of both on one scale"
        tag("p", told, classes="ww-sub ww-before-table")
        with tag("div", classes="ww-bar-list", role="list", aria_label=f"{place}, of 100 runs"):
            for actor in actors:
                share = side.share(actor)
                name = "no sole ruler" if actor == NOBODY else side.names[actor]
                with tag("div", classes="ww-bar-row", role="listitem"):
                    tag("span", name)
                    with tag("div", aria_hidden="true"):
                        tag("div", style=f"width: {100 * share / most:.1f}%")
                    tag("span", per_hundred(share, len(side.tops)))


def _choice(key: str, known: dict[str, str], chosen: list[str]) -> None:
    """Put in the form that chooses two answers."""
    if len(known) < 2:
        tag(
            "p",
            "A comparison needs two answers, and there are fewer. Run another case or ask a "
            "what-if question, then come back.",
            classes="ww-lead",
        )
        with tag("div", classes="ww-acts"):
            link("Ask what if…", address("/whatif", case=key), classes="ww-button is-main")
        return
    names = list(known)
    now = [name or names[place] for place, name in enumerate(chosen)]
    with tag("form", classes="ww-form", method="get", action="/compare", aria_label="Compare"):
        tag("input", type="hidden", name="case", value=key)
        select_field("first", "one", known, now[0])
        select_field("second", "other", known, now[1])
        tag("button", "Compare", classes="ww-button is-main", type="submit")
