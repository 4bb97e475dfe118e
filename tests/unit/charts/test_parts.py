"""The axis of months, from a season to a century, before and after Christ."""

import altair as alt
import pytest
import vl_convert

from whowhom.charts.parts import month_x
from whowhom.charts.words import month_numbers, month_span


def tick_labels(first, last):
    """Draw an axis and read what stands below it."""
    chart = alt.Chart(alt.InlineData(values=[{"m": first}])).mark_point()
    svg = vl_convert.vegalite_to_svg(
        chart.encode(x=month_x("m", first, last)).properties(width=700).to_dict()
    )
    texts = (part.split("</text>")[0] for part in svg.split("<text")[1:])
    return [text.rsplit(">", 1)[-1] for text in texts]


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("1922-04", "1941-12", ["1924", "1928", "1932", "1936", "1940"]),
        (
            "1793-09",
            "1794-07",
            ["Sep 1793", "Nov 1793", "Jan 1794", "Mar 1794", "May 1794", "Jul 1794"],
        ),
        ("1953-03", "1953-07", ["Mar 1953", "Apr 1953", "May 1953", "Jun 1953", "Jul 1953"]),
        ("-0003-01", "0003-01", ["3 BC", "2 BC", "1 BC", "1", "2", "3"]),
        ("-0044-03", "-0044-09", None),
    ],
)
def test_labels(first, last, labels):
    found = tick_labels(month_span(first)[0], month_span(last)[0])
    if labels is None:
        assert found[0] == "Mar 44 BC"
        assert found[-1] == "Sep 44 BC"
    else:
        assert found == labels


def test_month_numbers():
    assert month_numbers(["0001-01", None, "1924-11"]) == [12, None, 1924 * 12 + 10]
    assert month_span("1926-07/1926-10") == (1926 * 12 + 6, 1926 * 12 + 9)
