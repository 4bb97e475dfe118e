"""A weight is moved by keyboard, and the answer follows with its sampling error."""

import re


def settled(page, words):
    page.locator(".ww-quick .ww-status").filter(has_text=re.compile(words)).wait_for()


def test_the_answer_follows_the_slider_and_the_number(watched):
    page = watched.open("/whatif")
    page.get_by_label("whose weight").select_option("actors.trotsky")
    page.locator("select[name=which]").select_option("actors.trotsky.army")
    slider = page.get_by_role("slider", name="Leon Trotsky: army")
    slider.focus()
    page.keyboard.press("Home")
    settled(page, r"1,000 paired runs · sampling error .* points · actors\.trotsky\.army = 0")
    assert page.locator(".ww-quick table tbody tr").count() > 0
    first = page.locator(".ww-quick [role=status]").first.inner_text()
    assert first.startswith("If army of Leon Trotsky is 0: ")
    assert re.search(r"\w+ (gains|loses) \d+ point", first)
    assert watched.violations() == []
    number = page.get_by_role("spinbutton", name="Leon Trotsky: army, as a number")
    assert number.input_value() == "0"
    number.fill("0.5")
    number.press("Tab")
    settled(page, r"actors\.trotsky\.army = 0\.5")
    assert slider.input_value() == "0.5"
    page.get_by_role("button", name="All effects, with charts and runs").click()
    page.locator(".ww-figure").first.wait_for()
    assert "change=actors.trotsky.army+%3D+0.5" in page.url
    assert watched.errors == []


def test_bodies_and_shocks_can_be_moved_on_a_phone_in_the_dark(watched):
    watched.page.set_viewport_size({"width": 390, "height": 800})
    watched.page.emulate_media(color_scheme="dark")
    page = watched.open("/whatif")
    page.get_by_label("whose weight").select_option("audiences.army")
    page.get_by_role("slider", name=re.compile(": weight$")).focus()
    page.keyboard.press("ArrowRight")
    settled(page, r"audiences\.army\.weight = 0\.11")
    page.get_by_label("whose weight").select_option("shocks.testament")
    page.get_by_role("slider", name=re.compile("testament.*: size$")).focus()
    page.keyboard.press("Home")
    settled(page, r"shocks\.testament\.size = ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.violations() == []
    assert watched.errors == []


def test_a_question_is_saved_and_stands_among_the_ready_ones(watched):
    page = watched.open("/whatif?change=actors.trotsky.army+%3D+1&runs=60")
    page.get_by_role("button", name="Run 60 pairs").click()
    form = page.get_by_role("form", name="Save this question")
    form.wait_for()
    form.get_by_label("name").fill("not an id")
    form.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("alert").filter(has_text="is not a valid id").wait_for()
    assert watched.violations() == []
    form.get_by_label("name").fill("less-army")
    form.get_by_label("the question").fill("What if Trotsky had had less of the army?")
    form.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("link", name="What if Trotsky had had less of the army?").wait_for()
    assert page.locator("#save").count() == 0
    assert watched.errors == []
