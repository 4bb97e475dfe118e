import dataclasses

import numpy as np
import pytest
from fake_model import fake_model_of

from whowhom.cases import read_case
from whowhom.cli.output import bar, percent
from whowhom.cli.results import print_result
from whowhom.ensemble.outcome import record_type
from whowhom.ensemble.run import run_model
from whowhom.ensemble.sentences import headline


@pytest.fixture(scope="module")
def result():
    return run_model(fake_model_of, read_case("duel"), runs=10, seed=1)


def with_winners(result, *, leads=None, **counts):
    """Return the result with other winners, of 2,000 runs; `leads` are runs without a ruler."""
    circle = result.circle
    records = np.zeros(2000, record_type(len(circle.actors)))
    winners, done = result.tally.winners * 0, 0
    for actor, count in counts.items():
        place = -1 if actor == "nobody" else circle.actors.index(actor)
        records["top"][done : done + count] = place
        winners[place] = count
        if actor == "nobody":
            first = done
            for leader, often in (leads or {}).items():
                records["share"][first : first + often, circle.actors.index(leader)] = 0.4
                first += often
        done += count
    tally = dataclasses.replace(result.tally, winners=winners, runs=2000)
    work = dataclasses.replace(result.description.work, runs=2000)
    description = dataclasses.replace(result.description, work=work)
    return dataclasses.replace(
        result, tally=tally, description=description, blocks=lambda: iter([records])
    )


@pytest.mark.parametrize(
    ("counts", "leads", "sentence"),
    [
        (
            {"stalin": 1420, "nobody": 580},
            {"stalin": 580},
            "Joseph Stalin ends as sole ruler in 71 of 100 runs.",
        ),
        (
            {"stalin": 480, "trotsky": 420, "kamenev": 600, "nobody": 500},
            {"stalin": 400, "bukharin": 60, "trotsky": 40},
            (
                "Joseph Stalin leads at the end in 44 of 100 runs (24 as sole ruler), Lev Kamenev "
                "in 30 (30); in 25 no one is sole ruler: Joseph Stalin leads in 20 of these."
            ),
        ),
        (
            {"stalin": 1000, "nobody": 1000},
            {"trotsky": 600, "stalin": 400},
            (
                "Joseph Stalin leads at the end in 70 of 100 runs (50 as sole ruler); in 50 no one "
                "is sole ruler: Leon Trotsky leads in 30 of these, Joseph Stalin in 20."
            ),
        ),
        (
            {"trotsky": 600, "stalin": 200, "nobody": 1200},
            {"stalin": 700},
            (
                "Joseph Stalin leads at the end in 45 of 100 runs (10 as sole ruler), Leon Trotsky "
                "in 30 (30); in 60 no one is sole ruler: Joseph Stalin leads in 35 of these, and "
                "in 25 no one is left in the circle."
            ),
        ),
        (
            {"nobody": 2000},
            {"stalin": 1200, "trotsky": 800},
            (
                "No one ends as sole ruler in any of 2,000 runs: Joseph Stalin leads in 60 of 100, "
                "Leon Trotsky in 40."
            ),
        ),
        (
            {"nobody": 2000},
            {},
            (
                "No one ends as sole ruler in any of 2,000 runs: in 100 no one is left in the "
                "circle."
            ),
        ),
        (
            {"stalin": 1999, "nobody": 1},
            {},
            "Joseph Stalin ends as sole ruler in more than 99 of 100 runs.",
        ),
        ({"stalin": 2000}, {}, "Joseph Stalin ends as sole ruler in 100 of 100 runs."),
        (
            {"stalin": 1, "nobody": 1999},
            {"trotsky": 1999},
            (
                "Leon Trotsky leads at the end in more than 99 of 100 runs (0 as sole ruler); in "
                "more than 99 no one is sole ruler: Leon Trotsky leads in more than 99 of these."
            ),
        ),
    ],
)
def test_the_first_sentence(counts, leads, sentence, result):
    assert headline(with_winners(result, leads=leads, **counts)) == sentence


def test_a_share_has_no_false_precision():
    assert [percent(share, 2000) for share in (0, 0.0005, 0.0149, 0.5, 0.9995, 1)] == [
        *("0", "<1", "1", "50", ">99", "1" + "00")
    ]


def test_bars_grow_with_the_share_and_fit():
    lengths = [len(bar(share / 100)) for share in range(101)]
    assert lengths == sorted(lengths)
    assert lengths[0] == 0
    assert lengths[-1] == 28


def test_a_long_circle_fits_and_is_cut(result, capsys):
    many = tuple(
        dataclasses.replace(actor, id=f"{actor.id}{n}", name=f"{actor.name} the {n}th of his name")
        for actor in result.case.actors
        for n in range(5)
    )
    case = dataclasses.replace(result.case, actors=many, course=(), chronicle=())
    print_result(run_model(fake_model_of, case, runs=4, seed=1), verbose=True)
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "... and 19 more (all of them with --json)" in out
    assert "…" in out
