"""The answer in words: sentences in frequencies, with what the answer rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.cases.case import BASES, Case, Quantity
from whowhom.cases.check import Report
from whowhom.cases.evidence import UNSOURCED, evidence, sourced_values
from whowhom.cases.spoken import spoken_path
from whowhom.charts.words import FATE_WORDS, month_span, of_100, spoken_month
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.documented import FALL
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import luck_decides

__all__ = ["Told", "luck", "summary"]


@dataclass(frozen=True, slots=True)
class Told:
    """A paragraph; `weak` names what it rests on without a source."""

    text: str
    weak: str = ""


def summary(result: Result, report: Report) -> Told:
    """Return some sentences on who falls and how, and what the answer leans on."""
    case, names = result.case, _names(result.case)
    start = spoken_month(case.start.month_number)
    parts = [f"The circle of {start} is played out {result.runs:,} times from what was known then."]
    if luck_decides(answers.winners(result.tally, result.circle)[:-1], result.runs):
        parts.append("The first two are so close that luck alone could reverse their order.")
    parts.append(_rival(result, names))
    parts.append(_documented(result, names))
    return Told(" ".join(part for part in parts if part), _weak(case, report))


def luck(runs: int) -> str:
    """Return how far luck may move a share of so many plays, at worst.

    Examples
    --------
    >>> luck(10_000)
    '±1 point of luck'
    """
    points = 98 / runs**0.5
    text = f"{points:.0f}" if points >= 0.95 else f"{points:.1f}"
    return f"±{text} point{'s' * (text != '1')} of luck"


def _rival(result: Result, names: Mapping[str, str]) -> str:
    """Tell of the one who falls most often."""
    rows = answers.removals(result.tally, result.circle)
    if not rows or not rows[0]["share"]:
        return "Nobody falls in any play."
    top = rows[0]
    text = f"{names[top['actor']]} falls in {of_100(top['share'])} of 100"
    if top["median"]:
        text += f", half the time by {spoken_month(month_span(top['median'])[0])}"
    ends = [
        row
        for row in answers.fates(result.tally, result.circle)
        if row["actor"] == top["actor"] and row["fate"] != "inner"
    ]
    most = max(ends, key=lambda row: row["share"])
    return f"{text}; most often he ends {FATE_WORDS[most['fate']]} ({of_100(most['share'])})."


def _documented(result: Result, names: Mapping[str, str]) -> str:
    """Tell how the documented course stands among the plays."""
    ruler = answers.ruler(result.tally, result.circle, result.documented)
    events = [
        row
        for row in answers.course(result.tally, result.circle, result.documented)
        if row["event"] == FALL
    ]
    text = ""
    if ruler:
        is_first = ruler["most_frequent"]
        how = "is on top most often here too" if is_first else "is not the likeliest here"
        text = f"In fact {names[ruler['actor']]} ruled, who {how}."
    if events:
        inside = sum(row["inside"] for row in events)
        text += (
            f" {inside} of {len(events)} documented falls lie within the span of nine "
            "tenths of the plays."
        )
    return text.strip()


def _weak(case: Case, report: Report) -> str:
    """Name the widest ranges that only the coder's judgement speaks for."""
    grades = evidence(case)
    found = [
        (_width(path, quantity), spoken_path(case, path))
        for path, quantity, _ in sourced_values(case)
        if grades[path] in ("assumed", UNSOURCED)
    ]
    found.sort(key=lambda one: -one[0])
    widest = [text for width, text in found if width > 0][:2]
    unsourced = len(report.unsourced)
    rests = f"{unsourced:,} of {report.values:,} values have no source. " if unsourced else ""
    if not widest:
        return rests
    return f"{rests}Widest of all that the coder assumes: {' and '.join(widest)}."


def _width(path: str, value: Quantity) -> float:
    """Return how wide a range is beside what the value may be; 0 for what is not power."""
    table, _, column = path.split(".", 3)[:3] if path.count(".") > 1 else (path, "", "")
    span = value.high - value.low
    if table == "actors" and column in BASES:
        return span / 3
    if table == "posts" and column == "fills":
        return span
    if table == "audiences" and column == "weight":
        return span / max(1e-9, value.high)
    return 0.0


def _names(case: Case) -> dict[str, str]:
    return case.names | {NOBODY: "nobody"}
