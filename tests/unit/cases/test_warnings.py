"""Warnings: each doubt is named at its place, and a sound case has none."""

import pytest

POSTS = "id,fills\nwar,army=0.6\n"
HELD = "post,actor\nwar,zhukov\n"
SETTINGS = 'title = "T"\nstart = "1953-03-05"\nend = "1957-06-29"\n'


@pytest.mark.parametrize(
    ("tables", "code", "where", "words"),
    [
        ({"sources": None}, "W301", "actors.csv:2:6", "sources.csv is missing"),
        (
            {"actors": "id,army\nzhukov,1\nzhuk0v,1\n"},
            "W302",
            "actors.csv:3:1",
            'looks like "zhukov"',
        ),
        (
            {"actors": "id,name,army\na,Stalin,1\nb,St\u0430lin,1\n"},
            "W302",
            "actors.csv:3:2",
            'looks like "Stalin"',
        ),
        (
            {"actors": "id,name,army\na,Stalin,1\nb,Tr\u043etsky,1\n"},
            "W302",
            "actors.csv:3:2",
            "mixes alphabets",
        ),
        ({"actors": "id,army\na,1\nb,\n"}, "W305", "actors.csv:3:1", "neither a base"),
        ({"posts": POSTS}, "W303", "posts.csv:2:1", "held by nobody"),
        ({"posts": "id\nwar\n", "tenures": HELD}, "W303", "posts.csv:2:1", "commands nothing"),
        (
            {"audiences": "id,base\nmob,popular\n"},
            "W304",
            "audiences.csv:2:1",
            "nobody has popular",
        ),
        (
            {"audiences": "id,base,weight,abroad\na,army,1,\nb,army,2,yes\n"},
            "W306",
            "audiences.csv:3:3",
            "decides nothing",
        ),
        (
            {"shocks": "id,date,kind,target,size\ns,1954,death,beria,0..1\n"},
            "W306",
            "shocks.csv:2:5",
            "a chance goes into probability",
        ),
        (
            {"posts": "id,fills\nwar,army=0.5..0.8\nstaff,army=0.1..0.3\n", "tenures": HELD},
            "W307",
            "posts.csv:3:2",
            "reach 1.1",
        ),
        (
            {"ties": "from,to,kind\nberia,zhukov,feud\nberia,zhukov,feud\n"},
            "W308",
            "ties.csv:3:3",
            "line 2",
        ),
        (
            {"shocks": "id,date,kind\ns,1953,war\n"},
            "W311",
            "shocks.csv:2:2",
            "beyond the period",
        ),
        (
            {"course": "date,actor,event\n1950,beria,ruler\n"},
            "W311",
            "course.csv:2:1",
            "before the case starts",
        ),
        (
            {
                "posts": POSTS,
                "tenures": "post,actor,from,to\nwar,zhukov,,1953-03\nwar,beria,1953-03,\n",
            },
            "W310",
            "tenures.csv:3:3",
            "zhukov or beria",
        ),
    ],
)
def test_doubt_is_named_at_its_place(warnings_of, tables, code, where, words):
    found = [w for w in warnings_of(**tables) if (w.code, w.where) == (code, where)]
    assert any(words in str(warning) for warning in found)
    assert all(warning.hint for warning in found)


ARBITER = SETTINGS + 'arbiter = "malenkov"\n'
SHOCKS = "id,date,kind,target,actor,probability\n"
RULED = "id,fills,succession,succession_by\n"


@pytest.mark.parametrize(
    ("tables", "where", "words"),
    [
        (
            {"shocks": SHOCKS + "s,1954,war,,,0\n"},
            "shocks.csv:2:6",
            "probability 0 it never happens",
        ),
        (
            {"shocks": SHOCKS + "s,1954,incapacity,beria,,\n"},
            "shocks.csv:2:4",
            "read of the arbiter only; write the kind illness",
        ),
        (
            {"shocks": SHOCKS + "s,1954,esteem,malenkov,,\n"},
            "shocks.csv:2:4",
            "an arbiter takes no side, so esteem",
        ),
        (
            {"shocks": SHOCKS + "s,1954,sanction,army,malenkov,\n"},
            "shocks.csv:2:5",
            "an arbiter takes no side, so sanction",
        ),
        (
            {"ties": "from,to,kind\nzhukov,malenkov,ally\nmalenkov,beria,feud\n"},
            "ties.csv:2:2",
            "does nothing, as does every tie with malenkov (2 rows): an arbiter takes no side",
        ),
        (
            {"ties": "from,to,kind,begin\nzhukov,beria,ally,1955\n"},
            "ties.csv:2:4",
            "a run reads the ties of the first day",
        ),
        (
            {"ties": "from,to,kind,end\nzhukov,beria,ally,1950\n"},
            "ties.csv:2:4",
            "ends before the first day",
        ),
        (
            {"posts": POSTS, "tenures": "post,actor,to\nwar,zhukov,1950\n"},
            "tenures.csv:2:3",
            "ends before the first day",
        ),
        (
            {"posts": POSTS, "tenures": "post,actor,from\nwar,zhukov,1960\n"},
            "tenures.csv:2:3",
            "begins after the last day",
        ),
        (
            {"posts": RULED + "war,,vacant,\n", "tenures": HELD},
            "posts.csv:2:3",
            "the post commands nothing",
        ),
        (
            {"posts": RULED + "war,army=0.6,deputy,malenkov\n", "tenures": HELD},
            "posts.csv:2:4",
            "an arbiter takes over no post",
        ),
        (
            {"posts": RULED + "war,army=0.6,appointed,beria\n", "tenures": HELD},
            "posts.csv:2:4",
            "no tie binds beria to anybody",
        ),
        (
            {"posts": RULED + "war,army=0.6,deputy,zhukov\n", "tenures": HELD},
            "posts.csv:2:4",
            "while zhukov has the post",
        ),
    ],
)
def test_what_does_nothing_is_named_with_the_reason(warnings_of, tables, where, words):
    found = [
        warning for warning in warnings_of(settings=ARBITER, **tables) if warning.code == "W320"
    ]
    assert [warning.where for warning in found] == [where]
    assert "does nothing" in str(found[0])
    assert words in str(found[0])


def test_ties_to_an_arbiter_who_appoints_count(warnings_of):
    ties = "from,to,kind\nzhukov,malenkov,ally\n"
    posts = RULED + "war,army=0.6,appointed,malenkov\n"
    found = warnings_of(settings=ARBITER, ties=ties, posts=posts, tenures=HELD)
    assert not [warning for warning in found if warning.code == "W320"]


def test_a_change_on_the_first_day_itself_is_certain(warnings_of):
    tenures = "post,actor,from,to\nwar,zhukov,,1953-03-05\nwar,beria,1953-03-05,\n"
    assert warnings_of(posts=POSTS, tenures=tenures) == ()


def test_a_sound_case_has_no_warnings(warnings_of):
    assert warnings_of(posts=POSTS, tenures=HELD) == ()
