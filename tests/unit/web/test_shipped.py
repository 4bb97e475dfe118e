"""What comes with the workbench: a result of this case and version, a bundle as it was built."""

import hashlib
import io
import re
import shutil
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import whowhom as ww
import whowhom.web
from whowhom.charts.theme import FONTS
from whowhom.ensemble.description import work_of
from whowhom.ensemble.run import run_model
from whowhom.errors import ResultError
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change
from whowhom.sim.parameters import Parameters
from whowhom.web.odds import SHIPPED_ODDS, shipped_odds
from whowhom.web.results import SHIPPED_CASE, Results, archive, shipped_archive

STATIC = Path(whowhom.web.__file__).parent / "static"
ANEW = "make it anew: python docs/shipped_result.py"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The shipped result, unpacked."""
    content = shipped_archive()
    assert content is not None, ANEW
    assert len(content) < 500_000
    folder = tmp_path_factory.mktemp("shipped")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)
    return folder / "result"


def test_the_shipped_result_is_of_this_case_and_this_version(shipped):
    result = ww.read_result(shipped)
    work = result.description.work
    assert work.whowhom == version("whowhom"), ANEW
    usual = work_of(
        ww.read_case(SHIPPED_CASE),
        work.runs,
        work.seed,
        parameters=default_parameters(),
        change=Change(),
    )
    assert usual.difference(work) == "", ANEW
    assert result.runs >= 1000


def test_the_shipped_result_comes_out_again(shipped):
    assert ww.verify(shipped, share=0.002, rng=1).is_good, ANEW


def test_the_shipped_odds_are_of_this_case_and_this_version():
    place = STATIC / SHIPPED_ODDS
    again = "make them anew: python docs/shipped_odds.py"
    if not place.exists():
        pytest.skip(again)
    case = ww.read_case(SHIPPED_CASE)
    odds = shipped_odds(case)
    assert odds is not None, again
    assert {event.actor for event in case.course} == {
        event["actor"] for point in odds["points"] for event in point["events"]
    }, again
    assert len(place.read_bytes()) < 400_000


def test_the_first_page_finds_it_without_simulating(tmp_path):
    results = Results(tmp_path)
    case = ww.read_case(SHIPPED_CASE)
    assert results.newest(case) is None
    results.load_shipped(case)
    settings = results.newest(case)
    assert settings is not None, ANEW
    assert results.get(case, *settings) is not None
    assert not list(tmp_path.iterdir())
    results.close()


def test_an_archive_is_always_the_same_and_holds_the_case(shipped):
    result = ww.read_result(shipped)
    content = archive(result, shipped)
    assert content == archive(result, shipped)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        told = packed.read("README.txt").decode()
    assert {"result/run.json", "result/MANIFEST.sha256", "result/case/case.toml"} <= set(names)
    assert "whowhom.lock" not in " ".join(names)
    assert f"--runs {result.runs} --seed {result.seed}" in told


def test_a_result_of_other_work_in_its_place_is_told_not_shown(tmp_path, shipped):
    results = Results(tmp_path)
    case = ww.read_case(SHIPPED_CASE)
    shutil.copytree(shipped, results.place(results.key(case, 1000, 77)))
    with pytest.raises(ResultError, match="with seed 1"):
        results.get(case, 1000, 77)
    results.close()


def test_an_archive_packs_what_was_run_and_nothing_else(shipped, tmp_path):
    place = tmp_path / "result"
    shutil.copytree(shipped, place)
    result = ww.read_result(place)
    (place / "letter.docx").write_text("private")
    assert archive(result, place) == archive(ww.read_result(shipped), shipped)
    (place / "case" / "notes" / "more.md").write_text("added")
    with pytest.raises(ResultError, match=r"more\.md: does not belong"):
        archive(result, place)


def test_an_archive_tells_of_a_change_and_of_parameters_of_its_own(tmp_path):
    from fake_model import fake_model_of

    def told(**given):
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        case = ww.read_case("poland_1956")
        result = run_model(fake_model_of, case, runs=20, seed=1, out=place, **given)
        with zipfile.ZipFile(io.BytesIO(archive(result, place))) as packed:
            return packed.read("README.txt").decode()

    actor = ww.read_case("poland_1956").actors[0].id
    change = Change.of(set={f"actors.{actor}.army": 2})
    assert f"--set actors.{actor}.army=2 --runs 20" in told(change=change)
    assert "Changed" not in told()
    own = told(parameters=Parameters())
    assert "its own parameters" in own
    assert "whowhom run" not in own


def test_the_bundle_is_what_was_built_and_its_licences_come_along():
    lines = (STATIC / "vega" / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    for line in lines:
        expected, name = line.split("  ")
        content = (STATIC / "vega" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected, name
    told = (STATIC / "vega" / "LICENSES.txt").read_text(encoding="utf-8")
    for package in ("vega", "vega-lite", "vega-embed", "vega-tooltip", "d3-scale"):
        assert re.search(rf"^{package} \d+\.\d+", told, re.MULTILINE), package
    for face in ("source-sans-3", "source-serif-4", "noto-sans"):
        licence = (FONTS / f"OFL-{face}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper()
