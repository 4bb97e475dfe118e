"""Texts that a wrong encoding has damaged are told, and sound ones of many languages are not."""

# ruff: noqa: E501, RUF001, SIM905
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases.damaged import damage, odd_words

SOUND = (
    "Władysław Gomułka|Mustafa Kemal Atatürk|Иосиф Сталин|Эрнст Тельман|Γεώργιος Παπαδόπουλος|"
    "Trần Thiện Khiêm|Đô la|織田信長|関ヶ原の戦い、本能寺|毛泽东|김일성|جمال عبد الناصر|דוד בן־גוריון|"
    "สฤษดิ์ ธนะรัชต์|O'Brien|d’Estaing|L·lull|Ya‘qūb|Hawaiʻi|Mª del Pilar|Tupac Amaru II|"
    "na hÉireann|McDonald|гӀалгӀайн|ÁÉÍ|Č. Ř. Š.|Říše nejtěžší|10 m³|CO₂ 50 °C|½ of it|№ 5|§ 7|"
    "Who? Me?|what???|a ? b|AT&T|Q&A|1+1-2|C+ABC-D|+44-20|“quoted”|Sale—Purchase|(©) 1920|"
    "„Radio“|«Правда»|Jean-François Darlan|Սերժ Սարգսյան|გია ჭანტურია|አማርኛ|नेपाल|বাংলা|"
    "𐌰𐌻𐌰𐍂𐌴𐌹𐌺𐍃|𒈗|👑 the crown|👩‍👩‍👧|Ænigma|Ýmir|Þórður kakali|ßZ|ﷺ"
).split("|")


@pytest.mark.parametrize("text", SOUND)
def test_sound_texts_are_left_alone(text):
    assert damage(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "MÃ¼ller",
        "JosÃ©",
        "MichaÅ‚",
        "Ð¡Ñ‚Ð°Ð»Ð¸Ð½",
        "РЎС‚Р°Р»РёРЅ",
        "Gomu³ka",
        "Pi³sudski",
        "Ñòàëèí",
        "яРЮКХМ",
        "ãÍãÏ",
        "Êåííåíôý",
        "?????",
        "?????? ????????",
        "M?ller ?ber",
        "Fran??ois",
        "M\ufffdller",
        "Bo\x8cena",
        "Gomu&#322;ka",
        "M&uuml;ller",
        "Gomu+AUI-ka",
        "鏂囧瓧涔辩爜",
    ],
)
def test_damage_is_told(text):
    assert damage(text)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251", "cp437", "cp850", "mac_roman"])
@pytest.mark.parametrize("text", ["Müller", "Gomułka", "Сталин", "毛泽东", "İnönü"])
def test_what_was_read_twice_is_told_with_the_original(encoding, text):
    try:
        twice = text.encode().decode(encoding)
    except UnicodeDecodeError:
        return
    assert text in damage(twice)


@given(st.text(max_size=50))
def test_any_text_is_judged(text):
    assert isinstance(damage(text), str)
    assert odd_words(text) >= 0


@given(st.text(st.characters(max_codepoint=127, exclude_characters="?&+"), max_size=80))
def test_plain_ascii_is_never_damaged(text):
    assert damage(text) == ""


def test_the_check_warns_with_the_cell(warnings_of):
    found = warnings_of(actors="id,name,army,source\na,Gomu³ka,1,book\nb,Beria,1,book\n")
    assert [(one.code, one.where) for one in found] == [("W316", "actors.csv:2:2")]


def test_the_title_of_a_case_is_looked_at(warnings_of):
    settings = 'title = "SÃ£o Paulo"\nstart = "1953-03-05"\nend = "1957-06-29"\n'
    found = warnings_of(settings=settings)
    assert [one.code for one in found] == ["W316"]
    assert '"São Paulo"' in found[0].finding
