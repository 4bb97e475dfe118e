"""What is known of a leader: from a case, from what is given beside it, with where each is from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from whowhom.cases.case import Actor, Case, Day, Period, Quantity
from whowhom.cases.dates import day_text, parse_day
from whowhom.cases.leader_facts import REGIME_OF_TYPE, incompatible
from whowhom.cases.problems import BadCell, Problem, did_you_mean, quoted
from whowhom.cases.records import parse_rows
from whowhom.cases.schema import OUTLOOK
from whowhom.cases.settings import stated_text
from whowhom.cases.tables import Cell, RawTable, Row, cleaned
from whowhom.errors import InvalidInput
from whowhom.outside.facts import FACTS, LeaderFacts

__all__ = ["Known", "Subject", "leader_of", "read_subject"]

_OF_COUNTRY = (
    "regime",
    "coups_5",
    "coups_10",
    "last_coup",
    "neighbour_coups",
    "regime_age",
    "infant_mortality",
    "country_class",
    "seizure",
)
"""Facts that stay true whoever leads."""
_AGEING = ("age", "regime_age")
"""Facts that grow by one with each year from the start to the date of the forecast."""
_DATED = ("coups_5", "coups_10", "last_coup", "neighbour_coups")
"""Facts that a year can change in a way that nobody knows."""
GIVEN = "given"
STATED = "[outlook] of the case"

_Stated = tuple[str, Any, str]
"""Name, value (of ``entered`` a period) and origin of a fact."""


@dataclass(frozen=True, slots=True)
class Known:
    """One fact that is used."""

    name: str
    """``entered`` or one of ``facts.FACTS``."""
    shown: str
    """Its value, as a case says it."""
    origin: str
    """Where it is from, in words."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom an outlook is asked, and what is known of them."""

    leader: str
    """Id of the actor; without a case what was given as the leader, or nothing."""
    name: str
    """How the leader is called in a sentence."""
    case: str
    """Id of the case, empty without one."""
    facts: LeaderFacts
    known: tuple[Known, ...]
    notes: tuple[str, ...]
    """What a reader must know of how the facts were taken, in sentences."""


def read_subject(
    case: Case | None,
    leader: str | None = None,
    date: str | Day | None = None,
    facts: Mapping[str, object] | None = None,
) -> Subject:
    """Return of whom an outlook is asked, and what is known of them.

    Parameters
    ----------
    case : Case or None
        The case, if there is one.
    leader : str, optional
        An actor; of the case, the leader of ``[outlook]`` or the incumbent if it is left out.
    date : str or Day, optional
        Day of the forecast; the start of the case, or today without one, if it is left out.
    facts : mapping of str to str, float or bool, optional
        Facts by the keys of ``[outlook]``; they go before those of the case.

    Raises
    ------
    InvalidInput
        With all problems at once.
    """
    problems: list[str] = []
    given = _given({**(facts or {}), **({} if leader is None else {"leader": leader})}, problems)
    day, notes = _day(date, case, problems), list[str]()
    if date is None and case is None:
        notes.append(f"The forecast is made for today, {day_text(day)}; --date names another day.")
    chosen = str(given.pop("leader", ""))
    actor = None
    if case is not None:
        try:
            actor = leader_of(case, chosen)
            chosen = actor.id
        except InvalidInput as error:
            problems.append(str(error))
    stated = {} if case is None else {one[0]: one for one in _of_case(case, actor, day, notes)}
    stated |= {name: (name, value, GIVEN) for name, value in given.items()}
    is_dated = "entered" in stated and not any(one.startswith("date ") for one in problems)
    entered = _entered(stated["entered"][1], day, problems) if is_dated else None
    values = {name: value for name, value, _ in stated.values() if name != "entered"}
    problems += [f"{name} {finding}; {hint}" for name, finding, hint in incompatible(values)]
    if problems:
        raise InvalidInput("\n".join(problems))
    return Subject(
        leader=chosen,
        name=actor.name if actor else chosen or "the leader",
        case=case.id if case else "",
        facts=LeaderFacts(date=day, entered=entered, values=values),
        known=tuple(
            Known(name, _shown(stated[name][1], entered), stated[name][2])
            for name in ("entered", *FACTS)
            if name in stated
        ),
        notes=tuple(notes),
    )


def _given(facts: Mapping[str, object], problems: list[str]) -> dict[str, Any]:
    """Return the values of facts that are given as texts or values; collect what is wrong."""
    keys = OUTLOOK.names[:-1]
    cells = {}
    for name, value in facts.items():
        if name not in keys:
            hint = did_you_mean(name, keys) or "facts: " + ", ".join(keys)
            problems.append(f"{quoted(name)} is not a fact of the outlook; {hint}")
            continue
        text = stated_text(value, OUTLOOK.column(name))
        if text is None:
            problems.append(f"{name}: holds a {type(value).__name__}; give one value")
        elif text:
            cells[name] = Cell(cleaned(text), 1, 1)
    records, found = parse_rows(RawTable(OUTLOOK, "", rows=[Row(1, cells)]))
    problems += map(_told, found)
    values = records[0].values
    for name, value in list(values.items()):
        if isinstance(value, Quantity):
            values[name] = value.central()
            if not value.is_certain:
                hint = f"give one number, such as {value.central():g}, or leave the fact out"
                problems.append(f"{name} {quoted(cells[name].text)} is a range; {hint}")
    return values


