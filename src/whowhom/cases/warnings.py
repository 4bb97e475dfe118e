"""Warnings: likely mistakes that do not prevent a case from being used.

Like ``rules.py``, but nothing here keeps a case from being read.
"""

from collections.abc import Iterator

from whowhom.cases.case import BASES, Day, Period, Quantity
from whowhom.cases.course import contradictions, sound_rows
from whowhom.cases.damaged import damage
from whowhom.cases.dates import FIRST_DAY, LAST_DAY, day_text
from whowhom.cases.leader_facts import REGIME_OF_TYPE, incompatible
from whowhom.cases.names import mixes_scripts, skeleton
from whowhom.cases.problems import Problem
from whowhom.cases.records import Book, Record
from whowhom.cases.references import known_ids
from whowhom.cases.rules import ROUNDING, Rule, period_of, succession_of
from whowhom.cases.schema import SUCCESSIONS, TIE_KINDS

__all__ = ["WARNINGS"]

NAMED = ("actors", "posts", "audiences", "hosts")


def look_alikes(book: Book) -> Iterator[Problem]:
    """Find ids and names that a reader cannot tell apart."""
    for table in NAMED:
        for column in ("id", "name"):
            first: dict[str, str] = {}
            for record in book.rows(table):
                text = record.text(column)
                if not text:
                    continue
                shape = skeleton(text)
                if shape in first and (column == "name" or first[shape] != text):
                    finding = f'looks like "{first[shape]}" in another row'
                    yield record.problem(column, "W302", finding, "rename one of the two")
                elif mixes_scripts(text):
                    hint = "write the whole word in one alphabet"
                    yield record.problem(column, "W302", "mixes alphabets in one word", hint)
                first.setdefault(shape, text)


def damaged_texts(book: Book) -> Iterator[Problem]:
    """Find texts that a wrong encoding has damaged."""
    hint = "write it as in the original; if there are more, save the original again as UTF-8"
    for records in ([book.case], *book.tables.values(), book.conditions, book.outlook):
        for record in records:
            for name, cell in record.row.cells.items():
                if found := damage(cell.text):
                    yield record.problem(name, "W316", found, hint)


def sources_listed(book: Book) -> Iterator[Problem]:
    """Find sources that are named while there is no list of them."""
    if known_ids(book, "sources"):
        return
    for records in (*book.tables.values(), book.conditions, book.outlook):
        for record in records:
            if record.references:
                name = record.references[0].source
                hint = f'write sources.csv with a row "{name}" and the others'
                finding = "names sources, but sources.csv is missing"
                yield record.problem("source", "W301", finding, hint)
                return


def posts_that_do_nothing(book: Book) -> Iterator[Problem]:
    """Find posts without any power, and those that nobody ever holds."""
    held = {record.text("post") for record in book.rows("tenures")}
    held |= {shock.text("target") for shock in book.rows("shocks") if shock.text("kind") == "post"}
    for post in book.rows("posts"):
        powers = (post.quantity(name).high for name in ("force", "purse", "seat", "prestige"))
        if not any(powers) and not post.shares("fills") and not post.shares("voice"):
            finding = "commands nothing"
            yield post.problem("id", "W303", finding, "fill fills, voice, force, purse or seat")
        if post.id and post.id not in held:
            yield post.problem("id", "W303", "is held by nobody", "add a row to tenures.csv")


def audiences_out_of_reach(book: Book) -> Iterator[Problem]:
    """Find audiences that no post, no feed and no base of an actor touches."""
    posts = book.rows("posts")
    voices = [post.shares("voice") for post in posts]
    reached = {audience for post in posts for audience in post.shares("fills")}
    reached |= {audience for voice in voices for audience in voice}
    for audience in book.rows("audiences"):
        base = audience.text("base")
        based = any(actor.quantity(base).high > 0 for actor in book.rows("actors"))
        if audience.id in reached or "*" in reached or audience.shares("fed_by") or based:
            continue
        finding = f"is out of reach: no post touches it and nobody has {base}"
        yield audience.problem("id", "W304", finding, "let a post fill it or speak to it")


