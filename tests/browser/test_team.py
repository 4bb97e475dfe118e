"""A team enters with its password, by keyboard; nothing is shown before."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def shared(short_lived, monkeypatch):
    monkeypatch.setenv("TOY_PASSWORD", "a good long password")
    return short_lived()


def test_the_password_opens_the_page_that_was_asked_for(shared, browser):
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{shared.root}/case?case=duel")
    assert page.locator("main").inner_text().startswith("whowhom")
    page.evaluate((HERE / "axe.min.js").read_text(encoding="utf-8"))
    rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
    found = page.evaluate(f"axe.run(document, {{runOnly: {rules}}})")
    assert [one["id"] for one in found["violations"]] == []
    page.locator("input:focus").wait_for()  # it has the focus from the start
    page.keyboard.type("a wrong long password")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="This is not the password.").wait_for()
    page.locator("input:focus").wait_for()
    page.keyboard.type("a good long password")
    page.keyboard.press("Enter")
    page.locator("#content h1").first.wait_for()
    assert page.url == f"{shared.root}/case?case=duel"
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    page.wait_for_function("() => window.socket && window.socket.connected")
    other = browser.new_context()
    assert other.new_page().goto(shared.root).status == 403
    other.close()
    context.close()
