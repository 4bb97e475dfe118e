"""Files that are not UTF-8: no encoding is named wrongly, and what is advised reads back."""

# ruff: noqa: RUF001
import shlex
import unicodedata
from collections import Counter

import pytest

from whowhom.cases import check_case, import_folder, read_case
from whowhom.cases.encodings import ENCODINGS, is_distinguishable, marked_encoding, readings
from whowhom.cli import main
from whowhom.errors import CaseError, InvalidInput

WESTERN = ("cp1252", "iso-8859-1", "iso-8859-15", "cp850", "cp437", "mac_roman")
CENTRAL = ("cp1250", "iso-8859-2", "cp852", "mac_latin2")
CYRILLIC = ("cp1251", "koi8-r", "iso-8859-5", "cp866", "mac_cyrillic")
NAMES = {
    "Polish": (CENTRAL, "Władysław Gomułka|Bolesław Bierut|Mieczysław Moczar|Józef Piłsudski"),
    "Czech": (CENTRAL, "Rudolf Slánský|Alexander Dubček|Antonín Novotný|Oldřich Černík"),
    "Hungarian": (CENTRAL, "Mátyás Rákosi|László Rajk|Ernő Gerő|György Aczél"),
    "Croatian": (CENTRAL[:3], "Milovan Đilas|Aleksandar Ranković|Sreten Žujović|Koča Popović"),
    "Romanian": (("cp1250", "iso-8859-2"), "Nicolae Ceauşescu|Lucreţiu Pătrăşcanu|Emil Bodnăraş"),
    "Russian": (CYRILLIC, "Иосиф Сталин|Лев Троцкий|Лаврентий Берия|Николай Бухарин"),
    "Ukrainian": (("cp1251", "koi8-u", "cp1125"), "Микита Хрущов|Петро Шелест|Євген Кушнарьов"),
    "Bulgarian": (("cp1251", "iso-8859-5", "cp855"), "Георги Димитров|Вълко Червенков|Антон Югов"),
    "French": (WESTERN, "Philippe Pétain|François Darlan|Jacques-René Hébert|Jérôme Pétion"),
    "German": (WESTERN, "Ernst Röhm|Hermann Göring|Günther von Kluge|Erich Mückenberger"),
    "Spanish": (WESTERN, "José Antonio|Ramón Serrano Súñer|Agustín Muñoz Grandes|Raúl Castro"),
    "Swedish": (WESTERN, "Göran Persson|Måns Bååt|Jöran Persson|Sten Sture"),
    "Icelandic": (("cp1252", "mac_iceland"), "Þórður kakali|Jón Sigurðsson|Órækja Snorrason"),
    "Greek": (
        ("cp1253", "iso-8859-7", "cp737", "mac_greek"),
        "Ελευθέριος Βενιζέλος|Γεώργιος Παπαδόπουλος|Ιωάννης Μεταξάς|Φαίδων Γκιζίκης",
    ),
    "Turkish": (("cp1254", "iso-8859-9", "cp857"), "İsmet İnönü|Fevzi Çakmak|Kâzım Karabekir"),
    "Turkish in part": (("cp1254", "iso-8859-9"), "İsmail Enver|Talat|Cemal|Mustafa Kemal"),
    "Hebrew": (("cp1255", "iso-8859-8", "cp862"), "דוד בן גוריון|משה שרת|פנחס לבון|גולדה מאיר"),
    "Arabic": (("cp1256", "iso-8859-6"), "جمال عبد الناصر|محمد نجيب|أنور السادات|صلاح سالم"),
    "Persian": (("cp1256",), "محمد مصدق|تيمور بختيار|پرويز جم|حسن پاکروان"),
    "Lithuanian": (("cp1257", "iso-8859-13", "cp775"), "Antanas Sniečkus|Kazys Škirpa|Juozas"),
    "Latvian": (("cp1257", "iso-8859-13", "cp775"), "Kārlis Ulmanis|Jānis Kalnbērziņš|Vilis Lācis"),
    "Vietnamese": (("cp1258",), "Ngô Đình Diệm|Dương Văn Minh|Nguyễn Văn Thiệu|Lê Duẩn"),
    "Thai": (("cp874",), "แปลก พิบูลสงคราม|ปรีดี พนมยงค์|ถนอม กิตติขจร|ควง อภัยวงศ์"),
    "Japanese": (("cp932", "euc_jp"), "織田信長|豊臣秀吉|サイゴウ タカモリ|いわくら ともみ"),
    "Chinese": (("gb18030", "gbk"), "毛泽东|林彪|刘少奇|周恩来"),
    "Chinese, old": (("big5", "cp950"), "蔣介石|汪精衛|胡漢民|宋子文"),
    "Korean": (("euc_kr", "cp949"), "김일성|박헌영|박정희|김재규"),
}
"""Encodings and names by language."""
MARKED = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def table(names: str, note: str = "") -> str:
    """Return a table of actors with these names."""
    rows = [f"a{k},{name},{k},{note}" for k, name in enumerate(names.split("|"))]
    return "\n".join(["id,name,army,#note", *rows, ""])


