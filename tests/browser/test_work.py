"""Long work on the pages: its progress, its end, a reload in between; and wrong addresses."""

import re
import time
import urllib.request
from urllib.parse import urlencode

import pytest
from toy_work import SLOW_RUNS

BAR = ".ww-job"


def start_run(watched, runs, seed):
    page = watched.open("/?" + urlencode({"case": "poland_1956", "runs": runs, "seed": seed}))
    page.get_by_role("button", name="Run", exact=True).click()
    return page


def test_a_run_shows_progress_survives_a_reload_runs_once_and_stops_at_once(
    watched, context, server
):
    page = start_run(watched, SLOW_RUNS, 11)
    words = page.locator(f"{BAR} .ww-status")
    words.filter(has_text=re.compile(r"[1-9].* of 4,000")).wait_for()
    before = int(words.inner_text().split(" of ")[0].replace(",", ""))
    page.reload()
    watched.wait()
    page.wait_for_function(
        "before => parseInt((document.querySelector('.ww-job .ww-status')?.textContent || '0')"
        ".replace(',', '')) > before",
        arg=before,
    )
    start_again = page.get_by_role("button", name="Run", exact=True)
    start_again.click()  # the same work asked for twice
    page.wait_for_timeout(1000)
    assert page.locator(BAR).count() == 1
    other = context.new_page()
    other.goto(server.root + "/about")
    other.locator(BAR).wait_for()
    other.close()
    began = time.monotonic()
    page.locator(BAR).get_by_role("button", name="Stop").click()
    page.locator(BAR).filter(has_text="stopped").wait_for()
    assert time.monotonic() - began < 5  # a second for the work itself is in test_jobs
    assert watched.errors == []


def test_a_run_ends_on_its_own_page_and_can_be_taken_away_whole(watched, tmp_path):
    import io
    import zipfile

    page = start_run(watched, 120, 3)
    page.locator(".ww-figure").first.wait_for()
    watched.wait()
    assert "runs=120" in page.url
    assert "120 runs" in page.locator(".ww-after").first.inner_text()
    there = page.get_by_role("link", name="Download this run").get_attribute("href")
    answer = page.request.get(watched.root + there)
    assert answer.ok
    with zipfile.ZipFile(io.BytesIO(answer.body())) as packed:
        packed.extractall(tmp_path)
    from whowhom import read_result

    found = read_result(tmp_path / "result")
    assert (found.runs, found.seed, found.case.id) == (120, 3, "poland_1956")
    assert "--runs 120 --seed 3" in (tmp_path / "README.txt").read_text()
    assert watched.errors == []


def test_a_question_is_asked_and_answered_by_keyboard_alone(watched):
    page = watched.open("/whatif?case=duel")
    chooser = page.locator("select[name=of]")
    chooser.focus()
    chooser.press("ArrowDown")
    chooser.press("ArrowUp")
    page.keyboard.type("Leon")
    page.wait_for_function("document.querySelector('select[name=of]').value === 'actors.trotsky'")
    page.wait_for_timeout(700)
    page.keyboard.press("Tab")
    page.keyboard.type("army is")
    page.wait_for_function("document.querySelector('select[name=what]').value === 'army'")
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("60")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("actors.trotsky.army"))
    page.locator("#on-top-title").wait_for()
    watched.wait()
    assert page.locator("h1").inner_text().startswith("If army of Leon Trotsky is 0: ")
    address = page.url
    page.goto(watched.root + "/about")
    page.goto(address)  # the address alone holds the answer
    page.locator("#effects-title").wait_for()
    assert watched.errors == []


def test_what_cannot_be_changed_is_told_beside_the_form(watched):
    page = watched.open("/whatif?case=duel")
    page.get_by_text("Several changes at once").click()
    page.locator("textarea").fill("actors.nobody.army = 2\nwithout shocks.nonsense")
    page.locator("textarea").locator("xpath=ancestor::form").get_by_role("button").click()
    line = page.locator(".ww-problem:visible")
    line.wait_for()
    assert "nobody" in line.inner_text()
    assert "nonsense" in line.inner_text()


