"""A world whose chances are known exactly, in place of the regime model.

Two parameters u and v in [0, 1]. In every struggle the chances of three contenders to win are
``exp(eta) / sum``, with eta linear in u and v and different from struggle to struggle; everything
else (who falls, fates, first, months) comes from the winner and from plain dice, so that u and v
are learnt from the winners alone.
"""

import numpy as np
from scipy.special import softmax

from research.calibration.design import Ends

ACTORS = ("ann", "bob", "cat")
HORIZON = 97
STRENGTH = 2.5


def slopes(cases: int) -> np.ndarray:
    """Return how the parameters move the contenders, shape (cases, 3, 3): constant, u, v."""
    return STRENGTH * np.random.default_rng(7).standard_normal((cases, 3, 3))


def chances(points: np.ndarray, cases: int) -> np.ndarray:
    """Return the chances to win, shape (cases, S, 3)."""
    terms = np.column_stack([np.zeros(len(points)), 2 * points - 1])
    return softmax(np.einsum("cak,sk->csa", slopes(cases), terms), axis=2)


def toy_ends(points: np.ndarray, *, cases: int = 8, runs: int = 5, seed: int = 1) -> list[Ends]:
    """Simulate the toy world."""
    rng = np.random.default_rng(seed)
    found = []
    for case, p in enumerate(chances(points, cases)):
        shape = (len(points), runs)
        winner = (rng.random((*shape, 1)) > np.cumsum(p, axis=1)[:, None, :]).sum(axis=2)
        removed = np.arange(3) != winner[..., None]
        fate = np.where(removed, rng.integers(1, 5, (*shape, 3)), 0)
        found.append(
            Ends(
                case=f"case_{case}",
                actors=ACTORS,
                horizon=HORIZON,
                winner=(~removed).astype(np.float32),
                fate=fate.astype(np.int8),
                removed=removed,
                first=((winner + rng.integers(1, 3, shape)) % 3).astype(np.int16),
                months=rng.integers(0, 98, shape).astype(np.int16),
            )
        )
    return found
