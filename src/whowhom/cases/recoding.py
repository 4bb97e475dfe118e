"""A case folder in another encoding as a copy in UTF-8.

A case is read as UTF-8 only, so that it reads alike everywhere and its hash says what it holds.
The encoding of a copy is stated once, when it is made; nothing is guessed here.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from whowhom.cases.encodings import ENCODINGS, foreign_cells, marked_encoding, with_readings
from whowhom.cases.folder import Opened, open_case
from whowhom.cases.plain import decode, recode
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.writing import write_folder
from whowhom.errors import CaseError, InvalidInput

__all__ = ["Recoded", "import_folder"]

NO_TEXT = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
"""What Python calls encodings and no file is in."""
IN_THE_WAY = {"W003", "W004", "W005"}


@dataclass(frozen=True, slots=True)
class Recoded:
    """A copy of a case folder in UTF-8."""

    folder: Path
    read_as: dict[str, str]
    """Files that were not UTF-8, and the encoding in which each was read."""
    cells: tuple[tuple[str, int, str], ...]
    """Cells in which the encoding matters, as they were read: file, line, text."""


def import_folder(folder: str | Path, new: str | Path, encoding: str = "") -> Recoded:
    """Write a copy of a case folder in UTF-8.

    Files that are UTF-8 are copied as they are; UTF-16, UTF-32 and ISO-2022 show by their form.

    Parameters
    ----------
    folder : str or Path
        The case folder.
    new : str or Path
        The new folder; nothing is ever overwritten.
    encoding : str, optional
        Encoding of all other files, such as ``cp1250``.

    Returns
    -------
    Recoded
        The new folder, and what was read as what.

    Raises
    ------
    CaseError
        If a file cannot be read so, or at all; all problems are named.
    InvalidInput
        If the encoding is unknown, or the new folder exists and is not empty.
    ResourceError
        If the folder cannot be written.
    """
    if encoding:
        check_encoding(encoding)
    opened = open_case(folder)
    problems = _in_the_way(opened, Path(folder))
    texts: dict[str, str] = {}
    read_as: dict[str, str] = {}
    for name, data in opened.files.items():
        text = decode(data, name)
        own = marked_encoding(data) or encoding
        if isinstance(text, Problem) and text.code == "W010" and own:
            text = recode(data, name, own)
            read_as[name] = own
        if isinstance(text, Problem):
            problems.append(text)
        else:
            texts[name] = text
    if problems:
        known = problems if encoding else with_readings(problems, opened.files, str(folder))
        raise CaseError("\n".join(str(problem) for problem in known))
    cells = [
        (name, line, cell.decode(read_as[name], "replace").strip())
        for name in read_as
        if not marked_encoding(opened.files[name])
        for line, cell in foreign_cells(opened.files[name])
    ]
    written = write_folder(new, {name: text.encode() for name, text in texts.items()})
    return Recoded(written, read_as, tuple(cells))


def check_encoding(encoding: str) -> None:
    """Refuse an encoding that does not exist.

    Raises
    ------
    InvalidInput
        With a name that is near to it.
    """
    try:
        "id".encode(encoding).decode(encoding)
        known = codecs.lookup(encoding).name.replace("-", "_") not in NO_TEXT
    except (LookupError, ValueError):
        known = False
    if not known:
        guess = did_you_mean(encoding, ENCODINGS) or "such names are cp1250, koi8-r, mac-roman"
        raise InvalidInput(f"there is no encoding {encoding[:60]!r}; {guess}")


def _in_the_way(opened: Opened, folder: Path) -> list[Problem]:
    """Return what keeps files from being copied whole."""
    tables = [problem for raw in opened.tables.values() for problem in raw.problems]
    found = [problem for problem in (*opened.problems, *tables) if problem.code in IN_THE_WAY]
    books = [name for name in opened.files if name.lower().endswith((".xlsx", ".xlsm"))]
    if books:
        hint = f"import it: whowhom import {folder / books[0]} NEW_FOLDER"
        found.append(Problem(code="W006", file=books[0], finding="is a workbook", hint=hint))
    elif not opened.files and not found:
        hint = "name a folder that has case.toml and actors.csv"
        found.append(
            Problem(code="W001", file=str(folder)[-100:], finding="holds no case", hint=hint)
        )
    return found
