"""A model at several values of its parameters: every combination of them, each solved by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import Problems, shown
from whowhom.theory.registry import Model, model
from whowhom.theory.results import Result, plain
from whowhom.theory.words import wrapped

__all__ = ["MAX_POINTS", "Grid", "GridPoint", "solve_grid"]

MAX_POINTS = 10_000
"""Most combinations that :func:`solve_grid` solves."""

_TOLD = 40


@dataclass(frozen=True, slots=True)
class GridPoint:
    """One combination of values, and what the model says at it."""

    values: tuple[Any, ...]
    """The values of `varied`, as they were understood."""
    result: Any
    """The result of the solver."""


@dataclass(frozen=True, slots=True)
class Grid(Result):
    """What a model says at every combination of several values."""

    model: str
    """Name of the model."""
    varied: tuple[str, ...]
    """Names of the arguments with several values."""
    points: tuple[GridPoint, ...]
    """Every combination; the values of the last argument change first."""

    def to_dict(self) -> dict[str, Any]:
        """Return the points as dicts, with values by name."""
        points = [
            {
                "values": plain(dict(zip(self.varied, point.values, strict=True))),
                "result": plain(point.result),
            }
            for point in self.points
        ]
        return {"model": self.model, "varied": list(self.varied), "points": points}

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each point: the values, single numbers and texts, and the rulers."""
        rows = [
            _ruling(point.result)
            | {name: column[0] for name, column in point.result.single().items()}
            | dict(zip(self.varied, point.values, strict=True))
            for point in self.points
        ]
        names = [*self.varied, *(name for name in rows[0] if name not in self.varied)]
        return {name: [row.get(name) for row in rows] for name in names}

    def __str__(self) -> str:
        lines = []
        for point in self.points[:_TOLD]:
            values = zip(self.varied, map(plain, point.values), strict=True)
            where = ", ".join(f"{name} {value}" for name, value in values)
            answer = str(point.result).partition("\n")[0]
            lines.append(wrapped(f"{where}: {answer}", "  "))
        more = len(self.points) - _TOLD
        return "\n".join([*lines, *([f"... and {more:,} more"] if more > 0 else [])])


def solve_grid(name: str, /, **arguments: Any) -> Grid:
    """Solve a model at every combination of several values of its parameters.

    Parameters
    ----------
    name : str
        A model, as on the command line: ``"coalition"``, ``"killing-game"``.
    **arguments
        As for its solver. Each that is one number or one word may be a collection of such; lists
        for each actor stay what they are. At most 10,000 combinations.

    Returns
    -------
    Grid
        What the solver says at each combination; ``to_frame`` has a row for each.

    Raises
    ------
    InvalidInput
        If there is no such model or argument, or if the solver refuses a combination.

    Examples
    --------
    >>> found = solve_grid("coalition", power=[3, 4, 5], majority=["1/2", 4 / 7])
    >>> print(found)
    majority 1/2: 0, 1 and 2 rule, with 100% of the power.
    majority 4/7: 0 and 1 rule, with 58% of the power.
    >>> found.to_frame()["members"].to_list()
    [[0, 1, 2], [0, 1]]
    """
    asked = model(name)
    known = [argument.name for argument in asked.arguments]
    for argument in arguments:
        if argument not in known:
            raise InvalidInput(f"{name} takes no {argument!r}; it takes {', '.join(known)}")
    varied = tuple(a for a, value in arguments.items() if asked.varies(a, value))
    values = [list(arguments[argument]) for argument in varied]
    with Problems() as problems:
        for argument, several in zip(varied, values, strict=True):
            if not several:
                problems.add(f"{argument} is empty; give at least one value")
        points = 1
        for several in values:
            points *= len(several)
        if points > MAX_POINTS:
            problems.add(
                f"{', '.join(varied)} span {points:,} combinations; at most {MAX_POINTS:,} are "
                f"solved; give fewer values"
            )
    solve = asked.solver
    return Grid(
        model=name,
        varied=varied,
        points=tuple(
            GridPoint(
                values=_understood(asked, varied, each),
                result=solve(**(arguments | dict(zip(varied, each, strict=True)))),
            )
            for each in product(*values)
        ),
    )


def _understood(asked: Model, varied: Sequence[str], values: Sequence[Any]) -> tuple[Any, ...]:
    """Return values as the model reads them; those that it refuses are shown as they are."""
    found = []
    for name, value in zip(varied, values, strict=True):
        problems = Problems()
        read = asked.argument(name).read(value, problems)  # type: ignore[attr-defined]
        found.append(shown(value) if problems else read)
    return tuple(found)


def _ruling(result: Any) -> dict[str, Any]:
    """Return who rules, if that is what a result says."""
    members = getattr(result, "members", None)
    return {} if members is None else {"members": members}
