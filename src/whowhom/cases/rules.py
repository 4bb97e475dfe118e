"""What must hold for a case to make sense, beyond each cell for itself.

Each rule takes the whole :class:`~whowhom.cases.records.Book` and yields problems; ``RULES`` lists
them. Rules meet rows with damaged cells, which have no value there, and say nothing about those.
"""

from collections.abc import Callable, Iterator, Mapping

from whowhom.cases.case import Day, Period, Quantity
from whowhom.cases.course import posts_named
from whowhom.cases.dates import FIRST_DAY, LAST_DAY, day_text
from whowhom.cases.names import skeleton
from whowhom.cases.problems import Problem
from whowhom.cases.records import Book, Record
from whowhom.cases.references import doubled_ids, unknown_references, unknown_sources
from whowhom.cases.schema import SCHEMA_VERSION, SHOCK_KINDS, SUCCESSIONS, TABLES

__all__ = ["RULES", "certain_span", "circles", "period_of", "succession_of"]

MOST_PEOPLE = 1_000_000
MOST_EVENTS = 5_000
MOST_MONTHS = 1_200
ROUNDING = 1e-9
MOST_OFF = 1e-3
"""How far judged shares, which are rounded, may be from 1."""


def period_of(book: Book) -> tuple[Day, Day] | None:
    """Return the first and last day of the case if both are sound and in order."""
    start, end = book.case.values.get("start"), book.case.values.get("end")
    if isinstance(start, Day) and isinstance(end, Day) and start < end:
        return start, end
    return None


def shorts_differ(book: Book) -> Iterator[Problem]:
    """Refuse a short name that looks like the short name, the name or the id of another actor."""
    rows = book.rows("actors")
    for place, record in enumerate(rows):
        short = record.text("short")
        for other in rows if short else ():
            if other is record or other.id == record.id:
                continue
            both = other.text("short")
            if both and skeleton(both) == skeleton(short) and other in rows[:place]:
                finding = f"of {_called(record)} looks like the short name of {_called(other)}"
            elif skeleton(short) in {skeleton(other.text("name")), skeleton(other.id)}:
                finding = f"of {_called(record)} looks like the name of {_called(other)}"
            else:
                continue
            hint = f"line {other.row.line} has it already; choose another for one of the two"
            yield record.problem("short", "W118", finding, hint)
            break


def _called(record: Record) -> str:
    return record.text("name") or record.id


def schema_version(book: Book) -> Iterator[Problem]:
    """Refuse tables that are newer than this program."""
    version = book.case.values.get("schema", SCHEMA_VERSION)
    if version > SCHEMA_VERSION:
        finding = f"is newer than this program knows ({SCHEMA_VERSION})"
        yield book.case.problem("schema", "W020", finding, "install a newer whowhom")


def period_in_order(book: Book) -> Iterator[Problem]:
    """Refuse a case that ends before it starts or lasts longer than a century."""
    start, end = book.case.values.get("start"), book.case.values.get("end")
    if not isinstance(start, Day) or not isinstance(end, Day):
        return
    if end <= start:
        finding = f"is not after the start ({day_text(start)})"
        yield book.case.problem("end", "W201", finding, "write a later day")
    elif end.month_number - start.month_number + 1 > MOST_MONTHS:
        finding = "is more than a hundred years after the start"
        yield book.case.problem("end", "W210", finding, "write an earlier day")


def decided_after_the_start(book: Book) -> Iterator[Problem]:
    """Refuse a decision before the struggle began."""
    start, decided = book.case.values.get("start"), book.case.period("decided")
    if isinstance(start, Day) and decided and decided.latest < start:
        finding = f"is before the start ({day_text(start)})"
        yield book.case.problem("decided", "W201", finding, "write a later date")


def judged_shares_sum_to_one(book: Book) -> Iterator[Problem]:
    """Find judged shares of power of some contenders only, and those that do not sum to 1."""
    arbiter = book.case.text("arbiter")
    contenders = [actor for actor in book.rows("actors") if actor.id != arbiter]
    if not all(_sound(actor, "judged_share") for actor in contenders):
        return
    silent = [actor for actor in contenders if "judged_share" not in actor.values]
    judged = [actor for actor in contenders if "judged_share" in actor.values]
    if judged and silent:
        hint = "judge all contenders or none (0 is a judgement)"
        finding = f"is empty, but {judged[0].id} has one"
        yield from (actor.problem("judged_share", "W101", finding, hint) for actor in silent)
        return
    total = sum(actor.quantity("judged_share").central() for actor in judged)
    if judged and abs(total - 1) > MOST_OFF:
        finding = f"makes the judged shares sum to {total:.4g}"
        hint = "make the judged shares of all contenders sum to 1"
        yield judged[-1].problem("judged_share", "W204", finding, hint)


