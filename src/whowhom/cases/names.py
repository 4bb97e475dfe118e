"""Texts of a case: which characters they may have, which look alike, and short labels for names.

Direction marks can make a name read backwards and control characters can hide in it, so both are
refused; two ids or names that a reader cannot tell apart are reported. A label is what tables and
charts call somebody where the full name has no room: :mod:`whowhom.cases.name_forms` shortens one
name, and :func:`short_labels` makes sure that no two of a circle come out alike.
"""

import unicodedata
from collections.abc import Callable, Mapping

from whowhom.cases.problems import BadCell

__all__ = [
    "check_text",
    "is_hidden",
    "mixes_scripts",
    "short_labels",
    "skeleton",
    "visible",
]

JOINERS = {"\u200c", "\u200d"}
"""Needed to spell Persian and Indian names; they change no direction."""
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
SAME_SHAPE = str.maketrans(
    "аеорсухіјѕԁԛԝһкмтвнгАВЕКМНОРСТУХІЈЅαορνκιτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ01",  # noqa: RUF001
    "aeopcyxijsdqwhkmtbhrABEKMHOPCTYXIJSaopvkituABEZHIKMNOPTYXol",
)
"""Cyrillic and Greek letters and digits that look like a Latin letter."""


def check_text(text: str, *, longest: int, lines: bool) -> str:
    """Return `text` if every character is allowed in a case, else say which is not.

    Parameters
    ----------
    text : str
        The cell, in Unicode normal form C.
    longest : int
        Most characters.
    lines : bool
        Whether line ends and tabs are fine (long texts) or not (names).

    Raises
    ------
    BadCell
        If it is too long or has a control character or a mark that changes the writing direction.
    """
    if len(text) > longest:
        hint = f"write at most {longest:,} characters"
        raise BadCell("W116", f"has {len(text):,} characters", hint)
    for sign in text:
        if not is_hidden(sign):
            continue
        if lines and sign in "\n\r\t":
            continue
        what = unicodedata.name(sign, "a control character").lower()
        raise BadCell("W113", f"has U+{ord(sign):04X} ({what})", "delete this invisible character")
    return text


def is_hidden(sign: str) -> bool:
    r"""Return whether a character is invisible: a control, a mark of direction, an unknown one.

    Examples
    --------
    >>> is_hidden("\x1b"), is_hidden("\u2066"), is_hidden("\u0436")
    (True, True, False)
    """
    return unicodedata.category(sign) in HIDDEN and sign not in JOINERS


def visible(text: str) -> str:
    r"""Return `text` with every character that hides or changes the direction of writing visible.

    A case that is read from a folder has none of them; one that was put together by a program may.

    Examples
    --------
    >>> visible("Sta\u202elin")
    'Sta\ufffdlin'
    """
    return "".join("\ufffd" if is_hidden(sign) else sign for sign in text)


def skeleton(text: str) -> str:
    """Return what `text` looks like: equal for texts that a reader may confuse.

    Examples
    --------
    >>> skeleton("sta1in") == skeleton("stalin")
    True
    >>> skeleton("lenin") == skeleton("stalin")
    False
    """
    shape = unicodedata.normalize("NFKD", text.translate(SAME_SHAPE)).casefold()
    shape = "".join(sign for sign in shape if not unicodedata.combining(sign))
    return shape.replace("rn", "m").replace("vv", "w").replace("_", "").replace(" ", "")


def mixes_scripts(text: str) -> bool:
    r"""Return whether a word of `text` mixes Latin letters with Cyrillic or Greek ones.

    Examples
    --------
    >>> mixes_scripts("St\u0430lin"), mixes_scripts("Stalin \u0421\u0442\u0430\u043b\u0438\u043d")
    (True, False)
    """
    for word in text.split():
        scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return True
    return False


def short_labels(
    names: Mapping[str, str],
    forms: Callable[[str], tuple[str, ...]],
    given: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return a short label for each name, never ambiguous among them.

    Everybody begins with the shortest form. Those whose labels look alike all take their next
    form, until the labels differ: at the last the id stands behind the name, or alone.

    Parameters
    ----------
    names : mapping of str to str
        Name by id.
    forms : callable
        Returns the forms of one name from short to long, as many for each name:
        :func:`whowhom.cases.name_forms.person_forms` or
        :func:`whowhom.cases.name_forms.title_forms`.
    given : mapping of str to str, optional
        Label by id of those whose label the coder chose; it gives way to an id only.

    Returns
    -------
    dict of str to str
        Label by id, in the order of `names`; no two look alike, and none is empty.

    Examples
    --------
    >>> from whowhom.cases.name_forms import person_forms
    >>> short_labels({"a": "Ivan Petrov", "b": "Oleg Petrov", "c": "Xi Jinping"}, person_forms)
    {'a': 'I. Petrov', 'b': 'O. Petrov', 'c': 'Xi'}
    """
    given = given or {}
    ladders = {}
    for key, name in names.items():
        shown = visible(name).strip() or key
        found = forms(shown)
        if chosen := visible(given.get(key, "")).strip():
            shown = chosen
            found = (shown,) * len(found)
        ladders[key] = (*found, f"{shown} ({key})", key)
    level = dict.fromkeys(names, 0)
    moved = True
    while moved:
        alike: dict[str, list[str]] = {}
        for key in names:
            alike.setdefault(skeleton(ladders[key][level[key]]), []).append(key)
        rising = [
            key
            for group in alike.values()
            for key in group
            if len(group) > 1 and level[key] < len(ladders[key]) - 1
        ]
        for key in rising:
            level[key] += 1
        moved = bool(rising)
    return {key: ladders[key][level[key]] for key in names}
