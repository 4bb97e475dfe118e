"""A real scheduler with two real workers: the same bytes as threads, whatever dies meanwhile."""

import signal
import subprocess
import sys
import warnings

import numpy as np
import pytest
from cluster import Cluster, tiny_case, wait_until
from test_store import comparable

from whowhom.ensemble import on_dask
from whowhom.ensemble.engines import EngineFailed, opened
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.run import run
from whowhom.ensemble.what_if import what_if
from whowhom.errors import InvalidInput, ResourceError

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

MECHANISMS = ("appointments", "gratitude")
LONG = {"runs": 240, "chunk": 4, "seed": 9}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.end()


@pytest.fixture
def cluster(started):
    """The cluster with two workers, whatever the test before did to it."""
    started.fill(2)
    return started


@pytest.fixture(scope="module")
def engine(started):
    """The engine, open once for all tests that let it live."""
    with opened(started.engine) as found:
        yield found


@pytest.fixture
def case(monkeypatch):
    found = tiny_case()
    monkeypatch.setattr("whowhom.cases.read_case", lambda _place: found)
    return found


def test_a_run_is_the_same_on_a_cluster(engine, case, tmp_path):
    settings = {"runs": 40, "seed": 2, "chunk": 3, "threads": 2}
    here = run(case, out=tmp_path / "here", **settings)
    there = run(case, out=tmp_path / "there", engine=engine, **settings)
    assert there.sha256 == here.sha256 == run(case, engine=engine, **settings).sha256
    assert comparable(tmp_path / "there") == comparable(tmp_path / "here")


def test_what_is_stored_is_not_done_again_on_a_cluster(engine, case, tmp_path):
    settings = {"runs": 40, "seed": 2, "chunk": 3, "threads": 1}
    whole = run(case, out=tmp_path / "whole", **settings)
    bytes_before = comparable(tmp_path / "whole")

    def stop(now):
        if now.done >= 20:
            raise RuntimeError

    here = tmp_path / "here"
    with pytest.raises(RuntimeError):
        run(case, out=here, progress=stop, **settings)
    stored = 3 * len(list(here.glob("unfinished/*.sha256")))
    seen = []
    again = run(case, engine=engine, progress=seen.append, out=here, **settings)
    assert again.sha256 == whole.sha256
    assert comparable(here) == bytes_before
    assert (seen[-1].done, seen[-1].stored_before) == (40, stored)
    assert 20 <= stored < 40


def test_a_what_if_is_the_same_on_a_cluster(cluster, case, tmp_path):
    settings = {"set": {"majority": 0.7}, "runs": 40, "seed": 3, "threads": 2}
    here = what_if(case, out=tmp_path / "here", **settings)
    there = what_if(case, out=tmp_path / "there", engine=cluster.engine, **settings)
    assert there.effects == here.effects
    for half in ("base", "other"):
        assert comparable(tmp_path / "there" / half) == comparable(tmp_path / "here" / half)


def test_what_why_shows_is_the_same_on_a_cluster(engine, case):
    from whowhom.ensemble.ablations import ablations
    from whowhom.ensemble.decision_record import decision_record
    from whowhom.ensemble.reasons import mechanisms_of_killing, reasons
    from whowhom.ensemble.sensitivity import sensitivity

    def asked(where):
        _, left_out = ablations(case, runs=20, mechanisms=MECHANISMS, engine=where)
        killed = reasons(
            case, mechanisms_of_killing()[:2], actor="orator", runs=20, in_pairs=True, engine=where
        )
        record = decision_record(case, actor="orator", runs=24, seed=2, engine=where)
        return (
            [(one.mechanism, one.what_if.effects, one.altered) for one in left_out],
            (killed.base, killed.alone),
            record.table().rows(),
            sensitivity(case, over="table", runs=400, seed=3, engine=where),
        )

    here, there = asked("local"), asked(engine)
    for one, other in zip(here, there, strict=True):
        assert repr(one) == repr(other)


