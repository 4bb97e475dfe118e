"""Texts that a wrong encoding has damaged: ``MÃ¼ller``, ``Gomu³ka``, ``яРЮКХМ``, ``?????``.

Two questions are answered here. Does a text show, as clearly as a warning must, that it was
damaged? And how many of its words would nobody write, which is how several readings of the same
bytes are compared? Both look at words: the signs in them, the scripts they mix, and where their
capitals stand. No list of words or languages is used.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from whowhom.graphemes import shortened

__all__ = ["damage", "odd_words"]

WORD = re.compile(
    r"[^\s()\[\]{}<>/|\\,;:!?\"“”„«»…—–&=+*#~،؛؟۔、。「」『』《》〈〉【】（）！？：；，]+"  # noqa: RUF001
)
INSIDE = frozenset("'’‘ʼʻʿʾ՚`´·・.-‐‑_\u200c\u200d\u00ad@%^$")  # noqa: RUF001
"""Signs that may stand between the letters of a word."""
EDGE = "".join(INSIDE) + "‚‹›§№°€£¿¡ºª²³¹½¼¾′″"  # noqa: RUF001
"""Signs that may stand before or after the letters of a word."""
FRACTIONS = frozenset("²³¹½¼¾")
GLUED = re.compile(
    r"[^\W\d_][„“”«»…–—][^\W\d_]|[^\W\d_][†‡•©®™¢£¥¤¦¬¶]|[†‡•©®¢¥¤¦¬¶][^\W\d_]"  # noqa: RUF001
)
"""Signs that touch letters where they were letters of another encoding."""
TOGETHER = (
    {"CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC"},
    {"CJK", "HANGUL"},
    {"CJK", "BOPOMOFO"},
)
"""Scripts that one word may mix."""
PALOCHKA = "\u04c0"
"""A letter of the Caucasus that looks like a capital everywhere."""

WESTERN = ("cp1252", "latin-1")
WIDE = ("gb18030", "cp949", "big5", "cp932")
TWICE = (
    *WESTERN,
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp437", "cp850", "cp852", "cp866"),
    *("koi8-r", "mac_roman", *WIDE),
)
"""Encodings as which UTF-8 is read by mistake."""
EASTERN = {"CJK", "HANGUL"}
SHORTEST_WIDE = 4
"""Fewer signs of an East Asian encoding may be UTF-8 by chance."""

QUESTIONS = re.compile(
    r"(?:^|[\s.(-])\?{3,}(?=$|[\s.),-])|[^\W\d]\?{2,}[^\W\d]|"
    r"(?<![^\s(])[^\s=/.?]*[^\W\d]\?[^\W\d][^\s=/.]*(?=$|[\s.,;:)])"
)
UTF_7 = re.compile(r"\+[A-Za-z0-9+/]{3,}(?:-|(?![A-Za-z0-9+/]))")
ENTITY = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{4,8});")
SHOWN = 40


def damage(text: str) -> str:
    """Say how a wrong encoding has damaged a text; empty if nothing shows it.

    Parameters
    ----------
    text : str
        The text of a cell.

    Examples
    --------
    >>> damage("MÃ¼ller")
    'is UTF-8 that was read as another encoding: "Müller"'
    >>> damage("Müller"), damage("Gomu³ka")
    ('', 'has "³" inside a word ("Gomu³ka")')
    """
    if "\ufffd" in text:
        return "has U+FFFD, which replaces a lost letter"
    if QUESTIONS.search(text):
        return 'has "?" where letters were lost'
    if text.isascii():
        plain = _written_in_ascii(text)
        return f'stands for "{shortened(plain, SHOWN)}"' if plain else ""
    if mended := _read_twice(text):
        return f'is UTF-8 that was read as another encoding: "{shortened(mended, SHOWN)}"'
    if any(0x80 <= ord(sign) < 0xA0 for sign in text):
        return "has control characters"
    for word in WORD.findall(text):
        if found := _sign_inside(word) or _odd_letters(word):
            return f'{found} ("{shortened(word, SHOWN)}")'
    return ""


def odd_words(text: str) -> int:
    """Count the words of a text that nobody would write so.

    Stricter than :func:`damage`, since readings of the same bytes are compared by it: a sound
    text may well have an odd word.

    Examples
    --------
    >>> odd_words("Władysław Gomułka"), odd_words("W³adys³aw Gomu³ka")
    (0, 2)
    """
    odd = sum(_is_odd(word) for word in WORD.findall(text) if not word.isascii())
    return odd + len(GLUED.findall(text))


def _read_twice(text: str) -> str:
    """Return what a text was before its UTF-8 was read as another encoding; empty if it was not."""
    others = sum(not sign.isascii() for sign in text)
    is_east = all(sign.isascii() or _script(sign) in EASTERN for sign in text)
    for encoding in TWICE:
        if encoding in WIDE and others < SHORTEST_WIDE:
            continue
        if not (encoding in WESTERN or (encoding in WIDE and is_east) or odd_words(text)):
            continue  # letters of one script may be UTF-8 by chance
        try:
            mended = _encoded(text, encoding).decode()
        except UnicodeError:
            continue
        if not mended.isascii() and mended.isprintable() and not odd_words(mended):
            return mended
    return ""


def _encoded(text: str, encoding: str) -> bytes:
    """Encode; a byte that the encoding does not define was read as a control character."""
    if encoding in WIDE:
        return text.encode(encoding)
    return b"".join(
        bytes([ord(sign)]) if 0x80 <= ord(sign) < 0xA0 else sign.encode(encoding) for sign in text
    )


def _written_in_ascii(text: str) -> str:
    """Return what a text in ASCII stands for in UTF-7 or HTML; empty if it is plain."""
    if ENTITY.search(text) and (plain := unescape(text)) != text:
        return plain
    for match in UTF_7.finditer(text):
        try:
            letters = match[0].encode().decode("utf-7")
            if letters.isalpha() and not letters.isascii() and not odd_words(letters):
                return text.encode().decode("utf-7")
        except UnicodeError:
            continue
    return ""


def _sign_inside(word: str) -> str:
    """Say which sign stands between two letters where none may."""
    for before, sign, after in zip(word, word[1:], word[2:], strict=False):
        if sign.isascii() or not (before.isalpha() and after.isalpha()):
            continue
        is_sign = unicodedata.category(sign) in {"Sm", "Sc", "So", "Sk", "Po", "Pi", "Pf"}
        if sign in FRACTIONS or (is_sign and sign not in INSIDE and _script(before) == "LATIN"):
            return f'has "{sign}" inside a word'
    return ""


def _odd_letters(word: str) -> str:
    """Say what is odd about a word of letters that are not in ASCII."""
    letters = [sign for sign in word if sign.isalpha() and sign != PALOCHKA]
    if len(letters) < 4 or any(sign.isascii() for sign in letters):
        return ""
    scripts = {_script(sign) for sign in letters}
    if scripts == {"LATIN"} and all(ord(sign) < 0x180 for sign in letters):
        return "has a word of accented letters only"
    if scripts <= {"CYRILLIC", "GREEK"} and letters[0].islower() and _capitals(letters) > 1:
        return "has capitals inside a word"
    return ""


@lru_cache(maxsize=100_000)
def _is_odd(word: str) -> bool:
    """Whether a word is written as no one would write it."""
    bare = word.strip(EDGE)
    letters = [sign for sign in bare if sign.isalpha()]
    scripts = {_script(sign) for sign in letters}
    return (
        any(_is_strange(sign) for sign in word)
        or any(not _belongs(sign) for sign in bare)
        or (len(scripts) > 1 and not any(scripts <= some for some in TOGETHER))
        or _misplaced_mark(bare)
        or any(_odd_case(part) or _all_accents(part) for part in re.split(r"[-'’‘.]", bare))  # noqa: RUF001
    )


def _is_strange(sign: str) -> bool:
    """Whether a sign is in no text: a control, a line of a box, a letter kept for old screens."""
    shaped = "\ufb00" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufeff"
    drawn = "\u2500" <= sign <= "\u25ff"
    return shaped or drawn or unicodedata.category(sign) in {"Cc", "Co", "Cn", "Cs"}


def _belongs(sign: str) -> bool:
    """Whether a sign may stand inside a word."""
    if sign in FRACTIONS or sign in "ºª":
        return False
    return sign.isalnum() or sign in INSIDE or sign in "\u200e\u200f" or _is_mark(sign)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"


def _misplaced_mark(word: str) -> bool:
    """Whether a mark stands where it has no letter to go with."""
    carried = zip(" " + word, word, strict=False)
    return any(_is_mark(sign) and not (on.isalpha() or _is_mark(on)) for on, sign in carried)


def _odd_case(part: str) -> bool:
    """Whether a capital stands inside a word with small letters, accents among them."""
    letters = [sign for sign in part if sign.isalpha() and sign != PALOCHKA]
    is_mixed = any(sign.islower() for sign in letters) and _capitals(letters) > 0
    return is_mixed and not all(sign.isascii() for sign in letters)


def _capitals(letters: list[str]) -> int:
    """Count capitals that are not the first letter."""
    return sum(sign.isupper() for sign in letters[1:])


def _all_accents(part: str) -> bool:
    """Whether a word of some length has Latin letters with accents only."""
    letters = [sign for sign in part if sign.isalpha()]
    return len(letters) >= 3 and all(0x80 <= ord(sign) < 0x180 for sign in letters)


@lru_cache(maxsize=10_000)
def _script(sign: str) -> str:
    """Return the first word of the name of a letter, which for most is its script."""
    return unicodedata.name(sign, "?").split(" ")[0].split("-")[0]
