"""What speaks for each number of a case: the grade of its sources, by the number's path.

A path is how a change, a what-if and a ranking of unknowns name a number: ``actors.stalin.army``,
``posts.war.fills.cadres``, ``ties.trotsky.stalin.feud``.
"""

from collections.abc import Iterator

from whowhom.cases.case import BASES, SKILLS, Case, Quantity, References
from whowhom.cases.vocabulary import GRADES

__all__ = ["DEFAULT", "GRADES", "UNSOURCED", "evidence", "sourced_values"]

UNSOURCED = "unsourced"
"""Stated in a table that names no source for it."""
DEFAULT = "default"
"""Stated nowhere: the default of its column."""


def sourced_values(case: Case) -> Iterator[tuple[str, Quantity, References]]:
    """Yield every number of a case with its path and the sources that speak for it."""
    for actor in case.actors:
        named = {**actor.bases, **actor.skills, "line": actor.line}
        for column in (*BASES, *SKILLS, "line"):
            yield f"actors.{actor.id}.{column}", named[column], _of(actor.references, column)
    for post in case.posts:
        for column in ("force", "purse", "seat", "prestige"):
            path = f"posts.{post.id}.{column}"
            yield path, getattr(post, column), _of(post.references, column)
        for column in ("fills", "voice"):
            for body, share in getattr(post, column).items():
                yield f"posts.{post.id}.{column}.{body}", share, _of(post.references, column)
    for audience in case.audiences:
        for column in ("weight", "turnover", "line", "line_sd"):
            path = f"audiences.{audience.id}.{column}"
            yield path, getattr(audience, column), _of(audience.references, column)
        for body, share in audience.fed_by.items():
            path = f"audiences.{audience.id}.fed_by.{body}"
            yield path, share, _of(audience.references, "fed_by")
    for tie in case.ties:
        path = f"ties.{tie.origin}.{tie.target}.{tie.kind}"
        yield path, tie.strength, _of(tie.references, "strength")
    for shock in case.shocks:
        yield f"shocks.{shock.id}.size", shock.size, _of(shock.references, "size")
    for host in case.hosts:
        for column in ("willingness", "dependence"):
            yield f"hosts.{host.id}.{column}", getattr(host, column), _of(host.references, column)
    for condition in case.conditions:
        yield f"conditions.{condition.id}", condition.value, _of(condition.references, "value")


def evidence(case: Case) -> dict[str, str]:
    """Return the grade of every number of a case, by path.

    Returns
    -------
    dict of str to str
        The weakest of :data:`GRADES` among the sources that speak for the number,
        :data:`UNSOURCED`, or :data:`DEFAULT` where the case does not state it.

    Examples
    --------
    >>> from whowhom.cases import read_case
    >>> evidence(read_case("duel"))["actors.trotsky.oratory"]
    'documented'
    """
    grades = {source.id: source.grade for source in case.sources}
    return {
        path: DEFAULT
        if path in case.by_default
        else max(
            (grades.get(one.source, "assumed") for one in references),
            key=list(GRADES).index,
            default=UNSOURCED,
        )
        for path, _, references in sourced_values(case)
    }


def _of(references: References, column: str) -> References:
    """Return the sources of one value: those that name it, or else those of the whole row."""
    return tuple(one for one in references if one.column == column) or tuple(
        one for one in references if not one.column
    )
