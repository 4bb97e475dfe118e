"""Parameter sets in use: each run draws one, by its seed and number alone, and keeps it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from whowhom.ensemble.what_if import run_with
from whowhom.scenario.change import Change, changed
from whowhom.scenario.start import Start
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import PARAMETERS, Parameters
from whowhom.sim.simulation import simulate

NAMES = ("start_esteem", "start_clients", "whim", "bias", "opportunity")
RUNS = 60


@pytest.fixture(scope="module")
def sets():
    ranges = np.array([(p.low, p.high) for n in NAMES for p in PARAMETERS if p.name == n])
    drawn = np.random.default_rng(7).uniform(ranges[:, 0], ranges[:, 1], (9, len(NAMES)))
    return ParameterSets(names=NAMES, values=tuple(map(tuple, drawn.tolist())))


def simulated(case, parameters, **options):
    return simulate(Start(case, parameters), seed=1, **options)


def test_a_single_set_is_the_plain_parameters_bit_for_bit(toy, same):
    value = {"start_esteem": 0.3, "start_clients": 0.5, "bias": 0.25}
    single = ParameterSets(names=tuple(value), values=(tuple(value.values()),))
    plain = Parameters().replace(**value)
    same(simulated(toy.court(), single, runs=RUNS), simulated(toy.court(), plain, runs=RUNS))
    twice = ParameterSets(names=tuple(value), values=(tuple(value.values()),) * 2)
    same(simulated(toy.court(), twice, runs=RUNS), simulated(toy.court(), plain, runs=RUNS))


def test_each_run_is_simulated_with_the_set_it_draws(toy):
    """A run under sets is the run of that number under the plain parameters of its set."""
    case = toy.court()
    sets = ParameterSets(names=("bias", "start_esteem"), values=((0.1, 0.2), (0.9, 0.6)))
    drawn = Start(case, sets).draw(1, 0, RUNS).parameters["bias"]
    assert set(drawn) == {0.1, 0.9}
    mixed = simulated(case, sets, runs=RUNS)
    for bias, esteem in sets.values:
        plain = simulated(case, Parameters().replace(bias=bias, start_esteem=esteem), runs=RUNS)
        mine = drawn == bias
        for name in ("top", "fate", "fell", "reached", "share"):
            assert (getattr(mixed, name)[mine] == getattr(plain, name)[mine]).all(), name
    assert mixed.share.tobytes() != plain.share.tobytes()


def test_sets_are_drawn_equally_often(toy, sets):
    drawn = Start(toy.court(), sets).draw(3, 0, 9000).parameters["bias"]
    _, counts = np.unique(drawn, return_counts=True)
    assert len(counts) == 9
    assert abs(counts - 1000).max() < 5 * np.sqrt(1000)


def test_values_of_a_set_stay_together(toy, sets):
    drawn = Start(toy.court(), sets).draw(3, 0, 200).parameters
    assert {tuple(row[name] for name in NAMES) for row in drawn} <= set(sets.values)


@pytest.mark.parametrize("chunk", [1, 7, 60])
def test_no_split_and_no_thread_matters(chunk, toy, sets):
    start = Start(toy.court(), sets)
    whole = simulate(start, seed=1, runs=RUNS)
    firsts = range(0, RUNS, chunk)
    with ThreadPoolExecutor(2) as pool:
        parts = list(
            pool.map(lambda f: simulate(start, seed=1, first=f, runs=min(chunk, RUNS - f)), firsts)
        )
    for name in ("top", "fate", "reached", "share"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert joined.tobytes() == getattr(whole, name).tobytes()


def test_threads_and_chunks_of_an_ensemble_do_not_matter(toy, sets):
    case = toy.court()
    hashes = {run_with(case, sets, runs=RUNS, seed=2, threads=threads).sha256 for threads in (1, 2)}
    assert len(hashes) == 1


def test_paired_runs_share_their_set(toy, sets):
    """A change of the case, and a fixed parameter, leave every run its set."""
    case = toy.court()
    other, same_sets = changed(case, Change.of(set={"majority": 0.6}), sets)
    _, fixed = changed(case, Change.of(set={"parameters.bias": 0}), sets)
    base = Start(case, sets).draw(1, 0, RUNS).parameters
    assert (Start(other, same_sets).draw(1, 0, RUNS).parameters == base).all()
    twins = Start(case, fixed).draw(1, 0, RUNS).parameters
    assert (twins["bias"] == 0).all()
    assert all((twins[name] == base[name]).all() for name in NAMES if name != "bias")


def test_sets_move_no_other_draw(toy, sets):
    case = toy.court()
    plain = Start(case, Parameters()).draw(1, 0, 20)._asdict()
    drawn = Start(case, sets).draw(1, 0, 20)._asdict()
    for name in set(plain) - {"parameters", "esteem", "clients"}:
        assert plain[name].tobytes() == drawn[name].tobytes(), name


def test_start_values_follow_the_set_of_the_run(toy):
    case = toy.court()
    low, high = (
        Start(case, Parameters().replace(start_esteem=value)).draw(1, 0, 40) for value in (0.2, 0.6)
    )
    sets = ParameterSets(names=("start_esteem",), values=((0.2,), (0.6,)))
    mixed = Start(case, sets).draw(1, 0, 40)
    is_high = mixed.parameters["start_esteem"] == 0.6
    assert (mixed.esteem[is_high] == high.esteem[is_high]).all()
    assert (mixed.esteem[~is_high] == low.esteem[~is_high]).all()
    assert is_high.any()
    assert not is_high.all()


def test_uncertain_parameters_are_told_among_the_unknowns(toy, sets):
    start = Start(toy.court(), sets.spread(bloc=(0.0, 1.0, None)))
    told, drawn = start.uncertain(4, 10, 30), start.draw(4, 10, 30).parameters
    for name in (*NAMES, "bloc"):
        assert (told[f"parameters.{name}"] == drawn[name]).all()
    assert not any(
        path.startswith("parameters.")
        for path in Start(toy.court(), Parameters()).uncertain(4, 10, 30)
    )


def test_a_range_is_drawn_by_its_name(toy):
    """As any value is: evenly, the same in paired runs, and without moving another."""
    case = toy.court()
    _, one = changed(case, Change.of(set={"parameters.bloc": "0.2..0.6"}), Parameters())
    both = {"parameters.bloc": "0.2..0.6", "parameters.bias": "0.1..0.2..0.9"}
    _, two = changed(case, Change.of(set=both), Parameters())
    first, second = (Start(case, p).draw(1, 0, 2000).parameters for p in (one, two))
    assert (first["bloc"] == second["bloc"]).all()
    assert (first["bloc"] >= 0.2).all()
    assert (first["bloc"] <= 0.6).all()
    assert abs(first["bloc"].mean() - 0.4) < 0.02
    assert abs(np.corrcoef(second["bloc"], second["bias"])[0, 1]) < 0.1
    assert np.ptp(first["bias"]) == 0
