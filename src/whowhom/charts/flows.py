"""Who holds which post, and whose clients fill which body: ribbons between fixed places.

Drawn as SVG, like the network of :mod:`whowhom.charts.removals`; places are the same in every
picture, so that only the ribbons move through time. The numbers stand in the table beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import polars as pl

from whowhom.cases.names import visible
from whowhom.charts.drawing import SvgChart, svg_head, svg_text
from whowhom.charts.letters import cut_labels
from whowhom.charts.parts import WIDE, checked
from whowhom.charts.theme import Look
from whowhom.charts.words import month_span, of_100, spoken_month
from whowhom.ensemble.answers import NOBODY

if TYPE_CHECKING:
    from whowhom.cases.case import Case

__all__ = ["flows", "item_names", "last_picture"]

COLUMNS = ("until", "item", "actor", "share")
FAINTEST = 0.04
"""Share below which a ribbon is left out; the table has it."""
_LEFT, _RIGHT, _TOP, _STEP = 158.0, 92.0, 34.0, 21.0
_MIDDLE = (62.0, 112.0)
"""Pixels of the ribbons, where there is least and where there is most room."""
_THICKEST, _GAP = 15.0, 5.0


def item_names(case: "Case") -> dict[str, str]:
    """Return the names of all posts and bodies of a case by id, as :func:`flows` needs them.

    A post that a case does not list is called after the base that implies it.
    """
    called = case.short_names
    implied = {
        f"{who}.{base}": f"{base.replace('_', ' ')} of {called[who]}"
        for actor in case.actors
        for who, base in ((actor.id, base) for base in actor.bases)
    }
    return implied | case.short_titles("audiences") | case.short_titles("posts")


def last_picture(
    rows: pl.DataFrame, people: Iterable[str], names: Mapping[str, str]
) -> tuple[str, list[str], list[list[str]]]:
    """Return the last picture as a table of posts or bodies by people.

    Parameters
    ----------
    rows : polars.DataFrame
        Those of one kind, as :meth:`whowhom.ensemble.result.Result.holdings` returns them.
    people : iterable of str
        Ids of people (and nobody) in the order of the columns; who holds nothing is left out.
    names : mapping of str to str
        Names of the posts and bodies, see :func:`item_names`.

    Returns
    -------
    tuple
        The month; the ids of the columns; for each post or body its name and how many of 100.
    """
    now = rows.filter(pl.col("until") == rows["until"][-1])
    shares = {(row["item"], row["actor"]): row["share"] for row in now.to_dicts()}
    seen = set(now.filter(pl.col("share") > 0)["actor"])
    held = [who for who in people if who in seen]
    cells = [
        [names.get(item, item), *(of_100(shares.get((item, who), 0.0)) for who in held)]
        for item in dict.fromkeys(now["item"])
    ]
    return now["until"][0], held, cells


def flows(
    table: pl.DataFrame,
    *,
    kind: str,
    names: Mapping[str, str],
    runs: int,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> SvgChart:
    """Draw who holds what by some months; posts, bodies and people keep their places.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.holdings` returns it.
    kind : {"post", "body"}
        Who holds which post, or whose clients fill which body.
    names : mapping of str to str
        Names of the posts and bodies by id, see :func:`item_names`.
    runs : int
        Number of runs.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that says who holds most at the end.
    width : int, default 767
        Pixels of the whole picture at most; as many pictures stand side by side as it has room for.

    Returns
    -------
    SvgChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows of this kind.
    """
    checked(table, "holdings", (*COLUMNS, "kind"))
    rows = checked(table.filter(pl.col("kind") == kind), f"holdings of the kind {kind}", COLUMNS)
    look = look or Look.plain(rows["actor"].unique(maintain_order=True))
    items = list(dict.fromkeys(rows["item"]))
    seen = rows.filter(pl.col("share") >= FAINTEST)["actor"].to_list()
    people = [actor for actor in look.ordered(seen) if actor != NOBODY]
    people += [NOBODY] if NOBODY in seen else []
    months = list(dict.fromkeys(rows["until"]))
    room = _room(rows, people)
    high = max(_STEP * len(items), sum(room.values()))
    left = _places(dict.fromkeys(items, _STEP), high)
    right = _places(room, high)
    beside = _LEFT + _RIGHT
    wide = max(1, min(int(width // (beside + _MIDDLE[1])), len(months), 2))
    middle = max(_MIDDLE[0], min(_MIDDLE[1], width / wide - beside))
    size = (beside + middle, _TOP + high + 14)
    called = [names.get(item, item) for item in items]
    short = cut_labels((name for name in called), _LEFT - 13)
    posts = dict(zip(items, _distinct([short[name] for name in called]), strict=True))
    parts = [svg_head((size[0] * wide, size[1] * -(-len(months) // wide)), look)]
    for number, month in enumerate(months):
        corner = (size[0] * (number % wide), size[1] * (number // wide))
        parts.append(f'<g transform="translate({corner[0]:.0f},{corner[1]:.0f})">')
        parts.append(svg_text(8, 16, _by(month), look, weight=600))
        then = rows.filter(pl.col("until") == month)
        parts += _ribbons(then, left, right, names, look, middle)
        parts += [
            svg_text(_LEFT - 9, y + 4, posts[item], look, anchor="end") for item, y in left.items()
        ]
        parts += _people(then, right, look, _LEFT + middle)
        parts.append("</g>")
    parts.append("</g></svg>")
    what = {
        "post": "ribbons: in how many runs each holds the post at that time",
        "body": "ribbons: what part of the body each has as clients at that time, on average",
    }[kind]
    return SvgChart(
        svg="".join(parts),
        title=title
        or _sentence(rows.filter(pl.col("until") == months[-1]), kind, len(items), look),
        subtitle=f"{what}; the thicker, the more\ncounted in {runs:,} runs",
        description=_told(rows, months, names, look),
    )


def _by(month: str) -> str:
    return f"by {spoken_month(month_span(month)[0])}"


def _room(rows: pl.DataFrame, people: list[str]) -> dict[str, float]:
    """Return the height that each needs where it holds most, in all pictures the same."""
    kept = rows.filter(pl.col("share") >= FAINTEST)
    sums = kept.group_by("until", "actor").agg(pl.col("share").sum())
    most = dict(sums.group_by("actor").agg(pl.col("share").max()).iter_rows())
    return {actor: max(_STEP, _THICKEST * most[actor] + _GAP) for actor in people}


def _places(room: Mapping[str, float], high: float) -> dict[str, float]:
    """Return the middle of each, spread over the height in proportion to the room they need."""
    stretch = high / max(1e-9, sum(room.values()))
    places, so_far = {}, _TOP
    for one, need in room.items():
        places[one] = so_far + stretch * need / 2
        so_far += stretch * need
    return places


def _ribbons(
    rows: pl.DataFrame,
    left: Mapping[str, float],
    right: Mapping[str, float],
    names: Mapping[str, str],
    look: Look,
    middle: float,
) -> list[str]:
    """Return the ribbons: stacked where they leave and where they arrive, thin ones on top."""
    order = {one: place for place, one in enumerate(right)}
    kept = [row for row in rows.to_dicts() if row["share"] >= FAINTEST and row["actor"] in right]
    kept.sort(key=lambda row: (list(left).index(row["item"]), order[row["actor"]]))
    leaving = _stacked(kept, "item", left)
    arriving = _stacked(kept, "actor", right)
    drawn = []
    for place, row in enumerate(kept):
        thick = _THICKEST * row["share"]
        x0, x1, y0, y1 = _LEFT, _LEFT + middle, leaving[place], arriving[place]
        bend = 0.5 * (x1 - x0)
        told = f"{names.get(row['item'], row['item'])}: {_holder(row['actor'], look)} "
        told += f"{of_100(row['share'])} of 100"
        path = (
            f'<path d="M{x0:.1f},{y0:.1f}C{x0 + bend:.1f},{y0:.1f},{x1 - bend:.1f},{y1:.1f},'
            f'{x1:.1f},{y1:.1f}" fill="none" stroke="{look.colour(row["actor"])}" '
            f'stroke-width="{thick:.2f}" opacity="0.72">'
            f"<title>{escape(visible(told))}</title></path>"
        )
        drawn.append((thick, path))
    return [path for _, path in sorted(drawn, key=lambda one: -one[0])]


def _stacked(rows: list[dict[str, Any]], end: str, places: Mapping[str, float]) -> list[float]:
    """Return the height of each ribbon at one end, those of one place stacked about its middle."""
    whole: dict[str, float] = {}
    for row in rows:
        whole[row[end]] = whole.get(row[end], 0.0) + _THICKEST * row["share"]
    so_far = {one: places[one] - high / 2 for one, high in whole.items()}
    found = []
    for row in rows:
        thick = _THICKEST * row["share"]
        found.append(so_far[row[end]] + thick / 2)
        so_far[row[end]] += thick
    return found


def _people(rows: pl.DataFrame, right: Mapping[str, float], look: Look, x: float) -> list[str]:
    """Return for each a bar as high as all that is held, and the short name."""
    kept = rows.filter(pl.col("share") >= FAINTEST)
    sums = dict(kept.group_by("actor").agg(pl.col("share").sum()).iter_rows())
    parts = []
    called = {a: _holder(a, look) if a == NOBODY else look.short(a) for a in right}
    short = cut_labels(called.values(), _RIGHT - 14)
    for actor, y in right.items():
        high = max(1.0, _THICKEST * sums.get(actor, 0.0))
        parts.append(
            f'<rect x="{x:.1f}" y="{y - high / 2:.1f}" width="5" height="{high:.1f}" '
            f'fill="{look.colour(actor)}"/>'
        )
        parts.append(svg_text(x + 10, y + 4, short[called[actor]], look))
    return parts


def _holder(actor: str, look: Look) -> str:
    """Return who holds something: a vacant post has no holder, whoever rules."""
    return "nobody here" if actor == NOBODY else look.name(actor)


def _sentence(last: pl.DataFrame, kind: str, n_items: int, look: Look) -> str:
    """Say who holds most at the end."""
    sums = (
        last.filter(pl.col("actor") != NOBODY)
        .group_by("actor", maintain_order=True)
        .agg(pl.col("share").sum())
        .sort("share", descending=True, maintain_order=True)
    )
    if sums.is_empty() or not sums["share"][0]:
        return "Nobody holds anything at the end"
    who, most = look.name(sums["actor"][0]), sums["share"][0]
    if kind == "post":
        return f"{who} holds most posts at the end, {most:.1f} of {n_items} on average"
    return f"{who} has most clients at the end, {of_100(most / n_items)} of 100 in an average body"


def _told(rows: pl.DataFrame, months: list[str], names: Mapping[str, str], look: Look) -> str:
    """Describe the pictures in words: who holds each item most often."""
    parts = []
    for month in months:
        top = (
            rows.filter(pl.col("until") == month)
            .sort("share", descending=True, maintain_order=True)
            .unique("item", keep="first", maintain_order=True)
        )
        firsts = ", ".join(
            f"{names.get(row['item'], row['item'])} {_holder(row['actor'], look)} "
            f"{of_100(row['share'])}"
            for row in top.to_dicts()
        )
        parts.append(f"{_by(month)}: {firsts}")
    return f"Ribbons, of 100; the most frequent of each. {'; '.join(parts)}."


def _distinct(labels: Sequence[str]) -> list[str]:
    """Return labels with a number where they are the same, as two posts of one name are.

    Examples
    --------
    >>> _distinct(["minister", "guard", "minister"])
    ['minister (1)', 'guard', 'minister (2)']
    """
    taken: Counter[str] = Counter()
    found = []
    for label in labels:
        taken[label] += 1
        found.append(f"{label} ({taken[label]})" if labels.count(label) > 1 else label)
    return found
