"""The gate of the workbench lets in its own pages and nobody else."""

import asyncio

import httpx
import pytest

from whowhom.web.guard import HEADERS, LARGER, Guard, Keys

PORT = 8712
HOST = f"127.0.0.1:{PORT}"
ROOT = f"http://{HOST}"


class Inner:
    """An app that notes what reaches it."""

    def __init__(self):
        self.reached = []

    async def __call__(self, scope, receive, send):
        self.reached.append((scope["type"], scope.get("method"), scope.get("path")))
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        headers = [(b"access-control-allow-origin", b"*"), (b"x-frame-options", b"ALLOWALL")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"secret"})


@pytest.fixture
def inner():
    return Inner()


@pytest.fixture
def guard(inner):
    return Guard(inner, port=PORT, keys=Keys(token="once", secret="kept"))


def cookie(value="kept"):
    return {"cookie": f"other=1; whowhom_{PORT}={value}"}


def ask(guard, path="/", *, method="GET", headers=None, content=None):
    async def go():
        transport = httpx.ASGITransport(app=guard)
        async with httpx.AsyncClient(transport=transport, base_url=ROOT) as client:
            return await client.request(method, path, headers=headers, content=content)

    return asyncio.run(go())


def raw(guard, kind="http", method="GET", headers=(), path="/", query=b""):
    """Send a request with exactly these headers; return the messages that come back."""
    sent = []

    async def receive():
        return {"type": f"{kind}.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(guard(scope, receive, send))
    return sent


def status(sent):
    return sent[0].get("status", sent[0]["type"])


def test_a_browser_with_the_cookie_is_served(guard, inner):
    answer = ask(guard, headers=cookie())
    assert (answer.status_code, answer.text) == (200, "secret")
    assert len(inner.reached) == 1


@pytest.mark.parametrize("given", [None, cookie("wrong"), cookie(""), {"cookie": "whowhom=kept"}])
def test_a_browser_without_it_is_not(guard, inner, given):
    answer = ask(guard, headers=given)
    assert answer.status_code == 403
    assert "secret" not in answer.text
    assert not inner.reached


def test_the_token_lets_in_once_and_leaves_the_address(guard, inner):
    first = ask(guard, "/?token=once&case=duel")
    assert first.status_code == 303
    assert first.headers["location"] == "/?case=duel"
    given = first.headers["set-cookie"]
    assert given.startswith(f"whowhom_{PORT}=kept;")
    assert "HttpOnly" in given
    assert "SameSite=Strict" in given
    assert ask(guard, "/?token=once").status_code == 403
    assert ask(guard, "/", headers={"cookie": given.split(";")[0]}).status_code == 200
    assert len(inner.reached) == 1


@pytest.mark.parametrize("token", ["", "twice", "once ", "ONCE", "é"])
def test_no_other_token_does(guard, token):
    assert ask(guard, f"/?token={token}").status_code == 403
    assert guard.keys.token == "once"


def test_a_token_cannot_send_the_browser_elsewhere(guard):
    start, _ = raw(guard, path="//evil.example/", query=b"token=once", headers=[("host", HOST)])
    assert (b"location", b"/evil.example/") in start["headers"]


def test_a_token_is_not_taken_from_a_form(guard):
    assert ask(guard, "/?token=once", method="POST").status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:80",
        f"127.0.0.1:{PORT}.",
        f"127.0.0.1.:{PORT}",
        f"LOCALHOST:{PORT}",
        f"localhost.evil.example:{PORT}",
        f"0.0.0.0:{PORT}",
        f"127.0.0.1:{PORT}@evil.example",
        "",
    ],
)
def test_a_foreign_host_is_refused_everywhere(guard, inner, host):
    for kind in ("http", "websocket"):
        headers = [("host", host), ("origin", ROOT), *cookie().items()]
        assert status(raw(guard, kind, headers=headers)) in {403, "websocket.close"}
    assert not inner.reached


def test_no_host_and_two_hosts_are_refused(guard, inner):
    assert status(raw(guard, headers=[*cookie().items()])) == 403
    twice = [("host", HOST), ("host", "evil.example"), *cookie().items()]
    assert status(raw(guard, headers=twice)) == 403
    assert not inner.reached


