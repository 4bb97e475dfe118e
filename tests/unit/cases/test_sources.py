"""The grammar of the source column."""

import pytest

from whowhom.cases.case import Reference
from whowhom.cases.problems import BadCell
from whowhom.cases.values import parse_sources


def test_several_sources_with_places_and_columns():
    text = "oratory=film:270-282; apparatus = film : 302-324 ;judged;"
    assert parse_sources(text, ["oratory", "apparatus"]) == (
        Reference("film", "270-282", "oratory"),
        Reference("film", "302-324", "apparatus"),
        Reference("judged"),
    )


def test_a_place_may_hold_blanks_and_commas():
    assert parse_sources("film:00:12:30", []) == (Reference("film", "00:12:30"),)
    assert parse_sources("hist:vol. 2, p. 14", []) == (Reference("hist", "vol. 2, p. 14"),)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Film:1", "not a source"),
        ("film 270", "not a source"),
        ("film:", "not a source"),
        ("oratory=", "not a source"),
        ("oratry=film:1", 'did you mean "oratory"?'),
        (";".join(["film"] * 101), "at most 100"),
    ],
)
def test_refused(text, advice):
    with pytest.raises(BadCell) as caught:
        parse_sources(text, ["oratory"])
    assert advice in f"{caught.value.finding}; {caught.value.hint}"
