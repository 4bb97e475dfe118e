"""What ``run.json`` records about a result: which case, which runs, made by what and when."""

import dataclasses
import platform
import shlex
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whowhom.cases.case import Case
from whowhom.cases.questions import QUESTIONS_FILE
from whowhom.cases.record import Record
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.manifest import (
    MOST_BYTES,
    closed_bytes,
    damaged,
    hash_of,
    plain_bytes,
    read_closed,
)
from whowhom.ensemble.parameters_file import parameters_bytes
from whowhom.ensemble.shard import Shard
from whowhom.errors import ResultError
from whowhom.files import sha256
from whowhom.scenario.change import Change
from whowhom.sim.parameter_sets import AnyParameters

__all__ = [
    "CASE_FOLDER",
    "MOST_CHUNKS",
    "RECORD_FILE",
    "RUN_FILE",
    "SCHEMA",
    "Description",
    "Work",
    "describe",
    "plain_work",
    "read_description",
    "run_command",
    "work_of",
]

RUN_FILE = "run.json"
RECORD_FILE = "record.csv"
"""The record that a conditional result is given, as far as it is read."""
CASE_FOLDER = "case"
SCHEMA = 4
"""Version of the layout of a result folder; 4 keeps the counts of all runs, not of each chunk."""

MOST_CHUNKS = 100_000
"""Most chunks of one result."""

