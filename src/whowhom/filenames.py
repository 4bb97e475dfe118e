"""Names of files and folders that every system can hold.

Windows keeps device names such as ``con`` and ``aux`` to itself, with any extension and in any
case, and some signs; a folder with such a name cannot be copied there, nor checked out by git.
https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from whowhom.errors import InvalidInput

__all__ = ["check_new_path", "name_trouble", "portable_name"]

LONGEST = 60
"""Most characters of a name that is made from a text."""
MOST_BYTES = 180
"""Most bytes of it in UTF-8; file systems hold 255, and an extension follows."""
SYSTEM_BYTES = 255
SIGNS = '<>:"/\\|?*'
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)


def name_trouble(name: str) -> str:
    r"""Say why some system cannot hold `name` as the name of one file or folder.

    Parameters
    ----------
    name : str
        One part of a path.

    Returns
    -------
    str
        What is wrong with it, to be read after the name; empty if nothing is.

    Examples
    --------
    >>> name_trouble("actors.csv"), name_trouble("AUX.csv")
    ('', 'is a device name on Windows')
    >>> name_trouble("who?"), name_trouble("draft.")
    ("contains '?', which Windows does not allow", 'ends with a full stop or a space')
    """
    if _is_device(name):
        return "is a device name on Windows"
    for sign in name:
        if sign in SIGNS:
            return f"contains {sign!r}, which Windows does not allow"
        if unicodedata.category(sign) in {"Cc", "Cs"}:
            return "contains a control character"
    if name.endswith((".", " ")):
        return "ends with a full stop or a space"
    if len(name.encode()) > SYSTEM_BYTES:
        return f"has more than {SYSTEM_BYTES} bytes"
    return ""


def portable_name(text: str, *, otherwise: str, taken: Iterable[str] = ()) -> str:
    """Make a name that every system can hold from free text, in whatever script.

    Letters, digits and marks of any script, hyphens and underscores stay, in lower case; everything
    else becomes an underscore. A name that is taken already gets a number.

    Parameters
    ----------
    text : str
        What the name should resemble.
    otherwise : str
        The name where nothing of `text` can be kept.
    taken : iterable of str
        Names that may not be given again; letter case makes no difference.

    Returns
    -------
    str
        At most 60 characters (180 bytes in UTF-8) and a number.

    Examples
    --------
    >>> portable_name("Notes 1", otherwise="sheet"), portable_name("演员", otherwise="sheet")
    ('notes_1', '演员')
    >>> portable_name("AUX", otherwise="sheet"), portable_name("?!", otherwise="sheet")
    ('aux_', 'sheet')
    >>> portable_name("Notes.1", otherwise="sheet", taken=["notes_1"])
    'notes_1_2'
    """
    lower = unicodedata.normalize("NFC", text.lower())
    signs = (sign if _is_kept(sign) else " " for sign in lower)
    stem = "_".join("".join(signs).split()).strip("_-") or otherwise
    stem = _cut(stem)
    if _is_device(stem):
        stem += "_"
    used = {_folded(name) for name in taken}
    name, number = stem, 2
    while _folded(name) in used:
        name, number = f"{stem}_{number}", number + 1
    return name


def check_new_path(path: Path) -> None:
    """Refuse a path of which a part that is still to be made cannot be held by every system.

    Raises
    ------
    InvalidInput
        If there is such a part; the message names it and another one.
    """
    for part in (path, *path.parents):
        if part.exists() or not part.name:
            return
        if trouble := name_trouble(part.name):
            instead = portable_name(part.name, otherwise="case")
            raise InvalidInput(
                f"the name {part.name[:100]!r} {trouble}, so the folder could not be copied to "
                f"every system; choose another name, such as {instead!r}"
            )


def _is_device(name: str) -> bool:
    """Return whether Windows takes `name` for a device: what follows a dot does not count."""
    plain = unicodedata.normalize("NFKC", name).casefold()  # com¹ is a device as com1 is
    return plain.partition(".")[0].partition(":")[0].strip() in DEVICES


def _is_kept(sign: str) -> bool:
    return sign in "_-" or unicodedata.category(sign)[0] in "LMN"


def _folded(name: str) -> str:
    """Return what a file system that ignores letter case and normal form takes `name` for."""
    return unicodedata.normalize("NFKC", name.casefold())


def _cut(stem: str) -> str:
    """Shorten a name to what fits, not between a letter and its marks."""
    end = min(len(stem), LONGEST)
    while len(stem[:end].encode()) > MOST_BYTES or (
        end < len(stem) and unicodedata.category(stem[end])[0] == "M" and end > 1
    ):
        end -= 1
    return stem[:end].rstrip("_-") if end < len(stem) else stem
