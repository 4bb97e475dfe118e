"""The first page at a date: the slider, what follows it, and a record that the user enters."""

import re

import pytest


def stands_at(page, words):
    page.wait_for_function(
        "words => document.querySelector('output[for=ww-asof]')?.textContent === words", arg=words
    )


def test_the_slider_moves_by_keyboard_and_everything_follows(watched):
    page = watched.open("/?as_of=1924-01")
    stands_at(page, "January 1924")
    slider = page.get_by_role("slider", name="As of")
    slider.focus()
    page.keyboard.press("ArrowRight")
    stands_at(page, "January 1925")
    assert slider.get_attribute("aria-valuetext") == "January 1925"
    heading = page.locator("h1").inner_text()
    assert heading.startswith("Given the record to January 1925, Joseph Stalin ends as sole ruler")
    trotsky = page.locator(".ww-roster li", has_text="Leon Trotsky")
    assert "demoted since Jan 1925" in trotsky.inner_text()
    assert "is-demoted" in trotsky.get_attribute("class")
    now = page.locator(".ww-chronicle li.is-now")
    assert "Leon Trotsky demoted" in now.inner_text()
    assert (
        page.locator(".ww-chronicle .is-later li", has_text="Leon Trotsky assassinated").count()
        == 1
    )
    page.locator("#odds-panel svg text", has_text=re.compile("^Jan 1925$")).first.wait_for(
        state="attached"
    )
    page.wait_for_function("location.search.includes('as_of=1925-01')")
    page.keyboard.press("Home")
    stands_at(page, "the start (April 1922)")
    assert page.get_by_role("button", name="Earlier").is_disabled()
    page.keyboard.press("End")
    stands_at(page, "August 1940")
    assert "is-dead" in trotsky.get_attribute("class")
    page.wait_for_function("location.search.includes('as_of=1940-08')")
    page.reload()
    stands_at(page, "August 1940")
    assert watched.errors == []


def test_moving_to_another_date_asks_the_server_nothing(watched):
    page = watched.open("/?as_of=1924-01")
    stands_at(page, "January 1924")
    before = len(watched.requests)
    for _ in range(5):
        page.get_by_role("button", name="Later").click()
    stands_at(page, "April 1926")
    page.wait_for_timeout(600)
    assert watched.requests[before:] == []


def test_the_chronicle_shows_the_date_and_what_comes_after(watched):
    page = watched.open("/?as_of=1929-02")
    stands_at(page, "February 1929")
    page.wait_for_timeout(200)
    for one in (".ww-chronicle li.is-now", ".ww-later-title"):
        assert page.evaluate(
            """one => { const box = document.querySelector('.ww-chronicle').getBoundingClientRect();
            const it = document.querySelector(one).getBoundingClientRect();
            return it.top >= box.top - 1 && it.bottom <= box.bottom + 1; }""",
            one,
        )


def test_an_own_case_is_computed_in_a_job(watched):
    page = watched.open("/?case=poland_1956")
    page.get_by_role("button", name="Compute the odds through time").click()
    page.locator("#ww-asof").wait_for()
    watched.wait()
    assert page.locator("h1").count() == 1
    assert page.locator("#odds-panel svg").count() == 1
    assert watched.violations() == []
    assert watched.errors == []


def test_a_record_is_checked_while_one_types_and_changes_the_forecast(watched):
    page = watched.open("/")
    page.locator("#record summary").click()
    rows = page.locator(".ww-record-row")
    count = rows.count()
    assert count > 30
    page.get_by_role("button", name="Add an event").click()
    last = rows.nth(count)
    last.get_by_label(re.compile("^date")).fill("31 January")
    last.get_by_label(re.compile("^event")).select_option("demoted")
    problems = page.locator("#ww-record-problems li")
    problems.filter(has_text=f"row {count + 1}: date").wait_for()
    problems.filter(has_text=f"row {count + 1}: actor").wait_for()
    assert last.get_by_label(re.compile("^date")).get_attribute("aria-invalid") == "true"
    forecast = page.get_by_role("button", name="Forecast with this record")
    assert forecast.is_disabled()
    assert watched.violations() == []
    last.get_by_label(re.compile("^date")).fill("1941-03")
    last.get_by_label(re.compile("^person")).select_option("stalin")
    page.wait_for_function("!document.querySelector('#ww-record-problems li')")
    page.get_by_role("button", name="Remove event 1", exact=True).click()
    page.wait_for_timeout(500)
    forecast.click()
    page.wait_for_url(re.compile("event="))
    stands_at(page, "March 1941")
    watched.wait()
    note = page.locator(".ww-note").first
    assert note.inner_text().startswith("The new record moves ")
    page.get_by_text("All chances, before and now").click()
    assert note.locator("tbody tr").count() == 8
    assert watched.violations() == []
    address = page.url
    page.goto(watched.root + "/about")
    page.goto(address)  # the address alone holds the record
    stands_at(page, "March 1941")
    assert watched.errors == []


@pytest.mark.parametrize("path", ["/?event=a|b|c|d|e|f|g|h", "/?as_of=1066", "/?as_of=nonsense"])
def test_a_wrong_date_or_record_does_no_harm(watched, path):
    page = watched.open(path)
    assert page.locator("h1, .ww-problem").count() >= 1
    assert watched.errors == []
