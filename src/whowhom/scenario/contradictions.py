"""What is wrong with a change as a whole, although each part of it is valid.

Two parts may contradict each other, and parts that are valid alone may leave a case that
no folder could hold: shares beyond one, one contender left, nobody whose opinion counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from whowhom.cases.case import Case, Quantity
from whowhom.cases.rules import circles
from whowhom.cases.vocabulary import SHOCK_KINDS, SUCCESSIONS
from whowhom.sim.parameters import MECHANISMS

__all__ = ["breaches", "contradictions"]

_ROUNDING = 1e-9

Settings = Sequence[tuple[str, str]]
Shocks = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def contradictions(settings: Settings, without: Sequence[str], shocks: Shocks) -> list[str]:
    """Find what is done twice, and what is done to something that is taken out.

    Parameters
    ----------
    settings : sequence of (str, str)
        Path and new value.
    without : sequence of str
        Paths of what is taken out.
    shocks : sequence of (str, sequence of (str, str))
        Shocks that are put in: id, and columns with their texts.

    Returns
    -------
    list of str
        One line for each contradiction, in the order of the change.
    """
    return [
        *_twice([path for path, _ in settings], "set"),
        *_twice([f"shocks.{name}" for name, _ in shocks], "put in"),
        *_twice(without, "taken out"),
        *_set_and_put_in(settings, shocks),
        *_done_to_what_goes(settings, without, shocks),
        *_switched_off_and_set(settings, without),
    ]


def breaches(before: Case, after: Case) -> list[str]:
    """Find the rules of a case folder that only the changed case breaks.

    Parameters
    ----------
    before, after : Case
        The case as it was and as it would be.

    Returns
    -------
    list of str
        One line for each breach.
    """
    old = set(_broken_rules(before))
    return [line for rule, line in _broken_rules(after).items() if rule not in old]


def _twice(paths: Sequence[str], done: str) -> Iterator[str]:
    for path in dict.fromkeys(paths):
        if paths.count(path) > 1:
            yield f"{path}: is {done} more than once"


def _set_and_put_in(settings: Settings, shocks: Shocks) -> Iterator[str]:
    """Find values that are set of a shock that the same change puts in."""
    for path, _ in settings:
        for name, _ in shocks:
            if path.startswith(f"shocks.{name}."):
                column = path.removeprefix(f"shocks.{name}.")
                yield f"{path}: shocks.{name} is put in; give it its {column} there"


def _done_to_what_goes(settings: Settings, without: Sequence[str], shocks: Shocks) -> Iterator[str]:
    """Find what is set of, put in for or given to something that is taken out."""
    gone = [path for path in dict.fromkeys(without) if "." in path]
    for path, text in dict.fromkeys(settings):
        for out in gone:
            if any(_is_of(needed, out) for needed in (path, *_needed(path, text))):
                yield f"{path}: is set, and {out} is taken out; do one of the two"
    for name, columns in shocks:
        for out in gone:
            if any(_is_of(needed, out) for needed in _needed_by_shock(name, dict(columns))):
                yield f"shocks.{name}: is put in, and {out} is taken out; do one of the two"


def _is_of(path: str, whole: str) -> bool:
    return path == whole or path.startswith(f"{whole}.")


def _needed(path: str, text: str) -> tuple[str, ...]:
    """Return what must be there, besides what the path begins with, for a value to be set."""
    match path.split("."):
        case ["posts", _, "holder"]:
            return (f"actors.{text}",)
        case ["ties", origin, target, _]:
            return f"actors.{origin}", f"actors.{target}"
    return ()


def _needed_by_shock(name: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    kind = columns.get("kind", "")
    table = SHOCK_KINDS[kind].target if kind in SHOCK_KINDS else ""
    return (
        f"shocks.{name}",
        f"{table}.{columns.get('target', '')}",
        f"actors.{columns.get('actor', '')}",
    )


def _switched_off_and_set(settings: Settings, without: Sequence[str]) -> Iterator[str]:
    """Find parameters that are set by the change and by a mechanism that is taken out."""
    for mechanism in MECHANISMS:
        if f"mechanisms.{mechanism.name}" not in without:
            continue
        for path, _ in settings:
            if path.removeprefix("parameters.") in mechanism.off and path.startswith("parameters."):
                yield (
                    f"{path}: is set, and mechanisms.{mechanism.name} is taken out, which sets it "
                    "too; do one of the two"
                )


def _broken_rules(case: Case) -> dict[str, str]:
    """Return the rules of ``whowhom.cases.rules`` that a change can break, with what is wrong."""
    found = {}
    for audience in case.audiences:
        filled = _total(post.fills.get(audience.id) for post in case.posts)
        if filled > 1 + _ROUNDING:
            found[f"fills {audience.id}"] = (
                f"posts.*.fills.{audience.id}: sum to {filled:.4g}; make the shares of all posts "
                f"in {audience.id} sum to at most 1"
            )
        fed = _total(audience.fed_by.values())
        if fed > 1 + _ROUNDING:
            found[f"fed {audience.id}"] = (
                f"audiences.{audience.id}.fed_by: sums to {fed:.4g}; make the shares sum to at "
                "most 1"
            )
        if audience.id in audience.fed_by:
            found[f"self {audience.id}"] = (
                f"audiences.{audience.id}.fed_by.{audience.id}: lets an audience feed itself; name "
                "other audiences only"
            )
    if not any(audience.weight.high for audience in case.audiences if not audience.abroad):
        found["weight"] = (
            "audiences.*.weight: no audience at home has any weight; give one of them a weight "
            "above 0"
        )
    by_posts = [post for post in case.posts if "posts" in SUCCESSIONS[post.succession].named]
    for circle in circles({post.id: post.succession_by for post in by_posts}):
        found[f"circle {circle}"] = (
            f"posts.{circle[0]}.succession: makes a circle, {' by '.join([*circle, circle[0]])}; "
            "let one of them go by power, be elected, or name an actor"
        )
    contenders = [actor.id for actor in case.actors if actor.id != case.arbiter]
    if len(contenders) < 2:
        found["contenders"] = (
            f"actors: {', '.join(contenders) or 'nobody'} would be left to contend; leave two at "
            "least"
        )
    return found


def _total(shares: Iterable[Quantity | None]) -> float:
    """Return the sum of the centres."""
    return sum(share.central() for share in shares if share is not None)