@pytest.mark.parametrize("host", [HOST, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_its_own_names_are_served(guard, host):
    assert status(raw(guard, headers=[("host", host), *cookie().items()])) == 200


FOREIGN = [
    "http://evil.example",
    "null",
    "https://" + HOST,
    f"http://127.0.0.1:{PORT + 1}",
    f"http://127.0.0.1:{PORT}.evil.example",
    f"http://evil.example:{PORT}",
    "http://127.0.0.1",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(("kind", "method"), [("http", "GET"), ("http", "POST"), ("websocket", "")])
def test_a_foreign_origin_is_refused_with_the_cookie_too(guard, inner, origin, kind, method):
    headers = [("host", HOST), ("origin", origin), *cookie().items()]
    assert status(raw(guard, kind, method, headers)) in {403, "websocket.close"}
    assert not inner.reached


@pytest.mark.parametrize(("kind", "method"), [("http", "POST"), ("http", "PUT"), ("websocket", "")])
def test_a_change_or_a_socket_needs_an_origin(guard, inner, kind, method):
    headers = [("host", HOST), *cookie().items()]
    assert status(raw(guard, kind, method, headers)) in {403, "websocket.close"}
    assert not inner.reached


def test_a_socket_needs_the_cookie_too(guard, inner):
    own = [("host", HOST), ("origin", ROOT)]
    assert status(raw(guard, "websocket", headers=own)) == "websocket.close"
    assert not inner.reached
    assert status(raw(guard, "websocket", headers=[*own, *cookie().items()])) == "websocket.accept"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_the_browser_calls_foreign_is_refused(guard, inner, site):
    """A form, an image, a fetch or a link on another page; another port is another page."""
    assert ask(guard, headers={**cookie(), "sec-fetch-site": site}).status_code == 403
    assert not inner.reached


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_the_browser_calls_its_own_is_served(guard, site):
    assert ask(guard, headers={**cookie(), "sec-fetch-site": site}).status_code == 200


def test_a_large_body_is_refused(guard, inner):
    headers = {**cookie(), "origin": ROOT}
    assert ask(guard, method="POST", headers=headers, content=b"x" * 1_000_001).status_code == 413
    assert not inner.reached


def test_a_file_that_is_dropped_may_be_larger_but_needs_all_else(guard, inner):
    headers = {**cookie(), "origin": ROOT}
    large = b"x" * 1_000_001
    assert ask(guard, "/uploads", method="POST", headers=headers, content=large).status_code == 200
    inner.reached.clear()
    huge = b"x" * (LARGER["/uploads"] + 1)
    assert ask(guard, "/uploads", method="POST", headers=headers, content=huge).status_code == 413
    for wrong in ({"origin": ROOT}, cookie(), {**cookie(), "origin": "http://evil.example"}):
        refused = ask(guard, "/uploads", method="POST", headers=wrong, content=b"x")
        assert refused.status_code == 403
    assert not inner.reached


@pytest.mark.parametrize("headers", [None, cookie()])
def test_every_answer_carries_our_headers_and_gives_nobody_leave(guard, headers):
    answer = ask(guard, headers=headers)
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_the_policy_names_no_other_host():
    policy = HEADERS["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_stranger_makes_a_new_address_only_when_the_old_is_used():
    keys = Keys(token="once", secret="kept")
    assert not keys.renew()
    assert keys.accept("once")
    assert not keys.accept("")
    assert keys.renew()
    assert keys.token not in {"", "once"}


@pytest.mark.parametrize("length", ["x", "", "-1", "1e3", "²", "1000001", "1 2"])
def test_a_length_that_is_no_number_or_too_large_is_refused(guard, inner, length):
    headers = [("host", HOST), ("origin", ROOT), *cookie().items(), ("content-length", length)]
    assert status(raw(guard, method="POST", headers=headers)) == 413
    assert not inner.reached


@pytest.mark.parametrize("lengths", [["0"], ["1000000"], []])
def test_a_length_up_to_a_megabyte_is_served(guard, inner, lengths):
    headers = [("host", HOST), ("origin", ROOT), *cookie().items()]
    headers += [("content-length", length) for length in lengths]
    assert status(raw(guard, method="POST", headers=headers)) == 200


def test_any_of_two_lengths_can_refuse(guard, inner):
    headers = [("host", HOST), ("origin", ROOT), *cookie().items()]
    headers += [("content-length", "1"), ("content-length", "9999999")]
    assert status(raw(guard, method="POST", headers=headers)) == 413


def refused(sent):
    """Return the status, the headers and the body of an answer."""
    start, body = sent
    assert start["type"] == "http.response.start"
    assert body == {"type": "http.response.body", "body": body["body"]}
    return start["status"], dict(start["headers"]), body["body"].decode()


REASONS = {
    "address": "This server answers to its own address only.",
    "site": "This request comes from another site.",
    "typed": "This request comes from another site. Type the address, or follow it from here.",
    "large": "The request is too large.",
    "key": (
        "This browser has not been let in yet. Open the newest address that whowhom has printed "
        "in its terminal; each of them works once."
    ),
}


@pytest.mark.parametrize(
    ("reason", "code", "headers"),
    [
        ("address", 403, [("host", "evil.example")]),
        ("site", 403, [("host", HOST), ("origin", "null")]),
        ("typed", 403, [("host", HOST), ("sec-fetch-site", "cross-site")]),
        ("large", 413, [("host", HOST), ("content-length", "x")]),
        ("key", 403, [("host", HOST)]),
    ],
)
def test_a_refusal_is_a_page_that_says_why_and_is_not_kept(guard, reason, code, headers):
    found, sent, page = refused(raw(guard, headers=headers))
    assert found == code
    assert page.startswith("<!doctype html>")
    assert page.endswith(f"<p>{REASONS[reason]}</p></html>")
    assert sent[b"content-type"] == b"text/html; charset=utf-8"
    assert sent[b"cache-control"] == b"no-store"
    assert sent[b"content-length"] == str(len(page)).encode()
    assert {name.encode() for name in HEADERS} <= set(sent)


def test_a_refused_socket_is_closed_by_policy(guard):
    closed = {"type": "websocket.close", "code": 1008, "reason": ""}
    assert raw(guard, "websocket", headers=[("host", HOST), ("origin", ROOT)]) == [closed]


def test_the_cookie_is_also_found_in_capitals_and_from_letters_of_latin_1(guard):
    headers = [("HOST", HOST), ("Cookie", f"naïve=é; whowhom_{PORT}=kept")]
    assert status(raw(guard, headers=headers)) == 200


def test_other_parts_of_the_address_are_kept_whole(guard):
    sent = raw(guard, path="/XX/why", query=b"a=&token=once&b=%C3%A9", headers=[("host", HOST)])
    assert status(sent) == 303
    assert dict(sent[0]["headers"])[b"location"] == b"/XX/why?a=&b=%C3%A9"
    assert sent[1]["body"] == b""


def test_no_query_is_no_token(inner):
    guard = Guard(inner, port=PORT, keys=Keys(token="XXXX", secret="kept"))
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", HOST.encode())]}
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(guard(scope, None, send))
    assert status(sent) == 403
    assert guard.keys.token == "XXXX"


@pytest.mark.parametrize(("kind", "told"), [("http", 1), ("websocket", 0)])
def test_a_page_without_the_cookie_is_told_to_the_terminal_and_a_socket_is_not(inner, kind, told):
    strangers = []
    keys = Keys(token="once", secret="kept")
    guard = Guard(inner, port=PORT, keys=keys, on_stranger=lambda: strangers.append(1))
    raw(guard, kind, headers=[("host", HOST), ("origin", ROOT)])
    assert len(strangers) == told


def test_the_start_and_the_end_of_the_server_pass(inner):
    """Neither a request nor a socket: the app gets the message and the way to answer."""
    reached = []

    async def app(scope, receive, send):
        reached.append(scope["type"])
        reached.append((await receive())["type"])
        await send({"type": "lifespan.startup.complete"})

    sent = []

    async def receive():
        return {"type": "lifespan.startup"}

    async def send(message):
        sent.append(message)

    guard = Guard(app, port=PORT, keys=Keys())
    asyncio.run(guard({"type": "lifespan"}, receive, send))
    assert reached == ["lifespan", "lifespan.startup"]
    assert sent == [{"type": "lifespan.startup.complete"}]


@pytest.mark.parametrize(
    ("messages", "is_quiet"),
    [(["http.disconnect"], True), (["http.request"], False), ([], False)],
)
@pytest.mark.parametrize("later", [[], ["http.request"]])
def test_an_error_is_nobody_s_concern_only_when_the_browser_has_gone(messages, is_quiet, later):
    async def app(scope, receive, send):
        for _ in [*messages, *later]:
            await receive()
        raise RuntimeError("no response returned")

    guard = Guard(app, port=PORT, keys=Keys(token="once", secret="kept"))
    queue = [*messages, *later]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(n.encode(), v.encode()) for n, v in [("host", HOST), *cookie().items()]],
    }

    async def receive():
        return {"type": queue.pop(0)}

    if is_quiet:
        asyncio.run(guard(scope, receive, None))
    else:
        with pytest.raises(RuntimeError):
            asyncio.run(guard(scope, receive, None))


def test_the_keys_cannot_be_guessed():
    first, second = Keys(), Keys()
    assert len(first.token) == 32
    assert len(first.secret) == 43
    assert first.token != second.token
    assert first.secret != second.secret
    first.accept(first.token)
    assert first.renew()
    assert len(first.token) == 32
