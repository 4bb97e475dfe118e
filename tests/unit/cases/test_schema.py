"""The schema, the page made from it, and what an import costs."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from whowhom.cases import schema
from whowhom.cases.case import BASES, SKILLS
from whowhom.cases.values import parse_number

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "case-folder.md"
case_folder_page = runpy.run_path(str(DOCS / "case_folder.py"))["case_folder_page"]


def test_the_page_is_up_to_date():
    hint = "run: python docs/case_folder.py"
    assert PAGE.read_text("utf-8") == case_folder_page(), hint


def test_every_table_and_column_is_on_the_page():
    page = case_folder_page()
    for table in (schema.CASE, *schema.TABLES.values()):
        assert f"## {table.name}." in page
        assert all(f"| `{name}` |" in page for name in table.names)


@pytest.mark.parametrize("table", schema.TABLES.values(), ids=schema.TABLES)
def test_declarations_make_sense(table):
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert set(column.refers) <= set(schema.TABLES)
        assert column.meaning
        if column.kind == "number" and column.default:
            parse_number(column.default, column)
        if column.kind == "choice" and column.default:
            assert column.default in column.choices


def test_actors_have_all_bases_and_skills():
    assert {*BASES, *SKILLS, "line"} <= set(schema.TABLES["actors"].names)


def test_vocabularies():
    assert schema.TIE_KINDS["client"] == 1
    assert schema.TIE_KINDS["feud"] == -1
    assert set(schema.TIE_KINDS.values()) == {1, -1}
    assert schema.SHOCK_KINDS["levy"].target == "audiences"
    assert (schema.SHOCK_KINDS["focal"].low, schema.SHOCK_KINDS["focal"].high) == (0, 3)
    assert {kind.target for kind in schema.SHOCK_KINDS.values()} <= {"", *schema.TABLES}


def test_importing_cases_is_light():
    code = (
        "import sys, whowhom.cases;"
        "heavy = {'numba', 'polars', 'pyarrow', 'openpyxl', 'numpy', 'rich'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
