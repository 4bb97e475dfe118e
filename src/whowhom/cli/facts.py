"""``whowhom facts``: a population of regimes compared with facts about real ones."""

import math
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import EngineName
from whowhom.cli.output import counted, emit, say, table

if TYPE_CHECKING:
    from whowhom.facts.compare import Fact, Facts

__all__ = ["facts", "print_facts", "short_number"]


def facts(
    *,
    regimes: Annotated[
        int, Parameter(name=["--regimes", "--runs"], help="Number of regimes, each simulated once.")
    ] = 300,
    seed: Annotated[int, Parameter(help="Seed of the regimes; same seed, same regimes.")] = 1,
    years: Annotated[int, Parameter(help="How long each regime is followed.")] = 30,
    renewal: Annotated[
        float, Parameter(help="Monthly chance that a vacant seat is filled.", show_default=False)
    ] = 1.0 / 12.0,
    threads: Annotated[
        int | None, Parameter(help="Regimes at once. [default: all processors]")
    ] = None,
    engine: EngineName = "local",
    quiet: Annotated[
        bool,
        Parameter(name=["--quiet", "-q"], help="No progress.", negative=(), show_default=False),
    ] = False,
    json: Annotated[
        bool, Parameter(help="Print one JSON object.", negative=(), show_default=False)
    ] = False,
) -> None:
    """Compare a simulated population of regimes with stylised facts about real ones.

    Hazard of rulers by year of tenure, attempts and their success, fates, purges.
    """
    from whowhom.cli.progress import reporting
    from whowhom.facts.compare import stylised_facts

    fewer = "fewer --regimes or --years"
    with reporting(quiet=quiet or json, noun="regime", shorter=fewer) as tell:
        found = stylised_facts(
            regimes=regimes,
            seed=seed,
            years=years,
            renewal=renewal,
            threads=threads,
            engine=engine,
            progress=tell,
        )
    if json:
        emit(found.as_dict())
        return
    print_facts(found)


def print_facts(found: "Facts") -> None:
    """Print each fact with its target and use, and the facts that the model cannot address."""
    from whowhom.facts.compare import unmodelled

    records = found.records
    say(
        f"{counted(found.regimes, 'regime')} of {found.years} years, seed {found.seed}: "
        f"{counted(len(records.spells), 'spell')} of rule, "
        f"{counted(len(records.tries), 'attempt')} against rulers. Rates are per year; "
        "intervals of 95%. "
        "Facts are for fitting (fit) or held out (held). Side: of 1; open if the interval has "
        "both. Order: closer "
        "than half an order of magnitude."
    )
    say()
    columns = (
        ("", "left"),
        ("fact", "left"),
        ("real", "right"),
        ("model", "right"),
        ("95%", "left"),
        ("use", "left"),
        ("side", "left"),
        ("order", "left"),
    )
    table(columns, [_cells(fact) for fact in found.facts])
    say()
    held = [fact for fact in found.facts if fact.target.use == "held out"]
    say(
        f"Held out: {sum(fact.has_right_sign is True for fact in held)} of "
        f"{sum(fact.has_right_sign is not None for fact in held)} on the right side, "
        f"{sum(fact.has_right_order is True for fact in held)} of {len(held)} in the right order "
        "of magnitude.",
        style="bold",
    )
    say()
    say("The model cannot address these facts:")
    for each in unmodelled():
        say(f"  {each.fact} {each.text}: {each.because}.")


def _cells(fact: "Fact") -> list[str]:
    target = fact.target
    return [
        target.fact,
        target.text,
        short_number(target.target),
        short_number(fact.value),
        "" if math.isnan(fact.low) else f"{short_number(fact.low)}-{short_number(fact.high)}",
        "fit" if target.use == "fitted" else "held",
        fact.side,
        _tick(fact.has_right_order),
    ]


def short_number(value: float) -> str:
    """Return a number to two significant digits or so.

    Examples
    --------
    >>> short_number(0.0123), short_number(0.5), short_number(12.34), short_number(float("nan"))
    ('.012', '.50', '12', '-')
    """
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "inf"
    if abs(value) >= 10:
        return f"{value:.0f}"
    if abs(value) >= 1:
        return f"{value:.1f}"
    return (f"{value:.2f}" if value >= 0.1 else f"{value:.3f}").removeprefix("0")


def _tick(verdict: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[verdict]
