"""The doors of the fit of power sharing: what they take, refuse and hand back."""

import math
import pickle

import numpy as np
import polars as pl
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.results import plain
from whowhom.theory.tenure.power_sharing_fit import fit_power_sharing, fit_power_sharing_table

YEARS = [0.4, 0.8, 0.9, 1.3, 1.7, 2.2, 2.5, 3.1, 4.6, 5.5, 7.2, 9.9, 12.4, 15.0, 18.3, 24.6]
COUP = [1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
TABLE = {"year": [1, 2, 3, 4], "at_risk": [90, 70, 60, 54], "coups": [12, 4, 2, 1]}


def test_kinds_of_lists():
    found = fit_power_sharing(np.array(YEARS), np.array(COUP, dtype=np.int8))
    again = fit_power_sharing([str(year) for year in YEARS], tuple(COUP))
    assert str(found) == str(again)


@pytest.mark.parametrize(
    "coup",
    [
        np.array(COUP, dtype=bool),
        np.array([bool(event) for event in COUP], dtype=object),
        pl.Series([bool(event) for event in COUP]),
        [bool(event) for event in COUP],
        tuple(np.array(COUP, dtype=bool)),
        [*map(bool, COUP[:8]), *COUP[8:]],
        ["true" if event else "FALSE" for event in COUP],
    ],
    ids=["numpy", "objects", "polars", "list", "numpy scalars", "mixed", "texts"],
)
def test_events_as_truth_values(coup):
    assert str(fit_power_sharing(YEARS, coup)) == str(fit_power_sharing(YEARS, COUP))


@pytest.mark.parametrize(
    ("years", "coup", "message"),
    [
        ([], [], "years is empty"),
        (5, COUP, "years must be a list of numbers"),
        ({"a": 1.0}, [1], "years must be a list of numbers"),
        (np.ones((2, 2)), [1], r"years must be one-dimensional.*shape \(2, 2\)"),
        ([*YEARS[:-1], 0], COUP, r"years\[15\] must be in \(0, 1000\], got 0"),
        ([*YEARS[:-1], -1], COUP, r"years\[15\] must be in \(0, 1000\], got -1"),
        ([*YEARS[:-1], math.nan], COUP, r"years\[15\] must be in \(0, 1000\], got nan"),
        ([*YEARS[:-1], math.inf], COUP, r"years\[15\] must be in \(0, 1000\], got inf"),
        ([*YEARS[:-1], "1e399"], COUP, r"years\[15\] must be in \(0, 1000\]"),
        (YEARS, [*COUP[:-1], 0.5], r"coup\[15\] must be 1 or 0, got 0.5"),
        (YEARS, [*COUP[:-1], 2], r"coup\[15\] must be in \[0, 1\], got 2"),
        (YEARS, [*COUP[:-1], "yes"], r"coup\[15\] must be in \[0, 1\], got 'yes'"),
        (YEARS, [*COUP[:-1], None], r"coup\[15\] must be in \[0, 1\], got None"),
        ([*YEARS[:-1], True], COUP, r"years\[15\] must be in \(0, 1000\], got True"),
        (YEARS, np.zeros((4, 4), dtype=bool), r"coup must be one-dimensional.*\(4, 4\)"),
        (YEARS, True, "coup must be a list of numbers"),
        (YEARS, COUP[:-1], "coup must have one entry for each of the 16 entries of years, got 15"),
        (YEARS, [0] * 16, "coup: three chances cannot be read from fewer than 3 coups, got 0"),
        (YEARS, [1, 1, *[0] * 14], "coup: three chances cannot .* got 2"),
        ([0.5] * 8, [1] * 8, "years: somebody must reach a third year"),
    ],
)
def test_spells_outside_their_domain(years, coup, message):
    with pytest.raises(InvalidInput, match=message):
        fit_power_sharing(years, coup)


@pytest.mark.parametrize("horizon", [2, 1001, 3.5, math.nan, None, "long"])
def test_horizon_outside_its_domain(horizon):
    with pytest.raises(InvalidInput, match=r"horizon must be a whole number in \[3, 1000\], got"):
        fit_power_sharing(YEARS, COUP, horizon=horizon)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        fit_power_sharing([-1, 1], [3, 0], horizon=0)
    assert [line.split()[0] for line in str(caught.value).splitlines()] == [
        "years[0]", "coup[0]", "horizon",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"year": []}, "year is empty"),
        ({"year": [0, 1, 2, 3]}, r"year\[0\] must be in \[1, 1000\], got 0"),
        ({"year": [1, 2, 4, 5]}, "year must be 1, 2, 3, ... in this order, without a gap"),
        ({"year": [2, 3, 4, 5]}, "year must be 1, 2, 3"),
        ({"year": [1, 3, 2, 4]}, "year must be 1, 2, 3"),
        ({"year": [1, 1.5, 2, 3]}, "year must be 1, 2, 3"),
        ({"at_risk": [90, 70, 60]}, "at_risk must have one entry for each of the 4 .* got 3"),
        ({"coups": [12, 4, 2, 1, 0]}, "coups must have one entry for each of the 4 .* got 5"),
        ({"at_risk": [90, 70, 60, 0]}, r"at_risk\[3\] must be in \(0, 1000000000\], got 0"),
        ({"coups": [12, 4, 2, -1]}, r"coups\[3\] must be in \[0, 1000000000\], got -1"),
        ({"coups": [12, 4, 2, math.nan]}, r"coups\[3\]"),
        ({"coups": [12, 4, 2, 55]},
         r"coups\[3\] must not be more than at_risk\[3\], got 55 and 54"),
        ({"at_risk": [90, 79, 60, 54]},
         r"at_risk\[1\] must not be more than the 78 who were left from the year before, got 79"),
        ({"coups": [1, 1, 0, 0]}, "coups: three chances cannot"),
        ({"year": [1, 2], "at_risk": [90, 70], "coups": [12, 4]}, "year: somebody must reach"),
        ({"coups": "12,4,2,1"}, "coups must be a list of numbers"),
    ],
)  # fmt: skip
def test_tables_outside_their_domain(changes, message):
    with pytest.raises(InvalidInput, match=message):
        fit_power_sharing_table(**TABLE | changes)


