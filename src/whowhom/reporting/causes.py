"""What an answer depends on and what would change it, each thing worded once."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.evidence import spoken_path
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.sentences import (
    NOTHING,
    OUTCOME_WORDS,
    actor_names,
    counted,
    in_hundred,
    month_words,
    per_hundred,
    points,
    who_gains,
)
from whowhom.graphemes import shortened
from whowhom.reporting.blocks import Finding, Table, table

if TYPE_CHECKING:
    from whowhom.ensemble.ablations import Ablation
    from whowhom.ensemble.turning import Turning
    from whowhom.ensemble.unknowns import Unknown, Unknowns
    from whowhom.ensemble.what_if import Effect, WhatIf
    from whowhom.scenario.change import Change

__all__ = [
    "change_words",
    "condition_words",
    "inputs",
    "mechanisms",
    "parameters",
    "turning",
    "what_if",
]

_MOST = 12
_FEW = 5
"""Rows of a table in which nothing is distinguishable from noise."""


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
    """Return which uncertain entries of a case matter, and what would follow from each."""
    question, clear = _question(found, case), _clear(found, found.entries)
    built = _inputs_table(
        found,
        clear or found.entries[:_FEW],
        case,
        f"Entries of the case that explain most of the variance in {question}"
        + ("" if clear else "; none is distinguishable from noise"),
    )
    return Finding(
        id="inputs",
        sentence=_which_inputs(found, case, question),
        table=built,
        numbers=_numbers(found.entries),
    )


def parameters(found: "Unknowns", case: Case) -> Finding | None:
    """Return which parameters of the model matter; no source can settle these."""
    if not found.parameters:
        return None
    question, clear, number = (
        _question(found, case),
        _clear(found, found.parameters),
        len(found.parameters),
    )
    verb = "has" if len(clear) == 1 else "have"
    told = (
        f"Of {number} uncertain parameters of the model, which no source on the case can settle, "
        f"{len(clear) or 'none'} {verb} a detectable effect on {question}"
    )
    if clear:
        largest = spoken_path(case, clear[0].path).removesuffix(" (of the model)")
        told += f"; the largest, {largest}, explains {clear[0].worth:.1%} of the variance"
    built = _inputs_table(
        found,
        clear,
        case,
        f"Parameters of the model that explain most of the variance in {question}",
    )
    return Finding(
        id="parameters",
        sentence=f"{told}.",
        table=built,
        numbers=_numbers(found.parameters),
    )


def _question(found: "Unknowns", case: Case) -> str:
    if found.actor:
        return f"whether {actor_names(case)[found.actor]} {OUTCOME_WORDS[found.outcome]}"
    return "who leads at the end" if found.outcome == "leads" else "who wins"


def _clear(found: "Unknowns", values: "Sequence[Unknown]") -> "tuple[Unknown, ...]":
    return tuple(value for value in values if found.is_clear(value))


def _numbers(values: "Sequence[Unknown]") -> tuple[dict[str, Any], ...]:
    return tuple({name: getattr(value, name) for name in type(value).__slots__} for value in values)


def _inputs_table(
    found: "Unknowns", values: "Sequence[Unknown]", case: Case, caption: str
) -> Table | None:
    if not values:
        return None
    names = _whose(found, case)
    columns = (
        *("input", "from, to", "explains (90% interval)", "probability of"),
        *("if low", "if high", "difference", "95% interval"),
    )
    return table(
        caption,
        columns,
        [
            (
                spoken_path(case, value.path).removesuffix(" (of the model)"),
                f"{value.low:.2g} to {value.high:.2g}",
                f"{max(0.0, value.worth):.1%}{_range(value)}",
                names.get(value.actor, value.actor),
                per_hundred(value.chance_at_low, found.runs),
                per_hundred(value.chance_at_high, found.runs),
                points(value.chance_at_high - value.chance_at_low, signed=True),
                _interval(value.difference_low, value.difference_high),
            )
            for value in values[:_MOST]
        ],
        numbers=(columns[2], *columns[4:]),
        short=(
            *("Input", "from, to", "explains (90%)", "probability of"),
            *("low", "high", "change", "95% interval"),
        ),
        spare=("from, to", "explains (90% interval)"),
    )


def _whose(found: "Unknowns", case: Case) -> dict[str, str]:
    """Return the names of those whose chance is given."""
    nobody = "no one left" if found.outcome == "leads" else "no sole ruler"
    return actor_names(case) | {NOBODY: nobody}


def _which_inputs(found: "Unknowns", case: Case, question: str) -> str:
    if found.undefined:
        return f"{found.undefined} No input can be ranked."
    if not found.entries:
        return "Every input of the case is certain: there is nothing left to find out."
    clear, number = _clear(found, found.entries), len(found.entries)
    if not clear:
        first = found.entries[0]
        return (
            f"None of {number} uncertain entries of the case has an effect on {question} "
            "distinguishable from noise: by chance alone the largest would seem to explain up to "
            f"{found.noise_case:.1%} of the variance. The largest, which among so many is not "
            f"distinguishable from noise: {_if_high(first, found, case)}."
        )
    verb = "has" if len(clear) == 1 else "have"
    told = (
        f"{len(clear)} of {number} uncertain entries of the case {verb} a detectable effect on "
        f"{question}."
    )
    for one in clear[:3]:
        told += f" {_capital(_if_high(one, found, case))}."
        if one.difference_low <= 0 <= one.difference_high:
            told += " Only its effect on all actors together is clear, not this one."
    return told


def _if_high(value: "Unknown", found: "Unknowns", case: Case) -> str:
    """Say what follows if an entry is in the upper part of its range and not in the lower."""
    runs = found.runs
    high, low = (per_hundred(x, runs) for x in (value.chance_at_high, value.chance_at_low))
    if value.actor == NOBODY:
        what = "no one is left" if found.outcome == "leads" else "there is no sole ruler"
    else:
        what = f"{case.names[value.actor]} {OUTCOME_WORDS[found.outcome]}"
    return (
        f"if {spoken_path(case, value.path)} is about {value.high:.2g} and not {value.low:.2g}, "
        f"{what} in {high} instead of {low} of 100 runs (difference "
        f"{points(value.chance_at_high - value.chance_at_low, signed=True)}, 95% interval "
        f"{_interval(value.difference_low, value.difference_high)})"
    )


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
    who, runs = case.names[actor], max(one.what_if.runs for one in found)
    moving = [one for one in found if one.altered]
    idle = [one.mechanism.replace("_", " ") for one in found if not one.altered]
    fewer = min(one.what_if.runs for one in found)
    columns = (
        *("mechanism left out", "what it does", "paired runs", "other winner, of 100 runs"),
        *(f"{who} wins, of 100", "without it", "change", "95% interval"),
    )
    effects = [one.what_if.effect("wins", actor=actor) for one in moving]
    built = table(
        f"Each mechanism left out in turn, {counted(runs, 'paired run')}"
        + (f"; {fewer} for those that change least in as many" if fewer < runs else ""),
        columns,
        [
            (
                one.mechanism.replace("_", " "),
                one.does,
                str(one.what_if.runs),
                per_hundred(one.flips, one.what_if.runs),
                per_hundred(effect.before, one.what_if.runs),
                per_hundred(effect.after, one.what_if.runs),
                *_difference(effect),
            )
            for one, effect in zip(moving, effects, strict=True)
        ],
        numbers=columns[2:],
        short=(
            *("Left out", "what it does", "runs", "other winner"),
            f"{shortened(case.short_names[actor], 16)} wins",
            *("without", "change", "95% interval"),
        ),
        spare=("what it does", "paired runs"),
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
    """Return what a change changes.

    Parameters
    ----------
    found : WhatIf
    about : str, optional
        Id of the actor whose fate is asked for; of whoever changes most if left out.

    Returns
    -------
    tuple of Finding
        ``headline`` (the change with who gains and who loses by it), ``effect`` (what else is
        clear, if anything is), ``reach``, ``later``, ``change`` (exactly what was changed),
        ``effects`` (all that are clear).
    """
    runs = found.runs
    change = Finding(id="change", sentence=f"Changed: {found.change}.")
    if not found.altered:
        told = f"{_headed(found)}: the change alters none of {runs:,} runs."
        return Finding(id="headline", sentence=told), change
    headline, rest = _effect(found, about)
    effect = " ".join(f"{_capital(one)}." for one in rest)
    reach = (
        f"In {in_hundred(found.flips, runs)} runs the winner changes; in "
        f"{in_hundred(found.altered, runs)} at least one event does."
    )
    later = _later(found)
    return (
        Finding(id="headline", sentence=f"{_headed(found)}: {headline}."),
        *((Finding(id="effect", sentence=effect),) if effect else ()),
        Finding(
            id="reach",
            sentence=reach,
            numbers=({"flips": found.flips, "altered": found.altered},),
        ),
        *((Finding(id="later", sentence=later, numbers=(dict(found.later),)),) if later else ()),
        change,
        _effects(found),
    )


def _headed(found: "WhatIf") -> str:
    """Return the change as the beginning of the headline; what it is given comes first."""
    return condition_words(found.change, found.base.case, as_of=found.base.as_of)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _effect(found: "WhatIf", about: str) -> tuple[str, tuple[str, ...]]:
    """Return what the headline says of a change, and what is said after it.

    First comes whom the question is about; else who leads, where that is what the answer is about;
    else who rules; then the largest effect on anything else.
    """
    names = found.base.case.names
    gains = [who_gains(found.effects, names)]
    if found.leads:
        gains.insert(0, who_gains(found.leads, names, outcome="leads"))
    if about in names:
        theirs = [one for one in found.effects if one.actor == about]
        told = _largest(theirs, names, found.runs) or (
            f"no effect on {names[about]} is distinguishable from noise"
        )
        return told, tuple(gains)
    others = [one for one in found.effects if one.outcome != "wins"]
    effect = _largest(others, names, found.runs)
    if not any(one.is_clear for one in (*found.effects, *found.leads)):
        return "no effect is distinguishable from noise", ()
    return gains[0], (*gains[1:], *([effect] if effect else []))


def _largest(effects: "Sequence[Effect]", names: dict[str, str], runs: int) -> str:
    """State the largest clear effect of some; nothing if none is clear."""
    clear = [one for one in effects if one.is_clear]
    return _told(max(clear, key=lambda one: abs(one.difference)), names, runs) if clear else ""


def _told(effect: "Effect", names: dict[str, str], runs: int) -> str:
    who = "No one" if effect.actor == NOBODY else names[effect.actor]
    often, before = (in_hundred(share, runs) for share in (effect.after, effect.before))
    change, interval = _difference(effect)
    points = "point" if change.lstrip("+-") == "1" else "points"
    return (
        f"{who} {OUTCOME_WORDS[effect.outcome]} in {often} runs, instead of "
        f"{before.removesuffix(' of 100')} ({change} {points}, 95% interval {interval})"
    )


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
    return points(effect.difference, signed=True), _interval(effect.low, effect.high)


def _interval(low: float, high: float) -> str:
    return f"{points(low, signed=True)} to {points(high, signed=True)}"


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
    >>> shock = {"date": "1924-05-24", "kind": "post", "target": "gensec", "actor": "rykov"}
    >>> change_words(Change.of(shocks={"x": shock}), duel)
    'If Alexei Rykov gets the post General Secretary on 1924-05-24'
    >>> change_words(Change.of(without=["shocks.pact"]), duel)
    'Without the shock “pact” (without shocks.pact)'
    """
    if not change:
        return "Nothing is changed"
    exact = f" ({change})" if change.settings or change.without else ""
    return f"{condition_words(change, case)}{exact}"


def condition_words(change: "Change", case: Case, *, as_of: str | None = None) -> str:
    """Return a change as a condition; of a conditional forecast it takes effect after a month.

    Parameters
    ----------
    change : Change
    case : Case
    as_of : str, optional
        The month to whose end the record is given, such as ``1925-02``.

    Examples
    --------
    >>> import whowhom as ww
    >>> from whowhom.scenario.change import Change
    >>> norm = Change.of(set={"conditions.norm": 0})
    >>> condition_words(norm, ww.read_case("duel"))
    'If norm at the start is 0'
    >>> condition_words(norm, ww.read_case("duel"), as_of="1925-02")
    'Given the record to Feb 1925, if norm after that month is 0'
    """
    told = "; ".join(_conditions(change, case))
    if as_of is None:
        return _capital(told)
    told = told.replace(" at the start is ", " after that month is ")
    return f"Given the record to {month_words(as_of)}, {told}"


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
        elif (
            given.get("kind") == "post"
            and given.get("actor") in names
            and given.keys() == {"date", "kind", "target", "actor"}
        ):
            post = posts.get(given["target"], given["target"])
            gets = f"{names[given['actor']]} gets the post {post}"
            yield f"if {gets} {_when(given['date'])}"
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
