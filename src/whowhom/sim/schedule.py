"""The schedule of a month as data: what happens, in which order, in which file.

``month.py`` calls these functions in exactly this order and ``docs/odd.md`` prints this list;
tests compare all three.
"""

from dataclasses import dataclass

__all__ = ["SCHEDULE", "Phase"]


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a month: the compiled function, its file in ``phases``, what it does."""

    function: str
    file: str
    does: str


SCHEDULE = (
    Phase("meet_shocks", "shocks", "outside events of the case happen"),
    Phase("renew_audiences", "turnover", "agents leave, newcomers are appointed or elected"),
    Phase("shake_hands", "handshakes", "organisers win the unattached"),
    Phase("hear_voices", "speech", "opinion moves towards what is heard"),
    Phase("drift_fame", "fame", "visible standing follows what is seen"),
    Phase("fade_memory", "memory", "the removed are forgotten and erased"),
    Phase("drift_lines", "line", "supple men follow the circle's public"),
    Phase("choose_sides", "choice", "everyone publicly takes a side"),
    Phase("measure_power", "power", "power is counted; the strongest leads"),
    Phase("believe", "beliefs", "each forms his picture of the others' power"),
    Phase("vote_of_confidence", "confidence", "a testament is put to the circle"),
    Phase("contest", "contest", "one moves against another, sides are taken, someone falls"),
    Phase("measure_power", "power", "power is counted again"),
    Phase("review_removed", "fate", "the leader reviews the removed"),
    Phase("seek_asylum", "asylum", "exiles find and lose hosts"),
    Phase("hunt_exiles", "hunt", "the hunted are attacked"),
    Phase("move_terror", "terror", "terror and the norm move; pretexts happen"),
    Phase("die_naturally", "ends", "men die of age"),
    Phase("topple_leader", "ends", "a leader may fall to a plot from below"),
    Phase("measure_power", "power", "power is counted as the month ends"),
    Phase("co_opt", "co_option", "in populations, a newcomer takes a vacant seat"),
)
"""The phases of a month in order."""
