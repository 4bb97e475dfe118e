"""Laws of paired runs of the real model: they share all chance and part where the change bites."""

import numpy as np
import pytest

import whowhom as ww
from whowhom.ensemble.what_if import what_if
from whowhom.errors import InvalidInput


def test_an_empty_change_alters_no_run():
    found = what_if(ww.read_case("duel"), runs=6, threads=2)
    assert (found.altered, found.flips) == (0, 0)
    assert found.base.sha256 == found.other.sha256
    assert all(effect.difference == 0 for effect in found.effects)


def test_a_change_is_the_changed_case_and_nothing_else():
    duel = ww.read_case("duel")
    told = []
    found = what_if(duel, without=["shocks.pact"], runs=6, progress=told.append)
    again = ww.run(duel, runs=6, seed=1)
    assert found.base.sha256 == again.sha256
    assert told[-1].done == told[-1].runs == 12
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)


def test_paired_runs_part_only_after_the_change_bites():
    """What happens in 1941 cannot change who has fallen before."""
    found = what_if(ww.read_case("duel"), without=["shocks.german_attack"], runs=8)
    fell = [np.concatenate([b["fell"] for b in r.blocks()]) for r in (found.base, found.other)]
    month = (1941 - 1922) * 12 + 6 - 4
    early = [np.where(f < month, f, -1) for f in fell]
    np.testing.assert_array_equal(*early)


def test_nothing_is_simulated_if_the_change_is_wrong(monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.what_if.run_given", lambda *_, **__: 1 / 0)
    with pytest.raises(InvalidInput, match="did you mean"):
        what_if(ww.read_case("duel"), without=["shocks.pakt"])
