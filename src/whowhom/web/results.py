"""The results of a workbench: found, simulated, kept in a folder, and packed as one archive.

A result is named by its case (what it says, not where it is), its number of runs and its seed;
the version and the usual parameters, that the workbench uses, are in the name as well. The
result of the reference case comes with the program, so that the first page is full at once.
"""

import hashlib
import io
import json
import shlex
import threading
import zipfile
from collections import OrderedDict
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from whowhom.cases import Case
from whowhom.cases.questions import QUESTIONS_FILE
from whowhom.ensemble.description import RUN_FILE, Work, read_description, work_of
from whowhom.ensemble.files import sweep_temporary, temporary_folder
from whowhom.ensemble.manifest import MANIFEST
from whowhom.ensemble.parameters_file import default_hash
from whowhom.ensemble.reading import stored_files
from whowhom.ensemble.result import Result, read_result
from whowhom.ensemble.what_if_folder import is_what_if
from whowhom.errors import ResultError
from whowhom.files import sha256
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change

__all__ = ["SHIPPED", "SHIPPED_CASE", "Results", "Stored", "archive", "shipped_archive"]

SHIPPED_CASE = "duel"
"""The case that comes with a stored result."""
SHIPPED = "duel.zip"
"""The stored result that comes with the program; made by ``docs/shipped_result.py``."""

_MOST_LOOKED_AT = 500  # names in a folder in which results are looked for
_KEPT = 6  # results that stay in memory


