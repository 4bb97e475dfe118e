"""What stands behind a figure: documented events with their sources, and what was computed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whowhom.cases.evidence import GRADES

if TYPE_CHECKING:
    from whowhom.cases.case import Case, CourseEvent, Reference
    from whowhom.ensemble.result import Result

__all__ = ["Source", "computed", "documented", "timeline_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a source says for a figure."""

    what: str
    where: str
    """Citation and place."""
    grade: str
    """``documented``, ``disputed``, ``assumed``, or ``computed``."""


def computed(result: "Result") -> Source:
    """Return the source of all that a result counts: its case, seed and version."""
    work = result.description.work
    made = f"{result.runs:,} runs, seed {result.seed}, whowhom {work.whowhom}"
    return Source("all shares and months", f"{made}; case {work.case_sha256[:12]}", "computed")


def documented(case: "Case", wanted: "Callable[[CourseEvent], bool]") -> list[Source]:
    """Return the documented events of a case that are wanted, each with its sources."""
    from whowhom.charts.words import FATE_WORDS

    names = case.names
    return [
        Source(
            f"{names[event.actor]}, {FATE_WORDS.get(event.event, event.event)} {event.date.text}",
            _cited(case, event.references),
            _grade(case, event.references),
        )
        for event in sorted(case.course, key=lambda event: event.date.earliest)
        if wanted(event)
    ]


def timeline_sources(case: "Case") -> list[Source]:
    """Return the sources of the posts that were held, and of the shocks."""
    names = case.names
    titles = {post.id: post.name for post in case.posts}
    held = {(tenure.post, tenure.actor): tenure.references for tenure in case.tenures}
    told = [(f"{names[actor]}: {titles[post]}", refs) for (post, actor), refs in held.items()]
    told += [(f"{s.id.replace('_', ' ')}, {s.date.text}", s.references) for s in case.shocks]
    return [Source(what, _cited(case, refs), _grade(case, refs)) for what, refs in told]


def _cited(case: "Case", references: "Iterable[Reference]") -> str:
    """Return references as people write them."""
    known = {source.id: source for source in case.sources}
    parts = []
    for reference in references:
        source = known.get(reference.source)
        text = source.citation.split(". ")[0] if source else reference.source
        parts.append(f"{text}, {reference.locator}" if reference.locator else text)
    return "; ".join(dict.fromkeys(parts)) or "no source"


def _grade(case: "Case", references: "Iterable[Reference]") -> str:
    """Return the best grade among the sources."""
    grades = {source.id: source.grade for source in case.sources}
    found = {grades.get(reference.source, "assumed") for reference in references}
    return next((grade for grade in GRADES if grade in found), "assumed")
