"""The shipped casebook and folders of cases: sound, in order, without a leak; and the page."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from whowhom.casebook.importing import horizon, import_casebook
from whowhom.casebook.read import read_casebook, read_struggles
from whowhom.cases import Day, casebook_cases, check_case, fingerprint, read_case, shipped_cases
from whowhom.cases.case import Quantity
from whowhom.cases.dates import parse_period
from whowhom.cases.folder import casebook_folder
from whowhom.errors import CaseError
from whowhom.scenario.start import Start
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth

CASES = {case.id: case for case in read_casebook()}
PAGE = Path(__file__).parents[3] / "docs" / "casebook.md"
every = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


# --- the shipped casebook


@every
def test_a_shipped_case_is_sound_and_fully_sourced(case):
    report = check_case(case.id)
    assert (report.problems, report.warnings, report.unsourced) == ((), (), ())
    assert report.case.months == 97
    assert report.case.posts == report.case.tenures == ()


def test_the_shipped_casebook():
    assert len(CASES) == 27
    assert list(CASES)[:3] == ["ussr_1923_29", "ussr_1953_57", "ussr_1964"]
    for case in CASES.values():
        shares = [actor.judged_share.central() for actor in case.actors]
        assert sum(shares) == pytest.approx(1)
    rome = CASES["rome_44_30bc"]
    assert (rome.start, Truth.of(rome).decided) == (Day(-43, 3, 15), Day(-30, 9, 2))
    assert Truth.of(CASES["turkey_1908_13"]).winners == ("talat", "enver", "cemal")
    partition = Truth.of(CASES["diadochi_323_301"])
    assert partition.winners == ()
    assert partition.removed
    assert partition.decided == Day(-300, 12, 31)
    assert CASES["france_1793_94"].favourite == ""  # of low confidence
    assert CASES["egypt_1970_71"].incumbent == "sadat"


def test_the_casebook_is_listed_beside_the_other_cases():
    assert set(casebook_cases()) == set(CASES)
    assert casebook_cases()["ussr_1923_29"] == "Soviet Union: succession to Lenin"
    assert not set(shipped_cases()) & set(casebook_cases())


def test_the_folders_are_small_and_know_no_machine():
    paths = [path for path in casebook_folder().rglob("*") if path.is_file()]
    assert len(paths) == 27 * 5 + 1
    assert sum(path.stat().st_size for path in paths) < 700_000
    for path in paths:
        text = path.read_text("utf-8")
        assert not re.search(r"(?<![\w:/])/[a-z]+/[a-z]+", text), f"{path}: a path of some machine"
        assert "\N{EM DASH}" not in text, path


# --- no leak


@every
def test_what_only_scoring_reads_is_not_in_the_hash(case):
    """Not the course, the decision or what the coder judged: no model reads any of them."""
    loser = case.actors[-1].id
    n = len(case.actors)
    date = parse_period("2000" if case.start.year > 0 else "-0001")
    other = replace(
        case,
        course=(replace(case.course[0], actor=loser, date=date, event="ruler"),),
        decided=date,
        incumbent=loser,
        favourite=loser,
        actors=tuple(replace(a, judged_share=Quantity(1 / n, 1 / n)) for a in case.actors),
    )
    assert fingerprint(other) == case.sha256
    assert Truth.of(other).winners == (loser,)
    starts = [Start(each) for each in (case, other)]
    drawn = [start.draw(1, 0, 2) for start in starts]
    assert drawn[0].actors.tobytes() == drawn[1].actors.tobytes()
    assert starts[0].months == starts[1].months


def test_another_start_has_another_hash():
    case = CASES["ussr_1953_57"]
    bases = case.actors[0].bases | {"army": Quantity(3, 3)}
    actors = (replace(case.actors[0], bases=bases), *case.actors[1:])
    assert fingerprint(replace(case, actors=actors)) != case.sha256


def test_the_horizon_follows_from_the_start_alone():
    for case in CASES.values():
        assert case.end == horizon(case.start)
        assert case.end.month_number - case.start.month_number == 96
    assert horizon(Day(1896, 2, 29)) == Day(1904, 2, 28)


def test_what_came_after_the_horizon_is_kept():
    case = CASES["iraq_1968_79"]
    assert case.decided.latest > case.end
    rows = [event for event in case.course if event.event == "ruler"]
    assert [(row.actor, row.date) for row in rows] == [("saddam", case.decided)]
    assert Truth.of(case).winners == ("saddam",)


def test_a_model_can_start_from_every_case():
    for case in CASES.values():
        start = Start(case)
        assert set(start.contenders) == set(Opening.of(case).actors)
        assert start.draw(1, 0, 2).actors.shape == (2, len(start.actors))


# --- folders of case folders


@pytest.fixture
def folder(book, tmp_path):
    """Return a folder of three case folders, listed in another order than that of their names."""
    text = book().read_text()
    one = text.removeprefix("cases:\n")
    path = book(text=text + one.replace("junta_2000", "b") + one.replace("junta_2000", "a"))
    import_casebook(path, tmp_path / "out")
    return tmp_path / "out"


def test_a_folder_of_cases_is_read_in_the_order_of_its_list(folder):
    assert [case.id for case in read_casebook(folder)] == ["junta_2000", "b", "a"]
    (folder / "cases.txt").write_text("b\n\n")
    assert [case.id for case in read_casebook(folder)] == ["b", "a", "junta_2000"]
    (folder / "cases.txt").unlink()
    assert [case.id for case in read_casebook(folder)] == ["a", "b", "junta_2000"]


def test_all_that_is_wrong_in_a_folder_is_told_at_once(folder):
    (folder / "cases.txt").write_text("b\nc\n")
    for name in "ab":
        table = folder / name / "actors.csv"
        table.write_text(table.read_text().replace(",3,", ",4,"))
    with pytest.raises(CaseError) as caught:
        read_casebook(folder)
    lines = str(caught.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "cases.txt:2:1",
        *("b/actors.csv:2:4", "b/actors.csv:3:5"),
        *("a/actors.csv:2:4", "a/actors.csv:3:5"),
    ]  # fmt: skip
    cases, skipped = read_struggles([folder], keep_going=True)
    assert [case.id for case in cases] == ["junta_2000"]
    assert [each.struggle for each in skipped] == ["cases.txt", "b", "a"]
    assert skipped[1].reason.endswith("(and 1 more problem)")


def test_a_list_that_is_no_text_is_told(folder):
    (folder / "cases.txt").write_bytes(b"\xff\xfea\0")
    with pytest.raises(CaseError, match=r"cases\.txt:1:1"):
        read_casebook(folder)


def test_a_folder_called_casebook_goes_before_the_shipped_one(folder, monkeypatch):
    shutil.move(folder, folder.with_name("casebook"))
    assert len(read_casebook("casebook")) == 27
    monkeypatch.chdir(folder.parent)
    assert len(read_casebook("casebook")) == 3


def test_a_place_that_is_no_case_is_told():
    for place in ("nowhere", "\0", "x" * 5000):
        with pytest.raises(CaseError):
            read_casebook(place)
    with pytest.raises(CaseError, match="nothing sound"):
        read_struggles([], keep_going=True)


# --- the page


def test_the_page_names_the_limit():
    text = PAGE.read_text("utf-8")
    assert "\N{EM DASH}" not in text
    assert "2,000,000 bytes" in text


def test_the_example_on_the_page_can_be_imported(tmp_path):
    example = PAGE.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "mine.yaml").write_text(example, "utf-8")
    (made,) = import_casebook(tmp_path / "mine.yaml", tmp_path / "mine")
    assert Truth.of(read_case(made)).winners == ("general",)
