"""The library and the command line are one door: the same decimals give the same answer."""

import json
import random
from fractions import Fraction

import pytest

from whowhom.cli.model_arguments import read_text
from whowhom.theory import MODELS, model, solve_grid
from whowhom.theory.arguments import Exact, Exacts, Matrix, Real, Reals


def decimals(rng, number):
    """Return a number near to one of an example as a decimal, as a computed one, or as it is."""
    value = float(Fraction(str(number)))
    moved = value * rng.choice([1, 1, 1.1, 0.9])
    return rng.choice([round(moved, 2) or value, round(moved, 1) or value, moved, value])


def floats(rng, argument, value):
    """Return the argument of an example with floats in place of its numbers."""
    if isinstance(argument, Exact | Real):
        return decimals(rng, value)
    if isinstance(argument, Exacts | Reals) and argument.name not in ("count", "year", "coup"):
        if isinstance(value, dict):
            return {name: decimals(rng, item) for name, item in value.items()}
        return [decimals(rng, item) for item in value]
    if isinstance(argument, Matrix):
        return [[decimals(rng, item) for item in row] for row in value]
    return value


def typed(argument, value):
    """Return a value as it is typed."""
    if isinstance(value, dict):
        return ",".join(f"{name}={item!r}" for name, item in value.items())
    if isinstance(argument, Matrix):
        return ";".join(",".join(map(repr, row)) for row in value)
    if isinstance(value, list):
        return ",".join(item if isinstance(item, str) else repr(item) for item in value)
    return value if isinstance(value, str) else repr(value)


def texts(value):
    if isinstance(value, dict):
        return {name: texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    return value if isinstance(value, str) else repr(value)


def answer(found, arguments):
    """Return an answer, or why there is none, as JSON."""
    try:
        return json.dumps(found.solver(**arguments).to_dict())
    except ValueError as error:
        return f"{type(error).__name__}"


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_floats_texts_and_the_command_line_agree(name):
    found = model(name)
    rng = random.Random(name)
    for _ in range(6):
        given = {
            key: floats(rng, found.argument(key), value) for key, value in found.example.items()
        }
        line = {
            key: read_text(found.argument(key), typed(found.argument(key), value))
            for key, value in given.items()
        }
        answers = {
            answer(found, given),
            answer(found, {k: texts(v) for k, v in given.items()}),
            answer(found, line),
        }
        assert len(answers) == 1, given


def test_the_command_line_itself(capsys):
    from whowhom.cli import main

    given = {"a": 0.1, "b": 0.3, "c": 0.4}
    main(["solve", "coalition", "--power", typed(None, given), "--majority", "0.5", "--json"])
    told = json.loads(capsys.readouterr().out)
    found = model("coalition").solver(given, majority=0.5).to_dict()
    assert {key: told[key] for key in found} == found


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_a_grid_says_what_each_call_says(name):
    """One argument of each model, given twice, is solved twice."""
    found = model(name)
    one = [a for a in found.arguments if isinstance(a, Exact | Real) and a.name in found.example]
    if not one:
        return
    value = found.example[one[0].name]
    grid = solve_grid(name, **{**found.example, one[0].name: [value, str(value)]})
    single = found.solver(**found.example).to_dict()
    assert [point["result"] for point in grid.to_dict()["points"]] == [single, single]
    assert grid.to_frame().height == 2
