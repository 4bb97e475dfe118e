"""Voting power: how often a vote decides, where votes have weights.

Shapley and Shubik (1954), Banzhaf (1965), Coleman (1971), Deegan and Packel (1978), Johnston (1978)
and Holler (1982), all of the same kind of vote: a coalition wins if its weights reach the quota.
The symbols of the literature and the names used here:

========================  ======================================================================
[q; w_1, ..., w_n]        ``quota`` and ``weight``
swing, critical member    a member of a winning coalition without whom it loses
phi_i                     ``shapley_shubik``: the chance to be the one who turns a losing group
                          into a winning one, if all orders of joining are equally likely
eta_i / 2^(n - 1)         ``banzhaf``: the chance to decide, if all others toss coins
beta_i                    ``banzhaf_normalised``: the share of all swings
A = omega / 2^n           ``act``: Coleman's power of the body to act
eta_i / omega             ``prevent``: Coleman's power of a member to prevent action
eta_i / (2^n - omega)     ``initiate``: Coleman's power of a member to initiate action
minimal winning           winning, and every member is critical
D_i                       ``deegan_packel``: all minimal winning coalitions are equally likely,
                          and share their prize evenly
h_i                       ``public_good`` (Holler): the share of all memberships in minimal
                          winning coalitions
Johnston                  ``johnston``: each winning coalition gives its critical members equal
                          parts of one; the share of all that is given
========================  ======================================================================

The definitions are published; the ways to compute them here (``voting_counts`` and
``_voting_kernel``; see ``docs/models/voting-power.md``) are ours or common knowledge.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import (
    NOT_NEGATIVE,
    PART,
    POSITIVE,
    Actor,
    Choice,
    Exact,
    Exacts,
    Number,
    Problems,
    actors_of,
    shown,
)
from whowhom.theory.bargains.voting_counts import (
    Counts,
    ExactPower,
    Game,
    count,
    exact_powers,
    in_parts,
    lowest_terms,
    memory,
    steps,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import joined, number, text_table, wrapped

__all__ = ["MAX_VOTERS", "MODELS", "VotingPower", "voting_power"]

SHAPLEY_SHUBIK_1954 = Paper(
    key="shapley1954",
    authors="L. S. Shapley and Martin Shubik",
    title="A Method for Evaluating the Distribution of Power in a Committee System",
    where="American Political Science Review",
    year=1954,
    volume="48(3)",
    pages="787-792",
    doi="10.2307/1951053",
)
BANZHAF_1965 = Paper(
    key="banzhaf1965",
    authors="John F. Banzhaf",
    title="Weighted Voting Doesn't Work: A Mathematical Analysis",
    where="Rutgers Law Review",
    year=1965,
    volume="19",
    pages="317-343",
)
COLEMAN_1971 = Paper(
    key="coleman1971",
    authors="James S. Coleman",
    title="Control of collectivities and the power of a collectivity to act",
    where="Bernhardt Lieberman (ed.), Social Choice, Gordon and Breach",
    year=1971,
    kind="incollection",
)
DEEGAN_PACKEL_1978 = Paper(
    key="deegan1978",
    authors="John Deegan and Edward W. Packel",
    title="A New Index of Power for Simple n-Person Games",
    where="International Journal of Game Theory",
    year=1978,
    volume="7",
    pages="113-123",
    doi="10.1007/BF01753239",
)
JOHNSTON_1978 = Paper(
    key="johnston1978",
    authors="R. J. Johnston",
    title="On the Measurement of Power: Some Reactions to Laver",
    where="Environment and Planning A",
    year=1978,
    volume="10(8)",
    pages="907-914",
)
HOLLER_1982 = Paper(
    key="holler1982",
    authors="Manfred J. Holler",
    title="Forming Coalitions and Measuring Voting Power",
    where="Political Studies",
    year=1982,
    volume="30(2)",
    pages="262-271",
)

WEIGHT = Exacts(
    "weight",
    "votes of each voter; whole numbers, or fractions of a small common denominator",
    unit="votes",
    domain=NOT_NEGATIVE,
)
QUOTA = Exact("quota", "votes that are enough to win", default=None, unit="votes", domain=POSITIVE)
SHARE_NEEDED = Exact(
    "share_needed",
    "the quota as a share of all votes; instead of `quota`",
    default=None,
    domain=PART,
)
EXACT = Choice(
    "exact",
    "exact fractions: yes, no (floats), or where they are quick",
    default="auto",
    options=("auto", "yes", "no"),
)


_MOST_ROWS = 30
_WIDTH = 80
_COLUMNS = (
    ("Shapley", "shapley_shubik"),
    ("Banzhaf", "banzhaf_normalised"),
    ("Deegan", "deegan_packel"),
    ("public", "public_good"),
    ("Johnst.", "johnston"),
    ("prevent", "prevent"),
    ("initiate", "initiate"),
)


MAX_VOTERS = 1000
"""Most voters that :func:`voting_power` takes."""

MAX_DENOMINATOR = 10**6
"""Largest common denominator of weights that is scaled to whole numbers."""

LARGEST_TOTAL = 10**300
"""Largest total of the weights as given; floats end there."""

_QUICK, _SLOW = 8e8, 2e10  # additions of 64 bits in whole numbers: half a second, ten seconds
_MOST_BYTES = 10**9  # for them
_MOST_COUNTED = 24  # voters whose coalitions are counted one by one: 0.2 s
_MOST_FLOATS = 10**8  # 800 MB
_MOST_STEPS = 2e10  # some ten seconds
_MOST_MINIMAL_FLOATS, _MOST_MINIMAL_STEPS = 6 * 10**7, 1e10  # 500 MB, ten seconds
_FITS_INT64 = 2**62

DYNAMIC = "exact fractions, by tables of weights"
COUNTED = "exact fractions, by counting all coalitions"
FLOATS = "floats in double precision"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VotingPower(Result):
    """How often each vote decides, by eight measures. Arrays have shape (n,), one place a voter."""

    columns = (
        "actors",
        "weight",
        "blocks",
        "shapley_shubik",
        "banzhaf",
        "banzhaf_normalised",
        "deegan_packel",
        "public_good",
        "johnston",
        "prevent",
        "initiate",
        "swings",
    )

    actors: tuple[Actor, ...]
    """The voters: names, or numbers from 0, in the order given."""
    weight: NDArray[np.float64]
    """Votes of each, as given."""
    quota: Fraction
    """Votes that are enough to win, as given."""
    share_needed: float
    """The quota as a share of all votes, in (0, 1]; at most 1/2 if two coalitions without a common
    member may win at once."""
    blocks: tuple[bool, ...]
    """Whether nothing passes without the voter, so that all others together lose."""
    shapley_shubik: NDArray[np.float64]
    """Shapley-Shubik index, in [0, 1]; sums to 1."""
    banzhaf: NDArray[np.float64]
    """Banzhaf index (absolute): the chance to decide if all others toss coins, in [0, 1]."""
    banzhaf_normalised: NDArray[np.float64]
    """Share of all swings, in [0, 1]; sums to 1."""
    deegan_packel: NDArray[np.float64] | None
    """Deegan-Packel index, in [0, 1]; sums to 1. None where it would take too long."""
    public_good: NDArray[np.float64] | None
    """Holler's public good index, in [0, 1]; sums to 1. None where it would take too long."""
    johnston: NDArray[np.float64] | None
    """Johnston index, in [0, 1]; sums to 1. None in floats with more than 24 voters."""
    prevent: NDArray[np.float64]
    """Coleman's power to prevent action: share of winning coalitions that lose without the voter,
    in [0, 1]."""
    initiate: NDArray[np.float64]
    """Coleman's power to initiate action: share of losing coalitions that win with the voter, in
    [0, 1]."""
    act: float
    """Coleman's power of the body to act: share of all coalitions that win, in (0, 1)."""
    swings: NDArray[np.float64]
    """Winning coalitions that lose without the voter; whole numbers in `fractions`."""
    winning: int | float
    """Winning coalitions; a float if it is rounded."""
    minimal: int | float | None
    """Minimal winning coalitions; a float if it is rounded, None where it would take too long."""
    fractions: tuple[ExactPower, ...]
    """The same in exact fractions, for each voter; empty if floats were used."""
    method: str
    """How it was computed."""

    @property
    def is_exact(self) -> bool:
        """Whether all numbers are known as exact fractions."""
        return self.method != FLOATS

    def __repr__(self) -> str:
        indices = np.array2string(self.shapley_shubik, precision=4, threshold=8)
        return (
            f"VotingPower(quota={self.quota}, {len(self.actors)} voters, "
            f"shapley_shubik={indices}, method={self.method!r})"
        )

    def __str__(self) -> str:
        voters, votes = len(self.actors), self.weight.sum()
        is_short = self.quota.denominator == 1 and self.quota < 10**40
        quota = str(self.quota) if is_short else number(float(self.quota), 12)
        needed = f"{quota} are enough to win ({self.share_needed:.1%})"
        holders = "voters have" if voters > 1 else "voter has"
        minimal = ""
        if self.minimal is not None:
            minimal = f"; {_told(self.minimal)} of them need every member"
        paragraphs = [
            f"{voters} {holders} {number(votes, 12)} votes; {needed}.",
            *self._warnings(),
            f"Of all coalitions {self.act:.3%} win{minimal}.",
            *self._extremes(),
            *self._left_out(),
        ]
        lines = [wrapped(paragraph) for paragraph in paragraphs]
        legend = "Banzhaf: share of all swings. public: Holler. prevent, initiate: Coleman."
        computed = f"Computed as {self.method}."
        return "\n".join([*lines, "", _power_table(self), "", legend, computed])

    def _warnings(self) -> list[str]:
        if self.share_needed > 0.5:
            return []
        beware = "Beware: half of the votes or less is enough, so that two coalitions without"
        return [f"{beware} a common member can win at once."]

    def _extremes(self) -> list[str]:
        """Tell who decides alone, who can block, who never decides."""
        powerless = [bool(swings == 0) for swings in self.swings]
        if sum(powerless) == len(powerless) - 1:
            alone = [not never for never in powerless]
            return [f"{_names(self.actors, alone)} decides alone; nobody else ever does."]
        told = []
        if any(self.blocks):
            told.append(f"Nothing passes without {_names(self.actors, self.blocks)}.")
        if any(powerless):
            told.append(f"Never decisive: {_names(self.actors, powerless)}.")
        return told

    def _left_out(self) -> list[str]:
        told = []
        if self.deegan_packel is None:
            told.append("Not computed, since it would take too long: Deegan-Packel, public good.")
        if self.johnston is None:
            told.append(
                "Not computed: Johnston, which in floats is found for up to 24 voters only "
                "(exact fractions have it, but would take longer)."
            )
        return told


