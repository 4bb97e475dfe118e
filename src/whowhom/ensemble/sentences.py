"""The answer of a result in sentences of whole frequencies, for screens, pages and notebooks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["headline", "in_hundred", "per_hundred"]


def headline(result: "Result") -> str:
    """Return the answer in one sentence of whole frequencies."""
    from whowhom.ensemble import answers

    rows = answers.winners(result.tally, result.circle)
    names = {actor.id: actor.name for actor in result.case.actors}
    *persons, nobody = rows
    best = persons[0]
    often = in_hundred(best["share"], result.runs)
    if best["share"] == 0:
        return f"Nobody ends on top alone in any of {result.runs:,} plays."
    if best["share"] >= nobody["share"]:
        return f"{names[best['actor']]} ends on top in {often} plays."
    nobodys = in_hundred(nobody["share"], result.runs)
    return f"Nobody ends on top alone in {nobodys} plays; {names[best['actor']]} does in {often}."


def in_hundred(share: float, runs: int) -> str:
    """Return a share as so many of 100, without false precision.

    Examples
    --------
    >>> in_hundred(0.714, 2000), in_hundred(0.0005, 2000)
    ('71 of 100', 'fewer than 1 of 100')
    """
    number = per_hundred(share, runs)
    words = {"<": "fewer than ", ">": "more than "}
    return f"{words.get(number[0], '')}{number.lstrip('<>')} of 100"


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
