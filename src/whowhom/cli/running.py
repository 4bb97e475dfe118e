"""What ``whowhom run`` does around the one call that simulates."""

import shlex
import shutil
from functools import partial
from pathlib import Path

from whowhom.cases import Case
from whowhom.cases.case import BASES
from whowhom.cli.output import emit, note, say
from whowhom.cli.progress import reporting
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.description import work_of
from whowhom.ensemble.engines import LOCAL, EngineFailed
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.plan import (
    check_settings,
    machine_memory,
    memory_of_all,
    needed_bytes,
    needed_memory,
    processors,
)
from whowhom.ensemble.progress import Progress, duration, shorter
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import chunk_for, run, run_shard, seconds_a_run
from whowhom.ensemble.store import state_of, stored_runs
from whowhom.files import sha256
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters

__all__ = ["default_folder", "print_plan", "simulate"]

_KERNEL = "simulation._simulate_runs"
"""The kernel that is compiled last, by the name under which it is kept."""


def default_folder(
    case: Case, runs: int, seed: int, change: Change, precision: float | None = None
) -> Path:
    """Return the folder for a result where none is named; each change has one of its own."""
    name = f"{case.id}-{runs}-{seed}"
    if precision is not None:
        name += f"-to-{precision}"
    if change:
        name += f"-{sha256(shlex.join(change.as_options()).encode())[:8]}"
    return Path("results") / name


def simulate(
    argument: str,
    case: Case,
    *,
    runs: int,
    precision: float | None,
    seed: int,
    threads: int | None,
    chunk: int | None,
    folder: Path,
    change: Change,
    engine: str,
    shard: str | None,
    quiet: bool,
) -> Result | Path:
    """Run a case (or resume it, or read what is stored) and show the progress.

    Of a shard, the folder is returned.
    """
    do = partial(run, precision=precision) if shard is None else partial(run_shard, shard=shard)
    was_run = False
    coarser = "--precision 0.05" if precision is None else "a coarser --precision"
    with reporting(quiet=quiet, shorter=shorter(runs, threads, more=coarser)) as tell:

        def told(progress: Progress) -> None:
            nonlocal was_run
            was_run = True
            tell(progress)

        try:
            result = do(
                case,
                runs=runs,
                seed=seed,
                threads=threads,
                out=folder,
                chunk=chunk,
                change=change,
                engine=engine,
                progress=told,
            )
        except (Interrupted, EngineFailed) as stop:
            kept, _, _ = str(stop).partition("; ")
            command = _command(
                argument,
                change,
                runs=runs,
                precision=precision,
                seed=seed,
                folder=folder,
                engine=engine,
                shard=shard,
            )
            raise type(stop)(f"{kept}; they are kept. To go on: {command}") from None
    if not was_run and not quiet:
        note(f"These runs are already stored in {folder}; nothing was simulated again.")
    return result


def print_plan(
    case: Case,
    *,
    runs: int,
    precision: float | None,
    seed: int,
    threads: int | None,
    chunk: int | None,
    folder: Path,
    change: Change,
    json: bool,
) -> None:
    """Say what a run would do, without doing it; a second of runs is timed."""
    from whowhom.compiled import is_kept

    check_settings(runs, seed, threads, chunk, precision)
    chunk = chunk_for(runs, chunk, precision)
    actors = tuple(sorted(actor.id for actor in case.actors))
    implied = tuple(f"{actor}.{base}" for actor in actors for base in BASES)
    circle = Circle(
        actors=actors,
        contenders=actors,
        first_month=case.start.month_number,
        months=case.months,
        posts=tuple(post.id for post in case.posts) or implied,
        bodies=tuple(body.id for body in case.audiences),
    )
    needed = needed_bytes(circle, runs, chunk)
    simulated, parameters = changed(case, change)
    work = work_of(simulated, runs, seed, parameters=parameters, change=change, precision=precision)
    found = state_of(folder, work)
    stored = 0
    if found is not None:
        chunk = found.chunk
        stored = runs if found.sha256 else stored_runs(folder, found)
    above = next(
        place for place in (folder.absolute(), *folder.absolute().parents) if place.exists()
    )
    free = shutil.disk_usage(above).free
    threads = threads or processors()
    memory = needed_memory(_drawn_bytes(simulated, parameters), circle, runs, chunk, threads)
    memory_of_runs, machine = memory_of_all(circle, runs), machine_memory()
    pace = seconds_a_run(simulated, parameters, seed) if is_kept(_KERNEL) else None
    seconds = pace and pace * max(runs - stored, 0) / min(threads, processors())
    if json:
        plan = {
            "case": case.id,
            "runs": runs,
            "seed": seed,
            "months": case.months,
            "chunk": chunk,
            "threads": threads,
            "folder": str(folder),
            "stored": stored,
            "seconds": seconds,
            "bytes_at_most": needed,
            "bytes_free": free,
            "memory_bytes_at_most": memory,
            "memory_bytes_all_runs": memory_of_runs,
            "memory_bytes_machine": machine,
        }
        emit({"plan": plan})
        return
    most = "" if precision is None else "at most "
    say(f"{case.title}: {most}{runs:,} runs of {case.months} months with seed {seed},")
    say(f"{chunk:,} to a chunk, {threads} chunks at once.")
    say(f"Folder: {folder} ({stored:,} runs are already stored there).", wrap=False)
    if seconds is None or pace is None:
        say("Time: not known before the model is compiled, which the first run does.")
    else:
        about = "about" if precision is None else "at most"
        say(f"Time: {about} {duration(seconds)} on this machine, {pace:.2g} s a run in a thread.")
    say(f"Disk: at most {needed / 1e6:,.0f} MB; {free / 1e6:,.0f} MB are free.")
    has = "" if machine is None else f"; this machine has {machine / 1e6:,.0f} MB"
    say(f"Memory: at most {memory / 1e6:,.0f} MB{has}.")
    say(f"To read all runs at once (whatif): about {memory_of_runs / 1e6:,.0f} MB.")
    if machine is not None and memory > machine:
        say("That is more than there is: choose fewer threads or a smaller chunk.")
    say("Nothing was done.")


def _drawn_bytes(case: Case, parameters: AnyParameters) -> int:
    """Return the bytes of the uncertain values of one run."""
    from whowhom.scenario.start import Start

    batch = Start(case, parameters).draw(0, 0, 1)
    return sum(array.nbytes for array in batch)


def _command(
    argument: str,
    change: Change,
    *,
    runs: int,
    precision: float | None,
    seed: int,
    folder: Path,
    engine: str,
    shard: str | None,
) -> str:
    """Return the command that resumes a run."""
    options = {"--runs": str(runs), "--seed": str(seed), "--out": str(folder)}
    if precision is not None:
        options["--precision"] = str(precision)
    if engine != LOCAL:
        options["--engine"] = engine
    if shard is not None:
        options["--shard"] = shard
    given = [word for option in options.items() for word in option]
    return shlex.join(["whowhom", "run", argument, *change.as_options(), *given])
