"""What speaks for each number, and what a path is in words."""

from dataclasses import replace

import pytest

from whowhom.cases import check_case, read_case, shipped_cases
from whowhom.cases.case import Quantity
from whowhom.cases.evidence import DEFAULT, GRADES, UNSOURCED, evidence, sourced_values, spoken_path
from whowhom.reporting.evidence import _other_tables
from whowhom.reporting.findings import evidence_of
from whowhom.scenario.start import Start

OURS = ("parameters.", "majority")


@pytest.fixture(scope="module")
def duel():
    return read_case("duel")


def test_every_value_that_runs_draw_has_a_grade(duel):
    grades = evidence(duel)
    drawn = Start(duel).uncertain(1, 0, 2)
    assert not [path for path in drawn if path not in grades and not path.startswith(OURS)]
    assert set(grades.values()) <= {*GRADES, UNSOURCED, DEFAULT}


def test_a_value_counts_as_its_weakest_source_and_its_own_come_first(duel):
    grades = evidence(duel)
    trotsky = next(actor for actor in duel.actors if actor.id == "trotsky")
    own = [one for one in trotsky.references if one.column == "oratory"]
    assert own
    assert grades["actors.trotsky.oratory"] == "documented"
    by_source = {source.id: source.grade for source in duel.sources}
    for path, _, references in sourced_values(duel):
        if path in duel.by_default:
            assert grades[path] == DEFAULT
            continue
        worst = max(([*GRADES].index(by_source[one.source]) for one in references), default=None)
        assert grades[path] == (UNSOURCED if worst is None else [*GRADES][worst])


def test_a_value_that_no_source_speaks_for_is_told_apart(duel):
    bare = replace(duel, actors=tuple(replace(actor, references=()) for actor in duel.actors))
    grades = evidence(bare)
    assert grades["actors.trotsky.oratory"] == UNSOURCED
    assert grades["ties.stalin.trotsky.feud"] == evidence(duel)["ties.stalin.trotsky.feud"]


def test_paths_are_those_by_which_a_value_is_changed(duel):
    from whowhom.scenario.change import Change, changed

    paths = [path for path, quantity, _ in sourced_values(duel) if not quantity.is_certain]
    for path in paths[::7]:
        changed(duel, Change.of(set={path: "0"}))


@pytest.mark.parametrize("case", sorted(shipped_cases())[:6])
def test_every_path_is_spoken(case):
    found = read_case(case)
    for path, _, _ in sourced_values(found):
        assert spoken_path(found, path) != path
    assert spoken_path(found, "nothing.of.this") == "nothing.of.this"


def test_numbers_that_no_table_states_are_defaults_and_not_without_a_source(make):
    report = check_case(
        make(actors="id,army,security,source\na,1,,book\nb,2,1,\nc,3,1,army=book\n")
    )
    assert report.case is not None
    grades = evidence(report.case)
    assert grades["actors.a.army"] == "documented"
    assert grades["actors.a.security"] == DEFAULT
    assert [one.name for one in report.unsourced] == [
        "actors.b.army",
        "actors.b.security",
        "actors.c.security",
    ]
    assert {path for path, grade in grades.items() if grade == UNSOURCED} == {
        one.name for one in report.unsourced
    }
    assert report.case.coverage == "2 of 5 values have a source"
    assert grades["audiences.cadres.weight"] == DEFAULT


def test_values_are_counted_once_and_told_alike_everywhere(make):
    """What runs read is a part of the same count, so that no two totals contradict each other."""
    report = check_case(
        make(
            actors="id,army,security,source\na,1,,book\nb,2,1..2,\n",
            posts="id,seat,source\nwar,1,book\n",
            tenures="post,actor,source\nwar,a,book\n",
            course="date,actor,event,source\n1954-02,a,died,book\n",
        )
    )
    case = report.case
    assert case is not None
    assert (report.values, len(report.unsourced)) == (case.stated, case.unsourced) == (7, 2)
    assert case.coverage == "5 of 7 values have a source"
    assert case.graded == {"documented": 3, UNSOURCED: 2}  # the course is no input
    found = evidence_of(case)
    assert found is not None
    assert found.sentence.startswith("5 of 7 values have a source. Runs read 5 of them: ")
    assert "3 documented, 2 without a source" in found.sentence
    assert "Inputs that are ranges: 1;" in found.sentence


def test_report_and_check_state_the_same_coverage(make):
    case = check_case(make(actors="id,army,source\na,1,book\nb,2,\n")).case
    assert case is not None
    found = evidence_of(case)
    assert found is not None
    assert case.coverage in found.sentence
    assert "1 without a source" in found.sentence


def doubtful(duel):
    """The duel with an uncertain illness, and with a post that a body elects to."""
    flu = replace(
        next(one for one in duel.shocks if one.kind == "death"),
        id="flu",
        kind="illness",
        probability=Quantity(0.2, 0.4),
        months=Quantity(3.0, 9.0),
    )
    (gensec,) = (one for one in duel.posts if one.id == "gensec")
    elected = replace(gensec, succession="elected", succession_by="elite")
    posts = (elected, *(one for one in duel.posts if one != gensec))
    return replace(duel, posts=posts, shocks=(*duel.shocks, flu))


def test_chances_and_durations_are_values_too(duel):
    case = doubtful(duel)
    new = {path for path, *_ in sourced_values(case)} - {path for path, *_ in sourced_values(duel)}
    assert new == {"shocks.flu.size", "shocks.flu.probability", "shocks.flu.months"}
    assert set(Start(case).uncertain(1, 0, 2)) <= set(evidence(case)) | set(
        Start(duel).uncertain(1, 0, 2)
    )
    assert spoken_path(case, "shocks.flu.probability") == "probability of the shock “flu”"
    assert spoken_path(case, "shocks.flu.months") == "length of the shock “flu”"


def test_the_report_shows_chances_and_successions_where_a_case_has_them(duel):
    plain = {table.caption: table for table in _other_tables(duel)}
    told = {table.caption: table for table in _other_tables(doubtful(duel))}
    assert "Shocks from outside, fed to every run" in plain
    assert not [title for title in plain if title.startswith("Successions")]
    shocks = told["Shocks from outside, fed to the runs"]
    assert shocks.columns[5] == "probability"
    assert shocks.rows[-1][5] == "0.2 to 0.4"
    (rule,) = next(table for title, table in told.items() if title.startswith("Successions")).rows
    assert rule[1:3] == ("elected", next(a.name for a in duel.audiences if a.id == "elite"))
