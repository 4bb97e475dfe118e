"""Colours: told apart by everybody, readable on their ground, and the same in every chart."""

import itertools

import numpy as np
import pytest

from whowhom.charts import DARK, LIGHT, Look

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


def contrast(one, other):
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@themes
@pytest.mark.parametrize("sight", SIGHT)
def test_actors_are_told_apart(theme, sight):
    pairs = itertools.combinations(theme.actors, 2)
    assert min(np.linalg.norm(oklab(a, sight) - oklab(b, sight)) for a, b in pairs) > 0.09


@themes
def test_marks_and_texts_stand_out_from_the_ground(theme):
    assert min(contrast(colour, theme.paper) for colour in (*theme.actors, theme.rest)) >= 3
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


def test_short_labels_are_of_the_circle_and_the_chosen_ones_win(duel):
    look = Look(names={"a": "Ali Jr.", "b": "Ali Sr.", "c": "Mengistu Haile"}, given={"c": "Chief"})
    assert [look.short(actor) for actor in "abcz"] == ["Ali Jr.", "Ali Sr.", "Chief", "z"]
    assert Look.of(duel).short("trotsky") == "Trotsky"
