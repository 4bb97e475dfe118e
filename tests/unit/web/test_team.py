"""A team enters with its password; nobody else does, and tries are counted."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cli import main
from whowhom.errors import InvalidInput
from whowhom.web.guard import Guard, Keys
from whowhom.web.server import is_own, serve
from whowhom.web.team import Team, hosts_and_origins, way_back

PORT = 8712
NAME = f"lab.example:{PORT}"
PASSWORD = "correct horse battery"


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def said():
    return []


@pytest.fixture
def guard(clock, said):
    async def inner(scope, receive, send):
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})

    return Guard(
        inner,
        port=PORT,
        keys=Keys(token="once", secret="kept"),
        team=Team(PASSWORD, clock=clock),
        names=["lab.example", "https://team.example"],
        on_try=said.append,
    )


def ask(guard, path="/", *, method="GET", headers=None, base=f"http://{NAME}", **more):
    async def go():
        transport = httpx.ASGITransport(app=guard, client=("192.0.2.7", 5000))
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, path, headers=headers, **more)

    return asyncio.run(go())


def enter(guard, password=PASSWORD, *, to="/", origin=f"http://{NAME}", base=f"http://{NAME}"):
    headers = {"origin": origin}
    form = {"password": password}
    return ask(guard, f"/login?to={to}", method="POST", headers=headers, data=form, base=base)


def test_without_the_password_there_is_only_its_form(guard):
    for path in ("/", "/static/style.css", "/whatif?case=duel", "/?token=once"):
        answer = ask(guard, path)
        assert answer.status_code == 403
        assert 'type="password"' in answer.text
        assert "inside" not in answer.text
        assert answer.headers["referrer-policy"] == "same-origin"  # else the origin is null
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert ask(guard, headers={"cookie": f"whowhom_{PORT}=kept"}).status_code == 403


def test_the_password_opens_a_session_of_its_own(guard, said):
    first, second = enter(guard, to="/whatif%3Fcase%3Dduel"), enter(guard)
    assert first.status_code == 303
    assert first.headers["location"] == "/whatif?case=duel"
    cookies = [one.headers["set-cookie"] for one in (first, second)]
    assert cookies[0] != cookies[1]
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Secure" not in cookie
        assert ask(guard, headers={"cookie": cookie.split(";")[0]}).text == "inside"
    assert said == ["192.0.2.7 has entered."] * 2
    assert PASSWORD not in first.text + str(said)


def test_a_session_ends(guard, clock):
    cookie = enter(guard).headers["set-cookie"].split(";")[0]
    clock.now += 12 * 3600 - 1
    assert ask(guard, headers={"cookie": cookie}).status_code == 200
    clock.now += 2
    assert ask(guard, headers={"cookie": cookie}).status_code == 403


def test_behind_tls_the_cookie_is_secure(guard):
    answer = enter(guard, origin="https://team.example", base="http://team.example")
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("password", ["", "correct horse", PASSWORD.upper(), PASSWORD + " ", "é"])
def test_no_other_password_does(guard, password, said):
    answer = enter(guard, password)
    assert answer.status_code == 403
    assert "This is not the password." in answer.text
    assert "set-cookie" not in answer.headers
    assert said == ["A wrong password from 192.0.2.7."]


def test_tries_are_counted_and_a_pause_is_kept(guard, clock):
    for _ in range(5):
        assert enter(guard, "wrong wrong wrong").status_code == 403
    late = enter(guard)
    assert late.status_code == 429
    assert late.headers["retry-after"] == "61"
    assert "set-cookie" not in late.headers
    clock.now += 59
    assert enter(guard).status_code == 429
    clock.now += 2
    assert enter(guard).status_code == 303


def test_many_addresses_share_a_limit_and_open_sessions_go_on(clock):
    team = Team(PASSWORD, clock=clock)
    session = team.enter("a", PASSWORD)
    assert [team.attempt(f"10.0.0.{n}") for n in range(60)] == [0] * 60
    assert team.attempt("10.0.1.1") > 500
    assert team.knows(session)
    clock.now += 601
    assert team.attempt("10.0.1.1") == 0


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("evil.example", f"http://{NAME}"),
        (NAME, "http://evil.example"),
        (NAME, "null"),
        (NAME, f"https://{NAME}"),
        (f"team.example:{PORT}", "https://team.example"),
        ("0.0.0.0", f"http://{NAME}"),
    ],
)
def test_a_foreign_host_or_origin_is_refused_with_the_password(guard, host, origin):
    answer = enter(guard, origin=origin, base=f"http://{host}")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert 'type="password"' not in answer.text


def test_the_socket_needs_a_session(guard):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "websocket.disconnect"}

    headers = [(b"host", NAME.encode()), (b"origin", f"http://{NAME}".encode())]
    scope = {"type": "websocket", "path": "/", "query_string": b"", "headers": headers}
    asyncio.run(guard(scope, receive, send))
    assert sent[0]["type"] == "websocket.close"


def test_a_long_form_is_no_password(guard):
    assert enter(guard, PASSWORD + "x" * 20_000).status_code == 403


@given(st.text(max_size=60))
def test_one_is_never_sent_elsewhere(to):
    place = way_back(to)
    assert place.startswith("/")
    assert not place.startswith("//")
    assert "\\" not in place
    assert place.isascii()
    assert place.isprintable()


@pytest.mark.parametrize(
    "name", ["", "a b", "x/y", "ftp://x", "https://", "u@x", "x:99999", "x:y", "http://x/y", "<x>"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(InvalidInput, match="is not a name"):
        hosts_and_origins([name], PORT)


def test_usual_ports_are_left_out():
    hosts, origins = hosts_and_origins(["http://a.example", "2001:db8::1", "b.example:80"], 80)
    assert {"a.example", "[2001:db8::1]"} <= hosts
    assert "http://b.example" in origins


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_weak_password_is_refused(password):
    with pytest.raises(InvalidInput, match="12 to 1000 characters"):
        Team(password)


def test_others_never_reach_a_server_without_a_password(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("WHOWHOM_PASSWORD", raising=False)
    for more in (["--host", "0.0.0.0"], ["--host", "192.0.2.1"], ["--name", "lab.example"]):
        assert main(["serve", "duel", "--no-browser", *more]) == 2
        assert "password" in capsys.readouterr().err or more[1] == "0.0.0.0"
    for host, names in (("192.0.2.1", ()), ("0.0.0.0", ()), ("", ("lab.example",))):
        with pytest.raises(InvalidInput, match="needs a password"):
            serve("duel", host=host, names=names)
    assert main(["serve", "duel", "--password-file", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "p").write_text("short\n")
    assert main(["serve", "duel", "--password-file", str(tmp_path / "p")]) == 2
    assert "12 to 1000" in capsys.readouterr().err


def test_an_address_of_another_machine_is_told(monkeypatch, capsys):
    monkeypatch.setenv("WHOWHOM_PASSWORD", PASSWORD)
    assert main(["serve", "duel", "--host", "192.0.2.1", "--no-browser"]) == 5
    assert "an address of this machine" in capsys.readouterr().err


def test_which_hosts_are_of_this_machine_only():
    assert [is_own(host) for host in ("", "localhost", "127.0.0.1", "127.8.8.8", "::1")] == [
        True
    ] * 5
    for host in ("0.0.0.0", "::", "192.0.2.1", "localhost.evil.example", "lab.example"):
        assert not is_own(host)
