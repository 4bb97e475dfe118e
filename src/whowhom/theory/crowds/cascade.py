"""Who acts in the end when each waits for enough others: threshold cascades.

Granovetter (1978). The paper's notions and the names used here:

=======================  ====================================================================
threshold of a person    ``threshold``, a number of people or a share of all, as ``unit`` says
r(t), acting by round t  ``path``
equilibrium r = F(r)     ``number``: the smallest one, since the cascade starts from nobody
=======================  ====================================================================

Published is the rule: a person acts once the number (or share) of those who act reaches their
threshold, and never stops. So are thresholds drawn from a normal distribution: below nobody means
to act at once, above everybody means never. The paper's examples with one person's threshold
changed led us to ``if_turned``, which makes that experiment with everybody; it is ours.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Actor, Choice, Problems, Reals, actors_of, shown
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import CLOSE, Result, read_only
from whowhom.theory.words import percent, text_table

__all__ = ["MAX_LISTED", "MODELS", "Cascade", "cascade"]

GRANOVETTER_1978 = Paper(
    key="granovetter1978",
    authors="Mark Granovetter",
    title="Threshold Models of Collective Behavior",
    where="American Journal of Sociology",
    year=1978,
    volume="83(6)",
    pages="1420-1443",
    doi="10.1086/226707",
)

THRESHOLD = Reals(
    "threshold",
    "how many others must act before this person does, as `unit` says; 0 and below acts at once",
    unit="people or share, see unit",
    per_actor=True,
)
UNIT = Choice(
    "unit",
    "what thresholds count: people, or the share of all people",
    default="people",
    unit="a word",
    options=("people", "share"),
)


MAX_LISTED = 1_000_000
"""Most people that :func:`cascade` reads one by one; a numpy array of floats may have more."""

_ROWS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Cascade(Result):
    """Where a cascade ends, how it got there, and what one person would change."""

    columns = ("actors", "rounds", "if_turned")

    actors: tuple[Actor, ...]
    """Everybody, in the order given: names, or numbers from 0."""
    number: int
    """How many act in the end, in [0, n]."""
    never: int
    """How many have a threshold that the others together cannot reach, in [0, n]."""
    share: float
    """The same as a share of all people, in [0, 1]."""
    acting: tuple[Actor, ...]
    """Those who act in the end, in the order given."""
    path: NDArray[np.float64]
    """How many act after each round, shape (rounds + 1,): 0 at first, `number` at last."""
    rounds: NDArray[np.float64]
    """Round in which each person joins, shape (n,); 1 for those who wait for nobody, nan for
    those who never act."""
    if_turned: NDArray[np.float64]
    """How many act in the end if this one person turned round, shape (n,): one who acts comes
    never to act, one who does not comes to act whatever the others do."""
    likely_shares: bool
    """Whether thresholds that count people look like shares: fractions, and none above 1."""

    def __str__(self) -> str:
        people, rounds = len(self.actors), len(self.path) - 1
        verb = "acts" if self.number == 1 else "act"
        after = f", after {rounds} round{'s' * (rounds > 1)}" if rounds else ""
        lines = [
            f"{self.number:,} of {people:,} {verb} in the end ({percent(self.share)}){after}.",
            *self._what_one_changes(),
        ]
        if self.never:
            have = "has a threshold" if self.never == 1 else "have thresholds"
            lines.append(f"{self.never:,} {have} that the others together cannot reach.")
        if self.likely_shares:
            lines += [
                "Beware: thresholds count people here, so one between 0 and 1 waits for one other",
                "person. If they are shares of all people, set unit to share.",
            ]
        if rounds:
            lines += ["", text_table(["round", "join", "act"], self._rows())]
        return "\n".join(lines)

    def _what_one_changes(self) -> list[str]:
        """Say how far one person who turns round moves the end."""
        acts = ~np.isnan(self.rounds)
        lines = []
        if not acts.all():
            most = self.if_turned[~acts].max()
            who = self._first(~acts & (self.if_turned == most))
            lines.append(f"If {who} acted whatever the others do: {most:,.0f}.")
        if acts.any():
            least = self.if_turned[acts].min()
            who = self._first(acts & (self.if_turned == least))
            lines.append(f"If {who} never acted: {least:,.0f}.")
        return lines

    def _first(self, chosen: NDArray[np.bool_]) -> str:
        """Name the first of those chosen, and say how many more there are."""
        places = np.flatnonzero(chosen)
        more = len(places) - 1
        others = f" (or any of {more:,} more)" if more > 1 else " (or one more)" if more else ""
        first = str(self.actors[places[0]])
        return f"{'person ' * first.isdecimal()}{first}{others}"

    def _rows(self) -> list[list[str]]:
        """Return a row for each round, leaving out the middle of a long cascade."""
        joined = np.diff(self.path)
        rows = [
            [f"{i + 1}", f"{joined[i]:,.0f}", f"{self.path[i + 1]:,.0f}"]
            for i in range(len(joined))
            if len(joined) <= _ROWS or i < _ROWS // 2 or i >= len(joined) - _ROWS // 2
        ]
        if len(joined) > _ROWS:
            rows.insert(_ROWS // 2, ["...", "", ""])
        return rows


def cascade(threshold: Any, *, unit: str = "people") -> Cascade:
    """Find how many act in the end when each waits for enough others to act.

    Nobody acts at first. In each round all those join whose threshold is reached by the number
    (or the share) of people who act already; nobody ever stops. The cascade ends at the smallest
    number that reproduces itself [1]_.

    Parameters
    ----------
    threshold : collection of numbers, shape (n,), or mapping of names to numbers
        How many others must act before this person does; any finite numbers, normal draws for
        instance. 0 and below acts at once; n people, or a share of 1, and above never act, since
        nobody can wait for themselves. Numpy arrays of millions are taken without delay; of a list
        or a mapping at most a million.
    unit : {"people", "share"}, default "people"
        What thresholds count: people, or the share of all n people.

    Returns
    -------
    Cascade
        How many act in the end and who, the path round by round, and where the cascade would
        end if one person turned round.

    Raises
    ------
    InvalidInput
        If `threshold` or `unit` is outside its domain, or shares look like percent: whole numbers
        from 0 on, some of them above 1. All problems are named.

    Notes
    -----
    A threshold within 1e-12 of a whole number of people is that number, so that a share of 0.3, or
    of 0.1 + 0.2, is reached by 3 of 10. The
    work grows like n, however long the cascade.

    References
    ----------
    .. [1] M. Granovetter, "Threshold Models of Collective Behavior", American Journal of
       Sociology 83(6), 1420-1443, 1978. https://doi.org/10.1086/226707

    Examples
    --------
    A hundred people with the thresholds 0, 1, ..., 99: all act. With the second threshold one
    higher, the first acts alone.

    >>> cascade(range(100)).number
    100
    >>> cascade([0, 2, *range(2, 100)]).number
    1
    >>> print(cascade({"ann": 0, "bob": 0.4, "cat": 0.4}, unit="share"))
    1 of 3 acts in the end (33.3%), after 1 round.
    If bob (or one more) acted whatever the others do: 3.
    If ann never acted: 0.
    <BLANKLINE>
    round  join  act
    1         1    1
    """
    with Problems() as problems:
        kind = UNIT.read(unit, problems)
        numbers = _read(threshold, problems)
        if kind == "share":
            _check_shares(numbers, threshold, problems)
    numbers = _settled(numbers, len(numbers) if kind == "share" else 1)
    needed = _needed_of_shares(numbers) if kind == "share" else _needed_of_people(numbers)
    fractions = (numbers > 0) & (numbers < 1)
    likely_shares = kind == "people" and bool(fractions.any()) and bool(numbers.max() <= 1)
    return _solve(actors_of(threshold), needed, likely_shares=likely_shares)


def _read(threshold: object, problems: Problems) -> NDArray[np.float64]:
    """Return the thresholds; a numpy array without a fault is not looked at one by one."""
    if isinstance(threshold, np.ndarray) and threshold.ndim == 1 and threshold.dtype.kind in "iuf":
        numbers = threshold.astype(np.float64)
        if numbers.size and bool(np.isfinite(numbers).all()):
            return numbers
    people = len(actors_of(threshold)) if getattr(threshold, "ndim", 1) else 0
    if people > MAX_LISTED:
        problems.add(
            f"threshold has {people:,} people; at most {MAX_LISTED:,} are read one by one; give "
            f"fewer, or a numpy array of finite numbers"
        )
        return np.zeros(0)
    return THRESHOLD.read(threshold, problems)


def _check_shares(numbers: NDArray[np.float64], threshold: object, problems: Problems) -> None:
    """Note shares that are most likely percent, or people."""
    if problems or not bool((numbers == np.floor(numbers)).all()) or numbers.min() < 0:
        return
    actors = actors_of(threshold)
    for i in np.flatnonzero(numbers > 1):
        problems.add(
            f"threshold[{shown(actors[i])}] must be a share when unit is share (a quarter is "
            f"0.25, not 25), got {numbers[i]:g} among whole numbers only"
        )


def _settled(numbers: NDArray[np.float64], people: int) -> NDArray[np.float64]:
    """Take thresholds within rounding of a whole number of people for that number: 0.07 * 100."""
    each = numbers * people
    whole = np.rint(each)
    is_whole = np.abs(each - whole) <= CLOSE * np.maximum(1.0, np.abs(whole))
    return np.where(is_whole, whole / people, numbers)


def _needed_of_people(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many must act before each does; n stands for more than there can be."""
    return np.ceil(np.clip(numbers, 0, len(numbers))).astype(np.int64)


