"""Laws of the viziers' ceiling, and agreement with viziers tried one by one."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from whowhom.theory import viziers

threats = st.builds(Fraction, st.integers(1, 9), st.just(10))
chances = st.lists(st.integers(0, 10), min_size=2, max_size=2, unique=True)
payments = st.integers(0, 8)
prizes = st.integers(1, 12)
skills = st.builds(Fraction, st.integers(0, 12), st.just(12))


def solve(threat, chances, wage, prize, penalty, competence=Fraction(1, 2)):
    low, high = sorted(chances)
    return viziers(
        strong=threat,
        success_weak=Fraction(low, 10),
        success_strong=Fraction(high, 10),
        wage=wage,
        prize=prize,
        penalty=penalty,
        competence=competence,
    )


def betrays(threat, chances, wage, prize, penalty, competence):
    """Return after which signals (strong, weak) a vizier betrays, from what treason is worth."""
    low, high = (Fraction(chance, 10) for chance in sorted(chances))
    found = []
    for right in ((1 + competence) / 2, (1 - competence) / 2):  # how likely the strong look so
        seen = threat * right + (1 - threat) * (1 - right)
        success = (threat * right * high + (1 - threat) * (1 - right) * low) / seen
        found.append(success * prize - (1 - success) * penalty > wage)
    return tuple(found)


WORDS = {
    (False, False): "never",
    (True, False): "strong plotters only",
    (True, True): "always",
}


@given(threats, chances, payments, prizes, payments, skills)
def test_each_vizier_does_what_pays(threat, chances, wage, prize, penalty, skill):
    assume(skill < 1)
    found = solve(threat, chances, wage, prize, penalty, skill)
    assert found.betrays == WORDS[betrays(threat, chances, wage, prize, penalty, skill)]


@given(threats, chances, payments, prizes, payments, skills)
def test_loyal_up_to_the_ceiling_and_not_above(threat, chances, wage, prize, penalty, skill):
    found = solve(threat, chances, wage, prize, penalty, skill)
    is_loyal = found.ceiling is not None and skill <= found.ceiling
    assert (found.betrays == "never") == is_loyal
    if found.ceiling is not None:
        at = solve(threat, chances, wage, prize, penalty, found.ceiling)
        assert at.betrays == "never"
        if found.ceiling < 1:
            assert at.belief_after_strong == found.least_belief


def height(found):
    return Fraction(-1) if found.ceiling is None else found.ceiling


@given(threats, chances, payments, prizes, payments)
def test_threat_and_prize_lower_the_ceiling_wage_and_penalty_raise_it(
    threat, chances, wage, prize, penalty
):
    base = height(solve(threat, chances, wage, prize, penalty))
    if threat < Fraction(9, 10):
        assert height(solve(threat + Fraction(1, 10), chances, wage, prize, penalty)) <= base
    assert height(solve(threat, chances, wage, prize + 1, penalty)) <= base
    assert height(solve(threat, chances, wage + 1, prize, penalty)) >= base
    if wage < prize:  # with a wage above the prize nobody betrays anyway
        assert height(solve(threat, chances, wage, prize, penalty + 1)) >= base


@given(
    threats, chances, payments, prizes, payments, st.fractions(Fraction(1, 9), 9, max_denominator=9)
)
def test_the_unit_of_payments_does_not_matter(threat, chances, wage, prize, penalty, unit):
    base = solve(threat, chances, wage, prize, penalty)
    assert solve(threat, chances, wage * unit, prize * unit, penalty * unit) == base


@given(threats, chances, payments, prizes, payments)
def test_the_frontier_is_the_ceiling_at_each_threat(threat, chances, wage, prize, penalty):
    found = solve(threat, chances, wage, prize, penalty)
    assert [point.strong for point in found.frontier] == [Fraction(i, 20) for i in range(1, 20)]
    assert {point.strong: point.ceiling for point in found.frontier}[threat] == found.ceiling


@given(threats, chances, payments, prizes, payments, skills)
def test_beliefs_average_to_the_threat(threat, chances, wage, prize, penalty, skill):
    found = solve(threat, chances, wage, prize, penalty, skill)
    looks_strong = threat * (1 + skill) / 2 + (1 - threat) * (1 - skill) / 2
    mean = looks_strong * found.belief_after_strong + (1 - looks_strong) * found.belief_after_weak
    assert mean == threat
    assert found.belief_after_weak <= threat <= found.belief_after_strong


@given(threats, chances, prizes, payments)
def test_a_wage_as_high_as_the_prize_keeps_every_vizier(threat, chances, prize, penalty):
    assert solve(threat, chances, prize, prize, penalty).ceiling == 1
