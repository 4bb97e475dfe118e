"""What a result folder is after every kind of trouble while it is written."""

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import threading

import pytest
from fake_model import FakeStart, fake_model, fake_runs, make_case, stopped_at_the_end

from whowhom.ensemble.files import locked
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.errors import InvalidInput, ResourceError, ResultError

SETTINGS = {"runs": 30, "seed": 5, "chunk": 8, "threads": 2}


def run_toy(out, case=None, **settings):
    return run_model(fake_model, case or make_case(), out=out, **SETTINGS | settings)


def files_of(folder):
    """Return all files but the one that holds times."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def comparable(folder):
    """Return the files that must be equal, bit for bit, however the result came about."""
    files = files_of(folder)
    manifest = files.pop("MANIFEST.sha256").decode()
    files["MANIFEST"] = "".join(x for x in manifest.splitlines() if not x.endswith("run.json"))
    run = json.loads(files.pop("run.json"))
    for name in ("started", "finished", "seconds", "threads", "check"):
        run.pop(name)
    return files | {"run": run}


def test_the_folder_holds_what_the_page_says(finished):
    assert set(files_of(finished)) == {
        "MANIFEST.sha256",
        "case/actors.csv",
        "case/case.toml",
        "case/notes/why.md",
        *(f"chunks/00000{i}.parquet" for i in range(4)),
        "counts.parquet",
        "months.parquet",
        "parameters.json",
        "run.json",
    }
    assert list(read_result(finished).by_run()["run"].unique()) == list(range(30))


def test_run_json_says_what_was_run(finished):
    run = json.loads((finished / "run.json").read_bytes())
    assert run["schema"] == 4
    assert (run["posts"], run["audiences"]) == (["chair"], ["army"])
    assert run["work"] | {"whowhom": "", "case_files": {}, "parameters_sha256": ""} == {
        "whowhom": "",
        "case": "toy",
        "title": "A toy",
        "case_sha256": "0" * 64,
        "case_files": {},
        "change": {"set": {}, "without": [], "shocks": {}},
        "parameters_sha256": "",
        "runs": 30,
        "seed": 5,
    }
    assert set(run["versions"]) == {"python", "numpy", "numba", "pyarrow"}
    assert run["started"] <= run["finished"]
    assert run["sha256"] == read_result(finished).sha256


def test_the_hashes_read_with_sha256sum(finished, reopen, tmp_path):
    sha256sum = shutil.which("sha256sum")
    if sha256sum is None:
        pytest.skip("no sha256sum here")
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    check = [sha256sum, "-c", "--status"]
    assert subprocess.run([*check, "MANIFEST.sha256"], cwd=out, check=False).returncode == 0
    reopen(out)
    hashes = sorted((out / "unfinished").glob("*.sha256"))
    assert len(hashes) == 4
    assert subprocess.run([*check, *hashes], cwd=out / "unfinished", check=False).returncode == 0


@pytest.mark.parametrize(
    "settings", [{"runs": 31}, {"seed": 6}, {"case": make_case(sha256="1" * 64)}]
)
def test_another_result_is_refused_and_left_alone(settings, finished, tmp_path):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    before = files_of(out)
    with pytest.raises(InvalidInput, match=r"holds another result .*Nothing was written"):
        run_toy(out, **settings)
    assert files_of(out) == before


def test_a_changed_note_is_said_to_be_changed(finished):
    case = make_case()
    changed = dataclasses.replace(case, files={**case.files, "notes/why.md": b"Because."})
    with pytest.raises(InvalidInput, match=r"the same runs, but the course, .*: notes/why\.md"):
        run_toy(finished, case=changed)


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(InvalidInput, match=r"is not empty and holds no result.*'thesis.docx'"):
        run_toy(tmp_path)
    assert files_of(tmp_path) == {"thesis.docx": b"precious"}
    with pytest.raises(InvalidInput, match="is a file"):
        run_toy(tmp_path / "thesis.docx")


def test_an_empty_folder_is_used(tmp_path):
    assert run_toy(tmp_path).path == tmp_path


def test_chunk_of_the_first_session_stays(tmp_path, finished, reopen):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    reopen(out)
    run_toy(out, chunk=3)
    assert comparable(out) == comparable(finished)


def fail_at(n, monkeypatch, number):
    """Let the n-th call that can fail (of a write, a flush or a renaming) fail."""
    calls = [0]

    def counted(function):
        def call(*args, **options):
            calls[0] += 1
            if calls[0] == n:
                raise OSError(number, os.strerror(number))
            return function(*args, **options)

        return call

    for name in ("write", "fsync", "replace", "mkdir"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    return calls


@pytest.mark.slow
def test_whichever_write_fails_nothing_half_is_left_and_the_same_call_finishes(
    tmp_path, monkeypatch
):
    few = {"runs": 6, "chunk": 3}
    with monkeypatch.context() as patch:
        calls = fail_at(0, patch, errno.ENOSPC)
        run_toy(tmp_path / "whole", **few)
    wanted = comparable(tmp_path / "whole")
    stopped_at_the_end(fake_model, make_case(), tmp_path / "stopped", **SETTINGS | few)
    on_the_way = wanted | files_of(tmp_path / "stopped")
    survived, sentences = 0, set()
    for n in range(1, calls[0] + 1):
        out = tmp_path / str(n)
        with monkeypatch.context() as patch:
            fail_at(n, patch, (errno.ENOSPC, errno.EIO, errno.EACCES)[n % 3])
            try:
                run_toy(out, **few)
                survived += 1
            except ResourceError as error:
                sentences.add(str(error).partition(": ")[2].partition(":")[0])
        found = files_of(out) if out.exists() else {}
        assert not [name for name in found if ".tmp-" in name or name.endswith(".lock")]
        for name, content in found.items():
            if name not in {"run.json", "MANIFEST.sha256"}:
                assert content == on_the_way[name], (n, name)
        run_toy(out, **few)
        assert comparable(out) == wanted, n
        shutil.rmtree(out)
    assert calls[0] > 50
    assert sentences == {"cannot be written"}
    assert survived == 2  # the lock's number is for people; a folder that is there need not be made


def test_a_folder_that_may_not_be_written(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(ResourceError, match="writing is not allowed there"):
        run_toy(tmp_path / "x" / "y")


def test_a_disk_without_room_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(ResourceError, match="may need"):
        run_toy(tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_two_at_once_do_not_disturb_each_other(tmp_path, finished):
    outcomes = []
    gate, refused = threading.Barrier(2), threading.Event()

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            refused.wait(20)  # the first one is busy until the second has seen that
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return FakeStart(), simulate

    def session():
        gate.wait()
        try:
            run_model(model, make_case(), out=tmp_path / "x", **SETTINGS)
            outcomes.append("finished")
        except ResourceError as error:
            outcomes.append("is writing this result now" in str(error))
            refused.set()

    threads = [threading.Thread(target=session) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True, "finished"]
    assert comparable(tmp_path / "x") == comparable(finished)


def test_a_held_folder_is_refused(tmp_path):
    (tmp_path / "x").mkdir()
    with locked(tmp_path / "x"), pytest.raises(ResourceError, match="is writing this result now"):
        run_toy(tmp_path / "x")


def test_reading_no_result_or_an_unfinished_one(tmp_path, finished, reopen):
    with pytest.raises(ResultError, match="does not exist"):
        read_result(tmp_path / "nothing")
    with pytest.raises(ResultError, match="holds no result"):
        read_result(tmp_path)
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    reopen(out)
    (out / "unfinished" / "000001.sha256").unlink()
    with pytest.raises(
        ResultError, match=r"22 of 30 runs are there\. To finish it: whowhom run"
    ) as e:
        read_result(out)
    assert f"{out}/case --runs 30 --seed 5 --out {out}" in str(e.value)


def test_torn_files_of_an_earlier_session_are_removed(tmp_path, finished, reopen):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    reopen(out)
    (out / "chunks" / "000001.parquet.tmp-12345").write_bytes(b"half")
    (out / "case" / "notes" / "why.md.tmp-1").write_bytes(b"half")
    run_toy(out)
    assert comparable(out) == comparable(finished)


def test_stored_chunks_are_not_simulated_again(tmp_path, finished, reopen):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    reopen(out)
    assert [name for name in files_of(out) if name.startswith("unfinished/")]

    def refuse(*_, **__):
        raise AssertionError("a run was simulated")

    run_model(lambda *_: (FakeStart(), refuse), make_case(), out=out, **SETTINGS)
    assert comparable(out) == comparable(finished)


def test_what_a_kill_leaves_after_the_last_write_is_removed_by_the_same_call(
    tmp_path, finished, reopen
):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    manifest = (out / "MANIFEST.sha256").read_bytes()
    reopen(out)
    (out / "MANIFEST.sha256").write_bytes(manifest)
    (out / "unfinished" / "mine.txt").write_text("precious")
    assert read_result(out).runs == 30
    run_toy(out)
    assert files_of(out).keys() - files_of(finished).keys() == {"unfinished/mine.txt"}


def test_a_result_of_another_version_is_not_gone_on_with(tmp_path, finished, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.description.version", lambda _name: "9.9.9")
    with pytest.raises(InvalidInput, match=r"made by whowhom .*, this is 9\.9\.9"):
        run_toy(finished)