def _needed_of_shares(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the smallest count whose share, as a float, reaches each threshold."""
    n, numbers = len(numbers), np.clip(numbers, 0, 1)
    needed = np.ceil(numbers * n)
    needed -= (needed - 1) / n >= numbers  # the product may have been rounded up or down by one
    needed += needed / n < numbers
    return np.maximum(needed, 0).astype(np.int64)


def _solve(actors: tuple[Actor, ...], needed: NDArray[np.int64], *, likely_shares: bool) -> Cascade:
    """Follow the cascade from nobody to its end."""
    from whowhom.theory.crowds._cascade_kernel import follow

    n = len(needed)
    ready = np.cumsum(np.bincount(needed, minlength=n + 1))
    path = np.zeros(n + 1, dtype=np.int64)
    path = path[: follow(ready, path)]
    number = int(path[-1])
    acts = needed <= number
    rounds = np.where(acts, np.searchsorted(path, needed) + 1.0, np.nan)
    return Cascade(
        actors=actors,
        number=number,
        never=int(np.count_nonzero(needed == n)),
        share=number / n,
        acting=tuple(actors[i] for i in np.flatnonzero(acts)),
        path=read_only(path),
        rounds=read_only(rounds),
        if_turned=read_only(_if_turned(needed, ready, number)),
        likely_shares=likely_shares,
    )


def _if_turned(
    needed: NDArray[np.int64], ready: NDArray[np.int64], number: int
) -> NDArray[np.int64]:
    """Return the end of the cascade when one person turns round, for each person.

    Without a person who acts, one less is ready from that threshold on; the cascade stops at the
    first count from there that does not carry further. With a person who did not act, one more is
    ready up to that threshold; the cascade stops at the first count below it that falls short by
    one, or at the first count from there on that falls short as before.
    """
    counts = np.arange(len(ready))
    stops_without = _next_place(ready <= counts + 1)
    stops_with = _next_place((ready < counts) & (counts > number))[0]
    stops_again = _next_place(ready <= counts)
    joined = np.where(stops_with < needed, stops_with, stops_again[needed])
    return np.where(needed <= number, stops_without[needed], joined)


def _next_place(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, for each place, the first marked place from there on; the last if there is none."""
    last = len(marked) - 1
    places = np.where(marked, np.arange(len(marked)), last)
    return np.minimum.accumulate(places[::-1])[::-1]


MODELS = (
    Model(
        name="cascade",
        title="Threshold cascade",
        question="How many act in the end when each waits for enough others?",
        grade="A",
        solver=cascade,
        result=Cascade,
        papers=(GRANOVETTER_1978,),
        card="cascade.md",
        arguments=(THRESHOLD, UNIT),
        example={"threshold": {"ann": 0, "bob": 1, "cat": 2, "dan": 4, "eve": 4}},
        kernels=("whowhom.theory.crowds._cascade_kernel",),
    ),
)
