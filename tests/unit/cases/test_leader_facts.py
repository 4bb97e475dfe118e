"""The facts of a leader in [outlook]: how they are written, what is refused, what contradicts."""

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases import check_case, import_workbook, read_case
from whowhom.cases.case import Reference
from whowhom.cases.leader_facts import FACTS, REGIME_OF_TYPE, incompatible
from whowhom.cases.pooling import pooled
from whowhom.cases.schema import OUTLOOK
from whowhom.cases.templates import template_files
from whowhom.cases.vocabulary import REGIME_TYPES

START = 'title = "T"\nstart = "1953-03-05"\nend = "1957-06-29"\n'
OUTLOOK_LINES = (
    '[outlook]\nleader = "malenkov"\nentered = "1951"\nregime = "party-personal"\n'
    'age = { source = "book:3", value = 51 }\nrelatives = false\nconsults_officers = "yes"\n'
    'infant_mortality = "70.5"\n'
)


def stated(case):
    return {fact.id: fact.value for fact in case.outlook}


def test_the_facts_are_read_as_conditions_are(make):
    case = read_case(make(settings=START + OUTLOOK_LINES))
    found = stated(case)
    assert found.pop("entered").text == "1951"
    assert found == {
        "leader": "malenkov",
        "regime": "party-personal",
        "age": 51.0,
        "relatives": False,
        "consults_officers": True,
        "infant_mortality": 70.5,
    }
    age = next(fact for fact in case.outlook if fact.id == "age")
    assert age.references == (Reference("book", "3"),)


def test_a_workbook_says_the_same(make, tmp_path):
    folder = make(settings=START + OUTLOOK_LINES)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "case"
    rows = [["title", "T"], ["start", "1953-03-05"], ["end", "1957-06-29"]]
    rows += [["outlook.leader", "malenkov"], ["outlook.entered", "1951"]]
    rows += [["outlook.regime", "party-personal"], ["outlook.age", 51, "book:3"]]
    rows += [["outlook.relatives", "no"], ["outlook.heir", ""]]
    rows += [["outlook.consults_officers", "yes"]]
    rows += [["outlook.infant_mortality", 70.5], ["outlook.coups_5", ""]]
    for row in rows:
        if row[0] != "outlook.heir":
            sheet.append(row)
    for name in ("actors", "sources"):
        other = book.create_sheet(name)
        for line in (folder / f"{name}.csv").read_text().splitlines():
            other.append(line.split(","))
    book.save(tmp_path / "circle.xlsx")
    told = sorted(map(repr, read_case(tmp_path / "circle.xlsx").outlook))
    assert told == sorted(map(repr, read_case(folder).outlook))


def test_a_fact_that_stands_twice_on_a_sheet_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "case"
    rows = [("title", "T"), ("start", "2026-01-15"), ("end", "2027-12-31")]
    for row in [*rows, ("outlook.age", 61), ("outlook.age", 62)]:
        book.active.append(row)
    actors = book.create_sheet("actors")
    for row in (("id", "name", "army"), ("ann", "Ann", 3), ("ben", "Ben", 1)):
        actors.append(row)
    book.save(tmp_path / "book.xlsx")
    (problem,) = check_case(tmp_path / "book.xlsx").problems
    assert (problem.code, problem.line, problem.finding) == ("W015", 5, "appears twice")


