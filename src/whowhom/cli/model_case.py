"""What a case on a date gives for the arguments of a formal model."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from whowhom.cases.dates import day_text, parse_period
from whowhom.cases.problems import BadCell
from whowhom.cli.open_case import open_case
from whowhom.errors import InvalidInput
from whowhom.theory.registry import Model

if TYPE_CHECKING:
    from whowhom.scenario.snapshot import Snapshot

__all__ = ["OnACase", "on_a_case"]

_DRAWS = 500


@dataclass(frozen=True, slots=True)
class OnACase:
    """A snapshot of a case, as arguments of a model and as words."""

    snapshot: "Snapshot"

    def arguments(self, model: Model) -> dict[str, Any]:
        """Return the arguments of a model that the snapshot stands in for."""
        found = self.snapshot
        standing_in: dict[str, Any] = {
            "power": {actor: Decimal(str(power)) for actor, power in found.power.items()},
            "line": found.line,
            "majority": found.majority,
        }
        return {a.name: standing_in[a.case] for a in model.arguments if a.case}

    def inclusion(self) -> dict[str, float]:
        """Return how often each actor rules, over draws of the coder's ranges, if there are any."""
        from whowhom.theory.coalitions.coalition import ruling_coalition

        found = self.snapshot
        if not len(found.draws) or (found.draws == found.draws[0]).all():
            return {}
        counts = dict.fromkeys(found.actors, 0)
        for powers, majority in zip(found.draws, found.majorities, strict=True):
            whole = [max(1, round(float(power) * 10**6)) for power in powers]
            for i in ruling_coalition(whole, majority=round(float(majority), 4)).members:
                counts[found.actors[i]] += 1
        return {actor: count / len(found.draws) for actor, count in counts.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of the case."""
        found = self.snapshot
        return {"id": found.case, "at": day_text(found.day), "absent": dict(found.absent)}

    def __str__(self) -> str:
        found = self.snapshot
        ranked = sorted(found.power.items(), key=lambda item: -item[1])
        lines = [
            f"{found.case} on {day_text(found.day)}; power by standing, force and seats:",
            "  " + ", ".join(f"{actor} {power:.0%}" for actor, power in ranked),
        ]
        lines += [
            f"  not counted: {', '.join(f'{a} ({why})' for a, why in found.absent.items())}"
        ] * bool(found.absent)
        return "\n".join(lines)


def on_a_case(model: Model, place: str, at: str | None) -> OnACase:
    """Open a case on a date for a model.

    Raises
    ------
    InvalidInput
        If the model takes nothing from a case, or the date does not lie within the case.
    """
    from whowhom.scenario.snapshot import Snapshot

    case = open_case(place)
    day = None
    if at is not None:
        try:
            day = parse_period(at).earliest
        except BadCell as error:
            raise InvalidInput(f"--at: {at!r} {error.finding}; {error.hint}") from error
        if day < case.start and parse_period(at).latest >= case.start:
            day = case.start  # a month or a year that the case begins in
    return OnACase(Snapshot.from_case(case, day, draws=_DRAWS if model.name == "coalition" else 0))
