"""What pages ask for: runs of a case and effects of a change, read from addresses and forms."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from whowhom.cases.case import BASES, SKILLS, Case
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.result import Result
from whowhom.errors import InvalidInput
from whowhom.reporting.figures import Comparison
from whowhom.scenario.change import Change, changed
from whowhom.scenario.questions import questions
from whowhom.web.elements import address
from whowhom.web.odds import (
    ODDS_RUNS,
    ODDS_SEED,
    Row,
    known_odds,
    odds_key,
    record_of,
    row_lines,
)
from whowhom.web.tasks import Answered, find_odds, run_into, run_pairs
from whowhom.web.workbench import Workbench

__all__ = [
    "USUAL",
    "Asked",
    "ask",
    "ask_odds",
    "asked_result",
    "asked_settings",
    "compared",
    "lines_of",
    "question_key",
    "read_change",
    "read_lines",
    "start_run",
    "whatif_address",
    "whole_number",
]

USUAL = (2000, 1)
"""Runs and seed where nothing is said."""


def asked_settings(bench: Workbench, key: str, runs: str, seed: str) -> tuple[int, int] | None:
    """Return runs and seed that an address names, or those of the newest result; None if none.

    Raises
    ------
    InvalidInput
        If they are not numbers within their limits, or the case cannot be run.
    """
    if not runs and not seed:
        return bench.results.newest(bench.cases.get(key).case)
    numbers = (
        whole_number("runs", runs or str(USUAL[0])),
        whole_number("seed", seed or str(USUAL[1])),
    )
    check_settings(*numbers, None, None)
    return numbers


def asked_result(bench: Workbench, key: str, runs: str, seed: str) -> Result | None:
    """Return the result that an address names, or the newest one; None if it is not there."""
    settings = asked_settings(bench, key, runs, seed)
    return bench.results.get(bench.cases.get(key).case, *settings) if settings else None


def whole_number(name: str, text: str) -> int:
    """Read a whole number that a user has typed.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    plain = text.strip().replace(",", "")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 20:
        raise InvalidInput(f"{name} must be a whole number, got {text[:40]!r}")
    return int(plain)


def start_run(bench: Workbench, key: str, runs_text: str, seed_text: str) -> str:
    """Run a case in a process of its own; return the address at which its answer will be.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, the case cannot be run, or too much work is waiting.
    """
    runs, seed = whole_number("runs", runs_text), whole_number("seed", seed_text)
    check_settings(runs, seed, None, None)
    case = bench.cases.get(key).case
    there = address("/", case=key, runs=runs, seed=seed)
    if bench.results.get(case, runs, seed) is not None:
        bench.results.note(case, runs, seed)
        return there
    name = bench.results.key(case, runs, seed)
    bench.jobs.submit(
        name,
        f"{runs:,} runs of {case.title}",
        there,
        run_into,
        {"case": case, "runs": runs, "seed": seed, "folder": str(bench.results.place(name))},
        on_done=lambda _none: bench.results.note(case, runs, seed),
    )
    return there


