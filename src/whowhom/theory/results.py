"""Results of solvers: arrays that nobody writes to, and plain values that JSON can carry."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["plain", "read_only"]


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
        return str(value)
    if hasattr(value, "tolist"):  # a numpy array or number
        return plain(value.tolist())
    if isinstance(value, float) and not (abs(value) < float("inf")):
        return None
    return value
