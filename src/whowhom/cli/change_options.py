"""The options of a command that changes a case: ``--set``, ``--without``, ``--shock``."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.change import Change

__all__ = ["PutIn", "Set", "Without", "change_of"]

Set = Annotated[
    list[str] | None, Parameter(help="PATH=VALUE, such as actors.trotsky.apparatus=2; often.")
]
Without = Annotated[
    list[str] | None, Parameter(help="PATH, such as shocks.pact or mechanisms.erasure; often.")
]
PutIn = Annotated[
    list[str] | None,
    Parameter(help="A shock put in: ID:date=1937-05,kind=pretext,size=0.5; often."),
]


def change_of(
    settings: list[str] | None, without: list[str] | None, shocks: list[str] | None
) -> "Change":
    """Return the change that the options say.

    Raises
    ------
    InvalidInput
        If an option is not written as it should be.
    """
    from whowhom.change import Change

    return Change.of(
        set=_settings(settings or []), without=without or [], shocks=_shocks(shocks or [])
    )


def _settings(texts: list[str]) -> dict[str, str]:
    """Read ``PATH=VALUE``."""
    found: dict[str, str] = {}
    problems = []
    for text in texts:
        path, sign, value = text.partition("=")
        path = path.strip()
        if not sign or not path:
            problems.append(f"--set: {text!r} is not PATH=VALUE")
        elif path in found:
            problems.append(f"--set: {path} stands twice")
        found[path] = value.strip()
    if problems:
        raise InvalidInput("\n".join([*problems, "write --set actors.trotsky.apparatus=2"]))
    return found


def _shocks(texts: list[str]) -> dict[str, dict[str, str]]:
    """Read ``ID:date=1937-05,kind=pretext``."""
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        name, sign, rest = text.partition(":")
        columns = [part.partition("=") for part in rest.split(",")]
        if not sign or not name.strip() or not all(equals for _, equals, _ in columns):
            raise InvalidInput(
                f"--shock: {text!r} is not ID:COLUMN=VALUE,COLUMN=VALUE\n"
                "write --shock raid:date=1937-05,kind=pretext,size=0.5"
            )
        found[name.strip()] = {column.strip(): value.strip() for column, _, value in columns}
    return found
