"""The table of a sweep: the same cells from whatever holds them."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases.case import Quantity
from whowhom.ensemble.sweep_table import columns_of
from whowhom.errors import InvalidInput

ROWS = {"majority": [0.5, None, 1], "actors.ann.army": ["2", "1..3", None]}
CELLS = {"majority": ["0.5", None, "1"], "actors.ann.army": ["2", "1..3", None]}


def as_rows(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


FORMS = {
    "columns": ROWS,
    "rows": as_rows(ROWS),
    "rows without what is empty": [
        {name: value for name, value in row.items() if value is not None} for row in as_rows(ROWS)
    ],
    "polars": pl.DataFrame(ROWS, strict=False),
    "polars, lazy": pl.LazyFrame(ROWS, strict=False),
    "pandas": pd.DataFrame(ROWS),
    "pandas, nullable": pd.DataFrame(ROWS).convert_dtypes(),
    "arrow": pa.table(ROWS),
    "columns of numpy and pandas": {
        "majority": np.array([0.5, np.nan, 1.0]),
        "actors.ann.army": pd.Series(["2", "1..3", None]),
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_table_gives_the_same_cells(form):
    assert columns_of(FORMS[form]) == CELLS


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet"])
def test_a_file_gives_the_same_cells(ending, tmp_path):
    path = tmp_path / f"plan.{ending}"
    if ending == "parquet":
        pq.write_table(pa.table(ROWS), path)
    else:
        sign = {"csv": ",", "tsv": "\t"}[ending]
        rows = [list(ROWS), *zip(*ROWS.values(), strict=True)]
        lines = [sign.join("" if cell is None else str(cell) for cell in row) for row in rows]
        path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n\r\n")
    assert columns_of(path) == columns_of(str(path)) == CELLS


def test_designs_of_samplers_are_taken_as_they_are():
    from SALib.sample import sobol
    from scipy.stats import qmc

    names = ["majority", "parameters.bias"]
    problem = {"num_vars": 2, "names": names, "bounds": [[0.5, 0.7], [0, 1]]}
    design = sobol.sample(problem, 4, seed=1)
    points = qmc.scale(qmc.LatinHypercube(2, rng=1).random(5), [0.5, 0], [0.7, 1])
    for array in (design, points):
        cells = columns_of(array, names)
        assert list(cells) == names
        assert np.array_equal(np.array(list(cells.values()), float).T, array)  # to the last bit
    structured = np.array([(0.5, 1)], dtype=[("majority", "f8"), ("parameters.bias", "i4")])
    assert columns_of(structured) == {"majority": ["0.5"], "parameters.bias": ["1"]}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_in_one_way_and_to_the_last_bit(number):
    found = columns_of(
        {"a": [number], "b": [repr(number)], "c": np.array([number]), "d": [np.float64(number)]}
    )
    cells = {cells[0] for cells in found.values()}
    assert len(cells) == 1
    assert float(cells.pop()) == number


def test_other_values_are_written_as_in_a_case_folder():
    found = columns_of(
        {"a": [Quantity(1, 3), dt.date(1937, 5, 1), pd.Timestamp("1937-05-01"), " x ", True]}
    )
    assert found == {"a": ["1..3", "1937-05-01", "1937-05-01", "x", "True"]}


@pytest.mark.parametrize(
    ("table", "names", "told"),
    [
        ({}, None, "has no rows"),
        ({"a": []}, None, "has no rows"),
        ([], None, "must be a data frame"),
        (7, None, "must be a data frame, .* got int"),
        (np.zeros((2, 2)), None, "with names=.*got ndarray"),
        (np.zeros((2, 2)), ["a"], r"has 1 names; .* the shape \(2, 2\)"),
        (np.zeros(2), ["a", "b"], r"the shape \(2,\)"),
        (pd.DataFrame({"a": [1]}), ["a"], "names are for an array"),
        ({"a": [1], "b": [1, 2]}, None, "different numbers of rows: a 1, b 2"),
        ({"a": 1, "b": "text"}, None, r"(?s)'a': is not a column.*'b': is not a column"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), None, "'a': is there twice"),
        (pd.DataFrame([[1, 2]]), None, r"(?s)column 0: the name .*column 1: the name"),
    ],
)
def test_what_is_no_table_is_refused_with_all_that_is_wrong(table, names, told):
    with pytest.raises(InvalidInput, match=told):
        columns_of(table, names)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.csv", b"", "is empty"),
        ("x.csv", b"a,b\n", "no rows"),
        ("x.csv", b"a,b\n1\n2,3\n1,2,3\n", r"(?s)line 2: has 1 cells, .* 2\n.*line 4: has 3"),
        ("x.csv", b'a,b\n"1,2\n', "line 2: is not CSV"),
        ("x.csv", b"\xff\xfe", "not UTF-8|UTF-16"),
        ("x.parquet", b"a,b\n", "cannot be read as Parquet"),
        ("missing.csv", None, "missing.csv"),
    ],
)
def test_what_is_no_file_of_a_table_is_refused(name, content, told, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInput, match=told):
        columns_of(path)
