"""Mechanisms in a Python file of the user's own: read, compiled, run, and named in results.

The file is a program, and reading it runs it. So it is read only where a user names it, never
because it lies in the folder of a case or of a result; a result keeps its name and hash, not the
file. It must stand alone: it may import what is installed, not its neighbours, which the hash would
not cover.
"""

import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case
from whowhom.cases.plain import read_plain
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.errors import InvalidInput
from whowhom.files import sha256
from whowhom.scenario.change import Change
from whowhom.sim.parameter_sets import AnyParameters
from whowhom.sim.parameters import MECHANISMS

if TYPE_CHECKING:
    from whowhom.scenario.start import Start
    from whowhom.sim.own import OwnMechanism
    from whowhom.sim.simulation import Runs

__all__ = ["OwnModel", "RuleFailed", "mechanisms_words", "own_model"]


_MOST_BYTES = 1_000_000
_PREFIX = "mechanisms."
_PLACE = re.compile(r'File "([^"]*)", line (\d+)')
_ARGUMENTS = ("world", "p", "seed", "run", "month")


class RuleFailed(InvalidInput):
    """A rule of the user's own does not compile, or raised in a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModel:
    """The regime model with mechanisms of the user's own; a :class:`~.run.Model`."""

    file: str
    """Name of the file, without its folder."""
    sha256: str
    """Hash of the source."""
    mechanisms: "tuple[OwnMechanism, ...]"
    """All that the file defines, in its order."""
    off: frozenset[str] = frozenset()
    """Names of those that are switched off."""
    place: str = ""
    """The file as it was named, for messages; not part of a result."""

    @property
    def active(self) -> "tuple[OwnMechanism, ...]":
        """Those that take part."""
        return tuple(one for one in self.mechanisms if one.name not in self.off)

    def without(self, change: Change) -> "tuple[OwnModel, Change]":
        """Return the model without what a change switches off of it, and the rest of the change."""
        names = {_PREFIX + one.name for one in self.mechanisms}
        gone = frozenset(path.removeprefix(_PREFIX) for path in change.without if path in names)
        kept = tuple(path for path in change.without if path not in names)
        return replace(self, off=self.off | gone), replace(change, without=kept)

    def as_dict(self) -> dict[str, Any]:
        """Return what a result records of it, as plain values."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "active": {one.name: one.after for one in self.active},
            "off": sorted(self.off),
        }

    def __str__(self) -> str:
        return mechanisms_words(self.as_dict())

    @property
    def is_compiled(self) -> bool:
        """Whether it was compiled on this machine before."""
        from whowhom.compiled import is_kept
        from whowhom.sim.own import module_of

        return not self.active or is_kept(f"{module_of(self.active, self.sha256)}._simulate_runs")

    def __call__(
        self, case: Case, parameters: AnyParameters, /
    ) -> "tuple[Start, Callable[..., Runs]]":
        """Prepare a case; compile the model and try one run, so that what fails does so at once.

        Raises
        ------
        RuleFailed
            If it does not compile, or the rule raises in the first run.
        """
        from whowhom.scenario.start import Start
        from whowhom.sim.own import simulating
        from whowhom.sim.simulation import simulate

        start = Start(case, parameters)
        if not self.active:
            return start, simulate
        if not self.is_compiled:
            self._try_each(start)
        guarded = _Guarded(self, simulating(self.active, self.sha256))
        guarded(start, seed=1, first=0, runs=1)
        return start, guarded

    def _try_each(self, start: "Start") -> None:
        """Compile each rule by itself, so that all that fail are reported, and early."""
        from whowhom.sim.own import compile_alone

        batch, problems = start.draw(1, 0, 1), []
        for one in self.active:
            try:
                compile_alone(one, batch)
            except Exception as error:  # noqa: BLE001 - whatever numba finds
                problems.append(_not_compiled(error, self.place, one))
        if problems:
            raise RuleFailed("\n".join([*problems, "Nothing was simulated."]))


def mechanisms_words(told: dict[str, Any]) -> str:
    """Say which mechanisms of whose own a result was made with.

    Examples
    --------
    >>> told = {"file": "my.py", "sha256": "ab" * 32, "active": {"famine": "contest"}, "off": []}
    >>> mechanisms_words(told)
    'famine (after contest), from my.py, sha256 abababababababab'
    """
    active = ", ".join(f"{name} (after {after})" for name, after in told["active"].items())
    off = f"; switched off: {', '.join(told['off'])}" if told["off"] else ""
    return f"{active or 'none'}, from {told['file']}, sha256 {told['sha256'][:16]}{off}"


def own_model(given: Any) -> OwnModel:
    """Read the mechanisms of a file, or take those that are given as objects.

    Parameters
    ----------
    given : str, Path, OwnMechanism or sequence of OwnMechanism
        A Python file, which is run; or what :func:`whowhom.mechanism` made. An
        :class:`OwnModel` is returned as it is.

    Raises
    ------
    InvalidInput
        If the file cannot be read, fails, or defines no mechanism; or if one of them cannot be
        part of the model. All problems are named, with file and line.
    """
    if isinstance(given, OwnModel):
        return given
    model = _of_file(Path(given)) if isinstance(given, str | Path) else _of_objects(given)
    problems = list(_problems(model))
    if problems:
        raise InvalidInput("\n".join(problems))
    return model


def _of_file(path: Path) -> OwnModel:
    """Run a file and collect the mechanisms that it defines."""
    from whowhom.sim.own import OwnMechanism

    source = read_plain(path, str(path), _MOST_BYTES)
    if isinstance(source, Problem):
        raise InvalidInput(f"{path}: {source.finding}; {source.hint}")
    digest = sha256(source)
    module = ModuleType(f"own_{digest[:16]}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where numba looks for kept code
    try:
        exec(compile(source, str(path), "exec"), vars(module))
    except KeyboardInterrupt:
        raise
    except SyntaxError as error:
        raise InvalidInput(
            f"{path}:{error.lineno or 1}: is not valid Python: {error.msg}. Nothing was run."
        ) from None
    except BaseException as error:  # noqa: BLE001 - whatever a user's file raises
        line = _line_of(error, str(path)) or 1
        raise InvalidInput(
            f"{path}:{line}: the file fails when it is read: {type(error).__name__}: "
            f"{_one_line(error)}. Nothing was simulated."
        ) from None
    found = tuple(one for one in vars(module).values() if isinstance(one, OwnMechanism))
    if not found:
        raise InvalidInput(
            f'{path}: defines no mechanism; write @ww.mechanism(after="contest") above a '
            "function of (world, p, seed, run, month)"
        )
    unique = tuple(dict.fromkeys(found))
    return OwnModel(file=path.name, sha256=digest, mechanisms=unique, place=str(path))


def _of_objects(given: Any) -> OwnModel:
    """Take mechanisms that are defined already, such as in a notebook."""
    from whowhom.sim.own import OwnMechanism

    found = (given,) if isinstance(given, OwnMechanism) else tuple(given)
    if not found or not all(isinstance(one, OwnMechanism) for one in found):
        raise InvalidInput(
            "mechanisms must be a Python file, or what @ww.mechanism made of functions, got "
            f"{given!r:.80}"
        )
    files = {one.function.__code__.co_filename for one in found}
    place = files.pop()
    if not files and Path(place).is_file():
        source = Path(place).read_bytes()
    else:
        place = "(defined in this session)"
        source = "".join(_source(one.function) for one in found).encode()
    return OwnModel(file=Path(place).name, sha256=sha256(source), mechanisms=found, place=place)


def _source(function: Callable[..., None]) -> str:
    try:
        return inspect.getsource(function)
    except OSError:
        code = function.__code__
        return repr((code.co_code, code.co_consts, code.co_names))


def _problems(model: OwnModel) -> Iterable[str]:
    """Say what keeps mechanisms from being part of the model."""
    from whowhom.sim.own import AFTER

    names = [one.name for one in model.mechanisms]
    taken = {one.name for one in MECHANISMS} | set(AFTER)
    for one in model.mechanisms:
        place = f"{model.place}:{one.function.__code__.co_firstlineno}: {one.name}"
        if one.after not in AFTER:
            guess = did_you_mean(one.after, AFTER) if isinstance(one.after, str) else ""
            known = guess or f"it must be one of {', '.join(AFTER)}"
            yield f"{place}: after={one.after!r} names no phase of the month; {known}"
        if one.name in taken:
            yield f"{place}: the model has a mechanism or phase of this name; choose another"
        if names.count(one.name) > 1:
            yield f"{place}: another mechanism has this name; rename one of them"
        if tuple(inspect.signature(one.function).parameters) != _ARGUMENTS:
            yield f"{place}: must take ({', '.join(_ARGUMENTS)}), in this order"


@dataclass(frozen=True, slots=True)
class _Guarded:
    """Simulates runs, and reports what fails in a rule with its file and line."""

    model: OwnModel
    simulate: "Callable[..., Runs]"

    def __call__(self, start: "Start", *, seed: int, first: int, runs: int, **more: Any) -> "Runs":
        """Simulate the runs ``first`` to ``first + runs - 1``."""
        try:
            return self.simulate(start, seed=seed, first=first, runs=runs, **more)
        except (KeyboardInterrupt, MemoryError, InvalidInput):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a user's rule raises
            raise self._raised(error, start, seed, first, runs) from None

    def _raised(
        self, error: Exception, start: "Start", seed: int, first: int, runs: int
    ) -> RuleFailed:
        """Say where a rule raised, and in which run."""
        at = first
        for at in range(first, first + runs):
            try:
                self.simulate(start, seed=seed, first=at, runs=1)
            except Exception as again:  # noqa: BLE001 - it is the one that is looked for
                error = again
                break
        line = _line_of(error, self.model.place)
        place = f"{self.model.place}:{line}" if line else self._whose()
        said = _one_line(error) or type(error).__name__
        kind = "" if said.startswith("left the world") else f"{type(error).__name__}: "
        return RuleFailed(
            f"{place}: the rule fails in run {at}: {kind}{said}. Mend it, or switch it off with "
            f"--without {_PREFIX}NAME; the result was not stored."
        )

    def _whose(self) -> str:
        """Return the file, and the line of its only rule if there is one."""
        first, *others = self.model.active
        if others:
            return f"{self.model.place}: one of {', '.join(o.name for o in self.model.active)}"
        return f"{self.model.place}:{first.function.__code__.co_firstlineno}"


def _not_compiled(error: Exception, file: str, rule: "OwnMechanism") -> str:
    """Say where numba could not compile a rule, and why."""
    lines = str(error).splitlines()
    places = [(k, match) for k, text in enumerate(lines) if (match := _PLACE.search(text))]
    own = [match for _, match in places if Path(match[1]).name == Path(file).name]
    line = own[0][2] if own else rule.function.__code__.co_firstlineno
    end = places[0][0] if places else len(lines)
    said = [text.strip() for text in lines[:end] if not text.startswith("Failed in nopython")]
    why = "; ".join(text for text in said if text)[:300] or type(error).__name__
    why = f"no field {why}" if isinstance(error, KeyError) else why
    return (
        f"{file}:{line}: numba cannot compile {rule.name}: {why.rstrip('.')}. A rule knows "
        "numbers, arrays and the fields of world and p; a function that it calls needs "
        "@whowhom.compiled.kernel."
    )


def _line_of(error: BaseException, file: str) -> int | None:
    """Return the line of a file in which an error came up last; None if it is not known."""
    frames = traceback.extract_tb(error.__traceback__)
    name = Path(file).name  # kept code knows the folder in which it was compiled first
    lines = [frame.lineno for frame in frames if Path(frame.filename).name == name]
    return lines[-1] if lines else None


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300].rstrip(".")
