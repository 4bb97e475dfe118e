"""Rules on the whole case: each breach is found at its place, and near misses are not."""

import pytest

from whowhom.cases import check_case
from whowhom.cases.rules import RULES

POSTS = "id,fills\nwar,army=0.6\nparty,cadres=0.5\n"
TENURES = "post,actor,from,to\n"
SHOCKS = "id,date,kind,target,actor,audience,size\n"
CHANCES = "id,date,kind,target,probability,months\n"
RULED = "id,fills,succession,succession_by\n"


@pytest.mark.parametrize(
    ("tables", "where", "words"),
    [
        (
            {"posts": POSTS, "tenures": TENURES + "war,zhukov,1953,1955\nwar,beria,1954-06,\n"},
            "tenures.csv:3:3",
            'has "war" while zhukov has it',
        ),
        (
            {"posts": POSTS, "tenures": TENURES + "war,zhukov,,\nwar,beria,,\n"},
            "tenures.csv:3:1",
            "line 2",
        ),
        (
            {"posts": POSTS, "tenures": TENURES + "war,zhukov,1955,1953\n"},
            "tenures.csv:2:4",
            "before from (1955)",
        ),
        (
            {
                "actors": "id,died\nberia,1953-12-23\nzhukov,\nmalenkov,\n",
                "posts": POSTS,
                "tenures": TENURES + "war,beria,1953,1955\n",
            },
            "tenures.csv:2:4",
            "after the death of beria",
        ),
        ({"actors": "id,died\na,1950\nb,\nc,\n"}, "actors.csv:2:2", "before the case starts"),
        ({"actors": "id,born\na,1990\nb,\nc,\n"}, "actors.csv:2:2", "after the case ends"),
        ({"actors": "id,born,died\na,1955,1954\nb,,\nc,,\n"}, "actors.csv:2:3", "before born"),
        ({"posts": POSTS + "x,army=0.5\n"}, "posts.csv:4:2", 'shares of "army" sum to 1.1'),
        ({"posts": POSTS + "x,army=0.3..0.6\n"}, "posts.csv:4:2", "1.05"),
        (
            {"audiences": "id,fed_by\na,b=0.6;c=0.6\nb,\nc,\n"},
            "audiences.csv:2:2",
            "sums to 1.2",
        ),
        ({"audiences": "id,fed_by\na,a=0.1\n"}, "audiences.csv:2:2", "feed itself"),
        ({"shocks": SHOCKS + "s,1960,war,,,,\n"}, "shocks.csv:2:2", "outside the case"),
        ({"shocks": SHOCKS + "s,1953-02,war,,,,\n"}, "shocks.csv:2:2", "outside the case"),
        ({"shocks": SHOCKS + "s,1954/..,war,,,,\n"}, "shocks.csv:2:2", "is open"),
        ({"shocks": SHOCKS + "s,1954,death,,,,\n"}, "shocks.csv:2:4", "is empty"),
        ({"shocks": SHOCKS + "s,1954,war,beria,,,\n"}, "shocks.csv:2:4", "hits none"),
        (
            {"shocks": SHOCKS + "s,1954,levy,beria,,,\n"},
            "shocks.csv:2:4",
            "is not a known audience",
        ),
        ({"shocks": SHOCKS + "s,1954,war,,beria,,\n"}, "shocks.csv:2:5", "only post"),
        ({"shocks": SHOCKS + "s,1954,levy,army,,army,\n"}, "shocks.csv:2:6", "only esteem"),
        ({"shocks": SHOCKS + "s,1954,war,,,,2\n"}, "shocks.csv:2:7", "outside 0..1 for war"),
        ({"shocks": SHOCKS + "s,1954,levy,army,,,-0.5\n"}, "shocks.csv:2:7", "outside 0..1"),
        ({"shocks": CHANCES + "s,1954,war,,60,\n"}, "shocks.csv:2:5", "write 0.6 or 60 %"),
        ({"shocks": CHANCES + "s,1954,war,,0.2..40,\n"}, "shocks.csv:2:5", "write 0.4 or 40 %"),
        ({"shocks": CHANCES + "s,1954,war,,160 %,\n"}, "shocks.csv:2:5", "from 0 to 1"),
        ({"shocks": CHANCES + "s,1954,war,,-0.1,\n"}, "shocks.csv:2:5", "from 0 to 1"),
        (
            {"shocks": CHANCES + "s,1954,war,,maybe,\n"},
            "shocks.csv:2:5",
            "not a number; write a chance",
        ),
        (
            {"shocks": CHANCES + "s,1955-06/1954-01,war,,0.6,\n"},
            "shocks.csv:2:2",
            "ends before it begins; write 1954-01/1955-06",
        ),
        ({"shocks": CHANCES + "s,1954,war,,,3\n"}, "shocks.csv:2:6", "only illness reads it"),
        ({"shocks": CHANCES + "s,1954,election,beria,,\n"}, "shocks.csv:2:4", "known audience"),
        (
            {"posts": RULED + "war,,deputy,party\nparty,,deputy,war\n"},
            "posts.csv:2:4",
            "or name an actor: line 2 (war), line 3 (party)",
        ),
        (
            {"posts": RULED + "war,,deputy,party\nparty,,appointed,police\npolice,,deputy,war\n"},
            "posts.csv:2:4",
            "war by party by police by war",
        ),
        ({"posts": RULED + "war,,deputy,war\n"}, "posts.csv:2:4", "war by war"),
        ({"posts": RULED + "war,,deputy,\n"}, "posts.csv:2:4", "is empty, but deputy names one"),
        ({"posts": RULED + "war,,,beria\n"}, "posts.csv:2:4", "no rule of succession reads it"),
        ({"posts": RULED + "war,,vacant,beria\n"}, "posts.csv:2:4", "no rule of succession reads"),
        ({"posts": RULED + "war,,elected,beria\n"}, "posts.csv:2:4", "not a known audience"),
        ({"posts": RULED + "war,,deputy,nobody\n"}, "posts.csv:2:4", "not a known post or actor"),
        ({"posts": RULED + "war,,inherited,\n"}, "posts.csv:2:3", "is not in the list"),
        (
            {"posts": RULED + "war,,deputy,beria\nberia,,,\n"},
            "posts.csv:2:4",
            "is the id of a post and of an actor",
        ),
        ({"ties": "from,to,kind\nberia,beria,ally\n"}, "ties.csv:2:2", "tie to oneself"),
        (
            {"ties": "from,to,kind,begin,end\nberia,zhukov,ally,1955,1954\n"},
            "ties.csv:2:5",
            "begin",
        ),
        ({"actors": "id\na\n"}, "actors.csv:2:1", "is the only contender; add"),
        ({"audiences": "id,weight\na,0\nb,0\n"}, "audiences.csv:2:2", "without any weight"),
        ({"audiences": "id,weight,abroad\na,1,yes\n"}, "audiences.csv:2:2", "without any weight"),
        ({"audiences": "id,size\na,600000\nb,500000\n"}, "audiences.csv:3:2", "1,100,000"),
        (
            {"actors": "id\n" + "".join(f"a{n}\n" for n in range(65))},
            "actors.csv:66:1",
            "may have 64 rows",
        ),
        (
            {"audiences": "id\n" + "".join(f"a{n}\n" for n in range(41))},
            "audiences.csv:42:1",
            "may have 40 rows",
        ),
    ],
)
def test_breach_is_one_problem_at_its_place(only_problem, tables, where, words):
    problem = only_problem(**tables)
    assert problem.where == where
    assert words in str(problem)
    assert problem.hint


