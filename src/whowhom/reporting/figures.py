"""The catalogue of figures: what each shows, of which data, how it is drawn, and its sources.

Command line, workbench, report, notebook and docs read this one list. Nothing here loads the charts
before a figure is drawn, so that its names can be listed at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast
from weakref import WeakKeyDictionary

from whowhom.cases.problems import did_you_mean
from whowhom.errors import InvalidInput
from whowhom.reporting.plot import (
    Column,
    Comparison,
    Figure,
    Forecasts,
    Plot,
    Subject,
    Width,
    charts,
)
from whowhom.reporting.sources import Source, computed, documented, timeline_sources

if TYPE_CHECKING:
    import polars as pl

    from whowhom.cases.case import CourseEvent
    from whowhom.charts.theme import Theme
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.unknowns import Unknowns
    from whowhom.ensemble.what_if import WhatIf

__all__ = [
    "FIGURES",
    "LEAST_WIDTH",
    "MOST_WIDTH",
    "Comparison",
    "Forecasts",
    "Plot",
    "figure",
    "find_figure",
    "stored_subject",
    "unknowns_of",
]


def figure(
    subject: "Result | WhatIf | Comparison | Forecasts | OddsJson | Sequence[WhatIf] | str | Path",
    name: str,
    *,
    theme: "str | Theme" = "light",
    width: Width = "wide",
    data: "pl.DataFrame | None" = None,
) -> Plot:
    """Return a figure of a result, a what-if or odds; a notebook shows it by itself.

    Parameters
    ----------
    subject : Result, WhatIf, sequence of WhatIf, odds, or path
        As :func:`whowhom.run`, :func:`whowhom.read_result` or :func:`whowhom.what_if` return them;
        odds through time as ``odds.json`` holds them; or the folder in which one of these is
        stored. ``whowhom figure`` draws with the theme ``print``.
    name : str
        One of the catalogue; ``whowhom figure`` lists them.
    theme : {"light", "dark", "grey", "print"} or Theme, default "light"
        ``print`` is on white paper, ``grey`` without colour.
    width : {"wide", "narrow"} or int, default "wide"
        Laid out for a page of 174 mm, for one column of 84 mm, or for so many pixels, in
        [280, 4000]. Letters stay as large; small charts and plots follow the width.
    data : polars.DataFrame, optional
        Its data, where they are there already; by default they are computed.

    Returns
    -------
    Plot
        With ``title``, ``caption``, ``data``, ``sources``, the Altair ``chart``, ``svg()`` and
        ``save(path)``.

    Raises
    ------
    InvalidInput
        If there is no figure of that name, it is of something else, or the width is out of range.

    Examples
    --------
    >>> import whowhom as ww
    >>> ww.figure([], "winers")
    Traceback (most recent call last):
        ...
    whowhom.errors.InvalidInput: there is no figure 'winers'; did you mean "winners"?
    """
    from whowhom.charts import theme as themes
    from whowhom.charts.parts import NARROW, WIDE
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

    found = find_figure(name)
    known = {
        "light": themes.LIGHT,
        "dark": themes.DARK,
        "grey": themes.GREY,
        "print": replace(themes.LIGHT, paper="#FFFFFF"),
    }
    if isinstance(theme, str) and theme not in known:
        raise InvalidInput(f"theme must be one of {', '.join(known)}, got {theme[:60]!r}")
    if isinstance(subject, str | Path):
        subject = stored_subject(Path(subject))
    pixels = {"wide": WIDE, "narrow": NARROW}.get(width, width) if isinstance(width, str) else width
    if type(pixels) is not int or not LEAST_WIDTH <= pixels <= MOST_WIDTH:
        raise InvalidInput(
            f"width must be wide, narrow or pixels in [{LEAST_WIDTH}, {MOST_WIDTH}], got {width!r}"
        )
    of: Any = (subject,) if isinstance(subject, WhatIf) else subject
    if isinstance(of, Mapping):
        of = Forecasts(odds=cast("OddsJson", of))
    if found.of == "what-if" and isinstance(of, Sequence) and len(of) == 1:
        of = Comparison.of(of[0])
    fits: dict[Subject, bool] = {
        "result": isinstance(of, Result),
        "what-if": isinstance(of, Comparison),
        "what-ifs": isinstance(of, Sequence) and bool(of),
        "odds": isinstance(of, Forecasts),
    }
    if not fits[found.of]:
        raise InvalidInput(f"{name} is a figure of {_NEEDED[found.of]}")
    return Plot(
        figure=found,
        subject=tuple(of) if found.of == "what-ifs" else of,
        theme=known[theme] if isinstance(theme, str) else theme,
        width=pixels,
        given=data,
    )


def stored_subject(place: Path) -> "Result | WhatIf | OddsJson":
    """Return what a folder or a file holds of which figures can be drawn."""
    from whowhom.ensemble.odds_file import is_odds, read_odds
    from whowhom.ensemble.result import read_result
    from whowhom.ensemble.what_if import read_what_if
    from whowhom.ensemble.what_if_folder import is_what_if

    if is_odds(place):
        return read_odds(place)
    return read_what_if(place) if is_what_if(place) else read_result(place)


def find_figure(name: str) -> Figure:
    """Return the declaration of a figure.

    Raises
    ------
    InvalidInput
        If there is none of that name.
    """
    known = {one.name: one for one in FIGURES}
    if name not in known:
        former = _FORMER.get(name, "")
        guess = f'did you mean "{former}"?' if former else did_you_mean(name, known)
        raise InvalidInput(
            f"there is no figure {name[:60]!r}; {guess or 'there are:'} "
            f"{'' if guess else ', '.join(known)}".rstrip()
        )
    return known[name]


LEAST_WIDTH, MOST_WIDTH = 280, 4000
"""Pixels for which a figure can be laid out."""

_NEEDED: dict[Subject, str] = {
    "result": "a result, as whowhom run --out DIR writes it",
    "what-if": "one what-if, as whowhom whatif --out DIR writes it",
    "what-ifs": "what-ifs, as whowhom whatif --out DIR writes them",
    "odds": "odds through time, as whowhom odds --out DIR writes them",
}
_FORMER = {"power": "fan"}
"""What a figure was called in one place or another."""


# ------------------------------------------------------------------------------- data and sources


def _ruler(result: "Result") -> str | None:
    """Return the id of the documented ruler, None if none is documented."""
    index = result.documented.ruler
    return None if index is None else result.circle.actors[index]


def _contenders(result: "Result", frame: "pl.DataFrame") -> "pl.DataFrame":
    """Return the rows of the contenders, those first who are most often sole ruler."""
    import polars as pl

    order = [actor for actor in result.winners()["actor"] if actor in result.circle.contenders]
    kept = frame.filter(pl.col("actor").is_in(order))
    return kept.sort(pl.col("actor").cast(pl.Enum(order)), maintain_order=True)


def _seen(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Return the rows of what happens in any run."""
    return frame.filter(frame["share"] > 0)