def _power_table(found: VotingPower) -> str:
    """Return a row for each voter; for more than 30 voters, a row for each weight."""
    columns = [(head, field) for head, field in _COLUMNS if getattr(found, field) is not None]
    groups = [[i] for i in range(len(found.actors))]
    if len(groups) > _MOST_ROWS:
        by_weight: dict[float, list[int]] = {}
        for i, weight in enumerate(found.weight.tolist()):
            by_weight.setdefault(weight, []).append(i)
        groups = [by_weight[weight] for weight in sorted(by_weight, reverse=True)]
    rows = [
        [
            _votes(found.weight[group[0]]),
            *(_index(float(getattr(found, field)[group[0]])) for _, field in columns),
        ]
        for group in groups[:_MOST_ROWS]
    ]
    numbers = text_table(["votes", *(head for head, _ in columns)], rows)
    room = _WIDTH - 2 - max(map(len, numbers.splitlines()))
    labels = [_label(found, group, room) for group in groups]
    head = ["voter", "votes", *(head for head, _ in columns)]
    named = [[label, *row] for label, row in zip(labels, rows, strict=False)]
    table = text_table(head, named)
    left = sum(map(len, groups[_MOST_ROWS:]))
    return f"{table}\n({left} more voters, with fewer votes)" if left else table