@pytest.mark.parametrize(
    "path",
    [
        "/?runs=many",
        "/?runs=0",
        "/?case=nonsense",
        "/runs?run=99999999",
        "/runs?top=nobody_known",
        "/models?at=yesterday",
        "/models?at=1066",
        "/whatif?change=nonsense",
        "/why?seed=-1",
    ],
)
def test_a_wrong_address_gets_a_sentence_and_a_way_on(watched, path):
    page = watched.open(path)
    assert len(page.locator(".ww-problem").first.inner_text()) > 15
    assert page.locator("nav a").count() > 5
    assert watched.errors == []


def test_many_tabs_do_no_harm(context, server):
    pages = [context.new_page() for _ in range(20)]
    for page in pages:
        page.goto(server.root + "/about", wait_until="commit")
    for page in pages:
        page.locator("h1").wait_for()
    one = context.new_page()
    one.goto(server.root + "/")
    one.locator("#winners-panel svg").wait_for()
    for page in [*pages, one]:
        page.close()


def test_nobody_without_the_cookie_gets_anything(server):
    for path in (
        "/",
        "/about",
        "/figures/x/y/page.json",
        "/_nicegui_ws/socket.io/",
        "/static/style.css",
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(server.root + path, timeout=30)
        refused.value.close()
        assert refused.value.code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/figures/..%2f..%2fetc/passwd/page.json",
        "/figures/%2e%2e/hundred/page.json",
        "/archives/..%2f..%2fpasswd.zip",
        "/archives/duel.zip",
    ],
)
def test_files_are_served_by_id_only(context, server, path):
    answer = context.request.get(server.root + path)
    assert answer.status == 404
    assert "def " not in answer.text()
    assert "root:" not in answer.text()


def test_a_pair_of_runs_is_read_side_by_side(watched):
    change = "without+shocks.kirov"
    page = watched.open(f"/pair?case=duel&change={change}&runs=60&seed=1&run=2")
    page.get_by_role("button", name="Show both runs").click()
    page.locator("table", has_text="with the change").wait_for(timeout=300_000)
    told = page.locator("#content").inner_text()
    assert "1934-12" in told or "alters nothing" in told
    assert watched.violations() == []
    page.get_by_role("link", name="Next run").click()
    page.get_by_role("heading", name="Run 3, with and without").wait_for()
    watched.open("/pair?case=duel&change=nonsense&run=1")
    assert "PATH" in page.get_by_role("alert").inner_text()
    watched.open("/pair?case=duel")
    assert "names no change" in page.get_by_role("alert").inner_text()
    assert watched.errors == []


def test_what_settles_it_and_who_holds_what_are_found_out_and_drawn(watched):
    page = watched.open("/why?case=duel")
    page.locator("#posts-title").wait_for(timeout=300_000)
    watched.wait()
    drawing = page.locator("#posts-panel svg")
    assert drawing.get_attribute("aria-label").startswith("Ribbons")
    assert drawing.locator("path").count() > 20
    page.get_by_role("button", name="Compute (up to half a minute)").click()
    page.locator("#tornado-title").wait_for(timeout=300_000)
    watched.wait()
    page.locator("#tornado-tab-table").click()
    table = page.locator("#tornado-panel table")
    table.wait_for()
    assert table.locator("tbody tr").count() > 200
    assert watched.violations() == []
    assert watched.errors == []
    assert watched.foreign() == []


def test_every_event_of_a_run_is_told(watched):
    page = watched.open("/runs?case=duel&run=7")
    page.get_by_role("button", name="Show every event").click()
    page.get_by_role("region", name="Events of this run").wait_for(timeout=300_000)
    assert "strongest of the circle" in page.locator("#content").inner_text()
    assert watched.errors == []


def test_a_tab_left_alone_for_long_comes_back(watched):
    """The server forgets a tab that does not answer; when it does, it loads itself again."""
    page = watched.open("/whatif?case=duel")
    page.evaluate("window.socket.disconnect()")
    page.wait_for_timeout(13_000)
    with page.expect_navigation(timeout=30_000):
        page.evaluate("window.socket.connect()")
    watched.wait()
    page.get_by_role("form", name="Change one thing").get_by_role("button", name="Ask").click()
    page.get_by_role("alert").filter(has_text="enter a value or a date").wait_for()
