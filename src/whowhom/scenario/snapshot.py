"""A case on one day: who is in the circle, and how much power each has.

The formal models need one number of power for each actor. Here it is measured as the regime model
measures it (``sim/phases/power.py``), but without a run: where that counts the sides that people
take in a run, a snapshot takes

- at the start, **standing**: each audience divides among the contenders in proportion to the sum of
  its own base and of the mean of the general bases (popular and legitimacy in full, formal office
  by half), as coded for the start;
- from then on, **appointments**: of the places that fall vacant in a month, holders of posts fill
  the shares that their posts command, delegates of other audiences bring the sides of these, and
  the rest follows standing (the model ``secretaries`` of ``theory/sketches/secretaries.py``, with
  the documented holders);
- on the day, **force and seats** of the posts held, with the weights of the regime model.

A snapshot is not a forecast. It knows what is documented up to its day and nothing later: posts
held, and who had died or been put out of the circle by then. It cannot know what only a run
shows: esteem won and lost since the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases import holders
from whowhom.cases.case import BASES, Actor, Audience, Case, Day, Quantity
from whowhom.cases.check import as_case
from whowhom.cases.dates import day_text
from whowhom.cases.pooling import of_one_coder
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.start import GENERAL_BASES, IMPLIED_POSTS, Draw, drawer, drawn_parameters
from whowhom.sim.parameter_sets import ParameterSets

__all__ = ["Snapshot"]

Column = NDArray[np.float64]
Bases = Mapping[str, dict[str, Column]]

_OUT = ("expelled", "internal_exile", "abroad", "prison", "executed", "assassinated", "died")
"""Events of the documented course that put an actor out of the circle until they are back."""
_BACK = ("restored", "in_circle")
"""Events of the documented course that say that an actor is in the circle again."""

_DIGITS = 4
"""Power is rounded to these digits, so that exact solvers work with small whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A circle on one day."""

    case: str
    """Id of the case."""
    day: Day
    """The day."""
    actors: tuple[str, ...]
    """Ids of those in the circle, in the order of the case; without the arbiter."""
    power: Mapping[str, float]
    """Share of the circle's power by actor, at the centre of all ranges, to four digits."""
    line: Mapping[str, float]
    """Position on the dividing line by actor, at the centre of its range, in [-1, 1]."""
    majority: float
    """Share of power needed to remove somebody, at the centre of its range."""
    absent: Mapping[str, str]
    """Who of the case is not in the circle, and why."""
    draws: NDArray[np.float64]
    """Share of power in each draw of the coder's ranges, shape (draws, actors)."""
    majorities: NDArray[np.float64]
    """The majority in each draw, shape (draws,)."""

    @classmethod
    def from_case(
        cls, case: Case | str | Path, day: Day | None = None, *, draws: int = 0, seed: int = 1
    ) -> "Snapshot":
        """Measure the power of each actor of a case on one day.

        Parameters
        ----------
        case : Case, str or path
            A case, its folder or workbook, or the id of a shipped case.
        day : Day, optional
            A day between the start and the end of the case; its start if left out.
        draws : int, default 0
            How often the coder's ranges are drawn, >= 0. A value is drawn by its name, as in a run.
        seed : int, default 1
            Seed of the draws.

        Returns
        -------
        Snapshot

        Raises
        ------
        InvalidInput
            If the day lies outside the case, or nobody is left in the circle on it.

        Examples
        --------
        >>> from whowhom import read_case
        >>> from whowhom.cases.case import Day
        >>> found = Snapshot.from_case(read_case("duel"), Day(1924, 6, 1))
        >>> found.absent
        {'lenin': 'died'}
        >>> sorted(found.power, key=found.power.get)[-2:]
        ['stalin', 'trotsky']
        """
        case = of_one_coder(as_case(case), "a formal model")
        day = day or case.start
        if not case.start <= day <= case.end:
            raise InvalidInput(
                f"the day must lie within the case, {day_text(case.start)} to "
                f"{day_text(case.end)}, got {day_text(day)}"
            )
        absent = _absent(case, day)
        inside = [actor for actor in case.actors if actor.id not in absent]
        if not inside:
            raise InvalidInput(f"nobody of the circle of {case.id} is left on {day_text(day)}")
        usual = default_parameters()
        middle = ParameterSets.of(usual).centre.record()
        centre = _powers(case, inside, day, _central, middle)[0]
        draw = drawer(seed, 0, draws)
        return cls(
            case=case.id,
            day=day,
            actors=tuple(actor.id for actor in inside),
            power={a.id: round(float(p), _DIGITS) for a, p in zip(inside, centre, strict=True)},
            line={actor.id: round(actor.line.central(), _DIGITS) for actor in inside},
            majority=round(case.majority.central(), _DIGITS),
            absent=absent,
            draws=_powers(case, inside, day, draw, drawn_parameters(usual, draw, seed, 0, draws)),
            majorities=draw("majority", case.majority),
        )


def _central(_: str, quantity: Quantity) -> NDArray[np.float64]:
    return np.array([quantity.central()])


def _absent(case: Case, day: Day) -> dict[str, str]:
    """Return who is out of the circle on a day, with the last event that caused it."""
    out: dict[str, str] = {}
    for event in sorted(case.course, key=lambda event: (event.date.latest, event.date.earliest)):
        if event.date.latest > day:
            continue
        if event.event in _OUT:
            out[event.actor] = event.event
        elif event.event in _BACK:
            out.pop(event.actor, None)
    for actor in case.actors:
        if actor.died is not None and actor.died.latest <= day:
            out.setdefault(actor.id, "died")
    if case.arbiter and case.arbiter not in out:
        out[case.arbiter] = "stands above the contest"
    return {actor.id: out[actor.id] for actor in case.actors if actor.id in out}


