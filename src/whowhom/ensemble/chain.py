"""The file of a ledger: a line for each forecast, each with the hash of the line before.

A line is one JSON object in ASCII. Its ``hash`` is that of its own content, its ``previous`` the
sha256 of the bytes of the line before (with its line end, so that ``sed -n 3p FILE | sha256sum``
gives it too); 64 zeros in the first line. So a past line cannot be edited, moved or removed
unnoticed, but for the last ones: a file that was cut at a line end is a whole shorter ledger. Who
keeps the hash of the last line elsewhere, the *head*, sees that too.

The file is written whole beside the old one and takes its name in one step: a crash leaves the old
ledger or the new one.
"""

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from whowhom.cases.plain import json_object
from whowhom.ensemble.manifest import MOST_BYTES, hash_of, plain_bytes, refused
from whowhom.ensemble.sentences import counted, month_span
from whowhom.errors import InvalidInput
from whowhom.files import output_file, sha256, write_file

__all__ = [
    "ASKS",
    "LEDGER",
    "NO_LINE",
    "Chain",
    "Entry",
    "Question",
    "ledger_file",
]

LEDGER = "forecasts.jsonl"
"""Name of the ledger in a case folder."""
NO_LINE = "0" * 64
"""The head of a ledger without lines: what the first line has in the place of a hash."""

ASKS: Mapping[str, str] = {
    "on_top": "Sole ruler at the end",
    "next_removed": "Next to be removed",
    "removed": "Removed by the end",
    "removed_within_12": "Removed within 12 months",
}
"""What a forecast is asked, by the word in the file."""

