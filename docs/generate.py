"""Write the tables of pages that describe the model and the figures; no row is typed twice.

    python docs/generate.py

rewrites what stands between ``<!-- name: begin -->`` and ``<!-- name: end -->`` in ``odd.md``,
``mechanisms.md``, ``casebook.md`` and ``figures.md``, and the manual page ``whowhom.1``.
``tests/unit/test_docs.py`` fails while a page lags behind the code.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from marked import put

from whowhom.casebook.read import read_casebook
from whowhom.cases.case import Case, Quantity
from whowhom.cases.dates import day_text
from whowhom.cli import manual
from whowhom.reporting.figures import FIGURES
from whowhom.scenario import start
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth
from whowhom.sim.layout import STATUSES
from whowhom.sim.month import SCHEDULE, what_happens
from whowhom.sim.parameters import MECHANISMS, PARAMETERS
from whowhom.sim.phases import drift, fate, speech

DOCS = Path(__file__).parent
MAN_PAGE = "whowhom.1"
"""The manual page, which the wheel puts where ``man`` looks."""
SIGN_TESTS = DOCS.parent / "tests" / "unit" / "sim"
PHASES = "../src/whowhom/sim/phases"

MORE = {
    "M08": ("debts_are_paid",),
    "M10": ("war_pays",),
    "M12": ("death_of_the_arbiter",),
    "M14": ("won_later_lends",),
    "M21": ("are_seen",),
    "M26": ("a_levy",),
    "M27": ("dissent_too_late",),
    "M28": ("fates_only_rise",),
    "M29": ("exile_is_heard",),
    "M38": ("exile_is_heard",),
    "M41": ("silences_his_guest",),
    "M43": ("shock_abroad", "leash_slips"),
    "M47": ("assassination_breaks",),
}
"""Tests that show a story beside the sign of its switches: words of their names."""

ROW = re.compile(r"^\| (M\d\d) \|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def number(value: float) -> str:
    return f"{value:g}"


def schedule() -> Iterator[str]:
    rows = (
        (str(place), f"`{phase.__name__}`", f"[{file}]({PHASES}/{file}.py)", what_happens(phase))
        for place, phase in enumerate(SCHEDULE, start=1)
        for file in (phase.__module__.rpartition(".")[2],)
    )
    return table(("", "phase", "file", "what happens"), rows)


def parameters() -> Iterator[str]:
    rows = (
        (
            f"`{one.name}`",
            number(one.default),
            f"{number(one.low)} to {number(one.high)}",
            one.origin,
            one.meaning,
        )
        for one in PARAMETERS
    )
    return table(("parameter", "default", "range", "origin", "meaning"), rows)


def statuses() -> Iterator[str]:
    columns = (
        speech.ACCESS,
        drift.SEEN,
        fate.REACH,
        fate.SEVERITY,
    )
    rows = (
        (status, *(number(column[place]) for column in columns))
        for place, status in enumerate(STATUSES)
    )
    return table(("status", "platform", "seen", "home reach", "severity"), rows)


def implied() -> Iterator[str]:
    implied_posts: Mapping[str, Mapping[str, float]] = start.IMPLIED_POSTS
    columns = ("fills", "voice", "abroad", "force", "purse", "seat", "prestige")
    head = ("base", *(column.replace("abroad", "voice abroad") for column in columns))
    rows = (
        (base, *(number(commands.get(column, 0.0)) for column in columns))
        for base, commands in implied_posts.items()
    )
    return table(head, rows)


def ties() -> Iterator[str]:
    return table(("tie", "sign"), ((kind, f"{sign:+g}") for kind, sign in start.TIE_SIGNS.items()))


def conditions() -> Iterator[str]:
    kinds = {f"discipline ({kind})": value for kind, value in start.DISCIPLINE.items()}
    return table(
        ("condition", "default"),
        ((name, spread(value)) for name, value in (*start.CONDITIONS.items(), *kinds.items())),
    )


def spread(value: Quantity) -> str:
    if value.low == value.high:
        return number(value.low)
    return f"{number(value.low)} to {number(value.high)}, drawn per run"


@cache
def model_tests() -> list[tuple[str, ast.FunctionDef]]:
    """Return name and tree of each test of the regime model that is expected to pass."""
    return [
        (f"tests/unit/sim/{path.name}::{node.name}", node)
        for path in sorted(SIGN_TESTS.glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not any("xfail" in ast.unparse(mark) for mark in node.decorator_list)
    ]


@cache
def sign_tests() -> dict[str, list[str]]:
    """Return the sign tests by the name of their mechanism, from the marks ``@sign(name)``."""
    found: dict[str, list[str]] = {}
    for name, node in model_tests():
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "sign":
                for argument in mark.args:
                    if isinstance(argument, ast.Constant):
                        found.setdefault(str(argument.value), []).append(name)
    return found


def cited(names: Iterable[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names)


def switches() -> Iterator[str]:
    shown = sign_tests()
    rows = (
        (
            f"`{one.name}`",
            one.submodel,
            one.does,
            ", ".join(f"`{name}` {number(value)}" for name, value in one.off.items()),
            cited(shown.get(one.name, ())) or "no test yet",
        )
        for one in MECHANISMS
    )
    return table(("switch", "submodel", "what it does", "off at", "sign shown by"), rows)


def with_tests(line: str) -> str:
    """Return a row of the table of M01 to M50 with its last cell written anew."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    shown = sign_tests()
    tests = [test for name in re.findall(r"`(\w+)`", cells[4]) for test in shown.get(name, ())[:1]]
    for words in MORE.get(cells[0], ()):
        tests += [name for name, _ in model_tests() if words in name.split("::")[1]]
    return "| " + " | ".join([*cells[:7], cited(dict.fromkeys(tests)) or "-"]) + " |"


