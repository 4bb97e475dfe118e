"""The doors of competing risks: what they take, refuse and hand back."""

import math

import numpy as np
import pytest
from scipy.stats import poisson

from whowhom.errors import InvalidInput
from whowhom.theory.tenure import competing_risks as module
from whowhom.theory.tenure.competing_risks import competing_risks

YEARS = [1, 2, 3, 4, 5]
CAUSE = ["coup", "natural", "censored", "coup", "regular"]


def test_kinds_of_lists_and_labels():
    found = str(competing_risks(YEARS, CAUSE))
    assert str(competing_risks(np.array(YEARS), np.array(CAUSE))) == found
    assert str(competing_risks([str(y) for y in YEARS], tuple(CAUSE))) == found
    assert str(competing_risks(YEARS, [f"  {label} " for label in CAUSE])) == found


def test_codes_and_names_for_censoring():
    coded = competing_risks(YEARS, [1, 2, 0, 1, 3], censored=0)
    assert coded.causes == ("1", "2", "3")
    assert coded.incidence.tolist() == competing_risks(YEARS, CAUSE).incidence.tolist()
    floats = competing_risks(YEARS, np.array([1.0, 2.0, 0.0, 1.0, 3.0]), censored="0")
    assert floats.causes == coded.causes
    both = competing_risks(
        YEARS, ["coup", "Still in Office", "unknown", "coup", "natural"],
        censored=["still in office", "unknown"],
    )  # fmt: skip
    assert both.censored == 2
    assert competing_risks(YEARS, ["a", "b", "Censored", "a", "b"]).censored == 1


def test_the_most_frequent_cause_comes_first_and_equals_by_name():
    found = competing_risks(YEARS, ["revolt", "coup", "regular", "revolt", "natural"])
    assert found.causes == ("revolt", "coup", "natural", "regular")


@pytest.mark.parametrize("label", [0, "0", "still in office", "NA", "Unknown", "ongoing"])
def test_what_looks_like_a_code_for_censoring_is_asked_about(label):
    with pytest.raises(
        InvalidInput, match="often mean that a ruler had not left; if they do, name"
    ):
        competing_risks(YEARS, ["coup", "coup", label, "natural", "natural"])


@pytest.mark.parametrize("censored", ["Stil in office", ["censored", "gone"], 0])
def test_a_label_for_censoring_that_does_not_occur_is_refused(censored):
    with pytest.raises(InvalidInput, match=r"censored: no entry of cause is .*the entries are"):
        competing_risks(YEARS, CAUSE, censored=censored)


@pytest.mark.parametrize(
    ("years", "cause", "more", "message"),
    [
        ([], CAUSE, {}, "years is empty"),
        ([1, 2, 3, 4, -1], CAUSE, {}, r"years\[4\] must be in \[0, 1000\], got -1"),
        ([1, 2, 3, 4, math.nan], CAUSE, {}, r"years\[4\] must be in \[0, 1000\], got nan"),
        (YEARS, CAUSE[:4], {}, "cause must have one entry for each of the 5 .* got 4"),
        (YEARS, "coup", {}, "cause must be a list of words or codes; got 'coup'"),
        (YEARS, dict.fromkeys("abcde", "coup"), {}, "cause must be a list of words or codes"),
        (YEARS, [*CAUSE[:4], ""], {}, r"cause\[4\] must be a word or a whole number, got ''"),
        (YEARS, [*CAUSE[:4], None], {}, r"cause\[4\] must be a word .* got None"),
        (YEARS, [*CAUSE[:4], math.nan], {}, r"cause\[4\] must be a word .* got nan"),
        (YEARS, [*CAUSE[:4], True], {}, r"cause\[4\] must be a word .* got True"),
        (YEARS, [*CAUSE[:4], "a\x1b[31m"], {}, r"cause\[4\] must be a word"),
        (YEARS, [*CAUSE[:4], "\u202epuoc"], {}, r"cause\[4\] must be a word"),
        (YEARS, [*CAUSE[:4], "Coup"], {}, "'coup' and 'Coup' differ in capitals or encoding alone"),
        (YEARS, ["censored"] * 5, {}, "cause: nobody left office"),
        (YEARS, CAUSE, {"entry": [0] * 4}, "entry must have one entry for each of the 5"),
        (YEARS, CAUSE, {"entry": [0, 0, 3, 0, 0]}, r"entry\[2\] must be less than years\[2\]"),
        (YEARS, CAUSE, {"bands": [2, 1]}, "bands must rise"),
        (YEARS, CAUSE, {"bands": [1, 1]}, "bands must rise"),
        (YEARS, CAUSE, {"bands": [0, 1]}, r"bands\[0\] must be in \(0, 1000\]"),
    ],
)
def test_what_is_refused(years, cause, more, message):
    with pytest.raises(InvalidInput, match=message):
        competing_risks(years, cause, **more)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        competing_risks([-1], [""], entry=[-2], bands=[0], censored="gone")
    named = [line.split("[")[0].split(":")[0] for line in str(caught.value).splitlines()]
    assert named == ["years", "cause", "entry", "bands", "censored"]


