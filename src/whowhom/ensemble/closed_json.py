"""Descriptions as JSON that is closed by its own hash, so that damage to it is noticed."""

import json
from collections.abc import Mapping
from typing import Any

from whowhom.cases.plain import json_object
from whowhom.files import sha256

__all__ = ["MOST_BYTES", "closed_bytes", "hash_of", "read_closed"]

MOST_BYTES = 32_000_000
"""Largest description that is read, in bytes."""


def closed_bytes(content: Mapping[str, Any]) -> bytes:
    """Return the file: the content and, as its last key, ``check``."""
    return (json.dumps({**content, "check": hash_of(content)}, indent=1) + "\n").encode()


def read_closed(file: bytes) -> dict[str, Any]:
    """Return the content of a file that :func:`closed_bytes` wrote.

    Raises
    ------
    ValueError
        If it is not that, to the last byte.
    """
    try:
        content = json_object(file.decode())
        content.pop("check")
        is_whole = file == closed_bytes(content)
    except (ValueError, KeyError):
        is_whole = False
    if not is_whole:
        raise ValueError("it is not what was written")
    return content


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the hash of some content, however it is laid out."""
    return sha256(json.dumps(content, sort_keys=True).encode())
