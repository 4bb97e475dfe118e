"""The scripts of ``benchmarks`` at a tiny size: they run, and what they compare is the same thing.

No test depends on how long anything takes.
"""

import importlib
import itertools
import json
import re
import shutil
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import whowhom as ww
from whowhom.scenario.start import Start

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks"
HELPERS = {"performance_page", "plots", "timing", "worlds", "mesa_month"}
SCRIPTS = sorted({path.stem for path in FOLDER.glob("*.py")} - HELPERS)


@pytest.fixture
def script(monkeypatch):
    """Return a script by its name, loaded as it is when it is run."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return lambda name: importlib.import_module(f"benchmarks.{name}")


@pytest.fixture
def page(monkeypatch, script, tmp_path):
    """Return what the scripts put into pages, by marker; pictures go to a folder of the test."""
    put = {}

    def keep(name, report, page=None):
        put[name] = report

    performance_page = importlib.import_module("performance_page")
    monkeypatch.setattr(performance_page, "put", keep)
    monkeypatch.setattr(performance_page, "PICTURES", tmp_path)
    for name in ("duel", "growth", "what_if", "reference", "beside_mesa"):
        monkeypatch.setattr(script(name), "put", keep)
    return put


def rows(report):
    """Return the cells of the table in a report, without its head."""
    lines = [line for line in report.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_can_be_loaded_and_its_marker_stands_in_one_page(script, name):
    if name == "cluster":
        pytest.importorskip("distributed")
    script(name)
    pages = [path.read_text("utf-8") for path in ROOT.glob("docs/**/*.md")]
    for marker in re.findall(r'\bput\(\s*"([^"]+)"', (FOLDER / f"{name}.py").read_text("utf-8")):
        assert sum(text.count(f"<!-- {marker}: begin -->") for text in pages) == 1, marker


# --- what the scripts share


def test_jobs_take_turns_and_ratios_are_those_within_a_turn(script):
    timing = script("timing")
    slow = itertools.chain([1.0, 10.0, 100.0])
    fast = itertools.chain([0.5, 5.0, 50.0])
    order = []

    def noted(name, values):
        order.append(name)
        return next(values)

    found = timing.in_turn(
        {"slow": lambda: noted("slow", slow), "fast": lambda: noted("fast", fast)}, turns=3
    )
    assert order == ["slow", "fast"] * 3
    assert timing.medians(found) == {"slow": 10.0, "fast": 5.0}
    assert timing.ratio(found["slow"], found["fast"]) == 2.0


@pytest.mark.parametrize(
    ("busy", "said"),
    [(0.02, "was quiet (other work took 2%"), (0.5, "not quiet: other work took 50%"),
     (None, "is not known")],
)  # fmt: skip
def test_a_busy_machine_is_called_busy(script, monkeypatch, busy, said):
    watch = script("timing").Watch()
    monkeypatch.setattr(type(watch), "others", lambda _: busy)
    assert said in watch.sentence()
    assert "Medians of five, in turn" in watch.sentence()


def test_work_of_others_is_what_is_busy_beyond_ours(script, monkeypatch):
    timing = script("timing")
    busy, own, clock = iter([100.0, 130.0]), iter([5.0, 15.0]), iter([1000.0, 1020.0])
    monkeypatch.setattr(timing, "_busy", lambda: next(busy))
    monkeypatch.setattr(timing, "_own", lambda: next(own))
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(timing.os, "cpu_count", lambda: 2)
    assert timing.Watch().others() == (30 - 10) / (20 * 2)


def test_a_picture_says_what_it_shows(page, script, tmp_path, capsys):
    plots = script("plots")
    time = plots.Curve("time, s", {"one": {8: 0.1, 64: 6.4}, "other": {8: 0.2, 64: 3.2}}, power=2)
    memory = plots.Curve("memory, MB", {"one": {8: 300, 64: 310}})
    plots.lines("performance-x", "Growth", "actors", time, memory)
    drawn = (tmp_path / "performance-x.svg").read_text("utf-8")
    assert "growth with the square of the number of actors" in drawn
    said = capsys.readouterr().out
    assert "one: 0.1 at 8 actors, 6.4 at 64 actors; other: 0.2 at 8 actors, 3.2 at 64" in said


@pytest.mark.parametrize(("low", "high"), [(0.007, 0.4), (1, 1000), (18.7, 41)])
def test_ticks_lie_inside_and_are_round(script, low, high):
    marks = script("plots").ticks(low, high)
    assert len(marks) >= 3
    assert all(low <= mark <= high and float(f"{mark:.0e}") == mark for mark in marks)


# --- growth


@pytest.mark.parametrize("variant", ["six posts", "posts implied"])
def test_a_made_up_circle_has_the_size_that_was_asked_for(script, tmp_path, variant):
    growth = script("growth")
    case = growth.circle(16, variant, tmp_path / "circle")
    assert (len(case.actors), growth.agents_of(case), case.months) == (16, 1910, 57)
    assert len(Start(case).posts) == 6 if variant == "six posts" else len(Start(case).posts) > 6
    again = growth.circle(16, variant, tmp_path / "again")
    assert again.sha256 == case.sha256


def test_the_exponent_of_a_power_is_found(script):
    growth = script("growth")
    sizes = (8, 16, 32, 64)
    curves = {"a": {n: n**2.0 if n > 8 else 500.0 for n in sizes}, "b": {n: n**1.5 for n in sizes}}
    assert growth.growth_sentence(curves) == (
        "Between 16 and 64 actors, time grows with the number of actors to the power of 2.00 (a) "
        "and 1.50 (b)."
    )
    assert growth.growth_sentence({"a": {8: 1.0}}) == "Too few sizes to fit an exponent."


def test_growth_is_measured_and_drawn(page, script, tmp_path, monkeypatch):
    growth = script("growth")
    real = growth.in_a_process("duel", 2, 1, 0.5)
    assert all(number > 0 for number in real)
    monkeypatch.setattr(growth, "in_a_process", lambda *_, **__: (1.0, 300.0))
    growth.main(
        ["--turns", "1", "--most-runs", "200", "--most-actors", "8", "--most-agents", "0.5",
         "--runs", "1", "--circle-runs", "1"]
    )  # fmt: skip
    assert rows(page["runs"]) == [
        ["100", "1.00", "10.0", "300"], ["200", "1.00", "5.0", "300"]
    ]  # fmt: skip
    assert [row[0] for row in rows(page["agents"])] == ["955"]
    assert [row[0] for row in rows(page["actors"])] == ["8"]
    drawn = {path.name for path in tmp_path.glob("*.svg")}
    assert drawn == {f"performance-{name}.svg" for name in ("runs", "agents", "actors")}


# --- the duel, what if, solvers


def test_the_main_job_is_measured_and_split(page, script, monkeypatch):
    duel = script("duel")
    real = duel.whole_job(2, 1)
    assert real["sha256"] == ww.run(ww.read_case("duel"), runs=2, seed=1).sha256
    walls = {1: 11.0, 2: 6.0}

    def job(runs, threads):
        wall = 1.0 if runs == 2 else walls[threads]
        return real | {"wall": wall, "cpu": 1.0 if runs == 2 else 10.98}

    monkeypatch.setattr(duel, "whole_job", job)
    duel.main(["--runs", "1000", "--phase-runs", "1", "--turns", "1"])
    assert [row[3] for row in rows(page["duel"])] == ["", "10.0", "10.0"]
    assert "2.00 times as fast as one (1.83 times" in page["duel"]
    names = {row[0].strip("`") for row in rows(page["phases"])}
    assert names == {"all phases", *(phase.__name__ for phase in duel.SCHEDULE)}


def test_paired_runs_are_measured(page, script):
    script("what_if").main(["--runs", "2", "--turns", "1"])
    assert [row[0] for row in rows(page["what-if"])] == ["2 pairs", "two plain ensembles", "ratio"]


def test_solvers_are_measured(script):
    coalition = script("coalition")
    found = [coalition.measured(method, 10)["members"] for method in ("solver", "definition")]
    assert found[0] == found[1]
    limits = script("limits")
    assert limits.YARDSTICK in limits.JOBS


# --- beside Mesa


@pytest.fixture
def month(monkeypatch, script):
    """Return the Mesa model on a stand-in for what it uses of Mesa."""

    class Agent:
        def __init__(self, model):
            self.model = model
            model.agents_by_type.setdefault(type(self), AgentSet()).append(self)

        random = property(lambda self: self.model.random)
        rng = property(lambda self: self.model.rng)

    class AgentSet(list):
        def do(self, method):
            for agent in self:
                getattr(agent, method)()

    class Model:
        def __init__(self):
            self.agents_by_type = {}

    stand_in = types.ModuleType("mesa")
    stand_in.Agent, stand_in.Model = Agent, Model
    monkeypatch.setitem(sys.modules, "mesa", stand_in)
    monkeypatch.delitem(sys.modules, "benchmarks.mesa_month", raising=False)
    yield script("mesa_month")
    sys.modules.pop("benchmarks.mesa_month", None)


@pytest.fixture
def begun(script):
    return script("worlds").begun(Start(ww.read_case("duel")), 0)


def test_the_months_in_mesa_end_where_ours_do(month, script, monkeypatch, begun):
    beside, (world, p) = script("beside_mesa"), begun
    told = lambda _, **given: month.after(**json.loads(json.dumps(given)))  # noqa: E731
    monkeypatch.setattr(beside, "mesa_after", told)
    for one in (world, beside.stirred(world)):
        assert beside.gap_of("", one, p, 2) < beside.CLOSE


@pytest.mark.parametrize(
    "parameter", ["attack", "smear", "cult", "gag", "leash", "fear", "choice_line", "privileges"]
)
def test_another_rule_in_mesa_would_be_noticed(month, script, begun, parameter):
    beside, (world, p) = script("beside_mesa"), begun
    world = beside.stirred(world)
    ours, noise = beside.ours_after(world, p, 1)
    state = beside.state_of(world, p)
    state["p"][parameter] += 0.2
    theirs = month.after(state, 1, "lists", noise)
    assert beside.largest_gap(ours, theirs) > beside.CLOSE


def test_without_mesa_the_script_says_how_to_install_it(script):
    with pytest.raises(SystemExit, match=r"not found.*\n.*venv.*\n.*peers\.txt"):
        script("beside_mesa").main(["--python", "no/such/python"])


# --- beside C


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_ours_and_c_end_in_the_same_state(page, script):
    script("reference").main(["--most-members", "150", "--steps", "300", "--turns", "1"])
    ((members, *_),) = rows(page["reference"])
    assert members == "150"


def test_the_workload_is_what_it_says(script):
    """Ours beside a plain month in numpy with the same draws."""
    reference = script("reference")
    state = reference.begun(500, 1)
    kept = reference.State(*(array.copy() for array in state))
    reference.ours(state)
    hashes = [reference.agent_hash(kept.keys[0, 0], np.uint32(i)) for i in range(500)]
    leaves = np.array(hashes) < reference.LEAVES
    assert 0 < leaves.sum() < 30
    shares = np.array(hashes, np.float32) / np.float32(reference.LEAVES)
    esteem, patron = kept.esteem, kept.patron
    patron[leaves] = np.searchsorted(kept.power, shares[leaves])
    esteem[leaves] = np.eye(8)[patron[leaves]] / 2
    noise = np.empty(500 * 8, np.float32)
    reference._draw(noise, kept.keys[0, 1], 0)
    near = esteem[kept.peers].mean(axis=1)
    new = esteem + 0.05 * (kept.messages[0] - esteem) + 0.05 * (near - esteem)
    new += 0.02 * noise.reshape(500, 8)
    np.testing.assert_array_equal(state.patron, patron)
    np.testing.assert_allclose(state.other, new, atol=1e-6)
    sides = np.argmax(new + 0.3 * np.eye(8)[patron], axis=1)
    np.testing.assert_array_equal(state.support[0], np.bincount(sides, minlength=8))


def test_noise_is_standard_normal(script):
    from scipy import stats

    noise = np.empty(200_000, np.float32)
    script("reference")._draw(noise, np.uint32(77), 0)
    assert stats.kstest(noise.astype(float), "norm").pvalue > 1e-3
    assert 4 < np.abs(noise).max() < 6


# --- profiling


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_ZN7whowhom3sim6phases6speech11hear_voicesB3v12B38c8tJTIeFIjxB2", "speech.hear_voices"),
        ("NRT_incref", "NRT_incref"),
    ],
)
def test_symbols_become_names(script, symbol, name):
    assert script("native_profile").readable(symbol) == name


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_to_load_the_code_in_c_leaves_arithmetic_as_it_is(script, tmp_path):
    script("reference").in_c(tmp_path)
    least = np.array([sys.float_info.min])
    assert (least / 4.0)[0] > 0.0  # not flushed to zero
