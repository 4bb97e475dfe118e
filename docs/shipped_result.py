"""Make the stored result that fills the first page of the workbench.

python docs/shipped_result.py [RUNS [SEED]]

Runs the duel (1,000 runs with seed 1 by default) and packs the result into the package.
To be done again whenever the model, its parameters or the case change; a test says when.
"""

import sys
import tempfile
from pathlib import Path

import whowhom as ww
from whowhom.web.results import SHIPPED, archive

PLACE = Path(__file__).parent.parent / "src" / "whowhom" / "web" / "static" / SHIPPED
MOST = 500_000
"""Bytes."""


def main(runs: int = 1000, seed: int = 1) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "result"
        result = ww.run(ww.read_case("duel"), runs=runs, seed=seed, out=place, chunk=runs)
        content = archive(result, place)
    if len(content) > MOST:
        raise SystemExit(f"{len(content):,} bytes are too many; at most {MOST:,}: use fewer runs")
    PLACE.write_bytes(content)
    print(f"{PLACE}: {runs:,} runs, {len(content):,} bytes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
