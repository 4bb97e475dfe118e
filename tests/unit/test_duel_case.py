"""The shipped case `duel`: complete, sourced, and free of hindsight where it can be tested."""

import csv
import re
from functools import cache
from importlib.resources import files

import pytest

from whowhom.cases.case import BASES, SKILLS, Day
from whowhom.cases.check import check_case
from whowhom.cases.dates import parse_period


def words(text: str) -> set[str]:
    return set(text.split())


CONTENDERS = {"stalin", "trotsky", "zinoviev", "kamenev", "bukharin", "rykov", "tomsky"}
TABLES = sorted(
    words(
        "actors posts tenures audiences ties shocks hosts course chronicle "
        "persons places organisations relations corrections claims"
    )
)
LAST_LINE = 1285
"""Number of lines of the transcript of the film."""

FILM_PERSONS = words(
    "stalin trotsky lenin nicholas2 kamenev zinoviev bukharin tukhachevsky krupskaya dzerzhinsky "
    "natalia sedov esteban kirov vyshinsky hitler doriot kahlo rivera siqueiros mercader ageloff "
    "marx engels churchill roosevelt stalin_father trotsky_family lenin_secretary witnesses_kirov "
    "guards narrator experts"
)
PLACES = words(
    "london petrograd vienna caucasus caucasus_resort georgia russia ussr moscow kremlin warsaw "
    "poland lvov armoured_train gorki mausoleum alma_ata kazakhstan turkey buyukada istanbul "
    "western_europe italy france paris norway germany britain china vietnam mexico mexico_city "
    "rivera_home trotsky_house hospital open_air_stage moscow_underground libraries "
    "moscow_courtroom spain belgium_canada"
)
ORGANISATIONS = words(
    "rsdlp bolsheviks party congress1907 congress13 central_committee politburo office_gensec "
    "office_redarmy office_cinc office_prosecutor office_leader tsarist_regime "
    "provisional_government soviet_regime red_army whites polish_army entente "
    "socialist_high_society intelligentsia peasants militants apparatus lenin_levy old_bolsheviks "
    "opposition bulletin train_journal nkvd secret_services west_cps comintern french_cp "
    "italian_cp mexican_cp world_communists trotskyites popular_front third_reich foreign_press "
    "fourth_international commission petrograd_crowd russian_soldiers polish_state raiders "
    "household host_states mexican_authorities"
)


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    path = files("whowhom") / "shipped" / "duel" / f"{table}.csv"
    return tuple(csv.DictReader(path.read_text("utf-8").splitlines(), strict=True))


def ids(table: str) -> list[str]:
    return [row["id"] for row in rows(table)]


def references(row: dict[str, str]) -> list[tuple[str, str, str]]:
    """(column, source, locator) of each part of the source cell."""
    parts = [part.strip() for part in row["source"].split(";") if part.strip()]
    pattern = r"(?:([a-z_]+)=)?([a-z0-9_]+)(?::(.+))?"
    return [tuple(word or "" for word in re.fullmatch(pattern, part).groups()) for part in parts]


def test_the_checker_finds_nothing_wrong_and_no_value_without_a_source():
    report = check_case("duel")
    assert report.problems == ()
    assert report.unsourced == ()
    vacant, idle = report.warnings
    assert vacant.value == "political_police"
    assert "an arbiter takes no side" in str(idle)


def test_period_arbiter_and_contenders():
    case = check_case("duel").case
    assert case is not None
    assert (case.start, case.end) == (Day(1922, 4, 3), Day(1941, 12, 31))
    assert case.months == 237
    assert (case.arbiter, case.regime_type) == ("lenin", "party")
    assert {actor.id for actor in case.actors} == CONTENDERS | {"lenin"}
    assert all(condition.references for condition in case.conditions)
    assert len(case.conditions) == 5


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ("chronicle", {f"e{n:03d}" for n in range(1, 112)}),
        ("relations", {f"r{n:03d}" for n in range(1, 110)}),
        ("claims", {f"c{n:02d}" for n in range(1, 58)}),
        ("corrections", {f"n{n}" for n in range(1, 10)} | {f"g{n}" for n in range(1, 11)}),
        ("corrections", {f"s{n}" for n in range(1, 47)} | {f"h{n}" for n in range(1, 6)}),
        ("corrections", {f"x{n}" for n in range(1, 19)}),
        ("persons", FILM_PERSONS),
        ("places", PLACES),
        ("organisations", ORGANISATIONS),
    ],
)
def test_everything_the_film_states_is_there(table, wanted):
    listed = ids(table)
    assert len(listed) == len(set(listed))
    assert wanted <= set(listed), f"missing: {sorted(wanted - set(listed))}"


def test_the_film_names_33_persons_41_places_50_organisations():
    assert (len(FILM_PERSONS), len(PLACES), len(ORGANISATIONS)) == (33, 41, 50)
    told = {row["id"] for row in rows("persons") if "film:" in row["source"]}
    assert told == FILM_PERSONS


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_a_listed_source(table):
    known = set(ids("sources"))
    for row in rows(table):
        named = {source for _, source, _ in references(row)}
        assert named, row
        assert named <= known, row


@pytest.mark.parametrize("table", TABLES)
def test_every_film_reference_is_a_range_of_lines(table):
    for row in rows(table):
        for _, source, locator in references(row):
            if source == "film":
                first, _, last = locator.partition("-")
                assert 1 <= int(first) <= int(last or first) <= LAST_LINE, row


