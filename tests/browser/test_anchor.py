"""Runs are anchored to a chance in the browser: in light, in the dark and on a phone."""

import re


def test_runs_are_anchored_and_wrong_input_is_said(watched_alone):
    watched = watched_alone
    page = watched.open("/")
    place = page.locator("#anchor")
    form = page.get_by_role("form", name="Anchor the runs")
    form.get_by_label("leader").select_option("stalin")
    form.get_by_label("chance, in 100", exact=False).fill("108")
    form.get_by_role("button", name="Anchor").press("Enter")
    place.get_by_role("alert").get_by_text(
        "chance must be a number above 0 and below 100"
    ).wait_for()
    form.get_by_label("chance, in 100", exact=False).fill("8")
    form.get_by_role("button", name="Anchor").press("Enter")
    place.get_by_text("Anchored to a given chance of 8.0 in 100").wait_for()
    watched.wait()
    assert place.locator(".ww-figure svg, .ww-figure canvas").count()
    assert place.get_by_text(re.compile("^Anchored, ")).count() == 2  # who leads, who falls
    assert watched.violations() == []
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.reload()
    watched.wait()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.violations() == []
    assert watched.errors == []
    assert watched.foreign() == []
