"""The nouns of a case: what one folder of tables says, checked, frozen and hashed.

A number that the coder is unsure of is a :class:`Quantity` with a range; a date is a
:class:`Period` with an earliest and a latest day. Both are drawn anew in each run, so that
uncertainty about the inputs reaches the answer. Nothing here knows how a table is read
(``check.py``) or what a model makes of it (``whowhom.scenario.start``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from whowhom.cases.name_forms import person_forms, title_forms
from whowhom.cases.names import short_labels

__all__ = [
    "BASES",
    "SKILLS",
    "Actor",
    "Audience",
    "Case",
    "Coder",
    "Condition",
    "CourseEvent",
    "Day",
    "Entry",
    "Host",
    "Period",
    "Post",
    "Quantity",
    "ReadyQuestion",
    "Reference",
    "Shock",
    "Source",
    "StatedFact",
    "Tenure",
    "Tie",
]

BASES = (
    "apparatus",
    "army",
    "security",
    "popular",
    "legitimacy",
    "formal_office",
    "external",
)
"""The seven bases of power of a contender, each 0 (none) to 3 (dominant)."""

SKILLS = ("oratory", "organisation", "strategy", "ruthlessness", "ambition", "rigidity")
"""The skills and temper of a contender, each in [0, 1], 0.5 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of numbers with or without a most likely one.

    ``Quantity(2, 2)`` is known, ``Quantity(1, 3)`` is uniform, ``Quantity(1, 3, 2)`` triangular.
    """

    low: float
    high: float
    mode: float | None = None

    @property
    def is_certain(self) -> bool:
        """Whether every run uses the same number."""
        return self.low == self.high

    def central(self) -> float:
        """Return the mean of the distribution: the one number to show."""
        if self.mode is None:
            return (self.low + self.high) / 2
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of the proleptic Gregorian calendar; year 0 is 1 BC, year -43 is 44 BC."""

    year: int
    month: int = 1
    day: int = 1

    @property
    def month_number(self) -> int:
        """Months since January of year 0; differences count months."""
        return self.year * 12 + self.month - 1


@dataclass(frozen=True, slots=True)
class Period:
    """A date as far as it is known: not before `earliest`, not after `latest`."""

    earliest: Day
    latest: Day
    text: str
    """The date as the coder wrote it (EDTF)."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One place in one source; `column` is set where it speaks for one value of the row only."""

    source: str
    locator: str = ""
    column: str = ""


References = tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A contender (row of ``actors.csv``)."""

    id: str
    name: str
    short: str = ""
    """Label where the name has no room, as the coder chose it; empty: made from the name."""
    aliases: tuple[str, ...] = ()
    born: Period | None = None
    died: Period | None = None
    """Documented death: shown, never read by a model."""
    bases: Mapping[str, Quantity]
    """All of :data:`BASES`."""
    skills: Mapping[str, Quantity]
    """All of :data:`SKILLS`."""
    line: Quantity
    """Position on the line that divides the circle, in [-1, 1]."""
    judged_share: Quantity | None = None
    """Share of power as the coder judged it, in [0, 1]; None if it was not judged. Read by scoring,
    never by a model."""
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An office and what it commands (row of ``posts.csv``)."""

    id: str
    name: str
    fills: Mapping[str, Quantity]
    """Share of vacancies it fills, by audience id, in [0, 1]."""
    voice: Mapping[str, Quantity]
    """Reach of its holder's voice, by audience id, in [0, 1]; key ``"*"`` means every audience."""
    force: Quantity
    """Armed force it commands, in [0, 1]."""
    purse: Quantity
    """Private goods its holder can hand to clients, in [0, 1]."""
    seat: Quantity
    """Formal weight in decisions, in [0, 1]."""
    prestige: Quantity
    """Visible standing it lends, in [0, 1]."""
    succession: str = "power"
    """By what rule it goes on: one of ``vocabulary.SUCCESSIONS``."""
    succession_by: str = ""
    """Id of who takes over, elects or appoints: an actor, a post or an audience."""
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Who held a post from when to when (row of ``tenures.csv``)."""

    post: str
    actor: str
    begin: Period | None
    end: Period | None
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A body of people whose side counts (row of ``audiences.csv``)."""

    id: str
    name: str
    size: int
    """Simulated people in it, >= 1."""
    weight: Quantity
    """Weight in decisions, >= 0; only ratios matter."""
    turnover: Quantity
    """Share replaced in a year, in [0, 1]."""
    line: Quantity
    """Mean position of its members, in [-1, 1]."""
    line_sd: Quantity
    """Spread of their positions, >= 0."""
    base: str
    """The base (one of :data:`BASES`) that says who is strong in it at the start."""
    fed_by: Mapping[str, Quantity]
    """Share of its vacancies filled by delegates of other audiences, by audience id, in [0, 1]."""
    abroad: bool
    """Whether it sits outside the country: hears exiles, decides nothing at home."""
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A directed tie between two contenders (row of ``ties.csv``)."""

    origin: str
    target: str
    kind: str
    """One of ``schema.TIE_KINDS``."""
    strength: Quantity
    """In [0, 1]; the kind carries the sign."""
    begin: Period | None
    end: Period | None
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """An outside event that is fed to the model (row of ``shocks.csv``)."""

    id: str
    date: Period
    kind: str
    """One of ``schema.SHOCK_KINDS``."""
    target: str
    """Id of an actor, an audience or a post, as the kind asks; empty where it asks for none."""
    actor: str
    """For ``kind = post`` who receives the post (empty: it falls vacant); for ``treaty`` and
    ``sanction`` whose esteem moves (empty: that of the leader of the day)."""
    audience: str
    """Only for kinds that reach one audience; empty means every audience at home."""
    size: Quantity
    probability: Quantity = Quantity(1.0, 1.0)
    """Chance that it happens in a run, in [0, 1]."""
    months: Quantity | None = None
    """Only for ``kind = illness``: how long it lasts; None to the end."""
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A country that may give asylum (row of ``hosts.csv``)."""

    id: str
    name: str
    willingness: Quantity
    """Readiness to take an exile of the circle, in [0, 1]."""
    dependence: Quantity
    """How far it must mind the regime's displeasure, in [0, 1]."""
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A state of the regime on the start date (table ``conditions`` of ``case.toml``)."""

    id: str
    """One of ``schema.CONDITIONS``."""
    value: Quantity
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """A fact of the leader for the outside view (table ``outlook`` of ``case.toml``).

    No run reads it.
    """

    id: str
    """One of the keys of ``schema.OUTLOOK``."""
    value: "str | float | bool | Period"
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseEvent:
    """What really happened to a contender (row of ``course.csv``).

    An unconditional run never reads it, a conditional one no row after its date.
    """

    date: Period
    actor: str
    event: str
    """One of ``schema.COURSE_EVENTS``."""
    by: tuple[str, ...]
    note: str
    post: str = ""
    """Id of the post that was taken, for the event ``appointed``; empty for the others."""
    references: References = ()
    line: int = field(default=1, compare=False, repr=False)
    """Where its row stands in its file; it makes no difference between two events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A dated fact of the chronicle (row of ``chronicle.csv``); never read by a model."""

    id: str
    date: Period
    told: str
    """The date as the main source tells it, where it differs or is vague; free text."""
    title: str
    actors: tuple[str, ...]
    place: str
    kind: str
    outcome: str
    correction: str
    """What the established record says against the main source; empty where they agree."""
    references: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyQuestion:
    """A change worth asking about (``[[question]]`` of ``questions.toml``)."""

    id: str
    ask: str
    """The question, as a sentence."""
    settings: tuple[tuple[str, str], ...] = ()
    """Path and new value of what is set, in the words of :mod:`whowhom.scenario.change`."""
    without: tuple[str, ...] = ()
    """Paths of what is taken out."""
    shocks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Shocks that are put in: id, and its columns with their texts."""
    source: str = ""
    """Where the question comes from: ``id:locator``, separated by semicolons."""
    note: str = ""
    """What the coding of the question leaves open; may be empty."""
    why_kill: str = ""
    """Id of the actor of whose killing it takes away a partial answer; empty for the others."""
    about: str = ""
    """Id of the actor whose fate it asks for, with which an answer begins; empty for nobody's."""
    line: int = 1
    """Where it begins in its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source (row of ``sources.csv``)."""

    id: str
    citation: str
    kind: str
    locator: str
    """How a locator reads: lines, pages, columns ..."""
    grade: str
    """Reliability: ``documented``, ``disputed`` or ``assumed``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A checked case.

    `course`, `decided`, `chronicle` and `Actor.died` tell what happened after the start: only
    scoring and charts read them, and a conditional run the course up to its date.
    """

    id: str
    title: str
    about: str
    regime_type: str
    start: Day
    end: Day
    majority: Quantity
    """Share of power needed to remove someone, in [1/2, 1)."""
    arbiter: str
    """Id of the actor who stands above the contest while able to act; empty for none."""
    coder: str
    coded: str
    licence: str
    incumbent: str = ""
    """Id of the actor who ruled at the start; empty for nobody. Read by scoring, and by the outside
    view, whose leader they are where it names no other; by no run."""
    favourite: str = ""
    """Id of the actor whom well-placed contemporaries expected to win; empty where that is not
    known. Read by scoring only."""
    decided: Period | None = None
    """When no rival could contest any more. Read by scoring only."""
    actors: tuple[Actor, ...]
    posts: tuple[Post, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    audiences: tuple[Audience, ...] = ()
    ties: tuple[Tie, ...] = ()
    shocks: tuple[Shock, ...] = ()
    hosts: tuple[Host, ...] = ()
    conditions: tuple[Condition, ...] = ()
    outlook: tuple[StatedFact, ...] = ()
    """Facts of the leader; only the outside view reads them."""
    course: tuple[CourseEvent, ...] = ()
    chronicle: tuple[Entry, ...] = ()
    sources: tuple[Source, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    """Name by id of the persons and organisations beside the actors; no run reads them."""
    questions: tuple[ReadyQuestion, ...] = ()
    """Its ready questions; no run reads them."""
    coders: "tuple[Coder, ...]" = ()
    """Of a pooled case, the codings of which each run draws one; empty for every other case."""
    defaults: tuple[str, ...] = ()
    """Sentences that say which defaults are in force."""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The folder's files as read, name to bytes: what a result keeps a copy of."""
    by_default: frozenset[str] = frozenset()
    """Paths of the numbers that no table states, such as ``actors.stalin.army``."""
    stated: int = 0
    """Number of values that its tables state."""
    unsourced: int = 0
    """Number of these that no source supports."""
    graded: Mapping[str, int] = field(default_factory=dict)
    """Of the stated values those that runs read, counted by the weakest grade of their sources;
    ``unsourced`` for those without a source."""
    sha256: str = ""
    """Hash of everything a model may read (not of the course, the chronicle or notes, nor of what
    only scoring reads)."""

    @property
    def names(self) -> dict[str, str]:
        """Name of each actor by id, in the order of the table."""
        return {actor.id: actor.name for actor in self.actors}

    @property
    def short_names(self) -> dict[str, str]:
        """Short label of each actor by id, in the order of the table; no two look alike.

        Examples
        --------
        >>> from whowhom.cases import read_case
        >>> read_case("duel").short_names["trotsky"]
        'Trotsky'
        """
        given = {actor.id: actor.short for actor in self.actors}
        return short_labels(self.names, person_forms, given)

    @property
    def short_by_name(self) -> dict[str, str]:
        """Short label of each actor by full name, for tables in which names stand for ids."""
        return dict(zip(self.names.values(), self.short_names.values(), strict=True))

    def short_titles(self, table: Literal["posts", "audiences", "hosts"]) -> dict[str, str]:
        """Short label of each row of a table by id, without what explains its name."""
        rows: tuple[Post | Audience | Host, ...] = getattr(self, table)
        return short_labels({row.id: row.name for row in rows}, title_forms)

    @property
    def coverage(self) -> str:
        """How many of the stated values have a source: the one count of values everywhere."""
        return f"{self.stated - self.unsourced:,} of {self.stated:,} values have a source"

    @property
    def months(self) -> int:
        """Number of months from the start month to the end month, both counted."""
        return self.end.month_number - self.start.month_number + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """One of several codings of the same circle (see :mod:`whowhom.cases.pooling`)."""

    name: str
    """An id."""
    weight: float
    """How often a run draws it, > 0; only ratios matter."""
    case: Case
    """The case as this coder has it, with the actors' ids of the first coder."""
