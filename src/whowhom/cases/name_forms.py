"""The forms of one name, from short to long: what newspapers and historians call somebody.

The rules, in order; each is a habit of many people, none of all. Where one is wrong for a person,
the column ``short`` of ``actors.csv`` says better.

- Explanations go: what stands in parentheses, in quotation marks, behind a comma, a colon or a
  dash. So do suffixes (Jr., III, Pasha), epithets (the Great) and titles (Marshal).
- Who has an office or a kinship but no name keeps the whole (*Chief of staff*, *Elder daughter*).
- A monarch keeps the number (*Louis XVI*).
- A family name comes first where the writing says so: Chinese, Japanese and Korean letters; one
  word in capitals (*XI Jinping*); a patronymic at the end (*Petrov Ivan Ilyich*); or one of the
  common Chinese and Korean family names below before what sounds like a given name of that
  language (*Mao Zedong*, *Kim Jong Un*). Vietnamese are called by their last word (*Giap*), as in
  Vietnam, and Burmese by the whole name.
- Anybody else is called by the last word, with the particles before it (*van der Lubbe*).
"""

# ruff: noqa: RUF001 - letters and signs of many languages
import re
import unicodedata

__all__ = ["person_forms", "title_forms"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(
    "von van vom zu zum zur und de der den del della delle degli dei di da das do dos du des la le "
    "las los lo ter ten te tot af av al el ul ibn ben bin bint bat ould aït ait abu abou abd "
    "um umm mac mc mag st st. saint san santa sankt são ó ní uí de' de’ y e "
    "בן בר בת אבן بن ابن بنت أبو ابو أبي ابي عبد آل أم ام"
)
"""Words that belong to the word behind them."""
LINKS = _words("y e und")
"""Particles that join two names, so that the word before them belongs to the name as well."""
SUFFIXES = _words("jr jr. sr sr. jnr snr esq esq. phd ph.d. md m.d. ii iii iv 2nd 3rd 4th")
"""Words behind a name that no one is called by."""
HONORIFICS = _words("pasha paşa bey efendi effendi agha ağa aga hanım hanim sahib")
"""Titles behind a name."""
YOUNGER = _words("junior senior júnior filho neto hijo fils père")
"""Suffixes that are also family names: they go only where a given and a family name are left."""
NUMERAL = re.compile(r"[IVX]+\.?")
TWO_NAMES = _words(
    "john-paul victor-emmanuel carl-gustaf franz-joseph francis-joseph frederick-william "
    "friedrich-wilhelm juan-carlos george-tupou"
)
"""Monarchs with two names: a II behind others means a grandson, not a monarch."""
TITLES = _words(
    "marshal marshall general gen gen. colonel col col. major maj maj. captain capt capt. admiral "
    "adm adm. lieutenant lt lt. sergeant sgt sgt. brigadier field commander comrade mr mr. mrs "
    "mrs. ms ms. miss dr dr. prof prof. professor sir lord lady dame president premier chairman "
    "chairwoman minister secretary senator governor king queen emperor empress tsar czar tsarina "
    "prince princess crown duke duchess count countess baron earl sultan shah pope cardinal "
    "archbishop bishop father sister brother imam ayatollah mullah sheikh shaikh sayyid hajji emir "
    "khan pm mp hm hrh prime vice deputy chief judge justice saint grand the kaiser könig zar roi "
    "rey khedive dowager uncle aunt"
)
"""Words before a name that no one is called by, where a name follows."""
PEERS = _words("lord lady duke earl count marquess marquis viscount baron comte duc")
ROLES = (TITLES - _words("saint marshall khan the")) | _words(
    "son daughter wife widow husband mother father uncle aunt cousin nephew niece heir regent "
    "child in-law pretender consort dowager eunuch vizier chancellor treasurer speaker "
    "leader ruler dictator head boss director manager adviser advisor ambassador envoy aide "
    "guard guards bodyguard soldier officer officers army navy fleet force forces police militia "
    "troops corps committee council commission party movement front faction factions bloc group "
    "wing clan family tribe house junta government parliament senate assembly congress court "
    "church clergy bank ministry office staff union unions league brotherhood company public "
    "opposition rebels students workers peasants cadres elite people state service agency left "
    "right centre center nobles barons oligarchs candidate member politburo presidium "
    "command directorate bureau secretariat cabinet chiefs generals colonels princes tribes clans "
    "clerics merchants bazaar technocrats reformists hardliners conservatives liberals moderates "
    "radicals monarchists communists nationalists socialists republicans democrats islamists "
    "loyalists exiles allies "
    "prosecutor mayor rival challenger successor founder incumbent spokesman spokeswoman"
)
"""Words that say what somebody is: a name that ends in one has no family name."""
NAMES_TOO = _words(
    "king prince pope bishop major abbot dean baron duke earl count shah mayor judge justice "
    "house bank church head boss son right left child emir father lord"
)
"""Roles that are family names as well: they count as roles only where all words are roles."""
KINDS = _words(
    "elder eldest younger youngest old young first second third former acting late new great "
    "supreme general left right red white black armed secret political foreign interior defence "
    "defense finance war police party army state king's queen's president's leader's chief "
    "republican revolutionary imperial royal national central local senior junior favourite"
)
"""Words that distinguish one role from another."""
FAMILY_FIRST = _words(
    # Chinese: the hundred most common in pinyin, then the usual Wade-Giles spellings.
    "ai an bai ban bao bo cai cao chang chen cheng chi chu cui dai deng ding dong dou du duan fan "
    "fang fei feng fu gao ge geng gong gu guan guo han hao hong hou hu hua huang "
    "ji jia jiang jin "
    "kang kong lai lei li lian liang liao lin ling liu long lu luo lü ma mao mei meng mo mu ni nie "
    "niu ning ou pan pang pei peng pu qi qian qiao qin qiu qu ren rao rong ruan shao shen sheng "
    "shi song su sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xiang xiao xie "
    "xin xing xiong xu xue yan yang yao ye yi yin ying you yu yuan yue zeng zhai zhan zhang zhao "
    "zheng zhong zhou zhu zhuang zou zuo zhuge sima ouyang shangguan "
    "chiang chou hsia hsiao hsieh hsu hsü hsiung jen kao ko ku kuo kung k'ung lo soong sung szeto "
    "t'ang tai teng tsai ts'ai ts'ao tsao tseng tso tu wong yeh yen yü chao chu goh lim ong tan "
    # Korean, in the spellings in use.
    "kim lee yi ri rhee park pak bak choi choe ch'oe chung jung jeong chong kang gang cho jo yoon "
    "yun jang chang lim im rim o oh seo so shin sin kwon gwon hwang ahn song ryu yoo ryoo hong jon "
    "jeon chun roh noh moon mun bae pae paek baek nam hyon hyun ho heo hur cha joo ju min thae "
    "thak kwak ryom ra na"
) | {"he"}
"""Common Chinese and Korean family names; they count only before a given name that fits."""
SYLLABLE = (
    r"(?:(?:zh|ch|sh|hs|ts|tz|sz|ss|kh|ph|th|kk|tt|pp|jj|hy|[bpmfdtnlgkhjqxrzcsyw])?['’]?"
    r"(?:iang|iong|uang|yeong|yong|yang|yung|iao|ian|ien|yeo|eong|eung|ing|ung|ang|eng|ong|uai|"
    r"uan|ieh|ueh|yun|yon|wan|won|eun|eon|eul|eol|eok|ial|iu|ia|ie|ai|ei|ao|ou|oo|ee|ae|oe|ui|ua|uo"
    r"|ue|uk|ok|ak|ik|ek|ul|ol|al|il|el|an|en|in|un|on|am|im|om|um|em|ap|op|ip|eh|ih|er|eo|eu|ae"
    r"|ye|yo|ya|yu|wa|wi|[aeiouüêŏŭ]))"
)
GIVEN = re.compile(rf"{SYLLABLE}{{1,2}}", re.IGNORECASE)
"""A given name of one or two Chinese or Korean syllables, written as one word."""
ONE_SOUND = re.compile(
    r"(?:[^\W\daeiouyüêŏŭ]|['’])*[aeiouyüêŏŭ]+(?:[^\W\daeiouyüêŏŭ]|['’])*", re.IGNORECASE
)
"""A word with one group of vowels: a syllable of such a name, written apart or with a hyphen."""
VIETNAMESE = _words(
    "nguyen nguyễn tran trần le lê pham phạm hoang hoàng huynh huỳnh vo võ vu vũ ngo ngô bui bùi "
    "do đỗ dang đặng truong trương to tô duong dương"
)
BURMESE = _words(
    "aung min hlaing thein sein ne win suu kyi maung myint soe htin kyaw than shwe khin nyunt tin "
    "san oo u nu daw htay zaw ba saw thura thant mya naing swe"
)
WHOLE = _words("ho-chi-minh pol-pot hun-sen hun-manet lon-nol")
"""Names that are one: no part of them stands for the whole."""
TOO_COMMON = _words("khan shah")
"""Last words that say too little without the one before."""
PATRONYMIC = re.compile(
    r".+(?:ович|евич|ьич|овна|евна|ична|инична|ovich|evich|yich|ovna|evna|ichna)", re.IGNORECASE
)
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_]")
IDEOGRAPHS = ("CJK ", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO")
_ASIDE = re.compile(r"\s*[(\[（［][^()\[\]（）［］]*[)\]）］]|\s*[\"“”„«‟][^\"“”„«»‟]*[\"“”»‟]")
_APPOSITION = re.compile(r"\s*(?:[:;；：]|\s[-–—]\s|\s(?:aka|alias|née|known as)\s).*", re.DOTALL)


def person_forms(name: str) -> tuple[str, str, str, str]:
    """Return what to call a person: in one word, with an initial, without explanations, in full.

    Parameters
    ----------
    name : str
        Not empty, without hidden characters.

    Examples
    --------
    >>> person_forms("Gen. Kurt von Schleicher (chancellor)")[:2]
    ('von Schleicher', 'K. von Schleicher')
    >>> person_forms("Kim Jong Un")[0], person_forms("Chief of staff")[0]
    ('Kim', 'Chief of staff')
    """
    full = " ".join(name.split()) or name
    plain = _without_asides(full)
    head, _, behind = (part.strip() for part in plain.partition(","))
    if not head:
        return full, full, full, full
    words = head.split()
    rest = behind.split()
    if len(words) == 1 and len(rest) > 1 and _key(rest[0]) in PEERS:
        return rest[-1], head, plain, full  # William, Lord Hastings
    if _is_role(words):
        role = _without_article(head)
        return role, role, role, full
    if any(_is_ideographic(word) for word in words):
        short = _ideographic(words)
        return short, head, head, full
    words = _before_apposition(words)
    bare = _without_suffixes(words)
    while len(bare) > 1 and _key(bare[0]) in TITLES:
        bare = bare[1:]
    family, comes_first = _family(bare)
    initial = next(iter(bare[0]), "")
    is_alone = comes_first or len(bare) == 1 or family == " ".join(bare)
    is_alone = is_alone or _key(bare[0]) in ROLES | KINDS
    plain = head if len(words) == len(head.split()) else " ".join(words)
    longer = plain if is_alone or not initial.isalpha() else f"{initial}. {family}"
    return family, longer, plain, full


def title_forms(name: str) -> tuple[str, str]:
    """Return what to call a post, a body or a country: without its explanation, and in full.

    Examples
    --------
    >>> title_forms("Orgburo: fills the posts below")
    ('Orgburo', 'Orgburo: fills the posts below')
    """
    return name.partition(":")[0].partition(" (")[0].strip() or name, name


def _without_asides(name: str) -> str:
    """Return a name without what explains it; the name itself if nothing else is left."""
    plain = " ".join(_APPOSITION.sub("", _ASIDE.sub(" ", name)).split())
    return plain or name


def _key(word: str) -> str:
    return word.casefold().strip(",")


def _without_article(text: str) -> str:
    """Return a role without its article, in a capital."""
    article, _, rest = text.partition(" ")
    if rest and _key(article) in {"the", "a", "an"}:
        return rest[0].upper() + rest[1:]
    return text


def _is_role(words: list[str]) -> bool:
    """Say whether the words say what somebody is, and hold no name."""
    keys = [_key(word) for word in words]
    if len(words) < 2:
        return False
    is_numbered = re.fullmatch(r".|\d+", keys[-1]) and not NUMERAL.fullmatch(words[-1])
    if keys[0] in {"the", "a", "an"} or is_numbered or words[-1] == "X":
        return True
    if keys[0] in ROLES and "of" in keys:
        return True
    if all(key in ROLES or key in KINDS for key in keys):
        return True
    if keys[-1] in ROLES - NAMES_TOO:
        return not _is_named(words)
    return _is_small(words[-1]) and keys[-1] not in SUFFIXES and not _is_named(words)


def _is_small(word: str) -> bool:
    """Say whether a word begins with a small letter, behind an Arabic article or an elision."""
    first = re.sub(r"^(?:al|el|ul|ad|an|ar|as|ash|at|az|d|l|t)[-’']", "", word)[:1]
    return first != first.title()  # islower() holds for every Georgian letter


def _is_named(words: list[str]) -> bool:
    """Say whether a given and a family name stand before a role (*Ivan Petrov chief of staff*)."""
    return len(_before_apposition(words)) < len(words)


def _before_apposition(words: list[str]) -> list[str]:
    """Return the words before a small one that belongs to no name, if a name stands there."""
    for place, word in enumerate(words):
        key = _key(word)
        if (key == "the" and place) or (key == "of" and place == 1):
            return words[:place]
        if place > 1 and key in PARTICLES and NUMERAL.fullmatch(words[place - 1]):
            return words[:place]
        small = _is_small(word) and key not in PARTICLES | SUFFIXES | YOUNGER
        if small and place > 1 and not all(_key(one) in ROLES | KINDS for one in words[:place]):
            large = words[:place]
            return large if not any(map(_is_small, large[:2])) else words
    return words


def _without_suffixes(words: list[str]) -> list[str]:
    """Return the words without Jr., III, Pasha and the like; a monarch keeps the number."""
    words = list(words)
    while len(words) > 1:
        last = _key(words[-1])
        left = [word for word in words[:-1] if _key(word) not in TITLES]
        if NUMERAL.fullmatch(words[-1]) and not (
            last in SUFFIXES and len(left) > 1 and "-".join(map(_key, left)) not in TWO_NAMES
        ):
            return words
        if last not in SUFFIXES | HONORIFICS and not (last in YOUNGER and len(left) > 1):
            return words
        words.pop()
    return words


def _is_ideographic(word: str) -> bool:
    """Say whether a word is written in Chinese, Japanese or Korean letters."""
    return any(unicodedata.name(sign, "").startswith(IDEOGRAPHS) for sign in word)


def _ideographic(words: list[str]) -> str:
    """Shorten a name with Chinese, Japanese or Korean letters.

    Such a name without spaces is short and stays whole. With Latin letters beside it, those speak.
    A foreign name in dots goes by its last part, a Japanese one with a space by its first.
    """
    latin = [word for word in words if not _is_ideographic(word)]
    if latin and any(sign.isalpha() for word in latin for sign in word):
        return person_forms(" ".join(latin))[0]
    whole = " ".join(words)
    parts = [part for part in re.split(r"[·・•‧]", whole) if part.strip()]
    if len(parts) > 1:
        return parts[-1].strip()
    if len(words) == 2 and len(words[0]) > 1 and not _is_hangul(words[0]):
        return words[0]
    return whole


def _is_hangul(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith("HANGUL")


def _family(words: list[str]) -> tuple[str, bool]:
    """Return the family name among words without title and suffix, and whether it comes first."""
    keys = [_key(word) for word in words]
    whole = " ".join(words)
    if len(words) == 1:
        return whole, False
    if "-".join(keys) in WHOLE or set(keys) <= BURMESE or NUMERAL.fullmatch(words[-1]):
        return whole, True
    loud = [
        place
        for place, word in enumerate(words)
        if _is_loud(word) and not (place and NUMERAL.fullmatch(word))
    ]
    if len(loud) == 1 and len(words) > 1:
        return "-".join(part.capitalize() for part in words[loud[0]].split("-")), loud[0] == 0
    if INITIALS.fullmatch(words[-1]):
        left = [word for word in words if not INITIALS.fullmatch(word)]
        return (left[-1] if left else whole), True
    if keys[0] in FAMILY_FIRST and keys[0] not in VIETNAMESE and _is_given(words[1:]):
        return words[0], True
    patronymics = [bool(PATRONYMIC.fullmatch(key)) for key in keys]
    if len(words) == 3 and patronymics == [False, False, True]:
        return words[0], True
    return _with_particles(words), keys[0] in VIETNAMESE


def _is_loud(word: str) -> bool:
    """Say whether a word stands in capitals while it could stand otherwise."""
    return len(word) > 1 and word.isupper() and not INITIALS.fullmatch(word)


def _is_given(words: list[str]) -> bool:
    """Say whether words sound like a given name of Chinese or Korean."""
    if any(_key(word) in PARTICLES for word in words):
        return False
    pieces = [piece for word in words for piece in word.split("-")]
    if len(pieces) == 1:
        return GIVEN.fullmatch(pieces[0]) is not None
    return len(pieces) == 2 and all(ONE_SOUND.fullmatch(piece) for piece in pieces)


def _with_particles(words: list[str]) -> str:
    """Return the last word and the particles before it; of a Gulf house, the father's name."""
    start = len(words) - 1
    if _key(words[start]) in TOO_COMMON:
        start -= 1
    while start > 1 and _key(words[start - 1]) in PARTICLES:
        start -= 2 if _key(words[start - 1]) in LINKS and start > 2 else 1
    if start == 1 and _key(words[0]) in PARTICLES:
        start = 0
    house, before = _key(words[start]), _key(words[max(start - 2, 0)])
    if house in {"al", "آل"} and start > 2 and before in {"bin", "ibn", "بن"}:
        return " ".join(words[start - 2 : start])
    return " ".join(words[start:])
