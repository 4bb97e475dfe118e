"""Measure a workload that other frameworks are measured with; writes into docs/performance.md.

    python benchmarks/reference.py         # about a minute; needs a C compiler

Members of an organisation hold eight actors in esteem. Each month one in fifty is replaced: the
newcomer has a patron, drawn in proportion to the actors' power, and esteem for nobody else. Then
all move towards what the actors say and towards five fixed acquaintances, with normal noise, and
side with whom they esteem most, their patron ahead of equals.

Three programs do this, in turn: our kernels (:func:`whowhom.compiled.kernel` with the keyed draws
of :mod:`whowhom.rng`), plain numba as a first try would have it, and C (``reference.c``) as fast as
the compiler makes it. Ours and C draw the same numbers and must agree. Nothing here passes or fails
by its time.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
from performance_page import marked, put
from timing import TURNS, Watch, in_turn, medians, ratio

from whowhom.compiled import kernel
from whowhom.rng import agent_hash, key32

SOURCE = Path(__file__).with_name("reference.c")
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fPIC")
SIZES = (2_000, 10_000, 100_000, 1_000_000)
STEPS = 400_000
"""Members times months of one measurement, at least a few months."""
CLOSE = 2e-5
"""How far ours and C may differ: C is told that it may reorder sums."""

F, U32, I32 = np.float32, np.uint32, np.int32
ACTORS, PEERS, BLOCK = 8, 5, 64
POWER = (0.30, 0.20, 0.15, 0.10, 0.10, 0.05, 0.05, 0.05)
LEAVES = U32(0.02 * 2**32)
KEPT, HEARD, LIKED, NOISE, PATRON = F(0.9), F(0.05), F(0.01), F(0.02), F(0.3)


class State(NamedTuple):
    """An organisation of N members and what happens to it in T months."""

    esteem: Any  # float32 (N, 8)
    other: Any  # float32 (N, 8) esteem of the month after
    patron: Any  # int8 (N,)
    peers: Any  # int32 (N, 5)
    keys: Any  # uint32 (T, 2) keys of turnover and noise
    messages: Any  # float32 (T, 8)
    power: Any  # float32 (8,) sums of the power of the first actors
    support: Any  # int64 (T, 8) members on each side


def begun(members: int, months: int) -> State:
    draw = np.random.default_rng(1)
    power = np.cumsum(POWER).astype(F)
    patron = np.minimum(np.searchsorted(power, draw.random(members)), ACTORS - 1).astype(np.int8)
    esteem = np.zeros((members, ACTORS), F)
    esteem[np.arange(members), patron] = 0.5
    month, actor = np.arange(months)[:, None], np.arange(ACTORS)
    said = 0.2 - 0.3 * actor / 7 + 0.1 * np.sin(2 * np.pi * month / 48 + actor)
    return State(
        esteem=esteem,
        other=esteem.copy(),
        patron=patron,
        peers=draw.integers(0, members, (members, PEERS), dtype=I32),
        keys=np.array([[key32(1, 0, t, s, 0, 0) for s in (1, 2)] for t in range(months)], U32),
        messages=said.astype(F),
        power=power,
        support=np.zeros((months, ACTORS), np.int64),
    )


# --- ours

ONE, HALF, NIL = F(1.0), F(0.5), F(0.0)
LOG = tuple(map(F, (0.0927232615, -0.1411858586, 0.1467642499, -0.1659284105, 0.1998512538,
                    -0.2500092194, 0.3333341031)))  # fmt: skip
LN2, ROOT2 = F(0.69314718), F(1.41421356)
MIDDLE = tuple(map(F, (2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06,
                       0.00021858087, -0.00125372503, -0.00417768164, 0.246640727,
                       1.50140941)))  # fmt: skip
TAIL = tuple(map(F, (-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844,
                     0.00573950773, -0.0076224613, 0.00943887047, 1.00167406,
                     2.83297682)))  # fmt: skip


@kernel(inline="always")
def _log(x):
    """Natural logarithm in single precision, for x in (0, 1]."""
    word = F(x).view(I32)
    m = I32((word & I32(0x7FFFFF)) | I32(0x3F800000)).view(F)
    high = m > ROOT2
    f = (HALF * m if high else m) - ONE
    e = F(I32(I32(word >> I32(23)) - I32(127))) + (ONE if high else NIL)
    s = LOG[0]
    s = s * f + LOG[1]
    s = s * f + LOG[2]
    s = s * f + LOG[3]
    s = s * f + LOG[4]
    s = s * f + LOG[5]
    s = s * f + LOG[6]
    return f - HALF * f * f + f * f * f * s + e * LN2


@kernel(inline="always")
def _polynomial(c, x):
    y = c[0] * x + c[1]
    y = y * x + c[2]
    y = y * x + c[3]
    y = y * x + c[4]
    y = y * x + c[5]
    y = y * x + c[6]
    y = y * x + c[7]
    return y * x + c[8]


@kernel(inline="always")
def _normal(bits):
    """Standard normal from 32 random bits: M. Giles, "Approximating the erfinv function" (2012)."""
    u = (F(I32(bits >> U32(8))) + HALF) * F(2.0**-23) - ONE
    w = -_log((ONE - u) * (ONE + u))
    middle = _polynomial(MIDDLE, w - F(2.5))
    tail = _polynomial(TAIL, np.sqrt(max(w, NIL)) - F(3.0))
    return (middle if w < F(5.0) else tail) * u * ROOT2


@kernel
def _replace(esteem, patron, key, power):
    for i in range(patron.size):
        draw = agent_hash(key, U32(i))
        if draw < LEAVES:
            at, k = F(draw) / F(LEAVES), 0
            while k < ACTORS - 1 and at > power[k]:
                k += 1
            patron[i] = k
            for j in range(ACTORS):
                esteem[i, j] = NIL
            esteem[i, k] = HALF


@kernel
def _draw(noise, key, first):
    for q in range(noise.size):
        noise[q] = _normal(agent_hash(key, U32(U32(first) + U32(q))))


@kernel
def _fetch(pairs, peers, near):
    """Copy the esteem of all acquaintances, two actors at a time."""
    for i in range(peers.shape[0]):
        for j in range(PEERS):
            peer = np.uint64(peers[i, j])
            for h in range(ACTORS // 2):
                near[j, i, h] = pairs[peer, h]


@kernel
def _move(own, said, near, noise, new):
    a, b, c, d, e = near[0], near[1], near[2], near[3], near[4]
    for q in range(own.size):
        heard = KEPT * own[q] + said[q] + LIKED * (a[q] + b[q] + c[q] + d[q] + e[q])
        new[q] = heard + NOISE * noise[q]


@kernel
def _side(esteem, patron, side):
    for i in range(patron.size):
        best, at = esteem[ACTORS * i] + (PATRON if patron[i] == np.int8(0) else NIL), np.int8(0)
        for k in range(1, ACTORS):
            worth = esteem[ACTORS * i + k] + (PATRON if patron[i] == np.int8(k) else NIL)
            at = np.int8(k) if worth > best else at
            best = max(worth, best)
        side[i] = at


@kernel
def _count(side, support):
    for i in range(side.size):
        support[side[i]] += 1


@kernel
def our_months(old, new, pairs_old, pairs_new, state, said, near, near_pairs, noise, side):
    """Let all months pass, block by block, so that what a block needs stays in the fastest cache.

    `pairs_*` and `near_pairs` are `old`, `new` and `near` seen as 64-bit numbers.
    """
    n = state.patron.size
    for t in range(state.messages.shape[0]):
        for q in range(said.size):
            said[q] = HEARD * state.messages[t, q % ACTORS]
        _replace(old, state.patron, state.keys[t, 0], state.power)
        before, after = old.ravel(), new.ravel()
        for first in range(0, n, BLOCK):
            size = min(BLOCK, n - first)
            low, high, wide = first * ACTORS, (first + size) * ACTORS, size * ACTORS
            _draw(noise[:wide], state.keys[t, 1], low)
            _fetch(pairs_old, state.peers[first : first + size], near_pairs)
            _move(before[low:high], said[:wide], near, noise[:wide], after[low:high])
            _side(after[low:high], state.patron[first : first + size], side[:size])
            _count(side[:size], state.support[t])
        old, new = new, old
        pairs_old, pairs_new = pairs_new, pairs_old


def ours(state: State) -> None:
    near = np.empty((PEERS, BLOCK * ACTORS), F)
    our_months(
        state.esteem, state.other, state.esteem.view(np.int64), state.other.view(np.int64), state,
        np.empty(BLOCK * ACTORS, F), near, near.view(np.int64).reshape(PEERS, BLOCK, ACTORS // 2),
        np.empty(BLOCK * ACTORS, F), np.empty(BLOCK, np.int8),
    )  # fmt: skip


# --- plain numba


@numba.njit(fastmath=True)
def _plain_months(esteem, other, patron, peers, messages, power, support):
    for t in range(messages.shape[0]):
        for i in range(patron.size):
            if np.random.random() < 0.02:  # noqa: NPY002 - what a first try has
                k = min(np.searchsorted(power, np.random.random()), ACTORS - 1)  # noqa: NPY002
                patron[i] = k
                esteem[i, :] = 0.0
                esteem[i, k] = 0.5
        for i in range(patron.size):
            for k in range(ACTORS):
                near = F(0.0)
                for j in range(PEERS):
                    near += esteem[peers[i, j], k]
                noise = F(np.random.standard_normal())  # noqa: NPY002
                own = esteem[i, k]
                other[i, k] = (
                    own
                    + F(0.05) * (messages[t, k] - own)
                    + F(0.05) * (near / F(PEERS) - own)
                    + F(0.02) * noise
                )
            best, side = F(-10.0), 0
            for k in range(ACTORS):
                worth = other[i, k] + (F(0.3) if k == patron[i] else F(0.0))
                if worth > best:
                    best, side = worth, k
            support[t, side] += 1
        esteem, other = other, esteem


def plain(state: State) -> None:
    _plain_months(
        state.esteem, state.other, state.patron, state.peers, state.messages, state.power,
        state.support,
    )  # fmt: skip


# --- C


def in_c(folder: str) -> Any:
    """Compile the C program and return it as a function of a state."""
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise SystemExit(
            "No C compiler was found (cc, or the one named in CC), so that there is no bound to "
            "measure against. Install gcc or clang."
        )
    code, library = Path(folder) / "reference.o", Path(folder) / "reference.so"
    subprocess.run([compiler, *FLAGS, "-c", "-o", code, SOURCE], check=True)
    # linked without -ffast-math, with which loading it would change the arithmetic of the process
    subprocess.run([compiler, "-shared", "-o", library, code, "-lm"], check=True)
    function = ctypes.CDLL(str(library)).months

    def months(state: State) -> None:
        sizes = [ctypes.c_int64(state.patron.size), ctypes.c_int64(len(state.messages))]
        function(*sizes, *(array.ctypes.data_as(ctypes.c_void_p) for array in state))

    return months


# --- what is measured


def gap(one: State, other: State) -> float:
    """Return the largest difference in esteem; sides of near equals may differ as well."""
    last = "other" if len(one.messages) % 2 else "esteem"
    return float(np.abs(getattr(one, last) - getattr(other, last)).max())


def nanoseconds_of(program: Any, members: int, months: int) -> float:
    """Return processor nanoseconds per member and month."""
    state = begun(members, months)
    began = time.process_time()
    program(state)
    return (time.process_time() - began) / members / months * 1e9


def jobs(programs: Mapping[str, Any], members: int, months: int) -> dict[str, Any]:
    return {
        name: lambda run=run: nanoseconds_of(run, members, months) for name, run in programs.items()
    }


def report(sizes: Sequence[int], steps: int, turns: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        programs = {"C": in_c(folder), "whowhom": ours, "plain numba": plain}
        check = {name: begun(2000, 25) for name in programs}
        for name, program in programs.items():
            program(check[name])  # compiles, or loads what is compiled
        if (far := gap(check["C"], check["whowhom"])) > CLOSE:
            raise SystemExit(f"ours and C differ by {far:.1e}: not the same workload")
        watch, rows = Watch(), []
        for members in sizes:
            found = in_turn(jobs(programs, members, max(2, steps // members)), turns)
            ns = medians(found)
            megabytes = sum(array.nbytes for array in begun(members, 1)) / 1e6
            rows.append(
                [
                    f"{members:,}",
                    f"{megabytes:.2g}",
                    *(f"{ns[name]:.1f}" for name in programs),
                    f"**{ratio(found['whowhom'], found['C']):.2f}**",
                    f"{ratio(found['plain numba'], found['C']):.1f}",
                ]
            )
    head = ("members", "data, MB", *(f"{name}: ns" for name in programs), "whowhom to C",
            "plain numba to C")  # fmt: skip
    how = (
        f"Processor time per member and month, one thread. {watch.sentence(turns)} Ours and C draw "
        f"the same numbers; the largest difference after 25 months is {far:.0e}."
    )
    return "\n".join([how, "", *marked.table(head, rows)])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--most-members", type=int, default=SIZES[-1])
    parser.add_argument("--steps", type=int, default=STEPS, help="members times months")
    given = parser.parse_args(arguments)
    sizes = [size for size in SIZES if size <= given.most_members] or [given.most_members]
    put("reference", report(sizes, given.steps, given.turns))


if __name__ == "__main__":
    main()
