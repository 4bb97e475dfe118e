"""Every command that writes, on a disk that fills up: exit 5, the path, nothing half written."""

import os
import stat
from pathlib import Path

import openpyxl
import pytest

OLD = b"a good file of yesterday"
POWER = ("--power", "ann=3,bob=4,cat=5,dan=10")


@pytest.fixture
def full(monkeypatch):
    """Return a function that fills the disk: a file takes half of its first part, then no more."""
    write = os.write

    def half(handle, content):
        if not stat.S_ISREG(os.fstat(handle).st_mode) or len(content) < 2:
            return write(handle, content)
        if os.fstat(handle).st_size:
            raise OSError(28, "No space left on device")
        return write(handle, content[: len(content) // 2])

    return lambda: monkeypatch.setattr(os, "write", half)


@pytest.fixture
def stored(call):
    """Return the folder of a stored result."""
    assert call("run", "duel", "--runs", "40", "--out", "r", "--quiet")[0] == 0
    return "r"


def everything():
    """Return what is in the current folder, by name, but for the stored result."""
    found = sorted(path for path in Path().rglob("*") if path.parts[0] != "r")
    return {str(path): path.read_bytes() for path in found if path.is_file()}


@pytest.mark.parametrize(
    "words",
    [
        ("figure", "r", "winners", "-o", "old.pdf"),
        ("figure", "r", "winners", "-o", "old.svg"),
        ("figure", "r", "winners", "-o", "old.png"),
        ("report", "r", "-o", "old.md"),
    ],
    ids=" ".join,
)
def test_a_full_disk_leaves_the_old_output(words, call, stored, full):
    place = Path(words[-1])
    for file in (place, place.with_suffix(".txt"), place.with_suffix(".csv")):
        file.write_bytes(OLD)
    before = everything()
    full()
    code, out, err = call(*words)
    assert (code, out) == (5, "")
    assert f"{place}: cannot be written: the disk is full" in err
    assert everything() == before


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html", "json"])
def test_a_full_disk_leaves_the_old_chart(ending, call, full):
    place = Path(f"old.{ending}")
    place.write_bytes(OLD)
    full()
    code, out, err = call("solve", "coalition-by-majority", *POWER, "--chart", place)
    assert (code, out) == (5, "")
    assert f"{place}: cannot be written: the disk is full" in err
    assert everything() == {str(place): OLD}


@pytest.mark.parametrize("words", [("new", "mine"), ("new", "mine", "--from", "duel")])
def test_a_full_disk_leaves_no_new_case(words, call, full):
    full()
    code, _, err = call(*words)
    assert code == 5
    assert "mine/" in err
    assert "cannot be written: the disk is full" in err
    assert not list(Path().iterdir())


def test_a_full_disk_leaves_no_imported_case(call, full):
    book = openpyxl.Workbook()
    book.active.title = "actors"
    book.active.append(["id", "name"])
    for row in (["title", "T"], ["start", "1953-03-05"], ["end", "1957-06-29"]):
        (book["case"] if "case" in book.sheetnames else book.create_sheet("case")).append(row)
    book.save("book.xlsx")
    full()
    assert call("import", "book.xlsx", "mine")[0] == 5
    assert list(everything()) == ["book.xlsx"]
    assert not Path("mine").exists()


def test_a_full_disk_leaves_no_half_result(call, full):
    full()
    for words in (("run", "duel", "--runs", "8", "--out", "new"), ("whatif", "duel", "--question")):
        more = () if words[0] == "run" else ("X4", "--runs", "8", "--out", "new2")
        code, _, err = call(*words, *more, "--quiet")
        assert code == 5
        assert "cannot be written: the disk is full" in err
        assert not everything(), words


@pytest.mark.parametrize("name", ["", "-", ".", "folder", "/dev/full", "/dev/null", "w.gif"])
@pytest.mark.parametrize("command", [("figure", "r", "winners"), ("report", "r")], ids=" ".join)
def test_a_name_that_can_be_no_output_is_refused_before_any_work(command, name, call):
    Path("folder").mkdir()
    code, out, err = call(*command, "-o", name)  # there is no result: nothing was read
    assert (code, out) == (2, "")
    assert any(words in err for words in ("--out", "-o requires", "value for -o"))
    assert not everything()


def test_a_chart_needs_the_name_of_a_file(call):
    for name in ("", "-", "/dev/full", ".svg/"):
        assert call("solve", "coalition-by-majority", *POWER, "--chart", name)[0] == 2
    assert not everything()
