"""The inner loop of a cascade: from nobody to where it stops."""

from typing import Any

from whowhom.compiled import kernel

__all__ = ["follow"]


@kernel
def follow(ready: Any, path: Any) -> int:
    """Fill in how many act round by round, until nobody joins any more.

    Parameters
    ----------
    ready : array of int64, shape (n + 1,)
        How many are ready to act once r people act, for each r; never falls, at most n.
    path : array of int64, shape (n + 1,)
        Filled in from the front: how many act after each round, 0 first.

    Returns
    -------
    int
        How many entries of `path` are filled in, at least 1.
    """
    acting = 0
    path[0] = 0
    length = 1
    while ready[acting] > acting:
        acting = ready[acting]
        path[length] = acting
        length += 1
    return length
