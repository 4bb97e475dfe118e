"""What a case says: values, defaults, the count of sources, and the hash."""

import csv
import io
import json
import random

import pytest

from whowhom.cases import Report, check_case, holders, read_case
from whowhom.cases.case import Day, Quantity
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.sim.parameters import Parameters

ACTORS = "id,name,army,organisation,source\na,A,1..2..3,,army=book:7\nb,B,2,0.7,\nc,C,,,book\n"


def test_values_and_defaults(make):
    case = read_case(make(actors=ACTORS))
    a, b, c = case.actors
    assert a.bases["army"] == Quantity(1, 3, 2)
    assert b.skills["organisation"] == Quantity(0.7, 0.7)
    assert (c.bases["popular"], c.skills["oratory"], c.line) == (
        Quantity(0, 0),
        Quantity(0.5, 0.5),
        Quantity(0, 0),
    )
    assert (case.posts, case.majority, case.regime_type) == ((), Quantity(0.5, 0.5), "other")
    assert case.audiences == DEFAULT_AUDIENCES


def test_shares_of_nought_count_only_against_a_share_for_all(make):
    case = read_case(make(posts="id,voice\na,army=0\nb,*=0.3;army=0\nc,0\n"))
    assert [dict(post.voice) for post in case.posts] == [
        {},
        {"*": Quantity(0.3, 0.3), "army": Quantity(0, 0)},
        {},
    ]


def test_default_audiences_are_the_documented_ones():
    told = {
        one.id: (one.base, one.weight.low, one.size, one.turnover.low, one.abroad)
        for one in DEFAULT_AUDIENCES
    }
    assert told["cadres"] == ("apparatus", 0.30, 1000, 0.36, False)
    assert told["elite"] == ("legitimacy", 0.20, 150, 0.14, False)
    assert {key: share.low for key, share in DEFAULT_AUDIENCES[1].fed_by.items()} == {"cadres": 0.6}
    assert {name: value[1:3] for name, value in told.items()} | {} == {
        "cadres": (0.30, 1000),
        "elite": (0.20, 150),
        "army": (0.20, 200),
        "guard": (0.10, 100),
        "public": (0.20, 300),
        "abroad": (0.0, 200),
    }
    assert told["abroad"][4] is True
    shared = Parameters()
    for base, weight, _size, _turnover, is_abroad in told.values():
        assert is_abroad or shared[f"weight_{base}"] == weight


def test_defaults_in_force_are_told(make):
    case = read_case(make(actors=ACTORS))
    told = "\n".join(case.defaults)
    assert "audiences.csv is missing: six default audiences" in told
    assert "posts.csv is missing" in told
    assert "organisation is 0.5 for a, c" in told
    assert "majority is 0.5" in told
    assert "army is 0 for c" in told
    assert "for all rows" in told


def test_values_without_a_source_are_listed_with_their_place(make):
    report: Report = check_case(make(actors=ACTORS))
    assert report.values == 3
    assert [(one.where, one.name, one.value) for one in report.unsourced] == [
        ("actors.csv:3:3", "actors.b.army", "2"),
        ("actors.csv:3:4", "actors.b.organisation", "0.7"),
    ]


def test_a_tenure_without_dates_is_one_value(make):
    report = check_case(
        make(posts="id,seat,source\nwar,1,book\n", tenures="post,actor\nwar,beria\n")
    )
    assert [one.name for one in report.unsourced] == ["tenures.row 2.post"]


def test_a_report_for_programs_is_plain(make):
    told = json.loads(json.dumps(check_case(make(actors="id,army\na,9\nb,\n")).as_dict()))
    assert told["problems"][0]["column"] == 2
    assert told["case"] is None


def test_many_problems_are_cut_in_the_text_but_not_in_the_list(make):
    rows = "".join(f"a{n},9\n" for n in range(60))
    report = check_case(make(actors="id,army\n" + rows))
    assert len(report.problems) == 60
    assert report.text().endswith("... and 10 more problems")


def test_holders_on_a_day(make):
    tenures = (
        "post,actor,from,to\nwar,zhukov,,1953-03-20\nwar,beria,1953-03-20,1955\n"
        "party,malenkov,1956,\npolice,beria,1953-03,\npolice,zhukov,,1953-03\n"
    )
    posts = "id,seat\nwar,1\nparty,1\npolice,1\n"
    case = read_case(make(posts=posts, tenures=tenures))
    assert holders(case) == {"war": "zhukov", "police": "beria"}
    assert holders(case, Day(1953, 3, 20))["war"] == "beria"
    assert holders(case, Day(1955, 12, 31))["war"] == "beria"
    assert "war" not in holders(case, Day(1956, 1, 1))
    assert holders(case, Day(1957, 1, 1)) == {"party": "malenkov", "police": "beria"}


