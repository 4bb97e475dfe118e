"""The answer in one sentence: who is told, in which order, and what is left out."""

import pytest

from whowhom.ensemble.sentences import who_rules, within_sampling_error

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
