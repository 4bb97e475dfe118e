"""The cache of compiled kernels: whatever happens to its files, results are right."""

import errno
import logging
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numba.core.codegen import JITCodeLibrary

sys.path.append(str(Path(__file__).parents[1]))

from damage import cuts, flips, zeroed

import whowhom
from whowhom import compiled
from whowhom.compiled import by_reference, cache_folder, is_kept, kernel

PROGRAM = Path(__file__).parent / "kernel_program.py"


def twice(number):
    return 2 * number


@pytest.fixture
def cache(tmp_path, monkeypatch, caplog):
    """An empty cache of kernels, and a process that has said nothing yet."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled, "_TOLD", set())
    caplog.set_level(logging.WARNING)
    return tmp_path / "cache"


def kept():
    return sorted(cache_folder().iterdir())


def hits(function):
    return sum(function.stats.cache_hits.values())


def test_a_compiled_form_is_kept_for_each_combination_of_types(cache, caplog):
    first, again = kernel(twice), kernel(twice)
    assert (first(3), first(0.5), hits(first)) == (6, 1.0, 0)
    assert is_kept("test_compiled.twice")
    assert not is_kept("test_compiled.thrice")
    assert len(kept()) == 2
    assert (again(3), again(0.5), hits(again)) == (6, 1.0, 2)
    assert not caplog.messages
    again._cache.flush()
    assert not kept()


def test_a_kernel_of_one_signature_is_kept_too(cache):
    one = kernel(twice, signature="float64(float64)")
    other = kernel(signature="float64(float64)")(twice)
    assert (one(3), other(3), hits(one), hits(other)) == (6.0, 6.0, 0, 1)
    assert len(other.signatures) == 1


def test_every_flipped_bit_cut_and_zeroed_stretch_is_noticed(cache):
    kernel(twice)(3)
    (path,) = kept()
    whole = path.read_bytes()
    noticed = 0
    for content in (*flips(whole, 1000), *cuts(whole, 100), *zeroed(whole, 100)):
        path.write_bytes(content)
        assert content == whole or compiled._whole(path) is None
        noticed += content != whole
    assert noticed > 1150


@pytest.mark.parametrize("damage", [flips, cuts, zeroed])
def test_a_damaged_kernel_is_never_unpickled_but_compiled_again(damage, cache, caplog, monkeypatch):
    kernel(twice)(3)
    (path,) = kept()
    whole = path.read_bytes()

    def refuse(_content):
        raise AssertionError("damage was unpickled")

    for content in damage(whole, 4):
        if content == whole:
            continue
        path.write_bytes(content)
        with monkeypatch.context() as patch:
            patch.setattr(pickle, "loads", refuse)
            assert kernel(twice)(3) == 6
        assert kept() == [path]
        again = kernel(twice)
        assert (again(3), hits(again)) == (6, 1)
    (told,) = caplog.messages  # once, however many are damaged
    assert told.startswith(f"{path}: this compiled kernel is damaged; it is removed and compiled")


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_regular_file_is_never_opened_and_costs_only_time(kind, cache, caplog):
    kernel(twice)(2)
    (path,) = kept()
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    assert kernel(twice)(2) == 4
    assert "is damaged" in caplog.text
    assert path.is_file() == (kind != "folder")


def test_a_file_under_the_name_of_another_is_not_used(cache):
    both = kernel(twice)
    both(3)
    both(0.5)
    one, two = kept()
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    again = kernel(twice)
    assert (again(3), again(0.5), hits(again)) == (6, 1.0, 0)


def test_a_folder_that_cannot_be_made_costs_only_time(cache, caplog):
    cache.write_text("a file")
    function = kernel(twice)
    assert (function(3), function(0.5)) == (6, 1.0)
    (told,) = caplog.messages
    assert told.startswith(f"{cache_folder()}: compiled kernels cannot be kept there (")
    assert told.endswith("name another folder in NUMBA_CACHE_DIR.")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write_bytes", "replace"])
def test_a_full_or_read_only_disk_is_named_with_its_path(number, call, cache, caplog, monkeypatch):
    written = Path.write_bytes

    def refuse(path, *content):
        written(path, b"half")
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, call, refuse)
    function = kernel(twice)
    assert (function(3), function(0.5)) == (6, 1.0)
    (told,) = caplog.messages
    assert told.startswith(f"{cache_folder()}: compiled kernels cannot be kept there (")
    assert os.strerror(number) in told
    assert not kept()


def test_a_damaged_kernel_that_cannot_be_removed_is_compiled_all_the_same(
    cache, caplog, monkeypatch
):
    kernel(twice)(3)
    (path,) = kept()
    path.write_bytes(b"")

    def refuse(path, *_arguments, **_options):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    for call in ("unlink", "write_bytes", "replace"):
        monkeypatch.setattr(Path, call, refuse)
    assert kernel(twice)(3) == 6
    assert [told.split(": ")[1].split(" ")[0] for told in caplog.messages] == ["this", "compiled"]


def start(cache):
    environment = os.environ | {
        "NUMBA_CACHE_DIR": str(cache),
        "PYTHONPATH": str(Path(whowhom.__file__).parents[1]),
    }
    return subprocess.Popen(
        [sys.executable, PROGRAM],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["cache is a file", "home is a file", "home is nowhere"])
def test_without_a_folder_to_write_into_it_works_and_says_one_sentence(wrong, tmp_path):
    nowhere = tmp_path / "file"
    nowhere.write_text("a file")
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"}
    }
    environment["PYTHONPATH"] = str(Path(whowhom.__file__).parents[1])
    if wrong == "cache is a file":
        environment["NUMBA_CACHE_DIR"] = str(nowhere)
    else:
        environment["HOME"] = str(nowhere) if wrong == "home is a file" else "/proc/nowhere/at/all"
        environment["LOCALAPPDATA"] = environment["HOME"]
    done = subprocess.run(
        [sys.executable, PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("2.5 1.5\n", 0)
    assert done.stderr.count("\n") == 1
    assert "compiled kernels cannot be kept there (" in done.stderr


@pytest.mark.slow
def test_first_runs_at_once_and_a_damaged_cache_in_processes(cache):
    first = [start(cache) for _ in range(3)]
    for process in first:
        assert process.communicate(timeout=600) == ("2.5 1.5\n", "")
        assert process.returncode == 0
    assert len(kept()) == 2
    assert all(compiled._whole(path) is not None for path in kept())
    for path in kept():
        path.write_bytes(path.read_bytes()[:-1])
    process = start(cache)
    out, err = process.communicate(timeout=600)
    assert (out, process.returncode) == ("2.5 1.5\n", 0)
    assert err.count("\n") == 1
    assert "this compiled kernel is damaged; it is removed and compiled once again" in err
    process = start(cache)
    assert process.communicate(timeout=600) == ("2.5 1.5\n", "")


def test_the_folder_stands_for_every_file_with_a_kernel():
    """Else a change in such a file would leave a stale kernel behind."""
    ours = set(compiled._source_files())
    home = Path(compiled.__file__).parent
    using = {
        path
        for path in home.rglob("*.py")
        if "from whowhom.compiled import" in path.read_text("utf-8")
    }
    others = {
        home / "cli" / "running.py",
        home / "ensemble" / "on_dask.py",
        home / "ensemble" / "own_mechanisms.py",
    }
    assert using - ours == others  # they ask where kernels are kept


@by_reference
class Pair(NamedTuple):
    left: np.ndarray
    right: np.ndarray


def inner(pair, number):
    return pair.left[0] + number * pair.right[-1]


def test_a_kernel_is_kept_with_all_that_it_calls_and_takes_arrays_by_reference(cache):
    called = kernel(inner)

    def outer(pair):
        pair.left[1] = called(pair, 2)
        return called(pair, 3) + called(pair, pair.left[1])

    pair = Pair(np.array([1.0, 0.0]), np.array([0, 0, 5]))
    whole = kernel(outer)
    assert whole(pair) == 16.0 + 56.0
    assert pair.left.tolist() == [1.0, 11.0]
    assert [path.name.partition("-")[0] for path in kept()] == ["test_compiled.outer"]
    assert [str(one[1]) for one in called.inner.signatures] == ["int64", "float64"]
    assert called(pair, 2) == 11.0, "Python calls a form of its own"
    assert len(kept()) == 2
    other = Pair(np.array([1, 0]), np.array([5.0]))
    assert called(other, 2) == 11.0, "other arrays, another form"
    again = kernel(outer)
    assert (again(pair), hits(again)) == (72.0, 1)


def test_kernels_still_do_without_compilation():
    pair = Pair(np.array([1.0, 0.0]), np.array([0, 0, 5]))
    assert kernel(inner).py_func(pair, 2) == 11.0


def test_kernels_that_threads_call_for_the_first_time_at_once_are_all_whole(cache):
    kernels = [kernel(inner) for _ in range(6)]
    pair, together = Pair(np.array([1.0]), np.array([5.0])), threading.Barrier(6)

    def call(number):
        together.wait()
        return kernels[number](pair, number)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(call, range(6))) == [1.0, 6.0, 11.0, 16.0, 21.0, 26.0]
    assert kernels[0].targetctx.codegen()._library_class is JITCodeLibrary


@by_reference
class _Lent(NamedTuple):
    numbers: np.ndarray


@kernel
def _first(lent):
    return lent.numbers[0]


def test_what_is_handed_on_by_reference_is_let_go_after_the_call():
    lent = _Lent(np.arange(3.0))
    assert _first(lent) == 0.0  # compiled
    before = sys.getrefcount(lent.numbers)
    for _ in range(5):
        assert _first(lent) == 0.0
    after = sys.getrefcount(lent.numbers)  # an assertion would hold it once more
    assert after == before
