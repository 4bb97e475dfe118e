"""Ready questions of a case: those of the duel can be asked, and wrong files are told."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import whowhom as ww
from whowhom.cases import fingerprint
from whowhom.cases.case import ReadyQuestion
from whowhom.cases.questions import question_toml, read_questions
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change, changed
from whowhom.scenario.questions import own_file, questions, save_question, with_questions


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


TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)
VALUES = st.from_regex(r"[0-9]{1,3}", fullmatch=True)
PATHS = st.from_regex(r"[a-z]{1,6}\.[a-z]{1,6}", fullmatch=True)


@given(
    TEXTS.filter(str.strip),
    st.dictionaries(PATHS, VALUES, min_size=1, max_size=3),
    st.lists(PATHS, max_size=3),
    st.dictionaries(PATHS, st.dictionaries(PATHS, VALUES, min_size=1, max_size=2), max_size=2),
)
def test_a_question_that_is_written_is_read_again(ask, settings, without, shocks):
    asked = ReadyQuestion(
        id="Q-1",
        ask=unicodedata.normalize("NFC", ask).strip(),  # as every text of a case is read
        settings=tuple(settings.items()),
        without=tuple(without),
        shocks=tuple((name, tuple(columns.items())) for name, columns in shocks.items()),
    )
    found = read_questions(question_toml(asked).encode())
    assume(not found.problems)  # hidden signs and the like are refused
    assert found.rows == (asked,)


@pytest.fixture
def own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("WHOWHOM_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "questions"


CHANGE = Change.of(set={"actors.trotsky.army": "1"}, without=["shocks.pact"])


def test_a_question_about_a_shipped_case_is_kept_by_the_user(duel, own_place):
    before = questions(duel)
    place = save_question(duel, CHANGE, name="less-army", ask="What if?", folder=None)
    assert place == own_place / "duel.toml" == own_file(duel)
    save_question(duel, CHANGE, name="again", ask="And again?", folder=None)
    assert questions(duel)[: len(before)] == before
    saved = questions(duel)[len(before) :]
    assert [(one.id, one.change) for one in saved] == [("less-army", CHANGE), ("again", CHANGE)]
    assert questions(ww.read_case("poland_1956")) == ()


def test_a_question_about_ones_own_case_goes_into_its_folder_and_the_rest_is_kept(
    duel, tmp_path, own_place
):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in duel.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    case = ww.read_case(folder)
    old = (folder / "questions.toml").read_text(encoding="utf-8")
    save_question(case, CHANGE, name="mine", ask='What "if"?', folder=folder)
    assert (folder / "questions.toml").read_text(encoding="utf-8").startswith(old.rstrip())
    again = ww.read_case(folder)
    assert questions(again)[-1].ask == 'What "if"?'
    assert again.sha256 == case.sha256
    assert not own_place.exists()


@pytest.mark.parametrize(
    ("name", "ask", "told"),
    [
        ("X1", "What if?", "has a question 'X1' already"),
        ("a b", "What if?", "is not a valid id"),
        ("", "What if?", "has no id"),
        ("x" * 33, "What if?", "is not a valid id"),
        ("q", "", "has no ask"),
        ("q", "x" * 501, "ask"),
        ("q", "What\u202eif?", "ask"),
    ],
)
def test_an_unsound_question_is_refused_and_nothing_is_written(duel, own_place, name, ask, told):
    with pytest.raises(InvalidInput, match=told):
        save_question(duel, CHANGE, name=name, ask=ask, folder=None)
    assert not own_place.exists()
    for change in (Change(), Change.of(set={"actors.nobody.army": "1"})):
        with pytest.raises(InvalidInput):
            save_question(duel, change, name="q", ask="What if?", folder=None)


def test_a_file_that_was_edited_by_hand_is_never_overwritten(duel, own_place):
    own_place.mkdir(parents=True)
    place = own_place / "duel.toml"
    place.write_text("[[question]\n", encoding="utf-8")
    assert [one for one in questions(duel) if one.id == "mine"] == []
    with pytest.raises(InvalidInput, match=r"duel\.toml"):
        save_question(duel, CHANGE, name="mine", ask="What if?", folder=None)
    assert place.read_text(encoding="utf-8") == "[[question]\n"
    place.write_bytes(b"\xff\xfe")
    assert len(questions(duel)) == len(duel.questions)


def test_a_saved_question_that_no_longer_fits_is_left_out(duel, own_place):
    own_place.mkdir(parents=True)
    gone = '[[question]]\nid = "gone"\nask = "If?"\nset = { "actors.nobody.army" = 1 }\n'
    (own_place / "duel.toml").write_text(gone, encoding="utf-8")
    assert len(questions(duel)) == len(duel.questions)
