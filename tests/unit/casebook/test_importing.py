"""The author's format: what is sound, what is told, what is refused, what is written."""

import os
import time
from dataclasses import replace

import pytest

from whowhom.casebook import nodes
from whowhom.casebook.importing import (
    MANNER_OF_FATE,
    REGIMES,
    horizon,
    import_casebook,
    imported_cases,
)
from whowhom.casebook.read import read_casebook
from whowhom.cases import Day, check_case, datapackage_text, read_case
from whowhom.cases.case import BASES, Quantity
from whowhom.cases.schema import MANNERS, REGIME_TYPES
from whowhom.errors import CaseError, InvalidInput
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth


def problems(path):
    return imported_cases(path).problems


def only(path):
    (problem,) = problems(path)
    return problem


# --- what is sound


def test_a_sound_case(book):
    (case,) = imported_cases(book()).cases
    opening, truth = Opening.of(case), Truth.of(case)
    general, _, heir = opening.contenders
    assert (general.points, general.judged, heir.bases["external"]) == (6, 0.45, 1)
    assert tuple(general.bases) == BASES
    assert (opening.incumbent, opening.favourite) == ("general", "minister")
    assert (truth.winners, truth.decided) == (("general",), Day(2001, 6, 30))
    assert [(event.actor, event.event, event.note) for event in case.course] == [
        ("general", "coalition", "against minister: they meet"),
        ("minister", "demoted", "dismissed: as minister"),
        ("heir", "died", "accident"),
        ("minister", "died", "suicide"),
        ("general", "ruler", "in control"),
    ]
    assert truth.removed == {"minister"}
    assert truth.fates == {"general": "none", "minister": "death", "heir": "none"}


def test_a_low_confidence_favourite_is_a_remark_only(book):
    (case,) = imported_cases(book(("confidence: medium", "confidence: low"))).cases
    assert case.favourite == ""
    assert b"# favourite, with low confidence: minister" in case.files["case.toml"]


def test_what_no_table_has_a_column_for_is_kept_as_a_remark(book):
    kept = "  core: false\n  foreign_decisive: true\n  chance_events: a flood\n  notes: none\n"
    path = book(
        ("regime_type: military", "regime_type: revolutionary"),
        ("  outcome: single\n", f"  outcome: single\n{kept}  confidence: high\n"),
        ("    points: 6\n", "    points: 6\n    offices: chief of staff\n    reason: the army\n"),
    )
    (case,) = imported_cases(path).cases
    text = case.files["case.toml"].decode()
    remarks = ("regime: revolutionary", "told until: 2002-01-01", "held back: yes", "notes: none")
    for remark in (*remarks, "decided from abroad: yes", "chance: a flood", "confidence: high"):
        assert f"\n# {remark}\n" in text
    assert case.regime_type == "other"
    assert b",chief of staff,the army\n" in case.files["actors.csv"]


def test_the_coder_and_the_licence_are_those_of_the_file(book):
    (case,) = imported_cases(book()).cases
    assert (case.coder, case.licence) == ("", "")
    assert case.sources[0].citation == "book.yaml, coded by its author"
    (case,) = imported_cases(book(("cases:\n", "coder: Ann\nlicence: CC0-1.0\ncases:\n"))).cases
    assert (case.coder, case.licence) == ("Ann", "CC0-1.0")
    assert case.sources[0].citation == "book.yaml, coded by Ann"
    (case,) = imported_cases(book(("cases:\n", "citation: Ann (2020)\ncases:\n"))).cases
    assert case.sources[0].citation == "Ann (2020)"


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
    (case,) = imported_cases(lean).cases
    assert case.end == horizon(case.start)
    assert case.regime_type == "other"
    assert case.actors[0].judged_share is None


def test_null_is_missing_and_bare_words_stay_words(book):
    path = book(
        ("incumbent_at_start: general", "incumbent_at_start: null"),
        ("start: '2000-01-01'", "start: 2000-01-01"),
        ("id: heir", "id: no"),
        ("general, heir]", "general, no]"),
        ("actor: heir", "actor: no"),
    )
    (case,) = imported_cases(path).cases
    assert case.incumbent == ""
    assert case.start == Day(2000, 1, 1)
    assert case.actors[2].id == "no"


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
    assert Truth.of(imported_cases(path).cases[0]).winners == expected


def test_a_share_has_all_its_decimals(book):
    path = book(
        ("_100: 45", "_100: 45.123456789"), ("_100: 35", "_100: 34.876543211"),
        ("popular: 1", "popular: 0.999999999"), ("points: 6", "points: 5.999999999"),
    )  # fmt: skip
    (case,) = imported_cases(path).cases
    assert case.actors[0].bases["popular"] == Quantity(0.999999999, 0.999999999)
    assert Opening.of(case).contenders[0].judged == 0.45123456789


