"""Checks of conditional runs that take long; ``docs/validity.py --filter`` stores what they find.

Three checks: against finished runs that are kept as often as the observation model says, by
records drawn from the model itself, and of the stated intervals by repetition.
"""

import math
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import stats

from whowhom import read_case
from whowhom.cases.case import CourseEvent, Day, Quantity
from whowhom.cases.course import in_order
from whowhom.cases.dates import parse_period
from whowhom.cases.record import observed_record
from whowhom.ensemble.interval import FEWEST_EFFECTIVE
from whowhom.ensemble.particle_filter import particle_filter
from whowhom.ensemble.run import run
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.observed import observation
from whowhom.scenario.start import Start
from whowhom.sim.guide import KILLED, NATURAL, STANDS
from whowhom.sim.layout import DEAD, DIED, STATUSES
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.simulation import Observation, States, advance, blank_states, simulate_from

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from toy import toy_case  # the circle of four on which the model itself is tested

BRUTE_RUNS = 20_000
MOST_KEPT = 2000
AT_ONCE = 1000
SEEDS = 12
RUNS = 500
CONDITIONS = (
    ("duel", "1923-12", (("1923-12", "trotsky", "in_circle"),), "nobody has fallen"),
    ("duel", "1924-03", (("1922-10/1923-12", "trotsky", "expelled"),), "one rival is expelled"),
    ("duel", "1923-09", (("1922-10/1923-06", "tomsky", "demoted"),), "a weak member is demoted"),
    ("ussr_1953_57", "1954-08", (("1953-06/1954-06", "kaganovich", "expelled"),),
     "one member is expelled"),
    ("syria_1966_70", "1967-01", (("1966-05/1966-12", "hatum", "demoted"),),
     "one member is demoted"),
    ("china_1976_81", "1978-03", (("1978-03", "deng", "in_circle"),), "nobody has fallen"),
)  # fmt: skip
REPEATED = (("duel", "1925-02"), ("duel", "1927-12"), ("ussr_1953_57", "1955-02"))


def rows(events):
    return [{"date": date, "actor": actor, "event": event} for date, actor, event in events]


def unguided(n):
    """An observation that says nothing of any month."""
    return Observation(
        outlook=np.zeros((0, n, STANDS)),
        misfit=np.zeros((0, n, STANDS + 2)),
        ruled=np.zeros(0, np.int64),
        taken=np.zeros((0, 3), np.int64),
    )


def months_until(case, month):
    year, number = map(int, month.split("-"))
    return year * 12 + number - 1 - case.start.month_number + 1


def seen_of(case, start, as_of, given, **softness):
    record = observed_record(case, as_of, given)
    return observation(
        record.events,
        actors=start.actors,
        contenders=start.contenders,
        posts=start.posts,
        first_month=case.start.month_number,
        months=months_until(case, as_of),
        **softness,
    )


def places_of(states, trace):
    """Where everybody stands in each month of finished runs; death of age told from killing."""
    places = trace.standing.astype(np.int64)
    natural = states.actors["manner"] == DIED
    dead = places == DEAD
    places[dead] = np.where(
        np.broadcast_to(natural[:, None, :], places.shape)[dead], NATURAL, KILLED
    )
    return places


def log_likelihood(seen, states, trace):
    """Of each run, by its monthly standing alone, written apart from the filter's own sum."""
    places = places_of(states, trace)
    months, actors = np.arange(places.shape[1])[:, None], np.arange(places.shape[2])[None]
    return seen.misfit[months, actors, places].sum(axis=(1, 2))


def kept_runs(case, as_of, given):
    """Keep finished runs with the probability that the observation model gives the record."""
    start = Start(case)
    seen, months = seen_of(case, start, as_of, given), months_until(case, as_of)
    found, likelihood = [], []
    chance = np.random.default_rng(20)
    for first in range(0, BRUTE_RUNS, AT_ONCE):
        states = blank_states(start.draw(17, 0, 1), AT_ONCE)
        nothing = unguided(len(start.actors))
        trace = advance(states, nothing, seed=17, first=first, begin=0, end=months, start=start)
        fits = np.exp(log_likelihood(seen, states, trace))
        likelihood.append(fits)
        found.append(states.of(chance.random(AT_ONCE) < fits))
    states = States(*(np.concatenate(field) for field in zip(*found, strict=True)))
    count = len(states.actors)
    states = states.of(slice(0, MOST_KEPT))
    ends = [
        simulate_from(
            states.of(slice(first, first + AT_ONCE)),
            begin=months,
            months=start.months,
            seed=17,
            first=first,
        ).top
        for first in range(0, len(states.actors), AT_ONCE)
    ]
    fits = np.concatenate(likelihood)
    error = fits.std() / fits.mean() / math.sqrt(len(fits))
    return count, np.concatenate(ends), math.log(fits.mean()), error, start.actors


