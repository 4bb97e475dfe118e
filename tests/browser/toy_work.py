"""Stand-ins for the work of jobs, with a model that rolls dice: quick, or as slow as one asks.

They are called in a new process, so they live in a module of their own.
"""

import time
from dataclasses import replace

from fake_model import fake_model_of, fake_runs
from toy_odds import toy_odds

from whowhom.cases.case import CourseEvent
from whowhom.cases.dates import parse_period
from whowhom.cases.problems import BadCell
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


def shipped_odds(case):
    """The odds of the duel, as a server finds them that come with the program."""
    return toy_odds(case) if case.id == "duel" else None


def find_odds(tell, *, case, record, runs, seed):
    for done in range(5):
        tell(done, 5, "")
        time.sleep(0.1)
    if record is not None:
        course = [
            CourseEvent(
                date=parse_period(row["date"]),
                actor=row["actor"],
                event=row["event"],
                by=tuple(row["by"]),
                note="",
            )
            for row in record
        ]
        case = replace(case, course=tuple(course))
    return toy_odds(case, runs=runs, seed=seed)


def record_problems(case, rows):
    """Say what is wrong with rows, as the real check would."""
    problems = []
    for number, row in enumerate(rows, start=1):
        try:
            parse_period(row["date"])
        except BadCell as bad:
            problems.append(f'row {number}: date "{row["date"]}" {bad.finding}; {bad.hint}')
        if row["actor"] not in case.names:
            problems.append(f'row {number}: actor "{row["actor"]}" is unknown')
    return problems


def answer_requests(pipe):
    """Answer moves of a weight with dice; a changed case has other dice."""
    import whowhom.ensemble.run
    from whowhom.web.quick import answer_requests as real

    def model(case, parameters):
        return _model_of(int(case.sha256[:4], 16), 0.0)(case, parameters)

    whowhom.ensemble.run.real_model = model
    real(pipe)
