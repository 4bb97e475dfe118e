"""What an answer depends on: every mechanism of the model left out in turn, in paired runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from whowhom.cases.case import Case
from whowhom.ensemble.engines import LOCAL, Engine, opened
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result
from whowhom.ensemble.what_if import WhatIf, compared, run_with
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change
from whowhom.sim.parameters import MECHANISMS, without

__all__ = ["FIRST_LOOK", "Ablation", "ablations"]

FIRST_LOOK = 25
"""Runs of a first look that ranks the mechanisms well enough to find those that matter."""
_LEAST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """One mechanism left out."""

    mechanism: str
    does: str
    """What it does, in a few words."""
    what_if: WhatIf
    """All effects of leaving it out."""

    @property
    def flips(self) -> float:
        """Share of runs with another sole ruler at the end (or with none)."""
        return self.what_if.flips

    @property
    def altered(self) -> float:
        """Share of runs in which anything differs."""
        return self.what_if.altered


def ablations(
    case: Case,
    *,
    runs: int = 400,
    seed: int = 1,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    mechanisms: Iterable[str] | None = None,
    first_look: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Result, tuple[Ablation, ...]]:
    """Leave out every mechanism in turn, with common random numbers.

    Parameters
    ----------
    case : Case
        The case.
    runs : int, default 400
        Runs of the case as it is, and as many for each mechanism.
    seed : int, default 1
        Seed of the random numbers of all runs.
    threads : int, optional
        How many chunks run at once.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    mechanisms : iterable of str, optional
        Which mechanisms; all if left out.
    first_look : int, optional
        With how many runs each mechanism is looked at first. Only the third of them that changes
        most, twelve at least, is then given all runs; the others keep the few.
    progress : callable, optional
        Called with the progress of all ensembles together.

    Returns
    -------
    base : Result
        The case as it is.
    found : tuple of Ablation
        In the order of falling `flips`, then `altered`.

    Raises
    ------
    InvalidInput
        If a mechanism is unknown; nothing is simulated then.
    """
    known = {mechanism.name: mechanism for mechanism in MECHANISMS}
    names = list(known) if mechanisms is None else list(mechanisms)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidInput(
            f"mechanisms: there is no {', '.join(map(repr, unknown))}; there are {', '.join(known)}"
        )
    looks = _looks(len(names), runs, first_look)
    tell, whole = of_all(progress), sum((1 + number) * each for each, number in looks)
    usual, done = default_parameters(), 0
    found: dict[str, Ablation] = {}
    with opened(engine, threads) as where:
        for each, number in looks:
            run_as = partial(run_with, case, runs=each, seed=seed, threads=threads, engine=where)
            base = run_as(usual, progress=tell(done, whole))
            chosen = sorted(found.values(), key=_by_importance)[:number]
            for place, name in enumerate([one.mechanism for one in chosen] or names, start=1):
                other = run_as(without(usual, [name]), progress=tell(done + place * each, whole))
                what_if = compared(Change.of(without=[f"mechanisms.{name}"]), base, other)
                found[name] = Ablation(mechanism=name, does=known[name].does, what_if=what_if)
            done += (1 + number) * each
    return base, tuple(sorted(found.values(), key=_by_importance))


def _looks(mechanisms: int, runs: int, first_look: int | None) -> list[tuple[int, int]]:
    """Return the looks: with how many runs, and at how many mechanisms."""
    kept = max(_LEAST, mechanisms // 3)
    if first_look is None or first_look >= runs or kept >= mechanisms:
        return [(runs, mechanisms)]
    return [(first_look, mechanisms), (runs, kept)]


def _by_importance(one: Ablation) -> tuple[float, float, str]:
    return -one.flips, -one.altered, one.mechanism