def case_of(case_id):
    """The case; the duel until the end of 1930, so that many runs are soon done."""
    case = read_case(case_id)
    return replace(case, end=Day(1930, 12, 31)) if case_id == "duel" else case


def shares_of(result):
    return {row["actor"]: row["share"] for row in result.winners().to_dicts()}


def brute_force(case_id, as_of, events, words):
    """Compare the filter with finished runs that fit the same record."""
    began = time.monotonic()
    case, given = case_of(case_id), rows(events)
    count, ends, log_evidence, error, actors = kept_runs(case, as_of, given)
    names = [*actors, "nobody"]
    kept = np.bincount(np.where(ends < 0, len(actors), ends), minlength=len(names)) / len(ends)
    found = repeated(case, as_of, given)
    effective = sum(one["effective"] for one in found)
    mean = {
        name: float(np.mean([one["winners"].get(name, 0.0) for one in found])) for name in names
    }
    table = [
        {"actor": name, "kept": float(share), "filter": mean[name]}
        for name, share in zip(names, kept, strict=True)
        if share > 0.0 or mean[name] > 0.0
    ]
    counts = np.array([[row["kept"] * len(ends), row["filter"] * effective] for row in table])
    often = counts.sum(axis=1) >= 10
    counts = np.vstack([counts[often], counts[~often].sum(axis=0, keepdims=True)])
    counts = counts[counts.sum(axis=1) > 0]
    test = stats.chi2_contingency(counts, correction=False)
    evidence = np.array([one["log_evidence"] for one in found])
    ratio = np.exp(evidence - log_evidence)
    spread = math.hypot(ratio.std(ddof=1) / math.sqrt(len(ratio)), error)
    return {
        "case": case_id, "as_of": as_of, "words": words,
        "events": [" ".join(event) for event in events],
        "runs": BRUTE_RUNS, "kept": count, "compared": len(ends), "filter_runs": RUNS * len(found),
        "filter_effective": effective, "winners": table,
        "chi2": float(test.statistic), "freedom": int(test.dof), "p": float(test.pvalue),
        "log_evidence": log_evidence,
        "filter_log_evidence": log_evidence + math.log(ratio.mean()),
        "z_evidence": float((ratio.mean() - 1.0) / spread),
        "coverage": coverage(found, dict(zip(names, kept.tolist(), strict=True)), len(ends)),
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip


def repeated(case, as_of, given=None, seeds=SEEDS):
    """Condition anew with other seeds."""
    found = []
    for seed in range(1, seeds + 1):
        result = run(case, as_of=as_of, record=given, runs=RUNS, seed=seed)
        found.append(
            {
                "effective": result.conditioning.effective,
                "log_evidence": result.conditioning.log_evidence,
                "winners": shares_of(result),
                "intervals": {
                    row["actor"]: (row["low"], row["high"]) for row in result.winners().to_dicts()
                },
            }
        )
    return found


def coverage(found, truth=None, of=None):
    """How many stated 95 % intervals hold the share that all seeds together find.

    Without known shares, those of the other seeds stand for them; intervals are then widened by the
    error of these. Only shares of 2 % and more count.
    """
    names = sorted({name for one in found for name in one["winners"]})
    held, counted, squares, expected = 0, 0, 0.0, 0.0
    for name in names:
        shares = np.array([one["winners"].get(name, 0.0) for one in found])
        if shares.mean() < 0.02:
            continue
        for number, one in enumerate(found):
            if name not in one["intervals"]:
                continue
            low, high = one["intervals"][name]
            others = np.delete(shares, number)
            known = others.mean() if truth is None else truth.get(name, 0.0)
            more = 1.0 / len(others) if truth is None else one["effective"] / of
            wide = math.sqrt(1.0 + more)
            middle = one["winners"][name]
            is_held = middle - wide * (middle - low) <= known <= middle + wide * (high - middle)
            held, counted = held + int(is_held), counted + 1
        squares += float(shares.var(ddof=1))
        error = np.mean([1.0 / one["effective"] for one in found])
        expected += float(shares.mean() * (1.0 - shares.mean()) * error)
    return {
        "held": held, "intervals": counted, "spread": math.sqrt(squares / expected),
        "effective": float(np.mean([one["effective"] for one in found])),
        "effective_low": float(min(one["effective"] for one in found)),
    }  # fmt: skip


def repetition(case_id, as_of):
    """Repeat a documented condition, which finished runs hardly ever meet."""
    found = repeated(case_of(case_id), as_of)
    return {"case": case_id, "as_of": as_of, "filter_runs": RUNS * len(found), **coverage(found)}


# ------------------------------------------------------------------ records drawn from the model

SHARP = {"scale": 0.1, "slip": 1e-4}
"""An observation model so sharp that it is nearly whether a run has the record exactly."""
DRAWS = 19
"""Draws of the posterior among which a true value is ranked."""
BINS = 10


def record_of(case, start, places):
    """The record of one run: each change of standing in its month."""
    words = [*STATUSES[:DEAD], "executed", "abroad", "died"]
    words[0] = "in_circle"
    found = []
    for i, actor in enumerate(start.actors):
        if actor not in start.contenders:
            continue
        before = 0
        for month, place in enumerate(places[:, i]):
            if place != before:
                number = case.start.month_number + month
                date = parse_period(f"{number // 12}-{number % 12 + 1:02d}")
                found.append(
                    CourseEvent(date=date, actor=actor, event=words[place], by=(), note="")
                )
                before = place
    return sorted(found, key=in_order)


def calibration(name, case, start, months, replicates, runs, values):
    """Ranks of true values among draws given the record of the run that they made."""
    began = time.monotonic()
    ranks = {value: [] for value in (*values, "winner", "ends on top")}
    chance = np.random.default_rng(99)
    effective, refused = [], 0
    first = case.start.month_number
    watched = start.contenders[0]
    for number in range(2 * replicates):
        if len(effective) == replicates:
            break
        states = blank_states(start.draw(5, 0, 1), 1)
        nothing = unguided(len(start.actors))
        trace = advance(states, nothing, seed=5, first=number, begin=0, end=months, start=start)
        true = start.uncertain(5, number, 1)
        top = simulate_from(states, begin=months, months=start.months, seed=5, first=number).top[0]
        seen = observation(
            record_of(case, start, places_of(states, trace)[0]), actors=start.actors,
            contenders=start.contenders, posts=start.posts, first_month=first, months=months,
            **SHARP,
        )  # fmt: skip
        found = particle_filter(start, seen, runs=runs, seed=1000 + number)
        tops = simulate_from(
            found.states, begin=months, months=start.months, seed=1000 + number, first=0
        ).top
        counts = np.bincount(found.origin).astype(float)
        origins = counts.sum() ** 2 / (counts**2).sum()
        if min(found.effective(tops), origins) < FEWEST_EFFECTIVE:
            refused += 1
            continue
        effective.append(min(found.effective(tops), origins))
        drawn = start.uncertain(1000 + number, 0, runs)
        chosen = chance.choice(runs, DRAWS, replace=False)
        for value in values:
            below = drawn[value][found.origin[chosen]]
            rank = (below < true[value][0]).sum()
            ties = (below == true[value][0]).sum()
            ranks[value].append(int(rank + chance.integers(0, ties + 1)) // ((DRAWS + 1) // BINS))
        lower, same = float((tops < top).mean()), float((tops == top).mean())
        ranks["winner"].append(min(BINS - 1, int(BINS * (lower + chance.random() * same))))
        mine = start.actors.index(watched)
        share = float((tops == mine).mean())
        place = chance.random() * (share if top == mine else 1.0 - share)
        place += 0.0 if top == mine else share
        ranks["ends on top"].append(min(BINS - 1, int(BINS * place)))
    table = []
    for value, each in ranks.items():
        counts = np.bincount(each, minlength=BINS)
        test = stats.chisquare(counts)
        table.append({"value": value, "counts": counts.tolist(), "p": float(test.pvalue)})
    return {
        "circle": name, "records": len(effective), "refused": refused, "months": months,
        "runs": runs,
        "contenders": len(start.contenders), "watched": watched, "ranks": table,
        "effective": float(np.median(effective)), "effective_low": float(np.min(effective)),
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip


WIDE = {"bloc": (0.0, 0.8, 0.4), "opportunity": (0.15, 1.0, 0.5)}
"""Two parameters that each run draws from a range."""
TOY_VALUES = ("parameters.bloc", "parameters.opportunity", "actors.organiser.apparatus")
DUEL_VALUES = ("parameters.bloc", "parameters.opportunity", "actors.trotsky.army")


def with_range(case, actor, base, low, high):
    """The case with one coded number that is a range."""
    actors = tuple(
        replace(one, bases={**one.bases, base: Quantity(low, high)}) if one.id == actor else one
        for one in case.actors
    )
    return replace(case, actors=actors)


def toy_calibration(records=200):
    case = with_range(toy_case(), "organiser", "apparatus", 0.5, 3.0)
    start = Start(case, ParameterSets().spread(**WIDE))
    return calibration("toy", case, start, 8, records, 3000, TOY_VALUES)


def duel_calibration(records=40):
    case = with_range(case_of("duel"), "trotsky", "army", 0.5, 3.0)
    start = Start(case, default_parameters().spread(**WIDE))
    return calibration("duel", case, start, 15, records, 1000, DUEL_VALUES)


def checks():
    """Each part of the checks by its name."""
    found = {"toy": toy_calibration, "duel": duel_calibration}
    for number, condition in enumerate(CONDITIONS):
        found[f"brute-{number}"] = lambda condition=condition: brute_force(*condition)
    for number, (case, as_of) in enumerate(REPEATED):
        found[f"repeated-{number}"] = lambda case=case, as_of=as_of: repetition(case, as_of)
    return found
