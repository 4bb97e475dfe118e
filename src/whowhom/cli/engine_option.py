"""The option that says where runs are simulated; all commands that simulate share it."""

from typing import Annotated

from cyclopts import Parameter

__all__ = ["EngineName"]

EngineName = Annotated[
    str,
    Parameter(
        name="--engine",
        help="Where to simulate: local (threads), dask (worker processes) or dask:ADDRESS.",
    ),
]
