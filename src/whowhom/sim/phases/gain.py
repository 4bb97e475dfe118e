"""Part of the contest: what the fall of one is worth to another [ours, on published ideas].

The rise of one's own share of what is left; less the danger that the strongest other then stands
above all (the fear behind D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in
Non-Democracies", REStud 75, 2008, https://doi.org/10.1111/j.1467-937X.2008.00503.x); less a worse
distance to the circle's line; less the dislike of the precedent (G. Egorov and K. Sonin, "The
killing game", Research in Economics 69, 2015, https://doi.org/10.1016/j.rie.2015.05.005); plus
what one owes a pursuer or a foe; plus the relief of disarming a man who commands the force.
"""

from whowhom.compiled import kernel
from whowhom.sim.layout import Values, World
from whowhom.sim.phases.removal import is_inner

__all__ = ["fall_gain", "force_share"]


@kernel
def force_share(world: World, i: int) -> float:
    """Return the share of all armed force that the posts of contender i command."""
    own, total = 0.0, 0.0
    for o in range(world.posts.size):
        total += world.posts[o].force
        if world.posts[o].holder == i:
            own += world.posts[o].force
    return own / total if total > 0.0 else 0.0


@kernel
def fall_gain(world: World, p: Values, h: int, i: int, viewer: int) -> float:
    """Return what h gains from the fall of i, with power as `viewer` sees it."""
    regime = world.regime[0]
    total, line = 0.0, 0.0
    strongest, second = 0.0, 0.0  # strongest other than h; strongest other than h and i
    for j in range(world.actors.size):
        if not is_inner(world, j):
            continue
        power = world.seen[viewer, j]
        total += power
        line += power * world.actors[j].line
        if j != h:
            strongest = max(strongest, power)
            if j != i:
                second = max(second, power)
    lost = world.seen[viewer, i] if is_inner(world, i) else 0.0
    left = total - lost
    if left <= 0.0:
        return 0.0
    own = world.seen[viewer, h]
    rise = own / left - own / total
    before, after = strongest / total / regime.majority, second / left / regime.majority
    danger = after * after * after * after - before * before * before * before
    new_line = (line - lost * world.actors[i].line) / left
    position = world.actors[h].line
    distance = abs(position - new_line) - abs(position - line / total)
    gain = rise - p.danger * danger - p.line_gain * distance
    gain -= p.precedent_fear * regime.norm * (1.0 - own / left)
    gain += p.force_fear * force_share(world, i) * (1.0 + p.war_return * regime.war)
    if world.actors[i].target == h:
        gain += p.attacked
    return gain - p.bond * world.bond[h, i]
