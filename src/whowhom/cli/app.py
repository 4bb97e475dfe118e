"""The list of commands, and the one place where errors become sentences and exit codes."""

import contextlib
import os
import re
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cyclopts import App, Group, Parameter, Token, convert

from whowhom.cli.failure import Failure, Refused, failure_of
from whowhom.cli.output import emit, make_safe, note, stop_quietly

__all__ = ["COMMANDS", "build", "leave_at_once", "run_command"]

_CASES = Group("Cases", sort_key=1)
_ANSWERS = Group("Simulation", sort_key=2)
_THEORY = Group("Theory and citation", sort_key=3)

_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
_OPTION = re.compile(r"--[a-z][a-z0-9-]*")
_BEGINS_WITH_MINUS = re.compile(r"-\.?[0-9]")

_COMMANDS = (
    ("cases", "cases:list_cases", _CASES, "List the cases that come with whowhom."),
    ("new", "cases:new", _CASES, "Make a case folder with commented templates."),
    ("import", "cases:import_case", _CASES, "Turn a workbook, YAML or foreign tables into cases."),
    ("check", "cases:check", _CASES, "List all problems of a case at once."),
    ("chronicle", "cases:timeline", _CASES, "Print the sourced timeline of a case."),
    ("run", "results:run", _ANSWERS, "Simulate a case many times: who wins, who falls, when."),
    ("merge", "results:merge", _ANSWERS, "Join the shards of a result (whowhom run --shard)."),
    ("show", "results:show", _ANSWERS, "Print the tables of a stored result again."),
    ("whatif", "what_if:what_if", _ANSWERS, "Estimate the effect of a change, in paired runs."),
    ("pool", "pool:pool", _ANSWERS, "Compare and pool what several coders wrote of one circle."),
    ("outlook", "outlook:outlook", _ANSWERS, "How likely a leader is removed, by base rates."),
    ("odds", "odds:odds", _ANSWERS, "How the odds moved with each event of the record."),
    ("why", "why:why", _ANSWERS, "What the answer depends on, and what to find out next."),
    ("sweep", "sweep:sweep", _ANSWERS, "Simulate a case once for each row of a table."),
    ("track", "track:track", _ANSWERS, "Keep forecasts of a case that goes on, and score them."),
    ("backtest", "backtest:backtest", _ANSWERS, "Score forecasts of past struggles."),
    ("facts", "facts:facts", _ANSWERS, "Compare simulated regimes with facts about real ones."),
    ("report", "report:report", _ANSWERS, "Write a result as one page, with figures and sources."),
    ("publish", "report:publish", _ANSWERS, "Write a result as a static site for any web host."),
    ("figure", "report:figure", _ANSWERS, "Draw a figure of a result for print."),
    ("serve", "serve:serve", _ANSWERS, "Open the workbench in the browser."),
    ("verify", "results:verify", _ANSWERS, "Prove that a result comes from its case and seed."),
    ("solve", "solve:solve", _THEORY, "Apply a formal model to numbers, or to a case on a date."),
    ("cite", "cite:cite", _THEORY, "Print BibTeX of the program, of a case, of models."),
    ("manual", "manual:manual", _THEORY, "Print the manual page, for programs that show one."),
)
COMMANDS = tuple((name, help_text) for name, _, _, help_text in _COMMANDS)
"""Name and help of every command, in their order."""


def build() -> App:
    """Return the command line; commands are imported when they are called."""
    app = App(
        name="whowhom",
        help="Who removes whom? Power struggles where no outside rule decides.\n\n"
        "A first look: whowhom run duel",
        help_format="plaintext",
        version=_version,
        default_parameter=Parameter(negative=(), converter=_converted),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    app["--help"].group = app["--version"].group = Group("Other", sort_key=9)
    for number, (name, place, group, help_text) in enumerate(_COMMANDS):
        app.command(f"whowhom.cli.{place}", name=name, group=group, help=help_text, sort_key=number)
    app.command(
        "whowhom.cli.completion:install_completion",
        name="--install-completion",
        group=app["--help"].group,
        help="Install completion in your shell.",
    )
    return app


def _converted(kind: Any, tokens: Sequence[Token]) -> Any:
    """Read a value as usual, but a whole number only where one was typed."""
    return convert(kind, tokens, converter=_one)


def _one(kind: Any, token: Any) -> Any:
    """Read one word; ``4.5`` is not a number of runs, and must not be rounded to one."""
    text = getattr(token, "value", token)
    if (kind is int and not _WHOLE.fullmatch(text)) or (kind is Path and not text):
        raise ValueError
    return convert(kind, [text])


def _joined(words: Sequence[str]) -> list[str]:
    """Return the words with ``--threshold -1,0.3`` as ``--threshold=-1,0.3``.

    No option begins with a digit, yet the parser takes a list that begins with a minus for one.
    """
    joined: list[str] = []
    for word in words:
        is_value = bool(joined) and _BEGINS_WITH_MINUS.match(word)
        if is_value and "--" not in joined and _OPTION.fullmatch(joined[-1]):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no error of any kind leaves as a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    make_safe()
    exit_code = 0
    try:
        try:
            build()(_joined(words), exit_on_error=False, print_error=False)
        except SystemExit as stop:
            exit_code = stop.code if isinstance(stop.code, int) else 0
        sys.stdout.flush()
    except BrokenPipeError:
        stop_quietly()
    except BaseException as error:  # noqa: BLE001 - the last place where it can be told
        return _told(error, words)
    return exit_code


def leave_at_once(exit_code: int) -> None:
    """End the process without waiting for its threads."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(exit_code)


def _told(error: BaseException, words: Sequence[str]) -> int:
    """Report a failure, as JSON if that was asked for, and return the exit code."""
    failure = failure_of(error, words)
    try:
        if not (isinstance(error, Refused) and error.is_told):
            _tell(failure, as_json="--json" in words)
        sys.stdout.flush()
    except BrokenPipeError:
        stop_quietly()
    except OSError as second:
        if "--json" in words or not isinstance(error, OSError):
            note(f"Error: {second.strerror or second}", style="red")
        stop_quietly()
    return failure.exit_code


def _tell(failure: Failure, *, as_json: bool) -> None:
    """Print a failure, as text or as JSON."""
    if as_json:
        emit(failure.as_dict())
        return
    prefix = "" if failure.code == "interrupted" else "Error: "
    note(f"{prefix}{failure.message}", style="red" if prefix else "")


def _version() -> str:
    """Return the versions of the program and of what it reads and writes."""
    from whowhom.cases.schema import SCHEMA_VERSION
    from whowhom.ensemble.description import SCHEMA

    return f"whowhom {version('whowhom')} (case schema {SCHEMA_VERSION}, result layout {SCHEMA})"
