"""Results of solvers: what all have in common, and plain values that JSON and tables can carry."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whowhom.theory.words import exactly

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["CLOSE", "ROUNDING", "Result", "plain", "read_only", "rounding_decides"]

CLOSE = 1e-12
"""A comparison that turns on less than this may have turned on how its numbers were rounded."""
ROUNDING = (
    "Rounding decides: a comparison turns on less than 1e-12. If these numbers were\n"
    'computed, give them exactly, as whole numbers or as texts such as "2/3".'
)
"""What is said of such an answer."""


class Result:
    """What every result of a solver can be turned into; the results themselves are dataclasses."""

    __slots__ = ()

    columns: ClassVar[tuple[str, ...]] = ()
    """Fields of one length that make the table, the first of which names the rows; fields that are
    records become a column for each of their fields. If there are none, the single numbers, texts
    and truth values make one row."""
    counts: ClassVar[str] = ""
    """What the rows are if they are counted from 0, as ``"period"``."""

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as dicts, lists, numbers and texts, as in JSON.

        Short fractions are texts such as ``"2/3"``, other exact numbers decimals.
        """
        found: dict[str, Any] = plain(self)
        return found

    def to_frame(self) -> "DataFrame":
        """Return the main part as a polars data frame: a row for each actor, step or period.

        Exact fractions become floats. ``to_pandas`` and ``to_arrow`` of the frame go on from there.

        Examples
        --------
        >>> from whowhom.theory import coalition_by_majority
        >>> coalition_by_majority([3, 4, 10]).to_frame()["share"].round(3).to_list()
        [0.588, 1.0, 0.824, 1.0]
        """
        import polars as pl

        columns = {name: [_cell(x) for x in column] for name, column in self.table().items()}
        return pl.DataFrame(columns, strict=False)

    def table(self) -> dict[str, Sequence[Any]]:
        """Return the columns of the data frame, with values as they are."""
        table: dict[str, Sequence[Any]] = {}
        for name in self.columns:
            values = getattr(self, name)
            if values is None:
                continue
            if len(values) and is_dataclass(values[0]):
                table |= {
                    field.name: [getattr(value, field.name) for value in values]
                    for field in fields(values[0])
                }
            else:
                table["actor" if name == "actors" else name] = values
        if self.counts:
            length = len(next(iter(table.values())))
            table = {self.counts: range(length), **table}
        return table or self.single()

    def single(self) -> dict[str, Sequence[Any]]:
        """Return the single numbers, texts and truth values as columns of one row."""
        assert is_dataclass(self)
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        kinds = (int, float, str, Fraction, np.generic)
        return {name: [x] for name, x in values.items() if x is None or isinstance(x, kinds)}


def rounding_decides(*differences: float | Fraction) -> bool:
    """Return whether one of several differences is so small that rounding may have made it.

    Examples
    --------
    >>> rounding_decides(0.1, 0), rounding_decides(0.1, 1e-13)
    (False, True)
    """
    return any(difference and -CLOSE < difference < CLOSE for difference in differences)


def read_only(numbers: ArrayLike) -> NDArray[np.float64]:
    """Return numbers as a new array of floats that cannot be written to.

    Examples
    --------
    >>> read_only([1, 2]).flags.writeable
    False
    """
    array = np.array(numbers, dtype=np.float64)
    array.flags.writeable = False
    return array


def plain(value: Any) -> Any:
    """Return a result as dicts, lists, numbers and texts; an exact fraction as ``"2/3"``.

    Numbers that JSON has no sign for (nan, infinity) become None.

    Examples
    --------
    >>> from whowhom.theory import ruling_coalition
    >>> plain(ruling_coalition([3, 4, 5]))["majority"]
    '1/2'
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Fraction | Decimal):
        return exactly(value)
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: Any) -> Any:
    """Return a value as a cell of a data frame."""
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if isinstance(value, tuple | list):
        return [_cell(item) for item in value]
    if isinstance(value, np.generic):
        return _cell(value.item())
    return None if isinstance(value, float) and math.isnan(value) else value
