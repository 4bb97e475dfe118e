"""The sources of each number of a case, by its path, and what the path names in words.

A path is how a change, a what-if and a ranking of unknowns name a number: ``actors.stalin.army``,
``posts.war.fills.cadres``, ``ties.trotsky.stalin.feud``.
"""

from collections.abc import Iterable, Iterator, Mapping

from whowhom.cases.case import BASES, SKILLS, Case, Quantity, Reference, References
from whowhom.cases.names import visible
from whowhom.cases.vocabulary import GRADES, UNSOURCED

__all__ = [
    "DEFAULT",
    "GRADES",
    "UNSOURCED",
    "evidence",
    "sourced_values",
    "sources_of",
    "spoken_path",
    "weakest_grade",
]

DEFAULT = "default"
"""Stated nowhere: the default of its column."""


def sourced_values(case: Case) -> Iterator[tuple[str, Quantity, References]]:
    """Yield every number of a case with its path and its sources."""
    for actor in case.actors:
        named = {**actor.bases, **actor.skills, "line": actor.line}
        for column in (*BASES, *SKILLS, "line"):
            yield f"actors.{actor.id}.{column}", named[column], sources_of(actor.references, column)
    for post in case.posts:
        for column in ("force", "purse", "seat", "prestige"):
            path = f"posts.{post.id}.{column}"
            yield path, getattr(post, column), sources_of(post.references, column)
        for column in ("fills", "voice"):
            for body, share in getattr(post, column).items():
                yield f"posts.{post.id}.{column}.{body}", share, sources_of(post.references, column)
    for audience in case.audiences:
        for column in ("weight", "turnover", "line", "line_sd"):
            path = f"audiences.{audience.id}.{column}"
            yield path, getattr(audience, column), sources_of(audience.references, column)
        for body, share in audience.fed_by.items():
            path = f"audiences.{audience.id}.fed_by.{body}"
            yield path, share, sources_of(audience.references, "fed_by")
    for tie in case.ties:
        path = f"ties.{tie.origin}.{tie.target}.{tie.kind}"
        yield path, tie.strength, sources_of(tie.references, "strength")
    for shock in case.shocks:
        yield f"shocks.{shock.id}.size", shock.size, sources_of(shock.references, "size")
        if not (shock.probability.is_certain and shock.probability.low == 1.0):
            path = f"shocks.{shock.id}.probability"
            yield path, shock.probability, sources_of(shock.references, "probability")
        if shock.months is not None:
            yield f"shocks.{shock.id}.months", shock.months, sources_of(shock.references, "months")
    for host in case.hosts:
        for column in ("willingness", "dependence"):
            yield (
                f"hosts.{host.id}.{column}",
                getattr(host, column),
                sources_of(host.references, column),
            )
    for condition in case.conditions:
        yield (
            f"conditions.{condition.id}",
            condition.value,
            sources_of(condition.references, "value"),
        )


def evidence(case: Case) -> dict[str, str]:
    """Return the grade of every number of a case, by path.

    Returns
    -------
    dict of str to str
        The weakest of :data:`GRADES` among the sources of the number,
        :data:`UNSOURCED`, or :data:`DEFAULT` where the case does not state it.

    Examples
    --------
    >>> from whowhom.cases import read_case
    >>> evidence(read_case("duel"))["actors.trotsky.oratory"]
    'documented'
    """
    grades = {source.id: source.grade for source in case.sources}
    return {
        path: DEFAULT if path in case.by_default else weakest_grade(references, grades)
        for path, _, references in sourced_values(case)
    }


def weakest_grade(references: Iterable[Reference], grades: Mapping[str, str]) -> str:
    """Return the weakest of :data:`GRADES` among some sources, :data:`UNSOURCED` if there are none.

    A value is no better than the weakest source that it needs; a source without a grade is assumed.
    """
    return max(
        (grades.get(one.source, "assumed") for one in references),
        key=list(GRADES).index,
        default=UNSOURCED,
    )


def sources_of(references: References, column: str) -> References:
    """Return the sources of one value: those that name it, or else those of the whole row."""
    return tuple(one for one in references if one.column == column) or tuple(
        one for one in references if not one.column
    )


_TIES = {"patron": "patronage", "friend": "friendship", "client": "clientship"}


def spoken_path(case: Case, path: str) -> str:
    """Return what a number of a case is, in words; the path itself where it is not known.

    Examples
    --------
    >>> from whowhom.cases import read_case
    >>> duel = read_case("duel")
    >>> spoken_path(duel, "actors.stalin.apparatus")
    'apparatus of Joseph Stalin'
    >>> spoken_path(duel, "ties.trotsky.stalin.feud")
    'feud of Leon Trotsky with Joseph Stalin'
    >>> spoken_path(duel, "parameters.abstention")
    'abstention (of the model)'
    """
    table, _, rest = path.partition(".")
    parts = rest.split(".")
    actors = {actor.id: visible(actor.name) for actor in case.actors}
    posts, hosts = case.short_titles("posts"), case.short_titles("hosts")
    bodies = {**case.short_titles("audiences"), "*": "everybody"}
    match table, parts:
        case "parameters", [name]:
            return f"{_words(name)} (of the model)"
        case "conditions", [name]:
            return f"{_words(name)} at the start"
        case "shocks", [name, ("size" | "probability") as column]:
            return f"{column} of the shock “{_words(name)}”"
        case "shocks", [name, "months"]:
            return f"length of the shock “{_words(name)}”"
        case "ties", [origin, target, kind] if {origin, target} <= actors.keys():
            return f"{_TIES.get(kind, _words(kind))} of {actors[origin]} with {actors[target]}"
        case "audiences", [body, column] if body in bodies:
            return f"{_words(column)} of {bodies[body]}"
        case "audiences", [body, "fed_by", other] if {body, other} <= bodies.keys():
            return f"places in {bodies[body]} filled from {bodies[other]}"
        case "posts", [post, "fills", body] if post in posts and body in bodies:
            return f"places in {bodies[body]} that {posts[post]} fills"
        case "posts", [post, "voice", body] if post in posts and body in bodies:
            return f"voice of {posts[post]} among {bodies[body]}"
        case "actors", [who, column] if who in actors:
            return f"{_words(column)} of {actors[who]}"
        case "posts", [post, column] if post in posts:
            return f"{_words(column)} of {posts[post]}"
        case "hosts", [host, column] if host in hosts:
            return f"{_words(column)} of {hosts[host]}"
        case "majority", _:
            return "majority that removes an actor"
    return path


def _words(name: str) -> str:
    return name.replace("_", " ")
