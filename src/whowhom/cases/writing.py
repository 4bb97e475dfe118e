"""Writing case folders: all at once or not at all, and safe to open in a spreadsheet."""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from whowhom.cases.tables import FORMULA_SIGNS
from whowhom.errors import InvalidInput, ResourceError
from whowhom.filenames import check_new_path
from whowhom.files import resources, write_file

__all__ = ["csv_text", "guard", "guard_cell", "toml_string", "write_folder"]

_TEXTS = {"name", "text", "words"}
"""Kinds of columns in which a spreadsheet could see a formula where a text is meant."""
_SIGNED = re.compile(r"[+-][0-9.]")
"""How a number or a year begins that is not a formula in other columns."""
_LONE_RETURN = re.compile(r"\r(?!\n)")


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> guard("=HYPERLINK(...)"), guard("Stalin")
    ("'=HYPERLINK(...)", 'Stalin')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def guard_cell(text: str, kind: str) -> str:
    """Guard the text of a cell in a column of a kind; numbers with a sign are left as they are.

    Examples
    --------
    >>> guard_cell("-0.5", "number"), guard_cell("-0.5", "text")
    ('-0.5', "'-0.5")
    """
    return text if kind not in _TEXTS and _SIGNED.match(text) else guard(text)


def csv_text(rows: Iterable[Iterable[str]], delimiter: str = ",", line_end: str = "\n") -> str:
    r"""Return rows as CSV, with quotes where needed; a lone carriage return ends a line of a cell.

    Examples
    --------
    >>> csv_text([["two\rlines", "one"]])  # a writer that quotes no return would make two rows
    '"two\nlines",one\n'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([_LONE_RETURN.sub("\n", cell) for cell in row] for row in rows)
    return stream.getvalue()


def toml_string(text: str) -> str:
    """Return `text` as a TOML string in quotes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def write_folder(folder: str | Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a new folder: into a hidden one beside it, renamed at the end.

    Parameters
    ----------
    folder : str or Path
        The folder; must not exist or be empty.
    files : mapping of str to bytes
        Content by name; a name may have one folder, such as ``notes/on-sources.md``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InvalidInput
        If the folder exists and is not empty, or cannot be a folder on every system.
    ResourceError
        If the files cannot be written; nothing half-written is left.
    """
    target = Path(folder)
    try:
        target = target.resolve()
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InvalidInput(
                f"{folder} exists already and is not an empty folder; give the name of a new one"
            )
        check_new_path(target)
        target.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput(f"{str(folder)[-100:]!r} cannot be a folder: {error}") from error
    temporary = target.with_name(f".whowhom-new-{os.getpid()}")
    try:
        with resources(target):
            temporary.mkdir()
            for name, content in files.items():
                path = temporary / name
                path.parent.mkdir(exist_ok=True)
                write_file(path, content)
            if target.exists():
                target.rmdir()
            temporary.rename(target)
    except ResourceError as error:  # of a file in the hidden folder, which nobody knows
        raise ResourceError(str(error).replace(str(temporary), str(target))) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target
