"""``whowhom serve``: the workbench in the browser."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from whowhom.cli.output import note
from whowhom.errors import InvalidInput

__all__ = ["serve"]


def serve(
    case: Annotated[
        str, Parameter(help="A folder, a workbook or the id of a shipped case.")
    ] = "duel",
    /,
    *,
    port: Annotated[int, Parameter(help="Where it listens; 0 takes a free one.")] = 0,
    no_browser: Annotated[
        bool, Parameter(help="Print the address and open nothing.", show_default=False)
    ] = False,
    out: Annotated[Path, Parameter(help="Folder in which results are stored.")] = Path("results"),
) -> None:
    """Open the workbench in the browser: the answer, the case, why, what if, plays, models.

    It listens on this machine only and lets in one browser at a time that opens the address it
    prints. Ctrl-C ends it.
    """
    try:
        from whowhom.web.server import serve as run_server
    except ImportError as missing:
        raise InvalidInput(
            f"{missing}" if "whowhom" in str(missing) else _what_to_install(missing)
        ) from missing
    run_server(case, port=port, browser=not no_browser, folder=out, say=note)


def _what_to_install(missing: ImportError) -> str:
    return (
        f"the workbench needs packages that are not installed ({missing}): "
        "pip install 'whowhom[ui]'"
    )
