"""``whowhom solve``: formal models on numbers."""

from typing import Annotated

from cyclopts import App, Parameter

from whowhom.cli.output import emit, say
from whowhom.errors import InvalidInput

__all__ = ["solve"]

solve = App(
    name="solve",
    help="Apply a formal model to numbers.",
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)


@solve.command
def coalition(
    *,
    power: Annotated[str, Parameter(help="Power of each actor: ann=3,bob=4,cat=5 (or 3,4,5).")],
    majority: Annotated[
        str, Parameter(help="Share of power needed to remove somebody, from 1/2 to below 1.")
    ] = "1/2",
    json: Annotated[bool, Parameter(help="Print one JSON object.", show_default=False)] = False,
) -> None:
    """Who can rule together when nobody can promise anything.

    The ultimate ruling coalition of Acemoglu, Egorov and Sonin (2008).
    """
    powers = _powers(power)
    from whowhom.theory.coalition import ruling_coalition

    found = ruling_coalition(powers, majority=majority)
    if json:
        emit(
            {
                "model": "coalition",
                "power": powers,
                "majority": str(found.majority),
                "members": list(found.members),
                "purged": list(found.purged),
                "all_members": [list(members) for members in found.all_members],
                "share": found.share,
                "margin": found.margin,
            }
        )
        return
    if found.is_unique:
        say(
            f"{_joined(found.members)} rule{_s(found.members)}, "
            f"with {found.share:.0%} of the power."
        )
    else:
        say(f"A tie: {len(found.all_members)} coalitions could rule.")
        for members in found.all_members:
            say(f"  {_joined(members)}")
    if found.is_unique and found.purged:
        say(f"Removed: {_joined(found.purged)}.")
    say(f"The answer holds while no power changes by more than {found.margin:.1%}.", style="dim")


def _powers(text: str) -> dict[str, str]:
    """Read ``ann=3,bob=4``; numbers without names get the names 1, 2, ..."""
    powers: dict[str, str] = {}
    problems = []
    for number, part in enumerate(text.split(","), start=1):
        name, sign, value = part.rpartition("=")
        name = name.strip() if sign else str(number)
        if not name or not value.strip():
            problems.append(f"power: {part.strip()!r} is not NAME=NUMBER")
        elif name in powers:
            problems.append(f"power: {name!r} stands twice")
        powers[name] = value.strip()
    if problems:
        raise InvalidInput("\n".join([*problems, "write --power ann=3,bob=4,cat=5"]))
    return powers


def _joined(names: tuple[str, ...]) -> str:
    """Return names as one would say them."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _s(names: tuple[str, ...]) -> str:
    """Return the ending of the verb."""
    return "s" if len(names) == 1 else ""