def _told(problem: Problem) -> str:
    """Return a problem with a fact that stands in no file."""
    name = problem.name.removeprefix(f"{OUTLOOK.name}.")
    hint = problem.hint.partition(", a range such as")[0]  # a range is refused
    return f"{name} {quoted(problem.value)} {problem.finding}; {hint}"


def _day(date: str | Day | None, case: Case | None, problems: list[str]) -> Day:
    """Return the day of the forecast."""
    if isinstance(date, Day):
        return date
    today = datetime.now(UTC)
    otherwise = case.start if case else Day(today.year, today.month, today.day)
    if date is None:
        return otherwise
    try:
        return parse_day(date)
    except BadCell as bad:
        problems.append(f"date {quoted(date)} {bad.finding}; {bad.hint}")
    return otherwise


def leader_of(case: Case, chosen: str = "") -> Actor:
    """Return the leader among the actors of a case; nobody is guessed.

    Parameters
    ----------
    case : Case
        The case.
    chosen : str
        Who is asked for; if empty, the leader of ``[outlook]`` or else the incumbent.

    Raises
    ------
    InvalidInput
        If nobody is named, or somebody outside the circle.

    Examples
    --------
    >>> from whowhom.cases import read_case
    >>> leader_of(read_case("ussr_1964")).name
    'Nikita Khrushchev'
    """
    actors = {actor.id: actor for actor in case.actors}
    wanted = chosen or _named(case)
    if wanted in actors:
        return actors[wanted]
    circle = "; ".join(f"{actor.id} ({actor.name})" for actor in case.actors)
    if wanted:
        by_name = [actor.id for actor in case.actors if wanted in {actor.name, actor.short}]
        guess = f'did you mean "{by_name[0]}"?' if by_name else did_you_mean(wanted, actors)
        hint = guess or f"the circle: {circle}"
        raise InvalidInput(f"leader {quoted(wanted)} is not in the circle of {case.id}; {hint}")
    raise InvalidInput(
        f"{case.id}: names no leader whose removal could be asked; name one with --leader, or "
        f'write leader = "..." under [outlook] in case.toml; the circle: {circle}'
    )


def _named(case: Case) -> str:
    """Return the leader that a case names, empty for none."""
    stated = [str(fact.value) for fact in case.outlook if fact.id == "leader"]
    return stated[0] if stated else case.incumbent


def _of_case(case: Case, actor: Actor | None, day: Day, notes: list[str]) -> Iterator[_Stated]:
    """Yield what a case says of a leader; say in `notes` what of it does not hold."""
    regime = REGIME_OF_TYPE.get(case.regime_type)
    if regime:
        yield "regime", regime, "regime_type of the case"
    if actor is not None and actor.born is not None:
        age, (low, high) = _age(actor.born, day), (FACTS["age"].low, FACTS["age"].high)
        if low <= age <= high:
            yield "age", age, "born in actors.csv"
        else:
            notes.append(f"An age of {age:g} is outside {low:g} to {high:g} and not used.")
    stated = {fact.id: fact.value for fact in case.outlook if fact.id != "leader"}
    if actor is not None and actor.id != _named(case):
        others = [name for name in stated if name not in _OF_COUNTRY]
        if others:
            notes.append(
                f"[outlook] is about another leader: {', '.join(others)} not taken from it."
            )
        stated = {name: value for name, value in stated.items() if name in _OF_COUNTRY}
    years = int((day.month_number - case.start.month_number) / 12)
    late = [name for name in _DATED if name in stated] if years else []
    if late:
        notes.append(
            f"{', '.join(late)} of the case hold on its start, {day_text(case.start)}, and are not "
            "used for another year; give them for the date of the forecast."
        )
    disputed = {fact.id for coder in case.coders for fact in coder.case.outlook} - {
        fact.id for fact in case.outlook
    }
    if disputed:
        notes.append(f"The coders differ on {', '.join(sorted(disputed))}: taken as not known.")
    for name, value in stated.items():
        if name in late:
            continue
        if name in _AGEING and isinstance(value, float):
            value = min(max(value + years, 0.0), FACTS[name].high)
        yield name, value, STATED


def _age(born: Period, day: Day) -> float:
    """Return the age on a day, in whole years; of an uncertain birth that of its middle."""
    birth = _middle(born)
    had_birthday = (day.month, day.day) >= (birth.month, birth.day)
    return float(day.year - birth.year - (not had_birthday))


def _middle(period: Period) -> Day:
    """Return the middle of a period; of several months, the middle of the middle month."""
    first, last = period.earliest, period.latest
    if (first.year, first.month) == (last.year, last.month):
        return Day(first.year, first.month, (first.day + last.day) // 2)
    year, month = divmod((first.month_number + last.month_number) // 2, 12)
    return Day(year, month + 1, 15)


def _shown(value: Any, entered: Day | None) -> str:
    """Return the value of a fact as a case says it; of an entry with the day that is taken."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Period):
        day = day_text(entered) if entered else ""
        return value.text if value.text == day else f"{value.text} ({day} is taken)"
    return str(value)


def _entered(period: Period, day: Day, problems: list[str]) -> Day | None:
    """Return the day on which the leader entered office, not after the day of the forecast."""
    if period.earliest > day:
        problems.append(
            f"entered {quoted(period.text)} is after the date of the forecast, {day_text(day)}; "
            "give an earlier entry, or a later date"
        )
        return None
    if period.earliest.year + 1 < period.latest.year:
        problems.append(
            f"entered {quoted(period.text)} is too vague to tell how long the leader has been in "
            "office; give the day, the month or the year"
        )
        return None
    return _middle(Period(period.earliest, min(period.latest, day), period.text))
