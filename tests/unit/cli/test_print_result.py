import dataclasses

import pytest
from fake_model import fake_model_of

from whowhom.cases import read_case
from whowhom.cli.output import bar, percent
from whowhom.cli.results import print_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.sentences import headline


@pytest.fixture(scope="module")
def result():
    return run_model(fake_model_of, read_case("duel"), runs=10, seed=1)


def with_winners(result, **counts):
    """Return the result with other winners, of 2,000 runs."""
    winners = result.tally.winners * 0
    for actor, count in counts.items():
        place = -1 if actor == "nobody" else result.circle.actors.index(actor)
        winners[place] = count
    tally = dataclasses.replace(result.tally, winners=winners, runs=2000)
    work = dataclasses.replace(result.description.work, runs=2000)
    description = dataclasses.replace(result.description, work=work)
    return dataclasses.replace(result, tally=tally, description=description)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"stalin": 1420, "nobody": 580}, "Joseph Stalin ends as sole ruler in 71 of 100 runs."),
        (
            {"stalin": 480, "trotsky": 420, "kamenev": 600, "nobody": 500},
            (
                "Lev Kamenev ends as sole ruler in 30 of 100 runs, Joseph Stalin in 24; "
                "no one does in 25."
            ),
        ),
        (
            {"stalin": 1000, "nobody": 1000},
            "Joseph Stalin ends as sole ruler in 50 of 100 runs; no one does in 50.",
        ),
        (
            {"trotsky": 600, "stalin": 200, "nobody": 1200},
            "No one ends as sole ruler in 60 of 100 runs; Leon Trotsky does in 30.",
        ),
        ({"nobody": 2000}, "No one ends as sole ruler in any of 2,000 runs."),
        (
            {"stalin": 1999, "nobody": 1},
            "Joseph Stalin ends as sole ruler in more than 99 of 100 runs.",
        ),
        ({"stalin": 2000}, "Joseph Stalin ends as sole ruler in 100 of 100 runs."),
        (
            {"stalin": 1, "nobody": 1999},
            (
                "No one ends as sole ruler in more than 99 of 100 runs; "
                "Joseph Stalin does in fewer than 1."
            ),
        ),
    ],
)
def test_the_first_sentence(counts, sentence, result):
    assert headline(with_winners(result, **counts)) == sentence


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
