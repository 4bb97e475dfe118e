"""Bytes to text: UTF-8 only; what else there is says so, and can be converted once."""

import codecs

from whowhom.cases.encodings import marked_encoding
from whowhom.cases.problems import Problem

__all__ = ["decode", "recode"]

MAGIC = (
    (b"PK\x03\x04", "a zip file or Excel workbook", "save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "save the sheet as CSV UTF-8"),
    (b"%PDF", "a PDF", "export the table as CSV UTF-8"),
    (b"\x89PNG", "a picture", "write a table"),
    (b"\xff\xd8\xff", "a picture", "write a table"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"{\\rtf", "a text document (RTF)", "save it as plain text"),
)
SAVE = 'save it as UTF-8 ("CSV UTF-8" in a spreadsheet)'


def decode(data: bytes, file: str) -> str | Problem:
    """Return the text of a file, or the problem that keeps it from being read.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for the message.
    """
    for magic, what, way_out in MAGIC:
        if data.startswith(magic):
            return _problem("W011", file, data, 0, f"is {what}, not a text file", way_out)
    if encoding := marked_encoding(data):
        return _problem("W010", file, data, 0, f"is {encoding.upper()}, not UTF-8", SAVE)
    nul = data.find(b"\0")
    if nul >= 0:
        finding = "has a NUL byte, so it is not a text file"
        return _problem("W011", file, data, nul, finding, "save it as CSV UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        finding = f"has the byte 0x{data[start]:02X}, which is not UTF-8"
        return _problem("W010", file, data, start, finding, SAVE)


def recode(data: bytes, file: str, encoding: str) -> str | Problem:
    """Return the text of a file in a stated encoding, or the problem that keeps it from being read.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for the message.
    encoding : str
        A name that Python knows.
    """
    other = "name another encoding"
    wide = next((name for name in ("utf-16", "utf-32") if _name(encoding).startswith(name)), "")
    if wide and not marked_encoding(data).startswith(wide):
        # Any two bytes are some sign of UTF-16, mostly a Chinese one.
        return Problem(code="W010", file=file, finding=f"is not {wide.upper()}", hint=other)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        finding = f"has the byte 0x{data[error.start]:02X}, which {encoding} does not define"
        return _problem("W010", file, data, error.start, finding, other)
    strange = next((sign for sign in text if sign == "\0" or "\x7f" <= sign < "\xa0"), "")
    if strange:
        line = text.count("\n", 0, text.index(strange)) + 1
        finding = f"read as {encoding} has the control sign U+{ord(strange):04X}"
        return Problem(code="W010", file=file, line=line, finding=finding, hint=other)
    return text


def _name(encoding: str) -> str:
    """Return the one name of an encoding, as utf-16-le for UTF-16LE."""
    return codecs.lookup(encoding).name


def _problem(code: str, file: str, data: bytes, at: int, finding: str, hint: str) -> Problem:
    """Place a problem at byte `at`; columns are counted by the commonest delimiter of the line."""
    line_start = data.rfind(b"\n", 0, at) + 1
    before = data[line_start:at]
    delimiters = max(before.count(delimiter) for delimiter in (b",", b";", b"\t"))
    return Problem(
        code=code,
        file=file,
        line=data.count(b"\n", 0, at) + 1,
        column=delimiters + 1,
        finding=finding,
        hint=hint,
    )
