"""What comes of legislative bargaining under a closed rule, and how it is told."""

import textwrap
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor
from whowhom.theory.results import Result
from whowhom.theory.words import joined, number, percent, text_table

__all__ = ["LegislativeBargain"]

Numbers = NDArray[np.float64]

_MOST_ROWS, _LONGEST_NAME = 20, 20
_ALIKE = 1e-9
_EXACT = 1e-12  # what is smaller is rounding, and differs from one machine to the next
_HEAD = ("votes", "proposes", "expects", "keeps", "agrees for", "is bought")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LegislativeBargain(Result):
    """What each member can expect. Arrays have shape (n,), one a member; shares of one unit."""

    columns = ("actors", "recognition", "discount", "value", "keeps", "price", "bought")

    actors: tuple[Actor, ...]
    """The members: names, or numbers from 0, in the order given."""
    share: Numbers
    """Share of all votes, in [0, 1]."""
    passes_with: float
    """Share of all votes that passes a proposal, in (0, 1]: to be exceeded, or enough if
    `is_quota`."""
    is_quota: bool
    """Whether `passes_with` is enough, and need not be exceeded."""
    recognition: Numbers
    """Chance to be the one who proposes, in [0, 1]; sums to 1."""
    discount: Numbers
    """What the next round counts for, against this one, in [0, 1]."""
    has_veto: tuple[bool, ...]
    """Whether nothing passes without the member."""
    rounds: int | None
    """Rounds until all is lost; None if there is no last round."""
    value: Numbers
    """Expected share before anybody is recognized, in [0, 1]; sums to 1, since the first proposal
    passes."""
    keeps: Numbers
    """What remains for the member as proposer, in [0, 1]."""
    price: Numbers
    """For what the member agrees to a proposal of the first round: discount times the value of the
    next, in [0, 1]."""
    bought: Numbers
    """Chance to be a partner of somebody else's proposal, in [0, 1]."""
    offers: Numbers
    """Chance that a member (row), as proposer, buys another (column), shape (n, n), in [0, 1]; one
    way of several where coalitions cost the same."""
    tied_rounds: tuple[int, ...]
    """With a last round: the rounds, from 1, in which some proposer is indifferent between
    coalitions and takes each with the same chance."""
    residual: float
    """Largest error of any value, if all buy only the cheapest coalitions; 0 with a last round,
    which is solved exactly."""

    @property
    def is_unique(self) -> bool:
        """Whether no other equilibrium of this kind has other expectations, as far as is proved."""
        if self.rounds is None:
            return bool(np.all(self.discount < 1))
        return not self.tied_rounds

    def __repr__(self) -> str:
        values = np.array2string(self.value, precision=4, threshold=8)
        return (
            f"LegislativeBargain({len(self.actors)} members, value={values}, "
            f"residual={self.residual:.1g})"
        )

    def __str__(self) -> str:
        paragraphs = [self._answer(), self._rule(), *self._special()]
        told = [textwrap.fill(paragraph, 80) for paragraph in paragraphs]
        return "\n".join([*told, "", _table(self), "", textwrap.fill(self._check(), 80)])

    def _answer(self) -> str:
        """Tell who can expect most, and what a proposer keeps."""
        n, most = len(self.actors), float(self.value.max())
        first = [a for a, v in zip(self.actors, self.value, strict=True) if v > most - _ALIKE]
        if len(first) == n > 1:
            keeps = f"whoever proposes keeps {percent(float(self.keeps[0]))}"
            told = f"All {n} members can expect the same, {percent(most)} of what is divided"
            return f"{told}." if np.ptp(self.keeps) > _ALIKE else f"{told}; {keeps}."
        each = " each" if len(first) > 1 else ""
        who = joined(map(_short, first)) if len(first) <= 3 else f"{len(first)} members"
        told = f"{who} can expect most, {percent(most)} of what is divided{each}"
        kept = {percent(float(self.keeps[self.actors.index(actor)])) for actor in first}
        if len(kept) > 1:
            return f"{told}."
        return f"{told}, and would keep {kept.pop()} as proposer."

    def _rule(self) -> str:
        """Tell the rule of the vote and of time."""
        enough = "at least" if self.is_quota else "more than"
        needed = f"{enough} {percent(self.passes_with)} of the votes"
        patience = sorted({number(float(d)) for d in self.discount})
        discount = patience[0] if len(patience) == 1 else "of each member's own"
        time = f"discount {discount}"
        time += ", no last round" if self.rounds is None else f", {self.rounds} rounds at most"
        return f"Closed rule: a proposal passes as it is, with {needed}; {time}."

    def _special(self) -> list[str]:
        """Tell who can block, and who is never bought."""
        told = []
        vetoes = [a for a, blocks in zip(self.actors, self.has_veto, strict=True) if blocks]
        if vetoes and len(self.actors) > 1:
            told.append(f"Nothing passes without {_names(vetoes)}.")
        never = [
            a
            for a, b, p in zip(self.actors, self.bought, self.price, strict=True)
            if b < _ALIKE < p and len(self.actors) > 1
        ]
        if never:
            told.append(f"Nobody buys the votes of {_names(never)}.")
        return told

    def _check(self) -> str:
        """Tell how sure the answer is."""
        if self.rounds is not None:
            told = f"Exact, found backwards from round {self.rounds}."
            if self.tied_rounds:
                told += (
                    f" In {len(self.tied_rounds)} of the rounds some proposer is indifferent "
                    f"between coalitions and takes each with the same chance; other habits could "
                    f"shift the expectations."
                )
            return told
        told = (
            f"Checked: nobody can buy a cheaper coalition, and no value misses its equation by "
            f"more than {max(self.residual, _EXACT):.0e}."
        )
        if self.is_unique:
            return f"{told} No other stationary equilibrium has other expectations."
        return f"{told} With a discount of 1 it is not proved that no other equilibrium exists."


def _table(found: LegislativeBargain) -> str:
    """Return a row for each member; of many members, one for all who are alike."""
    columns = (
        found.share, found.recognition, found.value, found.keeps, found.price, found.bought
    )  # fmt: skip
    cells = [[percent(float(column[i])) for column in columns] for i in range(len(found.actors))]
    groups = [[i] for i in range(len(found.actors))]
    if len(groups) > _MOST_ROWS:
        alike: dict[tuple[str, ...], list[int]] = {}
        for i, row in enumerate(cells):
            alike.setdefault(tuple(row), []).append(i)
        groups = sorted(alike.values(), key=lambda group: -found.share[group[0]])
    rows = [
        [_short(found.actors[group[0]]) if len(group) == 1 else f"{len(group)} members",
         *cells[group[0]]]
        for group in groups[:_MOST_ROWS]
    ]  # fmt: skip
    table = text_table(["member", *_HEAD], rows)
    left = sum(map(len, groups[_MOST_ROWS:]))
    return f"{table}\n({left} more members, with fewer votes)" if left else table


def _names(actors: list[Actor]) -> str:
    """Return the actors as one would say them, or their number if they are many."""
    return joined(map(_short, actors)) if len(actors) <= 6 else f"{len(actors)} members"


def _short(actor: Actor) -> str:
    """Return the name of a member, cut to fit a column."""
    name = str(actor)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3]}..."
