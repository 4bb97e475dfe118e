import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

import pytest

from whowhom.ensemble import files
from whowhom.ensemble.files import LOCK, check_space, locked, sweep_temporary, temporary_folder
from whowhom.errors import ResourceError


def test_too_little_room_is_said_before_the_start(tmp_path):
    check_space(tmp_path / "not" / "there" / "yet", 1)
    with pytest.raises(ResourceError, match="may need 1,000,000,000,000 MB and the disk has"):
        check_space(tmp_path, 10**18)


@pytest.mark.parametrize(("needed", "is_enough"), [(5_000_000, True), (5_000_001, False)])
def test_the_room_on_the_disk_is_counted_in_bytes(needed, is_enough, tmp_path, monkeypatch):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 1, 5_000_000)
    )
    if is_enough:
        check_space(tmp_path, needed)
    else:
        with pytest.raises(ResourceError, match="may need 5 MB and the disk has 5 MB free"):
            check_space(tmp_path, needed)


def test_a_lock_that_was_removed_before_we_had_it_is_not_taken(tmp_path, monkeypatch):
    """The last owner removes the file between our opening and our locking it: we open the next."""
    taken = []
    lock = files._lock

    def late(handle):
        if not taken:
            (tmp_path / LOCK).unlink()
        taken.append(handle)
        return lock(handle)

    monkeypatch.setattr(files, "_lock", late)
    with locked(tmp_path):
        assert len(taken) == 2
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"
        with pytest.raises(ResourceError, match="is writing"), locked(tmp_path):
            pass


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


HELD = """
import os, signal, sys, tempfile
from whowhom.ensemble.files import temporary_folder
tempfile.tempdir = sys.argv[1]
folder, remove = temporary_folder()
(folder / "x").write_bytes(b"x")
if sys.argv[2] == "wait":
    print("ready", flush=True)
    sys.stdin.read()
elif sys.argv[2] != "end":
    os.kill(os.getpid(), int(sys.argv[2]))
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_temporary_folder_goes_with_its_process(temporary):
    folder, remove = temporary_folder()
    assert folder.is_dir()
    remove()
    remove()
    assert not list(temporary.iterdir())
    done = subprocess.run([sys.executable, "-c", HELD, temporary, "end"], check=False)
    assert done.returncode == 0
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_that_of_a_process_that_was_killed_is_removed_by_the_next(number, temporary):
    program = f"import signal\nif {int(number)} != signal.SIGKILL:\n"
    program += f"    signal.signal({int(number)}, signal.SIG_DFL)  # nohup has it ignored\n{HELD}"
    subprocess.run([sys.executable, "-c", program, temporary, str(int(number))], check=False)
    assert len(list(temporary.iterdir())) == 1
    folder, remove = temporary_folder()
    assert list(temporary.iterdir()) == [folder.parent]
    remove()


def test_those_of_the_living_and_of_others_stay(temporary):
    command = [sys.executable, "-c", HELD, temporary, "wait"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as living:
        assert living.stdout.readline() == b"ready\n"
        mine = temporary / "whowhom-temporary-results"
        mine.mkdir()
        elsewhere = temporary / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "in-use").touch()
        (temporary / "whowhom-temporary-link").symlink_to("elsewhere")
        before = sorted(temporary.rglob("*"))
        sweep_temporary()
        assert sorted(temporary.rglob("*")) == before
        living.stdin.close()
        assert living.wait() == 0
    assert not [path for path in before if path.name == "x" and path.exists()]
