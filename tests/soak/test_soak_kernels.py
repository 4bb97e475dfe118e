"""The cache of compiled kernels under long attack, each time in a process of its own."""

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from damage import cuts, flips, zeroed

import whowhom

SOLVE = ["solve", "coalition", "--power", "3,4,5,10", "--json"]
FLIPS, CUTS, ZEROED = 150, 30, 30


def solve(cache):
    """Solve on the command line with a cache; return exit code, answer, what was said."""
    environment = os.environ | {
        "NUMBA_CACHE_DIR": str(cache),
        "PYTHONPATH": str(Path(whowhom.__file__).parents[1]),
    }
    done = subprocess.run(
        [sys.executable, "-m", "whowhom", *SOLVE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_no_damage_to_the_cache_changes_an_answer_or_ends_a_process(tmp_path, count):
    wanted = solve(tmp_path)
    assert wanted[0] == 0
    files = sorted(tmp_path.rglob("*.kernel"))
    assert len(files) > 3
    whole = {path: path.read_bytes() for path in files}
    rng = random.Random(1)
    for damage, times in ((flips, FLIPS), (cuts, CUTS), (zeroed, ZEROED)):
        outcomes = Counter()
        for number in range(times):
            path = files[number % len(files)]
            content = rng.choice(list(damage(whole[path], 20, **_seed(damage, number))))
            if content == whole[path]:
                continue
            path.write_bytes(content)
            code, answer, said = solve(tmp_path)
            is_right = (code, answer) == wanted[:2]
            is_told = said.count("\n") == 1 and "this compiled kernel is damaged" in said
            is_read = path.read_bytes() != content  # else it is part of another that was loaded
            how = f"right, {'compiled again' if is_read else 'not needed'}"
            is_good = is_right and is_told == is_read
            outcomes[how if is_good else f"exit {code}: {answer[:40]!r} {said[:200]!r}"] += 1
            path.write_bytes(whole[path])
        count(f"cache of kernels, {damage.__name__}", outcomes)
        assert set(outcomes) <= {"right, compiled again", "right, not needed"}
        assert outcomes["right, compiled again"] > times / 4


def _seed(damage, number):
    return {} if damage is cuts else {"seed": number}
