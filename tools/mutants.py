"""Mutation testing: how many small faults in the core would the tests catch?

    python tools/mutants.py                 # 150 mutants of each group, drawn by seed
    python tools/mutants.py guard --all     # every mutant of one group

Each group is copied to ``results/mutants/GROUP``, where mutmut changes one expression at a time and
runs the tests that reach it. A mutant is caught if a test fails, if it is stopped for running many
times longer than the original, or if it crashes. The table and the list of survivors are written
to ``results/mutants``; ``docs/reliability.md`` states the last measured table.

mutmut leaves decorated functions alone, so compiled kernels are mutated in the group ``generator``
only: there the decorators of ``rng.py`` are removed and the tests run without compilation.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from whowhom.ensemble.interval import wilson

HOME = Path(__file__).parents[1]
WORK = HOME / "results" / "mutants"
KILLED, SURVIVED, UNREACHED, NOT_RUN = "caught", "survived", "reached by no test", "not run"
_STATES = {0: SURVIVED, 5: UNREACHED, 33: UNREACHED, 34: NOT_RUN, None: NOT_RUN}
"""Exit codes of mutmut; every other one is a mutant that was caught."""

_RAW_NAMES = ("-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true")
"""Without it pytest escapes some names of tests again at the second collection in one process: a
test named after ``x\\[0\\]`` is then not found by the name that mutmut noted at the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Files that are mutated together, and the tests that are run."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    compiled: bool = True


GROUPS = {
    "solvers": Group(
        files=("theory/arguments.py", "theory/numbers.py", "theory/*/*.py"),
        tests=("tests/published", "tests/unit/theory", "tests/golden/test_solvers.py"),
    ),
    "generator": Group(files=("rng.py",), tests=("tests/unit/test_rng.py",), compiled=False),
    "scoring": Group(files=("score/*.py",), tests=("tests/unit/score",)),
    "checker": Group(
        files=("cases/*.py",),
        tests=("tests/unit/cases", "tests/golden/test_messages.py"),
    ),
    "store": Group(
        files=(
            "files.py",
            *(
                f"ensemble/{name}.py"
                for name in ("store", "reading", "manifest", "verify", "files")
            ),
        ),
        tests=(
            "tests/unit/test_files.py",
            *(
                f"tests/unit/ensemble/test_{name}.py"
                for name in ("store", "damage", "verify", "files")
            ),
        ),
    ),
    "guard": Group(
        files=("web/guard.py",),
        tests=("tests/unit/web/test_guard.py", "tests/unit/web/test_sockets.py"),
    ),
}


def prepare(name: str) -> Path:
    """Copy the tree to a folder of its own and configure mutmut there."""
    group, place = GROUPS[name], WORK / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for part in ("src", "tests", "docs", "README.md", "CHANGELOG.md", "Makefile", "LICENSES"):
        source = HOME / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, place / part)
    if not group.compiled:
        generator = place / "src/whowhom/rng.py"
        lines = generator.read_text("utf-8").splitlines(keepends=True)
        generator.write_text(
            "".join(one for one in lines if not one.startswith("@kernel")), "utf-8"
        )
    files = [f"src/whowhom/{pattern}" for pattern in group.files]
    settings = {
        "source_paths": ["src"],
        "only_mutate": files,
        # these run once, when they are imported, before a mutant is switched on
        "do_not_mutate": ["src/whowhom/theory/registry.py", "src/whowhom/cases/schema.py"],
        "also_copy": ["docs", "README.md", "CHANGELOG.md", "Makefile", "LICENSES"],
        "pytest_add_cli_args": [*("-p", "no:cacheprovider"), *("-W", "ignore"), *_RAW_NAMES],
        "pytest_add_cli_args_test_selection": list(group.tests),
        # no mutant may find an answer that was remembered before it was switched on
        "process_isolation": "forkserver",
        # a mutant is stopped after three times what its tests took, and a minute
        "timeout_multiplier": 3,
        "timeout_constant": 20,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    project = (HOME / "pyproject.toml").read_text("utf-8")
    (place / "pyproject.toml").write_text(
        "\n".join([project, "[tool.mutmut]", *lines, ""]), "utf-8"
    )
    return place


def mutmut(place: Path, *mutants: str, compiled: bool, jobs: int) -> int:
    """Run mutmut in `place` on the mutants named, all if none is."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    if not compiled:
        environment["NUMBA_DISABLE_JIT"] = "1"
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(jobs)]
    with (place / "mutmut.log").open("ab") as log:
        return subprocess.run(
            [*command, *mutants], cwd=place, env=environment, stdout=log, stderr=log, check=False
        ).returncode


def states(place: Path) -> dict[str, str]:
    """Return how each mutant ended."""
    found: dict[str, str] = {}
    for file in sorted((place / "mutants").rglob("*.meta")):
        codes = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        found |= {mutant: _STATES.get(code, KILLED) for mutant, code in codes.items()}
    return found


def measure(name: str, sample: int | None, seed: int, jobs: int) -> dict[str, str]:
    """Return how the mutants of a group ended: a sample, or all of them."""
    place, compiled = prepare(name), GROUPS[name].compiled
    if sample is None:
        mutmut(place, compiled=compiled, jobs=jobs)
        return states(place)
    mutmut(place, "none", compiled=compiled, jobs=jobs)  # makes the mutants and times the tests
    mutants = sorted(states(place))
    chosen = sorted(random.Random(seed).sample(mutants, min(sample, len(mutants))))
    covered = _covered(place)
    reached = [mutant for mutant in chosen if _function(mutant) in covered]
    if reached:
        mutmut(place, *reached, compiled=compiled, jobs=jobs)
    ended = states(place)
    return {mutant: ended[mutant] if mutant in reached else UNREACHED for mutant in chosen}


def _function(mutant: str) -> str:
    return mutant.rpartition("__mutmut_")[0]


def _covered(place: Path) -> set[str]:
    """Return the functions that a test reaches."""
    stats = json.loads((place / "mutants" / "mutmut-stats.json").read_text("utf-8"))
    return {
        function for function, tests in stats["tests_by_mangled_function_name"].items() if tests
    }


def main() -> None:
    """Measure the groups named and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=list(GROUPS))
    parser.add_argument("--sample", type=int, default=150, help="mutants of each group")
    parser.add_argument("--all", action="store_true", help="every mutant: hours")
    parser.add_argument("--seed", type=int, default=1, help="which mutants are drawn")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    rows = ["| group | mutants | caught | 95 % interval | survived | reached by no test |"]
    rows.append("|---|--:|--:|--:|--:|--:|")
    for name in given.groups:
        ended = measure(name, None if given.all else given.sample, given.seed, given.jobs)
        count = {state: sum(one == state for one in ended.values()) for state in _STATES.values()}
        caught = sum(one == KILLED for one in ended.values())
        total = len(ended) - count[NOT_RUN]
        low, high = wilson(caught, total)
        share = f"{100 * caught / total:.0f} %" if total else "-"
        rows.append(
            f"| {name} | {total} | {share} | {100 * low:.0f} to {100 * high:.0f} % | "
            f"{count[SURVIVED]} | {count[UNREACHED]} |"
        )
        left = [f"{state}: {mutant}" for mutant, state in sorted(ended.items()) if state != KILLED]
        (WORK / f"{name}.txt").write_text("\n".join([*left, ""]), "utf-8")
        print(rows[-1], flush=True)  # noqa: T201
    (WORK / "table.md").write_text("\n".join([*rows, ""]), "utf-8")


if __name__ == "__main__":
    main()
