"""Ablations: each mechanism in turn, ranked, all with the same chance."""

import pytest

from whowhom.ensemble import ablations as module
from whowhom.ensemble.ablations import ablations
from whowhom.ensemble.progress import Progress
from whowhom.errors import InvalidInput
from whowhom.sim.parameters import MECHANISMS


def test_an_unknown_mechanism_is_refused_before_anything_is_simulated(monkeypatch):
    monkeypatch.setattr(module, "run_with", lambda *_, **__: 1 / 0)
    with pytest.raises(InvalidInput, match="there is no 'magic'; there are funeral_absence"):
        ablations(None, mechanisms=["erasure", "magic"])


def test_each_is_left_out_once_and_the_strongest_comes_first(monkeypatch):
    class Found:
        def __init__(self, change):
            self.change = change
            self.flips = {"danger": 0.5, "bonds": 0.2}.get(str(change).rpartition(".")[2], 0.0)
            self.altered = 1.0 if "mortality" in str(change) else 0.0

    simulated, told = [], []

    def simulate(case, parameters, *, progress, **_):
        progress(Progress(done=7, runs=7, stored_before=0, is_stopping=False))
        simulated.append(parameters)
        return len(simulated)

    monkeypatch.setattr(module, "run_with", simulate)
    monkeypatch.setattr(module, "compared", lambda change, base, other: Found(change))
    base, found = ablations("case", runs=7, progress=told.append)
    assert base == 1
    assert len(simulated) == len(MECHANISMS) + 1
    assert [one.mechanism for one in found[:3]] == ["danger", "bonds", "mortality"]
    assert {one.mechanism for one in found} == {mechanism.name for mechanism in MECHANISMS}
    whole = 7 * len(simulated)
    assert [(now.done, now.runs) for now in told] == [(n, whole) for n in range(7, whole + 1, 7)]