def encoded(text: str, encoding: str) -> bytes:
    """Encode; the page of Vietnam has tone marks as signs of their own."""
    if encoding == "cp1258":
        tones = "\u0300\u0301\u0303\u0309\u0323"
        signs = []
        for sign in text:
            parts = unicodedata.normalize("NFD", sign)
            letter = "".join(part for part in parts if part not in tones)
            signs.append(unicodedata.normalize("NFC", letter))
            signs.extend(part for part in parts if part in tones)
        text = "".join(signs)
    return text.encode(encoding)


def tables():
    """Yield language, encoding, text and bytes."""
    for language, (encodings, names) in NAMES.items():
        for encoding in encodings:
            for part in (names, names.split("|")[0]):
                for note in ("", "led the army"):
                    text = table(part, note)
                    yield language, encoding, text, encoded(text, encoding)


def alike(one, other):
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def test_a_named_encoding_is_right_and_the_right_one_is_among_those_shown():
    """Of 300 tables none is named wrongly; of the others nearly all have the truth on show."""
    ends = Counter()
    for language, encoding, text, data in tables():
        found = readings([data])
        right = [alike(data.decode(one.encoding, "replace"), text) for one in found]
        if is_distinguishable(found):
            assert right[0], f"{language} in {encoding} is called {found[0].encoding}"
            ends["named"] += 1
        else:
            ends["shown" if any(right[:3]) else "lost"] += 1
    assert ends["named"] > 40, ends
    assert ends["lost"] <= 0.02 * ends.total(), ends


@pytest.mark.parametrize("encoding", MARKED)
def test_utf_16_and_32_show_by_their_form(encoding):
    for _, names in NAMES.values():
        data = table(names).encode(encoding)
        assert data.decode(marked_encoding(data)).removeprefix("\ufeff") == table(names)


def test_iso_2022_shows_by_its_form(make):
    data = table(NAMES["Japanese"][1]).encode("iso2022_jp")
    assert marked_encoding(data) == "iso2022-jp"
    assert "is ISO2022-JP, not UTF-8" in check_case(make(actors=data)).text()


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("Polish", "cp1250"),
        ("Turkish in part", "cp1254"),
        ("Russian", "koi8-r"),
        ("Arabic", "cp1256"),
        ("Russian", "cp866"),
        ("Japanese", "cp932"),
        ("Chinese, old", "big5"),
        ("Greek", "utf-16-be"),
    ],
)
def test_advice_that_is_followed_gives_the_names_back(make, capsys, language, encoding):
    names = NAMES[language][1]
    folder = make(actors=encoded(table(names), encoding))
    problem = check_case(folder).problems[0]
    words = shlex.split(problem.hint.partition("UTF-8 copies")[2].partition(": ")[2])
    assert words[:2] == ["whowhom", "import"]
    if words[-1] == "NAME":
        assert f"as {encoding} (" in problem.finding
        words[-1] = encoding
    assert main(words[1:]) == 0
    case = read_case(words[3])
    assert [actor.name for actor in case.actors] == names.split("|")
    assert encoding.startswith("utf") or names.split("|")[0] in capsys.readouterr().out


