"""The backtest: forecasts that cannot see outcomes, counts that add up, and the command."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from whowhom.backtesting import regime
from whowhom.backtesting.regime import (
    case_of_opening,
    counts_of,
    forecast_of,
    regime_counts,
)
from whowhom.backtesting.run import MODELS, backtest
from whowhom.casebook.importing import import_casebook
from whowhom.casebook.read import read_casebook
from whowhom.cases import Case, fingerprint
from whowhom.cases.folder import casebook_folder
from whowhom.cli.backtest import backtest as command
from whowhom.cli.backtest import verdict
from whowhom.errors import CaseError, InvalidInput
from whowhom.score.opening import Opening
from whowhom.score.truth import SCORES, Truth, scored

FEW = ("ussr_1953_57", "yugoslavia_1953_54", "turkey_1908_13")


@pytest.fixture(scope="module")
def book() -> dict[str, Case]:
    return {case.id: case for case in read_casebook()}


@pytest.fixture(scope="module")
def few(book):
    return [book[name] for name in FEW]


@pytest.fixture(scope="module")
def found(few, book):
    return backtest([*few, book["diadochi_323_301"]], runs=20, seed=3)


def test_every_model_scores_every_struggle(found) -> None:
    scores = found.scores()
    assert scores.columns == ["model", "case", *SCORES]
    assert scores.height == len(MODELS) * len(FEW)
    assert set(scores["model"]) == set(MODELS)
    assert scores.filter(pl.col("model") == "regime").null_count().row(0) == (0,) * 11
    assert scores["log_loss"].is_between(0, 14).all()


def test_what_has_no_winner_is_skipped(found) -> None:
    assert [skipped.struggle for skipped in found.skipped] == ["diadochi_323_301"]
    assert "no winner" in found.skipped[0].reason


def test_the_summary_is_the_mean_of_the_scores(found) -> None:
    summary = {row["model"]: row for row in found.summary().iter_rows(named=True)}
    by_hand = found.scores().group_by("model").agg(pl.col("log_loss").mean())
    for model, mean in by_hand.iter_rows():
        assert summary[model]["log_loss"] == pytest.approx(mean)
        gap = mean - summary["proportional"]["log_loss"]
        assert summary[model]["minus_proportional"] == pytest.approx(gap)
        assert summary[model]["log_loss_low"] <= mean <= summary[model]["log_loss_high"]
    assert summary["proportional"]["minus_proportional_high"] == 0
    assert found.summary()["log_loss"].is_sorted()


def test_tables_by_contender_and_base(found, few) -> None:
    n = sum(len(case.actors) for case in few)
    chances = found.chances()
    assert chances.height == n * len(MODELS)
    assert chances.filter(pl.col("model") == "regime")["winner"].sum() == pytest.approx(len(few))
    assert found.reliability("regime")["contenders"].sum() == n
    by_base = {row["base"]: row for row in found.by_base("regime").iter_rows(named=True)}
    assert by_base["all"]["contenders"] == n
    assert by_base["all"]["forecast"] == pytest.approx(len(few) / n)
    assert 0 < found.negative_control("regime").p <= 1


# --- nothing of the outcome is read


def test_other_outcomes_change_no_forecast(few) -> None:
    models = [model for model in MODELS if model != "logit"]
    found = backtest(few, runs=10, models=models)
    swapped = []
    for case, other in zip(few, [*few[1:], few[0]], strict=True):
        loser = next(actor.id for actor in case.actors if actor.id not in Truth.of(case).winners)
        rule = dataclasses.replace(case.course[0], actor=loser, event="ruler")
        told = dataclasses.replace(case, end=case.start, decided=other.decided, course=(rule,))
        swapped.append(told)
    again = backtest(swapped, runs=10, models=models)
    assert again.forecasts == found.forecasts
    assert not again.scores().equals(found.scores())


def test_no_outcome_at_all_changes_no_forecast_of_the_regime_model(few) -> None:
    blank = [dataclasses.replace(case, course=(), decided=None) for case in few]
    assert all(Truth.of(case).winners == () for case in blank)
    with_it, without = (
        regime_counts([Opening.of(case) for case in cases], runs=5) for cases in (few, blank)
    )
    assert [forecast_of(c) for c in with_it] == [forecast_of(c) for c in without]


def test_all_struggles_are_simulated_for_the_same_time(book) -> None:
    lengths = {case_of_opening(Opening.of(struggle)).months for struggle in book.values()}
    assert lengths == {97}


def test_the_case_simulated_is_the_case_of_the_folder(book) -> None:
    for case in book.values():
        assert fingerprint(case_of_opening(Opening.of(case))) == case.sha256


def test_the_case_simulated_under_judged_coding_has_the_scaled_bases(book) -> None:
    opening = Opening.of(book["rome_44_30bc"])
    simulated = Opening.of(case_of_opening(opening, coding="judged"))
    assert simulated.bases() == opening.bases("judged") != opening.bases()


# --- counting


def _runs_of(**given):
    blank = {
        "top": np.array([0, -1, -1], np.int8),
        "fate": np.array([[0, 6], [8, 0], [0, 4]], np.int8),
        "fell": np.array([[-1, 5], [-1, -1], [3, 9]], np.int16),
        "order": np.array([[-1, 0], [-1, -1], [0, 1]], np.int8),
        "reached": np.full((3, 2, 6), -1, np.int16),
        "share": np.array([[1, 0], [0, 1], [0.25, 0.75]], np.float32),
    }
    blank["reached"][0, 1, [0, 4, 5]] = 5
    blank["reached"][1, 0, 5] = 7
    blank["reached"][2, :, 0] = 3
    blank["reached"][2, 1, 3] = 9
    return SimpleNamespace(**(blank | given))


def test_plays_are_counted_as_they_end() -> None:
    counts = counts_of(_runs_of(), ("ann", "bob"), 97)
    assert counts.on_top.tolist() == [1, 0]
    assert counts.shared.tolist() == [0.25, 1.75]
    assert counts.strongest.tolist() == [0, 2]
    assert counts.removed.tolist() == [1, 2]
    assert counts.first.tolist() == [1, 1]
    assert counts.fates.tolist() == [[2, 1, 0, 0, 0], [1, 0, 1, 0, 1]]
    assert counts.months.tolist() == [5, 97, 97]


def test_counts_become_chances_with_half_a_run_more() -> None:
    counts = counts_of(_runs_of(), ("ann", "bob"), 97)
    found = forecast_of(counts)
    assert found.winner == pytest.approx({"ann": 1.75 / 4, "bob": 2.25 / 4})
    assert forecast_of(counts, nobody="strongest").winner["bob"] == pytest.approx(2.5 / 4)
    assert forecast_of(counts, nobody="dropped").winner["ann"] == pytest.approx(1.5 / 2)
    assert found.removed == pytest.approx({"ann": 1.5 / 4, "bob": 2.5 / 4})
    assert found.first_removed == pytest.approx({"ann": 1.5 / 4.5, "bob": 1.5 / 4.5})
    assert found.fates["bob"]["death"] == pytest.approx(1.5 / 5.5)
    with pytest.raises(InvalidInput, match="nobody must be one of"):
        forecast_of(counts, nobody="guess")


def test_a_run_without_power_is_shared_by_all() -> None:
    simulated = _runs_of(share=np.zeros((3, 2), np.float32))
    assert counts_of(simulated, ("ann", "bob"), 97).shared.tolist() == [1, 1]


def test_threads_and_chunks_change_nothing(few, monkeypatch) -> None:
    openings = [Opening.of(struggle) for struggle in few[:2]]
    one = [forecast_of(c) for c in regime_counts(openings, runs=12, threads=1)]
    monkeypatch.setattr(regime, "_CHUNK", 5)
    told = []
    counts = regime_counts(openings, runs=12, threads=2, progress=told.append)
    assert [forecast_of(c) for c in counts] == one
    assert (told[-1].done, told[-1].runs) == (24, 24)
    assert [forecast_of(c) for c in regime_counts(openings, runs=12, seed=2)] != one


# --- scores of a whole forecast


def test_scores_of_a_forecast_by_hand(book) -> None:
    truth = Truth.of(book["ussr_1953_57"])
    assert truth.winners == ("khrushchev",)
    assert truth.first_removed == {"beria"}
    assert truth.fates["beria"] == "death"
    assert truth.fates["khrushchev"] == "none"
    assert truth.months == pytest.approx(51.5, abs=0.1)
    said = scored(
        backtest([book["ussr_1953_57"]], models=["uniform"]).forecasts["uniform"][0], truth
    )
    assert said["log_loss"] == pytest.approx(np.log(7))
    assert said["auc_removed"] == 0.5
    assert said["crps_months"] is None


# --- bad input


def test_what_cannot_be_done_is_refused(few, book) -> None:
    with pytest.raises(InvalidInput, match="models must be some of regime"):
        backtest(few, models=["oracle"])
    with pytest.raises(InvalidInput, match="models must be some of regime"):
        backtest(few, models="regime")
    with pytest.raises(InvalidInput, match="given twice: ussr_1953_57"):
        backtest([few[0], few[0]])
    with pytest.raises(InvalidInput, match="diadochi_323_301: it has no winner"):
        backtest([book["diadochi_323_301"]])
    with pytest.raises(InvalidInput, match="runs must be"):
        backtest(few, runs=0)
    with pytest.raises(InvalidInput, match="no 'log_loss' of 'luck'"):
        backtest(few, models=["uniform"]).values("luck")


def test_a_struggle_that_was_not_judged_is_skipped_under_judged_coding(few) -> None:
    first = few[0]
    silent = tuple(dataclasses.replace(actor, judged_share=None) for actor in first.actors)
    cases = [dataclasses.replace(first, actors=silent), *few[1:]]
    found = backtest(cases, models=["uniform"], coding="judged")
    assert [s.struggle for s in found.skipped] == [first.id]
    assert "not judged" in found.skipped[0].reason


# --- the command


def test_json(capsys) -> None:
    command([str(casebook_folder() / "poland_1956")], runs=4, json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["cases"] == 1
    assert {row["model"] for row in found["scores"]} == set(MODELS)
    for row in found["scores"]:
        assert {"log_loss", "brier", "accuracy"} <= set(row)
    assert found["skipped"] == []
    assert found["runs"] == 4


def test_the_page_fits_a_screen(capsys) -> None:
    command(["yugoslavia_1953_54", "diadochi_323_301"], runs=4, judged=False)
    page = capsys.readouterr().out
    assert max(map(len, page.splitlines())) <= 80
    assert "coalition_noisy_shares" in page
    assert "chances in proportion to power" in " ".join(page.split())
    assert "diadochi_323_301" in page
    assert "…" not in page


def test_what_cannot_be_read_stops_or_is_skipped(capsys, tmp_path) -> None:
    places = ["poland_1956", str(tmp_path / "none")]
    with pytest.raises(CaseError, match="none"):
        command(places, runs=2)
    command(places, runs=2, keep_going=True, json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["cases"] == 1
    assert len(found["skipped"]) == 1
    with pytest.raises(CaseError, match="nothing sound"):
        command(places[1:], runs=2, keep_going=True)


NEW_BOOK = """\
cases:
- id: one_{k}
  title: "Ч: \\"[bold]\\" & <b>"
  start: '-0100-01-01'
  decided: '-0099'
  winner: [x]
  contenders:
  - {{id: x, name: Цезарь, bases: {bases}}}
  - {{id: y, name: =1+1, bases: {bases}}}
