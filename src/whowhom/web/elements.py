"""The parts of a page: plain HTML elements, figures, tables, forms.

A text is put in as text, never as HTML, and an attribute as a value, never as part of a template:
so nothing that stands in a case can become a part of the page.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from whowhom.reporting.blocks import Table

__all__ = [
    "AsOf",
    "Chart",
    "Grid",
    "MovedWeight",
    "RecordTable",
    "address",
    "button",
    "form",
    "link",
    "number_field",
    "select_field",
    "table_grid",
    "tag",
    "text_field",
]


class Chart(ui.element, component="static/figure.js", esm={"whowhom-vega": "static/vega"}):
    """A figure with the tabs Figure, Table, Sources, Download; it fetches what it shows."""

    def __init__(
        self,
        owner: str,
        name: str,
        *,
        classes: str = "",
        open_with: str = "",
        level: str = "h2",
        tabs: Sequence[str] = ("figure", "table", "sources", "download"),
    ) -> None:
        super().__init__()
        self.props["address"] = f"{owner if owner[0] == '/' else f'/figures/{owner}'}/{name}"
        self.props["shown"] = list(tabs)
        self.props["name"] = name
        self.props["level"] = level
        self.props["pictures"] = find_spec("vl_convert") is not None
        if open_with:
            self.props["open"] = open_with
        self.classes(classes)


class AsOf(ui.element, component="static/odds.js"):
    """Odds through time at the date that the reader chooses; the figure is put inside."""

    def __init__(self, data: str, at: str) -> None:
        super().__init__()
        self.props["address"] = data
        self.props["at"] = at


class RecordTable(ui.element, component="static/record.js"):
    """A table in which the user enters what has happened; it is checked while one types.

    Parameters
    ----------
    rows : sequence of mapping
        What it holds at first.
    choices : mapping of str to mapping
        ``people``, ``events`` and ``posts``: what is shown, by value.
    first : str
        A date that is shown as an example.
    check : callable
        Given the rows, returns the problems that are shown.
    ask : callable
        Given the rows that are sent.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, str]],
        choices: Mapping[str, Mapping[str, str]],
        first: str,
        check: Callable[[list[dict[str, str]]], list[str]],
        ask: Callable[[list[dict[str, str]]], None],
    ) -> None:
        super().__init__()
        self.props["label"] = "What has happened"
        self.props["given"] = [dict(row) for row in rows]
        self.props["first"] = first
        self.props["problems"] = []
        for name, options in choices.items():
            self.props[name] = [list(pair) for pair in options.items()]

        def checked(event: Any) -> None:
            self.props["problems"] = check(_rows(event.args))

        self.on("check", checked)
        self.on("ask", lambda event: ask(_rows(event.args)))


class MovedWeight(ui.element, component="static/weight.js"):
    """A slider with a number field beside it; the event ``move`` carries the value."""

    def __init__(
        self, label: str, low: float, high: float, step: float, value: float, coded: str
    ) -> None:
        super().__init__()
        given = {"label": label, "low": low, "high": high, "step": step, "value": value}
        for name, one in {**given, "coded": coded}.items():
            self.props[name] = one


def _rows(given: Any) -> list[dict[str, str]]:
    """Return the rows of a table as short texts, whatever was sent."""
    rows = given if isinstance(given, list) else []
    return [_fields(row) for row in rows[:400]]


class Grid(ui.element, component="static/table.js"):
    """A table that sorts and filters in the browser."""

    def __init__(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        numeric: Sequence[bool] | None = None,
        links: Sequence[str] | None = None,
        marks: Mapping[str, str] | None = None,
        anchors: Sequence[Sequence[str]] | None = None,
        chips: int = -1,
        filtered: bool = False,
        sortable: bool = True,
    ) -> None:
        super().__init__()
        given: dict[str, Any] = {
            "caption": caption,
            "heads": list(heads),
            "rows": [list(row) for row in rows],
            "numeric": None if numeric is None else list(numeric),
            "links": links,
            "marks": marks,
            "anchors": anchors,
            "chips": chips,
            "filter": filtered,
            "sortable": sortable,
        }
        for name, value in given.items():
            if value is not None:
                self.props[name] = value


def table_grid(built: Table) -> Grid:
    """Put in the table of a finding."""
    return Grid(
        built.caption,
        built.columns,
        [[str(cell) for cell in row] for row in built.rows],
        numeric=[place in built.numbers for place in range(len(built.columns))],
    )


def tag(kind: str, text: str = "", *, classes: str = "", **attributes: Any) -> TextElement:
    """Put in an HTML element; ``aria_label`` becomes ``aria-label``, ``for_`` becomes ``for``."""
    element = TextElement(tag=kind, text=text)
    if classes:
        element.classes(classes)
    for name, value in attributes.items():
        if value is not None:
            element.props[name.rstrip("_").replace("_", "-")] = value
    return element


def address(path: str, **query: Any) -> str:
    """Return an address within the workbench; empty values are left out.

    Examples
    --------
    >>> address("/runs", case="duel", top="stalin", year="")
    '/runs?case=duel&top=stalin'
    """
    kept = [(name, value) for name, value in query.items() if value is not None and value != ""]
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def link(text: str, to: str, *, classes: str = "", **attributes: Any) -> TextElement:
    """Put in a link within the workbench."""
    return tag("a", text, classes=classes, href=to, **attributes)


def button(
    text: str, do: Callable[[], Any], *, classes: str = "ww-button", **attributes: Any
) -> TextElement:
    """Put in a button."""
    element = tag("button", text, classes=classes, type="button", **attributes)
    element.on("click", lambda _event: do(), js_handler="() => emit()")
    return element


def form(
    do: Callable[[dict[str, str]], Any], *, classes: str = "ww-form", **attributes: Any
) -> TextElement:
    """Put in a form whose fields are handed over, by name, when it is sent."""
    element = tag("form", classes=classes, **attributes)
    handler = (
        "(event) => { event.preventDefault(); "
        "emit(Object.fromEntries(new FormData(event.target))) }"
    )
    element.on("submit", lambda event: do(_fields(event.args)), js_handler=handler)
    return element


def _fields(given: Any) -> dict[str, str]:
    """Return the fields of a form as short texts, whatever was sent."""
    if not isinstance(given, dict):
        return {}
    return {str(name)[:100]: str(value)[:500] for name, value in list(given.items())[:50]}


def text_field(
    label: str, name: str, value: str = "", *, letters: int = 20, **attributes: Any
) -> TextElement:
    """Put in a labelled field of text with room for so many letters."""
    room = f"width: calc({letters}ch + 24px)"
    with tag("label"):
        tag("span", label)
        return tag("input", type="text", name=name, value=value, style=room, **attributes)


def number_field(
    label: str, name: str, value: int | str, *, least: int, most: int, step: int = 1
) -> TextElement:
    """Put in a labelled field of a whole number."""
    with tag("label"):
        tag("span", label)
        return tag(
            "input",
            type="number",
            name=name,
            value=str(value),
            min=str(least),
            max=str(most),
            step=str(step),
        )


def select_field(
    label: str, name: str, options: Mapping[str, str], value: str = "", **attributes: Any
) -> TextElement:
    """Put in a labelled choice: what is shown, by value."""
    with tag("label"):
        tag("span", label)
        with tag("select", name=name, **attributes) as element:
            for one, shown in options.items():
                tag("option", shown, value=one, selected=True if one == value else None)
        return element
