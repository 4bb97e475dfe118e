"""Names in every alphabet are drawn, joined and spaced as their readers expect."""

import base64
import re
import subprocess
import xml.etree.ElementTree as ET

import pytest
import uharfbuzz

from whowhom.charts import LIGHT, Look, alphabets
from whowhom.charts.alphabets import embedded, faces, has_other_letters, outlined
from whowhom.charts.drawing import draw, svg_head, svg_text
from whowhom.errors import ResourceError

LOOK = Look.plain((), LIGHT)
OURS = {
    "Arabic": "بشار الأسد",
    "Hebrew": "דוד בן־גוריון",
    "Georgian": "ბიძინა ივანიშვილი",
    "Armenian": "Նիկոլ Փաշինյան",
    "Devanagari": "नरेन्द्र मोदी",
}
FROM_THE_MACHINE = {
    "Chinese": "习近平",
    "Japanese": "レフ・トロツキー 織田信長",
    "Korean": "김정은",
}


def drawing(*texts: str, anchor: str = "start", weight: int = 400) -> str:
    lines = (
        svg_text(300, 20 * (i + 1), text, LOOK, anchor=anchor, weight=weight)
        for i, text in enumerate(texts)
    )
    return f"{svg_head((600, 20 * len(texts) + 10), LOOK)}{''.join(lines)}</g></svg>"


def paths(svg: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(svg).iter() if one.tag.endswith("}path")]


def width(text: str) -> float:
    return alphabets._shaped(text, "SC", False)[1]


def outline(text: str) -> str:
    return alphabets._shaped(text, "SC", False)[0]


@pytest.mark.parametrize("text", OURS.values(), ids=OURS)
@pytest.mark.parametrize("weight", [400, 600])
def test_five_alphabets_come_with_whowhom(text: str, weight: int, monkeypatch):
    monkeypatch.setattr(alphabets, "_machine", lambda *_: ())
    whole = f"{text} wins 43 of 100"
    svg = outlined(drawing(whole, "Gomułka", weight=weight))
    assert text not in svg
    assert "Gomułka" in svg, "what Source Sans 3 has stays text"
    assert len(paths(svg)) == 1
    for format_ in ("png", "pdf"):
        assert len(draw(drawing(whole), format=format_)) > 500


@pytest.mark.parametrize("text", FROM_THE_MACHINE.values(), ids=FROM_THE_MACHINE)
def test_the_machine_gives_the_large_ones(text: str):
    if not alphabets._machine(alphabets._block(text[0]), "SC", False):
        pytest.skip("this machine has no font with these letters")
    assert len(paths(outlined(drawing(text)))) == 1
    assert faces(text).count("@font-face") == 2


def test_letters_that_no_font_has_are_named_and_not_drawn_as_boxes(monkeypatch):
    monkeypatch.setattr(alphabets, "_machine", lambda *_: ())
    for format_ in ("png", "pdf"):
        with pytest.raises(
            ResourceError, match="letters 习 平 近 of “习近平”: install one"
        ) as told:
            draw(drawing("习近平"), format=format_)
        assert "\n" not in str(told.value)
    assert "习近平" in draw(drawing("习近平"), format="svg").decode()


def test_letters_are_joined_and_vowel_signs_have_their_room():
    assert outline("بب").count("M") < 2 * outline("ب").count("M") + 1
    assert width("بب") < 2 * width("ب")
    assert width("मोदी") == pytest.approx(width("मो") + width("दी"))
    assert width("न्द्र") < width("न") + width("द") + width("र")


def test_each_script_is_shaped_apart_and_a_bracket_belongs_to_what_it_closes():
    def runs(text: str) -> list[str]:
        return [run for _, run in alphabets._runs(text, "SC", False)]

    assert runs("בן גוריון and मोदी, 12") == ["בן גוריון", " and ", "मोदी", ", 12"]
    assert runs("علي (الأكبر) rules") == ["علي (الأكبر)", " rules"]
    assert runs("محمد 6") == ["محمد", " 6"]
    assert runs("") == []


