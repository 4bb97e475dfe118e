"""A stored result under long attack: kills, ends beside a busy core, damage of every kind."""

import random
import shutil
from collections import Counter

import pytest
from damage import KINDS, UNFINISHED_KINDS, cuts, flips, outcomes_of_damage, zeroed
from fake_model import fake_model, make_case, stopped_at_the_end
from processes import busy_core, endings, finish, kill_at_random
from test_store import comparable

from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.errors import ResultError

ANY_KIND = KINDS | UNFINISHED_KINDS
KILLS = ENDS = 200
FLIPS = 500


def test_killed_runs_go_on_to_the_same_bytes(tmp_path, count):
    finish(tmp_path / "whole")
    wanted, rng, outcomes, kills = comparable(tmp_path / "whole"), random.Random(1), Counter(), 0
    while kills < KILLS:
        folder = tmp_path / f"killed-{sum(outcomes.values())}"
        for _ in range(rng.randrange(1, 9)):  # so often is one run killed before it may finish
            kills += kill_at_random(folder, rng)
        finish(folder)
        outcomes["same bytes" if comparable(folder) == wanted else "other bytes"] += 1
    count(f"run killed at random moments ({kills} kills), then finished", outcomes)
    assert set(outcomes) == {"same bytes"}


def test_processes_that_end_at_once_beside_a_busy_core_end_well(tmp_path, count):
    with busy_core():
        found = endings(tmp_path / "toy", ENDS)
    count(
        "process that resumes and ends beside a busy core", Counter(f"exit {c}" for c, _ in found)
    )
    assert found == [(0, b"")] * ENDS


@pytest.mark.parametrize("damage", [flips, cuts, zeroed])
@pytest.mark.parametrize("kind", KINDS)
def test_damage_to_a_finished_result_is_refused(kind, damage, toy, count):
    path = toy / KINDS[kind]
    found = outcomes_of_damage(path, damage(path.read_bytes(), FLIPS), lambda: read_result(toy))
    count(f"{kind}, {damage.__name__} in a finished result", found)
    assert set(found) <= {"refused", "refused without its name"}
    assert kind == "MANIFEST.sha256" or set(found) == {"refused"}


@pytest.mark.parametrize("kind", [kind for kind in ANY_KIND if kind != "MANIFEST.sha256"])
def test_damage_to_an_unfinished_result_is_refused_or_made_good(kind, toy, tmp_path, count):
    settings = {"runs": 30, "seed": 5, "chunk": 8, "threads": 2}
    stopped = tmp_path / "stopped"
    stopped_at_the_end(fake_model, make_case(), stopped, **settings)
    wanted, path, outcomes = comparable(toy), toy / ANY_KIND[kind], Counter()
    shutil.copytree(stopped / "unfinished", toy / "unfinished")
    whole = path.read_bytes()
    for content in flips(whole, FLIPS, seed=1):
        (toy / "MANIFEST.sha256").unlink(missing_ok=True)
        shutil.copytree(stopped / "unfinished", toy / "unfinished", dirs_exist_ok=True)
        path.write_bytes(content)
        try:
            run_model(fake_model, make_case(), out=toy, **settings)
        except ResultError as error:
            outcomes["refused" if path.name in str(error) else "refused without its name"] += 1
            path.write_bytes(whole)
            continue
        outcomes["same bytes" if comparable(toy) == wanted else "other bytes"] += 1
    count(f"{kind}, flips in an unfinished result", outcomes)
    assert set(outcomes) <= {"refused", "same bytes"}
