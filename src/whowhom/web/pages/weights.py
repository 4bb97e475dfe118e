"""A part of the page "what if": a weight is moved, and the answer follows."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nicegui import ui

from whowhom.cases.case import BASES, Case, Quantity
from whowhom.cases.schema import TABLES
from whowhom.ensemble.sentences import counted
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change, size_of
from whowhom.web.asking import Asked, ask
from whowhom.web.elements import MovedWeight, button, select_field, table_grid, tag
from whowhom.web.frame import problem_line
from whowhom.web.quick import MOST_RUNS, SEED, Answer
from whowhom.web.quick import Asked as QuickAsked
from whowhom.web.workbench import Workbench

__all__ = ["Weight", "put_in_first_answer", "put_in_weights", "weights"]

_POLL = 0.15  # seconds between two looks for an answer
_PAGES = itertools.count(1)
_FIRST = 200
"""Paired runs of the answer that is shown until all have been simulated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A coded number that can be moved."""

    path: str
    """As :mod:`whowhom.scenario.change` has it."""
    name: str
    coded: Quantity
    low: float
    high: float

    @property
    def middle(self) -> float:
        """Where the slider begins: the coder's best value, in the steps of the slider."""
        mode = self.coded.mode
        middle = (self.coded.low + self.coded.high) / 2 if mode is None else mode
        return round(round(middle / self.step) * self.step, 4)

    @property
    def step(self) -> float:
        """A fine enough step."""
        return 0.1 if self.high - self.low > 1 else 0.01

    @property
    def words(self) -> str:
        """What the coder wrote."""
        low, high = self.coded.low, self.coded.high
        return f"coded: {low:g}" if low == high else f"coded: {low:g} to {high:g}"


def weights(case: Case) -> dict[str, tuple[str, tuple[Weight, ...]]]:
    """Return what can be moved, by owner: its name, and its weights.

    Examples
    --------
    >>> from whowhom import read_case
    >>> name, found = weights(read_case("duel"))["actors.stalin"]
    >>> name, found[0].path, found[0].low, found[0].high
    ('Joseph Stalin', 'actors.stalin.apparatus', 0, 3)
    """
    owners: dict[str, tuple[str, tuple[Weight, ...]]] = {}
    for actor in case.actors:
        found = tuple(_bases(actor.id, actor.bases))
        owners[f"actors.{actor.id}"] = (actor.name, found)
    for body in case.audiences:
        top = max(1.0, body.weight.high)
        one = Weight(
            path=f"audiences.{body.id}.weight", name="weight", coded=body.weight, low=0, high=top
        )
        owners[f"audiences.{body.id}"] = (body.name, (one,))
    for shock in case.shocks:
        column = size_of(shock.kind)
        if column.low is None or column.high is None or shock.size.low != shock.size.low:
            continue
        one = Weight(
            path=f"shocks.{shock.id}.size",
            name="size",
            coded=shock.size,
            low=column.low,
            high=column.high,
        )
        words = f"{shock.id.replace('_', ' ')}, {shock.date.text}"
        owners.setdefault(f"shocks.{shock.id}", (words, (one,)))
    return owners


def _bases(actor: str, bases: Mapping[str, Quantity]) -> Iterator[Weight]:
    for base in BASES:
        column = TABLES["actors"].column(base)
        yield Weight(
            path=f"actors.{actor}.{base}",
            name=base.replace("_", " "),
            coded=bases[base],
            low=column.low or 0,
            high=3 if column.high is None else column.high,
        )


def put_in_weights(bench: Workbench, key: str, case: Case) -> None:
    """Put in the slider and the answer that follows it."""
    owners = {name: one for name, one in weights(case).items() if one[1]}
    begin = next(one for one in owners if one != f"actors.{case.arbiter}")
    mine = _Moving(bench, key, case)
    tag(
        "p",
        "The answer follows from a small ensemble, paired with the case as coded (common random "
        "numbers), and is refined while you read. Sampling error is shown with it.",
        classes="ww-sub ww-prose",
    )
    with tag("div", classes="ww-form", role="group", aria_label="Which weight"):
        groups = (("People", "actors."), ("Bodies", "audiences."), ("Shocks", "shocks."))
        with tag("label"):
            tag("span", "whose weight")
            chooser = tag("select", name="owner")
            with chooser:
                for group, start in groups:
                    with tag("optgroup", label=group):
                        for name, (text, _) in owners.items():
                            if name.startswith(start):
                                is_first = True if name == begin else None
                                tag("option", text, value=name, selected=is_first)
        which = tag("div", classes="ww-form ww-inline")
    place = tag("div")
    mine.shown = tag("div", classes="ww-quick", role="region", aria_label="The answer that follows")
    mine.problem = problem_line()

    def choose(path: str) -> None:
        one = next((w for _, found in owners.values() for w in found if w.path == path), None)
        if one is None:
            return
        place.clear()
        with place:
            label = f"{owners[path.rpartition('.')[0]][0]}: {one.name}"
            moved = MovedWeight(label, one.low, one.high, one.step, one.middle, one.words)
            moved.on("move", lambda event: mine.move(one, event.args))

    def fill(owner: str) -> None:
        if owner not in owners:
            return
        found = owners[owner][1]
        which.clear()
        with which:
            second = select_field("which", "which", {one.path: one.name for one in found})
            second.on(
                "change",
                lambda event: choose(str(event.args)[:200]),
                js_handler="(event) => emit(event.target.value)",
            )
        choose(found[0].path)

    chooser.on(
        "change",
        lambda event: fill(str(event.args)[:100]),
        js_handler="(event) => emit(event.target.value)",
    )
    fill(begin)
    mine.follow()


