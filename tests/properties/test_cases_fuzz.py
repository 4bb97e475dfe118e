"""Whatever stands in a case folder, a check ends with a report.

Reading it ends with a case or a CaseError; nothing else is ever raised, every problem has a place.
"""

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whowhom.cases import check_case, new_case, read_case
from whowhom.cases.dates import parse_period
from whowhom.cases.names import check_text
from whowhom.cases.problems import BadCell
from whowhom.cases.schema import TABLES
from whowhom.cases.templates import template_files
from whowhom.cases.values import (
    parse_flag,
    parse_id,
    parse_integer,
    parse_number,
    parse_shares,
    parse_sources,
)
from whowhom.errors import CaseError

SOUND = template_files()
NAMES = sorted(SOUND)
NASTY = [
    "", "#", '"', '""', "'", ",", ";", "\n", "\r", "\t", "\x00", "\u202e", "\u2028", "\ufeff",
    "nan", "inf", "1e999", "1_000", "9" * 400, "-1", "0..1", "3..1", "1..2..3", "..", "/", "../..",
    "1924-02-30", "-0044-03-15", "0000", "44927", "1-Mar", "secretary", "Secretary", "=1+1", "|",
    "cadres=0.5", "cadres=;=", "a=b=c", "a:b;c=d:e", "</script>", "#REF!", "\ud7ff", "yes", "war",
]  # fmt: skip
ENCODINGS = ["utf-16", "utf-16-le", "utf-8-sig", "cp1251", "utf-32"]
FOLDERS = int(os.environ.get("WHOWHOM_BROKEN_FOLDERS", "150"))
"""How many broken folders are tried; ``make soak`` asks for 20,000."""
PLACE = re.compile(r".+:[0-9]+:[0-9]+", re.DOTALL)


@st.composite
def broken_folders(draw):
    """Return the files of a sound folder after a few accidents."""
    files = dict(SOUND)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(NAMES))
        data = files.get(name, b"")
        match draw(st.integers(0, 7)):
            case 0:
                files.pop(name, None)
            case 1:
                files[name] = draw(st.binary(max_size=300))
            case 2:
                files[name] = draw(st.text(max_size=300)).encode("utf-8", "surrogatepass")
            case 3:
                place = draw(st.integers(0, len(data)))
                inserted = draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)))
                files[name] = data[:place] + inserted.encode("utf-8", "replace") + data[place:]
            case 4:
                files[name] = data[: draw(st.integers(0, len(data)))]
            case 5:
                text = data.decode("utf-8", "replace")
                files[name] = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
            case 6:
                lines = data.split(b"\n")
                lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(lines)))
                files[name] = b"\n".join(lines)
            case _:
                files[name] = _with_one_cell_changed(draw, data)
    return files


def _with_one_cell_changed(draw, data):
    lines = data.split(b"\n")
    row = draw(st.integers(0, len(lines) - 1))
    cells = lines[row].split(b",")
    cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(NASTY)).encode()
    lines[row] = b",".join(cells)
    return b"\n".join(lines)


@pytest.mark.slow
@given(broken_folders())
@settings(max_examples=FOLDERS, deadline=None)
def test_broken_folders_end_in_a_report(files):
    folder = Path(tempfile.mkdtemp())
    try:
        for name, data in files.items():
            (folder / name).write_bytes(data)
        report = check_case(folder)
        for problem in (*report.problems, *report.warnings):
            assert PLACE.fullmatch(problem.where)
            assert "\n" not in str(problem)
            assert problem.finding
        assert (report.case is None) == bool(report.problems)
        if report.ok:
            assert read_case(folder) == report.case
        else:
            with pytest.raises(CaseError):
                read_case(folder)
    finally:
        shutil.rmtree(folder)


COLUMNS = [column for table in TABLES.values() for column in table.columns]
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=50),
    st.text(alphabet="0123456789.-/~?%eE+,;=:abc ", max_size=30),
)


@given(TEXTS, st.sampled_from(COLUMNS), st.booleans())
@example("1" * 5000, COLUMNS[0], False)
@settings(max_examples=400, deadline=None)
def test_single_cells_read_or_are_refused(text, column, comma):
    parsers = (
        lambda: parse_number(text, column, decimal_comma=comma),
        lambda: parse_shares(text, column, decimal_comma=comma),
        lambda: parse_integer(text, column),
        lambda: parse_period(text),
        lambda: parse_flag(text),
        lambda: parse_id(text),
        lambda: parse_sources(text, TABLES["actors"].names),
        lambda: check_text(text, longest=200, lines=False),
    )
    for parser in parsers:
        with contextlib.suppress(BadCell):
            parser()


@given(st.text(max_size=60))
@settings(deadline=None)
@example("a\0b")
@example("~root")
def test_any_text_may_be_asked_for_as_a_case(text):
    if text.strip("./ ") and not Path(text.replace("\0", "")).exists():
        assert check_case(text).problems


EVERY_TABLE = {
    "shocks": "s,2001,esteem,marshal,,army,0.5,0.6,,judged",
    "hosts": "h,Host,0.5,0.5,judged",
    "audiences": "army,Army,20,1,0.2,0,0.3,army,cadres=0.1,no,judged",
    "course": "2001,about,marshal,demoted,minister,,note,judged",
    "chronicle": "c,2001,told,title,marshal,place,kind,outcome,correction,judged",
    "persons": "p,Person,,,,,,judged",
    "places": "p,Place,,,,judged",
    "organisations": "o,Organisation,,,judged",
    "relations": "r,p,o,kind,2001,2002,,judged",
    "corrections": "c,,,,,,judged",
    "claims": "c,,,,,,judged",
}
"""A row for each table that the example leaves empty."""


@pytest.mark.parametrize("name", TABLES)
def test_a_wrong_value_in_any_cell_is_refused_at_that_cell(tmp_path, name):
    """Put a value that no typed column takes into each cell of a row, one at a time."""
    folder = new_case(tmp_path / "case")
    for other, row in EVERY_TABLE.items():
        with (folder / f"{other}.csv").open("a") as stream:
            if TABLES[other].role == "documentary":
                stream.write(",".join(TABLES[other].names) + "\n")
            stream.write(row + "\n")
        if other == "audiences":
            stream.close()
            text = (folder / "audiences.csv").read_text() + "cadres,,,,,,,,,,\nelite,,,,,,,,,,\n"
            (folder / "audiences.csv").write_text(text)
    assert check_case(folder).ok, check_case(folder).text()
    path = folder / f"{name}.csv"
    lines = path.read_text("utf-8").splitlines()
    row = next(i for i, line in enumerate(lines) if i > 0 and not line.startswith("#"))
    for column, declared in enumerate(TABLES[name].columns):
        if declared.kind in {"text", "name", "words"}:
            continue
        cells = lines[row].split(",")
        cells[column] = "@@"
        path.write_text("\n".join([*lines[:row], ",".join(cells), *lines[row + 1 :]]), "utf-8")
        where = f"{name}.csv:{row + 1}:{column + 1}"
        assert where in [problem.where for problem in check_case(folder).problems]
