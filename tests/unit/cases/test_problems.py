"""How a problem reads."""

import pickle
import re
from pathlib import Path

import whowhom.cases
from whowhom.cases import CODES, Problem
from whowhom.cases.problems import did_you_mean, quoted

PROBLEM = Problem(
    code="W102",
    file="actors.csv",
    line=17,
    column=3,
    name="actors.army",
    value="4",
    finding="is outside 0..3",
    hint="write a number from 0 to 3",
)


def test_one_line_with_place_finding_and_way_out():
    assert str(PROBLEM) == (
        'actors.csv:17:3 actors.army "4" is outside 0..3; write a number from 0 to 3'
    )
    assert PROBLEM.as_dict()["message"] == 'actors.army "4" is outside 0..3'


def test_problems_pickle():
    assert pickle.loads(pickle.dumps(PROBLEM)) == PROBLEM


def test_hostile_values_are_shown_harmless():
    assert quoted("a\x1b[31m\n\u202eb") == '"a\\x1b[31m\\n\\u202eb"'
    assert len(quoted("x" * 1000)) < 70


def test_did_you_mean_ignores_case():
    assert did_you_mean("Stalin ", ["stalin"]) == 'did you mean "stalin"?'
    assert did_you_mean("x" * 10_000, ["stalin"]) == ""


def test_every_code_in_use_is_explained_and_every_explained_code_is_used():
    folder = Path(whowhom.cases.__file__).parent
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.py")}
    used = {code for text in texts.values() for code in re.findall(r'"(W[0-9]{3})"(?!:)', text)}
    assert used == set(CODES)
