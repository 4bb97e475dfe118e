import errno
import os
import subprocess
import sys
import threading

import pytest

from whowhom.ensemble.files import LOCK, check_space, locked, make_folder, write_file
from whowhom.errors import InvalidInput, ResourceError


def fail(*_args, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["open", "write", "fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(step, tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(ResourceError, match=r"x: cannot be written: the disk is full\. Make"):
            write_file(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert path.read_bytes() == b"old"


def test_a_write_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "x", b"new")
    assert not list(tmp_path.iterdir())


def test_short_writes_are_continued(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, rest: write(handle, rest[:3]))
    write_file(tmp_path / "x", b"0123456789")
    assert (tmp_path / "x").read_bytes() == b"0123456789"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "not allowed"),
        (errno.EROFS, "only be read"),
        (errno.EIO, "reports a fault"),
        (errno.ENOTDIR, "Not a directory"),
    ],
)
def test_each_refusal_has_its_sentence(number, words, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ResourceError, match=words):
        write_file(tmp_path / "x", b"")


def test_too_little_room_is_said_before_the_start(tmp_path):
    check_space(tmp_path / "not" / "there" / "yet", 1)
    with pytest.raises(ResourceError, match="may need 1,000,000,000,000 MB and the disk has"):
        check_space(tmp_path, 10**18)


def test_a_held_folder_is_refused_with_the_number_of_the_holder(tmp_path):
    with locked(tmp_path):
        again = locked(tmp_path)
        with pytest.raises(ResourceError, match=f"process {os.getpid()} is writing"):
            again.__enter__()
    assert not list(tmp_path.iterdir())
    with locked(tmp_path):
        pass


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path):
    program = (
        "import sys, os\nfrom pathlib import Path\nfrom whowhom.ensemble.files import locked\n"
    )
    program += "with locked(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)\n"
    dead = subprocess.run([sys.executable, "-c", program, tmp_path], check=False)
    assert dead.returncode == -9
    assert (tmp_path / LOCK).read_text().strip().isdigit()
    with locked(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_a_lock_file_that_nobody_holds_is_taken_over(tmp_path):
    (tmp_path / LOCK).write_text(f"{os.getppid()}\n")  # a living process that knows nothing of it
    with locked(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_only_one_of_many_threads_gets_the_folder(tmp_path):
    inside, refused = [], []
    gate = threading.Barrier(8)

    def take():
        gate.wait()
        for _ in range(20):
            try:
                with locked(tmp_path):
                    inside.append(1)
                    assert len(inside) == 1
                    inside.pop()
            except ResourceError:
                refused.append(1)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not inside
    with locked(tmp_path):
        pass


def test_a_folder_gets_a_name_that_every_system_can_hold(tmp_path):
    with pytest.raises(InvalidInput, match="'CON' is a device name on Windows"):
        make_folder(tmp_path / "CON" / "results")
    assert not (tmp_path / "CON").exists()
