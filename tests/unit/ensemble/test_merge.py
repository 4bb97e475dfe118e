"""Shards of an ensemble and what they are joined into; a result is the same however it is made."""

import itertools
import json
import shutil
import signal

import pytest
from cluster import Cluster, tiny_case
from fake_model import fake_model, make_case
from test_store import comparable

from whowhom.ensemble.engines import opened
from whowhom.ensemble.manifest import closed_bytes
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.merge import merge
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run, run_shard
from whowhom.ensemble.shard import Shard
from whowhom.errors import InvalidInput, ResultError
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change

SETTINGS = {"runs": 30, "seed": 5, "chunk": 4}


@pytest.fixture
def dice(monkeypatch):
    """Let dice stand for the model."""
    monkeypatch.setattr("whowhom.ensemble.run.real_model", fake_model)


def shards_of(folder, n=3, case=None, **settings):
    case = case or make_case()
    return [
        run_shard(case, f"{i}/{n}", out=folder, **{**SETTINGS, **settings}) for i in range(1, n + 1)
    ]


def test_merged_shards_are_what_one_machine_stores(dice, tmp_path):
    whole = run(make_case(), out=tmp_path / "whole", threads=2, **SETTINGS)
    shards = shards_of(tmp_path / "result", threads=2)
    assert [place.name for place in shards] == [f"shard-{i}-of-3" for i in (1, 2, 3)]
    merged = merge(shards, out=tmp_path / "result", threads=2)
    assert merged.sha256 == whole.sha256
    for place in shards:
        shutil.rmtree(place)
    assert comparable(tmp_path / "result") == comparable(tmp_path / "whole")
    elsewhere = merge(shards_of(tmp_path / "again", n=8, threads=2)[::-1], out=tmp_path / "here")
    assert comparable(elsewhere.path) == comparable(tmp_path / "whole")
    assert merge(shards_of(tmp_path / "again", n=8), out=tmp_path / "here").runs == 30


def test_a_changed_case_with_parameters_of_the_user_is_merged(monkeypatch, tmp_path):
    case = tiny_case()
    monkeypatch.setattr("whowhom.cases.read_case", lambda _place: case)
    settings = {
        "change": Change.of(set={"majority": 0.7, "parameters.bias": 0.4}),
        "parameters": default_parameters().replace(smear=1.5),
    }
    whole = run(case, out=tmp_path / "whole", threads=2, **SETTINGS, **settings)
    shards = shards_of(tmp_path / "shards", case=case, threads=2, **settings)
    merged = merge(shards, out=tmp_path / "merged")
    assert merged.sha256 == whole.sha256
    assert comparable(tmp_path / "merged") == comparable(tmp_path / "whole")


def test_a_shard_that_was_stopped_goes_on(dice, tmp_path):
    def press(_now):
        signal.raise_signal(signal.SIGINT)

    settings = {**SETTINGS, "chunk": 1, "threads": 1}
    told = r"after \d+ of 15 runs; they are kept\. To go on: whowhom run \S+ --runs 30 --seed 5 "
    with pytest.raises(Interrupted, match=f"{told}--out {tmp_path / 'result'} --shard 2/2"):
        run_shard(make_case(), "2/2", out=tmp_path / "result", progress=once(press), **settings)
    seen = []
    place = run_shard(make_case(), "2/2", out=tmp_path / "result", progress=seen.append, **settings)
    assert 0 < seen[-1].stored_before < 15
    assert len(list(place.glob("unfinished/*.sha256"))) == 15
    with pytest.raises(ResultError, match="is shard 2/2 of a result; whowhom merge joins all 2"):
        read_result(place)


def once(act):
    acted = []

    def tell(now):
        if now.done and not acted:
            acted.append(now)
            act(now)

    return tell


def test_shards_that_do_not_belong_together_are_refused_all_at_once(dice, tmp_path):
    shards = shards_of(tmp_path / "one")
    others = {
        "30 runs with seed 6": shards_of(tmp_path / "seed", seed=6)[1],
        "31 runs with seed 5": shards_of(tmp_path / "runs", runs=31)[1],
        "chunks of 5 runs, not of 4": shards_of(tmp_path / "chunk", chunk=5)[1],
        "one of 2 shards, not of 3": shards_of(tmp_path / "number", n=2)[1],
        "other parameters": shards_of(
            tmp_path / "own", parameters=default_parameters().replace(bias=0.1)
        )[1],
        "another change": shards_of(tmp_path / "change", change=Change.of(set={"majority": 0.7}))[
            1
        ],
        "another case": shards_of(tmp_path / "case", case=make_case(sha256="1" * 64))[1],
    }
    with pytest.raises(ResultError) as refused:
        merge([shards[0], *others.values(), tmp_path / "nowhere"], out=tmp_path / "out")
    lines = str(refused.value).splitlines()
    for words, place in others.items():
        assert any(str(place) in line and words in line for line in lines), (words, lines)
    assert any(str(tmp_path / "nowhere") in line for line in lines)
    assert lines[-1] == "Nothing was merged."
    assert not (tmp_path / "out").exists()


def edited(place, **changes):
    """Change what a shard says of itself."""
    content = json.loads((place / "run.json").read_text())
    del content["check"]
    for name, value in changes.items():
        content[name] = value
    (place / "run.json").write_bytes(closed_bytes(content))


