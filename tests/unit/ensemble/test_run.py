import gc
import signal
import tempfile
import threading
from pathlib import Path

import pytest
from fake_model import FakeStart, fake_model, fake_runs, make_case, slow_model

from whowhom.ensemble import run as run_module
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.plan import memory_of_all, needed_memory, usual_chunk
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.errors import InvalidInput, ResourceError


def run_toy(**settings):
    return run_model(fake_model, make_case(), **{"runs": 130, "seed": 9} | settings)


@pytest.fixture(scope="module")
def reference():
    return run_toy(threads=1, chunk=130)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_threads_and_chunks_change_nothing(threads, chunk, reference):
    result = run_toy(threads=threads, chunk=chunk)
    assert result.sha256 == reference.sha256
    assert result.by_run().equals(reference.by_run())
    assert result.trajectories().equals(reference.trajectories())
    assert {**result.summary(), "seconds": 0} == {**reference.summary(), "seconds": 0}


def test_a_stored_result_answers_like_one_in_memory(reference, tmp_path):
    stored = run_toy(threads=2, chunk=9, out=tmp_path / "toy")
    assert stored.path == tmp_path / "toy"
    assert stored.sha256 == reference.sha256
    assert stored.by_run().equals(reference.by_run())
    assert stored.trajectories().equals(reference.trajectories())


def test_another_seed_gives_other_runs(reference):
    assert run_toy(seed=10).sha256 != reference.sha256


def test_the_first_runs_of_more_runs_are_the_same_runs(reference):
    few = run_toy(runs=20).by_run()
    assert few.equals(reference.by_run()[: len(few)])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"runs": 0}, "runs must be a whole number from 1 to 100,000,000, got 0"),
        ({"runs": 10**8 + 1}, "runs must"),
        ({"runs": 2.0}, "runs must be a whole number"),
        ({"runs": True}, "runs must be a whole number"),
        ({"seed": -1}, "seed must"),
        ({"seed": 2**63}, "seed must"),
        ({"threads": 0}, "threads must"),
        ({"chunk": 0}, "chunk must"),
    ],
)
def test_arguments_outside_their_domain(settings, words):
    with pytest.raises(InvalidInput, match=words):
        run_toy(**settings)


def test_all_wrong_arguments_are_named_at_once():
    with pytest.raises(InvalidInput, match=r"(?s)runs must.*seed must.*chunk must"):
        run_toy(runs=0, seed=-1, chunk=-5)


def test_the_usual_chunk_never_depends_on_threads_and_stays_in_bounds():
    for runs in [1, 2, 7, 8, 9, 100, 399, 400, 2000, 10**4, 10**6, 10**8]:
        assert 1 <= usual_chunk(runs) <= min(runs, 5000)
        assert runs / usual_chunk(runs) <= max(200.5, runs / 5000)


def test_progress_is_told_up_to_the_end():
    seen = []
    run_toy(chunk=40, threads=2, progress=seen.append)
    done = [progress.done for progress in seen]
    assert done[0] == 0
    assert done[-1] == 130
    assert done == sorted(done)
    assert {progress.runs for progress in seen} == {130}


def test_many_outcomes_go_to_a_temporary_folder_that_goes_with_the_result(monkeypatch, reference):
    monkeypatch.setattr(run_module, "IN_MEMORY", 100)
    result = run_toy(chunk=50)
    folder = result.path
    assert folder.is_dir()
    assert result.by_run().equals(reference.by_run())
    del result
    gc.collect()
    assert not folder.exists()


def test_an_interrupted_temporary_folder_is_removed(monkeypatch, tmp_path):
    monkeypatch.setattr(run_module, "IN_MEMORY", 100)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Interrupted, match="nothing was stored"):
        run_toy(chunk=10, progress=interrupt_at(10))
    assert not list(tmp_path.iterdir())


