"""The command line: thin commands that call one public function each and print what it returns.

Results go to stdout, everything else to stderr. Nothing heavy is imported before it is needed:
``whowhom --help`` loads neither the model nor the data frames.
"""

from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``whowhom``; those of the process if not given.
    """
    from whowhom.cli.app import leave_at_once, run_command

    exit_code = run_command(arguments)
    if exit_code == INTERRUPTED and arguments is None:
        leave_at_once(exit_code)  # threads of the model may still be busy for seconds
    return exit_code
