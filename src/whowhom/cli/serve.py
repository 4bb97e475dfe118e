"""``whowhom serve``: the workbench in the browser."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from whowhom.cli.output import note
from whowhom.errors import InvalidInput

__all__ = ["serve"]

_NEEDED = ("nicegui", "altair", "uharfbuzz")


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
) -> None:
    """Open the workbench in the browser: the answer, the case, why, what if, runs, models.

    It listens on this machine only and lets in one browser at a time that opens the address it
    prints. Ctrl-C ends it.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InvalidInput(
            f"the workbench needs {' and '.join(missing)}; install the optional dependency: "
            "pip install 'whowhom[ui]'"
        )
    from whowhom.web.server import serve as run_server

    run_server(case, port=port, browser=not no_browser, folder=out, say=note)