- id: two_{k}
  title: two of three win after ninety years, in the last years of the calendar
  regime_type: republic_collapse
  core: false
  start: 9900-02-28
  decided: 9990-01-01
  end: '9999-12-31'
  outcome: co_winners
  winner: [p, q]
  contenders:
  - {{id: p, name: P, bases: {bases}}}
  - {{id: q, name: Q, bases: {none}}}
  - {{id: r, name: R, bases: {bases}}}
  removals:
  - {{actor: r, date: '9995~', manner: died_natural}}
  - {{actor: r, date: '9996/9999', fate_class: jail, by_coalition: [p, q]}}
- id: powerless_{k}
  title: nobody has anything
  start: '1896-02-29'
  decided: '1896-03-01'
  winner: u
  contenders:
  - {{id: u, name: U, bases: {none}}}
  - {{id: v, name: V, bases: {none}}}
"""


@pytest.fixture
def new_book(tmp_path):
    """Write a casebook of cases that come with nothing; return its path."""

    def write(*changes, k=0):
        names = ("army", "security", "popular", "legitimacy", "formal_office", "external_wealth")
        rest = ", ".join(f"{name}: 0" for name in names)
        text = NEW_BOOK.format(
            k=k, bases=f"{{apparatus: 1.5, {rest}}}", none=f"{{apparatus: 0, {rest}}}"
        )
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / f"book{k}.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_new_casebook_from_a_file(capsys, new_book) -> None:
    command([new_book()], runs=3, seed=5, json=True)
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["runs"], found["seed"]) == (2, 3, 5)
    assert found["scored"] == ["one_0", "two_0"]
    assert [each["struggle"] for each in found["skipped"]] == ["powerless_0"]
    for row in found["scores"]:
        assert 0 <= row["log_loss"] < 14
        assert 0 <= row["brier"] <= 2
        assert 0 <= row["accuracy"] <= 1
    uniform = next(row for row in found["scores"] if row["model"] == "uniform")
    assert uniform["log_loss"] == pytest.approx((np.log(2) + np.log(3 / 2)) / 2)


def test_several_places_are_scored_together(capsys, new_book, tmp_path) -> None:
    folder = casebook_folder() / "poland_1956"
    import_casebook(new_book(k=2), tmp_path / "imported")
    places = [new_book(), new_book(k=1), str(folder), "ussr_1964", str(tmp_path / "imported")]
    command(places, runs=2, json=True)
    names = [f"{name}_{k}" for k in (0, 1) for name in ("one", "two")]
    assert json.loads(capsys.readouterr().out)["scored"] == [
        *names, "poland_1956", "ussr_1964", "one_2", "two_2"
    ]  # fmt: skip


def test_a_file_and_its_folders_have_the_same_scores(new_book, tmp_path) -> None:
    import_casebook(new_book(), tmp_path / "imported")
    rules = [model for model in MODELS if model != "regime"]
    found, again = (backtest(place, models=rules) for place in (new_book(), tmp_path / "imported"))
    assert found.as_dict() == again.as_dict()


def test_the_contract() -> None:
    import whowhom as ww

    found = ww.backtest("casebook", models=["uniform"])
    assert found.scores().height == 26 * 2
    with pytest.raises(CaseError, match="nowhere"):
        ww.backtest("nowhere")


def test_all_that_is_wrong_in_all_places_is_told_and_nothing_is_simulated(
    new_book, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr("whowhom.backtesting.run.regime_counts", None)
    broken = new_book(("winner: [x]", "winner: [z]"), ("1.5", "4"))
    other = new_book(("9900-02-28", "9900-02-30"), k=1)
    with pytest.raises(CaseError) as caught:
        command([broken, other, str(tmp_path / "none")], runs=2)
    told = str(caught.value).splitlines()
    assert [line.partition(":")[0].rpartition("/")[2] for line in told] == [
        *["book0.yaml"] * 2, "book1.yaml", "none"
    ]  # fmt: skip


def test_what_is_skipped_is_named_once_for_each_struggle(capsys, new_book, tmp_path) -> None:
    broken = new_book(("winner: [x]", "winner: ['[z]']"), ("1.5", "4"))
    twice = new_book(("  regime_type", "  title: again\n  regime_type"), k=1)
    places = [broken, twice, str(tmp_path / "none.yaml")]
    command(places, runs=2, keep_going=True, json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["scored"] == ["two_0", "one_1"]
    names = ["one_0", "two_1", places[2], "powerless_0", "powerless_1"]
    assert [each["struggle"] for each in found["skipped"]] == names
    reason = found["skipped"][0]["reason"]
    assert reason.startswith("book0.yaml:")
    assert reason.endswith("(and 1 more problem)")
    command(places, runs=2, keep_going=True)
    page = capsys.readouterr().out
    assert "Skipped (5):" in page
    assert '"[z]" is not a contender' in page
    assert all(f"  {name}: " in page for name in names if name != places[2])


def test_one_struggle_is_no_verdict(book) -> None:
    alone = backtest([book["ussr_1953_57"]], runs=2)
    assert verdict(alone).startswith("One struggle cannot show whether")


@pytest.mark.parametrize(
    ("regime_loss", "told"),
    [(0.1, "beats chances"), (9.0, "is worse than"), (None, "within sampling error")],
)
def test_the_verdict_follows_the_interval(found, regime_loss, told) -> None:
    rows = [dict(row) for row in found._rows]
    for k, row in enumerate(rows):
        if row["model"] == "regime":
            row["log_loss"] = regime_loss if regime_loss is not None else (0.0, 5.0, 2.0)[k % 3]
    other = dataclasses.replace(found)
    other.__dict__["_rows"] = rows
    assert told in verdict(other)
