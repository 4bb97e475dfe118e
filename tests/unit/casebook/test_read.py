"""Reading a casebook: what is sound, what is told, what is refused."""

import os
import pickle
import time

import pytest

from whowhom.casebook import nodes
from whowhom.casebook.manners import FATES, MANNER_OF_EVENT, MANNER_OF_FATE, MANNERS
from whowhom.casebook.read import REGIMES, read_casebook
from whowhom.cases import Day
from whowhom.cases.case import BASES
from whowhom.cases.schema import COURSE_EVENTS, REGIME_TYPES
from whowhom.errors import CaseError


def problems(path):
    return read_casebook(path, keep_going=True)[1]


def only(path):
    (problem,) = problems(path)
    return problem


# --- what is sound


def test_a_sound_case(book):
    (struggle,) = read_casebook(book())
    general, _, heir = struggle.contenders
    assert (general.points, general.judged, heir.bases["external"]) == (6, 0.45, 1)
    assert tuple(general.bases) == BASES
    assert (struggle.incumbent, struggle.favourite, struggle.is_core) == (
        "general",
        "minister",
        True,
    )
    outcome = struggle.outcome
    assert (outcome.winners, outcome.decided) == (("general",), Day(2001, 6, 30))
    fates = [(removal.actor, removal.fate) for removal in outcome.removals]
    assert fates == [("minister", "office"), ("heir", "exogenous"), ("minister", "death")]
    assert outcome.removed == {"minister"}
    assert outcome.moves[0].against == ("minister",)
    assert pickle.loads(pickle.dumps(struggle)) == struggle


def test_the_shipped_casebook():
    struggles = read_casebook()
    assert len(struggles) == len({struggle.id for struggle in struggles}) == 27
    assert all(sum(c.judged for c in s.contenders) == pytest.approx(1) for s in struggles)
    by_id = {struggle.id: struggle for struggle in struggles}
    assert by_id["rome_44_30bc"].start == Day(-43, 3, 15)
    assert by_id["rome_44_30bc"].outcome.decided == Day(-30, 9, 2)
    assert by_id["turkey_1908_13"].outcome.winners == ("talat", "enver", "cemal")
    partition = by_id["diadochi_323_301"]
    assert partition.outcome.winners == ()
    assert partition.outcome.removed
    assert partition.outcome.decided == Day(-300, 12, 31)
    assert by_id["france_1793_94"].favourite == ""  # of low confidence
    assert by_id["egypt_1970_71"].incumbent == "sadat"


def test_optional_keys_may_be_missing(book):
    lean = book(
        ("  end: '2002-01-01'\n", ""),
        ("  outcome: single\n", ""),
        ("  regime_type: military\n", ""),
        ("  sources: ['A. Nobody, The Junta (2010)']\n", ""),
        ("    points: 6\n", ""),
        ("    mechanical_share: 42.9\n", ""),
        *((f"    power_share_0_100: {share}\n", "") for share in (45, 35, 20)),
    )
    (struggle,) = read_casebook(lean)
    assert struggle.end == Day(2001, 12, 31)
    assert struggle.regime_type == "other"
    assert struggle.contenders[0].judged is None


def test_null_is_missing_and_bare_words_stay_words(book):
    path = book(
        ("incumbent_at_start: general", "incumbent_at_start: null"),
        ("start: '2000-01-01'", "start: 2000-01-01"),
        ("id: heir", "id: no"),
        ("general, heir]", "general, no]"),
        ("actor: heir", "actor: no"),
    )
    (struggle,) = read_casebook(path)
    assert struggle.incumbent == ""
    assert struggle.start == Day(2000, 1, 1)
    assert struggle.contenders[2].id == "no"


@pytest.mark.parametrize(
    ("winner", "outcome", "expected"),
    [
        ("[general]", "single", ("general",)),
        ("[general, heir]", "co_winners", ("general", "heir")),
        ("[general, heir]", "partition", ()),
        ("null", "partition", ()),
    ],
)
def test_winners(book, winner, outcome, expected):
    path = book(("winner: general", f"winner: {winner}"), ("single", outcome))
    assert read_casebook(path)[0].outcome.winners == expected


# --- what is told


