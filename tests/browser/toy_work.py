"""Stand-ins for the work of jobs, with a model that rolls dice: quick, or as slow as one asks.

They are called in a new process, so they live in a module of their own.
"""

import time

from fake_model import fake_model_of, fake_runs

from whowhom.ensemble.run import run_model

SLOW_RUNS = 4000
"""So many runs, or more, are simulated slowly: a minute or two."""


def _model_of(shift, delay):
    def model(case, parameters):
        start, _ = fake_model_of(case, parameters)

        def simulate(start, *, seed, first, runs):
            return fake_runs(start, seed=seed + shift, first=first, runs=runs, delay=delay)

        return start, simulate

    return model


def run_into(tell, *, case, runs, seed, folder):
    run_model(
        _model_of(0, 0.02 if runs >= SLOW_RUNS else 0.0),
        case,
        runs=runs,
        seed=seed,
        threads=1,
        out=folder,
        progress=lambda far: tell(far.done, far.runs, ""),
    )


def simulated(case, shift, *, runs, seed, tell):
    return run_model(
        _model_of(shift, 0.0),
        case,
        runs=runs,
        seed=seed,
        threads=1,
        progress=lambda far: tell(far.done, far.runs),
    )


def what_if_change(case, change, *, runs, seed, progress):
    from whowhom.ensemble.what_if import compared
    from whowhom.scenario.change import changed

    other, _ = changed(case, change)
    tell = lambda done, whole: None  # noqa: E731
    base = simulated(case, 0, runs=runs, seed=seed, tell=tell)
    return compared(change, base, simulated(other, 1000, runs=runs, seed=seed, tell=tell))


def run_pairs(tell, **given):
    import whowhom.ensemble.what_if
    from whowhom.web.tasks import run_pairs as real

    whowhom.ensemble.what_if.what_if_change = what_if_change
    tell(0, 1, "")
    time.sleep(0.3)
    return real(tell, **given)
