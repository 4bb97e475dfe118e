"""Published worked examples of cumulative incidence, and leaders in two data sets.

Satagopan and others (2004), "A note on competing risks in survival data analysis", British Journal
of Cancer 91(7), 1229-1235, https://doi.org/10.1038/sj.bjc.6602102, Table 2: 305 patients, of whom
the table tells the first nine. Stata's errors for eighteen cases are from the tests of statsmodels
(BSD), where R's ``cuminc`` gives the same shares.

The rows of Svolik's leaders and of Archigos cannot be shipped; who has them names their folder in
the environment variable ``WHOWHOM_REFERENCE``, and one more test exists.
"""

import csv
import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from whowhom.theory.tenure.competing_risks import competing_risks

REFERENCE = os.environ.get("WHOWHOM_REFERENCE")
MONTHS = [7, 10, 14, 16, 18, 23, 24, 26, 27]
STATUS = [
    "alive", "cancer", "alive", "cancer", "other", "cancer", "alive", "other", "cancer",
]  # fmt: skip


def test_breast_cancer_step_by_step():
    found = competing_risks([*MONTHS, *[60] * 296], [*STATUS, *["alive"] * 296], censored="alive")
    assert found.causes == ("cancer", "other")
    assert found.time.tolist() == [10, 16, 18, 23, 26, 27]
    assert found.at_risk.tolist() == [304, 302, 301, 300, 298, 297]
    survival = [99.7, 99.3, 99.0, 98.7, 98.3, 98.0]
    assert (100 * found.survival).round(1).tolist() == survival
    cancer = found.events[:, 0] > 0
    assert (100 * found.incidence[cancer, 0]).round(1).tolist()[:3] == [0.3, 0.7, 1.0]
    # the table adds increments that it has rounded to 0.3 each: 0.3, 0.6, 0.9, 1.2
    steps = np.diff(100 * found.incidence[cancer, 0], prepend=0)
    assert steps.round(1).cumsum().round(1).tolist() == [0.3, 0.6, 0.9, 1.2]


def test_eighteen_cases_by_r_and_stata():
    years = [1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4]
    cause = [1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    found = competing_risks(years, cause, censored=0)
    assert found.time.tolist() == [1, 2, 4, 6, 7]
    first = [0.11111111, 0.17037037, 0.17037037, 0.17037037, 0.17037037]
    second = [0, 0, 0.20740741, 0.20740741, 0.20740741]
    third = [0, 0, 0, 0.17777778, 0.26666667]
    shares = [first, second, third]
    first = [0.07407407, 0.08976251, 0.08976251, 0.08976251, 0.08976251]
    second = [0, 0, 0.10610391, 0.10610391, 0.10610391]
    third = [0, 0, 0, 0.11196147, 0.12787781]
    errors = [first, second, third]
    assert found.incidence == pytest.approx(np.array(shares).T, abs=1e-8)
    assert found.incidence_error == pytest.approx(np.array(errors).T, abs=1e-8)


if REFERENCE:  # the rows are not shipped
    ARCHIGOS = "69f2fa9f3cb60423df44bb4ea8221eff685da1719a95cd8451582ee56a53e682"
    SVOLIK = "573512726eabfc1136686a7898fe34b14407f55c5fe25de8b814852bef5a939f"

    def leaders(name, digest, groups, begin):
        """Solve for ways to leave, joined into groups; observation begins on a day."""
        file = Path(REFERENCE) / name
        assert sha256(file.read_bytes()).hexdigest() == digest
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        spells = [(*(date.fromisoformat(row[key]) for key in ("start", "end")), row["exit"])
                  for row in rows]  # fmt: skip
        spells = [spell for spell in spells if spell[1] > begin]
        return competing_risks(
            [(end - start).days / 365.25 for start, end, _ in spells],
            [groups.get(way, "other") for *_, way in spells],
            entry=[max(0, (begin - start).days) / 365.25 for start, *_ in spells],
        )

    def test_ways_out_in_archigos():
        groups = {
            "Regular": "regular", "Irregular": "irregular", "Natural Death": "natural",
            "Retired Due to Ill Health": "natural", "Suicide": "natural", "Foreign": "foreign",
            "Still in Office": "censored", "Unknown": "censored",
        }  # fmt: skip
        found = leaders("archigos_4.1_leaders.csv", ARCHIGOS, groups, date(1875, 1, 1))
        assert found.causes == ("regular", "irregular", "natural", "foreign")
        assert found.leavings == (2266, 601, 269, 71)
        assert (found.spells, found.censored) == (3380, 173)
        j = found.at(5)
        assert found.incidence[j] == pytest.approx([0.562, 0.133, 0.043, 0.014], abs=5e-4)
        assert found.naive[j] == pytest.approx([0.646, 0.214, 0.087, 0.025], abs=5e-4)

    def test_ways_out_among_svoliks_dictators():
        groups = {
            "coup": "coup", "natural": "natural", "": "censored",
            **dict.fromkeys(("revolt", "civil war"), "revolt"), "assassination": "assassination",
            "foreign": "foreign",
        }  # fmt: skip
        found = leaders("svolik_leaders_1946_2008.csv", SVOLIK, groups, date(1946, 1, 1))
        assert dict(zip(found.causes, found.leavings, strict=True)) == {
            "other": 276, "coup": 200, "natural": 82, "revolt": 46, "assassination": 18,
            "foreign": 12,
        }  # fmt: skip
        j = found.at(10)
        k = found.causes.index("coup")
        interval = found.incidence_low[j, k], found.incidence[j, k], found.incidence_high[j, k]
        assert interval == pytest.approx((0.220, 0.251, 0.286), abs=5e-4)
        assert found.naive[j, k] == pytest.approx(0.360, abs=5e-4)