@pytest.mark.parametrize("table", ["relations", "claims", "places", "organisations"])
def test_rows_of_the_film_cite_its_lines(table):
    for row in rows(table):
        assert "film" in {source for _, source, _ in references(row)}, row


def test_every_base_and_skill_has_its_own_source():
    for row in rows("actors"):
        sourced = {column for column, _, _ in references(row)}
        assert {*BASES, *SKILLS, "line"} <= sourced, row["id"]


@pytest.mark.parametrize(
    ("table", "columns"),
    [("actors", (*BASES, *SKILLS, "line")), ("audiences", ("weight", "turnover", "line"))],
)
def test_numbers_are_upright_ranges(table, columns):
    for row in rows(table):
        for column in columns:
            numbers = [float(number) for number in row[column].split("..")]
            assert numbers == sorted(numbers), (row["id"], column)


def test_most_judged_values_are_ranges():
    values = [row[c] for row in rows("actors") for c in (*SKILLS, "line")]
    assert sum(".." in value for value in values) == len(values)


def test_the_course_covers_all_eight():
    assert {row["actor"] for row in rows("course")} == CONTENDERS | {"lenin"} == set(ids("actors"))
    dead = {
        row["actor"]
        for row in rows("course")
        if row["event"] in {"executed", "assassinated", "died"}
    }
    assert dead == set(ids("actors")) - {"stalin"}


def test_the_course_is_in_order_of_time():
    begins = [parse_period(row["date"]).earliest for row in rows("course")]
    assert begins == sorted(begins)


def test_trotskys_ladder_is_documented_rung_by_rung():
    rungs = [(row["event"], row["date"]) for row in rows("course") if row["actor"] == "trotsky"]
    assert [event for event, _ in rungs if event != "coalition"] == [
        "demoted",
        "demoted",
        "expelled",
        "internal_exile",
        "abroad",
        "assassinated",
    ]
    assert dict(rungs)["assassinated"] == "1940-08-21"


def test_one_holder_for_each_post_on_the_first_day():
    start = parse_period("1922-04-03").earliest
    holders: dict[str, list[str]] = {}
    for row in rows("tenures"):
        begins = parse_period(row["from"]).latest
        ends = parse_period(row["to"]).earliest
        assert begins <= ends, row
        if begins <= start <= ends:
            holders.setdefault(row["post"], []).append(row["actor"])
    assert holders == {
        "gensec": ["stalin"],
        "war": ["trotsky"],
        "comintern": ["zinoviev"],
        "leningrad": ["zinoviev"],
        "moscow": ["kamenev"],
        "pravda": ["bukharin"],
        "premier": ["lenin"],
        "deputy_premier": ["rykov"],
        "politburo_chair": ["lenin"],
        "unions": ["tomsky"],
    }
    assert set(ids("posts")) - set(holders) == {"political_police"}, "vacant: no contender had it"


def test_no_shock_tells_what_the_contest_decided():
    """Only the arbiter's illness and death are fed in; the fate of a contender never is."""
    course = [(row["actor"], parse_period(row["date"])) for row in rows("course")]
    for shock in rows("shocks"):
        if shock["target"] not in CONTENDERS:
            continue
        assert shock["kind"] in {"esteem", "absence", "testament"}, shock["id"]
        when = parse_period(shock["date"])
        for actor, period in course:
            apart = when.latest < period.earliest or period.latest < when.earliest
            assert actor != shock["target"] or apart, (shock["id"], period.text)
    assert not [shock for shock in rows("shocks") if shock["kind"] == "post"]


def test_ties_were_there_before_the_start():
    start = parse_period("1922-04-03").earliest
    for row in rows("ties"):
        assert parse_period(row["begin"]).earliest < start, row


def test_each_tie_stands_once():
    pairs = [(row["from"], row["to"]) for row in rows("ties")]
    assert len(pairs) == len(set(pairs))


def test_posts_never_fill_more_than_everything():
    filled: dict[str, float] = {}
    for row in rows("posts"):
        for part in row["fills"].split(";"):
            if part:
                audience, share = part.split("=")
                filled[audience] = filled.get(audience, 0.0) + float(share.split("..")[-1])
    assert set(filled) == set(ids("audiences"))
    assert max(filled.values()) <= 1.0, filled


def test_corrections_in_the_chronicle_exist():
    listed = set(ids("corrections"))
    used = set()
    for row in rows("chronicle"):
        cited = {word.lower() for word in re.findall(r"\b[NGS]\d+(?=, told)", row["correction"])}
        assert cited <= listed, row
        used |= cited
    assert {"s1", "s4", "s5", "s8", "s14", "s15", "s20", "s25", "s40", "s43"} <= used


def test_quotations_of_the_film_have_at_most_eight_words():
    for table in TABLES:
        for row in rows(table):
            for cell in row.values():
                for quotation in re.findall(r'"([^"]*)"', cell):
                    assert len(quotation.split()) <= 8, (table, quotation)


def test_told_dates_stay_beside_the_established_ones():
    told = {row["id"]: (row["date"], row["told"]) for row in rows("chronicle")}
    assert told["e015"][0] == "1917-03-15"
    assert told["e015"][1].startswith("1917-02")
    assert told["e061"][0] == "1928-01-17"
    assert all(text != "not told" for entry, (_, text) in told.items() if entry.startswith("e"))
    assert all(text == "not told" for entry, (_, text) in told.items() if entry.startswith("a"))
