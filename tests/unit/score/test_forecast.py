"""Forecasts are checked when they are made, and all that is wrong is told."""

import pytest

from whowhom.errors import InvalidInput
from whowhom.score.forecast import FATE_CLASSES, Forecast

SAID = {"ann": 0.75, "bob": 0.25}
FATES = dict.fromkeys(FATE_CLASSES, 0.2)


def test_a_sound_forecast_is_kept() -> None:
    fates = dict.fromkeys(SAID, FATES)
    found = Forecast(
        winner=SAID, removed={"ann": 1, "bob": 0}, first_removed=SAID, fates=fates, months=(0, 96)
    )
    assert found.winner == SAID


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"winner": {}}, "at least one"),
        ({"winner": {"ann": 0.5, "bob": 0.4}}, "sum to 1, got 0.9"),
        ({"winner": {"ann": 1.5, "bob": -0.5}}, "ann must be a probability"),
        ({"winner": {"ann": float("nan"), "bob": 1.0}}, "ann must be a probability"),
        ({"removed": {"ann": 0.5}}, "removed must name the contenders"),
        ({"removed": {"ann": 0.5, "bob": 2.0}}, "bob must be a probability"),
        ({"first_removed": {"ann": 0.9, "bob": 0.9}}, "not sum to more than 1"),
        ({"fates": {"ann": FATES}}, "fates must name the contenders"),
        ({"fates": {"ann": FATES, "bob": {"none": 1.0}}}, "fates of bob must name none, office"),
        ({"months": ()}, "months must be draws"),
        ({"months": (5.0, 97.0), "horizon": 96}, "between 0 and the horizon, 96"),
        ({"months": (float("nan"),)}, "months must be draws"),
    ],
)
def test_what_is_wrong_is_told(given, told) -> None:
    with pytest.raises(InvalidInput, match=told):
        Forecast(**({"winner": SAID} | given))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        Forecast(winner={"ann": 2.0}, removed={"ann": -1.0}, months=())
    assert len(str(caught.value).splitlines()) == 3
