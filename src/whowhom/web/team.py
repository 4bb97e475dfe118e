"""A password for a team: who may enter the workbench from other machines, after how many tries.

Off unless ``whowhom serve --host`` or ``--name`` asks for it. The password is never stored: what is
kept of it is a salted, slow hash. A right one opens a session of its own.
"""

import hashlib
import html
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlsplit

from whowhom.errors import InvalidInput

__all__ = ["FEWEST_LETTERS", "Team", "hosts_and_origins", "login_page", "password_of", "way_back"]

FEWEST_LETTERS = 12
MOST_LETTERS = 1000
_SESSION = 12 * 3600.0  # seconds
_MOST_SESSIONS = 500
_TRIES, _PAUSE = 5, 60.0  # wrong passwords of one address, and seconds until it may try again
_ALL_TRIES, _ALL_PAUSE = 60, 600.0  # those of all addresses together
_MOST_ADDRESSES = 1000


@dataclass(slots=True)
class _Wrong:
    """Wrong passwords that have come from somewhere."""

    count: int = 0
    since: float = -math.inf


@dataclass(slots=True, eq=False)
class Team:
    """The password, the sessions, and the wrong tries."""

    password: str
    clock: Callable[[], float] = time.monotonic
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _hash: bytes = b""
    _sessions: "OrderedDict[bytes, float]" = field(default_factory=OrderedDict)
    _wrong: "OrderedDict[str, _Wrong]" = field(default_factory=OrderedDict)
    _all: _Wrong = field(default_factory=_Wrong)

    def __post_init__(self) -> None:
        """Keep a hash of the password instead of it.

        Raises
        ------
        InvalidInput
            If it is too short or too long.
        """
        if not FEWEST_LETTERS <= len(self.password) <= MOST_LETTERS:
            raise InvalidInput(
                f"the password must have {FEWEST_LETTERS} to {MOST_LETTERS} characters, got "
                f"{len(self.password)}"
            )
        self._hash = self._hashed(self.password)
        self.password = ""

    def attempt(self, address: str) -> int:
        """Count a try; return how many seconds its address must wait instead, 0 if it need not.

        It is counted before the password is compared, so that many at once are not free.
        """
        now = self.clock()
        one = self._wrong.setdefault(address, _Wrong())
        limits = ((one, _TRIES, _PAUSE), (self._all, _ALL_TRIES, _ALL_PAUSE))
        for wrong, _, pause in limits:
            if now - wrong.since >= pause:
                wrong.count = 0
        left = [wrong.since + pause - now for wrong, most, pause in limits if wrong.count >= most]
        if left:
            return int(max(left)) + 1
        for wrong, _, _ in limits:
            wrong.count, wrong.since = wrong.count + 1, now
        self._wrong.move_to_end(address)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)
        return 0

    def enter(self, address: str, password: str) -> str:
        """Return the secret of a new session for the right password; an empty text for any other.

        The caller asks :meth:`attempt` first.
        """
        given = self._hashed(password[: MOST_LETTERS + 1])
        if not secrets.compare_digest(given, self._hash):
            return ""
        self._wrong.pop(address, None)
        self._all.count = max(0, self._all.count - 1)
        session = secrets.token_urlsafe(32)
        self._sessions[_digest(session)] = self.clock() + _SESSION
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def knows(self, session: str) -> bool:
        """Say whether a session is open. What is looked up is a hash, so its time tells nothing."""
        until = self._sessions.get(_digest(session)) if session else None
        return until is not None and self.clock() < until

    def _hashed(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode(), salt=self._salt, n=2**14, r=8, p=1)


def _digest(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()


def hosts_and_origins(names: list[str], port: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the values of ``Host`` and ``Origin`` under which a server may be addressed.

    Parameters
    ----------
    names : list of str
        Names or addresses, each with a port of its own if it is not `port`; with ``https://``
        before it where a server that speaks TLS stands before this one.
    port : int
        Where this server listens.

    Raises
    ------
    InvalidInput
        If one of them is not a name.

    Examples
    --------
    >>> hosts, origins = hosts_and_origins(["lab.example", "https://team.example"], 8085)
    >>> sorted(hosts), sorted(origins)
    (['lab.example:8085', 'team.example'], ['http://lab.example:8085', 'https://team.example'])
    """
    hosts, origins = set(), set()
    for name in names:
        scheme, sign, rest = name.lower().rpartition("://")
        scheme = scheme or "http"
        if rest.count(":") > 1 and "[" not in rest:
            rest = f"[{rest}]"  # an address of the newer kind
        try:
            parts = urlsplit(f"{scheme}://{rest}")
            own = parts.port
        except ValueError:
            own, parts = None, urlsplit("")
        plain = parts.netloc == rest and parts.hostname and not parts.username and rest.isascii()
        if scheme not in ("http", "https") or not plain or any(s in rest for s in " \\\"'<>"):
            raise InvalidInput(
                f"--name: {name[:80]!r} is not a name; write team.example.org, or "
                "https://team.example.org behind a server that speaks TLS"
            )
        usual = {"http": 80, "https": 443}[scheme]
        own = own or (port if not sign else usual)
        bare = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        host = str(bare) if own == usual else f"{bare}:{own}"
        hosts.add(host)
        origins.add(f"{scheme}://{host}")
    return frozenset(hosts), frozenset(origins)


def way_back(to: str) -> str:
    """Return a place on this server, whatever was asked for.

    Examples
    --------
    >>> way_back("/whatif?case=duel"), way_back("//evil.example"), way_back("javascript:x")
    ('/whatif?case=duel', '/evil.example', '/')
    """
    if not to.startswith("/") or any(sign in to for sign in "\\\r\n"):
        return "/"
    return quote(f"/{to.lstrip('/')}"[:2000], safe="/?=&%+:,.-_~")


def password_of(body: bytes) -> str:
    """Return the password that a form has sent; an empty text if there is none."""
    try:
        return parse_qs(body.decode()).get("password", [""])[0]
    except ValueError:
        return ""


def login_page(to: str, problem: str) -> str:
    """Return the page that asks for the password."""
    told = f'<p role="alert" class="problem">{html.escape(problem)}</p>' if problem else ""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        "<title>whowhom: password</title><style>:root{color-scheme:light dark}"
        "body{font:18px/1.5 sans-serif;max-width:30em;margin:12vh auto;padding:0 1em}"
        "input,button{font:inherit;padding:.4em .7em;max-width:100%;box-sizing:border-box}"
        "label{display:block;margin-bottom:.3em}.problem{border-left:4px solid;padding-left:.7em}"
        "</style><main><h1>whowhom</h1><p>This workbench is shared by a team.</p>"
        f'{told}<form method="post" action="/login?to={quote(to, safe="")}">'
        '<label for="password">Password of the team</label>'
        '<input id="password" name="password" type="password" required autofocus '
        'autocomplete="current-password"> <button type="submit">Enter</button></form></main></html>'
    )
