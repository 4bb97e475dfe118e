"""TOML from strangers: the place of each value, and refusals before anything is built."""

import tracemalloc

import pytest

from whowhom.cases.problems import Problem
from whowhom.cases.toml import MOST_BYTES, Toml, read_toml

TEXT = """\
top = 1
[a]
b.c = "x" # d = 2
"q.u" = [ 1, { z = 2 },
  3 ]
[[t]]
k = '''
[no]
x = 1'''
[t.u]
v = 1.5
[[t]]
w = { i = 1, j.k = 2000-01-01 10:00:00.5 }
"""


def test_each_value_has_its_place():
    toml = read_toml(TEXT.encode(), "x.toml")
    assert isinstance(toml, Toml)
    places = {
        ("top",): (1, 7),
        ("a",): (2, 1),
        ("a", "b", "c"): (3, 7),
        ("a", "q.u"): (4, 9),
        ("a", "q.u", 1, "z"): (4, 20),
        ("a", "q.u", 2): (5, 3),
        ("t",): (6, 1),
        ("t", 0, "k"): (7, 5),
        ("t", 0, "u", "v"): (11, 5),
        ("t", 1): (12, 1),
        ("t", 1, "w", "j", "k"): (13, 20),
        ("t", 1, "w", "nothing"): (13, 5),
        ("nothing",): (1, 1),
    }
    assert {path: toml.place(*path) for path in places} == places


def deep(number, unit, end=""):
    return unit * number + end


BOMBS = {
    "a dotted key": "a" + ".a" * 20_000 + " = 1",
    "a dotted key with blanks": "a" + " \t. a" * 15_000 + " = 1",
    "a dotted key in quotes": '"a"' + '."a"' * 20_000 + " = 1",
    "a dotted key in single quotes": "'a'" + ".'.'" * 20_000 + " = 1",
    "a header": "[a" + ".a" * 20_000 + "]",
    "a header of tables": "[[a" + ".a" * 20_000 + "]]",
    "a key in an inline table": "x = { a" + ".a" * 20_000 + " = 1 }",
    "a key after a string that looks like its end": 'x = """"""""\ny' + ".a" * 20_000 + " = 1",
    "a key after an escaped quote": 'x = "\\""\ny' + ".a" * 20_000 + " = 1",
    "lists": "x = " + "[" * 40_000,
    "lists that are closed": "x = " + "[" * 40_000 + "]" * 40_000,
    "inline tables": "x = " + "{a=" * 20_000,
    "inline tables of dotted keys": "x = " + "{a.a.a.a.a.a.a=" * 6_000 + "1" + "}" * 6_000,
    "lists after strings": 'x = ["]", ' + "[" * 40_000,
    "an integer": "x = " + "9" * 5_000,
    "a hexadecimal integer": "x = 0x" + "f" * 90_000,
    "a float": "x = 0." + "3" * 5_000,
    "a long key": "k" * 90_000 + " = 1",
    "too many bytes": "a" + ".a" * 80_000 + " = 1",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_what_could_explode_is_refused_before_it_is_read(bomb, monkeypatch):
    monkeypatch.setattr("tomllib.loads", lambda _: pytest.fail("it was read"))
    found = read_toml(bomb.encode(), "x.toml")
    assert isinstance(found, Problem)
    assert found.code in ("W005", "W018")


def filled(unit):
    """Return a file as large as is allowed, of numbered units."""
    parts, size = [], 0
    while size < MOST_BYTES - 200:
        parts.append(unit.format(n=len(parts)))
        size += len(parts[-1])
    return "".join(parts)


LARGE = {
    "tables": "[t{n}]\n",
    "lists of tables": "[[t]]\n",
    "headers as deep as is allowed": "[a.b.c.d.e.f.g.t{n}]\n",
    "dotted keys": "k{n}.b.c.d.e.f.g.h=1\n",
    "inline tables": "k{n}={{a={{b={{c={{}}}}}}}}\n",
    "lists": "k{n}=[[[[[[[]]]]]]]\n",
    "commas": ",",
    "unclosed strings": '"""\n',
    "escapes": '\\"',
}


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_files_cost_little_memory(name):
    data = filled(LARGE[name]).encode()
    tracemalloc.start()
    read_toml(data, "x.toml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60e6


@pytest.mark.parametrize(
    "text",
    ["x = 1e999", "x = nan", "x = -inf", "x = 07:32:00", 'x = "\u2028"', "x = '\x85'", "\ufeffx=1"],
)
def test_odd_values_are_values(text):
    assert isinstance(read_toml(text.encode(), "x.toml"), Toml)
