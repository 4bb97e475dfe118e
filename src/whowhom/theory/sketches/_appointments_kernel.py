"""The inner loop of appointments by chance: every post, every period, every run."""

from typing import Any

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, key32

__all__ = ["simulate_posts"]


_VACANCY = STREAMS.index("vacancy")


@kernel
def simulate_posts(
    seed: int, posts: int, loyal_at_start: int, gained: int, vacated: int, counts: Any
) -> None:
    """Fill in how many posts are loyal after each period of each run.

    One draw of 32 bits decides a post in a period: below `gained` it falls vacant and goes to a
    client, from there up to `vacated` to somebody else, above it stays. More appointments
    therefore never cost a loyal post in any run.

    Parameters
    ----------
    seed : int
        Seed of the random numbers.
    posts, loyal_at_start : int
        How many posts there are, and how many of them, the first ones, are loyal at first.
    gained, vacated : int
        Chances times 2 ** 32.
    counts : array of int64, shape (runs, periods + 1)
        Filled in.
    """
    loyal = np.empty(posts, np.int64)
    for run in range(counts.shape[0]):
        for post in range(posts):
            loyal[post] = post < loyal_at_start
        counts[run, 0] = loyal_at_start
        for period in range(1, counts.shape[1]):
            key = key32(seed, run, period, _VACANCY, 0, 0)
            total = 0
            for post in range(posts):
                draw = np.int64(agent_hash(key, np.uint32(post)))
                if draw < gained:
                    loyal[post] = 1
                elif draw < vacated:
                    loyal[post] = 0
                total += loyal[post]
            counts[run, period] = total
