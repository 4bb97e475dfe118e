"""What an answer depends on and what would change it, each thing worded once."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.evidence import spoken_path
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.sentences import (
    NOTHING,
    actor_names,
    counted,
    in_hundred,
    month_words,
    per_hundred,
)
from whowhom.graphemes import shortened
from whowhom.reporting.blocks import Finding, table

if TYPE_CHECKING:
    from whowhom.ensemble.ablations import Ablation
    from whowhom.ensemble.turning import Turning
    from whowhom.ensemble.unknowns import Unknown, Unknowns
    from whowhom.ensemble.what_if import Effect, WhatIf
    from whowhom.scenario.change import Change

__all__ = ["change_words", "inputs", "mechanisms", "turning", "what_if"]

_MOST = 12
_FEW = 5
"""Rows of a table in which nothing is distinguishable from noise."""
_OUTCOMES = {
    "wins": "ends as sole ruler",
    "falls": "falls",
    "first to fall": "is the first to fall",
    "killed": "is killed",
    "exiled": "is exiled",
    "abroad at the end": "ends in exile abroad",
}


def turning(found: "Turning") -> Finding:
    """Return from which month on the falls explain who wins."""
    spans = found.fastest()
    rows = [{"first": first, "last": last, "explained": gain} for first, last, gain in spans]
    if found.undefined:
        return Finding(id="turning", sentence=found.undefined)
    half, most, whole = found.month_of(0.5), found.month_of(0.9), float(found.settled[-1])
    if half is None:
        told = (
            f"Even at the end, knowing who has fallen explains only {whole:.0%} of the variance in "
            "who wins."
        )
    else:
        told = (
            f"By {month_words(half)}, knowing who has fallen explains half of the variance in who "
            f"wins{f', by {month_words(most)} nine tenths' if most else ''}."
        )
    if spans:
        words = [f"{month_words(f'{one}/{two}')} ({gain:.0%})" for one, two, gain in spans]
        told += f" The most decisive periods: {'; '.join(words)}."
    return Finding(id="turning", sentence=told, numbers=tuple(rows))


def inputs(found: "Unknowns", case: Case) -> Finding:
    """Return which uncertain inputs matter for a question, and what knowing them would explain."""
    names, clear = actor_names(case), found.worth_knowing
    question = (
        f"whether {names[found.actor]} {_OUTCOMES[found.outcome]}" if found.actor else "who wins"
    )
    shown = (clear or found.values)[: _MOST if clear else 5]
    columns = (
        *("input", "from, to", "explains (90% interval)", "probability of"),
        *("if low", "if high"),
    )
    built = table(
        f"Inputs that explain most of the variance in {question}"
        + ("" if clear else "; none is distinguishable from noise"),
        columns,
        [
            (
                spoken_path(case, value.path),
                f"{value.low:.2g} to {value.high:.2g}",
                f"{max(0.0, value.worth):.1%}{_range(value)}",
                names.get(value.actor, value.actor),
                per_hundred(value.chance_at_low, found.runs),
                per_hundred(value.chance_at_high, found.runs),
            )
            for value in shown
        ],
        numbers=(columns[2], "if low", "if high"),
        short=("Input", "from, to", "explains (90%)", "probability of", "if low", "if high"),
        spare=("from, to",),
    )
    return Finding(
        id="inputs",
        sentence=_which_inputs(found, case, question),
        table=built if shown else None,
        numbers=tuple(
            {name: getattr(value, name) for name in type(value).__slots__} for value in found.values
        ),
    )


def _which_inputs(found: "Unknowns", case: Case, question: str) -> str:
    if found.undefined:
        return f"{found.undefined} No input can be ranked."
    if not found.values:
        return "Every input of the case is certain: there is nothing left to find out."
    clear, number = found.worth_knowing, len(found.values)
    if not clear:
        return (
            f"No single input of {number} has an effect on {question} distinguishable from noise: "
            f"by chance alone the largest would seem to explain up to {found.noise:.1%} of the "
            "variance. The uncertainty lies in chance and in joint effects."
        )
    few, verb = "Only " * (len(clear) < number / 10), "has" if len(clear) == 1 else "have"
    largest = spoken_path(case, clear[0].path)
    told = (
        f"{few}{len(clear)} of {number} uncertain inputs {verb} a detectable effect on {question}; "
        f"knowing the largest, {largest}, would remove {clear[0].worth:.1%} of the uncertainty."
    )
    of_case = sum(not value.path.startswith("parameters.") for value in clear)
    if not of_case:
        return f"{told} All of these are parameters of the model, which no source can settle."
    verb = "belongs" if of_case == 1 else "belong"
    return f"{told} {of_case} of these {verb} to the case, where a source may."


def mechanisms(found: "Sequence[Ablation]", case: Case, *, actor: str) -> Finding:
    """Return what leaving out each mechanism does to whether an actor wins.

    Parameters
    ----------
    found : sequence of Ablation
        At least one, the most important first.
    case : Case
    actor : str
        Id of the actor.
    """
    who, runs = case.names[actor], found[0].what_if.runs
    moving = [one for one in found if one.altered]
    idle = [one.mechanism.replace("_", " ") for one in found if not one.altered]
    columns = (
        *("mechanism left out", "what it does", "other winner, of 100 runs"),
        *(f"{who} wins, of 100", "without it", "change", "95% interval"),
    )
    effects = [one.what_if.effect("wins", actor=actor) for one in moving]
    built = table(
        f"Each mechanism left out in turn, {counted(runs, 'paired run')}",
        columns,
        [
            (
                one.mechanism.replace("_", " "),
                one.does,
                per_hundred(one.flips, runs),
                per_hundred(effect.before, runs),
                per_hundred(effect.after, runs),
                *_difference(effect),
            )
            for one, effect in zip(moving, effects, strict=True)
        ],
        numbers=columns[2:],
        short=(
            *(
                "Left out",
                "what it does",
                "other winner",
                f"{shortened(case.short_names[actor], 16)} wins",
            ),
            *("without", "change", "95% interval"),
        ),
        spare=("what it does",),
    )
    return Finding(
        id="mechanisms",
        sentence=_which_mechanism(moving, runs)
        + (f" No effect on any of these runs: {', '.join(idle)}." if idle else ""),
        table=built if moving else None,
        numbers=tuple(
            {"mechanism": one.mechanism, "flips": one.flips, "altered": one.altered}
            for one in found
        ),
    )


def _which_mechanism(moving: "Sequence[Ablation]", runs: int) -> str:
    if not moving:
        return "No mechanism alone changes anything in these runs."
    most = max(moving, key=lambda one: one.flips)
    return (
        f"The answer depends most on {most.mechanism.replace('_', ' ')}: without it the winner "
        f"changes in {in_hundred(most.flips, runs)} runs."
    )


def what_if(found: "WhatIf", *, about: str = "") -> tuple[Finding, ...]:
    """Return what a change changes: ``change``, ``effect``, ``reach``, ``later``, ``effects``.

    Parameters
    ----------
    found : WhatIf
    about : str, optional
        Id of the actor whose fate is asked for; of whoever changes most if left out.
    """
    case, runs = found.base.case, found.runs
    change = Finding(id="change", sentence=f"{change_words(found.change, case)}.")
    if not found.altered:
        return change, Finding(id="effect", sentence=f"The change alters none of {runs:,} runs.")
    reach = (
        f"In {in_hundred(found.flips, runs)} runs the winner changes; in "
        f"{in_hundred(found.altered, runs)} at least one event does."
    )
    later = _later(found)
    return (
        change,
        Finding(id="effect", sentence=f"{_effect(found, about)}."),
        Finding(
            id="reach",
            sentence=reach,
            numbers=({"flips": found.flips, "altered": found.altered},),
        ),
        *((Finding(id="later", sentence=later, numbers=(dict(found.later),)),) if later else ()),
        _effects(found),
    )


def _effect(found: "WhatIf", about: str) -> str:
    """Say what changes for whom the question is about; else for the winners, else for anyone."""
    names = actor_names(found.base.case)
    if about in names:
        theirs = [one for one in found.effects if one.actor == about]
        return _largest(theirs, names, found.runs) or (
            f"No effect on {names[about]} is distinguishable from noise"
        )
    wins = [one for one in found.effects if one.outcome == "wins"]
    return (
        _largest(wins, names, found.runs)
        or _largest(found.effects, names, found.runs)
        or "No effect is distinguishable from noise"
    )


def _largest(effects: "Sequence[Effect]", names: dict[str, str], runs: int) -> str:
    """State the largest clear effect of some; nothing if none is clear."""
    clear = [one for one in effects if one.is_clear]
    return _told(max(clear, key=lambda one: abs(one.difference)), names, runs) if clear else ""


def _told(effect: "Effect", names: dict[str, str], runs: int) -> str:
    who = "No one" if effect.actor == NOBODY else names[effect.actor]
    often, before = in_hundred(effect.after, runs), per_hundred(effect.before, runs)
    return f"{who} {_OUTCOMES[effect.outcome]} in {often} runs, instead of {before}"


def _later(found: "WhatIf") -> str:
    names = actor_names(found.base.case)
    known = {who: months for who, months in found.later.items() if abs(months) >= 1}
    parts = [
        f"{names[who]} {counted(round(abs(months)), 'month')} "
        f"{'later' if months > 0 else 'earlier'}"
        for who, months in sorted(known.items(), key=lambda item: -abs(item[1]))[:3]
    ]
    return f"Where they fall in both runs of a pair, on average: {', '.join(parts)}." * bool(parts)


def _effects(found: "WhatIf") -> Finding:
    names, runs = actor_names(found.base.case), found.runs
    ranked = sorted(found.effects, key=lambda one: -abs(one.difference))
    clear = [one for one in ranked if one.is_clear]
    wins = [one for one in ranked if one.outcome == "wins" and one.actor != NOBODY]
    first = max(wins, key=lambda one: one.before)
    shown = [first, *(one for one in clear or ranked[:_FEW] if one is not first)]
    columns = ("actor and outcome", "before", "after", "change", "95% interval", "efficiency")
    sentence = "" if clear else "No effect is distinguishable from zero: the largest are listed. "
    return Finding(
        id="effects",
        sentence=(
            f"{sentence}{counted(runs, 'paired run')} with common random numbers, seed "
            f"{found.base.seed}. Efficiency: how many times more runs two independent ensembles "
            "would need for the same interval."
        ),
        table=table(
            "Effects of the change, in runs of 100",
            columns,
            [
                (
                    f"{names.get(one.actor, one.actor)}: {one.outcome}",
                    per_hundred(one.before, runs),
                    per_hundred(one.after, runs),
                    *_difference(one),
                    f"{one.pairing:.1f}" if math.isfinite(one.pairing) else NOTHING,
                )
                for one in shown
            ],
            numbers=columns[1:],
        ),
        numbers=tuple({name: getattr(one, name) for name in type(one).__slots__} for one in ranked),
    )


def _difference(effect: "Effect") -> tuple[str, str]:
    """Return an effect and its interval, in points."""
    return (
        f"{100 * effect.difference:+.0f}",
        f"{100 * effect.low:+.0f} to {100 * effect.high:+.0f}",
    )


def change_words(change: "Change", case: Case) -> str:
    """Return a change of a case as a condition, and as a user writes it where that is short.

    Examples
    --------
    >>> import whowhom as ww
    >>> from whowhom.scenario.change import Change
    >>> duel = ww.read_case("duel")
    >>> shock = {"date": "1926-06", "kind": "death", "target": "stalin"}
    >>> change_words(Change.of(shocks={"x": shock}), duel)
    'If Joseph Stalin dies in Jun 1926'
    >>> change_words(Change.of(without=["shocks.pact"]), duel)
    'Without the shock “pact” (without shocks.pact)'
    """
    if not change:
        return "Nothing is changed"
    told = "; ".join(_conditions(change, case))
    exact = f" ({change})" if change.settings or change.without else ""
    return f"{told[0].upper()}{told[1:]}{exact}"


def _conditions(change: "Change", case: Case) -> Iterator[str]:
    names, posts = case.names, case.short_titles("posts")
    for path, value in change.settings:
        table_name, _, rest = path.partition(".")
        name, _, column = rest.partition(".")
        if table_name == "posts" and column == "holder":
            who = names.get(value, value) if value else "no one"
            yield f"if {who} holds the post {posts.get(name, name)}"
        elif table_name == "shocks" and column == "date":
            yield f"if the shock “{_plain(name)}” comes {_when(value)}"
        else:
            yield f"if {spoken_path(case, path)} is {value.replace('..', ' to ')}"
    for path in change.without:
        kind, _, name = path.partition(".")
        yield {
            "actors": f"without {names.get(name, name)}",
            "posts": f"without the post {posts.get(name, name)}",
        }.get(kind, f"without the {kind.removesuffix('s')} “{_plain(name)}”")
    for name, columns in change.shocks:
        given: dict[str, Any] = dict(columns)
        if given.get("kind") == "death" and given.get("target") in names:
            yield f"if {names[given['target']]} dies {_when(given.get('date', ''))}"
        else:
            told = ", ".join(f"{column} {value}" for column, value in columns)
            yield f"with the shock “{_plain(name)}” ({told})"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _when(text: str) -> str:
    """Return "in" and a month in words or a year, "on" and a day, or "between" two dates."""
    if "/" in text:
        return f"between {text.replace('/', ' and ')}"
    dashes = text.lstrip("-").count("-")
    return f"on {text}" if dashes == 2 else f"in {month_words(text) if dashes else text}"


def _range(value: "Unknown") -> str:
    """Return the interval of what an input explains, in percent; nothing far down the list."""
    low, high = value.worth_low, value.worth_high
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f" ({100 * max(0.0, low):.1f} to {100 * max(0.0, high):.1f})"
