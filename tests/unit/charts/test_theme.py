"""Colours: told apart by everybody, readable on their ground, and the same in every chart."""

import itertools

import numpy as np
import pytest

from whowhom.cases import read_case
from whowhom.charts import DARK, LIGHT, Look
from whowhom.charts.theme import SHAPES

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(colour, sight="normal"):
    seen = np.clip(np.asarray(SIGHT[sight]) @ linear(colour), 0, 1)
    return TO_OKLAB @ np.cbrt(TO_CONES @ seen)


TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def cielab(colour, sight="normal"):
    part = TO_XYZ @ np.clip(np.asarray(SIGHT[sight]) @ linear(colour), 0, 1) / WHITE
    f = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, other):
    """Return the difference of two colours in CIELAB (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(c7 / (c7 + 25**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = h1 + turn / 2 if c1 * c2 else h1 + h2
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
    t += 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.2 * np.cos(np.radians(4 * hue - 63))
    s_l = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    d_l, d_c = (l2 - l1) / s_l, (c2 - c1) / (1 + 0.045 * c)
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * c * t)
    around = 30 * np.exp(-((((hue % 360) - 275) / 25) ** 2))
    rotated = -np.sin(np.radians(2 * around)) * 2 * np.sqrt(c**7 / (c**7 + 25**7))
    return float(np.sqrt(d_l**2 + d_c**2 + d_h**2 + rotated * d_c * d_h))


def closest(colours, sight):
    """Return the least difference of any two of some colours."""
    seen = [cielab(colour, sight) for colour in colours]
    return min(ciede2000(one, other) for one, other in itertools.combinations(seen, 2))


def contrast(one, other):
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@themes
@pytest.mark.parametrize("sight", SIGHT)
def test_actors_are_told_apart(theme, sight):
    pairs = itertools.combinations(theme.actors, 2)
    assert min(np.linalg.norm(oklab(a, sight) - oklab(b, sight)) for a, b in pairs) > 0.09


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [  # of the test data of Sharma, Wu and Dalal (2005), 10.1002/col.20070
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_those_that_are_published(one, other, difference):
    assert ciede2000(one, other) == pytest.approx(difference, abs=1e-4)


@themes
@pytest.mark.parametrize("sight", SIGHT)
def test_categories_that_stand_together_differ_for_every_sight(theme, sight):
    """People, those without a colour of their own, nobody, and what is documented, in ink."""
    assert closest((*theme.actors, theme.rest, theme.nobody, theme.ink), sight) >= 10
    assert len(set(theme.evidence.values())) == len(theme.evidence)
    assert closest((*theme.evidence.values(), theme.ink), sight) >= 10
    assert closest(set(theme.fates.values()), sight) >= 7


def test_colour_is_never_all_that_tells_actors_apart():
    look = Look.plain([f"a{i}" for i in range(9)])
    shapes = [look.shape(f"a{i}") for i in range(9)]
    assert len(set(shapes)) == len(SHAPES) == 7
    assert len({(look.colour(f"a{i}"), shapes[i]) for i in range(9)}) == 9


@themes
def test_marks_and_texts_stand_out_from_the_ground(theme):
    marks = (*theme.actors, theme.rest, theme.nobody, *theme.evidence.values())
    assert min(contrast(colour, theme.paper) for colour in marks) >= 3
    assert contrast(theme.mute, theme.paper) >= 3  # outlines of fates, the mildest near the ground
    assert contrast(theme.ink, theme.paper) > 12
    assert contrast(theme.mute, theme.paper) > 4.5


@themes
@pytest.mark.parametrize("sight", SIGHT)
def test_fates_run_from_mild_to_fatal(theme, sight):
    """Neighbours differ, and each is farther from the ground than the one before."""
    ordered = list(theme.fates.values())[:8]
    steps = [oklab(b, sight)[0] - oklab(a, sight)[0] for a, b in itertools.pairwise(ordered)]
    assert all(step < 0 for step in steps) or all(step > 0 for step in steps)
    pairs = itertools.pairwise(ordered)
    assert min(np.linalg.norm(oklab(a, sight) - oklab(b, sight)) for a, b in pairs) > 0.065
    ground = oklab(theme.paper)[0]
    assert abs(oklab(ordered[0])[0] - ground) < abs(oklab(ordered[-1])[0] - ground)


def test_colours_go_to_the_first_six_and_stay():
    look = Look.plain([f"a{i}" for i in range(9)])
    assert [look.colour(f"a{i}") for i in range(6)] == list(LIGHT.actors)
    assert {look.colour(f"a{i}") for i in range(6, 9)} == {LIGHT.rest}
    assert look.colour("stranger") == LIGHT.rest
    assert look.colour("nobody") == LIGHT.nobody


def test_an_actor_whose_id_is_nobody_is_somebody():
    look = Look(names={"nobody": "Captain Nemo"})
    assert look.name("nobody") == "Captain Nemo"
    assert look.colour("nobody") == LIGHT.actors[0]
    assert Look.plain(["a"]).name("nobody") == "no sole ruler"


def test_order_follows_the_names():
    look = Look.plain(["c", "a"])
    assert look.ordered(["b", "a", "c", "a"]) == ["c", "a", "b"]


def test_short_labels_are_of_the_circle_and_the_chosen_ones_win():
    look = Look(names={"a": "Ali Jr.", "b": "Ali Sr.", "c": "Mengistu Haile"}, given={"c": "Chief"})
    assert [look.short(actor) for actor in "abcz"] == ["Ali Jr.", "Ali Sr.", "Chief", "z"]
    assert Look.of(read_case("duel")).short("trotsky") == "Trotsky"
