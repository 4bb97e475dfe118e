"""Every page opens, on a wide and on a narrow screen, light and dark, and needs no one else."""

import sys

import pytest

PAIR = "/pair?change=without+shocks.kirov&run=2"
PAGES = (
    "/",
    "/?as_of=1927-11",
    "/?case=poland_1956",
    "/case",
    "/why",
    "/whatif",
    PAIR,
    "/runs",
    "/runs?run=3",
    "/models",
    "/about",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(watched, path):
    """No complaint, no other host, usable by everyone on both grounds, fit for a phone."""
    watched.page.emulate_media(color_scheme="light")
    page = watched.open(path)
    assert page.locator("h1").count() == 1
    assert page.locator("nav a[aria-current=page]").count() == 1
    assert watched.violations() == []
    page.emulate_media(color_scheme="dark")
    assert watched.violations() == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(400)  # figures are drawn anew
    watched.wait()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.errors == []
    assert watched.foreign() == []


def test_a_page_opened_on_a_phone_fits_it(watched):
    watched.page.set_viewport_size({"width": 390, "height": 844})
    page = watched.open("/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


WIDTHS = """() => [...document.querySelectorAll('.ww-figure')].map((one) => {
  const chart = one.querySelector('.ww-chart');
  const drawn = chart.querySelector('svg');
  return [one.querySelector('[id$=-title]').id, drawn.getBoundingClientRect().width,
          chart.scrollWidth, chart.clientWidth];
})"""


@pytest.mark.parametrize("path", ["/", "/why", "/models"])
@pytest.mark.parametrize(
    "width", [360, *(pytest.param(one, marks=pytest.mark.slow) for one in (768, 912, 1280, 1600))]
)
def test_no_figure_is_wider_than_its_column(watched, path, width):
    watched.page.set_viewport_size({"width": width, "height": 900})
    page = watched.open(path)
    if path == "/models":
        page.locator(".ww-models .ww-figure").first.wait_for(timeout=240_000)
        watched.wait()
    found = page.evaluate(WIDTHS)
    assert len(found) >= 3
    assert [one for one in found if one[1] > one[3] or one[2] > one[3]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.errors == []


def test_a_figure_is_laid_out_anew_where_its_column_changes(watched):
    watched.page.set_viewport_size({"width": 1280, "height": 900})
    page = watched.open("/why")
    columns = """() => {
      const chart = document.querySelector('#standing-title').closest('figure');
      const heads = [...chart.querySelectorAll('.role-title')];
      return new Set(heads.map((one) => Math.round(one.getBoundingClientRect().x / 30))).size;
    }"""
    assert page.evaluate(columns) >= 4
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"({columns})() === 2")


def test_the_first_page_is_full_of_figures_that_say_what_they_show(watched):
    page = watched.open("/")
    titles = page.locator(".ww-figure figcaption h2").all_inner_texts()
    assert len(titles) == 6
    assert all(titles)
    labels = page.locator("svg[role=graphics-document], [role=graphics-document]").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label') || '')"
    )
    assert len(labels) >= 6
    assert all(len(label) > 40 for label in labels)


def test_a_figure_shows_its_table_its_sources_and_its_files_by_keyboard(watched):
    page = watched.open("/")
    page.locator("#winners-tab-figure").focus()
    page.keyboard.press("ArrowRight")
    rows = page.locator("#winners-panel tbody tr")
    rows.first.wait_for()
    assert rows.count() >= 2
    shares = [
        float(text) for text in page.locator("#winners-panel td:nth-child(2)").all_inner_texts()
    ]
    assert 95 < sum(shares) < 105
    page.keyboard.press("ArrowRight")
    page.locator("#winners-panel .ww-chip").first.wait_for()
    page.keyboard.press("End")
    links = page.locator("#winners-panel a")
    links.first.wait_for()
    for i in range(links.count()):
        answer = page.request.get(watched.root + links.nth(i).get_attribute("href"))
        assert answer.ok, links.nth(i).inner_text()
        assert "attachment" in answer.headers["content-disposition"]


def test_values_in_the_picture_are_those_of_the_table(watched):
    page = watched.open("/")
    drawn = page.locator("#winners-panel svg text").all_inner_texts()
    drawn += page.locator("#winners-panel svg text").evaluate_all(
        "all => all.map(t => t.textContent)"
    )
    page.locator("#winners-tab-table").click()
    page.locator("#winners-panel tbody tr").first.wait_for()
    for row in page.locator("#winners-panel tbody tr").all():
        name, share = row.locator("th, td").all_inner_texts()[:2]
        assert name in drawn
        if float(share) >= 1:
            assert f"{float(share):.0f}" in drawn


def test_a_theme_can_be_chosen_and_is_kept(watched):
    watched.page.emulate_media(color_scheme="light")
    page = watched.open("/about")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) != light
    page.reload()
    assert page.evaluate(ground) != light
    page.evaluate("localStorage.clear()")


def test_the_weight_of_a_visit(context, watched):
    """At most 1 MB on the wire for a new browser, 50 kB for one that was there before."""
    fresh = context.browser.new_context()
    fresh.add_cookies(context.cookies())
    page = fresh.new_page()
    wire = page.context.new_cdp_session(page)
    sizes = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    weights = []
    for _ in range(2):
        sizes.clear()
        page.goto(watched.root + "/")
        page.wait_for_selector("#timeline-panel svg")
        page.wait_for_timeout(500)
        weights.append(sum(sizes))
    fresh.close()
    sys.stdout.write(f"first page: {weights[0]:,} bytes cold, {weights[1]:,} bytes warm\n")
    assert weights[0] < 1_000_000
    assert weights[1] < 50_000
