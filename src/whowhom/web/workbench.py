"""What one server holds: its cases, results, answers to "what if", jobs and figures."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.cases import shipped_cases
from whowhom.web.cases import Cases
from whowhom.web.drafts import Drafts
from whowhom.web.jobs import Jobs
from whowhom.web.quick import Quick
from whowhom.web.results import SHIPPED_CASE, Results, Stored
from whowhom.web.uploads import Uploads

if TYPE_CHECKING:
    from whowhom.reporting.figures import Plot

__all__ = ["Workbench"]

_KEPT = 40  # owners of figures that stay in memory
_ANSWERS = 200  # answers that do


@dataclass(slots=True, eq=False)
class Workbench:
    """The state of a server; pages read it and hold none of their own."""

    cases: Cases
    results: Results
    jobs: Jobs = field(default_factory=Jobs)
    quick: Quick = field(default_factory=Quick)
    stored: dict[str, tuple[Stored, ...]] = field(default_factory=dict)
    """Results that lie near the cases, by the key of the case."""
    drafts: Drafts = field(default_factory=Drafts)
    uploads: Uploads = field(default_factory=Uploads)
    home: Path = field(default_factory=Path.cwd)
    """Where new cases are written."""
    answers: dict[str, Any] = field(default_factory=dict)
    """What jobs have found, by their keys."""
    scenarios: dict[str, Any] = field(default_factory=dict)
    """What was asked (:class:`whowhom.web.asking.Asked`), by the keys of the answers."""
    _figures: "OrderedDict[str, Mapping[str, Plot]]" = field(default_factory=OrderedDict)

    @classmethod
    def start(cls, case: str, folder: Path) -> "Workbench":
        """Open a case, and the result that comes with the program."""
        bench = cls(cases=Cases(case), results=Results(folder))
        try:
            if SHIPPED_CASE in shipped_cases():
                shipped = bench.cases.get(SHIPPED_CASE).report.case
                if shipped is not None:
                    bench.results.load_shipped(shipped)
        except BaseException:
            bench.close()
            raise
        return bench

    def read(self, key: str) -> None:
        """Read a case, and see which results of it the command line has stored; in a thread."""
        opened = self.cases.read(key)
        if opened.report.case is not None:
            place = None if key == opened.place else Path(opened.place)
            self.stored[key] = self.results.look(opened.report.case, place)

    def keep_answer(self, key: str, answer: Any) -> None:
        """Keep what a job has found; the oldest of too many goes."""
        self.answers[key] = answer
        while len(self.answers) > _ANSWERS:
            self.answers.pop(next(iter(self.answers)))

    def keep_scenario(self, key: str, asked: Any, answer: Any) -> None:
        """Keep the answer to a question, and what was asked."""
        self.keep_answer(key, answer)
        self.scenarios[key] = asked
        while len(self.scenarios) > _ANSWERS:
            self.scenarios.pop(next(iter(self.scenarios)))

    def figures(self, owner: str) -> "Mapping[str, Plot]":
        """Return the figures that belong to a result or an answer; none if it is not known."""
        return self._figures.get(owner, {})

    def keep_figures(self, owner: str, figures: "Mapping[str, Plot]") -> None:
        """Make figures known under an owner, who names them in addresses."""
        self._figures[owner] = {**self._figures.get(owner, {}), **figures}
        self._figures.move_to_end(owner)
        while len(self._figures) > _KEPT:
            self._figures.popitem(last=False)

    def close(self) -> None:
        """End all work."""
        self.jobs.close()
        self.quick.close()
        self.results.close()
