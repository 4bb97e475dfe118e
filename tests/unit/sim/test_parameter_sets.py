"""Sets of parameter values of which each run draws one."""

import math

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import PARAMETER_RECORD, Parameters, without

SETS = ParameterSets(names=("bias", "smear"), values=((0.5, 1.0), (0.25, 2.0), (0.0, 0.0)))


def test_plain_parameters_are_one_set():
    plain = Parameters().replace(bias=0.3)
    sets = ParameterSets.of(plain)
    assert (sets.centre, sets.uncertain, len(sets.values)) == (plain, (), 1)
    assert sets.records(np.zeros(3, int)).tobytes() == np.repeat(plain.record(), 3).tobytes()
    assert ParameterSets.of(SETS) is SETS


def test_records_hold_the_chosen_sets():
    records = SETS.records(np.array([2, 0, 0, 1]))
    assert records.dtype == PARAMETER_RECORD
    assert records["bias"].tolist() == [0.0, 0.5, 0.5, 0.25]
    assert records["smear"].tolist() == [0.0, 1.0, 1.0, 2.0]
    assert (records["bloc"] == Parameters()["bloc"]).all()


def test_a_parameter_is_fixed_in_all_sets_and_the_others_stay():
    fixed = SETS.replace(bias=0.75, bloc=0.125)
    assert fixed.names == ("smear",)
    assert fixed.values == ((1.0,), (2.0,), (0.0,))
    assert (fixed.common["bias"], fixed.common["bloc"]) == (0.75, 0.125)
    assert SETS.names == ("bias", "smear")


def test_the_number_of_sets_stays_even_if_all_are_fixed():
    """A paired run keeps the number of its set."""
    fixed = SETS.replace(bias=0.75, smear=1.0)
    assert fixed.values == ((), (), ())
    assert fixed.records(np.array([2, 1]))["bias"].tolist() == [0.75, 0.75]


def test_a_mechanism_is_switched_off_in_all_sets():
    off = without(SETS, ["underestimation", "legacy"])
    assert isinstance(off, ParameterSets)
    assert off == SETS.replace(bias=0.0, legacy=0.0)
    assert isinstance(without(Parameters(), ["legacy"]), Parameters)


def test_a_range_takes_the_place_of_a_column_and_of_a_value():
    spread = SETS.spread(bias=(0.0, 0.5, None), bloc=(0.0, 1.0, 0.25))
    assert spread.names == ("smear",)
    assert spread.uncertain == ("smear", "bias", "bloc")
    assert spread.replace(bloc=0.5).uncertain == ("smear", "bias")
    assert spread.spread(bias=(0.1, 0.2, None)).ranges[-1] == ("bias", (0.1, 0.2, None))


def test_the_centre_is_the_mean_of_the_sets_and_the_middle_of_ranges():
    centre = SETS.spread(bloc=(0.0, 0.5, None), legacy=(0.0, 0.3, 0.2)).centre
    assert centre["bias"] == 0.25
    assert (centre["smear"], centre["bloc"], centre["legacy"]) == (1.0, 0.25, 0.2)


WRONG = {
    "an unknown name": ({"names": ("smeer",), "values": ((1.0,),)}, "unknown parameter 'smeer'"),
    "a name twice": ({"names": ("bias",) * 2, "values": ((0.0, 0.0),)}, "'bias' appears more"),
    "no set": ({"names": (), "values": ()}, "at least one set"),
    "a short row": ({"names": ("bias",), "values": ((0.5,), ())}, "set 2: 0 values for 1"),
    "no number": ({"names": ("bias",), "values": ((math.nan,),)}, "set 1: .* finite"),
    "no range": ({"ranges": (("bias", (1.0, 0.0, None)),)}, "bias: 1.0..0.0 is not a range"),
    "a column and a range": (
        {"names": ("bias",), "values": ((0.5,),), "ranges": (("bias", (0.0, 1.0, None)),)},
        "'bias' appears more",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_set_is_refused(wrong):
    fields, told = WRONG[wrong]
    with pytest.raises(InvalidInput, match=told):
        ParameterSets(**fields)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        ParameterSets(names=("smeer", "fog"), values=((1.0, 2.0), (1.0,)))
    assert len(str(caught.value).splitlines()) == 3


def test_unknown_names_are_refused_as_by_plain_parameters():
    with pytest.raises(InvalidInput, match="unknown parameters biass"):
        SETS.replace(biass=0.1)
    with pytest.raises(InvalidInput, match="unknown parameter 'biass'"):
        SETS.spread(biass=(0.0, 1.0, None))
    with pytest.raises(InvalidInput, match="must be Parameters or ParameterSets"):
        ParameterSets.of({"bias": 0.1})
