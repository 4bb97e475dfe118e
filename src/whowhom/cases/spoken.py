"""What a path names, in words: ``actors.stalin.army`` is "army of Joseph Stalin"."""

from whowhom.cases.case import Case
from whowhom.cases.names import visible

__all__ = ["short_name", "spoken_path"]

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
    posts = {post.id: short_name(visible(post.name)) for post in case.posts}
    hosts = {host.id: short_name(visible(host.name)) for host in case.hosts}
    bodies = {row.id: short_name(visible(row.name)) for row in case.audiences} | {"*": "everybody"}
    match table, parts:
        case "parameters", [name]:
            return f"{_words(name)} (of the model)"
        case "conditions", [name]:
            return f"{_words(name)} at the start"
        case "shocks", [name, "size"]:
            return f"size of the shock “{_words(name)}”"
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
            return "majority that removes a man"
    return path


def _words(name: str) -> str:
    return name.replace("_", " ")


def short_name(name: str) -> str:
    """Return a name without its explanation."""
    return name.partition(":")[0].partition(" (")[0]
