"""Where a case is looked for, and what is no case."""

import os

import pytest

from whowhom.cases import check_case, read_case, shipped_cases
from whowhom.errors import CaseError


def test_nothing_there_lists_the_shipped_cases(tmp_path):
    problem = check_case(tmp_path / "nowhere").problems[0]
    assert problem.code == "W001"
    assert "neither a folder nor a workbook nor a shipped case" in problem.finding
    assert "shipped cases: " + ", ".join(shipped_cases()) in problem.hint


def test_a_folder_of_case_folders_names_one_of_them(make):
    inner = make()
    problem = check_case(inner.parent).problems[0]
    assert (problem.code, problem.finding) == ("W001", "is a folder of case folders (1)")
    assert problem.hint == f"name one, such as {inner}"


def test_a_misspelt_id_is_guessed(monkeypatch, tmp_path):
    shipped = tmp_path / "shipped" / "junta"
    shipped.mkdir(parents=True)
    (shipped / "case.toml").write_text('title = "A junta"\n')
    monkeypatch.setattr("whowhom.cases.folder._shipped_root", lambda: tmp_path / "shipped")
    assert shipped_cases() == {"junta": "A junta"}
    assert 'did you mean "junta"?' in check_case("jumta").problems[0].hint


def test_a_folder_that_is_no_case(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\xff")
    problem = check_case(tmp_path).problems[0]
    assert "neither case.toml nor actors.csv" in problem.finding
    assert "whowhom new" in problem.hint


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000, "../" * 300, "duel/../duel", "\udcff"])
def test_hostile_paths(name):
    report = check_case(name)
    assert report.case is None
    assert len(report.problems) == 1


def test_a_file_is_no_case(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text("id\na\nb\n")
    assert "is a file" in check_case(path).problems[0].finding


@pytest.mark.parametrize(
    ("left_out", "file"), [("settings", "case.toml"), ("actors", "actors.csv")]
)
def test_a_required_file_is_missing(only_problem, left_out, file):
    problem = only_problem(**{left_out: None})
    assert (problem.code, problem.where) == ("W002", f"{file}:1:1")
    assert problem.hint


def test_a_table_of_nearly_the_right_name_is_a_problem(only_problem):
    problem = only_problem(tie="from,to,kind\n")
    assert problem.where == "tie.csv:1:1"
    assert 'did you mean "ties"?' in problem.hint


def test_a_strange_table_is_a_warning(warnings_of):
    assert [w.code for w in warnings_of(expenses_of_trip="a,b\n")] == ["W309"]


def test_links_out_of_the_folder_are_refused(make, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("from,to,kind\n")
    folder = make()
    (folder / "ties.csv").symlink_to(secret)
    report = check_case(folder)
    assert [(p.code, p.where) for p in report.problems] == [("W004", "ties.csv:1:1")]


def test_links_in_circles_and_to_nothing(make):
    folder = make()
    (folder / "ties.csv").symlink_to("ties.csv")
    (folder / "posts.csv").symlink_to("gone.csv")
    assert [(p.code, p.file) for p in check_case(folder).problems] == [
        ("W003", "posts.csv"),
        ("W003", "ties.csv"),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_a_pipe_is_not_waited_for(make):
    folder = make()
    os.mkfifo(folder / "ties.csv")
    assert "not a regular file" in check_case(folder).problems[0].finding


def test_a_folder_in_place_of_a_table(make):
    folder = make()
    (folder / "ties.csv").mkdir()
    assert "not a regular file" in check_case(folder).problems[0].finding


def test_too_many_files(make):
    folder = make()
    for number in range(201):
        (folder / f"{number}.txt").touch()
    assert check_case(folder).problems[0].code == "W005"


def test_names_of_folders_become_ids(make):
    folder = make()
    renamed = folder.rename(folder.with_name("3. Мой Circle (v2)"))
    assert read_case(renamed).id == "circle_v2"


def test_the_bytes_of_all_files_are_kept(make):
    folder = make()
    (folder / "notes").mkdir()
    (folder / "notes" / "why.md").write_text("Because.")
    case = read_case(folder)
    assert case.files["notes/why.md"] == b"Because."
    assert case.files["actors.csv"] == (folder / "actors.csv").read_bytes()


def test_all_problems_come_at_once_sorted_by_place(make):
    folder = make(actors="id,army,security\na,9,x\nB,1,2\n", ties="from,to,kind\na,z,love\n")
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    places = [line.split(" ")[0] for line in str(caught.value).splitlines()]
    assert places == [
        "actors.csv:2:2",
        "actors.csv:2:3",
        "actors.csv:3:1",
        "ties.csv:2:2",
        "ties.csv:2:3",
    ]
