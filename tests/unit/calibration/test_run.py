"""The calibration from casebook to table: stored, resumed, refused, printed; played with dice."""

import csv
import json
import shutil

import numpy as np
import pytest
from damage import cuts, flips
from dice import Dice

import whowhom as ww
from whowhom.calibration.box import CALIBRATED, Box
from whowhom.calibration.questions import Answers, Questions
from whowhom.calibration.result import SETS
from whowhom.calibration.run import calibrate
from whowhom.calibration.stored import Folder
from whowhom.casebook.read import read_casebook
from whowhom.ensemble.map_runs import Interrupted
from whowhom.errors import InvalidInput, ResultError
from whowhom.score.truth import Truth

FEW = ("ussr_1953_57", "yugoslavia_1953_54", "egypt_1970_71", "cuba_1959_62")
SETTINGS = {"parameters": ("bias", "danger"), "sets": 24, "runs": 3, "threads": 2}


@pytest.fixture(scope="module")
def struggles():
    return [struggle for struggle in read_casebook() if struggle.id in FEW]


@pytest.fixture
def dice(monkeypatch):
    player = Dice()
    monkeypatch.setattr("whowhom.sim.play.play", player)
    return player


@pytest.fixture(scope="module")
def found(struggles):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whowhom.sim.play.play", Dice())
        tested = ww.Fact("danger", 0.3, 0.1, lambda p: p["danger"], fitted=False)
        fitted = ww.Fact("bias", 0.9, 0.02, lambda p: p["bias"])
        return calibrate(struggles, facts=(fitted, tested), **SETTINGS)


def test_the_usual_parameters_are_in_the_table() -> None:
    assert Box(CALIBRATED).names == CALIBRATED


def test_sets_fill_the_box_and_a_longer_list_begins_with_a_shorter_one() -> None:
    box = Box(("bias", "danger", "opportunity"))
    points = box.spread(100, 4)
    assert points.shape == (100, 3)
    assert points.mean(axis=0) == pytest.approx([0.5] * 3, abs=0.02)
    assert np.array_equal(box.spread(40, 4), points[:40])
    assert not np.array_equal(box.spread(40, 5), points[:40])
    parameters = box.parameters(points[7])
    assert parameters["danger"] == pytest.approx(1.5 * points[7, 1])
    assert parameters["persuasion"] == ww.Parameters()["persuasion"]
    assert "rebound" in parameters.uncertain
    assert "danger" not in parameters.uncertain


