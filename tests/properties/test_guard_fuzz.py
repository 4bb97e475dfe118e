"""Whatever stands in a file, reading it ends with what it says or with a sentence.

TOML, JSON, parameters and columns of numbers; the casebook's YAML and the tables of a case have
files of their own. The guard before ``tomllib`` must also see all that ``tomllib`` sees.
"""

import contextlib
import os
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whowhom.cases import check_case
from whowhom.cases.plain import json_object
from whowhom.cases.problems import Problem
from whowhom.cases.questions import read_questions
from whowhom.cases.settings import read_settings
from whowhom.cases.toml import DEEPEST, MOST_PARTS, Toml, read_toml
from whowhom.cli.model_arguments import read_text
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import read_parameters
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.theory.registry import model

PIECES = [
    *("a", "b", "question", "set", "id", "1", "-", "+", "0x", "_", ".", "..", " ", "\t", "\n"),
    *("=", " = ", ",", "[", "]", "[[", "]]", "{", "}", "#", '"', "'", '"""', "'''", "\\", '\\"'),
    *("\r\n", "\r", "\ufeff", "\u2028", "\x00", "\x1b", "\u202e", "\ud7ff", "ü", "\U0001f600"),
    *("1e999", "nan", "-inf", "9" * 5000, "true", "1979-05-27", "07:32:00", "2000-13-01", "1_0"),
    *("a" + ".a" * 9, '"a"' + '."a"' * 9, "[" * 9, "{a=" * 9, '"' * 6, '"' * 7, "'" * 8),
    *('id = "A"\n', 'ask = "?"\n', "[[question]]\n", 'set = { "majority" = 0.6 }\n'),
    *('title = "T"\n', "[conditions]\n", "war = 0.5\n", 'note = """\n', '"""\n'),
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join)
BYTES = st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary())


def depth(value):
    """Return how deep a value is, without recursion."""
    deepest, todo = 0, [(value, 1)]
    while todo:
        one, level = todo.pop()
        deepest = max(deepest, level)
        if isinstance(one, dict | list):
            inner = one.values() if isinstance(one, dict) else one
            todo += [(part, level + 1) for part in inner]
    return deepest


NAMES_OF_KEYS = st.sampled_from(["a", "b-1", '"q.u"', "'s'", '"\\u00e9"', "1", '""', "question"])
KEYS = st.lists(NAMES_OF_KEYS, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([".", " . "]).map(lambda dot: dot.join(parts))
)
SINGLE = st.sampled_from(
    [
        *("1", "-2.5", "1e3", "0x1F", "true", "inf", "1979-05-27", "1979-05-27 07:32:00.5", "'l'"),
        *('"b\\"#"', '""', "'''\n[x]\n'''", '"""\na = 1\n\\""" ""\n"""', '""""q"""""'),
    ]
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=3).map(lambda items: "[ # [\n" + ",\n".join(items) + "\n]"),
        st.lists(st.tuples(KEYS, inner), max_size=2).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
        ),
    ),
    max_leaves=6,
)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    KEYS.map(lambda key: f"[{key}] # ["),
    KEYS.map(lambda key: f"[[ {key} ]]"),
    st.just('# "'),
)
SOUND = st.tuples(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"])).map(
    lambda pair: pair[1].join(pair[0]).encode()
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(SOUND, BYTES))
@example(b"question = [[[]]]")
@example(b'x = """"""""\ny.a.a.a.a.a.a.a.a.a = 1')
def test_toml_of_any_bytes(data):
    found = read_toml(data, "x.toml")
    assert isinstance(found, Toml | Problem)
    if isinstance(found, Problem):
        assert str(found).startswith("x.toml:")
        assert found.line >= 1
        assert found.column >= 1
        return
    assert found.keys == tomllib.loads(data.decode("utf-8-sig"))
    assert depth(found.keys) <= 2 * MOST_PARTS + DEEPEST * (MOST_PARTS + 1) + 1
    lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    todo = [((key,), value) for key, value in found.keys.items()]
    while todo:  # each value has a place of its own, inside the text
        path, value = todo.pop()
        assert path in found._places
        line, column = found.place(*path)
        assert 1 <= column <= len(lines[line - 1]) + 1
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            todo += [((*path, key), part) for key, part in inner]


@settings(max_examples=300, deadline=None)
@given(BYTES)
def test_questions_and_settings_of_any_bytes(data):
    found = read_questions(data)
    assert all(isinstance(problem, Problem) for problem in found.problems)
    assert not (found.rows and found.problems)
    found = [problem for raw in read_settings(data) for problem in raw.problems]
    assert all(isinstance(problem, Problem) for problem in found)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "actors.csv").write_text("id,army\na,1\nb,2\nc,1\n")
        (place / "case.toml").write_text('title = "T"\nstart = "1953-01-01"\nend = "1954-12-31"\n')
        yield place


@settings(max_examples=60, deadline=None)
@given(BYTES)
def test_a_case_with_any_questions(folder, data):
    (folder / "questions.toml").write_bytes(data)
    report = check_case(folder)
    assert (report.case is None) == bool(report.problems)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_json_of_any_text(text):
    with contextlib.suppress(ValueError):
        assert isinstance(json_object(text), dict)


NAMES = st.sampled_from(["bias", "smear", "bias,smear", "taboo", "x", "", '"', "bias;smear"])
CELLS = st.sampled_from(
    [*("0.5", "1", "", "nan", "1e999", "-1", "1_0", "9" * 400, "\u0661", '"', "\x00", "0,5", "=1")]
)
TABLES = st.tuples(NAMES, st.lists(st.lists(CELLS, max_size=3).map(",".join), max_size=4)).map(
    lambda pair: "\n".join([pair[0], *pair[1]]).encode()
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(TABLES, BYTES))
def test_parameters_of_any_bytes(folder, data):
    place = folder / "parameters.csv"
    place.write_bytes(data)
    try:
        assert isinstance(read_parameters(place), ParameterSets)
    except InvalidInput as error:
        told = str(error)
    else:
        return
    assert told.startswith(os.fspath(place))


@settings(max_examples=200, deadline=None)
@given(st.one_of(TABLES, BYTES), st.sampled_from([":bias", ":bias:smear", ":", "", ":a:b:c"]))
def test_columns_of_any_bytes(folder, data, columns):
    place = folder / "column.csv"
    place.write_bytes(data)
    with contextlib.suppress(InvalidInput):
        read_text(model("coalition").argument("power"), f"@{place}{columns}")