def test_the_arbiter_is_no_contender(only_problem):
    settings = 'title = "T"\nstart = "1953-03-05"\nend = "1957-06-29"\narbiter = "a"\n'
    problem = only_problem(settings=settings, actors="id\na\nb\n")
    assert "besides the arbiter" in problem.finding
    assert problem.value == "b", "the contender is named, not the arbiter"


@pytest.mark.parametrize(
    "tables",
    [
        {"tenures": TENURES + "war,zhukov,,1954-05\nwar,beria,1954-05,\n"},
        {"tenures": TENURES + "war,zhukov,,1954-05-03\nwar,beria,1954-05-03,\n"},
        {"tenures": TENURES + "war,zhukov,,1954~\nwar,beria,1955,\n"},
        {"tenures": TENURES + "war,zhukov,,1954\nparty,zhukov,1953,\n"},
        {"tenures": TENURES + "war,zhukov,1955,1956\nwar,beria,,1954\nwar,zhukov,1957,\n"},
        {"posts": POSTS + "x,army=0.4\ny,cadres=0.5\n"},
        {"posts": POSTS + "x,army=0.1..0.7\n"},
        {"shocks": SHOCKS + "s,1953,war,,,,0..1\nt,1957,esteem,beria,,army,-1\n"},
        {"shocks": SHOCKS + "s,1954,post,war,beria,,\nt,1955,post,war,,,\nu,1954,focal,,,,3\n"},
        {"shocks": CHANCES + "s,1954-01/1955-06,war,,60 %,\nt,1954,illness,beria,0.2..0.4,3..9\n"},
        {"shocks": CHANCES + "s,1954,treaty,army,0,\nt,1954,congress,elite,1,\n"},
        {"posts": RULED + "war,,deputy,party\nparty,,elected,army\nx,,deputy,beria\ny,,vacant,\n"},
        {"posts": RULED + "war,,power,\nparty,,appointed,war\nx,,appointed,beria\n"},
        {"audiences": "id,weight,abroad,fed_by\na,0,no,b=1\nb,0..1,no,\narmy,1,,\ncadres,1,,\n"},
    ],
)
def test_near_misses_are_fine(make, tables):
    report = check_case(make(**({"posts": POSTS} | tables)))
    assert report.ok, report.text()


