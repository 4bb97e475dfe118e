"""What every formal model promises, as checks that anybody's model can be put through.

A model of the registry keeps these promises; ``tests/conformance`` puts all of them through. A
model of your own passes them too if you describe it by a :class:`whowhom.theory.Model`::

    from whowhom.testing import check_solver

    check_solver(MY_MODEL)

Each check raises ``AssertionError`` with a sentence on what is broken.
"""

import inspect
import json
import math
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import FrozenInstanceError, fields, is_dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import (
    Argument,
    Choice,
    Exact,
    Exacts,
    Labels,
    Matrix,
    Name,
    Problems,
    Real,
    Reals,
    Whole,
)
from whowhom.theory.registry import Model
from whowhom.theory.results import plain

__all__ = ["CHECKS", "check_solver"]

_SECTIONS = ("Parameters", "Returns", "Raises", "References", "Examples")
_WIDEST = 80
_NUMBERS = (Real, Exact, Whole)
_LISTS = (Exacts, Reals)


def check_solver(model: Model) -> None:
    """Put a model through all checks.

    Parameters
    ----------
    model : Model
        As the registry describes one; its example is what is run.

    Raises
    ------
    AssertionError
        If it breaks a promise.

    Examples
    --------
    >>> from whowhom.theory import model
    >>> check_solver(model("coalition"))
    """
    for check in CHECKS:
        check(model)


def described_as_it_is(model: Model) -> None:
    """Check that the description equals the signature and that the docstring tells everything."""
    solver = model.solver
    signature = inspect.signature(solver)
    names = [argument.name for argument in model.arguments]
    assert list(signature.parameters) == names, f"{model.name}: signature and registry differ"
    for argument in model.arguments:
        given = signature.parameters[argument.name].default
        required = given is inspect.Parameter.empty
        assert required == argument.is_required, f"{argument.name}: is it required or not?"
        if not required and given is not None and argument.default is not None:
            same = _read(argument, given) == _read(argument, argument.default)
            assert same, f"{argument.name}: default {given!r}, described as {argument.default!r}"
        else:
            assert required or given is argument.default, f"{argument.name}: defaults differ"
    told = inspect.getdoc(solver) or ""
    for section in _SECTIONS:
        assert f"{section}\n{'-' * len(section)}" in told, f"{model.name}: no section {section}"
    for name in names:
        assert name in told, f"{model.name}: the docstring does not tell {name}"
    for paper in model.papers[:1]:
        found = str(paper.year) in told and (not paper.doi or paper.doi in told)
        assert found, f"{model.name}: the docstring does not cite {paper.short} with its DOI"


def answers_its_example(model: Model) -> None:
    """Check that the example gives the result that the registry names, twice the same."""
    found = _solve(model, model.example)
    assert type(found) is model.result, f"{model.name} returns {type(found).__name__}"
    _assert_same(plain(found), plain(_solve(model, model.example)), model.name)


def leaves_its_arguments_alone(model: Model) -> None:
    """Check that nothing is written into what was given: read-only arrays will do."""
    given = deepcopy(dict(model.example))
    _solve(model, given)
    assert given == model.example, f"{model.name} changed its arguments"
    arrays = {
        name: _read_only(value) if _is_sequence(value) else value for name, value in given.items()
    }
    _assert_same(plain(_solve(model, arrays)), plain(_solve(model, given)), model.name)


def result_is_frozen(model: Model) -> None:
    """Check that neither fields nor arrays of the result can be changed."""
    found = _solve(model, model.example)
    assert is_dataclass(found), f"{model.name}: the result is no dataclass"
    for field in fields(found):
        try:
            setattr(found, field.name, None)
        except (FrozenInstanceError, AttributeError):
            continue
        raise AssertionError(f"{model.name}: {field.name} of the result can be set")
    for array in _arrays(found):
        assert not array.flags.writeable, f"{model.name}: an array of the result can be written to"


def result_travels(model: Model) -> None:
    """Check that the result can be pickled, told within 80 columns, and written as JSON."""
    found = _solve(model, model.example)
    again = pickle.loads(pickle.dumps(found))
    _assert_same(plain(again), plain(found), model.name)
    told = str(found)
    assert told, f"{model.name}: the result says nothing"
    assert not told.startswith(f"{type(found).__name__}("), f"{model.name}: the result has no words"
    long = [line for line in told.splitlines() if len(line) > _WIDEST]
    assert not long, f"{model.name}: a line of the result is wider than {_WIDEST}: {long[0]}"
    json.dumps(plain(found), allow_nan=False)


