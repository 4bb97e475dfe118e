"""The inner loops of the two-state hazard: its curve, and its likelihood in a table."""

import math

from numpy.typing import NDArray

from whowhom.compiled import kernel

__all__ = ["fill_losses", "fill_two_states", "two_state_log_likelihood", "two_state_loss"]


@kernel
def fill_two_states(
    coup: float,
    establishment: float,
    established_coup: float,
    hazard: NDArray,  # type: ignore[type-arg]
    established: NDArray,  # type: ignore[type-arg]
) -> None:
    """Fill in the hazard and the established share of those still in power, period by period.

    The shares are carried along and not the numbers still in power, since those become too small
    for a float while the shares do not.

    Parameters
    ----------
    coup, establishment, established_coup : float
        Chances per period; the first two exclude each other and add up to 1 at most.
    hazard, established : array of float, shape (n,)
        Filled in; nan from the period on in which nobody is left.
    """
    share = 0.0
    for t in range(hazard.size):
        danger = coup * (1.0 - share) + established_coup * share
        hazard[t] = danger
        established[t] = share
        arriving = share * (1.0 - established_coup) + (1.0 - share) * establishment
        left = 1.0 - danger
        share = min(1.0, arriving / left) if left > 0.0 else math.nan


@kernel
def two_state_log_likelihood(
    coup: float,
    establishment: float,
    established_coup: float,
    exposed: NDArray,  # type: ignore[type-arg]
    coups: NDArray,  # type: ignore[type-arg]
) -> float:
    """Return the log likelihood of a table of coups by year; minus infinity if it cannot be.

    Parameters
    ----------
    coup, establishment, established_coup : float
        As in :func:`fill_two_states`.
    exposed, coups : array of float, shape (n,)
        Rulers exposed to a coup in each year, and those who fell to one.
    """
    share = 0.0
    total = 0.0
    for t in range(exposed.size):
        danger = coup * (1.0 - share) + established_coup * share
        safe = 1.0 - danger
        calm = exposed[t] - coups[t]
        if (coups[t] > 0.0 and danger <= 0.0) or (calm > 0.0 and safe <= 0.0):
            return -math.inf
        if coups[t] > 0.0:
            total += coups[t] * math.log(danger)
        if calm > 0.0:
            total += calm * math.log1p(-danger)
        if safe > 0.0:
            arriving = share * (1.0 - established_coup) + (1.0 - share) * establishment
            share = min(1.0, arriving / safe)
    return total


@kernel
def two_state_loss(
    point: NDArray,  # type: ignore[type-arg]
    held: int,
    value: float,
    exposed: NDArray,  # type: ignore[type-arg]
    coups: NDArray,  # type: ignore[type-arg]
) -> float:
    """Return minus the log likelihood at a point of the unit cube.

    Parameters
    ----------
    point : array of float
        What is free, all in [0, 1]: the chance of a coup, that of establishment for who escapes
        one, and the later chance as a share of the first, without the one that is held.
    held : int
        What is held at `value`: 0 for nothing, 1 the chance of a coup, 2 that of establishment, 3
        the later chance of a coup; the first coordinate is then how far the chance of a coup lies
        between that and 1, the second establishment.
    value : float
        The chance that is held.
    exposed, coups : array of float, shape (n,)
        As in :func:`two_state_log_likelihood`.
    """
    if held == 0:
        coup, establishment, later = point[0], point[1], point[0] * point[2]
    elif held == 1:
        coup, establishment, later = value, point[0], value * point[1]
    elif held == 2:
        coup, establishment, later = point[0], value, point[0] * point[1]
    else:
        coup, establishment, later = value + (1.0 - value) * point[0], point[1], value
    moving = establishment * (1.0 - coup)
    return -two_state_log_likelihood(coup, moving, later, exposed, coups)


@kernel
def fill_losses(
    points: NDArray,  # type: ignore[type-arg]
    held: int,
    value: float,
    exposed: NDArray,  # type: ignore[type-arg]
    coups: NDArray,  # type: ignore[type-arg]
    losses: NDArray,  # type: ignore[type-arg]
) -> None:
    """Fill in the loss at many points.

    Parameters
    ----------
    points : array of float, shape (m, free)
        One point a row, as in :func:`two_state_loss`.
    held, value, exposed, coups
        As in :func:`two_state_loss`.
    losses : array of float, shape (m,)
        Filled in.
    """
    for i in range(losses.size):
        losses[i] = two_state_loss(points[i], held, value, exposed, coups)
