"""Made-up odds through time of a case with a record: plausible numbers, for tests only."""

import math

from whowhom.ensemble.circle import month_text
from whowhom.ensemble.interval import wilson

AWAY = ("expelled", "internal_exile", "abroad", "prison")
DEAD = ("executed", "assassinated", "died")


def toy_odds(case, runs=1000, seed=1, until=None, effective=0.93):
    """Odds in which whoever falls loses their chance to those who stay."""
    first, last = case.start.month_number, case.end.month_number
    by_month = {}
    for event in sorted(case.course, key=lambda one: (one.date.latest, one.actor)):
        month = event.date.latest.month_number
        if first <= month <= (until or last):
            by_month.setdefault(month, []).append(event)
    actors = [actor.id for actor in case.actors]
    contenders = [actor for actor in actors if actor != case.arbiter]
    weight = {actor: 1 + 0.25 * math.sin(3 + 2 * i) for i, actor in enumerate(contenders)}
    ruler = next((e.actor for e in reversed(case.course) if e.event == "ruler"), contenders[0])
    weight[ruler] *= 1.7
    nobody = 2.6
    status = {actor: ("inner", month_text(first)) for actor in actors}
    points, moves, log_evidence, left = [], [], 0.0, float(runs)
    for month in (None, *sorted(by_month)):
        events = by_month.get(month, [])
        for event in events:
            when = month_text(month)
            if event.event in DEAD:
                status[event.actor] = ("dead", when)
                weight[event.actor] = 0.0
            elif event.event == "restored":
                status[event.actor] = ("demoted", when)
            elif event.event == "demoted" or event.event in AWAY:
                weight[event.actor] = weight.get(event.actor, 0) * (
                    0.35 if event.event == "demoted" else 0.2
                )
                status[event.actor] = (event.event, when)
                weight[ruler] *= 1.14
            nobody *= 0.9
        if month is not None:
            log_evidence -= 1.2 * len(events)
            left = max(60.0, left * effective)
        whole = sum(weight.values()) + nobody
        shares = [(actor, weight[actor] / whole) for actor in contenders]
        shares.sort(key=lambda one: -one[1])
        danger = {
            a: weight[a] ** 0.5 * (0.5 if a == ruler else 1)
            for a in contenders
            if status[a][0] == "inner"
        }
        stays = 0.4 + 2.0 / max(1, len(danger))
        total = sum(danger.values()) + stays
        nexts = [(actor, part / total) for actor, part in danger.items()]
        nexts.sort(key=lambda one: -one[1])
        points.append(
            {
                "as_of": month_text(first if month is None else month),
                "is_start": month is None,
                "events": [
                    {
                        "date": e.date.text,
                        "actor": e.actor,
                        "event": e.event,
                        "by": list(e.by),
                        "note": e.note,
                    }
                    for e in events
                ],
                "effective": float(runs) if month is None else left,
                "log_evidence": log_evidence,
                "winners": [_row(a, s, left) for a, s in [*shares, ("nobody", nobody / whole)]],
                "next_removed": [
                    {**_row(a, s, left), "median": None if a == "nobody" else month_text(
                        min(last, (month or first) + 9 + 3 * i)
                    )}
                    for i, (a, s) in enumerate([*nexts, ("nobody", stays / total)])
                ],
                "fates": [],
                "standing": [
                    {"actor": a, "status": status[a][0], "since": status[a][1]} for a in actors
                ],
            }
        )  # fmt: skip
        if len(points) > 1:
            moves += _moves(points[-2], points[-1])
    return {
        "schema": 1,
        "case": case.id,
        "title": case.title,
        "runs": runs,
        "seed": seed,
        "until": month_text(until or last),
        "start": month_text(first),
        "end": month_text(last),
        "actors": [{"id": actor.id, "name": actor.name} for actor in case.actors],
        "points": points,
        "moves": moves,
    }


def _row(actor, share, effective):
    low, high = wilson(round(share * effective), round(effective))
    return {"actor": actor, "share": share, "low": min(low, share), "high": max(high, share)}


def _moves(one, other):
    before = {row["actor"]: row["share"] for row in one["winners"]}
    found = []
    for row in other["winners"]:
        a, b = before[row["actor"]], row["share"]
        error = 1.96 * math.sqrt(a * (1 - a) / one["effective"] + b * (1 - b) / other["effective"])
        found.append(
            {
                "as_of": other["as_of"],
                "actor": row["actor"],
                "before": a,
                "after": b,
                "low": b - a - error,
                "high": b - a + error,
            }
        )
    return [move for move in found if move["actor"] != "nobody"]
