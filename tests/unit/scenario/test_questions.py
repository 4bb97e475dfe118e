"""Ready questions of a case: those of the duel can be asked, and wrong files are told."""

import re
from dataclasses import replace

import pytest

import whowhom as ww
from whowhom.cases import fingerprint
from whowhom.cases.case import ReadyQuestion
from whowhom.scenario.change import Change, changed
from whowhom.scenario.questions import questions, with_questions


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


def test_every_turning_point_of_the_film_is_asked(duel):
    ids = [question.id for question in questions(duel)]
    assert ids[:11] == [f"X{number}" for number in range(1, 12)]
    assert len(ids) == len(set(ids))


def test_every_question_of_the_duel_can_be_asked(duel):
    sources = {source.id for source in duel.sources}
    for question in questions(duel):
        other, parameters = changed(duel, question.change)
        if not question.change:
            assert question.note.startswith("Not in the model"), question.id
            continue
        assert other.sha256 != duel.sha256 or parameters != ww.Parameters(), question.id
        assert question.ask.endswith("?")
        cited = re.split(r";", question.source)
        assert {part.partition(":")[0] for part in cited} <= sources, question.id


def test_every_partial_answer_of_the_film_is_taken_away_or_explained(duel):
    partial = [question for question in questions(duel) if question.why_kill]
    assert [question.id for question in partial] == [f"A{number}" for number in range(1, 12)]
    assert {question.why_kill for question in partial} == {"trotsky"}
    assert all(question.note for question in partial)


def test_the_questions_do_not_change_the_case(duel):
    assert replace(duel, questions=()).sha256 == duel.sha256
    assert fingerprint(replace(duel, questions=())) == duel.sha256
    assert questions(replace(duel, questions=())) == ()


def test_a_question_that_cannot_be_asked_is_a_warning_at_its_place(duel):
    assert with_questions(ww.check_case("duel")).warnings == ww.check_case("duel").warnings
    asked = ReadyQuestion(id="Q", ask="?", settings=(("actors.nobody.army", "2"),), line=7)
    more = ReadyQuestion(id="R", ask="?", settings=(("majority", "3"), ("x", "1")), line=2)
    report = ww.check_case("duel")
    report = with_questions(replace(report, case=replace(duel, questions=(asked, more))))
    two, seven = (one for one in report.warnings if one.file == "questions.toml")
    assert (two.where, seven.where) == ("questions.toml:2:1", "questions.toml:7:1")
    assert "majority: is outside 0.5..1" in str(two)
    assert "; x: " in str(two)
    assert "nobody" in str(seven)


def test_a_question_becomes_the_change_that_it_says(duel):
    asked = ReadyQuestion(
        id="Q",
        ask="What if?",
        settings=(("actors.stalin.army", "2"),),
        without=("ties.stalin.trotsky.feud",),
        shocks=(("x", (("date", "1924-05"), ("kind", "death"))),),
    )
    (question,) = questions(replace(duel, questions=(asked,)))
    assert question.change == Change.of(
        set={"actors.stalin.army": 2},
        without=["ties.stalin.trotsky.feud"],
        shocks={"x": {"date": "1924-05", "kind": "death"}},
    )
