"""Outcomes cannot leak: nothing that happened after the start date reaches a run or the hash."""

import random

import pytest

from whowhom.cases import read_case

RUNS = 24
NEVER_READ = ("course", "chronicle", "persons", "places", "organisations", "relations",
              "corrections", "claims")  # fmt: skip


@pytest.fixture(scope="module")
def duel_runs(toy, duel):
    return toy.simulate(duel, runs=RUNS)


def check(folder, duel, duel_runs, toy, same):
    case = read_case(folder)
    same(toy.simulate(case, runs=RUNS), duel_runs)
    assert case.sha256 == duel.sha256


def without_cells(column):
    def change(header, rows):
        place = header.index(column)
        assert any(row[place] for row in rows)
        return header, [[*row[:place], "", *row[place + 1 :]] for row in rows]

    return change


@pytest.mark.slow
def test_course_and_chronicle_can_go(copy_duel, duel, duel_runs, toy, same):
    folder = copy_duel("gone")
    for name in NEVER_READ:
        (folder / f"{name}.csv").unlink()
    for note in (folder / "notes").iterdir():
        note.unlink()
    check(folder, duel, duel_runs, toy, same)


@pytest.mark.slow
def test_another_course_changes_nothing(copy_duel, edit, duel, duel_runs, toy, same):
    """Every fall, exile and murder is told of another actor, in another order, by nobody."""
    folder = copy_duel("retold")

    def retell(header, rows):
        who = header.index("actor")
        names = sorted({row[who] for row in rows})
        others = dict(zip(names, names[1:] + names[:1], strict=True))
        told = [[*row[:who], others[row[who]], *row[who + 1 :]] for row in rows]
        random.Random(1).shuffle(told)
        return without_cells("by")(header, told)

    edit(folder / "course.csv", retell)
    assert read_case(folder).course != duel.course
    check(folder, duel, duel_runs, toy, same)


@pytest.mark.slow
def test_days_of_death_are_not_read(copy_duel, edit, duel, duel_runs, toy, same):
    folder = copy_duel("deathless")
    edit(folder / "actors.csv", without_cells("died"))
    assert all(actor.died is None for actor in read_case(folder).actors)
    check(folder, duel, duel_runs, toy, same)


@pytest.mark.slow
def test_later_tenures_are_not_read(copy_duel, edit, duel, duel_runs, toy, same):
    """Who got a post later is no input, nor is the day on which the first holder lost it."""
    folder = copy_duel("first-holders")

    def first_holders(header, rows):
        begin, end = header.index("from"), header.index("to")
        kept = [row for row in rows if row[begin][:7] <= "1922-04"]
        assert 0 < len(kept) < len(rows)
        return header, [[*row[:end], "", *row[end + 1 :]] for row in kept]

    edit(folder / "tenures.csv", first_holders)
    check(folder, duel, duel_runs, toy, same)


def test_what_begins_later_or_is_over_is_not_read(toy, same):
    """Neither later tenures nor ties that are not in force; not even as a place in a count."""
    court = toy.court()
    day = type(court.start)
    more = toy.with_rows(
        court,
        tenures=(toy.tenure("secretary", "hero", day(1923, 1, 1)),),
        ties=(
            toy.tie("banker", "clerk", "feud", (0.1, 0.9), begin=day(1921, 1, 1)),
            toy.tie("clerk", "banker", "friend", (0.1, 0.9), end=day(1919, 1, 1)),
            toy.tie("banker", "hero", "grievance", 1.0, end=day(1910, 1, 1)),
        ),
    )
    same(toy.simulate(more, runs=40), toy.usual("court", 40))
