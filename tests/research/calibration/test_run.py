"""The calibration from casebook to page: stored, resumed, refused, written; run with dice."""

import csv
import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from damage import cuts, flips
from dice import Dice

import whowhom as ww
from research.calibration.box import CALIBRATED, Box
from research.calibration.choices import ALL, CHOICES, left_out_forecasts
from research.calibration.facts import Fact
from research.calibration.questions import Answers, Questions
from research.calibration.result import SETS
from research.calibration.run import calibrate, stored_runs
from research.calibration.stored import Folder
from whowhom.casebook.read import read_casebook
from whowhom.ensemble.map_runs import Interrupted
from whowhom.errors import InvalidInput, ResultError
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth

FEW = ("ussr_1953_57", "yugoslavia_1953_54", "egypt_1970_71", "cuba_1959_62")
SETTINGS = {"parameters": ("bias", "danger"), "sets": 24, "runs": 3, "threads": 2}


@pytest.fixture(scope="module")
def struggles():
    return [struggle for struggle in read_casebook() if struggle.id in FEW]


@pytest.fixture
def dice(monkeypatch):
    player = Dice()
    monkeypatch.setattr("whowhom.sim.simulation.simulate", player)
    return player


@pytest.fixture(scope="module")
def found(struggles):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whowhom.sim.simulation.simulate", Dice())
        tested = Fact("danger", 0.3, 0.1, lambda p: p["danger"], fitted=False)
        fitted = Fact("bias", 0.9, 0.02, lambda p: p["bias"])
        return calibrate(struggles, facts=(fitted, tested), **SETTINGS)


BOX = Box(SETTINGS["parameters"])


def stored(struggles, folder, *, sets=SETTINGS["sets"], seed=1, what=0, **more):
    """Run the design, or what is missing of it: its runs, or (1) what it says of the facts."""
    return stored_runs(
        [Opening.of(struggle) for struggle in struggles],
        *(BOX, BOX.spread(sets, seed)),
        runs=SETTINGS["runs"],
        seed=seed,
        threads=SETTINGS["threads"],
        folder=folder,
        is_growing=True,
        **more,
    )[what]


@pytest.fixture(scope="module")
def finished(struggles, tmp_path_factory):
    """Return the folder of a finished design; tests work on a copy."""
    folder = tmp_path_factory.mktemp("finished") / "design"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whowhom.sim.simulation.simulate", Dice())
        stored(struggles, folder)
    return folder


@pytest.fixture
def design(finished, tmp_path):
    return Path(shutil.copytree(finished, tmp_path / "design"))


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
        stored(struggles, folder, progress=stop)
    before = dice.simulated
    assert calls[-1] == (5, 24)
    assert 5 * 3 * len(FEW) <= before < 24 * 3 * len(FEW)
    (folder / "sets" / "000002.parquet").write_bytes(b"torn")
    again = stored(struggles, folder)
    assert dice.simulated <= 26 * 3 * len(FEW)
    for one, other in zip(again, found.ends, strict=True):
        assert np.array_equal(one.winner, other.winner)
        assert np.array_equal(one.first, other.first)
        assert np.array_equal(one.months, other.months)
        assert np.array_equal(one.fate, other.fate)
    simulated = dice.simulated
    more = stored(struggles, folder, sets=32)
    assert dice.simulated == simulated + 8 * 3 * len(FEW)
    assert np.array_equal(more[0].winner[:24], again[0].winner)


def test_ctrl_c_says_what_is_kept(dice, struggles, tmp_path) -> None:
    import signal

    def stop(done: int, sets: int) -> None:
        if done == 1:
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(Interrupted, match=r"of 24 sets are done and kept in .*design"):
            calibrate(struggles, out=tmp_path / "design", progress=stop, **SETTINGS)
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_design_is_not_overwritten(dice, struggles, design, tmp_path) -> None:
    with pytest.raises(InvalidInput, match=r"holds another design.*parameters"):
        calibrate(struggles, out=design, **(SETTINGS | {"parameters": ("bias",)}))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InvalidInput, match="holds no design"):
        calibrate(struggles, out=tmp_path / "mine", **SETTINGS)
    assert dice.simulated == 0
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def folder_of(path):
    """Return the folder of a design as its own description says."""
    design = json.loads((path / "design.json").read_bytes())
    design.pop("check")
    return Folder(path, design)


