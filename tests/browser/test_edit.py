"""A case is made, edited, undone, saved, duplicated and imported on the page."""

import re
import zipfile
import zlib

import openpyxl
import pytest

from whowhom.cases import check_case
from whowhom.cases.templates import new_case, template_files
from whowhom.cases.writing import csv_text


def army_of(folder, actor):
    """Return the army of an actor as it stands on disk."""
    return next(one for one in check_case(folder).case.actors if one.id == actor).bases["army"].low


STATUS = ".ww-editor-bar [role=status]"


@pytest.fixture
def home(server):
    """The folder in which the server was started."""
    return server.home


@pytest.fixture
def circle(home, request):
    """A case folder of this test's own."""
    return new_case(home / f"circle_{zlib.crc32(request.node.name.encode())}")


def opened(watched, folder, table=""):
    """Open a folder on the page of cases, and then its editor."""
    page = watched.open("/case?case=duel")
    page.locator("input[name=place]").fill(str(folder))
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url(f"**case={folder.name}*")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator(".ww-editor").wait_for()
    if table:
        page.locator("nav[aria-label='Tables of the case'] button", has_text=table).click()
        page.wait_for_url(f"**table={table}*")
    return page


def status(page, words):
    page.locator(STATUS).filter(has_text=words).wait_for()


def cell(page, table, row, column):
    return page.locator(f"#cell-{table}-{row}-{column}")


def test_a_cell_is_edited_checked_while_typing_undone_redone_and_saved(watched, circle):
    page = opened(watched, circle)
    army = cell(page, "actors", 1, "army")
    army.fill("7")
    status(page, "1 problem")
    assert army.get_attribute("aria-invalid") == "true"
    assert "outside" in page.locator(".ww-found").inner_text()
    assert "no troops obey" in page.locator("#ww-help").inner_text()
    assert watched.violations() == []
    page.keyboard.press("Control+z")
    status(page, "No problems")
    assert army.input_value() == "2..3"
    page.keyboard.press("Control+y")
    status(page, "1 problem")
    army.fill("1")
    status(page, "Not saved yet: actors.csv. No problems")
    assert army_of(circle, "marshal") == 2
    page.keyboard.press("Control+s")
    status(page, "Saved. No problems")
    assert army_of(circle, "marshal") == 1
    before = template_files()["actors.csv"].decode().splitlines()
    after = (circle / "actors.csv").read_text().splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    assert watched.errors == []
    assert watched.foreign() == []


def test_by_keyboard_alone_a_row_is_added_moved_through_and_deleted(watched, circle):
    page = opened(watched, circle)
    page.get_by_role("button", name="Add a row").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'cell-actors-3-id'")
    page.keyboard.type("envoy")
    page.keyboard.press("Tab")
    page.keyboard.type("The envoy")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("document.activeElement.id === 'cell-actors-2-name'")
    status(page, "Not saved yet: actors.csv. No problems")
    page.get_by_role("button", name=re.compile("Delete row 1,")).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Add a row'")
    status(page, "1 problem")  # what speaks of the contender who is gone
    page.locator(".ww-found").get_by_role("button").first.press("Enter")
    page.wait_for_function("document.activeElement.id === 'cell-tenures-0-actor'")
    page.keyboard.press("Control+z")
    page.wait_for_url("**table=actors*")
    status(page, "No problems")
    page.keyboard.press("Control+s")
    status(page, "Saved")
    assert [one.id for one in check_case(circle).case.actors][-1] == "envoy"


def test_settings_and_a_block_from_a_spreadsheet(watched, circle):
    page = opened(watched, circle, "ties")
    page.get_by_role("button", name="Add a row").click()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          const rows = [["secretary", "marshal", "ally"], ["minister", "secretary", "client"]];
          data.setData("text/plain", rows.map((row) => row.join("\\t")).join("\\n") + "\\n");
          document.querySelector("#cell-ties-1-from").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    cell(page, "ties", 2, "kind").wait_for()
    assert cell(page, "ties", 2, "from").input_value() == "minister"
    page.keyboard.press("Control+z")
    cell(page, "ties", 2, "kind").wait_for(state="detached")
    page.locator("nav[aria-label='Tables of the case'] button", has_text="case.toml").click()
    title = page.get_by_label("value of title")
    title.fill('A "new" title')
    page.get_by_label("value of regime_type").select_option("military")
    assert watched.violations() == []
    page.locator("nav[aria-label='Tables of the case'] button", has_text="outlook").click()
    page.get_by_label("value of leader").fill("marshal")
    page.get_by_label("value of age").fill("300")
    status(page, "1 problem")
    page.get_by_label("value of age").fill("61")
    page.get_by_label("source of age").fill("judged:1")
    assert watched.violations() == []
    page.get_by_role("button", name="Save", exact=True).click()
    status(page, "Saved. No problems")
    case = check_case(circle).case
    assert case.title == 'A "new" title'
    assert {fact.id: fact.value for fact in case.outlook} == {"leader": "marshal", "age": 61.0}


