"""The command line: thin commands that call one public function each and print what it returns.

Results go to stdout, everything else to stderr. Nothing heavy is imported before it is needed:
``whowhom --help`` loads neither the model nor the data frames.
"""

import os
import signal
import sys

TYPE_CHECKING = False  # as typing has it; until `main` is called Ctrl-C is a traceback
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``whowhom``; those of the process if not given.
    """
    is_program = arguments is None and signal.getsignal(signal.SIGINT) is _RAISES
    if is_program:  # while modules are loaded there is nothing to be saved, and much to be printed
        signal.signal(signal.SIGINT, _end)
        sys.unraisablehook = _unraisable
    from whowhom.cli.app import leave_at_once, run_command

    try:
        if is_program:
            signal.signal(signal.SIGINT, _RAISES)
        exit_code = run_command(arguments)
        if is_program:
            signal.signal(signal.SIGINT, _end)
    except KeyboardInterrupt:  # while the last word was being said
        exit_code = INTERRUPTED
    if exit_code == INTERRUPTED and arguments is None:
        leave_at_once(exit_code)  # threads of the model may still be busy for seconds
    return exit_code


_RAISES = signal.default_int_handler


def _end(*_: object) -> None:
    """End the process at once, with one line."""
    os.write(2, b"Interrupted.\n")
    os._exit(INTERRUPTED)


def _unraisable(lost: "Any") -> None:
    """End where Python would print Ctrl-C as a traceback and go on."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        _end()
    sys.__unraisablehook__(lost)
