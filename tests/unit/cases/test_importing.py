"""Importing what cannot be read at sight: one message for a cause, and nothing half-written."""

import csv
import io
import json

import openpyxl
import pytest

from whowhom.cases import check_case, import_workbook, plan_import, read_case, settle, write_import
from whowhom.cases.updating import IMPORT_FILE
from whowhom.errors import CaseError, InvalidInput

CASE = [["key", "value"], ["title", "T"], ["start", "2026-01-01"], ["end", "2031-12-31"]]
ACTORS = [["id", "name", "army"], ["ann", "Ann Lee", 1], ["ben", "Ben Lee", 2], ["cas", "Cas", 3]]


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook from rows by sheet."""

    def write(name="book.xlsx", **sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in ({"case": CASE, "actors": ACTORS} | sheets).items():
            if rows is not None:
                sheet = made.create_sheet(title.replace("_", " "))
                for row in rows:
                    sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))


def test_a_probability_of_60_is_asked_with_its_cell(book, tmp_path):
    path = book(actors=[["id", "oratory"], ["ann", 60], ["ben", 0.5]])
    [question] = plan_import(path).questions
    assert (question.id, question.sheet, question.cell) == (
        "actors.oratory.percent",
        "actors",
        "B2",
    )
    assert question.choices == ("percent (0.6)", "empty")
    assert "0.6 or 60%" in question.expected
    with pytest.raises(CaseError, match=r'sheet "actors" B2: "60"; expected: a number from 0 to 1'):
        import_workbook(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_one_cause_is_one_message(book):
    rows = [[f"a{n}", f"{n + 30}%", 0.5, "x" * (n + 1), 40 + n] for n in range(40)]
    plan = plan_import(book(actors=[["id", "oratory", "strategy", "army", "ambition"], *rows]))
    assert [(one.id, len(one.cells)) for one in plan.repairs] == [("actors.percent", 40)]
    asked = {one.id: len(one.cells) for one in plan.questions}
    assert asked == {"actors.army.text": 40, "actors.ambition.percent": 40}
    assert "40 cells (B2, B3, B4, B5, B6, B7 ...)" in str(plan.repairs[0])


def test_ten_thousand_rows_of_junk(book):
    junk = [[f"a{n}", n, "x", n % 7, "?"] for n in range(10_000)]
    with pytest.raises(CaseError) as refusal:
        plan_import(book(actors=[["id", "army", "oratory", "born", "line"], *junk]))
    told = "keep at most 64: delete the rows that are not a contender"
    assert str(refusal.value) == (
        f"book.xlsx[actors]:66:1 actors has more than 10,000 rows; {told}"
    )
    with pytest.raises(CaseError, match="is not a header, and no other row is"):
        plan_import(book(actors=junk[:500]))
    plan = plan_import(book(junk=junk[:500]))
    assert plan.others == (("junk", "junk.csv"),)
    assert plan.questions == ()


def test_a_workbook_of_200_megabytes_is_not_opened(tmp_path):
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(
        CaseError, match=r"huge\.xlsx:1:1 has 200,000,000 bytes; at most 20,000,000"
    ):
        plan_import(path)


def test_two_rows_that_could_be_the_header(book):
    rows = [["name", "army", "security"], ["army", "name", "security"], ["Ann", "Bo", 1]]
    path = book(actors=rows)
    plan = plan_import(path)
    assert plan.questions[0].id == "header.actors"
    assert plan.questions[0].choices == ("row 1", "row 2")
    done = settle(plan, answers={"header.actors": "row 2"})
    assert done.tables["actors"][0] == ("id", "army", "name", "security")
    repeated = plan_import(book(actors=[rows[0], ["Ann", 1, 2], rows[0], ["Ben", 2, 1]]))
    assert [row[1] for row in repeated.tables["actors"]] == ["name", "Ann", "Ben"]
    assert any("row 3 repeats the header" in note for note in repeated.notes)


def test_a_name_that_fits_two_ids(book, tmp_path):
    path = book(ties=[["from", "to", "kind"], ["Lee", "cas", "feud"], ["Lee", "Nobody", "feud"]])
    plan = plan_import(path)
    lee, nobody = plan.questions
    assert (lee.id, lee.cell, lee.found) == ("ties.from.lee", "A2", "Lee")
    assert [one.cell for one in lee.cells] == ["A2", "A3"]
    assert lee.choices == ("ann (Ann Lee)", "ben (Ben Lee)", "skip-row")
    assert nobody.choices[-1] == "skip-row"
    answers = {"ties.from.lee": "ben", "ties.to.nobody": "skip-row"}
    made = write_import(plan, tmp_path / "out", answers=answers)
    assert rows_of(made.folder / "ties.csv") == [["from", "to", "kind"], ["ben", "cas", "feud"]]
    with pytest.raises(InvalidInput, match=r"answer to ties\.from\.lee: 'zed' is not a choice"):
        write_import(plan, tmp_path / "two", answers={**answers, "ties.from.lee": "zed"})
    assert not (tmp_path / "two").exists()


def test_the_days_of_a_case_are_asked(book, tmp_path):
    path = book("circle.xlsx", case=None)
    plan = plan_import(path)
    assert [one.id for one in plan.questions] == ["start", "end"]
    days = {"start": "2026-01-01", "end": "2031-12-31"}
    case = read_case(write_import(plan, tmp_path / "out", answers=days).folder)
    assert (case.title, case.start.year, case.end.year) == ("circle", 2026, 2031)
    with pytest.raises(InvalidInput, match="answer to start: '2026' is not exact to the day"):
        settle(plan, answers={"start": "2026"})
    with pytest.raises(InvalidInput, match="the case would end on 2020-01-01, not after its start"):
        settle(plan, answers={"start": "2026-01-01", "end": "2020-01-01"})
    with pytest.raises(InvalidInput, match=r"there is no question 'begin'"):
        settle(plan, answers={"begin": "2026-01-01"})


def test_a_repair_that_is_not_accepted_leaves_the_cell(book, tmp_path):
    path = book(actors=[["id", "oratory", "army"], ["ann", "60%", "1,5"], ["ben", "0.5", 1]])
    plan = plan_import(path)
    assert {one.id for one in plan.repairs} == {"actors.percent", "actors.comma"}
    made = write_import(plan, tmp_path / "out", accept={"actors.comma"})
    assert rows_of(made.folder / "actors.csv")[1] == ["ann", "60%", "1.5"]
    with pytest.raises(InvalidInput, match=r"there is no repair 'actors\.x'"):
        settle(plan, accept={"actors.x"})


def test_no_sheet_is_named_like_the_contenders(book):
    rows = [["Wer", "Heer"], ["Ann", 1], ["Ben", 2]]
    plan = plan_import(book(actors=None, Akteure=rows, Notizen=[["x"]]))
    assert [one.id for one in plan.questions] == ["actors"]
    assert plan.questions[0].choices == ("Akteure", "Notizen")
    with pytest.raises(CaseError, match="is not a header"):
        settle(plan, answers={"actors": "Akteure"})


def test_a_misspelt_sheet_and_a_misspelt_header_are_asked(book):
    plan = plan_import(book(Teis=[["from", "to"]], actors=[["id", "amry"], ["ann", 1]]))
    asked = {one.id: one.choices for one in plan.questions}
    assert asked == {"sheet.teis": ("ties", "other"), "actors.B1": ("army", "note")}
    done = settle(plan, answers={"actors.B1": "army", "sheet.teis": "other"})
    assert done.tables["actors"][0] == ("id", "army")


def test_two_sheets_look_like_the_contenders(book):
    rows = [["Name", "Army", "Security"], ["Ann", 1, 1]]
    plan = plan_import(book(actors=None, Old=rows, New=[rows[0], ["Ben", 2, 2]]))
    [question] = [one for one in plan.questions if one.id == "sheet-of.actors"]
    assert question.choices == ("Old", "New", "all")
    new = settle(plan, answers={"sheet-of.actors": "New"})
    assert [row[1] for row in new.tables["actors"]] == ["name", "Ben"]
    both = settle(plan, answers={"sheet-of.actors": "all"})
    assert [row[1] for row in both.tables["actors"]] == ["name", "Ann", "Ben"]


def edited(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_second_import_shows_the_difference_and_keeps_edits(book, tmp_path):
    out = import_workbook(book(), tmp_path / "out").folder
    edited(out, "actors.csv", "ann,Ann Lee,1", "ann,Ann Lee,0.5")
    edited(out, "actors.csv", "ben,Ben Lee,2", "ben,Benjamin Lee,2")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    newer = [ACTORS[0], ["ann", "Ann Lee", 3], ["ben", "Ben Lee", 1], ["dan", "Dan", 1]]
    path = book(actors=newer, case=[*CASE[:3], ["end", "2030-12-31"]])
    plan = plan_import(path, out)
    assert set(plan.changes) == {
        'actors.csv, row ben, army: "2" -> "1"',
        "actors.csv, row cas: removed",
        "actors.csv, row dan: added",
        'case.toml, end: "2031-12-31" -> "2030-12-31"',
    }
    assert plan.kept == ('actors.csv, row ben, name: "Benjamin Lee"',)
    assert plan.conflicts == (
        'actors.csv, row ann, army: "1" -> "3"; the folder has "0.5", which is kept',
    )
    with pytest.raises(InvalidInput, match="exists already: an earlier import wrote it"):
        write_import(plan, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    write_import(plan, out, update=True)
    assert rows_of(out / "actors.csv") == [
        ["id", "name", "army"],
        ["ann", "Ann Lee", "0.5"],
        ["ben", "Benjamin Lee", "1"],
        ["dan", "Dan", "1"],
    ]
    assert read_case(out).end.year == 2030
    again = plan_import(path, out)
    assert again.changes == ()
    assert len(again.kept) == 2


def test_answers_hold_for_the_next_import(book, tmp_path):
    path = book(case=None, ties=[["from", "to", "kind"], ["Lee", "cas", "feud"]])
    answers = {"start": "2026-01-01", "end": "2031-12-31", "ties.from.lee": "ben"}
    settled = settle(plan_import(path), answers=answers)
    out = write_import(settled, tmp_path / "out").folder
    plan = plan_import(path, out)
    assert (plan.questions, plan.changes) == ((), ())
    assert any("start=2026-01-01" in note for note in plan.notes)
    other = settle(plan, answers={"ties.from.lee": "ann"})
    assert set(other.changes) == {
        "ties.csv, row ann cas feud: added",
        "ties.csv, row ben cas feud: removed",
    }
    assert not any("ties.from.lee" in note for note in other.notes)


def test_an_update_never_loses_what_it_cannot_merge(book, tmp_path):
    out = import_workbook(book(), tmp_path / "out").folder
    edited(out, "actors.csv", ",", ";")
    edited(out, "case.toml", '"T"', '"Mine"')
    (out / "course.csv").write_text("date,actor,event\n")
    plan = plan_import(
        book(actors=[*ACTORS, ["dan", "Dan", 1]], case=[*CASE[:1], ["title", "U"], *CASE[2:]]), out
    )
    assert plan.conflicts == (
        'case.toml, title: "T" -> "U"; the folder has "Mine", which is kept',
        "actors.csv was saved with another separator than the comma, so it is kept as it is",
    )
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.name != IMPORT_FILE}
    write_import(plan, out, update=True)
    after = {path.name: path.read_bytes() for path in out.iterdir() if path.name != IMPORT_FILE}
    assert after == before


def test_rows_of_ones_own_stay(book, tmp_path):
    ties = [["from", "to", "kind"], ["ann", "ben", "feud"], ["ann", "ben", "feud"]]
    out = import_workbook(book(ties=ties), tmp_path / "out").folder
    with (out / "ties.csv").open("a") as stream:
        stream.write("cas,ann,ally\n")
    (out / "actors.csv").unlink()
    plan = plan_import(book(ties=ties[:2]), out)
    assert plan.changes == ("ties.csv, row ann ben feud 2: removed",)
    assert plan.kept == (
        "actors.csv was deleted by hand and stays so",
        "ties.csv, row cas ann ally: added by hand",
    )


def test_the_record_of_an_import_is_not_trusted(book, tmp_path):
    out = import_workbook(book(), tmp_path / "out").folder
    record = json.loads((out / IMPORT_FILE).read_text("utf-8"))
    for name in ("../outside.csv", "/etc/x.csv", "a\\b.csv", "notes.md"):
        record["files"][name] = "id\nx\n"
    (out / IMPORT_FILE).write_text(json.dumps(record))
    write_import(plan_import(book(), out), out, update=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx", "out"]
    (out / IMPORT_FILE).write_text("[1, {")
    with pytest.raises(InvalidInput, match="exists already"):
        write_import(plan_import(book(), out), out, update=True)


def test_the_template_workbook_is_a_sound_case(tmp_path):
    from whowhom.cases import new_case

    path = new_case(tmp_path / "circle.xlsx")
    assert check_case(path).ok
    plan = plan_import(path)
    assert (plan.repairs, plan.questions) == ((), ())
    book = openpyxl.load_workbook(path)
    notes = {cell.value: cell.comment.text for cell in book["actors"][1]}
    assert "2 = one service" in notes["army"]
    with pytest.raises(InvalidInput, match="exists already"):
        new_case(path)
    with pytest.raises(InvalidInput, match="a copy of a case is a folder"):
        new_case(tmp_path / "two.xlsx", from_case="duel")


def test_headings_between_the_rows_are_asked_once(book):
    head = [["Name", "Army", "Security"], ["Full members"], ["Ann", 1, 2], ["Candidates"]]
    plan = plan_import(book(actors=[*head, ["Ben", 2, 1], ["Cas", 0, 1]]))
    [question] = plan.questions
    assert (question.id, [one.cell for one in question.cells]) == (
        "actors.only-a-name",
        ["A2", "A4"],
    )
    done = settle(plan, answers={question.id: "heading"})
    assert [row[0] for row in done.tables["actors"]] == [
        *("id", "# Full members", "ann", "# Candidates", "ben", "cas")
    ]
    rows = settle(plan, answers={question.id: "row"}).tables["actors"]
    assert [row[0] for row in rows] == ["id", "full_members", "ann", "candidates", "ben", "cas"]


def test_a_second_table_that_is_not_recognised_is_asked(book):
    rows = [["Name", "Army", "Security"], ["Ann", 1, 2], ["Ben", 2, 1], []]
    plan = plan_import(book(actors=[*rows, ["Wer", "gegen wen", "warum"], ["Ann", "Ben", "Neid"]]))
    [question] = plan.questions
    assert (question.id, question.choices) == ("actors.rows-5", ("remarks", "rows"))
    done = settle(plan, answers={question.id: "remarks"})
    assert [row[0] for row in done.tables["actors"]] == [
        *("id", "ann", "ben", "# Wer | gegen wen | warum", "# Ann | Ben | Neid")
    ]


def test_levels_below_a_header_in_another_language_are_asked(book):
    rows = [["Name", "Heer", "Nr", "Alter"], ["Ann", 0, 1, 61], ["Ben", "2-3", 2, 70]]
    plan = plan_import(book(actors=rows))
    [question] = plan.questions
    assert (question.id, question.found, question.choices[1]) == ("actors.B1", "Heer", "army")
    done = settle(plan, answers={"actors.B1": "army"})
    assert done.tables["actors"] == (
        ("id", "name", "army", "# Nr", "# Alter"),
        ("ann", "Ann", "0", "1", "61"),
        ("ben", "Ben", "2..3", "2", "70"),
    )


def test_titles_of_offices_are_no_levels(book, tmp_path):
    rows = [["Name", "Army", "Office"], ["Ann", 1, "Premier"], ["Ben", 2, "Chief of staff"]]
    plan = plan_import(book(actors=rows))
    assert plan.tables["actors"][:2] == (
        ("id", "name", "army", "# Office"),
        ("ann", "Ann", "1", "Premier"),
    )
    words = ["Premier", "Chief", "Speaker", "Heir"]
    rows = [["Name", "Formal office"], *([f"A{n}", word] for n, word in enumerate(words))]
    plan = plan_import(book(actors=rows))
    [question] = plan.questions
    assert (question.id, question.choices) == ("actors.formal_office.text", ("note", "empty"))
    done = settle(plan, answers={question.id: "note"})
    assert done.tables["actors"][1] == ("a0", "A0", "", "Premier")
    assert done.tables["actors"][0][-1] == "# formal_office as written"


def test_days_above_the_table_are_taken(book):
    rows = [["Start:", "2026-01-01"], ["End", "31.12.2031"], [], ["Name", "Army", "Security"]]
    plan = plan_import(book(case=None, Circle=[*rows, ["Ann", 1, 2], ["Ben", 2, 1]], actors=None))
    assert plan.questions == ()
    case = {key: value for key, value, _ in plan.tables["case"]}
    assert (case["start"], case["end"], case["title"]) == ("2026-01-01", "2031-12-31", "book")


SHOCK = ["id", "kind", "target", "date", "probability"]


def test_a_window_and_a_probability_in_words_are_repaired(book):
    rows = [
        ["a", "illness", "ann", "2026-06 - 2027-06", "60% likely"],
        ["b", "illness", "ben", "2027 to 2028-03", "0,4 probability"],
    ]
    plan = plan_import(book(shocks=[SHOCK, *rows]))
    assert not plan.questions
    assert [row[3:5] for row in settle(plan).tables["shocks"][1:]] == [
        ("2026-06/2027-06", "60%"),
        ("2027/2028-03", "0.4"),
    ]


def test_a_window_upside_down_is_asked(book):
    row = ["a", "illness", "ann", "2027-06 - 2026-06", "0.5"]
    [question] = plan_import(book(shocks=[SHOCK, row])).questions
    assert (question.cell, question.found) == ("D2", "2027-06 - 2026-06")


def test_a_decimal_beside_percentages_of_a_base_is_asked_with_them(book):
    rows = [["ann", "45%"], ["ben", "0,2"], ["cas", "0"]]
    plan = plan_import(book(actors=[["id", "popular"], *rows]))
    [question] = plan.questions
    assert (question.id, [one.cell for one in question.cells]) == (
        "actors.popular.percent",
        ["B2", "B3"],
    )
    done = settle(plan, answers={"actors.popular.percent": "of-3"})
    assert [row[1] for row in done.tables["actors"][1:]] == ["1.35", "0.6", "0"]


def test_strengths_on_a_scale_with_a_sign_are_asked_as_one(book):
    """A 1 beside a 3 is a third of the scale, and a negative tie divides."""
    rows = [["ann", "ben", "3"], ["ben", "ann", "1 - 2"], ["ann", "cas", "-2"], ["cas", "ann", 1]]
    plan = plan_import(book(ties=[["From", "To", "Strength"], *rows]))
    assert {one.id: len(one.cells) for one in plan.questions} == {
        "ties.kind.positive": 3,
        "ties.kind.negative": 1,
        "ties.strength.scale": 4,
    }
    answers = {
        "ties.kind.positive": "ally",
        "ties.kind.negative": "rival",
        "ties.strength.scale": "of-3",
    }
    assert settle(plan, answers=answers).tables["ties"][1:] == (
        ("ann", "ben", "1", "ally"),
        ("ben", "ann", "0.333..0.667", "ally"),
        ("ann", "cas", "0.667", "rival"),
        ("cas", "ann", "0.333", "ally"),
    )


def test_events_with_a_probability_are_no_record_of_the_past(book):
    header = ["Event", "Date", "Probability", "Who", "Remark"]
    plan = plan_import(book(Events=[header, ["illness of Ann", "2027-03", "60%", "Ann Lee", "x"]]))
    assert "course" not in plan.tables
    [question] = plan.questions
    assert (question.id, question.choices[0]) == ("shocks.kind.illness_of_ann", "illness")
    done = settle(plan, answers={question.id: "illness"})
    row = dict(zip(*done.tables["shocks"], strict=True))
    assert (row["kind"], row["date"], row["probability"]) == ("illness", "2027-03", "60%")
    assert row["target"] == "ann"


def test_events_without_a_probability_are_the_record(book):
    plan = plan_import(book(Events=[["Event", "Date", "Who"], ["died", "2027-03", "Ann Lee"]]))
    assert "course" in plan.tables
    assert "shocks" not in plan.tables


def test_a_sheet_of_posts_may_call_them_posts(book):
    rows = [["Post", "Rule of succession", "Appointed by"], ["President", "power", None]]
    plan = plan_import(book(Posts=[*rows, ["Minister", "appointed", "President"]]))
    assert plan.tables["posts"] == (
        ("id", "name", "succession", "succession_by"),
        ("president", "President", "power", ""),
        ("minister", "Minister", "appointed", "president"),
    )


def test_a_column_of_holders_beside_the_posts_is_the_table_of_tenures(book):
    rows = [["Post", "Holder", "Seat"], ["President", "Ann Lee", 0.5], ["Minister", None, 0.2]]
    plan = plan_import(book(Posts=[*rows, ["Marshal", "Nobody Known", 0.1]]))
    assert plan.tables["tenures"][:2] == (("post", "actor"), ("president", "ann"))
    [question] = plan.questions
    assert (question.id, question.cell) == ("tenures.actor.nobody_known", "B4")
    assert any('"Holder" says who holds each post' in note for note in plan.notes)


def test_an_id_leaves_out_what_stands_in_brackets(book):
    names = ["Dmitri Orlov (head of staff)", "Dmitri Orlov (mayor)", "(unknown)"]
    plan = plan_import(book(actors=[["name", "army"], *([name, 1] for name in names)]))
    ids = [row[0] for row in plan.tables["actors"][1:]]
    assert ids == ["dmitri_orlov", "dmitri_orlov_2", "unknown"]
