"""New case folders."""

import os

import pytest

from whowhom.cases import check_case, new_case, read_case
from whowhom.cases.schema import TABLES
from whowhom.errors import CaseError, InvalidInput, ResourceError


def test_the_template_is_a_sound_case_of_three(tmp_path):
    report = check_case(new_case(tmp_path / "mine"))
    assert report.ok, report.text()
    assert len(report.case.actors) == 3
    assert report.warnings == ()
    assert report.unsourced == ()


def test_every_column_is_there_and_explained(tmp_path):
    folder = new_case(tmp_path / "mine")
    for table in TABLES.values():
        if table.role == "documentary":
            continue
        lines = (folder / table.file).read_text("utf-8").splitlines()
        assert lines[0] == ",".join(table.names)
        remarks = [line for line in lines if "# " in line]
        assert all(line.startswith("# ") and "," not in line for line in remarks)
        for column in table.columns:
            assert any(line.startswith(f"# {column.name}: ") for line in lines), column.name


def test_uncommented_default_audiences_are_the_defaults(tmp_path):
    folder = new_case(tmp_path / "mine")
    before = read_case(folder).sha256
    path = folder / "audiences.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join(line[1:] if line[0] == "#" and line[1] != " " else line for line in lines)
    )
    assert read_case(folder).sha256 == before
    assert not any("audiences.csv has no rows" in line for line in read_case(folder).defaults)


def test_a_copy_of_a_case_is_the_same_case(make, tmp_path):
    original = make(ties="from,to,kind\nberia,zhukov,feud\n")
    (original / "notes").mkdir()
    (original / "notes" / "a.md").write_text("x")
    copy = new_case(tmp_path / "copy", from_case=original)
    assert read_case(copy).sha256 == read_case(original).sha256
    assert (copy / "notes" / "a.md").read_text() == "x"


def test_a_copy_of_a_broken_case_is_refused(make, tmp_path):
    with pytest.raises(CaseError, match=r"actors\.csv:2:2"):
        new_case(tmp_path / "copy", from_case=make(actors="id,army\na,9\nb,\n"))
    assert not (tmp_path / "copy").exists()


def test_an_existing_folder_is_never_touched(tmp_path):
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(InvalidInput, match="exists already"):
            new_case(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    assert check_case(new_case(tmp_path / "empty")).ok


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_impossible_names(tmp_path, name):
    with pytest.raises((InvalidInput, ResourceError)):
        new_case(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    write = os.write

    def full(handle, content):
        if bytes(content).startswith(b"from,to,"):  # ties.csv
            raise OSError(28, "No space left on device")
        return write(handle, content)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(
        ResourceError, match=r"/mine/ties\.csv: cannot be written: the disk is full"
    ):
        new_case(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []
