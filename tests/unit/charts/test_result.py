"""What charts take from a result and a case themselves."""

from types import SimpleNamespace

import numpy as np
import pytest

from whowhom.cases import read_case
from whowhom.charts import DARK, LIGHT, Look, documented_fates, fall_dots, fall_months
from whowhom.ensemble.circle import Circle


@pytest.fixture(scope="module")
def duel():
    return read_case("duel")


@pytest.fixture
def result(duel):
    """Return as much of a result as charts ask for: ten made-up runs of three months."""
    circle = Circle(
        actors=("lenin", "trotsky", "stalin"),
        contenders=("stalin", "trotsky"),
        first_month=1922 * 12 + 10,
        months=3,
    )
    fell = np.array([[0, 0, 0], [2, 0, 5], [0, 1, 0]])
    return SimpleNamespace(circle=circle, tally=SimpleNamespace(fell=fell), runs=10, case=duel)


def test_first_falls_by_month(result):
    assert fall_months(result).rows() == [
        ("stalin", "1922-11", 0.0),
        ("stalin", "1922-12", 0.1),
        ("stalin", "1923-01", 0.0),
        ("trotsky", "1922-11", 0.2),
        ("trotsky", "1922-12", 0.0),
        ("trotsky", "1923-01", 0.5),
    ]
    title = fall_dots(fall_months(result)).to_dict()["title"]["text"]
    assert title == "trotsky falls in 70 of 100 runs, half of them by Jan 1923"


def test_contenders_have_the_first_colours(result):
    look = Look.of(result.case, DARK)
    assert list(look.names)[:2] == ["stalin", "trotsky"]
    assert look.names["trotsky"] == "Leon Trotsky"
    assert look.colour("stalin") == DARK.actors[0]
    assert set(look.names) == {actor.id for actor in result.case.actors}
    assert Look.of(result.case).theme is LIGHT


def test_how_each_really_ended(duel):
    ends = documented_fates(duel)
    assert ends["trotsky"] == "assassinated"
    assert ends["zinoviev"] == "executed"
    assert ends["tomsky"] == "died"
    assert ends["stalin"] == "inner"
