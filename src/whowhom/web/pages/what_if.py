"""The page "what if": three fields or a ready question, and the effect of the change."""

from collections.abc import Callable, Mapping
from pathlib import Path

from nicegui import ui

from whowhom.cases.case import BASES, SKILLS, Case
from whowhom.charts.words import of_100
from whowhom.ensemble.sentences import actor_names, counted
from whowhom.errors import InvalidInput, ResourceError, WhoWhomError
from whowhom.reporting.causes import change_words
from whowhom.scenario.questions import Question, own_file, questions, save_question
from whowhom.sim.parameters import MECHANISMS
from whowhom.web.asking import (
    Asked,
    ask,
    compared,
    lines_of,
    question_key,
    read_change,
    read_lines,
    whatif_address,
    whole_number,
)
from whowhom.web.elements import (
    Chart,
    Grid,
    address,
    button,
    form,
    link,
    number_field,
    select_field,
    tag,
    text_field,
)
from whowhom.web.figures import page_plots
from whowhom.web.frame import asked_case, frame, guarded, page, problem_line
from whowhom.web.pages.pair import pair_address
from whowhom.web.pages.weights import put_in_first_answer, put_in_weights
from whowhom.web.tasks import Answered
from whowhom.web.workbench import Workbench

__all__ = ["register"]

_RUNS, _SEED = 1000, 1
_FIGURES = ("on-top", "effects")


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/whatif")
    def what_if(case: str = "", change: str = "", runs: str = "", seed: str = "") -> None:
        key = asked_case(bench, case)
        request = ui.context.client.request
        lines = request.query_params.getlist("change") if request else [change]
        asked, problem, awaits = None, "", ""
        try:
            made = read_lines(lines)
            if made:
                asked = Asked(
                    case=key,
                    change=made,
                    runs=whole_number("paired runs", runs or str(_RUNS)),
                    seed=whole_number("seed", seed or str(_SEED)),
                )
                awaits = question_key(bench, asked)
        except WhoWhomError as error:
            problem = str(error)
        with frame(bench, "/whatif", key, awaits=awaits):
            if problem:
                tag("p", problem, classes="ww-problem", role="alert")
            guarded(lambda: _page(bench, key, asked))


def _page(bench: Workbench, key: str, asked: Asked | None) -> None:
    opened = bench.cases.get(key)
    case = opened.case
    tag("p", opened.title, classes="ww-over")
    if asked is None:
        tag("h1", "What if it had been different?")
        tag(
            "p",
            "Each run is paired with one that has a single change and the same random numbers "
            "(common random numbers), so any difference is the effect of the change.",
            classes="ww-lead",
        )
    else:
        guarded(lambda: _asked(bench, case, asked))
    with tag("section", classes="ww-section"):
        tag("h2", "Move a weight")
        guarded(lambda: put_in_weights(bench, key, case))
    with tag("section", classes="ww-section"):
        tag("h2", "Change one thing" if asked is None else "Change something else")
        _form(bench, key, case)
    guarded(lambda: _questions(bench, key, case))
    with tag("section", classes="ww-section"):
        tag("h2", "Two answers side by side")
        with tag("div", classes="ww-acts"):
            name = question_key(bench, asked) if asked and asked.change else ""
            there = address("/compare", case=key, one=f"case-{key}", other=name)
            link("Compare two cases or scenarios", there, classes="ww-button")


def _asked(bench: Workbench, case: Case, asked: Asked) -> None:
    """Put in the answer, or the way to it."""
    key = question_key(bench, asked)
    answer = bench.answers.get(key)
    ready = next((one for one in questions(case) if one.change == asked.change), None)
    if answer is None:
        tag("h1", ready.ask if ready else change_words(asked.change, case))
        job = bench.jobs.find(key)
        if job is not None and not job.is_over:
            tag(
                "p",
                "The paired runs are in progress; the answer will appear here. A first answer from "
                "few of them:",
                classes="ww-lead",
                role="status",
            )
            put_in_first_answer(bench, asked.case, case, asked.change)
            return
        if job is not None and job.state == "failed":
            tag("p", f"The last attempt failed: {job.note}", classes="ww-problem", role="alert")
        _ask_button(bench, asked, ready)
        put_in_first_answer(bench, asked.case, case, asked.change)
        return
    if not bench.figures(key):
        bench.keep_figures(key, page_plots(compared(case, asked, answer), _FIGURES))
    told = {found.id: found.sentence for found in answer.told}
    tag("h1", told["headline"].removesuffix("."))
    _told(asked, told, ready)
    with tag("div", classes="ww-grid"):
        for name in _FIGURES:
            if name in bench.figures(key):
                Chart(key, name, classes="ww-c6")
    if answer.moves:
        _flips(case, asked, answer)
    if ready is None:
        _save(bench, case, asked)


