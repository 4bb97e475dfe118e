"""The tables and columns of a case folder, declared once.

This one table drives the checks, the templates, ``datapackage.json`` and the page
``docs/case-folder.md``. To add a column, add it here and read it in ``build.py``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from whowhom.cases.case import BASES, SKILLS
from whowhom.cases.columns import Column, Table
from whowhom.cases.leader_facts import FACTS, Fact
from whowhom.cases.vocabulary import (
    CONDITIONS,
    COURSE_EVENTS,
    GRADES,
    MANNERS,
    REGIME_TYPES,
    SHOCK_KINDS,
    SUCCESSIONS,
    TIE_KINDS,
    ShockKind,
)

__all__ = [
    "CASE",
    "CONDITIONS",
    "CONDITION_TABLE",
    "COURSE_EVENTS",
    "GRADES",
    "MANNERS",
    "OUTLOOK",
    "REGIME_TYPES",
    "SCHEMA_VERSION",
    "SHARES",
    "SHOCK_KINDS",
    "SUCCESSIONS",
    "TABLES",
    "TIE_KINDS",
    "Column",
    "ShockKind",
    "Table",
]

SCHEMA_VERSION = 1
"""Version of the tables below; ``schema`` in ``case.toml``."""

SOURCE = Column(name="source", kind="sources", meaning="where it is stated: id:locator; ...")
SCORING = "read by scoring only"
PEOPLE = ("actors", "persons", "organisations")
ANYTHING = (*PEOPLE, "audiences", "posts", "hosts", "places")


def _key(meaning: str) -> Column:
    return Column(name="id", kind="id", meaning=meaning, required=True)


def _name(meaning: str = "name as shown") -> Column:
    return Column(name="name", kind="name", meaning=meaning, default="id")


def _number(
    name: str, meaning: str, low: float, high: float | None, default: str, unit: str = ""
) -> Column:
    return Column(
        name=name, kind="number", meaning=meaning, low=low, high=high, default=default, unit=unit
    )


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="text", meaning=meaning, required=required)


def _date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="date", meaning=meaning, required=required)


def _reference(
    name: str, meaning: str, *refers: str, required: bool = False, many: bool = False
) -> Column:
    kind = "references" if many else "reference"
    return Column(name=name, kind=kind, meaning=meaning, refers=refers, required=required)


def _choice(
    name: str, meaning: str, words: Mapping[str, object] | tuple[str, ...], default: str = ""
) -> Column:
    return Column(
        name=name,
        kind="choice",
        meaning=meaning,
        choices=tuple(words),
        default=default,
        required=not default,
    )


BASE_MEANINGS = {
    "apparatus": "fills posts in the ruling organisation",
    "army": "is obeyed by troops",
    "security": "has political police or guards",
    "popular": "has a following in the public",
    "legitimacy": "founder, heir or authority on doctrine",
    "formal_office": "rank of the offices held",
    "external": "sponsors abroad, money or territory of their own",
}
SKILL_MEANINGS = {
    "oratory": "moves people by speech and writing",
    "organisation": "works with people and posts day by day",
    "strategy": "sees moves ahead and adapts",
    "ruthlessness": "ready to destroy others",
    "ambition": "strives for the first place",
    "rigidity": "continues to fight once removed",
}

CASE = Table(
    name="case",
    row="the case itself (keys of case.toml)",
    required=True,
    columns=(
        Column(name="title", kind="name", meaning="title of the case", required=True),
        _text("about", "the question, in a few sentences"),
        Column(name="start", kind="day", meaning="first day", required=True),
        Column(name="end", kind="day", meaning="last day", required=True),
        _choice("regime_type", "type of regime", REGIME_TYPES, default="other"),
        Column(
            name="majority",
            kind="number",
            meaning="share of power needed to remove someone",
            low=0.5,
            high=1,
            high_is_open=True,
            default="0.5",
        ),
        _reference("arbiter", "actor who stands above the contest while able to act", "actors"),
        _reference(
            "incumbent",
            "actor who ruled at the start; read by scoring, and by the outlook, which no run reads",
            "actors",
        ),
        _reference("favourite", f"actor whom contemporaries expected to win; {SCORING}", "actors"),
        _date("decided", f"when no rival could contest any more; {SCORING}"),
        _text("coder", "who coded the case"),
        _date("coded", "when it was coded"),
        _text("licence", "licence of the case, such as CC-BY-4.0"),
        Column(
            name="schema",
            kind="integer",
            meaning="version of these tables",
            low=1,
            default=str(SCHEMA_VERSION),
        ),
    ),
)
"""Keys of ``case.toml``, declared like the columns of a table with one row."""

CONDITION_TABLE = Table(
    name="conditions",
    row="a state of the regime on the start date (table [conditions] of case.toml)",
    columns=(
        Column(name="id", kind="choice", meaning="which state", choices=tuple(CONDITIONS)),
        Column(
            name="value",
            kind="number",
            meaning="how strong it is",
            low=0,
            high=1,
            required=True,
        ),
        SOURCE,
    ),
)

_KIND_OF_FACT = {"choice": "choice", "yes_no": "flag", "number": "number"}


def _fact(fact: Fact) -> Column:
    is_number = fact.kind == "number"
    return Column(
        name=fact.name,
        kind=_KIND_OF_FACT[fact.kind],
        meaning=fact.meaning,
        choices=tuple(fact.choices),
        low=fact.low if is_number else None,
        high=fact.high if is_number else None,
        unit=fact.unit,
    )


OUTLOOK = Table(
    name="outlook",
    row="what is known of the leader for the outside view (table [outlook] of case.toml)",
    role="outlook",
    columns=(
        _reference("leader", "actor whose removal is asked", "actors"),
        _date("entered", "when the leader came to power"),
        *map(_fact, FACTS.values()),
        SOURCE,
    ),
)
"""Keys of ``[outlook]``, declared like the columns of a table."""

_MODEL_TABLES = (
    Table(
        name="actors",
        row="a contender",
        required=True,
        limit=64,
        columns=(
            _key("short name for the other tables: a-z, 0-9, _"),
            _name(),
            Column(
                name="short",
                kind="name",
                meaning="label where the name has no room; unique in the circle",
                default="made from the name",
            ),
            Column(name="aliases", kind="words", meaning="other names, separated by |"),
            _date("born", "date of birth"),
            _date("died", "documented death; never read by a model"),
            *(_number(base, BASE_MEANINGS[base], 0, 3, "0") for base in BASES),
            *(_number(skill, SKILL_MEANINGS[skill], 0, 1, "0.5") for skill in SKILLS),
            _number("line", "position on the line that divides the circle", -1, 1, "0"),
            _number("judged_share", f"share of power as judged by the coder; {SCORING}", 0, 1, ""),
            SOURCE,
        ),
    ),
    Table(
        name="posts",
        row="an office and what it commands",
        limit=200,
        missing="no posts are listed; a model implies them from the bases of the actors",
        columns=(
            _key("short name"),
            _name(),
            Column(
                name="fills",
                kind="shares",
                meaning="share of vacancies it fills in each audience: cadres=0.5;elite=0.1..0.2",
                low=0,
                high=1,
                refers=("audiences",),
                default="none",
            ),
            Column(
                name="voice",
                kind="shares",
                meaning="reach of its holder's voice: 0.3 for all or cadres=0.3;public=0.5",
                low=0,
                high=1,
                refers=("audiences",),
                everyone=True,
                default="0",
            ),
            _number("force", "armed force it commands", 0, 1, "0"),
            _number("purse", "private goods its holder can hand to clients", 0, 1, "0"),
            _number("seat", "formal weight in decisions", 0, 1, "0"),
            _number("prestige", "visible standing it lends", 0, 1, "0"),
            Column(
                name="succession",
                kind="choice",
                meaning="who has it after a holder who dies or is removed; empty: power",
                choices=tuple(SUCCESSIONS),
            ),
            _reference(
                "succession_by",
                "the deputy (an actor or a post), the body that elects, or who appoints (an actor "
                "or a post)",
                "posts",
                "actors",
                "audiences",
            ),
            SOURCE,
        ),
    ),
    Table(
        name="tenures",
        row="who held a post from when to when",
        missing="nobody holds a listed post",
        columns=(
            _reference("post", "the post", "posts", required=True),
            _reference("actor", "its holder", "actors", required=True),
            _date("from", "first day; empty: before the start"),
            _date("to", "last day; empty: open"),
            SOURCE,
        ),
    ),
    Table(
        name="audiences",
        row="a body of people whose side counts",
        limit=40,
        missing="six default audiences: cadres, elite, army, guard, public, abroad",
        columns=(
            _key("short name"),
            _name(),
            Column(
                name="size",
                kind="integer",
                meaning="people that stand for it in a run",
                low=1,
                high=1_000_000,
                default="200",
                unit="people",
            ),
            _number("weight", "weight in decisions; only ratios matter", 0, None, "1"),
            _number("turnover", "share replaced in a year", 0, 1, "0.2", "per year"),
            _number("line", "mean position of its members", -1, 1, "0"),
            _number("line_sd", "spread of their positions", 0, None, "0.3"),
            _choice("base", "the base that says who is strong in it", BASES, "apparatus"),
            Column(
                name="fed_by",
                kind="shares",
                meaning="share of its vacancies filled by delegates of other audiences: cadres=0.6",
                low=0,
                high=1,
                refers=("audiences",),
                default="none",
            ),
            Column(
                name="abroad",
                kind="flag",
                meaning="whether it sits outside the country: hears exiles, decides nothing",
                default="no",
            ),
            SOURCE,
        ),
    ),
    Table(
        name="ties",
        row="a directed tie between two contenders",
        missing="there are neither friends nor feuds",
        columns=(
            _reference("from", "who feels it", "actors", required=True),
            _reference("to", "toward whom", "actors", required=True),
            _choice("kind", "kind of tie; the first five bind, the others divide", TIE_KINDS),
            _number("strength", "how strong", 0, 1, "0.5"),
            _date("begin", "since when; empty: before the start"),
            _date("end", "until when; empty: open"),
            SOURCE,
        ),
    ),
    Table(
        name="shocks",
        row="an outside event that is fed to the model",
        missing="no outside events",
        columns=(
            _key("short name"),
            _date(
                "date", "when it happens; a day of a window 2026-01/2027-06 is drawn", required=True
            ),
            _choice("kind", "kind of shock", SHOCK_KINDS),
            _reference("target", "whom it hits, as the kind asks", "actors", "audiences", "posts"),
            _reference(
                "actor",
                "for kind post: who receives it; for treaty and sanction: whose esteem moves; "
                "empty: the leader of the day",
                "actors",
            ),
            _reference("audience", "for kind esteem: in which audience", "audiences"),
            Column(
                name="size",
                kind="number",
                meaning="how large; the range depends on the kind",
                low=-1,
                high=3,
                default="1",
            ),
            Column(
                name="probability",
                kind="number",
                meaning="chance that it happens: 0.6 or 60 %; empty: it happens in every run",
                low=0,
                high=1,
                is_chance=True,
            ),
            Column(
                name="months",
                kind="number",
                meaning="for kind illness: how long it lasts; empty: to the end",
                low=1,
                high=1_200,
                unit="months",
            ),
            SOURCE,
        ),
    ),
    Table(
        name="hosts",
        row="a country that may give asylum",
        limit=200,
        missing="one host, anywhere, takes exiles (willingness 0.5, dependence 0.2)",
        columns=(
            _key("short name"),
            _name(),
            _number("willingness", "readiness to take an exile", 0, 1, "0.5"),
            _number("dependence", "how far it must mind the regime's displeasure", 0, 1, "0.5"),
            SOURCE,
        ),
    ),
)

_RECORD_TABLES = (
    Table(
        name="course",
        row="what really happened to a contender; a run reads it only up to the date of --as-of",
        role="record",
        missing="there is nothing to compare a forecast with",
        columns=(
            _date("date", "when", required=True),
            _text("precision", "how exact the date is, in words"),
            _reference("actor", "to whom", "actors", required=True),
            _choice("event", "what", COURSE_EVENTS),
            _reference("by", "by whom, separated by |", *PEOPLE, many=True),
            _reference("post", "the post that was taken; only for event `appointed`", "posts"),
            _text("note", "a remark"),
            SOURCE,
        ),
    ),
    Table(
        name="chronicle",
        row="a dated fact for the timeline; never read by a model",
        role="record",
        columns=(
            _key("short name"),
            _date("date", "when", required=True),
            _text("told", "the date as the main source tells it, where it differs"),
            _text("title", "what happened", required=True),
            _reference("actors", "who took part, separated by |", *PEOPLE, many=True),
            _text("place", "where: an id of places.csv or free text"),
            _text("kind", "kind of fact"),
            _text("outcome", "what came of it"),
            _text("correction", "what the established record says against the main source"),
            SOURCE,
        ),
    ),
)

_SOURCE_TABLES = (
    Table(
        name="sources",
        row="a source",
        role="sources",
        limit=1_000,
        columns=(
            _key("short name, as used in the source columns"),
            _text("citation", "full citation"),
            _text("kind", "book, film, article, archive ..."),
            _text("locator", "how a locator reads: lines, pages, minutes ..."),
            _choice("grade", "how reliable it is", GRADES, default="assumed"),
        ),
    ),
)

_DOCUMENTARY_TABLES = (
    Table(
        name="persons",
        row="a person, contender or not",
        role="documentary",
        columns=(
            _key("short name"),
            _name(),
            Column(name="aliases", kind="words", meaning="other names, separated by |"),
            _text("roles", "what they did"),
            _text("told", "what the main source tells of them"),
            _text("established", "what is established"),
            _text("traits", "traits named by the sources"),
            SOURCE,
        ),
    ),
    Table(
        name="places",
        row="a place",
        role="documentary",
        columns=(
            _key("short name"),
            _name(),
            _text("modern", "modern or other names"),
            _text("kind", "kind of place"),
            _text("role", "what happened there"),
            SOURCE,
        ),
    ),
    Table(
        name="organisations",
        row="an organisation, office or group",
        role="documentary",
        columns=(
            _key("short name"),
            _name(),
            _text("kind", "kind of organisation"),
            _text("role", "its part"),
            SOURCE,
        ),
    ),
    Table(
        name="relations",
        row="a relation between two persons or organisations",
        role="documentary",
        columns=(
            _key("short name"),
            _reference("from", "who", *ANYTHING, required=True),
            _reference("to", "to whom", *ANYTHING, required=True),
            _text("kind", "kind of relation", required=True),
            _date("date_from", "since when"),
            _date("date_to", "until when"),
            _text("note", "a remark"),
            SOURCE,
        ),
    ),
    Table(
        name="corrections",
        row="a statement of the main source that the record corrects",
        role="documentary",
        columns=(
            _key("short name"),
            _text("topic", "what it is about"),
            _text("told", "what the main source says"),
            _text("established", "what is established"),
            _text("confidence", "how sure that is"),
            _text("consequence", "what it changes in the case"),
            SOURCE,
        ),
    ),
    Table(
        name="claims",
        row="a causal claim of a source",
        role="documentary",
        columns=(
            _key("short name"),
            _text("cause", "the cause"),
            _text("effect", "the effect"),
            _text("speaker", "who claims it"),
            _text("mechanism", "the mechanism of the model that stands for it"),
            _text("caveat", "what speaks against it"),
            SOURCE,
        ),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (*_MODEL_TABLES, *_RECORD_TABLES, *_SOURCE_TABLES, *_DOCUMENTARY_TABLES)
    }
)
"""Every CSV table of a case folder by name, in the order of templates and pages."""
SHARES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(column.name for column in table.columns if column.kind == "shares")
        for name, table in TABLES.items()
    }
)
"""The columns that hold shares by audience, by table."""
