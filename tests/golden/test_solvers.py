"""What every formal model answers to its example: as one JSON object, in words, as a data frame.

In the objects words, names and whole numbers are compared exactly, other numbers to seven digits,
so that another processor or version of SciPy passes; the text is compared as it is. After a change
on purpose: ``WHOWHOM_RENEW=1 pytest tests/golden/test_solvers.py``, and read the difference.
"""

import json
import math
import os
import shlex
from pathlib import Path

import pytest

from whowhom.cli import main
from whowhom.cli.model_arguments import example
from whowhom.theory import MODELS, model

GOLDEN = Path(__file__).parent / "solvers"
FRAMES = Path(__file__).parent / "solver_frames.json"


def same(found, stored):
    """Say whether two JSON values agree."""
    if isinstance(stored, dict):
        return list(found) == list(stored) and all(same(found[key], stored[key]) for key in stored)
    if isinstance(stored, list):
        return len(found) == len(stored) and all(map(same, found, stored))
    if isinstance(stored, float):
        return math.isclose(found, stored, rel_tol=1e-7, abs_tol=1e-12)
    return type(found) is type(stored) and found == stored


def lines(answer):
    """Return an answer as text with a line for each field, so that a change is easy to read."""
    fields = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in answer.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_the_answer_is_unchanged(name, capsys):
    assert main([*shlex.split(example(model(name)))[1:], "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    path = GOLDEN / f"{name}.json"
    if os.environ.get("WHOWHOM_RENEW"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(lines(answer), encoding="utf-8")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert same(answer, stored), f"{name} answers its example otherwise; see {path.name}"


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_the_answer_in_words_is_unchanged(name, capsys):
    assert main(shlex.split(example(model(name)))[1:]) == 0
    told = capsys.readouterr().out
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("WHOWHOM_RENEW"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_the_data_frames_are_unchanged():
    """The number of rows, the names of the columns and the first three rows."""
    found = {}
    for each in MODELS:
        frame = each.solver(**each.example).to_frame()
        first = json.loads(json.dumps(frame.head(3).to_dict(as_series=False), default=str))
        found[each.name] = {"rows": frame.height, **first}
    if os.environ.get("WHOWHOM_RENEW"):
        FRAMES.write_text(lines(found), encoding="utf-8")
    stored = json.loads(FRAMES.read_text(encoding="utf-8"))
    assert list(found) == list(stored)
    assert [name for name in found if not same(found[name], stored[name])] == []


@pytest.mark.parametrize("ending", ["json", "txt"])
def test_every_answer_belongs_to_a_model(ending):
    stored = {path.stem for path in GOLDEN.glob(f"*.{ending}")}
    assert stored == {found.name for found in MODELS}


@pytest.mark.parametrize(
    "other",
    [{"a": [1, 2.001]}, {"a": [True, 2.0]}, {"a": [1]}, {"b": [1, 2.0]}, {"a": [1, 2.0], "b": 1}],
)
def test_a_difference_is_seen(other):
    assert same({"a": [1, 2.0 + 1e-9]}, {"a": [1, 2.0]})
    assert not same(other, {"a": [1, 2.0]})
