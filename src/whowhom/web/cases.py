"""The cases that a workbench has open: shipped ones, and folders that the user has named.

A page names a case by a short key, never by a path. A folder that has changed on disk is read
again when a page asks for it.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

from whowhom.cases import Case, Report, casebook_cases, check_case, shipped_cases
from whowhom.cases.folder import Opened, open_case
from whowhom.cases.pooling import POOL_FILE
from whowhom.cases.values import suggest_id
from whowhom.errors import InvalidInput
from whowhom.scenario.questions import with_questions

__all__ = ["Cases", "OpenCase", "shown_place"]

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case as it was read last."""

    key: str
    """Names it in addresses."""
    place: str
    """A folder, a workbook, or the id of a shipped case."""
    report: Report
    found: Opened
    """Its tables as they are written."""
    stamp: Stamp
    """Names, sizes and times of its files when it was read."""

    @property
    def title(self) -> str:
        """What it is called, also where it cannot be used."""
        return self.report.case.title if self.report.case else Path(self.place).name

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with whowhom."""
        return self.key == self.place

    @property
    def is_pool(self) -> bool:
        """Whether it holds the codings of several coders."""
        return (Path(self.place) / POOL_FILE).is_file()

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of the user's with tables as CSV, which can be edited."""
        return (
            not (self.is_shipped or self.is_pool)
            and not any(name.lower().endswith((".xlsx", ".xlsm")) for name in self.found.files)
            and Path(self.place).is_dir()
        )

    @property
    def case(self) -> Case:
        """The case.

        Raises
        ------
        InvalidInput
            If it has problems.
        """
        if self.report.case is None:
            count = len(self.report.problems)
            raise InvalidInput(
                f"{self.title} cannot be run yet: it has {count} problem{'s' * (count > 1)}."
            )
        return self.report.case


class Cases:
    """All open cases of a server."""

    def __init__(self, first: str) -> None:
        self._lock = threading.RLock()
        self._places = {key: key for key in (*shipped_cases(), *casebook_cases())}
        self._read: dict[str, OpenCase] = {}
        self.first = self.open(first)
        """Key of the case that is shown where an address names none."""

    def open(self, place: str) -> str:
        """Make a folder, a workbook or a shipped case known, and return its key.

        Raises
        ------
        InvalidInput
            If there is nothing at that place.
        """
        text = place.strip()
        if text in self._places and self._places[text] == text and not Path(text).exists():
            return text
        path = Path(text).expanduser()
        if not text or not path.exists():
            raise InvalidInput(
                f"there is nothing at {text!r}; name a case folder or a workbook (.xlsx)"
            )
        where = str(path.resolve())
        with self._lock:
            for key, known in self._places.items():
                if known == where:
                    return key
            stem = suggest_id(path.resolve().stem) or "case"
            key, number = stem, 2
            while key in self._places:
                key, number = f"{stem[:28]}_{number}", number + 1
            self._places[key] = where
            return key

    def own(self) -> list[str]:
        """Return the keys of the cases that the user has opened."""
        return [key for key, place in self._places.items() if key != place]

    def title(self, key: str) -> str:
        """Return what a case is called, as far as that is known without reading it."""
        known = self._read.get(key)
        return known.title if known else Path(self._places[key]).name

    def get(self, key: str) -> OpenCase:
        """Return a case by its key as it was read last; nothing is read again.

        Raises
        ------
        InvalidInput
            If no case has that key.
        """
        return self._read.get(key) or self.read(key)

    def read(self, key: str) -> OpenCase:
        """Return a case by its key as it now stands on disk; not for the event loop.

        Raises
        ------
        InvalidInput
            If no case has that key.
        """
        place = self._places.get(key)
        if place is None:
            raise InvalidInput(
                f"no case named {key[:60]!r} is open here; open its folder on the page Case"
            )
        with self._lock:
            stamp = _stamp(place) if key != place else ()
            known = self._read.get(key)
            if known is None or known.stamp != stamp:
                known = OpenCase(
                    key=key,
                    place=place,
                    report=with_questions(check_case(place)),
                    found=open_case(place),
                    stamp=stamp,
                )
                self._read[key] = known
            return known


def shown_place(place: str | Path) -> str:
    """Return a path as people write it, with ``~`` for the folder of the user."""
    path = Path(place)
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def _stamp(place: str) -> Stamp:
    """Return what changes when a file of a case is edited."""
    path = Path(place)
    files = [path] if path.is_file() else sorted((*path.glob("*"), *path.glob("notes/*")))
    found = []
    for file in files[:400]:
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((str(file), status.st_size, status.st_mtime_ns))
    return tuple(found)