def cases() -> Iterator[str]:
    head = ("id", "title", "regime", "start", "decided", "contenders", "winner", "gap")
    return table(head, map(case_row, read_casebook()))


def case_row(case: Case) -> tuple[str, ...]:
    """Return one row; a star marks what was decided after the case ends."""
    truth = Truth.of(case)
    decided = day_text(truth.decided) if truth.decided else "-"
    is_late = truth.decided is not None and truth.decided > case.end
    return (
        f"`{case.id}`",
        case.title,
        case.regime_type,
        day_text(case.start),
        decided + "*" * is_late,
        str(len(case.actors)),
        ", ".join(truth.winners) or "none",
        f"{100 * Opening.of(case).largest_gap:.1f}",
    )


def figures() -> Iterator[str]:
    of = {"result": "a result", "what-if": "a what-if", "what-ifs": "what-ifs", "odds": "odds"}
    rows = (
        (
            f"`{one.name}`",
            of[one.of],
            one.shows.removeprefix("of a what-if: ")
            .removeprefix("of what-ifs: ")
            .removeprefix("of odds through time: "),
            one.needs,
            "; ".join(column.heading for column in one.columns),
        )
        for one in FIGURES
    )
    return table(("figure", "of", "shows", "needs", "columns of its table"), rows)


TABLES: Mapping[str, Mapping[str, Callable[[], Iterator[str]]]] = {
    "odd.md": {
        "schedule": schedule,
        "implied": implied,
        "ties": ties,
        "conditions": conditions,
        "statuses": statuses,
        "parameters": parameters,
    },
    "mechanisms.md": {"switches": switches},
    "casebook.md": {"cases": cases},
    "figures.md": {"figures": figures},
}


def rendered(page: str) -> str:
    """Return a page as it should read."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for mark, lines in TABLES[page].items():
        text = put(text, mark, lines())
    return "".join(
        with_tests(line.rstrip("\n")) + "\n" if ROW.match(line) else line
        for line in text.splitlines(keepends=True)
    )


if __name__ == "__main__":
    for page in TABLES:
        (DOCS / page).write_text(rendered(page), encoding="utf-8")
        print(DOCS / page)
    (DOCS / MAN_PAGE).write_text(manual.page(), encoding="utf-8")
    print(DOCS / MAN_PAGE)
