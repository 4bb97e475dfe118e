"""A shard of an ensemble: every n-th of its chunks, run by itself and joined with the others later.

A shard is the folder of an unfinished result (see ``store.py``) whose ``run.json`` says which of
the chunks are its own. So what a result knows holds for it too: a killed shard goes on where it
stopped, and damage shows by the hashes.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from whowhom.errors import InvalidInput

__all__ = ["Shard", "is_shard_folder"]

_TEXT = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_NAME = re.compile(r"shard-[0-9]+-of-[0-9]+")


@dataclass(frozen=True, slots=True)
class Shard:
    """Which of the chunks are done: those whose number, less `number` - 1, divides by `of`.

    Examples
    --------
    >>> Shard.read("2/4"), Shard.read("2/4").name, list(Shard.read("2/4").numbers(11))
    (Shard(number=2, of=4), 'shard-2-of-4', [1, 5, 9])
    """

    number: int
    """Which one, 1 to `of`."""
    of: int
    """How many there are."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise InvalidInput(
                f"shard must be i/n with a whole number i from 1 to n, got {self.number}/{self.of}"
            )

    @classmethod
    def read(cls, text: str) -> "Shard":
        """Read ``2/4``.

        Raises
        ------
        InvalidInput
            If it is not a shard.
        """
        match = _TEXT.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise InvalidInput(
                f"shard must be i/n, such as 2/4 for the second of four; got {text!r}"
            )
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def name(self) -> str:
        """The folder of the shard in that of the result."""
        return f"shard-{self.number}-of-{self.of}"

    def numbers(self, chunks: int) -> range:
        """Return the numbers of its chunks."""
        return range(self.number - 1, chunks, self.of)

    def check(self, chunks: int) -> None:
        """Raise unless every shard has a chunk.

        Raises
        ------
        InvalidInput
            If there are more shards than chunks.
        """
        if self.of > chunks:
            raise InvalidInput(
                f"shard {self}: there are {chunks:,} chunks and each shard needs one; "
                "choose fewer shards or a smaller chunk"
            )


def is_shard_folder(path: Path) -> bool:
    """Say whether a path has the name of a shard's folder."""
    return _NAME.fullmatch(path.name) is not None
