"""One month of a run: the phases in the order of ``whowhom.sim.schedule``."""

from whowhom.compiled import kernel
from whowhom.sim.layout import Values, World
from whowhom.sim.phases.asylum import seek_asylum
from whowhom.sim.phases.beliefs import believe
from whowhom.sim.phases.choice import choose_sides
from whowhom.sim.phases.co_option import co_opt
from whowhom.sim.phases.confidence import vote_of_confidence
from whowhom.sim.phases.contest import contest
from whowhom.sim.phases.ends import die_naturally, topple_leader
from whowhom.sim.phases.fame import drift_fame
from whowhom.sim.phases.fate import review_removed
from whowhom.sim.phases.handshakes import shake_hands
from whowhom.sim.phases.hunt import hunt_exiles
from whowhom.sim.phases.line import drift_lines
from whowhom.sim.phases.memory import fade_memory
from whowhom.sim.phases.power import measure_power
from whowhom.sim.phases.shocks import meet_shocks
from whowhom.sim.phases.speech import hear_voices
from whowhom.sim.phases.terror import move_terror
from whowhom.sim.phases.turnover import renew_audiences

__all__ = ["pass_month"]


@kernel
def pass_month(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let one month pass."""
    meet_shocks(world, p, seed, run, month)
    renew_audiences(world, p, seed, run, month)
    shake_hands(world, p, seed, run, month)
    hear_voices(world, p, seed, run, month)
    drift_fame(world, p, seed, run, month)
    fade_memory(world, p, seed, run, month)
    drift_lines(world, p, seed, run, month)
    choose_sides(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)
    believe(world, p, seed, run, month)
    vote_of_confidence(world, p, seed, run, month)
    contest(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)
    review_removed(world, p, seed, run, month)
    seek_asylum(world, p, seed, run, month)
    hunt_exiles(world, p, seed, run, month)
    move_terror(world, p, seed, run, month)
    die_naturally(world, p, seed, run, month)
    topple_leader(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)
    co_opt(world, p, seed, run, month)
