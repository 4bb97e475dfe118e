"""The options that many commands share: how the answer is printed, and where runs are simulated."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

__all__ = [
    "AsOf",
    "Brief",
    "CaseName",
    "EngineName",
    "Horizon",
    "Json",
    "Leader",
    "Mechanisms",
    "Quiet",
    "RecordFile",
    "Threads",
]


def _case_names(context: Any) -> dict[str, str]:
    """Return the cases that a word may become; loaded when the shell asks."""
    from whowhom.cli.completion import case_names

    return case_names(context)


CaseName = Annotated[
    str,
    Parameter(help="A folder, a workbook or the id of a shipped case.", completer=_case_names),
]

Json = Annotated[bool, Parameter(help="Print one JSON object.", show_default=False)]

Quiet = Annotated[bool, Parameter(name=["--quiet", "-q"], help="No progress.", show_default=False)]

Brief = Annotated[
    bool,
    Parameter(
        name=["--quiet", "-q"],
        help="No progress, and only the first sentence.",
        show_default=False,
    ),
]

AsOf = Annotated[
    str | None,
    Parameter(help="Given the record up to this month (1925-02); the future begins after it."),
]

RecordFile = Annotated[
    Path | None,
    Parameter(help="What has happened, as a table like course.csv. [default: course.csv]"),
]

Threads = Annotated[int | None, Parameter(help="Runs at once. [default: all processors]")]

EngineName = Annotated[
    str,
    Parameter(
        name="--engine",
        help="Where to simulate: local (threads), dask (worker processes) or dask:ADDRESS.",
    ),
]

Mechanisms = Annotated[
    Path | None,
    Parameter(
        help="A Python file with mechanisms of your own (@ww.mechanism). The file is run: name "
        "only one that you trust."
    ),
]

Leader = Annotated[
    str | None,
    Parameter(help="The actor whose removal is asked. [default: as the case says]"),
]

Horizon = Annotated[
    str | None,
    Parameter(help="How far ahead, such as 12m or 2y. [default: 12m]"),
]
