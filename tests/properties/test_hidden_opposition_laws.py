"""Laws of hidden opposition: choices are best answers, nobody else would be, order and units."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from whowhom.theory.crowds.cascade import cascade
from whowhom.theory.crowds.hidden_opposition import hidden_opposition

tenths = st.integers(0, 10).map(lambda k: Fraction(k, 10))
societies = st.lists(tenths, min_size=1, max_size=10)
weights = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(4)])
standings = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2)])


def utility(says, private, openly, integrity, reputation):
    """Return what saying 1 (against the regime) or 0 is worth when the share `openly` says 1."""
    company = openly if says else 1 - openly
    return reputation * company - integrity * abs(says - private)


@given(societies, weights, standings)
def test_equals_choosing_by_utility_round_by_round(private, integrity, reputation):
    n, acting = len(private), set()
    while True:
        openly = Fraction(len(acting), n)
        joined = acting | {
            i
            for i, x in enumerate(private)
            if utility(1, x, openly, integrity, reputation)
            >= utility(0, x, openly, integrity, reputation)
        }
        if joined == acting:
            break
        acting = joined
    found = hidden_opposition(private, integrity=integrity, reputation=reputation)
    assert found.is_open == tuple(i in acting for i in range(n))
    assert found.open_share == Fraction(len(acting), n)


@given(societies, weights)
def test_the_threshold_falls_with_private_opposition(private, integrity):
    found = hidden_opposition(private, integrity=integrity)
    ranked = sorted(zip(private, found.threshold, strict=True))
    thresholds = [threshold for _, threshold in ranked]
    assert thresholds == sorted(thresholds, reverse=True)
    assert all(0 <= threshold <= 1 for threshold in thresholds)


@given(societies, weights)
def test_shares_add_up(private, integrity):
    found = hidden_opposition(private, integrity=integrity)
    undecided = sum(
        said and x == Fraction(1, 2) for x, said in zip(private, found.is_open, strict=True)
    )
    spoken = found.private_share - found.hidden_share + found.pressed_share
    assert found.open_share == spoken + Fraction(undecided, len(private))
    assert found.gap == found.private_share - found.open_share
    assert sum(found.is_open) == found.bandwagon.number


@given(societies, weights)
def test_it_is_a_cascade_of_its_thresholds(private, integrity):
    found = hidden_opposition(private, integrity=integrity)
    again = cascade(found.threshold, unit="share")
    assert again.path.tolist() == found.bandwagon.path.tolist()


@given(societies, weights, standings, st.fractions(Fraction(1, 9), 9))
def test_only_the_ratio_of_the_weights_matters(private, integrity, reputation, unit):
    one = hidden_opposition(private, integrity=integrity, reputation=reputation)
    other = hidden_opposition(private, integrity=unit * integrity, reputation=unit * reputation)
    assert one.threshold == other.threshold


@given(societies, weights, st.integers(0, 9), tenths)
def test_more_private_opposition_never_lowers_the_open_one(private, integrity, i, x):
    i %= len(private)
    angrier = [*private[:i], max(x, private[i]), *private[i + 1 :]]
    before = hidden_opposition(private, integrity=integrity).open_share
    assert hidden_opposition(angrier, integrity=integrity).open_share >= before


@given(societies)
def test_without_integrity_nobody_starts(private):
    """All wait for one half, so nobody speaks, whatever they think."""
    assert hidden_opposition(private, integrity=0).open_share == 0


@given(societies)
def test_with_much_integrity_all_speak_their_mind(private):
    found = hidden_opposition(private, integrity=1000)
    assert found.hidden_share == 0
    assert found.pressed_share == 0


@given(societies, weights)
def test_floats_mean_the_decimals_that_they_print(private, integrity):
    exact = hidden_opposition(private, integrity=integrity)
    floats = hidden_opposition([float(x) for x in private], integrity=float(integrity))
    assert floats.threshold == exact.threshold


@given(societies, weights, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(private, integrity, shuffler):
    order = shuffler.sample(range(len(private)), len(private))
    found = hidden_opposition(private, integrity=integrity)
    moved = hidden_opposition([private[i] for i in order], integrity=integrity)
    assert moved.is_open == tuple(found.is_open[i] for i in order)
    assert moved.gap == found.gap
