"""Run the scripts that write numbers into pages: those that are out of date, or those of one page.

    python docs/renew_numbers.py [PAGE]        (make numbers [PAGE=...])
    python docs/renew_numbers.py --accept      take the pages as current without running anything

``numbers.toml`` says which script writes which page from what; ``numbers.json`` keeps what the
inputs were when the page was written. ``--accept`` is for a change that moves no number: a renamed
function in a script, another layout of a file. Scripts in ``benchmarks`` measure the machine they
run on: they run only where their page is named (``make benchmarks``) and are never out of date.
"""

import argparse
import ast
import hashlib
import io
import json
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MANIFEST = Path(__file__).with_name("numbers.toml")
WRITTEN = Path(__file__).with_name("numbers.json")
GOLDEN = ROOT / "tests" / "golden" / "duel.toml"
OUTCOMES = ("case_sha256", "winners", "first_out", "falls", "median_fall", "fates")
"""What the golden run says of the model; its hash of the stored result says more of the layout."""

SCRIPT = "its script"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


@dataclass(frozen=True, slots=True)
class Script:
    """One entry of the manifest."""

    name: str
    run: tuple[str, ...]
    writes: tuple[str, ...]
    minutes: float
    reads: tuple[str, ...] = ()
    code: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether its inputs are kept.

        What is written in seconds is compared word for word; times follow from no input.
        """
        return self.minutes > 0 and not self.is_benchmark

    @property
    def is_benchmark(self) -> bool:
        """Whether it measures the machine it runs on."""
        return self.run[0].startswith("benchmarks/")

    @property
    def files(self) -> tuple[str, ...]:
        """Patterns of the files that the script consists of."""
        return (*(word for word in self.run if word.endswith(".py")), *self.code)

    def inputs(self) -> dict[str, str]:
        """Return the hash of each thing that the numbers depend on."""
        found = {name: hash_of_input(name) for name in self.reads}
        return {SCRIPT: digest(map(program, matching(self.files))), **found}


def scripts() -> list[Script]:
    """Return the entries of the manifest, in the order in which they run."""
    entries = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    return [
        Script(name, **{key: tuple(value) if isinstance(value, list) else value
                        for key, value in entry.items()})
        for name, entry in entries.items()
    ]  # fmt: skip


def hash_of_input(name: str) -> str:
    """Return the hash of the model, of its parameters, or of files."""
    if name == "model":
        golden = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
        return digest([json.dumps([golden[part] for part in OUTCOMES]).encode()])
    if name == "parameters":
        from whowhom.sim.parameters import PARAMETERS

        return digest(repr((p.name, p.default, p.low, p.high)).encode() for p in PARAMETERS)
    return digest(path.read_bytes() for path in matching([name]))


def matching(patterns: Iterable[str]) -> list[Path]:
    """Return the files that patterns name, folders with all that is in them."""
    found: set[Path] = set()
    for pattern in patterns:
        places = list(ROOT.glob(pattern))
        if not places:
            raise SystemExit(f"{MANIFEST}: no file matches {pattern!r}")
        for place in places:
            found.update(place.rglob("*") if place.is_dir() else [place])
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")


def program(path: Path) -> bytes:
    """Return a Python file without comments, docstrings and white space, which move no number."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            first, last = node.body[0].lineno, node.body[0].end_lineno or 0
            lines[first - 1 : last] = [""] * (last - first + 1)
    return "".join("".join(lines).split()).encode()


def digest(parts: Iterable[bytes]) -> str:
    """Return one hash of several texts."""
    whole = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(whole).hexdigest()[:16]


def written() -> dict[str, dict[str, str]]:
    """Return what the inputs were when each script last ran."""
    return json.loads(WRITTEN.read_text(encoding="utf-8")) if WRITTEN.exists() else {}


def changed(script: Script, before: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the inputs that have changed since the script last ran."""
    known = before.get(script.name, {})
    return [name for name, value in script.inputs().items() if known.get(name) != value]


def out_of_date() -> dict[str, str]:
    """Return each page that is out of date, and why."""
    before = written()
    found: dict[str, str] = {}
    for script in scripts():
        if script.is_kept and (names := changed(script, before)):
            for page in script.writes:
                found[page] = f"changed since it was written: {', '.join(names)}"
    return found


def keep(script: Script) -> None:
    """Note the inputs of a script as they are now."""
    if script.is_kept:
        now: dict[str, Any] = {**written(), script.name: script.inputs()}
        order = [each.name for each in scripts() if each.name in now]
        text = json.dumps({name: now[name] for name in order}, indent=1)
        WRITTEN.write_text(f"{text}\n", encoding="utf-8")


def chosen(page: str | None) -> list[Script]:
    """Return the scripts that write a page; all but the benchmarks if none is named."""
    if page is None:
        return [one for one in scripts() if not one.is_benchmark]
    found = [one for one in scripts() if page in one.writes]
    if not found:
        pages = "\n  ".join(sorted({place for one in scripts() for place in one.writes}))
        raise SystemExit(f"no script writes {page!r}; the pages are\n  {pages}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", nargs="?", help="a page, as numbers.toml names it")
    parser.add_argument("--accept", action="store_true", help="run nothing; the numbers stand")
    given = parser.parse_args()
    for script in chosen(given.page):
        # asked only now: a script before this one may have written what this one reads
        is_due = given.page is not None or not script.is_kept or changed(script, written())
        if is_due and not given.accept:
            cost = f"about {script.minutes:g} minutes" if script.minutes else "seconds"
            print(f"== {script.name}: {', '.join(script.writes)} ({cost})", flush=True)
            subprocess.run([sys.executable, *script.run], cwd=ROOT, check=True)
        if is_due:
            keep(script)
    print(f"== The numbers of {given.page or 'all pages'} are current")


if __name__ == "__main__":
    main()