def _label(found: VotingPower, group: list[int], room: int) -> str:
    """Return the name of a voter, or how many of one weight there are."""
    if len(group) > 1:
        return f"{len(group)} voters"
    name = str(found.actors[group[0]])
    return name if len(name) <= room else f"{name[: room - 2]}.."


def _votes(weight: float) -> str:
    """Return a weight in at most nine signs."""
    return f"{weight:.7g}" if weight < 10**7 else f"{weight:.4g}"


def _index(value: float) -> str:
    """Return an index with four decimals."""
    return "<.0001" if 0 < value < 0.00005 else f"{value:.4f}"


def voting_power(
    weight: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    *,
    quota: Number | None = None,
    share_needed: Number | None = None,
    exact: str = "auto",
) -> VotingPower:
    """Find how often each vote decides, where a coalition wins if its weights reach a quota.

    The Shapley-Shubik index [1]_, the Banzhaf index, absolute and normalised [2]_, Coleman's powers
    of the body to act and of each to prevent and to initiate action [3]_, the indices of Deegan and
    Packel [4]_, Johnston [5]_ and Holler (public good) [6]_.

    Parameters
    ----------
    weight : collection of numbers, shape (n,), or mapping of names to numbers
        Votes of each voter, 0 or more, at most 1000 voters. Whole numbers, or fractions, decimals
        and texts such as ``"2/3"`` with a common denominator of at most a million, which are scaled
        exactly.
    quota : number, optional
        Votes that are enough to win, in (0, total]. A *majority of more than half* of 100 votes is
        a quota of 51, not of 50; with a quota of half or less, coalitions without a common member
        may win at once.
    share_needed : number, optional
        The same as a share of all votes, in (0, 1]: with 2/3 of 100 votes, 67 are enough. Give
        either this or `quota`.
    exact : {"auto", "yes", "no"}, default "auto"
        Whether to compute in exact fractions: where they take well under a second, always, or
        never. Up to 24 voters are counted one coalition at a time where tables would not do,
        with weights of any size.

    Returns
    -------
    VotingPower
        All indices for each voter, and the number of winning and of minimal winning coalitions.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or the game is too large; all problems are named.

    Notes
    -----
    Floats are within 1e-12 of the exact values. Nothing is ever sampled.

    References
    ----------
    .. [1] L. S. Shapley and M. Shubik, "A Method for Evaluating the Distribution of Power in a
       Committee System", American Political Science Review 48(3), 787-792, 1954.
       https://doi.org/10.2307/1951053
    .. [2] J. F. Banzhaf, "Weighted Voting Doesn't Work: A Mathematical Analysis", Rutgers Law
       Review 19, 317-343, 1965.
    .. [3] J. S. Coleman, "Control of collectivities and the power of a collectivity to act", in
       B. Lieberman (ed.), Social Choice, Gordon and Breach, 1971.
    .. [4] J. Deegan and E. W. Packel, "A New Index of Power for Simple n-Person Games",
       International Journal of Game Theory 7, 113-123, 1978.
       https://doi.org/10.1007/BF01753239
    .. [5] R. J. Johnston, "On the Measurement of Power: Some Reactions to Laver", Environment and
       Planning A 10(8), 907-914, 1978.
    .. [6] M. J. Holler, "Forming Coalitions and Measuring Voting Power", Political Studies 30(2),
       262-271, 1982.

    Examples
    --------
    The European Economic Community of 1958: Luxembourg had one vote, and no power.

    >>> six = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1}
    >>> found = voting_power(six, quota=12)
    >>> [str(power.shapley_shubik) for power in found.fractions]
    ['7/30', '7/30', '7/30', '3/20', '3/20', '0']
    >>> found.winning, found.minimal, found.fractions[0].swings
    (14, 4, 10)
    """
    with Problems() as problems:
        weights = WEIGHT.read(weight, problems)
        needed = _quota(quota, share_needed, weights, problems)
        wanted = EXACT.read(exact, problems)
        _check(weight, weights, needed, problems)
    total, game = sum(weights), lowest_terms(weights, needed)
    with Problems() as problems:
        method = _method(game, wanted, problems)
    place = {heavy: k for k, heavy in enumerate(sorted(set(weights) - {0}, reverse=True))}
    seats = [place.get(number, len(place)) for number in weights]  # the last class: no weight
    given = {
        "actors": actors_of(weight),
        "weight": read_only([float(number) for number in weights]),
        "quota": needed,
        "share_needed": _share(needed, total),
        "blocks": tuple(total - number < needed for number in weights),
    }
    if method == FLOATS:
        return _float_result(given, game, seats)
    counts = count(game) if method == DYNAMIC else _count_all(game)
    return _exact_result(given, game, counts, seats, method)


