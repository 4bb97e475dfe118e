"""Results that the command line has stored near a case are found, and old ones are told."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ensemble"))

from fake_model import fake_model_of

from whowhom.cases import read_case
from whowhom.cases.writing import write_folder
from whowhom.ensemble.manifest import MANIFEST
from whowhom.ensemble.run import run_model
from whowhom.scenario.change import Change, changed
from whowhom.web.results import Results


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "mine", read_case("poland_1956").files)


@pytest.fixture
def results(tmp_path):
    made = Results(tmp_path / "here")
    yield made
    made.close()


def stored(case, out, runs=40, **more):
    return run_model(fake_model_of, case, runs=runs, seed=1, out=out, **more)


def told(found, root):
    return {str(one.path.relative_to(root)): one.why_not for one in found}


def test_results_beside_the_case_are_found_and_can_be_shown(folder, results, tmp_path):
    case = read_case(folder)
    assert results.look(case, folder) == ()
    assert results.newest(case) is None
    stored(case, tmp_path / "anything")
    stored(case, tmp_path / "results" / "mine-60-1", runs=60)
    stored(read_case("spain_1936_37"), tmp_path / "other")
    found = results.look(case, folder)
    assert told(found, tmp_path) == {"anything": "", "results/mine-60-1": ""}
    assert results.newest(case) == (60, 1)
    assert results.get(case, 40, 1).path == tmp_path / "anything"
    assert results.look(case, None) == ()


def test_what_is_not_the_answer_of_the_case_as_it_is_is_told(folder, results, tmp_path):
    case = read_case(folder)
    stored(case, tmp_path / "old")
    change = Change.of(set={"majority": "0.6"})
    other, values = changed(case, change)
    stored(other, tmp_path / "changed", parameters=values, change=change)
    (stored(case, tmp_path / "open").path / MANIFEST).unlink()
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write("\nmajority = 0.55\n")
    again = read_case(folder)
    found = told(results.look(again, folder), tmp_path)
    assert "another state" in found["old"]
    assert "another change" in found["changed"]
    assert found["open"] == "it is unfinished"
    assert results.newest(again) is None


def test_a_saved_question_makes_no_result_old(folder, results, tmp_path):
    case = read_case(folder)
    stored(case, tmp_path / "r")
    question = '[[question]]\nid = "Q"\nask = "What if?"\nset = { majority = 0.6 }\n'
    (folder / "questions.toml").write_text(question, encoding="utf-8")
    assert told(results.look(read_case(folder), folder), tmp_path) == {"r": ""}


def test_a_damaged_folder_is_passed_over(folder, results, tmp_path):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "run.json").write_text("{}")
    assert results.look(read_case(folder), folder) == ()


def test_a_copy_of_the_shipped_case_has_results_of_its_own(tmp_path, results):
    shipped = read_case("duel")
    results.load_shipped(shipped)
    place = write_folder(tmp_path / "copy", shipped.files)
    copy = read_case(place)
    assert results.newest(shipped) is not None
    assert results.newest(copy) is None
    stored(copy, tmp_path / "r")
    results.look(copy, place)
    assert results.newest(copy) == (40, 1)
    assert results.get(copy, 40, 1) is not None
