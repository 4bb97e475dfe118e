"""Keyed chance: every draw is a function of what it decides, never of when it is asked for.

A draw is addressed by ``(seed, run, month, stream, entity, index)``. Two runs with the same seed
and run number therefore share every draw that both make, whatever else differs between them; the
number of threads, the order of the calls and draws added elsewhere change nothing.

The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
as 1, 2, 3", SC'11, https://doi.org/10.1145/2063384.2063405; its known answers are tested. The many
small draws of the agents mix a Philox key with the agent's number (:func:`agent_hash`); that hash
is not a named generator and stands on the statistical tests in ``tests/unit/test_rng.py``.
"""

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel

__all__ = [
    "OWN_STREAM",
    "STREAMS",
    "agent_hash",
    "entity_key",
    "exponential",
    "key32",
    "normal",
    "philox",
    "uniform",
    "uniforms_by_run",
]

STREAMS = (
    "range",
    "shock_date",
    "agent_start",
    "turnover",
    "newcomer_patron",
    "newcomer_esteem",
    "newcomer_line",
    "esteem_noise",
    "handshake",
    "belief_noise",
    "opportunity",
    "initiator",
    "side",
    "bloc",
    "spoils",
    "confidence",
    "review",
    "pretext",
    "asylum",
    "next_host",
    "attempt",
    "mortality",
    "leader_fall",
    "successor",
    "start_patron",
    "start_line",
    "vote",
    "kin",
    "handshake_patron",
    "power_error",
    "vacancy",
    "parameters",
    "co_option",
    "guide",
    "try",
    "resample",
    "shock_happens",
    "succession",
)
"""Names of the streams; the position is part of every address, so this list is append-only."""

OWN_STREAM = 255
"""The stream of mechanisms that users write: the last that an address can hold, so never one of
`STREAMS`. Each has an entity key of its own."""

_MASK = np.uint64(0xFFFFFFFF)
_MULTIPLY_0, _MULTIPLY_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_HALF = np.uint64(32)
_GOLDEN = np.uint32(0x9E3779B9)


def entity_key(identifier: str) -> int:
    """Return the 32-bit key under which an entity draws, from its id.

    Parameters
    ----------
    identifier : str
        Id of an actor, audience, post, value ...

    Returns
    -------
    int
        In [0, 2**32).

    Examples
    --------
    >>> entity_key("trotsky") == entity_key("trotsky") != entity_key("stalin")
    True
    """
    return int.from_bytes(hashlib.blake2s(identifier.encode(), digest_size=4).digest(), "little")


@kernel
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key (each word < 2**32)."""
    for _ in range(10):
        product_0 = _MULTIPLY_0 * c0
        product_1 = _MULTIPLY_1 * c2
        c0 = (product_1 >> _HALF) ^ c1 ^ k0
        c2 = (product_0 >> _HALF) ^ c3 ^ k1
        c1 = product_1 & _MASK
        c3 = product_0 & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@kernel
def _words(
    seed: int, run: int, month: int, stream: int, entity: int, index: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four random words of one address."""
    word = np.uint64(seed)
    when = (np.uint64(month) << np.uint64(8)) | np.uint64(stream)
    return philox(
        np.uint64(run) & _MASK,
        when & _MASK,
        np.uint64(entity) & _MASK,
        np.uint64(index) & _MASK,
        word & _MASK,
        word >> _HALF,
    )


@kernel(signature="uint32(int64, int64, int64, int64, int64, int64)")
def key32(seed: int, run: int, month: int, stream: int, entity: int, index: int) -> np.uint32:
    """Return 32 random bits for one address: the key of a family of agent draws."""
    return np.uint32(_words(seed, run, month, stream, entity, index)[0])


@kernel(signature="float64(int64, int64, int64, int64, int64, int64)")
def uniform(seed: int, run: int, month: int, stream: int, entity: int, index: int) -> float:
    """Return one uniform number in (0, 1) for one address."""
    bits = _words(seed, run, month, stream, entity, index)
    high, low = bits[0] >> np.uint64(6), bits[1] >> np.uint64(6)
    return (np.float64(high * np.uint64(67108864) + low) + 0.5) / 4503599627370496.0


@kernel(signature="float64(int64, int64, int64, int64, int64, int64)")
def normal(seed: int, run: int, month: int, stream: int, entity: int, index: int) -> float:
    """Return one standard normal number (Box-Muller on two keyed uniforms)."""
    radius = math.sqrt(-2.0 * math.log(uniform(seed, run, month, stream, entity, index)))
    angle = uniform(seed, run, month, stream, entity, index ^ 0x40000000)
    return radius * math.cos(2.0 * math.pi * angle)


@kernel(inline="always")
def agent_hash(key: np.uint32, number: np.uint32) -> np.uint32:
    """Return 32 bits for agent `number` under `key`: two rounds of multiply and shift.

    32-bit throughout, so that a loop over agents runs on the vector unit.
    """
    x = np.uint32(np.uint32(number * _GOLDEN) + key)
    x = np.uint32(x ^ (x >> np.uint32(16)))
    x = np.uint32(x * np.uint32(0x21F0AAAD))
    x = np.uint32(x ^ (x >> np.uint32(15)))
    x = np.uint32(x * np.uint32(0x735A2D97))
    return np.uint32(x ^ (x >> np.uint32(15)))


@kernel
def uniforms_by_run(
    seed: int, first: int, runs: int, stream: int, entity: int
) -> NDArray[np.float64]:
    """Return one uniform number in (0, 1) for each run, shape (runs,)."""
    numbers = np.empty(runs, np.float64)
    for r in range(runs):
        numbers[r] = uniform(seed, first + r, 0, stream, entity, 0)
    return numbers


@kernel(inline="always")
def exponential(draw: float) -> float:
    """Return the standard exponential number that belongs to a uniform one."""
    return -math.log(draw)
