"""A tab that was left open while its server ended and another began at the same address."""


def test_a_tab_of_a_server_that_was_killed_says_that_it_must_be_opened_anew(browser, short_lived):
    first = short_lived()
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(first.address)
    page.wait_for_function("() => window.socket?.connected")
    first.process.kill()
    first.process.wait(20)
    page.wait_for_function("() => !window.socket.connected")
    assert page.locator(".ww-restarted").count() == 0, "nobody answers: it may come back"
    second = short_lived(first.port)
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "Open the newest address that whowhom has printed" in alert.inner_text()
    assert page.locator("#popup").count() == 0
    page.goto(second.address)
    page.wait_for_function("() => window.socket?.connected")
    assert page.locator(".ww-restarted").count() == 0
    context.close()
