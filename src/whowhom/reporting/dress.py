"""The colours of a page: the two themes as variables, so that one drawing serves both."""

from collections.abc import Mapping
from types import MappingProxyType

from whowhom.charts.palette import LIGHT, Theme

__all__ = ["ON_PAGE", "variables"]


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
