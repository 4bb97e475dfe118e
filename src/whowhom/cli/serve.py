"""``whowhom serve``: the workbench in the browser."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from whowhom.cli.output import note
from whowhom.errors import InvalidInput

__all__ = ["serve"]

_NEEDED = ("nicegui", "altair", "uharfbuzz")
_VARIABLE = "WHOWHOM_PASSWORD"


def serve(
    case: Annotated[
        str, Parameter(help="A folder, a workbook or the id of a shipped case.")
    ] = "duel",
    /,
    *,
    port: Annotated[int, Parameter(help="Port to listen on; 0 takes a free one.")] = 0,
    no_browser: Annotated[
        bool, Parameter(help="Print the address; do not open a browser.", show_default=False)
    ] = False,
    out: Annotated[Path, Parameter(help="Folder in which results are stored.")] = Path("results"),
    host: Annotated[
        str,
        Parameter(
            help="Address of this machine at which a team reaches it, with a password. "
            "[default: this machine only]"
        ),
    ] = "",
    name: Annotated[
        list[str] | None,
        Parameter(help="Name by which a team reaches it, such as https://NAME; repeatable."),
    ] = None,
    password_file: Annotated[
        Path | None,
        Parameter(
            help=f"File whose first line is the password. [default: {_VARIABLE}, else it is asked]"
        ),
    ] = None,
) -> None:
    """Open the workbench in the browser: the answer, the case, why, what if, runs, models.

    It listens on this machine only and lets in one browser at a time that opens the address it
    prints; with --host, whoever has the password. Ctrl-C ends it.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InvalidInput(
            f"the workbench needs {' and '.join(missing)}; install the optional dependency: "
            "pip install 'whowhom[ui]'"
        )
    from whowhom.web.server import is_everywhere, is_own
    from whowhom.web.server import serve as run_server
    from whowhom.web.team import Team

    if is_everywhere(host) and not name:
        raise InvalidInput(
            f"--host {host} means every address of this machine; add --name and the name by which "
            "it is reached, such as --name lab.example.org"
        )
    is_shared = bool(name or password_file) or not is_own(host)
    run_server(
        case,
        port=port,
        browser=not no_browser,
        folder=out,
        say=note,
        host=host,
        names=name or (),
        team=Team(_password(password_file)) if is_shared else None,
    )


def _password(file: Path | None) -> str:
    """Return the password of a team: of a file, of the environment, or typed."""
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise InvalidInput(f"--password-file: {file} cannot be read ({error})") from None
        return lines[0].strip() if lines else ""
    found = os.environ.pop(_VARIABLE, "")  # so that no other process inherits it
    if found:
        return found
    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        return getpass("Password for the team: ")
    raise InvalidInput(
        "a server that others can reach needs a password: set the environment variable "
        f"{_VARIABLE}, name --password-file FILE, or start it in a terminal, which asks for it"
    )
