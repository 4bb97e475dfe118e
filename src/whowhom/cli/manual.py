"""``whowhom manual``: the manual page, made from the same words as ``--help``."""

from collections.abc import Iterator
from typing import Any

from whowhom.cli.output import write

__all__ = ["manual", "page"]

_EXIT = (
    ("0", "success"),
    ("1", "internal error; the details are written into a crash file"),
    ("2", "wrong usage"),
    ("3", "the case has errors"),
    ("4", "a result is damaged, unfinished or of another version"),
    ("5", "disk, memory or another resource ran out"),
    ("130", "interrupted; the message says how to go on"),
)


def manual() -> None:
    """Print the manual page; ``whowhom manual | man -l -`` shows it."""
    write(page())


def page() -> str:
    """Return the manual page in the macros of ``man``."""
    from whowhom.cli.app import COMMANDS, build

    app = build()
    lines = [
        '.TH WHOWHOM 1 "" "whowhom" "User Commands"',
        ".SH NAME",
        "whowhom \\- who removes whom? Power struggles where no outside rule decides",
        ".SH SYNOPSIS",
        ".B whowhom",
        ".I COMMAND",
        "[\\fIARGUMENTS\\fR] [\\fIOPTIONS\\fR]",
        ".PP",
        "A first look:",
        ".B whowhom run duel",
        ".SH COMMANDS",
    ]
    for name, help_text in COMMANDS:
        lines += _command(app[name], name, help_text)
    lines.append(".SH EXIT STATUS")
    for code, meaning in _EXIT:
        lines += [".TP", f".B {code}", _text(meaning)]
    lines += [
        ".SH FILES",
        "Results are written below",
        ".I results",
        "in the current folder, unless another folder is named.",
        "Compiled kernels are kept in the user's cache folder, or below",
        ".B NUMBA_CACHE_DIR",
        "where that is set.",
    ]
    return "\n".join(lines) + "\n"


def _command(app: Any, name: str, help_text: str) -> Iterator[str]:
    """Yield the section of a command: its line, what it does, and its options."""
    yield f".SS {name}"
    yield _text(help_text)
    inner = [one for one in app if not one.startswith("-")]
    if inner:
        yield ".PP"
        yield _text(f"Models: {', '.join(inner)}. Each has a help of its own.")
        return
    for argument in app.assemble_argument_collection():
        names = [one for one in argument.names if not one.startswith(("--no-", "--empty-"))]
        if not names or not argument.show:
            continue
        yield ".TP"
        yield f".B {_text(', '.join(names))}"
        default = argument.field_info.default
        is_told = argument.parameter.show_default is not False and isinstance(default, int | str)
        told = f" [default: {default}]" if is_told and default not in ("", False) else ""
        yield _text(f"{argument.parameter.help or ''}{told}")


def _text(text: str) -> str:
    """Return text as the macros take it."""
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