def test_a_long_table_is_shown_in_parts_and_searched(watched, circle):
    rows = [("id", "date", "title")] + [(f"e{i}", "2000-01-02", f"Fact {i}") for i in range(150)]
    (circle / "chronicle.csv").write_text(csv_text(rows))
    page = opened(watched, circle, "chronicle")
    assert page.locator(".ww-edit tbody tr").count() == 60
    page.get_by_label("Find").fill("fact 149")
    page.get_by_label("Find").press("Enter")
    cell(page, "chronicle", 149, "title").wait_for()
    page.get_by_role("button", name="Earlier rows").click()
    cell(page, "chronicle", 60, "date").fill("x")
    status(page, "1 problem")
    page.get_by_role("button", name="Earlier rows").click()
    page.locator(".ww-found").get_by_role("button").first.click()
    page.wait_for_function("document.activeElement.id === 'cell-chronicle-60-date'")
    page.get_by_role("button", name="Add a row").click()
    page.wait_for_function("document.activeElement.id === 'cell-chronicle-150-id'")


def test_a_draft_with_problems_is_saved_with_a_word_and_cannot_be_run(watched, circle):
    page = opened(watched, circle)
    cell(page, "actors", 0, "id").fill("")
    page.get_by_role("button", name="Save and run").click()
    status(page, "cannot be run yet")
    status(page, "Saved.")
    assert check_case(circle).problems
    cell(page, "actors", 0, "id").fill("secretary")
    status(page, "Not saved yet: actors.csv. No problems")
    page.get_by_role("button", name="Save and run").click()
    page.wait_for_url("**runs=2000*")
    page.locator(".ww-figure").first.wait_for()


def test_what_changed_on_disk_is_shown_and_not_overwritten(watched, circle):
    page = opened(watched, circle)
    cell(page, "actors", 0, "army").fill("1")
    status(page, "Not saved yet")
    theirs = (circle / "actors.csv").read_text().replace("The marshal", "Marshal Zhao")
    (circle / "actors.csv").write_text(theirs)
    page.keyboard.press("Control+s")
    alert = page.locator(".ww-editor [role=alert]")
    alert.wait_for()
    alert.locator("summary").click()
    assert "Marshal Zhao" in alert.inner_text()
    assert watched.violations() == []
    assert (circle / "actors.csv").read_text() == theirs
    page.get_by_role("button", name=re.compile("Take those files")).click()
    status(page, "Saved. No problems")
    assert cell(page, "actors", 1, "name").input_value() == "Marshal Zhao"
    assert cell(page, "actors", 0, "army").input_value() == ""


def test_another_tab_is_told_and_leaving_with_changes_is_asked(watched, context, circle):
    page = opened(watched, circle)
    other = type(watched)(context, watched)
    other.open(f"/edit?case={circle.name}")
    cell(other.page, "actors", 0, "army").fill("1")
    status(other.page, "Not saved yet")
    cell(page, "actors", 1, "army").fill("1")
    status(page, "another tab")
    assert cell(page, "actors", 0, "army").input_value() == "1"
    assert cell(page, "actors", 1, "army").input_value() == "2..3"
    asked = []
    other.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    other.page.close(run_before_unload=True)
    other.page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_a_shipped_case_is_duplicated_to_edit(watched, home):
    page = watched.open("/case?case=poland_1956")
    page.get_by_role("link", name="Duplicate to edit").click()
    page.locator("input[name=name]").fill("a/b")
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-problem:visible").wait_for()
    page.locator("input[name=name]").fill("poland_of_mine")
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-editor").wait_for()
    copy = home / "poland_of_mine"
    assert check_case(copy).case.sha256 == check_case("poland_1956").case.sha256
    page = watched.open("/edit?case=poland_1956")
    assert page.locator("h1").inner_text().endswith("cannot be edited")
    page = watched.open("/new?copy=poland_1956")
    page.locator("input[name=name]").fill("poland_of_mine")
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-problem:visible").filter(has_text="exists already").wait_for()


def test_a_new_case_from_the_template_is_sound(watched, home):
    page = watched.open("/new")
    page.locator("input[name=name]").fill("fresh")
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-editor").wait_for()
    assert check_case(home / "fresh").ok


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


