"""Order, names and the calendar carry no meaning; ids only key the chance."""

import random
from dataclasses import replace

import numpy as np
import pytest

from whowhom.cases import read_case
from whowhom.scenario.start import Start

RUNS = 24
NAMES = (
    "Лев Троцкий",
    "毛澤東",
    "<script>alert(1)</script>",
    "'; drop table actors; --",
    "=1+1",
    'O\'Brien "the" \\',
    "a|b;c,d",
    "{{7*7}} %s ../..",
)


@pytest.fixture(scope="module")
def duel_runs(toy, duel):
    return toy.simulate(duel, runs=RUNS)


def shuffle(header, rows, draw):
    columns = draw.sample(range(len(header)), len(header))
    rows = draw.sample(rows, len(rows))
    return [header[i] for i in columns], [[row[i] for i in columns] for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2])
def test_order_of_rows_and_columns(number, copy_duel, edit, duel, duel_runs, toy, same):
    folder, draw = copy_duel("shuffled"), random.Random(number)
    for path in sorted(folder.glob("*.csv")):
        edit(path, lambda header, rows: shuffle(header, rows, draw))
    case = read_case(folder)
    assert [a.id for a in case.actors] != [a.id for a in duel.actors]
    same(toy.simulate(case, runs=RUNS), duel_runs)
    assert case.sha256 == duel.sha256


TABLES = ("actors", "audiences", "posts", "tenures", "ties", "shocks", "hosts", "conditions")


@pytest.mark.parametrize("table", TABLES)
def test_order_of_rows_where_rows_look_alike(table, toy, same):
    """Two tenures that touch, two ties of a pair and two shocks of a day have no first one."""
    court = toy.court()
    day = type(court.start)
    court = toy.with_rows(
        court,
        tenures=(toy.tenure("treasurer", "priest", None, day(1917, 1, 1)),),
        ties=(
            toy.tie("clerk", "priest", "rival", (0.0, 0.2)),
            toy.tie("clerk", "priest", "rival", (0.5, 0.9)),
        ),
        shocks=(
            toy.shock("another_front", day(1923, 1, 1), "war", size=(0.1, 0.2)),
            toy.shock("a_front", day(1923, 1, 1), "war", size=(0.6, 0.9)),
        ),
    )
    turned = replace(court, **{table: getattr(court, table)[::-1]})
    same(toy.simulate(turned, runs=40), toy.simulate(court, runs=40))
    if table == "ties":
        bonds = [Start(case).draw(1, 0, 9).bond for case in (court, turned)]
        assert bonds[0].tobytes() == bonds[1].tobytes()


def test_a_post_that_changes_hands_about_the_start_has_one_holder(toy, same):
    """Where the doubt of dates allows two holders the later one is taken, in any order of rows."""
    court = toy.court()
    day = type(court.start)
    before = toy.tenure("secretary", "banker", day(1915, 1, 1))
    some_day = replace(before.begin, earliest=court.start, latest=day(1920, 1, 31))
    touching = replace(court, tenures=(replace(before, end=some_day), *court.tenures))
    turned = replace(touching, tenures=touching.tenures[::-1])
    for case in (touching, turned):
        same(toy.simulate(case, runs=40), toy.usual("court", 40))


@pytest.mark.slow
def test_display_names(copy_duel, edit, duel, duel_runs, toy, same):
    folder = copy_duel("renamed")

    def rename(header, rows):
        name = header.index("name")
        new = (f"{NAMES[n % len(NAMES)]} {n}" for n in range(len(rows)))
        return header, [[*row[:name], next(new), *row[name + 1 :]] for row in rows]

    for table in ("actors", "audiences", "posts", "hosts"):
        edit(folder / f"{table}.csv", rename)
    case = read_case(folder)
    assert not {a.name for a in case.actors} & {a.name for a in duel.actors}
    same(toy.simulate(case, runs=RUNS), duel_runs)
    assert case.sha256 == duel.sha256


def renamed(thing, names):
    """Return the case with the ids of `names` exchanged wherever they stand."""
    if isinstance(thing, str):
        return names.get(thing, thing)
    if isinstance(thing, tuple):
        return tuple(renamed(part, names) for part in thing)
    if isinstance(thing, dict):
        return {names.get(key, key): value for key, value in thing.items()}
    if hasattr(thing, "__dataclass_fields__"):
        parts = {name: renamed(getattr(thing, name), names) for name in thing.__dataclass_fields__}
        return replace(thing, **parts)
    return thing


def assert_close(a, b, n_a, n_b):
    """Compare shares of `n_a` and `n_b` independent runs: within 4 standard errors."""
    mean = (a * n_a + b * n_b) / (n_a + n_b)
    error = np.sqrt(mean * (1 - mean) * (1 / n_a + 1 / n_b))
    assert (np.abs(a - b) <= 4 * error + 1e-12).all(), (a, b, error)


@pytest.mark.slow
@pytest.mark.parametrize("build", ["court", "bare"])
def test_ids_only_key_the_chance(build, toy):
    """With other ids, which also sort in another order, every share stays what it was."""
    case, runs = getattr(toy, build)(), 400
    names = {"clerk": "zar", "hero": "aga", "priest": "y2", "banker": "b", "old": "mid",
             "cadres": "xx", "council": "v", "troops": "legion", "world": "beyond",
             "secretary": "a_desk", "marshal": "staff", "island": "zzz"}  # fmt: skip
    other = renamed(case, names)
    ids = [actor.id for actor in case.actors]
    sort, sort_other = sorted(ids), sorted(names[i] for i in ids)
    columns = [sort.index(i) for i in ids]
    columns_other = [sort_other.index(names[i]) for i in ids]
    assert columns != columns_other
    one, two = toy.simulate(case, runs=runs), toy.simulate(other, runs=runs)
    for share in (
        lambda simulated, i: simulated.top == i,
        lambda simulated, i: simulated.fell[:, i] >= 0,
        lambda simulated, i: simulated.order[:, i] == 0,
        lambda simulated, i: simulated.fate[:, i] >= 6,
    ):
        a = np.array([share(one, i).mean() for i in columns])
        b = np.array([share(two, i).mean() for i in columns_other])
        assert_close(a, b, runs, runs)


@pytest.mark.parametrize("years", [10, -60, 800, -1990])
def test_the_calendar_does_not_matter(years, toy, same):
    court = toy.court()
    same(toy.simulate(toy.shifted(court, years), runs=40), toy.usual("court", 40))


@pytest.mark.slow
def test_the_duel_ten_years_later(duel, duel_runs, toy, same):
    same(toy.simulate(toy.shifted(duel, 10), runs=RUNS), duel_runs)
