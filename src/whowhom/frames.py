"""Columns as a data frame, for those who must not know of tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polars import DataFrame as Frame

__all__ = ["Frame", "frame"]


def frame(columns: Mapping[str, Sequence[Any]]) -> "Frame":
    """Return columns of one length, each of plain values of one type, as a data frame.

    Examples
    --------
    >>> frame({"actor": ["ann", "bob"], "share": [0.25, None]}).shape
    (2, 2)
    """
    import polars as pl

    return pl.DataFrame(dict(columns), strict=False)
