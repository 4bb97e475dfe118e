"""The one reader of files: plain ones only, of a known size, and JSON without surprises."""

import json
import os

import pytest

from whowhom.cases import check_case, import_workbook
from whowhom.cases.plain import json_object, read_head, read_plain, read_text
from whowhom.cases.problems import Problem
from whowhom.errors import CaseError


def test_what_is_read(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"\xef\xbb\xbfabc")
    assert read_plain(path, "x", 6) == b"\xef\xbb\xbfabc"
    assert read_text(path, "x", 6) == "abc"
    assert read_head(path, "x", 2) == (b"\xef\xbb\xbf", 6)
    assert str(read_plain(path, "x", 5)) == "x:1:1 has 6 bytes; at most 5 are allowed"


@pytest.mark.parametrize("kind", ["fifo", "folder", "/dev/zero", "/dev/null", "socket"])
def test_what_is_no_plain_file_is_not_opened(kind, tmp_path, monkeypatch):
    path = tmp_path / kind
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        import socket

        with socket.socket(socket.AF_UNIX) as one:
            monkeypatch.chdir(tmp_path)
            one.bind("socket")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))
    found = read_plain(path, "x", 100)
    assert isinstance(found, Problem)
    assert found.finding == "is not a regular file"


def test_a_file_that_becomes_a_pipe_while_it_is_opened_does_not_block(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"")
    really = os.open

    def swapped(*arguments):
        path.unlink()
        os.mkfifo(path)
        return really(*arguments)

    monkeypatch.setattr(os, "open", swapped)
    assert isinstance(read_plain(path, "x", 100), Problem)


@pytest.mark.parametrize("name", ["nothing", "a\0b", "x" * 300, "loop", "dangling"])
def test_what_cannot_be_read_is_told(name, tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    found = read_plain(tmp_path / name, name[:9], 100)
    assert isinstance(found, Problem)
    assert found.code == "W003"


@pytest.mark.parametrize("name", ["questions.toml", "case.toml", "actors.csv", "notes/a.md"])
@pytest.mark.parametrize("kind", ["fifo", "folder", "device", "outside"])
def test_a_case_folder_of_other_things_than_files(name, kind, make, tmp_path):
    path = make() / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        (tmp_path / "secret").write_text("s")
        path.symlink_to("/dev/zero" if kind == "device" else tmp_path / "secret")
    report = check_case(path.parent.parent if "/" in name else path.parent)
    assert {"W003", "W004"} & {problem.code for problem in report.problems if problem.file == name}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"a": 1, "a": 2}', "has a duplicate key"),
        ('{"b": {"a": 1, "a": 2}}', "has a duplicate key"),
        ('{"a": NaN}', "NaN, which is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity, which is not a JSON number"),
        (f'{{"a": {"9" * 5000}}}', "digits"),
        ("[]", "not a JSON object"),
        ("3", "not a JSON object"),
        ("", "Expecting value"),
        ('{"a": 1}\x00', "Extra data"),
    ],
)
def test_json_with_surprises_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        json_object(text)


def test_json_is_read(tmp_path):
    content = {"a": [1, 2.5, None, "ü"], "b": {}}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    assert json_object(read_text(path, "x.json", 100)) == content
    assert "has 36 bytes" in str(read_text(path, "x.json", 10))


def test_a_workbook_that_is_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "book.xlsx")
    with pytest.raises(CaseError, match="is not a file; name a workbook"):
        import_workbook(tmp_path / "book.xlsx", tmp_path / "new")
