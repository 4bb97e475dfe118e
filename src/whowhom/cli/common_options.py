"""The options that many commands share: how the answer is printed, and where runs are simulated."""

from typing import Annotated

from cyclopts import Parameter

__all__ = ["Brief", "EngineName", "Json", "Quiet", "Threads"]

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

Threads = Annotated[int | None, Parameter(help="Runs at once. [default: all processors]")]

EngineName = Annotated[
    str,
    Parameter(
        name="--engine",
        help="Where to simulate: local (threads), dask (worker processes) or dask:ADDRESS.",
    ),
]