def _powers(
    case: Case, actors: list[Actor], day: Day, value: Draw, parameters: NDArray[Any]
) -> NDArray[np.float64]:
    """Return the share of power of each actor, shape (draws, actors)."""
    bases = {
        actor.id: {base: value(f"actors.{actor.id}.{base}", actor.bases[base]) for base in BASES}
        for actor in actors
    }
    weights = {base: parameters[f"{base}_weight"][:, None] for base in ("force", "seat")}
    power = _sides(case, actors, bases, day, value)
    power += weights["force"] * _command(case, actors, bases, day, value, "force")
    power += weights["seat"] * _command(case, actors, bases, day, value, "seat")
    total = power.sum(axis=1, keepdims=True)
    even = np.full_like(power, 1 / len(actors))
    return np.asarray(np.divide(power, total, out=even, where=total > 0))


def _sides(
    case: Case, actors: list[Actor], bases: Bases, day: Day, value: Draw
) -> NDArray[np.float64]:
    """Return what the audiences at home give to each actor, shape (draws, actors)."""
    sides = {audience.id: _standing(audience, actors, bases) for audience in case.audiences}
    standing = dict(sides)
    months = day.month_number - case.start.month_number
    if case.posts and months:
        fills, fed, turnover = _vacancies(case, value)
        for month in range(1, months + 1):
            number = case.start.month_number + month
            holder = holders(case, Day(number // 12, number % 12 + 1))
            newcomers = {
                a: _newcomers(a, actors, holder, fills, fed, sides, standing) for a in sides
            }
            for a in sides:
                sides[a] = sides[a] + turnover[a][:, None] / 12 * (newcomers[a] - sides[a])
    home = [audience for audience in case.audiences if not audience.abroad]
    weights = {a.id: value(f"audiences.{a.id}.weight", a.weight) for a in home}
    whole = np.sum(list(weights.values()), axis=0)
    given = [(weights[a.id] / whole)[:, None] * sides[a.id] for a in home]
    return np.asarray(np.sum(given, axis=0))


def _standing(audience: Audience, actors: list[Actor], bases: Bases) -> NDArray[np.float64]:
    """Return each actor's share of the standing with an audience, shape (draws, actors)."""
    standing = np.stack([_regard(bases[actor.id], audience.base) for actor in actors], axis=1)
    total = standing.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(standing, total, out=np.zeros_like(standing), where=total > 0))


def _regard(bases: dict[str, NDArray[np.float64]], own: str) -> NDArray[np.float64]:
    """Return the sum of an audience's own base and of the mean of the general ones."""
    general = np.sum([bases[base] * weight for base, weight in GENERAL_BASES.items()], axis=0)
    return np.asarray(bases[own] + general / sum(GENERAL_BASES.values()))


def _vacancies(
    case: Case, value: Draw
) -> tuple[dict[str, dict[str, Column]], dict[str, dict[str, Column]], dict[str, Column]]:
    """Return who fills vacancies by audience: posts, other audiences, and the yearly turnover."""
    fills: dict[str, dict[str, Column]] = {audience.id: {} for audience in case.audiences}
    for post in case.posts:
        for a, share in post.fills.items():
            fills[a][post.id] = value(f"posts.{post.id}.fills.{a}", share)
    fed = {
        a.id: {b: value(f"audiences.{a.id}.fed_by.{b}", share) for b, share in a.fed_by.items()}
        for a in case.audiences
    }
    turnover = {a.id: value(f"audiences.{a.id}.turnover", a.turnover) for a in case.audiences}
    return fills, fed, turnover


def _newcomers(
    audience: str,
    actors: list[Actor],
    holder: Mapping[str, str],
    fills: dict[str, dict[str, Column]],
    fed: dict[str, dict[str, Column]],
    sides: dict[str, NDArray[np.float64]],
    standing: dict[str, NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return the sides of those who fill the vacancies of one month, shape (draws, actors)."""
    place = {actor.id: i for i, actor in enumerate(actors)}
    chosen = np.zeros_like(standing[audience])
    for post, share in fills[audience].items():
        if holder.get(post) in place:
            chosen[:, place[holder[post]]] += share
    for other, share in fed[audience].items():
        chosen += share[:, None] * sides[other]
    taken = chosen.sum(axis=1, keepdims=True)
    over = np.maximum(taken, 1.0)
    return np.asarray(chosen / over + np.maximum(1.0 - taken, 0.0) * standing[audience])


def _command(
    case: Case,
    actors: list[Actor],
    bases: Bases,
    day: Day,
    value: Draw,
    what: str,
) -> NDArray[np.float64]:
    """Return each actor's share of the force or of the seats of all posts."""
    place = {actor.id: i for i, actor in enumerate(actors)}
    held = np.zeros((len(next(iter(bases.values()))["army"]), len(actors)))
    whole = np.zeros(len(held))
    if case.posts:
        holder = holders(case, day)
        for post in case.posts:
            commands = value(f"posts.{post.id}.{what}", getattr(post, what))
            whole += commands
            if holder.get(post.id) in place:
                held[:, place[holder[post.id]]] += commands
    else:
        for actor in actors:
            for base, implied in IMPLIED_POSTS.items():
                held[:, place[actor.id]] += (
                    implied.get(what, 0.0) * (bases[actor.id][base] / 3.0) ** 2
                )
        whole = held.sum(axis=1)
    return np.divide(held, whole[:, None], out=np.zeros_like(held), where=whole[:, None] > 0)