def test_sets_of_another_design_are_simulated_again(
    dice, struggles, design, tmp_path, found
) -> None:
    """Each file names its design: copied from another folder, with its hash, it does not fit."""
    stored(struggles, tmp_path / "other", seed=9)
    for path in (tmp_path / "other" / "sets").glob("00000[3-7].*"):
        shutil.copy(path, design / "sets")
    simulated = dice.simulated
    again = stored(struggles, design)
    assert dice.simulated == simulated + 5 * 3 * len(FEW)
    assert np.array_equal(again[0].winner, found.ends[0].winner)


@pytest.mark.parametrize("name", ["sets/000002.parquet", "sets/000002.sha256"])
def test_a_damaged_set_is_simulated_again_to_the_same_bytes(name, dice, struggles, design) -> None:
    path = design / name
    whole = path.read_bytes()
    folder = folder_of(design)
    assert folder.read(2) is not None
    for content in (*flips(whole, 100), *cuts(whole, 20)):
        path.write_bytes(content)
        assert content == whole or folder.read(2) is None
    stored(struggles, design)
    assert path.read_bytes() == whole


def test_a_damaged_description_is_refused(dice, struggles, design) -> None:
    path = design / "design.json"
    whole, folder = path.read_bytes(), folder_of(design)
    for content in (*flips(whole, 100), *cuts(whole, 20)):
        path.write_bytes(content)
        with pytest.raises(ResultError, match=r"design\.json: is damaged"):
            folder.problem()
    path.write_text(whole.decode().replace('"seed": 1', '"seed": 2'))
    with pytest.raises(ResultError, match=r"design\.json: is damaged"):
        calibrate(struggles, out=design, **SETTINGS)
    assert dice.simulated == 0


def test_the_posterior_is_simulated_to_check_the_emulator(dice, struggles, tmp_path) -> None:
    settings = SETTINGS | {"check": 30, "out": tmp_path / "design"}
    checked = calibrate(struggles, **settings)
    assert dice.simulated == (24 + 30) * 3 * len(FEW)
    assert checked.backtest.models[:2] == ("played", "played_left_out")
    assert ((checked.checked > 5) & (checked.checked < 30)).all()
    cases = checked.cases()
    assert cases["played"].to_numpy() == pytest.approx(cases["calibrated"].to_numpy(), abs=0.15)
    calibrate(struggles, **settings)
    assert dice.simulated == (24 + 30) * 3 * len(FEW)  # both designs are stored


def test_facts_are_computed_once(dice, struggles, tmp_path) -> None:
    asked = []
    fact = Fact("one", 1.0, 1.0, lambda parameters: asked.append(1) or parameters["bias"])
    first, again = (stored(struggles, tmp_path / "design", facts=(fact,), what=1) for _ in range(2))
    assert len(asked) == 24
    assert np.array_equal(first, again)
    nan = Fact("broken", 1.0, 1.0, lambda parameters: float("nan"))
    with pytest.raises(InvalidInput, match="broken is nan"):
        stored(struggles, None, facts=(nan,))


def test_all_that_is_wrong_is_told_at_once(struggles) -> None:
    fact = Fact("flat", float("inf"), 0.0, lambda parameters: 1.0)
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


def test_every_part_of_the_page_is_written(found) -> None:
    from research.calibration import __main__ as page

    for part in (page.settings, page.learnt, page.scores, page.others, page.by_case, page.facts):
        lines = list(part(found))
        assert lines, part
    assert sum(line.startswith("| `") for line in page.learnt(found)) == 2
    assert {line.split(" | ")[0] for line in list(page.by_case(found))[2:]} == {
        f"| {name}" for name in FEW
    }


def test_each_list_of_parameters_is_within_the_next() -> None:
    assert list(CHOICES.values())[-1] == ALL
    for shorter, longer in pairwise(CHOICES.values()):
        assert set(shorter) < set(longer)


def test_shorter_lists_of_parameters_are_inferred_from_the_longest(struggles, found) -> None:
    """The dice depend on `bias` alone, so that `danger` by itself changes no forecast."""
    lists = {"danger": ("danger",), "both": BOX.names}
    points = BOX.spread(SETTINGS["sets"], 1)
    made = left_out_forecasts(struggles, points, found.ends, choices=lists)
    assert list(made) == list(lists)
    gains = {
        words: backtest.mean("prior").mean - backtest.mean("calibrated").mean
        for words, backtest in made.items()
    }
    assert abs(gains["danger"]) < 0.25 * gains["both"]
