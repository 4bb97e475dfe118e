"""The gate before the workbench: who may speak to it, and what every answer carries.

The server runs on the user's own machine and can read folders that the user names, so any page
that is open in the same browser is a stranger to it. The gate stands outside everything else, the
websocket too. It refuses

- every ``Host`` but the server's own (a stranger's name may be made to point to this machine);
- every foreign or null ``Origin``, and a websocket or a change without any;
- whatever the browser itself says came from another site (``Sec-Fetch-Site``);
- everybody without the cookie that is given for the one-time token of the printed address, or,
  where a team shares the server, for its password (`team.py`);
- bodies of more than a megabyte, except files that are dropped on a page (`LARGER`).
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode

from whowhom.web.team import Team, hosts_and_origins, login_page, password_of, way_back

__all__ = ["HEADERS", "App", "Guard", "Keys", "own_hosts"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 1_000_000
LARGER: Mapping[str, int] = MappingProxyType({"/uploads": 20_000_000})
"""Bytes that a body may have at these addresses."""
_MOST_FORM = 10_000
_HTML = {
    "content-type": "text/html; charset=utf-8",
    "referrer-policy": "same-origin",  # without it a browser sends a form with a null origin
}

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # templates and charts compile in place
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""On every answer."""


def own_hosts(port: int) -> frozenset[str]:
    """Return the hosts by which the server may be addressed; compared letter by letter.

    Examples
    --------
    >>> sorted(own_hosts(8085))
    ['127.0.0.1:8085', '[::1]:8085', 'localhost:8085']
    """
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = names if port == 80 else ()
    return frozenset((*(f"{name}:{port}" for name in names), *bare))


@dataclass(slots=True)
class Keys:
    """The one-time token of the printed address, and the secret that is given for it."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def accept(self, token: str) -> bool:
        """Say whether a token is the right one; it is worth nothing afterwards."""
        if not self.token or not secrets.compare_digest(token.encode(), self.token.encode()):
            return False
        self.token = ""
        return True

    def renew(self) -> bool:
        """Make a new token if the old one was used; say whether that was so."""
        if self.token:
            return False
        self.token = secrets.token_urlsafe(24)
        return True


class Guard:
    """An ASGI app around another one."""

    def __init__(
        self,
        app: App,
        *,
        port: int,
        keys: Keys,
        on_stranger: Callable[[], None] | None = None,
        team: Team | None = None,
        names: Iterable[str] = (),
        on_try: Callable[[str], None] | None = None,
    ) -> None:
        self.app = app
        self.keys = keys
        self._team = team
        self._on_try = on_try or (lambda _words: None)
        hosts, origins = hosts_and_origins(list(names), port)
        self._hosts = own_hosts(port) | hosts
        self._origins = frozenset(f"http://{host}" for host in own_hosts(port)) | origins
        self._cookie = f"whowhom_{port}"
        self._on_stranger = on_stranger or (lambda: None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = _Headers(scope.get("headers", ()))
        refusal = self._stranger(scope, headers)
        if refusal:
            await _refuse(scope, send, 403, refusal)
        elif headers.too_large(LARGER.get(scope["path"], MOST_BYTES)):
            await _refuse(scope, send, 413, "The request is too large.")
        elif self._has_key(headers):
            await self._serve(scope, receive, send)
        elif self._team is not None:
            await self._log_in(self._team, scope, receive, send, headers)
        else:
            await self._let_in(scope, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer; what it says when the browser has gone away is nobody's concern."""
        is_gone = False

        async def receiving() -> Message:
            nonlocal is_gone
            message = await receive()
            is_gone = is_gone or message["type"].endswith("disconnect")
            return message

        try:
            await self.app(scope, receiving, _with_headers(send))
        except RuntimeError:
            if not is_gone:
                raise

    def _stranger(self, scope: Scope, headers: "_Headers") -> str:
        """Say why a request comes from a stranger; an empty text if it does not."""
        if headers.only("host") not in self._hosts:
            return "This server answers to its own address only."
        is_change = scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}
        origins = headers.every("origin")
        if (origins or is_change) and (len(origins) != 1 or origins[0] not in self._origins):
            return "This request comes from another site."
        sites = headers.every("sec-fetch-site")
        if any(site not in {"same-origin", "none"} for site in sites):
            return "This request comes from another site. Type the address, or follow it from here."
        return ""

    def _has_key(self, headers: "_Headers") -> bool:
        found = headers.cookies().get(self._cookie, "")
        if self._team is not None:
            return self._team.knows(found)
        return secrets.compare_digest(found.encode(), self.keys.secret.encode())

    async def _let_in(self, scope: Scope, send: Send) -> None:
        """Give the cookie for the token, or refuse."""
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        token = dict(query).get("token", "")
        if scope["type"] == "http" and scope["method"] == "GET" and self.keys.accept(token):
            rest = urlencode([pair for pair in query if pair[0] != "token"])
            place = scope["path"].lstrip("/")
            cookie = f"{self._cookie}={self.keys.secret}; Path=/; HttpOnly; SameSite=Strict"
            there = f"/{place}?{rest}" if rest else f"/{place}"
            await _answer(send, 303, "", {"location": there, "set-cookie": cookie})
            return
        if scope["type"] == "http":
            self._on_stranger()
        await _refuse(
            scope,
            send,
            403,
            "This browser has not been let in yet. Open the newest address that whowhom has "
            "printed in its terminal; each of them works once.",
        )

    async def _log_in(
        self, team: Team, scope: Scope, receive: Receive, send: Send, headers: "_Headers"
    ) -> None:
        """Open a session for the password, or ask for it."""
        if scope["type"] != "http":
            await _refuse(scope, send, 403, "")
            return
        query = scope.get("query_string", b"").decode("latin-1")
        if scope["method"] != "POST" or scope["path"] != "/login":
            to = way_back(scope["path"] + (f"?{query}" if query else ""))
            await _answer(send, 403, login_page(to, ""), _HTML)
            return
        to = way_back(dict(parse_qsl(query)).get("to", "/"))
        address = str((scope.get("client") or ("?",))[0])
        password = password_of(await _body(receive))
        if wait := team.attempt(address):
            words = f"Too many wrong passwords. Try again in {wait} seconds."
            later = {**_HTML, "retry-after": str(wait)}
            await _answer(send, 429, login_page(to, words), later)
            return
        session = await asyncio.to_thread(team.enter, address, password)
        if not session:
            self._on_try(f"A wrong password from {address}.")
            await _answer(send, 403, login_page(to, "This is not the password."), _HTML)
            return
        self._on_try(f"{address} has entered.")
        cookie = f"{self._cookie}={session}; Path=/; HttpOnly; SameSite=Strict"
        if headers.only("origin").startswith("https:"):
            cookie += "; Secure"
        await _answer(send, 303, "", {"location": to, "set-cookie": cookie})