_SCHEMA = 1
_HASH = re.compile(r"[0-9a-f]{64}")
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its forecast."""

    asks: str
    """One of :data:`ASKS`."""
    by: str
    """The last month that counts (``2028-12``)."""
    shares: Mapping[str, float]
    """Share of the runs, in [0, 1], by actor. In the first two kinds ``nobody`` is an answer too,
    and the shares sum to 1; in the others each actor is a question of their own."""
    median: Mapping[str, str] = field(default_factory=dict)
    """Only of who is removed next: the month by which that happened in half of the runs in which
    it is this actor."""

    @property
    def has_one_answer(self) -> bool:
        """Whether exactly one actor, or nobody, is the answer."""
        return self.asks in ("on_top", "next_removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a ledger: a forecast, and what it was made of."""

    number: int
    """From 1."""
    written: str
    """UTC, to the second."""
    case: str
    """Id of the case."""
    case_sha256: str
    """Hash of what the model reads of it."""
    record_sha256: str | None
    """Hash of the events that the forecast is conditional on; None if it is unconditional."""
    as_of: str
    """The month up to which the record is observed; of an unconditional forecast, the start."""
    since: str
    """The first month that the questions are about."""
    whowhom: str
    """Version that made it."""
    runs: int
    seed: int
    result_sha256: str
    """Hash of the outcomes of all runs."""
    effective: float
    """Effective runs; all of them if it is unconditional."""
    questions: tuple[Question, ...]

    def is_same_work(self, other: "Entry") -> bool:
        """Return whether both are the forecast of the same case, record, date, version and runs."""
        names = ("case", "case_sha256", "record_sha256", "as_of", "whowhom", "runs", "seed")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values; only a question about the next to be removed has medians."""
        content = dataclasses.asdict(self)
        for question in content["questions"]:
            if not question["median"]:
                del question["median"]
        return {**content, "questions": [*content["questions"]]}

    def question(self, asks: str) -> Question | None:
        """Return a question by its kind; None if it was not asked."""
        return next((one for one in self.questions if one.asks == asks), None)


def ledger_file(path: str | Path, *, option: str = "--ledger") -> Path:
    """Return the file of a ledger, or refuse what can be none before any work.

    Raises
    ------
    InvalidInput
        If it is a link, a folder or anything else but a regular file.
    ResourceError
        If its folder cannot be written to.
    """
    found = output_file(path, option=option)
    if Path(path).is_symlink():  # the write would follow it, or put a file in its place
        raise InvalidInput(
            f"{option}: {str(path)!r} is a link; name the file that it leads to: {found}"
        )
    if not found.parent.is_dir():
        raise InvalidInput(
            f"{option}: there is no folder {str(found.parent)!r}; make it, or name another file"
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The lines of a ledger; every one follows the one before."""

    path: Path
    entries: tuple[Entry, ...]
    lines: tuple[bytes, ...]
    """As they are in the file, with their line ends."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """The sha256 of each line."""
        return tuple(map(sha256, self.lines))

    @property
    def head(self) -> str:
        """The sha256 of the last line; 64 zeros if there is none."""
        return self.hashes[-1] if self.lines else NO_LINE

    @classmethod
    def read(cls, path: Path) -> "Chain":
        """Read a ledger and verify its chain; a file that is not there has no lines.

        Raises
        ------
        InvalidInput
            If it is not a regular file or cannot be read.
        ResultError
            If it was edited, moved or cut, or another version wrote it; every such line is named.
        """
        lines = _lines_of(path)
        entries: list[Entry] = []
        problems: list[str] = []
        previous, due = NO_LINE, 1
        for number, line in enumerate(lines, start=1):
            found = _parsed(line)
            if isinstance(found, str):
                problems.append(f"{path}, line {number}: {found}")
                due += 1
            else:
                entry, follows = found
                if follows != previous or entry.number != due:
                    before = f"line {number - 1} as it is now" if number > 1 else "nothing"
                    problems.append(
                        f"{path}, line {number}: does not follow {before}: it was written as "
                        f"line {entry.number}; lines were edited, moved or removed"
                    )
                entries.append(entry)
                due = entry.number + 1
            previous = sha256(line)
        if problems:
            raise refused(problems, _way_out(path, lines, problems))
        return cls(path=path, entries=tuple(entries), lines=lines)

    def check_head(self, head: str) -> None:
        """Refuse a ledger in which the line with a hash that was kept elsewhere is missing.

        Raises
        ------
        InvalidInput
            If `head` is not a hash.
        ResultError
            If no line has it.
        """
        if not _HASH.fullmatch(head):
            raise InvalidInput(
                "--head must be a hash that `whowhom track` printed, 64 digits and letters from a "
                f"to f; got {head[:80]!r}"
            )
        if head not in (*self.hashes, NO_LINE):
            count = counted(len(self.lines), "line")
            problem = (
                f"{self.path}: none of its {count} has the hash {head}: "
                "the ledger was cut or rewritten after that hash was printed, or is another one"
            )
            raise refused([problem], _RESTORE.format(path=self.path))

    def append(self, entry: Entry) -> "Chain":
        """Write a further line, whole or not at all, and return the chain with it.

        Raises
        ------
        InvalidInput
            If the file would become too large to be read.
        ResourceError
            If the system refuses; the old file stays as it is.
        """
        lines = (*self.lines, _line(entry, self.head))
        content = b"".join(lines)
        if len(content) > MOST_BYTES:
            raise InvalidInput(
                f"{self.path}: the ledger would have more than {MOST_BYTES:,} bytes; "
                "start a new one with --ledger"
            )
        write_file(self.path, content)
        return Chain(path=self.path, entries=(*self.entries, entry), lines=lines)


_RESTORE = (
    "Restore {path} from a copy or from version control. If there is none, keep the file as it is, "
    "and start a new ledger with --ledger NEW.jsonl."
)


def _lines_of(path: Path) -> tuple[bytes, ...]:
    """Return the lines of a file with their line ends; none if it is not there."""
    try:
        *lines, rest = plain_bytes(path.parent, path.name, MOST_BYTES).split(b"\n")
    except FileNotFoundError:
        return ()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInput(
            f"{path}: is not a ledger that can be read ({reason}); name another file with --ledger"
        ) from error
    return (*(line + b"\n" for line in lines), *([rest] if rest else []))


def _way_out(path: Path, lines: Sequence[bytes], problems: Sequence[str]) -> str:
    """Say what to do with a ledger that has problems."""
    if len(lines) > len(problems) == 1 and not lines[-1].endswith(b"\n"):
        return (
            f"Restore {path} from a copy; or delete line {len(lines)}, which is not a whole "
            "forecast (the lines before it are sound), and give the command again."
        )
    return _RESTORE.format(path=path)


def _line(entry: Entry, previous: str) -> bytes:
    """Return the line of a forecast."""
    content = {"schema": _SCHEMA, **entry.as_dict(), "previous": previous}
    return (json.dumps({**content, "hash": hash_of(content)}) + "\n").encode("ascii")


def _parsed(line: bytes) -> tuple[Entry, str] | str:
    """Return the forecast in a line and the hash that it follows, or what is wrong with it."""
    if not line.endswith(b"\n"):
        return "is incomplete: it was cut, or its line end was removed"
    if line.endswith(b"\r\n"):
        return "ends with CR LF: an editor or a version control tool has changed the line ends"
    try:
        content = json_object(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return f"is not UTF-8 (byte {error.start + 1}): it was edited or damaged"
    except ValueError:
        return "is not the JSON object that was written: it was edited or damaged"
    if content.pop("hash", None) != hash_of(content):
        return "was edited or damaged: its content does not agree with its hash"
    if content.get("schema") != _SCHEMA:
        return (
            f"has layout {content.get('schema')!r}, this version of whowhom reads {_SCHEMA}: "
            "read it with the version that wrote it"
        )
    entry, previous = _read(content), str(content.get("previous"))
    if entry is None or _line(entry, previous) != line:
        return "has content that no version of whowhom writes: it was edited"
    return entry, previous


def _read(content: Mapping[str, Any]) -> Entry | None:
    """Return the forecast in an object; None if no version writes such a one."""
    names = [one.name for one in dataclasses.fields(Entry)]
    try:
        questions = tuple(Question(**one) for one in content["questions"])
        entry = Entry(**{**{name: content[name] for name in names}, "questions": questions})
        is_sound = not any(_odd(entry))
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
    return entry if is_sound else None


def _odd(entry: Entry) -> Iterator[bool]:
    """Yield of each property of a forecast whether it is impossible."""
    since = month_span(entry.since)[0]
    yield since - month_span(entry.as_of)[0] not in (0, 1)
    yield not all(isinstance(value, int) for value in (entry.number, entry.runs, entry.seed))
    yield not 0 < entry.effective <= entry.runs + _CLOSE
    yield datetime.fromisoformat(entry.written).tzinfo is None
    for one in entry.questions:
        yield one.asks not in ASKS or month_span(one.by)[0] < since
        yield not all(0 <= share <= 1 for share in one.shares.values())
        yield one.has_one_answer and abs(sum(one.shares.values()) - 1) > _CLOSE
        yield not set(one.median) <= set(one.shares)