_PACKAGES = ("numpy", "numba", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What determines every number of a result: two results of equal work are equal."""

    whowhom: str
    """Version of whowhom that simulates the runs."""
    case: str
    """Id of the case."""
    title: str
    case_sha256: str
    """Hash of what the model reads, after the change."""
    case_files: dict[str, str]
    """sha256 of every file of the case, by name."""
    change: dict[str, Any]
    """What was changed in the case and the parameters, as ``Change.as_dict`` gives it."""
    parameters_sha256: str
    """Hash of the file of the shared parameters, after the change."""
    runs: int
    """How many; until a precision is reached, how many at most."""
    seed: int
    precision: float | None = None
    """Half the width of the interval of the leading answer at which the runs stop."""
    at_most: int | None = None
    """How many runs there may be at most, where a precision is asked for."""
    as_of: str | None = None
    """The month up to which a record is given (``1925-02``); None without one. The change then
    takes effect after it."""
    record_sha256: str | None = None
    """Hash of the record that is given."""
    mechanisms: dict[str, Any] | None = None
    """Mechanisms of the user's own, as ``OwnModel.as_dict`` gives them; None without any."""

    def difference(self, other: "Work") -> str:
        """Say in what other work differs; an empty text if it is the same."""
        if other.whowhom != self.whowhom:
            return f"made by whowhom {other.whowhom}, this is {self.whowhom}"
        if other.change != self.change:
            return f"with another change of the case: {Change.of(**other.change)}"
        if other.case_sha256 != self.case_sha256:
            return f"of another case or another state of it: {other.case!r}, {other.title!r}"
        if other.parameters_sha256 != self.parameters_sha256:
            return "made with other parameters of the model"
        if other.as_of != self.as_of:
            return f"given the record to {other.as_of}" if other.as_of else "given no record"
        if other.record_sha256 != self.record_sha256:
            return f"given another record to {other.as_of}"
        if other.mechanisms != self.mechanisms:
            own = other.mechanisms
            return "made without mechanisms of your own" if own is None else _made_with(own)
        if other._asked() != self._asked():
            runs, precision, seed = other._asked()
            least = "" if precision is None else f", at most, to a precision of {precision},"
            return f"{runs} runs{least} with seed {seed}"
        mine, theirs = self.case_files.items(), other.case_files.items()
        differing = {name for name, _ in mine ^ theirs} - {QUESTIONS_FILE}
        if differing:
            names = ", ".join(sorted(differing))
            return (
                "the same runs, but the course, chronicle, notes or sources were changed since: "
                f"{names}"
            )
        return ""

    def _asked(self) -> tuple[int, float | None, int]:
        """Return the runs that were asked for, the precision and the seed."""
        return self.at_most or self.runs, self.precision, self.seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The content of ``run.json``."""

    schema: int
    """Version of the layout of the folder."""
    work: Work
    versions: dict[str, str]
    """Versions of Python and of the packages that compute and store."""
    platform: str
    """Kind of machine (not its name)."""
    chunk: int
    """Runs in one chunk."""
    threads: int
    actors: tuple[str, ...]
    contenders: tuple[str, ...]
    posts: tuple[str, ...]
    audiences: tuple[str, ...]
    months: int
    has_own_parameters: bool
    """Whether the caller named parameters, in place of the usual ones."""
    started: str
    """UTC."""
    finished: str | None = None
    seconds: float | None = None
    """Wall time of the session that finished it."""
    sha256: str | None = None
    """Hash of the outcomes of all runs in their order; None while it is unfinished."""
    shard: Shard | None = None
    """Which chunks are in the folder, if not all."""

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-self.work.runs // self.chunk)

    @property
    def numbers(self) -> range:
        """The numbers of the chunks that are in the folder, or will be."""
        return range(self.chunks) if self.shard is None else self.shard.numbers(self.chunks)

    @property
    def runs(self) -> int:
        """How many runs are in these chunks."""
        return sum(self.span(number)[1] for number in self.numbers)

    def span(self, index: int) -> tuple[int, int]:
        """Return the first run and the number of runs of a chunk."""
        first = index * self.chunk
        return first, min(self.chunk, self.work.runs - first)

    def circle(self, case: Case) -> Circle:
        """Return who takes part."""
        return Circle.of(case, self)

    def about(self, index: int) -> dict[str, Any]:
        """Return the metadata of a chunk, so that it is never taken for another one."""
        first, runs = self.span(index)
        return {
            "whowhom": self.work.whowhom,
            "case_sha256": self.work.case_sha256,
            "parameters_sha256": self.work.parameters_sha256,
            "seed": self.work.seed,
            "first": first,
            "runs": runs,
        }

    def about_all(self) -> dict[str, Any]:
        """Return the metadata of the counts of all runs of a finished result."""
        parts = dataclasses.asdict(self) | {"work": plain_work(self.work)}
        if self.work.as_of is None:
            del parts["work"]["as_of"], parts["work"]["record_sha256"]
        names = ("work", "actors", "contenders", "posts", "audiences", "months", "sha256")
        return {"result": hash_of({name: parts[name] for name in names})}

    def to_bytes(self) -> bytes:
        """Return the file, closed by a hash of its content."""
        content = dataclasses.asdict(self) | {"work": plain_work(self.work)}
        if self.work.precision is None:
            del content["work"]["precision"], content["work"]["at_most"]
        if self.work.as_of is None:
            del content["work"]["as_of"], content["work"]["record_sha256"]
        if self.shard is None:
            del content["shard"]
        return closed_bytes(content)


def plain_work(work: Work) -> dict[str, Any]:
    """Return work as plain values; without mechanisms of one's own as before there were any."""
    content = dataclasses.asdict(work)
    if work.mechanisms is None:
        del content["mechanisms"]
    return content


def _made_with(own: dict[str, Any]) -> str:
    names = ", ".join(own["active"]) or "none active"
    return f"made with other mechanisms: {names}, from {own['file']} ({own['sha256'][:16]})"


def work_of(
    case: Case,
    runs: int,
    seed: int,
    *,
    parameters: AnyParameters,
    change: Change,
    precision: float | None = None,
    record: Record | None = None,
    mechanisms: dict[str, Any] | None = None,
) -> Work:
    """Describe the work of simulating a case with the version of whowhom that is installed.

    Case and parameters are those after the change; with a precision `runs` are the most.
    """
    return Work(
        whowhom=version("whowhom"),
        case=case.id,
        title=case.title,
        case_sha256=case.sha256,
        case_files={name: sha256(content) for name, content in sorted(case.files.items())},
        change=change.as_dict(),
        parameters_sha256=sha256(parameters_bytes(parameters)),
        runs=runs,
        seed=seed,
        precision=precision,
        at_most=None if precision is None else runs,
        as_of=None if record is None else record.month,
        record_sha256=None if record is None else record.sha256,
        mechanisms=mechanisms,
    )


def describe(
    work: Work,
    circle: Circle,
    *,
    chunk: int,
    threads: int,
    started: str,
    has_own_parameters: bool,
    shard: Shard | None = None,
) -> Description:
    """Describe a result that is about to be made, here and now."""
    return Description(
        schema=SCHEMA,
        work=work,
        versions={
            "python": platform.python_version(),
            **{package: version(package) for package in _PACKAGES},
        },
        platform=f"{platform.system()} {platform.machine()}",
        chunk=chunk,
        threads=threads,
        actors=circle.actors,
        contenders=circle.contenders,
        posts=circle.posts,
        audiences=circle.bodies,
        months=circle.months,
        has_own_parameters=has_own_parameters,
        started=started,
        shard=shard,
    )


def run_command(case: Path, work: Work, out: Path, shard: Shard | None = None) -> str:
    """Return the command that does some work, with the copy of its case that a result keeps."""
    change = Change.of(**work.change).as_options()
    numbers = ["--runs", str(work.at_most or work.runs), "--seed", str(work.seed)]
    if work.precision is not None:
        numbers += ["--precision", str(work.precision)]
    if work.as_of is not None:
        numbers += ["--as-of", work.as_of, "--record", str(case.parent / RECORD_FILE)]
    if work.mechanisms is not None:
        numbers += ["--mechanisms", work.mechanisms["file"]]
        numbers += [
            word for name in work.mechanisms["off"] for word in ("--without", f"mechanisms.{name}")
        ]
    words = [*numbers, "--out", str(out)]
    if shard is not None:
        words += ["--shard", str(shard)]
    return shlex.join(["whowhom", "run", str(case), *change, *words])


def read_description(folder: Path, *, again: str = "") -> Description:
    """Read ``run.json``.

    Parameters
    ----------
    folder : path
        Of the result.
    again : str, optional
        The command that makes it again if its layout is an old one; `whowhom run` if left out.

    Raises
    ------
    ResultError
        If it is missing, damaged or of another version of the layout.
    """
    path = folder / RUN_FILE
    try:
        content = read_closed(plain_bytes(folder, RUN_FILE, MOST_BYTES))
        schema = content["schema"]
    except OSError:
        raise damaged(folder, [f"{path}: is missing or cannot be read"]) from None
    except (ValueError, KeyError):
        raise damaged(folder, [f"{path}: is damaged: it is not what was written"]) from None
    if schema != SCHEMA:
        raise ResultError(
            f"{path}: this result has layout {schema}, this version of whowhom reads {SCHEMA}; "
            f"{_made_again(folder, content, again)}"
        )
    try:
        content["work"] = Work(**content["work"])
        Change.of(**content["work"].change)
        for name in ("actors", "contenders", "posts", "audiences"):
            content[name] = tuple(content[name])
        if "shard" in content:
            content["shard"] = Shard(**content["shard"])
        description = Description(**content)
        is_sound = 0 < description.chunks <= MOST_CHUNKS and description.months > 0
    except (TypeError, KeyError, ValueError, AttributeError, ZeroDivisionError):
        is_sound = False
    if not is_sound:
        raise damaged(folder, [f"{path}: has content that no version of whowhom writes"])
    return description


def _made_again(folder: Path, content: dict[str, Any], again: str) -> str:
    """Say how a result of another layout is made again."""
    try:
        work = Work(**content["work"])
        if content["schema"] < SCHEMA and not content["has_own_parameters"]:
            new = folder.with_name(f"{folder.resolve().name}-again")
            return f"run it again: {again or run_command(folder / CASE_FOLDER, work, new)}"
    except (TypeError, KeyError, ValueError, AttributeError):
        pass
    return (
        "run it again with the same case, change, parameters and seed, or read it with the "
        "version that made it"
    )