def test_a_backtest_is_the_same_on_a_cluster(engine):
    from whowhom.backtesting.regime import regime_counts
    from whowhom.casebook.read import read_casebook
    from whowhom.score.opening import Opening

    openings = [Opening.of(struggle) for struggle in read_casebook()[:2]]
    here = regime_counts(openings, runs=60, seed=4)
    for one, other in zip(
        here, regime_counts(openings, runs=60, seed=4, engine=engine), strict=True
    ):
        for name in ("on_top", "shared", "strongest", "removed", "first", "fates", "months"):
            assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def test_a_population_is_the_same_on_a_cluster(engine):
    from whowhom.facts.compare import simulate_population

    here = simulate_population(3, seed=1, years=3)
    there = simulate_population(3, seed=1, years=3, engine=engine)
    for name in ("spells", "tries", "coalitions"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


def test_workers_of_our_own_are_started_and_ended(case):
    assert run(case, runs=20, chunk=3, engine="dask", threads=2).sha256 == run(case, runs=20).sha256


def test_workers_of_our_own_that_die_are_replaced():
    psutil = pytest.importorskip("psutil")
    case, killed = tiny_case(48, 40), []
    before = psutil.Process().children()

    def kill():
        for process in psutil.Process().children():
            if process not in before:
                process.kill()
                killed.append(process.pid)

    with opened("dask", 2) as where:
        found = run(case, engine=where, progress=once(40, kill), **LONG)
    assert found.sha256 == run(case, **LONG).sha256
    assert len(killed) >= 2


def once(at, act):
    """Return a progress function that does something once, when so many runs are done."""
    acted = []

    def tell(now):
        if now.done >= at and not acted:
            acted.append(now.done)
            act()

    return tell


def test_a_worker_killed_in_mid_run_costs_its_chunk_only(cluster):
    case = tiny_case(48, 40)
    wanted = run(case, **LONG).sha256

    def kill():
        cluster.kill_worker()
        cluster.start_worker()

    assert run(case, engine=cluster.engine, progress=once(40, kill), **LONG).sha256 == wanted


def test_all_workers_killed_at_once_cost_their_chunks_only(cluster):
    case = tiny_case(48, 40)
    wanted = run(case, **LONG).sha256

    def kill():
        for _ in range(2):
            cluster.kill_worker()
        cluster.start_worker()

    assert run(case, engine=cluster.engine, progress=once(40, kill), **LONG).sha256 == wanted


def test_a_dead_scheduler_keeps_what_is_stored(cluster, monkeypatch, tmp_path):
    monkeypatch.setattr(on_dask, "_PATIENCE", 1)
    case = tiny_case(48, 40)
    monkeypatch.setattr("whowhom.cases.read_case", lambda _place: case)
    whole = run(case, out=tmp_path / "whole", threads=2, **LONG)
    settings = {"engine": cluster.engine, "out": tmp_path / "result", "threads": 2, **LONG}
    with pytest.raises(
        EngineFailed, match=r"was lost after \d+ of 240 runs; they are kept"
    ) as lost:
        run(case, progress=once(40, cluster.kill_scheduler), **settings)
    assert f"--out {tmp_path / 'result'}" in str(lost.value)
    with pytest.raises(ResourceError, match=f"No Dask scheduler answers at {cluster.address}"):
        run(case, **settings)
    cluster.end()
    cluster.start_scheduler()
    cluster.fill(2)
    seen = []
    assert run(case, progress=seen.append, **settings).sha256 == whole.sha256
    assert seen[-1].stored_before >= 40
    assert comparable(tmp_path / "result") == comparable(tmp_path / "whole")


def test_a_scheduler_that_dies_between_two_ensembles_is_named(cluster, monkeypatch, case):
    monkeypatch.setattr(on_dask, "_PATIENCE", 1)
    with opened(cluster.engine) as where:
        run(case, runs=20, engine=where)
        cluster.kill_scheduler()
        with pytest.raises(EngineFailed, match="was lost after 0 of 20 runs"):
            run(case, runs=20, engine=where)
    cluster.end()
    cluster.start_scheduler()


def test_a_client_that_reconnects_while_it_is_closed_is_let_go():
    class Reconnecting:
        def close(self, timeout):
            raise RuntimeError("ConnectionPool is closed")

    found = on_dask.OnDask("tcp://127.0.0.1:1", 1)
    found._client = Reconnecting()
    found._leave()


def test_the_first_ctrl_c_keeps_what_is_done(cluster, tmp_path, monkeypatch):
    case = tiny_case(48, 40)
    monkeypatch.setattr("whowhom.cases.read_case", lambda _place: case)
    settings = {"engine": cluster.engine, "out": tmp_path / "result", **LONG}
    press = once(40, lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(Interrupted, match=r"Interrupted after \d+ of 240 runs; they are kept"):
        run(case, progress=press, **settings)
    seen = []
    assert run(case, progress=seen.append, **settings).sha256 == run(case, **LONG).sha256
    assert 40 <= seen[-1].stored_before < 240


def test_the_second_ctrl_c_stops_at_once(cluster):
    def press_twice():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt) as stopped:
        run(tiny_case(48, 40), engine=cluster.engine, progress=once(40, press_twice), **LONG)
    assert not isinstance(stopped.value, Interrupted)


STRANGE = """
import importlib.metadata as metadata
known = metadata.version
metadata.version = lambda name: "1.0.99" if name in ("numpy", "whowhom") else known(name)
"""
WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "whowhom":
            raise ModuleNotFoundError("No module named 'whowhom'", name="whowhom")
sys.meta_path.insert(0, Absent())
"""


@pytest.fixture
def stranger(tmp_path):
    """Return a function that gives a cluster another worker, which starts with some program."""
    made = []

    def start(cluster, program):
        (tmp_path / "sitecustomize.py").write_text(program)
        cluster.start_worker(extra_path=str(tmp_path))
        made.append((cluster, cluster.workers.pop()))
        return made[-1][1]

    yield start
    for _, process in made:
        process.kill()
        process.wait()


FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file may have a byte
"""


def test_a_worker_needs_no_disk(cluster, stranger, case, tmp_path):
    pytest.importorskip("resource")
    for _ in range(2):
        cluster.kill_worker()
    stranger(cluster, FULL_DISK)
    here = run(case, runs=40, chunk=3, threads=2, out=tmp_path / "here")
    there = run(case, runs=40, chunk=3, threads=2, out=tmp_path / "there", engine=cluster.engine)
    assert there.sha256 == here.sha256
    assert comparable(tmp_path / "there") == comparable(tmp_path / "here")


def workers_of(cluster):
    from distributed import Client

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the versions that this is about
        with Client(cluster.address, set_as_default=False) as client:
            return len(client.nthreads())


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (STRANGE, "whowhom 1.0.99, here .*; numpy 1.0.99, here"),
        (WITHOUT, "cannot load whowhom .*No module named"),
    ],
)
def test_workers_with_other_versions_are_refused_by_name(program, words, cluster, case, stranger):
    wait_until(lambda: workers_of(cluster) == 2, "the two workers")
    stranger(cluster, program)
    wait_until(lambda: workers_of(cluster) == 3, "the stranger")
    with pytest.raises(ResourceError, match=rf"tcp://127.0.0.1:\d+: {words}") as refused:
        run(case, runs=20, engine=cluster.engine)
    assert str(refused.value).count("tcp://") == 1
    assert "Nothing was run" in str(refused.value)


