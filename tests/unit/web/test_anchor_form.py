"""The form that anchors runs: a chance is asked in 100, the leader is the one the case names."""

import dataclasses
from types import SimpleNamespace

import pytest

import whowhom as ww
from whowhom.errors import InvalidInput
from whowhom.web.pages.anchor import _chance, _leader


@pytest.mark.parametrize("text", ["0", "100", "120%", "-5", "abc", "nan", "inf"])
def test_a_wrong_chance_is_named_in_the_unit_of_the_form(text):
    with pytest.raises(InvalidInput, match="above 0 and below 100, such as 8, or empty"):
        _chance(text)


def test_a_chance_is_read_in_hundred_and_nothing_asks_for_the_outside_view():
    assert (_chance("8"), _chance(" 2,5 % ".strip()), _chance(" ")) == (0.08, 0.025, "outlook")


def test_the_leader_of_the_form_is_the_one_of_the_outlook():
    case = ww.read_case("ussr_1964")
    assert _leader(case) == case.incumbent == "khrushchev"
    assert _leader(ww.read_case("duel")) == ""
    stated = SimpleNamespace(id="leader", value="brezhnev")
    assert _leader(dataclasses.replace(case, outlook=(stated,))) == "brezhnev"
