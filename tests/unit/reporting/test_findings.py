"""What a result says is worded once: terminal, report and page lay out the same sentences."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pytest
from fake_model import fake_model_of

import whowhom as ww
from whowhom.cases.case import Quantity
from whowhom.cli.results import print_result
from whowhom.cli.what_if import print_what_if
from whowhom.ensemble.outcome import FATES, REMOVED, record_type
from whowhom.ensemble.run import run_model
from whowhom.ensemble.sentences import month_words
from whowhom.ensemble.what_if import Effect, compared
from whowhom.errors import InvalidInput
from whowhom.reporting import findings as worded
from whowhom.reporting.causes import change_words, inputs, mechanisms, parameters, turning, what_if
from whowhom.reporting.report import report_text
from whowhom.scenario.change import Change

QUICK = (
    "answer",
    "leads",
    "coalition",
    "remain",
    "sampling",
    "close",
    "falls",
    "fates",
    "ruler",
    "record",
    "weakest",
)


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


@pytest.fixture(scope="module")
def result(duel):
    """Return dice on the shipped case: few enough that the first two are close."""
    return run_model(fake_model_of, duel, runs=40, seed=1)


@pytest.fixture
def doors(result, capsys, monkeypatch):
    """Return a function that shows the result at all three doors, as texts without line ends."""
    said = []

    def flat(text):
        return " ".join(text.replace("\\", "").split())

    def shown():
        from whowhom.web.pages import answer

        print_result(result, verbose=True)
        terminal = capsys.readouterr().out
        said.clear()
        for name in ("tag", "link", "_run_form", "table_grid"):
            monkeypatch.setattr(answer, name, _recorder(said))
        bench = SimpleNamespace(results=SimpleNamespace(key=lambda *_: "key"))
        opened = SimpleNamespace(key="duel", title="The duel", case=result.case)
        answer._words(bench, opened, result, "key", is_first=True)
        answer._documented(result)
        page = " ".join(text for text in said if isinstance(text, str))
        return [flat(text) for text in (terminal, report_text(result, format="md"), page)]

    return shown


def _recorder(said):
    """Return a stand-in for an element of a page that writes down what is said."""

    class Element:
        def __init__(self, *texts, **_):
            said.extend(texts)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    return Element


def test_terminal_report_and_page_say_the_same_sentences(result, doors):
    told = {found.id: found.sentence for found in ww.findings(result, only=QUICK)}
    assert len(told) >= 7
    for place, text in enumerate(doors()):
        for name, sentence in told.items():
            assert sentence.removesuffix(".") in text, (place, name)


def test_a_word_that_is_changed_in_one_place_changes_everywhere(doors, monkeypatch):
    monkeypatch.setitem(worded._FINDINGS, "falls", _renamed(worded._FINDINGS["falls"]))
    for text in doors():
        assert " TOPPLES in " in text
        assert " falls in " not in text


def _renamed(make):
    def other(result):
        found = make(result)
        return dataclasses.replace(found, sentence=found.sentence.replace("falls in", "TOPPLES in"))

    return other


def test_every_finding_has_a_sentence_and_numbers_that_json_knows(result):
    found = ww.findings(result)
    assert [one.id for one in found] == [
        name for name in worded._FINDINGS if name in {one.id for one in found}
    ]
    for one in found:
        assert one.sentence.endswith(".")
        assert "  " not in one.sentence
        json.dumps([dict(row) for row in one.numbers])
        if one.table is not None:
            assert {len(row) for row in one.table.rows} == {len(one.table.columns)}
            assert len(one.table.narrow().columns) <= len(one.table.columns)


def test_the_numbers_behind_a_finding_are_those_of_the_result(result):
    (answer,) = ww.findings(result, only=["answer"])
    assert [row["share"] for row in answer.numbers] == result.winners()["share"].to_list()
    assert sum(row["share"] for row in answer.numbers) == pytest.approx(1)
    (falls,) = ww.findings(result, only=["falls"])
    assert [row["actor"] for row in falls.numbers] == result.removals()["actor"].to_list()


def test_a_finding_that_is_not_there_is_refused(result):
    with pytest.raises(InvalidInput, match='did you mean "falls"'):
        ww.findings(result, only=["fals"])


def test_a_case_without_a_course_has_no_record(duel):
    bare = dataclasses.replace(duel, course=(), chronicle=())
    found = ww.findings(run_model(fake_model_of, bare, runs=4, seed=1))
    assert not {"ruler", "record"} & {one.id for one in found}
    (falls,) = (one for one in found if one.id == "falls")
    assert "documented" not in falls.table.columns
    (ranked,) = (one for one in found if one.id == "inputs")
    assert ranked.sentence == "Ranking the inputs needs at least 100 runs."


def decided(*settled, undefined=""):
    from whowhom.ensemble.turning import Turning

    months = tuple(f"1924-{month:02d}" for month in range(1, len(settled) + 1))
    import numpy as np

    return Turning(months=months, settled=np.array(settled), undefined=undefined)


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        (
            (0.1, 0.5, 0.95),
            (
                "By Feb 1924, knowing who has fallen explains half of the variance in who wins, "
                "by Mar 1924 nine tenths."
            ),
        ),
        (
            (0.1, 0.2, 0.4),
            "Even at the end, knowing who has fallen explains only 40% of the variance in who win",
        ),
    ],
)
def test_when_it_is_decided(shares, sentence):
    assert turning(decided(*shares)).sentence.startswith(sentence)


def unknown_inputs(*worths, noise, outcome="wins"):
    from whowhom.ensemble.unknowns import Unknown, Unknowns

    paths = ("actors.trotsky.army", "parameters.bias", "parameters.calm")
    values = tuple(
        Unknown(
            path=path, low=1, high=2, worth=worth, worth_low=0.0, worth_high=0.1, actor="stalin",
            chance_at_low=0.1, chance_at_high=0.4, difference_low=0.25, difference_high=0.35,
        )
        for path, worth in zip(paths, worths, strict=False)
    )  # fmt: skip
    return Unknowns(
        outcome=outcome, actor="", runs=500, values=values, noise=noise, noise_case=noise,
        noise_model=noise / 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("worths", "noise", "part"),
    [
        ((0.05, 0.01), 0.02, "1 of 1 uncertain entries of the case has a detectable effect on who"),
        (
            (0.05, 0.03, 0.0),
            0.02,
            (
                "If army of Leon Trotsky is about 2 and not 1, Joseph Stalin ends as sole ruler in "
                "40 instead of 10 of 100 runs (difference +30, 95% interval +25 to +35)."
            ),
        ),
        ((0.01, 0.0), 0.02, "None of 1 uncertain entries of the case has an effect on who wins"),
        ((0.01, 0.0), 0.02, "which among so many is not distinguishable from noise: if army"),
        ((), 0.0, "Every input of the case is certain"),
    ],
)
def test_which_inputs_matter(duel, worths, noise, part):
    found = inputs(unknown_inputs(*worths, noise=noise), duel)
    assert part in found.sentence
    assert (found.table is None) == (not worths)


def test_a_clear_entry_without_a_clear_difference_says_so(duel):
    found = unknown_inputs(0.05, noise=0.02)
    (value,) = found.values
    unclear = dataclasses.replace(value, difference_low=-0.1)
    told = [
        inputs(dataclasses.replace(found, values=(one,)), duel).sentence for one in (value, unclear)
    ]
    assert [one.endswith("all actors together is clear, not this one.") for one in told] == [
        False,
        True,
    ]


def test_parameters_of_the_model_are_told_apart(duel):
    found = parameters(unknown_inputs(0.05, 0.03, 0.0, noise=0.02, outcome="leads"), duel)
    assert found.sentence == (
        "Of 2 uncertain parameters of the model, which no source on the case can settle, 1 has a "
        "detectable effect on who leads at the end; the largest, bias, explains 3.0% of the "
        "variance."
    )
    assert [row[0] for row in found.table.rows] == ["bias"]
    assert parameters(unknown_inputs(0.05, noise=0.02), duel) is None


@pytest.fixture
def without_ruler(result):
    """Return the result with 100 runs made by hand, 50 of them without a sole ruler."""
    circle = result.circle
    place = {actor: circle.actors.index(actor) for actor in circle.actors}
    records = np.zeros(100, record_type(len(circle.actors)))
    records["top"], records["fell"] = -1, -1
    records["reached"], records["by"], records["order"] = -1, -1, -1
    records["top"][:50] = place["trotsky"]
    records["share"][50:80, [place["stalin"], place["trotsky"], place["rykov"]]] = 0.4, 0.35, 0.25
    records["share"][80:90, [place["rykov"], place["trotsky"], place["stalin"]]] = 0.48, 0.32, 0.2
    records["fate"][90:] = FATES.index("died")
    records["reached"][:, place["lenin"], REMOVED.index("dead")] = 3
    records["fell"][50:70] = 5
    tally = dataclasses.replace(result.tally, runs=100, winners=result.tally.winners * 0)
    tally.winners[place["trotsky"]] = tally.winners[-1] = 50
    work = dataclasses.replace(result.description.work, runs=100)
    return dataclasses.replace(
        result,
        tally=tally,
        description=dataclasses.replace(result.description, work=work),
        case=dataclasses.replace(result.case, majority=Quantity(0.5, 0.5)),
        blocks=lambda: iter([records[:33], records[33:]]),
    )


def test_runs_without_a_sole_ruler_are_taken_apart(without_ruler):
    names = ["answer", "leads", "coalition", "remain", "ruler"]
    told = {one.id: one for one in ww.findings(without_ruler, only=names)}
    assert told["answer"].sentence == (
        "Leon Trotsky leads at the end in 50 of 100 runs (50 as sole ruler), Joseph Stalin in 30 "
        "(0); in 50 no one is sole ruler: Stalin leads in 30 of these."
    )
    assert told["leads"].sentence == (
        "In the 50 of 100 runs without a sole ruler the leader holds 40% of the power (median; 40% "
        "to 48% in 90% of these), 10 points short of the majority (median); in 10 of 100 runs (95% "
        "interval 5.5 to 17.4) at most 5 points short."
    )
    assert told["coalition"].sentence == (
        "Most often Stalin and Trotsky hold the majority together, in 30 of 100 runs (95% interval "
        "21.9 to 39.6); next Rykov and Trotsky, in 10."
    )
    assert told["remain"].sentence == (
        "Left in the circle at the end of these, of 100 runs: 7 actors in 40, no one in 10. No one "
        "was ever removed in 30."
    )
    assert "(0 of 100 runs; leads at the end in 30)" in told["ruler"].sentence
    rows = {row["actor"]: row for row in told["leads"].numbers}
    assert (rows["rykov"]["first"], rows["nobody"]["first"]) == (0.1, 0.1)


@pytest.mark.parametrize(
    ("inner", "executed", "sentence"),
    [
        (
            *(0.82, 0.07),
            "ends in the circle in 82 of 100 runs, otherwise most often executed, in 7.",
        ),
        (0.10, 0.70, "most often ends executed, in 70 of 100 runs."),
    ],
)
def test_how_the_one_ends_who_falls_most_often(result, monkeypatch, inner, executed, sentence):
    shares = {"inner": inner, "executed": executed}
    monkeypatch.setattr(
        "whowhom.reporting.findings.answers.removals",
        lambda *_: [{"actor": "trotsky", "share": 0.2}],
    )
    monkeypatch.setattr(
        "whowhom.reporting.findings.answers.fates",
        lambda *_: [
            {"actor": actor.id, "fate": fate, "share": shares.get(fate, 0.0)}
            for actor in result.case.actors
            for fate in FATES
        ],
    )
    [found] = ww.findings(result, only=["fates"])
    assert found.sentence == f"Leon Trotsky {sentence}"


def test_where_every_run_has_a_ruler_nothing_is_taken_apart(without_ruler):
    tally = dataclasses.replace(without_ruler.tally, winners=without_ruler.tally.winners.copy())
    tally.winners[-1] = 0
    ruled = dataclasses.replace(without_ruler, tally=tally, blocks=lambda: 1 / 0)
    assert ww.findings(ruled, only=["leads", "coalition", "remain"]) == ()


def fake_what_if(duel, **differences):
    """Return a what-if in which these shares change; those of more than 0.05 are clear."""
    effects = [
        Effect(
            actor=actor, outcome=outcome, before=0.2, after=0.2 + by, low=by - 0.05, high=by + 0.05,
            gained=0.0, lost=0.0, pairing=1.0,
        )
        for name, by in differences.items()
        for actor, outcome in [name.split("_")]
    ]  # fmt: skip
    return SimpleNamespace(
        change=Change.of(without=["shocks.kirov"]),
        base=SimpleNamespace(case=duel, seed=1, as_of=None),
        runs=1000,
        effects=tuple(one for one in effects if one.outcome != "leads"),
        leads=tuple(one for one in effects if one.outcome == "leads"),
        flips=0.3,
        altered=0.5,
        later={"trotsky": 5.2, "stalin": float("nan")},
    )


@pytest.mark.parametrize(
    ("about", "differences", "headline", "effect"),
    [
        (
            "trotsky",
            {"trotsky_killed": -0.1, "stalin_killed": 0.3},
            (
                "Leon Trotsky is killed in 10 of 100 runs, instead of 20 (-10 points, 95% "
                "interval -15 to -5)"
            ),
            "No effect on who ends as sole ruler is distinguishable from noise.",
        ),
        (
            "trotsky",
            {"trotsky_killed": 0.01, "stalin_killed": 0.3},
            "no effect on Leon Trotsky is distinguishable from noise",
            "No effect on who ends",
        ),
        (
            "trotsky",
            {"trotsky_wins": 0.3, "trotsky_killed": 0.1},
            "Leon Trotsky ends as sole ruler in 50",
            "Leon Trotsky gains 30 points as sole ruler (95% interval 25 to 35).",
        ),
        (
            "",
            {"trotsky_wins": -0.19, "stalin_wins": 0.1, "bukharin_wins": -0.3, "nobody_wins": 0.4},
            (
                "Joseph Stalin gains 10 points as sole ruler (95% interval 5 to 15), Nikolai "
                "Bukharin loses 30 (25 to 35), Leon Trotsky 19 (14 to 24); “no sole ruler” gains "
                "40 (35 to 45)."
            ),
            None,
        ),
        (
            "",
            {"trotsky_killed": -0.1, "stalin_wins": 0.01},
            "no effect on who ends as sole ruler is distinguishable from noise.",
            "Leon Trotsky is killed in 10 of 100",
        ),
        ("", {"trotsky_wins": 0.01}, "no effect is distinguishable from noise.", None),
        (
            "",
            {"trotsky_leads": 0.1, "nobody_leads": -0.2, "stalin_killed": 0.1},
            (
                "Leon Trotsky gains 10 points as leader at the end (95% interval 5 to 15); “no one "
                "left” loses 20 (15 to 25)."
            ),
            (
                "No effect on who ends as sole ruler is distinguishable from noise. Joseph Stalin "
                "is killed in 30 of 100 runs, instead of 20"
            ),
        ),
    ],
)
def test_an_effect_is_told_of_whom_the_question_is_about(
    duel, about, differences, headline, effect
):
    fake = fake_what_if(duel, **{"stalin_wins": 0.0, **differences})
    found = {one.id: one for one in what_if(fake, about=about)}
    head = "Without the shock “kirov”: "
    assert found["headline"].sentence.startswith(f"{head}{headline}")
    if effect is None:
        assert "effect" not in found
    else:
        assert found["effect"].sentence.startswith(effect)
    assert found["change"].sentence == "Changed: without shocks.kirov."
    assert found["later"].sentence.endswith("Leon Trotsky 5 months later.")
    assert found["reach"].sentence.startswith("In 30 of 100 runs the winner changes; in 50 of 100")


def test_one_point_is_not_told_as_points(duel):
    answer = fake_what_if(duel, trotsky_wins=0.0, trotsky_killed=-0.01)
    wins, killed = answer.effects
    answer.effects = (wins, dataclasses.replace(killed, low=-0.018, high=-0.002))
    told = " ".join(one.sentence for one in what_if(answer))
    assert "(-1 point, 95% interval" in told


def test_a_difference_clear_alone_but_not_among_many_is_not_in_the_headline(duel):
    """Half as many points above zero as the interval is wide are clear once, not eight times."""
    others = {f"{actor}_wins": 0.0 for actor in ("stalin", "kamenev", "zinoviev", "rykov")}
    alone = fake_what_if(duel, trotsky_wins=0.058)
    among = fake_what_if(duel, trotsky_wins=0.058, **others)
    assert "Leon Trotsky gains 6" in what_if(alone)[0].sentence
    assert "no effect on who ends as sole ruler" in what_if(among)[0].sentence


def test_a_conditional_what_if_opens_with_its_date(duel):
    fake = fake_what_if(duel, trotsky_wins=0.3)
    fake.base.as_of, fake.change = "1925-02", Change.of(set={"conditions.norm": 0})
    assert what_if(fake)[0].sentence.startswith(
        "Given the record to Feb 1925, if norm after that month is 0: Leon Trotsky gains 30 points"
    )


def test_a_what_if_says_the_same_on_screen_and_in_a_report(duel, result, capsys):
    other = run_model(fake_model_of, duel, runs=40, seed=2)
    found = compared(Change.of(set={"actors.trotsky.army": 0}), result, other)
    print_what_if(found)
    screen = " ".join(capsys.readouterr().out.split())
    page = " ".join(report_text(result, what_ifs=[found], format="md").replace("\\", "").split())
    for one in what_if(found):
        assert one.sentence in screen
        assert one.sentence in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            Change.of(shocks={"x": {"date": "1926-06", "kind": "death", "target": "stalin"}}),
            "If Joseph Stalin dies in Jun 1926",
        ),
        (Change.of(set={"posts.gensec.holder": ""}), "If no one holds the post "),
        (
            Change.of(shocks={"x": {"date": "1927-11-14", "kind": "death", "target": "trotsky"}}),
            "If Leon Trotsky dies on 1927-11-14",
        ),
        (Change.of(set={"shocks.pact.date": "1938-08"}), "If the shock “pact” comes in Aug 1938"),
        (Change.of(set={"shocks.pact.date": "1938"}), "If the shock “pact” comes in 1938"),
        (
            Change.of(set={"shocks.pact.date": "1938-08/1938-10"}),
            "If the shock “pact” comes between 1938-08 and 1938-10",
        ),
        (Change.of(set={"actors.trotsky.army": "1..2"}), "If army of Leon Trotsky is 1 to 2"),
        (Change.of(without=["actors.trotsky"]), "Without Leon Trotsky"),
        (Change.of(without=["mechanisms.belief_noise"]), "Without the mechanism “belief noise”"),
        (Change(), "Nothing is changed"),
    ],
)
def test_a_change_in_words(duel, change, words):
    assert change_words(change, duel).startswith(words)


def test_mechanisms_are_ranked_by_the_winners_they_change(duel):
    def left_out(name, flips, altered):
        effect = Effect(
            actor="stalin", outcome="wins", before=0.5, after=0.4, low=-0.2, high=0.0, gained=0.0,
            lost=0.1, pairing=2.0,
        )  # fmt: skip
        changed = SimpleNamespace(runs=100, effect=lambda *_, **__: effect)
        return SimpleNamespace(
            mechanism=name, does="", flips=flips, altered=altered, what_if=changed
        )

    some = [left_out("a_b", 0.1, 0.2), left_out("c", 0.4, 0.9), left_out("idle", 0.0, 0.0)]
    found = mechanisms(some, duel, actor="stalin")
    assert found.sentence == (
        "The answer depends most on c: without it the winner changes in 40 of 100 runs. No effect "
        "on any of these runs: idle."
    )
    assert [row[0] for row in found.table.rows] == ["a b", "c"]


def test_months_in_words():
    assert month_words("1926-07/1927-02") == "Jul 1926 to Feb 1927"
    assert month_words(None) == "–"  # noqa: RUF001
