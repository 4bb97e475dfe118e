"""The page "what if": three fields or a ready question, and what the change would have changed."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from whowhom.cases.case import BASES, SKILLS, Case
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY
from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.questions import Question, questions
from whowhom.sim.mechanisms import MECHANISMS
from whowhom.web.asking import (
    Asked,
    ask,
    compared,
    lines_of,
    question_key,
    read_change,
    read_lines,
    whatif_address,
)
from whowhom.web.elements import (
    Chart,
    Grid,
    button,
    form,
    link,
    number_field,
    select_field,
    tag,
)
from whowhom.web.figures import page_plots
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.pages.pair import pair_address
from whowhom.web.playing import whole_number
from whowhom.web.twins import Answered
from whowhom.web.workbench import Workbench

__all__ = ["register"]

_RUNS, _SEED = 1000, 1
_FIGURES = ("on-top", "effects")
_HAPPENS = {
    "wins": "ends on top",
    "falls": "falls",
    "first to fall": "falls first",
    "killed": "is killed",
    "exiled": "is exiled",
    "abroad at the end": "ends abroad",
}
"""What an outcome is called in a sentence."""


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
                    runs=whole_number("pairs", runs or str(_RUNS)),
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
        tag("h1", "What if it had been otherwise?")
        tag(
            "p",
            "Every play is played twice with the same chance: as it is, and with one thing "
            "changed. What differs then, differs because of the change.",
            classes="ww-lead",
        )
    else:
        guarded(lambda: _asked(bench, case, asked))
    with tag("section", classes="ww-section"):
        tag("h2", "Change one thing" if asked is None else "Change something else")
        _form(bench, key, case)
    guarded(lambda: _questions(bench, key, case))


def _asked(bench: Workbench, case: Case, asked: Asked) -> None:
    """Put in the answer, or the way to it."""
    key = question_key(bench, asked)
    answer = bench.answers.get(key)
    ready = next((one for one in questions(case) if one.change == asked.change), None)
    if answer is None:
        tag("h1", ready.ask if ready else f"With {asked.change} …")
        job = bench.jobs.find(key)
        if job is not None and not job.is_over:
            tag(
                "p",
                "The twin plays are under way; this page fills itself when they are done.",
                classes="ww-lead",
                role="status",
            )
            return
        if job is not None and job.state == "failed":
            tag("p", f"The last try failed: {job.note}", classes="ww-problem", role="alert")
        _ask_button(bench, asked, ready)
        return
    if not bench.figures(key):
        bench.keep_figures(key, page_plots(compared(case, asked, answer), _FIGURES))
    tag("h1", _headline(case, answer, ready.about if ready else ""))
    _told(case, asked, answer, ready)
    with tag("div", classes="ww-grid"):
        for name in _FIGURES:
            if name in bench.figures(key):
                Chart(key, name, classes="ww-c6")
    if answer.moves:
        _flips(case, asked, answer)


def _ask_button(bench: Workbench, asked: Asked, ready: Question | None) -> None:
    problem = _problem_line()

    def go() -> None:
        _try(problem, lambda: ask(bench, asked, ready.ask if ready else ""))

    with tag("div", classes="ww-acts"):
        button(f"Play {asked.runs:,} twin pairs", go, classes="ww-button is-main")


def _headline(case: Case, answer: Answered, about: str) -> str:
    """Return the answer in one sentence: what changes for whom the question is about, or most."""
    if not answer.altered:
        return "The change alters none of the plays"
    names = _names(case)
    if about in names:
        his = [one for one in answer.effects if one["actor"] == about]
        return _largest(his, names) or f"For {names[about]} nothing changes clearly"
    who = max(
        answer.winners, key=lambda name: abs(answer.winners[name][1] - answer.winners[name][0])
    )
    before, after = answer.winners[who]
    if who == NOBODY:
        return (
            f"Nobody ends on top alone in {of_100(after)} of 100 plays, "
            f"where it was {of_100(before)} before"
        )
    if of_100(before) == of_100(after):
        return _other_effect(answer, names)
    often, instead = of_100(after), of_100(before)
    return f"{names[who]} ends on top in {often} of 100 plays, instead of {instead}"


def _other_effect(answer: Answered, names: dict[str, str]) -> str:
    """Tell the largest effect where the winners stay the same."""
    others = [one for one in answer.effects if one["outcome"] != "wins"]
    return _largest(others, names) or "The change moves nothing clearly"


def _largest(effects: Sequence[dict[str, Any]], names: dict[str, str]) -> str:
    """Tell the largest clear effect of some; nothing if none is clear."""
    clear = [one for one in effects if one["is_clear"] and one["outcome"] in _HAPPENS]
    if not clear:
        return ""
    most = max(clear, key=lambda one: abs(one["difference"]))
    after, before = of_100(most["after"]), of_100(most["before"])
    happens = f"{names[most['actor']]} {_HAPPENS[most['outcome']]}"
    return f"{happens} in {after} of 100 plays, instead of {before}"


def _told(case: Case, asked: Asked, answer: Answered, ready: Question | None) -> None:
    """Tell what was asked and how far the change reaches."""
    names = _names(case)
    text = (f"{ready.ask} " if ready else f"The change: {asked.change}. ") + (
        f"In {of_100(answer.flips)} of 100 plays somebody else (or nobody) ends on top; "
        f"{of_100(answer.altered)} of 100 go otherwise in anything at all."
    )
    tag("p", text, classes="ww-lead")
    later = {who: months for who, months in answer.later.items() if abs(months) >= 1}
    if later:
        parts = [
            f"{names[who]} {abs(months):.0f} months {'later' if months > 0 else 'earlier'}"
            for who, months in sorted(later.items(), key=lambda item: -abs(item[1]))[:3]
        ]
        tag("p", f"Where they fall in both, on average: {', '.join(parts)}.", classes="ww-lead")
    if ready and ready.note:
        tag("p", f"What the coding leaves open: {ready.note}", classes="ww-note")
    tag(
        "p",
        f"{asked.runs:,} pairs of plays · seed {asked.seed} · {asked.change}",
        classes="ww-status ww-after",
    )


def _flips(case: Case, asked: Asked, answer: Answered) -> None:
    """Put in who takes whose place, and in which plays."""
    names = _names(case)
    with tag("section", classes="ww-section"):
        tag("h2", "Plays in which only the change made another winner")
        tag("p", "in how many of 100 plays who gives way to whom", classes="ww-sub ww-before-table")
        Grid(
            "Who gives way to whom",
            ("on top as it is", "on top after the change", "of 100"),
            [
                (names[one], names[other], of_100(count / asked.runs))
                for one, other, count in answer.moves[:12]
            ],
            numeric=(False, False, True),
        )
        with tag("details", classes="ww-fold"):
            tag("summary", f"The plays themselves, the first {len(answer.flipped)}")
            tag("p", "Open one to read it twice, side by side.", classes="ww-sub ww-before-table")
            Grid(
                "Plays that flip",
                ("play", "on top as it is", "on top after the change"),
                [(str(run), names[one], names[other]) for run, one, other in answer.flipped],
                links=[pair_address(asked, run) for run, _, _ in answer.flipped],
                filtered=True,
            )


def _form(bench: Workbench, key: str, case: Case) -> None:
    """Put in the form of three fields, and the one for several changes."""
    problem = _problem_line()

    def send(fields: dict[str, str]) -> None:
        def there() -> str:
            asked = _from_fields(key, read_change(fields, case), fields)
            return ask(bench, asked)

        _try(problem, there)

    with form(send, aria_label="Change one thing"):
        with tag("label"):
            tag("span", "of whom or what")
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
        number_field("pairs of plays", "runs", _RUNS, least=50, most=100_000)
        tag("button", "Ask", classes="ww-button is-main", type="submit")
    with tag("details", classes="ww-fold"):
        tag("summary", "Several changes at once, in the words of the case folder")
        several = _problem_line()

        def send_lines(fields: dict[str, str]) -> None:
            def there() -> str:
                change = read_lines(fields.get("lines", "").splitlines())
                return ask(bench, _from_fields(key, change, fields))

            _try(several, there)

        with form(send_lines, aria_label="Several changes"):
            with tag("label", style="flex-basis: 100%"):
                tag("span", "one change a line")
                tag(
                    "textarea",
                    name="lines",
                    rows="4",
                    spellcheck="false",
                    placeholder="actors.trotsky.apparatus = 2\nwithout shocks.pact",
                )
            number_field("pairs of plays", "runs", _RUNS, least=50, most=100_000)
            tag("button", "Ask", classes="ww-button", type="submit")


def _from_fields(key: str, change: object, fields: dict[str, str]) -> Asked:
    runs = whole_number("pairs of plays", fields.get("runs", ""))
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
    groups = {"People": people, "Events": events, "Posts": posts, "How it works": mechanisms}
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
        options = {"gone": "does not happen", "date": "comes on (date)", "size": "has the size"}
    elif table == "posts":
        options = {"gone": "does not exist", "holder": "is held by (id of an actor)"}
        options |= {one: f"{one} is (0 to 1)" for one in ("force", "purse", "seat", "prestige")}
    elif table == "mechanisms":
        options = {"gone": "is left out"}
    select_field("what", "what", options)
    if set(options) != {"gone"}:
        with tag("label"):
            tag("span", "how much, or when (if it needs one)")
            tag("input", type="text", name="value", placeholder="2 or 1927-11", autocomplete="off")


def _questions(bench: Workbench, key: str, case: Case) -> None:
    """List the ready questions of the case."""
    ready = [one for one in questions(case) if one.change]
    if not ready:
        return
    with tag("section", classes="ww-section"):
        tag("h2", "Ready questions of this case")
        problem = _problem_line()
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


def _problem_line() -> "ui.element":
    line = tag("p", "", classes="ww-problem", role="alert")
    line.set_visibility(False)
    return line


def _try(line: "ui.element", work: Callable[[], str]) -> None:
    """Go where some work leads, or say in the line why it cannot be done."""
    try:
        there = work()
    except InvalidInput as error:
        line.set_text(str(error))  # type: ignore[attr-defined]
        line.set_visibility(True)
        return
    ui.navigate.to(there)


def _names(case: Case) -> dict[str, str]:
    return case.names | {NOBODY: "nobody alone"}
