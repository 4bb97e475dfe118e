"""Names of files: each can be held by every system, and no two are the same anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.filenames import check_new_path, name_trouble, portable_name

DEVICES = ["con", "prn", "aux", "nul", "CONIN$", "conout$", "com1", "COM9", "lpt1", "Lpt9"]


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("form", ["{}", "{}.csv", "{}.tar.gz", "{} ", "{} .txt", "{}."])
def test_device_names_are_seen_in_every_form(name, form):
    assert name_trouble(form.format(name)) == "is a device name on Windows"


@pytest.mark.parametrize("name", ["com¹", "COM²", "lpt³"])
def test_raised_digits_make_device_names_too(name):
    assert name_trouble(name) == "is a device name on Windows"


@pytest.mark.parametrize("sign", '<>:"/\\|?*\0\n\x1f\ud800')
def test_signs_that_windows_does_not_allow(sign):
    assert name_trouble(f"a{sign}b").startswith("contains")


@pytest.mark.parametrize("name", ["a.", "a ", "..."])
def test_ends_that_windows_drops(name):
    assert "ends with" in name_trouble(name)


@pytest.mark.parametrize("name", ["console", "auxiliary", "com10", "nul_", "演员", ".hidden"])
def test_other_names_are_fine(name):
    assert name_trouble(name) == ""


def test_long_names():
    assert name_trouble("a" * 255) == ""
    assert name_trouble("演" * 86) == "has more than 255 bytes"


@given(st.text(max_size=80), st.lists(st.text(max_size=5), max_size=5))
def test_every_text_gets_a_name_that_every_system_holds(text, taken):
    name = portable_name(text, otherwise="sheet", taken=taken)
    assert name_trouble(f"{name}.csv") == ""
    assert name.casefold() not in {one.casefold() for one in taken}
    assert not set(name) & set(" .")


@given(st.lists(st.text(alphabet="aA.-_ 1é演", max_size=4), max_size=12))
def test_no_two_texts_get_one_name(texts):
    names = []
    for text in texts:
        names.append(portable_name(text, otherwise="sheet", taken=names))
    assert len({name.casefold() for name in names}) == len(texts)


def test_a_name_is_not_cut_inside_a_letter():
    name = portable_name("a" * 59 + "e\u0323\u0302" * 3, otherwise="sheet")
    assert name == "a" * 59 + "\u1ec7"
    assert len(portable_name("𒀀" * 100, otherwise="sheet").encode()) <= 180


def test_only_new_parts_of_a_path_are_judged(tmp_path):
    odd = tmp_path / "odd: folder?"
    odd.mkdir()
    check_new_path(odd / "circle")
    check_new_path(odd)
    with pytest.raises(InvalidInput, match=r"'CON' is a device name.*such as 'con_'"):
        check_new_path(odd / "CON" / "circle")
