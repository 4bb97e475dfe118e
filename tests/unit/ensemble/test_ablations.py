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


def test_only_those_that_change_most_in_a_few_runs_are_given_all(monkeypatch):
    names = [mechanism.name for mechanism in MECHANISMS]
    simulated = []

    class Found:
        def __init__(self, change, base):
            self.change, self.runs = change, base
            name = str(change).rpartition(".")[2]
            self.flips, self.altered = names.index(name) / len(names), 1.0

    def simulate(case, parameters, *, runs, progress, **_):
        simulated.append(runs)
        progress(Progress(done=runs, runs=runs, stored_before=0, is_stopping=False))
        return runs

    told = []
    monkeypatch.setattr(module, "run_with", simulate)
    monkeypatch.setattr(module, "compared", lambda change, base, other: Found(change, base))
    base, found = ablations("case", runs=100, first_look=25, progress=told.append)
    kept = len(names) // 3
    assert base == 100
    assert simulated == [25] * (1 + len(names)) + [100] * (1 + kept)
    assert [one.mechanism for one in found[:kept]] == names[::-1][:kept]
    assert [one.what_if.runs for one in found] == [100] * kept + [25] * (len(names) - kept)
    assert told[-1].done == told[-1].runs == sum(simulated)
    assert [now.done for now in told] == sorted(now.done for now in told)
