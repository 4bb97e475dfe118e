"""Simulate how often the interval of a result that stopped at a precision holds the true share.

    python benchmarks/stopping.py                  # about a minute

Chance alone, no model: the leading answer happens in each run with the same probability. The rule
and the interval are those of ``whowhom run --precision``.
"""

import argparse

import numpy as np
from performance_page import put

from whowhom.ensemble.interval import wilson
from whowhom.ensemble.precision import looks, most_runs

SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
"""A share and what it lacks of 1 have intervals of one width, so that these are enough."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the numbers into docs/performance.md.")
    parser.add_argument("--times", type=int, default=100_000, help="ensembles for each share")
    put("stopping", "\n".join(report(parser.parse_args().times)))


def report(times: int) -> list[str]:
    """Return the table of coverage."""
    precisions = (0.05, 0.02, 0.01)
    found = {(p, h): coverage(p, h, times) for h in precisions for p in SHARES}
    what = f"{times:,} ensembles for each share and precision; beside it as many of a fixed length"
    lines = [
        f"{what}, the mean of those that stopped.",
        "",
        "| true share | " + " | ".join(f"±{100 * h:g} points | fixed" for h in precisions) + " |",
        "|---:|" + "---:|---:|" * len(precisions),
    ]
    for share in SHARES:
        cells = [f"{100 * one:.1f}%" for h in precisions for one in found[share, h]]
        lines.append(f"| {share:g} | " + " | ".join(cells) + " |")
    least = min(one for one, _ in found.values())
    mean = [np.mean([found[p, h][0] for p in SHARES]) for h in precisions]
    lines += [
        "",
        f"Least {100 * least:.1f}%, mean " + ", ".join(f"{100 * one:.1f}%" for one in mean),
    ]
    return lines


def coverage(share: float, precision: float, times: int) -> tuple[float, float]:
    """Return how often the interval holds the share, when stopped and with a fixed number."""
    rng = np.random.default_rng(1)
    counts, runs = np.zeros(times, np.int64), np.zeros(times, np.int64)
    under_way, before = np.ones(times, bool), 0
    for look in looks(most_runs(precision)):
        counts[under_way] += rng.binomial(look - before, share, under_way.sum())
        runs[under_way], before = look, look
        for count in np.unique(counts[under_way]):
            low, high = wilson(int(count), look)
            if (high - low) / 2 <= precision:
                under_way &= counts != count
        if not under_way.any():
            break
    fixed = int(runs.mean())
    return _held(counts, runs, share), _held(rng.binomial(fixed, share, times), fixed, share)


def _held(counts: np.ndarray, runs: "np.ndarray | int", share: float) -> float:
    pairs, often = np.unique(
        np.stack([counts, np.broadcast_to(runs, counts.shape)]), axis=1, return_counts=True
    )
    held = [low <= share <= high for low, high in (wilson(int(c), int(n)) for c, n in pairs.T)]
    return float(np.average(held, weights=often))


if __name__ == "__main__":
    main()
