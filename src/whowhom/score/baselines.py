"""Simple rivals of a model: who wins, from the opening alone, by one rule each.

Every rule returns shares that sum to 1. A rule that names one contender is certain of them; `mixed`
makes a forecast of it that can be scored. Rules that learn from other struggles: ``fitted.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from whowhom.score.opening import Coding, Opening, Shares
from whowhom.theory.coalitions.coalition_masks import drawn_rulers

__all__ = ["BASELINES", "NOISE", "UNIFORM_PART", "Baseline", "mixed"]

Baseline = Callable[[Opening, Coding], Shares]

UNIFORM_PART = 0.1
"""Part of the uniform forecast that is mixed into every baseline."""
NOISE = 0.3
"""Standard deviation of the logarithm of power in the noisy ruling coalition."""

_DRAWS = 2000
_SEED = 1
_DOMINANT = 3.0
_VANISHING = 1e-6
"""Error of power that does nothing but break ties, which whole points make frequent."""


def mixed(shares: Shares, part: float = UNIFORM_PART) -> dict[str, float]:
    """Return ``(1 - part) * shares + part * uniform``.

    Examples
    --------
    >>> mixed({"Ann": 1.0, "Bob": 0.0}, part=0.5)
    {'Ann': 0.75, 'Bob': 0.25}
    """
    return {actor: (1 - part) * p + part / len(shares) for actor, p in shares.items()}


def uniform(opening: Opening, _coding: Coding) -> Shares:
    """Everybody alike."""
    return _among(opening, opening.actors)


def proportional(opening: Opening, coding: Coding) -> Shares:
    """In proportion to power."""
    return opening.power(coding)


def most_powerful(opening: Opening, coding: Coding) -> Shares:
    """Whoever has the most power; several if they tie."""
    return _of_rank(opening, coding, 0)


def second_most_powerful(opening: Opening, coding: Coding) -> Shares:
    """Whoever has the most power below the most powerful; the most powerful if all tie."""
    return _of_rank(opening, coding, 1)


def appointments(opening: Opening, _coding: Coding) -> Shares:
    """Whoever dominates the apparatus (3 of 3); all alike if nobody does."""
    return _holder(opening, "apparatus")


def army(opening: Opening, _coding: Coding) -> Shares:
    """Whoever dominates the army; all alike if nobody does."""
    return _holder(opening, "army")


def security(opening: Opening, _coding: Coding) -> Shares:
    """Whoever dominates police or guards; all alike if nobody does."""
    return _holder(opening, "security")


def incumbent(opening: Opening, _coding: Coding) -> Shares:
    """Whoever rules already; all alike if nobody does."""
    return _among(opening, [opening.incumbent])


def favourite(opening: Opening, _coding: Coding) -> Shares:
    """Whom contemporaries expected; all alike if that is not known."""
    return _among(opening, [opening.favourite])


def coalition(opening: Opening, coding: Coding) -> Shares:
    """Members of the ultimate ruling coalition [1]_, alike.

    Where powers tie, the theory names several coalitions and does not choose; here vanishing
    errors of the powers do, so that each of them counts as often as it rules just beside the tie.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies", Review of
       Economic Studies 75(4), 987-1009, 2008. https://doi.org/10.1111/j.1467-937X.2008.00503.x
    """
    return _within(opening, coding, _drawn(opening, coding, _VANISHING), alike=True)


def coalition_shares(opening: Opening, coding: Coding) -> Shares:
    """Members of the ultimate ruling coalition, in proportion to their power."""
    return _within(opening, coding, _drawn(opening, coding, _VANISHING), alike=False)


def coalition_noisy(opening: Opening, coding: Coding) -> Shares:
    """Members of the ruling coalition, alike, if powers are known with 30% of log-normal error."""
    return _within(opening, coding, _drawn(opening, coding, NOISE), alike=True)


def coalition_noisy_shares(opening: Opening, coding: Coding) -> Shares:
    """Members of that coalition, in proportion to their power as it is coded."""
    return _within(opening, coding, _drawn(opening, coding, NOISE), alike=False)


BASELINES: Mapping[str, Baseline] = MappingProxyType(
    {
        rule.__name__: rule
        for rule in (
            uniform,
            proportional,
            most_powerful,
            second_most_powerful,
            appointments,
            army,
            security,
            incumbent,
            favourite,
            coalition,
            coalition_shares,
            coalition_noisy,
            coalition_noisy_shares,
        )
    }
)
"""The rules by name."""


def _among(opening: Opening, chosen: Sequence[str]) -> Shares:
    """Return equal shares for the chosen contenders; for all if none of them is one."""
    found = [actor for actor in opening.actors if actor in chosen] or opening.actors
    return {actor: (actor in found) / len(found) for actor in opening.actors}


def _of_rank(opening: Opening, coding: Coding, rank: int) -> Shares:
    power = {actor: round(p, 9) for actor, p in opening.power(coding).items()}
    levels = sorted(set(power.values()), reverse=True)
    level = levels[min(rank, len(levels) - 1)]
    return _among(opening, [actor for actor, p in power.items() if p == level])


def _holder(opening: Opening, base: str) -> Shares:
    return _among(opening, [c.id for c in opening.contenders if c.bases[base] >= _DOMINANT])


Coalitions = Mapping[tuple[str, ...], float]
"""How often each coalition rules; sums to 1."""


def _drawn(opening: Opening, coding: Coding, error: float) -> Coalitions:
    """Return how often each coalition rules over draws of the powers; the powerless are in none."""
    power = {actor: share for actor, share in opening.power(coding).items() if share > 0}
    shares = (np.array(list(power.values())) / max(power.values())).tolist()
    masks = drawn_rulers(
        shares, list(power), error=error, majority=Fraction(1, 2), runs=_DRAWS, seed=_SEED
    )
    found, counts = np.unique(masks, return_counts=True)
    return {
        tuple(actor for i, actor in enumerate(power) if mask >> i & 1): count / _DRAWS
        for mask, count in zip(found.tolist(), counts.tolist(), strict=True)
    }


def _within(opening: Opening, coding: Coding, often: Coalitions, *, alike: bool) -> Shares:
    """Share out among the members of coalitions."""
    power = opening.power(coding)
    shares = dict.fromkeys(opening.actors, 0.0)
    for members, weight in often.items():
        total = len(members) if alike else sum(power[actor] for actor in members)
        for actor in members:
            shares[actor] += weight * (1 if alike else power[actor]) / total
    return shares
