"""A struggle of the casebook as a case folder that ``whowhom`` runs.

``python -m whowhom.casebook.convert CASEBOOK.yaml FOLDER`` writes one folder for each case.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from whowhom.casebook.coding import CODINGS, coded_bases
from whowhom.casebook.manners import MANNER_OF_FATE, MANNERS
from whowhom.casebook.read import REGIMES, read_casebook
from whowhom.casebook.struggle import Move, Removal, Struggle
from whowhom.cases.case import BASES, Day, Period
from whowhom.cases.datapackage import datapackage_text
from whowhom.cases.dates import day_text
from whowhom.cases.read import read_case
from whowhom.cases.schema import SCHEMA_VERSION
from whowhom.cases.writing import csv_text, guard, toml_string, write_folder
from whowhom.errors import WhoWhomError

__all__ = ["HORIZON_YEARS", "case_files", "horizon", "main"]

HORIZON_YEARS = 8
"""Length of every case of the casebook, whenever it was decided."""

CODER = "The whowhom authors (one coder, from memory; not double coded)"
LICENCE = "CC-BY-4.0"
SOURCE = (
    "casebook",
    (
        "The casebook of whowhom, version 1 (shipped as casebook.yaml): coded by one coder from "
        "memory of the standard literature, with knowledge of how it ended; not double coded."
    ),
    "judgement",
    "id of the case",
    "assumed",
)


def horizon(start: Day) -> Day:
    """Return the last day of a case that starts on `start`.

    The end of a case tells a model how long it plays. Were it the day on which the struggle was
    decided, or the last of which the casebook tells, it would leak the outcome: short cases end
    fast. So it is the same number of years for all, :data:`HORIZON_YEARS`: three quarters of the
    struggles were decided within five. What happened later still stands in ``course.csv``; the
    comparison of a run with the documented course passes over it, scores of the casebook
    (:func:`~whowhom.casebook.from_case.struggle_of`) read it.

    Examples
    --------
    >>> horizon(Day(1953, 3, 14))
    Day(year=1961, month=3, day=14)
    """
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return Day(start.year + HORIZON_YEARS, start.month, day)


def case_files(struggle: Struggle, *, coding: str = "mechanical") -> dict[str, bytes]:
    """Make the files of a case folder.

    Only what was so on the start date reaches a table that a model reads: the bases, the type of
    regime, the start, and an end that follows from the start alone. Winner, removals and moves go
    to ``course.csv``, which no model reads and which is no part of the hash of a case. No posts,
    audiences, ties or skills are invented: the defaults of ``whowhom`` stay in force.

    Parameters
    ----------
    struggle : Struggle
        The struggle.
    coding : {"mechanical", "judged"}, default "mechanical"
        Whether the bases are taken as coded or scaled to the judged shares
        (:func:`~whowhom.casebook.coding.coded_bases`).

    Returns
    -------
    dict of str to bytes
        Content by name of the file.

    Raises
    ------
    InvalidInput
        If `coding` is unknown, or ``judged`` is asked of a struggle without judged shares.
    CaseError
        If the struggle makes no sound case, such as one with a single contender.
    """
    actors = csv_text(_actors(struggle, coding))
    files = {
        "case.toml": _settings(struggle, coding),
        "actors.csv": actors,
        "course.csv": csv_text(_course(struggle)),
        "sources.csv": csv_text([("id", "citation", "kind", "locator", "grade"), SOURCE]),
    }
    encoded = {name: text.encode() for name, text in files.items()}
    with TemporaryDirectory() as folder:
        case = read_case(write_folder(Path(folder) / struggle.id, encoded))
    return encoded | {"datapackage.json": datapackage_text(case).encode()}


def _settings(struggle: Struggle, coding: str) -> str:
    """Return ``case.toml``."""
    scored = {
        "mechanical": "the seven bases are as coded",
        "judged": "the seven bases are scaled so that their sums follow the judged shares of power",
    }
    about = (
        f"Who ends on top? The circle on the start date, coded for the casebook of whowhom: "
        f"{scored[coding]}. What happened stands in course.csv and is read by scoring only. The "
        f"case ends {HORIZON_YEARS} years after the start, as all cases of the casebook do."
    )
    if struggle.sources:
        about += f" Remembered from: {'; '.join(struggle.sources)}."
    keys = {
        "title": struggle.title,
        "about": about,
        "start": day_text(struggle.start),
        "end": day_text(horizon(struggle.start)),
        "regime_type": REGIMES.get(struggle.regime_type, "other"),
        "coder": CODER,
        "licence": LICENCE,
    }
    lines = [f"{key} = {toml_string(text)}" for key, text in keys.items()]
    return "\n".join([*lines, f"schema = {SCHEMA_VERSION}", ""])


def _actors(struggle: Struggle, coding: str) -> Iterator[Sequence[str]]:
    """Yield the rows of ``actors.csv``; the offices are a remark that nobody reads."""
    scores = coded_bases(struggle, coding)
    yield "id", "name", *BASES, "source", "#offices"
    for contender in struggle.contenders:
        bases = (_plain(scores[contender.id][base]) for base in BASES)
        source = f"{SOURCE[0]}:{struggle.id}"
        yield contender.id, guard(contender.name), *bases, source, guard(contender.offices)


def _plain(score: float) -> str:
    """Return a score with all the decimals that a casebook may give it."""
    return f"{score:.9f}".rstrip("0").rstrip(".")


def _course(struggle: Struggle) -> Iterator[Sequence[str]]:
    """Yield the rows of ``course.csv`` in the order of their dates."""
    outcome, source = struggle.outcome, f"{SOURCE[0]}:{struggle.id}"
    rows = [*map(_removal, outcome.removals), *map(_move, outcome.moves)]
    if outcome.decided is not None:
        day = outcome.decided
        date = Period(day, day, day_text(day))
        rows += [(date, winner, "ruler", (), "in control") for winner in outcome.winners]
    rows.sort(key=lambda row: (row[0].earliest, row[0].latest))
    yield "date", "actor", "event", "by", "note", "source"
    for date, actor, event, by, note in rows:
        yield date.text, actor, event, "|".join(by), guard(note), source


_Row = tuple[Period, str, str, tuple[str, ...], str]


def _removal(removal: Removal) -> _Row:
    """Return a removal; its manner opens the note, for there are more of them than events."""
    manner = removal.manner or MANNER_OF_FATE[removal.fate]
    note = f"{manner}: {removal.note}" if removal.note else manner
    return removal.date, removal.actor, MANNERS[manner].event, removal.by, note


def _move(move: Move) -> _Row:
    """Return a coalition: its first member joins the others; whom it is against opens the note."""
    against = f"against {'|'.join(move.against)}" if move.against else ""
    note = ": ".join(part for part in (against, move.note) if part)
    return move.date, move.coalition[0], "coalition", move.coalition[1:], note


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one case folder for each case of a casebook; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m whowhom.casebook.convert")
    parser.description = "Write one case folder for each case of a casebook."
    parser.add_argument("casebook", type=Path, help="the casebook (YAML)")
    parser.add_argument("folder", type=Path, help="the folder for the case folders")
    parser.add_argument("--coding", choices=CODINGS, default=CODINGS[0])
    given = parser.parse_args(arguments)
    try:
        struggles = read_casebook(given.casebook)
        made: Mapping[str, Mapping[str, bytes]] = {
            struggle.id: case_files(struggle, coding=given.coding) for struggle in struggles
        }
        for name, files in made.items():
            write_folder(given.folder / name, files)
    except WhoWhomError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{len(made)} case folders are in {given.folder}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
