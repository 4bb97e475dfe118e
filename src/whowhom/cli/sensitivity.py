"""``whowhom why --sensitivity``: where the uncertainty of an answer comes from."""

import dataclasses
from typing import TYPE_CHECKING

from whowhom.cli.output import emit, say, table

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.sensitivity import Over, Sensitivity

__all__ = ["print_sensitivity"]

_ROWS = 20


def print_sensitivity(
    case: "Case",
    *,
    outcome: str,
    actor: str,
    over: "Over",
    single: bool,
    runs: int,
    seed: int,
    threads: int | None,
    engine: str,
    json: bool,
    quiet: bool,
) -> None:
    """Run the design and print its indices."""
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.sensitivity import sensitivity

    with reporting(quiet=quiet or json, shorter="fewer --runs") as tell:
        found = sensitivity(
            case,
            outcome=outcome,
            actor=actor,
            over=over,
            grouped=not single,
            runs=runs,
            seed=seed,
            threads=threads,
            engine=engine,
            progress=tell,
        )
    if json:
        emit(dataclasses.asdict(found))
        return
    _print(found)


def _print(found: "Sensitivity") -> None:
    """Print the indices for people."""
    everybody = "who leads at the end" if found.outcome == "leads" else "who wins"
    question = f"{found.outcome} of {found.actor}" if found.actor else everybody
    chance = found.chance
    if found.undefined:
        say(found.undefined, style="bold")
        say(
            f"Question: {question}; {found.points:,} points, seed {found.seed}. Ask about an "
            "outcome that happens in some runs, or take more --runs."
        )
        return
    say(f"Where the uncertainty comes from; question: {question}.", style="bold")
    say(
        f"Chance alone would leave {_share(chance.total)} of it (90% interval "
        f"{_share(chance.total_low)} to {_share(chance.total_high)}) if every input were known."
    )
    say()
    rows = [chance, *found.influences[:_ROWS]]
    table(
        (
            ("Group of inputs", "left"),
            ("inputs", "right"),
            ("first-order", "right"),
            ("90% interval", "right"),
            ("total", "right"),
            ("90% interval", "right"),
        ),
        [
            (
                index.name[:24],
                str(len(index.values) or "·"),
                _share(index.first),
                f"{_share(index.first_low)} to {_share(index.first_high)}",
                _share(index.total),
                f"{_share(index.total_low)} to {_share(index.total_high)}",
            )
            for index in rows
        ],
        title="Sobol indices: shares of the variance",
    )
    if len(found.influences) > _ROWS:
        say(f"... and {len(found.influences) - _ROWS} more (all of them with --json)")
    say(
        "First-order: the share that knowing it would remove. Total: with its interactions; a "
        "group whose total is near zero does not matter for this question."
    )
    inputs = len(found.influences) + 1
    say(
        f"{found.points:,} points x {inputs + 2} = {found.runs:,} runs, seed {found.seed}; the "
        "runs of a point share their random numbers. Wide intervals need more --runs.",
        style="dim",
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{min(1.0, max(0.0, value)):.0%}"
