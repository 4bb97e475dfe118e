"""The commands report and figure, as typed."""

import json
from pathlib import Path

import pytest

from whowhom.errors import InvalidInput
from whowhom.reporting.figures import FIGURES


@pytest.fixture
def stored(call):
    """Return the folder of a stored result, too small for its single values to be ranked."""
    code, _, err = call("run", "duel", "--runs", "40", "--out", "r", "--quiet")
    assert code == 0, err
    return "r"


def test_figures_are_listed(call):
    code, out, _ = call("figure", "nowhere")
    assert code == 0
    names = [line.split()[0] for line in out.splitlines()]
    assert names == [one.name for one in FIGURES]
    told = call("figure", "--help")[1]
    assert all(name in told for name in names)
    assert max(map(len, out.splitlines())) <= 80
    listed = json.loads(call("figure", "nowhere", "--json")[1])["figures"]
    assert [one["name"] for one in listed] == names


def test_a_figure_comes_with_caption_and_data(call, stored):
    code, out, err = call("figure", stored, "winners", "--width", "84mm", "--grey", "-o", "w.png")
    assert code == 0
    assert out.split() == ["w.png", "w.txt", "w.csv"]
    assert "84 x" in err
    assert Path("w.png").read_bytes().startswith(b"\x89PNG")
    assert Path("w.csv").read_text(encoding="utf-8").startswith("actor,share,low,high")
    code, out, _ = call("figure", stored, "winners", "--json")
    answer = json.loads(out)
    assert answer["files"][0] == "r-winners.pdf"
    assert Path("r-winners.pdf").read_bytes().startswith(b"%PDF")
    assert answer["width_mm"] == 174


def test_an_unknown_figure_is_told(call, stored):
    code, out, err = call("figure", stored, "winers")
    assert (code, out) == (2, "")
    assert 'did you mean "winners"' in err


def test_figures_of_a_stored_what_if(call, stored, monkeypatch):
    from fake_model import fake_model_of

    monkeypatch.setattr("whowhom.ensemble.run.real_model", fake_model_of)
    change = ("--set", "actors.trotsky.apparatus=3", "--runs", "60")
    assert call("whatif", "duel", *change, "--out", "w", "--quiet")[0] == 0
    for name in ("on-top", "effects", "paired"):
        code, out, err = call("figure", "w", name, "-o", f"{name}.svg")
        assert code == 0, err
        assert out.split() == [f"{name}.svg", f"{name}.txt", f"{name}.csv"]
    code, out, err = call("figure", "w", "winners")
    assert (code, out) == (2, "")
    assert "winners is a figure of a result" in err
    code, out, err = call("figure", stored, "effects")
    assert (code, out) == (2, "")
    assert "effects is a figure of one what-if" in err


def test_a_report_as_text_and_what_it_says_of_itself(call, stored):
    code, out, _ = call("report", stored, "-o", "r.md", "--json")
    assert code == 0
    answer = json.loads(out)
    assert answer["format"] == "md"
    text = Path("r.md").read_text(encoding="utf-8")
    assert answer["bytes"] == len(text.encode())
    assert "Documented: " not in text.splitlines()[0]
    assert "@software{whowhom" in text


@pytest.mark.slow
def test_a_report_as_a_page_with_a_ready_question(call, stored, monkeypatch):
    from fake_model import fake_model_of

    monkeypatch.setattr("whowhom.ensemble.what_if.real_model", fake_model_of)
    code, out, err = call("report", stored, "--question", "X1", "--quiet")
    assert code == 0, err
    page = Path("r-report.html").read_text(encoding="utf-8")
    assert out.startswith("r-report.html")
    assert "What would change the answer" in page
    assert len(page.encode()) < 2_000_000  # each figure twice: for a page and for a phone


@pytest.mark.slow
def test_a_report_tells_of_stored_what_ifs(call, stored, monkeypatch):
    from fake_model import fake_model_of

    monkeypatch.setattr("whowhom.ensemble.run.real_model", fake_model_of)
    change = ("--set", "actors.trotsky.apparatus=3", "--runs", "60")
    assert call("whatif", "duel", *change, "--out", "w", "--quiet")[0] == 0
    code, out, err = call("report", stored, "--whatif", "w", "-o", "told.md", "--quiet")
    assert code == 0, err
    assert "actors.trotsky.apparatus = 3" in Path("told.md").read_text(encoding="utf-8")
    code, out, err = call("report", stored, "--whatif", "no-such-folder")
    assert (code, out) == (4, "")
    assert "no-such-folder" in err


def test_a_ready_question_is_simulated_with_the_parameters_of_the_result(call, stored, monkeypatch):
    from whowhom.ensemble.result import read_result

    asked = []

    def run_with(case, parameters, **_):
        asked.append(parameters)
        raise InvalidInput("enough")

    monkeypatch.setattr("whowhom.ensemble.what_if.run_with", run_with)
    assert call("report", stored, "--question", "X1", "--quiet")[0] == 2
    assert asked == [read_result("r").parameters]


def test_a_question_that_the_case_has_not_is_told(call, stored):
    code, out, err = call("report", stored, "--question", "zzz")
    assert (code, out) == (2, "")
    assert "has no question 'zzz'" in err


def test_a_damaged_result_makes_no_report(call, stored):
    Path("r/run.json").write_text("{}", encoding="utf-8")
    code, out, err = call("report", stored)
    assert (code, out) == (4, "")
    assert "run.json" in err
    assert not Path("r-report.html").exists()


def test_the_shipped_duel_is_published_and_renewed(call, monkeypatch):
    monkeypatch.setattr("whowhom.reporting.drawings.drawn_figures", lambda *_: {})
    code, out, err = call("publish", "site", "--json", "--runs", "1")
    assert code == 0, err
    answer = json.loads(out)
    assert answer["files"] == ["index.html", "why.html", "runs.html", "case.html", "about.html"]
    assert 'id="as-of-data"' in Path("site/index.html").read_text(encoding="utf-8")
    code, out, err = call("publish", "site", "--runs", "0", "--quiet")
    assert (code, Path("site/runs.html").exists()) == (0, False), err
    assert "open site/index.html" in out.replace("\\", "/")


def test_the_order_of_site_and_result_is_told(call, stored):
    code, _, err = call("publish", stored, "site")
    assert code == 2
    assert f"whowhom publish site {stored}" in err
    code, _, err = call("publish", stored)
    assert code == 2
    assert "is not empty and not a site" in err
    assert Path(stored, "run.json").exists()
