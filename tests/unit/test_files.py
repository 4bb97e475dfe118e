"""Writing: a file is there whole or not at all, and what can be no file is refused at once."""

import errno
import os
import stat
from pathlib import Path

import pytest

from whowhom.errors import InvalidInput, ResourceError
from whowhom.files import make_folder, output_ending, output_file, write_file, write_files


def refusing(number):
    def refuse(*_args, **_options):
        raise OSError(number, os.strerror(number))

    return refuse


def named(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("step", ["open", "write", "fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(step, tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, step, refusing(errno.ENOSPC))
        with pytest.raises(ResourceError, match=r"x: cannot be written: the disk is full\. Make"):
            write_file(path, b"new")
    assert named(tmp_path) == ["x"]
    assert path.read_bytes() == b"old"


def test_files_that_belong_together_are_all_new_or_all_old(tmp_path, monkeypatch):
    places = [tmp_path / name for name in ("a", "b", "c")]
    write_files(dict.fromkeys(places, b"old"))
    write = os.write
    monkeypatch.setattr(
        os, "write", lambda file, rest: refusing(28)() if rest[:1] == b"3" else write(file, rest)
    )
    with pytest.raises(ResourceError, match=r"c: cannot be written"):
        write_files(dict(zip(places, (b"1", b"2", b"3"), strict=True)))
    assert named(tmp_path) == ["a", "b", "c"]
    assert {place.read_bytes() for place in places} == {b"old"}


def test_a_write_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "x", b"new")
    assert not named(tmp_path)


def test_short_writes_are_continued(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, rest: write(handle, rest[:3]))
    write_file(tmp_path / "x", b"0123456789")
    assert (tmp_path / "x").read_bytes() == b"0123456789"


def test_a_replaced_file_keeps_its_rights_and_a_name_may_be_as_long_as_the_system_allows(tmp_path):
    path = tmp_path / ("x" * 255)
    write_file(path, b"old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert named(tmp_path) == [path.name]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "not allowed"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "reports an I/O error"),
        (errno.EFBIG, "ulimit"),
        (errno.ENOTDIR, "is a file, not a folder"),
    ],
)
def test_each_refusal_has_its_sentence(number, words, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "replace", refusing(number))
    with pytest.raises(ResourceError, match=words):
        write_file(tmp_path / "x", b"")


@pytest.mark.parametrize("name", ["", "-", ".", "..", "/", "folder", "folder/", "new/", "fifo"])
def test_what_can_be_no_file_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    os.mkfifo("fifo")
    with pytest.raises(InvalidInput, match=r"--chart must be the name of a file"):
        output_file(name, option="--chart")
    assert named(tmp_path) == ["fifo", "folder"]


@pytest.mark.parametrize("name", ["/dev/null", "/dev/full", "a\0b"])
def test_devices_and_impossible_names_are_refused(name):
    with pytest.raises(InvalidInput):
        output_file(name)


def test_a_folder_that_takes_no_file_is_told_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ResourceError, match="not allowed"):
        output_file(tmp_path / "new" / "x.md")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ResourceError, match="is a file, not a folder"):
        output_file(tmp_path / "file" / "x.md")


def test_a_link_goes_on_leading_to_the_file(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_file(output_file(tmp_path / "link"), b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


PICTURES = {".pdf": "pdf", ".svg": "svg"}


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [("a.svg", None, "svg"), ("a", None, "pdf"), ("a.gif", "svg", "svg"), ("a.PDF", "pdf", "pdf")],
)
def test_the_kind_is_said_or_read_from_the_name(name, said, kind):
    assert output_ending(Path(name), said, PICTURES) == kind


@pytest.mark.parametrize(("name", "said"), [("a.gif", None), ("a.svg", "pdf")])
def test_a_name_that_says_another_kind_is_refused(name, said):
    with pytest.raises(InvalidInput, match=r"--out.*'a\.\w+' is called"):
        output_ending(Path(name), said, PICTURES)


def test_a_folder_gets_a_name_that_every_system_can_hold(tmp_path):
    with pytest.raises(InvalidInput, match="'CON' is a device name on Windows"):
        make_folder(tmp_path / "CON" / "results")
    assert not (tmp_path / "CON").exists()
