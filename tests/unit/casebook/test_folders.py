"""Struggles as case folders and back: sound, without a leak, and nothing lost."""

import re
from dataclasses import replace
from pathlib import Path

import generate
import pytest

import whowhom
from whowhom.casebook.coding import coded_bases, largest_gap
from whowhom.casebook.convert import CODINGS, case_files, horizon, main
from whowhom.casebook.from_case import struggle_of
from whowhom.casebook.read import read_casebook
from whowhom.casebook.struggle import Outcome, Removal
from whowhom.cases import casebook_cases, check_case, datapackage_text, read_case, shipped_cases
from whowhom.cases.dates import parse_period
from whowhom.cases.writing import write_folder
from whowhom.errors import InvalidInput
from whowhom.scenario.start import Start

STRUGGLES = {struggle.id: struggle for struggle in read_casebook()}
SHIPPED = Path(whowhom.__file__).parent / "shipped" / "casebook"
every = pytest.mark.parametrize("struggle", STRUGGLES.values(), ids=STRUGGLES)


def case_of(struggle, tmp_path, coding="mechanical"):
    folder = tmp_path / f"{struggle.id}_{coding}"
    return read_case(write_folder(folder, case_files(struggle, coding=coding)))


# --- the shipped folders


@every
def test_a_shipped_folder_is_current(struggle):
    folder = SHIPPED / struggle.id
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert files == case_files(struggle), "delete shipped/casebook and convert casebook.yaml again"


@every
def test_a_shipped_case_is_sound_and_fully_sourced(struggle):
    report = check_case(struggle.id)
    assert (report.problems, report.warnings, report.unsourced) == ((), (), ())
    assert report.case.id == struggle.id
    assert report.case.months == 97
    assert report.case.posts == report.case.tenures == ()


@every
def test_there_and_back(struggle):
    back = struggle_of(read_case(struggle.id))
    assert [(c.id, c.name, c.bases) for c in back.contenders] == [
        (c.id, c.name, c.bases) for c in struggle.contenders
    ]
    assert (back.id, back.title, back.start) == (struggle.id, struggle.title, struggle.start)
    assert back.outcome.winners == struggle.outcome.winners
    assert back.outcome.removals == struggle.outcome.removals
    assert back.outcome.moves == struggle.outcome.moves
    assert back.outcome.removed == struggle.outcome.removed
    assert back.outcome.first_removed == struggle.outcome.first_removed
    if struggle.outcome.winners:
        assert back.outcome.decided == struggle.outcome.decided


def test_the_casebook_is_listed_beside_the_other_cases():
    assert set(casebook_cases()) == set(STRUGGLES)
    assert casebook_cases()["ussr_1923_29"] == "Soviet Union: succession to Lenin"
    assert not set(shipped_cases()) & set(casebook_cases())


def test_the_folders_are_small_and_know_no_machine():
    paths = [path for path in SHIPPED.rglob("*") if path.is_file()]
    assert len(paths) == 27 * 5
    assert sum(path.stat().st_size for path in paths) < 600_000
    for path in [*paths, SHIPPED.with_suffix(".yaml")]:
        text = path.read_text("utf-8")
        assert not re.search(r"(?<![\w:/])/[a-z]+/[a-z]+", text), f"{path}: a path of some machine"
        assert "\N{EM DASH}" not in text, path


# --- no leak


@pytest.mark.parametrize("coding", CODINGS)
@every
def test_another_outcome_has_the_same_hash(struggle, coding, tmp_path):
    loser = struggle.contenders[-1].id
    date = parse_period(f"{2000:04d}" if struggle.start.year > 0 else "-0001")
    other = replace(
        struggle,
        end=replace(struggle.end, year=struggle.end.year + 30),
        favourite=loser,
        incumbent=loser,
        is_core=not struggle.is_core,
        outcome=Outcome(
            winners=(loser,),
            decided=replace(struggle.start, year=struggle.start.year + 1),
            removals=(Removal(actor=struggle.contenders[0].id, date=date, fate="death", by=()),),
            moves=(),
        ),
    )
    case, changed = (
        case_of(struggle, tmp_path / "a", coding),
        case_of(other, tmp_path / "b", coding),
    )
    assert case.sha256 == changed.sha256
    assert (case.start, case.end) == (changed.start, changed.end)
    assert case.course != changed.course


def test_another_start_has_another_hash(tmp_path):
    struggle = STRUGGLES["ussr_1953_57"]
    contender = struggle.contenders[0]
    stronger = replace(contender, bases=contender.bases | {"army": 3.0})
    other = replace(struggle, contenders=(stronger, *struggle.contenders[1:]))
    case, changed = case_of(struggle, tmp_path / "a"), case_of(other, tmp_path / "b")
    assert case.sha256 != changed.sha256


def test_the_horizon_follows_from_the_start_alone():
    for struggle in STRUGGLES.values():
        end = read_case(struggle.id).end
        assert end == horizon(struggle.start)
        assert end.month_number - struggle.start.month_number == 96
    leap = replace(STRUGGLES["ussr_1964"].start, year=1896, month=2, day=29)
    assert horizon(leap).day == 28


def test_what_came_after_the_horizon_is_kept():
    struggle = STRUGGLES["iraq_1968_79"]
    case = read_case(struggle.id)
    assert struggle.outcome.decided > case.end
    rows = [event for event in case.course if event.event == "ruler"]
    assert [(row.actor, row.date.latest) for row in rows] == [("saddam", struggle.outcome.decided)]


# --- the two codings


@every
def test_mechanical_bases_are_the_coded_ones(struggle):
    scores = coded_bases(struggle)
    assert scores == {contender.id: contender.bases for contender in struggle.contenders}