def ends_after_beginnings(book: Book) -> Iterator[Problem]:
    """Find what ends before it begins."""
    pairs = (
        ("actors", "born", "died"),
        ("tenures", "from", "to"),
        ("ties", "begin", "end"),
        ("relations", "date_from", "date_to"),
    )
    for table, begin_name, end_name in pairs:
        for record in book.rows(table):
            begin, end = record.period(begin_name), record.period(end_name)
            if begin and end and begin.earliest > end.latest:
                finding = f"is before {begin_name} ({begin.text})"
                yield record.problem(end_name, "W201", finding, "exchange or correct the dates")


def one_holder_at_a_time(book: Book) -> Iterator[Problem]:
    """Find posts with two holders; dates that touch or may overlap are allowed."""
    by_post: dict[str, list[tuple[Day, Day, Record]]] = {}
    for record in book.rows("tenures"):
        damaged = any(
            name in record.row.cells and name not in record.values for name in ("from", "to")
        )
        if "post" in record.values and not damaged:
            span = certain_span(record.period("from"), record.period("to"))
            by_post.setdefault(record.text("post"), []).append((*span, record))
    for post, spans in by_post.items():
        spans.sort(key=lambda span: (span[0], span[1], span[2].row.line))
        latest_end, holder = FIRST_DAY, spans[0][2]
        for begin, end, record in spans:
            if record is not holder and begin < min(end, latest_end):
                finding = f'has "{post}" while {holder.text("actor")} has it'
                column = "from" if "from" in record.row.cells else "post"
                hint = f"line {holder.row.line} says so; end one tenure before the other begins"
                yield record.problem(column, "W202", finding, hint)
            if end > latest_end or record is holder:
                latest_end, holder = end, record


def certain_span(begin: Period | None, end: Period | None) -> tuple[Day, Day]:
    """Return the days between which something certainly held."""
    return begin.latest if begin else FIRST_DAY, end.earliest if end else LAST_DAY


def the_dead_do_nothing(book: Book) -> Iterator[Problem]:
    """Find those who hold a post after their death or contend before their birth."""
    actors = book.ids("actors")
    for record in book.rows("tenures"):
        actor = actors.get(record.text("actor"))
        died = actor.period("died") if actor else None
        for name in ("from", "to"):
            period = record.period(name)
            if died and period and period.earliest > died.latest:
                finding = f"is after the death of {record.text('actor')} ({died.text})"
                yield record.problem(name, "W203", finding, "correct the tenure or the death")
                break
    span = period_of(book)
    for actor in actors.values() if span else ():
        died, born = actor.period("died"), actor.period("born")
        if span and died and died.latest < span[0]:
            finding = f"is before the case starts ({day_text(span[0])})"
            yield actor.problem("died", "W203", finding, "delete the contender or start earlier")
        if span and born and born.earliest > span[1]:
            finding = f"is after the case ends ({day_text(span[1])})"
            yield actor.problem("born", "W203", finding, "correct the birth")


def shares_within_one(book: Book) -> Iterator[Problem]:
    """Find shares that fill more vacancies than there are."""
    totals: dict[str, float] = {}
    for post in book.rows("posts"):
        for audience, share in post.shares("fills").items():
            before = totals.get(audience, 0.0)
            totals[audience] = before + share.central()
            if before <= 1 + ROUNDING < totals[audience]:
                finding = f'makes the shares of "{audience}" sum to {totals[audience]:.4g}'
                hint = f'make the shares of all posts in "{audience}" sum to at most 1'
                yield post.problem("fills", "W204", finding, hint)
    for audience_row in book.rows("audiences"):
        fed = audience_row.shares("fed_by")
        total = sum(share.central() for share in fed.values())
        if total > 1 + ROUNDING:
            finding, hint = f"sums to {total:.4g}", "make the shares sum to at most 1"
            yield audience_row.problem("fed_by", "W204", finding, hint)
        if audience_row.id and audience_row.id in fed:
            finding = "lets an audience feed itself"
            yield audience_row.problem("fed_by", "W211", finding, "name other audiences only")