def contenders_without_hold(book: Book) -> Iterator[Problem]:
    """Find contenders without base, post and tie."""
    tied = {tie.text(end) for tie in book.rows("ties") for end in ("from", "to")}
    tied |= {record.text("actor") for record in book.rows("tenures")}
    for actor in book.rows("actors"):
        if actor.id and actor.id not in tied and not any(actor.quantity(b).high for b in BASES):
            finding = "has neither a base nor a post nor a tie"
            yield actor.problem("id", "W305", finding, "give them one, or delete the row")


def values_not_used(book: Book) -> Iterator[Problem]:
    """Find values that no model reads because of another one."""
    for audience in book.rows("audiences"):
        if audience.values.get("abroad") and audience.quantity("weight").high > 0:
            finding = "is not used: an audience abroad decides nothing at home"
            yield audience.problem("weight", "W306", finding, "write 0")
    for shock in book.rows("shocks"):
        size = shock.quantity("size")
        is_switch = size.is_certain and size.low in {0.0, 1.0}
        if shock.text("kind") in {"death", "post"} and not is_switch:
            finding = f"is read as 1: a {shock.text('kind')} has no size"
            hint = "write 1 (or nothing), or 0 to switch it off; a chance goes into probability"
            yield shock.problem("size", "W306", finding, hint)


def shares_that_may_pass_one(book: Book) -> Iterator[Problem]:
    """Find shares whose upper ends sum to more than 1."""
    likely: dict[str, float] = {}
    most: dict[str, float] = {}
    last: dict[str, Record] = {}
    for post in book.rows("posts"):
        for audience, share in post.shares("fills").items():
            likely[audience] = likely.get(audience, 0.0) + share.central()
            most[audience] = most.get(audience, 0.0) + share.high
            last[audience] = post
    for audience, total in most.items():
        if likely[audience] <= 1 + ROUNDING < total:
            finding = f'lets the shares of "{audience}" reach {total:.4g}'
            hint = "where a draw passes 1, all shares are scaled down"
            yield last[audience].problem("fills", "W307", finding, hint)


def doubled_ties(book: Book) -> Iterator[Problem]:
    """Find the same kind of tie between the same two, over the same time."""
    seen: dict[tuple[str, str, str, str], int] = {}
    for tie in book.rows("ties"):
        begin = tie.period("begin")
        key = (tie.text("from"), tie.text("to"), tie.text("kind"), begin.text if begin else "")
        first = seen.setdefault(key, tie.row.line)
        if all(key[:3]) and first != tie.row.line:
            hint = f"line {first} has it already; delete one"
            yield tie.problem("kind", "W308", "is the same tie again", hint)


def dates_over_the_edge(book: Book) -> Iterator[Problem]:
    """Find shocks that may fall outside the period, and a course that begins before it."""
    span = period_of(book)
    if span is None:
        return
    for shock in book.rows("shocks"):
        date = shock.period("date")
        if date is None or date.earliest == FIRST_DAY or date.latest == LAST_DAY:
            continue
        inside = date.earliest <= span[1] and date.latest >= span[0]
        if inside and (date.earliest < span[0] or date.latest > span[1]):
            finding = "extends beyond the period of the case"
            hint = "where a run draws a day outside it, the event does not happen in that run"
            yield shock.problem("date", "W311", finding, hint)
    for event in book.rows("course"):
        date = event.period("date")
        if date and date.latest < span[0]:
            finding = "is before the case starts"
            yield event.problem("date", "W311", finding, "a forecast cannot be compared with it")


def course_that_cannot_be(book: Book) -> Iterator[Problem]:
    """Find a documented course that no run can be told to have observed."""
    actors = book.rows("actors")
    died = {actor.id: date for actor in actors if (date := actor.period("died")) is not None}
    arbiter = book.case.text("arbiter")
    course = sound_rows(book.rows("course"))
    yield from contradictions(course, died=died, arbiter=arbiter, code="W317")


