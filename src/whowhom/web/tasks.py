"""The work of jobs: each function runs in a process of its own and returns plain values.

Nothing here loads the server or the charts before it is called.
"""

import inspect
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case, Day
from whowhom.errors import WhoWhomError
from whowhom.scenario.change import Change, changed
from whowhom.theory.arguments import REQUIRED
from whowhom.theory.registry import MODELS, Model

if TYPE_CHECKING:
    from whowhom.charts.theme import Look
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.progress import Progress
    from whowhom.reporting.blocks import Finding
    from whowhom.reporting.comparing import Side
    from whowhom.reporting.solutions import Solution

__all__ = [
    "Answered",
    "Rests",
    "Solved",
    "Told",
    "applicable",
    "assumption",
    "find_mechanisms",
    "find_odds",
    "find_unknowns",
    "run_into",
    "run_pairs",
    "solve_all",
    "traced",
    "traced_pair",
]

Tell = Callable[..., None]
Told = tuple[str, str]
"""Month and sentence of an event."""
_DRAWS = 300
_FIRST = "loading the model"
_MOST_FLIPS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of a change."""

    told: "tuple[Finding, ...]"
    """As :func:`whowhom.reporting.causes.what_if` returns them."""
    effects: list[dict[str, Any]]
    altered: float
    moves: list[tuple[str, str, int]]
    """Who is sole ruler as it is, who after the change, in how many runs; where they differ."""
    flipped: list[tuple[int, str, str]]
    """Number of a run, who is sole ruler as it is, who after the change."""
    after: "Side"
    """The answer after the change, to be laid beside another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """When the answer is decided, and which uncertain inputs it depends on."""

    told: "tuple[Finding, ...]"
    """``inputs``, ``parameters`` (if any are uncertain) and ``turning``."""
    values: list[dict[str, Any]]
    """Rows of :func:`whowhom.charts.tornado.unknown_values`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What a model says of a circle."""

    model: str
    said: "Solution | str"
    """What it says; where it does not apply, a sentence that says why."""
    over_ranges: tuple[tuple[str, float], ...] = ()
    """For the ruling coalition: how often each actor is in it, over the coder's ranges."""


def run_into(tell: Tell, *, case: Case, runs: int, seed: int, folder: str) -> None:
    """Run a case into a folder, or go on there."""
    from whowhom.ensemble.run import run

    run(case, runs=runs, seed=seed, out=folder, progress=_telling(tell))


def run_pairs(
    tell: Tell, *, case: Case, change: Change, about: str, runs: int, seed: int
) -> Answered:
    """Run a case as it is and changed."""
    from whowhom.ensemble.occurrences import all_records, tops
    from whowhom.ensemble.what_if import what_if_change
    from whowhom.reporting.causes import what_if
    from whowhom.reporting.comparing import side_of

    found = what_if_change(case, change, runs=runs, seed=seed, progress=_telling(tell))
    before = [str(one) for one in tops(all_records(found.base), found.base.circle)]
    after = [str(one) for one in tops(all_records(found.other), found.other.circle)]
    differs = [
        (run, *pair)
        for run, pair in enumerate(zip(before, after, strict=True))
        if pair[0] != pair[1]
    ]
    moves = Counter((one, other) for _, one, other in differs)
    return Answered(
        told=what_if(found, about=about),
        effects=found.table().to_dicts(),
        altered=found.altered,
        moves=[(one, other, count) for (one, other), count in moves.most_common()],
        flipped=differs[:_MOST_FLIPS],
        after=side_of(found.other, str(change)),
    )


def find_odds(
    tell: Tell, *, case: Case, record: "list[dict[str, object]] | None", runs: int, seed: int
) -> "OddsJson":
    """Compute the odds through time, given the course of the case or a record of the user's."""
    from whowhom.ensemble.odds import odds

    found = odds(case, record=record, runs=runs, seed=seed, progress=_telling(tell))
    return found.content


def find_unknowns(tell: Tell, *, folder: str) -> Rests:
    """Rank the unknowns of a stored result."""
    from whowhom.charts import unknown_values
    from whowhom.ensemble.result import read_result
    from whowhom.ensemble.turning import turning_points
    from whowhom.reporting.causes import turning
    from whowhom.reporting.figures import unknowns_of
    from whowhom.reporting.findings import ranked_inputs

    tell(0, 3, "reading the runs")
    result = read_result(folder)
    tell(1, 3, "finding the months that decide it")
    decided = turning(turning_points(result))
    tell(2, 3, "ranking the uncertain inputs")
    ranked = tuple(ranked_inputs(result, unknowns_of))
    return Rests(
        told=(*ranked, decided),
        values=unknown_values(unknowns_of(result), result.case).to_dicts(),
    )


