"""The last part of a report: chronicle, method, values, sources and citation."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from whowhom.cases.case import BASES, SKILLS, Case, Period, Quantity
from whowhom.cases.chronicle import chronicle
from whowhom.ensemble.own_mechanisms import mechanisms_words
from whowhom.reporting.blocks import Block, Cited, Code, Paragraph, Section, Table, table
from whowhom.reporting.citation import program_entry, result_entries
from whowhom.sim.parameters import PARAMETERS

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["evidence_sections"]


def evidence_sections(result: "Result") -> Iterator[Section]:
    """Yield chronicle, method, values of the case, parameters, sources and citation."""
    case = result.case
    facts = chronicle(case)
    if facts:
        yield _chronicle(case)
    yield _method(result)
    yield Section("values", "The values of the case, with their sources", tuple(_values(case)))
    if case.sources:
        yield _sources(case)
    entries = "\n\n".join([program_entry(), *result_entries(result)])
    yield Section("cite", "How to cite", (Code(entries, "BibTeX"),))


def _chronicle(case: Case) -> Section:
    names = case.names
    rows = [
        (
            fact.told or fact.date.text if fact.date.text.startswith("..") else fact.date.text,
            fact.title,
            ", ".join(names.get(actor, actor.replace("_", " ")) for actor in fact.actors),
            fact.correction or fact.outcome,
            Cited(fact.references),
        )
        for fact in chronicle(case)
    ]
    columns = ("date", "what happened", "who", "outcome, or what the record says", "sources")
    return Section(
        "chronicle",
        "Chronicle",
        (
            Paragraph(
                "What is recorded of the struggle, by date. No run reads it: runs know only the "
                "start and the shocks from outside."
            ),
            table(f"All {len(rows)} entries", columns, rows, is_folded=True),
        ),
    )


def _method(result: "Result") -> Section:
    work, described = result.description.work, result.description
    versions = ", ".join(f"{name} {number}" for name, number in described.versions.items())
    rows = [
        ("case", f"{result.case.title} ({work.case})"),
        ("case, sha256", work.case_sha256),
        ("coded by", f"{result.case.coder or 'unknown'}, {result.case.coded or 'without a date'}"),
        ("licence of the case", result.case.licence or "not given"),
        ("runs", f"{result.runs:,}"),
        ("seed", str(result.seed)),
        ("outcomes, sha256", result.sha256),
        ("whowhom", work.whowhom),
        ("with", f"{versions}; {described.platform}"),
        ("computed", f"{described.started} (UTC), {result.seconds:.0f} s"),
    ]
    if work.mechanisms is not None:
        rows.append(("mechanisms of the user's own", mechanisms_words(work.mechanisms)))
    return Section(
        "method",
        "Method",
        (
            Paragraph(
                "Each run is one simulated history. It goes month by month through the same steps: "
                "posts fill vacancies, contenders speak, audiences lean, beliefs about strength "
                "form, an actor may move against another, sides are taken, the loser's fate is "
                "reviewed. Each run draws its own values for the uncertain inputs of the case. "
                "Random numbers are keyed by seed, run and decision, so that any run can be "
                "repeated alone. docs/odd.md of whowhom describes the model by the ODD protocol."
            ),
            Paragraph(
                "Shares say how often something happens in the model, given the case as coded; "
                "they are not probabilities of history. Where real persons are concerned, the "
                "model says what a structure made likely, not what anyone deserved."
            ),
            table("What was run", ("", ""), rows),
            Code(
                f"whowhom run {work.case} --runs {result.runs} --seed {result.seed}",
                "Command that reproduces it",
            ),
        ),
    )


def _values(case: Case) -> Iterator[Block]:
    if case.coders:
        names = ", ".join(coder.name for coder in case.coders)
        yield Paragraph(
            f"Pooled from {len(case.coders)} coders ({names}): each run draws one of them and "
            "takes all its values from that coding. The tables show the coding of "
            f"{case.coders[0].name}."
        )
    yield from _actor_tables(case)
    yield from _other_tables(case)
    rows = [
        (p.name, p.meaning, f"{p.default:g}", f"{p.low:g} to {p.high:g}", p.origin)
        for p in PARAMETERS
    ]
    columns = ("parameter", "meaning", "value", "plausible range", "origin")
    yield Paragraph(
        "Parameters are the same for all actors and all cases. Origin: published (idea and form), "
        "adapted (a published idea in our form) or ours."
    )
    yield table(
        f"All {len(rows)} parameters of the model, by default",
        columns,
        rows,
        numbers=("value", "plausible range"),
        is_folded=True,
    )


def _actor_tables(case: Case) -> Iterator[Table]:
    columns = ("who", *(base.replace("_", " ") for base in BASES), "sources")
    yield table(
        "Bases of power, from 0 (none) to 3 (dominant)",
        columns,
        [
            (actor.name, *(_number(actor.bases[base]) for base in BASES), Cited(actor.references))
            for actor in case.actors
        ],
        numbers=columns[1:-1],
        is_folded=True,
    )
    columns = ("who", *SKILLS, "line")
    yield table(
        "Skills and temper, from 0 to 1; line, from -1 to 1",
        columns,
        [
            (actor.name, *(_number(actor.skills[s]) for s in SKILLS), _number(actor.line))
            for actor in case.actors
        ],
        numbers=columns[1:],
        is_folded=True,
    )


def _other_tables(case: Case) -> Iterator[Table]:
    names = case.names
    if case.posts:
        columns = (
            "post",
            "fills vacancies of",
            "is heard by",
            "force",
            "purse",
            "seat",
            "prestige",
        )
        yield table(
            "Posts: what each commands, from 0 to 1",
            (*columns, "sources"),
            [
                (
                    post.name,
                    _shares(post.fills),
                    _shares(post.voice),
                    *(_number(getattr(post, column)) for column in columns[3:]),
                    Cited(post.references),
                )
                for post in case.posts
            ],
            numbers=columns[3:],
            is_folded=True,
        )
    if case.tenures:
        posts = {post.id: post.name for post in case.posts}
        yield table(
            "Who held what",
            ("post", "who", "from", "to", "sources"),
            [
                (
                    posts.get(held.post, held.post),
                    names.get(held.actor, held.actor),
                    _date(held.begin),
                    _date(held.end),
                    Cited(held.references),
                )
                for held in case.tenures
            ],
            is_folded=True,
        )
    if case.audiences:
        bodies = ("audience", "weight", "turnover a year", "line", "spread of lines", "fed by")
        yield table(
            "Audiences: whose side counts",
            (*bodies, "sources"),
            [
                (
                    body.name,
                    *(_number(getattr(body, c)) for c in ("weight", "turnover", "line", "line_sd")),
                    _shares(body.fed_by),
                    Cited(body.references),
                )
                for body in case.audiences
            ],
            numbers=bodies[1:5],
            is_folded=True,
        )
    if case.ties:
        yield table(
            "Ties at the beginning",
            ("from", "to", "kind", "strength", "since", "sources"),
            [
                (
                    names.get(tie.origin, tie.origin),
                    names.get(tie.target, tie.target),
                    tie.kind,
                    _number(tie.strength),
                    _date(tie.begin),
                    Cited(tie.references),
                )
                for tie in case.ties
            ],
            numbers=("strength",),
            is_folded=True,
        )
    ruled = [post for post in case.posts if post.succession != "power"]
    if ruled:
        called = {post.id: post.name for post in case.posts} | names
        called |= {body.id: body.name for body in case.audiences}
        yield table(
            "Successions: who has a post after a holder who dies or is removed",
            ("post", "rule", "by", "sources"),
            [
                (
                    post.name,
                    post.succession,
                    called.get(post.succession_by, ""),
                    Cited(post.references),
                )
                for post in ruled
            ],
            is_folded=True,
        )
    if case.shocks:
        is_sure = all(shock.probability == Quantity(1.0, 1.0) for shock in case.shocks)
        chance = () if is_sure else ("probability",)
        yield table(
            f"Shocks from outside, fed to {'every run' if is_sure else 'the runs'}",
            ("shock", "date", "kind", "target", "size", *chance, "sources"),
            [
                (
                    shock.id.replace("_", " "),
                    shock.date.text,
                    shock.kind,
                    names.get(shock.target, shock.target) or "everyone",
                    _number(shock.size),
                    *(() if is_sure else (_number(shock.probability),)),
                    Cited(shock.references),
                )
                for shock in case.shocks
            ],
            numbers=("size", *chance),
            is_folded=True,
        )


def _sources(case: Case) -> Section:
    return Section(
        "sources",
        "Sources",
        (
            table(
                "Sources and how reliable they are",
                ("id", "source", "kind", "grade"),
                [
                    (source.id, source.citation, source.kind, source.grade)
                    for source in case.sources
                ],
            ),
        ),
    )


def _number(quantity: Quantity) -> str:
    """Write a number or a range as a case file does."""
    if quantity.low != quantity.low:  # not a number: there is none
        return ""
    if quantity.is_certain:
        return f"{quantity.low:g}"
    return f"{quantity.low:g} to {quantity.high:g}"


def _shares(shares: Mapping[str, Quantity]) -> str:
    return ", ".join(f"{key.replace('*', 'all')} {_number(q)}" for key, q in shares.items())


def _date(period: Period | None) -> str:
    return "" if period is None else period.text
