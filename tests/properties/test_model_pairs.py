"""Paired runs: a change shows only from where it bites, and no change shows nowhere."""

import copy
from dataclasses import replace

import numpy as np
import pytest

from whowhom.scenario.start import Start

RUNS = 60


def test_an_empty_change_alters_no_run(toy, same):
    case = toy.court()
    same(toy.simulate(copy.deepcopy(case), runs=RUNS), toy.simulate(case, runs=RUNS))


def first_difference(a, b):
    """Return the first month in which the two runs differ, None if they never do."""
    differ = (a.standing != b.standing).any(axis=(1, 2)) | (a.power != b.power).any(axis=(1, 2))
    return int(np.argmax(differ)) if differ.any() else None


LATE = {
    "death": ("clerk", 1.0), "testament": ("clerk", 1.0), "esteem": ("clerk", -1.0),
    "absence": ("clerk", 1.0), "levy": ("cadres", 1.0), "leaning": ("cadres", 1.0),
    "focal": ("", 3.0), "pretext": ("", 1.0), "war": ("", 0.01),
}  # fmt: skip


@pytest.mark.parametrize("kind", LATE)
def test_a_late_shock_leaves_what_was_before(kind, toy, same):
    case = toy.court()
    month, (target, size) = case.months - 12, LATE[kind]
    date = type(case.start)(1929, 1, 1)
    assert date.month_number - case.start.month_number == month
    late = toy.with_rows(case, shocks=(toy.shock("late", date, kind, target, size=size),))
    before, after = toy.usual("court", RUNS), toy.simulate(late, runs=RUNS)
    same(before, after, before=month)
    differs_from = first_difference(before, after)
    assert differs_from is not None
    assert differs_from >= month


@pytest.mark.slow
def test_a_late_shock_in_the_duel(duel, toy, same):
    date = type(duel.start)(1941, 1, 15)
    month = date.month_number - duel.start.month_number
    late = toy.with_rows(duel, shocks=(toy.shock("late", date, "esteem", "stalin", size=-1.0),))
    before, after = toy.simulate(duel, runs=24), toy.simulate(late, runs=24)
    same(before, after, before=month)
    assert first_difference(before, after) >= month


@pytest.mark.slow
def test_a_shock_can_be_switched_off_alone(toy, same):
    """Without one shock, everything before its first possible month is as it was."""
    case = toy.court()
    for shock in case.shocks:
        rest = tuple(other for other in case.shocks if other.id != shock.id)
        month = shock.date.earliest.month_number - case.start.month_number
        without = toy.simulate(replace(case, shocks=rest), runs=30)
        same(toy.usual("court", 30), without, before=month)


def test_dates_and_sizes_of_shocks_are_drawn_alone(toy):
    """Without one shock, the uncertain dates and sizes of the others are drawn as before."""
    case = toy.court()
    in_order = sorted(case.shocks, key=lambda shock: (shock.date.earliest, shock.id))
    drawn = Start(case).draw(1, 0, 20).shocks
    for place, shock in enumerate(in_order):
        rest = tuple(other for other in case.shocks if other is not shock)
        without = Start(replace(case, shocks=rest)).draw(1, 0, 20).shocks
        assert (np.delete(drawn, place, axis=1) == without).all(), shock.id


def test_a_tie_can_be_taken_out_alone(toy):
    """The uncertain strengths of the other ties are drawn as before."""
    case = toy.court()
    start = Start(case)
    bonds = start.draw(1, 0, 20).bond
    for tie in case.ties:
        rest = tuple(other for other in case.ties if other is not tie)
        other_bonds = Start(replace(case, ties=rest)).draw(1, 0, 20).bond
        i, j = start.actors.index(tie.origin), start.actors.index(tie.target)
        assert (bonds[:, i, j] != 0).all()
        assert (other_bonds[:, i, j] == 0).all()
        untouched = np.ones(bonds.shape[1:], bool)
        untouched[i, j] = False
        assert (bonds[:, untouched] == other_bonds[:, untouched]).all(), (tie.origin, tie.target)


def test_an_uncertain_value_that_is_fixed_moves_no_other(toy):
    """Each uncertain value has a draw of its own: to know one says nothing about the rest."""
    case = toy.court()
    clerk = next(actor for actor in case.actors if actor.id == "clerk")
    known = replace(clerk, skills=clerk.skills | {"organisation": toy.quantity(0.9)})
    actors = tuple(known if actor.id == "clerk" else actor for actor in case.actors)
    before = Start(case).draw(1, 0, 20)
    after = Start(replace(case, actors=actors)).draw(1, 0, 20)
    for name, one in before._asdict().items():
        other = getattr(after, name)
        if name == "actors":
            assert (one["organisation"] != other["organisation"]).any()
            other["organisation"] = one["organisation"]
        assert one.tobytes() == other.tobytes(), name
