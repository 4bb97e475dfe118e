"""``whowhom solve MODEL --chart FILE``."""

import importlib.util
import json
from pathlib import Path

import pytest

from whowhom.cli.model_charts import CHARTED
from whowhom.theory.registry import MODELS, Model

CALL = ("solve", "coalition-by-majority", "--power", "ann=3,bob=4,cat=5,dan=10", "--chart")


def test_an_svg_is_written_beside_the_answer(call):
    code, out, _ = call(*CALL, "strips.svg")
    assert code == 0
    assert "ann" in out
    drawn = Path("strips.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "ann, bob and cat rule at a bare majority" in drawn


def test_a_spec_as_json(call):
    assert call(*CALL, "strips.json")[0] == 0
    assert "layer" in json.loads(Path("strips.json").read_text(encoding="utf-8"))


@pytest.fixture
def no_work(monkeypatch):
    """Make each solver that is called fail the test."""

    def solver(self):
        raise AssertionError("work was done before the chart was refused")

    monkeypatch.setattr(Model, "solver", property(solver))


@pytest.mark.usefixtures("no_work")
def test_a_wrong_ending_is_refused_first(call):
    code, _, err = call(*CALL, "strips.gif")
    assert code == 2
    assert ".svg, .png, .pdf, .html, .json" in err


@pytest.mark.usefixtures("no_work")
def test_a_missing_folder_is_refused_first(call):
    code, _, err = call(*CALL, "nowhere/strips.svg")
    assert code == 2
    assert "folder 'nowhere' does not exist" in err


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize("missing", ["altair", "vl_convert", "uharfbuzz"])
def test_a_missing_extra_is_refused_first(call, monkeypatch, missing):
    really = importlib.util.find_spec

    def find_spec(name, *more):
        return None if name == missing else really(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    code, _, err = call(*CALL, "strips.svg")
    assert code == 2
    assert "pip install 'whowhom[charts]'" in err
    assert not Path("strips.svg").exists()


def test_only_models_with_a_chart_offer_one(call):
    without = next(model.name for model in MODELS if model.name not in CHARTED)
    assert "--chart" not in call("solve", without, "--help")[1]
    assert "--chart" in call("solve", "coalition-by-majority", "--help")[1]


def test_a_picture_is_drawn_in_our_type_with_every_alphabet(call):
    power = "ბიძინა=3,მიხეილ=4,ანა=5,ნინო=10"
    call_ = ("solve", "coalition-by-majority", "--power", power, "--chart")
    assert call(*call_, "a.pdf")[0] == call(*call_, "a.svg")[0] == call(*call_, "a.png")[0] == 0
    assert b"SourceSans3" in Path("a.pdf").read_bytes()
    assert "@font-face" in Path("a.svg").read_text(encoding="utf-8")
