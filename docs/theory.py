"""Write the index of the formal models, docs/models/README.md, from the registry.

    python docs/theory.py

Each model with its question, what may be claimed of it, what it takes, and an example that is
really run. The public names of ``whowhom.theory`` are written for type checkers by the same
command. ``tests/unit/test_theory_page.py`` fails while either lags behind the registry.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from whowhom import theory
from whowhom.cli.model_arguments import example
from whowhom.theory import CLAIMS, MODELS, Model
from whowhom.theory.arguments import Argument

PAGE = Path(__file__).parent / "models" / "README.md"
STUB = Path(theory.__file__).with_suffix(".pyi")

OPENING = """# The formal models

<!-- Written by `python docs/theory.py` from the registry; change that instead. -->

{published} published models of autocratic power, each checked against the numbers of its paper or
of an independent program, and {sketches} sketches: reconstructions from an abstract, and models of
our own, which no paper's numbers check. Each has a solver in `whowhom.theory`, a command `whowhom
solve NAME` (with `--json`), and a card that states what it assumes, how it is computed, what it
cannot say and what it was checked against. `whowhom cite --model NAME` prints its paper as BibTeX.

The grade limits what may be claimed of a model; grades C and ours are sketches:

| grade | whowhom ... | because |
|---|---|---|
| A | {A} the paper | the published definition is known with high confidence, and is what runs |
| B | {B} the paper | the structure is published; functional form or closed form is ours |
| C | {C} the paper | a reconstruction from the abstract; the body of the paper was not read |
| ours | {ours} the paper | no published formal model was found |

## How numbers are read

In Python, in files and on the command line alike, a number is what it prints:

| given | read as |
|---|---|
| whole numbers, `Fraction`, texts such as `"2/3"` | what they say |
| decimals of up to 13 digits, as text, `float`, `numpy.float32` or `Decimal` | that decimal: \
`0.1` is one tenth |
| a longer decimal that is p / q to the last digits, q at most 1,000 | that fraction: \
`0.6666666666666666` is 2/3, `0.30000000000000004` (0.1 + 0.2) is 3/10 |
| a list of longer decimals that are multiples of 1 / D to the last digits | those multiples: \
shares that were normalised by division keep their proportions |
| any other decimal | that decimal |

How large q and D may be depends on how many digits there are (D at most a million), so that numbers
drawn at random practically never fit. What was understood is in the result (`majority` and the
like). Where a comparison still turns on less than 1e-12, without being an exact tie, the result
says that rounding decides (`rounding_decides`).

On the command line lists are written `ann=3,bob=4` or `3,4`; semicolons, spaces, tabs and line
breaks part items too, and between semicolons 3,5 is three and a half. What can be read in two ways
is refused, with the line as it should be.

## What results can be turned into

Every result has `to_dict()` (as `--json` prints it) and `to_frame()`, a polars data frame with a
row for each actor, step or period. Exact numbers are short fractions (`"2/3"`) or decimals in the
one, floats in the other.

`solve_grid("coalition", power=[3, 4, 5], majority=[0.5, 0.6])` solves a model at every combination
of several values of its single numbers; on the command line the option is given once for each
value (`--majority 0.5 --majority 0.6`).

## All models

"""


def overview() -> Iterator[str]:
    yield "| model | question | grade | after |"
    yield "|---|---|---|---|"
    for model in MODELS:
        anchor = model.name
        papers = model.papers[0].short
        yield f"| [`{model.name}`](#{anchor}) | {model.question} | {model.grade} | {papers} |"


def argument_row(argument: Argument) -> str:
    default = "required" if argument.is_required else f"`{argument.default}`"
    if argument.default is None:
        default = "left out"
    from_case = f"; from a case: {argument.case}" if argument.case else ""
    flag = argument.name.replace("_", "-")
    domain = argument.domain_text().replace("|", "\\|")
    return (
        f"| `--{flag}` | {argument.meaning}{from_case} | {domain} | {argument.unit} | {default} |"
    )


def section(model: Model) -> Iterator[str]:
    yield f"## {model.name}"
    yield ""
    yield f"**{model.title}.** {model.question}"
    yield ""
    sources = "; ".join(
        f'{paper.short}, "{paper.title}", *{paper.where}*'
        + (f" {paper.volume}" if paper.volume else "")
        + (f", {paper.pages}" if paper.pages else "")
        + (f", <https://doi.org/{paper.doi}>" if paper.doi else "")
        for paper in model.papers
    )
    yield f"Grade {model.grade}: it {CLAIMS[model.grade]} {sources}."
    yield f"[Card]({model.card}) · `{model.module}.{model.function}`"
    yield ""
    yield "| option | meaning | domain | unit | default |"
    yield "|---|---|---|---|---|"
    yield from map(argument_row, model.arguments)
    yield ""
    yield "```console"
    yield f"$ {example(model)}"
    yield from str(model.solver(**model.example)).splitlines()
    yield "```"
    yield ""


def rendered() -> str:
    """Return the page."""
    sketches = sum(model.is_sketch for model in MODELS)
    lines = [*overview(), ""]
    for model in MODELS:
        lines.extend(section(model))
    counts = {"published": len(MODELS) - sketches, "sketches": sketches}
    return OPENING.format(**CLAIMS, **counts) + "\n".join(lines)


def stub() -> str:
    """Return the public names of ``whowhom.theory`` as type checkers read them."""
    homes = defaultdict(list)
    for name in theory.__all__:
        homes[theory.home(name)].append(name)
    lines = ["# Written by `python docs/theory.py` from the registry; change that instead."]
    for place in sorted(homes):
        line = f"from {place} import {', '.join(homes[place])}"
        parts = [f"from {place} import (", *(f"    {name}," for name in homes[place]), ")"]
        lines += [line] if len(line) <= 100 else parts
    names = (
        f'    "{name}",' for name in sorted(theory.__all__, key=lambda n: (not n.isupper(), n))
    )
    return "\n".join([*lines, "", "__all__ = [", *names, "]", ""])


if __name__ == "__main__":
    for path, text in ((PAGE, rendered()), (STUB, stub())):
        path.write_text(text, encoding="utf-8")
        print(path)
