"""What ``whowhom run`` does around the one call that simulates."""

import shlex
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from whowhom.cases import Case
from whowhom.cases.case import BASES
from whowhom.cases.record import Record
from whowhom.cli.output import counted, emit, note, say
from whowhom.cli.progress import reporting
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.conditioning import check_memory, memory_of_states, seconds_given
from whowhom.ensemble.description import work_of
from whowhom.ensemble.engines import LOCAL, EngineFailed
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.own_mechanisms import OwnModel
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
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters

__all__ = ["default_folder", "print_plan", "simulate"]

_KERNEL = "simulation._simulate_runs"
"""The kernel that is compiled last, by the name under which it is kept."""


def default_folder(
    case: Case,
    runs: int,
    seed: int,
    change: Change,
    precision: float | None = None,
    record: Record | None = None,
    own: OwnModel | None = None,
) -> Path:
    """Return the folder of a result where none is named; each change and record has its own."""
    name = f"{case.id}-{runs}-{seed}"
    if precision is not None:
        name += f"-to-{precision}"
    if record is not None:
        name += f"-as-of-{record.month}-{record.sha256[:8]}"
    if own is not None:
        name += f"-{sha256(repr(own.as_dict()).encode())[:8]}"
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
    as_of: str | None,
    record: Path | None,
    engine: str,
    own: OwnModel | None,
    shard: str | None,
    anchor: Mapping[str, str],
    quiet: bool,
) -> Result | Path:
    """Run a case (or resume it, or read what is stored) and show the progress.

    Of a shard, the folder is returned. `anchor` are options of the command that no run depends on.
    """
    do = (
        partial(run, precision=precision, as_of=as_of, record=record, mechanisms=own)
        if shard is None
        else partial(run_shard, shard=shard)
    )
    if own is not None and not own.is_compiled and not quiet:
        note(
            f"Compiling the model with {own.file}, once for each state of the file: usually about "
            "20 s ..."
        )
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
            kept, _, rest = str(stop).partition("; ")
            command = _command(
                argument,
                change,
                as_of=as_of,
                record=record,
                runs=runs,
                precision=precision,
                seed=seed,
                folder=folder,
                engine=engine,
                own=own,
                shard=shard,
                anchor=anchor,
            )
            if not rest.startswith("they are kept"):
                raise type(stop)(f"{kept}; that is not stored. To begin again: {command}") from None
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
    record: Record | None,
    own: OwnModel | None,
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
    work = work_of(
        simulated,
        runs,
        seed,
        parameters=parameters,
        change=change,
        precision=precision,
        record=record,
        mechanisms=None if own is None else own.as_dict(),
    )
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
    at_once = min(threads, processors())
    seconds = pace and pace * max(runs - stored, 0) / at_once
    at_most = seconds
    if record is not None:
        from whowhom.scenario.start import Start

        start = Start(case, default_parameters())
        check_memory(start, runs, seed)
        memory += memory_of_states(start, runs, seed)
        if pace is not None and seconds is not None and stored < runs:
            passed = record.as_of.month_number - case.start.month_number + 1
            rest = seconds * (1 - passed / case.months)
            seconds, at_most = (
                rest + filtering / at_once for filtering in seconds_given(case, record, runs, pace)
            )
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
            **({} if record is None else {"as_of": record.month, "seconds_at_most": at_most}),
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
    if record is not None:
        events = counted(len(record.events), "observed event")
        say(f"given the record to {record.month} ({events} of {record.source}),")
    say(f"{chunk:,} to a chunk, {threads} chunks at once.")
    say(f"Folder: {folder} ({stored:,} runs are already stored there).", wrap=False)
    if seconds is None or pace is None:
        say("Time: not known before the model is compiled, which the first run does.")
    else:
        about = "about" if precision is None else "at most"
        say(f"Time: {about} {duration(seconds)} on this machine, {pace:.2g} s a run in a thread.")
        if at_most is not None and at_most > seconds:
            say(
                f"At most {duration(at_most)}: if few histories fit the record, more runs are "
                "filtered."
            )
    say(f"Disk: at most {needed / 1e6:,.0f} MB; {free / 1e6:,.0f} MB are free.")
    has = "" if machine is None else f"; this machine has {machine / 1e6:,.0f} MB"
    states = "" if record is None else ", with the states of all runs at the as-of date"
    say(f"Memory: at most {memory / 1e6:,.0f} MB{states}{has}.")
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
    as_of: str | None,
    record: Path | None,
    runs: int,
    precision: float | None,
    seed: int,
    folder: Path,
    engine: str,
    own: OwnModel | None,
    shard: str | None,
    anchor: Mapping[str, str],
) -> str:
    """Return the command that resumes a run."""
    options = {"--runs": str(runs), "--seed": str(seed), "--out": str(folder)}
    if precision is not None:
        options["--precision"] = str(precision)
    if engine != LOCAL:
        options["--engine"] = engine
    if shard is not None:
        options["--shard"] = shard
    if as_of is not None:
        options["--as-of"] = as_of
    if record is not None:
        options["--record"] = str(record)
    if own is not None:
        options["--mechanisms"] = own.place
        off = [f"mechanisms.{name}" for name in sorted(own.off)]
        change = change.and_also(Change.of(without=off))
    given = [word for option in {**options, **anchor}.items() for word in option]
    return shlex.join(["whowhom", "run", argument, *change.as_options(), *given])