def _quota(
    quota: Number | None, share: Number | None, weights: list[Fraction], problems: Problems
) -> Fraction:
    """Return the votes that are enough to win, which are given in one of two ways."""
    if (quota is None) == (share is None):
        problems.add("give either quota, in votes, or share_needed, as a share of all votes")
    votes = Fraction(0) if quota is None else QUOTA.read(quota, problems)
    part = Fraction(0) if share is None else SHARE_NEEDED.read(share, problems)
    return votes or part * sum(weights)


def _share(quota: Fraction, total: Fraction | int) -> float:
    """Return a quota as a share of all votes; above one half exactly if it is, however little."""
    share = float(quota / total)
    return math.nextafter(0.5, 1) if 2 * quota > total and share <= 0.5 else share


def _check(weight: object, weights: list[Fraction], quota: Fraction, problems: Problems) -> None:
    """Note what is wrong with weights and quota taken together."""
    if problems:
        return
    if len(weights) > MAX_VOTERS:
        problems.add(
            f"weight has {len(weights)} voters; at most {MAX_VOTERS} are taken: join voters who "
            f"always vote together"
        )
    total = sum(weights)
    if total > LARGEST_TOTAL:
        problems.add("weight totals more than 1e300; give weights in a larger unit")
        return
    worst = max(weights, key=lambda number: number.denominator)
    if math.lcm(*(number.denominator for number in weights)) > MAX_DENOMINATOR:
        label = shown(actors_of(weight)[weights.index(worst)])
        problems.add(
            f"weight must be whole numbers, or fractions with a common denominator of at most "
            f"{MAX_DENOMINATOR:,}; weight[{label}] has the denominator {worst.denominator:,}. "
            f"Multiply weights and quota to whole numbers, or give fewer digits"
        )
    if quota > total:
        problems.add(
            f"quota must be at most the total weight {number(float(total), 12)}, or nothing "
            f"could win; got {shown(quota) if quota > LARGEST_TOTAL else number(float(quota), 12)}"
        )


