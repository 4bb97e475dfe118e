"""What the registry says of a formal model, and of the paper that it comes from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from whowhom.theory.arguments import Argument, Choice, Exact, Real, Whole

__all__ = ["CLAIMS", "Model", "Paper"]

CLAIMS = {
    "A": "implements",
    "B": "adapts",
    "C": "is inspired by",
    "ours": "is our own model, in the spirit of",
}
"""What may be said of a model of each grade.

A: the published definition is known with high confidence and implemented as such. B: the structure
is published, functional form or closed form is ours. C: a reconstruction from the abstract.
"""


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
    solver: str
    """Module and function, as ``whowhom.theory.coalitions.coalition:ruling_coalition``."""
    result: str
    """Name of the class of its result, in the same module."""
    papers: tuple[Paper, ...]
    """Where it comes from; the first is the one it is named for."""
    card: str
    """Its model card, a file in ``docs/models``."""
    arguments: tuple[Argument, ...]
    """In the order of the solver's signature; the first may be positional there."""
    example: Mapping[str, Any]
    """Arguments of a small call that runs; per-actor values as a mapping of names to numbers."""
    aligned: tuple[str, ...] = ()
    """Fields of the result whose first axis is the actors, in the order they were given; within a
    field as ``rounds.positions``, within each item of one as ``history[].positions``."""
    scale_free: tuple[str, ...] = ()
    """Arguments that may all be multiplied by one number without any change of the result."""
    is_seeded: bool = False
    """Whether it draws by chance (it then has an argument ``seed``)."""
    kernels: tuple[str, ...] = field(default=())
    """Modules whose compiled functions it runs."""

    @property
    def claim(self) -> str:
        """What may be said of it: ``implements Acemoglu, Egorov and Sonin (2008)``."""
        return f"{CLAIMS[self.grade]} {self.papers[0].short}"

    @property
    def module(self) -> str:
        """The module of its solver."""
        return self.solver.partition(":")[0]

    @property
    def function(self) -> str:
        """The name of its solver."""
        return self.solver.partition(":")[2]

    def load(self) -> Callable[..., Any]:
        """Return its solver."""
        found: Callable[..., Any] = getattr(import_module(self.module), self.function)
        return found

    def argument(self, name: str) -> Argument:
        """Return the description of one argument."""
        return next(argument for argument in self.arguments if argument.name == name)

    def varies(self, name: str, value: object) -> bool:
        """Return whether a value is several values of an argument that is one number or word."""
        is_several = isinstance(value, Collection) or getattr(value, "ndim", 0) == 1
        if not is_several or isinstance(value, str | Mapping):
            return False
        return isinstance(self.argument(name), Exact | Real | Whole | Choice)
