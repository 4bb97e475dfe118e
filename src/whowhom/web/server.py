"""The server of the workbench: on this machine only, for one browser that was let in.

Where it is asked for, others reach it too, with a password (`team.py`). The outermost layer is our
own guard (`guard.py`); within it run our pages and NiceGUI's files and socket.
"""

import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from whowhom.errors import InvalidInput, ResourceError, WhoWhomError
from whowhom.web.guard import App, Guard, Keys
from whowhom.web.team import Team, hosts_and_origins
from whowhom.web.workbench import Workbench

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse

__all__ = ["build", "is_everywhere", "is_own", "own_sockets", "serve"]

PAGES = (
    *("answer", "case", "edit", "new", "why", "what_if", "compare", "pair", "runs", "models"),
    "about",
)
_NOT_THERE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>whowhom: page not found</title>"
    "<link rel=stylesheet href=/static/style.css><main class=ww-page><h1>Page not found</h1>"
    "<p class=ww-lead><a href=/>Go to the first page</a></p></main></html>"
)
_HEAVY = ("whowhom.scenario.snapshot",)
_QUIET = 3.0  # seconds in which the first page is left alone
HOSTS = ("127.0.0.1", "::1")
"""Where the server listens unless another address is asked for."""


def serve(
    case: str,
    *,
    port: int = 0,
    browser: bool = True,
    folder: Path = Path("results"),
    say: Callable[[str], None] = print,
    host: str = "",
    names: Sequence[str] = (),
    team: Team | None = None,
) -> None:
    """Run the workbench until it is interrupted.

    Parameters
    ----------
    case : str
        A case folder, a workbook or the id of a shipped case.
    port : int, default 0
        Where it listens; 0 takes a free one.
    browser : bool, default True
        Whether the browser is opened.
    folder : Path, default ``results``
        Where results are stored.
    say : callable, optional
        Is given the address and other words for the terminal.
    host : str, optional
        Address at which it listens instead of this machine's own ones; needs a team.
    names : sequence of str, optional
        Names by which it is reached, see :func:`whowhom.web.team.hosts_and_origins`; needs a team.
    team : Team, optional
        Whoever has its password may enter; without one, the browser that opens the address.

    Raises
    ------
    InvalidInput
        If there is no case at that place, the port is not a port, or it would be reached from other
        machines without a password.
    ResourceError
        If the port is in use.
    """
    if not 0 <= port <= 65535:
        raise InvalidInput(f"port must be from 1 to 65535, or 0 for a free one, got {port}")
    reached = [*([host] if host and not is_everywhere(host) else []), *names]
    if team is None and (names or not is_own(host)):
        raise InvalidInput("a server that others can reach needs a password (team)")
    hosts_and_origins(reached, port)  # refused before anything is opened
    sockets = own_sockets(port, [host] if host else HOSTS)
    port = sockets[0].getsockname()[1]
    try:
        _run(case, sockets, _Doors(port, tuple(reached), team), browser, folder, say)
    finally:
        for one in sockets:
            one.close()


@dataclass(frozen=True, slots=True)
class _Doors:
    """Where the server is reached, and who may enter."""

    port: int
    names: tuple[str, ...]
    team: Team | None


def is_everywhere(host: str) -> bool:
    """Say whether a host means every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def is_own(host: str) -> bool:
    """Say whether a host, or none, is reached from this machine only."""
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _run(
    case: str,
    sockets: list[socket.socket],
    doors: _Doors,
    browser: bool,
    folder: Path,
    say: Callable[[str], None],
) -> None:
    """Serve on sockets that are open."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _as_interrupt)  # so that what was begun is ended
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    bench = Workbench.start(case, folder)
    try:
        _listen(bench, sockets, doors, browser, say)
    finally:
        for place in bench.drafts.unsaved():
            say(f"Changes of {place} were not saved and are lost.")
        bench.close()


def _listen(
    bench: Workbench,
    sockets: list[socket.socket],
    doors: _Doors,
    browser: bool,
    say: Callable[[str], None],
) -> None:
    """Answer browsers until the server is ended."""
    import uvicorn

    keys, port = Keys(), doors.port
    guard = Guard(
        build(bench),
        port=port,
        keys=keys,
        on_stranger=_greeter(port, keys, say),
        team=doors.team,
        names=doors.names,
        on_try=say,
    )
    config = uvicorn.Config(
        guard,
        log_level="warning",
        access_log=False,
        ws_max_size=1_000_000,
        lifespan="on",
        server_header=False,
        proxy_headers=False,  # who tries a password is who has connected
    )
    server = uvicorn.Server(config)
    first = _address(port, keys) if doors.team is None else _team_addresses(doors)
    threading.Thread(
        target=_once_up, args=(server, bench, first, browser, say), daemon=True
    ).start()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=sockets))


