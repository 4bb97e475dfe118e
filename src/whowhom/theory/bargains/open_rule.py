"""Legislative bargaining under an open rule: proposals may be amended before they are voted on.

Baron and Ferejohn (1989), section on the open rule, for members who are all alike and a simple
majority. A member proposes. Another, recognized at random, either moves the previous question, so
that the proposal is voted on, or amends it; the winner of the vote between the two is on the floor
next, and everything counts for less. The symbols of the paper and the names used here:

==============  ================================================================================
n               ``members``, odd
delta           ``discount``
m(delta, n)     ``partners``: how many others the proposer pays to move the question
y^a             ``keeps``: what remains for the proposer
V^m             ``value``: what having a proposal on the floor is worth
==============  ================================================================================

A partner moves the question if the offer is worth no less than an amendment of one's own would be,
``discount * value``. Whoever is left out amends: for the others who were left out and, as far as
needed, for partners drawn at random, never for the first proposer. A larger coalition costs more
and is amended less often; the proposer chooses the number with the largest value.
"""

from dataclasses import dataclass
from fractions import Fraction

from whowhom.theory.arguments import Domain, Number, Problems, Whole
from whowhom.theory.bargains.legislative import BARON_FEREJOHN_1989, DISCOUNT
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result
from whowhom.theory.words import number, percent, text_table, wrapped

__all__ = ["MODELS", "OpenRuleBargain", "OpenRuleChoice", "open_rule_bargaining"]
PRIMO_2006 = Paper(
    key="primo2006",
    authors="David M. Primo",
    title="A comment on Baron and Ferejohn (1989): The open rule equilibrium and coalition "
    "formation",
    where="Public Choice",
    year=2006,
    volume="130",
    pages="129-135",
    doi="10.1007/s11127-006-9076-2",
)

MEMBERS = Whole(
    "members",
    "members, an odd number, with one vote each",
    unit="members",
    domain=Domain(at_least=3, at_most=999),
)


