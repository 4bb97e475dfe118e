"""What pages show: tables with problems at their cells, figures that agree with their tables."""

import csv
import inspect
import io
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from fake_model import fake_model_of

import whowhom as ww
from whowhom.cases import check_case
from whowhom.cases.folder import open_case
from whowhom.charts import LIGHT
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.occurrences import all_records, tops
from whowhom.ensemble.run import run_model
from whowhom.errors import InvalidInput
from whowhom.reporting.files import safe_csv
from whowhom.theory.registry import MODELS
from whowhom.web.cases import Cases
from whowhom.web.figures import page_json, page_plots, table_json
from whowhom.web.frame import page
from whowhom.web.pages.case import anchor, case_tables, spoken_for
from whowhom.web.pages.runs import Conditions, listed, matching, one_run
from whowhom.web.tasks import applicable, assumption, solve_all


@pytest.fixture(scope="module")
def result():
    case = ww.read_case("poland_1956")
    return run_model(fake_model_of, case, runs=200, seed=4, threads=1)


@pytest.fixture
def broken(tmp_path):
    (tmp_path / "case.toml").write_text(
        'title = "T"\nstart = "1953"\nend = "1952"\nmajority = "2"\n'
    )
    (tmp_path / "actors.csv").write_text("id,name,army,source\na,Ann,9,memo:1\nb,Bob,1,\n")
    return tmp_path


def test_every_problem_of_a_cell_has_a_cell_to_go_to(broken):
    report = check_case(broken)
    tables = case_tables(open_case(broken), report.problems)
    (army,) = [problem for problem in report.problems if problem.name == "actors.army"]
    row, column = tables["actors"].rows.index(["a", "Ann", "9", "memo:1"]), 2
    assert tables["actors"].anchors[row][column] == anchor(army.file, army.line, army.column)
    assert "outside" in tables["actors"].marks[f"{row}:{column}"]
    assert "3:1" in tables["case"].marks  # majority, in the fourth line


def test_what_speaks_for_a_value_is_told_and_what_does_not_too(broken):
    spoken = spoken_for(open_case(broken), "actors", {"memo": "disputed"})
    assert [(one.row, one.grade) for one in spoken] == [("a", "disputed"), ("b", "no source")]


def test_a_folder_is_read_again_when_it_changes(broken):
    cases = Cases(str(broken))
    assert cases.get(cases.first).report.case is None
    (broken / "actors.csv").write_text("id,army\na,1\nb,2\nc,1\n")
    (broken / "case.toml").write_text('title = "T"\nstart = "1953-01-01"\nend = "1954-12-31"\n')
    assert cases.get(cases.first).report.case is None
    assert cases.read(cases.first).case.title == "T"
    assert cases.get(cases.first).case.title == cases.title(cases.first) == "T"
    assert cases.open(str(broken)) == cases.first
    with pytest.raises(InvalidInput):
        cases.open(str(broken / "nothing"))
    with pytest.raises(InvalidInput):
        cases.get("../secrets")


def test_tables_of_figures_hold_what_the_result_says(result):
    figures = page_plots(result, ("hundred", "winners", "fall-dots", "fates", "matrix", "network"))
    assert len(figures) == 6
    for figure in figures.values():
        page = page_json(figure)
        assert page["title"]
        assert page["description"]
        assert "title" not in page.get("spec", {})
        assert ("drawing" in page) == (figure.name == "network")
        told = table_json(figure)
        assert len(told["heads"]) == len(told["numeric"]) == len(told["rows"][0])
        assert len(list(csv.reader(io.StringIO(safe_csv(figure.data))))) == figure.data.height + 1
    shares = figures["winners"].table["share"].to_list()
    assert sum(shares) == pytest.approx(1)


def test_a_chart_has_the_colours_of_both_grounds(result):
    text = str(page_json(page_plots(result, ["winners"])["winners"])["spec"])
    assert f"light-dark({LIGHT.ink}," in text
    assert f"'{LIGHT.ink}'" not in text