def test_a_gap_in_observation_is_refused_with_its_place():
    with pytest.raises(InvalidInput, match="nobody is under observation from 2 to 4 years"):
        competing_risks([1, 2, 9], ["a", "b", "a"], entry=[0, 0, 4])
    with pytest.raises(InvalidInput, match="all who are under observation leave at 2 years"):
        competing_risks([2, 2, 9], ["a", "b", "a"], entry=[0, 0, 1.99999999999])
    found = competing_risks([2, 2, 9], ["a", "b", "a"], entry=[1, 1, 1.5])
    assert found.start == 1
    assert "still in office after 1 years" in str(found)


def test_rulers_of_a_day_and_a_single_ruler():
    found = competing_risks([0, 1], ["coup", "natural"])
    assert found.incidence[0].tolist() == [0.5, 0]
    assert found.band_leavings.tolist() == [[1, 1]]
    assert str(competing_risks([0, 1], ["coup", "natural"], entry=[0, 0])) == str(found)
    lone = competing_risks([0], ["coup"])
    assert lone.incidence.tolist() == [[1.0]]
    assert math.isnan(lone.rate[0, 0])
    assert lone.years_at_risk == 0
    assert "100.0%" in str(lone)


def test_rates_of_a_band_have_the_exact_interval_of_a_poisson_count():
    """Of 12 who leave, one a year, 3 go by coup; all stand in one band of 78 years."""
    cause = ["coup", "natural", "natural", "natural"] * 3
    found = competing_risks(range(1, 13), cause, bands=[12])
    coup = found.causes.index("coup")
    assert found.band_leavings[0, coup] == 3
    assert found.rate[0, coup] == pytest.approx(3 / 78)
    low, high = found.rate_low[0, coup] * 78, found.rate_high[0, coup] * 78
    assert poisson.sf(2, low) == pytest.approx(0.025)
    assert poisson.cdf(3, high) == pytest.approx(0.025)


def test_what_is_told_first_ends_while_five_are_at_risk():
    found = competing_risks(range(1, 13), ["coup"] * 12)  # five are at risk at year 8
    assert competing_risks(range(1, 13), ["coup"] * 12, bands=[8, 9]).horizon == 8
    assert found.horizon == 5
    assert str(found).startswith("Within 5 years 41.7% have left office:\ncoup 41.7%.")
    assert competing_risks(YEARS, CAUSE).horizon == 1
    assert competing_risks([1, 2], ["coup", "coup"]).horizon == 2


def test_place_of_a_time():
    found = competing_risks(YEARS, CAUSE)
    assert [found.at(years) for years in (0, 1, 1.5, 4, 5)] == [-1, 0, 0, 2, 3]
    for years in (-1, 5.1):
        with pytest.raises(InvalidInput, match=r"years must be in \[0, 5\], the time observed"):
            found.at(years)


def test_bands_beyond_the_last_year_are_left_out_and_long_tables_are_cut():
    found = competing_risks(YEARS, CAUSE, bands=[2, 4, 50])
    assert found.bands.tolist() == [0, 2, 4, 5]
    told = str(competing_risks(YEARS, CAUSE, bands=[k / 4 for k in range(1, 20)]))
    assert max(map(len, told.splitlines())) <= 80
    causes = [f"a very long name of a cause {k:02}" for k in range(40)]
    told = str(competing_risks(range(1, 41), causes))
    assert told.count("... and 10 more causes") == 3
    assert max(map(len, told.splitlines())) <= 80


def test_too_many_cells_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_CELLS", 7)
    with pytest.raises(InvalidInput, match="4 different times of leaving for 3 causes"):
        competing_risks([1, 2, 3, 4], ["a", "b", "c", "a"])
    monkeypatch.setattr(module, "MAX_SPELLS", 3)
    with pytest.raises(InvalidInput, match="at most 3 are taken"):
        competing_risks([1, 2, 3, 4], ["a", "b", "c", "a"])
