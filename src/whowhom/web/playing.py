"""Starting a run from a page."""

from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.result import Result
from whowhom.errors import InvalidInput
from whowhom.web.elements import address
from whowhom.web.playing_into import play_into
from whowhom.web.workbench import Workbench

__all__ = ["USUAL", "asked_result", "asked_settings", "start_playing", "whole_number"]

USUAL = (2000, 1)
"""Plays and seed where nothing is said."""


def asked_settings(bench: Workbench, key: str, runs: str, seed: str) -> tuple[int, int] | None:
    """Return plays and seed that an address names, or those of the newest result; None if none.

    Raises
    ------
    InvalidInput
        If they are no numbers within their limits, or the case cannot be played.
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


def start_playing(bench: Workbench, key: str, runs_text: str, seed_text: str) -> str:
    """Play a case in a process of its own; return the address at which its answer will be.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, the case cannot be played, or too much work is waiting.
    """
    runs, seed = whole_number("plays", runs_text), whole_number("seed", seed_text)
    check_settings(runs, seed, None, None)
    case = bench.cases.get(key).case
    there = address("/", case=key, runs=runs, seed=seed)
    if bench.results.get(case, runs, seed) is not None:
        bench.results.note(case, runs, seed)
        return there
    name = bench.results.key(case, runs, seed)
    bench.jobs.submit(
        name,
        f"{runs:,} plays of {case.title}",
        there,
        play_into,
        {"case": case, "runs": runs, "seed": seed, "folder": str(bench.results.place(name))},
        on_done=lambda _none: bench.results.note(case, runs, seed),
    )
    return there
