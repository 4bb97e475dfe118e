"""The schedule, the month that follows it, the phases, and the mechanisms that hang on them."""

import ast
import inspect
from pathlib import Path

import pytest

from whowhom.sim import month, phases
from whowhom.sim.month import SCHEDULE, what_happens
from whowhom.sim.parameters import MECHANISMS, PARAMETERS

FOLDER = Path(inspect.getfile(phases)).parent
FILES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
COMMON = ["world", "p", "seed", "run", "month"]


def syntax(file):
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def functions(tree):
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def imported(tree):
    """Return the modules that a file imports from."""
    return [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def file_of(phase):
    return phase.__module__.rpartition(".")[2]


def test_a_month_calls_the_schedule_in_its_order():
    """The body of ``pass_month`` is the schedule, call for call, and nothing else."""
    body = functions(syntax(inspect.getfile(month)))["pass_month"].body
    calls = []
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        assert isinstance(node, ast.Expr), f"line {node.lineno} is not a plain call"
        assert isinstance(node.value, ast.Call)
        calls.append(node.value)
    assert [call.func.id for call in calls] == [phase.__name__ for phase in SCHEDULE]
    for call in calls:
        assert [a.id for a in call.args] == COMMON


@pytest.mark.parametrize("phase", dict.fromkeys(SCHEDULE), ids=lambda phase: phase.__name__)
def test_every_phase_has_the_common_signature_and_says_what_happens(phase):
    found = functions(syntax(FOLDER / f"{file_of(phase)}.py"))[phase.__name__]
    assert [a.arg for a in found.args.args] == COMMON
    assert what_happens(phase)
    assert not any(sign.isdigit() for sign in what_happens(phase))


@pytest.mark.parametrize("file", FILES)
def test_the_folder_holds_phases_and_nothing_that_phases_share(file):
    """A file there has a phase, and imports no other: they share ``circle`` and ``opinion``."""
    assert file in {file_of(phase) for phase in SCHEDULE}
    shared = [name for name in imported(syntax(FOLDER / f"{file}.py")) if "sim.phases" in name]
    assert shared == []


@pytest.mark.parametrize("file", FILES)
def test_no_place_in_the_schedule_is_written_by_hand(file):
    """Places shift with every phase that is added; they are counted in ``docs/odd.md``."""
    told = (ast.get_docstring(syntax(FOLDER / f"{file}.py")) or "").lower()
    assert told
    assert not any(f"phase{s} {n}" in told for s in ("", "s") for n in range(1, 30))


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_every_mechanism_can_be_switched_off(mechanism):
    assert mechanism.off
    assert set(mechanism.off) <= {parameter.name for parameter in PARAMETERS}
