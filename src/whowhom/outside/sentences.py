"""An outlook in words: the answer first, what it rests on, what it does not know."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from typing import TYPE_CHECKING

from whowhom.cases.dates import day_text
from whowhom.ensemble.notebook import table_html
from whowhom.ensemble.sentences import counted
from whowhom.outside.fitted import fitted
from whowhom.outside.reference import class_of_period

if TYPE_CHECKING:
    from whowhom.outside.answer import Outlook, Swing
    from whowhom.outside.reference import ReferenceClass

__all__ = [
    "EVENT_WORDS",
    "class_labels",
    "class_rows",
    "class_words",
    "event_rows",
    "headline",
    "horizon_words",
    "limits",
    "missing_words",
    "ordinal",
    "outlook_html",
    "percent",
    "within",
]

EVENT_WORDS: Mapping[str, str] = {
    "insiders": "removed by insiders",
    "attempt": "coup attempt",
    "any_exit": "any exit",
    "natural": "- natural death or illness",
    "regular": "- by the rules",
    "revolt": "- by a revolt",
    "foreign": "- by a foreign power",
    "other": "- in another way",
}
"""Each event of an outlook; those with a dash are, with the first, the parts of any exit."""
_LEADERS = {
    "personal": "personalist leaders",
    "monarchy": "ruling monarchs",
    "oligarchy": "leaders of oligarchies",
}
_NUMBERS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_MOST_SWINGS = 3
_MOST_POINTS = 0.005
"""Half a point: a fact that moves the chance by less makes no difference worth finding out."""


def percent(share: float) -> str:
    """Return a share in percent: one decimal below 10 %, none above.

    Examples
    --------
    >>> percent(0.0213), percent(0.256), percent(0.0), percent(0.0002), percent(0.9996)
    ('2.1%', '26%', '0%', '<0.1%', '>99.9%')
    """
    points = 100 * share
    if points <= 0:
        return "0%"
    if points < 0.05:
        return "<0.1%"
    if 99.95 <= points < 100:
        return ">99.9%"
    is_small = points < 9.95 or points > 99
    return f"{points:.1f}%" if is_small and points < 100 else f"{points:.0f}%"


def span(low: float, high: float) -> str:
    """Return an interval in percent.

    Examples
    --------
    >>> span(0.012, 0.123)
    '1.2 to 12%'
    """
    return f"{percent(low).rstrip('%')} to {percent(high)}"


def horizon_words(months: int) -> str:
    """Return the length of a horizon.

    Examples
    --------
    >>> horizon_words(12), horizon_words(1)
    ('12 months', '1 month')
    """
    return counted(months, "month")


def within(found: "Outlook") -> str:
    """Return of how many months counts and chances are, as the head of a table."""
    return "within 12 months" + f" (model: {found.months})" * (found.months != 12)


def headline(found: "Outlook") -> str:
    """Return the answer in one sentence: the count among leaders like this one, then the model."""
    counts, chance = _counts(found.classes[-1]), found.chance("insiders")
    interval = f"95% interval {span(chance.low, chance.high)}"
    if found.chances.is_base_rate and found.months == 12:
        return (
            f"{counts}: the base rate ({interval}), as nothing is known of {found.subject.name}. "
            f"{_level(found)}"
        )
    within = "" if found.months == 12 else f" within {horizon_words(found.months)}"
    return (
        f"{counts}; the model gives {found.subject.name} {percent(chance.value)}{within} "
        f"({interval})."
        f"{' ' + _level(found) if found.chances.is_base_rate else ''}"
    )


def _level(found: "Outlook") -> str:
    """Return the share of all autocracies near the date, which the base rate of all years hides."""
    one = class_of_period(found.date)
    share, low, high = one.share("insiders")
    return (
        f"{_condition('period', one.conditions['period']).capitalize()} it was {percent(share)} "
        f"({one.counts['insiders']:,} of {one.leader_years:,}; 95% interval {span(low, high)}); "
        "as soon as a fact is known, the model takes the level of the time of the date."
    )


def _counts(one: "ReferenceClass") -> str:
    """Return how often insiders removed the leaders of a class, as the beginning of a sentence.

    In a class of one year of tenure everybody is once; in the others, once for each year.
    """
    years, removed = f"{one.leader_years:,}", f"{one.counts['insiders']:,}"
    share = percent(one.share("insiders")[0])
    if _year_of(one.conditions.get("tenure", "")):
        return (
            f"Of {years} {class_words(one)}, {removed} ({share}) were removed by insiders within "
            "12 months"
        )
    return (
        f"In {removed} of {years} years in office ({share}) of {class_words(one)}, insiders "
        "removed the leader within 12 months"
    )


def class_words(one: "ReferenceClass") -> str:
    """Return whom a reference class holds, as who they are in the plural.

    Examples
    --------
    >>> from whowhom.outside.reference import ReferenceClass
    >>> def of(**conditions):
    ...     return class_words(ReferenceClass(conditions, 100, {}, 0))
    >>> of(), of(regime="personal", tenure="1-2")
    ('leaders of autocracies', 'personalist leaders in their second year')
    """
    conditions = dict(one.conditions)
    regime = conditions.pop("regime", "")
    words = _LEADERS.get(regime, f"leaders of {regime} regimes" if regime else "")
    told = [words or "leaders of autocracies"]
    told += [_condition(name, value) for name, value in conditions.items()]
    return " ".join(told)


def _condition(name: str, value: str) -> str:
    """Return one condition of a reference class."""
    if name == "tenure":
        return _tenure(value)
    if name == "period":
        return f"between {value.replace('-', ' and ')}"
    if name in _CONDITIONS:
        return _CONDITIONS[name].get(value, f"with {name.replace('_', ' ')} {value}")
    return f"with {name.replace('_', ' ')} {value}"


_CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "entry": {
        "regular": "who entered office regularly",
        "irregular": "who entered office irregularly",
    },
    "country_class": {
        "poor": "in poor countries",
        "middle": "in countries of middle income",
        "rich": "in rich countries",
    },
}


def _tenure(years: str) -> str:
    """Return years in office, such as ``1-2`` (from 1 to below 2)."""
    first, _, last = years.replace("+", "-").partition("-")
    if place := _year_of(years):
        return f"in their {ordinal(place)} year"
    if first.isdigit() and last.isdigit():
        return f"in office for {first} to {last} years"
    return f"in office for {first} years or more"


def ordinal(place: int) -> str:
    """Return a place in a row, from 1.

    Examples
    --------
    >>> ordinal(2), ordinal(15), ordinal(21)
    ('second', '15th', '21st')
    """
    if place < len(_NUMBERS):
        return _NUMBERS[place]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10 if place % 100 not in (11, 12, 13) else 0)
    return f"{place}{ending or 'th'}"


def _year_of(years: str) -> int:
    """Return which year in office ``1-2`` is, the second; 0 where it is not one year."""
    first, _, last = years.partition("-")
    is_one = first.isdigit() and last.isdigit() and int(last) == int(first) + 1
    return int(last) if is_one else 0


def event_rows(found: "Outlook") -> list[tuple[str, str, str, str, str, str]]:
    """Return each event with count, share and interval in the class, chance and interval."""
    return [
        (
            EVENT_WORDS[row["event"]],
            f"{row['count']:,}",
            percent(row["share"]),
            span(row["share_low"], row["share_high"]),
            percent(row["chance"]),
            span(row["chance_low"], row["chance_high"]),
        )
        for row in found.rows()
    ]


def class_rows(found: "Outlook") -> list[tuple[str, str, str, str, str]]:
    """Return each reference class, from wide to narrow, with its removals by insiders."""
    rows = []
    for one, label in zip(found.classes, class_labels(found.classes, "- "), strict=True):
        share, low, high = one.share("insiders")
        years, count = f"{one.leader_years:,}", f"{one.counts['insiders']:,}"
        rows.append((label, years, count, percent(share), span(low, high)))
    return rows


def class_labels(classes: Sequence["ReferenceClass"], part: str) -> Iterator[str]:
    """Yield whom each class holds, from wide to narrow.

    Where a class only adds conditions to the one above, those are all that is said of it, after the
    words of `part`.
    """
    above: Mapping[str, str] = {}
    for one in classes:
        more = {name: word for name, word in one.conditions.items() if above.get(name) != word}
        is_part = bool(above) and above.items() <= one.conditions.items()
        yield part + " ".join(starmap(_condition, more.items())) if is_part else class_words(one)
        above = one.conditions


def missing_words(found: "Outlook") -> Iterator[str]:
    """Yield what is not known, and which of it would move the answer most if it were."""
    if not found.missing:
        yield "Every fact that the model can use is known."
        return
    yield f"Not known, so averaged over: {_listed(found.missing)}."
    moving = [one for one in found.swings if one.high - one.low >= _MOST_POINTS]
    if not moving:
        yield "None of these would move the chance of removal by insiders by half a point."
        return
    yield (
        "Worth finding out, by how far the chance of removal by insiders would move: "
        f"{'; '.join(map(_swing, moving[:_MOST_SWINGS]))}."
    )


def _swing(one: "Swing") -> str:
    when = "" if one.fact == "entered" else "if "
    low, high = percent(one.low), percent(one.high)
    return f"{one.fact} ({low} {when}{one.low_at}, {high} {when}{one.high_at})"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def limits(found: "Outlook") -> Iterator[str]:
    """Yield what the outlook does not know."""
    yield from found.subject.notes
    if found.months != 12:
        yield (
            f"The counts are of 12 months; the chances of the model are of "
            f"{horizon_words(found.months)}."
        )
    if found.chances.is_beyond:
        periods = fitted().periods
        yield (
            f"The date, {day_text(found.date)}, is outside the data, which cover "
            f"{periods[0].first} to {periods[-1].last}; whether what held then holds on that date "
            "is not known."
        )
    yield (
        "The outside view knows only these facts: not who in the circle might act, nor any news. "
        "Who and how: whowhom run."
    )


def outlook_html(found: "Outlook") -> str:
    """Return an outlook as HTML, for notebooks: its first sentence and a table of the events."""
    columns = (within(found), "of them", "share", "95% interval", "model", "95% interval")
    return table_html(headline(found), columns, event_rows(found))
