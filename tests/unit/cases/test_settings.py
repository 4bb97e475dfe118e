"""case.toml: keys, conditions and the places of what is wrong with them."""

import pytest

from whowhom.cases import check_case, read_case
from whowhom.cases.case import Day, Quantity, Reference

START = 'title = "T"\nstart = "1953-03-05"\nend = "1957-06-29"\n'


def test_every_key(make):
    case = read_case(
        make(
            settings=(
                'title = "T"\nabout = """\nTwo\nlines"""\nstart = 1953-03-05\nend = "1957-06-29"\n'
                'regime_type = "party"\nmajority = "0.5..0.6"\narbiter = "beria"\ncoder = "C"\n'
                'coded = "2024-05"\nlicence = "CC-BY-4.0"\nschema = 1\n[conditions]\n'
                'war = 0.25\nnorm = {value = "0.7..1", source = "book:12"}\n'
            )
        )
    )
    assert (case.title, case.about, case.start) == ("T", "Two\nlines", Day(1953, 3, 5))
    assert (case.regime_type, case.majority) == ("party", Quantity(0.5, 0.6))
    assert (case.arbiter, case.coder, case.coded) == ("beria", "C", "2024-05")
    war, norm = case.conditions
    assert (war.id, war.value) == ("war", Quantity(0.25, 0.25))
    assert norm.references == (Reference("book", "12"),)
    assert case.months == 52


@pytest.mark.parametrize(
    ("settings", "where", "words"),
    [
        (START + 'titel = "T"\n', "case.toml:4:9", 'did you mean "title"?'),
        (START.replace("title", "# title"), "case.toml:1:1", 'has no key "title"'),
        (START.replace("1953-03-05", "1953-02-30"), "case.toml:2:9", "28 days"),
        (START.replace("1953-03-05", "1953-03"), "case.toml:2:9", "not exact to the day"),
        (START.replace("1957", "1952"), "case.toml:3:7", "not after the start"),
        (START.replace("1957-06-29", "1953-03-05"), "case.toml:3:7", "not after the start"),
        (START.replace("1957", "2057"), "case.toml:3:7", "hundred years"),
        (START + "majority = 0.4\n", "case.toml:4:12", "outside 0.5..1"),
        (START + "majority = nan\n", "case.toml:4:12", "not a number"),
        (
            START + "majority = 1" + "0" * 5000 + "\n",
            "case.toml:4:12",
            "number or a key of 5,001 characters",
        ),
        (START + "majority = 0x" + "f" * 5000 + "\n", "case.toml:4:12", "5,002 characters"),
        (START + "majority = 0x" + "f" * 90 + "\n", "case.toml:4:12", "is not a number"),
        (START + "majority = true\n", "case.toml:4:12", "holds a bool at majority"),
        (START + "majority = [0.5]\n", "case.toml:4:12", "holds a list at majority"),
        (START + 'regime_type = "partei"\n', "case.toml:4:15", 'did you mean "party"?'),
        (START + 'arbiter = "lennin"\n', "case.toml:4:11", "is not a known actor"),
        (START + "schema = 2\n", "case.toml:4:10", "newer"),
        (START + "[conditions]\nwar = 1.5\n", "case.toml:5:7", "outside 0..1"),
        (START + "[conditions]\nwor = 1\n", "case.toml:5:7", 'did you mean "war"?'),
        (START + "[conditions]\nwar = {valu = 1}\n", "case.toml:5:15", 'did you mean "value"?'),
        (START + "[conditions.war]\nvalue = 2\n", "case.toml:5:9", "outside 0..1"),
        (START + "[conditions.war]\nsource = 'book'\n", "case.toml:4:1", "is empty"),
        (START + "conditions = 3\n", "case.toml:4:14", "is not a table"),
        (START + "title = 'again'\n", "case.toml:4:16", "not valid TOML"),
        (START + "coder = \n", "case.toml:4:9", "not valid TOML"),
        (START + "x = " + "[" * 90_000, "case.toml:4:13", "brackets more than 8 deep"),
        ("\x00", "case.toml:1:1", "NUL"),
        ("#" * 100_001, "case.toml:1:1", "more than 100,000 bytes"),
        (
            START + "majority" + ".a" * 20_000 + " = 1\n",
            "case.toml:4:23",
            "a key of more than 8 parts",
        ),
        (START + "x" + ".a" * 20_000 + " = 1\n", "case.toml:4:16", "a key of more than 8 parts"),
    ],
)
def test_damage_is_named_with_its_place(make, settings, where, words):
    report = check_case(make(settings=settings))
    assert words in "\n".join(str(p) for p in report.problems if p.where == where), report.text()


def test_one_mistake_is_one_problem(only_problem):
    problem = only_problem(settings=START.replace("1953-03-05", "5 March 1953"))
    assert problem.code == "W107"