@pytest.mark.parametrize(
    ("old", "new", "name", "finding", "hint"),
    [
        ("points: 6", "points: 7", "junta_2000.contenders.general.points", "bases (6)", "write 6"),
        ("42.9", "43.1", "general.mechanical_share", "the points (42.9)", "write 42.9"),
        ("100: 45", "100: 46", "junta_2000", "sum to 101", "sum to 100"),
        ("    power_share_0_100: 45\n", "", "general", "has no power_share", "all contenders"),
        ("army: 3", "army: 4", "general.bases.army", "outside 0..3", "0 to 3"),
        ("army: 3", "army: -1", "general.bases.army", "not a number of 0", "0 to 3"),
        ("army: 3", "army: .nan", "general.bases.army", "not a number of 0", "0 to 3"),
        ("army: 3", "army: [3]", "general.bases.army", "is a list", "0 to 3"),
        ("army: 3, ", "", "general.bases", "has no army", "write army"),
        ("army: 3", "arny: 3", "general.bases", "is no key", 'did you mean "army"?'),
        ("outcome: single", "outcomes: x", "junta_2000", "is no key", '"outcome"?'),
        ("  title: A junta of three\n", "", "junta_2000", "has no title", "write title"),
        ("winner: general", "winner: generl", "winner", "is no contender", '"general"?'),
        ("  winner: general\n", "", "junta_2000", "has no winner", "partition"),
        ("outcome: single", "outcome: co_winners", "outcome", "does not fit 1", "several"),
        ("start: general", "start: admiral", "incumbent_at_start", "is no contender", "general"),
        ("actor: heir", "actor: her", "removals.3.actor", "is no contender", '"heir"?'),
        ("[general, heir], note", "[general, he], note", "removals.1.by_coalition", "no cont", ""),
        ("against: [minister]", "against: [heir]", "moves.1.against", "names heir", "once"),
        ("coalition: [general, heir], ag", "coalition: [], ag", "moves.1", "is empty", "name one"),
        ("'2001-06-30', manner", "'2001-06-31', manner", "removals.2.date", "impossible", ""),
        ("'2001-06-30', manner", "'1999-06-30', manner", "removals.2.date", "before the st", ""),
        ("decided: '2001", "decided: '1901", "decided", "is before the start", "BC"),
        ("start: '2000-01-01'", "start: '2000-01'", "start", "not exact to the day", ""),
        ("start: '2000-01-01'", "start: '0000-01-01'", "start", "is no year", "-0001"),
        ("manner: suicide", "manner: suicid", "removals.2.manner", "not in the", '"suicide"?'),
        ("fate_class: death", "fate_class: jail", "removals.2.fate_class", "suicide (death)", ""),
        ("army_holder: [general]", "army_holder: [heir]", "army_holder", "3 in army", "[general]"),
        ("regime_type: military", "regime_type: junta", "regime_type", "not in the list", "party"),
        ("id: junta_2000", "id: ../../etc", "id", "is not a valid id", "a-z"),
        ("name: The heir", "name: The\u202eheir", "heir.name", "U+202E", "delete"),
        ("sources: ['A", "sources: [[], 'A", "source", "is a list", "a text"),
    ],
)  # fmt: skip
def test_a_problem_says_where_what_and_what_to_do(book, old, new, name, finding, hint):
    found = problems(book((old, new)))
    assert any(
        name in problem.name and finding in problem.finding and hint in problem.hint
        for problem in found
    ), [str(problem) for problem in found]
    assert all(problem.file == "book.yaml" and problem.line > 1 for problem in found)


def test_ids_stand_once(book):
    found = problems(book(("- id: heir", "- id: general")))
    assert [problem.finding for problem in found if problem.code == "W112"] == ["stands twice"]
    twice = book()
    text = twice.read_text()
    twice.write_text(text + text.removeprefix("cases:\n"))
    assert only(twice).finding == "is the id of an earlier case too"


def test_a_key_that_stands_twice(book):
    problem = only(book(("  outcome: single\n", "  outcome: single\n  outcome: partition\n")))
    assert (problem.code, problem.line, problem.value) == ("W015", 9, "outcome")


