"""``whowhom --install-completion``, and the names of cases that the shell completes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from whowhom.cli.output import say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from cyclopts.completion import CompletionContext

__all__ = ["case_names", "install_completion"]

_SHELLS = ("bash", "zsh", "fish", "powershell")


def case_names(context: "CompletionContext") -> dict[str, str]:
    """Return the cases that a word may become: shipped ones, and folders and workbooks nearby."""
    from whowhom.cases.folder import casebook_cases, holds_case, shipped_cases

    word = context.incomplete
    found = {**shipped_cases(), **casebook_cases()}
    above = Path(word) if word.endswith("/") else Path(word).parent
    try:
        nearby = sorted(above.iterdir())[:1000]
    except OSError:
        nearby = []
    for path in nearby:
        if path.suffix.lower() == ".xlsx" or holds_case(path):
            found[str(path)] = "a case of your own"
        elif path.is_dir() and not path.name.startswith("."):
            found[f"{path}/"] = "a folder"
    return {name: title for name, title in found.items() if name.startswith(word)}


def install_completion(
    *,
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"] | None,
        Parameter(help="The shell. [default: the one you use]"),
    ] = None,
    output: Annotated[
        Path | None, Parameter(help="File for the script. [default: where the shell looks]")
    ] = None,
) -> None:
    """Install the completion of commands, options and names of cases in your shell.

    A line that loads it is added to the shell's start file, unless an output is named.
    """
    from cyclopts.completion.detect import ShellDetectionError

    from whowhom.cli.app import build

    try:
        place = build().install_completion(
            shell=shell, output=output, add_to_startup=output is None
        )
    except ShellDetectionError:
        raise InvalidInput(
            f"the shell was not recognised; name it: --shell {', '.join(_SHELLS)}"
        ) from None
    say(f"Completion is installed in {place}", wrap=False)
    say("Open a new shell, then try: whowhom run <Tab>")