def put_in_first_answer(bench: Workbench, key: str, case: Case, change: Change) -> None:
    """Put in an answer from a small ensemble, which stands until the whole one is there."""
    mine = _Moving(bench, key, case, change, most=_FIRST)
    mine.shown = tag("div", classes="ww-quick", role="region", aria_label="A first answer")
    mine.problem = problem_line()
    mine.follow()


class _Moving:
    """What one page asks, while a weight is moved or for a first answer."""

    shown: ui.element
    problem: ui.element

    def __init__(
        self,
        bench: Workbench,
        key: str,
        case: Case,
        change: Change = Change(),  # noqa: B008 - it is frozen
        most: int = MOST_RUNS,
    ) -> None:
        self._bench, self._key, self._case = bench, key, case
        self._page, self._number = f"page-{next(_PAGES)}", 0
        self._change, self._most = change, most
        newest = bench.results.get(case, MOST_RUNS, SEED)
        self._stored = ""
        if newest is not None:
            self._stored = str(bench.results.place(bench.results.key(case, MOST_RUNS, SEED)))

    def follow(self) -> None:
        """Make the baseline ready, and look for answers while the page is open."""
        self._ask()
        ui.timer(_POLL, self._look)
        client = ui.context.client
        client.on_disconnect(lambda: self._bench.quick.drop(self._page))

    def move(self, weight: Weight, value: object) -> None:
        """Ask for the effect of a value."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        number = min(weight.high, max(weight.low, float(value)))
        self._change = Change.of(set={weight.path: f"{number:g}"})
        self._ask()
        self.shown.props["aria-busy"] = "true"

    def _ask(self) -> None:
        self._number += 1
        self._bench.quick.ask(
            QuickAsked(
                page=self._page,
                number=self._number,
                state=self._bench.results.state(self._case),
                case=self._case,
                change=self._change,
                stored=self._stored,
                most=self._most,
            )
        )

    def _look(self) -> None:
        answer = self._bench.quick.take(self._page)
        if answer is None or answer.number != self._number or not self._change:
            return
        self.problem.set_visibility(bool(answer.problem))
        if answer.problem:
            self.problem.set_text(answer.problem)  # type: ignore[attr-defined]
            return
        self.shown.props["aria-busy"] = "false"
        self.shown.clear()
        with self.shown:
            self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        """Put in the answer as far as it has come."""
        told = {found.id: found for found in answer.told}
        words = " ".join(told[name].sentence for name in ("headline", "effect") if name in told)
        tag("p", words, classes="ww-lead", role="status")
        effects = told.get("effects")
        rest = "" if answer.runs >= self._most else f", refined up to {self._most:,}"
        basis = [f"{counted(answer.runs, 'paired run')}{rest}"]
        if effects is not None:
            widest = max(row["high"] - row["low"] for row in effects.numbers)
            basis.append(f"sampling error of a difference at most ±{50 * widest:.0f} points")
        tag("p", " · ".join((*basis, str(self._change))), classes="ww-status ww-before-table")
        if effects is not None and effects.table is not None:
            table_grid(effects.table)
        if self._most < MOST_RUNS:
            return  # the page itself offers the whole
        with tag("div", classes="ww-acts"):
            button("All effects, with charts and runs", self._whole, classes="ww-button is-small")

    def _whole(self) -> None:
        try:
            asked = Asked(case=self._key, change=self._change, runs=MOST_RUNS, seed=SEED)
            there = ask(self._bench, asked)
        except InvalidInput as error:
            self.problem.set_text(str(error))  # type: ignore[attr-defined]
            self.problem.set_visibility(True)
            return
        ui.navigate.to(there)