def find_mechanisms(tell: Tell, *, case: Case, actor: str, runs: int, seed: int) -> "Finding":
    """Leave out every mechanism in turn, and see whether an actor wins then."""
    from whowhom.ensemble.ablations import FIRST_LOOK, ablations
    from whowhom.reporting.causes import mechanisms

    _, found = ablations(case, runs=runs, first_look=FIRST_LOOK, seed=seed, progress=_telling(tell))
    return mechanisms(found, case, actor=actor)


def traced(tell: Tell, *, case: Case, run: int, seed: int) -> list[Told]:
    """Simulate one run again and return every event of it."""
    from whowhom.ensemble.trace import trace_rows

    tell(0, 1, "simulating it again")
    return [(row["month"], row["text"]) for row in trace_rows(case, run=run, runs=1, seed=seed)]


def traced_pair(
    tell: Tell, *, case: Case, change: Change, run: int, seed: int
) -> tuple[list[Told], list[Told]]:
    """Simulate one run again as it is and after a change."""
    from whowhom.ensemble.trace import trace_rows
    from whowhom.scenario.calibrated import default_parameters

    other_case, parameters = changed(case, change, default_parameters())
    tell(0, 2, "simulating it again, unchanged")
    before = trace_rows(case, run=run, runs=1, seed=seed)
    tell(1, 2, "simulating it again with the change")
    after = trace_rows(other_case, run=run, runs=1, seed=seed, parameters=parameters)
    ones, others = ([(row["month"], row["text"]) for row in rows] for rows in (before, after))
    return ones, others


def applicable(model: Model) -> bool:
    """Say whether a case has all that a model needs."""
    return model.name == "voting-power" or (
        any(argument.case for argument in model.arguments)
        and all(argument.case or argument.default is not REQUIRED for argument in model.arguments)
    )


def assumption(model: Model) -> str:
    """Return what a model assumes, from the description of its solver."""
    text = inspect.getdoc(model.solver) or ""
    body = text.split("\nParameters\n")[0].strip().split("\n\n")
    paragraphs = [" ".join(part.split()) for part in body[1:]]
    plain = " ".join(paragraphs) or " ".join(body[0].split())
    plain = re.sub(r"\s*\[\d+\]_|`+|\*|:func:|:class:", "", plain)
    return " ".join(plain.split())


def solve_all(tell: Tell, *, case: Case, day: Day) -> list[Solved]:
    """Apply every model that a case has the numbers for."""
    from whowhom.scenario.snapshot import Snapshot

    models = [model for model in MODELS if applicable(model)]
    tell(0, len(models), "measuring power on that day")
    snapshot = Snapshot.from_case(case, day, draws=_DRAWS)
    names = case.names
    called = {
        actor: names[actor] if list(names.values()).count(names[actor]) == 1 else actor
        for actor in snapshot.actors
    }
    look = _look(case, called)
    given: dict[str, Any] = {
        "power": {called[a]: Decimal(str(p)) for a, p in snapshot.power.items()},
        "line": {called[a]: value for a, value in snapshot.line.items()},
        "majority": snapshot.majority,
    }
    found = []
    for done, model in enumerate(models):
        tell(done, len(models), model.title)
        found.append(_solved(model, given, snapshot, look))
    return found


def _look(case: Case, called: dict[str, str]) -> "Look | None":
    """Return the look of the pictures, by the names that the models are given; None without charts.

    Its colours are of both grounds; the browser chooses.
    """
    if find_spec("altair") is None:
        return None
    from whowhom.charts.theme import DARK, LIGHT, Look, both_grounds

    order = [actor for actor in Look.of(case).names if actor in called]
    names = {called[actor]: called[actor] for actor in order}
    return Look(names=names, theme=both_grounds(LIGHT, DARK))


def _solved(model: Model, given: dict[str, Any], snapshot: Any, look: "Look | None") -> Solved:
    """Apply one model."""
    from whowhom.reporting.solutions import solution

    arguments = {a.name: given[a.case] for a in model.arguments if a.case}
    if model.name == "voting-power":
        votes = {name: int(power * 10_000) for name, power in given["power"].items()}
        quota = int(snapshot.majority * sum(votes.values())) + 1
        arguments = {"weight": votes, "quota": quota}
    try:
        said = solution(model.name, model.solver(**arguments), look)
    except (WhoWhomError, ValueError) as error:
        return Solved(model=model.name, said=f"Does not apply to this circle: {error}.")
    often = _over_ranges(snapshot) if model.name == "coalition" else ()
    return Solved(model=model.name, said=said, over_ranges=often)


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


def _telling(tell: Tell) -> "Callable[[Progress], None]":
    """Return what informs a job how far its runs are."""
    from whowhom.ensemble.progress import how_far, long_words

    def told(now: "Progress") -> None:
        quicker = "; fewer runs are quicker" if long_words(now) else ""
        tell(now.reached, now.runs, f"{how_far(now)}{quicker}" if now.reached else _FIRST)

    return told
