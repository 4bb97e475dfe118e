"""The game of proposals and votes behind the ultimate ruling coalition, by backward induction.

Acemoglu, Egorov and Sonin (2008), in the form that Jandoc and Juarez (2019, section 3) print. The
symbols of the papers and the names used here:

=====================  ======================================================
gamma_i                ``power[i]``, the power of actor i
alpha                  ``majority``, the share of power needed to pass a proposal
epsilon                ``cost``, what each removal costs those who survive it
w_i(X)                 i's share of the power of X, or 0 outside X
N_j                    the coalition at stage j
=====================  ======================================================

A stage: one of those who have not yet proposed is drawn and names a part of the coalition that they
belong to and that outweighs the majority. The proposer's vote counts as yes, the votes of those
outside the part as no; its other members vote one after the other, in an order drawn as they go. If
the yes votes outweigh the majority, the others are removed and a new stage begins; if the whole was
named, the game ends with it. If the vote fails the next one proposes; when all have, the game ends
with the coalition as it is.

What happens when somebody is indifferent is ours: such an actor votes as ``indifferent`` says, and
a proposer draws evenly among the best proposals. Nothing here knows of the theorem or of the
recursion in ``theory.coalitions.coalition``: it is a check of both.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray

from whowhom.theory.arguments import POSITIVE, Actor, Choice, Exact, Number, Problems, actors_of
from whowhom.theory.coalitions.coalition import ACEMOGLU_2008, MAJORITY, POWER
from whowhom.theory.coalitions.coalition_masks import members_of
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import exactly, joined, number, percent, text_table, wrapped

__all__ = ["MAX_ACTORS", "MODELS", "AgendaGame", "agenda_game"]
JANDOC_2019 = Paper(
    key="jandoc2019",
    authors="Karl Jandoc and Ruben Juarez",
    title="An Experimental Study of Self-Enforcing Coalitions",
    where="Games",
    year=2019,
    volume="10(3)",
    pages="31",
    doi="10.3390/g10030031",
)

COST = Exact(
    "cost",
    "what each removal costs every survivor, as a share of all that there is to divide; "
    "close to nothing if left out",
    default=None,
    domain=POSITIVE,
)
INDIFFERENT = Choice(
    "indifferent",
    "how an actor votes to whom both outcomes are the same",
    default="no",
    options=("no", "yes"),
)


MAX_ACTORS = 5
"""Largest circle that :func:`agenda_game` takes."""


@dataclass(frozen=True, slots=True)
class AgendaGame(Result):
    """Where the game of proposals and votes ends, and what it is worth to each."""

    columns = ("actors", "stays", "shares", "removals", "payoffs")

    actors: tuple[Actor, ...]
    """Names, or numbers from 0, in the order given."""
    coalitions: tuple[tuple[Actor, ...], ...]
    """The coalitions with which the game may end, the likeliest first."""
    chances: tuple[Fraction, ...]
    """Probability of each of `coalitions`; they add up to 1."""
    stays: tuple[Fraction, ...]
    """Shape (n,): probability of belonging to the final coalition."""
    shares: tuple[Fraction, ...]
    """Shape (n,): expected share of the final coalition's power, 0 for the removed; in [0, 1]."""
    removals: tuple[Fraction, ...]
    """Shape (n,): expected number of removals survived."""
    payoffs: tuple[Fraction, ...]
    """Shape (n,): `shares` less `cost` times `removals`; `shares` if the cost is close to
    nothing."""
    cost: Fraction | None
    """Cost of each removal as it was understood; None: close to nothing."""
    cost_above: Fraction
    """Every choice is the same at every cost above this ..."""
    cost_below: Fraction | None
    """... and below this (None: at every larger cost). At a knife-edge, where somebody is
    indifferent at exactly this cost, both are the cost itself."""
    is_generic: bool
    """Whether no two coalitions are equally strong, nor a part exactly the majority of its whole:
    then the paper's theorem names the end, if the cost is small."""
    majority: Fraction
    """Share of power needed to pass a proposal, as it was understood."""
    indifferent: str
    """How an indifferent actor votes: ``"no"`` or ``"yes"``."""
    rounding_decides: bool = False
    """Whether two coalitions, or a part and the majority of its whole, are within 1e-12 of all
    power, but not equal."""

    @property
    def is_certain(self) -> bool:
        """Whether the game ends with one coalition only."""
        return len(self.coalitions) == 1

    @property
    def is_small(self) -> bool:
        """Whether the cost is so small that a smaller one would change nothing."""
        return self.cost_above == 0

    def __str__(self) -> str:
        if self.is_certain:
            (final,) = self.coalitions
            lines = [f"Whoever is drawn to propose, the game ends with {joined(final)}."]
        else:
            lines = [f"The game may end with {len(self.coalitions)} coalitions:"]
            lines += [
                f"  {joined(final)}: {percent(float(chance))}"
                for final, chance in zip(self.coalitions, self.chances, strict=True)
            ]
        lines = [wrapped(line, "    ") for line in lines]
        rows = [
            [actor, percent(float(stay)), percent(float(share)), number(float(survived))]
            for actor, stay, share, survived in zip(
                self.actors, self.stays, self.shares, self.removals, strict=True
            )
        ]
        header = ["", "stays", "expected share", "removals survived"]
        lines += ["", text_table(header, rows), "", self._about_cost()]
        if self.indifferent == "yes":
            lines.append("Indifferent actors vote yes, by your choice.")
        if not self.is_generic:
            lines.append("Some coalitions tie in power, so the theorem does not apply.")
        lines += [ROUNDING] * self.rounding_decides
        return "\n".join(lines)

    def _about_cost(self) -> str:
        """Say for which costs of a removal all choices are the same."""
        low, high = self.cost_above, self.cost_below
        if self.cost is not None and self.cost_above == self.cost_below:
            return (
                f"A knife-edge: somebody is indifferent at a cost of exactly {exactly(self.cost)}."
            )
        if not self.is_small:
            return (
                f"The cost of {number(float(self.cost or 0))} a removal is not small: at costs of\n"
                f"{number(float(low))} and less, some choices differ."
            )
        if high is None:
            return "The cost of a removal decides nothing."
        return f"The same at every cost of a removal below {number(float(high))}."


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What is to come, seen from some point of the game."""

    finals: Mapping[int, Fraction]
    """Probability of each final coalition (a bit mask)."""
    shares: tuple[Fraction, ...]
    removals: tuple[Fraction, ...]


def agenda_game(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    *,
    majority: Number = 0.5,
    cost: Number | None = None,
    indifferent: str = "no",
) -> AgendaGame:
    """Solve the game of proposals and votes in a circle that cannot commit itself.

    Every proposer, proposal, order of votes and vote is gone through backwards, in exact
    fractions. The game is that of [1]_ in the form of [2]_, section 3. For powers without ties and
    a small cost the theorem of [1]_ says that it ends with the ultimate ruling coalition after at
    most one removal; this program finds the end without using it.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive; any unit, only ratios matter. At most 5 actors.
    majority : number, default 0.5
        Share of power that the yes votes must exceed; unitless, in [1/2, 1).
    cost : number, optional
        What each removal costs every survivor, in shares of what there is to divide; positive.
        If left out it is close to nothing: it decides between equal prospects only.
    indifferent : {"no", "yes"}, default "no"
        How an actor votes to whom both outcomes are the same; a convention of this program.

    Returns
    -------
    AgendaGame
        Final coalitions with their probabilities, expected payoffs, and the range of costs for
        which all choices are the same.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or there are more than 5 actors.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies",
       Review of Economic Studies 75(4), 987-1009, 2008.
       https://doi.org/10.1111/j.1467-937X.2008.00503.x
    .. [2] K. Jandoc and R. Juarez, "An Experimental Study of Self-Enforcing Coalitions",
       Games 10(3), 31, 2019. https://doi.org/10.3390/g10030031

    Examples
    --------
    >>> print(agenda_game({"Ann": 3, "Bob": 4, "Cat": 5, "Dan": 10}))
    Whoever is drawn to propose, the game ends with Ann, Bob and Cat.
    <BLANKLINE>
          stays  expected share  removals survived
    Ann  100.0%           25.0%                  1
    Bob  100.0%           33.3%                  1
    Cat  100.0%           41.7%                  1
    Dan    0.0%            0.0%                  0
    <BLANKLINE>
    The same at every cost of a removal below 0.1136.
    """
    with Problems() as problems:
        powers = POWER.read(power, problems)
        needed = MAJORITY.read(majority, problems)
        small = None if cost is None else COST.read(cost, problems)
        tie = INDIFFERENT.read(indifferent, problems)
        if len(powers) > MAX_ACTORS:
            problems.add(
                f"power has {len(powers)} actors; at most {MAX_ACTORS} can be solved, since every "
                f"vote is followed; ruling_coalition takes more"
            )
    game = _Game(powers, needed, small, says_yes=tie == "yes")
    everyone = (1 << len(powers)) - 1
    end = game.outlook(everyone, 0)
    actors = actors_of(power) or tuple(range(len(powers)))
    masks = sorted(end.finals, key=lambda mask: (-end.finals[mask], members_of(mask)))
    paid = small or Fraction(0)
    return AgendaGame(
        actors=actors,
        coalitions=tuple(tuple(actors[i] for i in members_of(mask)) for mask in masks),
        chances=tuple(end.finals[mask] for mask in masks),
        stays=tuple(
            sum((chance for mask, chance in end.finals.items() if mask >> i & 1), Fraction(0))
            for i in range(len(powers))
        ),
        shares=end.shares,
        removals=end.removals,
        payoffs=tuple(
            share - paid * survived
            for share, survived in zip(end.shares, end.removals, strict=True)
        ),
        cost=small,
        cost_above=game.above,
        cost_below=game.below,
        is_generic=_is_generic(game, everyone),
        majority=needed,
        indifferent=tie,
        rounding_decides=_is_close(game, everyone),
    )


def _is_close(game: "_Game", everyone: int) -> bool:
    """Return whether two strengths that the game compares are almost equal."""
    strength = {coalition: game.strength(coalition) for coalition in _parts(everyone)}
    order = sorted(set(strength.values()))
    gaps = [Fraction(above - below) for below, above in pairwise(order)]
    for whole, power in strength.items():
        gaps += [game.majority * power - strength[part] for part in _parts(whole)]
    return rounding_decides(*(gap / strength[everyone] for gap in gaps))


def _is_generic(game: "_Game", everyone: int) -> bool:
    """Return whether no two coalitions tie."""
    strength = {coalition: game.strength(coalition) for coalition in _parts(everyone)}
    return len(set(strength.values())) == len(strength) and not any(
        strength[part] == game.majority * strength[whole]
        for whole in strength
        for part in _parts(whole)
    )


class _Game:
    """The tree of the game, from the end to the beginning; coalitions are bit masks."""

    def __init__(
        self, power: list[Fraction], majority: Fraction, cost: Fraction | None, *, says_yes: bool
    ) -> None:
        unit = math.lcm(*(x.denominator for x in power))
        self.power = [int(x * unit) for x in power]
        self.majority = majority
        self.cost = cost
        self.says_yes = says_yes
        self.above = Fraction(0)
        self.below: Fraction | None = None
        self.strength = cache(self._strength)
        self.wins = cache(self._wins)
        self.outlook = cache(self._outlook)
        self.passes = cache(self._passes)

    def _strength(self, coalition: int) -> int:
        """Return the power of a coalition, in the unit in which all are whole numbers."""
        return sum(self.power[i] for i in members_of(coalition))

    def _wins(self, part: int, whole: int) -> bool:
        """Return whether a part outweighs the majority of a coalition."""
        needed, out_of = self.majority.as_integer_ratio()
        return out_of * self.strength(part) > needed * self.strength(whole)

    def _outlook(self, present: int, asked: int) -> _Outlook:
        """Return what is to come in a stage in which the proposals of `asked` have failed."""
        waiting = members_of(present & ~asked)
        if not waiting:
            return self.end(present)
        return _mixed([self.proposal(present, asked, proposer) for proposer in waiting])

    def end(self, present: int) -> _Outlook:
        """Return the end of the game with those present."""
        whole, zero = self.strength(present), Fraction(0)
        shares = tuple(
            Fraction(x, whole) if present >> i & 1 else zero for i, x in enumerate(self.power)
        )
        return _Outlook({present: Fraction(1)}, shares, (zero,) * len(self.power))

    def removal(self, staying: int) -> _Outlook:
        """Return what is to come after all but `staying` have been removed."""
        later = self.outlook(staying, 0)
        survived = tuple(past + (staying >> i & 1) for i, past in enumerate(later.removals))
        return _Outlook(later.finals, later.shares, survived)

    def proposal(self, present: int, asked: int, proposer: int) -> _Outlook:
        """Return what comes of the best proposals of a proposer, drawn evenly."""
        rejected = self.outlook(present, asked | 1 << proposer)
        best: list[_Outlook] = []
        for part in self.proposals(present, proposer):
            accepted = self.end(present) if part == present else self.removal(part)
            gains = tuple(self.sign(i, accepted, rejected) for i in members_of(part))
            chance = self.passes(present, part, proposer, gains)
            found = accepted if chance == 1 else rejected
            if 0 < chance < 1:
                found = _mixed([accepted, rejected], [chance, 1 - chance])
            better = self.sign(proposer, found, best[0]) if best else 1
            if better > 0:
                best = [found]
            elif better == 0:
                best.append(found)
        return _mixed(best)

    def proposals(self, present: int, proposer: int) -> list[int]:
        """Return the winning parts of the coalition to which a proposer belongs."""
        return [
            part for part in _parts(present) if part >> proposer & 1 and self.wins(part, present)
        ]

    def sign(self, i: int, one: _Outlook, other: _Outlook) -> int:
        """Return 1 if actor i prefers one outlook to the other, -1 if the other, else 0."""
        if one is other:
            return 0
        if one.removals[i] == other.removals[i]:
            return (one.shares[i] > other.shares[i]) - (one.shares[i] < other.shares[i])
        share = one.shares[i] - other.shares[i]
        survived = one.removals[i] - other.removals[i]
        turning = share / survived  # the cost at which both are worth the same
        if turning > 0:
            at = self.cost or Fraction(0)
            if turning >= at:
                self.below = turning if self.below is None else min(self.below, turning)
            if turning <= at:
                self.above = max(self.above, turning)
        if self.cost is None:
            return _sign(share) or -_sign(survived)
        return _sign(share - self.cost * survived)

    def _passes(self, present: int, part: int, proposer: int, gains: tuple[int, ...]) -> Fraction:
        """Return the probability that a proposal passes.

        The members of the part vote in an order that is drawn as they go, and each knows the votes
        before theirs; the proposer's yes is on record. `gains` says for each member of the part, in
        their order, whether they would gain (1) or lose (-1) if it passed.
        """
        gain = dict(zip(members_of(part), gains, strict=True))

        @cache
        def after(waiting: int, yes: int) -> Fraction:
            if self.wins(yes, present):
                return Fraction(1)  # whatever the others say
            if not self.wins(yes | waiting, present):
                return Fraction(0)
            chances = []
            for i in members_of(waiting):
                rest, voice = waiting ^ 1 << i, 1 << i
                said_yes, said_no = after(rest, yes | voice), after(rest, yes)
                favour = _sign(said_yes - said_no) * gain[i]
                chances.append(
                    said_yes if favour > 0 or (not favour and self.says_yes) else said_no
                )
            return sum(chances, Fraction(0)) / len(chances)

        return after(part ^ 1 << proposer, 1 << proposer)


def _mixed(outlooks: list[_Outlook], chances: list[Fraction] | None = None) -> _Outlook:
    """Return the average of several outlooks, evenly if no chances are given."""
    if all(outlook == outlooks[0] for outlook in outlooks[1:]):
        return outlooks[0]
    weights = chances or [Fraction(1, len(outlooks))] * len(outlooks)
    finals: dict[int, Fraction] = {}
    for outlook, weight in zip(outlooks, weights, strict=True):
        for mask, chance in outlook.finals.items():
            finals[mask] = finals.get(mask, Fraction(0)) + weight * chance
    return _Outlook(
        finals,
        _average([outlook.shares for outlook in outlooks], weights),
        _average([outlook.removals for outlook in outlooks], weights),
    )


def _average(rows: Iterable[tuple[Fraction, ...]], weights: list[Fraction]) -> tuple[Fraction, ...]:
    """Return the weighted sum of rows."""
    return tuple(
        sum((w * x for w, x in zip(weights, column, strict=True)), Fraction(0))
        for column in zip(*rows, strict=True)
    )


def _sign(value: Fraction) -> int:
    """Return 1, 0 or -1."""
    return (value > 0) - (value < 0)


def _parts(coalition: int) -> Iterable[int]:
    """Go through the parts of a coalition, itself included, the empty one not."""
    part = coalition
    while part:
        yield part
        part = (part - 1) & coalition


MODELS = (
    Model(
        name="agenda-game",
        title="Agenda-setting game of proposals and votes",
        question="Do proposals and votes lead to the ruling coalition if everyone looks ahead?",
        grade="A",
        solver=agenda_game,
        result=AgendaGame,
        papers=(ACEMOGLU_2008, JANDOC_2019),
        card="agenda-game.md",
        arguments=(POWER, MAJORITY, COST, INDIFFERENT),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        scale_free=("power",),
    ),
)
