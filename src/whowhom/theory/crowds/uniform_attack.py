"""The self-fulfilling attack of Morris and Shin (1998), with Heinemann's correction (2000).

A currency peg in the paper, a regime here; nothing but the words depends on that. The papers'
symbols and the names used here:

===============  =================================================================
symbol           here
===============  =================================================================
theta            strength, uniform on [0, 1]
e* - f(theta)    prize: ``prize_weak`` at strength 0, ``prize_strong`` at 1
t                ``cost`` of attacking
a(theta)         needed: ``needed_weak`` at strength 0, ``needed_strong`` at 1
epsilon          ``noise``: a signal is uniform within epsilon of theta
theta_           ``falls_alone``: below it nobody need attack
theta-bar        ``stands_always``: above it nobody wants to, or is able to
k                ``signal``: each attacks up to this signal
theta*           ``threshold``
===============  =================================================================

The papers leave the two functions open; straight lines are ours. With them the condition that a
person with signal k is indifferent is quadratic: with r = 1 - a(theta*), that person's belief in
success, r times the prize at theta* - epsilon r is t.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from whowhom.theory.arguments import NOT_NEGATIVE, POSITIVE, Domain, Exact, Problems
from whowhom.theory.crowds.regime_change import MORRIS_SHIN_1998
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result
from whowhom.theory.words import number, percent, text_table

__all__ = ["MODELS", "UniformAttack", "uniform_attack"]
HEINEMANN_2000 = Paper(
    key="heinemann2000",
    authors="Frank Heinemann",
    title="Unique Equilibrium in a Model of Self-Fulfilling Currency Attacks: Comment",
    where="American Economic Review",
    year=2000,
    volume="90(1)",
    pages="316-318",
    doi="10.1257/aer.90.1.316",
)

ATTACK_COST = Exact("cost", "what attacking costs", domain=POSITIVE)
PRIZE_WEAK = Exact(
    "prize_weak",
    "gain from the fall of a regime of strength 0, the cost not deducted",
    domain=POSITIVE,
    unit="as the cost",
)
PRIZE_STRONG = Exact(
    "prize_strong",
    "the same at strength 1; not above `prize_weak`; linear in between",
    domain=NOT_NEGATIVE,
    unit="as the cost",
)
NEEDED_WEAK = Exact(
    "needed_weak",
    "share that must attack to bring down a regime of strength 0; below 0, since the weakest "
    "fall by themselves",
    domain=Domain(at_least=-100, below=0),
)
NEEDED_STRONG = Exact(
    "needed_strong",
    "the same at strength 1; above `needed_weak`; linear in between",
    default="1",
    domain=Domain(above=0, at_most=100),
)
NOISE = Exact(
    "noise",
    "largest error of a private signal, which is uniform around the strength",
    default="0",
    domain=Domain(at_least=0, at_most=Fraction(1, 2)),
    unit="strength",
)


@dataclass(frozen=True, slots=True)
class UniformAttack(Result):
    """The one equilibrium of the attack, and where all would be open without noise."""

    threshold: float
    """The regime falls if its strength is at most this, in [0, 1]; the chance that it falls."""
    signal: float
    """Each attacks on a signal up to this, in [0, 1]."""
    needed: float
    """Share that must attack at the threshold, in (0, 1)."""
    limit: float
    """The threshold as signals become exact, in [0, 1]."""
    printed_limit: float | None
    """That limit by Theorem 2 as Morris and Shin printed it, prize = 2 cost, which holds only if
    half must attack there; None if no strength in [0, 1] solves it."""
    falls_alone: Fraction
    """Strength up to which a regime falls by itself, in (0, 1)."""
    stands_always: Fraction
    """Strength from which on an attack cannot pay, in (0, 1)."""

    def __str__(self) -> str:
        rows = [
            ["falls by itself up to", number(float(self.falls_alone))],
            ["falls to an attack up to", number(self.threshold)],
            ["the same with exact signals", number(self.limit)],
            ["never falls from", number(float(self.stands_always))],
        ]
        threshold, alone = number(self.threshold), number(float(self.falls_alone))
        lines = [
            f"The regime falls if its strength is at most {threshold}.",
            f"Each attacks on a signal up to {number(self.signal)}.",
            f"At the threshold {percent(self.needed)} must attack.",
            f"Strength is uniform on [0, 1]: its chance to fall is {percent(self.threshold)}.",
            f"If all knew its strength, between {alone} and {number(float(self.stands_always))} it",
            "could fall or stand, as everybody expects.",
        ]
        if self.printed_limit is not None and not math.isclose(self.printed_limit, self.limit):
            printed = number(self.printed_limit)
            lines += [
                f"With exact signals, Theorem 2 as printed in 1998 would give {printed};",
                f"as Heinemann (2000) corrected it, the limit is {number(self.limit)}.",
            ]
        return "\n".join([*lines, "", text_table(["the regime", "strength"], rows)])


def uniform_attack(
    cost: Any,
    *,
    prize_weak: Any,
    prize_strong: Any,
    needed_weak: Any,
    needed_strong: Any = 1,
    noise: Any = 0,
) -> UniformAttack:
    """Find the strength up to which a regime falls to an attack, as in [1]_ and [2]_.

    Strength is uniform on [0, 1], and each sees it with a uniform error. An attack that succeeds
    brings the prize, which may fall with strength, less the cost; one that fails the cost alone.
    The share that must attack rises with strength. Both are straight lines here.

    Parameters
    ----------
    cost : number
        What attacking costs, > 0.
    prize_weak, prize_strong : number
        Gain from the fall of a regime of strength 0 and 1, the cost not deducted; in the unit of
        the cost. `prize_weak` is above the cost, `prize_strong` not above `prize_weak`.
    needed_weak, needed_strong : number
        Share of all people that must attack at strength 0 and 1. `needed_weak` is below 0: the
        weakest regimes fall by themselves. `needed_strong` is above 0; above 1 the strongest
        cannot be brought down.
    noise : number, default 0
        Largest error of a signal, in strength; 0 is the limit of ever smaller errors. Twice the
        noise must fit between 0 and `falls_alone`, and between `stands_always` and 1.

    Returns
    -------
    UniformAttack
        The only equilibrium, and its limit.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or the strongest regimes could still fall to an
        attack that pays, so that the theorem does not apply; all problems are named.

    References
    ----------
    .. [1] S. Morris and H. S. Shin, "Unique Equilibrium in a Model of Self-Fulfilling Currency
       Attacks", American Economic Review 88(3), 587-597, 1998.
    .. [2] F. Heinemann, "Unique Equilibrium in a Model of Self-Fulfilling Currency Attacks:
       Comment", American Economic Review 90(1), 316-318, 2000.
       https://doi.org/10.1257/aer.90.1.316

    Examples
    --------
    >>> found = uniform_attack("0.2", prize_weak=1, prize_strong=0, needed_weak="-0.1",
    ...     needed_strong="0.9")
    >>> round(found.threshold, 4), round(found.printed_limit, 4)
    (0.6, 0.6)
    >>> found = uniform_attack("0.1", prize_weak=1, prize_strong=0, needed_weak="-0.1",
    ...     needed_strong="0.9")
    >>> round(found.threshold, 4), round(found.printed_limit, 4)
    (0.7298, 0.8)
    """
    with Problems() as problems:
        price = ATTACK_COST.read(cost, problems)
        prize = PRIZE_WEAK.read(prize_weak, problems), PRIZE_STRONG.read(prize_strong, problems)
        needed = (
            NEEDED_WEAK.read(needed_weak, problems),
            NEEDED_STRONG.read(needed_strong, problems),
        )
        error = NOISE.read(noise, problems)
    with Problems() as problems:
        if prize[0] <= price:
            problems.add(f"prize_weak must be more than cost, or nobody attacks; got {prize[0]}")
        if prize[1] > prize[0]:
            problems.add(f"prize_strong must not be more than prize_weak, got {prize[1]}")
    alone = -needed[0] / (needed[1] - needed[0])
    safe = (1 - needed[0]) / (needed[1] - needed[0])
    if prize[1] < price:
        safe = min(safe, (prize[0] - price) / (prize[0] - prize[1]))
    _check_edges(alone, safe, error)
    threshold = _threshold(price, prize, needed, error)
    at_threshold = float(needed[0]) + float(needed[1] - needed[0]) * threshold
    half = 2 * price
    printed = None
    if prize[1] <= half <= prize[0] and prize[0] > prize[1]:
        printed = float((prize[0] - half) / (prize[0] - prize[1]))
    return UniformAttack(
        threshold=threshold,
        signal=threshold + float(error) * (2 * at_threshold - 1),
        needed=at_threshold,
        limit=_threshold(price, prize, needed, Fraction(0)),
        printed_limit=printed,
        falls_alone=alone,
        stands_always=safe,
    )


def _check_edges(alone: Fraction, safe: Fraction, error: Fraction) -> None:
    """Refuse games without the two regions from which beliefs unravel."""
    with Problems() as problems:
        if safe >= 1:
            problems.add(
                "needed_strong must be above 1, or prize_strong below cost: otherwise an attack on "
                "the strongest could pay, and more than one equilibrium is possible"
            )
        elif alone >= safe:
            problems.add(
                "needed_weak: no strength is left at which an attack decides; regimes fall by "
                f"themselves up to {number(float(alone))}, and an attack cannot pay from "
                f"{number(float(safe))}"
            )
        elif 2 * error > min(alone, 1 - safe):
            problems.add(
                f"noise must be at most {number(float(min(alone, 1 - safe) / 2))}, half of the "
                f"smaller region at the edges, got {number(float(error))}"
            )


def _threshold(
    price: Fraction,
    prize: tuple[Fraction, Fraction],
    needed: tuple[Fraction, Fraction],
    error: Fraction,
) -> float:
    """Return the strength at which a person with the threshold's signal is indifferent.

    With r = 1 - needed, strength is (1 - needed_weak - r) / rise, and r times the prize at that
    strength less error * r is the price: square r^2 + linear r = price, with one positive root.
    """
    rise, fall = needed[1] - needed[0], prize[0] - prize[1]
    square = fall / rise + fall * error
    linear = prize[0] - fall * (1 - needed[0]) / rise
    below = linear * linear + 4 * square * price
    root = float(linear) + math.copysign(math.sqrt(float(below)), float(linear) or 1.0)
    rest = 2 * float(price) / root if root > 0 else -root / (2 * float(square))
    return float((1 - needed[0]) / rise) - rest / float(rise)


MODELS = (
    Model(
        name="uniform-attack",
        title="Attack with uniform signals and stakes that depend on strength",
        question="At which strength does a self-fulfilling attack stop when signals are precise?",
        grade="B",
        solver=uniform_attack,
        result=UniformAttack,
        papers=(MORRIS_SHIN_1998, HEINEMANN_2000),
        card="regime-change.md",
        arguments=(ATTACK_COST, PRIZE_WEAK, PRIZE_STRONG, NEEDED_WEAK, NEEDED_STRONG, NOISE),
        example={
            "cost": "0.2",
            "prize_weak": 1,
            "prize_strong": 0,
            "needed_weak": "-0.1",
            "needed_strong": "0.9",
            "noise": "0.02",
        },
        scale_free=("cost", "prize_weak", "prize_strong"),
    ),
)