def shipped_archive() -> bytes | None:
    """Return the archive of the shipped result; None if there is none."""
    place = files("whowhom.web") / "static" / SHIPPED
    return place.read_bytes() if place.is_file() else None


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored result of a case, wherever it was found."""

    path: Path
    runs: int
    seed: int
    why_not: str
    """Why it is not the answer of the case as it now is; empty if it is."""
    when: float
    """When it was made, in seconds."""


class Results:
    """All results of a server, by their keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where results are stored."""
        self._lock = threading.RLock()
        self._read: OrderedDict[str, Result] = OrderedDict()
        self._newest: dict[str, tuple[int, int]] = {}
        self._shipped, self._remove = temporary_folder()
        self._shipped_key = ""
        self._adopted: dict[str, Path] = {}

    def key(self, case: Case, runs: int, seed: int) -> str:
        """Return what names a result; letters, digits and hyphens only."""
        return f"{_named(case)}-{runs}-{seed}"

    def place(self, key: str) -> Path:
        """Return the folder of a result."""
        if key == self._shipped_key:
            return self._shipped
        return self._adopted.get(key, self.folder / key)

    def newest(self, case: Case) -> tuple[int, int] | None:
        """Return runs and seed of the newest result of a case in this state; None if none."""
        with self._lock:
            name = _named(case)
            return self._newest.get(name) or self._on_disk(case) or self._elsewhere(name)

    def look(self, case: Case, place: Path | None) -> tuple[Stored, ...]:
        """Return the results of a case that the command line has stored near it or here.

        Parameters
        ----------
        case : Case
        place : Path or None
            Where the case is; None if it comes with whowhom.

        Returns
        -------
        tuple of Stored
            The newest first. Those of the case as it now is can be shown by runs and seed.
        """
        near = () if place is None else (place.parent, place.parent / "results", place / "results")
        folders = (self.folder, *near)
        found: list[Stored] = []
        for path in dict.fromkeys(path for one in folders for path in _folders_in(one)):
            if not (path / RUN_FILE).is_file():
                continue
            try:
                work = read_description(path).work
            except ResultError:
                continue
            if work.case != case.id:
                continue
            why = "" if (path / MANIFEST).exists() else "it is unfinished"
            why = why or _why_not(case, work)
            if not why:
                key = self.key(case, work.runs, work.seed)
                with self._lock:
                    if self.place(key) != path and not (self.place(key) / MANIFEST).exists():
                        self._adopted[key] = path
            when = (path / RUN_FILE).stat().st_mtime
            found.append(Stored(path, work.runs, work.seed, why, when))
        return tuple(sorted(found, key=lambda one: -one.when))

    def look_for_what_ifs(self, place: Path | None) -> dict[str, Path]:
        """Return the stored what-ifs near a case or here, by ids that no path can be made of."""
        near = () if place is None else (place.parent, place.parent / "results", place / "results")
        found = {}
        for folder in (self.folder, *near):
            for path in _folders_in(folder):
                if is_what_if(path):
                    found[f"stored-{sha256(str(path).encode())[:12]}"] = path
        return found

    def _elsewhere(self, name: str) -> tuple[int, int] | None:
        """Return runs and seed of the largest result that was found elsewhere."""
        keys = [key.rsplit("-", 2) for key in self._adopted]
        found = [(int(runs), int(seed)) for of, runs, seed in keys if of == name]
        return max(found, default=None)

    def get(self, case: Case, runs: int, seed: int) -> Result | None:
        """Return a finished result of a case; None if it has not been run.

        Raises
        ------
        ResultError
            If it is damaged, or another one stands in its place.
        """
        with self._lock:
            key = self.key(case, runs, seed)
            if key in self._read:
                self._read.move_to_end(key)
                return self._read[key]
            if not (self.place(key) / MANIFEST).exists():
                return None
            result = read_result(self.place(key))
            work = result.description.work
            difference = _why_not(case, work)
            if not difference and (work.runs, work.seed) != (runs, seed):
                difference = f"{work.runs} runs with seed {work.seed}"
            if difference:
                raise ResultError(
                    f"{self.place(key)}: holds another result than its name says ({difference}). "
                    "Move it away, or run with another seed."
                )
            return self._keep(key, result)

    def state(self, case: Case) -> str:
        """Return what names a case in its present state."""
        return _state(case)

    def by_key(self, key: str) -> Result | None:
        """Return a result that was shown before; None if it is not in memory."""
        with self._lock:
            return self._read.get(key)

    def keep(self, case: Case, result: Result) -> None:
        """Take in a result in place of what is known of the same runs."""
        with self._lock:
            self._keep(self.key(case, result.runs, result.seed), result)

    def note(self, case: Case, runs: int, seed: int) -> None:
        """Take note that a result was just run."""
        with self._lock:
            self._newest[_named(case)] = (runs, seed)

    def load_shipped(self, case: Case) -> None:
        """Make the shipped result known if it is one of this case and this version."""
        content = shipped_archive()
        if content is None:
            return
        place = self._shipped
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                if name.startswith("result/"):
                    target = place / name.removeprefix("result/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(packed.read(name))
        try:
            result = read_result(place)
        except ResultError:
            return  # of another layout: the first page then offers to run the case
        work = result.description.work
        if _why_not(case, work):
            return
        self._shipped_key = self.key(case, work.runs, work.seed)
        self._keep(self._shipped_key, result)
        self._newest.setdefault(_named(case), (work.runs, work.seed))

    def shipped(self) -> Result | None:
        """Return the shipped result; None if there is none of this version."""
        return self.by_key(self._shipped_key)

    def close(self) -> None:
        """Remove what was unpacked."""
        self._remove()
        sweep_temporary()  # also of jobs that were stopped

    def _keep(self, key: str, result: Result) -> Result:
        self._read[key] = result
        while len(self._read) > _KEPT:
            self._read.popitem(last=False)
        return result

    def _on_disk(self, case: Case) -> tuple[int, int] | None:
        """Look for finished results of earlier days, the newest of them."""
        stem = self.key(case, 0, 0).removesuffix("-0-0")
        found = [path for path in self.folder.glob(f"{stem}-*-*") if (path / MANIFEST).exists()]
        if not found:
            return None
        newest = max(found, key=lambda path: (path / MANIFEST).stat().st_mtime)
        runs, seed = newest.name.rsplit("-", 2)[1:]
        return (int(runs), int(seed)) if runs.isdigit() and seed.isdigit() else None


def archive(result: Result, place: Path) -> bytes:
    """Pack a stored result with its case and the command that makes it again.

    The same result always gives the same bytes. Only its own files are packed.

    Raises
    ------
    ResultError
        If a file is no longer what was written.
    """
    work = result.description.work
    again = ["whowhom", "run", "result/case", *result.change.as_options()]
    again += ["--runs", str(work.runs), "--seed", str(work.seed), "--out", "again"]
    about = (
        f"{work.title}\n"
        f"{work.runs:,} runs, seed {work.seed}, whowhom {work.whowhom}.\n"
        f"{f'Changed: {result.change}.' + chr(10) if result.change else ''}\n"
        "result/                   the stored result\n"
        "result/case/              the case as it was read, before any change\n"
        "result/parameters.json    the parameters of the model that were used\n\n"
        f"{_run_again(result, again)}"
        "Check it:       whowhom verify result\n"
        "Look at it:     whowhom show result\n"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        _put(target, "README.txt", about.encode())
        for name, content in stored_files(place):
            _put(target, f"result/{name}", content)
    return packed.getvalue()


def _folders_in(folder: Path) -> list[Path]:
    """Return what is in a folder, not too much of it."""
    try:
        paths = sorted(folder.iterdir(), key=lambda path: path.name)[:_MOST_LOOKED_AT]
    except OSError:
        return []
    return [path.resolve() for path in paths if path.is_dir()]


def _put(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    target.writestr(entry, content)


def _run_again(result: Result, command: list[str]) -> str:
    """Return the line that says how a result is run again."""
    if result.description.has_own_parameters:
        return (
            "It was run with its own parameters: to run it again, pass\n"
            "whowhom.read_result('result').parameters to whowhom.run\n"
        )
    return f"Run it again:   {shlex.join(command)}\n"


def _why_not(case: Case, work: Work) -> str:
    """Say why a work is not that of a case as it is, with the usual parameters; empty if it is.

    How many runs were asked for does not matter: a precision only says when to stop.
    """
    usual = work_of(case, work.runs, work.seed, parameters=default_parameters(), change=Change())
    return replace(usual, precision=work.precision, at_most=work.at_most).difference(work)


def _named(case: Case) -> str:
    """Return what names a case in its present state; two of the same content differ by their id."""
    return f"{case.id.replace('_', '-')}-{_state(case)}"


def _state(case: Case) -> str:
    """Return a hash of a case, its course and notes too, of the version and its parameters.

    Its ready questions are left out: saving one makes no answer old.
    """
    hashes = {
        name: sha256(content)
        for name, content in sorted(case.files.items())
        if name != QUESTIONS_FILE
    }
    whole = json.dumps([version("whowhom"), case.sha256, hashes, default_hash()])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]
