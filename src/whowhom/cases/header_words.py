"""Headers as people write them: ``Formal office (0-3)``, ``Military``, ``Date of birth``."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from whowhom.cases.columns import Table
from whowhom.cases.problems import did_you_mean
from whowhom.cases.schema import CASE, TABLES

__all__ = ["column_of", "is_header_word", "near_column", "plain_key"]

LONGEST = 80
"""Characters of a header."""
NEAR = 0.75
"""Likeness from which a header is taken for a misspelt column."""
ARTICLES = ("the_", "a_", "an_")
OTHER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("code", "key", "short_id", "identifier"),
        "name": ("full_name", "names", "actor", "contender", "person", "politician", "member"),
        "aliases": ("alias", "other_names", "also_known_as", "aka"),
        "born": ("birth", "birthday", "date_of_birth", "birth_date", "born_on", "dob"),
        "died": ("death", "date_of_death", "died_on"),
        "apparatus": ("party_apparatus", "party_machine", "cadres", "appointments"),
        "army": ("military", "armed_forces", "troops"),
        "security": ("police", "secret_police", "security_services", "guards"),
        "popular": ("popularity", "popular_support", "popular_following", "public_support"),
        "legitimacy": ("legitimate_claim", "authority"),
        "formal_office": ("office", "formal_position", "formal_rank", "rank"),
        "external": ("foreign_support", "external_support", "sponsors_abroad", "foreign_sponsors"),
        "oratory": ("speech", "rhetoric"),
        "organisation": ("organization", "organisational_skill", "organizational_skill"),
        "ruthlessness": ("ruthless",),
        "ambition": ("ambitious",),
        "judged_share": ("power_share", "share_of_power", "judged_power"),
        "source": ("sources", "reference", "references"),
        "actor": ("holder", "held_by", "who", "contender"),
        "post": ("office", "position"),
        "from": ("from_whom", "since", "start"),
        "to": ("to_whom", "until", "toward", "towards", "end"),
        "begin": ("since", "start", "from_date"),
        "end": ("until", "to_date"),
        "kind": ("type",),
        "strength": ("how_strong",),
        "date": ("when", "day"),
        "target": ("whom", "hits"),
        "size": ("people", "number", "effect"),
        "event": ("what", "fate"),
        "note": ("notes", "remark", "remarks", "comment", "comments"),
        "citation": ("full_citation", "title"),
        "title": ("name", "case"),
        "about": ("question", "description"),
        "start": ("start_date", "first_day", "begin", "begins", "from"),
        "regime_type": ("regime", "type_of_regime"),
    }
)
"""Other words for a column, as :func:`plain_key` writes them; a table's own column goes first."""
WORDS_OF_TABLE: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("posts", "name"): ("post", "office", "position"),
        ("shocks", "kind"): ("event", "what"),
        ("shocks", "target"): ("who", "actor"),
        ("posts", "succession"): ("rule_of_succession", "succession_rule"),
        ("posts", "succession_by"): ("successor", "succeeded_by", "elected_by", "appointed_by"),
    }
)
"""Words that mean a column in one table only."""


@lru_cache(maxsize=10_000)
def plain_key(text: str) -> str:
    """Return a header without letter case, blanks, articles and what stands in brackets.

    Examples
    --------
    >>> plain_key("Formal office (0-3)"), plain_key("The Actors ")
    ('formal_office', 'actors')
    """
    plain = unicodedata.normalize("NFKC", text[:200]).casefold()
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", plain)
    key = "_".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
    for article in ARTICLES:
        key = key.removeprefix(article)
    return key


def is_header_word(text: str) -> bool:
    """Return whether a text may be the header of a column of some table."""
    return len(text) < LONGEST and plain_key(text) in _known_words()


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    names = {name for table in (CASE, *TABLES.values()) for name in table.names}
    return frozenset(names.union(*OTHER_WORDS.values(), *WORDS_OF_TABLE.values()))


def column_of(table: Table, text: str) -> str:
    """Return the column of a table that a header means, empty if none.

    Examples
    --------
    >>> from whowhom.cases.schema import TABLES
    >>> column_of(TABLES["actors"], "Formal office"), column_of(TABLES["actors"], "Military")
    ('formal_office', 'army')
    """
    key = plain_key(text) if len(text) < LONGEST else ""
    if not key or text.lstrip().startswith("#"):
        return ""
    names = table.names
    if key in names:
        return key
    for name in names:
        if key in WORDS_OF_TABLE.get((table.name, name), ()):
            return name
    # the last one: in ties "since" is the column begin, not from
    return next((name for name in reversed(names) if key in OTHER_WORDS.get(name, ())), "")


def near_column(table: Table, text: str) -> str:
    """Return the column that a header may be misspelt for, empty if none is near."""
    key = plain_key(text)
    found = did_you_mean(key, table.names, likeness=NEAR) if len(key) > 3 else ""
    return found.partition('"')[2].partition('"')[0]
