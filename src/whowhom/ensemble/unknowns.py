"""What to find out next: which uncertain value, if it were known, would explain most.

Every run draws the values that the coder is unsure of, each by its own name, so the runs of one
ensemble are an experiment on all of them at once. Values are ranked by the share of the variance of
"who wins" (summed over all contenders and nobody) that lies between runs with different draws of
the value: the first-order sensitivity index (Sobol), which is also the expected reduction of the
Brier score of a forecaster who learns the value. It is estimated from fifths of the runs ordered
by the value, less the expected contribution of sampling error.

Values that matter only through interactions have no first-order effect. The entries of the case,
which a source may settle, and the parameters of the model, which none can, are held against the
noise of as many values each.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.ensemble.answers import NOBODY, winners
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.explained import explained_share, explained_shares, why_no_variance
from whowhom.ensemble.occurrences import MOST_EXPLAINED, QUESTIONS, all_records, outcomes_of
from whowhom.ensemble.outcome import Records
from whowhom.ensemble.result import Result
from whowhom.ensemble.sentences import is_open
from whowhom.errors import InvalidInput

__all__ = ["Unknown", "Unknowns", "asked", "check_question", "question_of", "unknowns"]

_FIFTHS = 5
_SHUFFLES = 40
_RESAMPLES = 200
_MODEL = "parameters."
_SURE = 25
"""How many values at the top get an interval."""
FEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A value of the case that the coder is unsure of."""

    path: str
    """Its name, as ``actors.trotsky.army``; a change of the case is written by the same name."""
    low: float
    """Lowest fifth of its draws, at the middle of that."""
    high: float
    """Highest fifth of its draws, at the middle of that."""
    worth: float
    """Share of the variance of the answer that it explains (first-order effect); below `noise` of
    the whole it is not distinguishable from noise. May be slightly below 0."""
    worth_low: float
    """Lower end of the 90 % bootstrap interval of `worth`; nan for values far down the list."""
    worth_high: float
    """Upper end of it."""
    actor: str
    """Whose chance it moves most (an actor's id, or ``nobody``)."""
    chance_at_low: float
    """That chance in the lowest fifth of the draws."""
    chance_at_high: float
    """That chance in the highest fifth of the draws."""
    difference_low: float
    """Lower end of the 95 % interval of the second less the first; it allows for the choice of
    whose chance moves most."""
    difference_high: float
    """Upper end of it."""

    @property
    def is_of_case(self) -> bool:
        """Whether it is an entry of the case, not a parameter of the model."""
        return not self.path.startswith(_MODEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """All uncertain values of a case, the largest first-order effect first."""

    outcome: str
    """What was asked: ``wins`` for who ends as sole ruler, or another outcome of one actor."""
    actor: str
    """Of whom; empty for everybody."""
    runs: int
    """Runs that were looked at."""
    values: tuple[Unknown, ...]
    undefined: str = ""
    """Why nothing can be ranked: the answer is the same in all runs. There are no values then."""
    noise: float
    """95 % quantile of the largest estimate among as many values without any effect; nan where
    nothing can be ranked."""
    noise_case: float
    """The same among as many values as the case has uncertain entries."""
    noise_model: float
    """The same among as many values as the model has uncertain parameters."""

    @property
    def entries(self) -> tuple[Unknown, ...]:
        """The uncertain entries of the case, the largest effect first."""
        return tuple(value for value in self.values if value.is_of_case)

    @property
    def parameters(self) -> tuple[Unknown, ...]:
        """The uncertain parameters of the model, the largest effect first."""
        return tuple(value for value in self.values if not value.is_of_case)

    def is_clear(self, value: Unknown) -> bool:
        """Say whether an effect is distinguishable from noise among values of its own kind."""
        return value.worth > (self.noise_case if value.is_of_case else self.noise_model)

    @property
    def worth_knowing(self) -> tuple[Unknown, ...]:
        """Those with an effect distinguishable from noise."""
        return tuple(value for value in self.values if self.is_clear(value))


def unknowns(result: Result, *, outcome: str = "wins", actor: str = "") -> Unknowns:
    """Rank the uncertain values of a case by the variance that each explains.

    Parameters
    ----------
    result : Result
        An ensemble; at least 100 runs, better thousands. Of a large one the first 100,000 are used.
    outcome : str, default "wins"
        One of :data:`whowhom.ensemble.occurrences.QUESTIONS`.
    actor : str, optional
        Of whom it is asked; everybody if left out, of whom only ``wins`` and ``leads`` can be
        asked.

    Returns
    -------
    Unknowns

    Raises
    ------
    InvalidInput
        If there are too few runs, or the outcome or the actor is unknown.

    References
    ----------
    .. [1] I. M. Sobol, "Global sensitivity indices for nonlinear mathematical models and their
       Monte Carlo estimates", Mathematics and Computers in Simulation 55, 271-280, 2001.
       https://doi.org/10.1016/S0378-4754(00)00270-6
    """
    from whowhom.scenario.start import Start

    check_question(result.case, result.runs, outcome, actor)
    records = all_records(result, MOST_EXPLAINED)
    runs = len(records)
    names, answers = asked(records, result.circle, outcome, actor)
    undefined = why_no_variance(names, answers, outcome)
    if result.conditioning is not None:
        undefined = (
            "The runs of a forecast given the record are continued from others, whose draws are "
            "not stored; rank the inputs of the forecast from the start."
        )
    if undefined:
        return Unknowns(
            outcome=outcome,
            actor=actor,
            runs=runs,
            values=(),
            undefined=undefined,
            noise=math.nan,
            noise_case=math.nan,
            noise_model=math.nan,
        )
    drawn = Start(result.case, result.parameters).uncertain(result.seed, 0, runs)
    # sorted by name, so that the ranks of equals do not depend on the order of rows
    paths = sorted(path for path, values in drawn.items() if np.ptp(values) > 0)
    fifths = np.array([_fifths(drawn[path]) for path in paths]).reshape(len(paths), runs)
    rng = np.random.default_rng([result.seed, runs])
    worths = np.array(explained_shares(fifths, answers))
    order = np.argsort(-worths, kind="stable")
    found = []
    for place, k in enumerate(order):
        chances = _chances(fifths[k], answers)
        who = int(np.argmax(np.ptp(chances, axis=0)))
        ends = _interval(fifths[k], answers, rng) if place < _SURE else (math.nan, math.nan)
        low, high = np.quantile(drawn[paths[k]], [0.1, 0.9])
        difference = _difference(fifths[k], answers, who)
        found.append(
            Unknown(
                path=paths[k],
                low=float(low),
                high=float(high),
                worth=float(worths[k]),
                worth_low=ends[0],
                worth_high=ends[1],
                actor=names[who],
                chance_at_low=float(chances[0, who]),
                chance_at_high=float(chances[-1, who]),
                difference_low=difference[0],
                difference_high=difference[1],
            )
        )
    is_model = np.array([path.startswith(_MODEL) for path in paths], bool)
    noise, noise_case, noise_model = _noise(fifths, answers, is_model, rng)
    return Unknowns(
        outcome=outcome,
        actor=actor,
        runs=runs,
        values=tuple(found),
        noise=noise,
        noise_case=noise_case,
        noise_model=noise_model,
    )


def question_of(result: Result) -> str:
    """Return the outcome that the first sentence of a result is about: ``leads`` or ``wins``."""
    return "leads" if is_open(winners(result.tally, result.circle)) else "wins"


def check_question(case: Case, runs: int, outcome: str, actor: str) -> None:
    """Refuse a question that cannot be asked, before anything is simulated.

    Raises
    ------
    InvalidInput
        If there are too few runs, or the outcome or the actor is unknown; all problems are named.
    """
    contenders = [one.id for one in case.actors if one.id != case.arbiter]
    problems = []
    if runs < FEWEST:
        problems.append(f"runs must be at least {FEWEST} to rank unknowns, got {runs}")
    if outcome not in QUESTIONS:
        problems.append(f"outcome must be one of {', '.join(QUESTIONS)}, got {outcome!r}")
    elif not actor and outcome not in ("wins", "leads"):
        problems.append(f"actor: name the actor of whom {outcome!r} is asked")
    if actor and actor not in contenders:
        problems.append(f"actor must be one of {', '.join(contenders)}, got {actor!r}")
    if problems:
        raise InvalidInput("\n".join(problems))


def asked(
    records: Records, circle: Circle, outcome: str, actor: str
) -> tuple[list[str], NDArray[np.float64]]:
    """Return whose chances are asked, and in which runs it happens, shape (runs, chances)."""
    happens = outcomes_of(records, circle)
    if actor:
        return [actor], happens[actor, outcome][:, None].astype(float)
    names = [*circle.actors, NOBODY]
    return names, np.stack([happens[name, outcome] for name in names], axis=1).astype(float)


def _fifths(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return in which fifth of all draws each run lies."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return ranks * _FIFTHS // len(values)


def _chances(fifth: NDArray[np.intp], answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of each answer in each fifth, shape (fifths, chances)."""
    counts = np.bincount(fifth, minlength=_FIFTHS)
    sums = [np.bincount(fifth, weights=column, minlength=_FIFTHS) for column in answers.T]
    return np.asarray(np.stack(sums, axis=1) / np.maximum(counts, 1)[:, None])


def _interval(
    fifth: NDArray[np.intp], answers: NDArray[np.float64], rng: np.random.Generator
) -> tuple[float, float]:
    """Return the 90 % bootstrap interval of an explained variance, runs drawn within each fifth."""
    groups = [np.flatnonzero(fifth == k) for k in range(_FIFTHS)]
    worths = []
    for _ in range(_RESAMPLES):
        chosen = np.concatenate([rng.choice(group, group.size) for group in groups])
        worths.append(explained_share(fifth[chosen], answers[chosen]))
    low, high = np.quantile(worths, [0.05, 0.95])
    bias = float(np.mean(worths)) - explained_share(
        fifth, answers
    )  # a bootstrap adds chance once more
    return float(low - bias), float(high - bias)


def _difference(
    fifth: NDArray[np.intp], answers: NDArray[np.float64], who: int
) -> tuple[float, float]:
    """Return the interval of a chance in the highest fifth less that in the lowest.

    Of Agresti and Caffo, for two independent shares; widened (Bonferroni) since the largest
    difference of all chances that vary is told.
    """
    z = NormalDist().inv_cdf(1 - 0.025 / max(1, int(np.ptp(answers, axis=0).astype(bool).sum())))
    ends = []
    for group in (0, _FIFTHS - 1):
        found = answers[fifth == group, who]
        ends.append(((found.sum() + 1) / (len(found) + 2), len(found) + 2))
    (low, few), (high, many) = ends
    half = z * math.sqrt(low * (1 - low) / few + high * (1 - high) / many)
    return max(-1.0, float(high - low - half)), min(1.0, float(high - low + half))


def _noise(
    fifths: NDArray[np.intp],
    answers: NDArray[np.float64],
    is_model: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[float, float, float]:
    """Return the largest estimate among values when answers are permuted at random.

    Among all values, among those of the case, and among those of the model.
    """
    kinds = (is_model | True, ~is_model, is_model)
    best = np.zeros((len(kinds), _SHUFFLES))
    for shuffle in range(_SHUFFLES if len(fifths) else 0):
        shuffled = answers[rng.permutation(len(answers))]
        shares = np.array(explained_shares(fifths, shuffled))
        for kind, chosen in enumerate(kinds):
            best[kind, shuffle] = shares[chosen].max() if chosen.any() else 0.0
    most, of_case, of_model = (float(np.quantile(row, 0.95)) for row in best)
    return most, of_case, of_model
