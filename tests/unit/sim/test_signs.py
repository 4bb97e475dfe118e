"""Every mechanism has a test of its sign: the register, read from the tests themselves."""

import ast
from pathlib import Path

import pytest

from whowhom.sim.parameters import MECHANISMS


def _signed():
    """Return the names of the tests marked ``@sign(...)`` by mechanism."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "sign":
                    assert node.name.startswith("test_"), f"{node.name} would not run"
                    for argument in mark.args:
                        found.setdefault(argument.value, []).append((file.name, node))
    return found


SIGNED = _signed()


@pytest.mark.parametrize("mechanism", [mechanism.name for mechanism in MECHANISMS])
def test_every_mechanism_has_a_sign_test(mechanism):
    assert mechanism in SIGNED, f"no test is marked @sign({mechanism!r})"


@pytest.mark.parametrize("mechanism", [mechanism.name for mechanism in MECHANISMS])
def test_a_sign_test_runs_the_mechanism_on_and_off(mechanism):
    """At least one of its tests names the mechanism in the body, as what is switched off."""
    bodies = [ast.dump(node) for _, node in SIGNED.get(mechanism, [])]
    named = f"Constant(value={mechanism!r})"
    assert any(body.count(named) > 1 for body in bodies), "the mark alone is no test"


def test_no_test_is_marked_for_a_mechanism_that_is_gone():
    assert set(SIGNED) <= {mechanism.name for mechanism in MECHANISMS}