@pytest.mark.parametrize(("anchor", "part"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_an_outline_stands_where_the_text_stood(anchor: str, part: float):
    (path,) = paths(outlined(drawing("მოქალაქე", anchor=anchor)))
    left = float(re.match(r"translate\(([-\d.]+)", path.get("transform", ""))[1])  # type: ignore[index]
    assert left == pytest.approx(300 - 12 * part * width("მოქალაქე"), abs=0.01)


def test_lines_of_one_text_stand_below_one_another():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text x="5" y="7" '
        'font-size="10px"><tspan>Ann</tspan><tspan x="5" dy="12">ანა</tspan></text></svg>'
    )
    places = [path.get("transform", "").split(" ")[0] for path in paths(outlined(svg))]
    assert places == ["translate(5.00,7.00)", "translate(5.00,19.00)"]


def test_a_file_carries_the_letters_it_uses_and_no_more():
    assert embedded(drawing("Gomułka, Сталин")) == drawing("Gomułka, Сталин")
    css = faces("Ali, नरेन्द्र")
    assert css.count("@font-face") == 2
    data = base64.b64decode(re.findall(r"base64,([^)]*)\)", css)[0])
    face = uharfbuzz.Face(uharfbuzz.Blob(data))
    assert set("नरेन्द्र") <= {chr(sign) for sign in face.unicodes}
    assert ord("ა") not in face.unicodes
    assert len(data) < 30_000
    svg = embedded(drawing("नरेन्द्र"))
    assert svg.index("<style>") < svg.index("<text")
    ET.fromstring(svg)


def test_only_letters_beyond_latin_greek_and_cyrillic_count():
    assert not has_other_letters("Gomułka, Сталин, Ἀλέξανδρος ✓ 🦊 …")
    assert has_other_letters("Ann ა")


LISTED = """\
/f/NotoSerifCJK-Regular.ttc\t2\tNoto Serif CJK SC\t80\t0
/f/NotoSansCJK-Bold.ttc\t2\tNoto Sans CJK SC\t200\t0
/f/NotoSansCJK-Regular.ttc\t0\tNoto Sans CJK JP\t80\t0
/f/NotoSansCJK-Regular.ttc\t65538\tNoto Sans CJK SC\t80\t0
/f/wqy.ttc\t0\tWenQuanYi Zen Hei\t80\t0
/f/bitmap.pcf.gz\t0\tClearlyU\t80\t0
damaged
"""


@pytest.mark.parametrize(
    ("language", "bold", "first"),
    [
        ("SC", False, ("/f/NotoSansCJK-Regular.ttc", 2)),
        ("SC", True, ("/f/NotoSansCJK-Bold.ttc", 2)),
        ("JP", False, ("/f/NotoSansCJK-Regular.ttc", 0)),
    ],
)
def test_the_font_of_the_language_and_the_weight_comes_first(language, bold, first, monkeypatch):
    class Done:
        stdout = LISTED.encode()

    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/fc-list")
    monkeypatch.setattr("subprocess.run", lambda *_, **__: Done)
    found = alphabets._machine.__wrapped__("一", language, bold)
    assert found[0] == first
    assert "/f/bitmap.pcf.gz" not in dict(found)
    assert len(found) == 5


def test_a_list_of_fonts_that_fails_is_an_empty_one(monkeypatch):
    def broken(*_, **__):
        raise subprocess.TimeoutExpired("fc-list", 20)

    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/fc-list")
    monkeypatch.setattr("subprocess.run", broken)
    assert alphabets._machine.__wrapped__("一", "SC", False) == ()


def test_chinese_characters_take_the_shapes_of_the_language_beside_them():
    assert alphabets._language("織田信長 レフ") == "JP"
    assert alphabets._language("金正恩 김정은") == "KR"
    assert alphabets._language("习近平") == "SC"
