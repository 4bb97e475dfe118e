"""The report of a check, for people."""

from collections.abc import Sequence

from whowhom.cases import Report
from whowhom.cli.output import counted, say

__all__ = ["print_report"]

_SHOWN = 50


def print_report(report: Report, *, strict: bool) -> None:
    """Print problems, warnings, defaults in force and values without a source."""
    if report.problems:
        _listed("Problems", [str(problem) for problem in report.problems], style="red")
    if report.warnings:
        _listed("Warnings", [str(warning) for warning in report.warnings], style="yellow")
    if report.case is not None:
        if report.defaults:
            _listed("Defaults in force", list(report.defaults))
        _sources(report, strict=strict)
    say(_verdict(report, strict=strict), style="bold")


def _sources(report: Report, *, strict: bool) -> None:
    """List the values that have no source."""
    if report.unsourced:
        lines = [f"{one.where} {one.name}" for one in report.unsourced]
        _listed("Values without a source", lines, style="red" if strict else "yellow")


def _verdict(report: Report, *, strict: bool) -> str:
    """Return the last line."""
    if report.case is None:
        return f"{counted(len(report.problems), 'problem')}: the case cannot be used."
    sourced = report.case.coverage
    if strict and report.unsourced:
        return f"{report.case.id}: {sourced}; --strict asks for all of them."
    return f"{report.case.id}: can be used. {sourced}; {counted(len(report.warnings), 'warning')}."


def _listed(title: str, lines: Sequence[str], *, style: str = "") -> None:
    """Print a title and lines, not too many."""
    say(f"{title} ({len(lines):,})", style=f"bold {style}".strip())
    for line in lines[:_SHOWN]:
        say(f"  {line}", wrap=False)
    if len(lines) > _SHOWN:
        say(f"  ... and {len(lines) - _SHOWN:,} more (all of them with --json)")
    say()