def _method(game: Game, wanted: str, problems: Problems) -> str:
    """Return how a game is computed, or note that it is too large."""
    from whowhom.theory.bargains import _voting_kernel as floats  # numba loads slowly

    n, words = game.voters, steps(game)
    fits = floats.entries(game) <= _MOST_FLOATS and floats.steps(game) <= _MOST_STEPS
    if fits and wanted == "no":
        return FLOATS
    if words <= _QUICK:
        return DYNAMIC
    if _is_countable(game):
        return COUNTED
    if wanted == "yes" and words <= _SLOW and memory(game) <= _MOST_BYTES:
        return DYNAMIC
    if fits and wanted == "auto":
        return FLOATS
    way_out = (
        "choose exact='auto'"
        if fits
        else f"join voters who always vote together: up to {_MOST_COUNTED} voters are counted with "
        f"weights of any size (rounding the weights instead can change who decides)"
    )
    tables = "exact tables" if fits else "tables"
    problems.add(
        f"weight totals {_told(game.total)} in lowest terms, for {n} voters: the {tables} would "
        f"take too much memory or time; {way_out}"
    )
    return FLOATS


def _is_countable(game: Game) -> bool:
    """Return whether all coalitions may be counted one by one."""
    return game.voters <= _MOST_COUNTED


def _count_all(game: Game) -> Counts:
    """Count all coalitions one by one, with weights of any size."""
    from whowhom.theory.bargains._voting_kernel import count_all

    n, half = game.voters, game.voters // 2
    dtype = np.int64 if game.total < _FITS_INT64 else object
    each = np.array(game.each, dtype)
    few, others = _sums(each[:half]), _sums(each[half:])
    rising = np.sort(others)
    lacking = game.quota - few
    enough = np.searchsorted(rising, lacking)
    bars = np.stack([np.searchsorted(rising, lacking + weight) for weight in each], axis=1)
    tables = [np.zeros((n, n + 1), dtype=np.int64) for _ in range(3)]
    winning, minimal = count_all(np.searchsorted(rising, others), enough, bars, *tables)
    first = [sum(game.sizes[:k]) for k in range(len(game.sizes))]
    swings, memberships, critical = (tuple(map(tuple, t[first].tolist())) for t in tables)
    return Counts(int(winning), int(minimal), swings, memberships, critical)


def _sums(each: NDArray[Any]) -> NDArray[Any]:
    """Return the weight of every group of voters, shape (2 ** n,)."""
    sums = np.zeros(1, each.dtype)
    for weight in each:
        sums = np.concatenate([sums, sums + weight])
    return sums


