"""The part of the answer page in which runs are anchored to a chance that the leader is removed."""

from typing import Literal

from nicegui import ui

from whowhom.cases.case import Case
from whowhom.cases.names import visible
from whowhom.ensemble.anchor import USUAL_HORIZON
from whowhom.ensemble.result import Result
from whowhom.errors import InvalidInput, ResultError
from whowhom.files import sha256
from whowhom.outside.anchor import anchor
from whowhom.outside.answer import outlook
from whowhom.outside.reading import leader_of
from whowhom.outside.sentences import headline
from whowhom.reporting.anchoring import ANCHORED
from whowhom.reporting.findings import findings
from whowhom.web.cases import OpenCase
from whowhom.web.elements import (
    Chart,
    form,
    number_field,
    select_field,
    table_grid,
    tag,
    text_field,
)
from whowhom.web.figures import page_plots
from whowhom.web.frame import problem_line
from whowhom.web.workbench import Workbench

__all__ = ["anchor_section"]

_MOST = 100_000
"""Runs that are reweighted while a page waits."""


def anchor_section(bench: Workbench, opened: OpenCase, result: Result, key: str) -> None:
    """Put in the views of the chance, the reweighted answers, and the form that asks for them."""
    with tag("section", classes="ww-section", id="anchor"):
        tag("h2", "Anchored to an outside view")
        if result.anchored is not None:
            _anchored(bench, result, key)
        elif result.runs <= _MOST:
            if words := _outside_view(opened.case):
                tag("p", words, classes="ww-lead")
            tag(
                "p",
                "How likely is the leader to be removed at all? Outside views, such as base rates, "
                "answer that better than a simulation; who and how, the runs say. Give a chance, "
                "or leave it to the outside view, and the runs are reweighted to it.",
                classes="ww-sub ww-after",
            )
        if result.runs > _MOST:
            tag("p", "For so many runs use whowhom run --anchor.", classes="ww-sub")
            return
        with tag("details", classes="ww-fold", open="" if result.anchored is None else None):
            tag("summary", "Anchor the runs to a chance")
            _form(bench, opened, result)


def _outside_view(case: Case) -> str:
    """Say what the outside view is of the leader whom the case names; nothing if it names none."""
    try:
        return headline(outlook(case))
    except InvalidInput:
        return ""


def _anchored(bench: Workbench, result: Result, key: str) -> None:
    """Put in what an anchored result says."""
    told = {found.id: found for found in findings(result, only=ANCHORED)}
    owner = f"{key}-anchor-{sha256(repr(result.anchored).encode())[:8]}"
    if "outlook" not in bench.figures(owner):
        bench.keep_figures(owner, page_plots(result, ["outlook"]))
    tag("p", told["anchor"].sentence, classes="ww-lead")
    with tag("div", classes="ww-grid"):
        Chart(owner, "outlook", classes="ww-c12")
    for name in ANCHORED[1:]:
        found = told[name]
        tag("p", found.sentence, classes="ww-sub ww-before-table")
        if found.table is not None:
            with tag("details", classes="ww-fold", open="" if name == "anchored_leads" else None):
                tag("summary", found.table.caption)
                table_grid(found.table.narrow()).classes("ww-after")


def _form(bench: Workbench, opened: OpenCase, result: Result) -> None:
    """Put in the form that asks for a leader, a horizon and a chance."""
    case, line = opened.case, problem_line()
    last = result.anchored

    def ask(fields: dict[str, str]) -> None:
        try:
            made = anchor(
                result,
                _chance(fields.get("chance", "")),
                leader=fields.get("leader", ""),
                horizon=_months(fields.get("months", "")),
            )
        except (InvalidInput, ResultError) as error:
            line.set_text(str(error))
            line.set_visibility(True)
            return
        bench.results.keep(case, made)
        ui.navigate.reload()

    with form(ask, aria_label="Anchor the runs"):
        names = {one: visible(case.names[one]) for one in result.circle.contenders}
        chosen = last.leader if last else _leader(case)
        select_field("leader", "leader", names, chosen)
        number_field(
            "within months",
            "months",
            last.horizon if last else min(USUAL_HORIZON, case.months),
            least=1,
            most=case.months,
        )
        given = f"{100 * last.chance:g}" if last and last.views[-1].name == "given" else ""
        text_field("chance, in 100 (empty: outside view)", "chance", given, inputmode="decimal")
        tag("button", "Anchor", classes="ww-button", type="submit")


def _leader(case: Case) -> str:
    """Return the leader whom a case names, empty for none."""
    try:
        return leader_of(case).id
    except InvalidInput:
        return ""


def _chance(text: str) -> float | Literal["outlook"]:
    """Read a chance in 100; an empty one asks for the outside view."""
    if not text.strip():
        return "outlook"
    try:
        number = float(text.strip().replace(",", ".").removesuffix("%"))
    except ValueError:
        number = 0.0
    if not 0 < number < 100:
        raise InvalidInput(
            f"chance must be a number above 0 and below 100, such as 8, or empty, got {text!r}"
        )
    return number / 100


def _months(text: str) -> int:
    """Read a whole number of months."""
    try:
        return int(text)
    except ValueError:
        raise InvalidInput(f"months must be a whole number, got {text!r}") from None
