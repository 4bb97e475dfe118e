"""``whowhom outlook``: how likely a leader is to be removed, by base rates of real autocracies."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import CaseName, Json
from whowhom.cli.output import emit, say, table
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.outside.answer import Outlook

__all__ = ["months_of", "outlook", "print_outlook"]


def outlook(
    case: CaseName | None = None,
    /,
    *,
    leader: Annotated[
        str | None,
        Parameter(help="The actor whose removal is asked. [default: as the case says]"),
    ] = None,
    horizon: Annotated[str, Parameter(help="How far ahead, such as 12m or 2y.")] = "12m",
    date: Annotated[
        str | None, Parameter(help="Day of the forecast (2026-01-15). [default: the start]")
    ] = None,
    set: Annotated[  # noqa: A002 - the word users write
        list[str] | None,
        Parameter(help="FACT=VALUE, such as regime=personal or entered=2024-06; repeatable."),
    ] = None,
    json: Json = False,
) -> None:
    """Say how likely a leader is to be removed, by what became of leaders like them.

    The outside view: base rates of real autocracies. Facts of the leader come from [outlook] in
    case.toml and from --set; those not known are averaged over. Without a case, from --set alone.
    """
    from whowhom.cli.open_case import open_case
    from whowhom.outside.answer import outlook as answer

    facts, problems = _facts(set or [])
    months = months_of(horizon)
    if months is None:
        problems.append(f"--horizon: {horizon!r} is not a length of time; write 12m or 2y")
    found = None if case is None else open_case(case)
    try:
        told = answer(found, leader, 12 if months is None else months, date, facts)
    except InvalidInput as error:
        raise InvalidInput("\n".join([*problems, str(error)])) from None
    if problems:
        raise InvalidInput("\n".join(problems))
    if json:
        emit(told.as_dict())
        return
    print_outlook(told)


def _facts(texts: list[str]) -> tuple[dict[str, str], list[str]]:
    """Read ``FACT=VALUE``; return what reads, and what is wrong with the rest."""
    found: dict[str, str] = {}
    problems = []
    for text in texts:
        name, sign, value = (part.strip() for part in text.replace("\uff1d", "=").partition("="))
        name = name.removeprefix("outlook.")
        if not sign or not name or not value:
            problems.append(f"--set: {text!r} is not FACT=VALUE; write --set regime=personal")
        elif name in found:
            problems.append(f"--set: {name} is given twice; set it once")
        else:
            found[name] = value
    return found, problems


_HORIZON = re.compile(r"([0-9]{1,4})\s*(m|months?|y|years?)?", re.IGNORECASE)


def months_of(text: str) -> int | None:
    """Return a horizon in months, None for a text that is none.

    Examples
    --------
    >>> months_of("12m"), months_of("2y"), months_of("18"), months_of("soon")
    (12, 24, 18, None)
    """
    read = _HORIZON.fullmatch(text.strip())
    if read is None:
        return None
    is_years = (read[2] or "m").lower().startswith("y")
    return int(read[1]) * (12 if is_years else 1)


def print_outlook(told: "Outlook") -> None:
    """Print the answer, each event beside its count, what is known, and what is not."""
    from whowhom.outside.sentences import class_rows, event_rows, headline, limits, within

    say(headline(told), style="bold")
    say()
    events = (within(told), "of them", "share", "95%", "model", "95%")
    table(_columns(events), event_rows(told))
    say()
    classes = ("reference class", "leader-years", "by insiders", "share", "95%")
    table(_columns(classes), class_rows(told))
    say()
    _print_facts(told)
    for sentence in limits(told):
        say(sentence, style="dim")


def _columns(heads: Sequence[str]) -> list[tuple[str, str]]:
    """Return columns of which the first holds text and the others numbers."""
    return [(head, "right" if place else "left") for place, head in enumerate(heads)]


def _print_facts(told: "Outlook") -> None:
    """Print which facts are known and from where, and what of the others matters most."""
    from whowhom.outside.sentences import missing_words

    if told.subject.known:
        columns = (("known", "left"), ("value", "left"), ("from", "left"))
        table(columns, [(one.name, one.shown, one.origin) for one in told.subject.known])
        say()
    for sentence in missing_words(told):
        say(sentence)
    say()
