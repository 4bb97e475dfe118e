"""Sweep into a folder and die after some runs, as a killed process does: ``FOLDER RUNS``."""

import os
import sys
from pathlib import Path

from fake_model import fake_model_of, fake_runs, make_case

from whowhom.ensemble.sweep import sweep

TABLE = {"actors.ann.army": [1, 2, 3]}
SETTINGS = {"runs": 20, "seeds": (5, 6)}


def main():
    folder, most = sys.argv[1:]
    simulated = []

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            if sum(simulated) >= int(most):
                os._exit(9)
            simulated.append(runs)
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return fake_model_of(case, parameters)[0], simulate

    import whowhom.ensemble.run

    whowhom.ensemble.run.real_model = model
    sweep(make_case(), TABLE, out=Path(folder), threads=2, **SETTINGS)


if __name__ == "__main__":
    main()