def test_the_posterior_is_a_table_of_sets_within_the_ranges(found, tmp_path) -> None:
    assert found.posterior.columns == ["bias", "danger"]
    assert found.posterior.height == SETS
    path = found.write(tmp_path / "parameters.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        names, *rows = csv.reader(stream)
    assert tuple(names) == ("bias", "danger", *found.box.open)
    values = np.array(rows, float)[:, :2]
    assert np.array_equal(values, found.sets)
    assert (values >= found.box.low).all()
    assert (values <= found.box.high).all()


def test_fitted_facts_are_met_and_tested_ones_are_only_compared(found) -> None:
    table = {row["fact"]: row for row in found.fact_table().iter_rows(named=True)}
    assert {name: row["role"] for name, row in table.items()} == {
        "bias": "fitted",
        "danger": "tested",
    }
    assert table["bias"]["model"] == pytest.approx(0.9, abs=0.05)
    assert table["bias"]["prior"] == pytest.approx(0.475, abs=0.02)
    learnt = dict(found.summary().select("parameter", "contraction").iter_rows())
    assert learnt["bias"] > 0.9
    assert learnt["danger"] < 0.5


def test_scores_stand_beside_rivals(found) -> None:
    scores = {row["model"]: row for row in found.scores().iter_rows(named=True)}
    assert set(scores) == {"calibrated", "left_out", "prior", "proportional", "uniform", "logit"}
    for name, row in scores.items():
        gap = row["log_loss"] - scores["uniform"]["log_loss"]
        assert row["minus_uniform"] == pytest.approx(gap), name
    assert scores["calibrated"]["log_loss"] < scores["prior"]["log_loss"]
    cases = found.cases()
    assert set(cases["case"]) == set(FEW)
    losses = -np.log(cases["left_out"].to_numpy())
    assert losses.mean() == pytest.approx(scores["left_out"]["log_loss"])


def test_an_interrupted_calibration_goes_on_where_it_was(dice, struggles, tmp_path, found) -> None:
    folder = tmp_path / "design"
    calls = []

    def stop(done: int, sets: int) -> None:
        calls.append((done, sets))
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(struggles, out=folder, progress=stop, **SETTINGS)
    before = dice.plays
    assert calls[-1] == (5, 24)
    assert 5 * 3 * len(FEW) <= before < 24 * 3 * len(FEW)
    (folder / "sets" / "000002.parquet").write_bytes(b"torn")
    again = calibrate(struggles, out=folder, **SETTINGS)
    assert dice.plays <= 26 * 3 * len(FEW)
    for one, other in zip(again.ends, found.ends, strict=True):
        assert np.array_equal(one.winner, other.winner)
        assert np.array_equal(one.first, other.first)
        assert np.array_equal(one.months, other.months)
        assert np.array_equal(one.fate, other.fate)
    played = dice.plays
    more = calibrate(struggles, out=folder, **(SETTINGS | {"sets": 32}))
    assert dice.plays == played + 8 * 3 * len(FEW)
    assert np.array_equal(more.ends[0].winner[:24], again.ends[0].winner)


def test_ctrl_c_says_what_is_kept(dice, struggles, tmp_path) -> None:
    import signal

    def stop(done: int, sets: int) -> None:
        if done == 1:
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(Interrupted, match=r"of 24 sets are played and kept in .*design"):
            calibrate(struggles, out=tmp_path / "design", progress=stop, **SETTINGS)
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_design_is_not_overwritten(dice, struggles, tmp_path) -> None:
    calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    played = dice.plays
    with pytest.raises(InvalidInput, match=r"holds another design.*parameters"):
        calibrate(struggles, out=tmp_path / "design", **(SETTINGS | {"parameters": ("bias",)}))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InvalidInput, match="holds no design"):
        calibrate(struggles, out=tmp_path / "mine", **SETTINGS)
    assert dice.plays == played
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def folder_of(path):
    """Return the folder of a design as its own description says."""
    design = json.loads((path / "design.json").read_bytes())
    design.pop("check")
    return Folder(path, design)


def test_sets_of_another_design_are_played_again(dice, struggles, tmp_path, found) -> None:
    """Each file names its design: copied from another folder, with its hash, it does not fit."""
    calibrate(struggles, out=tmp_path / "other", **(SETTINGS | {"seed": 9}))
    calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    for path in (tmp_path / "other" / "sets").glob("00000[3-7].*"):
        shutil.copy(path, tmp_path / "design" / "sets")
    played = dice.plays
    again = calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    assert dice.plays == played + 5 * 3 * len(FEW)
    assert np.array_equal(again.ends[0].winner, found.ends[0].winner)


@pytest.mark.parametrize("name", ["sets/000002.parquet", "sets/000002.sha256"])
def test_a_damaged_set_is_played_again_to_the_same_bytes(name, dice, struggles, tmp_path) -> None:
    calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    path = tmp_path / "design" / name
    whole = path.read_bytes()
    design = folder_of(tmp_path / "design")
    wanted = design.read(2)
    assert wanted is not None
    for content in (*flips(whole, 100), *cuts(whole, 20)):
        path.write_bytes(content)
        assert content == whole or design.read(2) is None
    calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    assert path.read_bytes() == whole


def test_a_damaged_description_is_refused(dice, struggles, tmp_path) -> None:
    calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    path = tmp_path / "design" / "design.json"
    whole, played, design = path.read_bytes(), dice.plays, folder_of(tmp_path / "design")
    for content in (*flips(whole, 100), *cuts(whole, 20)):
        path.write_bytes(content)
        with pytest.raises(ResultError, match=r"design\.json: is damaged"):
            design.problem()
    path.write_text(whole.decode().replace('"seed": 1', '"seed": 2'))
    with pytest.raises(ResultError, match=r"design\.json: is damaged"):
        calibrate(struggles, out=tmp_path / "design", **SETTINGS)
    assert dice.plays == played


