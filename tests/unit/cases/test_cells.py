"""Single cells that are wrong: the place, what is wrong, and the way out."""

import pytest

from whowhom.cases import check_case

POSTS = "id,fills,voice,seat,prestige\nwar,army=0.5,0.3,0.1,0.2\n"


@pytest.mark.parametrize(
    ("tables", "where", "words"),
    [
        ({"actors": "id,army\na,4\nb,\n"}, "actors.csv:2:2", "write a number from 0 to 3"),
        ({"actors": "id,army\na,3..1\nb,\n"}, "actors.csv:2:2", "write 1..3"),
        ({"actors": "id,army\na,NaN\nb,\n"}, "actors.csv:2:2", "is not a number"),
        (
            {"actors": "id,army\na,1\n,2\nb,1\n"},
            "actors.csv:3:1",
            "is empty; fill it in (short name",
        ),
        ({"actors": 'id,army\na,"0,5"\nb,\n'}, "actors.csv:2:2", "write 0.5"),
        ({"actors": "id,line\na,-1.5\nb,\n"}, "actors.csv:2:2", "outside -1..1"),
        ({"actors": "id,born\na,1879-02-30\nb,\n"}, "actors.csv:2:2", "28 days"),
        ({"actors": "id,died\na,44927\nb,\n"}, "actors.csv:2:2", "2023-01-01"),
        ({"actors": "id,died\na,1-Mar\nb,\n"}, "actors.csv:2:2", "has lost its year"),
        ({"actors": "id,army\nA,1\nb,\n"}, "actors.csv:2:1", 'write "a"?'),
        ({"actors": "id,army\n,1\nb,\nc,\n"}, "actors.csv:2:1", "is empty"),
        ({"actors": "id,army\na,1\nb,\na,2\n"}, "actors.csv:4:1", "line 2 has it already"),
        ({"actors": "id,name\na,A\u202eB\nb,\n"}, "actors.csv:2:2", "U+202E"),
        ({"actors": "id,name\na,A\u200bB\nb,\n"}, "actors.csv:2:2", "U+200B"),
        ({"actors": "id,name\na,A\x07B\nb,\n"}, "actors.csv:2:2", "U+0007"),
        ({"actors": 'id,name\na,"A\nB"\nb,\n'}, "actors.csv:2:2", "U+000A"),
        ({"actors": "id,name\na," + "x" * 201 + "\nb,\n"}, "actors.csv:2:2", "201 characters"),
        ({"actors": "id,source\na,Book 7\nb,\n"}, "actors.csv:2:2", "not a source"),
        ({"actors": "id,source\na,armee=book\nb,\n"}, "actors.csv:2:2", '"armee"'),
        ({"actors": "id,source\na,bok:7\nb,\n"}, "actors.csv:2:2", 'did you mean "book"?'),
        ({"ties": "from,to,kind\nzhukov,berja,feud\n"}, "ties.csv:2:2", 'mean "beria"?'),
        ({"ties": "from,to,kind\nzhukov,Beria,feud\n"}, "ties.csv:2:2", 'mean "beria"?'),
        ({"ties": "from,to,kind\nzhukov,beria,hate\n"}, "ties.csv:2:3", "grievance"),
        ({"ties": "from,to,kind\nzhukov,beria,\n"}, "ties.csv:2:3", "is empty"),
        ({"ties": "from,to\nzhukov,beria\n"}, "ties.csv:1:1", 'no column "kind"'),
        ({"posts": "id,fills\nwar,masses=0.5\n"}, "posts.csv:2:2", 'names "masses"'),
        ({"posts": "id,fills\nwar,0.5\n"}, "posts.csv:2:2", "names no audience"),
        ({"posts": "id,fills\nwar,army=1.5\n"}, "posts.csv:2:2", "outside 0..1"),
        ({"tenures": "post,actor\nwar,beria\n"}, "tenures.csv:2:1", "posts.csv has no row"),
        ({"audiences": "id,abroad\na,perhaps\n"}, "audiences.csv:2:2", "yes or no"),
        ({"audiences": "id,size\na,2.5\n"}, "audiences.csv:2:2", "whole number"),
        ({"audiences": "id,base\na,army2\n"}, "audiences.csv:2:2", 'did you mean "army"?'),
        ({"audiences": "id,weight\na,-1\n"}, "audiences.csv:2:2", "write 0 or more"),
        ({"course": "date,actor,event\n1953,x,prison\n"}, "course.csv:2:2", "is not a known actor"),
        ({"course": "date,actor,event\n1953,beria,killed\n"}, "course.csv:2:3", "executed"),
        (
            {"chronicle": "id,date,title,actors\ne1,1953,T,beria|nobody\n"},
            "chronicle.csv:2:4",
            'names "nobody", which is not a known actor or person or organisation',
        ),
        (
            {"relations": "id,from,to,kind\nr,beria,x,loves\n"},
            "relations.csv:2:3",
            "is not a known actor",
        ),
        ({"sources": "id,grade\nbook,good\n"}, "sources.csv:2:2", "documented"),
        ({"claims": "id,cause\n1,x\n"}, "claims.csv:2:1", "is not a valid id"),
    ],
)
def test_one_wrong_cell_is_one_problem_at_its_place(only_problem, tables, where, words):
    problem = only_problem(**tables)
    assert problem.where == where
    assert words in str(problem)
    assert problem.hint


def test_names_may_be_in_any_script(make):
    names = "id,name\na,Сталин\nb,毛泽东\nc,\u0645\u06cc\u200c\u062e\u0648\n"
    assert check_case(make(actors=names)).ok


def test_documentary_tables_may_name_each_other(make):
    report = check_case(
        make(
            persons="id,name,roles\nmercader,Ramon Mercader,agent\n",
            organisations="id,name\npolice,Police\n",
            relations="id,from,to,kind\nr1,mercader,police,serves\nr2,police,beria,obeys\n",
            chronicle="id,date,title,actors\ne1,../1899,Before,mercader|police\n",
        )
    )
    assert report.ok, report.text()