_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class OpenRuleChoice:
    """What comes of paying a number of partners, if all proposers do; shares of one unit."""

    partners: int
    """Others who are paid."""
    keeps: float
    """What remains for the proposer if the proposal passes, in [0, 1]."""
    offer: float
    """What each partner is paid, in [0, 1]."""
    value: float
    """What a proposal on the floor is worth to the proposer, in [0, 1]."""
    passes_at_once: float
    """Chance that the question is moved before any amendment, in (0, 1]."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenRuleBargain(Result):
    """What a proposer does under an open rule, and what it is worth; shares of one unit."""

    columns = ("choices",)

    members: int
    discount: float
    """What the next round counts for, against this one, in [0, 1]."""
    partners: int
    """Others whom the proposer pays."""
    keeps: float
    """What remains for the proposer whose proposal passes, in [0, 1]."""
    offer: float
    """What each partner is paid, in [0, 1]."""
    value: float
    """What a proposal on the floor is worth to the proposer, in [0, 1]."""
    partner_value: float
    """What it is worth to a partner, in [0, 1]."""
    outsider_value: float
    """What it is worth to each of the others, in [0, 1]; 0 if there are none."""
    expectation: float
    """What each member can expect before anybody proposes, in [0, 1]; n times it is less than 1 by
    what delay costs."""
    passes_at_once: float
    """Chance that the first proposal passes, in (0, 1]."""
    expected_rounds: float
    """Mean number of proposals until one passes, 1 or more."""
    closed_keeps: float
    """What the proposer keeps under a closed rule, in [0, 1]."""
    closed_offer: float
    """What each partner is paid under a closed rule, in [0, 1]."""
    choices: tuple[OpenRuleChoice, ...]
    """All numbers of partners that are enough, the smallest first."""
    better_alone: int | None
    """The number of partners with which one proposer would do better while all others keep to
    `partners`; None if there is none. Ours: the published strategies are then no equilibrium."""

    def __repr__(self) -> str:
        return (
            f"OpenRuleBargain(members={self.members}, discount={self.discount:g}, "
            f"partners={self.partners}, keeps={self.keeps:.4g})"
        )

    def __str__(self) -> str:
        others = self.members - 1
        who = "all others" if self.partners == others else f"{self.partners} of the {others} others"
        each = " each" if self.partners > 1 else ""
        half = "1 other" if others == 2 else f"{others // 2} others"
        chosen = (
            f"The proposer pays {who} {percent(self.offer)}{each} and keeps {percent(self.keeps)}."
        )
        closed = (
            f"Under a closed rule the proposer would keep {percent(self.closed_keeps)} and pay "
            f"{half} {percent(self.closed_offer)}{' each' if others > 2 else ''}."
        )
        paragraphs = [chosen, self._delay(), closed, *self._doubt()]
        told = [wrapped(paragraph) for paragraph in paragraphs]
        return "\n".join([*told, "", _table(self)])

    def _delay(self) -> str:
        if self.partners == self.members - 1:
            return "Nobody amends it, and it passes at once."
        lost = percent(max(0.0, 1 - self.members * self.expectation))
        return (
            f"It passes at once with a chance of {percent(self.passes_at_once)} and is amended "
            f"otherwise; {number(self.expected_rounds, 3)} proposals are made on average, and "
            f"delay costs {lost} of what is divided."
        )

    def _doubt(self) -> list[str]:
        if self.better_alone is None:
            return []
        told = (
            f"Beware: while all others pay {self.partners}, one proposer would do better with "
            f"{self.better_alone}, so that the published strategies are no equilibrium here (see "
            f"the model card)."
        )
        return [told]


def open_rule_bargaining(members: int, *, discount: Number = "1") -> OpenRuleBargain:
    """Find what a proposer offers to how many others where every proposal may be amended.

    All members have one vote and the same chance to be recognized, and a simple majority decides
    [1]_. The more partners a proposer pays, the less is left and the sooner the question is moved.

    Parameters
    ----------
    members : int
        How many there are: odd, in [3, 999].
    discount : number, default 1
        What the next round counts for, against this one, in [0, 1]; unitless.

    Returns
    -------
    OpenRuleBargain
        The number of partners, what proposer and partners get, and the delay to be expected.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain.

    Notes
    -----
    All is computed in exact fractions and rounded at the end. Amenders may choose whom to include
    in other ways too, with slightly different payoffs [2]_; here they first include those who were
    left out, as in the first paper.

    References
    ----------
    .. [1] D. P. Baron and J. A. Ferejohn, "Bargaining in Legislatures", American Political Science
       Review 83(4), 1181-1206, 1989. https://doi.org/10.2307/1961664
    .. [2] D. M. Primo, "A comment on Baron and Ferejohn (1989): The open rule equilibrium and
       coalition formation", Public Choice 130, 129-135, 2006.
       https://doi.org/10.1007/s11127-006-9076-2

    Examples
    --------
    Of three who do not mind waiting, the proposer keeps three fifths and pays one of the others.

    >>> found = open_rule_bargaining(3)
    >>> found.partners, found.keeps, found.offer, found.passes_at_once
    (1, 0.6, 0.4, 0.5)
    """
    with Problems() as problems:
        n = MEMBERS.read(members, problems)
        patience = DISCOUNT.read(discount, problems)
        if not problems and n % 2 == 0:
            problems.add(f"members must be odd, so that half and one is a simple majority; got {n}")
    options = {m: _values(n, m, patience) for m in range((n - 1) // 2, n)}
    m = max(options, key=lambda k: options[k].proposer)
    chosen = options[m]
    offer = patience * chosen.proposer
    together = chosen.proposer + m * chosen.partner + (n - 1 - m) * chosen.outsider
    return OpenRuleBargain(
        members=n,
        discount=float(patience),
        partners=m,
        keeps=float(1 - m * offer),
        offer=float(offer),
        value=float(chosen.proposer),
        partner_value=float(chosen.partner),
        outsider_value=float(chosen.outsider) if m < n - 1 else 0.0,
        expectation=float(together / n),
        passes_at_once=m / (n - 1),
        expected_rounds=(n - 1) / m,
        closed_keeps=float(1 - patience * (n - 1) / (2 * n)),
        closed_offer=float(patience / n),
        choices=tuple(
            OpenRuleChoice(
                partners=k,
                keeps=float(1 - k * patience * found.proposer),
                offer=float(patience * found.proposer),
                value=float(found.proposer),
                passes_at_once=k / (n - 1),
            )
            for k, found in options.items()
        ),
        better_alone=_better_alone(n, patience, chosen),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """What a proposal on the floor is worth to whom."""

    proposer: Fraction
    partner: Fraction
    outsider: Fraction


def _values(n: int, m: int, discount: Fraction) -> _Values:
    """Return what a proposal that pays m partners is worth, if all proposers pay m.

    With the values as unknowns, and ``offer = discount * proposer``::

        proposer = moved * (1 - m * offer) + amended * discount * outsider
        outsider = discount * proposer / (n - 1) + others_out * discount * partner
        partner  = moved * offer + amended * discount * (again * partner + (1 - again) * outsider)

    Whoever proposed first is an outsider of the amendment, and so are partners who are not among
    those drawn ``again``.
    """
    moved = Fraction(m, n - 1)
    amended, one = 1 - moved, Fraction(1, n - 1)
    if m == n - 1:
        proposer = 1 / (1 + m * discount)
        return _Values(proposer, discount * proposer, discount * proposer)
    others_out = (n - 2 - m) * one
    again = Fraction(2 * m + 2 - n, m)
    delayed = amended * discount
    left = delayed * (1 - again) * discount
    partner = (moved * discount + left * one) / (1 - delayed * again - left * others_out)
    outsider = discount * (one + others_out * partner)
    proposer = moved / (1 + moved * m * discount - delayed * outsider)
    return _Values(proposer, partner * proposer, outsider * proposer)


def _better_alone(n: int, discount: Fraction, now: _Values) -> int | None:
    """Return how many partners one proposer alone would rather pay; None if no other number."""

    def worth(k: int) -> Fraction:
        moved = Fraction(k, n - 1)
        return moved * (1 - k * discount * now.proposer) + (1 - moved) * discount * now.outsider

    best = max(range((n - 1) // 2, n), key=worth)
    return best if worth(best) > now.proposer else None


def _table(found: OpenRuleBargain) -> str:
    """Return a row for each number of partners, around the one that is chosen."""
    place = found.partners - found.choices[0].partners
    start = max(0, min(place - _MOST_ROWS // 2, len(found.choices) - _MOST_ROWS))
    shown = found.choices[start : start + _MOST_ROWS]
    rows = [
        [
            f"{choice.partners}{' *' if choice.partners == found.partners else ''}",
            percent(choice.keeps),
            percent(choice.offer),
            percent(choice.passes_at_once),
            f"{choice.value:.4f}",
        ]
        for choice in shown
    ]
    table = text_table(["partners", "keeps", "offer", "at once", "value"], rows)
    more = len(found.choices) - len(shown)
    left = f" ({more} more numbers are left out)" if more else ""
    return f"{table}\n* is chosen: it is worth most to the proposer.{left}"


MODELS = (
    Model(
        name="open-rule-bargaining",
        title="Legislative bargaining under an open rule",
        question="How does the right to amend a proposal change who gets how much, and when?",
        grade="B",
        solver=open_rule_bargaining,
        result=OpenRuleBargain,
        papers=(BARON_FEREJOHN_1989, PRIMO_2006),
        card="legislative-bargaining.md",
        arguments=(MEMBERS, DISCOUNT),
        example={"members": 5, "discount": "0.8"},
    ),
)