def test_the_posterior_is_played_to_check_the_emulator(dice, struggles, tmp_path) -> None:
    settings = SETTINGS | {"check": 30, "out": tmp_path / "design"}
    checked = calibrate(struggles, **settings)
    assert dice.plays == (24 + 30) * 3 * len(FEW)
    assert checked.backtest.models[:2] == ("played", "played_left_out")
    assert ((checked.checked > 5) & (checked.checked < 30)).all()
    cases = checked.cases()
    assert cases["played"].to_numpy() == pytest.approx(cases["calibrated"].to_numpy(), abs=0.15)
    calibrate(struggles, **settings)
    assert dice.plays == (24 + 30) * 3 * len(FEW)  # both designs are stored


def test_facts_are_computed_once(dice, struggles, tmp_path) -> None:
    asked = []
    fact = ww.Fact("one", 1.0, 1.0, lambda parameters: asked.append(1) or parameters["bias"])
    settings = SETTINGS | {"facts": (fact,), "out": tmp_path / "design"}
    first = calibrate(struggles, **settings)
    again = calibrate(struggles, **settings)
    assert len(asked) == 24
    assert np.array_equal(first.facts[0].coefficients, again.facts[0].coefficients)
    nan = ww.Fact("broken", 1.0, 1.0, lambda parameters: float("nan"))
    with pytest.raises(InvalidInput, match="broken is nan"):
        calibrate(struggles, **(SETTINGS | {"facts": (nan,)}))


def test_all_that_is_wrong_is_told_at_once(struggles) -> None:
    fact = ww.Fact("flat", float("inf"), 0.0, lambda parameters: 1.0)
    with pytest.raises(InvalidInput) as caught:
        calibrate(
            struggles[:1],
            parameters=("bais", "danger", "danger"),
            sets=3,
            runs=0,
            seed=-1,
            threads=0,
            check=-1,
            facts=(fact, fact),
        )
    told = str(caught.value)
    for word in (
        *("sets must be", "runs must be", "seed must be", "threads must be", "check must be"),
        *("did you mean bias", "danger stands more than once", "'flat' stands twice"),
        *("target of flat", "error of flat", "at least 2 struggles"),
    ):
        assert word in told
    with pytest.raises(InvalidInput, match="list of at least one name"):
        calibrate(struggles, parameters="bias")


def test_what_happened_becomes_true_answers(found, struggles) -> None:
    struggle = next(s for s in struggles if s.id == "yugoslavia_1953_54")
    place = [end.case for end in found.ends].index(struggle.id)
    end, truth = found.ends[place], Truth.of(struggle)
    answers = Answers.of([end], [truth])
    questions = Questions.of([end])
    won = answers.true[questions.span("winner", struggle.id)]
    assert [a for a, true in zip(end.actors, won, strict=True) if true] == ["tito"]
    for actor in end.actors:
        fell = answers.true[questions.span("removed", struggle.id, actor)]
        assert fell.tolist() == [actor not in truth.removed, actor in truth.removed]
        fate = answers.true[questions.span("fate", struggle.id, actor)]
        assert fate.sum() == (1 if truth.fates[actor] != "none" else 4)
    first = answers.true[questions.span("first", struggle.id)]
    assert first.sum() == max(1, len(truth.first_removed))
    months = answers.true[questions.span("months", struggle.id)]
    assert months.tolist() == [True, False, False, False, False, False]  # over in three months


def test_the_command_prints_tables_and_writes_the_sets(
    dice, struggles, monkeypatch, tmp_path, capsys
) -> None:
    from whowhom.cli import main

    monkeypatch.setattr("whowhom.calibration.run.read_casebook", lambda: tuple(struggles))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    words = ["calibrate", "--sets", "16", "--runs", "1", "--parameters", "bias,danger"]
    words += ["--write", "parameters.csv", "--out", "design"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    assert "calibrated, left out" in printed
    assert "none was fitted, none was tested" in printed
    assert (
        (tmp_path / "parameters.csv").read_text("utf-8").startswith("bias,danger,weight_apparatus,")
    )
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["parameter"] for row in answer["parameters"]] == ["bias", "danger"]
    assert answer["cases"] == len(FEW)
    assert [row["model"] for row in answer["scores"]][:2] == ["calibrated", "left_out"]
    assert main(["calibrate", "--parameters", "bais", "--sets", "1"]) == 2
    told = capsys.readouterr().err
    assert "did you mean bias" in told
    assert "sets must be" in told
