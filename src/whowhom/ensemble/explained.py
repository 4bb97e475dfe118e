"""How much of the variance of an answer is explained by the group to which a run belongs."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.answers import NOBODY

__all__ = ["explained_share", "explained_shares", "why_no_variance"]


def explained_share(group: NDArray[np.integer], answers: NDArray[np.float64]) -> float:
    """Return the share of variance between groups, less what sampling error alone puts there.

    Parameters
    ----------
    group : array of int, shape (runs,)
        Number of the group of each run, in [0, groups), none of them empty.
    answers : array of float, shape (runs, chances)
        Outcome of each run; the variances of the columns are added up.

    Returns
    -------
    float
        At most 1; slightly below 0 where groups explain nothing. 0 without variance or groups.

    Examples
    --------
    >>> explained_share(np.array([0, 0, 1, 1]), np.array([[0.0], [0.0], [1.0], [1.0]]))
    1.0
    """
    return explained_shares([group], answers)[0]


def explained_shares(
    groupings: Iterable[NDArray[np.integer]], answers: NDArray[np.float64]
) -> list[float]:
    """Return :func:`explained_share` for each of several groupings of the same runs."""
    runs, total, mean = len(answers), float(answers.var(axis=0).sum()), answers.mean(axis=0)
    columns = np.ascontiguousarray(answers.T)
    found = []
    for group in groupings:
        counts = np.bincount(group)
        groups = len(counts)
        if total == 0 or groups == 1 or runs == groups:
            found.append(0.0)
            continue
        sums = np.stack([np.bincount(group, weights=column) for column in columns], axis=1)
        deviations = sums / counts[:, None] - mean
        between = float((counts / runs) @ (deviations**2).sum(axis=1)) / total
        found.append((between * (runs - 1) - (groups - 1)) / (runs - groups))
    return found


def why_no_variance(
    names: Sequence[str], answers: NDArray[np.float64], outcome: str, *, of: str = "runs"
) -> str:
    """Say that an answer is the same in all runs, so that nothing can explain its variance.

    Parameters
    ----------
    names : sequence of str
        Of whom it was asked, one for each chance.
    answers : array of float, shape (runs, chances)
        In which runs it happens, 0 or 1.
    outcome : str
        What was asked.
    of : str, default "runs"
        What the runs are called.

    Returns
    -------
    str
        A sentence; empty if the runs differ.

    Examples
    --------
    >>> why_no_variance(["ann"], np.zeros((50, 1)), "killed")
    '"killed" of ann happens in none of the 50 runs: there is no variance to explain.'
    >>> why_no_variance(["ann"], np.array([[0.0], [1.0]]), "killed")
    ''
    """
    runs = len(answers)
    if runs and np.ptp(answers, axis=0).any():
        return ""
    rest = f"the {runs:,} {of}: there is no variance to explain."
    if len(names) == 1:
        often = "all" if runs and answers[0, 0] else "none"
        return f'"{outcome}" of {names[0]} happens in {often} of {rest}'
    who = names[int(np.argmax(answers[0]))] if runs else NOBODY
    does = "leads at the end" if outcome == "leads" else "ends as sole ruler"
    told = f"no one {does}" if who == NOBODY else f"{who} {does}"
    return f"{told[0].upper()}{told[1:]} in all of {rest}"
