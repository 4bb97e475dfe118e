"""The report in a real browser: it opens anywhere, nothing is fetched, nothing runs but ours."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "unit" / "reporting"))

TOLERATED = ("data:", "about:", "file:")


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Return the files of two reports: of a hostile result with what-ifs, and of a tame one."""
    import made_up as made

    from whowhom.ensemble.what_if import compared
    from whowhom.reporting.blocks import Finding
    from whowhom.reporting.report import report
    from whowhom.scenario.change import Change

    folder = tmp_path_factory.mktemp("reports")
    hostile = made.simulated(made.made_up_case(made.HOSTILE))
    other = made.simulated(hostile.case, seed=6)
    what_ifs = [compared(Change.of(set={"actors.ann.army": made.HOSTILE[1]}), hostile, other)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "whowhom.reporting.answer.ranked_inputs",
            lambda *_: (Finding(id="inputs", sentence="None."),),
        )
        tame = made.simulated(made.made_up_case(("Ann's book", "A quiet <text> & more")))
        return {
            "hostile": report(hostile, folder / "hostile.html", what_ifs=what_ifs),
            "tame": report(tame, folder / "tame.html"),
        }


@pytest.fixture
def opened(browser, written):
    """Return a function that opens a report: the page, and what it fetched and complained of."""
    contexts = []

    def open_report(name="hostile", *, width=1280, scheme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        seen = {"requests": [], "complaints": []}
        page.on("request", lambda request: seen["requests"].append(request.url))
        page.on(
            "console",
            lambda told: (
                seen["complaints"].append(told.text) if told.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
        page.on("dialog", lambda dialog: seen["complaints"].append(dialog.message))
        page.goto(written[name].as_uri())
        return page, seen

    yield open_report
    for context in contexts:
        context.close()


def wake(page):
    """Scroll to every drawing until it has come to life."""
    waiting = (
        "[...document.querySelectorAll('script[data-chart]')]"
        ".filter((one) => !document.querySelector('#' + one.dataset.chart + '[data-live]'))"
        ".map((one) => one.dataset.chart)"
    )
    for _ in range(300):  # the policy forbids what a waiting function would need
        left = page.evaluate(waiting)
        if not left:
            page.evaluate("scrollTo(0, 0)")
            return
        page.evaluate(f"document.getElementById('{left[0]}').scrollIntoView()")
        page.wait_for_timeout(100)
    pytest.fail(f"did not come to life: {page.evaluate(waiting)}")


@pytest.mark.slow
def test_nothing_runs_but_ours_and_nothing_is_fetched(opened):
    page, seen = opened()
    title = page.title()
    wake(page)
    assert page.title() == title
    assert "owned" not in title.partition("'")[0]
    assert page.locator("body script").count() == page.locator("script[data-chart]").count() + 2
    assert page.locator("img, iframe, object, embed, link, base, form").count() == 0
    assert not [url for url in seen["requests"] if not url.startswith(TOLERATED)]
    assert seen["complaints"] == []


@pytest.mark.slow
def test_the_policy_stops_whatever_is_put_in_later(opened):
    page, seen = opened("tame")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.owned = 1';"
        " document.body.append(s); const i = new Image(); i.src = 'https://evil.example/x.png';"
        " document.body.append(i); }"
    )
    assert page.evaluate("window.owned") is None
    assert any("Content Security Policy" in text for text in seen["complaints"])


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_nobody_is_shut_out(opened, scheme, width):
    page, _ = opened("tame", scheme=scheme, width=width)
    wake(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate((HERE / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice'] })"
    )
    told = [(v["id"], [node["html"][:200] for node in v["nodes"][:2]]) for v in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 15


@pytest.mark.slow
def test_a_phone_needs_no_sideways_scrolling_but_inside_figures_and_tables(opened):
    page, _ = opened(width=390)
    wake(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_one_drawing_of_each_figure_is_shown_and_fits(opened, scripts):
    page, _ = opened(scripts=scripts)
    for width in (360, 390, 768, 912, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        all_fit(page)


def all_fit(page):
    for chart in page.locator(".chart").all():
        chart.scroll_into_view_if_needed()
        shown = [svg.bounding_box() for svg in chart.locator("svg").all() if svg.is_visible()]
        assert len(shown) == 1
        assert shown[0]["width"] <= chart.bounding_box()["width"] + 0.5


def test_values_are_told_under_the_pointer(opened):
    page, _ = opened("tame")
    wake(page)
    bar = page.locator("#chart-winners .mark-rect path[role=graphics-symbol]:visible").first
    bar.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # a scroll hides what is shown
    bar.hover(force=True)
    tip = page.locator(".tip")
    tip.wait_for(state="visible")
    lines = tip.inner_text().split("\n")
    assert len(lines) == 2
    assert lines[1].split()[-1].isdigit()  # 6, or under 1


@pytest.mark.slow
def test_without_scripts_every_figure_and_table_is_there(opened):
    page, seen = opened("tame", scripts=False)
    shown = page.locator("figure svg:visible")  # one of two: for a page and for a phone
    assert shown.count() == page.locator("figure").count() >= 9
    heights = [box["height"] for box in (s.bounding_box() for s in shown.all())]
    assert min(heights) > 50
    page.locator("summary").first.click()
    assert page.locator("details table").first.is_visible()
    assert seen["complaints"] == []


@pytest.mark.slow
def test_it_prints_with_all_its_tables(opened, tmp_path):
    page, _ = opened("tame")
    place = tmp_path / "report.pdf"
    page.pdf(path=place, format="A4", prefer_css_page_size=True)
    content = place.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") >= 6 or content.count(b"/Type /Page") >= 6
