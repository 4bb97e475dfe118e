"""The limits on workbooks: each holds at its number, and none of them stops an ordinary file."""

import random
import subprocess
import sys
import zipfile

import pytest

from whowhom.cases import check_case, import_workbook
from whowhom.cases import xlsx as xlsx_module

CHANCE = random.Random(17)


def with_part(path, content):
    """Add a part that no reader looks at to a workbook."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/pad.bin", content)
    return path


def packed(size, noise):
    """Return bytes of which so many cannot be packed and the rest packs to nearly nothing."""
    return CHANCE.randbytes(noise) + bytes(size - noise)


def test_a_part_may_unpack_to_a_hundred_times_its_size(raw_book):
    assert check_case(with_part(raw_book(), packed(2_000_000, 22_000))).ok
    [problem] = check_case(with_part(raw_book(), packed(2_000_000, 16_000))).problems
    assert problem.code == "W019"
    assert "has a part that unpacks to 109 times its size" in problem.finding


def test_a_small_part_may_be_packed_as_tightly_as_it_likes(raw_book):
    assert check_case(with_part(raw_book(), bytes(100_000))).ok
    assert not check_case(with_part(raw_book(), bytes(150_000))).ok


def test_all_parts_unpack_to_fifty_million_bytes_at_most(raw_book):
    assert check_case(with_part(raw_book(), packed(49_900_000, 600_000))).ok
    [problem] = check_case(with_part(raw_book(), packed(50_000_000, 600_000))).problems
    assert "at most 50,000,000 are allowed" in problem.finding


def test_a_workbook_has_twenty_million_bytes_at_most(raw_book):
    path = raw_book()
    with path.open("r+b") as stream:
        stream.truncate(20_000_001)
    finding, hint = xlsx_module.inspect_file(path)
    assert finding == "has 20,000,001 bytes"
    assert hint == (
        "at most 20,000,000 are read; copy the sheets that are tables into a new workbook"
    )


def test_the_child_process_has_twenty_seconds(raw_book, monkeypatch):
    asked = {}

    def run(command, **settings):
        asked.update(settings, command=command)
        raise subprocess.TimeoutExpired(command, settings["timeout"])

    monkeypatch.setattr(xlsx_module.subprocess, "run", run)
    [problem] = [one for one in check_case(raw_book()).problems if one.code == "W019"]
    assert asked["timeout"] == 20
    assert asked["command"][-2] == "whowhom.cases.xlsx_child"
    assert "takes more than 20 seconds to read" in problem.finding


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot limit memory")
def test_reading_a_workbook_limits_the_memory_of_the_process(raw_book):
    code = (
        "import resource, runpy, sys; sys.argv = ['child', sys.argv[1]];"
        "runpy.run_module('whowhom.cases.xlsx_child', run_name='__main__');"
        "print('', resource.getrlimit(resource.RLIMIT_AS))"
    )
    command = [sys.executable, "-c", code, str(raw_book())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith('{"sheets": ')
    assert done.stdout.splitlines()[0].endswith(" (1000000000, 1000000000)")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("&bomb;", "cannot be read: ParseError"),
        ("<row><c><v>1</v></c>", "cannot be read: ParseError"),
    ],
)
def test_xml_that_is_broken_or_a_bomb(raw_book, tmp_path, row, told):
    path = raw_book(sheets={"actors": row})
    entity = "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 20}">'
        for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    head = f'<!DOCTYPE x [<!ENTITY a "bomb">{entity}<!ENTITY bomb "&i;">]>'
    hostile = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(hostile, "w") as target:
        for name in source.namelist():
            start = head.encode() if name.endswith("sheet2.xml") else b""
            target.writestr(name, start + source.read(name))
    problem = check_case(hostile).problems[0]
    assert told in str(problem)


def test_a_text_that_many_cells_share_fills_no_memory(raw_book):
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = "".join(f'<row x="{CHANCE.randbytes(100).hex()}">{cells}</row>' for _ in range(50))
    path = raw_book(sheets={"actors": rows}, strings=f"<si><t>{_noise(20_000)}</t></si>")
    told = str(check_case(path).problems[0])
    assert "it has more than 50,000,000 characters of text" in told


def test_cells_far_to_the_right_fill_no_memory(raw_book):
    rows = "".join(
        f'<row r="{n}"><c r="XFD{n}"><v>1</v></c><c r="A{n}"><v>1</v></c></row>'
        for n in range(1, 3001)
    )
    report = check_case(raw_book(sheets={"actors": rows}))
    assert "is far to the right of the table" in report.text()


def test_a_part_that_is_missing(raw_book, tmp_path):
    path = raw_book()
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            if not name.endswith("sheet2.xml"):
                target.writestr(name, source.read(name))
    told = str(check_case(other).problems[0])
    assert "the part xl/worksheets/sheet2.xml is missing" in told


def _noise(length):
    return "".join(chr(CHANCE.randrange(0x4E00, 0x9000)) for _ in range(length))


def test_damaged_workbooks_are_refused_or_read(raw_book, tmp_path):
    """A changed byte never ends in an exception."""
    content = bytearray(raw_book().read_bytes())
    for number in range(12):
        damaged = content.copy()
        for _ in range(1 + number % 3):
            damaged[CHANCE.randrange(len(damaged))] = CHANCE.randrange(256)
        path = tmp_path / "damaged.xlsx"
        path.write_bytes(damaged)
        report = check_case(path)
        assert report.ok or report.problems
        if report.ok:
            assert import_workbook(path, tmp_path / f"out{number}").folder.is_dir()
