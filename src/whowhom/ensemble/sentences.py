"""The answer of a result in sentences of whole frequencies, for screens, pages and notebooks."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["headline", "in_hundred", "luck_decides", "on_top", "per_hundred"]


def headline(result: "Result") -> str:
    """Return the answer in one sentence of whole frequencies."""
    from whowhom.ensemble import answers

    rows = answers.winners(result.tally, result.circle)
    names = result.case.names
    if not any(row["share"] for row in rows if row["actor"] in names):
        return f"Nobody ends on top alone in any of {result.runs:,} plays."
    told = on_top(rows, names, lambda share: _spoken(per_hundred(share, result.runs)))
    return f"{told}."


def on_top(
    rows: Iterable[Mapping[str, Any]], names: Mapping[str, str], often: Callable[[float], str]
) -> str:
    """Tell who ends on top: the first, the next if he is near, and nobody if that is near.

    Nobody comes first only where most plays end without one on top.

    Parameters
    ----------
    rows : iterable of mapping
        ``actor`` and ``share`` of all persons and of nobody, as
        :func:`whowhom.ensemble.answers.winners` returns them.
    names : mapping of str to str
        Names of the persons by id; who is not in it is nobody.
    often : callable
        Writes a share as a number of plays in a hundred.

    Examples
    --------
    >>> names, often = {"a": "Ann", "b": "Ben"}, lambda share: f"{100 * share:.0f}"
    >>> rows = [{"actor": "a", "share": 0.4}, {"actor": "b", "share": 0.3}]
    >>> on_top([*rows, {"actor": "nobody", "share": 0.3}], names, often)
    'Ann ends on top in 40 of 100 plays, Ben in 30, nobody alone in 30'
    >>> on_top([*rows, {"actor": "nobody", "share": 0.6}], names, often)
    'Nobody ends on top alone in 60 of 100 plays; Ann does in 40, Ben in 30'
    """
    shares = {row["actor"]: row["share"] for row in rows}
    persons = sorted(((shares[who], names[who]) for who in names if who in shares), key=_falling)
    nobody = sum(share for who, share in shares.items() if who not in names)
    if not persons:
        return f"Nobody ends on top alone in {often(nobody)} of 100 plays"
    best = persons[0][0]
    near = [f", {name} in {often(share)}" for share, name in persons[1:2] if share > best / 2]
    if nobody > 0.5:
        told = f"Nobody ends on top alone in {often(nobody)} of 100 plays; {persons[0][1]} does in "
        return f"{told}{often(best)}{''.join(near)}"
    if nobody > best / 2:
        near.append(f", nobody alone in {often(nobody)}")
    return f"{persons[0][1]} ends on top in {often(best)} of 100 plays{''.join(near)}"


def luck_decides(rows: Sequence[Mapping[str, Any]], runs: int) -> bool:
    """Say whether luck alone could reverse the order of the first two persons (at 95%).

    Examples
    --------
    >>> rows = [{"actor": "a", "share": 0.24}, {"actor": "b", "share": 0.21}]
    >>> luck_decides(rows, 1000), luck_decides(rows, 10_000)
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
    """Return a share as a whole number of plays in 100, without false precision.

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
