"""Files dropped on a page: what is a case is kept for a while, everything else is refused."""

import asyncio
import io
import tempfile
import zipfile

import openpyxl
import pytest

from whowhom.cases.templates import template_files
from whowhom.errors import CaseError, InvalidInput
from whowhom.web.guard import LARGER
from whowhom.web.uploads import MOST_UPLOAD, Uploads, _body


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return Uploads()


def packed(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_the_guard_lets_through_what_an_upload_may_have():
    assert LARGER["/uploads"] == MOST_UPLOAD


def test_a_workbook_is_planned_and_not_left_on_the_disk(uploads, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "actors"
    book.active.append(["id", "name"])
    book.active.append(["a", "Ann"])
    stream = io.BytesIO()
    book.save(stream)
    found = uploads.get(uploads.add("C:\\fakepath\\My circle.xlsx", stream.getvalue()))
    assert found.title == "My circle.xlsx"
    assert found.id == "my_circle"
    assert "actors" in found.plan.tables
    assert not list(tmp_path.iterdir())


def test_a_damaged_workbook_is_named_as_the_user_knows_it(uploads, tmp_path):
    with pytest.raises(CaseError, match=r"nine\.xlsx"):
        uploads.add("../../nine.xlsx", b"PK\x03\x04 nonsense")
    assert not list(tmp_path.iterdir())


def test_files_that_are_dropped_together_are_one_case(uploads):
    token = ""
    for name, data in template_files().items():
        token = uploads.add(name, data, token)
    found = uploads.get(token)
    assert found.report.ok
    assert found.files == template_files()


def test_of_an_archive_only_the_files_of_a_case_are_taken_by_their_names(uploads):
    files = {f"circle/../../{name}": data for name, data in template_files().items()}
    files |= {"circle/notes/why.md": b"why", "circle/evil.py": b"", "/etc/passwd": b""}
    found = uploads.get(uploads.add("circle.zip", packed(files)))
    assert set(found.files) == {*template_files(), "notes/why.md"}
    assert found.left_out == ("circle/evil.py", "/etc/passwd")
    assert found.report.ok


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.zip", b"PK", "cannot be unpacked"),
        ("x.zip", packed({"a/actors.csv": b"", "b/actors.csv": b""}), "two files"),
        ("x.zip", packed({"actors.csv": b"x" * 30_000_000}), "more than 1,000,000 bytes"),
        ("x.zip", packed({f"{i}.txt": b"" for i in range(201)}), "more than 200 files"),
        ("x.zip", packed({"readme.txt": b""}), "no file of a case"),
        ("x.html", b"<script>", "is not a file of a case"),
        ("", b"", "is not a file of a case"),
        ("actors", b"id,name", "is not a file of a case"),
    ],
)
def test_what_is_no_case_is_refused_with_a_word(uploads, name, content, words):
    with pytest.raises((CaseError, InvalidInput), match=words):
        uploads.add(name, content)


def test_only_the_last_few_are_kept(uploads):
    first = uploads.add("actors.csv", b"id,name\n")
    for _ in range(12):
        last = uploads.add("actors.csv", b"id,name\n")
    assert uploads.get(last).files
    with pytest.raises(InvalidInput, match="drop it again"):
        uploads.get(first)


def test_a_body_without_a_stated_length_is_cut_off_at_the_limit():
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 1_000_000

    with pytest.raises(InvalidInput, match="20 MB"):
        asyncio.run(_body(endless()))
    assert sent == 21
