"""``whowhom solve MODEL``: one command for each formal model of the registry.

The commands are built from the registry: an option for each argument of the solver, the question
as help, the result in words or as one JSON object.
"""

import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Group, Parameter

from whowhom.cli.model_arguments import example, option, read_text
from whowhom.cli.model_charts import CHARTED, draw, refuse_chart
from whowhom.cli.output import emit, say, write
from whowhom.errors import InvalidInput
from whowhom.theory.arguments import REQUIRED
from whowhom.theory.registry import MODELS, Model

if TYPE_CHECKING:
    from whowhom.cli.model_case import OnACase

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
        at, chart = given.pop("at", None), given.pop("chart", None)
        as_json = given.pop("json", False)
        texts = {name: value for name, value in given.items() if value is not None}
        arguments = _read(model, texts)
        circle = None
        if case is not None:
            from whowhom.cli.model_case import on_a_case

            circle = on_a_case(model, case, at)
            arguments = circle.arguments(model) | arguments
        elif at is not None:
            raise InvalidInput("--at is the date of a case; name the case before it")
        _complete(model, arguments)
        varied = [name for name, value in arguments.items() if model.varies(name, value)]
        if chart is not None:
            if varied:
                options = ", ".join(f"--{name.replace('_', '-')}" for name in varied)
                raise InvalidInput(f"--chart draws one answer; give {options} once")
            refuse_chart(chart)
        if varied:
            from whowhom.theory.grid import solve_grid

            found = solve_grid(model.name, **arguments)
        else:
            from whowhom.cli.progress import reporting

            with reporting(quiet=as_json, first=""):
                found = model.solver(**arguments)
        if chart is not None:
            draw(model.name, found, chart)
        _show(model, arguments, found, circle, as_json=as_json)

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
    if model.name in CHARTED:
        picture = Parameter(help="Draw it into this file: .svg, .png, .pdf, .html or .json.")
        parameters.append(_parameter("chart", Annotated[Path | None, picture]))
    as_json = Parameter(help="Print one JSON object.", show_default=False)
    parameters.append(_parameter("json", Annotated[bool, as_json], default=False))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__doc__ = (
        f"{model.question}\n\n{model.title}. This {model.claim}.\n\nExample: {example(model)}"
    )
    return run


def _read(model: Model, given: dict[str, str | list[str]]) -> dict[str, Any]:
    """Return the values of the options; one that is given several times has several."""
    found: dict[str, Any] = {}
    problems = []
    for name, value in given.items():
        texts = [value] if isinstance(value, str) else value
        try:
            read = [read_text(model.argument(name), text) for text in texts]
        except InvalidInput as error:
            problems.append(str(error))
        else:
            found[name] = read[0] if len(read) == 1 else read
    if problems:
        raise InvalidInput("\n".join(problems))
    return found


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
            f"for all options and an example: whowhom solve {model.name} --help"
        )


def _show(
    model: Model,
    arguments: dict[str, Any],
    found: Any,
    circle: "OnACase | None",
    *,
    as_json: bool,
) -> None:
    """Print a result in words, or with its arguments as one JSON object."""
    often = circle.inclusion() if circle is not None and model.name == "coalition" else {}
    if as_json:
        from whowhom.theory.results import plain

        told: dict[str, Any] = {"model": model.name, "claim": model.claim}
        if circle is not None:
            told["case"] = circle.as_dict()
        told |= {**plain(arguments), **found.to_dict()}
        if often:
            told["ruling_share_over_ranges"] = often
        emit(told)
        return
    if circle is not None:
        for line in str(circle).splitlines():
            say(line)
        say()
    write(f"{found}\n")
    if often:
        ranked = sorted(often.items(), key=lambda item: -item[1])
        shares = ", ".join(f"{actor} {share:.0%}" for actor, share in ranked)
        say(
            f"Over the ranges of case and parameters, share of draws in which each rules: {shares}."
        )


def _group(model: Model, groups: dict[str, Group]) -> Group:
    """Return the family of a model as a heading: the first words of its package."""
    package = model.module.rpartition(".")[0]
    if package not in groups:
        title = (import_module(package).__doc__ or "").partition(":")[0]
        groups[package] = Group(title, sort_key=len(groups))
    return groups[package]


_groups: dict[str, Group] = {}
for _place, _model in enumerate(MODELS):
    solve.command(
        _command(_model), name=_model.name, group=_group(_model, _groups), sort_key=_place
    )