def _ask_button(bench: Workbench, asked: Asked, ready: Question | None) -> None:
    problem = problem_line()

    def go() -> None:
        _try(problem, lambda: ask(bench, asked, ready.ask if ready else ""))

    with tag("div", classes="ww-acts"):
        button(f"Run {asked.runs:,} pairs", go, classes="ww-button is-main")


def _told(asked: Asked, told: Mapping[str, str], ready: Question | None) -> None:
    """Say what was asked and how far the change reaches."""
    if ready:
        tag("p", ready.ask, classes="ww-lead")
    rest = [told[name] for name in ("effect", "reach", "later", "change") if name in told]
    tag("p", " ".join(rest), classes="ww-lead")
    if ready and ready.note:
        tag("p", f"What the coding leaves open: {ready.note}", classes="ww-note")
    status = f"{counted(asked.runs, 'paired run')} · seed {asked.seed} · {asked.change}"
    tag("p", status, classes="ww-status ww-after")


def _save(bench: Workbench, case: Case, asked: Asked) -> None:
    """Put in the form that keeps the question under a name."""
    opened = bench.cases.get(asked.case)
    place = Path(opened.place)
    is_own = opened.is_folder
    with tag("section", classes="ww-section", id="save"):
        tag("h2", "Save this question")
        tag(
            "p",
            "It is then listed below with the ready questions, and on the command line: "
            "whowhom whatif CASE --question NAME. It is written to "
            f"{'questions.toml of this case' if is_own else own_file(case)}.",
            classes="ww-sub ww-prose",
        )
        problem = problem_line()

        def send(fields: dict[str, str]) -> None:
            def there() -> str:
                save_question(
                    case,
                    asked.change,
                    name=fields.get("name", ""),
                    ask=fields.get("ask", ""),
                    folder=place if is_own else None,
                )
                return whatif_address(asked)

            _try(problem, there)

        with form(send, aria_label="Save this question"):
            text_field("name", "name", maxlength="32", required="", autocomplete="off")
            usual = f"What if: {asked.change}?"
            text_field("the question", "ask", usual[:500], letters=44, maxlength="500", required="")
            tag("button", "Save", classes="ww-button", type="submit")


def _flips(case: Case, asked: Asked, answer: Answered) -> None:
    """Put in who takes whose place, and in which runs."""
    names = actor_names(case)
    with tag("section", classes="ww-section"):
        tag("h2", "Runs in which the change alone changes the winner")
        tag("p", "of 100 runs, who is replaced by whom", classes="ww-sub ww-before-table")
        Grid(
            "Who is replaced by whom",
            ("sole ruler unchanged", "with the change", "of 100 runs"),
            [
                (names[one], names[other], of_100(count / asked.runs))
                for one, other, count in answer.moves[:12]
            ],
            numeric=(False, False, True),
        )
        with tag("details", classes="ww-fold"):
            tag("summary", f"The runs themselves, the first {len(answer.flipped)}")
            tag(
                "p",
                "Open one to read both of its versions side by side.",
                classes="ww-sub ww-before-table",
            )
            Grid(
                "Runs whose winner changes",
                ("run", "sole ruler unchanged", "with the change"),
                [(str(run), names[one], names[other]) for run, one, other in answer.flipped],
                links=[pair_address(asked, run) for run, _, _ in answer.flipped],
                filtered=True,
            )


