"""A case whose names and texts are scripts, templates and formulas: nothing of it runs anywhere."""

import csv
import io

from hostile_texts import HOSTILE


def test_nothing_of_a_hostile_case_runs(watched, hostile_case):
    page = watched.open("/case?case=duel")
    page.locator("input[name=place]").fill(str(hostile_case))
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url("**case=hostile**")
    page.get_by_role("link", name="See the answer").click()
    page.get_by_role("button", name="Run", exact=True).wait_for()
    page.locator("input[name=runs]").fill("60")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#fates-title").wait_for()
    watched.wait()
    address = page.url
    for name in ("winners", "fall-dots", "timeline"):
        for tab in ("table", "sources"):
            page.locator(f"#{name}-tab-{tab}").click()
            page.locator(f"#{name}-panel table").wait_for()
        page.locator(f"#{name}-tab-figure").click()
    page.locator("#fates-panel svg path").first.hover(force=True)
    hundred = page.locator("#hundred-title").locator("xpath=ancestor::figure")
    assert HOSTILE[1] in page.locator("body").inner_text() + hundred.inner_html().replace(
        "&lt;", "<"
    )
    for path in (
        "/case?case=hostile",
        "/case?case=hostile&table=course",
        "/case?case=hostile&table=case",
        "/edit?case=hostile",
        "/edit?case=hostile&table=course",
        "/new?copy=hostile",
        "/why?case=hostile",
        "/whatif?case=hostile",
        "/runs?case=hostile",
        "/runs?case=hostile&run=5",
        "/models?case=hostile",
    ):
        watched.open(path)
        assert not page.evaluate("window.hacked"), path
    assert watched.errors == []
    assert watched.foreign() == []
    watched.open(address.removeprefix(watched.root))
    page.locator("#winners-tab-download").click()
    table = page.locator("#winners-panel a", has_text="CSV").get_attribute("href")
    text = page.request.get(watched.root + table).text()
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)
