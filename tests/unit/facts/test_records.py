"""From events written by hand to spells, attempts, coalitions and purges."""

import numpy as np

from whowhom.facts.records import (
    AWAY,
    CENSORED,
    DEATH,
    EXILE,
    FIRST,
    INSIDERS,
    IRREGULAR,
    NATURAL,
    OK,
    OVERTAKEN,
    REGULAR,
    UNKNOWN,
    read_log,
)
from whowhom.sim.events import EVENT, EVENT_KINDS
from whowhom.sim.layout import EXECUTED, STATUSES

MONTHS = 60


def read(*told, months=MONTHS, seats=4, coercive=(True, True, False, False, True)):
    """Read a log told as (month, kind, actor, target or detail)."""
    rows = []
    for month, kind, actor, *rest in told:
        target, detail = -1, 0
        if kind == "status":
            detail = STATUSES.index(rest[0])
        elif kind == "killing":
            detail = EXECUTED
        elif rest:
            target = rest[0]
        rows.append((0, month, EVENT_KINDS.index(kind), actor, target, detail, 0.5))
    return read_log(np.array(rows, EVENT), regime=3, months=months, seats=seats, coercive=coercive)


def spells(found):
    return [tuple(row)[1:] for row in found.spells.tolist()]


COUP = (
    (0, "leader", 0, -1),
    (7, "sides", 2, 1),
    (7, "sides", 3, 0),
    (7, "contest_won", 1, 0),
    (7, "fall", 0, 1),
    (7, "status", 0, "demoted"),
    (7, "leader", 1, 0),
)


def test_a_ruler_who_is_never_touched_is_seen_to_the_end():
    assert spells(read((0, "leader", 0, -1))) == [(MONTHS - 1, CENSORED, FIRST, UNKNOWN)]


def test_a_coup_ends_a_spell_and_begins_one():
    found = read(*COUP)
    assert spells(found) == [(7, INSIDERS, FIRST, OK), (52, CENSORED, IRREGULAR, UNKNOWN)]
    assert found.tries.tolist() == [(3, 7, 1)]
    assert found.coalitions.tolist() == [(3, 1, 1), (3, 1, 0)]


def test_fates_are_those_of_a_year_later():
    abroad = (18, "status", 0, "abroad")
    assert spells(read(*COUP, abroad))[0][3] == EXILE
    late = (20, "status", 0, "abroad")
    assert spells(read(*COUP, late))[0][3] == OK
    killed = ((12, "killing", 0), (12, "status", 0, "dead"))
    assert spells(read(*COUP, *killed))[0][3] == DEATH
    died = ((9, "status", 0, "abroad"), (12, "death", 0), (12, "status", 0, "dead"))
    assert spells(read(*COUP, *died))[0][3] == EXILE
    assert spells(read(*COUP, months=19))[0][3] == UNKNOWN


def test_attempts_that_fail_count_and_those_on_others_do_not():
    found = read(
        (0, "leader", 0, -1),
        (3, "contest_lost", 1, 0),
        (3, "fall", 1, 0),
        (9, "contest_undecided", 2, 0),
        (11, "contest_won", 0, 3),
        (11, "fall", 3, 0),
        (15, "contest_undecided", 2, 3),
    )
    assert found.tries.tolist() == [(3, 3, 0), (3, 9, 0)]


def test_a_ruler_who_is_unseated_in_the_own_attack_fell_to_an_attempt():
    found = read(
        (0, "leader", 0, -1),
        (5, "contest_lost", 0, 1),
        (5, "fall", 0, 1),
        (5, "leader", 1, 0),
    )
    assert spells(found)[0] == (5, INSIDERS, FIRST, OK)
    assert found.tries.tolist() == [(3, 5, 1)]


def test_a_ruler_who_falls_with_an_ally_fell_to_an_attempt():
    found = read(
        (0, "leader", 0, -1),
        (5, "sides", 0, 2),
        (5, "contest_won", 1, 2),
        (5, "fall", 2, 1),
        (5, "fall", 0, 1),
        (5, "leader", 1, 0),
    )
    assert found.tries.tolist() == [(3, 5, 1)]


def test_a_plot_from_below_is_an_attempt_that_succeeds():
    found = read(
        (0, "leader", 0, -1),
        (6, "toppled", 0, 2),
        (6, "fall", 0, 2),
        (6, "leader", 2, 0),
    )
    assert found.tries.tolist() == [(3, 6, 1)]
    assert spells(found)[0][1] == INSIDERS


def test_death_is_no_removal_and_the_coalition_goes_on():
    found = read((0, "leader", 0, -1), (10, "death", 0), (10, "leader", 1, 0))
    assert spells(found) == [(10, NATURAL, FIRST, UNKNOWN), (49, CENSORED, REGULAR, UNKNOWN)]
    assert found.coalitions.tolist() == [(3, 2, 0)]


def test_who_is_not_the_strongest_for_long_is_overtaken():
    found = read((0, "leader", 0, -1), (10, "leader", 1, 0))
    assert spells(found)[0] == (10 + AWAY - 1, OVERTAKEN, FIRST, UNKNOWN)


def test_a_short_weakness_ends_nothing():
    found = read((0, "leader", 0, -1), (10, "leader", 1, 0), (10 + AWAY - 1, "leader", 0, 1))
    assert spells(found) == [(MONTHS - 1, CENSORED, FIRST, UNKNOWN)]


def by_kind(found):
    """Return months and falls by (ruler's entry, coercive, plotter)."""
    counted = {}
    for row in found.members.tolist():
        key = (row[3], row[4], row[5])
        months, falls = counted.get(key, (0, 0))
        counted[key] = (months + row[6], falls + row[7])
    return counted


def test_plotters_are_those_who_sided_against_the_predecessor():
    found = by_kind(read(*COUP, (20, "contest_won", 1, 2), (20, "fall", 2, 1)))
    # under 1, who came by a coup in month 7: 2 sided with him and falls in month 20, 3 did not
    assert found[IRREGULAR, 0, 1] == (13, 1)
    assert found[IRREGULAR, 0, 0] == (MONTHS - 1 - 7, 0)
    assert all(key[0] != IRREGULAR or key[1] == 0 for key in found)  # 0 is out, 1 rules


def test_who_falls_with_the_ruler_is_not_purged():
    found = by_kind(read(*COUP[:5], (7, "fall", 3, 1), *COUP[5:]))
    assert sum(falls for _, falls in found.values()) == 0


def test_newcomers_count_from_the_month_after_they_join():
    found = read(
        (0, "leader", 0, -1), (30, "joins", 4), (50, "contest_won", 0, 4), (50, "fall", 4, 0)
    )
    newcomers = [row for row in found.members.tolist() if row[2] > 0]
    assert sum(row[6] for row in newcomers) == 20
    assert sum(row[7] for row in newcomers) == 1
    assert {row[2] for row in newcomers} == {1, 2}
    assert {row[4] for row in newcomers} == {1}
