"""The page on which a case is edited: its tables in place, its problems beside them."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nicegui import ui

from whowhom.cases.updating import last_import
from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.web.asking import USUAL, start_run
from whowhom.web.cases import OpenCase, shown_place
from whowhom.web.drafts import Editing, table_names, table_words
from whowhom.web.elements import address, link, tag
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.pages.new import Drop
from whowhom.web.workbench import Workbench

__all__ = ["Editor", "register"]

_CHANGES = ("edit", "paste", "remove", "undo", "redo")
_STALE = "This case was edited in another tab; here is its present state."


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/edit")
    def edit_page(case: str = "", table: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/case", key, title="Edit"):
            guarded(lambda: _page(bench, bench.cases.get(key), table))


def _page(bench: Workbench, opened: OpenCase, table: str) -> None:
    """Put in the editor, or the way to a case that can be edited."""
    if opened.is_pool:
        tag("h1", f"{opened.title} cannot be edited")
        tag(
            "p",
            "It holds the codings of several coders. Edit the case of one coder, and pool them "
            "again with whowhom pool.",
            classes="ww-lead",
        )
        return
    if not opened.is_folder:
        what = "is a workbook" if not opened.is_shipped else "comes with whowhom"
        tag("h1", f"{opened.title} cannot be edited")
        tag("p", f"It {what}. Edit a copy in a folder of your own.", classes="ww-lead")
        with tag("div", classes="ww-acts"):
            there = address("/new", copy=opened.key)
            link("Duplicate to edit", there, classes="ww-button is-main")
        return
    editing = bench.drafts.get(opened)
    tag("p", "Edit the case", classes="ww-over")
    tag("h1", opened.title)
    tag(
        "p",
        f"Saved into {shown_place(opened.place)}, the changed files only. "
        "Unsaved changes are kept as long as whowhom runs.",
        classes="ww-sub ww-after",
    )
    Editor(bench, opened, editing, table if table in table_names() else "actors")
    if last_import(Path(opened.place)) is not None:
        with tag("details", classes="ww-fold"):
            tag("summary", "Update from the workbook that was imported")
            tag(
                "p",
                "What has changed in the workbook since is shown first. What was edited here is "
                "kept; save it first.",
                classes="ww-sub",
            )
            Drop(opened.key)


class Editor(ui.element, component="../static/editor.js"):
    """The tables of a case, edited in place.

    Parameters
    ----------
    bench : Workbench
    opened : OpenCase
        A case folder of the user's.
    editing : Editing
        Its draft.
    table : str
        The table that is shown first.
    """

    def __init__(self, bench: Workbench, opened: OpenCase, editing: Editing, table: str) -> None:
        super().__init__()
        self._bench = bench
        self._key = opened.key
        self._editing = editing
        self.props["title"] = opened.title
        self.props["tables"] = [
            {"name": name, "title": "case.toml" if name == "case" else name}
            for name in table_names()
        ]
        self.props["given"] = table_words(editing.draft, table)
        self.props["state"] = editing.state()
        for what in _CHANGES:
            self.on(what, self._changer(what))
        self.on("open", lambda event: self._opened(_given(event)))
        self.on("save", lambda event: self._saved(_given(event), and_run=False))
        self.on("run", lambda event: self._saved(_given(event), and_run=True))
        self.on("settle", lambda event: self._settled(_given(event)))

    def _changer(self, what: str) -> Any:
        async def change(event: Any) -> None:
            given = _given(event)
            editing = self._editing
            editing.waiting += 1
            async with editing.lock:
                editing.waiting -= 1
                if given.get("version") != editing.version:
                    await self._show(str(given.get("table", "")), said=_STALE, stale=True)
                    return
                editing.version += 1
                said = ""
                try:
                    table = await asyncio.to_thread(editing.apply, what, given)
                except InvalidInput as error:
                    table, said = str(given.get("table", "")), str(error)
                if not editing.waiting:
                    await asyncio.to_thread(editing.check)
                if table or not editing.waiting:
                    await self._show(table, said=said)

        return change

    async def _opened(self, given: Mapping[str, Any]) -> None:
        async with self._editing.lock:
            await self._show(str(given.get("table", "")))

    async def _saved(self, given: Mapping[str, Any], *, and_run: bool) -> None:
        """Save the draft; run the case if that was asked for and can be done."""
        editing, table = self._editing, str(given.get("table", ""))
        async with editing.lock:
            moved = await asyncio.to_thread(editing.on_disk)
            if moved:
                mine = set(editing.draft.changed)
                told = [
                    {"file": name, "lines": list(lines), "both": name in mine}
                    for name, lines in moved.items()
                ]
                await self._show("", disk=told)
                return
            try:
                await asyncio.to_thread(editing.check)
                await asyncio.to_thread(editing.save)
                await asyncio.to_thread(self._bench.cases.read, self._key)
            except WhoWhomError as error:
                await self._show("", said=f"Not saved: {error}")
                return
            await self._show(table)
            if not and_run:
                return
            try:
                there = start_run(self._bench, self._key, str(USUAL[0]), str(USUAL[1]))
            except InvalidInput as error:
                await self._show("", said=f"Saved. {error}")
                return
        ui.navigate.to(there)

    async def _settled(self, given: Mapping[str, Any]) -> None:
        """Save after the user has said what is to become of files that changed on disk."""
        is_theirs = given.get("how") == "theirs"
        async with self._editing.lock:
            await asyncio.to_thread(self._editing.take, files=is_theirs)
            await self._show(str(given.get("table", "")), stale=True)
        await self._saved(given, and_run=False)

    async def _show(
        self,
        table: str,
        *,
        said: str = "",
        stale: bool = False,
        disk: list[dict[str, Any]] | None = None,
    ) -> None:
        """Send the state of the draft to the page, with a table if one is named."""
        told: dict[str, Any] = {
            "state": await asyncio.to_thread(self._editing.state),
            "said": said,
            "stale": stale,
            "disk": disk or [],
        }
        if table in table_names():
            told["table"] = await asyncio.to_thread(table_words, self._editing.draft, table)
        self.run_method("show", told)


def _given(event: Any) -> dict[str, Any]:
    """Return what a page has sent, whatever it is."""
    return event.args if isinstance(event.args, dict) else {}