def test_who_is_exposed():
    """Leaving in another way than by a coup counts for half of the year."""
    found = fit_power_sharing([0.5, 0.5, 0.5, 1.0, 2.9, 2.9], [1, 1, 0, 0, 1, 0])
    assert found.at_risk.tolist() == [6, 3, 2]
    assert found.coups.tolist() == [2, 0, 1]
    assert found.exposed.tolist() == [5.5, 2.5, 1.5]
    assert found.observed == pytest.approx([2 / 5.5, 0, 1 / 1.5])
    assert found.year.tolist() == [1, 2, 3]


def test_the_horizon_cuts_rulers_off_and_not_out():
    cut = fit_power_sharing(YEARS, COUP, horizon=10)
    assert cut.at_risk.tolist() == [16, 13, 11, 9, 8, 7, 6, 6, 5, 5]
    assert cut.coups.sum() == 6
    assert cut.exposed[-1] == 4.5
    assert len(fit_power_sharing(YEARS, COUP, horizon=24).year) == 24
    assert len(fit_power_sharing(YEARS, COUP, horizon=25).year) == 25
    assert len(fit_power_sharing(YEARS, COUP, horizon=26).year) == 25


def test_no_fall_to_be_seen():
    """A danger that rises is told as a constant one, without a second state."""
    found = fit_power_sharing_table([1, 2, 3], [100, 98, 90], [2, 8, 20])
    assert not found.finds_fall
    assert found.likelihood_ratio == 0
    assert found.establishment.value == 0
    assert found.contested_coup.value == found.constant_coup.value
    assert found.weibull_shape.low > 1
    told = str(found)
    assert "does not fall" in told
    assert "kinds of ruler" not in told


def test_everybody_falls():
    found = fit_power_sharing([0.5, 1.5, 2.5, 2.6], [1, 1, 1, 1])
    assert found.hazard[-1] <= 1
    assert math.isfinite(found.log_likelihood)
    assert str(found)


def test_a_table_has_no_spells():
    found = fit_power_sharing_table(**TABLE)
    assert found.weibull_shape_of_spells is None
    assert plain(found)["weibull_shape_of_spells"] is None
    assert plain(found)["contested_coup"]["low"] > 0
    assert fit_power_sharing(YEARS, COUP).weibull_shape_of_spells.value < 1


def test_criteria_count_the_numbers_fitted():
    found = fit_power_sharing_table(**TABLE)
    assert found.aic == pytest.approx(6 - 2 * found.log_likelihood)
    assert found.weibull_aic == pytest.approx(4 - 2 * found.weibull_log_likelihood)
    assert found.constant_aic == pytest.approx(2 - 2 * found.constant_log_likelihood)
    gain = found.log_likelihood - found.constant_log_likelihood
    assert found.likelihood_ratio == pytest.approx(2 * gain)


def test_the_constant_chance_and_its_interval():
    """19 coups of 265 exposed; ends of the interval by the binomial likelihood itself."""
    found = fit_power_sharing_table(**TABLE).constant_coup
    n, d = 86 + 67 + 58 + 54, 19
    assert found.value == pytest.approx(d / n)

    def drop(p):
        def log_likelihood(q):
            return d * math.log(q) + (n - d) * math.log(1 - q)

        return 2 * (log_likelihood(d / n) - log_likelihood(p))

    assert drop(found.low) == pytest.approx(3.8415, abs=1e-3)
    assert drop(found.high) == pytest.approx(3.8415, abs=1e-3)


def test_the_result_is_read_only_prints_and_pickles():
    found = fit_power_sharing(YEARS, COUP)
    for name in ("year", "at_risk", "exposed", "coups", "observed", "hazard"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(found, name)[0] = 1
    with pytest.raises(AttributeError):
        found.aic = 0.0
    assert str(pickle.loads(pickle.dumps(found))) == str(found)
    told = str(found).splitlines()
    assert max(map(len, told)) <= 80
    assert told[0] == "16 rulers, 7 coups, 114.5 years exposed to one."
    assert told[-1] == "A falling danger therefore does not show that power was shared or seized."
    assert "The data hardly say how soon rulers become established." in told


def test_arguments_are_left_as_they_are():
    years, coup = np.array(YEARS), np.array(COUP)
    years.flags.writeable = coup.flags.writeable = False
    fit_power_sharing(years, coup)
    assert years.tolist() == YEARS


def test_coups_beyond_the_horizon_are_not_there():
    with pytest.raises(InvalidInput, match=r"got 0 in less than 100 years \(horizon\)$"):
        fit_power_sharing([500, 500, 500, 2], [1, 1, 1, 0])