def test_all_problems_of_all_cases_at_once(book):
    text = book().read_text()
    second = text.removeprefix("cases:\n").replace("junta_2000", "junta_2001")
    third = second.replace("junta_2001", "junta_2002").replace("points: 5", "points: 4")
    path = book(("winner: general", "winner: nobody"), ("points: 6", "points: 9"))
    path.write_text(path.read_text() + second + third)
    with pytest.raises(CaseError) as caught:
        read_casebook(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    for line, words in zip(
        lines,
        ["junta_2000.contenders.general.points", "junta_2000.winner", "junta_2002"],
        strict=True,
    ):
        assert words in line
    struggles, found = read_casebook(path, keep_going=True)
    assert [struggle.id for struggle in struggles] == ["junta_2001"]
    assert len(found) == 3


def test_a_doubled_key_spoils_its_own_case_only(book):
    text = book().read_text()
    second = text.removeprefix("cases:\n").replace("junta_2000", "junta_2001")
    path = book(("  outcome: single\n", "  outcome: single\n  outcome: single\n"))
    path.write_text(path.read_text() + second)
    struggles, (problem,) = read_casebook(path, keep_going=True)
    assert [struggle.id for struggle in struggles] == ["junta_2001"]
    assert problem.name == "junta_2000"


def test_what_is_wrong_with_the_whole_book_spoils_no_case(book):
    path = book()
    path.write_text(path.read_text() + "colour: red\n")
    struggles, (problem,) = read_casebook(path, keep_going=True)
    assert [struggle.id for struggle in struggles] == ["junta_2000"]
    assert (problem.name, problem.value) == ("casebook", "colour")


def test_the_number_of_cases_is_counted(book):
    path = book(("cases:\n", "n_cases: 2\ncases:\n"))
    assert only(path).hint == "write 1"


@pytest.mark.parametrize(
    "text",
    ["[]", "cases: 3", "cases: []", "cases: [3]", "cases: [null]", "x: 1", "cases:\n- {}", "''"],
)
def test_odd_documents_are_told(book, text):
    assert problems(book(text=text))


def test_signs_that_command_a_terminal_are_not_passed_on(book):
    path = book(("id: heir", r'id: "he\e[2Jir"'), ("id: junta_2000", r'"\e[2J": 1'))
    assert all(str(problem).isprintable() for problem in problems(path))
    assert any(problem.name.startswith("case 1") for problem in problems(path))


def test_many_problems_are_cut(book):
    text = "cases:\n" + "- {id: a, x: 1}\n" * 400
    with pytest.raises(CaseError, match="more problems") as caught:
        read_casebook(book(text=text))
    assert len(str(caught.value).splitlines()) == 101


# --- what is refused


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\ncases: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "anchor or alias"),
        ("cases: *nobody", "anchor or alias|alias"),
        ("cases: !!python/object/apply:os.system ['true']", "uses a tag"),
        ("cases: !!binary aGk=", "uses a tag"),
        ("cases: " + "[" * 100_000, "nested deeper"),
        ("cases: " + "{a: " * 100_000, "nested deeper"),
        ("? [a]\n: b\n", "key that is no word"),
        ("cases: []\n---\ncases: []\n", "second document"),
        ("", "is empty"),
        ("cases: [", "not valid YAML"),
        ("\tcases: 1", "not valid YAML"),
        ("cases: \x07", "not valid YAML"),
        ("cases: [" + "x," * 600_000 + "]", "more than 200,000 values"),
    ],
    ids=range(13),
)
def test_hostile_yaml_is_refused_in_a_sentence_and_fast(book, text, words):
    path = book(text=text)
    begin = time.process_time()
    with pytest.raises(CaseError, match=words) as caught:
        read_casebook(path, keep_going=True)
    assert time.process_time() - begin < 10
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).startswith("book.yaml:")


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(CaseError, match="has 100,000,000 bytes; at most 2,000,000"):
        read_casebook(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"cases: \xff", "not UTF-8"), (b"\xff\xfec\0", "UTF-16"), (b"PK\x03\x04", "zip file")],
)
def test_what_is_no_text(tmp_path, data, words):
    path = tmp_path / "book.yaml"
    path.write_bytes(data)
    with pytest.raises(CaseError, match=words):
        read_casebook(path)


def test_what_is_no_file(tmp_path):
    with pytest.raises(CaseError, match="No such file"):
        read_casebook(tmp_path / "nowhere.yaml")
    with pytest.raises(CaseError, match="is not a regular file"):
        read_casebook(tmp_path)
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(CaseError, match="is not a regular file"):
        read_casebook(tmp_path / "pipe.yaml")


def test_without_the_c_library_the_same_is_read(book, monkeypatch):
    import yaml

    expected = read_casebook(book())
    monkeypatch.setattr(nodes, "LOADER", yaml.SafeLoader)
    assert read_casebook(book()) == expected
    with pytest.raises(CaseError, match="not valid YAML"):
        read_casebook(book(text="cases: \x07"))


# --- the tables


def test_every_manner_has_a_fate_and_an_event():
    assert {manner.fate for manner in MANNERS.values()} == set(FATES)
    assert {manner.event for manner in MANNERS.values()} == set(MANNER_OF_EVENT)
    assert set(MANNER_OF_EVENT) == set(COURSE_EVENTS) - {"ruler", "restored", "coalition"}
    assert all(MANNERS[manner].event == event for event, manner in MANNER_OF_EVENT.items())
    assert all(MANNERS[manner].fate == fate for fate, manner in MANNER_OF_FATE.items())
    assert tuple(MANNER_OF_FATE) == FATES


def test_every_regime_has_a_word_of_the_case_folder():
    assert set(REGIMES.values()) == set(REGIME_TYPES)
