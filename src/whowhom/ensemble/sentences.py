"""The answer of a result in sentences of whole frequencies, for screens, pages and notebooks."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.dates import parse_period

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import Effect

__all__ = [
    "FATE_WORDS",
    "NOTHING",
    "OUTCOME_WORDS",
    "actor_names",
    "counted",
    "headline",
    "in_hundred",
    "is_open",
    "month_span",
    "month_words",
    "per_hundred",
    "points",
    "spoken_month",
    "who_gains",
    "who_leads",
    "who_rules",
    "within_sampling_error",
]

FATE_WORDS = {
    "inner": "in the circle",
    "demoted": "demoted",
    "expelled": "expelled",
    "internal_exile": "in internal exile",
    "abroad": "abroad",
    "prison": "in prison",
    "executed": "executed",
    "assassinated": "assassinated",
    "died": "dead of natural causes",
    "dead": "dead",
}
"""How an actor ends, or stands, by fate or status."""
OUTCOME_WORDS = {
    "wins": "ends as sole ruler",
    "leads": "leads at the end",
    "falls": "falls",
    "first to fall": "is the first to fall",
    "killed": "is killed",
    "exiled": "is exiled",
    "abroad at the end": "ends in exile abroad",
}
"""What an actor does, by outcome."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTHING = "–"  # noqa: RUF001
"""Printed in an empty cell."""


def headline(result: "Result") -> str:
    """Return the answer in one sentence of whole frequencies.

    Where runs without a sole ruler are an answer to be told (see :func:`is_open`), it says who
    leads.
    """
    from whowhom.ensemble import answers
    from whowhom.ensemble.undecided import leaders, undecided

    rows = answers.winners(result.tally, result.circle)
    names = result.case.names

    def often(share: float) -> str:
        return _spoken(per_hundred(share, result.runs))

    if is_open(rows):
        leads = leaders(undecided(result), result.tally, result.circle)
        told = who_leads(leads, names, often, runs=result.runs, again=result.case.short_names)
    else:
        told = who_rules(rows, names, often)
    if result.as_of is None:
        return f"{told}."
    told = f"n{told[1:]}" if told.startswith("No one") else told
    return f"Given the record to {month_words(result.as_of)}, {told}."