@every
def test_judged_bases_follow_the_judged_shares(struggle, tmp_path):
    scores = coded_bases(struggle, "judged")
    total = sum(contender.points for contender in struggle.contenders)
    short = 0.0
    for contender in struggle.contenders:
        scaled = scores[contender.id]
        assert all(0 <= score <= 3 for score in scaled.values())
        assert {base for base, score in scaled.items() if not score} == {
            base for base, score in contender.bases.items() if not score
        }
        missing = total * contender.judged - sum(scaled.values())
        if missing > 1e-3:  # only a contender whose bases are all at the top falls short
            assert {score for score in scaled.values() if score} == {3}
        short += max(missing, 0)
    assert largest_gap(struggle) < (1e-3 if short < 1e-2 else 0.08)
    case = case_of(struggle, tmp_path, "judged")
    for contender in struggle_of(case).contenders:
        assert contender.bases == pytest.approx(scores[contender.id], abs=1e-4)
    assert struggle_of(case).outcome.removals == struggle.outcome.removals


def test_a_struggle_without_judged_shares(book):
    shares = ((f"    power_share_0_100: {share}\n", "") for share in (45, 35, 20))
    (struggle,) = read_casebook(book(*shares))
    assert case_files(struggle)
    with pytest.raises(InvalidInput, match="junta_2000: general has no judged share"):
        case_files(struggle, coding="judged")
    with pytest.raises(InvalidInput, match="coding must be one of"):
        case_files(struggle, coding="guessed")


# --- the door


def test_one_folder_for_each_case(book, tmp_path, capsys):
    assert main([str(book()), str(tmp_path / "out")]) == 0
    folder = tmp_path / "out" / "junta_2000"
    assert check_case(folder).ok
    assert (folder / "datapackage.json").read_text() == datapackage_text(read_case(folder))
    assert main([str(book()), str(tmp_path / "out")]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_broken_casebook_writes_nothing(book, tmp_path, capsys):
    assert main([str(book(("points: 6", "points: 9"))), str(tmp_path / "out")]) == 2
    assert "general.points" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_texts_cannot_be_formulas_and_come_back(book, tmp_path):
    path = book(("name: The heir", "name: '=1+1'"), ("note: as minister", "note: '-2'"))
    (struggle,) = read_casebook(path)
    case = case_of(struggle, tmp_path)
    assert b",'=1+1," in case.files["actors.csv"]
    assert struggle_of(case).outcome.removals == struggle.outcome.removals


# --- folders that are not ours


def test_the_duel_can_be_scored():
    struggle = struggle_of(read_case("duel"))
    assert "lenin" not in {contender.id for contender in struggle.contenders}
    assert struggle.outcome.winners == ("stalin",)
    assert "trotsky" in struggle.outcome.removed
    assert struggle.outcome.moves


def test_a_users_folder(tmp_path):
    (tmp_path / "case.toml").write_text('title = "t"\nstart = "2000-01-01"\nend = "2002-12-31"\n')
    (tmp_path / "actors.csv").write_text("id,army\na,1..3\nb,0..1..2\nc,\n")
    (tmp_path / "course.csv").write_text(
        "date,actor,event,by,note\n"
        "2000,a,ruler,,\n2001,b,ruler,,\n2001,c,ruler,,\n2005,a,ruler,,\n"
        "2002,a,died,b,\n2001-05,a,prison,b|c,house_arrest: at home\n"
        "2001-04,a,prison,,arrested: he\n"
        "2001-03,b,coalition,c,against the people: in vain\n2001-02,c,coalition,,against a|b\n"
        "2003,b,restored,,\n"
    )
    struggle = struggle_of(read_case(tmp_path))
    assert [contender.bases["army"] for contender in struggle.contenders] == [2, 1, 0]
    outcome = struggle.outcome
    assert outcome.winners == ("b", "c")
    assert [(r.manner, r.fate, r.by, r.note) for r in outcome.removals] == [
        ("imprisoned", "jail", (), "arrested: he"),
        ("house_arrest", "jail", ("b", "c"), "at home"),
        ("died_natural", "exogenous", ("b",), ""),
    ]
    assert [(m.coalition, m.against, m.note) for m in outcome.moves] == [
        (("c",), ("a", "b"), ""),
        (("b", "c"), (), "against the people: in vain"),
    ]


def test_a_folder_without_a_course(tmp_path):
    (tmp_path / "case.toml").write_text('title = "t"\nstart = "2000-01-01"\nend = "2002-12-31"\n')
    (tmp_path / "actors.csv").write_text("id\na\nb\n")
    outcome = struggle_of(read_case(tmp_path)).outcome
    assert outcome == Outcome(winners=(), decided=None, removals=(), moves=())


def test_a_model_can_start_from_every_case():
    for name in STRUGGLES:
        start = Start(read_case(name))
        assert set(start.contenders) == {c.id for c in STRUGGLES[name].contenders}
        assert start.draw(1, 0, 2).actors.shape == (2, len(start.actors))


# --- the page


def test_the_page_states_the_limits_of_the_reader():
    page = Path(__file__).parents[3] / "docs" / "casebook.md"
    text = page.read_text("utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert "\N{EM DASH}" not in text
    assert "2,000,000 bytes" in text
    assert "junta_2000" in example


def test_the_example_on_the_page_can_be_read(tmp_path):
    page = Path(__file__).parents[3] / "docs" / "casebook.md"
    example = page.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "mine.yaml").write_text(example, "utf-8")
    (struggle,) = read_casebook(tmp_path / "mine.yaml")
    assert generate.case_row(struggle)[-3:] == ("2", "general", "-")
    assert check_case(write_folder(tmp_path / "mine", case_files(struggle))).ok
