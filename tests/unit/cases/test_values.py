"""Numbers, ranges, flags, ids and shares."""

import pytest

from whowhom.cases.case import Quantity
from whowhom.cases.problems import BadCell
from whowhom.cases.schema import CASE, TABLES
from whowhom.cases.values import (
    parse_flag,
    parse_id,
    parse_integer,
    parse_number,
    parse_shares,
    suggest_id,
)

ARMY = TABLES["actors"].column("army")  # 0..3
LINE = TABLES["actors"].column("line")  # -1..1
SIZE = TABLES["audiences"].column("size")
FILLS = TABLES["posts"].column("fills")
VOICE = TABLES["posts"].column("voice")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("2", Quantity(2, 2)),
        ("1..3", Quantity(1, 3)),
        ("1 .. 3", Quantity(1, 3)),
        ("1..2..3", Quantity(1, 3, 2)),
        ("1..1..3", Quantity(1, 3, 1)),
        ("2..2", Quantity(2, 2)),
        ("2..2..2", Quantity(2, 2)),
        (".5", Quantity(0.5, 0.5)),
        ("0.25..5e-1", Quantity(0.25, 0.5)),
        ("+1", Quantity(1, 1)),
        ("-0", Quantity(0, 0)),
    ],
)
def test_numbers(text, quantity):
    assert parse_number(text, ARMY) == quantity


def test_minus_nought_is_nought():
    assert str(parse_number("-0.0", LINE).low) == "0.0"


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("4", "W102", "a number from 0 to 3"),
        ("-0.1", "W102", "outside 0..3"),
        ("1..4", "W102", "outside 0..3"),
        ("3..1", "W106", "1..3"),
        ("1..3..2", "W106", "1..2..3"),
        ("0,5", "W105", "0.5"),
        ("nan", "W104", "leave the cell empty"),
        ("NaN", "W104", "leave the cell empty"),
        ("?", "W104", "leave the cell empty"),
        ("inf", "W104", "finite"),
        ("1e999", "W104", "too large"),
        ("1_000", "W104", "not a number"),
        ("٣", "W104", "not a number"),
        ("\uff13", "W104", "not a number"),
        ("0x1", "W104", "not a number"),
        ("50%", "W104", "0.5"),
        ("1-3", "W104", "1..3"),
        ("1\u20133", "W104", "1..3"),
        ("1 to 3", "W104", "1..3"),
        ("1...3", "W104", "1..3"),
        ("\u22121", "W104", "as -"),
        ("1..2..3..3", "W104", "not a number"),
        ("1..", "W104", "not a number"),
        ("..", "W104", "not a number"),
        ("two", "W104", "not a number"),
        ("1" * 101, "W104", "not a number"),
    ],
)
def test_refused_numbers(text, code, advice):
    with pytest.raises(BadCell) as caught:
        parse_number(text, ARMY)
    assert caught.value.code == code
    assert advice in f"{caught.value.finding}; {caught.value.hint}"


def test_decimal_comma_only_where_told():
    assert parse_number("0,5..1,5", ARMY, decimal_comma=True) == Quantity(0.5, 1.5)
    with pytest.raises(BadCell, match="decimal comma"):
        parse_number("0,5", ARMY)


def test_majority_must_be_below_one():
    majority = CASE.column("majority")
    assert parse_number("0.5", majority).low == 0.5
    with pytest.raises(BadCell) as caught:
        parse_number("1", majority)
    assert "below 1" in caught.value.hint


def test_integers():
    assert parse_integer("200", SIZE) == 200
    for text in ("0", "1000001", "1.5", "1,000", "-5", "2e3", "9" * 30):
        with pytest.raises(BadCell):
            parse_integer(text, SIZE)


def test_flags():
    assert [parse_flag(text) for text in ("yes", "NO", "TRUE", "0")] == [True, False, True, False]
    with pytest.raises(BadCell, match="neither yes nor no"):
        parse_flag("maybe")


def test_ids():
    assert parse_id("trotsky_2") == "trotsky_2"
    for text in ("Trotsky", "2trotsky", "trot sky", "a" * 33, "троцкий", "_x", "a\n"):
        with pytest.raises(BadCell):
            parse_id(text)
    with pytest.raises(BadCell) as caught:
        parse_id("Müller, Jr.")
    assert "muller_jr" in caught.value.hint
    assert suggest_id("Троцкий") == ""


def test_shares():
    assert parse_shares("cadres=0.5; elite=0.1..0.2;", FILLS) == {
        "cadres": Quantity(0.5, 0.5),
        "elite": Quantity(0.1, 0.2),
    }
    assert parse_shares("0.3", VOICE) == {"*": Quantity(0.3, 0.3)}
    assert parse_shares("cadres=0,5", FILLS, decimal_comma=True) == {"cadres": Quantity(0.5, 0.5)}


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("0.3", "W114", "names no audience"),
        ("cadres=0.5;cadres=0.1", "W114", "twice"),
        ("cadres=0.5;0.1", "W114", "id=number"),
        ("=0.5", "W114", "id=number"),
        ("Cadres=0.5", "W114", "id=number"),
        ("cadres=1.5", "W102", 'for "cadres"'),
        ("cadres=", "W104", 'for "cadres"'),
        ("cadres=0.1=0.2", "W114", "id=number"),
    ],
)
def test_refused_shares(text, code, advice):
    with pytest.raises(BadCell) as caught:
        parse_shares(text, FILLS)
    assert caught.value.code == code
    assert advice in f"{caught.value.finding}; {caught.value.hint}"
