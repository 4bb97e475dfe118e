"""The schedule, the month that follows it, and the mechanisms that hang on it."""

import ast
import inspect
from pathlib import Path

import pytest

from whowhom.sim import month, phases, schedule
from whowhom.sim.mechanisms import MECHANISMS
from whowhom.sim.schedule import SCHEDULE

FOLDER = Path(inspect.getfile(phases)).parent


def syntax(file):
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def functions(tree):
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


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
    assert [call.func.id for call in calls] == [phase.function for phase in SCHEDULE]
    for call in calls:
        assert [a.id for a in call.args] == ["world", "p", "seed", "run", "month"]


def test_a_month_takes_each_phase_from_the_file_that_the_schedule_names():
    imported = {
        name.name: node.module
        for node in ast.walk(syntax(inspect.getfile(month)))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for phase in SCHEDULE:
        assert imported[phase.function] == f"whowhom.sim.phases.{phase.file}"


@pytest.mark.parametrize("phase", sorted({(p.file, p.function) for p in SCHEDULE}), ids=str)
def test_every_phase_is_defined_in_its_file_with_the_common_signature(phase):
    file, function = phase
    found = functions(syntax(FOLDER / f"{file}.py"))
    assert function in found
    assert [a.arg for a in found[function].args.args] == ["world", "p", "seed", "run", "month"]
    assert ast.get_docstring(found[function])


def test_every_phase_says_what_it_does():
    assert all(phase.does for phase in SCHEDULE)
    assert "whowhom.sim.schedule" in (month.__doc__ or "")
    assert schedule.__all__ == ["SCHEDULE", "Phase"]


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_every_mechanism_names_a_file_of_the_phases(mechanism):
    assert (FOLDER / f"{mechanism.phase}.py").is_file()
    assert mechanism.off


def test_a_phase_says_its_number():
    """The first line of a file of the schedule gives the places at which it comes."""
    for file in sorted({phase.file for phase in SCHEDULE}):
        places = [n for n, phase in enumerate(SCHEDULE, 1) if phase.file == file]
        first = (ast.get_docstring(syntax(FOLDER / f"{file}.py")) or "").partition(":")[0]
        assert [int(word) for word in first.replace(",", " ").split() if word.isdigit()] == places