def result_becomes_a_table(model: Model) -> None:
    """Check that the result becomes a dict and a data frame, with a row for something."""
    found = _solve(model, model.example)
    told = json.dumps(found.to_dict(), allow_nan=False)
    _assert_same(json.loads(told), json.loads(json.dumps(plain(found))), f"{model.name}, as a dict")
    table = found.to_frame()
    assert table.height > 0, f"{model.name}: its table is empty"
    strange = [name for name, kind in table.schema.items() if str(kind) == "Object"]
    assert not strange, f"{model.name}: columns of no plain type: {', '.join(strange)}"


def names_do_not_matter(model: Model) -> None:
    """Check that another order of the actors, or other names, changes nothing else."""
    actors = _actors(model)
    if not actors:
        return
    found = _solve(model, model.example)
    turned = {name: _turned(value) for name, value in model.example.items()}
    _assert_same(
        _canonical(model, _solve(model, turned)), _canonical(model, found), f"{model.name}, turned"
    )
    if model.is_seeded:
        return  # chance is keyed by the name
    new = {actor: f"z{i:03d}" for i, actor in enumerate(sorted(actors))}  # ties may go by name
    renamed = {name: _renamed(value, new) for name, value in model.example.items()}
    old = {name: actor for actor, name in new.items()}
    _assert_same(
        _canonical(model, _solve(model, renamed), old),
        _canonical(model, found),
        f"{model.name}, renamed",
    )


def unit_does_not_matter(model: Model) -> None:
    """Check that another unit gives the same result where only ratios matter."""
    if not model.scale_free:
        return
    missing = set(model.scale_free) - set(model.example)
    assert not missing, f"{model.name}: the example does not give {', '.join(sorted(missing))}"
    found = plain(_solve(model, model.example))
    for factor in (Fraction(3), Fraction(2, 7)):
        scaled = {
            name: _scaled(value, factor) if name in model.scale_free else value
            for name, value in model.example.items()
        }
        _assert_same(plain(_solve(model, scaled)), found, f"{model.name}, times {factor}")


def texts_are_numbers(model: Model) -> None:
    """Check that numbers given as texts, as the command line does, are the same numbers."""
    texts = {name: _as_text(value) for name, value in model.example.items()}
    _assert_same(
        plain(_solve(model, texts)), plain(_solve(model, model.example)), f"{model.name}, texts"
    )


def bad_arguments_are_named(model: Model) -> None:
    """Check that what is outside an argument's domain is refused, with the argument's name."""
    complete = dict(model.example)
    for argument in model.arguments:
        for bad in _bad_values(argument):
            message = _refusal(model, {**complete, argument.name: bad})
            assert argument.name in message, (
                f"{model.name}: {argument.name}={bad!r} is answered by {message!r}"
            )
    several = {a.name: "nonsense" for a in model.arguments if not isinstance(a, Name)}
    message = _refusal(model, {**complete, **several})
    for name in several:
        assert name in message, f"{model.name}: {name} is not among all the problems: {message!r}"


def compiled_equals_plain(model: Model) -> None:
    """Check that compiled kernels and their plain Python code give the same result."""
    if not model.kernels:
        return
    found = plain(_solve(model, model.example))
    with _without_compiler(model), np.errstate(all="ignore"):
        _assert_same(plain(_solve(model, model.example)), found, f"{model.name}, not compiled")


CHECKS: tuple[Callable[[Model], None], ...] = (
    described_as_it_is,
    answers_its_example,
    leaves_its_arguments_alone,
    result_is_frozen,
    result_travels,
    result_becomes_a_table,
    names_do_not_matter,
    unit_does_not_matter,
    texts_are_numbers,
    bad_arguments_are_named,
    compiled_equals_plain,
)
"""All checks, each a function of a model."""


def _solve(model: Model, arguments: Mapping[str, Any]) -> Any:
    return model.solver(**arguments)


def _refusal(model: Model, arguments: Mapping[str, Any]) -> str:
    """Return the message by which a call is refused."""
    try:
        found = _solve(model, arguments)
    except InvalidInput as refusal:
        return str(refusal)
    raise AssertionError(f"{model.name} accepts {arguments!r} and answers {found!r}")


def _read(argument: Argument, value: object) -> object:
    """Return what an argument reads a default as."""
    if isinstance(argument, (*_NUMBERS, Choice)):
        with Problems() as problems:
            return argument.read(value, problems)
    return str(value)


def _bad_values(argument: Argument) -> Iterator[object]:
    """Yield values that an argument must refuse."""
    if isinstance(argument, Name | Choice):
        yield from ("nobody", 0.5)
        return
    wrong: list[object] = [math.nan, math.inf, "nonsense", True]
    domain = getattr(argument, "domain", None)
    if domain is not None:
        low = domain.at_least if domain.above is None else domain.above
        high = domain.at_most if domain.below is None else domain.below
        wrong += [] if low is None else [low - 1, *([low] if domain.above is not None else [])]
        wrong += [] if high is None else [high + 1, *([high] if domain.below is not None else [])]
    if isinstance(argument, _NUMBERS):
        yield from (*wrong, [1], {})
    elif isinstance(argument, _LISTS):
        yield from ([], "12", 7, np.ones((2, 2)), *([value] for value in wrong))
    elif isinstance(argument, Matrix):
        yield from ([], [[]], [[1, 2], [1]], [1, 2], "12", *([[value]] for value in wrong))
    elif isinstance(argument, Labels):
        yield from ([], [""], [None], [True], [0.5], {"a": "b"}, "nonsense")


