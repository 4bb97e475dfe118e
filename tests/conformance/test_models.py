"""Every formal model of the registry keeps the promises of ``whowhom.testing``."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from whowhom import theory
from whowhom.errors import InvalidInput
from whowhom.testing import CHECKS, check_solver
from whowhom.theory import CLAIMS, MODELS, model
from whowhom.theory.results import Result

CARDS = Path(__file__).parents[2] / "docs" / "models"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_promise(name, check):
    check(model(name))


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_card(name):
    """The card names the solver and says what may be claimed of it."""
    found = model(name)
    told = (CARDS / found.card).read_text(encoding="utf-8")
    assert found.function in told
    words = {"A": "Grade A", "B": "Grade B", "C": "Grade C", "ours": "ours"}
    assert words[found.grade].lower() in told.lower()
    for heading in ("Question", "Assumptions", "What it cannot say", "Checks", "Sources"):
        assert re.search(rf"^## .*{heading}", told, flags=re.MULTILINE), (found.card, heading)


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_everything_is_to_be_had_from_theory(name):
    found = model(name)
    assert getattr(theory, found.function) is found.solver
    assert getattr(theory, found.result.__name__) is found.result
    assert {found.function, found.result.__name__} <= set(theory.__all__)


def test_all_public_names_are_there():
    for name in theory.__all__:
        assert getattr(theory, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = theory.nonsense


def test_names_are_unique_and_grades_are_known():
    names = [found.name for found in MODELS]
    assert len(set(names)) == len(names)
    assert {found.grade for found in MODELS} <= set(CLAIMS)
    assert all(found.question.endswith("?") for found in MODELS)


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_sketches_are_apart(name):
    found = model(name)
    assert found.is_sketch == found.module.startswith("whowhom.theory.sketches.")


def test_papers_with_one_key_are_one_paper():
    papers = {paper.key: paper for found in MODELS for paper in found.papers}
    for found in MODELS:
        for paper in found.papers:
            assert papers[paper.key] == paper, paper.key


def test_an_unknown_name_is_refused_with_all_names():
    with pytest.raises(InvalidInput, match="unknown model 'nonsense'; the models are: coalition"):
        model("nonsense")


# ------------------------------------------------------------------- the battery sees what is wrong


@dataclass
class Loose:
    """A result that breaks promises."""

    members: object
    purged: object


@dataclass(frozen=True)
class Unmodelled(Result):
    """A result whose table has no rows."""

    members: int

    def table(self):
        return {"member": []}


def broken(solver, **changes):
    """Return the coalition model with another solver."""
    return replace(model("coalition"), solver=solver, **changes)


@pytest.mark.parametrize(
    ("solver", "words"),
    [
        (lambda power: None, "signature and registry differ"),
        (lambda power, majority: None, "required or not"),
        (lambda power, majority=0.6: None, "described as '1/2'"),
        (lambda power, majority=0.5: None, "no section Parameters"),
    ],
)
def test_a_description_that_lies_is_seen(solver, words):
    with pytest.raises(AssertionError, match=words):
        check_solver(broken(solver))


@pytest.mark.parametrize(
    ("check", "solver", "words"),
    [
        ("answers_its_example", lambda power, majority=0.5: 3, "returns int"),
        ("leaves_its_arguments_alone", lambda power, majority=0.5: power.clear(), "changed its"),
        ("result_is_frozen", lambda power, majority=0.5: Loose(1, 2), "can be set"),
        ("result_travels", lambda power, majority=0.5: Loose(1, 2), "has no words"),
        ("result_becomes_a_table", lambda power, majority=0.5: Unmodelled(1), "its table is empty"),
        ("names_do_not_matter", lambda power, majority=0.5: Loose(next(iter(power)), 0), "turned"),
        ("unit_does_not_matter", lambda power, majority=0.5: Loose(power["a"], 0), "times 3"),
        ("texts_are_numbers", lambda power, majority=0.5: Loose(power["a"], 0), "texts"),
        ("bad_arguments_are_named", lambda power, majority=0.5: 0, "accepts"),
        ("compiled_equals_plain", lambda power, majority=0.5: Loose(1, 2), "no compiled function"),
    ],
)
def test_a_broken_promise_is_seen(check, solver, words):
    run = next(found for found in CHECKS if found.__name__ == check)
    kernels = ("whowhom.theory.words",)
    with pytest.raises(AssertionError, match=words):
        run(broken(solver, kernels=kernels))


def test_an_array_that_can_be_written_to_is_seen():
    @dataclass(frozen=True)
    class Half:
        numbers: object

    solver = broken(lambda power, majority=0.5: Half((np.ones(2),)))
    with pytest.raises(AssertionError, match="can be written to"):
        next(c for c in CHECKS if c.__name__ == "result_is_frozen")(solver)


def test_a_kernel_that_differs_from_its_code_is_seen(monkeypatch):
    from whowhom.theory.coalitions import _coalition_kernel

    class Wrong:
        __module__ = _coalition_kernel.__name__
        py_func = staticmethod(_coalition_kernel.fill_strongest.py_func)

        def __call__(self, *arguments):
            margin, *rest = self.py_func(*arguments)
            return margin / 2, *rest

    monkeypatch.setattr(_coalition_kernel, "fill_strongest", Wrong())
    with pytest.raises(AssertionError, match="not compiled"):
        next(c for c in CHECKS if c.__name__ == "compiled_equals_plain")(model("coalition"))