CASE = [["key", "value"], ["title", "Nine"], ["start", "2020-01-01"], ["end", "2022-01-01"]]
ACTORS = [["id", "name", "army"], ["a", "Ann", "1..2"], ["b", "<b>Bo</b>", "2"]]


def test_a_workbook_that_is_dropped_becomes_a_case(watched, home, tmp_path):
    book = workbook(tmp_path / "nine.xlsx", case=CASE, actors=ACTORS)
    page = watched.open("/new")
    page.locator("input[type=file]").set_input_files(book)
    page.wait_for_url("**upload=*")
    page.locator("h1", has_text="nine.xlsx").wait_for()
    assert watched.violations() == []
    page.emulate_media(color_scheme="dark")
    assert watched.violations() == []
    assert not (home / "nine").exists()
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-editor").wait_for()
    assert cell(page, "actors", 1, "name").input_value() == "<b>Bo</b>"
    assert [one.name for one in check_case(home / "nine").case.actors] == ["Ann", "<b>Bo</b>"]
    assert watched.errors == []


def test_a_case_is_updated_from_its_workbook_and_keeps_what_was_edited(watched, home, tmp_path):
    rows = [ACTORS[0], ["a", "Ann", "1"], ["b", "Bo", "2"]]
    page = watched.open("/new")
    book = workbook(tmp_path / "kept.xlsx", case=CASE, actors=rows)
    page.locator("input[type=file]").set_input_files(book)
    page.locator(".ww-settle").get_by_role("button", name="Make the case").click()
    cell(page, "actors", 0, "name").fill("Anna")
    status(page, "Not saved yet")
    page.keyboard.press("Control+s")
    status(page, "Saved. No problems")
    page.get_by_text("Update from the workbook").click()
    rows[2][2] = "3"
    page.locator("input[type=file]").set_input_files(
        workbook(tmp_path / "kept.xlsx", case=CASE, actors=rows)
    )
    page.get_by_role("button", name="Update the case").wait_for()
    assert watched.violations() == []
    assert "Anna" in page.locator("#content").inner_text()
    page.get_by_role("button", name="Update the case").click()
    page.locator(".ww-editor").wait_for()
    assert cell(page, "actors", 0, "name").input_value() == "Anna"
    assert cell(page, "actors", 1, "army").input_value() == "3"
    assert watched.errors == []


def test_repairs_have_ticks_and_questions_must_be_answered(watched, home, tmp_path):
    from tests.messy_books import BOOKS

    messy = BOOKS["names-for-ids"]
    page = watched.open("/new")
    page.locator("input[type=file]").set_input_files(messy.write(tmp_path / "messy.xlsx"))
    page.locator(".ww-settle").wait_for()
    ticks = page.locator(".ww-settle input[type=checkbox]")
    assert ticks.count() == len(messy.repairs)
    assert all(tick.is_checked() for tick in ticks.all())
    assert watched.violations() == []
    since = page.locator("input[value='tenures.date']")
    since.uncheck()
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-problem").filter(has_text="1 question still open").wait_for()
    assert not since.is_checked()
    assert not (home / "messy").exists()
    since.check()
    ((name, answer),) = messy.answers.items()
    question = page.locator(f"[data-question='{name}']")
    question.select_option(question.locator("option", has_text=answer).inner_text())
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-editor").wait_for()
    assert check_case(home / "messy").ok


def test_an_archive_and_files_that_are_none(watched, home, tmp_path):
    packed = tmp_path / "circle.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in template_files().items():
            archive.writestr(f"../../{name}", data)
        archive.writestr("run.exe", b"MZ")
    page = watched.open("/new")
    page.locator("input[type=file]").set_input_files(tmp_path / "circle.zip")
    page.wait_for_url("**upload=*")
    assert "run.exe" in page.locator("#content").inner_text()
    page.locator("input[name=name]").fill("from_zip")
    page.get_by_role("button", name="Make the case").click()
    page.locator(".ww-editor").wait_for()
    assert check_case(home / "from_zip").ok
    page = watched.open("/new")
    (tmp_path / "page.html").write_text("<script>")
    page.locator("input[type=file]").set_input_files(tmp_path / "page.html")
    page.locator(".ww-problem").filter(has_text="not a file of a case").wait_for()


@pytest.mark.parametrize("path", ["/new", "/edit?case=duel", "/edit?case=nobody"])
def test_the_new_pages_are_sound(watched, path):
    watched.page.emulate_media(color_scheme="light")
    page = watched.open(path)
    assert watched.violations() == []
    page.emulate_media(color_scheme="dark")
    assert watched.violations() == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.errors == []
