"""Colours and type of every chart, on paper and on a dark ground.

The six colours of actors, that of further actors, that of nobody and the ink differ by 10 or more
(CIEDE2000) for readers with normal, red-, green- or blue-blind sight, and so do the grades of
evidence; all have a contrast of 3 : 1 on their ground. Fates run from mild, near the ground, to
fatal, far from it; two of them differ by 7 or more, and parts that touch have outlines. No chart
says anything by colour alone: marks have shapes, labels or the order of the key besides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from whowhom.cases.evidence import GRADES, UNSOURCED
from whowhom.cases.name_forms import person_forms
from whowhom.cases.names import short_labels, visible
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.outcome import FATES

if TYPE_CHECKING:
    from whowhom.cases.case import Case

__all__ = [
    "DARK",
    "FONT",
    "FONTS",
    "GREY",
    "LIGHT",
    "MODEL",
    "ON_PAGE",
    "SHAPES",
    "Look",
    "Theme",
    "both_grounds",
    "ink_on",
    "variables",
]

MODEL = "model"
"""What speaks for a shared parameter of the model, in place of a source of the case."""

FONTS = Path(__file__).parent / "fonts"
"""Source Sans 3 and Source Serif 4, under the SIL Open Font License: whole files for drawings, and
parts by alphabet (woff2) for pages."""
FONT = "'Source Sans 3', 'Noto Sans', 'DejaVu Sans', sans-serif"


SHAPES = ("circle", "square", "triangle-up", "cross", "triangle-down", "diamond", "triangle-right")
"""Of the marks of actors, in order."""


def _shades(*colours: str) -> Mapping[str, str]:
    """Give each fate its colour; whoever is dead has that of the last violent fate."""
    shades = dict(zip(FATES, colours, strict=True))
    return MappingProxyType({**shades, "dead": shades["assassinated"]})


def ink_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#1B1B1B" if 0.3 * red + 0.59 * green + 0.11 * blue > 125 else "#FFFFFF"


def _readable(shades: Mapping[str, str]) -> Mapping[str, str]:
    """Give each fate black or white, whichever is easier to read on its colour."""
    return MappingProxyType({fate: ink_on(colour) for fate, colour in shades.items()})


def _evidence(*colours: str) -> Mapping[str, str]:
    """Give each grade of evidence its colour, and the model's own parameters theirs."""
    return MappingProxyType(dict(zip((*GRADES, UNSOURCED, MODEL), colours, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A set of colours that belong together."""

    paper: str
    """The ground."""
    ink: str
    """Text, and everything documented."""
    mute: str
    """Subtitles and axes."""
    grid: str
    actors: tuple[str, ...]
    """For the first actors of a circle, in order."""
    rest: str
    """For every further actor."""
    nobody: str
    fates: Mapping[str, str]
    """By fate or status."""
    on_fates: Mapping[str, str]
    """Colour of a number that stands on the colour of a fate."""
    evidence: Mapping[str, str]
    """By grade of the sources: ``documented disputed assumed unsourced``; ``model`` for shared
    parameters."""

    def config(self) -> dict[str, Any]:
        """Return the part of a Vega-Lite spec that sets type and ground."""
        return {
            "background": self.paper,
            "font": FONT,
            "padding": 16,
            "view": {"stroke": None},
            "title": {
                "anchor": "start",
                "color": self.ink,
                "fontSize": 15,
                "fontWeight": 600,
                "offset": 14,
                "subtitleColor": self.mute,
                "subtitleFontSize": 12,
                "subtitlePadding": 5,
                "frame": "bounds",
            },
            "axis": {
                "domainColor": self.mute,
                "gridColor": self.grid,
                "labelColor": self.ink,
                "labelFlush": False,
                "labelFontSize": 11,
                "tickColor": self.mute,
                "titleColor": self.mute,
                "titleFontSize": 11,
                "titleFontWeight": "normal",
                "titlePadding": 8,
            },
            "legend": {
                "labelColor": self.ink,
                "labelFontSize": 11,
                "orient": "top",
                "symbolSize": 110,
                "symbolStrokeWidth": 0,
                "symbolType": "square",
                "title": None,
            },
            "header": {
                "labelAnchor": "start",
                "labelColor": self.ink,
                "labelFontSize": 12,
                "labelFontWeight": 600,
                "title": None,
            },
            "text": {"color": self.ink, "fontSize": 12},
        }


_LIGHT_FATES = _shades(
    *("#DAD3C4", "#E8C27A", "#DE9A4F", "#C46A45", "#A8485A"),
    *("#7C2F57", "#4E1D49", "#221027", "#8C9299"),
)
_DARK_FATES = _shades(
    *("#3A3833", "#6A5330", "#A06D33", "#D08A52", "#E0A08C"),
    *("#D9B4D2", "#E9DBF0", "#FFFCFF", "#71777F"),
)
_GREY_FATES = _shades(
    *("#F2F2F2", "#DEDEDE", "#C8C8C8", "#AFAFAF", "#949494"),
    *("#777777", "#575757", "#2B2B2B", "#FFFFFF"),
)

LIGHT = Theme(
    paper="#FFFDF8",
    ink="#1B1B1B",
    mute="#6B6862",
    grid="#E4DFD5",
    actors=("#0072B2", "#D55E00", "#0000C3", "#B183A5", "#500150", "#4A90F5"),
    rest="#5A564F",
    nobody="#969087",
    fates=_LIGHT_FATES,
    on_fates=_readable(_LIGHT_FATES),
    evidence=_evidence("#0A4A09", "#C08800", "#B40035", "#710084", "#6B6862"),
)
DARK = Theme(
    paper="#141414",
    ink="#F2EFE8",
    mute="#A8A39A",
    grid="#33312D",
    actors=("#56B4E9", "#EE7733", "#FFBF00", "#4C5ABB", "#F7CFF0", "#B9E4A0"),
    rest="#B9B4AB",
    nobody="#6E6A63",
    fates=_DARK_FATES,
    on_fates=_readable(_DARK_FATES),
    evidence=_evidence("#197C63", "#FFD500", "#EA7233", "#A055C5", "#A8A39A"),
)
GREY = Theme(
    paper="#FFFFFF",
    ink="#000000",
    mute="#555555",
    grid="#DDDDDD",
    actors=("#2F2F2F", "#8C8C8C", "#5C5C5C", "#B4B4B4", "#757575", "#A0A0A0"),
    rest="#C4C4C4",
    nobody="#E2E2E2",
    fates=_GREY_FATES,
    on_fates=_readable(_GREY_FATES),
    evidence=_evidence("#2B2B2B", "#6E6E6E", "#A6A6A6", "#A6A6A6", "#C9C9C9"),
)
"""For print without colour; marks that differ in nothing but colour carry their names."""


def both_grounds(light: Theme, dark: Theme) -> Theme:
    """Return the theme in which every colour is that of the reader's ground, as CSS writes it.

    Examples
    --------
    >>> both_grounds(LIGHT, DARK).ink
    'light-dark(#1B1B1B, #F2EFE8)'
    """

    def both(one: Any, other: Any) -> Any:
        if isinstance(one, str):
            return one if one == other else f"light-dark({one}, {other})"
        if isinstance(one, tuple):
            return tuple(map(both, one, other))
        return MappingProxyType({key: both(value, other[key]) for key, value in one.items()})

    return Theme(
        **{f.name: both(getattr(light, f.name), getattr(dark, f.name)) for f in fields(Theme)}
    )


def _named(theme: Theme) -> dict[str, str]:
    """Return every colour of a theme by the name of its variable."""
    plain = {name: getattr(theme, name) for name in _PLAIN}
    actors = {f"actor-{place}": colour for place, colour in enumerate(theme.actors)}
    fates = {f"fate-{fate}": colour for fate, colour in theme.fates.items()}
    on_fates = {f"on-{fate}": colour for fate, colour in theme.on_fates.items()}
    evidence = {f"evidence-{grade}": colour for grade, colour in theme.evidence.items()}
    return {**plain, **actors, **fates, **on_fates, **evidence}


_PLAIN = ("paper", "ink", "mute", "grid", "rest", "nobody")


def variables(theme: Theme) -> str:
    """Return a theme as declarations of CSS variables."""
    return "".join(
        f"--{name.replace('_', '-')}:{colour};" for name, colour in _named(theme).items()
    )


def _on_page() -> Theme:
    """Return the theme whose colours are the variables."""
    names = {name: f"var(--{name.replace('_', '-')})" for name in _named(LIGHT)}

    def of(kind: str, shades: Mapping[str, str]) -> Mapping[str, str]:
        return MappingProxyType({one: names[f"{kind}-{one}"] for one in shades})

    return Theme(
        paper=names["paper"],
        ink=names["ink"],
        mute=names["mute"],
        grid=names["grid"],
        rest=names["rest"],
        nobody=names["nobody"],
        actors=tuple(names[f"actor-{place}"] for place in range(len(LIGHT.actors))),
        fates=of("fate", LIGHT.fates),
        on_fates=of("on", LIGHT.on_fates),
        evidence=of("evidence", LIGHT.evidence),
    )


ON_PAGE = _on_page()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Which theme, what actors are called, and which actor has which colour.

    One look for all charts of a circle keeps each actor's colour the same in all of them.
    """

    names: Mapping[str, str]
    """Name by actor id; the order of the ids gives out the colours."""
    theme: Theme = LIGHT
    given: Mapping[str, str] = field(default_factory=dict)
    """Short label by actor id, of those whose label the coder chose."""

    @classmethod
    def plain(cls, actors: Iterable[str], theme: Theme = LIGHT) -> "Look":
        """Return a look in which ids stand for names."""
        return cls(names={actor: actor for actor in actors if actor != NOBODY}, theme=theme)

    @classmethod
    def of(cls, case: "Case", theme: Theme = LIGHT) -> "Look":
        """Return the look of a case: contenders have the first colours."""
        ordered = sorted(case.actors, key=lambda actor: actor.id == case.arbiter)
        return cls(
            names={actor.id: visible(actor.name) for actor in ordered},
            theme=theme,
            given={actor.id: actor.short for actor in ordered},
        )

    def ordered(self, actors: Iterable[str]) -> list[str]:
        """Return the actors in the order of `names`; others last, as they come."""
        order = {actor: place for place, actor in enumerate(self.names)}
        return sorted(dict.fromkeys(actors), key=lambda actor: order.get(actor, len(order)))

    def name(self, actor: str) -> str:
        """Return what an actor is called; two of one name are distinguished by their ids."""
        if actor == NOBODY and actor not in self.names:
            return "no sole ruler"
        name = self.names.get(actor, actor)
        return name if Counter(self.names.values())[name] < 2 else f"{name} ({actor})"

    def short(self, actor: str) -> str:
        """Return the short label of an actor, which no other of the circle has."""
        if actor not in self.names:
            return self.name(actor)
        return short_labels(self.names, person_forms, self.given)[actor]

    def shape(self, actor: str) -> str:
        """Return the shape of an actor's marks, for readers who cannot go by colour."""
        if actor == NOBODY and actor not in self.names:
            return "circle"
        order = list(self.names)
        return SHAPES[(order.index(actor) if actor in self.names else len(order)) % len(SHAPES)]

    def colour(self, actor: str) -> str:
        """Return the colour of an actor."""
        if actor == NOBODY and actor not in self.names:
            return self.theme.nobody
        order = list(self.names)
        place = order.index(actor) if actor in self.names else len(order)
        return self.theme.actors[place] if place < len(self.theme.actors) else self.theme.rest
