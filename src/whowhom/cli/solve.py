"""``whowhom solve MODEL``: one command for each formal model of the registry.

The commands are built from the registry: an option for each argument of the solver, the question
as help, the result told in words or as one JSON object.
"""

import inspect
from typing import Annotated, Any

from cyclopts import App, Parameter

from whowhom.cli.model_arguments import option, read_text
from whowhom.cli.output import emit, write
from whowhom.errors import InvalidInput
from whowhom.theory.arguments import REQUIRED
from whowhom.theory.registry import MODELS, Model

__all__ = ["solve"]

solve = App(
    name="solve",
    help="Apply a formal model to numbers, or to a case on a date.",
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)


def _command(model: Model) -> Any:
    """Return the command of a model: a function whose signature holds its options."""

    def run(case: str | None = None, /, **given: Any) -> None:
        at, as_json = given.pop("at", None), given.pop("json", False)
        texts = {name: value for name, value in given.items() if value is not None}
        arguments = {name: read_text(model.argument(name), text) for name, text in texts.items()}
        if case is not None:
            from whowhom.cli.model_case import from_case

            arguments = from_case(model, case, at) | arguments
        elif at is not None:
            raise InvalidInput("--at is the date of a case; name the case before it")
        _complete(model, arguments)
        _show(model, arguments, model.load()(**arguments), as_json=as_json)

    parameters = [_parameter(argument.name, option(argument)) for argument in model.arguments]
    if any(argument.case for argument in model.arguments):
        place = Annotated[
            str | None, Parameter(help="A case, whose values stand in for what is not given.")
        ]
        kind = inspect.Parameter.POSITIONAL_ONLY
        case = inspect.Parameter("case", kind, default=None, annotation=place)
        parameters = [case, *parameters]
        at = Parameter(help="Day, month or year of the case; its start if left out.")
        parameters.append(_parameter("at", Annotated[str | None, at]))
    as_json = Parameter(help="Print one JSON object.", show_default=False)
    parameters.append(_parameter("json", Annotated[bool, as_json], default=False))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__doc__ = f"{model.question}\n\n{model.title}; {model.claim}."
    return run


def _parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    """Return one keyword option."""
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _complete(model: Model, arguments: dict[str, Any]) -> None:
    """Refuse a call that leaves out what must be given."""
    missing = [a for a in model.arguments if a.default is REQUIRED and a.name not in arguments]
    if missing:
        options = ", ".join(f"--{argument.name.replace('_', '-')}" for argument in missing)
        more = ", or name a case" if all(argument.case for argument in missing) else ""
        raise InvalidInput(
            f"{model.name} needs {options}{more}\n"
            f"all it takes, with an example: whowhom solve {model.name} --help"
        )


def _show(model: Model, arguments: dict[str, Any], found: Any, *, as_json: bool) -> None:
    """Print a result in words, or with its arguments as one JSON object."""
    if as_json:
        from whowhom.theory.results import plain

        emit({"model": model.name, "claim": model.claim, **plain(arguments), **plain(found)})
        return
    write(f"{found}\n")


for _model in MODELS:
    solve.command(_command(_model), name=_model.name)
