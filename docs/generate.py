"""Write the tables of pages that describe the model and the figures; no row is typed twice.

    python docs/generate.py

rewrites what stands between ``<!-- name: begin -->`` and ``<!-- name: end -->`` in ``odd.md``,
``mechanisms.md`` and ``figures.md``, and the last column of the table of M01 to M50.
``tests/unit/test_docs.py`` fails while a page lags behind the code.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from whowhom import start
from whowhom.cases.case import Quantity
from whowhom.reporting.figures import FIGURES
from whowhom.sim.layout import STATUSES
from whowhom.sim.mechanisms import MECHANISMS
from whowhom.sim.parameters import PARAMETERS
from whowhom.sim.phases import fame, fate, speech
from whowhom.sim.schedule import SCHEDULE

DOCS = Path(__file__).parent
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
        (str(place), f"`{phase.function}`", f"[{phase.file}]({PHASES}/{phase.file}.py)", phase.does)
        for place, phase in enumerate(SCHEDULE, start=1)
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
        fame.SEEN,
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
            one.phase,
            one.does,
            ", ".join(f"`{name}` {number(value)}" for name, value in one.off.items()),
            cited(shown.get(one.name, ())) or "no test yet",
        )
        for one in MECHANISMS
    )
    return table(("switch", "phase", "what it does", "off at", "sign shown by"), rows)


def with_tests(line: str) -> str:
    """Return a row of the table of M01 to M50 with its last cell written anew."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    shown = sign_tests()
    tests = [test for name in re.findall(r"`(\w+)`", cells[4]) for test in shown.get(name, ())[:1]]
    for words in MORE.get(cells[0], ()):
        tests += [name for name, _ in model_tests() if words in name.split("::")[1]]
    return "| " + " | ".join([*cells[:7], cited(dict.fromkeys(tests)) or "-"]) + " |"


def figures() -> Iterator[str]:
    of = {"result": "a result", "what-if": "a what-if", "what-ifs": "what-ifs"}
    rows = (
        (
            f"`{one.name}`",
            of[one.of],
            one.shows.removeprefix("of a what-if: ").removeprefix("of what-ifs: "),
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
    "figures.md": {"figures": figures},
}


def put(text: str, mark: str, lines: Iterable[str]) -> str:
    """Return the text with what stands between two markers replaced."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit(f"expected the markers of {mark!r} once each: {begin} and {end}")
    head, rest = text.split(begin)
    return f"{head}{begin}\n" + "\n".join(lines) + f"\n{end}{rest.split(end)[1]}"


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
