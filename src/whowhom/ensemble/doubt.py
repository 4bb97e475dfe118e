"""How much of the doubt about an answer is gone once it is known to which group a run belongs."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["settled_share"]


def settled_share(group: NDArray[np.integer], answers: NDArray[np.float64]) -> float:
    """Return the share of variance between groups, less what chance alone puts there.

    Parameters
    ----------
    group : array of int, shape (runs,)
        Number of the group of each run, in [0, groups), none of them empty.
    answers : array of float, shape (runs, chances)
        What came of each run; their variances are added up.

    Returns
    -------
    float
        At most 1; a little below 0 where groups tell nothing. 0 without doubt, or without groups.

    Examples
    --------
    >>> settled_share(np.array([0, 0, 1, 1]), np.array([[0.0], [0.0], [1.0], [1.0]]))
    1.0
    """
    counts = np.bincount(group)
    runs, groups = len(group), len(counts)
    total = float(answers.var(axis=0).sum())
    if total == 0 or groups == 1 or runs == groups:
        return 0.0
    sums = np.stack([np.bincount(group, weights=column) for column in answers.T], axis=1)
    deviations = sums / counts[:, None] - answers.mean(axis=0)
    between = float((counts / runs) @ (deviations**2).sum(axis=1)) / total
    return (between * (runs - 1) - (groups - 1)) / (runs - groups)
