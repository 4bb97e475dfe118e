"""The page of a pair: one run as it is and with a change, side by side."""

from nicegui import ui

from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.reporting.causes import change_words
from whowhom.reporting.chronicles import beside
from whowhom.scenario.change import changed
from whowhom.web.asking import Asked, question_key, read_lines, whatif_address, whole_number
from whowhom.web.elements import Grid, address, link, tag
from whowhom.web.frame import asked_case, frame, guarded, offer, page
from whowhom.web.tasks import Told, traced_pair
from whowhom.web.workbench import Workbench

__all__ = ["pair_address", "register"]


def pair_address(asked: Asked, run: int) -> str:
    """Return the address of one pair of runs of a question."""
    return f"{whatif_address(asked).replace('/whatif', '/pair', 1)}&run={run}"


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/pair")
    def pair(case: str = "", runs: str = "", seed: str = "", run: str = "") -> None:
        key = asked_case(bench, case)
        request = ui.context.client.request
        lines = request.query_params.getlist("change") if request else []
        try:
            asked = Asked(
                case=key,
                change=read_lines(lines),
                runs=whole_number("paired runs", runs or "1000"),
                seed=whole_number("seed", seed or "1"),
            )
            number = whole_number("the number of the run", run or "0")
            if not asked.change:
                raise InvalidInput("the address names no change")
            name, problem = f"pair-{question_key(bench, asked)}-{number}", ""
        except WhoWhomError as error:
            name, problem = "", str(error)
        with frame(bench, "/whatif", key, title="One run, with and without the change"):
            if problem:
                tag("p", problem, classes="ww-problem", role="alert")
                link("Back to the questions", address("/whatif", case=key), classes="ww-button")
            else:
                guarded(lambda: _page(bench, asked, number, name))


def _page(bench: Workbench, asked: Asked, number: int, name: str) -> None:
    case = bench.cases.get(asked.case).case
    changed(case, asked.change)  # a change that cannot be made is reported before anything is run
    if number >= 2**32:
        raise InvalidInput(f"runs are numbered below 2**32, got {number}")
    tag("p", case.title, classes="ww-over")
    tag("h1", f"Run {number:,}, with and without the change")
    found: tuple[list[Told], list[Told]] | None = bench.answers.get(name)
    if found is None:
        tag("p", f"{change_words(asked.change, case)}.", classes="ww-lead")
        offer(
            bench,
            name,
            "Show both runs, event by event",
            f"Run {number:,} in both versions, every event",
            pair_address(asked, number),
            traced_pair,
            {"case": case, "change": asked.change, "run": number, "seed": asked.seed},
            classes="ww-button is-main",
        )
        return
    rows = beside(*found)
    differs = next((row[0] for row in rows if not (row[1] and row[2]) and "same" not in row[1]), "")
    told = (
        f"{change_words(asked.change, case)}. Both use the same random numbers; they diverge in "
        f"{differs}."
        if differs
        else f"{change_words(asked.change, case)}. The change alters nothing in this run."
    )
    tag("p", told, classes="ww-lead")
    with tag("div", classes="ww-acts"):
        link("All pairs of this question", whatif_address(asked), classes="ww-button")
        for step, text in ((-1, "Previous run"), (1, "Next run")):
            if number + step >= 0:
                there = pair_address(asked, number + step)
                link(text, there, classes="ww-button is-small")
    with tag("section", classes="ww-section"):
        heads = ("when", "unchanged", "with the change")
        Grid("The two runs", heads, rows, sortable=False).classes("is-dense")