def test_a_worker_with_other_versions_that_joins_later_does_nothing(cluster, stranger):
    def change_workers():
        cluster.kill_worker()
        cluster.kill_worker()
        stranger(cluster, STRANGE)

    words = r"The worker tcp://\S+ has joined with another program \(whowhom 1.0.99"
    with pytest.raises(EngineFailed, match=words):
        run(tiny_case(48, 40), engine=cluster.engine, progress=once(40, change_workers), **LONG)


def test_a_worker_without_whowhom_that_joins_later_harms_nobody(cluster, stranger):
    case = tiny_case(48, 40)

    def add_worker():
        cluster.kill_worker()
        stranger(cluster, WITHOUT)

    found = run(case, engine=cluster.engine, progress=once(40, add_worker), **LONG)
    assert found.sha256 == run(case, **LONG).sha256


def test_nothing_listens(monkeypatch, case):
    monkeypatch.setattr(on_dask, "_PATIENCE", 1)
    with pytest.raises(ResourceError, match=r"No Dask scheduler answers at tcp://127.0.0.1:9 "):
        run(case, runs=20, engine="dask:tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    "name",
    [
        "dusk",
        "dask:",
        "dask tcp://x:1",
        "",
        "Local",
        "dask:x://y:8",
        "dask:tcp://y",
        "dask:tcp://y:70000",
        "dask:y:0",
    ],
)
def test_engines_that_there_are_not(name, case, tmp_path):
    with pytest.raises(InvalidInput, match="engine"):
        run(case, runs=20, engine=name, out=tmp_path / "result")
    assert not (tmp_path / "result").exists()


def test_the_extra_that_is_missing_is_named(case, monkeypatch, tmp_path):
    monkeypatch.setattr("whowhom.ensemble.engines.find_spec", lambda _name: None)
    with pytest.raises(InvalidInput, match=r"pip install 'whowhom\[cluster\]'"):
        run(case, runs=20, engine="dask", out=tmp_path / "result")
    assert not (tmp_path / "result").exists()


@pytest.mark.slow
def test_a_command_starts_workers_of_its_own_where_dask_was_not_loaded(tmp_path):
    places = {engine: tmp_path / engine for engine in ("local", "dask")}
    for engine, place in places.items():
        words = ["run", "ussr_1964", "--runs", "20", "--engine", engine, "--out", str(place), "-q"]
        done = subprocess.run(
            [sys.executable, "-m", "whowhom", *words], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert comparable(places["dask"]) == comparable(places["local"])
