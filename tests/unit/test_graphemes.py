"""Labels are cut by whole characters, whatever they are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from whowhom.graphemes import cells, is_plain, shortened, shortened_middle, wrapped

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1eb\U0001f1f7"
VIET = "e\u0323\u0302"
GOTHIC = "\U00010330"
HAN = "\U00020bb7"
TEXTS = st.lists(
    st.sampled_from([FAMILY, FLAG, VIET, GOTHIC, HAN, "\u0915\u094d\u0937\u093f", "a", "织", " "])
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("character", [FAMILY, FLAG, VIET, GOTHIC, HAN, "\u0915\u094d\u0937\u093f"])
@pytest.mark.parametrize("longest", range(1, 12))
def test_no_character_is_cut_in_two(character, longest):
    cut = shortened(30 * character, longest)
    assert cut == (longest - 1) // cells(character) * character + "…"


@given(TEXTS, st.integers(1, 30))
def test_a_cut_text_is_short_and_begins_as_the_whole_does(text, longest):
    cut = shortened(text, longest)
    whole = list(iter_graphemes(text))
    if cut != text:
        kept = list(iter_graphemes(cut.removesuffix("…")))
        assert kept == whole[: len(kept)]
        assert sum(map(cells, kept)) <= longest - 1
    else:
        assert sum(map(cells, whole)) <= longest


@given(TEXTS, st.integers(10, 30))
def test_a_text_cut_in_the_middle_has_whole_characters(text, longest):
    cut, whole = shortened_middle(text, longest), list(iter_graphemes(text))
    if len(whole) <= longest:
        assert cut == text
    else:
        start, end = "".join(whole[: longest - 9]).rstrip(), "".join(whole[-8:]).lstrip()
        assert cut == f"{start}…{end}"


@given(TEXTS, st.integers(4, 30))
def test_lines_hold_whole_characters(text, width):
    whole = {" ", *iter_graphemes(text)}
    for line in wrapped(text, width):
        assert set(iter_graphemes(line)) <= whole


def test_plain_texts():
    assert is_plain("Gomułka")
    assert not any(map(is_plain, (FAMILY, FLAG, VIET, GOTHIC, HAN)))