def _exact_result(
    given: dict[str, Any], game: Game, counts: Counts, seats: list[int], method: str
) -> VotingPower:
    """Return the result with fractions, and the floats nearest to them."""
    idle = len(seats) - game.voters
    powers = exact_powers(game, counts, idle)

    def floats(index: str) -> NDArray[np.float64]:
        return read_only([float(getattr(powers[seat], index)) for seat in seats])

    return VotingPower(
        **given,
        shapley_shubik=floats("shapley_shubik"),
        banzhaf=floats("banzhaf"),
        banzhaf_normalised=floats("banzhaf_normalised"),
        deegan_packel=floats("deegan_packel"),
        public_good=floats("public_good"),
        johnston=floats("johnston"),
        prevent=floats("prevent"),
        initiate=floats("initiate"),
        act=counts.winning / 2**game.voters,
        swings=floats("swings"),
        winning=counts.winning * 2**idle,
        minimal=counts.minimal,
        fractions=tuple(powers[seat] for seat in seats),
        method=method,
    )


def _float_result(given: dict[str, Any], game: Game, seats: list[int]) -> VotingPower:
    """Return the result in floats."""
    from whowhom.theory.bargains import _voting_kernel as floats  # numba loads slowly

    shapley_shubik, banzhaf, win, lose = floats.chances_to_decide(game)
    size, work = floats.minimal_steps(game)
    few = size <= _MOST_MINIMAL_FLOATS and work <= _MOST_MINIMAL_STEPS
    minimal = floats.minimal_winning(game) if few else None
    if minimal is not None:  # who is in no minimal winning coalition never decides
        shapley_shubik = np.where(minimal.memberships == 0, 0.0, shapley_shubik)
        banzhaf = np.where(minimal.memberships == 0, 0.0, banzhaf)
    johnston = None
    if _is_countable(game):
        blame = [float(in_parts(row)) for row in _count_all(game).critical]
        johnston = _shares(np.array(blame), game)

    def each(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return read_only(np.append(values, 0.0)[seats])

    return VotingPower(
        **given,
        shapley_shubik=each(shapley_shubik),
        banzhaf=each(banzhaf),
        banzhaf_normalised=each(_shares(banzhaf, game)),
        deegan_packel=None if minimal is None else each(minimal.parts / minimal.number),
        public_good=None if minimal is None else each(_shares(minimal.memberships, game)),
        johnston=None if johnston is None else each(johnston),
        prevent=each(banzhaf / (2 * win)),
        initiate=each(banzhaf / (2 * lose)),
        act=win,
        swings=each(banzhaf * 2.0 ** (len(seats) - 1)),
        winning=win * 2.0 ** len(seats),
        minimal=None if minimal is None else minimal.number,
        fractions=(),
        method=FLOATS,
    )


def _shares(values: NDArray[np.float64], game: Game) -> NDArray[np.float64]:
    """Return values of classes as shares of the sum over all voters."""
    return values / float(values @ np.array(game.sizes))


def _names(actors: Sequence[Actor], chosen: Sequence[bool]) -> str:
    """Return the chosen actors as one would say them, or their number if they are many."""
    names = [actor for actor, is_chosen in zip(actors, chosen, strict=True) if is_chosen]
    return joined(names) if len(names) <= 10 else f"{len(names)} voters"


def _told(number: float) -> str:
    """Return a number of coalitions."""
    if isinstance(number, int) and number < 10**18:
        return f"{number:,}"
    return f"about {number:.4g}"


MODELS = (
    Model(
        name="voting-power",
        title="Voting power",
        question="How often does a vote decide, where votes have weights?",
        grade="A",
        solver=voting_power,
        result=VotingPower,
        papers=(
            SHAPLEY_SHUBIK_1954,
            BANZHAF_1965,
            COLEMAN_1971,
            DEEGAN_PACKEL_1978,
            JOHNSTON_1978,
            HOLLER_1982,
        ),
        card="voting-power.md",
        arguments=(WEIGHT, QUOTA, SHARE_NEEDED, EXACT),
        example={"weight": {"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}, "quota": 51},
        aligned=("fractions",),
        kernels=("whowhom.theory.bargains._voting_kernel",),
    ),
)
