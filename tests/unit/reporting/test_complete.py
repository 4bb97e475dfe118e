"""A stored result is complete: to open, show, check, draw or report it runs nothing."""

import sys
from pathlib import Path

import pytest

from whowhom.cases import read_case
from whowhom.ensemble.anchor import anchored, with_anchored
from whowhom.ensemble.reading import check_result, recounted
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.reporting.figures import FIGURES, figure
from whowhom.reporting.report import report_text

sys.path.insert(0, str(Path(__file__).parents[1] / "ensemble"))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    from fake_model import fake_model_of

    folder = tmp_path_factory.mktemp("complete") / "r"
    result = run_model(fake_model_of, read_case("duel"), runs=120, seed=1, out=folder)
    with_anchored(result, anchored(result, "stalin", 100, 0.3))
    return folder


@pytest.fixture
def opened(stored, monkeypatch):
    """Open the result where nothing can be run."""

    def refuse(*_, **__):
        raise AssertionError("a run was asked for")

    monkeypatch.setattr("whowhom.sim.simulation._simulate_runs", refuse)
    monkeypatch.setattr("whowhom.sim.simulation.simulate", refuse)
    monkeypatch.setattr("whowhom.ensemble.run.real_model", refuse)
    return read_result(stored)


def test_it_is_shown_and_its_files_are_checked(stored, opened):
    from whowhom.cli.results import print_result

    assert opened.summary()["runs"] == 120
    assert len(opened.by_run()) == 120 * len(opened.circle.actors)
    assert opened.holdings()["share"].sum() > 0
    print_result(opened, verbose=True)
    again = recounted(check_result(stored), opened.circle, opened.documented, opened.tally)
    assert sum(map(len, again)) == 120


@pytest.mark.parametrize("name", [one.name for one in FIGURES if one.of == "result"])
def test_every_figure_of_a_result_is_drawn(name, opened):
    """Those of a what-if compare two results that are stored, too."""
    assert figure(opened, name).picture.description


def test_it_is_reported_as_text(opened):
    text = report_text(opened, format="md")
    assert "Who holds what" in text
    assert "Counted in all 120 runs." in text


@pytest.mark.slow
def test_it_is_reported_as_a_page(opened):
    page = report_text(opened)
    assert 'id="told-posts"' in page
    assert 'id="told-patronage"' in page
