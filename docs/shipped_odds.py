"""Make the odds through time with which the workbench opens.

python docs/shipped_odds.py [RUNS [SEED]]

Computes the odds of the duel (2,000 runs for each date with seed 1 by default) and puts them into
the package. To be done again whenever the model, its parameters or the case change; a test says
when.
"""

import json
import sys
from pathlib import Path

import whowhom as ww
from whowhom.ensemble.odds_file import odds_from
from whowhom.web.odds import SHIPPED_ODDS, stamped
from whowhom.web.results import SHIPPED_CASE

PLACE = Path(__file__).parent.parent / "src" / "whowhom" / "web" / "static" / SHIPPED_ODDS
MOST = 400_000
"""Bytes."""


def rounded(value):
    """Return a JSON value whose numbers have six digits behind the point."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list) else value


def main(runs: int = 2000, seed: int = 1) -> None:
    case = ww.read_case(SHIPPED_CASE)
    found = stamped(rounded(ww.odds(case, runs=runs, seed=seed).content), case)
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    odds_from(content, SHIPPED_ODDS)
    if len(content) > MOST:
        raise SystemExit(f"{len(content):,} bytes are too many; at most {MOST:,}")
    PLACE.write_bytes(content)
    print(f"{PLACE}: {len(found['points'])} dates, {runs:,} runs each, {len(content):,} bytes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
