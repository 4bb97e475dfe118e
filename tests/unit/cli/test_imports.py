"""Nothing heavy is loaded before it is needed, and every public name is there."""

import subprocess
import sys

import pytest

HEAVY = {"numba", "polars", "pyarrow", "numpy", "openpyxl", "scipy", "pandas", "altair"}


def loaded_by(program):
    """Return the packages that a program loads."""
    program += "\nprint(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{program}"], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize(
    "program",
    [
        "import whowhom",
        "import whowhom.cli.app",
        "from whowhom.cli import main; main(['--help'])",
        "from whowhom.cli import main; main(['run', '--help'])",
        "from whowhom.cli import main; main(['cases'])",
        "from whowhom.cli import main; main(['check', 'poland_1956'])",
    ],
)
def test_nothing_heavy_is_loaded(program):
    assert not loaded_by(program) & HEAVY


def test_help_for_a_model_loads_numpy_and_no_more():
    program = "from whowhom.cli import main; main(['solve', 'coalition', '--help'])"
    assert loaded_by(program) & HEAVY == {"numpy"}


def test_trying_the_ready_questions_of_a_case_loads_numpy_and_no_more():
    assert loaded_by("from whowhom.cli import main; main(['check', 'duel'])") & HEAVY == {"numpy"}


def test_the_library_alone_loads_no_command_line():
    assert not loaded_by("import whowhom") & {"rich", "cyclopts", "platformdirs"}


def test_showing_a_result_loads_neither_numba_nor_polars():
    assert not loaded_by(
        "import whowhom.cli.results, whowhom.reporting.findings, whowhom.ensemble.reading"
    ) & {
        "numba",
        "polars",
    }
