"""The ``source`` column: which place of which source speaks for a row or for one value of it.

Grammar: ``[column=]id[:locator]``, separated by ``;``. ``film:316-324;hist`` covers the whole row;
in ``oratory=film:270-282; apparatus=film:302-324; judged`` the first two speak for one value each.
"""

import re
from collections.abc import Collection

from whowhom.cases.case import Reference
from whowhom.cases.problems import BadCell, did_you_mean

__all__ = ["parse_sources"]

PART = re.compile(r"(?:([a-z_]+)\s*=\s*)?([a-z][a-z0-9_]{0,31})(?:\s*:\s*([^:;][^;]*))?")
MOST = 100
HOW = "write id or id:place, several separated by ; such as film:316-324;hist"


def parse_sources(text: str, columns: Collection[str]) -> tuple[Reference, ...]:
    """Read a cell of a ``source`` column.

    Parameters
    ----------
    text : str
        The cell.
    columns : collection of str
        The columns of its table, any of which a part may name.

    Raises
    ------
    BadCell
        If a part does not follow the grammar or names an unknown column.

    Examples
    --------
    >>> parse_sources("oratory=film:270-282", ["oratory"])
    (Reference(source='film', locator='270-282', column='oratory'),)
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > MOST:
        raise BadCell("W115", f"names {len(parts)} places", f"name at most {MOST}")
    return tuple(_reference(part, columns) for part in parts)


def _reference(part: str, columns: Collection[str]) -> Reference:
    match = PART.fullmatch(part)
    if match is None:
        raise BadCell("W115", f'has the part "{part[:40]}" that is no source', HOW)
    column, source, locator = match.groups()
    if column and column not in columns:
        hint = did_you_mean(column, columns) or "columns: " + ", ".join(columns)
        raise BadCell("W115", f'speaks for a column "{column}" that the table has not', hint)
    return Reference(source, (locator or "").strip(), column or "")
