"""The page on which a case is made: from a template, as a copy, or from files dropped on it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nicegui import ui

from whowhom.cases import casebook_cases, shipped_cases
from whowhom.cases.importing import ImportPlan, settle, write_import
from whowhom.cases.repairs import ImportQuestion, Repair
from whowhom.cases.templates import new_case
from whowhom.cases.writing import write_folder
from whowhom.ensemble.sentences import counted
from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.filenames import name_trouble
from whowhom.web.cases import shown_place
from whowhom.web.elements import Grid, address, form, link, select_field, tag, text_field
from whowhom.web.frame import asked_case, frame, guarded, page, problem_line
from whowhom.web.uploads import MOST_UPLOAD, Upload
from whowhom.web.workbench import Workbench

__all__ = ["Drop", "register", "target"]

_TEMPLATE = ""
_MOST_SHOWN = 300
_MOST_CELLS = 4
_SEND = """(event) => {
  event.preventDefault();
  const all = [...event.target.elements];
  emit({
    name: event.target.elements.name.value,
    left: all.filter((one) => one.type === "checkbox" && !one.checked).map((one) => one.value),
    answers: Object.fromEntries(all.filter((one) => one.dataset.question && one.value)
      .map((one) => [one.dataset.question, one.value])),
  });
}"""


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/new")
    def new_page(case: str = "", copy: str = "", upload: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/case", key, title="New case"):
            if upload:
                guarded(lambda: _dropped(bench, bench.uploads.get(upload)))
            else:
                guarded(lambda: _page(bench, copy))


def target(bench: Workbench, name: str) -> Path:
    """Return the folder of a new case of a name, within the folder of the user's.

    Raises
    ------
    InvalidInput
        If the name is none, or is taken.
    """
    text = name.strip()
    if not text or text.startswith(".") or "/" in text or "\\" in text:
        raise InvalidInput("enter a name for the folder: letters, digits, - and _")
    trouble = name_trouble(text)
    if trouble:
        raise InvalidInput(f"the name {text[:60]!r} {trouble}; enter another one")
    folder = bench.home / text
    if folder.exists() or folder.is_symlink():
        raise InvalidInput(f"{shown_place(folder)} exists already; enter another name")
    return folder


def _page(bench: Workbench, copy: str) -> None:
    """Put in the ways to a new case."""
    tag("h1", "New case")
    tag(
        "p",
        f"A new case is a folder of its own in {shown_place(bench.home)}, where whowhom was "
        "started. Nothing is overwritten.",
        classes="ww-lead",
    )
    with tag("section", classes="ww-section"):
        tag("h2", "From a template, or as a copy")
        line = problem_line()

        async def make(fields: Mapping[str, str]) -> None:
            source = fields.get("source", "")
            try:
                folder = target(bench, fields.get("name", ""))
                await asyncio.to_thread(_write, bench, source, folder)
                key = await asyncio.to_thread(_opened, bench, folder)
            except WhoWhomError as error:
                line.set_text(str(error))
                line.set_visibility(True)
                return
            ui.navigate.to(address("/edit", case=key))

        with form(make, aria_label="Make a case"):
            select_field("start from", "source", _sources(bench), copy)
            text_field(
                "name of the folder",
                "name",
                _free(bench, f"{copy}_copy" if copy else "my_circle"),
                letters=28,
                required="",
                autocomplete="off",
                spellcheck="false",
            )
            tag("button", "Make the case", classes="ww-button is-main", type="submit")
    if copy:
        return
    with tag("section", classes="ww-section"):
        tag("h2", "From a spreadsheet")
        Drop()


class Drop(ui.element, component="../static/drop.js"):
    """A place on which files are dropped; their contents are shown then, and nothing is written.

    Parameters
    ----------
    into : str, optional
        Key of the case that a workbook is to update.
    """

    def __init__(self, into: str = "") -> None:
        super().__init__()
        self.props["most"] = MOST_UPLOAD
        self.props["accept"] = ".xlsx,.xlsm" if into else ".xlsx,.xlsm,.csv,.toml,.md,.zip"
        self.props["into"] = into
        self.on("ready", lambda event: ui.navigate.to(address("/new", upload=str(event.args))))


def _sources(bench: Workbench) -> dict[str, str]:
    """Return what a case can begin as."""
    found = {_TEMPLATE: "the template: three contenders, each column explained"}
    known = {**{key: bench.cases.title(key) for key in bench.cases.own()}, **shipped_cases()}
    for key, title in {**known, **casebook_cases()}.items():
        found[key] = f"copy of {title or key} ({key})"
    return found


def _free(bench: Workbench, name: str) -> str:
    """Return a name that no folder has yet."""
    found, number = name, 2
    while (bench.home / found).exists() and number < 1000:
        found, number = f"{name}_{number}", number + 1
    return found


def _write(bench: Workbench, source: str, folder: Path) -> None:
    """Write a new case folder.

    Raises
    ------
    WhoWhomError
        If there is no such case, or the folder cannot be written.
    """
    if source == _TEMPLATE:
        new_case(folder)
        return
    opened = bench.cases.read(source)
    draft = bench.drafts.find(source)
    files = draft.draft.files if draft else opened.found.files
    books = [name for name in files if not name.lower().endswith((".csv", ".toml", ".md"))]
    if books:
        raise InvalidInput(f"{opened.title} is a workbook; drop {books[0]} on the page New case")
    if opened.is_pool:
        raise InvalidInput(
            f"{opened.title} holds the codings of several coders; copy the case of one of them"
        )
    if not files:
        raise InvalidInput(f"{opened.title} has no files to copy")
    write_folder(folder, files)


def _opened(bench: Workbench, folder: Path) -> str:
    """Open a new case and read it."""
    key = bench.cases.open(str(folder))
    bench.cases.read(key)
    return key


# -- files that were dropped


@dataclass(slots=True)
class _Choices:
    """What the user has settled so far."""

    name: str
    left: frozenset[str] = frozenset()
    """Ids of repairs that are not to be made."""
    answers: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def _dropped(bench: Workbench, upload: Upload) -> None:
    """Put in what was found in the files, and what makes a case of them."""
    into = bench.cases.get(upload.into) if upload.into else None
    tag("p", f"Update {into.title} from" if into else "New case", classes="ww-over")
    tag("h1", upload.title)
    choices = _Choices(name=_free(bench, upload.id))

    @ui.refreshable
    def content() -> None:
        guarded(lambda: _settling(bench, upload, choices, content.refresh))

    content()


def _settling(bench: Workbench, upload: Upload, choices: _Choices, again: Any) -> None:
    """Put in the form in which an import is settled."""
    plan = upload.plan
    if plan is None:
        _set(upload)
        now, first = None, None
    else:
        first = plan
        now = settle(plan, _accepted(plan, choices), choices.answers)
        _lead(now, "update" if upload.into else "make")
    with tag("form", classes="ww-settle", aria_label="Make the case") as element:
        if now is not None and first is not None:
            _questions(now.questions, choices)
            _repairs(first.repairs, now.repairs, choices)
            _notes(now)
            if upload.into:
                _changes(now)
        if choices.problem:
            tag("p", choices.problem, classes="ww-problem", role="alert")
        _send(bench, upload, choices)

    async def make(event: Any) -> None:
        _read_choices(event.args, choices)
        try:
            if upload.into:
                folder = Path(bench.cases.get(upload.into).place)
            else:
                folder = target(bench, choices.name)
            if plan is None:
                await asyncio.to_thread(write_folder, folder, upload.files)
            else:
                accept = _accepted(plan, choices)
                done = await asyncio.to_thread(settle, plan, accept, choices.answers)
                if done.questions:
                    count = counted(len(done.questions), "question")
                    raise InvalidInput(f"{count} still open; choose an answer to each")
                await asyncio.to_thread(
                    write_import, plan, folder, accept, choices.answers, update=bool(upload.into)
                )
            key = await asyncio.to_thread(_opened, bench, folder)
        except WhoWhomError as error:
            choices.problem = str(error)
            again()
            return
        ui.navigate.to(address("/edit", case=key))

    element.on("submit", make, js_handler=_SEND)


def _send(bench: Workbench, upload: Upload, choices: _Choices) -> None:
    """Put in what sends the form."""
    with tag("div", classes="ww-form"):
        if upload.into:
            tag("input", type="hidden", name="name", value="")
            tag("button", "Update the case", classes="ww-button is-main", type="submit")
            link("Leave it as it is", address("/edit", case=upload.into), classes="ww-button")
            return
        text_field(
            f"name of the folder in {shown_place(bench.home)}",
            "name",
            choices.name,
            letters=28,
            required="",
            autocomplete="off",
            spellcheck="false",
        )
        tag("button", "Make the case", classes="ww-button is-main", type="submit")
        link("Drop another file", "/new", classes="ww-button")


def _changes(plan: ImportPlan) -> None:
    """Put in the difference to the folder that is updated."""
    with tag("section", classes="ww-section"):
        tag("h2", f"Changes in the folder: {len(plan.changes)}")
        if not plan.changes:
            tag("p", "The folder already agrees with the workbook.", classes="ww-sub")
        for title, lines in (
            ("", plan.changes),
            ("Changed here and in the workbook; what stands here is kept", plan.conflicts),
            ("Edited here since the last import, and kept", plan.kept),
        ):
            if title and lines:
                tag("h3", title, classes="ww-after")
            with tag("ul", classes="ww-list"):
                for text in lines[:_MOST_SHOWN]:
                    tag("li", text)


def _accepted(plan: ImportPlan, choices: _Choices) -> list[str]:
    """Return the repairs that are to be made."""
    return [repair.id for repair in plan.repairs if repair.id not in choices.left]


def _read_choices(given: Any, choices: _Choices) -> None:
    """Take over what a page has sent, whatever it is."""
    sent = given if isinstance(given, dict) else {}
    left, answers = sent.get("left"), sent.get("answers")
    choices.name = str(sent.get("name", ""))[:200]
    choices.left = frozenset(map(str, left)) if isinstance(left, list) else frozenset()
    if isinstance(answers, dict):
        choices.answers |= {str(key): str(text)[:500] for key, text in answers.items()}
    choices.problem = ""


def _lead(plan: ImportPlan, what: str) -> None:
    """Say what was found."""
    rows = sum(max(0, len(rows) - 1) for name, rows in plan.tables.items() if name != "case")
    told = [f"{counted(rows, 'row')} in {counted(len(plan.tables), 'table')}"]
    told.append(counted(len(plan.repairs), "repair"))
    told.append(counted(len(plan.questions), "open question"))
    tag("p", f"{', '.join(told)}. Nothing is written until you {what} the case.", classes="ww-lead")


def _questions(questions: tuple[ImportQuestion, ...], choices: _Choices) -> None:
    """Put in what only the user can settle."""
    if not questions:
        return
    with tag("section", classes="ww-section"):
        tag("h2", f"Questions: {len(questions)}")
        with tag("ul", classes="ww-asked"):
            for number, question in enumerate(questions):
                with tag("li"):
                    name = f"question-{number}"
                    tag("label", _words(question), for_=name, id=f"{name}-words")
                    now = choices.answers.get(question.id, "")
                    if question.choices and not question.free:
                        with tag("select", id=name, data_question=question.id):
                            tag("option", "choose", value="")
                            for one in question.choices:
                                chosen = True if one == now else None
                                tag("option", one, value=one, selected=chosen)
                    else:
                        known = f"{name}-known" if question.choices else None
                        tag(
                            "input",
                            type="text",
                            id=name,
                            value=now,
                            list=known,
                            data_question=question.id,
                            autocomplete="off",
                            spellcheck="false",
                        )
                        if known:
                            with tag("datalist", id=known):
                                for one in question.choices:
                                    tag("option", "", value=one)


def _words(question: ImportQuestion) -> str:
    """Say what is asked: where, what stands there, what is expected."""
    place = " ".join(filter(None, (question.sheet, question.cell)))
    found = f"“{question.found[:80]}”" if question.found else ""
    head = ": ".join(filter(None, (place, found)))
    return f"{head}. Expected: {question.expected}." if head else f"Enter {question.expected}."


def _repairs(repairs: tuple[Repair, ...], made: tuple[Repair, ...], choices: _Choices) -> None:
    """Put in the list of repairs, each with a tick."""
    known = {repair.id: repair for repair in (*repairs, *made)}
    if not known:
        return
    with tag("section", classes="ww-section"):
        tag("h2", f"Repairs: {len(known)}")
        tag(
            "p",
            "Clear the tick of a repair that you do not want; its cell is then kept as it is.",
            classes="ww-sub",
        )
        caption = "Repairs"
        with (
            tag("div", classes="ww-scroll", tabindex="0", role="region", aria_label=caption),
            tag("table", classes="ww-table"),
        ):
            with tag("thead"), tag("tr"):
                for head in ("make it", "where", "found", "becomes", "why"):
                    tag("th", head, scope="col")
            with tag("tbody"):
                for repair in list(known.values())[:_MOST_SHOWN]:
                    _repair(repair, is_made=repair.id not in choices.left)
        if len(known) > _MOST_SHOWN:
            tag("p", f"... and {len(known) - _MOST_SHOWN:,} more, all made", classes="ww-sub")


def _repair(repair: Repair, *, is_made: bool) -> None:
    """Put in one repair: its cells, and each text that becomes another."""
    cells = list(filter(None, [one.cell for one in repair.cells] or [repair.cell]))
    pairs = list(dict.fromkeys((one.found, one.becomes or "") for one in repair.cells))
    pairs = pairs or [(repair.found, repair.becomes or "")]
    where = f"{repair.sheet} {_some(cells, ', ')}".strip() or "the whole workbook"
    found, becomes = (_some(list(texts), "\n") for texts in zip(*pairs, strict=True))
    with tag("tr"):
        with tag("td"):
            tag(
                "input",
                type="checkbox",
                value=repair.id,
                checked=True if is_made else None,
                aria_label=f"{where}: {pairs[0][0][:60]} becomes {pairs[0][1][:60]}",
            )
        for text in (where, found, becomes, repair.why):
            tag("td", text, classes="ww-lines")


def _some(texts: list[str], between: str) -> str:
    """Return the first texts and how many more there are."""
    shown = [text[:80] or "(empty)" for text in texts[:_MOST_CELLS]]
    more = len(texts) - len(shown)
    return between.join([*shown, *([f"and {more:,} more"] if more > 0 else [])])


def _notes(plan: ImportPlan) -> None:
    """Put in what needs no decision."""
    lines = [
        *plan.notes,
        *(f"sheet {title}: kept as {file}, not read" for title, file in plan.others),
        *(f"sheet {title}: left out ({why})" for title, why in plan.left_out),
        *(str(one) for one in plan.warnings),
    ]
    if lines:
        with tag("section", classes="ww-section"):
            tag("h2", f"Notes: {len(lines)}")
            with tag("ul", classes="ww-list"):
                for text in lines[:_MOST_SHOWN]:
                    tag("li", text)


def _set(upload: Upload) -> None:
    """Say what is in files that are taken as they are."""
    report = upload.report
    problems = report.problems if report else ()
    told = f"{counted(len(upload.files), 'file')}, {counted(len(problems), 'problem')}."
    tag("p", f"{told} The files are copied as they are; problems can be corrected afterwards.")
    tag("p", ", ".join(sorted(upload.files)), classes="ww-sub")
    if upload.left_out:
        tag("p", f"Left out: {', '.join(upload.left_out[:20])}.", classes="ww-sub")
    if problems:
        Grid(
            "Problems",
            ("where", "what", "what to do"),
            [(one.where, one.message, one.hint) for one in problems[:_MOST_SHOWN]],
            sortable=False,
        )