def test_two_words_that_several_code_pages_read_are_shown_in_all_of_them(make):
    problem = check_case(make(actors=table("İsmail Enver|Talat").encode("cp1254"))).problems[0]
    assert problem.where == "actors.csv:2:2"
    assert problem.finding.startswith("has the byte 0xDD, which is not UTF-8; line 2 reads ")
    assert '"İsmail Enver" as cp1254 (Turkish, Windows)' in problem.finding
    assert problem.finding.count('smail Enver" as ') == 3
    assert problem.finding.endswith("; the encoding is not certain")
    assert problem.hint.endswith("circle_utf8 --encoding NAME")


def test_all_files_of_a_case_are_judged_together(make):
    """Ü is the same byte in a dozen code pages; the table of sources tells which one it is."""
    sources = "id,citation,grade\nbook,Władysław Gomułka: Pamiętniki,documented\n"
    folder = make(actors=table("Franz Müller|B").encode("cp1250"))
    alone = check_case(folder).problems[0]
    assert "as cp1250" not in alone.finding
    (folder / "sources.csv").write_bytes(sources.encode("cp1250"))
    both = check_case(folder).problems
    assert [problem.file for problem in both] == ["actors.csv", "sources.csv"]
    assert '"Franz Müller" as cp1250' in both[0].finding
    assert all(problem.hint == both[0].hint for problem in both)


def test_two_encodings_in_one_file_are_told(only_problem):
    data = table("Иосиф Сталин").encode() + "b,Лев Троцкий,1,\n".encode("cp1251")
    problem = only_problem(actors=data)
    assert "while line 2 is UTF-8: two encodings are mixed" in problem.finding
    assert problem.where == "actors.csv:3:2"
    assert "import" not in problem.hint


def test_an_encoding_is_never_taken_without_a_word(make, tmp_path):
    folder = make(actors=table(NAMES["Arabic"][1]).encode("cp1256"))
    with pytest.raises(CaseError, match=r"as cp1256 .* --encoding NAME"):
        import_folder(folder, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "encoding", ["cp12500", "rot13", "unicode_escape", "", "a\0b", "hex", "x" * 900]
)
def test_what_is_no_encoding_is_refused(make, tmp_path, encoding):
    folder = make(actors=table(NAMES["Polish"][1]).encode("cp1250"))
    with pytest.raises(CaseError if encoding == "" else InvalidInput):
        import_folder(folder, tmp_path / "new", encoding)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "utf-8 does not define"),
        ("latin-1", r"control character U\+009C"),
        ("ascii", "0xB3"),
        ("utf-16", "is not UTF-16; name another encoding"),
        ("UTF-16LE", "is not UTF-16"),
        ("utf-32", "is not UTF-32"),
    ],
)
def test_an_encoding_that_cannot_be_is_refused(make, tmp_path, encoding, words):
    folder = make(actors=table("Władysław|Wyśpiański").encode("cp1250"))
    with pytest.raises(CaseError, match=words):
        import_folder(folder, tmp_path / "new", encoding)


def test_a_copy_has_every_file_and_leaves_what_is_utf_8(make, tmp_path):
    folder = make(actors=table("Władysław|Beria").encode("cp1250"))
    (folder / "notes").mkdir()
    (folder / "notes" / "why.md").write_bytes("Gomułka\r\n".encode("cp1250"))
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = import_folder(folder, tmp_path / "new", "cp1250")
    assert done.read_as == {"actors.csv": "cp1250", "notes/why.md": "cp1250"}
    assert done.cells[0] == ("actors.csv", 2, "Władysław")
    assert (done.folder / "notes" / "why.md").read_bytes() == "Gomułka\r\n".encode()
    for name in ("case.toml", "sources.csv"):
        assert (done.folder / name).read_bytes() == before[name]
    assert before == {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_workbook_takes_no_encoding(tmp_path, capsys):
    assert main(["import", str(tmp_path / "book.xlsx"), "new", "--encoding", "cp1250"]) == 2
    assert "other files state their own" in capsys.readouterr().err


def test_a_folder_without_a_case_is_refused(tmp_path):
    (tmp_path / "old").mkdir()
    with pytest.raises(CaseError, match="holds no case"):
        import_folder(tmp_path / "old", tmp_path / "new", "cp1250")


def test_every_listed_encoding_exists():
    assert all(b"id".decode(encoding) == "id" for encoding in ENCODINGS)
