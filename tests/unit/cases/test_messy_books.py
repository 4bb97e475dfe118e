"""Workbooks as people keep them: each comes out as written by hand, in one round of questions."""

import re
import zipfile

import pytest

from tests.messy_books import BOOKS
from whowhom.cases import check_case, plan_import, settle, write_import


def with_results(path, results):
    """Store results of formulas, as a spreadsheet does and openpyxl does not."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            text = content.decode("utf-8", "surrogateescape")
            for formula, result in results.items():
                pattern = (
                    re.escape(f"<f>{formula}</f>")
                    + r"<v\s*/>|"
                    + re.escape(f"<f>{formula}</f><v></v>")
                )
                text = re.sub(pattern, f"<f>{formula}</f><v>{result}</v>", text)
            archive.writestr(name, text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", BOOKS)
def test_a_messy_book_comes_out_as_meant(name, tmp_path):
    messy = BOOKS[name]
    path = messy.write(tmp_path / f"{name}.xlsx")
    with_results(path, {"0.3*2": "0.6", "D2/2": "0.3"})
    plan = plan_import(path)
    assert {one.id for one in plan.questions} == messy.asked
    assert {one.id for one in plan.repairs} == messy.repairs
    assert all(any(told in note for note in plan.notes) for told in messy.told), plan.notes
    done = settle(plan, answers=messy.answers)
    assert done.questions == ()
    tables = {name: [list(row) for row in rows] for name, rows in done.tables.items()}
    case = {key: value for key, value, _ in tables.pop("case")[1:]}
    assert case == dict(messy.case)
    assert tables == dict(messy.tables)
    made = write_import(plan, tmp_path / "out", answers=messy.answers)
    report = check_case(made.folder)
    assert report.ok, report.text()
