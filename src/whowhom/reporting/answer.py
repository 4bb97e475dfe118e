"""The first part of a report: the answer, and what the plays come to."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from whowhom.charts import item_names, last_picture
from whowhom.charts.words import FATE_WORDS, month_span, spoken_month
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.holdings import USUAL_PLAYS
from whowhom.ensemble.outcome import FATES, STATUSES
from whowhom.ensemble.sentences import headline, in_hundred, luck_decides, per_hundred
from whowhom.reporting.blocks import Block, Drawing, Paragraph, Section, Table, table
from whowhom.reporting.figures import holdings_of

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["answer_sections", "called", "month_words", "opening"]

_NOTHING = "–"  # noqa: RUF001 - a dash for an empty cell


def called(result: "Result") -> dict[str, str]:
    """Return the names of the actors by id; nobody has one, too."""
    names = result.case.names
    return {NOBODY: "nobody alone", **names}


def month_words(text: str | None) -> str:
    """Return a month or a span of months as readers write them; a dash for None.

    Examples
    --------
    >>> month_words("1926-07/1926-10"), month_words("1924-11")
    ('Jul to Oct 1926', 'Nov 1924')
    """
    if not text:
        return _NOTHING
    since, until = map(spoken_month, month_span(text))
    if since == until:
        return since
    month, _, year = since.partition(" ")
    return f"{month if until.endswith(f' {year}') else since} to {until}"


def opening(result: "Result") -> tuple[str, str]:
    """Return the headline, and the sentences that follow it."""
    names, circle = called(result), result.circle
    first, last = circle.month(0), circle.month(circle.months - 1)
    sentences = [
        (
            f"The circle is played out {result.runs:,} times, from {month_words(first)} to "
            f"{month_words(last)}, out of what its case says of its beginning."
        )
    ]
    if luck_decides(result.winners().to_dicts()[:-1], result.runs):
        sentences.append("The first two are so close that luck alone could reverse their order.")
    falls = result.removals().to_dicts()
    if falls and falls[0]["share"] > 0:
        most = falls[0]
        sentences.append(
            f"{names[most['actor']]} falls in {in_hundred(most['share'], result.runs)} plays, "
            f"half of these times by {month_words(most['median'])}."
        )
        first_out = max(falls, key=lambda row: row["first_out"])
        often = in_hundred(first_out["first_out"], result.runs)
        sentences.append(f"{names[first_out['actor']]} is the first to fall in {often}.")
    index = result.documented.ruler
    if index is not None:
        actor = circle.actors[index]
        share = result.winners().filter(pl.col("actor") == actor)["share"]
        often = in_hundred(share[0] if len(share) else 0.0, result.runs)
        sentences.append(f"In fact {names[actor]} came out on top, as in {often} plays.")
    return headline(result), " ".join(sentences)


def answer_sections(result: "Result") -> Iterator[Section]:
    """Yield who is on top, who falls, how they end, who removes whom, and how power shifts."""
    names = called(result)
    yield Section(
        "answer",
        "Who ends on top",
        (Drawing("hundred"), Drawing("winners"), _winners(result, names)),
    )
    yield Section("falls", "Who falls, and when", (Drawing("fall-dots"), _falls(result, names)))
    yield Section(
        "fates",
        "How each ends",
        (Drawing("fates"), _fates(result, names), Drawing("standing"), _standing(result, names)),
    )
    yield Section("matrix", "Who removes whom", tuple(_pairs(result, names)))
    yield from _held(result, names)
    yield Section("power", "How power shifts", (Drawing("fan"), _power(result, names)))


def _winners(result: "Result", names: Mapping[str, str]) -> Table:
    rows = [
        (
            names[row["actor"]],
            per_hundred(row["share"], result.runs),
            f"{100 * row['low']:.1f} to {100 * row['high']:.1f}",
        )
        for row in result.winners().to_dicts()
    ]
    columns = ("who", "of 100 plays", "luck: 95 % range")
    return table(
        "Who rules alone at the end",
        columns,
        rows,
        numbers=columns[1:],
        is_folded=True,
        of_figure="winners",
    )


def _falls(result: "Result", names: Mapping[str, str]) -> Table:
    course = result.course().filter(pl.col("event") == "fall")
    documented = dict(zip(course["actor"], course["documented"], strict=True))
    rows = [
        (
            names[row["actor"]],
            per_hundred(row["share"], result.runs),
            per_hundred(row["first_out"], result.runs),
            *(month_words(row[quantile]) for quantile in ("q05", "median", "q95")),
            month_words(documented.get(row["actor"])),
        )
        for row in result.removals().to_dicts()
    ]
    columns = ("who", "falls, of 100", "first of all", "5 % by", "half by", "95 % by", "documented")
    return table(
        "When each falls for the first time",
        columns,
        rows,
        numbers=columns[1:3],
        is_folded=True,
        of_figure="fall-dots",
    )


def _fates(result: "Result", names: Mapping[str, str]) -> Table:
    frame = result.fates()
    shares = {(row["actor"], row["fate"]): row["share"] for row in frame.to_dicts()}
    seen = [fate for fate in FATES if any(shares[a, fate] > 0 for a in result.circle.actors)]
    rows = [
        (
            names[actor.id],
            *(per_hundred(shares[actor.id, fate], result.runs) for fate in seen),
        )
        for actor in result.case.actors
    ]
    columns = ("of 100 plays", *(FATE_WORDS[fate] for fate in seen))
    return table(
        "How each ends",
        columns,
        rows,
        numbers=columns[1:],
        is_folded=True,
        of_figure="fates",
    )


def _held(result: "Result", names: Mapping[str, str]) -> Iterator[Section]:
    """Yield who holds which post and whose clients fill which body."""
    frame = holdings_of(result)
    if frame.is_empty():
        return
    plays = min(USUAL_PLAYS, result.runs)
    blocks: list[Block] = [
        Paragraph(
            "Who appoints, commands; whose clients fill a body, has its votes. The plays keep what "
            f"becomes of people, not of posts, so the first {plays:,} of them were played again "
            "and counted."
        )
    ]
    for name, kind, caption in (
        ("posts", "post", "Who holds which post at the end, of 100 plays"),
        ("patronage", "body", "Whose clients fill which body at the end, of 100 of its members"),
    ):
        rows = frame.filter(pl.col("kind") == kind)
        if not rows.is_empty():
            blocks += [Drawing(name), _matrix(result, rows, names, caption, name)]
    yield Section("holdings", "Who holds what", tuple(blocks))


def _matrix(
    result: "Result", rows: pl.DataFrame, names: Mapping[str, str], caption: str, figure: str
) -> Table:
    """Return the last picture as a table of posts or bodies by people."""
    order = (*result.circle.contenders, NOBODY)
    last, people, cells = last_picture(rows, order, item_names(result.case))
    columns = (rows["kind"][0], *("nobody here" if who == NOBODY else names[who] for who in people))
    return table(
        f"{caption} ({month_words(last)})",
        columns,
        cells,
        numbers=columns[1:],
        is_folded=True,
        of_figure=figure,
    )


def _by_year(result: "Result") -> pl.DataFrame:
    """Return the months at the end of each fifth part of the plays, contenders only."""
    months = result.circle.months
    wanted = {result.circle.month(round(months * part / 5) - 1) for part in range(1, 6)}
    contenders = result.circle.contenders
    return result.trajectories().filter(
        pl.col("month").is_in(list(wanted)) & pl.col("actor").is_in(list(contenders))
    )


def _standing(result: "Result", names: Mapping[str, str]) -> Table:
    rows = [
        (
            names[row["actor"]],
            month_words(row["month"]),
            *(per_hundred(row[status], result.runs) for status in STATUSES),
        )
        for row in _by_year(result).sort("actor", maintain_order=True).to_dicts()
    ]
    columns = ("of 100 plays", "month", *(FATE_WORDS[status] for status in STATUSES))
    return table(
        "Where each stands, in five months of all",
        columns,
        rows,
        numbers=columns[2:],
        is_folded=True,
        of_figure="standing",
    )


def _power(result: "Result", names: Mapping[str, str]) -> Table:
    quantiles = ("power_q05", "power_q25", "power_q50", "power_q75", "power_q95")
    rows = [
        (
            names[row["actor"]],
            month_words(row["month"]),
            *(f"{100 * row[name]:.0f}" for name in quantiles),
        )
        for row in _by_year(result).sort("actor", maintain_order=True).to_dicts()
    ]
    columns = ("percent of power", "month", "5 % under", "25 %", "half under", "75 %", "95 % under")
    return table(
        "Shares of power over the plays, in five months of all",
        columns,
        rows,
        numbers=columns[2:],
        is_folded=True,
        of_figure="fan",
    )


def _pairs(result: "Result", names: Mapping[str, str]) -> Iterator[Block]:
    frame = result.who_removes_whom()
    if frame.is_empty() or not frame["share"].max():
        yield Paragraph("Nobody is removed in any play.")
        return
    yield Drawing("matrix")
    yield Drawing("network")
    seen = frame.filter(pl.col("share") > 0).sort("share", descending=True, maintain_order=True)
    rows = [
        (
            "nobody" if row["by"] == NOBODY else names[row["by"]],
            names[row["actor"]],
            per_hundred(row["share"], result.runs),
        )
        for row in seen.to_dicts()
    ]
    columns = ("led by", "removed", "of 100 plays")
    yield table(
        "Who leads whose first removal",
        columns,
        rows,
        numbers=columns[2:],
        is_folded=True,
        of_figure="matrix",
    )
