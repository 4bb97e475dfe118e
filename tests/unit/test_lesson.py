"""The lesson: its minutes fit, the worksheet is answered, and the numbers are the shipped ones."""

import itertools
import re
from pathlib import Path

import lesson
import pytest

from whowhom.cases import read_case
from whowhom.scenario.questions import questions
from whowhom.web.odds import shipped_odds
from whowhom.web.results import Results

PAGES = Path(__file__).parents[2] / "docs" / "tutorials"


def text(name):
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped():
    case, results = read_case("duel"), Results(Path())
    results.load_shipped(case)
    yield results.shipped(), shipped_odds(case)
    results.close()


def test_the_minutes_follow_each_other_and_make_a_lesson():
    spans = [
        tuple(map(int, one))
        for one in re.findall(r"^\| (\d+) to (\d+) \|", text("lesson"), re.MULTILINE)
    ]
    assert spans[0][0] == 0
    assert spans[-1][1] == 50
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))


def test_every_part_of_the_worksheet_is_answered_and_has_its_time():
    parts = re.findall(r"^## (\d)\.", text("lesson-worksheet"), re.MULTILINE)
    assert parts == re.findall(r"^## (\d)\.", text("lesson-answers"), re.MULTILINE)
    assert parts == [str(number) for number in range(1, 8)]
    column = " ".join(re.findall(r"\| (parts? [^|]+)\|$", text("lesson"), re.MULTILINE))
    assert re.findall(r"\d", column) == parts


def test_the_bets_are_on_the_contenders_of_the_case(shipped):
    result, _ = shipped
    names = {result.case.names[actor] for actor in result.circle.contenders}
    table = re.findall(
        r"^\| ([A-Z][a-z]+ [A-Z][a-z]+) \| [^|]+\| \|$", text("lesson-worksheet"), re.MULTILINE
    )
    assert set(table) == names


@pytest.mark.parametrize("name", ["answer", "dates", "lesson-runs", "scores"])
def test_the_answers_are_those_of_the_shipped_result(shipped, name):
    result, odds = shipped
    lines = getattr(lesson, name.removeprefix("lesson-"))(odds if name == "dates" else result)
    page = text("lesson-answers")
    part = page.split(f"<!-- {name}: begin -->\n")[1].split(f"\n<!-- {name}: end -->")[0]
    assert part == "\n".join(lines), "run: python docs/lesson.py"


def test_the_command_of_the_lesson_asks_the_question_that_is_answered(shipped):
    asked = next(one.ask for one in questions(shipped[0].case) if one.id == lesson.QUESTION)
    assert f"--question {lesson.QUESTION}\n" in text("lesson")
    assert asked in text("lesson-answers")