def _actors(model: Model) -> list[str]:
    """Return the names of the actors of the example."""
    for argument in model.arguments:
        value = model.example.get(argument.name)
        if isinstance(argument, _LISTS) and argument.per_actor and isinstance(value, Mapping):
            return list(value)
    return []


def _turned(value: Any) -> Any:
    return dict(list(value.items())[::-1]) if isinstance(value, Mapping) else value


def _renamed(value: Any, new: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {new[actor]: number for actor, number in value.items()}
    return new.get(value, value) if isinstance(value, str) else value


def _scaled(value: Any, factor: Fraction) -> Any:
    if isinstance(value, Mapping):
        return {key: _scaled(item, factor) for key, item in value.items()}
    if _is_sequence(value):
        return [_scaled(item, factor) for item in value]
    return Fraction(value) * factor


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_text(item) for key, item in value.items()}
    if _is_sequence(value):
        return [_as_text(item) for item in value]
    return value if value is None or isinstance(value, str) else str(value)


def _is_sequence(value: object) -> bool:
    return isinstance(value, list | tuple | np.ndarray)


def _read_only(value: Any) -> Any:
    array = np.array(value)
    array.flags.writeable = False
    return array


def _arrays(value: Any) -> Iterator[Any]:
    """Yield all arrays within a result."""
    if isinstance(value, np.ndarray):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _arrays(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _arrays(item)


def _canonical(model: Model, found: Any, old: Mapping[str, str] | None = None) -> Any:
    """Return a result without the order of its actors: aligned fields by name, sets sorted."""
    old = old or {}
    actors = [old.get(actor, actor) for actor in getattr(found, "actors", ())]
    known = set(_actors(model))

    def unordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {old.get(key, key): unordered(item) for key, item in value.items()}
        if isinstance(value, list):
            items = [unordered(item) for item in value]
            if items and all(isinstance(item, str) and item in known for item in items):
                return sorted(items)
            if items and all(isinstance(item, dict | list | str) for item in items):
                return sorted(items, key=str)
            return items
        return old.get(value, value) if isinstance(value, str) else value

    told = plain(found)
    for path in model.by_actor:
        told = _by_name(told, path.split("."), actors)
    return unordered(told)


def _by_name(told: Any, path: list[str], actors: list[str]) -> Any:
    """Return plain values with the list at the end of a path as a dict by actor."""
    if not path:
        return dict(zip(actors, told, strict=True))
    name, is_each = path[0].removesuffix("[]"), path[0].endswith("[]")
    if is_each:
        inner = [_by_name(item, path[1:], actors) for item in told[name]]
    else:
        inner = _by_name(told[name], path[1:], actors)
    return {**told, name: inner}


def _assert_same(left: Any, right: Any, where: str) -> None:
    """Compare plain values; numbers may differ by rounding."""
    if isinstance(left, dict) and isinstance(right, dict):
        assert left.keys() == right.keys(), f"{where}: {list(left)} and {list(right)}"
        for key in left:
            _assert_same(left[key], right[key], f"{where}: {key}")
    elif isinstance(left, list) and isinstance(right, list):
        assert len(left) == len(right), f"{where}: {left} and {right}"
        for i, (one, other) in enumerate(zip(left, right, strict=True)):
            _assert_same(one, other, f"{where}[{i}]")
    elif isinstance(left, float) and isinstance(right, int | float):
        same = math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)
        assert same, f"{where}: {left} and {right}"
    else:
        assert left == right, f"{where}: {left!r} and {right!r}"


@contextmanager
def _without_compiler(model: Model) -> Iterator[None]:
    """Run the kernels of a model as plain Python, wherever they have been imported."""
    kernels = {
        id(value): value.py_func
        for name in model.kernels
        for value in vars(import_module(name)).values()
        if hasattr(value, "py_func") and value.__module__ == name
    }
    replaced = [
        (module, name, value)
        for module in [m for key, m in sys.modules.items() if key.startswith("whowhom.theory")]
        for name, value in list(vars(module).items())
        if id(value) in kernels
    ]
    assert replaced, f"{model.name}: no compiled function in {', '.join(model.kernels)}"
    for module, name, value in replaced:
        setattr(module, name, kernels[id(value)])
    try:
        yield
    finally:
        for module, name, value in replaced:
            setattr(module, name, value)
