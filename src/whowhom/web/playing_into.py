"""The work behind a run: a case is played into a folder."""

from collections.abc import Callable

from whowhom.cases.case import Case

__all__ = ["play_into"]


def play_into(tell: Callable[..., None], *, case: Case, runs: int, seed: int, folder: str) -> None:
    """Play a case into a folder, or go on there: the work of a job."""
    from whowhom.ensemble.map_runs import Progress
    from whowhom.ensemble.run import run

    def told(progress: Progress) -> None:
        is_new = progress.done == progress.stored_before
        note = "getting ready (the first time on a machine takes a minute)" if is_new else ""
        tell(progress.done, progress.runs, note)

    run(case, runs=runs, seed=seed, out=folder, progress=told)