def _form(bench: Workbench, key: str, case: Case) -> None:
    """Put in the form of three fields, and the one for several changes."""
    problem = problem_line()

    def send(fields: dict[str, str]) -> None:
        def there() -> str:
            asked = _from_fields(key, read_change(fields, case), fields)
            return ask(bench, asked)

        _try(problem, there)

    with form(send, aria_label="Change one thing"):
        with tag("label"):
            tag("span", "whom or what to change")
            chooser = tag("select", name="of")
            with chooser:
                for group, options in _things(case).items():
                    with tag("optgroup", label=group):
                        for value, text in options.items():
                            tag("option", text, value=value)
        rest = tag("div", classes="ww-form ww-inline")

        def fill(of: str) -> None:
            rest.clear()
            with rest:
                _what(case, of)

        fill(next(iter(_things(case)["People"])))
        chooser.on(
            "change",
            lambda event: fill(str(event.args)[:100]),
            js_handler="(event) => emit(event.target.value)",
        )
        number_field("paired runs", "runs", _RUNS, least=50, most=100_000)
        tag("button", "Ask", classes="ww-button is-main", type="submit")
    with tag("details", classes="ww-fold"):
        tag("summary", "Several changes at once, as paths of the case folder")
        several = problem_line()

        def send_lines(fields: dict[str, str]) -> None:
            def there() -> str:
                change = read_lines(fields.get("lines", "").splitlines())
                return ask(bench, _from_fields(key, change, fields))

            _try(several, there)

        with form(send_lines, aria_label="Several changes"):
            with tag("label", style="flex-basis: 100%"):
                tag("span", "one change per line")
                tag(
                    "textarea",
                    name="lines",
                    rows="4",
                    spellcheck="false",
                    placeholder="actors.trotsky.apparatus = 2\nwithout shocks.pact",
                )
            number_field("paired runs", "runs", _RUNS, least=50, most=100_000)
            tag("button", "Ask", classes="ww-button", type="submit")


def _from_fields(key: str, change: object, fields: dict[str, str]) -> Asked:
    runs = whole_number("paired runs", fields.get("runs", ""))
    return Asked(case=key, change=change, runs=runs, seed=_SEED)  # type: ignore[arg-type]


def _things(case: Case) -> dict[str, dict[str, str]]:
    """Return what can be changed, by group: path and text."""
    people = {f"actors.{actor.id}": actor.name for actor in case.actors}
    events = {
        f"shocks.{shock.id}": f"{shock.id.replace('_', ' ')}, {shock.date.text}"
        for shock in case.shocks
    }
    posts = {f"posts.{post.id}": post.name for post in case.posts}
    mechanisms = {f"mechanisms.{one.name}": one.does for one in MECHANISMS}
    groups = {"People": people, "Shocks": events, "Posts": posts, "Mechanisms": mechanisms}
    return {name: options for name, options in groups.items() if options}


def _what(case: Case, of: str) -> None:
    """Put in the second and the third field for a choice in the first."""
    table = of.partition(".")[0]
    options: dict[str, str] = {}
    if table == "actors":
        options = {"dies": "dies on (date)", "gone": "is not in the circle"}
        options |= {f"post.{post.id}": f"holds the post: {post.name}" for post in case.posts}
        options |= {base: f"{base.replace('_', ' ')} is (0 to 3)" for base in BASES}
        options |= {skill: f"{skill} is (0 to 1)" for skill in SKILLS}
    elif table == "shocks":
        options = {"gone": "does not happen", "date": "happens on (date)", "size": "has the size"}
    elif table == "posts":
        options = {"gone": "does not exist", "holder": "is held by (id of an actor)"}
        options |= {one: f"{one} is (0 to 1)" for one in ("force", "purse", "seat", "prestige")}
    elif table == "mechanisms":
        options = {"gone": "is left out"}
    select_field("what", "what", options)
    if set(options) != {"gone"}:
        with tag("label"):
            tag("span", "value or date (if needed)")
            tag("input", type="text", name="value", placeholder="2 or 1927-11", autocomplete="off")


def _questions(bench: Workbench, key: str, case: Case) -> None:
    """List the ready questions of the case."""
    ready = [one for one in questions(case) if one.change]
    if not ready:
        return
    with tag("section", classes="ww-section"):
        tag("h2", "Ready questions of this case")
        problem = problem_line()
        with tag("ul", classes="ww-questions"):
            for question in ready:
                asked = Asked(case=key, change=question.change, runs=_RUNS, seed=_SEED)
                with tag("li"):
                    link(question.ask, whatif_address(asked))

                    def go(asked: Asked = asked, question: Question = question) -> None:
                        _try(problem, lambda: ask(bench, asked, question.ask))

                    button(
                        "Ask", go, classes="ww-button is-small", aria_label=f"Ask: {question.ask}"
                    )
                    tag("span", " · ".join(lines_of(question.change)), classes="ww-sub")


def _try(line: "ui.element", work: Callable[[], str]) -> None:
    """Go where some work leads, or say in the line why it cannot be done."""
    try:
        there = work()
    except (InvalidInput, ResourceError) as error:
        line.set_text(str(error))  # type: ignore[attr-defined]
        line.set_visibility(True)
        return
    ui.navigate.to(there)
