"""The figures of a result by name: each with its table, how it is drawn, and its caption."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from altair.utils.schemapi import debug_mode

from whowhom import charts
from whowhom.cases.problems import did_you_mean
from whowhom.charts import Look
from whowhom.charts.drawing import svg_of
from whowhom.ensemble.holdings import USUAL_PLAYS, holdings
from whowhom.errors import InvalidInput
from whowhom.graphemes import wrapped

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.unknowns import Unknowns

__all__ = [
    "FIGURES",
    "Figure",
    "Picture",
    "Width",
    "caption",
    "figure",
    "holdings_of",
    "ruler",
    "unknowns_of",
]

Width = Literal["narrow", "wide"]
"""One column of a journal, or the whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure: what it shows, the table behind it, and the function that draws it."""

    name: str
    shows: str
    """What it shows, for a list of figures."""
    table: Callable[["Result"], pl.DataFrame]
    draw: Callable[["Result", pl.DataFrame, Look, Width], Any]
    """Returns an Altair chart, or a network."""

    def picture(self, result: "Result", look: Look, width: Width = "wide") -> "Picture":
        """Return the figure of a result with its texts.

        Raises
        ------
        InvalidInput
            If there is nothing to draw.
        """
        with debug_mode(False):  # our charts are checked in tests; rows need it least
            return Picture.of(self.draw(result, self.table(result), look, width))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure that is laid out: a spec to be drawn, or a drawing, with its texts."""

    title: str
    subtitle: tuple[str, ...]
    """Lines."""
    description: str
    spec: dict[str, Any] | None
    """A Vega-Lite spec, with its title."""
    drawing: str
    """The SVG of what has no spec."""

    @classmethod
    def of(cls, drawn: Any) -> "Picture":
        """Return the picture of a chart or of a network."""
        if isinstance(drawn, charts.SvgChart):
            lines = tuple(drawn.subtitle.split("\n"))
            return cls(
                title=drawn.title,
                subtitle=lines,
                description=drawn.description,
                spec=None,
                drawing=drawn.svg,
            )
        spec: dict[str, Any] = drawn.to_dict()
        title = spec["title"]
        return cls(
            title=title["text"],
            subtitle=tuple(line for line in title["subtitle"] if line),
            description=spec["description"],
            spec=spec,
            drawing="",
        )

    def svg(self, *, ground: str, padding: int, line: int) -> str:
        """Return the drawing on a ground of this colour, its title in lines of so many letters.

        With lines of 0 letters it has no title; a network never has one.
        """
        if self.spec is None:
            return self.drawing
        spec = dict(self.spec)
        spec["config"] = {**spec["config"], "background": ground, "padding": padding}
        spec["title"] = {
            "text": wrapped(self.title, max(1, line)),
            "subtitle": [
                part for text in self.subtitle for part in wrapped(text, max(1, line) + 8)
            ],
        }
        if not line:
            del spec["title"]
        return svg_of(spec)


def ruler(result: "Result") -> str | None:
    """Return the id of the documented ruler, None if none is documented."""
    index = result.documented.ruler
    return None if index is None else result.circle.actors[index]


