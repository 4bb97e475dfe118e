"""What has come true of the forecasts of a ledger, by the record, and how well they scored.

A question is about the months from ``since`` to ``by``. It is resolved when what it asks about has
happened, or when ``by`` has passed without it. What the dates of the record leave open (an event
that may lie before ``since`` or after ``by``) is *undecidable* and not scored; nor is a question
that events before its as-of date have answered. Truth is read where all scores read it
(:class:`whowhom.score.truth.Truth`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from whowhom.cases.case import Case, CourseEvent
from whowhom.cases.dates import month_text
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.chain import ASKS, Entry, Question
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.sentences import month_span
from whowhom.score.paired import reliability
from whowhom.score.scores import brier, brier_removed, log_loss
from whowhom.score.truth import Truth

__all__ = ["LedgerScores", "Scored", "resolved"]

BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Edges of the bins of probability of the calibration table."""

State = Literal["scored", "open", "undecidable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One question of one forecast, and what has come of it."""

    line: int
    """Line of the ledger."""
    asks: str
    """One of :data:`whowhom.ensemble.chain.ASKS`."""
    actor: str
    """Of whom it asks whether they are removed; empty if the question is who."""
    as_of: str
    by: str
    state: State
    probability: float | None = None
    """What the forecast gave to the actor's removal, or to the answer that came true."""
    answer: tuple[str, ...] = ()
    """Who it was (several where the record cannot tell them apart), or ``yes`` or ``no``."""
    decided: str | None = None
    """The month in which it was resolved."""
    is_hindsight: bool = False
    """Whether the forecast was written after that month."""
    brier: float | None = None
    log_loss: float | None = None
    uniform_brier: float | None = None
    """Of equal chances: a half for each removal, the same for all who were left and nobody."""
    uniform_log_loss: float | None = None
    first_brier: float | None = None
    """Of the first forecast of the ledger, if that asked the same; None in the first line."""
    first_log_loss: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerScores:
    """The questions of a ledger, scored as far as the record resolves them."""

    case: str
    as_of: str
    """The month up to which the record was taken as complete."""
    forecasts: int
    questions: tuple[Scored, ...]

    def count(self, state: State) -> int:
        """Return how many questions are in a state: scored, open or undecidable."""
        return sum(one.state == state for one in self.questions)

    @property
    def scored(self) -> tuple[Scored, ...]:
        """The questions that are resolved."""
        return tuple(one for one in self.questions if one.state == "scored")

    @property
    def hindsight(self) -> int:
        """How many of those were forecast after they were resolved."""
        return sum(one.is_hindsight for one in self.scored)

    def scores(self) -> list[dict[str, Any]]:
        """Return the mean scores by kind of question; less is better.

        ``asks``, ``scored``, ``open``, ``undecidable``; ``brier`` and ``log_loss`` (nats) with
        those of equal chances, ``uniform_brier`` and ``uniform_log_loss``; ``paired``, how many the
        first forecast of the ledger was asked too, and on these the mean scores of the later
        forecasts (``later_...``) and of the first (``first_...``). None without any.
        """
        return [self._row(asks) for asks in ASKS]

    def calibration(self) -> list[dict[str, Any]]:
        """Return how often removals with a probability between two edges came true.

        ``low``, ``high``, ``questions``, ``forecast`` (their mean probability), ``observed`` (the
        share that happened) and its 95 % Wilson interval, ``observed_low`` and ``observed_high``.
        Only bins with questions. The questions of one ledger overlap, so the intervals are too
        narrow.
        """
        binary = [one for one in self.scored if one.actor]
        bins = reliability(
            [one.probability or 0.0 for one in binary],
            [one.answer == ("yes",) for one in binary],
            bins=BINS,
        )
        rows = []
        for one in bins:
            if one.contenders:
                low, high = wilson(round(one.happened * one.contenders), one.contenders)
                rows.append(
                    {
                        "low": one.low,
                        "high": one.high,
                        "questions": one.contenders,
                        "forecast": one.forecast,
                        "observed": one.happened,
                        "observed_low": low,
                        "observed_high": high,
                    }
                )
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for ``--json``."""
        return {
            "case": self.case,
            "as_of": self.as_of,
            "forecasts": self.forecasts,
            "scored": self.count("scored"),
            "open": self.count("open"),
            "undecidable": self.count("undecidable"),
            "hindsight": self.hindsight,
            "scores": self.scores(),
            "calibration": self.calibration(),
            "questions": [
                {name: getattr(one, name) for name in Scored.__slots__} | {"answer": [*one.answer]}
                for one in self.questions
            ],
        }

    def _row(self, asks: str) -> dict[str, Any]:
        """Return the mean scores of one kind of question."""
        of_kind = [one for one in self.questions if one.asks == asks]
        found = [one for one in of_kind if one.state == "scored"]
        both = [one for one in found if one.first_brier is not None]
        states: dict[str, int] = {
            state: sum(one.state == state for one in of_kind) for state in _STATES
        }
        names = ("brier", "log_loss")
        return {
            "asks": asks,
            **states,
            **{name: _mean(found, name) for name in names},
            **{f"uniform_{name}": _mean(found, f"uniform_{name}") for name in names},
            "paired": len(both),
            **{f"later_{name}": _mean(both, name) for name in names},
            **{f"first_{name}": _mean(both, f"first_{name}") for name in names},
        }


_STATES: tuple[State, ...] = ("scored", "open", "undecidable")


def resolved(
    case: Case, entries: Sequence[Entry], events: Iterable[CourseEvent], as_of: int
) -> LedgerScores:
    """Score the questions of some forecasts that the record has resolved.

    Parameters
    ----------
    case : Case
        The case; its own course is not read.
    entries : sequence of Entry
        The forecasts.
    events : iterable of CourseEvent
        The record.
    as_of : int
        Month number up to which it is complete; later rows are not used.
    """
    record = _record(case, events, as_of)
    return LedgerScores(
        case=case.id,
        as_of=month_text(as_of),
        forecasts=len(entries),
        questions=tuple(
            scored
            for entry in entries
            for question in entry.questions
            for scored in _scored(entry, question, record, entries[0])
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """What is known of what happened, up to a month."""

    case: Case
    rules: tuple[CourseEvent, ...]
    """Who ruled from when."""
    removals: tuple[CourseEvent, ...]
    """The removals of contenders by others."""
    until: int

    def truth(self, events: Iterable[CourseEvent]) -> Truth:
        """Return the outcome of the case if these were all events."""
        return Truth.of(replace(self.case, course=tuple(events)))


def _record(case: Case, events: Iterable[CourseEvent], until: int) -> _Record:
    """Sort the events that may have happened by a month."""
    known = [event for event in events if event.date.earliest.month_number <= until]
    return _Record(
        case=case,
        rules=tuple(event for event in known if event.event == "ruler"),
        removals=tuple(
            event for event in known if Truth.of(replace(case, course=(event,))).removed
        ),
        until=until,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What has come of a question: who or what it was, and in which month that was known."""

    state: State
    winners: tuple[str, ...] = ()
    month: int = 0


_OPEN, _UNDECIDABLE = _Answer("open"), _Answer("undecidable")


def _scored(entry: Entry, question: Question, record: _Record, first: Entry) -> Iterable[Scored]:
    """Yield what has come of a question, or of each actor's in one that asks of each."""
    if question.has_one_answer:
        find = _top if question.asks == "on_top" else _next
        answer = find(entry, question, record)
        before = _same(first, entry, question)
        left = _left(entry)
        yield _one(entry, question, "", answer, question.shares, dict.fromkeys(left, 1 / len(left)),
                   before.shares if before and question.asks == "on_top" else None)  # fmt: skip
        return
    for actor, share in question.shares.items():
        answer = _removed(entry, question, record, actor)
        before = _same(first, entry, question)
        earlier = before.shares.get(actor) if before else None
        yield _one(entry, question, actor, answer, _yes_no(share), _yes_no(0.5),
                   None if earlier is None else _yes_no(earlier))  # fmt: skip


def _same(first: Entry, entry: Entry, question: Question) -> Question | None:
    """Return the same question of the first forecast, for a later one."""
    asked = None if first is entry else first.question(question.asks)
    return asked if asked is not None and asked.by == question.by else None


def _left(entry: Entry) -> list[str]:
    """Return who had not been removed when a forecast was made, and nobody."""
    asked = entry.question("next_removed")
    return [NOBODY] if asked is None else list(asked.shares)


def _yes_no(share: float) -> dict[str, float]:
    return {"yes": share, "no": 1 - share}


def _one(
    entry: Entry,
    question: Question,
    actor: str,
    answer: _Answer,
    said: Mapping[str, float],
    uniform: Mapping[str, float],
    first: Mapping[str, float] | None,
) -> Scored:
    """Score one question."""
    asked = Scored(line=entry.number, asks=question.asks, actor=actor, as_of=entry.as_of,
                   by=question.by, state=answer.state)  # fmt: skip
    if answer.state != "scored":
        return asked
    given = said["yes"] if actor else sum(said.get(winner, 0.0) for winner in answer.winners)
    written = datetime.fromisoformat(entry.written)
    own, equal, before = (_losses(shares, answer.winners) for shares in (said, uniform, first))
    return replace(
        asked,
        probability=given,
        answer=answer.winners,
        decided=month_text(answer.month),
        is_hindsight=written.year * 12 + written.month - 1 > answer.month,
        brier=own[0],
        log_loss=own[1],
        uniform_brier=equal[0],
        uniform_log_loss=equal[1],
        first_brier=before[0],
        first_log_loss=before[1],
    )


def _losses(
    shares: Mapping[str, float] | None, winners: tuple[str, ...]
) -> tuple[float | None, float | None]:
    """Return the Brier score and the log loss of some shares; nothing for no shares.

    Of a yes or no the Brier score is that of the probability of yes, in [0, 1].
    """
    if shares is None:
        return None, None
    all_shares = {**dict.fromkeys(winners, 0.0), **shares}
    if "yes" in all_shares:
        squared = brier_removed({"yes": all_shares["yes"]}, winners)
    else:
        squared = brier(all_shares, winners)
    return squared, log_loss(all_shares, winners)


def _top(entry: Entry, question: Question, record: _Record) -> _Answer:
    """Return who ended on top: when that was decided, or when the end has passed."""
    by = month_span(question.by)[1]
    stated = record.case.decided.latest.month_number if record.case.decided else by
    when = min(stated, by)
    if when < month_span(entry.since)[0]:
        return _UNDECIDABLE
    if when > record.until:
        return _OPEN
    within = [event for event in record.rules if event.date.earliest.month_number <= when]
    if any(event.date.latest.month_number > when for event in within):
        return _UNDECIDABLE
    return _Answer("scored", record.truth(within).winners or (NOBODY,), when)


def _removed(entry: Entry, question: Question, record: _Record, actor: str) -> _Answer:
    """Return whether an actor was removed in the months that a question is about."""
    return _first_of(entry, question, record, [actor], lambda _: ("yes",), "no")


def _next(entry: Entry, question: Question, record: _Record) -> _Answer:
    """Return who of those who were left was removed next."""

    def who(removals: Sequence[CourseEvent]) -> tuple[str, ...]:
        return tuple(sorted(record.truth(removals).first_removed))

    return _first_of(entry, question, record, question.shares, who, NOBODY)


def _first_of(
    entry: Entry,
    question: Question,
    record: _Record,
    actors: Iterable[str],
    answer: Callable[[Sequence[CourseEvent]], tuple[str, ...]],
    otherwise: str,
) -> _Answer:
    """Return what the first removal among some actors answers, or its absence."""
    by = month_span(question.by)[1]
    asked = set(actors)
    removals = [event for event in record.removals if event.actor in asked]
    earliest = [event.date.earliest.month_number for event in removals]
    latest = [event.date.latest.month_number for event in removals]
    if any(month < month_span(entry.since)[0] for month in earliest):
        return _UNDECIDABLE
    inside = [month for month in latest if month <= min(by, record.until)]
    if inside:
        return _Answer("scored", answer(removals), min(inside))
    if by > record.until:
        return _OPEN
    if any(month <= by for month in earliest):
        return _UNDECIDABLE
    return _Answer("scored", (otherwise,), by)


def _mean(found: Sequence[Scored], name: str) -> float | None:
    """Return the mean of a score; None without any."""
    values = [getattr(one, name) for one in found]
    return sum(values) / len(values) if values else None
