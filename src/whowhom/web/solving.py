"""The work behind the page of formal models: all that apply to a case on one day."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from whowhom.cases.case import Case, Day
from whowhom.errors import WhoWhomError
from whowhom.theory.arguments import REQUIRED
from whowhom.theory.registry import MODELS, Model

__all__ = ["Solved", "applicable", "assumption", "solve_all"]

_DRAWS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What a model says of a circle."""

    model: str
    text: str
    is_answer: bool
    """Whether it has an answer; else the text says why not."""
    over_ranges: tuple[tuple[str, float], ...] = ()
    """For the ruling coalition: how often each actor is in it, over the coder's ranges."""


def applicable(model: Model) -> bool:
    """Say whether a case has all that a model needs."""
    return model.name == "voting-power" or (
        any(argument.case for argument in model.arguments)
        and all(argument.case or argument.default is not REQUIRED for argument in model.arguments)
    )


def assumption(model: Model) -> str:
    """Return what a model assumes, from the description of its solver."""
    text = inspect.getdoc(model.load()) or ""
    body = text.split("\nParameters\n")[0].strip().split("\n\n")
    paragraphs = [" ".join(part.split()) for part in body[1:]]
    plain = " ".join(paragraphs) or " ".join(body[0].split())
    plain = re.sub(r"\s*\[\d+\]_|`+|\*|:func:|:class:", "", plain)
    return " ".join(plain.split())


def solve_all(tell: Callable[..., None], *, case: Case, day: Day) -> list[Solved]:
    """Apply every model that a case has the numbers for: the work of a job."""
    from whowhom.snapshot import Snapshot

    models = [model for model in MODELS if applicable(model)]
    tell(0, len(models), "measuring power on that day")
    snapshot = Snapshot.from_case(case, day, draws=_DRAWS)
    names = case.names
    called = {
        actor: names[actor] if list(names.values()).count(names[actor]) == 1 else actor
        for actor in snapshot.actors
    }
    given: dict[str, Any] = {
        "power": {called[a]: Decimal(str(p)) for a, p in snapshot.power.items()},
        "line": {called[a]: value for a, value in snapshot.line.items()},
        "majority": snapshot.majority,
    }
    found = []
    for done, model in enumerate(models):
        tell(done, len(models), model.title)
        found.append(_solved(model, given, snapshot))
    return found


def _solved(model: Model, given: dict[str, Any], snapshot: Any) -> Solved:
    """Apply one model."""
    arguments = {a.name: given[a.case] for a in model.arguments if a.case}
    if model.name == "voting-power":
        votes = {name: int(power * 10_000) for name, power in given["power"].items()}
        quota = int(snapshot.majority * sum(votes.values())) + 1
        arguments = {"weight": votes, "quota": quota}
    try:
        text = str(model.load()(**arguments))
    except (WhoWhomError, ValueError) as error:
        return Solved(model=model.name, text=str(error), is_answer=False)
    often = _over_ranges(snapshot) if model.name == "coalition" else ()
    return Solved(model=model.name, text=text, is_answer=True, over_ranges=often)


def _over_ranges(snapshot: Any) -> tuple[tuple[str, float], ...]:
    """Return how often each actor rules, over draws of the coder's ranges."""
    from whowhom.theory.coalitions.coalition import ruling_coalition

    counts = dict.fromkeys(snapshot.actors, 0)
    for powers, majority in zip(snapshot.draws, snapshot.majorities, strict=True):
        whole = [max(1, round(float(power) * 10**6)) for power in powers]
        try:
            members = ruling_coalition(whole, majority=round(float(majority), 4)).members
        except WhoWhomError:
            continue  # a tie in this draw
        for i in members:
            counts[snapshot.actors[i]] += 1
    whole_count = max(1, len(snapshot.draws))
    return tuple((actor, count / whole_count) for actor, count in counts.items())