async def _body(receive: Receive) -> bytes:
    """Return the body of a small form; nothing of a large one."""
    found, is_more = b"", True
    while is_more and len(found) <= _MOST_FORM:
        message = await receive()
        found += message.get("body", b"")
        is_more = message.get("more_body", False)
    return found if len(found) <= _MOST_FORM else b""


class _Headers:
    """Headers of a request, by lower-case name."""

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._pairs = [(n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in pairs]

    def every(self, name: str) -> list[str]:
        return [value for known, value in self._pairs if known == name]

    def only(self, name: str) -> str:
        values = self.every(name)
        return values[0] if len(values) == 1 else ""

    def cookies(self) -> dict[str, str]:
        parts = [part for value in self.every("cookie") for part in value.split(";")]
        split = (part.strip().partition("=") for part in parts)
        return {name: value for name, _, value in split}

    def too_large(self, most: int) -> bool:
        lengths = self.every("content-length")
        return any(not text.isdigit() or int(text) > most for text in lengths)


def _with_headers(send: Send) -> Send:
    """Return a sender that puts our headers on every answer and takes foreign permissions off."""

    async def sending(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            own = {name.encode() for name in HEADERS}
            kept = [
                (name, value)
                for name, value in message.get("headers", ())
                if name.lower() not in own and not name.lower().startswith(b"access-control-")
            ]
            added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*kept, *added]}
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    page = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>whowhom: not let in</title>"
        "<style>body{font:18px/1.5 sans-serif;max-width:36em;margin:9em auto}</style>"
        f"<h1>Not let in</h1><p>{why}</p></html>"
    )
    await _answer(send, status, page, {"content-type": "text/html; charset=utf-8"})


async def _answer(send: Send, status: int, body: str, headers: dict[str, str]) -> None:
    content = body.encode()
    whole = {**HEADERS, **headers, "cache-control": "no-store", "content-length": str(len(content))}
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in whole.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": content})
