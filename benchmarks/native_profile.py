"""Profile the compiled loop by function with Linux perf, which cannot see into it by itself.

    python benchmarks/native_profile.py --runs 200
    perf report --input native.perf --sort symbol --stdio | head -60
    perf annotate --input native.perf                     # hot instructions of one function

Numba tells its functions to the profilers of Intel and to OProfile only. This script reads where
they lie in memory and writes that down as perf wants it (``/tmp/perf-PROCESS.map``), then runs
under ``perf record``. A phase that the compiler has put into the loop itself has no line of its
own: its time is in ``_simulate_runs``.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from numba.core.codegen import CPUCodeLibrary


def kept_code() -> list[tuple[Any, bytes]]:
    """Return a list that numba fills with each library and machine code that it makes or loads."""
    found: list[tuple[Any, bytes]] = []
    set_object = CPUCodeLibrary._set_compiled_object

    def kept(library: Any, code: bytes) -> None:
        found.append((library, code))
        set_object(library, code)

    CPUCodeLibrary._set_compiled_object = kept
    return found


def functions(library: Any, code: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield address, size and name of each function in a library of compiled code."""
    with tempfile.NamedTemporaryFile(suffix=".o") as file:
        file.write(code)
        file.flush()
        command = ["nm", "--print-size", "--defined-only", file.name]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for row in (line.split(maxsplit=3) for line in listed.splitlines()):
        if len(row) == 4 and row[2] in "TW":
            address = library.codegen._engine.get_function_address(row[3])
            yield address, int(row[1], 16), readable(row[3])


def readable(symbol: str) -> str:
    """Return the function of a symbol such as ``_ZN7whowhom3sim6phases6speech...``."""
    words, rest = [], symbol.removeprefix("_ZN")
    while rest and rest[0].isdigit():
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        length = int(digits)
        words.append(rest[len(digits) : len(digits) + length])
        rest = rest[len(digits) + length :]
    return ".".join(words[-2:]) or symbol


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument(
        "--case", default="duel", help="a case folder, or the name of a shipped one"
    )
    parser.add_argument("--out", default="native.perf")
    given = parser.parse_args(arguments)
    missing = [tool for tool in ("perf", "nm") if shutil.which(tool) is None]
    if missing:
        sys.exit(f"{' and '.join(missing)} not found: install Linux perf and binutils.")
    code = kept_code()
    import whowhom as ww  # only now: some kernels are loaded when they are imported
    from whowhom.scenario.start import Start
    from whowhom.sim import simulation

    start = Start(ww.read_case(given.case))
    simulation.simulate(start, runs=2)  # compiles, or loads what is compiled
    table = Path(f"/tmp/perf-{os.getpid()}.map")
    found = sorted({one for library, held in code for one in functions(library, held)})
    table.write_text("".join(f"{at:x} {size:x} {name}\n" for at, size, name in found))
    watcher = subprocess.Popen(
        ["perf", "record", "--quiet", "--output", given.out, "--pid", str(os.getpid())]
    )
    simulation.simulate(start, runs=given.runs)
    watcher.terminate()
    watcher.wait()
    print(f"{given.out}: read it with perf report --input {given.out} --sort symbol")


if __name__ == "__main__":
    main()
