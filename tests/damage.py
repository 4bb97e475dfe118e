"""Ways to damage and to forge a stored result; for the quick tests and those of endurance."""

import json
import random

from whowhom.ensemble.manifest import closed_bytes
from whowhom.errors import ResultError
from whowhom.files import sha256

KINDS = {
    "MANIFEST.sha256": "MANIFEST.sha256",
    "run.json": "run.json",
    "months": "months.parquet",
    "parameters": "parameters.json",
    "case.toml": "case/case.toml",
    "table": "case/actors.csv",
    "note": "case/notes/why.md",
    "chunk": "chunks/000000.parquet",
    "counts": "counts.parquet",
}
"""One file of each kind in a stored result of the toy."""

UNFINISHED_KINDS = {
    "chunk months": "unfinished/000001.months.parquet",
    "chunk hashes": "unfinished/000002.sha256",
}
"""One file of each kind that only an unfinished result has."""


def flips(content, times, seed=0):
    """Yield the content with one bit flipped, at random places."""
    rng = random.Random(f"{seed} {len(content)}")
    for _ in range(times):
        place, bit = rng.randrange(len(content)), rng.randrange(8)
        yield content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


def cuts(content, times):
    """Yield the content cut after so many different lengths, 0 and all but one byte among them."""
    most = len(content) - 1
    yield from (content[: round(most * i / (times - 1))] for i in range(times))


def zeroed(content, times, seed=0):
    """Yield the content with a random stretch of it zeroed, as a lost page of a disk is."""
    rng = random.Random(f"{seed} {len(content)}")
    for _ in range(times):
        first = rng.randrange(len(content))
        last = min(len(content), first + rng.randrange(1, 4097))
        yield content[:first] + bytes(last - first) + content[last:]


def resealed(folder, *names):
    """Put the hashes of some files in the manifest right again, as a forger would."""
    path = folder / "MANIFEST.sha256"
    hashes = dict(line.split("  ", 1)[::-1] for line in path.read_text().splitlines())
    hashes |= {name: sha256((folder / name).read_bytes()) for name in names}
    path.write_text("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)))


def rewritten(folder, change):
    """Change run.json and put all hashes right again, as a forger would."""
    run = json.loads((folder / "run.json").read_bytes())
    run.pop("check")
    change(run)
    (folder / "run.json").write_bytes(closed_bytes(run))
    resealed(folder, "run.json")


def outcomes_of_damage(path, contents, call):
    """Put each content into a file and call; count how each ended, and put the file right again.

    Returns
    -------
    dict
        How often the damage was refused by name (``refused``), refused without the name, taken
        for whole (``accepted``), or ended in an error that is not ours.
    """
    whole = path.read_bytes()
    counts = {}
    for content in contents:
        if content == whole:
            continue
        path.write_bytes(content)
        try:
            call()
            how = "accepted"
        except ResultError as error:
            how = "refused" if path.name in str(error) else "refused without its name"
        except Exception as error:  # noqa: BLE001 - each kind is counted
            how = type(error).__name__
        counts[how] = counts.get(how, 0) + 1
    path.write_bytes(whole)
    return counts
