"""What the measuring scripts share: turns, medians, the machine, and whether it was quiet."""

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numba
import numpy as np

TURNS = 5
PEERS = Path(__file__).parents[1] / ".venv" / "peers" / "bin" / "python"
"""The environment of the packages that benchmarks are compared with (``peers.txt``)."""
QUIET = 0.05
"""Share of the processors that other work may take on a machine that is called quiet."""


def machine() -> str:
    """Return processor, Python and compiler in one phrase."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"numba {numba.__version__}, numpy {np.__version__}"
    )


def peak_megabytes() -> float:
    """Return the most memory that this process has taken.

    ``getrusage`` says more in a child: there it begins with what the parent took.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measured_on() -> str:
    """Say when and on what something is measured."""
    return f"Measured on {time.strftime('%Y-%m-%d')}: {machine()}."


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{platform.machine()} ({names[0]})" if names else platform.machine()


def processor_seconds(job: Callable[[], object]) -> float:
    """Return the processor time of this process that a job takes."""
    began = time.process_time()
    job()
    return time.process_time() - began


def in_turn(jobs: Mapping[str, Callable[[], float]], turns: int = TURNS) -> dict[str, list[float]]:
    """Return what each job measures, so many times, one job after another in each turn.

    A machine that is busy with other work for a while slows all jobs alike, so that ratios within
    one turn hold.
    """
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(turns):
        for name, job in jobs.items():
            found[name].append(job())
    return found


def medians(found: Mapping[str, list[float]]) -> dict[str, float]:
    """Return the median of what each job measured."""
    return {name: statistics.median(values) for name, values in found.items()}


def ratio(over: list[float], under: list[float]) -> float:
    """Return the median of the ratios within the turns."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


class Watch:
    """Looks how much of the processors other work takes while this script and its children run."""

    def __init__(self) -> None:
        self._began = _busy(), _own(), time.perf_counter()

    def others(self) -> float | None:
        """Return the share of all processors that other work took; None where unknown."""
        busy, own, began = self._began
        if busy is None or (now := _busy()) is None:
            return None
        room = (time.perf_counter() - began) * (os.cpu_count() or 1)
        return max(0.0, now - busy - (_own() - own)) / room

    def sentence(self, turns: int = TURNS) -> str:
        """Say when, on what and how it was measured, and whether the machine was quiet."""
        share = self.others()
        if share is None:
            quiet = "Whether other work ran meanwhile is not known."
        elif share <= QUIET:
            quiet = f"The machine was quiet (other work took {share:.0%} of it)."
        else:
            quiet = (
                f"**The machine was not quiet: other work took {share:.0%} of it**, so that wall "
                "times are too long and ratios within this table are what counts."
            )
        return f"{measured_on()} {_number_of(turns)}, in turn. {quiet}"


def _number_of(turns: int) -> str:
    return "Medians of five" if turns == TURNS else f"Medians of {turns}"


def _own() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def _busy() -> float | None:
    """Return the processor seconds that the machine has worked since it was started."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    user, nice, system, _, _, irq, softirq, *_ = map(
        int, stat.read_text(encoding="utf-8").splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