def test_an_import_writes_them_into_case_toml(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "case"
    rows = [("title", "T"), ("start", "2026-01-15"), ("end", "2027-12-31")]
    rows += [("Outlook.Leader", "Ann"), ("outlook.entered", "June 2024", "p:1")]
    rows += [("outlook.regime", "Personal"), ("outlook.relatives", "TRUE"), ("outlook.age", 61)]
    for row in rows:
        sheet.append(row)
    actors = book.create_sheet("actors")
    for row in (("id", "name", "army"), ("ann", "Ann", 3), ("ben", "Ben", 1)):
        actors.append(row)
    book.save(tmp_path / "book.xlsx")
    made = import_workbook(tmp_path / "book.xlsx", tmp_path / "out")
    found = stated(read_case(made.folder))
    assert found.pop("entered").text == "2024-06"
    assert found == {"leader": "ann", "regime": "personal", "relatives": True, "age": 61.0}
    text = (made.folder / "case.toml").read_text(encoding="utf-8")
    assert '[outlook]\nleader = "ann"\nentered = { value = "2024-06", source = "p:1" }' in text


def test_no_run_reads_them_so_the_hash_stays(make):
    folder = make(settings=START)
    before = read_case(folder)
    (folder / "case.toml").write_text(START + OUTLOOK_LINES)
    after = read_case(folder)
    assert (before.outlook, before.sha256) == ((), after.sha256)
    assert after.stated == before.stated + 6  # all but the leader, who is no value
    assert after.graded == before.graded


@pytest.mark.parametrize(
    ("lines", "where", "words"),
    [
        ("age = 300", "case.toml:5:7", "outside 15..110"),
        ('leader = "molotov"', "case.toml:5:10", "is not a known actor; known: zhukov, beria"),
        ('leader = "berja"', "case.toml:5:10", 'did you mean "beria"?'),
        ('regime = "personel"', "case.toml:5:10", 'did you mean "personal"?'),
        ('regim = "personal"', "case.toml:5:9", 'is not a fact of the outlook; did you mean "reg'),
        ("zzz = 1", "case.toml:5:7", "facts: leader, entered, regime"),
        ('source = "book"', "case.toml:5:10", "is not a fact of the outlook"),
        ("age = {valu = 50}", "case.toml:5:15", 'did you mean "value"?'),
        ('age = {source = "book"}', "case.toml:5:7", "has a source and no value"),
        ('age = {value = 50, source = "bok"}', "case.toml:5:29", "is not a known source"),
        ('age = "50..60"', "case.toml:5:7", "is a range, where one number is needed"),
        ("age = [50]", "case.toml:5:7", "holds a list at age; write one value (15..110)"),
        ("age = true", "case.toml:5:7", "holds a bool at age"),
        ('relatives = "maybe"', "case.toml:5:13", "neither yes nor no"),
        ('entered = "5 March 1953"', "case.toml:5:11", "write 1953-03-05"),
        ('entered = "1940/1950"', "case.toml:5:11", "is too vague"),
    ],
)
def test_damage_is_named_with_its_place(make, lines, where, words):
    report = check_case(make(settings=f"{START}[outlook]\n{lines}\n"))
    assert words in "\n".join(str(p) for p in report.problems if p.where == where), report.text()
    assert len(report.problems) == 1


def test_all_problems_are_told_at_once(make):
    lines = 'leader = "molotov"\nage = 300\nregime = "personel"\nheir = 1\n'
    report = check_case(make(settings=f"{START}[outlook]\n{lines}"))
    assert [problem.line for problem in report.problems] == [5, 6, 7, 8]


def test_outlook_must_be_a_table(only_problem):
    assert "write [outlook] on its own line" in only_problem(settings=START + "outlook = 3\n").hint


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("coups_5 = 2\ncoups_10 = 1", "is more than coups_10"),
        ("coups_5 = 2\nlast_coup = 7", "is above 0, but last_coup is 7 years ago"),
        ("coups_10 = 0\nlast_coup = 7", "is 0, but last_coup is 7 years ago"),
        ('support_party = "no"\nregime = "party"', "is no, but regime is party"),
        ('support_party = "no"\ncommittee = "leader"', "is given, but support_party is no"),
        ('entered = "1954"', "is after the start (1953-03-05)"),
        ('leader = "beria"\nage = 30', "contradicts the date of birth in actors.csv (1899-03-29)"),
        ('leader = "beria"\nentered = "1890"', "is before the leader was born (1899-03-29)"),
        ('regime = "military"', "contradicts regime_type, which is personal"),
    ],
)
def test_what_cannot_be_true_together_is_a_warning(warnings_of, lines, words):
    actors = (
        "id,name,born,army,security\nzhukov,Zhukov,,3,\nberia,Beria,1899-03-29,,3\n"
        "malenkov,Malenkov,,1,\n"
    )
    head = START + 'regime_type = "personal"\n' * ("regime =" in lines and "mil" in lines)
    found = warnings_of(settings=f"{head}[outlook]\n{lines}\n", actors=actors)
    assert [words in str(one) for one in found if one.code == "W321"] == [True]


@pytest.mark.parametrize(
    "lines",
    [
        "coups_5 = 1\ncoups_10 = 2\nlast_coup = 3",
        "coups_5 = 0\nlast_coup = 5",
        "coups_10 = 0\nlast_coup = 100",
        'support_party = "no"\nregime = "personal"\ncommittee = "none"',
        'entered = "1953"',
        'leader = "beria"\nage = 53',
        'leader = "beria"\nage = 54',
    ],
)
def test_what_can_be_true_together_is_none(warnings_of, lines):
    actors = (
        "id,name,born,army,security\nzhukov,Zhukov,,3,\nberia,Beria,1899-03-29,,3\n"
        "malenkov,Malenkov,,1,\n"
    )
    found = warnings_of(settings=f"{START}[outlook]\n{lines}\n", actors=actors)
    assert [one for one in found if one.code == "W321"] == []


@given(st.integers(0, 9), st.integers(0, 9))
def test_coups_of_five_years_are_among_those_of_ten(five, ten):
    told = list(incompatible({"coups_5": float(five), "coups_10": float(ten)}))
    assert bool(told) == (five > ten)


def test_the_schema_has_every_fact_with_its_domain():
    assert OUTLOOK.names == ("leader", "entered", *FACTS, "source")
    for fact in FACTS.values():
        column = OUTLOOK.column(fact.name)
        assert (column.choices, column.meaning) == (tuple(fact.choices), fact.meaning)
    assert set(REGIME_OF_TYPE) < set(REGIME_TYPES)
    assert set(REGIME_OF_TYPE.values()) <= set(FACTS["regime"].choices)


def test_the_template_names_every_key_in_a_remark():
    text = template_files()["case.toml"].decode()
    after = text.partition("# [outlook]")[2]
    assert all(f"\n# {name} = " in after for name in OUTLOOK.names[:-1])


def test_a_pool_keeps_what_its_coders_agree_on(make, tmp_path):
    folder = make(settings=START + '[outlook]\nleader = "beria"\nage = 51\nrelatives = false\n')
    first = read_case(folder)
    changed = START + '[outlook]\nleader = "beria"\nage = 52\nconsults_officers = true\n'
    (folder / "case.toml").write_text(changed)
    made = pooled([first, read_case(folder)])
    assert stated(made) == {"leader": "beria", "relatives": False, "consults_officers": True}
