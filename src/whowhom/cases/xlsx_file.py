"""What kind of file a workbook is, seen from outside: nothing is unpacked here."""

import os
import zipfile
from io import BufferedReader
from pathlib import Path

from whowhom.cases.plain import IsNoFile, open_plain

__all__ = ["MOST_WORKBOOK_BYTES", "READABLE", "SPREADSHEETS", "inspect_file"]

MOST_WORKBOOK_BYTES = 20_000_000
MOST_UNPACKED = 50_000_000
MOST_RATIO = 100
SMALL = 100_000
"""Members below this size may be packed as tightly as they like."""
MOST_MEMBERS = 200

READABLE = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
"""Endings of workbooks that are read."""
SPREADSHEETS = READABLE | {".xlsb", ".xls", ".xlt", ".ods", ".fods", ".ots", ".numbers", ".et"}
"""Endings of spreadsheet files: those that are read, and those that are refused with advice."""
TO_XLSX = "open it in the spreadsheet and save it as .xlsx"
CLEAN = "save it again as .xlsx, or save the sheets as CSV UTF-8"
TABLES_ONLY = "copy the sheets that are tables into a new workbook"
COPY = "copy its tables into a workbook"
FROM_NUMBERS = "export it from Numbers as Excel (.xlsx)"
ZIPPED = (
    ("xl/workbook.bin", "is a binary Excel workbook (.xlsb), which is not read", TO_XLSX),
    ("index/document.iwa", "is an Apple Numbers file, which is not read", FROM_NUMBERS),
    ("index.zip", "is an Apple Numbers file, which is not read", FROM_NUMBERS),
    ("word/document.xml", "is a Word document, not a workbook", COPY),
    (
        "ppt/presentation.xml",
        "is a presentation, not a workbook",
        COPY,
    ),
)
"""Parts by which other zipped formats are known."""
OLE = b"\xd0\xcf\x11\xe0"
"""How old Excel files begin, and encrypted new ones."""
HEAD = 4096


def inspect_file(path: Path) -> tuple[str, str] | None:
    """Look at a file and at its zip directory; return what is wrong and the way out.

    Parameters
    ----------
    path : Path
        What should be a workbook.

    Returns
    -------
    tuple of (str, str) or None
        Finding and hint; None if it may be read.
    """
    try:
        with open_plain(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MOST_WORKBOOK_BYTES:
                hint = f"at most {MOST_WORKBOOK_BYTES:,} are read; {TABLES_ONLY}"
                return f"has {size:,} bytes", hint
            head = stream.read(HEAD)
            if not zipfile.is_zipfile(stream):
                return _other_kind(head, stream)
            with zipfile.ZipFile(stream) as book:
                members = book.infolist()
    except IsNoFile:
        return "is not a file", "name a workbook (.xlsx)"
    except FileNotFoundError:
        return "does not exist", "check the path"
    except (OSError, ValueError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})", "check the path"
    except (zipfile.BadZipFile, NotImplementedError):
        return "is damaged: its zip directory cannot be read", CLEAN
    return _zipped_kind(head, members) or _hostile(members)


def _other_kind(head: bytes, stream: BufferedReader) -> tuple[str, str]:
    """Say what a file is that is not a zip file."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "is empty", "save the workbook again"
    if head.startswith(OLE):
        stream.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in stream.read():
            return "is protected by a password", "save a copy without a password"
        return "is an old Excel workbook (.xls), not .xlsx", TO_XLSX
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "is an XML Spreadsheet 2003, not .xlsx", TO_XLSX
    if b"opendocument" in start:
        return "is an OpenDocument spreadsheet (.fods), which is not read", TO_XLSX
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return "is a web page, not .xlsx", TO_XLSX
    if head.startswith(b"PK"):
        return "is an incomplete .xlsx file", "copy or download it again"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head:
        return "is a text file, not .xlsx", TO_XLSX + ", or put CSV files into a case folder"
    return "is not an .xlsx workbook", TO_XLSX


def _zipped_kind(head: bytes, members: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    """Say what a zip file is that is not an .xlsx workbook; None if it may be one."""
    if b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]:
        return "is an OpenDocument file (.ods), which is not read", TO_XLSX
    names = {member.filename.lower() for member in members}
    for part, finding, hint in ZIPPED:
        if part in names:
            return finding, hint
    return None


def _hostile(members: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    """Say what keeps a zip file from being unpacked."""
    if len(members) > MOST_MEMBERS:
        return f"has {len(members):,} parts; at most {MOST_MEMBERS} are allowed", CLEAN
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        return "has two parts of one name", CLEAN
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in member.filename:
            return f"has a part with the path {member.filename[:60]!r}", CLEAN
        if member.flag_bits & 1:
            return "is encrypted", "save it without a password"
        ratio = member.file_size / max(member.compress_size, 1)
        if ratio > MOST_RATIO and member.file_size > SMALL:
            return f"has a part that unpacks to {ratio:,.0f} times its size", CLEAN
    total = sum(member.file_size for member in members)
    if total > MOST_UNPACKED:
        return f"unpacks to {total:,} bytes; at most {MOST_UNPACKED:,} are allowed", CLEAN
    return None
