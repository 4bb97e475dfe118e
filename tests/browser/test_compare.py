"""Two answers side by side, chosen and read by keyboard."""

import pytest


def test_a_scenario_is_laid_beside_its_case(watched):
    page = watched.open("/whatif?change=actors.trotsky.army+%3D+1.5&runs=90")
    page.get_by_role("button", name="Run 90 pairs").click()
    page.get_by_role("form", name="Save this question").wait_for()
    page.get_by_role("link", name="Compare two cases or scenarios").press("Enter")
    page.get_by_role("heading", level=2, name="The difference, second less first").wait_for()
    assert page.get_by_role("listitem").count() > 8
    page.get_by_role("heading", level=2, name="If army of Leon Trotsky is 1.5").wait_for()
    bars = page.locator(".ww-bar-row > div > div")
    widths = [bars.nth(n).bounding_box()["width"] for n in range(bars.count())]
    track = page.locator(".ww-bar-row > div").first.bounding_box()["width"]
    assert max(widths) == pytest.approx(track, abs=1)  # one scale: the longest fills its track
    assert min(widths) < track / 2
    assert "not paired" in page.locator(".ww-lead").first.inner_text()  # 1,000 runs and 90
    assert watched.violations() == []
    second = watched.open("/whatif?change=actors.trotsky.army+%3D+2&runs=90")
    second.get_by_role("button", name="Run 90 pairs").click()
    second.get_by_role("form", name="Save this question").wait_for()
    page = watched.open("/compare")
    options = page.get_by_label("first").locator("option").all()
    scenarios = [one.get_attribute("value") for one in options if "(90 pairs)" in one.inner_text()]
    page.get_by_label("first").select_option(scenarios[-1])
    page.get_by_label("second").select_option(scenarios[-2])
    page.get_by_role("button", name="Compare").press("Enter")
    page.get_by_text("Both have the same people, runs and seed").wait_for()
    assert watched.errors == []


def test_it_fits_a_phone_in_the_dark(watched):
    watched.page.set_viewport_size({"width": 390, "height": 800})
    watched.page.emulate_media(color_scheme="dark")
    page = watched.open("/compare?one=case-duel&other=nothing")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.violations() == []