def holders_on_the_first_day(book: Book) -> Iterator[Problem]:
    """Find posts whose holder on the first day is left open by uncertain dates."""
    span = period_of(book)
    if span is None:
        return
    by_post: dict[str, list[Record]] = {}
    for record in book.rows("tenures"):
        if _may_hold(record, span[0]):
            by_post.setdefault(record.text("post"), []).append(record)
    for post, possible in by_post.items():
        if post and len(possible) > 1:
            names = " or ".join(record.text("actor") for record in possible)
            finding = f'leaves open who has "{post}" on the first day: {names}'
            hint = "write the days of the change; until then the later tenure is taken"
            yield possible[-1].problem("from", "W310", finding, hint)


def _may_hold(record: Record, day: Day) -> bool:
    """Whether a tenure may cover `day`."""
    begin, end = record.period("from"), record.period("to")
    return (begin is None or begin.earliest <= day) and (end is None or end.latest > day)


def shocks_that_do_nothing(book: Book) -> Iterator[Problem]:
    """Find shocks that never happen, and those to which nobody can react."""
    arbiter = book.case.text("arbiter")
    for shock in book.rows("shocks"):
        kind, target = shock.text("kind"), shock.text("target")
        if "probability" in shock.values and shock.quantity("probability").high == 0.0:
            finding = "does nothing: with probability 0 it never happens"
            yield shock.problem("probability", "W320", finding, "delete the row, or write a chance")
        if kind == "incapacity" and target != arbiter:
            finding = "does nothing: incapacity is read of the arbiter only"
            yield shock.problem("target", "W320", finding, "write the kind illness")
        moved = target if kind in _OF_CONTENDERS else shock.text("actor") if kind != "post" else ""
        if arbiter and moved == arbiter:
            column = "target" if kind in _OF_CONTENDERS else "actor"
            finding = f"does nothing: an arbiter takes no side, so {kind} cannot move them"
            yield shock.problem(column, "W320", finding, "name a contender, or delete the row")


_OF_CONTENDERS = ("testament", "esteem", "absence")


def ties_that_do_nothing(book: Book) -> Iterator[Problem]:
    """Find ties of an arbiter who appoints nobody, and ties that do not hold on the first day."""
    arbiter = book.case.text("arbiter")
    appointers = {post.text("succession_by") for post in book.rows("posts")}
    held = {row.text("post") for row in book.rows("tenures") if row.text("actor") == arbiter}
    idle = [row for row in book.rows("ties") if arbiter in (row.text("from"), row.text("to"))]
    if arbiter and idle and not appointers & {arbiter, *held}:
        more = f", as does every tie with {arbiter} ({len(idle)} rows)" if len(idle) > 1 else ""
        column = "from" if idle[0].text("from") == arbiter else "to"
        finding = f"does nothing{more}: an arbiter takes no side, and this one appoints to no post"
        hint = "keep it for readers, or give a post the succession appointed by the arbiter"
        yield idle[0].problem(column, "W320", finding, hint)
    span = period_of(book)
    for tie in book.rows("ties") if span else ():
        begin, end = tie.period("begin"), tie.period("end")
        if span and begin and begin.earliest > span[0]:
            finding = "does nothing: a run reads the ties of the first day, and this begins later"
            yield tie.problem("begin", "W320", finding, "write an earlier day, or delete the row")
        elif span and end and end.latest < span[0]:
            finding = "does nothing: it ends before the first day"
            yield tie.problem("end", "W320", finding, "write a later day, or delete the row")


def tenures_outside(book: Book) -> Iterator[Problem]:
    """Find tenures that end before the case starts or begin after it ends."""
    span = period_of(book)
    for tenure in book.rows("tenures") if span else ():
        begin, end = tenure.period("from"), tenure.period("to")
        if span and end and end.latest < span[0]:
            finding = "does nothing: the tenure ends before the first day"
            yield tenure.problem("to", "W320", finding, "write a later day, or delete the row")
        elif span and begin and begin.earliest > span[1]:
            finding = "does nothing: the tenure begins after the last day"
            yield tenure.problem("from", "W320", finding, "write an earlier day, or delete the row")


