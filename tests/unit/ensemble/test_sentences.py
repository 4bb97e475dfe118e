"""The answer in one sentence: who is told, in which order, and what is left out."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.ensemble.sentences import points, who_gains, who_rules, within_sampling_error

NAMES = {"a": "Ann", "b": "Ben", "c": "Cat"}


def told(*shares):
    rows = [{"actor": who, "share": share} for who, share in zip("abc", shares, strict=False)]
    rest = round(1 - sum(shares), 9)
    rows.append({"actor": "nobody", "share": rest})
    return who_rules(rows, NAMES, lambda share: f"{100 * share:.0f}")


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((0.9, 0.05, 0.05), "Ann ends as sole ruler in 90 of 100 runs"),
        ((0.3, 0.6, 0.1), "Ben ends as sole ruler in 60 of 100 runs"),
        ((0.5, 0.4, 0.05), "Ann ends as sole ruler in 50 of 100 runs, Ben in 40"),
        ((0.4, 0.1, 0.1), "Ann ends as sole ruler in 40 of 100 runs; no one does in 40"),
        (
            (0.2, 0.15, 0.05),
            "No one ends as sole ruler in 60 of 100 runs; Ann does in 20, Ben in 15",
        ),
        (
            (0.3, 0.25, 0.0),
            "Ann ends as sole ruler in 30 of 100 runs, Ben in 25; no one does in 45",
        ),
        ((0.0, 0.0, 0.0), "No one ends as sole ruler in 100 of 100 runs; Ann does in 0"),
        ((), "No one ends as sole ruler in 100 of 100 runs"),
    ],
)
def test_who_is_told(shares, sentence):
    assert told(*shares) == sentence


def test_the_gap_is_within_sampling_error_less_and_less_with_more_runs():
    rows = [{"share": 0.26}, {"share": 0.24}]
    decided = [within_sampling_error(rows, runs) for runs in (100, 1_000, 10_000, 100_000)]
    assert decided == [True, True, False, False]
    assert within_sampling_error([{"share": 0.3}, {"share": 0.3}], 10**9)
    assert not within_sampling_error(rows[:1], 10)


@given(st.floats(-1, 1))
def test_points_have_their_sign_and_no_signed_zero(share):
    told = points(share, signed=True)
    assert abs(float(told) - 100 * share) <= 0.5 + 1e-9
    if told == "0":
        assert abs(share) <= 0.0000501
    else:
        assert float(told) != 0
        assert told[0] == ("+" if share > 0 else "-")
    assert points(share).lstrip("-") == told.lstrip("+-")


@given(st.lists(st.tuples(st.floats(-0.4, 0.4), st.floats(0.01, 0.2)), min_size=1, max_size=6))
def test_a_change_turned_round_turns_gains_into_losses(differences):
    def effects(sign):
        return [
            SimpleNamespace(
                actor=f"a{place}",
                outcome="wins",
                difference=sign * by,
                low=sign * by - wide,
                high=sign * by + wide,
            )
            for place, (by, wide) in enumerate(differences)
        ]

    names = {f"a{place}": f"Ann{place}" for place in range(len(differences))}
    one, other = (who_gains(effects(sign), names) for sign in (1, -1))
    assert ("gains" in one, "loses" in one) == ("loses" in other, "gains" in other)
    for name in names.values():
        place = int(name[3:])
        by, wide = differences[place]
        if abs(by) < 0.999 * wide:
            assert name not in one, "an effect that is not clear alone is never named"
