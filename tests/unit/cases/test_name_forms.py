"""Short labels of names: the right label for real names of many traditions, and never two alike."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.cases import check_case, read_case
from whowhom.cases.name_forms import person_forms, title_forms
from whowhom.cases.names import is_hidden, short_labels, skeleton

LABELS = (
    ("Xi Jinping", "Xi"),
    ("Mao Zedong", "Mao"),
    ("Kim Jong Un", "Kim"),
    ("Park Chung Hee", "Park"),
    ("Chiang Kai-shek", "Chiang"),
    ("Chou En-lai", "Chou"),
    ("Teng Hsiao-p'ing", "Teng"),
    ("Deng Xiaoping", "Deng"),
    ("Kim Philby", "Philby"),
    ("Lee Harvey Oswald", "Oswald"),
    ("Lee Kuan Yew", "Lee"),
    ("Syngman Rhee", "Rhee"),
    ("Vo Nguyen Giap", "Giap"),
    ("Ho Chi Minh", "Ho Chi Minh"),
    ("Ngo Dinh Diem", "Diem"),
    ("Pol Pot", "Pol Pot"),
    ("Aung San Suu Kyi", "Aung San Suu Kyi"),
    ("Min Aung Hlaing", "Min Aung Hlaing"),
    ("Martin Luther King Jr.", "King"),
    ("Martin Luther King, Jr.", "King"),
    ("Adlai Stevenson II", "Stevenson"),
    ("Louis XVI", "Louis XVI"),
    ("John Paul II", "John Paul II"),
    ("King Louis XVI", "Louis XVI"),
    ("Ivan IV the Terrible", "Ivan IV"),
    ("Peter the Great", "Peter"),
    ("Pliny the Younger", "Pliny"),
    ("Otto von Bismarck", "von Bismarck"),
    ("Marinus van der Lubbe", "van der Lubbe"),
    ("Charles de Gaulle", "de Gaulle"),
    ("Bashar al-Assad", "al-Assad"),
    ("Abd al-Aziz ibn Saud", "ibn Saud"),
    ("Osama bin Laden", "bin Laden"),
    ("Mohammed bin Salman Al Saud", "bin Salman"),
    ("Ali (the elder)", "Ali"),
    ("Marshal Petrov", "Petrov"),
    ("Ivan Petrov, chief of staff", "Petrov"),
    ("Ivan Petrov chief of staff", "Petrov"),
    ("Chief of staff", "Chief of staff"),
    ("The king's son", "King's son"),
    ("The King's Son", "King's Son"),
    ("Elder daughter", "Elder daughter"),
    ("Elder Daughter", "Elder Daughter"),
    ("Crown Prince", "Crown Prince"),
    ("Defence Minister", "Defence Minister"),
    ("Madonna", "Madonna"),
    ("Red Army", "Red Army"),
    ("Army High Command", "Army High Command"),
    ("Free Officers", "Free Officers"),
    ("Muslim Brotherhood", "Muslim Brotherhood"),
    ("Joint Chiefs", "Joint Chiefs"),
    ("習近平", "習近平"),
    ("习近平", "习近平"),
    ("김정은", "김정은"),
    ("김 정은", "김 정은"),
    ("安倍 晋三", "安倍"),
    ("織田信長", "織田信長"),
    ("レフ・トロツキー", "トロツキー"),
    ("Xi Jinping 习近平", "Xi"),
    ("Xi Jinping (习近平)", "Xi"),
    ("بشار الأسد", "الأسد"),
    ("محمد بن سلمان", "بن سلمان"),
    ("جمال عبد الناصر", "عبد الناصر"),
    ("דוד בן גוריון", "בן גוריון"),
    ("ბიძინა ივანიშვილი", "ივანიშვილი"),
    ("Նիկոլ Փաշինյան", "Փաշինյան"),
    ("नरेन्द्र मोदी", "मोदी"),
    ("Лев Давидович Троцкий", "Троцкий"),
    ("Сталин Иосиф Виссарионович", "Сталин"),
    ("Putin Vladimir Vladimirovich", "Putin"),
    ("Nikita Sergeyevich Khrushchev", "Khrushchev"),
    ("Petrov I.V.", "Petrov"),
    ("XI Jinping", "Xi"),
    ("Emmanuel MACRON", "Macron"),
    ("Malcolm X", "Malcolm X"),
    ("Actor 1", "Actor 1"),
    ("General A", "General A"),
    ("José Ortega y Gasset", "Ortega y Gasset"),
    ("Enver Pasha", "Enver"),
    ("Mahmud Shevket Pasha", "Shevket"),
    ("Sukarno", "Sukarno"),
    ("William, Lord Hastings", "Hastings"),
    ("Richard, Duke of Gloucester", "Gloucester"),
    ("Petrov, Ivan", "Petrov"),
    ('Joaquín "El Chapo" Guzmán', "Guzmán"),
    ("Catherine of Aragon", "Catherine"),
    ("Minister of Defence", "Minister of Defence"),
    ("Agostinho Neto", "Neto"),
    ("Getúlio Vargas Filho", "Vargas"),
    ("Genghis Khan", "Genghis Khan"),
    ("Imran Khan", "Imran Khan"),
    ("Mohammad Reza Shah", "Reza Shah"),
    ("Abdullah II bin al-Hussein", "Abdullah II"),
    ("Kaiser Wilhelm II", "Wilhelm II"),
    ("Sultan Hamengkubuwono IX", "Hamengkubuwono IX"),
    ("Shah Abbas I", "Abbas I"),
    ("Lorenzo de' Medici", "de' Medici"),
    ("Queen Mother Elizabeth", "Elizabeth"),
    ("Valéry Giscard d'Estaing", "d'Estaing"),
    ("Seán Ó Fearghaíl", "Ó Fearghaíl"),
    ("Ahmed Ben Bella", "Ben Bella"),
    ("Hun Sen", "Hun Sen"),
    ("The marshal", "Marshal"),
    ("The police minister", "Police minister"),
    ("The Shah", "Shah"),
    ("General Secretary Petrov", "Petrov"),
    ("Queen Mother", "Queen Mother"),
    ("Hosni Mubarak", "Mubarak"),
    ("Ruhollah Khomeini", "Khomeini"),
    ("Empress Dowager Cixi", "Cixi"),
    ("Lin Biao", "Lin"),
    ("Jiang Qing", "Jiang"),
    ("Lin-Manuel Miranda", "Miranda"),
    ("Lon Nol", "Lon Nol"),
    ("Alexander Haig, Jr., Secretary of State", "Haig"),
    ("Juan Domingo Perón", "Perón"),
    ("Luiz Inácio Lula da Silva", "da Silva"),
    ("Julius Caesar", "Caesar"),
    ("Philip II of Macedon", "Philip II"),
    ("Muhammad Zia-ul-Haq", "Zia-ul-Haq"),
    ("Haile Selassie I", "Haile Selassie I"),
    ("Ayatollah Ali Khamenei", "Khamenei"),
    ("leon trotsky", "leon trotsky"),
    ("Son of the king", "Son of the king"),
    ("Sir Winston Churchill", "Churchill"),
    ("Pak Hon-yong", "Pak"),
    ("Kim Il-sung", "Kim"),
    ("Ho Kai (A. I. Hegai)", "Ho"),
    ("Choe Chang-ik", "Choe"),
    ("Roh Moo-hyun", "Roh"),
    ("Yoon Suk-yeol", "Yoon"),
    ("Kim Jong-un", "Kim"),
    ("Cho Man-sik", "Cho"),
    ("Wang Hongwen", "Wang"),
    ("Zhuge Liang", "Zhuge"),
    ("Sun Yat-sen", "Sun"),
    ("Hu Jintao", "Hu"),
    ("Jiang Zemin", "Jiang"),
    ("Li Keqiang", "Li"),
    ("Zhang Chunqiao", "Zhang"),
    ("Bo Xilai", "Bo"),
    ("Ma Ying-jeou", "Ma"),
    ("Tsai Ing-wen", "Tsai"),
    ("Gao Gang", "Gao"),
    ("Rao Shushi", "Rao"),
    ("Long Yun", "Long"),
    ("Kim Campbell", "Campbell"),
    ("Lee Marvin", "Marvin"),
    ("Jo Cox", "Cox"),
    ("Mo Farah", "Farah"),
    ("Ben Gurion", "Ben Gurion"),
    ("Lee Kuan Yew Jr.", "Lee"),
    ("Charles Windsor, Prince of Wales", "Windsor"),
    ("Prince Sabahaddin", "Sabahaddin"),
    ("King's brother", "King's brother"),
    ("Stalin's secretary", "Stalin's secretary"),
)
"""Names and what to call them."""


@pytest.mark.parametrize(("name", "label"), LABELS, ids=[name for name, _ in LABELS])
def test_people_are_called_by_what_others_call_them(name: str, label: str):
    assert person_forms(name)[0] == label
    assert person_forms(name)[-1] == name


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["Fidel Castro", "Raul Castro", "Huber Matos"], ["F. Castro", "R. Castro", "Matos"]),
        (["Ivan Petrov", "Igor Petrov"], ["Ivan Petrov", "Igor Petrov"]),
        (["Ivan Petrov", "Marshal Petrov"], ["I. Petrov", "Marshal Petrov"]),
        (["Ali", "Ali (the elder)"], ["Ali", "Ali (the elder)"]),
        (["Ali Sr.", "Ali Jr."], ["Ali Sr.", "Ali Jr."]),
        (["Cato the Elder", "Cato the Younger"], ["Cato the Elder", "Cato the Younger"]),
        (["Kim Jong Un", "Kim Yo Jong", "Choe Ryong Hae"], ["Kim Jong Un", "Kim Yo Jong", "Choe"]),
        (["Petrov", "Petrov"], ["Petrov (a)", "Petrov (b)"]),
        (["Müller", "Muller", "Kurt Schmidt"], ["Müller (a)", "Muller (b)", "Schmidt"]),
        (["The king's son", "Elder daughter"], ["King's son", "Elder daughter"]),
        (["Võ Nguyên Giáp", "Hoàng Giáp"], ["Võ Nguyên Giáp", "Hoàng Giáp"]),
        (["Empress Dowager Cixi", "Cixi"], ["Empress Dowager Cixi", "Cixi"]),
        (["Old Ivan", "Young Ivan"], ["Old Ivan", "Young Ivan"]),
        (["习近平", "习远平"], ["习近平", "习远平"]),
        (["", "Ann"], ["a", "Ann"]),
        (["b", ""], ["b (a)", "b (b)"]),
    ],
)
def test_names_that_collide_become_longer_and_no_others(names: list[str], labels: list[str]):
    circle = dict(zip("abcdefgh", names, strict=False))
    assert list(short_labels(circle, person_forms).values()) == labels


def test_a_label_that_the_coder_chose_wins_and_the_others_make_way():
    names = {"a": "Mengistu Haile Mariam", "b": "Ivan Mengistu", "c": "Oleg Haile"}
    chosen = short_labels(names, person_forms, {"a": "Mengistu"})
    assert chosen == {"a": "Mengistu", "b": "I. Mengistu", "c": "Haile"}


WORDS = st.sampled_from(
    [
        *("Ivan", "Igor", "Petrov", "petrov", "PETROV", "Kim", "Jong", "Un", "Mao", "Zedong"),
        *("von", "de", "al-Assad", "bin", "Ali", "(the", "elder)", "Jr.", "II", "XVI", "The"),
        *("the", "chief", "of", "staff", "son", "习近平", "김정은", "Ö", "O", "0", "a", "b", "c"),
        *("_", ",", ":", "\u202e", "\u0301", "ა", "نا"),
    ]
)
NAMES = st.one_of(
    st.lists(WORDS, max_size=5).map(" ".join), st.text(max_size=12), st.sampled_from(["Ali", "Bo"])
)
CIRCLES = st.dictionaries(
    st.from_regex(r"[a-c][a-c0-2_]{0,3}", fullmatch=True), NAMES, min_size=1, max_size=8
)


@given(CIRCLES, st.dictionaries(st.sampled_from(["a", "b", "ab"]), NAMES), st.randoms())
def test_labels_differ_are_not_empty_and_know_no_order(
    circle: Mapping[str, str], chosen: Mapping[str, str], random
):
    labels = short_labels(circle, person_forms, chosen)
    assert list(labels) == list(circle)
    assert len({label.casefold() for label in labels.values()}) == len(circle)
    assert all(label.strip() and not any(map(is_hidden, label)) for label in labels.values())
    shuffled = dict(random.sample(list(circle.items()), len(circle)))
    assert short_labels(shuffled, person_forms, chosen) == labels
    alike = {
        key
        for key in labels
        if list(map(skeleton, labels.values())).count(skeleton(labels[key])) > 1
    }
    assert all(labels[key] == key for key in alike), "only ids may look alike"


def test_posts_and_bodies_lose_their_explanation_unless_two_then_look_alike():
    assert title_forms("Cheka (OGPU): political police")[0] == "Cheka"
    posts = {"a": "Guard: the palace", "b": "Guard: the city", "c": "Army (all of it)"}
    labels = ["Guard: the palace", "Guard: the city", "Army"]
    assert list(short_labels(posts, title_forms).values()) == labels
    assert read_case("duel").short_titles("posts")


SETTINGS = """title = "Three"
start = "2000-01-01"
end = "2001-01-01"
"""


def folder(root: Path, rows: str, columns: str = "id,name,short,army") -> Path:
    (root / "case.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "actors.csv").write_text(f"{columns}\n{rows}", encoding="utf-8")
    return root


def test_the_column_short_wins_and_moves_no_hash(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with_it = read_case(folder(tmp_path / "a", "x,Ann Lee,Boss,1\ny,Dan Li,,1\nz,Cy Li,,1\n"))
    without = read_case(
        folder(tmp_path / "b", "x,Ann Lee,1\ny,Dan Li,1\nz,Cy Li,1\n", "id,name,army")
    )
    assert with_it.short_names == {"x": "Boss", "y": "D. Li", "z": "C. Li"}
    assert with_it.sha256 == without.sha256


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ("x,Ann,Red,1\ny,Bo,red,1\nz,Cy,,1\n", "actors.csv:3:3", ("Ann", "Bo", "line 2")),
        ("x,Ann,Re1,1\ny,Bo,,1\nz,Cy,Rel,1\n", "actors.csv:4:3", ("Ann", "Cy", "line 2")),
        ("x,Ann,bo,1\ny,Bo,,1\nz,Cy,,1\n", "actors.csv:2:3", ("Ann", "Bo", "line 3")),
        ("x,Ann,Z,1\ny,Bo,,1\nz,Cy,,1\n", "actors.csv:2:3", ("Ann", "Cy", "line 4")),
    ],
)
def test_a_short_name_that_means_two_is_refused_with_both_rows(
    tmp_path: Path, rows: str, place: str, words: tuple[str, ...]
):
    (problem,) = check_case(folder(tmp_path, rows)).problems
    assert (problem.code, problem.where) == ("W118", place)
    assert all(word in f"{problem.finding}; {problem.hint}" for word in words)


def test_a_short_name_like_the_name_of_its_own_row_is_fine(tmp_path: Path):
    rows = "x,Ann,Ann,1\ny,Bo,y,1\nz,Cy,,1\n"
    assert check_case(folder(tmp_path, rows)).ok
