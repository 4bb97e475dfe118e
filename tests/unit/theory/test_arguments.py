"""How solvers read what they are given: one description, all problems at once."""

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import (
    POSITIVE,
    PROBABILITY,
    Choice,
    Domain,
    Exact,
    Exacts,
    Labels,
    Matrix,
    Name,
    Problems,
    Real,
    Reals,
    Whole,
    actors_of,
    line_up,
)


def told(argument, value, *more):
    """Return what is said against a value."""
    with pytest.raises(InvalidInput) as caught, Problems() as problems:
        argument.read(value, *more, problems)
    return str(caught.value)


def taken(argument, value, *more):
    with Problems() as problems:
        return argument.read(value, *more, problems)


@pytest.mark.parametrize(
    ("domain", "inside", "outside", "words"),
    [
        (Domain(), [-1e300, 0], [], "a number"),
        (POSITIVE, [1e-300, 5], [0, -1], "a number > 0"),
        (PROBABILITY, [0, 0.5, 1], [-1e-9, 1.0001], "in [0, 1]"),
        (Domain(at_least=Fraction(1, 2), below=1), [0.5], [0.49, 1], "in [1/2, 1)"),
        (Domain(above=0, below=1), [0.5], [0, 1], "in (0, 1)"),
        (Domain(at_most=3), [3, -7], [3.1], "a number <= 3"),
        (Domain(below=3), [2.9], [3], "a number < 3"),
    ],
)
def test_domains(domain, inside, outside, words):
    assert all(number in domain for number in inside)
    assert not any(number in domain for number in outside)
    assert str(domain) == words


@pytest.mark.parametrize(
    "value",
    [0.25, "1/4", "0.25", " 25e-2 ", "+.25", Decimal("0.25"), Fraction(1, 4), np.float64(0.25)],
)
def test_a_number_may_be_given_in_many_ways(value):
    assert taken(Real("x", "a number"), value) == 0.25
    assert taken(Exact("x", "a number"), value) == Fraction(1, 4)


def test_an_exact_number_is_the_decimal_that_a_float_prints():
    assert taken(Exact("x", ""), 0.1) == Fraction(1, 10)
    assert taken(Exact("x", ""), np.float64(0.1)) == Fraction(1, 10)
    assert taken(Exacts("x", ""), [0.5, "0.1"]) == [Fraction(1, 2), Fraction(1, 10)]
    assert taken(Exacts("x", ""), [0.1]) == [Fraction(1, 10)]


@pytest.mark.parametrize("argument", [Real("x", ""), Exact("x", ""), Whole("x", "")])
@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "nan", "", "one", None, True, [1], 2j, "1/0", "1e999", {}]
)
def test_what_is_no_number_is_refused(argument, value):
    assert told(argument, value).startswith("x must be a")


def test_negative_numbers_are_read_from_text():
    assert taken(Real("x", ""), "-2/3") == pytest.approx(-2 / 3)
    assert told(Real("x", "", domain=POSITIVE), "-2") == "x must be a number > 0, got '-2'"


def test_a_number_that_rounds_onto_an_open_bound_is_refused():
    assert told(Real("x", "", domain=POSITIVE), "1e-399") == "x must be a number > 0, got '1e-399'"
    assert "x must be in (0, 1)" in told(
        Real("x", "", domain=Domain(above=0, below=1)), "0." + "9" * 20
    )
    assert taken(Exact("x", "", domain=POSITIVE), "1e-399") > 0


def test_whole_numbers():
    count = Whole("runs", "", domain=Domain(at_least=1))
    assert [taken(count, value) for value in (3, "3", 3.0, "6/2")] == [3, 3, 3, 3]
    assert told(count, 2.5) == "runs must be a whole number >= 1, got 2.5"
    assert told(count, 0) == "runs must be a whole number >= 1, got 0"
    assert "whole number in [1, 3]" in told(Whole("n", "", domain=Domain(at_least=1, at_most=3)), 4)


def test_choices_and_actors():
    variant = Choice("variant", "", options=("printed", "as-run"))
    assert taken(variant, "printed") == "printed"
    assert told(variant, "other") == "variant must be one of printed, as-run, got 'other'"
    assert told(variant, None) == "variant must be one of printed, as-run, got None"
    actor = Name("actor", "")
    assert taken(actor, "bob", ("ann", "bob")) == 1
    assert taken(actor, np.int64(1), (0, 1)) == 1
    assert told(actor, "cat", ("ann", "bob")) == (
        "actor must be one of the actors (ann, bob), got 'cat'"
    )
    assert "got True" in told(actor, True, (0, 1))


def test_lists_for_actors_and_lists_of_their_own():
    powers = Reals("power", "", domain=POSITIVE, per_actor=True)
    for value in ([1, 2], (1, 2), np.array([1, 2]), {"a": 1, "b": 2}, {"a": 1, "b": 2}.values()):
        assert taken(powers, value).tolist() == [1, 2]
    years = Reals("years", "")
    assert told(years, {"a": 1}) == "years must be a list of numbers; got {'a': 1}"
    assert told(years, []) == "years is empty; give one number at least"
    assert told(powers, []) == "power is empty; give one positive number for each actor"
    assert "got shape (2, 2)" in told(powers, np.ones((2, 2)))
    assert told(powers, [1, float("nan")]) == "power[1] must be a number > 0, got nan"
    assert told(powers, {"a": 1, 2: 1}) == "power: names must be text, got 2"
    for value in ("12", b"12", {1, 2}, 7, None, np.float64(2)):
        assert "power must be" in told(powers, value)


