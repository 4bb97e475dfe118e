"""A ruler climbs towards rule that nobody can threaten, and the circle may strike in time.

Inspired by Svolik (2009), of which the title and the abstract were before us and not the body:
rulers may use their position to gain power, the circle deters them by the threat of a coup, and
past some point the threat is not credible any more. The steps, the order of moves and the numbers
are ours; the ruler's own choice is left out: rulers reach for more with a fixed chance.

=============  ===================================================================
symbol         here
=============  ===================================================================
k = 0, ..., K  steps of the ladder, ``success`` has an entry for each
s_k            ``success[k]``, chance that a coup succeeds at step k
d              ``detection``
B, F           ``prize``, ``penalty``
acquiescing    ``acquiescence``, what the circle has if it does not strike
h_t            ``hazard[t]``
=============  ===================================================================

The circle strikes at step k if ``s_k B - (1 - s_k) F`` is more than what it has by acquiescing,
that is, if ``s_k`` is above ``critical_success``; the comparison is made in fractions.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import (
    NOT_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    Exact,
    Exacts,
    Number,
    Problems,
    Real,
    Whole,
    actors_of,
)
from whowhom.theory.registry import Model
from whowhom.theory.results import ROUNDING, Result, read_only, rounding_decides
from whowhom.theory.tenure.power_sharing import _SPAN, SVOLIK_2009, SVOLIK_2012
from whowhom.theory.words import exactly, percent, text_table

__all__ = ["MAX_STEPS", "MODELS", "PowerSharingLadder", "power_sharing_ladder"]

SUCCESS = Exacts(
    "success",
    "chance that a coup succeeds at each step of the ruler's rise, from the lowest; never rising",
    domain=PROBABILITY,
    per_actor=False,
)
DETECTION = Real(
    "detection",
    "chance that the circle notices when the ruler reaches for more power",
    default="1/2",
    domain=PROBABILITY,
)
GRABS = Real(
    "grabs",
    "chance within a period that the ruler reaches for more power",
    default="1",
    domain=PROBABILITY,
    unit="per period",
)
PRIZE = Exact(
    "prize", "what the circle gains by a coup that succeeds", default="1", domain=POSITIVE
)
PENALTY = Exact(
    "penalty",
    "what the circle loses by a coup that fails",
    default="1",
    domain=NOT_NEGATIVE,
    unit="as the prize",
)
ACQUIESCENCE = Exact(
    "acquiescence", "what the circle has if it does not strike", default="0", unit="as the prize"
)
LADDER_PERIODS = Whole("periods", "number of periods", default="20", domain=_SPAN, unit="periods")


MAX_STEPS = 200
"""Longest ladder that :func:`power_sharing_ladder` takes."""

_TOLD = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True, eq=False)
class PowerSharingLadder(Result):
    """Where the threat of a coup ends, and the danger of one period by period.

    Steps are numbered from 0; times are numbers of periods survived, t = 0, 1, ..., periods.
    """

    columns = ("hazard", "survival")
    counts = "period"

    established_from: int | None
    """First step at which the circle no longer strikes; None if it would strike at every step."""
    critical_success: Fraction
    """Chance of success at which the circle is indifferent; unitless, any number: below 0 it
    always strikes, from 1 on it never does. At exactly this chance it does not strike."""
    is_tied: bool
    """Whether the circle is exactly indifferent at some step."""
    credible: tuple[bool, ...]
    """For each step whether the circle strikes when it notices the ruler reach for more."""
    step_hazard: NDArray[np.float64]
    """Chance of a coup that succeeds within a period spent at each step, shape (steps,)."""
    hazard: NDArray[np.float64]
    """Chance that a ruler who has survived t periods falls in the next, shape (periods + 1,);
    nan where nobody is left."""
    survival: NDArray[np.float64]
    """Share of rulers who survive t periods, shape (periods + 1,), in [0, 1]."""
    at_step: NDArray[np.float64]
    """Share who survive t periods and are then at step k, shape (periods + 1, steps)."""
    removed_while_contested: float
    """Chance that a ruler falls before the threat ends, however long that takes, in [0, 1]."""
    rounding_decides: bool = False
    """Whether some chance of success is within 1e-12 of `critical_success`, but not equal."""

    def __str__(self) -> str:
        steps = len(self.credible)
        if self.established_from is None:
            lines = [f"The circle would strike at each of the {steps} steps."]
        elif self.established_from == 0:
            lines = ["The circle never strikes: the ruler is safe from the start."]
        else:
            lines = [
                f"The threat of a coup ends at step {self.established_from} (the lowest is 0).",
                f"{percent(self.removed_while_contested)} of rulers fall before they get there.",
            ]
        if 0 <= self.critical_success < 1:
            needed = percent(float(self.critical_success))
            lines.append(f"A coup pays if its chance of success is above {needed}.")
        if self.is_tied:
            lines.append("At one step it is exactly indifferent, and does not strike.")
        lines += [ROUNDING] * self.rounding_decides
        periods = len(self.hazard) - 1
        established = self._established()
        rows = (
            [
                t,
                *(
                    "-" if np.isnan(x) else percent(x)
                    for x in (self.hazard[t], self.survival[t], established[t])
                ),
            ]
            for t in sorted({*(t for t in _TOLD if t < periods), periods})
        )
        table = text_table(["survived", "danger", "in power", "beyond threat"], rows)
        return "\n".join([*lines, "", table])

    def _established(self) -> NDArray[np.float64]:
        """Return the share that is in power and beyond the threat."""
        beyond = len(self.credible) if self.established_from is None else self.established_from
        found: NDArray[np.float64] = self.at_step[:, beyond:].sum(axis=1)
        return found


def power_sharing_ladder(
    success: object,
    *,
    detection: Number = 0.5,
    grabs: Number = 1,
    prize: Number = 1,
    penalty: Number = 1,
    acquiescence: Number = 0,
    periods: Number = 20,
) -> PowerSharingLadder:
    """Follow rulers up a ladder on which a coup against them is ever less likely to succeed.

    In each period the ruler reaches for more power with chance `grabs`. If the circle notices, it
    strikes, provided that a coup pays; a coup that succeeds removes the ruler. If it fails, or
    nobody noticed, or nobody strikes, the ruler stands one step higher; at the top nothing changes.
    The model is inspired by [1]_ and does not replicate the game there.

    Parameters
    ----------
    success : collection of numbers, shape (steps,)
        Chance that a coup succeeds at each step, from the lowest; in [0, 1], never rising; at
        most 200 steps.
    detection : number, default 0.5
        Chance that the circle notices when the ruler reaches for more; in [0, 1].
    grabs : number, default 1
        Chance per period that the ruler does; in [0, 1].
    prize : number, default 1
        What the circle gains by a coup that succeeds; positive, any unit: only the ratios of
        `prize`, `penalty` and `acquiescence` matter.
    penalty : number, default 1
        What it loses by one that fails; in the same unit, not negative.
    acquiescence : number, default 0
        What it has if it does not strike; in the same unit.
    periods : int, default 20
        How many periods to follow, in [1, 10000].

    Returns
    -------
    PowerSharingLadder
        The step at which the threat ends, and hazard and survival by period.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, or `success` rises somewhere.

    References
    ----------
    .. [1] M. W. Svolik, "Power Sharing and Leadership Dynamics in Authoritarian Regimes",
       American Journal of Political Science 53(2), 477-494, 2009.
       https://doi.org/10.1111/j.1540-5907.2009.00382.x

    Examples
    --------
    >>> found = power_sharing_ladder([0.9, 0.7, 0.5, 0.3], detection=0.2)
    >>> found.established_from, found.critical_success, found.is_tied
    (2, Fraction(1, 2), True)
    >>> found.hazard[:4].round(2).tolist()
    [0.18, 0.14, 0.0, 0.0]
    """
    with Problems() as problems:
        _check_length(len(actors_of(success)) if getattr(success, "ndim", 1) else 0, problems)
        chances = [] if problems else SUCCESS.read(success, problems)
        noticed = DETECTION.read(detection, problems)
        reaching = GRABS.read(grabs, problems)
        gain = PRIZE.read(prize, problems)
        loss = PENALTY.read(penalty, problems)
        quiet = ACQUIESCENCE.read(acquiescence, problems)
        span = LADDER_PERIODS.read(periods, problems)
        _check_ladder(chances, problems)
    critical = (quiet + loss) / (gain + loss)
    credible = tuple(chance > critical for chance in chances)
    falls = np.array([float(s) if c else 0.0 for s, c in zip(chances, credible, strict=True)])
    falls *= noticed
    hazard, survival, at_step = _climb(falls, reaching, span)
    return PowerSharingLadder(
        established_from=credible.index(False) if False in credible else None,
        critical_success=critical,
        is_tied=critical in chances,
        credible=credible,
        step_hazard=read_only(reaching * falls),
        hazard=read_only(hazard),
        survival=read_only(survival),
        at_step=read_only(at_step),
        removed_while_contested=_ever_removed(falls, reaching),
        rounding_decides=rounding_decides(*(chance - critical for chance in chances)),
    )


def _check_length(steps: int, problems: Problems) -> None:
    """Note a ladder that is too long, before its steps are read."""
    if steps > MAX_STEPS:
        problems.add(
            f"success has {steps:,} steps; at most {MAX_STEPS} are followed; give fewer steps"
        )


def _check_ladder(chances: list[Fraction], problems: Problems) -> None:
    """Note a ladder on which a coup gets easier."""
    for k, (here, above) in enumerate(pairwise(chances)):
        if above > here:
            problems.add(
                f"success must not rise from one step to the next, "
                f"but success[{k + 1}] = {exactly(above)} is above success[{k}] = {exactly(here)}"
            )


def _climb(
    falls: NDArray[np.float64], grabs: float, periods: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return hazard, survival and the share at each step, by periods survived."""
    hazard = np.full(periods + 1, np.nan)
    survival = np.zeros(periods + 1)
    at_step = np.zeros((periods + 1, len(falls)))
    shares = np.zeros(len(falls))  # of those still in power, so that nothing underflows
    shares[0] = alive = 1.0
    for t in range(periods + 1):
        survival[t], at_step[t] = alive, alive * shares
        hazard[t] = grabs * float(shares @ falls)
        climbing = grabs * shares * (1 - falls)
        shares = (1 - grabs) * shares
        shares[1:] += climbing[:-1]
        shares[-1] += climbing[-1]
        if not shares.sum():
            break
        alive *= 1 - hazard[t]
        shares /= shares.sum()
    return hazard, survival, at_step


def _ever_removed(falls: NDArray[np.float64], grabs: float) -> float:
    """Return the chance of ever falling: each step is left once, but the top is never left."""
    if not grabs:
        return 0.0
    return 1.0 if falls[-1] > 0 else float(1 - np.prod(1 - falls))


MODELS = (
    Model(
        name="power-sharing-ladder",
        title="Ladder to established rule",
        question="At which step of a ruler's rise does the threat of a coup stop being credible?",
        grade="C",
        solver=power_sharing_ladder,
        result=PowerSharingLadder,
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(SUCCESS, DETECTION, GRABS, PRIZE, PENALTY, ACQUIESCENCE, LADDER_PERIODS),
        example={
            "success": ["0.9", "0.7", "0.5", "0.3"],
            "detection": "0.2",
            "prize": 1,
            "penalty": 1,
            "acquiescence": 0,
        },
        scale_free=("prize", "penalty", "acquiescence"),
    ),
)
