"""Legislative bargaining under a closed rule: one proposes, the others vote yes or no.

Baron and Ferejohn (1989), with votes of different weight as in Snyder, Ting and Ansolabehere
(2005). The symbols of the papers and the names used here:

==============  ================================================================================
n, w_i, q       the members, ``weight`` and ``quota`` (or ``majority``)
p_i             ``recognition``: the chance to be the one who proposes in a round
delta           ``discount``
v_i             ``value``: what a member can expect before anybody is recognized
delta v_i       ``price``: for what a member agrees
x_i^i           ``keeps``: what remains for a proposer who has bought the cheapest partners
==============  ================================================================================

In each round a member is recognized at random and proposes a division of one unit. If votes of at
least the quota agree, it is final; else the next round begins, and what it divides counts for less.
A member agrees to anything that is worth no less than waiting. The equilibrium is stationary: it
depends on nothing that happened before. With a last round it is found backwards, exactly.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.errors import ResourceError
from whowhom.theory.arguments import (
    NOT_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    Actor,
    Domain,
    Exact,
    Exacts,
    Number,
    Problems,
    Whole,
    read_aligned,
    shown,
)
from whowhom.theory.bargains.legislative_equilibria import (
    TOLERANCE,
    Legislature,
    TooManyCoalitions,
    backwards,
    bought_of,
    legislature,
    market,
    residual_of,
    solve_market,
)
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import joined, number, percent, shortened, text_table, wrapped

__all__ = ["MAX_MEMBERS", "MODELS", "LegislativeBargain", "legislative_bargaining"]

BARON_FEREJOHN_1989 = Paper(
    key="baron1989",
    authors="David P. Baron and John A. Ferejohn",
    title="Bargaining in Legislatures",
    where="American Political Science Review",
    year=1989,
    volume="83(4)",
    pages="1181-1206",
    doi="10.2307/1961664",
)
ERASLAN_MCLENNAN_2013 = Paper(
    key="eraslan2013",
    authors="Hülya Eraslan and Andrew McLennan",
    title="Uniqueness of stationary equilibrium payoffs in coalitional bargaining",
    where="Journal of Economic Theory",
    year=2013,
    volume="148(6)",
    pages="2195-2222",
)
SNYDER_2005 = Paper(
    key="snyder2005",
    authors="James M. Snyder and Michael M. Ting and Stephen Ansolabehere",
    title="Legislative Bargaining under Weighted Voting",
    where="American Economic Review",
    year=2005,
    volume="95(4)",
    pages="981-1004",
    doi="10.1257/0002828054825538",
)

WEIGHT = Exacts(
    "weight",
    "votes of each member; any unit, only ratios matter unless a quota is given",
    unit="votes",
    domain=NOT_NEGATIVE,
    case="power",
)
MAJORITY = Exact(
    "majority",
    "share of all votes that a proposal must exceed to pass",
    default="1/2",
    domain=Domain(at_least=Fraction(1, 2), below=1),
    case="majority",
)
QUOTA = Exact(
    "quota",
    "votes that are enough to pass, in place of a majority",
    default=None,
    unit="votes",
    domain=POSITIVE,
)
RECOGNITION = Exacts(
    "recognition",
    "chance of each member to be the one who proposes; any unit, only ratios matter; the same for "
    "all if left out",
    default=None,
    domain=NOT_NEGATIVE,
)
DISCOUNT = Exact(
    "discount", "weight of the next round relative to this one", default="1", domain=PROBABILITY
)
DISCOUNTS = Exacts(
    "discounts",
    "the same for each member, in place of one discount for all",
    default=None,
    domain=PROBABILITY,
)
ROUNDS = Whole(
    "rounds",
    "rounds until all is lost; no last round if left out",
    default=None,
    unit="rounds",
    domain=Domain(at_least=1, at_most=100),
)


Numbers = NDArray[np.float64]

_MOST_ROWS = 20
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
        told = [wrapped(paragraph) for paragraph in paragraphs]
        return "\n".join([*told, "", _table(self), "", wrapped(self._check())])

    def _answer(self) -> str:
        """Tell who can expect most, and what a proposer keeps."""
        n, most = len(self.actors), float(self.value.max())
        first = [a for a, v in zip(self.actors, self.value, strict=True) if v > most - _ALIKE]
        if len(first) == n > 1:
            keeps = f"whoever proposes keeps {percent(float(self.keeps[0]))}"
            told = f"All {n} members can expect the same, {percent(most)} of what is divided"
            return f"{told}." if np.ptp(self.keeps) > _ALIKE else f"{told}; {keeps}."
        each = " each" if len(first) > 1 else ""
        who = joined(map(shortened, first)) if len(first) <= 3 else f"{len(first)} members"
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
        [shortened(found.actors[group[0]]) if len(group) == 1 else f"{len(group)} members",
         *cells[group[0]]]
        for group in groups[:_MOST_ROWS]
    ]  # fmt: skip
    table = text_table(["member", *_HEAD], rows)
    left = sum(map(len, groups[_MOST_ROWS:]))
    return f"{table}\n({left} more members, with fewer votes)" if left else table


def _names(actors: list[Actor]) -> str:
    """Return the actors as one would say them, or their number if they are many."""
    return joined(map(shortened, actors)) if len(actors) <= 6 else f"{len(actors)} members"


MAX_MEMBERS = 1000
"""Most members that :func:`legislative_bargaining` takes."""

_MOST_STEPS = 3_000_000  # coalitions weighed in exact fractions: some ten seconds

_Given = Mapping[str, Number] | Sequence[Number] | NDArray[Any]


def legislative_bargaining(
    weight: _Given,
    *,
    majority: Number = "1/2",
    quota: Number | None = None,
    recognition: _Given | None = None,
    discount: Number = "1",
    discounts: _Given | None = None,
    rounds: int | None = None,
) -> LegislativeBargain:
    """Find what each member of a legislature can expect, where one proposes and a majority agrees.

    A member is recognized at random, proposes how to divide one unit, and the others vote it up or
    down; if it fails, the next round begins [1]_. Proposers buy the cheapest partners that win, and
    all agree to whatever is worth no less than waiting. Votes may have weights [2]_.

    Parameters
    ----------
    weight : collection of numbers, shape (n,), or mapping of names to numbers
        Votes of each member, 0 or more, at most 1000 members; only ratios matter unless a quota is
        given.
    majority : number, default 1/2
        Share of all votes that a proposal must exceed, in [1/2, 1); unitless.
    quota : number, optional
        Votes that are enough, in (0, total], in place of `majority`.
    recognition : collection of numbers, shape (n,), or mapping of names to numbers, optional
        Chance of each member to propose, 0 or more; only ratios matter; by default the same
        for all.
    discount : number, default 1
        What the next round counts for, against this one, in [0, 1]; unitless.
    discounts : collection of numbers, shape (n,), or mapping of names to numbers, optional
        The same for each member, in place of `discount`.
    rounds : int, optional
        Rounds until all is lost, in [1, 100]; by default there is no last round.

    Returns
    -------
    LegislativeBargain
        For each member what it can expect, keeps as proposer and agrees for, shape (n,).

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, if the coalitions are too many, or if two members who
        can block do not discount, so that any division between them is an equilibrium.
    ResourceError
        If no equilibrium was found within 1e-9.

    Notes
    -----
    Without a last round the expectations are those of every stationary equilibrium if all discounts
    are below 1 [3]_. They are checked by themselves: each proposer may buy only the cheapest
    coalitions, and `residual` is by how much a value then misses its equation. Who buys whom need
    not be unique; `offers` is one way among members with the same votes, chance and patience alike.
    With a last round, ties between coalitions are broken evenly.

    References
    ----------
    .. [1] D. P. Baron and J. A. Ferejohn, "Bargaining in Legislatures", American Political Science
       Review 83(4), 1181-1206, 1989. https://doi.org/10.2307/1961664
    .. [2] J. M. Snyder, M. M. Ting and S. Ansolabehere, "Legislative Bargaining under Weighted
       Voting", American Economic Review 95(4), 981-1004, 2005.
       https://doi.org/10.1257/0002828054825538
    .. [3] H. Eraslan and A. McLennan, "Uniqueness of stationary equilibrium payoffs in coalitional
       bargaining", Journal of Economic Theory 148(6), 2195-2222, 2013.

    Examples
    --------
    Of three, the proposer keeps two thirds and buys one of the others for one third.

    >>> found = legislative_bargaining([1, 1, 1])
    >>> found.keeps.round(4).tolist(), found.price.round(4).tolist()
    ([0.6667, 0.6667, 0.6667], [0.3333, 0.3333, 0.3333])

    One large member with three votes of seven can expect three sevenths.

    >>> legislative_bargaining([3, 1, 1, 1, 1]).value.round(4).tolist()
    [0.4286, 0.1429, 0.1429, 0.1429, 0.1429]
    """
    with Problems() as problems:
        share = MAJORITY.read(majority, problems)
        needed = None if quota is None else QUOTA.read(quota, problems)
        patience = DISCOUNT.read(discount, problems)
        last = None if rounds is None else ROUNDS.read(rounds, problems)
        members, (weights, chances, patiences) = _read_members(
            weight, recognition, discounts, problems
        )
        _check_votes(weights, needed, problems)
    votes, enough = _lowest_terms(weights, share, needed)
    n = len(members)
    chances = chances or [Fraction(1)] * n
    proposals = sum(chances)
    chances = [chance / proposals for chance in chances]
    patiences = patiences or [patience] * n
    with Problems() as problems:
        game = _legislature(votes, enough, chances, patiences, problems)
        if game is not None:
            _check_game(game, members, last, problems)
    assert game is not None  # else it was refused
    total = sum(weights)
    given = {
        "actors": members,
        "share": read_only([float(votes / total) for votes in weights]),
        "passes_with": float(share if needed is None else needed / total),
        "is_quota": needed is not None,
        "recognition": read_only([float(chance) for chance in chances]),
        "discount": read_only([float(d) for d in patiences]),
        "has_veto": tuple(game.vetoes(kind) for kind in game.place),
        "rounds": last,
    }
    return _stationary(given, game) if last is None else _with_an_end(given, game, last)


def _read_members(
    weight: object, recognition: object, discounts: object, problems: Problems
) -> tuple[tuple[Actor, ...], list[list[Fraction]]]:
    """Return the members, and what was given for each of them in their order."""
    given = ((WEIGHT, weight), (RECOGNITION, recognition), (DISCOUNTS, discounts))
    members, read = read_aligned(problems, *given)
    for (argument, _), numbers in zip(given, read, strict=True):
        if numbers and argument is not DISCOUNTS and not any(numbers):
            problems.add(f"{argument.name} is 0 for every member; give at least one above 0")
    if len(members) > MAX_MEMBERS:
        problems.add(
            f"weight has {len(members):,} members; at most {MAX_MEMBERS:,} are taken: join members "
            f"who always vote together"
        )
    return members, read


def _check_votes(weights: list[Fraction], quota: Fraction | None, problems: Problems) -> None:
    """Note a quota that nobody can reach."""
    if not problems and quota is not None and quota > sum(weights):
        problems.add(
            f"quota must be at most the total weight {shown(_plain(sum(weights)))}, or nothing "
            f"could pass; got {shown(_plain(quota))}"
        )


def _plain(value: Fraction | int) -> int | float:
    """Return a number as one would write it."""
    return int(value) if Fraction(value).denominator == 1 else float(value)


def _lowest_terms(
    weights: list[Fraction], majority: Fraction, quota: Fraction | None
) -> tuple[list[int], int]:
    """Return the same votes in the smallest whole numbers, and how many are enough."""
    votes, scale = whole_numbers(weights)
    if quota is None:
        return votes, math.floor(majority * sum(votes)) + 1
    return votes, math.ceil(quota * scale)


def _legislature(
    votes: list[int],
    quota: int,
    chances: list[Fraction],
    discounts: list[Fraction],
    problems: Problems,
) -> Legislature | None:
    """Return the game, or note that there are too many coalitions."""
    try:
        return legislature(votes, quota, chances, discounts)
    except TooManyCoalitions:
        problems.add(
            "weight: too many coalitions could be the cheapest to weigh each of them; members with "
            "the same votes, recognition and discount count once, so round the votes, or join "
            "members who always vote together (about 18 members who all differ can be solved)"
        )
        return None


def _check_game(
    game: Legislature, members: tuple[Actor, ...], rounds: int | None, problems: Problems
) -> None:
    """Note what has no answer, or takes too long."""
    if rounds is not None:
        steps = rounds * sum(len(rows) * game.types for rows in game.partners)
        if steps > _MOST_STEPS:
            most = max(1, _MOST_STEPS * rounds // steps)
            problems.add(
                f"rounds: {rounds} of them would weigh too many coalitions exactly; take at most "
                f"{most}, or leave out rounds"
            )
        return
    patient = [i for i, k in enumerate(game.place) if game.vetoes(k) and game.discount[k] == 1]
    named = joined(
        [members[i] for i in patient[:5]] + [f"{len(patient) - 5} more"] * (len(patient) > 5)
    )
    if len(patient) > 1:
        problems.add(
            f"discount must be below 1 here: nothing passes without {named}, and if waiting costs "
            f"them nothing, any division between them is an equilibrium; give a discount such as "
            f"0.99, or rounds"
        )
    elif patient and game.chance[game.place[patient[0]]] == 0:
        problems.add(
            f"discount must be below 1 here: nothing passes without {named}, who never proposes, "
            f"and if waiting costs nothing, any share of theirs is an equilibrium; give a discount "
            f"such as 0.99, or a recognition above 0"
        )


def _stationary(given: dict[str, Any], game: Legislature) -> LegislativeBargain:
    """Solve the game without a last round."""
    numbers = market(game)
    alone = [k for k in range(game.types) if game.vetoes(k) and game.discount[k] == 1]
    # Whoever can block, and can wait for ever, gets all.
    found = residual_of(numbers, np.eye(game.types)[alone[0]]) if alone else solve_market(numbers)
    if not found.residual <= TOLERANCE:
        raise ResourceError(
            f"no equilibrium was found within {TOLERANCE:g}: the best candidate misses by "
            f"{found.residual:.1e}; a slightly different discount or recognition may help"
        )
    return _result(
        given,
        game,
        value=found.value,
        price=found.value * numbers.discount,
        cost=found.cost,
        strategy=found.strategy,
        residual=found.residual,
    )


def _with_an_end(given: dict[str, Any], game: Legislature, rounds: int) -> LegislativeBargain:
    """Solve the game backwards from its last round."""
    found = backwards(game, rounds)
    first = found.sittings[0]
    return _result(
        given,
        game,
        value=np.array([float(value) for value in first.value]),
        price=np.array([float(price) for price in first.price]),
        cost=np.array([float(cost) for cost in first.cost]),
        strategy=tuple(np.array([float(x) for x in chances]) for chances in first.strategy),
        residual=0.0,
        tied=found.tied,
    )


def _result(
    given: dict[str, Any],
    game: Legislature,
    *,
    value: NDArray[np.float64],
    price: NDArray[np.float64],
    cost: NDArray[np.float64],
    strategy: tuple[NDArray[np.float64], ...],
    residual: float,
    tied: tuple[int, ...] = (),
) -> LegislativeBargain:
    """Bring what was found for types to the members."""
    place = np.array(game.place)
    size = np.array(game.size, dtype=np.float64)
    mean = np.array([chances @ rows for chances, rows in zip(strategy, game.partners, strict=True)])
    others = np.maximum(size[None, :] - np.eye(game.types), 1.0)
    offers = (mean / others)[np.ix_(place, place)]
    np.fill_diagonal(offers, 0.0)
    return LegislativeBargain(
        **given,
        value=read_only(value[place]),
        keeps=read_only(1 - cost[place]),
        price=read_only(price[place]),
        bought=read_only(bought_of(market(game), strategy)[place]),
        offers=read_only(offers),
        tied_rounds=tied,
        residual=residual,
    )


MODELS = (
    Model(
        name="legislative-bargaining",
        title="Legislative bargaining under a closed rule",
        question="Who gets how much, where one member proposes and a majority must agree?",
        grade="A",
        solver=legislative_bargaining,
        result=LegislativeBargain,
        papers=(BARON_FEREJOHN_1989, SNYDER_2005, ERASLAN_MCLENNAN_2013),
        card="legislative-bargaining.md",
        arguments=(WEIGHT, MAJORITY, QUOTA, RECOGNITION, DISCOUNT, DISCOUNTS, ROUNDS),
        example={
            "weight": {"a": 4, "b": 3, "c": 3, "d": 1},
            "recognition": {"a": 2, "b": 1, "c": 1, "d": 1},
            "discount": "0.9",
        },
        aligned=(*("share", "has_veto"), *("offers[]", "offers")),
        scale_free=("weight", "recognition"),
    ),
)