def successions_that_do_nothing(book: Book) -> Iterator[Problem]:
    """Find rules of succession of empty posts, and those that can find nobody."""
    arbiter = book.case.text("arbiter")
    holder = {row.text("post"): row.text("actor") for row in book.rows("tenures")}
    binding = [row for row in book.rows("ties") if TIE_KINDS.get(row.text("kind"), 0) > 0]
    tied, actors = {row.text(end) for row in binding for end in ("from", "to")}, book.ids("actors")
    for post in book.rows("posts"):
        rule, named = succession_of(post), post.text("succession_by")
        if rule == "power":
            continue
        powers = (post.quantity(name).high for name in ("force", "purse", "seat", "prestige"))
        if not any(powers) and not post.shares("fills") and not post.shares("voice"):
            finding = "does nothing: the post commands nothing"
            hint = "fill fills, voice, force, purse or seat, or empty it"
            yield post.problem("succession", "W320", finding, hint)
        if rule == "deputy" and arbiter and named == arbiter:
            finding = "does nothing: an arbiter takes over no post"
            yield post.problem("succession_by", "W320", finding, "name a contender or a post")
        elif rule == "appointed" and named in actors and named not in tied:
            finding = f"does nothing: no tie binds {named} to anybody, so the post goes by power"
            hint = "add an ally, friend, client, patron or kin to ties.csv"
            yield post.problem("succession_by", "W320", finding, hint)
        elif "actors" in SUCCESSIONS[rule].named and named == holder.get(post.id):
            finding = f"does nothing while {named} has the post: it then goes by power"
            yield post.problem("succession_by", "W320", finding, "name somebody else")


def facts_that_contradict(book: Book) -> Iterator[Problem]:
    """Find facts of the leader that cannot be true together, or with the rest of the case."""
    stated = {name: record for record in book.outlook for name in record.values if name != "source"}
    found = {name: record.values[name] for name, record in stated.items()}
    values = {
        name: value.central() if isinstance(value, Quantity) else value
        for name, value in found.items()
        if not isinstance(value, Period)
    }
    for name, finding, hint in incompatible(values):
        yield stated[name].problem(name, "W321", finding, hint)
    regime, type_ = values.get("regime"), REGIME_OF_TYPE.get(book.case.text("regime_type"))
    if regime and type_ and type_ not in str(regime).split("-"):
        finding = f"contradicts regime_type, which is {type_}"
        yield stated["regime"].problem("regime", "W321", finding, "correct one of the two")
    span, entered = period_of(book), found.get("entered")
    if span and isinstance(entered, Period) and entered.earliest > span[0]:
        finding = f"is after the start ({day_text(span[0])}), on which no outlook is then possible"
        hint = "write an earlier date, or name the date of the forecast: whowhom outlook --date"
        yield stated["entered"].problem("entered", "W321", finding, hint)
    actor = book.ids("actors").get(str(values.get("leader", book.case.text("incumbent"))))
    born, age = actor.period("born") if actor else None, values.get("age")
    if span and born and isinstance(age, float):
        known = [span[0].year - day.year for day in (born.latest, born.earliest)]
        if not known[0] - 1 <= age <= known[1]:
            finding = f"contradicts the date of birth in actors.csv ({born.text})"
            yield stated["age"].problem("age", "W321", finding, "leave it out: it is computed")
    if born and isinstance(entered, Period) and entered.latest < born.earliest:
        finding = f"is before the leader was born ({born.text})"
        yield stated["entered"].problem("entered", "W321", finding, "correct one of the two")


WARNINGS: tuple[Rule, ...] = (
    look_alikes,
    damaged_texts,
    sources_listed,
    posts_that_do_nothing,
    audiences_out_of_reach,
    contenders_without_hold,
    values_not_used,
    shares_that_may_pass_one,
    doubled_ties,
    dates_over_the_edge,
    course_that_cannot_be,
    holders_on_the_first_day,
    shocks_that_do_nothing,
    ties_that_do_nothing,
    tenures_outside,
    successions_that_do_nothing,
    facts_that_contradict,
)
"""All rules whose breach is a warning."""