def interrupt_at(done):
    """Return a progress function that presses Ctrl-C as soon as `done` runs are done."""
    pressed = []

    def progress(now):
        if now.done >= done and not pressed:
            pressed.append(1)
            signal.raise_signal(signal.SIGINT)

    return progress


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path, reference):
    out = tmp_path / "a folder"
    with pytest.raises(Interrupted, match=r"To go on: whowhom run .* --runs 130 --seed 9") as stop:
        run_toy(chunk=10, threads=2, out=out, progress=interrupt_at(30))
    assert f"'{out}'" in str(stop.value)
    assert not (out / "MANIFEST.sha256").exists()
    written = len(list((out / "chunks").glob("??????.parquet")))
    assert 3 <= written <= 8  # those done and those under way, not all 13
    simulated = []

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            simulated.append(first)
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return FakeStart(), simulate

    result = run_model(model, make_case(), runs=130, seed=9, threads=1, out=out)
    assert result.sha256 == reference.sha256
    assert len({first // 10 for first in simulated}) == 13 - written


def test_ctrl_c_without_a_folder():
    with pytest.raises(Interrupted, match="nothing was stored"):
        run_toy(chunk=10, progress=interrupt_at(10))


def test_a_second_ctrl_c_stops_at_once(tmp_path):
    def press_always(_progress):
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_toy(chunk=10, threads=1, out=tmp_path / "x", progress=press_always)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_at_the_very_end_changes_nothing(tmp_path):
    result = run_toy(chunk=65, threads=2, out=tmp_path / "x", progress=interrupt_at(130))
    assert result.runs == 130


def test_it_runs_outside_the_main_thread(reference):
    found = []
    thread = threading.Thread(target=lambda: found.append(run_toy(chunk=30).sha256))
    thread.start()
    thread.join()
    assert found == [reference.sha256]


def test_a_model_that_runs_out_of_memory_says_so():
    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            raise MemoryError

        return FakeStart(), simulate

    with pytest.raises(ResourceError, match="smaller chunk or fewer threads"):
        run_model(model, make_case(), runs=10, seed=1)


def test_a_model_that_fails_is_not_hidden(tmp_path):
    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            if first >= 20:
                raise ZeroDivisionError
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return FakeStart(), simulate

    with pytest.raises(ZeroDivisionError):
        run_model(model, make_case(), runs=40, seed=1, chunk=10, threads=2, out=tmp_path / "x")
    result = run_model(fake_model, make_case(), runs=40, seed=1, out=tmp_path / "x")
    assert result.runs == 40


def test_a_finished_result_is_read_and_not_simulated_again(tmp_path):
    first = run_toy(out=tmp_path / "x")

    def never(case):
        pytest.fail("the model was made")

    seen = []
    again = run_model(
        never, make_case(), runs=130, seed=9, out=tmp_path / "x", chunk=3, progress=seen.append
    )
    assert again.sha256 == first.sha256
    assert seen == []


def test_a_folder_deep_in_folders_that_do_not_exist(tmp_path):
    out = tmp_path / "a b" / "Борьба" / ("x" * 150)
    assert run_toy(runs=5, out=out).path == out
    assert read_result(str(out)).runs == 5
    assert Path(out / "case" / "notes" / "why.md").read_text() == "Зачем?\n"


def test_the_tick_is_told_while_a_chunk_takes_its_time():
    seen = []
    run_model(slow_model(0.7), make_case(), runs=1, seed=1, progress=seen.append)
    assert [progress.done for progress in seen] == [0, 0, 1]


def test_the_memory_that_is_foretold_is_that_of_the_arrays():
    """What was measured on Linux: 3,000 runs of 8 actors, 1,500 at once in each of 2 threads."""
    circle = Circle(
        actors=tuple("abcdefgh"), contenders=tuple("abcdefgh"), months=97, first_month=0
    )
    small = needed_memory(8_272, circle, 8, 4, 1)
    large = needed_memory(8_272, circle, 3_000, 1_500, 2)
    assert 50e6 < large - small < 150e6
    assert needed_memory(8_272, circle, 10**8, 5_000, 1024) > 100e9
    assert needed_memory(8_272, circle, 8, 4, 1024) < 1.1 * small  # no more threads than chunks
    assert 30e9 < memory_of_all(circle, 10**8) < 60e9