def test_plays_that_are_found_meet_the_conditions(result):
    circle, records = result.circle, all_records(result)
    names = {actor: actor.upper() for actor in circle.actors} | {NOBODY: "nobody"}
    everyone = [*circle.contenders, NOBODY]
    found = [matching(result, Conditions(top=actor)) for actor in everyone]
    assert sorted(np.concatenate(found)) == list(range(result.runs))
    top = tops(records, circle)
    for actor, numbers in zip(everyone, found, strict=True):
        assert set(top[numbers]) <= {actor}
    who = circle.contenders[0]
    both = matching(result, Conditions(top=who, first=circle.contenders[1]))
    assert set(both) <= set(found[0])
    dead = {"executed", "assassinated", "died"}
    fates = result.by_run().filter(pl.col("actor") == who)["fate"].to_list()
    alive = matching(result, Conditions(alive=who))
    assert set(alive) == {number for number, fate in enumerate(fates) if fate not in dead}
    assert len(matching(result, Conditions(alive=who, year=str(result.case.start.year)))) >= len(
        alive
    )
    assert len(listed(result, found[0][:3], names)) == min(3, len(found[0]))


@pytest.mark.parametrize(
    "asked", [Conditions(top="x"), Conditions(alive="x"), Conditions(first="nobody")]
)
def test_conditions_on_nobody_known_are_refused(result, asked):
    with pytest.raises(InvalidInput):
        matching(result, asked)


def test_one_run_tells_every_fall_once_and_in_order(result):
    names = {actor: actor for actor in result.circle.actors}
    records = all_records(result)
    for number in range(20):
        outcomes_of, ends = one_run(result, number, names)
        months = [one.month for one in outcomes_of]
        assert months == sorted(months)
        falls = [one for one in outcomes_of if "falls" in one.text]
        assert len(falls) == int((records["fell"][number] >= 0).sum())
        assert len(ends) == len(result.circle.actors)
    with pytest.raises(InvalidInput):
        one_run(result, result.runs, names)


def test_models_of_a_case_say_what_they_assume():
    found = [model for model in MODELS if applicable(model)]
    assert {"coalition", "voting-power"} <= {model.name for model in found}
    for model in found:
        assert len(assumption(model)) > 20
        assert "]_" not in assumption(model)


def test_each_model_has_a_table_and_a_picture_or_says_why_not():
    """No clipped columns of text, no card that is an error."""
    duel = ww.read_case("duel")
    found = solve_all(lambda *_, **__: None, case=duel, day=duel.start)
    assert {one.model for one in found} == {model.name for model in MODELS if applicable(model)}
    for one in found:
        if isinstance(one.said, str):
            assert one.said.startswith("Does not apply to this circle: ")
            assert one.said.endswith(".")
            continue
        assert one.said.sentences
        assert not any("  " in sentence for sentence in one.said.sentences)
        assert one.said.rows
        assert {len(row) for row in one.said.rows} == {len(one.said.heads)}
        assert one.said.picture["title"]
        assert len(one.said.picture["description"]) > 40
        assert one.said.picture["spec"]["layer"]
    assert sum(not isinstance(one.said, str) for one in found) >= 7


def test_a_page_reads_its_case_in_a_thread_before_it_is_built(broken, monkeypatch):
    """A plain function that a page depends on runs in a thread; the page itself does not read."""
    cases = Cases(str(broken))
    bench = SimpleNamespace(cases=cases, read=cases.read)
    (dependency,) = page(bench, "/here").kwargs["dependencies"]
    assert not inspect.iscoroutinefunction(dependency.dependency)
    dependency.dependency()
    monkeypatch.setattr("whowhom.web.cases.check_case", lambda _: pytest.fail("it was read"))
    (broken / "case.toml").write_text("x" + ".x" * 20_000)
    assert cases.get(cases.first).report.problems
    assert cases.title(cases.first) == broken.name
    dependency.dependency(case="../secrets")  # the page says it
