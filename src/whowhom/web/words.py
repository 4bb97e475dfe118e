"""The answer in words: sentences in frequencies, with what the answer rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.cases.case import Case
from whowhom.cases.check import Report
from whowhom.charts.months import month_span
from whowhom.charts.words import FATE_WORDS, of_100, spoken_month
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.documented import FALL
from whowhom.ensemble.result import Result

__all__ = ["Told", "headline", "luck", "summary"]


@dataclass(frozen=True, slots=True)
class Told:
    """A paragraph; `weak` names what it rests on without a source."""

    text: str
    weak: str = ""


def headline(result: Result) -> str:
    """Return the answer in one sentence."""
    *persons, nobody = answers.winners(result.tally, result.circle)
    best = persons[0]
    name, often = _names(result.case)[best["actor"]], of_100(best["share"])
    if best["share"] == 0:
        return f"Nobody comes out on top alone in any of {result.runs:,} plays"
    if best["share"] >= nobody["share"]:
        return f"{name} comes out on top in {often} of 100 plays"
    return f"Nobody rules alone in {of_100(nobody['share'])} of 100 plays; {name} does in {often}"


def summary(result: Result, report: Report) -> Told:
    """Return three sentences on who falls and how, and what the answer leans on."""
    case, names = result.case, _names(result.case)
    start = spoken_month(case.start.month_number)
    parts = [f"The circle of {start} is played out {result.runs:,} times from what was known then."]
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
    judged = {source.id for source in case.sources if source.grade == "assumed"}
    found: list[tuple[float, str]] = []
    for audience in case.audiences:
        if _is_assumed(audience.references, "weight", judged):
            width = (audience.weight.high - audience.weight.low) / max(1e-9, audience.weight.high)
            found.append((width, f"the weight of “{_short(audience.name)}” in decisions"))
    for post in case.posts:
        for where, share in post.fills.items():
            if _is_assumed(post.references, "fills", judged):
                body = _short(next(a.name for a in case.audiences if a.id == where))
                text = f"how many places in “{body}” the {_short(post.name)} fills"
                found.append((share.high - share.low, text))
    for actor in case.actors:
        for base, value in actor.bases.items():
            if _is_assumed(actor.references, base, judged):
                text = f"the {base.replace('_', ' ')} of {actor.name}"
                found.append(((value.high - value.low) / 3, text))
    found.sort(key=lambda one: -one[0])
    widest = [text for width, text in found if width > 0][:2]
    unsourced = len(report.unsourced)
    rests = f"{unsourced:,} of {report.values:,} values have no source. " if unsourced else ""
    if not widest:
        return rests
    return f"{rests}The least known of what it leans on: {' and '.join(widest)}."


def _short(name: str) -> str:
    """Return a name without its explanation."""
    return name.partition(":")[0].partition(" (")[0]


def _is_assumed(references: object, column: str, judged: set[str]) -> bool:
    """Say whether only the coder's judgement speaks for a value."""
    speaking = [r.source for r in references if r.column in {"", column}]  # type: ignore[attr-defined]
    return (bool(speaking) and speaking[-1] in judged) or not speaking


def _names(case: Case) -> dict[str, str]:
    return {actor.id: actor.name for actor in case.actors} | {NOBODY: "nobody"}
