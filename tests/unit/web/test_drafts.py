"""Drafts of a server: what pages send is applied or refused, and what they show agrees with it."""

import pytest

from whowhom.cases import read_case
from whowhom.cases.pooling import pooled
from whowhom.cases.schema import TABLES
from whowhom.cases.templates import new_case
from whowhom.errors import CaseError, InvalidInput
from whowhom.web.cases import Cases
from whowhom.web.drafts import Drafts, table_names, table_words


@pytest.fixture
def folder(tmp_path):
    return new_case(tmp_path / "circle")


def opened(folder):
    """Return a case folder as it now stands on disk."""
    cases = Cases(str(folder))
    return cases.read(cases.first)


@pytest.fixture
def editing(folder):
    return Drafts().get(opened(folder))


def army(editing):
    table = table_words(editing.draft, "actors")
    return [row[table["names"].index("army")] for row in table["rows"]]


def edit(row, text, *, column="army", again=False):
    return {"table": "actors", "row": row, "column": column, "text": text, "again": again}


def test_every_table_and_column_of_the_schema_is_on_the_page(editing):
    assert table_names() == ("case", "conditions", "outlook", *TABLES)
    for name, table in TABLES.items():
        shown = table_words(editing.draft, name)
        assert shown["names"] == list(table.names)
        assert [one["help"] for one in shown["columns"]] == [one.meaning for one in table.columns]
    bases = {one["name"]: one for one in table_words(editing.draft, "actors")["columns"]}
    assert len(bases["army"]["levels"]) == 4
    assert bases["line"]["levels"] == []
    ties = {one["name"]: one for one in table_words(editing.draft, "ties")["columns"]}
    assert ["marshal", "The marshal"] in ties["from"]["choices"]
    keys = table_words(editing.draft, "conditions")["keys"]
    assert all(one["help"] for one in keys)
    keys = {one["name"]: one for one in table_words(editing.draft, "outlook")["keys"]}
    assert ["marshal", "The marshal"] in keys["leader"]["choices"]
    assert ["party-personal", "party-personal"] in keys["regime"]["choices"]
    assert keys["relatives"]["choices"] == [["yes", "yes"], ["no", "no"]]


def test_edits_are_applied_undone_and_counted(editing):
    editing.apply("edit", edit(1, "7"))
    assert editing.state()["problems"] == []  # not checked yet
    editing.check()
    assert army(editing)[1] == "7"
    state = editing.state()
    assert (state["can_undo"], state["can_redo"], state["changed"]) == (True, False, ["actors.csv"])
    assert state["bad"]["actors"] == 1
    (problem,) = state["problems"]
    assert (problem["table"], problem["row"], problem["column"]) == ("actors", 1, "army")
    assert "cannot be run" in state["words"]
    assert editing.apply("undo", {"table": "posts"}) == "actors"  # what has changed is shown
    editing.check()
    assert editing.state()["words"] == "Saved. No problems."
    assert editing.apply("redo", {"table": "posts"}) == "actors"
    assert editing.apply("undo", {}) == "actors"
    cells = [edit(3, "envoy", column="id"), edit(4, "guard", column="id")]
    assert editing.apply("paste", {"table": "actors", "cells": cells}) == "actors"
    assert len(army(editing)) == 5
    editing.apply("remove", {"table": "actors", "row": 4})
    assert len(army(editing)) == 4


def test_a_text_that_is_refused_is_a_problem_until_it_is_corrected(editing):
    editing.apply("edit", edit(0, "#x", column="id"))
    assert "remark" in editing.state()["problems"][0]["text"]
    with pytest.raises(InvalidInput, match="remark"):
        editing.save()
    editing.apply("edit", edit(0, "secretary", column="id"))
    assert editing.state()["problems"] == []
    editing.save()


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("edit", edit("1", "x")),
        ("edit", edit(True, "x")),
        ("edit", edit(None, "x")),
        ("paste", {"table": "actors", "cells": [edit(0, "1"), edit(99, "1")]}),
        ("paste", {"table": "../x", "cells": [edit(0, "1"), edit(0, "1")]}),
        ("remove", {"table": "case", "row": 0}),
        ("remove", {"table": "actors", "row": 99}),
    ],
)
def test_what_a_page_cannot_mean_is_refused_whole(editing, what, given):
    before = editing.draft.files
    with pytest.raises(InvalidInput):
        editing.apply(what, given)
    assert editing.draft.files == before


def test_a_draft_with_changes_is_kept_and_one_without_follows_the_disk(folder):
    drafts = Drafts()
    path = folder / "actors.csv"
    editing = drafts.get(opened(folder))
    assert drafts.get(opened(folder)) is editing
    path.write_bytes(path.read_bytes().replace(b"2..3", b"1"))
    editing = drafts.get(opened(folder))
    assert army(editing)[1] == "1"
    assert drafts.unsaved() == []
    editing.apply("edit", edit(1, "3"))
    path.write_bytes(path.read_bytes().replace(b"The marshal", b"Zhao"))
    assert drafts.get(opened(folder)) is editing
    assert drafts.unsaved() == [str(folder)]
    assert list(editing.on_disk()) == ["actors.csv"]
    with pytest.raises(InvalidInput, match="changed on disk"):
        editing.save()
    editing.take(files=False)
    editing.save()
    assert b"Zhao" not in path.read_bytes()  # as the user has chosen
    assert drafts.unsaved() == []


def test_a_folder_without_a_case_is_told(tmp_path):
    with pytest.raises(CaseError, match="is not a case folder"):
        Drafts().get(opened(tmp_path))


def test_a_pooled_case_is_no_folder_to_edit(tmp_path, folder):
    one = read_case(folder)
    for name, content in pooled([one, one], names=["ann", "ben"]).files.items():
        path = tmp_path / "pool" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    found = opened(tmp_path / "pool")
    assert found.report.ok
    assert found.is_pool
    assert not found.is_folder