TABLES = {
    "actors": (
        "id,name,army,line,source\n"
        "zhukov,Zhukov,3,0.5,book\nberia,Beria,,-1..1,\nmolotov,Molotov,1,,\n"
    ),
    "posts": "id,name,fills,seat\nwar,War,army=0.5,0.2\nparty,Party,cadres=0.5;elite=0.1,\n",
    "ties": "from,to,kind,strength\nberia,zhukov,feud,\nzhukov,beria,grievance,0.7\n",
    "shocks": "id,date,kind,target,size\ns,1954,war,,0.5\nt,1955-03,levy,army,0.1\n",
}


def shuffled(text, seed):
    """Return a table with rows and columns in another order, semicolons, quotes and comments."""
    rows = list(csv.reader(io.StringIO(text)))
    chance = random.Random(seed)
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    body = chance.sample(rows[1:], len(rows) - 1)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["# a remark"])
    writer.writerows([[row[i] for i in order] for row in [rows[0], *body]])
    return "\ufeff" + stream.getvalue()


@pytest.mark.parametrize("seed", range(5))
def test_form_does_not_change_the_hash(make, seed):
    folder = make(**TABLES)
    before = read_case(folder).sha256
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(shuffled(text, seed), "utf-8")
    assert read_case(folder).sha256 == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("actors.csv", "Zhukov,3", "Georgy,3"),
        ("actors.csv", "0.5,book", "0.5,"),
        ("actors.csv", "3,0.5", "3..3,0.50"),
        ("ties.csv", "feud,", "feud,0.5"),
        ("shocks.csv", "1954,war", "1954-01/1954-12,war"),
        ("posts.csv", "cadres=0.5;elite=0.1", "elite=0.1;cadres=0.5;army=0"),
        ("case.toml", 'title = "Test"', 'title = "Other"\nabout = "x"\nmajority = 0.5'),
    ],
)
def test_what_no_model_reads_does_not_change_the_hash(make, file, old, new):
    folder = make(**TABLES)
    before = read_case(folder).sha256
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    assert read_case(folder).sha256 == before


def test_course_and_chronicle_do_not_change_the_hash(make):
    folder = make(**TABLES)
    before = read_case(folder).sha256
    (folder / "course.csv").write_text("date,actor,event\n1953-06-26,beria,prison\n")
    (folder / "chronicle.csv").write_text("id,date,title\ne,1953,T\n")
    (folder / "persons.csv").write_text("id\nx\n")
    assert read_case(folder).sha256 == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("actors.csv", "Zhukov,3", "Zhukov,2"),
        ("actors.csv", "-1..1", "-1..0..1"),
        ("ties.csv", "0.7", "0.8"),
        ("ties.csv", "feud", "rival"),
        ("shocks.csv", "1955-03", "1955-04"),
        ("posts.csv", "army=0.5", "army=0.6"),
        ("case.toml", "1957-06-29", "1957-07-29"),
        ("case.toml", 'title = "Test"', 'title = "Test"\nmajority = "0.5..0.6"'),
        ("case.toml", 'title = "Test"', 'title = "Test"\nregime_type = "party"'),
        ("case.toml", 'title = "Test"', 'title = "Test"\narbiter = "beria"'),
        ("case.toml", 'title = "Test"', 'title = "Test"\nconditions.war = 0.5'),
        ("posts.csv", "id,name,fills,seat\nwar,War,", "id,name,voice,seat\nwar,War,"),
    ],
)
def test_what_a_model_may_read_changes_the_hash(make, file, old, new):
    folder = make(**TABLES)
    before = read_case(folder).sha256
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    assert read_case(folder).sha256 != before


def test_default_audiences_written_out_do_not_change_the_hash(make):
    folder = make(**TABLES)
    before = read_case(folder).sha256
    rows = ["id,size,weight,turnover,base,fed_by,abroad,line_sd"]
    for one in DEFAULT_AUDIENCES:
        fed_by = "cadres=0.6" if one.id == "elite" else ""
        abroad = "yes" if one.abroad else ""
        numbers = f"{one.size},{one.weight.low},{one.turnover.low}"
        rows.append(f"{one.id},{numbers},{one.base},{fed_by},{abroad},0.3")
    (folder / "audiences.csv").write_text("\n".join(rows))
    assert read_case(folder).sha256 == before
