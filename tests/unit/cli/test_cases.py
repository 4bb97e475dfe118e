import json
from pathlib import Path

import openpyxl
import pytest


def test_the_shipped_cases(call):
    code, out, _ = call("cases")
    assert code == 0
    assert "duel" in out
    code, out, _ = call("cases", "--json")
    assert {case["id"] for case in json.loads(out)["cases"]} >= {"duel"}


def test_a_new_case_is_sound_and_never_overwrites(call):
    code, out, _ = call("new", "my circle")
    assert code == 0
    assert "whowhom check 'my circle'" in out
    assert call("check", "my circle")[0] == 0
    code, _, err = call("new", "my circle")
    assert code == 2
    assert "my circle" in err


def test_a_copy_of_a_case(call):
    code, out, _ = call("new", "copy", "--from", "duel", "--json")
    assert code == 0
    assert json.loads(out) == {"folder": "copy"}
    one, two = (json.loads(call("check", case, "--json")[1]) for case in ("duel", "copy"))
    assert one["sha256"] == two["sha256"]


def test_a_workbook_becomes_a_folder(call, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "actors"
    for row in (["id", "apparatus"], ["ann", 2], ["bob", 1]):
        book.active.append(row)
    sheet = book.create_sheet("case")
    for row in (["key", "value"], ["title", "Two"], ["start", "1953-03-05"], ["end", "1957-06-29"]):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    assert call("import", tmp_path / "book.xlsx", "two")[0] == 0
    code, out, _ = call("check", "two", "--json")
    assert code == 0, out
    assert json.loads(out)["case"] == "two"
    code, _, err = call("import", "nothing.xlsx", "three")
    assert code == 3
    assert "nothing.xlsx" in err


def damaged(circle):
    """Put two mistakes into a case."""
    path = circle / "actors.csv"
    lines = path.read_text().splitlines()
    header = next(line for line in lines if line.startswith("id"))
    cells = ["zed", *[""] * header.count(",")]
    cells[header.split(",").index("army")] = "7"
    cells[header.split(",").index("security")] = "much"
    path.write_text("\n".join([*lines, ",".join(cells)]) + "\n")


def test_check_lists_all_problems_with_their_places(call, circle):
    damaged(circle)
    code, out, _ = call("check", circle)
    assert code == 3
    assert '"7"' in out
    assert '"much"' in out
    assert out.count("actors.csv:") >= 2
    assert "2 problems: the case cannot be used." in out


def test_check_as_json(call, circle):
    code, out, _ = call("check", circle, "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True
    damaged(circle)
    code, out, _ = call("check", circle, "--json")
    report = json.loads(out)
    assert code == 3
    assert report["ok"] is False
    assert report["error"]["code"] == "case"
    assert report["error"]["problems"] == report["problems"]
    assert {"file", "line", "column", "message"} <= set(report["problems"][0])


def test_strict_asks_for_sources(call, circle):
    path = circle / "actors.csv"
    text = path.read_text()
    header = next(line for line in text.splitlines() if line.startswith("id"))
    cells = ["zed", *[""] * header.count(",")]
    cells[header.split(",").index("army")] = "1"
    path.write_text(text + ",".join(cells) + "\n")
    code, out, _ = call("check", circle)
    assert code == 0
    assert "Values without a source (1; each one: --json)" in out
    assert f"actors.csv: army (line {len(path.read_text().splitlines())})" in out
    code, out, _ = call("check", circle, "--strict")
    assert code == 3
    assert "--strict asks for all" in out
    code, out, _ = call("check", circle, "--strict", "--json")
    assert code == 3
    assert "actors.zed.army has no source" in out


def test_values_without_a_source_are_listed_by_table_and_rows(call, tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "case.toml").write_text('title = "T"\nstart = "2026-01-01"\nend = "2030-12-31"\n')
    rows = ["id,army,born", "ann,1,1950", "ben,2,1960", "cas,3,", "dee,1,1970"]
    (folder / "actors.csv").write_text("\n".join(rows) + "\n")
    code, out, _ = call("check", folder)
    assert code == 0
    assert "  actors.csv: born (lines 2-3, 5)\n  actors.csv: army (lines 2-5)\n" in out
    assert "Values without a source (7; each one: --json)" in out


def test_the_timeline(call):
    code, out, _ = call(
        "chronicle", "duel", "--actor", "trotsky", "--since", "1929-02", "--until", "1929-02"
    )
    assert code == 0
    assert "1929-02-12" in out
    assert "documented course (in bold)" in out
    code, out, _ = call("chronicle", "duel", "--since", "1929", "--until", "1929", "--json")
    entries = json.loads(out)["entries"]
    assert all(entry["sources"] for entry in entries)
    assert any(entry["is_course"] for entry in entries)


def test_the_timeline_of_a_stranger_or_a_bad_date(call):
    code, _, err = call("chronicle", "duel", "--actor", "trotskii")
    assert code == 2
    assert "did you mean" in err
    assert call("chronicle", "duel", "--since", "12.2.1929")[0] == 2
    assert call("chronicle", "duel", "--since", "2999")[1].strip().endswith("No fact matches.")


@pytest.fixture
def mixed_book(tmp_path):
    """Write a workbook with sheets of every kind and return its path."""
    book = openpyxl.Workbook()
    book.active.title = "actors"
    for row in (["id"], ["ann"], ["bob"]):
        book.active.append(row)
    sheet = book.create_sheet("case")
    for row in (["key", "value"], ["title", "Two"], ["start", "1953-03-05"], ["end", "1957-06-29"]):
        sheet.append(row)
    for title in ("Notes 1", "aux", "演员", "secret"):
        book.create_sheet(title).append([f"text of {title}"])
    book["secret"].sheet_state = "hidden"
    book.create_sheet("blank")
    book["actors"].merge_cells("A2:B2")
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_import_says_what_becomes_of_each_sheet(call, mixed_book):
    code, out, _ = call("import", mixed_book, "two")
    assert code == 0
    assert "Tables: case.toml, actors.csv\n" in out or "Tables: actors.csv, case.toml\n" in out
    assert '"Notes 1" in notes_1.csv' in out
    assert '"aux" in aux_.csv' in out
    assert '"演员" in 演员.csv' in out
    assert 'Left out: "secret": hidden; unhide it to have it written, "blank": empty\n' in out
    assert "has merged cells (A2:B2)" in out
    assert out.endswith("Check it: whowhom check two\n")
    assert "text of secret" not in "".join(
        p.read_text("utf-8") for p in mixed_book.parent.glob("two/*")
    )


def test_import_says_the_same_as_json(call, mixed_book):
    code, out, _ = call("import", mixed_book, "two", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["folder"] == "two"
    assert told["tables"] == [
        {"sheet": "actors", "file": "actors.csv"},
        {"sheet": "case", "file": "case.toml"},
    ]
    assert [one["file"] for one in told["others"]] == ["notes_1.csv", "aux_.csv", "演员.csv"]
    assert [one["sheet"] for one in told["left_out"]] == ["secret", "blank"]
    assert [one["code"] for one in told["warnings"]] == ["W313"]


@pytest.mark.parametrize("name", ["CON", "com1.d", "a:b", "what?", "end.", "deep/nul/x"])
def test_names_that_windows_cannot_hold_are_refused(call, mixed_book, name):
    for words in (["new", name], ["import", mixed_book, name]):
        code, _, err = call(*words)
        assert code == 2
        assert "choose another name, such as" in err
    assert not (mixed_book.parent / "deep").exists()


BOOK = """\
cases:
- id: junta
  title: A junta
  start: '2000-01-01'
  decided: '2001'
  winner: ann
  contenders:
  - {id: ann, name: Ann, bases: {BASES, army: 3}}
  - {id: bob, name: Bob, bases: {BASES, army: 2}}
""".replace(
    "BASES", "apparatus: 0, security: 0, popular: 0, legitimacy: 0, formal_office: 1, "
    "external_wealth: 0"
)  # fmt: skip


def test_a_file_of_struggles_becomes_folders(call, tmp_path):
    book = tmp_path / "book.yaml"
    book.write_text(BOOK)
    code, out, _ = call("import", book, "new")
    told = ["1 case folder is in new.", "Score forecasts: whowhom backtest new"]
    assert (code, out.splitlines()) == (0, told)
    assert call("check", "new/junta")[0] == 0
    code, _, err = call("import", book, "new")
    assert (code, "exists already" in err) == (2, True)
    code, out, _ = call("import", book, "two", "--json")
    assert {"folder": "two", "cases": ["junta"]}.items() <= json.loads(out).items()
    code, _, err = call("import", book, "three", "--encoding", "cp1250")
    assert (code, "--encoding is for a folder" in err) == (2, True)
    book.write_text(BOOK.replace("army: 3", "army: 9").replace(": ann\n", ": x\n"))
    code, _, err = call("import", book, "four")
    assert (code, len(err.splitlines())) == (3, 2)
    assert not Path("four").exists()


@pytest.fixture
def analyst_book():
    """Write the circle of an analyst: one sheet, a title, names only, no days."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Politburo 2026"
    rows = [["The Politburo"], [], ["Name", "Army", "Formal office", "Oratory", "Comments"]]
    rows += [["Ivan Petrov", "2 - 3", 2, "60%", "ill"], ["Anna Orlova", 1, 3, "0,8"]]
    for row in rows:
        sheet.append(row)
    book.save("politburo.xlsx")
    return "politburo.xlsx"


DAYS = ("--set", "start=2026-01-01", "--set", "end=2031-12-31")


def test_import_lists_what_it_would_repair_and_stops(call, analyst_book):
    code, out, _ = call("import", analyst_book, "new")
    assert code == 3
    assert 'the header is in row 3, below 1 title row ("The Politburo")' in out
    assert '"Comments" kept as a note' in out
    assert 'B4: "2 - 3" becomes "2..3" (a range is written with two points)' in out
    assert "start: expected: the first day of the case, such as 2026-01-01" in out
    assert out.splitlines()[-1] == (
        "  whowhom import politburo.xlsx new --repair --set start=YYYY-MM-DD --set end=YYYY-MM-DD"
    )
    assert not Path("new").exists()
    code, out, _ = call("import", analyst_book, "new", *DAYS)
    assert (code, "5 repairs not accepted)" in out) == (3, True)
    code, out, _ = call("import", analyst_book, "new", "--repair", *DAYS)
    assert (code, 'D4: "60%" becomes "0.6"' in out) == (0, True)
    assert call("check", "new")[0] == 0


def test_import_as_json_says_what_is_open(call, analyst_book):
    code, out, _ = call("import", analyst_book, "new", "--json")
    told = json.loads(out)
    assert (code, told["written"], told["error"]["code"]) == (3, False, "case")
    assert [one["id"] for one in told["questions"]] == ["start", "end"]
    assert {one["id"] for one in told["repairs"]} == {
        "actors.range",
        "actors.percent",
        "actors.comma",
        "actors.id-made",
        "case.title",
    }
    code, out, _ = call("import", analyst_book, "new", "--repair", *DAYS, "--json")
    assert (code, json.loads(out)["written"]) == (0, True)


def test_a_second_import_shows_the_difference_first(call, analyst_book):
    words = ("import", analyst_book, "new", "--repair", *DAYS)
    assert call(*words)[0] == 0
    book = openpyxl.load_workbook(analyst_book)
    book["Politburo 2026"]["C4"] = 1
    book.save(analyst_book)
    code, out, _ = call(*words)
    assert code == 3
    assert 'actors.csv, row ivan_petrov, formal_office: "2" -> "1"' in out
    assert "Nothing is written (the folder exists already). Run:" in out
    assert out.splitlines()[-1].startswith("  whowhom import politburo.xlsx new --repair --update")
    assert call(*words, "--update")[0] == 0
    assert ",2..3,1,0.6," in Path("new/actors.csv").read_text("utf-8")
    code, out, _ = call(*words)
    assert (code, "The workbook has not changed since the last import." in out) == (0, True)


def test_on_a_terminal_import_asks(call, analyst_book, monkeypatch):
    monkeypatch.setattr("whowhom.cli.import_workbook.is_terminal", lambda: True)
    answers = iter(["n", "y", "2026", "2026-01-01", "2031-12-31"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    code, out, _ = call("import", analyst_book, "new", "--repair")
    assert (code, Path("new").exists()) == (0, False)
    code, out, _ = call("import", analyst_book, "new", "--repair")
    assert code == 0
    assert "is not exact to the day" in out
    assert call("check", "new")[0] == 0


def test_what_import_cannot_do(call, analyst_book):
    code, _, err = call("import", analyst_book, "new", "--set", "start")
    assert (code, "write QUESTION=ANSWER" in err) == (2, True)
    code, _, err = call("import", analyst_book, "new", "--set", "begin=2026-01-01")
    assert (code, "there is no question 'begin'" in err) == (2, True)
    Path("other").mkdir()
    Path("other/x.txt").write_text("x")
    code, _, err = call("import", analyst_book, "other")
    assert (code, "no import of a workbook has written it" in err) == (2, True)