def test_what_is_read_is_a_new_array():
    given = np.array([1.0, 2.0])
    taken(Reals("x", ""), given)[0] = 9
    table = np.ones((2, 2))
    taken(Matrix("x", ""), table)[0] = 9
    assert given.tolist() == [1, 2]
    assert (table == 1).all()


def test_tables():
    utility = Matrix("utility", "", rows="actor", columns="state")
    for value in ([[1, 2], [3, "4"]], np.array([[1, 2], [3, 4]]), ((1, 2), (3, 4))):
        assert taken(utility, value).tolist() == [[1, 2], [3, 4]]
    for value in ([], [[]], [[1], [1, 2]], [1, 2], "12", {"a": [1]}, np.ones(3), np.ones((2, 0))):
        assert "utility must be a table, a row for each actor" in told(utility, value)
    assert told(utility, [[1, None]]) == "utility[0, 1] must be a number, got None"


def test_actors_have_names_or_numbers():
    assert actors_of({"a": 1, "b": 2}) == ("a", "b")
    assert actors_of([3, 4, 5]) == actors_of(np.ones(3)) == (0, 1, 2)


def test_collections_are_lined_up_by_name():
    with Problems() as problems:
        actors, values = line_up(
            problems, power={"a": 1, "b": 2}, line={"b": 4, "a": 3}, age=[5, 6]
        )
    assert actors == ("a", "b")
    assert values == {"power": [1, 2], "line": [3, 4], "age": [5, 6]}


@pytest.mark.parametrize(
    ("collections", "message"),
    [
        ({"power": {"a": 1}, "line": {"b": 1}}, "line and power name different actors: a, b"),
        (
            {"power": [1, 2], "line": [1]},
            "line must have one number for each of the 2 actors of power, got 1",
        ),
        ({"power": [1, 2], "line": 7}, "line must be a list of numbers, or a mapping .*; got 7"),
    ],
)
def test_collections_that_do_not_fit_are_refused(collections, message):
    with pytest.raises(InvalidInput, match=message), Problems() as problems:
        line_up(problems, **collections)


def test_all_problems_are_told_at_once_but_not_without_end():
    problems = Problems()
    Real("x", "").read("no", problems)
    Reals("y", "").read(["no"] * 14, problems)
    with pytest.raises(InvalidInput) as caught:
        problems.refuse()
    lines = str(caught.value).splitlines()
    assert lines[0] == "x must be a number, got 'no'"
    assert len(lines) == 11
    assert lines[-1] == "... and 5 more"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_another_error_is_not_hidden_by_the_problems():
    problems = Problems()
    problems.add("something")
    with pytest.raises(ZeroDivisionError), problems:
        _ = 1 / 0


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        (["coup", "natural"], ["coup", "natural"]),
        (("  coup ", "natural \t death"), ["coup", "natural death"]),
        ([1, 0, -9], ["1", "0", "-9"]),
        (np.array([1.0, 2.0]), ["1", "2"]),
        (np.array(["a", "b"]), ["a", "b"]),
        (["\u0645\u0631\u06af\u200c\u0622", "死"], ["\u0645\u0631\u06af\u200c\u0622", "死"]),
    ],
)
def test_labels_are_words_or_codes(given, labels):
    with Problems() as problems:
        assert Labels("cause", "").read(given, problems) == labels


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("coup", "cause must be a list of words or codes; got 'coup'"),
        ([], r"cause must be a list of words or codes; got \[\]"),
        ({"a": "coup"}, "cause must be a list"),
        ({"coup"}, "cause must be a list"),
        (7, "cause must be a list"),
        ([" "], r"cause\[0\] must be a word or a whole number, got ' '"),
        ([1.5], r"cause\[0\] must be"),
        ([float("nan")], r"cause\[0\] must be"),
        ([True], r"cause\[0\] must be"),
        ([b"coup"], r"cause\[0\] must be"),
        ([["coup"]], r"cause\[0\] must be"),
        (["a\nb\x07"], r"cause\[0\] must be"),
        (["Coup", "coup"], "cause: 'Coup' and 'coup' differ in capitals or encoding alone"),
        (["caf\u00e9", "cafe\u0301"], "differ in capitals or encoding alone"),
    ],
)
def test_what_is_no_label_is_refused(given, message):
    with pytest.raises(InvalidInput, match=message), Problems() as problems:
        Labels("cause", "").read(given, problems)


@pytest.mark.parametrize(
    ("given", "labels"), [("a b", ["a b"]), (0, ["0"]), (["a", 0], ["a", "0"])]
)
def test_one_label_alone_where_that_is_meant(given, labels):
    with Problems() as problems:
        assert Labels("censored", "", or_one=True).read(given, problems) == labels
    with pytest.raises(InvalidInput, match="censored must be"), Problems() as problems:
        Labels("censored", "", or_one=True).read(True, problems)
    assert Labels("censored", "", or_one=True).domain_text() == "a word or a whole number"
    assert Labels("cause", "").domain_text() == "each a word or a whole number"
