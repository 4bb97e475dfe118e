"""The page of a pair: one play as it is and after a change, laid side by side."""

from nicegui import ui

from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.scenario.change import changed
from whowhom.web.asking import Asked, question_key, read_lines, whatif_address
from whowhom.web.elements import Grid, address, button, link, tag
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.playing import whole_number
from whowhom.web.tracing import Told, beside, traced_pair
from whowhom.web.workbench import Workbench

__all__ = ["pair_address", "register"]


def pair_address(asked: Asked, run: int) -> str:
    """Return the address of one pair of plays of a question."""
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
                runs=whole_number("pairs", runs or "1000"),
                seed=whole_number("seed", seed or "1"),
            )
            number = whole_number("the number of the play", run or "0")
            if not asked.change:
                raise InvalidInput("the address names no change")
            name, problem = f"pair-{question_key(bench, asked)}-{number}", ""
        except WhoWhomError as error:
            name, problem = "", str(error)
        with frame(bench, "/whatif", key, title="One play, twice", awaits=name):
            if problem:
                tag("p", problem, classes="ww-problem", role="alert")
                link("To the questions", address("/whatif", case=key), classes="ww-button")
            else:
                guarded(lambda: _page(bench, asked, number, name))


def _page(bench: Workbench, asked: Asked, number: int, name: str) -> None:
    case = bench.cases.get(asked.case).case
    changed(case, asked.change)  # a change that cannot be made is told before anything is played
    if number >= 2**32:
        raise InvalidInput(f"plays are numbered below 2**32, got {number}")
    tag("p", case.title, classes="ww-over")
    tag("h1", f"Play {number:,}, as it is and after the change")
    found: tuple[list[Told], list[Told]] | None = bench.answers.get(name)
    if found is None:
        _offer(bench, asked, number, name)
        return
    rows = beside(*found)
    differs = next((row[0] for row in rows if not (row[1] and row[2]) and "same" not in row[1]), "")
    told = (
        f"The change: {asked.change}. The same chance in both; they part in {differs}."
        if differs
        else f"The change: {asked.change}. It alters nothing in this play."
    )
    tag("p", told, classes="ww-lead")
    with tag("div", classes="ww-acts"):
        link("All pairs of this question", whatif_address(asked), classes="ww-button")
        for step, text in ((-1, "Previous play"), (1, "Next play")):
            if number + step >= 0:
                there = pair_address(asked, number + step)
                link(text, there, classes="ww-button is-small")
    with tag("section", classes="ww-section"):
        heads = ("when", "as it is", "after the change")
        Grid("The two plays", heads, rows, sortable=False).classes("is-dense")


def _offer(bench: Workbench, asked: Asked, number: int, name: str) -> None:
    """Put in the button that plays both."""
    line = tag("p", "", classes="ww-problem", role="alert")
    line.set_visibility(False)
    tag("p", f"The change: {asked.change}.", classes="ww-lead")
    case = bench.cases.get(asked.case).case

    def go() -> None:
        try:
            bench.jobs.submit(
                name,
                f"Play {number:,} twice, every event",
                pair_address(asked, number),
                traced_pair,
                {"case": case, "change": asked.change, "run": number, "seed": asked.seed},
                on_done=lambda events: bench.keep_answer(name, events),
            )
        except InvalidInput as error:
            line.set_text(str(error))
            line.set_visibility(True)

    with tag("div", classes="ww-acts"):
        button("Show both plays, event by event", go, classes="ww-button is-main")
