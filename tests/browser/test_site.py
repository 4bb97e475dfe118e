"""A published site in a real browser: from disk, under a path of a host, and by keyboard."""

import functools
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "unit" / "reporting"))

PAGES = ("index", "why", "what-if", "runs", "case", "about")
TOLERATED = ("data:", "blob:", "file:")
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Return the folder above a site; every text of its case is an attack."""
    import made_up as made
    from toy_odds import toy_odds

    from whowhom.ensemble.what_if import compared
    from whowhom.reporting.blocks import Finding
    from whowhom.reporting.site import publish
    from whowhom.scenario.change import Change

    folder = tmp_path_factory.mktemp("host")
    result = made.simulated(made.made_up_case(made.HOSTILE))
    other = made.simulated(result.case, seed=6)
    what_ifs = [compared(Change.of(set={"actors.ann.army": "2"}), result, other)]
    rows = [{"run": n, "month": "1922-05", "text": made.HOSTILE[0]} for n in range(120)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "whowhom.reporting.answer.ranked_inputs",
            lambda *_: (Finding(id="inputs", sentence="None."),),
        )
        patch.setattr(
            "whowhom.reporting.chronicles.trace_rows",
            lambda _case, *, run=0, runs=1, **_: rows[run : run + runs],
        )
        odds = toy_odds(result.case)
        publish(result, folder / "a" / "site", what_ifs=what_ifs, odds=odds, runs=3)
    return folder


@pytest.fixture
def visit(browser, published):
    """Return a function that opens a page of the site: the page, and what went wrong."""
    contexts = []

    def open_page(name, *, root="", width=1280, scheme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        wrong = []
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        allowed = (*TOLERATED, root) if root else TOLERATED
        page.on(
            "request",
            lambda request: (
                wrong.append(request.url) if not request.url.startswith(allowed) else None
            ),
        )
        page.goto(f"{root or published.as_uri()}/a/site/{name}")
        return page, wrong

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_every_page_is_open_to_all(visit, scheme, width):
    for name in PAGES:
        page, wrong = visit(f"{name}.html", scheme=scheme, width=width)
        title = page.title()
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.evaluate((HERE / "axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate(f"axe.run({{ runOnly: {RULES} }})")
        told = [(v["id"], [n["html"][:200] for n in v["nodes"][:2]]) for v in found["violations"]]
        assert (name, told, wrong) == (name, [], [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() == title


@pytest.mark.slow
def test_the_slider_moves_the_answer_by_keyboard_and_nothing_is_asked(visit):
    page, wrong = visit("index.html")
    label, lead = page.locator("#as-of-label"), page.locator("#as-of-lead")
    last = label.text_content()
    page.locator("#as-of-date").focus()
    page.keyboard.press("Home")
    assert label.text_content() != last
    first = lead.text_content()
    page.keyboard.press("ArrowRight")
    assert lead.text_content() != first
    page.keyboard.press("End")
    assert label.text_content() == last
    assert page.locator("#as-of-later").is_disabled()
    page.locator("#as-of-earlier").press("Enter")
    assert label.text_content() != last
    for _ in range(100):  # the policy forbids what a waiting function would need
        if page.evaluate("location.hash"):
            break
        page.wait_for_timeout(50)
    assert wrong == []
    again, _ = visit(f"index.html{page.evaluate('location.hash')}")
    assert again.locator("#as-of-label").text_content() == label.text_content()


@pytest.mark.slow
def test_a_run_can_be_linked_to_and_pages_are_reached_by_tab(visit):
    page, wrong = visit("runs.html#run-1")
    assert page.locator("#run-1 details").get_attribute("open") is not None
    assert page.locator("#run-2 details").get_attribute("open") is None
    page.locator("nav.site a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/why.html")
    assert wrong == []


@pytest.mark.slow
def test_without_scripts_everything_can_be_read(visit):
    page, _ = visit("index.html", scripts=False)
    assert page.locator("#as-of").is_hidden()
    assert page.locator("#odds summary").is_visible()
    assert page.locator("#chart-odds svg:visible").count() == 1


@pytest.mark.slow
def test_it_works_under_any_path_of_a_host(visit, published):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(published)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        page, wrong = visit("", root=f"http://127.0.0.1:{host.server_port}")
        page.get_by_role("link", name="About", exact=True).click()
        page.wait_for_url("**/a/site/about.html")
        assert wrong == []
    finally:
        host.shutdown()
        host.server_close()
