"""Execute or spare the loser: a reconstruction in the spirit of the killing game.

Inspired by Egorov and Sonin (2015), of which we know the abstract. The game solved here is ours: a
ruler without a known rival meets a new contender with some probability a period; they fight; the
winner rules and either has the loser executed or lets the loser live to fight again next period.
Whoever has had somebody executed is *bloody* for ever, the others are *clean*. The symbols of our
reconstruction and the names used here:

=================  ==========================================================
p                  ``incumbent_wins``
mu                 ``arrival``
beta               ``discount``
D                  ``loss``, of the executed, beyond the lost future
e(x, y)            decision of a winner of record x over a loser of record y
V(0), V(1)         ``value_clean``, ``value_bloody``: a ruler without a rival
I(0, 0)            ``value_of_truce``: ruler and rival who always spare
D*                 ``least_loss``
q = mu (1 - p)     ``death_hazard``
=================  ==========================================================

What is published (abstract): winners execute or spare, the spared fight again, decisions depend on
the record of executions, and a killer risks not to be spared in turn. Payoffs, probabilities and
thresholds are ours. All comparisons are exact.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from whowhom.theory.arguments import (
    INSIDE,
    NOT_NEGATIVE,
    PART,
    Exact,
    Number,
    Problems,
    refuse_long,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import number, text_table

__all__ = ["MODELS", "KillingGame", "killing_game"]

EGOROV_2015 = Paper(
    key="egorov2015",
    authors="Georgy Egorov and Konstantin Sonin",
    title="The killing game: A theory of non-democratic succession",
    where="Research in Economics",
    year=2015,
    volume="69(3)",
    pages="398-411",
    doi="10.1016/j.rie.2015.05.005",
)

INCUMBENT_WINS = Exact(
    "incumbent_wins", "probability that the ruler wins a fight against a contender", domain=INSIDE
)
ARRIVAL = Exact(
    "arrival", "probability a period that a new contender appears while there is none", domain=PART
)
DISCOUNT = Exact("discount", "weight of the next period relative to this one", domain=INSIDE)
LOSS = Exact(
    "loss",
    "what execution costs its victim, beyond the lost future, in periods in power",
    unit="periods in power",
    domain=NOT_NEGATIVE,
)


_RECORDS = ((0, 0), (0, 1), (1, 0), (1, 1))  # of the winner and of the loser; 0 is clean
_PROFILES = tuple(
    dict(zip(_RECORDS, kills, strict=True)) for kills in product((False, True), repeat=4)
)
_SHOWN = 6

Profile = dict[tuple[int, int], bool]
"""Whether the loser is killed, by the records of winner and loser."""
Meetings = dict[tuple[bool, bool], tuple[Fraction, Fraction]]
"""By whether the ruler would have the rival killed and the rival the ruler: what ruling is worth,
as a line (start, slope) in the worth of ruling bloody and without a rival."""


class _AtLosses(NamedTuple):
    """Meetings at the loss given, and at the two that fix all lines."""

    given: Meetings
    zero: Meetings
    one: Meetings


@dataclass(frozen=True, slots=True)
class KillingEquilibrium:
    """One way of dealing with losers that nobody gains by leaving.

    Whoever has ever had a loser executed is bloody, the others are clean.
    """

    clean_kills_clean: bool
    """Whether a clean winner has a clean loser executed."""
    clean_kills_bloody: bool
    """Whether a clean winner has a bloody loser executed."""
    bloody_kills_clean: bool
    """Whether a bloody winner has a clean loser executed."""
    bloody_kills_bloody: bool
    """Whether a bloody winner has a bloody loser executed."""
    value_clean: Fraction
    """What ruling without a rival is worth to a clean ruler, in periods in power."""
    value_bloody: Fraction
    """The same to a bloody ruler."""
    is_monotone: bool
    """Whether blood on either side, the winner's or the loser's, never makes for mercy."""
    holds_from: Fraction
    """Smallest loss of the executed at which this is an equilibrium, in periods in power."""
    holds_to: Fraction | None
    """Largest such loss; None if there is none."""

    @property
    def kills(self) -> tuple[bool, bool, bool, bool]:
        """The four decisions, in the order of the fields."""
        return (
            self.clean_kills_clean,
            self.clean_kills_bloody,
            self.bloody_kills_clean,
            self.bloody_kills_bloody,
        )


@dataclass(frozen=True, slots=True)
class KillingGame(Result):
    """All ways of dealing with losers that can last, and what mercy takes."""

    columns = ("equilibria",)

    equilibria: tuple[KillingEquilibrium, ...]
    """All pure Markov perfect equilibria, the most lenient first; the last one kills always."""
    selected: KillingEquilibrium
    """The most lenient monotone equilibrium; this selection is ours."""
    can_spare: bool
    """Whether in some equilibrium a clean winner spares a clean loser."""
    least_loss: Fraction
    """Least loss of the executed at which the clean can spare the clean, in periods in power;
    zero or less if no loss at all is needed."""
    loss: Fraction
    """Loss of the executed, as it was understood."""
    value_of_truce: Fraction
    """Worth of ruling to one of two who fight every period and always spare one another."""
    value_of_killing: Fraction
    """Worth of ruling without a rival after an execution, where the bloody are not spared."""
    death_hazard: Fraction
    """Probability that a ruler without a rival falls, and dies, within a period where all kill."""
    periods_ruled: Fraction
    """Mean number of periods of rule there before the one in which the ruler falls."""
    rounding_decides: bool = False
    """Whether some decision is better or worse than its opposite by less than 1e-12."""

    def __str__(self) -> str:
        return "\n".join([*_verdict(self), "", _decisions(self)])


def killing_game(
    *, incumbent_wins: Number, arrival: Number, discount: Number, loss: Number
) -> KillingGame:
    """Find every way of dealing with losers that can last, and what mercy takes.

    A reconstruction of ours from the abstract of [1]_; see ``docs/models/killing-game.md``.

    Parameters
    ----------
    incumbent_wins : number
        Probability that the ruler wins a fight, in (0, 1).
    arrival : number
        Probability a period that a new contender appears while there is none, in (0, 1].
    discount : number
        Weight of the next period relative to this one, in (0, 1).
    loss : number
        What execution costs its victim, beyond the lost future; in periods in power, >= 0.

    Returns
    -------
    KillingGame
        The equilibria, the one selected, and the least loss at which mercy can last.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    Notes
    -----
    The 16 pure profiles of decisions are tried one by one in exact fractions. With an arrival
    below 1 the answer has one of two forms (a result of ours): below `least_loss` everybody is
    killed; from there on the clean may spare the clean, the bloody may spare the bloody, both or
    neither. A bloody winner always kills a clean loser and the other way about.

    References
    ----------
    .. [1] G. Egorov and K. Sonin, "The killing game: A theory of non-democratic succession",
       Research in Economics 69(3), 398-411, 2015. https://doi.org/10.1016/j.rie.2015.05.005

    Examples
    --------
    >>> game = killing_game(incumbent_wins=0.5, arrival=0.1, discount=0.9, loss=6)
    >>> game.least_loss, game.can_spare, len(game.equilibria)
    (Fraction(9, 2), True, 4)
    >>> game.selected.kills
    (False, True, True, True)
    """
    with Problems() as problems:
        win = INCUMBENT_WINS.read(incumbent_wins, problems)
        arrives = ARRIVAL.read(arrival, problems)
        weight = DISCOUNT.read(discount, problems)
        lost = LOSS.read(loss, problems)
        refuse_long(problems, incumbent_wins=win, arrival=arrives, discount=weight, loss=lost)
    at = _AtLosses(*(_meetings(win, weight, Fraction(each)) for each in (lost, 0, 1)))
    tried = (_equilibrium(kills, arrives, weight, at) for kills in sorted(_PROFILES, key=_severity))
    found = [equilibrium for equilibrium in tried if equilibrium is not None]
    gains = (_gains(kills, *_values(kills, arrives, weight, at.given)) for kills in _PROFILES)
    hazard = arrives * (1 - win)
    return KillingGame(
        equilibria=tuple(found),
        selected=next(equilibrium for equilibrium in found if equilibrium.is_monotone),
        can_spare=any(not equilibrium.clean_kills_clean for equilibrium in found),
        least_loss=least_loss_to_spare(win, arrives, weight),
        loss=lost,
        value_of_truce=value_of_truce(win, weight),
        value_of_killing=value_of_bloody_ruler(win, arrives, weight, lost),
        death_hazard=hazard,
        periods_ruled=(1 - hazard) / hazard,
        rounding_decides=rounding_decides(*(gain for each in gains for gain in each)),
    )


def value_of_truce(win: Fraction, discount: Fraction) -> Fraction:
    """Return what ruling is worth to one of two who fight every period and always spare.

    Parameters
    ----------
    win : Fraction
        Probability that the ruler wins a fight, in (0, 1).
    discount : Fraction
        Weight of the next period, in (0, 1).

    Returns
    -------
    Fraction
        In periods in power.

    Examples
    --------
    >>> value_of_truce(Fraction(1, 2), Fraction(9, 10))
    Fraction(5, 1)
    """
    advantage = discount * (1 - 2 * win)
    return (win + advantage) / ((1 - discount) * (1 + advantage))


def value_of_bloody_ruler(
    win: Fraction, arrival: Fraction, discount: Fraction, loss: Fraction
) -> Fraction:
    """Return what ruling without a rival is worth where a ruler who falls is executed.

    Parameters
    ----------
    win, arrival, discount, loss : Fraction
        As for :func:`killing_game`.

    Returns
    -------
    Fraction
        In periods in power; negative where the loss outweighs what is still to come.

    Examples
    --------
    >>> value_of_bloody_ruler(Fraction(1, 2), Fraction(1, 10), Fraction(9, 10), Fraction(9, 2))
    Fraction(5, 1)
    """
    hazard = arrival * (1 - win)
    return (1 - hazard - hazard * loss) / (1 - discount * (1 - hazard))


def least_loss_to_spare(win: Fraction, arrival: Fraction, discount: Fraction) -> Fraction:
    """Return the least loss of the executed at which the clean can spare the clean.

    There the truce is worth as much as ruling without a rival after an execution.

    Parameters
    ----------
    win, arrival, discount : Fraction
        As for :func:`killing_game`.

    Returns
    -------
    Fraction
        In periods in power; zero or less if no loss at all is needed.

    Examples
    --------
    >>> least_loss_to_spare(Fraction(1, 2), Fraction(1, 10), Fraction(9, 10))
    Fraction(9, 2)
    """
    hazard = arrival * (1 - win)
    truce = value_of_truce(win, discount)
    return (1 - hazard - (1 - discount * (1 - hazard)) * truce) / hazard


def _severity(kills: Profile) -> tuple[int, list[bool]]:
    """Order profiles by how many kinds of losers are killed; the order among equals is ours."""
    return sum(kills.values()), list(kills.values())


def _equilibrium(
    kills: Profile, arrival: Fraction, discount: Fraction, at: _AtLosses
) -> KillingEquilibrium | None:
    """Return the equilibrium with these decisions, or None if somebody gains by another one."""
    lone, meets = _values(kills, arrival, discount, at.given)
    if min(_gains(kills, lone, meets)) < 0:
        return None
    low, high = _range_of_losses(
        _gains(kills, *_values(kills, arrival, discount, at.zero)),
        _gains(kills, *_values(kills, arrival, discount, at.one)),
    )
    mixed = kills[0, 1], kills[1, 0]
    quiet = 1 - arrival
    return KillingEquilibrium(
        clean_kills_clean=kills[0, 0],
        clean_kills_bloody=kills[0, 1],
        bloody_kills_clean=kills[1, 0],
        bloody_kills_bloody=kills[1, 1],
        value_clean=(quiet + arrival * meets[0, 0]) / (1 - quiet * discount),
        value_bloody=lone,
        is_monotone=kills[0, 0] <= min(mixed) and max(mixed) <= kills[1, 1],
        holds_from=low,
        holds_to=high,
    )


def _range_of_losses(
    at_zero: list[Fraction], at_one: list[Fraction]
) -> tuple[Fraction, Fraction | None]:
    """Return the losses at which nobody gains by another decision.

    Under given decisions all values are linear in the loss, so this is an interval that follows
    from what each decision gains at a loss of 0 and of 1.
    """
    low, high = Fraction(0), None
    for start, then in zip(at_zero, at_one, strict=True):
        slope = then - start
        if slope > 0:
            low = max(low, -start / slope)
        elif slope < 0:
            crossing = -start / slope
            high = crossing if high is None else min(high, crossing)
    return low, high


def _gains(
    kills: Profile, lone: Fraction, meets: dict[tuple[int, int], Fraction]
) -> list[Fraction]:
    """Return how much better each decision is than its opposite, by the records of the two."""
    return [
        lone - meets[records] if kills[records] else meets[records] - lone for records in _RECORDS
    ]


def _values(
    kills: Profile, arrival: Fraction, discount: Fraction, meetings: Meetings
) -> tuple[Fraction, dict[tuple[int, int], Fraction]]:
    """Return the worth of ruling: bloody without a rival, and with a rival by the two records."""
    lines = {(x, y): meetings[kills[x, y], kills[y, x]] for x, y in _RECORDS}
    start, slope = lines[1, 0]
    quiet = 1 - arrival
    lone = (quiet + arrival * start) / (1 - quiet * discount - arrival * slope)
    return lone, {records: start + slope * lone for records, (start, slope) in lines.items()}


def _meetings(win: Fraction, discount: Fraction, loss: Fraction) -> Meetings:
    """Return the worth of ruling with a rival, by whether each has the other killed."""
    return {
        (kills, is_killed): _meeting(kills, is_killed, win, discount, loss)
        for kills, is_killed in product((False, True), repeat=2)
    }


def _meeting(
    kills: bool, is_killed: bool, win: Fraction, discount: Fraction, loss: Fraction
) -> tuple[Fraction, Fraction]:
    """Return the worth of ruling with a rival as a line in the worth of ruling bloody and alone.

    Two equations in two unknowns, the worth of ruling (r) and that of contending (c)::

        r = win (1 + discount after) + (1 - win) lost
        c = (1 - win) (1 + discount after) + win lost

    where ``after`` is r if the loser is spared and the worth of ruling alone if the loser is
    killed, and ``lost`` is ``discount c`` for who is spared and ``-loss`` for who is killed.
    """
    again = Fraction(0) if kills else discount
    later = Fraction(0) if is_killed else discount
    grave = -loss if is_killed else Fraction(0)
    # (1 - win again) r - (1 - win) later c = win (1 + d alone) + (1 - win) grave, and so for c.
    determinant = (1 - win * again) * (1 - win * later) - (1 - win) ** 2 * again * later

    def solved(prize: Fraction, grief: Fraction) -> Fraction:
        ruling = win * prize + (1 - win) * grief
        contending = (1 - win) * prize + win * grief
        return (ruling * (1 - win * later) + (1 - win) * later * contending) / determinant

    slope = solved(discount, Fraction(0)) if kills else Fraction(0)
    return solved(Fraction(1), grave), slope


def _verdict(game: KillingGame) -> list[str]:
    """Say what can last, and what mercy takes."""
    needed, lost = number(float(game.least_loss)), number(float(game.loss))
    hazard, rule = number(float(game.death_hazard)), number(float(game.periods_ruled), 6)
    if not game.can_spare:
        lines = [
            "Only killing can last: every winner has every loser executed.",
            f"For mercy, execution would have to cost its victim {needed} periods in power;",
            f"it costs {lost}.",
        ]
    elif game.least_loss <= 0:
        lines = [
            "Sparing can last, at any loss: clean winners can afford to spare clean losers.",
            "So can killing: that every winner kills every loser is always an equilibrium.",
        ]
    else:
        lines = [
            "Sparing can last: clean winners can afford to spare clean losers, as long as",
            f"execution costs its victim at least {needed} periods in power; it costs {lost}.",
            "So can killing: that every winner kills every loser is always an equilibrium.",
        ]
    return [
        *lines,
        f"Where all kill, a ruler falls and dies with a probability of {hazard} a period;",
        f"mean number of periods of rule before that: {rule}.",
        *[ROUNDING] * game.rounding_decides,
    ]


def _decisions(game: KillingGame) -> str:
    """Return the table of the equilibria, one a column, the selected one marked."""
    shown = game.equilibria[:_SHOWN]
    if game.selected not in shown:
        shown = (*shown[:-1], game.selected)
    header = [f"{i}{'*' if e is game.selected else ''}" for i, e in enumerate(shown, start=1)]
    words = ("clean over clean", "clean over bloody", "bloody over clean", "bloody over bloody")
    rows = [
        [label, *("kills" if e.kills[i] else "spares" for e in shown)]
        for i, label in enumerate(words)
    ]
    rows.append(["worth of ruling, clean", *(number(float(e.value_clean)) for e in shown)])
    rows.append(["worth of ruling, bloody", *(number(float(e.value_bloody)) for e in shown)])
    hidden = len(game.equilibria) - len(shown)
    notes = ["* the most lenient in which blood never makes for mercy; our selection"]
    notes += [f"and {hidden} more equilibria"] if hidden else []
    return "\n".join([text_table(["winner over loser", *header], rows), *notes])


MODELS = (
    Model(
        name="killing-game",
        title="Killing game: execute or spare the loser",
        question="Can a winner afford to spare the loser?",
        grade="C",
        solver=killing_game,
        result=KillingGame,
        papers=(EGOROV_2015,),
        card="killing-game.md",
        arguments=(INCUMBENT_WINS, ARRIVAL, DISCOUNT, LOSS),
        example={"incumbent_wins": 0.5, "arrival": 0.1, "discount": 0.9, "loss": 6},
    ),
)
