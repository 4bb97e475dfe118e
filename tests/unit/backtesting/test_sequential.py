"""The sequential backtest: what the forecaster is given, rivals and scores by hand, the command."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from whowhom.backtesting import sequential
from whowhom.backtesting.points import LATER, STAGES, known_at, points_of, those_left
from whowhom.backtesting.regime import (
    Conditional,
    conditional_forecast,
    forecast_of,
    regime_counts,
)
from whowhom.backtesting.sequential import planned_points, sequential_backtest
from whowhom.casebook.importing import import_casebook
from whowhom.casebook.read import read_casebook
from whowhom.cases.folder import casebook_folder
from whowhom.cli.backtest import backtest as command
from whowhom.cli.backtest import sequential_verdict
from whowhom.ensemble.progress import Progress
from whowhom.errors import CaseError, InvalidInput
from whowhom.score.fitted import logit_forecasts
from whowhom.score.forecast import Forecast
from whowhom.score.opening import Opening
from whowhom.score.paired import paired_difference
from whowhom.score.truth import Truth

FEW = ("algeria_1962_65", "syria_1966_70", "turkey_1908_13", "yugoslavia_1953_54")
MODELS = ("regime", "regime_start", "regime_left", "proportional", "logit", "uniform")


class StandIn:
    """A forecaster that keeps what it was given and favours whoever is left, by the alphabet."""

    def __init__(self, effective=200.0):
        self.given = []
        self.effective = effective

    def __call__(self, case, as_of, *, runs, seed, progress=None, **_):
        self.given.append((case, as_of, runs, seed))
        left = sorted(those_left(case))
        names = [actor.id for actor in case.actors if actor.id != case.arbiter]
        weights = {name: 3.0 if name == left[0] else 1.0 for name in names}
        total = sum(weights.values())
        if progress is not None:
            progress(Progress(done=runs, runs=runs, stored_before=0, is_stopping=False))
        return Conditional(
            Forecast(
                winner={name: weight / total for name, weight in weights.items()},
                first_removed={name: (name in left) * 0.9 / len(left) for name in names},
            ),
            self.effective,
        )


@pytest.fixture(scope="module")
def book():
    return {case.id: case for case in read_casebook()}


@pytest.fixture(scope="module")
def few(book):
    return [book[name] for name in FEW]


@pytest.fixture(scope="module")
def found(few, book):
    return sequential_backtest([*few, book["diadochi_323_301"]], forecaster=StandIn(), runs=200)


@pytest.fixture
def stand_in(monkeypatch):
    """Let the command forecast without the model."""
    told = StandIn()
    monkeypatch.setattr(sequential, "conditional_forecast", told)
    return told


# --- what the forecaster is given


def test_every_point_is_forecast_from_the_record_up_to_it(few) -> None:
    told, progress = StandIn(), []
    found = sequential_backtest(few, forecaster=told, runs=7, seed=5, progress=progress.append)
    expected = [
        (known_at(case, point), point.as_of, 7, 5) for case in few for point in points_of(case)
    ]
    assert told.given == expected
    assert [each.point for each in found.points] == [p for case in few for p in points_of(case)]
    assert (progress[-1].done, progress[-1].runs) == (7 * len(expected), 7 * len(expected))


@pytest.mark.parametrize("change", ["deleted", "reversed", "someone else"])
def test_what_comes_after_a_point_changes_no_forecast_at_it(few, change) -> None:
    """The winner and the decision stay, since the logit may learn them for the other struggles."""
    before = StandIn()
    found = sequential_backtest(few, forecaster=before)
    case = few[0]
    for point, said in zip(points_of(case), found.points, strict=False):
        reached = -(10**9) if point.month is None else point.month
        read = [e for e in case.course if e.date.latest.month_number <= reached]
        later = [e for e in case.course if e.date.latest.month_number > reached]
        rule = [e for e in later if e.event == "ruler"]
        if change == "reversed":
            rule = later[::-1]
        if change == "someone else":
            rule += [replace(e, actor="krim") for e in later if e.event != "ruler"]
        other = replace(case, course=(*read, *rule), decided=case.decided or rule[0].date)
        after = StandIn()
        again = sequential_backtest([other, *few[1:]], forecaster=after)
        place = [each.point.as_of for each in again.points if each.point.struggle == case.id]
        place = place.index(point.as_of)
        assert after.given[place] == next(g for g in before.given if g[1] == point.as_of)
        for model in MODELS:
            assert again.points[place].forecasts[model].winner == said.forecasts[model].winner


# --- forecasts of the rivals, by hand


def test_rivals_share_out_among_those_left(few, found) -> None:
    case = few[0]
    opening = Opening.of(case)
    logits = logit_forecasts([(Opening.of(each), Truth.of(each).winners) for each in few])
    point = next(each for each in found.points if each.point.stage == "second")
    assert point.point.struggle == case.id
    n, left = len(opening.actors), point.left
    assert 1 < len(left) < n
    for model, shares in (
        ("uniform", dict.fromkeys(opening.actors, 1.0)),
        ("proportional", opening.power()),
        ("logit", logits[0]),
    ):
        total = sum(shares[actor] for actor in left)
        by_hand = {
            actor: 0.99 * (shares[actor] / total if actor in left else 0) + 0.01 / n
            for actor in opening.actors
        }
        assert point.forecasts[model].winner == pytest.approx(by_hand)
    assert point.forecasts["logit"].first_removed is None


def test_rivals_say_nobody_as_often_as_at_the_points_of_the_other_struggles(found) -> None:
    for each in found.points:
        others = [p for p in found.points if p.point.struggle != each.point.struggle]
        nobody = (sum(not p.truth.next_removed for p in others) + 0.5) / (len(others) + 5)
        for model in ("proportional", "uniform"):
            said = each.forecasts[model].first_removed
            assert sum(said.values()) == pytest.approx(1 - nobody)
            assert {actor for actor, p in said.items() if p > 0} == set(each.left)
        even = each.forecasts["uniform"].first_removed
        assert even[each.left[0]] == pytest.approx((1 - nobody) / len(each.left))


def test_the_start_forecast_is_held_fixed_or_rescaled_to_those_left(found) -> None:
    for each in found.points:
        start = next(p for p in found.points if p.point.struggle == each.point.struggle)
        said = start.forecasts["regime"]
        assert each.forecasts["regime_start"] == Forecast(winner=said.winner)
        rescaled, n = each.forecasts["regime_left"], len(said.winner)
        total = sum(said.winner[actor] for actor in each.left)
        assert rescaled.winner == pytest.approx(
            {
                actor: 0.99 * (p / total if actor in each.left else 0) + 0.01 / n
                for actor, p in said.winner.items()
            }
        )
        first = {actor: p for actor, p in said.first_removed.items() if actor in each.left}
        nobody = 1 - sum(said.first_removed.values())
        total = sum(first.values()) + nobody
        assert {a: p for a, p in rescaled.first_removed.items() if p} == pytest.approx(
            {actor: p / total for actor, p in first.items()}
        )


# --- scores


def test_scores_by_hand(found) -> None:
    by_stage = {(row["model"], row["stage"]): row for row in found.scores()}
    assert set(by_stage) == {(model, stage) for model in MODELS for stage in (*STAGES, LATER)}
    chosen = [each for each in found.points if each.point.stage == "first"]
    winner = [sum(e.forecasts["uniform"].winner[w] for w in e.truth.winners) for e in chosen]
    row = by_stage["uniform", "first"]
    assert row["log_loss"] == pytest.approx(np.mean([-math.log(p) for p in winner]))
    assert (row["n"], row["struggles"]) == (len(chosen), len(chosen))
    following = [
        sum(e.forecasts["regime"].first_removed[a] for a in e.truth.next_removed)
        or 1 - sum(e.forecasts["regime"].first_removed.values())
        for e in chosen
    ]
    assert by_stage["regime", "first"]["next_log_loss"] == pytest.approx(
        np.mean([-math.log(p) for p in following])
    )
    later = [
        row
        for (model, stage), row in by_stage.items()
        if model == "uniform" and stage not in ("start", LATER)
    ]
    together = by_stage["uniform", LATER]
    assert together["n"] == sum(row["n"] for row in later)
    assert together["brier"] == pytest.approx(
        sum(row["n"] * row["brier"] for row in later) / together["n"]
    )
    assert by_stage["logit", LATER]["next_log_loss"] is None


def test_differences_are_paired_and_clustered_by_struggle(found) -> None:
    rows = {(r["model"], r["other"], r["stage"], r["score"]): r for r in found.differences()}
    row = rows["regime", "proportional", LATER, "log_loss"]
    chosen = [each for each in found.points if each.point.stage != "start"]
    one, other = (
        [each.scores(model)["log_loss"] for each in chosen] for model in ("regime", "proportional")
    )
    struggles = [each.point.struggle for each in chosen]
    gap = paired_difference(one, other, struggles=struggles)
    assert (row["mean"], row["low"], row["high"]) == (gap.mean, gap.low, gap.high)
    assert gap != paired_difference(one, other)
    assert ("regime", "uniform", "start", "next_log_loss") in rows
    assert not any(r["model"] == "logit" and r["score"] == "next_log_loss" for r in rows.values())
    assert all(r["low"] <= r["mean"] <= r["high"] for r in rows.values())


def test_what_does_not_exist_is_refused(found) -> None:
    with pytest.raises(InvalidInput, match="models are regime, regime_start"):
        found.values("oracle", "start")
    assert found.difference("logit", "uniform", LATER, "next_log_loss") is None


def test_points_with_few_effective_runs_are_counted(few) -> None:
    assert sequential_backtest(few[:1], forecaster=StandIn(99.0)).weak == 7
    assert sequential_backtest(few[:1], forecaster=StandIn(99.0), runs=99).weak == 0


def test_a_struggle_with_nothing_but_a_start(book) -> None:
    found = sequential_backtest([book["yugoslavia_1953_54"]], forecaster=StandIn())
    assert found.stages == ("start",)
    assert sequential_verdict(found).startswith("One struggle cannot show whether")


def test_the_verdict_follows_the_intervals(found, book) -> None:
    def verdict_if(loss):
        rows = [
            row._replace(scores={**row.scores, "log_loss": loss}) if row.model == "regime" else row
            for row in found._rows
        ]
        other = replace(found)
        other.__dict__["_rows"] = rows
        return sequential_verdict(other)

    assert "is better at forecasting the winner (log loss 0.10 against" in verdict_if(0.1)
    assert "is worse at forecasting the winner" in verdict_if(9.0)
    near = found.mean("proportional", LATER)
    assert "is not clearly better at forecasting the winner" in verdict_if(near)
    assert "forecasting who is removed next" in verdict_if(near)


# --- the regime model


def test_the_forecast_at_the_start_is_that_of_the_backtest_from_the_start(book) -> None:
    case = book["ussr_1953_57"]
    said = conditional_forecast(known_at(case, points_of(case)[0]), None, runs=60, seed=3)
    usual = forecast_of(regime_counts([Opening.of(case)], runs=60, seed=3)[0])
    assert said.effective == 60
    assert said.forecast.winner == pytest.approx(usual.winner)
    assert said.forecast.first_removed == pytest.approx(usual.first_removed)


def test_an_arbiter_is_not_forecast() -> None:
    from whowhom.cases import read_case

    case = read_case("duel")
    said = conditional_forecast(known_at(case, points_of(case)[0]), None, runs=4, seed=3).forecast
    assert set(said.winner) == {actor.id for actor in case.actors} - {case.arbiter}
    assert case.arbiter


def test_the_next_removed_are_counted_after_the_month() -> None:
    from whowhom.ensemble.odds import next_removed
    from whowhom.ensemble.outcome import FATES, record_type

    records = np.zeros(5, record_type(3))
    records["reached"] = -1
    records["order"] = -1
    records["reached"][0, 0, 0], records["order"][0, 0] = 4, 0  # before the month
    records["reached"][0, 1, 4], records["order"][0, 1] = 9, 1
    records["reached"][1, 0, 1], records["order"][1, 0] = 9, 1  # the same month, second
    records["reached"][1, 1, 0], records["order"][1, 1] = 9, 0
    records["reached"][2, 2, 5], records["fate"][2, 2] = 7, FATES.index("died")
    records["reached"][3, 2, 5], records["fate"][3, 2] = 7, FATES.index("executed")
    records["reached"][4, 0, (0, 4)], records["order"][4, 0] = (2, 8), 0  # came back
    who, when = next_removed(records, 5, [0, 1, 2])
    assert (who.tolist(), when.tolist()) == ([1, 1, -1, 2, 0], [9, 9, -1, 7, 8])
    who, when = next_removed(records, -1, [2, 0])
    assert (who.tolist(), when.tolist()) == ([0, 0, -1, 2, 0], [4, 9, -1, 7, 2])


# --- the command


def test_json(capsys, stand_in) -> None:
    command(["algeria_1962_65", "duel"], sequential=True, runs=4, seed=9, json=True)
    found = json.loads(capsys.readouterr().out)
    assert (found["runs"], found["seed"]) == (4, 9)
    assert found["struggles"] == ["algeria_1962_65", "duel"]
    first = found["points"][0]
    assert (first["struggle"], first["as_of"], first["stage"]) == ("algeria_1962_65", None, "start")
    assert set(first["winner"]) == set(MODELS)
    assert sum(first["winner"]["logit"].values()) == pytest.approx(1)
    assert first["truth"]["winners"] == ["boumediene"]
    assert {"model", "stage", "log_loss", "brier", "next_log_loss", "n"} <= set(found["scores"][0])
    assert {row["other"] for row in found["differences"]} >= {"proportional", "uniform"}
    assert found["skipped"] == []


def test_the_page_fits_a_screen_and_answers_first(capsys, stand_in) -> None:
    command(["casebook", "duel"], sequential=True, runs=4)
    page = capsys.readouterr().out
    assert max(map(len, page.splitlines())) <= 80
    assert page.startswith("After a removal, given the record, the regime model, against chances")
    assert "…" not in page
    assert "27 struggles, 122 points" in page
    assert "diadochi_323_301: it has no winner" in page
    assert "None" not in page


def test_a_dry_run_simulates_nothing(capsys, stand_in) -> None:
    command(None, sequential=True, dry_run=True)
    page = " ".join(capsys.readouterr().out.split())
    assert "26 struggles, 109 forecasts" in page
    assert "43,600 runs" in page
    command(None, dry_run=True, json=True)
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert (plan["points"], plan["runs_in_all"]) == (26, 10_400)
    assert not stand_in.given


YAML = """\
cases:
- id: fictional
  title: a council of three
  start: '1850-01-01'
  decided: '1853-06-01'
  winner: [x]
  contenders:
  - {{id: x, name: X, bases: {bases}}}
  - {{id: y, name: Y, bases: {bases}}}
  - {{id: z, name: Z, bases: {bases}}}
  removals:
  - {{actor: y, date: '1851-03', manner: imprisoned, by_coalition: [x]}}
  - {{actor: z, date: '1852-08', manner: fled, by_coalition: [x]}}
