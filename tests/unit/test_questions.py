"""Ready questions of a case: those of the duel can be asked, and wrong files are told."""

import re
from dataclasses import replace

import pytest

import whowhom as ww
from whowhom.change import changed
from whowhom.errors import InvalidInput
from whowhom.questions import FILE, questions


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
    files = {name: content for name, content in duel.files.items() if name != FILE}
    assert FILE in duel.files
    assert replace(duel, files=files).sha256 == duel.sha256
    assert questions(replace(duel, files=files)) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("question = [", "is no TOML"),
        ("\x00", "is no TOML"),
        ("question = 3", "write [[question]] before each question"),
        ('[[question]]\nid = "A"', "question A: has no ask"),
        ('[[question]]\nask = "A?"', "question 1: has no id"),
        ('[[question]]\nid = "A"\nask = "B?"', "changes nothing, and no note says why"),
        ('[[question]]\nid = "A"\nask = "B?"\nwhy_kill = 1', "why_kill must be the id of an actor"),
        ('[[question]]\nid = "A"\nask = "B?"\ncolour = 1', "'colour' is unknown"),
        ('[[question]]\nid = "A"\nask = "B?"\nwithout = "x"', "without must be a list of paths"),
        ('[[question]]\nid = "A"\nask = "B?"\nset = [1]', "set must be a table"),
        ('[[question]]\nid = "A"\nask = "B?"\nshocks = {a = 1}', "shock a must be a table"),
        ('[[question]]\nid = "A"\nask = "B?"\n' * 2, "'A' stands twice"),
    ],
)
def test_a_wrong_file_is_told(duel, text, message):
    case = replace(duel, files={FILE: text.encode()})
    with pytest.raises(InvalidInput) as caught:
        questions(case)
    assert message in str(caught.value)
