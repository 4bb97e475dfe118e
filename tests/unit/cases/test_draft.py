"""Editing a case folder: what is edited changes and nothing else, and everything can be undone."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.cases.check import check_case
from whowhom.cases.draft import (
    MOST_STEPS,
    Draft,
    Edit,
    check_draft,
    delete_row,
    disk_changes,
    draft_table,
    edit_cells,
    places_of,
    read_draft,
    redo,
    save_draft,
    take_from_disk,
    undo,
)
from whowhom.cases.schema import CASE, CONDITIONS, TABLES
from whowhom.cases.tables import cleaned
from whowhom.cases.templates import new_case, template_files
from whowhom.errors import CaseError, InvalidInput

TEMPLATE = template_files()
MESSY = (
    "\ufeffsep=;\r\n"
    "# a remark; with a delimiter\r\n"
    "Name;#private;id;army\r\n"
    "\r\n"
    'Ann;"x ""y""; z";ann;0,5\r\n'
    "# another\r\n"
    "  Bob ;;bob;1..2"
).encode()


def draft_of(files=TEMPLATE):
    return Draft(id="circle", base=dict(files), files=dict(files))


def cell(draft, table, row, column):
    found = draft_table(draft, table)
    return found.rows[row][found.names.index(column)]


@pytest.fixture
def folder(tmp_path):
    return new_case(tmp_path / "circle")


def test_a_cell_that_is_edited_is_the_only_thing_that_changes():
    before = draft_of()
    after = edit_cells(before, "actors", [Edit(1, "army", "1")])
    assert cell(after, "actors", 1, "army") == "1"
    assert after.changed == ("actors.csv",)
    old, new = (one.files["actors.csv"].splitlines() for one in (before, after))
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
    assert undo(after).files == before.files
    assert redo(undo(after)).files == after.files


def test_remarks_unknown_columns_order_delimiter_and_line_ends_are_kept():
    draft = draft_of({**TEMPLATE, "actors.csv": MESSY})
    table = draft_table(draft, "actors")
    assert [row[0] for row in table.rows] == ["ann", "bob"]
    assert table.kept == ("#private",)
    assert table.remarks == 2
    after = edit_cells(draft, "actors", [Edit(1, "army", "3")])
    assert after.files["actors.csv"] == MESSY.replace(b"  Bob ;;bob;1..2", b"Bob ;;bob;3\r\n")
    more = edit_cells(after, "actors", [Edit(0, "source", "memo;p. 3")])
    lines = more.files["actors.csv"].decode("utf-8-sig").split("\r\n")
    assert lines[2] == "Name;#private;id;army;source"
    assert lines[4] == 'Ann;"x ""y""; z";ann;0,5;"memo;p. 3"'
    assert cell(more, "actors", 0, "source") == "memo;p. 3"


def test_one_past_the_last_row_adds_a_row_and_a_table_that_is_missing_is_added():
    files = {name: data for name, data in TEMPLATE.items() if name != "hosts.csv"}
    draft = edit_cells(draft_of(files), "hosts", [Edit(0, "id", "france"), Edit(0, "name", "F")])
    assert draft_table(draft, "hosts").rows[0][:2] == ["france", "F"]
    assert len(draft.past) == 1
    assert undo(draft).changed == ()
    for data in (b"id,name\nx,y", b"# only a remark", b"", b"\n\n"):
        base = draft_of({**TEMPLATE, "hosts.csv": data})
        count = len(draft_table(base, "hosts").rows)
        after = edit_cells(base, "hosts", [Edit(count, "id", "spain")])
        assert cell(after, "hosts", count, "id") == "spain"
        assert after.files["hosts.csv"].startswith(data.strip())


def test_a_row_is_deleted_and_comes_back():
    draft = draft_of()
    after = delete_row(draft, "actors", 0)
    assert [row[0] for row in draft_table(after, "actors").rows] == ["marshal", "minister"]
    assert undo(after).files == draft.files
    with pytest.raises(InvalidInput, match="no row 9"):
        delete_row(draft, "actors", 8)


def test_texts_that_a_spreadsheet_would_run_are_guarded_and_read_back():
    draft = edit_cells(draft_of(), "actors", [Edit(0, "name", "=1+1"), Edit(0, "line", "-0.5")])
    assert b"'=1+1" in draft.files["actors.csv"]
    assert b"'-0.5" not in draft.files["actors.csv"]
    assert cell(draft, "actors", 0, "name") == "=1+1"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 20_001])
def test_what_no_file_can_hold_is_refused(text):
    with pytest.raises(InvalidInput):
        edit_cells(draft_of(), "actors", [Edit(0, "name", text)])


def test_a_row_cannot_become_a_remark_by_accident():
    with pytest.raises(InvalidInput, match="remark"):
        edit_cells(draft_of(), "actors", [Edit(0, "id", "#1")])


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("actors", Edit(7, "id", "x")),
        ("actors", Edit(-1, "id", "x")),
        ("actors", Edit(0, "height", "x")),
        ("case", Edit(0, "id", "x")),
        ("case", Edit(99, "value", "x")),
        ("nonsense", Edit(0, "id", "x")),
    ],
)
def test_a_cell_that_is_not_there_is_refused(table, edit):
    with pytest.raises(InvalidInput):
        edit_cells(draft_of(), table, [edit])


def test_typing_on_in_a_cell_is_one_step():
    draft = draft_of()
    for text in ("1", "1.", "1.5"):
        draft = edit_cells(draft, "actors", [Edit(0, "army", text)], again=text != "1")
    assert len(draft.past) == 1
    draft = edit_cells(draft, "actors", [Edit(0, "security", "1")], again=True)
    assert len(draft.past) == 2
    assert undo(undo(draft)).files == TEMPLATE


def test_so_many_steps_are_kept():
    draft = draft_of()
    for number in range(MOST_STEPS + 5):
        draft = edit_cells(draft, "actors", [Edit(0, "name", f"N{number}")])
    assert len(draft.past) == MOST_STEPS


# -- case.toml


def key(name):
    return CASE.names.index(name)


def test_keys_of_the_settings_are_replaced_added_and_deleted_with_remarks_kept():
    draft = draft_of()
    text = draft.files["case.toml"].decode()
    after = edit_cells(draft, "case", [Edit(key("title"), "value", 'A "new" one')])
    assert after.files["case.toml"].decode() == text.replace(
        '"Three contenders and an empty chair"', r'"A \"new\" one"'
    )
    after = edit_cells(after, "case", [Edit(key("majority"), "value", "0.6")])
    assert "\nmajority = 0.6\n" in after.files["case.toml"].decode()
    after = edit_cells(after, "case", [Edit(key("majority"), "value", "0.6..0.8")])
    assert cell(after, "case", key("majority"), "value") == "0.6..0.8"
    after = edit_cells(after, "case", [Edit(key("majority"), "value", "")])
    assert "\nmajority" not in after.files["case.toml"].decode()
    after = edit_cells(after, "case", [Edit(key("title"), "value", "Three contenders")])
    after = edit_cells(after, "case", [Edit(key("regime_type"), "value", "")])
    assert "personal" in after.files["case.toml"].decode()  # the remark on the line of the key


def test_facts_of_the_outlook_are_edited_as_conditions_are():
    text = TEMPLATE["case.toml"] + b"[outlook]\nrelatives = true  # seen\n"
    draft = draft_of({**TEMPLATE, "case.toml": text})
    keys = draft_table(draft, "outlook").keys
    row = {key: number for number, key in enumerate(keys)}
    after = edit_cells(draft, "outlook", [Edit(row["age"], "value", "60")])
    after = edit_cells(after, "outlook", [Edit(row["age"], "source", "judged:12")])
    after = edit_cells(after, "outlook", [Edit(row["leader"], "value", "marshal")])
    assert draft_table(after, "outlook").rows[row["relatives"]] == ["yes", ""]
    after = edit_cells(after, "outlook", [Edit(row["relatives"], "value", "no")])
    facts = {fact.id: fact.value for fact in check_draft(after).case.outlook}
    assert facts == {"relatives": False, "age": 60.0, "leader": "marshal"}
    text = after.files["case.toml"].decode()
    assert 'age = { value = 60, source = "judged:12" }' in text
    after = edit_cells(after, "outlook", [Edit(row["age"], "value", "300")])
    (problem,) = check_draft(after).problems
    assert places_of(after, [problem]) == [("outlook", row["age"], "value")]


def test_conditions_are_set_with_their_source_and_taken_away():
    draft = draft_of()
    after = edit_cells(draft, "conditions", [Edit(0, "value", "0.7..1")])
    after = edit_cells(after, "conditions", [Edit(0, "source", "judged:12")])
    after = edit_cells(after, "conditions", [Edit(1, "value", "0.5")])
    assert draft_table(after, "conditions").rows[:2] == [["0.7..1", "judged:12"], ["0.5", ""]]
    report = check_draft(after)
    assert report.problems == ()
    after = edit_cells(after, "conditions", [Edit(0, "value", ""), Edit(0, "source", "")])
    assert draft_table(after, "conditions").rows[0] == ["", ""]
    assert next(iter(CONDITIONS)) not in check_draft(after).case.conditions


@pytest.mark.parametrize(
    "text",
    [
        "[conditions]\n# one\n\n[conditions.{0}]\nvalue = 0.5\n",
        "conditions = {{ {0} = 0.5 }}\n",
        "conditions.{0} = 0.5\n",
        '[conditions]\n{0} = """0.5"""   # why\n',
        "",
        "[other]\nx = 1\n",
        "[conditions]",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_settings_are_edited_in_every_form_or_refused_whole(text, line_end):
    """What is written stands in the file afterwards, and the rest says what it said before."""
    first, second = list(CONDITIONS)[:2]
    whole = ('title = "T"\n' + text.format(first)).replace("\n", line_end).encode()
    draft = draft_of({**TEMPLATE, "case.toml": whole})
    for row, name in ((0, first), (1, second)):
        try:
            after = edit_cells(draft, "conditions", [Edit(row, "value", "0.25")])
        except InvalidInput as error:
            assert "text editor" in str(error), name  # noqa: PT017
            continue
        rows = draft_table(after, "conditions").rows
        assert rows[row] == ["0.25", ""]
        assert rows[1 - row] == draft_table(draft, "conditions").rows[1 - row]
        assert draft_table(after, "case").rows == draft_table(draft, "case").rows
        assert after.files["case.toml"].count(b"\r\n") in (0, after.files["case.toml"].count(b"\n"))


def test_settings_that_are_missing_or_no_toml():
    files = {name: data for name, data in TEMPLATE.items() if name != "case.toml"}
    draft = edit_cells(draft_of(files), "case", [Edit(key("title"), "value", "T")])
    assert draft.files["case.toml"] == b'title = "T"\n'
    broken = draft_of({**TEMPLATE, "case.toml": b"title = \n"})
    assert "TOML" in draft_table(broken, "case").unfit
    with pytest.raises(InvalidInput, match="TOML"):
        edit_cells(broken, "case", [Edit(0, "value", "x")])


# -- checks


def test_a_check_says_what_the_command_line_says_and_each_problem_has_its_cell(folder):
    draft = read_draft(folder)
    draft = edit_cells(draft, "actors", [Edit(1, "army", "7")])
    draft = edit_cells(draft, "tenures", [Edit(0, "actor", "nobody")])
    draft = edit_cells(draft, "case", [Edit(key("majority"), "value", "5")])
    draft = edit_cells(draft, "case", [Edit(key("end"), "value", "")])
    draft = edit_cells(draft, "conditions", [Edit(1, "value", "9")])
    report = check_draft(draft)
    places = places_of(draft, report.problems)
    assert places == [
        ("actors", 1, "army"),
        ("case", key("end"), "value"),
        ("case", key("majority"), "value"),
        ("conditions", 1, "value"),
        ("tenures", 0, "actor"),
    ]
    saved = save_draft(draft, folder)
    assert check_case(folder) == report
    assert saved.changed == ()


def test_problems_of_a_header_and_of_a_whole_file_have_their_table():
    draft = draft_of({**TEMPLATE, "actors.csv": b"id,hight\na,1\n", "notes.txt": b""})
    (problem,) = (p for p in check_draft(draft).problems if p.code == "W014")
    assert places_of(draft, [problem])[0] == ("actors", -1, "")
    broken = draft_of({**TEMPLATE, "posts.csv": b'id,name\n"a,b\n'})
    assert "quote" in draft_table(broken, "posts").unfit
    (problem,) = (p for p in check_draft(broken).problems if p.file == "posts.csv")
    assert places_of(broken, [problem])[0][0] == "posts"
    with pytest.raises(InvalidInput, match="quote"):
        edit_cells(broken, "posts", [Edit(0, "id", "x")])


# -- the folder


def test_only_files_that_were_changed_are_written(folder):
    stamps = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    (folder / "my-notes.txt").write_text("mine")
    draft = edit_cells(read_draft(folder), "actors", [Edit(0, "army", "1")])
    saved = save_draft(draft, folder)
    now = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name in stamps if now[name] != stamps[name]} == {"actors.csv"}
    assert (folder / "my-notes.txt").read_text() == "mine"
    assert read_draft(folder).files == draft.files
    assert undo(saved).changed == ("actors.csv",)


def test_what_changed_on_disk_is_never_overwritten_unasked(folder):
    draft = edit_cells(read_draft(folder), "actors", [Edit(0, "army", "1")])
    for name in ("actors.csv", "posts.csv"):
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b"judged", b"memo"))
    theirs = (folder / "actors.csv").read_bytes()
    with pytest.raises(InvalidInput, match=r"actors\.csv, posts\.csv"):
        save_draft(draft, folder)
    assert (folder / "actors.csv").read_bytes() == theirs
    changes = disk_changes(draft, folder)
    assert any(line.startswith("+") and "memo" in line for line in changes["posts.csv"])
    mine = take_from_disk(draft, folder, files=False)
    assert mine.changed == ("actors.csv",)
    save_draft(mine, folder)
    assert cell(read_draft(folder), "actors", 0, "army") == "1"
    assert b"memo" in (folder / "posts.csv").read_bytes()
    (folder / "actors.csv").write_bytes(theirs)
    assert take_from_disk(draft, folder, files=True).files["actors.csv"] == theirs


def test_a_table_that_was_added_and_undone_is_gone_again(folder):
    (folder / "hosts.csv").unlink()
    draft = save_draft(edit_cells(read_draft(folder), "hosts", [Edit(0, "id", "f")]), folder)
    assert (folder / "hosts.csv").exists()
    save_draft(undo(draft), folder)
    assert not (folder / "hosts.csv").exists()


def test_a_workbook_and_an_empty_folder_cannot_be_edited(tmp_path):
    with pytest.raises(CaseError):
        read_draft(tmp_path)
    (tmp_path / "book.xlsx").write_bytes(b"PK")
    with pytest.raises(CaseError, match="workbook"):
        read_draft(tmp_path)


# -- laws

NAMES = [name for name, table in TABLES.items() if f"{name}.csv" in TEMPLATE]
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from(
    ["", "1", "1..2", "=x", '"', ",", ";", "a\nb", "a\rb", "a\r\nb", "#x", "'=1", "sep=;"]
)


@st.composite
def changes(draw):
    """One change of a draft: a function."""
    name = draw(st.sampled_from([*NAMES, "case", "conditions", "outlook"]))
    row = draw(st.integers(0, 5))
    if draw(st.booleans()):
        return lambda draft: delete_row(draft, name, row)
    column = draw(st.integers(0, 30))
    text = draw(TEXTS)

    def change(draft):
        names = draft_table(draft, name).names
        edit = Edit(row, names[column % len(names)], text)
        return edit_cells(draft, name, [edit])

    return change


@settings(max_examples=80, deadline=None)
@given(st.lists(changes(), max_size=6), st.booleans())
def test_all_that_was_done_is_undone_and_redone(steps, is_messy):
    draft = first = draft_of({**TEMPLATE, "actors.csv": MESSY} if is_messy else TEMPLATE)
    states = [first.files]
    for step in steps:
        try:
            draft = step(draft)
        except InvalidInput:
            continue  # refused whole
        if draft.files != states[-1]:
            states.append(draft.files)
    for state in reversed(states[:-1]):
        draft = undo(draft)
        assert draft.files == state
    assert undo(draft) is draft
    assert draft.changed == ()
    for state in states[1:]:
        draft = redo(draft)
        assert draft.files == state


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 3), st.integers(0, 30), TEXTS, st.booleans())
def test_a_text_that_was_written_is_read_back_and_no_other_cell_moves(
    name, row, column, text, is_messy
):
    draft = draft_of({**TEMPLATE, "actors.csv": MESSY} if is_messy else TEMPLATE)
    before = draft_table(draft, name)
    chosen = before.names[column % len(before.names)]
    try:
        after = edit_cells(draft, name, [Edit(min(row, len(before.rows)), chosen, text)])
    except InvalidInput:
        return
    now = draft_table(after, name)
    row = min(row, len(before.rows))
    read = re.sub("\r(?!\n)", "\n", text)  # a lone carriage return ends a line
    assert now.rows[row][before.names.index(chosen)] == cleaned(read)
    now.rows[row][before.names.index(chosen)] = ""
    old = [*before.rows, *([[""] * len(before.names)] if row == len(before.rows) else [])]
    old[row] = [
        text if name != chosen else "" for name, text in zip(before.names, old[row], strict=True)
    ]
    assert now.rows == old
    assert now.remarks == before.remarks


@settings(max_examples=20, deadline=None)
@given(st.lists(changes(), max_size=4))
def test_what_is_saved_is_the_draft(tmp_path_factory, steps):
    folder = new_case(Path(tmp_path_factory.mktemp("saved")) / "circle")
    draft = read_draft(folder)
    for step in steps:
        try:
            draft = step(draft)
        except InvalidInput:
            continue
    save_draft(draft, folder)
    assert read_draft(folder).files == draft.files
    assert check_case(folder) == check_draft(draft)
