"""The parameters that are used where none are named, and the file they come from."""

import os

import numpy as np
import pytest

import whowhom as ww
from whowhom.errors import InvalidInput
from whowhom.scenario import calibrated
from whowhom.scenario.calibrated import default_parameters, read_parameters
from whowhom.scenario.change import Change, changed
from whowhom.scenario.start import Start
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import Parameters

GOOD = "bias,smear\n0.5,1.0\n0.25,2.5\n0.75,0.125\n"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "parameters.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_file_is_read_as_it_stands(file):
    sets = default_parameters(file(GOOD))
    assert sets.names == ("bias", "smear")
    assert sets.values == ((0.5, 1.0), (0.25, 2.5), (0.75, 0.125))
    assert sets.common == Parameters()


def test_numbers_are_read_to_the_last_digit(file):
    values = tuple((x, 3 * x) for x in np.random.default_rng(1).uniform(0, 0.9, 50).tolist())
    lines = ["bias,smear", *(f"{bias!r},{smear!r}" for bias, smear in values)]
    sets = ParameterSets(names=("bias", "smear"), values=values)
    assert read_parameters(file("\n".join(lines) + "\n")) == sets


def test_a_missing_shipped_file_is_told_and_not_guessed_around(monkeypatch, tmp_path):
    monkeypatch.setattr(calibrated, "SHIPPED", tmp_path / "none.csv")
    with pytest.raises(InvalidInput, match=r"none\.csv"):
        default_parameters()


def test_the_shipped_file_is_what_is_used_where_nobody_names_any(monkeypatch, file):
    monkeypatch.setattr(calibrated, "SHIPPED", file(GOOD))
    sets = read_parameters(calibrated.SHIPPED)
    duel = ww.read_case("duel")
    assert Start(duel).parameters == Start(duel, None).parameters == sets
    assert changed(duel, Change.of(set={"majority": 0.5}))[1] == sets
    _, fixed = changed(duel, Change.of(set={"parameters.bias": 0}, without=["mechanisms.smear"]))
    assert fixed == sets.replace(bias=0.0, smear=0.0)
    named = Start(duel, Parameters())
    assert named.parameters == Parameters()


def test_a_snapshot_takes_the_middle_of_the_sets_and_draws_them(monkeypatch, file):
    duel = ww.read_case("duel")
    narrow = file("force_weight\n0.1\n0.2\n")
    monkeypatch.setattr(calibrated, "SHIPPED", narrow)
    middle = ww.Snapshot.from_case(duel, draws=40)
    monkeypatch.setattr(calibrated, "SHIPPED", file("force_weight\n0.15\n"))
    calibrated._shipped.cache_clear()
    one = ww.Snapshot.from_case(duel, draws=40)
    calibrated._shipped.cache_clear()
    assert middle.power == one.power
    assert (middle.draws != one.draws).any()


DAMAGED = {
    "nothing": ("", "line 1: expected the names"),
    "no set": ("bias\n", "expected 1 to 100,000 sets below the names, found none"),
    "an unknown name": ("bias,smeer\n0.5,1\n", "line 1: unknown parameter 'smeer'"),
    "a name twice": ("bias,bias\n0.5,0.5\n", "line 1: the parameter 'bias' appears more than once"),
    "no number": ("bias\n0.5\nhalf\n", "line 3, column 'bias': expected a number from 0 to 0.95"),
    "not a number": ("bias\nnan\n", "line 2, column 'bias': expected a number"),
    "too large": ("bias\n0.96\n", "line 2, column 'bias'.* found '0.96'"),
    "too small": ("persuasion\n0.01\n", "line 2, column 'persuasion': expected .* from 0.02"),
    "a value missing": ("bias,smear\n0.5\n", "line 2: expected 2 values, found 1"),
    "a value more": ("bias\n0.5,0.5\n", "line 2: expected 1 values, found 2"),
    "other bytes": (b"\xff\xfe\x00", "is UTF-16, not UTF-8"),
    "an open quote": ('bias\n"0.5\n', "line 2: is not a table of parameters"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused(damage, file):
    text, told = DAMAGED[damage]
    with pytest.raises(InvalidInput, match=rf"parameters\.csv: {told}"):
        default_parameters(file(text))


def test_all_problems_of_a_file_are_told_at_once(file):
    with pytest.raises(InvalidInput) as caught:
        read_parameters(file("bias,smear\n2,9\n0.5\nx,1\n"))
    assert len(str(caught.value).splitlines()) == 4


@pytest.mark.parametrize(
    "number", ["1_0", "\N{ARABIC-INDIC DIGIT ONE}", "1e999", "9" * 5000, "inf"]
)
def test_only_plain_numbers_are_read(number, file):
    with pytest.raises(InvalidInput, match="expected a number from"):
        read_parameters(file(f"war_fear\n{number}\n".replace("war_fear", "bias")))


def test_very_many_names_and_sets_end_in_a_few_sentences(file):
    names = ",".join(f"n{number}" for number in range(300_000))
    for text in (names, ",".join(["bias"] * 300_000), "bias\n" + "2\n" * 300_000):
        with pytest.raises(InvalidInput) as caught:
            read_parameters(file(text))
        assert len(str(caught.value).splitlines()) <= 21


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(file):
    assert read_parameters(file(b"\xef\xbb\xbfbias\r\n0.5\r\n")).values == ((0.5,),)


def test_a_pipe_a_device_and_a_folder_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", "/dev/zero", tmp_path):
        with pytest.raises(InvalidInput, match="is not a regular file"):
            read_parameters(place)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="cannot be read"):
        default_parameters(tmp_path / "none.csv")