def build(bench: Workbench) -> App:
    """Return the app of the pages, not yet guarded; there can be one in a process."""
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str(bench.results.folder / ".nicegui"))
    from fastapi import FastAPI
    from nicegui import app as pages
    from nicegui import ui

    from whowhom.charts.theme import FONTS
    from whowhom.web.figures import register_files
    from whowhom.web.odds import register_odds
    from whowhom.web.uploads import register_uploads

    whole = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    pages.add_static_files(
        "/static", Path(__file__).parent / "static", max_cache_age=365 * 24 * 3600
    )
    pages.add_static_files("/fonts", FONTS, max_cache_age=365 * 24 * 3600)
    pages.config.quasar_config["loadingBar"]["skipHijack"] = True  # it has no name for readers
    register_files(bench)
    register_odds(bench)
    register_uploads(bench.uploads, bench.cases)
    pages.add_exception_handler(404, _not_there)
    for name in PAGES:
        import_module(f"whowhom.web.pages.{name}").register(bench)
    ui.run_with(
        whole,
        title="whowhom",
        favicon=Path(__file__).parent / "static" / "favicon.svg",
        dark=None,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=10.0,
    )
    return cast(App, whole)


async def _not_there(_request: object, _error: Exception) -> "HTMLResponse":
    """Say that there is no such page."""
    from fastapi.responses import HTMLResponse

    return HTMLResponse(_NOT_THERE, 404)


def own_sockets(port: int, hosts: Sequence[str] = HOSTS) -> list[socket.socket]:
    """Return sockets that listen on one port; on this machine only, in both kinds of address.

    Raises
    ------
    ResourceError
        If the port is in use, or may not be used.
    """
    found: list[socket.socket] = []
    for host in hosts:
        try:
            found.append(_listening(host, port))
        except OSError as error:
            if found:
                continue  # a machine without IPv6, or where the port is taken on it
            if hosts is not HOSTS and error.errno != errno.EADDRINUSE:
                raise ResourceError(
                    f"{host} cannot be listened on ({error.strerror}). --host takes an address of "
                    "this machine."
                ) from None
            raise ResourceError(
                f"port {port} cannot be used ({error.strerror}). Is the workbench running already? "
                "Another port: whowhom serve --port 0 takes a free one."
            ) from None
        port = found[0].getsockname()[1]
    return found


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at one address and no other."""
    is_new = ":" in host
    one = socket.socket(socket.AF_INET6 if is_new else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_new:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((host, port))
        one.listen(128)
    except OSError:
        one.close()
        raise
    return one


def _as_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _address(port: int, keys: Keys) -> str:
    return f"http://127.0.0.1:{port}/?token={keys.token}"


def _team_addresses(doors: _Doors) -> str:
    """Return where a team finds the server."""
    _, origins = hosts_and_origins(list(doors.names) or ["127.0.0.1"], doors.port)
    return "\n".join(f"{origin}/" for origin in sorted(origins))


def _greeter(port: int, keys: Keys, say: Callable[[str], None]) -> Callable[[], None]:
    """Return what prints a new address when a browser came without one and the old is used up."""

    def greet() -> None:
        if keys.renew():
            say(f"A browser without a key has called. To let it in:\n{_address(port, keys)}")

    return greet


def _once_up(
    server: object, bench: Workbench, first: str, browser: bool, say: Callable[[str], None]
) -> None:
    """State the address once the server answers and the first page is drawn."""
    from whowhom.web.pages.answer import prepare

    with contextlib.suppress(WhoWhomError):
        prepare(bench)  # if this fails, the page says why
    while not getattr(server, "started", False):
        time.sleep(0.02)
    rest = "The address works once."
    if "token=" not in first:
        rest = "Whoever has the password may enter, open cases of this account, and run them."
        if "http://" in first:
            rest += (
                "\nThe traffic is not encrypted: anyone on the network can read it, the password "
                "too.\nFor more than a network you trust, put a server that speaks TLS before it "
                "(--name https://...)."
            )
    say(f"The workbench is open at\n{first}\n{rest} Ctrl-C ends it.")
    if browser and "token=" in first:
        with contextlib.suppress(Exception):
            webbrowser.open(first)
    time.sleep(_QUIET)
    for name in _HEAVY:
        import_module(name)  # so that the page that needs it first is quick, too


logging.getLogger("nicegui").setLevel(logging.WARNING)
