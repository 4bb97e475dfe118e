"""The folder of a pooled case: it reads as it was pooled, or says what is wrong."""

import json

import pytest

from whowhom.cases.check import as_case, check_case, read_case
from whowhom.cases.pooling import POOL_FILE, pooled
from whowhom.errors import CaseError, InvalidInput


@pytest.fixture
def coders(two_codings):
    return [two_codings / "anna", two_codings / "ben"]


@pytest.fixture
def folder(coders, tmp_path):
    """A pooled case in a folder."""
    case = pooled([read_case(coder) for coder in coders], [2, 1])
    for name, content in case.files.items():
        place = tmp_path / "pool" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return tmp_path / "pool"


def test_a_pool_reads_as_it_was_pooled(folder, coders):
    case = pooled([read_case(coder) for coder in coders], [2, 1])
    again = read_case(folder)
    assert again.sha256 == case.sha256
    assert again.files == case.files
    assert [(c.name, c.weight) for c in again.coders] == [("anna", 2.0), ("ben", 1.0)]
    assert check_case(folder).values == 2 * check_case(coders[0]).values


def test_a_pool_of_the_same_coding_is_another_case(coders):
    one = read_case(coders[0])
    assert pooled([one, one]).sha256 != one.sha256
    assert [coder.name for coder in pooled([one, one]).coders] == ["anna_1", "anna_2"]


def test_a_problem_of_a_coder_is_told_with_the_file(folder):
    (folder / "coders" / "ben" / "actors.csv").write_text("id,name,army\na,A,9\n", "utf-8")
    problems = check_case(folder).problems
    assert any(problem.file == "coders/ben/actors.csv" for problem in problems)
    with pytest.raises(CaseError, match="coders/ben"):
        read_case(folder)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"coders": []}',
        '{"coders": [{"name": "../x", "weight": 1}, {"name": "b", "weight": 1}]}',
        '{"coders": [{"name": "a", "weight": 1}, {"name": "a", "weight": 1}]}',
        '{"coders": [{"name": "a", "weight": 0}, {"name": "b", "weight": 1}]}',
        '{"coders": [{"name": "a", "weight": "x"}, {"name": "b", "weight": 1}]}',
    ],
)
def test_a_list_of_coders_that_none_could_write_is_refused(folder, content):
    (folder / POOL_FILE).write_text(content, "utf-8")
    (problem,) = check_case(folder).problems
    assert problem.file == POOL_FILE


def test_a_coder_that_is_missing_is_named(folder):
    listed = json.loads((folder / POOL_FILE).read_text())
    listed["coders"].append({"name": "carl", "weight": 1})
    (folder / POOL_FILE).write_text(json.dumps(listed))
    assert any(one.file.startswith("coders/carl") for one in check_case(folder).problems)


def test_coders_that_no_longer_go_together_are_refused(folder):
    settings = folder / "coders" / "ben" / "case.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('start = "1953-10-11"', 'start = "1953-10-10"'), "utf-8")
    (problem,) = check_case(folder).problems
    assert problem.finding.startswith("case.start: must be the same for all coders")


def test_a_case_is_given_in_any_form(coders):
    case = read_case(coders[0])
    assert as_case(case) is case
    assert as_case(coders[0]).sha256 == as_case(str(coders[0])).sha256 == case.sha256
    with pytest.raises(InvalidInput, match="case must be a case"):
        as_case(7)