def ask_odds(bench: Workbench, key: str, rows: Sequence[Row] = (), before: str = "") -> str:
    """Compute odds in a process of their own; return the address at which they will be.

    Parameters
    ----------
    bench : Workbench
    key : str
        Of the case.
    rows : sequence of Row, optional
        A record that the user has entered; by default the course of the case.
    before : str, optional
        Key of the odds with which they are to be compared.

    Raises
    ------
    InvalidInput
        If the case cannot be run, or too much work is waiting.
    """
    case = bench.cases.get(key).case
    name = odds_key(bench, case, rows)
    there = address("/", case=key, event=row_lines(rows), before=before if before != name else "")
    if known_odds(bench, case, rows) is None:
        bench.jobs.submit(
            name,
            f"Odds through time of {case.title}"[:160],
            there,
            find_odds,
            {
                "case": case,
                "record": record_of(rows) if rows else None,
                "runs": ODDS_RUNS,
                "seed": ODDS_SEED,
            },
            on_done=lambda answer: bench.keep_answer(name, answer),
        )
    return there


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question: which change, of which case, in how many paired runs."""

    case: str
    """Key of the case."""
    change: Change
    runs: int
    seed: int


def whatif_address(asked: Asked) -> str:
    """Return the address of a question; it holds all that the answer depends on."""
    return address(
        "/whatif",
        case=asked.case,
        change=lines_of(asked.change),
        runs=asked.runs,
        seed=asked.seed,
    )


def lines_of(change: Change) -> list[str]:
    """Return a change as lines that :func:`read_lines` reads."""
    lines = [f"{path} = {value}" for path, value in change.settings]
    lines += [f"without {path}" for path in change.without]
    lines += [
        f"with shocks.{name}: {', '.join(f'{c}={v}' for c, v in columns)}"
        for name, columns in change.shocks
    ]
    return lines


def read_lines(lines: Iterable[str]) -> Change:
    """Read a change, one part a line.

    Raises
    ------
    InvalidInput
        If a line is no change; all of them are named.

    Examples
    --------
    >>> str(read_lines(["actors.a.army = 2", "without shocks.pact"]))
    'actors.a.army = 2; without shocks.pact'
    """
    settings: dict[str, str] = {}
    without: list[str] = []
    shocks: dict[str, dict[str, str]] = {}
    problems = []
    for line in (text.strip() for text in lines):
        if line.startswith("without "):
            without.append(line.removeprefix("without ").strip())
        elif line.startswith("with shocks."):
            name, colon, rest = line.removeprefix("with shocks.").partition(":")
            columns = [part.partition("=") for part in rest.split(",")]
            if not colon or not all(sign for _, sign, _ in columns):
                problems.append(f"{line!r}: write with shocks.ID: date=1927-11, kind=death, ...")
            shocks[name.strip()] = {key.strip(): value.strip() for key, _, value in columns}
        elif "=" in line:
            path, _, value = line.partition("=")
            if path.strip() in settings:
                problems.append(f"{path.strip()} is given twice")
            settings[path.strip()] = value.strip()
        elif line:
            problems.append(f"{line!r}: write PATH = VALUE, or without PATH")
    if problems:
        raise InvalidInput("\n".join(problems))
    return Change.of(set=settings, without=without, shocks=shocks)


def read_change(fields: Mapping[str, str], case: Case) -> Change:
    """Read the three fields of the form: of whom or what, what, how much or when.

    Raises
    ------
    InvalidInput
        If they do not fit together.
    """
    table, _, name = fields.get("of", "").partition(".")
    what, value = fields.get("what", ""), fields.get("value", "").strip()
    if not name or not what:
        raise InvalidInput("choose whom or what to change, and how")
    if what == "gone":
        return Change.of(without=[f"{table}.{name}"])
    if not value and what != "holder":
        raise InvalidInput("enter a value or a date")
    if table == "actors" and what == "dies":
        known = {shock.id for shock in case.shocks}
        shock = next(f"what_if_{n}" for n in range(1, 999) if f"what_if_{n}" not in known)
        return Change.of(shocks={shock: {"date": value, "kind": "death", "target": name}})
    if table == "actors" and what.startswith("post."):
        return Change.of(set={f"posts.{what.removeprefix('post.')}.holder": name})
    if table == "actors" and what not in (*BASES, *SKILLS, "line"):
        raise InvalidInput(f"an actor has no {what[:40]!r}")
    return Change.of(set={f"{table}.{name}.{what}": value})


def question_key(bench: Workbench, asked: Asked) -> str:
    """Return what names the answer."""
    case = bench.cases.get(asked.case).case
    words = [bench.results.state(case), *lines_of(asked.change), str(asked.runs), str(asked.seed)]
    return f"whatif-{hashlib.sha256(chr(0).join(words).encode()).hexdigest()[:16]}"


def ask(bench: Workbench, asked: Asked, title: str = "") -> str:
    """Start the paired runs in a process of their own; return the address of the answer.

    Raises
    ------
    InvalidInput
        If the change cannot be made, a number is outside its domain, or too much work is waiting.
    """
    check_settings(asked.runs, asked.seed, None, None)
    case = bench.cases.get(asked.case).case
    if not asked.change:
        raise InvalidInput("nothing is changed yet")
    changed(case, asked.change)
    key, there = question_key(bench, asked), whatif_address(asked)
    if key not in bench.answers:
        bench.jobs.submit(
            key,
            f"{asked.runs:,} paired runs: {title or asked.change}"[:160],
            there,
            run_pairs,
            {
                "case": case,
                "change": asked.change,
                "about": next(
                    (one.about for one in questions(case) if one.change == asked.change), ""
                ),
                "runs": asked.runs,
                "seed": asked.seed,
            },
            on_done=lambda answer: bench.keep_scenario(key, asked, answer),
        )
    return there


def compared(case: Case, asked: Asked, answer: Answered) -> Comparison:
    """Return what the figures of an answer show: ``on-top`` and ``effects``."""
    return Comparison(
        case=case,
        change=str(asked.change),
        runs=asked.runs,
        seed=asked.seed,
        effects=pl.DataFrame(answer.effects),
    )
