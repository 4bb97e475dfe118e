"""The scores of the last backtest of this version, which come with the program.

``python docs/validity.py`` measures them and writes the file, so that reports and pages can say how
often such answers have been right without simulating the whole casebook again.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.ensemble.parameters_file import default_hash
from whowhom.files import write_file

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest

__all__ = [
    "FILE",
    "SEEN",
    "Scores",
    "scores_of",
    "scores_sentence",
    "shipped_scores",
    "write_scores",
]

FILE = "backtest.csv"
SEEN = "The model was designed with these struggles in sight, so expect less on new ones."
"""The caveat of the scores that come with the program, and of no others."""
_NUMBERS = tuple(
    f"{name}{end}"
    for name in ("log_loss", "brier", "accuracy", "minus_proportional")
    for end in ("", "_low", "_high")
)
_ABOUT = ("struggles", "runs", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The scores of the forecasts of every model."""

    rows: tuple[dict[str, Any], ...]
    """``model`` and the numbers of :meth:`whowhom.backtesting.result.Backtest.summary`, best log
    loss first."""
    struggles: int
    runs: int
    """Runs of each struggle."""
    seed: int
    parameters: str
    """Hash of the parameters of the runs."""

    def row(self, model: str) -> dict[str, Any]:
        """Return the numbers of one model."""
        return next(row for row in self.rows if row["model"] == model)


def scores_of(found: "Backtest") -> Scores:
    """Return the scores of a backtest with the usual parameters."""
    rows = found.summary().select("model", *_NUMBERS).to_dicts()
    return Scores(
        rows=tuple(rows),
        struggles=len(found.struggles),
        runs=found.runs,
        seed=found.seed,
        parameters=default_hash()[:16],
    )


@cache
def shipped_scores() -> Scores:
    """Return the scores that come with the program."""
    text = (files("whowhom") / "shipped" / FILE).read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    first = lines[0]
    return Scores(
        rows=tuple(
            {"model": line["model"], **{name: float(line[name]) for name in _NUMBERS}}
            for line in lines
        ),
        struggles=int(first["struggles"]),
        runs=int(first["runs"]),
        seed=int(first["seed"]),
        parameters=first["parameters"],
    )


def scores_sentence(scores: Scores) -> str:
    """Compare the regime model with simpler rules; nothing if one of them is missing."""
    if not {"regime", "proportional", "uniform"} <= {row["model"] for row in scores.rows}:
        return ""
    regime = scores.row("regime")
    rivals = " and ".join(
        f"{scores.row(model)['log_loss']:.2f} for {words}"
        for model, words in (
            ("proportional", "chances proportional to power"),
            ("uniform", "equal chances"),
        )
    )
    low, high = regime["minus_proportional_low"], regime["minus_proportional_high"]
    clear = "better" if high < 0 else "worse" if low > 0 else "not clearly better or worse"
    return (
        f"On {scores.struggles} past struggles the model's log loss on the winner is "
        f"{regime['log_loss']:.2f}, against {rivals}: it is {clear} than proportional chances "
        f"(difference {regime['minus_proportional']:+.2f}, 90% interval {low:+.2f} to "
        f"{high:+.2f}). It ranks the winner first in {100 * regime['accuracy']:.0f} of 100 "
        "struggles."
    )


def write_scores(scores: Scores, path: Path) -> None:
    """Write scores as the file that comes with the program."""
    about = {name: getattr(scores, name) for name in (*_ABOUT, "parameters")}
    stream = io.StringIO()
    writer = csv.DictWriter(
        stream, ("model", *_NUMBERS, *_ABOUT, "parameters"), lineterminator="\n"
    )
    writer.writeheader()
    for row in scores.rows:
        writer.writerow({**row, **{n: f"{row[n]:.6f}" for n in _NUMBERS}, **about})
    write_file(path, stream.getvalue().encode())
