"""What the commands print with ``--json``, as it was written down.

A program that reads these objects must not break unnoticed. After a change on purpose:
``WHOWHOM_RENEW=1 pytest tests/golden/test_frozen.py``, and read the difference.

Left out is what may differ between two sound runs: hashes, versions, paths, seconds, and which runs
are verified (a new sample each time). Numbers are kept to ten digits, since the last bits differ
between processors; that outcomes are identical to the last bit is compared in ``test_golden.py``.
"""

import contextlib
import io
import json
import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from whowhom.cli import main

FROZEN = Path(__file__).parent / "frozen"
VOLATILE = {"case_sha256", "checked", "folder", "path", "seconds", "sha256", "whowhom"}
DIGITS = 10
RUNS = ("--runs", "24", "--seed", "1")
MADE = {
    "new": ("new", "circle"),
    "run-duel": ("run", "duel", *RUNS, "--out", "duel-24-1"),
    "run-circle": ("run", "circle", *RUNS, "--out", "circle-24-1"),
    "whatif-duel": ("whatif", "duel", "--without", "shocks.pact", *RUNS, "--out", "what-if"),
}
"""Commands that leave something behind which the others read."""
READ = {
    "cases": ("cases",),
    "check-duel": ("check", "duel"),
    "check-circle": ("check", "circle"),
    "chronicle-duel": ("chronicle", "duel", "--actor", "trotsky", "--until", "1924-12"),
    "show-what-if": ("show", "what-if"),
    "figures": ("figure", "duel-24-1"),
    "verify": ("verify", "duel-24-1", "--share", "0.1"),
    "whatif-circle": ("whatif", "circle", "--set", "actors.marshal.army=0", *RUNS),
    "why-circle": ("why", "circle", "--runs", "100", "--ablation-runs", "2"),
    "why-kill": ("why", "duel", "--kill", "trotsky", "--runs", "8", "--ablation-runs", "0"),
    "sensitivity": ("why", "circle", "--sensitivity", "--runs", "200"),
    "sensitivity-table": ("why", "circle", "--sensitivity", "--over", "table", "--runs", "300"),
    "why-kill-circle": (
        "why",
        "circle",
        "--kill",
        "marshal",
        "--runs",
        "100",
        "--ablation-runs",
        "2",
    ),
    "backtest": ("backtest", "cuba_1959_62", "duel", "--runs", "8"),
    "facts": ("facts", "--runs", "12", "--years", "3"),
    "cite": ("cite", "duel-24-1", "--model", "coalition"),
    "coalition": ("solve", "coalition", "duel", "--at", "1924-01"),
    "coalition-by-majority": ("solve", "coalition-by-majority", "duel", "--at", "1925"),
    "voting-power": ("solve", "voting-power", "--weight", "a=4,b=2,c=1", "--quota", "5"),
    "no-such-actor": ("whatif", "duel", "--set", "actors.nobody.army=1", *RUNS),
    "no-such-case": ("check", "no-such-case"),
}


def asked(*words: str) -> Any:
    """Return the object that a command prints, with its exit code."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        code = main([*words, "--json"])
    return {"exit_code": code, "printed": json.loads(printed.getvalue())}


def stable(found: Any) -> Any:
    """Return what two sound runs have in common."""
    if isinstance(found, dict):
        return {name: stable(value) for name, value in found.items() if name not in VOLATILE}
    if isinstance(found, list):
        return [stable(value) for value in found]
    if isinstance(found, float):
        return float(f"{found:.{DIGITS}g}")
    if isinstance(found, str):
        return re.sub(r"\b[0-9a-f]{64}\b", "SHA256", found).replace(version("whowhom"), "VERSION")
    return found


def as_text(found: Any, indent: str = "") -> str:
    """Return JSON with one line for each container of plain values, for a readable difference."""
    inner = indent + " "
    if isinstance(found, dict) and any(isinstance(value, dict | list) for value in found.values()):
        rows = [f"{json.dumps(name)}: {as_text(value, inner)}" for name, value in found.items()]
        return "{\n" + ",\n".join(inner + row for row in rows) + f"\n{indent}}}"
    if isinstance(found, list) and any(isinstance(value, dict | list) for value in found):
        rows = [as_text(value, inner) for value in found]
        return "[\n" + ",\n".join(inner + row for row in rows) + f"\n{indent}]"
    return json.dumps(found, ensure_ascii=False)


def compared(name: str, found: Any) -> None:
    """Compare an object with the stored one, or store it."""
    path = FROZEN / f"{name}.json"
    text = as_text(stable(found)) + "\n"
    if os.environ.get("WHOWHOM_RENEW"):
        FROZEN.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return what the commands print that make a case and results, called in an empty folder."""
    folder = tmp_path_factory.mktemp("frozen")
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        yield {name: asked(*words) for name, words in MADE.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_what_is_printed_of_what_is_made(made, name):
    compared(name, made[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", READ)
@pytest.mark.usefixtures("made")
def test_what_is_printed(name):
    compared(name, asked(*READ[name]))


@pytest.mark.slow
def test_a_stored_result_prints_what_its_run_printed(made):
    """To the last digit, and whatever the processor."""
    shown = asked("show", "duel-24-1")["printed"]
    assert shown == made["run-duel"]["printed"]


def test_nothing_is_stored_that_no_command_prints():
    assert {path.stem for path in FROZEN.iterdir()} == {*MADE, *READ}


def test_only_the_stable_parts_are_compared():
    found = {"seconds": 2.5, "sha256": "a", "share": 1 / 3, "note": "f" * 64, "runs": [1, True]}
    assert stable(found) == {"share": 0.3333333333, "note": "SHA256", "runs": [1, True]}