def shocks_within_period(book: Book) -> Iterator[Problem]:
    """Find shocks outside the period of the case."""
    span = period_of(book)
    for shock in book.rows("shocks"):
        date = shock.period("date")
        if date is None:
            continue
        if date.earliest == FIRST_DAY or date.latest == LAST_DAY:
            finding = "is open, so no day can be drawn"
            yield shock.problem("date", "W205", finding, "write both ends of the interval")
        elif span and (date.latest < span[0] or date.earliest > span[1]):
            finding = f"is outside the case ({day_text(span[0])} to {day_text(span[1])})"
            yield shock.problem("date", "W205", finding, "delete the shock or widen the case")


def shocks_fit_their_kind(book: Book) -> Iterator[Problem]:
    """Find shocks that do not name what their kind hits, or are larger than it allows."""
    for shock in book.rows("shocks"):
        word = shock.text("kind")
        if word not in SHOCK_KINDS:
            continue
        kind = SHOCK_KINDS[word]
        if kind.target and "target" not in shock.row.cells:
            finding, hint = f"is empty, but {word} hits one", f"write an id of {kind.target}.csv"
            yield shock.problem("target", "W209", finding, hint)
        if not kind.target and "target" in shock.row.cells:
            yield shock.problem("target", "W209", f"is given, but {word} hits none", "empty it")
        for column in ("actor", "audience", "months"):
            if column in shock.row.cells and column not in kind.reads:
                owners = [name for name, one in SHOCK_KINDS.items() if column in one.reads]
                finding = f"is given, but only {' and '.join(owners)} read it"
                finding = finding if len(owners) > 1 else f"is given, but only {owners[0]} reads it"
                yield shock.problem(column, "W209", finding, "empty it, or use target")
        size = shock.values.get("size")
        if isinstance(size, Quantity) and not kind.low <= size.low <= size.high <= kind.high:
            finding = f"is outside {kind.low:g}..{kind.high:g} for {word}"
            hint = f"write a number from {kind.low:g} to {kind.high:g}"
            yield shock.problem("size", "W102", finding, hint)


def succession_of(post: Record) -> str:
    """Return the rule of succession of a post."""
    return post.text("succession") or "power"


def successions_name_somebody(book: Book) -> Iterator[Problem]:
    """Find rules of succession that name nobody, or name somebody without reading it."""
    posts, actors = book.ids("posts"), book.ids("actors")
    for post in book.rows("posts"):
        rule, named = succession_of(post), post.text("succession_by")
        tables = SUCCESSIONS[rule].named
        if "succession" in post.row.cells and "succession" not in post.values:
            continue
        if tables and "succession_by" not in post.row.cells:
            finding = f"is empty, but {rule} names one"
            hint = f"write an id of {' or '.join(f'{table}.csv' for table in tables)}"
            yield post.problem("succession_by", "W220", finding, hint)
        if not tables and "succession_by" in post.row.cells:
            readers = ", ".join(word for word, one in SUCCESSIONS.items() if one.named)
            finding = "is given, but no rule of succession reads it"
            yield post.problem("succession_by", "W220", finding, f"write succession: {readers}")
        if "posts" in tables and named in posts and named in actors:
            finding = "is the id of a post and of an actor"
            yield post.problem("succession_by", "W220", finding, "rename one of the two")


def successions_in_a_circle(book: Book) -> Iterator[Problem]:
    """Refuse posts whose rules of succession lead back to them: A by B, B by A."""
    posts = book.ids("posts")
    leads = {
        id_: post.text("succession_by")
        for id_, post in posts.items()
        if "posts" in SUCCESSIONS[succession_of(post)].named
    }
    for circle in circles(leads):
        steps = " by ".join([*circle, circle[0]])
        rows = ", ".join(f"line {posts[id_].row.line} ({id_})" for id_ in circle)
        finding = f"makes a circle of successions: {steps}"
        hint = f"let one of them go by power, be elected, or name an actor: {rows}"
        yield posts[circle[0]].problem("succession_by", "W221", finding, hint)


def circles(leads: Mapping[str, str]) -> list[list[str]]:
    """Return the circles in which one leads to the next.

    Examples
    --------
    >>> circles({"a": "b", "b": "a", "c": "a", "d": "d", "e": "f"})
    [['a', 'b'], ['d']]
    """
    found: list[list[str]] = []
    for first in leads:
        way = [first]
        while (after := leads.get(way[-1], "")) in leads and after not in way:
            way.append(after)
        if after == first and not any(first in circle for circle in found):
            found.append(way)
    return found


