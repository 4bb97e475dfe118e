"""Simulate the golden run of the shipped case and write it down: ``python tests/golden/renew.py``.

``test_golden.py`` simulates the same run and compares; ``README.md`` says when it may be renewed.
"""

import json
from pathlib import Path
from typing import Any

from whowhom.cases import read_case
from whowhom.ensemble.outcome import FATES
from whowhom.ensemble.run import run

CASE, RUNS, SEED = "duel", 200, 1
FILE = Path(__file__).with_name(f"{CASE}.toml")


def run_golden() -> dict[str, Any]:
    """Return what is kept of the golden run: numbers of runs, and medians as months."""
    case = read_case(CASE)
    result = run(case, runs=RUNS, seed=SEED)
    tally, circle = result.tally, result.circle
    everyone = list(enumerate(circle.actors))
    medians = {row["actor"]: row["median"] for row in result.removals().to_dicts()}
    return {
        "case": CASE,
        "case_sha256": case.sha256,
        "runs": RUNS,
        "seed": SEED,
        "sha256": result.sha256,
        "winners": {
            **{actor: int(tally.winners[i]) for i, actor in everyone},
            "nobody": int(tally.winners[-1]),
        },
        "first_out": {actor: int(tally.first_out[i]) for i, actor in everyone},
        "falls": {actor: int(tally.fell[i].sum()) for i, actor in everyone},
        "median_fall": {actor: medians.get(actor) or "never" for actor in circle.actors},
        "fates": {
            actor: {fate: int(tally.fates[i, f]) for f, fate in enumerate(FATES)}
            for i, actor in everyone
        },
    }


def as_toml(golden: dict[str, Any]) -> str:
    """Return the golden run as TOML: strings, whole numbers and tables of them."""
    lines = ["# The golden run; written by renew.py, see README.md. Do not edit by hand."]
    tables = {name: value for name, value in golden.items() if isinstance(value, dict)}
    lines += [f"{name} = {json.dumps(golden[name])}" for name in golden if name not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        for key, value in table.items():
            if isinstance(value, dict):
                inner = ", ".join(f"{k} = {json.dumps(v)}" for k, v in value.items() if v)
                lines.append(f"{key} = {{ {inner} }}")
            else:
                lines.append(f"{key} = {json.dumps(value)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_toml(run_golden()), "utf-8")
