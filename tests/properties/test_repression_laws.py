"""Laws of the size of a repression."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.theory.control.repression import repression

twentieths = st.integers(0, 20).map(lambda k: Fraction(k, 20))


@st.composite
def cases(draw):
    """Return enemies, tolerated and precision for which somebody must and can be struck."""
    tolerated, enemies, precision = sorted(draw(st.tuples(twentieths, twentieths, twentieths)))
    assume(tolerated < enemies)
    return enemies, tolerated, precision


def solve(enemies, tolerated, precision):
    return repression(enemies=enemies, tolerated=tolerated, precision=precision)


@given(cases())
def test_it_leaves_exactly_what_is_tolerated(case):
    enemies, tolerated, precision = case
    found = solve(*case)
    assert enemies - precision * found.struck == tolerated * (1 - found.struck)
    assert found.enemies_left == tolerated


@given(cases())
def test_parts_are_parts(case):
    enemies, _, _ = case
    found = solve(*case)
    assert found.struck == found.innocents + found.enemies_struck
    assert 0 < found.struck <= 1
    assert 0 <= found.enemies_struck <= enemies
    assert 0 <= found.innocents <= 1 - enemies
    assert found.struck_if_certain <= found.struck


@given(cases())
def test_a_smaller_repression_leaves_too_many(case):
    enemies, tolerated, precision = case
    assume(enemies < precision)
    struck = solve(*case).struck
    for part in (Fraction(0), struck / 2, struck * Fraction(999, 1000)):
        assert (enemies - precision * part) / (1 - part) > tolerated


@given(cases(), st.integers(1, 20).map(lambda k: Fraction(k, 100)))
def test_signs(case, step):
    """It falls with precision and with what is tolerated, and rises with enemies."""
    enemies, tolerated, precision = case
    found = solve(*case)
    if precision + step <= 1:
        better = solve(enemies, tolerated, precision + step)
        assert better.struck < found.struck
        assert better.innocents < found.innocents
    if enemies + step <= precision:
        assert solve(enemies + step, tolerated, precision).struck > found.struck
    if tolerated + step < enemies < precision:
        assert solve(enemies, tolerated + step, precision).struck < found.struck


@given(cases())
def test_blind_striking_strikes_everybody_and_certainty_no_innocent(case):
    enemies, tolerated, _ = case
    assert solve(enemies, tolerated, enemies).struck == 1
    assert solve(enemies, tolerated, 1).innocents == 0


@given(twentieths, twentieths, st.integers(1, 20).map(lambda k: Fraction(k, 20)))
def test_nobody_is_struck_where_enemies_are_tolerated(one, other, precision):
    enemies, tolerated = sorted((one, other))
    assume(tolerated < 1)
    found = solve(enemies, tolerated, precision)
    assert (found.struck, found.innocents, found.struck_if_certain) == (0, 0, 0)
    assert found.enemies_left == enemies


@given(twentieths, twentieths, st.integers(1, 20).map(lambda k: Fraction(k, 20)))
def test_it_is_refused_exactly_where_striking_more_does_not_help(enemies, tolerated, precision):
    assume(tolerated < enemies)
    if precision < enemies:
        with pytest.raises(InvalidInput, match="precision must"):
            solve(enemies, tolerated, precision)
    else:
        assert solve(enemies, tolerated, precision).struck <= 1
