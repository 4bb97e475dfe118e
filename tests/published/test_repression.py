"""Gregory, Schröder and Sonin (2011), "Rational dictators and the killing of innocents".

The directions are the paper's (its highlights were read, not its body); the numbers were computed
from our own form by another program and check our code, not the paper.
"""

from fractions import Fraction

import pytest

from whowhom.theory.control.repression import repression

# ------------------------------------------------------------------------- the paper's directions


def test_more_enemies_and_worse_information_make_a_larger_repression():
    def struck(enemies, precision):
        return repression(enemies=enemies, tolerated="0.3", precision=precision).struck

    assert struck("0.4", "0.8") < struck("0.5", "0.8")
    assert struck("0.4", "0.8") < struck("0.4", "0.6")


def test_most_innocents_are_struck_where_information_is_poorest():
    innocents = [
        repression(enemies="0.4", tolerated="0.3", precision=precision).innocents
        for precision in ("1", "0.8", "0.6", "0.5")
    ]
    assert innocents == sorted(innocents)


# ------------------------------------------------------------- numbers computed by another program


@pytest.mark.parametrize(
    ("enemies", "tolerated", "precision", "struck", "innocents"),
    [
        ("0.4", "0.3", "1", "1/7", "0"),
        ("0.4", "0.3", "0.8", "0.2", "0.04"),
        ("0.4", "0.3", "0.6", "1/3", "2/15"),
        ("0.4", "0.3", "0.5", "0.5", "0.25"),
        ("0.5", "0.3", "0.6", "2/3", "4/15"),
    ],
)
def test_size_of_the_repression(enemies, tolerated, precision, struck, innocents):
    found = repression(enemies=enemies, tolerated=tolerated, precision=precision)
    assert found.struck == Fraction(struck)
    assert found.innocents == Fraction(innocents)
    assert found.struck_if_certain == repression(enemies=enemies, tolerated=tolerated).struck
