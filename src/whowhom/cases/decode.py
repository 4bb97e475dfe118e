"""Bytes to text: UTF-8 only, and for everything else the way to convert it."""

from itertools import pairwise

from whowhom.cases.problems import Problem

__all__ = ["decode"]

MAGIC = (
    (b"PK\x03\x04", "a zip file or Excel workbook", "save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "save the sheet as CSV UTF-8"),
    (b"%PDF", "a PDF", "export the table as CSV UTF-8"),
    (b"\x89PNG", "a picture", "write a table"),
    (b"\xff\xd8\xff", "a picture", "write a table"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"{\\rtf", "a text document (RTF)", "save it as plain text"),
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")


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
    if data.startswith(UTF16) or _looks_like_utf16(data):
        way_out = _convert("UTF-16", file)
        return _problem("W010", file, data, 0, "is UTF-16, not UTF-8", way_out)
    nul = data.find(b"\0")
    if nul >= 0:
        finding = "has a NUL byte, so it is no text file"
        return _problem("W011", file, data, nul, finding, "save it as CSV UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        code_page = _guess_code_page(data)
        finding = f"has the byte 0x{data[start]:02X}, which is not UTF-8; it looks like {code_page}"
        return _problem("W010", file, data, start, finding, _convert(code_page, file))


def _convert(encoding: str, file: str) -> str:
    return (
        'save it as "CSV UTF-8" in the spreadsheet, or convert it: '
        f"iconv -f {encoding} -t UTF-8 {file} > converted.csv"
    )


def _looks_like_utf16(data: bytes) -> bool:
    """Return whether every other byte is NUL, as in Western text in UTF-16 without a mark."""
    head = data[:200]
    return len(head) >= 4 and max(head[::2].count(0), head[1::2].count(0)) > 0.4 * len(head)


def _guess_code_page(data: bytes) -> str:
    """Tell Russian from Western Windows text: Russian letters stand in rows, accents alone."""
    pairs = sum(a >= 0xC0 and b >= 0xC0 for a, b in pairwise(data))
    high = sum(byte >= 0x80 for byte in data)
    return "CP1251" if pairs > high / 2 else "CP1252"


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
