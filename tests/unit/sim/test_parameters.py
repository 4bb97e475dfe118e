"""The table of parameters and what switches a mechanism off."""

import math

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.sim.parameters import MECHANISMS, PARAMETER_RECORD, PARAMETERS, Parameters, without

BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_a_range_holds_its_default(parameter):
    assert 0.0 <= parameter.low < parameter.high
    assert parameter.low <= parameter.default <= parameter.high
    assert parameter.origin in ("published", "adapted", "ours")
    assert parameter.meaning


def test_names_are_unique():
    assert len(BY_NAME) == len(PARAMETERS)
    assert len({mechanism.name for mechanism in MECHANISMS}) == len(MECHANISMS)


def test_values_are_found_by_name():
    chosen = Parameters()
    assert chosen["bias"] == BY_NAME["bias"].default
    assert chosen.as_dict() == {p.name: p.default for p in PARAMETERS}


def test_replace_changes_a_copy():
    before = Parameters()
    after = before.replace(bias=0.25, smear=0)
    assert (after["bias"], after["smear"]) == (0.25, 0.0)
    assert isinstance(after["smear"], float)
    assert before["bias"] == BY_NAME["bias"].default
    same = {name for name, value in before.as_dict().items() if after[name] == value}
    assert same == set(BY_NAME) - {"bias", "smear"}


def test_replace_refuses_unknown_names_all_at_once():
    with pytest.raises(InvalidInput, match=r"unknown parameters biass, smeer; known are: .*bias"):
        Parameters().replace(biass=0.1, smeer=0.2, bias=0.3)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_replace_refuses_what_is_not_a_finite_number(value):
    with pytest.raises(InvalidInput, match=r"finite.*bias"):
        Parameters().replace(bias=value)


def test_the_record_holds_every_value_in_order():
    record = Parameters().replace(bias=0.25).record()
    assert record.shape == (1,)
    assert record.dtype == PARAMETER_RECORD
    assert record.dtype.names == tuple(BY_NAME)
    assert record["bias"][0] == 0.25
    assert all(record[name][0] == BY_NAME[name].default for name in BY_NAME if name != "bias")


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_off_is_a_change_of_known_parameters_to_the_value_that_does_nothing(mechanism):
    """Off is always zero, which lies at the bottom of a parameter's domain, and differs from on."""
    assert mechanism.off
    for name, value in mechanism.off.items():
        assert value == 0.0
        assert BY_NAME[name].default != value


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_without_switches_one_mechanism_off_and_nothing_else(mechanism):
    base = Parameters()
    changed = {
        name: value
        for name, value in without(base, [mechanism.name]).as_dict().items()
        if value != base[name]
    }
    assert changed == dict(mechanism.off)


def test_no_two_mechanisms_share_a_parameter():
    """Else one could not be switched off without the other."""
    used = [name for mechanism in MECHANISMS for name in mechanism.off]
    assert len(used) == len(set(used))


def test_without_takes_several_and_none():
    both = without(Parameters(), ["smear", "legacy"])
    assert (both["smear"], both["legacy"]) == (0.0, 0.0)
    assert without(Parameters(), []) == Parameters()
    assert without(Parameters(), (name for name in ["smear"]))["smear"] == 0.0


def test_without_refuses_unknown_names_all_at_once():
    with pytest.raises(InvalidInput, match=r"unknown mechanisms smeer, fog; known are: .*smear"):
        without(Parameters(), ["smeer", "smear", "fog"])


def test_parameters_cannot_be_written_to():
    with pytest.raises(AttributeError):
        Parameters().values = ()
    assert np.isfinite(Parameters().values).all()