def test_doubt_about_a_death_is_not_held_against_a_tenure(make):
    actors = "id,died\nberia,1953\nzhukov,\nmalenkov,\n"
    tenures = TENURES + "war,beria,1953-06,1953-12\n"
    assert check_case(make(actors=actors, posts=POSTS, tenures=tenures)).ok


def test_too_many_events(make):
    row = "1953,beria,prison\n"
    facts = "id,date,title\n" + "".join(f"e{n},1953,T\n" for n in range(2600))
    report = check_case(make(course="date,actor,event\n" + row * 2500, chronicle=facts))
    assert [p.where for p in report.problems] == ["chronicle.csv:2601:2"]
    assert "5,100 events" in report.text()


def test_each_rule_is_listed_once():
    assert len(set(RULES)) == len(RULES)


@pytest.mark.parametrize(
    ("end", "is_sound"), [("2053-02-28", True), ("2053-03-01", False), ("1953-03-06", True)]
)
def test_a_case_lasts_a_hundred_years_at_most(make, end, is_sound):
    report = check_case(make(f'title = "T"\nstart = "1953-03-05"\nend = "{end}"\n'))
    assert [problem.code for problem in report.problems] == ([] if is_sound else ["W210"])


@pytest.mark.parametrize(
    ("shares", "is_sound"),
    [
        ((0.6, 0.405), False),
        ((0.6, 0.4000001), False),
        ((0.7, 0.2, 0.1), True),
        ((0.1,) * 10, True),
    ],
)
@pytest.mark.parametrize("table", ["posts", "audiences"])
def test_shares_may_exceed_one_by_rounding_only(make, shares, is_sound, table):
    if table == "posts":
        content = "id,fills\n" + "".join(f"p{n},army={one}\n" for n, one in enumerate(shares))
    else:
        content = "id,base,fed_by\n" + "".join(f"b{n},army,\n" for n in range(len(shares)))
        content += "last,army," + ";".join(f"b{n}={one}" for n, one in enumerate(shares)) + "\n"
    codes = [problem.code for problem in check_case(make(**{table: content})).problems]
    assert codes == ([] if is_sound else ["W204"])


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        (("", "", ""), []),
        (("0.5", "0.3", "0.2"), []),
        (("0.333", "0.333", "0.333"), []),
        (("0..1", "0.3", "0.2"), []),
        (("1", "0", "0"), []),
        (("0.5", "0.3", "0.1"), [("W204", "actors.csv:4:2", "the judged shares sum to 0.9")]),
        (("0.5", "", ""), [("W101", "actors.csv:3:2", "is empty, but a has one")] * 2),
        (("0.5", "0.5", "1.5"), [("W102", "actors.csv:4:2", "outside 0..1")]),
    ],
)
def test_judged_shares_are_of_all_and_sum_to_one(make, shares, found):
    rows = "".join(f"{name},{share},1\n" for name, share in zip("abc", shares, strict=True))
    problems = check_case(make(actors="id,judged_share,army\n" + rows)).problems
    assert [problem.code for problem in problems] == [code for code, _, _ in found]
    for problem, (_, where, words) in zip(problems[:1], found, strict=False):
        assert (problem.where, words in problem.finding) == (where, True)


def test_the_arbiter_needs_no_judged_share(make):
    folder = make(actors="id,judged_share\na,\nb,0.5\nc,0.5\n")
    settings = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(f'{settings}arbiter = "a"\n')
    assert check_case(folder).ok


def test_what_scoring_reads_of_the_case_is_checked(make):
    folder = make()
    settings = (folder / "case.toml").read_text()
    wrong = 'incumbent = "nobody"\nfavourite = "berya"\ndecided = "1899"\n'
    (folder / "case.toml").write_text(settings + wrong)
    found = [(one.name, one.code) for one in check_case(folder).problems]
    assert found == [
        ("case.incumbent", "W103"),
        ("case.favourite", "W103"),
        ("case.decided", "W201"),
    ]
    right = 'incumbent = "beria"\nfavourite = "zhukov"\ndecided = "1957~"\n'
    (folder / "case.toml").write_text(settings + right)
    case = check_case(folder).case
    assert (case.incumbent, case.favourite, case.decided.text) == ("beria", "zhukov", "1957~")
