"""The door of the killing game and its two variants: what they take, refuse and hand back."""

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import killing_claimants, killing_game, killing_regimes
from whowhom.theory.results import plain

GAME = {"incumbent_wins": 0.5, "arrival": 0.1, "discount": 0.9, "loss": 6}
CIRCLE = {"incumbent_wins": 0.5, "arrival": 0.1, "discount": 0.9, "claimants": 5}
MAP = {"incumbent_wins": 0.5, "discount": 0.9, "largest_loss": 20, "steps": 10}
NO_NUMBERS = [float("nan"), float("inf"), None, "", "much", True, [0.5], "1/0", 2j, {"a": 0.5}]


def test_floats_texts_and_decimals_are_exact():
    for half, tenth in ((0.5, 0.1), ("1/2", "1/10"), (Decimal("0.5"), Decimal("0.1"))):
        found = killing_game(incumbent_wins=half, arrival=tenth, discount="0.9", loss=4.5)
        assert found.least_loss == found.loss == Fraction(9, 2)
        assert found.can_spare


@pytest.mark.parametrize(
    ("solver", "base", "name", "bad", "domain"),
    [
        (solver, base, name, bad, domain)
        for solver, base in (
            (killing_game, GAME),
            (killing_claimants, CIRCLE),
            (killing_regimes, MAP),
        )
        for name, outside, domain in (
            ("incumbent_wins", [0, 1, -0.1, 1.1], r"in \(0, 1\)"),
            ("arrival", [0, -0.1, 1.01], r"in \(0, 1\]"),
            ("discount", [0, 1, -1], r"in \(0, 1\)"),
            ("loss", [-1, -1e-9], "a number >= 0"),
            ("claimants", [0, -1, 21, 1.5], r"a whole number in \[1, 20\]"),
            ("largest_loss", [0, -1], "a number > 0"),
            ("steps", [0, 201, 2.5], r"a whole number in \[1, 200\]"),
        )
        if name in base
        for bad in [*outside, *NO_NUMBERS]
    ],
)
def test_outside_the_domain(solver, base, name, bad, domain):
    with pytest.raises(InvalidInput, match=f"^{name} must be {domain}, got") as caught:
        solver(**base | {name: bad})
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("name", GAME)
def test_numbers_too_long_to_be_exact(name):
    long = {"loss": "1" + "0" * 30}.get(name, "0.1234567891011121314151617181927")
    with pytest.raises(InvalidInput, match=f"{name} has 3. digits .* round it"):
        killing_game(**GAME | {name: long})
    if name in CIRCLE:
        with pytest.raises(InvalidInput, match=f"{name} has 3. digits .* round it"):
            killing_claimants(**CIRCLE | {name: long})


def test_the_longest_numbers_that_are_taken_can_be_printed():
    """Fractions of the result grow with the claimants; Python prints 4300 digits."""
    most = {
        "incumbent_wins": Fraction(10**29 + 7, 10**30 - 1),
        "arrival": Fraction(10**28 + 9, 10**30 - 11),
        "discount": Fraction(10**30 - 101, 10**30 - 17),
    }
    for found in (
        killing_claimants(**most, claimants=20),
        killing_game(**most, loss=Fraction(10**30 - 1, 10**29 + 1)),
    ):
        assert str(found)
        assert plain(found)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        killing_game(incumbent_wins=2, arrival=0, discount="x", loss=-1)
    starts = [line.split()[0] for line in str(caught.value).splitlines()]
    assert starts == ["incumbent_wins", "arrival", "discount", "loss"]


@pytest.mark.parametrize(
    ("solver", "given"),
    [(killing_game, GAME), (killing_claimants, CIRCLE), (killing_regimes, MAP)],
    ids=["game", "claimants", "regimes"],
)
def test_results_are_frozen_print_and_pickle(solver, given):
    found = solver(**given)
    with pytest.raises(AttributeError):
        setattr(found, next(iter(plain(found))), 1)
    assert pickle.loads(pickle.dumps(found)) == found
    assert max(map(len, str(found).splitlines())) <= 80
    assert plain(found)


def test_the_game_in_words():
    spares, kills = killing_game(**GAME), killing_game(**GAME | {"loss": 4})
    free, crowded = (killing_game(**GAME | {"arrival": arrival}) for arrival in (0.5, 1))
    assert "at least 4.5 periods in power; it costs 6." in str(spares)
    assert "clean over clean         spares  spares   kills  kills" in str(spares)
    assert str(kills).startswith("Only killing can last")
    assert str(free).startswith("Sparing can last, at any loss")
    assert "and 2 more equilibria" in str(crowded)
    assert "1*" in str(crowded)


def test_claimants_and_map_in_words():
    circle = str(killing_claimants(**CIRCLE))
    assert "none                                  no loss suffices" in circle
    assert "2                                                5.362" in circle
    generous = killing_claimants(incumbent_wins=0.5, arrival=1, discount=0.9)
    assert "nothing" in str(generous)
    assert "killing, then mercy by fear" in str(killing_regimes(**MAP))
    assert len(str(killing_regimes(**MAP | {"steps": 200})).splitlines()) == 25