def test_a_date_is_kept_as_it_was_written(book):
    (case,) = imported_cases(book(("decided: '2001-06-30'", "decided: '2001-06'"))).cases
    assert case.decided.text == "2001-06"
    assert Truth.of(case).decided == Day(2001, 6, 30)
    assert Truth.of(case).winners == ("general",)


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
        ("army: 3", "arny: 3", "general.bases", "is not a known key", 'did you mean "army"?'),
        ("outcome: single", "outcomes: x", "junta_2000", "is not a known key", '"outcome"?'),
        ("  title: A junta of three\n", "", "junta_2000", "has no title", "write title"),
        ("winner: general", "winner: generl", "winner", "is not a contender", '"general"?'),
        ("  winner: general\n", "", "junta_2000", "has no winner", "partition"),
        ("outcome: single", "outcome: co_winners", "outcome", "does not fit 1", "several"),
        ("start: general", "start: admiral", "incumbent_at_start", "is not a contender", "general"),
        ("actor: heir", "actor: her", "removals.3.actor", "is not a contender", '"heir"?'),
        ("[general, heir], note", "[general, he], note", "removals.1.by_coal", "not a cont", ""),
        ("against: [minister]", "against: [heir]", "moves.1.against", "names heir", "once"),
        ("coalition: [general, heir], ag", "coalition: [], ag", "moves.1", "is empty", "name one"),
        ("'2001-06-30', manner", "'2001-06-31', manner", "removals.2.date", "impossible", ""),
        ("'2001-06-30', manner", "'1999-06-30', manner", "removals.2.date", "before the st", ""),
        ("decided: '2001", "decided: '1901", "decided", "is before the start", "BC"),
        ("start: '2000-01-01'", "start: '2000-01'", "start", "not exact to the day", ""),
        ("start: '2000-01-01'", "start: '0000-01-01'", "start", "is not a year", "-0001"),
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
    assert [problem.finding for problem in found if problem.code == "W112"] == ["appears twice"]
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
    cases, found = imported_cases(path)
    assert [case.id for case in cases] == ["junta_2001"]
    assert len(found) == 3


def test_a_doubled_key_spoils_its_own_case_only(book):
    text = book().read_text()
    second = text.removeprefix("cases:\n").replace("junta_2000", "junta_2001")
    path = book(("  outcome: single\n", "  outcome: single\n  outcome: single\n"))
    path.write_text(path.read_text() + second)
    cases, (problem,) = imported_cases(path)
    assert [case.id for case in cases] == ["junta_2001"]
    assert problem.name == "junta_2000"


def test_what_is_wrong_with_the_whole_book_spoils_no_case(book):
    path = book()
    path.write_text(path.read_text() + "colour: red\n")
    cases, (problem,) = imported_cases(path)
    assert [case.id for case in cases] == ["junta_2000"]
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
        ("? [a]\n: b\n", "key that is not a word"),
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
        imported_cases(path)
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
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(CaseError, match="is not a regular file"):
        read_casebook(tmp_path / "pipe.yaml")


def test_without_the_c_library_the_same_is_read(book, monkeypatch):
    import yaml

    expected = imported_cases(book())
    monkeypatch.setattr(nodes, "LOADER", yaml.SafeLoader)
    assert imported_cases(book()) == expected
    with pytest.raises(CaseError, match="not valid YAML"):
        read_casebook(book(text="cases: \x07"))


# --- what is written


def test_one_folder_for_each_struggle(book, tmp_path):
    text = book().read_text()
    path = book(text=text + text.removeprefix("cases:\n").replace("junta_2000", "a_first"))
    made = import_casebook(path, tmp_path / "out")
    assert made == (tmp_path / "out" / "junta_2000", tmp_path / "out" / "a_first")
    assert all(check_case(folder).ok for folder in made)
    package = (made[0] / "datapackage.json").read_text()
    assert package == datapackage_text(read_case(made[0]))
    assert (tmp_path / "out" / "cases.txt").read_text() == "junta_2000\na_first\n"
    written, imported = read_casebook(tmp_path / "out"), imported_cases(path).cases
    for one, other in zip(written, imported, strict=True):
        assert replace(one, files={}) == replace(other, files={})


def test_nothing_is_overwritten_and_nothing_is_half_written(book, tmp_path):
    import_casebook(book(), tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    with pytest.raises(InvalidInput, match="exists already"):
        import_casebook(book(), tmp_path / "out")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before
    text = book().read_text()
    second = text.removeprefix("cases:\n").replace("junta_2000", "junta_2001")
    broken = book(text=text + second.replace("points: 6", "points: 9"))
    with pytest.raises(CaseError, match=r"junta_2001\.contenders\.general\.points"):
        import_casebook(broken, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.yaml", "out"]


def test_texts_cannot_be_formulas_and_come_back(book):
    path = book(("name: The heir", "name: '=1+1'"), ("note: as minister", "note: '-2'"))
    (case,) = imported_cases(path).cases
    assert b",'=1+1," in case.files["actors.csv"]
    assert case.actors[2].name == "=1+1"


@pytest.mark.parametrize("name", ["con", "lpt1"])
def test_a_name_that_some_system_cannot_hold_is_told(book, name):
    problem = only(book(("id: junta_2000", f"id: {name}")))
    assert (problem.name, problem.code, problem.line) == (f"{name}.id", "W111", 2)
    assert "device name on Windows" in problem.finding


def test_what_a_case_folder_does_not_allow_is_told_in_the_file(book):
    """Sources are joined into one text, which may be longer than a cell may be."""
    sources = ", ".join(f"'{'x' * 4999}'" for _ in range(5))
    problem = only(book(("['A. Nobody, The Junta (2010)']", f"[{sources}]")))
    assert (problem.file, problem.line, problem.name) == ("book.yaml", 2, "junta_2000.case.about")
    assert "characters" in problem.finding


# --- the tables


def test_every_class_of_fates_has_a_manner():
    assert all(MANNERS[manner].fate == fate for fate, manner in MANNER_OF_FATE.items())
    assert {manner.fate for manner in MANNERS.values()} == set(MANNER_OF_FATE)


def test_every_regime_has_a_word_of_the_case_folder():
    assert set(REGIMES.values()) == set(REGIME_TYPES)