def test_shards_made_by_other_versions_are_refused(dice, tmp_path):
    shards = shards_of(tmp_path / "one")
    versions = json.loads((shards[0] / "run.json").read_text())["versions"]
    edited(shards[1], versions={**versions, "numpy": "1.0.99"})
    work = json.loads((shards[0] / "run.json").read_text())["work"]
    edited(shards[2], work={**work, "whowhom": "0.0.1"})
    with pytest.raises(ResultError, match=r"made with numpy 1\.0\.99") as refused:
        merge(shards, out=tmp_path / "out")
    assert "made by whowhom 0.0.1" in str(refused.value)


def test_missing_doubled_unfinished_and_damaged_shards_are_named_at_once(dice, tmp_path):
    shards = shards_of(tmp_path / "one", n=4)
    copy = shutil.copytree(shards[0], tmp_path / "copy")
    outcomes = shards[1] / "chunks/000001.parquet"
    outcomes.write_bytes(outcomes.read_bytes()[:-1] + b"x")
    (shards[2] / "unfinished/000006.sha256").unlink()
    with pytest.raises(ResultError) as refused:
        merge([shards[0], shards[0], copy, *shards[1:3]], out=tmp_path / "out")
    told = str(refused.value)
    for words in (
        f"{shards[0]}: is named twice",
        f"shard 1/4 is there 2 times: {shards[0]}, {copy}",
        "1 of 4 shards are not named: 4/4",
        f"{outcomes}: this chunk is damaged",
        f"{shards[2]}: is shard 3/4 of a result, unfinished: 4 of 8 runs are there. To finish it: ",
        f"--out {tmp_path / 'one'} --shard 3/4",
    ):
        assert words in told, (words, told)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["parameters.json", "case/actors.csv"])
def test_damage_beside_the_chunks_is_named(dice, name, tmp_path):
    shards = shards_of(tmp_path / "one")
    (shards[1] / name).write_bytes(b"x")
    with pytest.raises(ResultError, match=f"{shards[1] / name}: is damaged"):
        merge(shards, out=tmp_path / "out")


def test_what_is_there_already_is_kept(dice, tmp_path):
    shards = shards_of(tmp_path / "one")
    run(make_case(), out=tmp_path / "other", **{**SETTINGS, "seed": 6})
    before = comparable(tmp_path / "other")
    with pytest.raises(InvalidInput, match=r"holds another result \(30 runs with seed 6\)"):
        merge(shards, out=tmp_path / "other")
    assert comparable(tmp_path / "other") == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(InvalidInput, match="is not empty"):
        merge(shards, out=tmp_path / "full")
    with pytest.raises(InvalidInput, match="no shards are named"):
        merge([], out=tmp_path / "out")
    with pytest.raises(ResultError, match="is not a shard, but a result of all runs"):
        merge([tmp_path / "other"], out=tmp_path / "out")
    with pytest.raises(InvalidInput, match=r"holds another result \(shard 1/3\)"):
        run(make_case(), out=shards[0], **SETTINGS)


@pytest.mark.parametrize(
    "text", ["0/4", "5/4", "1/0", "4", "1/2/3", "a/b", "-1/4", " 1/4", "1.0/4", ""]
)
def test_shards_that_there_are_not(dice, text, tmp_path):
    with pytest.raises(InvalidInput, match="shard must be i/n"):
        run_shard(make_case(), text, out=tmp_path / "out", **SETTINGS)
    assert not (tmp_path / "out").exists()


def test_more_shards_than_chunks_are_refused(dice, tmp_path):
    with pytest.raises(InvalidInput, match="there are 8 chunks and each shard needs one"):
        run_shard(make_case(), "1/9", out=tmp_path / "out", **SETTINGS)


def test_every_chunk_is_in_one_shard():
    for n, chunks in itertools.product(range(1, 7), range(1, 30)):
        numbers = [number for i in range(1, n + 1) for number in Shard(i, n).numbers(chunks)]
        assert sorted(numbers) == list(range(chunks))


# --- the same sha256 however it is made: 40 combinations

RUNS = 66
CHUNKS = (1, 7, 64, 4096)


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """The engines, by name; those of a cluster stay open."""
    pytest.importorskip("distributed")
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    with opened(cluster.engine) as found:
        yield {"local": "local", "dask": found}
    cluster.end()


@pytest.fixture(scope="module")
def wanted():
    return run(tiny_case(), runs=RUNS, threads=1).sha256


@pytest.fixture
def case(monkeypatch):
    found = tiny_case()
    monkeypatch.setattr("whowhom.cases.read_case", lambda _place: found)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("how", ["local", "dask", "shards"])
@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_chunks_and_engines_change_nothing(
    threads, chunk, how, engines, wanted, case, tmp_path
):
    settings = {"runs": RUNS, "chunk": chunk, "threads": threads}
    if how != "shards":
        assert run(case, engine=engines[how], **settings).sha256 == wanted
        return
    n = min(3, -(-RUNS // chunk))
    shards = [run_shard(case, f"{i}/{n}", out=tmp_path, **settings) for i in range(1, n + 1)]
    assert merge(shards, out=tmp_path, threads=threads).sha256 == wanted


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0, 3, 7, 10])
def test_points_of_resumption_change_nothing(kept, engines, wanted, case, tmp_path):
    run(case, runs=RUNS, chunk=7, out=tmp_path / "whole")
    whole = comparable(tmp_path / "whole")

    def stop(now):
        if now.done >= min(7 * kept, RUNS):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run(case, runs=RUNS, chunk=7, threads=1, out=tmp_path / "result", progress=stop)
    assert len(list((tmp_path / "result").glob("unfinished/*.sha256"))) == kept
    engine = engines["dask" if kept % 2 else "local"]
    result = run(case, runs=RUNS, chunk=7, out=tmp_path / "result", engine=engine)
    assert result.sha256 == wanted
    assert comparable(tmp_path / "result") == whole