def posts_of_the_course(book: Book) -> Iterator[Problem]:
    """Find appointments without a post, and posts of other events."""
    yield from posts_named(book.rows("course"))


def no_tie_to_oneself(book: Book) -> Iterator[Problem]:
    """Find ties of a contender to themselves."""
    for tie in book.rows("ties"):
        if tie.text("from") and tie.text("from") == tie.text("to"):
            yield tie.problem("to", "W206", "is a tie to oneself", "name another contender")


def enough_contenders(book: Book) -> Iterator[Problem]:
    """Refuse a case without two contenders who can win."""
    actors = book.ids("actors")
    contenders = set(actors) - {book.case.text("arbiter")}
    if actors and len(contenders) < 2:
        besides = " besides the arbiter" if len(actors) > len(contenders) else ""
        named = actors[next(iter(contenders or actors))]
        finding = (
            f"is the only contender{besides}" if contenders else "is the arbiter, who cannot win"
        )
        yield named.problem("id", "W207", finding, "add contenders: a struggle needs at least two")


def somebody_counts(book: Book) -> Iterator[Problem]:
    """Refuse audiences that have no weight at home."""
    home = [row for row in book.rows("audiences") if not row.values.get("abroad")]
    weights = [row.quantity("weight").high for row in home if _sound(row, "weight")]
    rows = book.rows("audiences")
    if rows and not any(weights) and len(weights) == len(home):
        finding = "leaves the audiences at home without any weight"
        hint = "give one audience with abroad = no a weight above 0"
        yield (home or rows)[0].problem("weight", "W208", finding, hint)


def _sound(record: Record, name: str) -> bool:
    """Whether a cell is empty or reads."""
    return name in record.values or name not in record.row.cells


def within_limits(book: Book) -> Iterator[Problem]:
    """Refuse a case that is larger than a run can hold."""
    for name, records in book.tables.items():
        limit = TABLES[name].limit
        if len(records) > limit:
            finding = f"is row {limit + 1:,} of {len(records):,}"
            column = TABLES[name].columns[0].name
            hint = f"{TABLES[name].file} may have {limit:,} rows"
            yield records[limit].problem(column, "W210", finding, hint)
    events = sum(len(book.rows(name)) for name in ("shocks", "course", "chronicle"))
    if events > MOST_EVENTS:
        last = next(
            book.rows(name)[-1] for name in ("chronicle", "course", "shocks") if book.rows(name)
        )
        finding = f"is one of {events:,} events"
        hint = f"shocks, course and chronicle may have {MOST_EVENTS:,} together"
        yield last.problem("date", "W210", finding, hint)
    people = 0
    for audience in book.rows("audiences"):
        people += audience.values.get("size", 0)
        if people > MOST_PEOPLE:
            finding = f"makes the total size of all audiences {people:,}"
            yield audience.problem("size", "W210", finding, f"the limit is {MOST_PEOPLE:,}")
            return


Rule = Callable[[Book], Iterator[Problem]]


def facts_are_certain(book: Book) -> Iterator[Problem]:
    """Refuse a range where the outlook needs one number, and an entry that is too vague."""
    for record in book.outlook:
        for name, value in record.values.items():
            if isinstance(value, Quantity) and not value.is_certain:
                hint = f"write one number, such as {value.central():g}, or leave the fact out"
                yield record.problem(name, "W104", "is a range, where one number is needed", hint)
            elif isinstance(value, Period) and value.earliest.year + 1 < value.latest.year:
                finding = "is too vague to tell how long the leader has been in office"
                yield record.problem(name, "W107", finding, "write the day, the month or the year")


RULES: tuple[Rule, ...] = (
    schema_version,
    doubled_ids,
    shorts_differ,
    unknown_references,
    unknown_sources,
    period_in_order,
    decided_after_the_start,
    judged_shares_sum_to_one,
    ends_after_beginnings,
    one_holder_at_a_time,
    the_dead_do_nothing,
    shares_within_one,
    shocks_within_period,
    shocks_fit_their_kind,
    successions_name_somebody,
    successions_in_a_circle,
    posts_of_the_course,
    no_tie_to_oneself,
    enough_contenders,
    somebody_counts,
    within_limits,
    facts_are_certain,
)
"""All rules whose breach makes a case unusable."""