"""


def test_a_file_and_its_folders_have_the_same_scores(tmp_path) -> None:
    names = ("apparatus", "army", "security", "popular", "legitimacy", "formal_office")
    bases = "{" + ", ".join(f"{name}: 1" for name in (*names, "external_wealth")) + "}"
    file = tmp_path / "book.yaml"
    file.write_text(YAML.format(bases=bases), "utf-8")
    import_casebook(file, tmp_path / "folders")
    one, two = (
        sequential_backtest(place, forecaster=StandIn()) for place in (file, tmp_path / "folders")
    )
    assert one.to_json() == two.to_json()
    assert [each.point.as_of for each in one.points] == [None, "1851-03", "1852-08"]
    assert [sorted(each.truth.next_removed) for each in one.points] == [["y"], ["z"], []]
    assert one.points[2].forecasts["uniform"].winner["x"] == pytest.approx(0.99 + 0.01 / 3)


def test_what_cannot_be_done_is_refused(few, tmp_path, stand_in) -> None:
    with pytest.raises(InvalidInput, match="leave out --judged"):
        command(None, sequential=True, judged=True)
    with pytest.raises(InvalidInput, match="runs must be"):
        sequential_backtest(few, runs=0, forecaster=StandIn())
    with pytest.raises(InvalidInput, match="it has no winner"):
        sequential_backtest("diadochi_323_301", forecaster=StandIn())
    with pytest.raises(CaseError, match="nowhere"):
        command(["nowhere"], sequential=True)
    places = [str(casebook_folder() / "poland_1956"), str(tmp_path / "none")]
    command(places, sequential=True, keep_going=True, json=True)
    with pytest.raises(CaseError, match="none"):
        planned_points(places)
    assert not planned_points(places, keep_going=True)[0][0].removals


# --- the page


def test_the_section_of_the_page_is_written_from_the_kept_scores(found) -> None:
    import validity

    table = json.loads(json.dumps(validity.kept(found)))
    page = f"# Title\n\n{validity.BEFORE}\nend\n"
    written = validity.with_sequential(page, table)
    assert validity.with_sequential(written, table) == written
    assert sequential_verdict(found) in written
    row = next(line for line in written.splitlines() if line.startswith("| after any |"))
    means = [found.mean(model, LATER) for model in MODELS]
    assert row == "| after any | 14 | 3 | " + " | ".join(f"{mean:.3f}" for mean in means) + " |"
    assert written.index("## Given the record") < written.index(validity.BEFORE)
    assert "None" not in written


def test_the_kept_scores_are_those_of_the_shipped_struggles() -> None:
    import validity

    if validity.SEQUENTIAL.exists():
        table = json.loads(validity.SEQUENTIAL.read_text("utf-8"))
        points, _ = planned_points(["casebook"])
        assert table["points"] == len(points)
        page = validity.PAGE.read_text("utf-8")
        assert validity.with_sequential(page, table) == page