def _occurring(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Return the frame if anything of it happens in any run, else none of its rows."""
    return frame if (frame["share"] > 0).any() else frame.clear()


def _falls(result: "Result", _data: "pl.DataFrame") -> "pl.DataFrame":
    """Return when each falls for the first time, beside what is documented."""
    import polars as pl

    known = result.course().filter(pl.col("event") == "fall").select("actor", "documented")
    return result.removals().join(known, on="actor", how="left")


def _holdings(kind: str) -> Callable[["Result"], "pl.DataFrame"]:
    """Return who holds posts, or whose clients fill bodies."""

    def of(result: "Result") -> "pl.DataFrame":
        frame = result.holdings()
        return frame.filter(frame["kind"] == kind)

    return of


_RANKED: "WeakKeyDictionary[Result, Unknowns]" = WeakKeyDictionary()


def unknowns_of(result: "Result") -> "Unknowns":
    """Rank the uncertain values of a result, once for as long as it is open.

    Raises
    ------
    InvalidInput
        If there are too few runs.
    """
    from whowhom.ensemble.unknowns import question_of, unknowns

    if result not in _RANKED:
        _RANKED[result] = unknowns(result, outcome=question_of(result))
    return _RANKED[result]


def _of_outcomes(which: Literal["wins", "others"]) -> Callable[[Comparison], "pl.DataFrame"]:
    """Return who ends as sole ruler before and after; or the clearest of all other effects."""

    def of(compared: Comparison) -> "pl.DataFrame":
        import polars as pl

        wins = pl.col("outcome") == "wins"
        if which == "wins":
            rows = compared.effects.filter(wins).with_columns(outcome=pl.lit("sole ruler"))
            return rows.sort("before", descending=True, maintain_order=True)
        words = {"abroad at the end": "ends abroad", "first to fall": "out first"}
        others = compared.effects.filter(~wins).with_columns(pl.col("outcome").replace(words))
        ranked = others.sort(pl.col("difference").abs(), descending=True)
        clear = ranked.filter("is_clear")
        return clear.head(_MOST_EFFECTS) if clear.height else ranked.head(5)

    return of


_MOST_EFFECTS = 14


def _effects_title(compared: Comparison) -> dict[str, Any]:
    clear = _of_outcomes("others")(compared)["is_clear"].any()
    return {"title": "What else changes" if clear else "Nothing else changes clearly; the largest"}


def _made(wanted: "Callable[[CourseEvent], bool]") -> Callable[["Result"], list[Source]]:
    """Return the sources of documented events, and of what a result counts."""
    return lambda result: [*documented(result.case, wanted), computed(result)]


def _is_ruler(event: "CourseEvent") -> bool:
    return event.event == "ruler"


def _is_removal(event: "CourseEvent") -> bool:
    from whowhom.cases.vocabulary import REMOVALS

    return event.event in REMOVALS


def _is_led(event: "CourseEvent") -> bool:
    return _is_removal(event) and event.by != ()


def _is_fate(event: "CourseEvent") -> bool:
    from whowhom.charts.words import FATE_WORDS

    return event.event in FATE_WORDS


def _recorded(found: Forecasts) -> list[Source]:
    """Return the sources of the observed events, and of the odds."""
    made = Source("all shares", found.provenance, "computed")
    if found.case is None:
        return [made]
    told = {(e["actor"], e["event"], e["date"]) for p in found.odds["points"] for e in p["events"]}
    return [
        *documented(found.case, lambda one: (one.actor, one.event, one.date.text) in told),
        made,
    ]


def _paired(compared: Comparison) -> list[Source]:
    return [Source("all shares", compared.provenance, "computed")]


def _outlook_of(result: "Result") -> dict[str, Any]:
    """Return whose removal the views are of, and within which time."""
    from whowhom.ensemble.sentences import month_words

    found = result.anchored
    return (
        {} if found is None else {"leader": found.leader, "until": f"by {month_words(found.until)}"}
    )


def _flows(kind: str) -> Callable[["Result"], dict[str, Any]]:
    def options(result: "Result") -> dict[str, Any]:
        return {
            "kind": kind,
            "names": charts().item_names(result.case),
            "runs": result.runs,
        }

    return options


# -------------------------------------------------------------------------------- the catalogue

_INTERVAL = (
    Column("share", "of 100 runs", "share"),
    Column("low", "at least", "share"),
    Column("high", "at most", "share"),
)
_ON_TOP = (Column("actor", "sole ruler", "name"), *_INTERVAL)
_LED = (Column("by", "leads the removal", "name"), Column("actor", "of", "name"))
_DATES = (
    Column("actor", "who", "name"),
    Column("share", "falls in, of 100 runs", "share"),
    Column("first_out", "first of all, of 100", "share"),
    Column("q05", "one in 20 by"),
    Column("median", "half by"),
    Column("q95", "19 in 20 by"),
    Column("documented", "documented"),
)
_HELD = (Column("until", "at the end of"), Column("item", "post", "item"))
_SHOCKS = "posts, shocks or a documented course in the case"
_EFFECTS = (
    Column("actor", "who", "name"),
    Column("outcome", "what"),
    Column("before", "as it is", "tenths"),
    Column("after", "after", "tenths"),
    Column("difference", "change", "signed"),
    Column("low", "at least", "signed"),
    Column("high", "at most", "signed"),
)

FIGURES = (
    Figure(
        name="hundred",
        shows="a hundred marks, one of a hundred runs each: who ends as sole ruler",
        data=lambda result: result.winners(),
        columns=_ON_TOP,
        sources=_made(_is_ruler),
        options=lambda result: {"documented": _ruler(result)},
        under_headline="A hundred of the runs",
    ),
    Figure(
        name="winners",
        shows="who ends as sole ruler, with sampling error",
        data=lambda result: result.winners(),
        columns=_ON_TOP,
        sources=_made(_is_ruler),
        options=lambda result: {"documented": _ruler(result)},
        under_headline="The same, with sampling error",
    ),
    Figure(
        name="outlook",
        shows="how likely the leader is to be removed: outside, inside, pooled",
        needs="an anchored result",
        data=lambda result: charts().anchored_views(result),
        columns=(
            Column("label", "view"),
            Column("chance", "in 100", "tenths"),
            Column("low", "at least", "tenths"),
            Column("high", "at most", "tenths"),
        ),
        sources=lambda result: [computed(result)],
        options=_outlook_of,
    ),
    Figure(
        name="fall-dots",
        shows="when each falls, in twenty dots, and the documented fall",
        data=lambda result: charts().fall_months(result),
        columns=_DATES,
        sources=_made(_is_removal),
        options=lambda result: {"course": result.course()},
        table=_falls,
    ),
    Figure(
        name="falls",
        shows="when each falls: the median and nine tenths of all runs",
        data=lambda result: result.removals(),
        columns=_DATES,
        sources=_made(_is_removal),
        options=lambda result: {"course": result.course()},
        table=_falls,
    ),
    Figure(
        name="fates",
        shows="how each ends, from mild to fatal",
        data=lambda result: _contenders(result, result.fates()),
        columns=(Column("actor", "who", "name"), Column("fate", "ends", "fate"), *_INTERVAL),
        sources=_made(_is_fate),
        options=lambda result: {"documented": charts().documented_fates(result.case)},
    ),
    Figure(
        name="standing",
        shows="what becomes of each, month by month",
        data=lambda result: _contenders(result, result.trajectories()),
        columns=(
            Column("month", "month"),
            Column("actor", "who", "name"),
            Column("inner", "in the circle", "share"),
            Column("demoted", "demoted", "share"),
            Column("expelled", "expelled", "share"),
            Column("internal_exile", "exiled inside", "share"),
            Column("abroad", "abroad", "share"),
            Column("prison", "in prison", "share"),
            Column("dead", "dead", "share"),
        ),
        sources=_made(_is_fate),
        options=lambda result: {"course": result.course()},
        is_still=True,
    ),
    Figure(
        name="fan",
        shows="how power shifts, month by month: half and nine tenths of the runs",
        data=lambda result: _contenders(result, result.trajectories()),
        columns=(
            Column("month", "month"),
            Column("actor", "who", "name"),
            Column("power_q05", "power, lowest twentieth", "share"),
            Column("power_q50", "middle", "share"),
            Column("power_q95", "highest twentieth", "share"),
        ),
        sources=_made(_is_fate),
        options=lambda result: {"course": result.course()},
        is_still=True,
    ),
    Figure(
        name="matrix",
        shows="who removes whom",
        needs="a run in which somebody is removed",
        data=lambda result: _occurring(result.who_removes_whom()),
        columns=(*_LED, *_INTERVAL),
        sources=_made(_is_led),
        options=lambda result: {"documented": charts().documented_removals(result.case)},
        nobody="nobody",
    ),
    Figure(
        name="network",
        shows="who has removed whom by when, in four pictures",
        needs="a run in which one contender removes another",
        data=lambda result: _occurring(charts().removals_through_time(result)),
        columns=(Column("until", "by"), *_LED, Column("share", "of 100 runs", "share")),
        sources=_made(_is_led),
        options=lambda result: {"documented": charts().dated_removals(result.case)},
        table=lambda _, data: _seen(data),
    ),
    Figure(
        name="posts",
        shows="who holds which post, in four pictures",
        needs="posts in the case",
        data=_holdings("post"),
        columns=(
            *_HELD,
            Column("actor", "by", "name"),
            Column("share", "held in, of 100 runs", "share"),
        ),
        sources=lambda result: [computed(result)],
        chart="flows",
        options=_flows("post"),
        table=lambda _, data: _seen(data),
        nobody="nobody here",
    ),
    Figure(
        name="patronage",
        shows="whose clients fill which body, in four pictures",
        needs="audiences in the case",
        data=_holdings("body"),
        columns=(
            Column("until", "at the end of"),
            Column("item", "body", "item"),
            Column("actor", "clients of", "name"),
            Column("share", "of 100 of its members", "share"),
        ),
        sources=lambda result: [computed(result)],
        chart="flows",
        options=_flows("body"),
        table=lambda _, data: _seen(data),
        nobody="nobody here",
    ),
    Figure(
        name="tornado",
        shows="how far the answer moves over the range of each uncertain input",
        needs="uncertain inputs in the case",
        data=lambda result: charts().unknown_values(unknowns_of(result), result.case),
        columns=(
            Column("value", "input"),
            Column("evidence", "evidence"),
            Column("low", "lowest fifth about", "value"),
            Column("high", "highest fifth about", "value"),
            Column("actor", "whose probability moves most", "name"),
            Column("at_low", "of 100 runs, at the lowest", "share"),
            Column("at_high", "at the highest", "share"),
            Column("worth", "explains, percent of the variance", "tenths"),
            Column("worth_low", "at least", "tenths"),
            Column("worth_high", "at most (90 percent)", "tenths"),
        ),
        sources=lambda result: [computed(result)],
    ),
    Figure(
        name="timeline",
        shows="posts, shocks and the documented course of the case",
        needs=_SHOCKS,
        data=lambda result: charts().case_events(result.case),
        columns=(
            Column("kind", "kind"),
            Column("label", "what"),
            Column("actor", "who", "name"),
            Column("date", "when"),
        ),
        sources=lambda result: timeline_sources(result.case),
    ),
    Figure(
        name="on-top",
        shows="of a what-if: who ends as sole ruler, as it is and after the change",
        data=_of_outcomes("wins"),
        columns=_EFFECTS,
        sources=_paired,
        chart="effects",
        options=lambda _: {"title": "Who ends as sole ruler"},
        of="what-if",
        nobody="no one",
    ),
    Figure(
        name="effects",
        shows="of a what-if: what else changes, the clearest effects",
        data=_of_outcomes("others"),
        columns=_EFFECTS,
        sources=_paired,
        options=_effects_title,
        table=lambda compared, _: compared.effects,
        of="what-if",
        nobody="no one",
    ),
    Figure(
        name="paired",
        shows="of what-ifs: how often the favourite ends as ruler after each change",
        data=lambda what_ifs: charts().what_if_effects(what_ifs),
        columns=(
            Column("change", "change"),
            Column("actor", "who", "name"),
            Column("before", "as it is", "tenths"),
            Column("after", "after", "tenths"),
            Column("low", "change, at least", "signed"),
            Column("high", "at most", "signed"),
        ),
        sources=lambda what_ifs: [_paired(Comparison.of(found))[0] for found in what_ifs],
        of="what-ifs",
    ),
    Figure(
        name="odds",
        shows="of odds through time: who ends as sole ruler, by date of the record",
        data=lambda found: charts().odds_points(found.odds),
        columns=(
            Column("as_of", "record to"),
            Column("events", "what happened"),
            Column("actor", "sole ruler", "name"),
            *_INTERVAL,
            Column("effective", "effective runs", "count"),
        ),
        sources=_recorded,
        options=lambda found: {"events": charts().odds_events(found.odds), "as_of": found.as_of},
        needs="a forecast",
        under_headline="Who ends as sole ruler, given the record to each date",
        of="odds",
    ),
)
"""All figures, in the order of a report; those of a what-if and of odds last."""