def _contenders(result: "Result", frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the contenders, those first who are on top most often."""
    order = [actor for actor in result.winners()["actor"] if actor in result.circle.contenders]
    rank = pl.Enum(order)
    kept = frame.filter(pl.col("actor").is_in(order))
    return kept.sort(pl.col("actor").cast(rank), maintain_order=True)


def _columns(width: Width, n: int) -> int:
    """Return how many small charts stand side by side, so that rows are about even."""
    if width == "narrow":
        return 2
    return 4 if n in (4, 7, 8) or n > 9 else 3


def _winners(
    draw: Callable[..., Any], result: "Result", table: pl.DataFrame, look: Look, _: Width
) -> Any:
    return draw(table, look=look, documented=ruler(result))


def _with_course(
    draw: Callable[..., Any], result: "Result", table: pl.DataFrame, look: Look, _: Width
) -> Any:
    return draw(table, look=look, course=result.course())


def _small_multiples(
    draw: Callable[..., Any], result: "Result", table: pl.DataFrame, look: Look, width: Width
) -> Any:
    return draw(
        table, look=look, course=result.course(), columns=_columns(width, table["actor"].n_unique())
    )


def _fates(result: "Result", table: pl.DataFrame, look: Look, width: Width) -> Any:
    chart = charts.fates(table, look=look, documented=charts.documented_fates(result.case))
    return chart if width == "wide" else chart.properties(width=330)


def _matrix(result: "Result", table: pl.DataFrame, look: Look, _: Width) -> Any:
    pairs = charts.documented_removals(result.case)
    return charts.matrix(table, look=look, documented=pairs)


def _network(result: "Result", table: pl.DataFrame, look: Look, width: Width) -> Any:
    known = charts.dated_removals(result.case)
    columns = 1 if width == "narrow" else 2
    return charts.network(table, look=look, documented=known, columns=columns)


def _flows(
    kind: str, result: "Result", table: pl.DataFrame, look: Look, width: Width
) -> charts.SvgChart:
    names, plays = charts.item_names(result), min(USUAL_PLAYS, result.runs)
    columns = 1 if width == "narrow" else 2
    return charts.flows(table, kind=kind, names=names, plays=plays, look=look, columns=columns)


@lru_cache(maxsize=4)
def holdings_of(result: "Result") -> pl.DataFrame:
    """Count who holds what in plays of a result; a report asks several times."""
    return holdings(result)


def _holdings(kind: str, result: "Result") -> pl.DataFrame:
    return holdings_of(result).filter(pl.col("kind") == kind)


def _tornado(_result: "Result", table: pl.DataFrame, look: Look, _: Width) -> Any:
    return charts.tornado(table, look=look)


@lru_cache(maxsize=4)
def unknowns_of(result: "Result") -> "Unknowns":
    """Rank the uncertain values of a result; a report asks twice.

    Raises
    ------
    InvalidInput
        If there are too few plays.
    """
    from whowhom.ensemble.unknowns import unknowns

    return unknowns(result)


def _timeline(_result: "Result", table: pl.DataFrame, look: Look, _: Width) -> Any:
    return charts.timeline(table, look=look)


FIGURES = (
    Figure(
        name="hundred",
        shows="a hundred dots, one for each of a hundred plays: who ends on top",
        table=lambda result: result.winners(),
        draw=partial(_winners, charts.hundred),
    ),
    Figure(
        name="winners",
        shows="who ends on top, with the range of luck",
        table=lambda result: result.winners(),
        draw=partial(_winners, charts.winners),
    ),
    Figure(
        name="fall-dots",
        shows="when each falls, in twenty dots, and when he really did",
        table=lambda result: charts.fall_months(result),
        draw=partial(_with_course, charts.fall_dots),
    ),
    Figure(
        name="falls",
        shows="when each falls: the middle play and nine tenths of all",
        table=lambda result: result.removals(),
        draw=partial(_with_course, charts.falls),
    ),
    Figure(
        name="fates",
        shows="how each ends, from mild to fatal",
        table=lambda result: _contenders(result, result.fates()),
        draw=_fates,
    ),
    Figure(
        name="standing",
        shows="what becomes of each, month by month",
        table=lambda result: _contenders(result, result.trajectories()),
        draw=partial(_small_multiples, charts.standing),
    ),
    Figure(
        name="fan",
        shows="how power shifts, month by month: half and nine tenths of the plays",
        table=lambda result: _contenders(result, result.trajectories()),
        draw=partial(_small_multiples, charts.fan),
    ),
    Figure(
        name="matrix",
        shows="who removes whom",
        table=lambda result: result.who_removes_whom(),
        draw=_matrix,
    ),
    Figure(
        name="network",
        shows="who has removed whom by when, in four pictures",
        table=lambda result: charts.removals_through_time(result),
        draw=_network,
    ),
    Figure(
        name="posts",
        shows="who holds which post, in four pictures",
        table=partial(_holdings, "post"),
        draw=partial(_flows, "post"),
    ),
    Figure(
        name="patronage",
        shows="whose clients fill which body, in four pictures",
        table=partial(_holdings, "body"),
        draw=partial(_flows, "body"),
    ),
    Figure(
        name="tornado",
        shows="how far the answer moves over the range of each uncertain value",
        table=lambda result: charts.unknown_values(unknowns_of(result), result.case),
        draw=_tornado,
    ),
    Figure(
        name="timeline",
        shows="posts, shocks and the documented course of the case",
        table=lambda result: charts.case_events(result.case),
        draw=_timeline,
    ),
)
"""All figures of a result, in the order of a report."""


def figure(name: str) -> Figure:
    """Return a figure by name.

    Raises
    ------
    InvalidInput
        If there is none of that name.
    """
    known = {one.name: one for one in FIGURES}
    if name not in known:
        guess = did_you_mean(name, known)
        raise InvalidInput(
            f"there is no figure {name[:60]!r}; {guess or 'there are:'} "
            f"{'' if guess else ', '.join(known)}".rstrip()
        )
    return known[name]


def caption(result: "Result", picture: Picture) -> str:
    """Return the caption of a figure: its sentence, its units, and where it comes from.

    Parameters
    ----------
    result : Result
    picture : Picture
    """
    work = result.description.work
    lines = [
        f"{picture.title}.",
        " ".join(f"{line[0].upper()}{line[1:]}." for line in picture.subtitle),
        (
            f"{result.case.title}. {result.runs:,} plays, seed {result.seed}; case {work.case}, "
            f"sha256 {work.case_sha256[:12]}, coded {result.case.coded or 'on an unknown day'}; "
            f"outcomes sha256 {result.sha256[:12]}; whowhom {work.whowhom}."
        ),
        "",
        f"In words: {picture.description}",
    ]
    return "\n".join(lines) + "\n"
