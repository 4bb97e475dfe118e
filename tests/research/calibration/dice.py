"""Dice in place of the regime model: who is strong wins more often the higher `bias` is."""

import numpy as np

from whowhom.sim.events import EVENT
from whowhom.sim.layout import DECISIONS
from whowhom.sim.simulation import Runs


class Dice:
    """A stand-in that counts how many runs it made."""

    def __init__(self) -> None:
        self.simulated = 0

    def __call__(self, start, *, seed, first, runs):
        self.simulated += runs
        n, months = len(start.actors), start.months
        strength = np.array(
            [sum(q.low for q in actor.bases.values()) for actor in
             sorted(start.case.actors, key=lambda actor: actor.id)]
        )  # fmt: skip
        chance = np.exp(start.parameters["bias"] * strength / 3)
        rng = np.random.default_rng([seed, first, int.from_bytes(start.case.id.encode()) % 2**32])
        top = rng.choice(n, runs, p=chance / chance.sum())
        fell = np.where(np.arange(n) == top[:, None], -1, rng.integers(1, months - 1, (runs, n)))
        rank = np.argsort(np.argsort(np.where(fell < 0, months, fell), axis=1), axis=1)
        reached = np.full((runs, n, 6), -1, np.int16)
        reached[np.arange(runs), :, 1] = fell
        share = (np.arange(n) == top[:, None]).astype(np.float32)
        return Runs(
            top=top.astype(np.int8),
            fate=np.where(fell < 0, 0, 2).astype(np.int8),
            fell=fell.astype(np.int16),
            order=np.where(fell < 0, -1, rank).astype(np.int8),
            by=np.full((runs, n), -1, np.int8),
            reached=reached,
            share=share,
            standing=np.zeros((months, n, 7), np.int32),
            power=np.zeros((months, n, 101), np.int32),
            held=np.zeros((months, 0, n + 1), np.int32),
            clients=np.zeros((months, 0, n), np.int64),
            decisions=np.zeros((runs, 0, months, len(DECISIONS))),
            events=np.zeros(0, EVENT),
        )