def is_open(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether no sole ruler is so frequent an answer that the first sentence says who leads.

    It is where nobody rules in more than half as many runs as the most frequent ruler.

    Parameters
    ----------
    rows : sequence of mapping
        ``actor`` and ``share``, nobody last, as :func:`whowhom.ensemble.answers.winners` returns
        them.

    Examples
    --------
    >>> is_open([{"actor": "a", "share": 0.6}, {"actor": "nobody", "share": 0.4}])
    True
    >>> is_open([{"actor": "a", "share": 0.8}, {"actor": "nobody", "share": 0.2}])
    False
    """
    *persons, nobody = rows
    return bool(nobody["share"] > max((row["share"] for row in persons), default=0.0) / 2)


def who_leads(
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    often: Callable[[float], str],
    *,
    runs: int,
    again: Mapping[str, str] | None = None,
) -> str:
    r"""Say who leads at the end, how often as sole ruler, and who leads where nobody rules.

    Parameters
    ----------
    rows : sequence of mapping
        ``actor``, ``share``, ``rules`` and ``first`` of all persons and of nobody, as
        :func:`whowhom.ensemble.undecided.leaders` returns them.
    names : mapping of str to str
        Names of the persons by id; who is not in it is nobody.
    often : callable
        Writes a share as so many of 100.
    runs : int
        Number of runs.
    again : mapping of str to str, optional
        Short names, for those who were named before.

    Examples
    --------
    >>> def row(actor, rules, first):
    ...     return {"actor": actor, "share": rules + first, "rules": rules, "first": first}
    >>> rows = [row("a", 0.3, 0.2), row("b", 0.1, 0.2), row("nobody", 0.0, 0.2)]
    >>> told = who_leads(rows, {"a": "Ann", "b": "Ben"}, lambda x: f"{100 * x:.0f}", runs=50)
    >>> print(told.replace(";", ";\n").replace(":", ":\n"))
    Ann leads at the end in 50 of 100 runs (30 as sole ruler), Ben in 30 (10);
     in 60 no one is sole ruler:
     Ann leads in 20 of these, Ben in 20, and in 20 no one is left in the circle
    """
    persons = [row for row in rows if row["actor"] in names]
    first = [row for row in persons[:2] if row["share"] > persons[0]["share"] / 2]
    before = {row["actor"] for row in first} if any(row["rules"] for row in persons) else set()
    called = {who: (again or names)[who] if who in before else names[who] for who in names}
    nobody = sum(row["first"] for row in rows if row["actor"] not in names)
    without = sum(row["first"] for row in rows)
    open_ones = sorted((row for row in persons if row["first"]), key=lambda row: -row["first"])
    leads = [
        f"{called[row['actor']]}{' leads' * (not place)} in {often(row['first'])}"
        f"{' of these' * (not place)}"
        for place, row in enumerate(open_ones[:2])
        if not place or row["first"] > open_ones[0]["first"] / 2
    ]
    emptied = f"in {often(nobody)} no one is left in the circle"
    if leads and nobody > open_ones[0]["first"] / 2:
        leads.append(f"and {emptied}")
    there = ", ".join(leads) or emptied
    if not before:
        there = there.replace(" of these", " of 100")
        return f"No one ends as sole ruler in any of {counted(runs, 'run')}: {there}"
    told = [
        f"{names[row['actor']]}{' leads at the end' * (not place)} in {often(row['share'])}"
        f"{' of 100 runs' * (not place)} ({often(row['rules'])}{' as sole ruler' * (not place)})"
        for place, row in enumerate(first)
    ]
    return f"{', '.join(told)}; in {often(without)} no one is sole ruler: {there}"


def who_rules(
    rows: Iterable[Mapping[str, Any]],
    names: Mapping[str, str],
    often: Callable[[float], str],
    *,
    within: Callable[[str], str] = lambda _actor: "",
) -> str:
    """Say who ends as sole ruler: the first, the next if near, and no one if that is near.

    No one comes first only where most runs end without a sole ruler.

    Parameters
    ----------
    rows : iterable of mapping
        ``actor`` and ``share`` of all persons and of nobody, as
        :func:`whowhom.ensemble.answers.winners` returns them.
    names : mapping of str to str
        Names of the persons by id; who is not in it is nobody.
    often : callable
        Writes a share as a number of runs in a hundred.
    within : callable, optional
        Given an id (``nobody`` for no one), returns what is put after a number, such as its
        interval.

    Examples
    --------
    >>> names, often = {"a": "Ann", "b": "Ben"}, lambda share: f"{100 * share:.0f}"
    >>> rows = [{"actor": "a", "share": 0.4}, {"actor": "b", "share": 0.3}]
    >>> who_rules([*rows, {"actor": "nobody", "share": 0.3}], names, often)
    'Ann ends as sole ruler in 40 of 100 runs, Ben in 30; no one does in 30'
    >>> who_rules([*rows, {"actor": "nobody", "share": 0.6}], names, often)
    'No one ends as sole ruler in 60 of 100 runs; Ann does in 40, Ben in 30'
    """
    shares = {row["actor"]: row["share"] for row in rows}
    persons = sorted(((shares[who], who) for who in names if who in shares), key=_falling)
    nobody = sum(share for who, share in shares.items() if who not in names)
    none = within("nobody")
    no_one = f"No one ends as sole ruler in {often(nobody)} of 100 runs{none}"
    if not persons:
        return no_one
    best, first = persons[0]
    near = "".join(
        f", {names[who]} in {often(share)}{within(who)}"
        for share, who in persons[1:2]
        if share > best / 2
    )
    if nobody > 0.5:
        return f"{no_one}; {names[first]} does in {often(best)}{within(first)}{near}"
    rest = f"; no one does in {often(nobody)}{none}" if nobody > best / 2 else ""
    leads = f"{names[first]} ends as sole ruler in {often(best)} of 100 runs{within(first)}"
    return f"{leads}{near}{rest}"


def who_gains(
    effects: "Sequence[Effect]", names: Mapping[str, str], *, outcome: str = "wins"
) -> str:
    """Say who ends as sole ruler (or leads at the end) more often after a change, who less often.

    Only those are named whose difference is distinguishable from noise although as many differences
    were looked at (by Bonferroni); the interval told is that of one difference.

    Parameters
    ----------
    effects : sequence of Effect
        Of a what-if; those of other outcomes are passed over.
    names : mapping of str to str
        Names of the persons by id; who is not in it is nobody.
    outcome : {"wins", "leads"}
        What is gained.

    Returns
    -------
    str
        Without a full stop; says that nothing is distinguishable from noise if that is so.
    """
    from statistics import NormalDist

    from whowhom.ensemble.interval import Z95

    does = OUTCOME_WORDS[outcome]
    role, nobody_is = {
        "wins": ("as sole ruler", "no sole ruler"),
        "leads": ("as leader at the end", "no one left"),
    }[outcome]
    wins = [one for one in effects if one.outcome == outcome]
    wider = NormalDist().inv_cdf(1 - 0.025 / max(1, len(wins))) / Z95
    clear = [
        one
        for one in wins
        if abs(one.low + one.high) > wider * (one.high - one.low) and one.difference
    ]
    if not clear:
        return f"no effect on who {does} is distinguishable from noise"
    told: list[str] = []
    for verb, sign in (("gains", 1), ("loses", -1)):
        theirs = [one for one in clear if one.actor in names and sign * one.difference > 0]
        for place, one in enumerate(sorted(theirs, key=lambda one: -abs(one.difference))[:3]):
            often = _by_points(one, sign, first=not told, unit=f" points {role}")
            told.append(f"{names[one.actor]}{f' {verb}' * (not place)} {often}")
    nobody = [
        f"“{nobody_is}” {'gains' if one.difference > 0 else 'loses'} "
        f"{_by_points(one, 1 if one.difference > 0 else -1, first=not told, unit=' points')}"
        for one in clear
        if one.actor not in names
    ]
    return "; ".join([*([", ".join(told)] if told else []), *nobody])


def _by_points(effect: "Effect", sign: int, *, first: bool, unit: str) -> str:
    """Return how much is gained (or lost, by the sign), with its interval."""
    low, high = sorted((sign * effect.low, sign * effect.high))
    return (
        f"{points(sign * effect.difference)}{unit if first else ''} "
        f"({'95% interval ' if first else ''}{points(low)} to {points(high)})"
    )


def points(share: float, *, signed: bool = False) -> str:
    """Return a difference of shares in points, without a sign on 0 and never rounded to 0.

    Examples
    --------
    >>> points(0.062), points(-0.003), points(0.0), points(0.11, signed=True)
    ('6', '-0.3', '0', '+11')
    """
    value = 100 * share
    digits = next((n for n in range(3) if round(value, n)), 0)
    told = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    return told if round(value, digits) else "0"


def within_sampling_error(rows: Sequence[Mapping[str, Any]], runs: float) -> bool:
    """Say whether the gap between the first two persons is within sampling error (at 95%).

    Examples
    --------
    >>> rows = [{"actor": "a", "share": 0.24}, {"actor": "b", "share": 0.21}]
    >>> within_sampling_error(rows, 1000), within_sampling_error(rows, 10_000)
    (True, False)
    """
    if len(rows) < 2:
        return False
    first, second = rows[0]["share"], rows[1]["share"]
    gap = first - second
    return bool(gap < 1.96 * math.sqrt((first + second - gap**2) / runs))


def _falling(row: tuple[float, str]) -> float:
    return -row[0]


def _spoken(number: str) -> str:
    words = {"<": "fewer than ", ">": "more than "}
    return f"{words.get(number[0], '')}{number.lstrip('<>')}"


def in_hundred(share: float, runs: int) -> str:
    """Return a share as so many of 100, without false precision.

    Examples
    --------
    >>> in_hundred(0.714, 2000), in_hundred(0.0005, 2000)
    ('71 of 100', 'fewer than 1 of 100')
    """
    return f"{_spoken(per_hundred(share, runs))} of 100"


def per_hundred(share: float, runs: int) -> str:
    """Return a share as a whole number of runs in 100, without false precision.

    Examples
    --------
    >>> per_hundred(0.714, 2000), per_hundred(0, 2000), per_hundred(0.0005, 2000)
    ('71', '0', '<1')
    >>> per_hundred(0.9999, 20000)
    '>99'
    """
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1"
    if whole == 100 and share < 1 and runs > 1:
        return ">99"
    return str(whole)


def spoken_month(month_number: int) -> str:
    """Return a month as readers write it; years before 1 AD are BC.

    Examples
    --------
    >>> spoken_month(1924 * 12 + 10), spoken_month(-43 * 12 + 2)
    ('Nov 1924', 'Mar 44 BC')
    """
    year, month = divmod(month_number, 12)
    return f"{_MONTHS[month]} {year if year > 0 else f'{1 - year} BC'}"


def month_span(text: str) -> tuple[int, int]:
    """Return the first and the last month number of ``1924-11`` or ``1926-07/1926-10``.

    Examples
    --------
    >>> month_span("1926-07/1926-10")
    (23118, 23121)
    """
    period = parse_period(text)
    return period.earliest.month_number, period.latest.month_number


def month_words(text: str | None) -> str:
    """Return a month or a span of months as readers write them; a dash for None.

    Examples
    --------
    >>> month_words("1926-07/1926-10"), month_words("1924-11")
    ('Jul to Oct 1926', 'Nov 1924')
    """
    if not text:
        return NOTHING
    since, until = map(spoken_month, month_span(text))
    if since == until:
        return since
    month, _, year = since.partition(" ")
    return f"{month if until.endswith(f' {year}') else since} to {until}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "run"), counted(2000, "run")
    ('1 run', '2,000 runs')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def actor_names(case: Case) -> dict[str, str]:
    """Return the names of the actors of a case by id; nobody has one, too."""
    return {"nobody": "no sole ruler", **case.names}
