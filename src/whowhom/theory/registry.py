"""The registry of formal models, read by the command line, the docs and the conformance battery.

A model is described in ``MODELS`` at the end of the file of its solver. The registry only collects:
it looks through the families below when it is first asked, so that whoever needs one solver does
not load all of them. Files whose names begin with ``_`` hold compiled loops and are left alone.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import Argument, Choice, Exact, Real, Whole

__all__ = ["CLAIMS", "MODELS", "Model", "Paper", "model", "models", "solver_modules"]

CLAIMS = {
    "A": "implements",
    "B": "adapts",
    "C": "is inspired by",
    "ours": "is our own model, in the spirit of",
}
"""What may be said of a model of each grade.

A: the published definition is known with high confidence and implemented as such. B: the structure
is published, functional form or closed form is ours. C: a reconstruction from the abstract. Models
of grade C or ours are in ``theory/sketches``: no numbers of a paper check them.
"""

FAMILIES = ("coalitions", "tenure", "control", "crowds", "bargains", "sketches")
"""The packages that hold solvers, in the order in which they are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A publication."""

    key: str
    """For BibTeX: ``acemoglu2008``."""
    authors: str
    """As in BibTeX: ``Daron Acemoglu and Bueno de Mesquita, Bruce``."""
    title: str
    where: str
    """Journal or publisher."""
    year: int
    volume: str = ""
    pages: str = ""
    doi: str = ""
    kind: str = "article"
    """BibTeX type: article, book, techreport ..."""

    @property
    def short(self) -> str:
        """Authors by family name, and the year.

        Examples
        --------
        >>> Paper(key="a", authors="A. B. Cee and de Dee, Eff", title="", where="", year=1999).short
        'Cee and de Dee (1999)'
        """
        families = [
            family if comma else author.split()[-1]
            for author in self.authors.split(" and ")
            for family, comma, _ in [author.partition(",")]
        ]
        names = " and ".join(part for part in (", ".join(families[:-1]), families[-1]) if part)
        return f"{names} ({self.year})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A formal model: what it asks and claims, where its solver is, what that takes."""

    name: str
    """Its name on the command line: ``whowhom solve NAME``."""
    title: str
    """A few words."""
    question: str
    """The question that it answers, as a sentence with a question mark."""
    grade: str
    """A key of ``CLAIMS``."""
    solver: Callable[..., Any]
    """The function that solves it."""
    result: type[Any]
    """The class of its result."""
    papers: tuple[Paper, ...]
    """Where it comes from; the first is the one it is named for."""
    card: str
    """Its model card, a file in ``docs/models``."""
    arguments: tuple[Argument, ...]
    """In the order of the solver's signature; the first may be positional there."""
    example: Mapping[str, Any]
    """Arguments of a small call that runs; per-actor values as a mapping of names to numbers."""
    aligned: tuple[str, ...] = ()
    """Fields of the result, besides those in its table, whose first axis is the actors in the
    order they were given; within a field as ``rounds.positions``, within each item of one as
    ``history[].positions``."""
    scale_free: tuple[str, ...] = ()
    """Arguments that may all be multiplied by one number without any change of the result."""
    is_seeded: bool = False
    """Whether it draws by chance (it then has an argument ``seed``)."""
    kernels: tuple[str, ...] = ()
    """Modules whose compiled functions it runs."""

    @property
    def claim(self) -> str:
        """What may be said of it: ``implements Acemoglu, Egorov and Sonin (2008)``."""
        return f"{CLAIMS[self.grade]} {self.papers[0].short}"

    @property
    def is_sketch(self) -> bool:
        """Whether no numbers of a paper check it: a reconstruction, or a model of our own."""
        return self.grade in ("C", "ours")

    @property
    def module(self) -> str:
        """The module of its solver."""
        return self.solver.__module__

    @property
    def function(self) -> str:
        """The name of its solver."""
        return self.solver.__name__

    @property
    def by_actor(self) -> tuple[str, ...]:
        """All fields of the result whose first axis is the actors."""
        columns: tuple[str, ...] = getattr(self.result, "columns", ())
        return (*(columns if columns[:1] == ("actors",) else ()), *self.aligned)

    def argument(self, name: str) -> Argument:
        """Return the description of one argument."""
        return next(argument for argument in self.arguments if argument.name == name)

    def varies(self, name: str, value: object) -> bool:
        """Return whether a value is several values of an argument that is one number or word."""
        is_several = isinstance(value, Collection) or getattr(value, "ndim", 0) == 1
        if not is_several or isinstance(value, str | Mapping):
            return False
        return isinstance(self.argument(name), Exact | Real | Whole | Choice)


@cache
def solver_modules() -> tuple[ModuleType, ...]:
    """Return the modules that describe a model, family by family."""
    found = []
    for family in FAMILIES:
        package = import_module(f"whowhom.theory.{family}")
        names = sorted(each.name for each in iter_modules(package.__path__) if each.name[0] != "_")
        found += [import_module(f"{package.__name__}.{name}") for name in names]
    return tuple(module for module in found if hasattr(module, "MODELS"))


@cache
def models() -> tuple[Model, ...]:
    """Return all models, in the order in which they are listed."""
    return tuple(found for module in solver_modules() for found in module.MODELS)


def model(name: str) -> Model:
    """Return a model by its name.

    Raises
    ------
    InvalidInput
        If there is none of that name; the message lists all.

    Examples
    --------
    >>> model("coalition").claim
    'implements Acemoglu, Egorov and Sonin (2008)'
    """
    for found in models():
        if found.name == name:
            return found
    names = ", ".join(found.name for found in models())
    raise InvalidInput(f"unknown model {name!r}; the models are: {names}")


MODELS: tuple[Model, ...]
"""As :func:`models`; collected when it is first asked for."""


def __getattr__(name: str) -> Any:
    """Collect the models when they are first asked for."""
    if name == "MODELS":
        return models()
    raise AttributeError(f"module 'whowhom.theory.registry' has no attribute {name!r}")
