"""questions.toml: what a question says, and the place of everything that is wrong with it."""

import pytest

from whowhom.cases import check_case
from whowhom.cases.questions import read_questions

SOUND = """\
[[question]]
id = "Q1"
ask = "What if?"
source = "book:12; book"
set = { "actors.zhukov.army" = 2, majority = "0.5..0.6", "shocks.x.date" = 1953-05-01 }
about = "beria"

[[question]]
id = "Q2"
ask = 'And if not?'
without = ["ties.zhukov.beria.feud"]
shocks.gone = { date = "1953-12", kind = "death", target = "zhukov" }
why_kill = "beria"
note = '''
Two
lines'''
"""
FIRST = '[[question]]\nid = "A"\nask = "B?"\n'


@pytest.fixture
def check(make):
    """Return a function that checks a small sound case with this questions.toml."""
    folder = make()

    def run(content):
        data = content if isinstance(content, bytes) else content.encode()
        (folder / "questions.toml").write_bytes(data)
        return check_case(folder)

    return run


@pytest.mark.parametrize("change", [str, lambda s: "\ufeff" + s, lambda s: s.replace("\n", "\r\n")])
def test_what_two_questions_say(check, change):
    one, two = check(change(SOUND)).case.questions
    assert (one.id, one.ask, one.source, one.about) == ("Q1", "What if?", "book:12; book", "beria")
    assert one.settings == (
        ("actors.zhukov.army", "2"),
        ("majority", "0.5..0.6"),
        ("shocks.x.date", "1953-05-01"),
    )
    assert two.without == ("ties.zhukov.beria.feud",)
    columns = (("date", "1953-12"), ("kind", "death"), ("target", "zhukov"))
    assert two.shocks == (("gone", columns),)
    assert (two.why_kill, two.about, two.note) == ("beria", "beria", "Two\nlines")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("question = [", "1:13", "not valid TOML"),
        ("question = 3", "1:12", "is not a list of questions; write [[question]]"),
        ("[question]\nid = 1", "1:1", "is not a list of questions"),
        ("question = [1]", "1:12", "is not a list of questions"),
        ("[[questions]]\nid = 'A'", "1:1", '"questions" is not a known key'),
        ('[[question]]\nid = "A"\nnote = "n"', "1:1", "has no ask"),
        ('[[question]]\nask = "A?"\nnote = "n"', "1:1", "has no id"),
        ('[[question]]\nid = ""\nask = "A?"\nnote = "n"', "2:6", "has no id"),
        (FIRST, "1:1", "changes nothing and has no note saying why"),
        (FIRST + "why_kill = 1", "4:12", "must be the id of an actor"),
        (FIRST + "why_kill = 'trotsky'", "4:12", "is not in the table actors"),
        (FIRST + "about = 'berria'", "4:9", 'did you mean "beria"?'),
        (FIRST + "source = 'nowhere:1'", "4:10", "is not in the table sources"),
        (FIRST + "source = '::'", "4:10", "not a source"),
        (FIRST + "colour = 1", "4:10", '"colour" is not a key of a question'),
        (FIRST + "notes = 1", "4:9", 'did you mean "note"?'),
        (FIRST + "without = 'x'", "4:11", "must be a list of paths"),
        (FIRST + "without = ['x', 3]", "4:17", "is not a path"),
        (FIRST + "set = [1]", "4:7", "must be a table"),
        (FIRST + "set = { a = true }", "4:13", "holds a truth value at a"),
        (FIRST + "set = { a = [1] }", "4:13", "holds a list at a"),
        (FIRST + "set = { a = 10:00:00 }", "4:13", "holds a time at a"),
        (FIRST + "set = { a = 2000-01-01T10:00:00 }", "4:13", "holds a datetime at a"),
        (FIRST + "[question.set]\nactors.ann.army = 2", "5:1", "holds a table at actors"),
        (FIRST + "set = { a = '\\u202e' }\nnote = \"\\u001b[2J\"", "5:8", "U+001B"),
        (FIRST + 'set = { "a\\u202e" = 2 }', "4:21", "U+202E"),
        (FIRST + "shocks = { a = 1 }", "4:16", "needs a table of its columns at a"),
        (FIRST + "shocks.a.b = { c = 1 }", "4:14", "holds a table at b"),
        (FIRST.replace("B?", "\\u202eB?"), "3:7", "U+202E"),
        (FIRST.replace('"A"', "[1]"), "2:6", "must be a text in quotes"),
        (FIRST.replace('"A"', '"A B"'), "2:6", "is not a valid id"),
        ((FIRST + "note = 'n'\n") * 2, "6:6", '"A" appears twice'),
        ("[[question]]\nid = [1]\n" * 2, "2:6", "must be a text in quotes"),
        (FIRST + f"set = {{ a = {'9' * 5000} }}", "4:13", "a number or a key of 5,000 characters"),
        ("[[question]]\n" * 501, "501:1", "has 501 questions"),
        (FIRST + "id = 'B'", "4:9", "not valid TOML"),
        (b"\xff", "1:1", "UTF-8"),
        (b"id\0", "1:1", "NUL"),
        (b"a = 1\rb = 2", "1:6", "not valid TOML"),
        ("#" * 100_001, "1:1", "more than 100,000 bytes"),
        ("#" * 1_000_001, "1:1", "1,000,001 bytes"),
    ],
)
def test_damage_is_named_with_its_place(check, text, where, words):
    report = check(text)
    assert report.case is None
    found = [str(p) for p in report.problems if p.where == f"questions.toml:{where}"]
    assert words in "\n".join(found), report.text()


def test_all_problems_are_told_at_once(check):
    report = check(FIRST + "colour = 1\nset = { a = true, b = [] }\n\n[[question]]\nid = 3\n")
    assert len(report.problems) == 6, report.text()
    assert len(read_questions(b"[[question]]\n" * 400).problems) == 100
