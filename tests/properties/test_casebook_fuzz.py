"""Whatever is in an author's file, reading it ends with cases or a sentence; never a traceback.

Sound casebooks of odd but legal values are read without a problem and forecast by every rule.
"""

import contextlib
import math
import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whowhom.backtesting.regime import case_of_opening
from whowhom.backtesting.run import MODELS, REGIME, backtest
from whowhom.casebook.importing import REGIMES, import_casebook, imported_cases
from whowhom.casebook.read import read_casebook, read_struggles
from whowhom.cases import fingerprint
from whowhom.cases.schema import MANNERS
from whowhom.errors import CaseError, InvalidInput
from whowhom.score.opening import Opening
from whowhom.score.truth import Truth

PLACE = re.compile(r"\S+\.yaml:[0-9]+:[0-9]+ ")
NASTY = [
    "", "~", "null", "[]", "{}", "[[]]", "- ", ": ", "#", "'", '"', "|", ">", "? ", "&a", "*a",
    "!!int 3", "!!python/name:os.system", "---", "...", "%YAML 9", "\t", "\x00", "\x1b[2J",
    "\u202e", "\u2028", "\ufeff", "\ud7ff", ".nan", ".inf", "1e999", "-1", "3.0000001", "9" * 400,
    "0x3", "1_0", "true", "no", "2000-13-01", "'2000-02-30'", "'0000'", "'-0044'", "'../2000'",
    "'2000/1999'", "'99999'", "id: a", "[general, general]", "[nobody]", "{a: b}", "<<: x",
    "points: 6", "winner: [general, heir, minister]", "'9999-12-31'", "army: 3",
]  # fmt: skip
WORDS = ("id", "cases", "bases", "winner", "start", "contenders", "removals", "general", "army")

BOOK = """\
version: 1
n_cases: 2
cases:
- id: junta_2000
  title: A junta of three
  regime_type: military
  start: '2000-01-01'
  decided: '2001-06-30'
  outcome: single
  incumbent_at_start: general
  army_holder: [general]
  contenders:
  - id: general
    name: The general
    bases: {apparatus: 0, army: 3, security: 0, popular: 1, legitimacy: 0, formal_office: 2, external_wealth: 0}
    points: 6
  - id: minister
    name: The police minister
    bases: {apparatus: 1, army: 0, security: 3, popular: 0, legitimacy: 0, formal_office: 1, external_wealth: 0}
  - id: heir
    name: The heir
    bases: {apparatus: 0, army: 0, security: 0, popular: 0, legitimacy: 2, formal_office: 0, external_wealth: 1}
  coalition_moves:
  - {date: '2000-09', coalition: [general, heir], against: [minister], event: they meet}
  removals:
  - {actor: minister, date: '2000-10', manner: dismissed, fate_class: office, by_coalition: [general]}
  winner: general
- id: second
  title: Nobody wins
  start: '1000-01-01'
  end: '1001'
  outcome: partition
  contenders:
  - {id: a, name: A, bases: {apparatus: 0, army: 3, security: 0, popular: 1, legitimacy: 0, formal_office: 2, external_wealth: 0}}
  - {id: b, name: B, bases: {apparatus: 0, army: 3, security: 0, popular: 1, legitimacy: 0, formal_office: 2, external_wealth: 0}}
"""  # noqa: E501


@pytest.fixture(scope="module")
def path():
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "book.yaml"


@st.composite
def broken_books(draw):
    """Return the bytes of a sound casebook after a few accidents."""
    text = BOOK
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        row = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 6)):
            case 0:
                del lines[row]
            case 1:
                lines.insert(row, draw(st.sampled_from(lines)))
            case 2:
                head, colon, _ = lines[row].partition(":")
                lines[row] = head + colon + " " + draw(st.sampled_from(NASTY))
            case 3:
                lines[row] = draw(st.sampled_from(["", " ", "  ", "    "])) + lines[row].lstrip()
            case 4:
                words = re.findall(r"[\w.']+", lines[row]) or [""]
                lines[row] = lines[row].replace(
                    draw(st.sampled_from(words)), draw(st.sampled_from(NASTY)), 1
                )
            case 5:
                place = draw(st.integers(0, len(lines[row])))
                inserted = draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=4)))
                lines[row] = lines[row][:place] + inserted + lines[row][place:]
            case _:
                lines[row:] = lines[row : row + draw(st.integers(0, 3))]
        text = "\n".join(lines)
    return text.encode("utf-8", "surrogatepass")


def check(path: Path, data: bytes) -> None:
    """Read a file in all manners and compare what they say."""
    path.write_bytes(data)
    try:
        cases, told = read_casebook(path), ""
    except CaseError as error:
        cases, told = (), str(error)
    assert all(PLACE.match(line) or line.startswith("... and ") for line in told.splitlines())
    assert told.replace("\n", "").isprintable()
    try:
        sound, problems = imported_cases(path)
    except CaseError as error:
        unread = str(error)
    else:
        unread = ""
    if unread:
        assert unread == told
        return
    assert bool(problems) == bool(told)
    assert problems or sound == cases
    for case in sound:
        opening = Opening.of(case)
        assert len({c.id for c in opening.contenders}) == len(case.actors) >= 2
        assert case_of_opening(opening).months == case.months == 97
    with contextlib.suppress(InvalidInput, CaseError):
        backtest(sound, models=["proportional"])
    if sound:
        kept, skipped = read_struggles([path], keep_going=True)
        assert (kept == sound, bool(skipped)) == (True, bool(problems))


@settings(max_examples=120)
@given(broken_books())
@example(BOOK.replace("'2000-01-01'", "'9999-12-31'").replace("'2001", "'9999").encode())
@example(BOOK.replace("'1000-01-01'", "'-9999-01-01'").encode())
def test_a_broken_casebook_is_told_in_sentences(path, data) -> None:
    check(path, data)


@settings(max_examples=60)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(
    lambda text: text.encode("utf-8", "surrogatepass"))))  # fmt: skip
def test_any_bytes_are_told_in_sentences(path, data) -> None:
    check(path, data)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5),
              st.sampled_from(WORDS)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), inner, max_size=4),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=80)
@given(st.one_of(values, st.fixed_dictionaries({"cases": st.lists(values, max_size=3)})))
def test_any_yaml_is_told_in_sentences(path, content) -> None:
    check(path, yaml.safe_dump(content, allow_unicode=True).encode("utf-8", "surrogatepass"))


# --- odd but legal


points = st.one_of(st.sampled_from([0, 3, 1, 0.5, "3.0", 2.999999999]), st.integers(0, 3))
years = st.one_of(st.integers(-9000, -1), st.integers(1, 9000), st.sampled_from([-1, 1, 9900]))
NAMES = ("a", "b_2", "no", "yes", "null_", "x" * 32, "on", "z")
KEYS = (
    "apparatus", "army", "security", "popular", "legitimacy", "formal_office", "external_wealth"
)  # fmt: skip


def date(year: int, rest: str = "") -> str:
    return (f"-{-year:04d}" if year < 0 else f"{year:04d}") + rest


@st.composite
def legal_cases(draw):
    """Return a legal case of odd values, as plain data."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=8, unique=True))
    start = draw(years)
    end = start + draw(st.integers(2, 60))
    if start < 0 <= end:
        end += 1
    won = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    manners = st.sampled_from(sorted(MANNERS))
    inside = st.sampled_from([date(end), date(end, "-06"), date(end, "-12-31"), date(end, "~")])
    case = {
        "title": draw(st.sampled_from(["T", "Ч", "'quoted' \"twice\"", "=1+1", "a: b", "<b>"])),
        "start": date(start, draw(st.sampled_from(["-01-01", "-12-31", "-06-15"]))),
        "end": date(end, "-12-31"),
        "contenders": [
            {"id": name, "name": name, "bases": {key: draw(points) for key in KEYS}}
            for name in names
        ],
    }
    for key, strategy in {
        "regime_type": st.sampled_from(sorted(REGIMES)),
        "core": st.booleans(),
        "incumbent_at_start": st.sampled_from(names),
        "contemporary_favourite": st.sampled_from([*names, None]),
        "notes": st.just("a\nb"),
        "sources": st.just(["S. Ource, 'Title: A Book' (1999)"]),
    }.items():
        if draw(st.booleans()):
            case[key] = draw(strategy)
    if draw(st.integers(0, 4)):
        case["winner"] = won if draw(st.booleans()) or len(won) > 1 else won[0]
        case["decided"] = draw(inside)
    else:
        case["outcome"] = "partition"
    case["removals"] = [
        {"actor": draw(st.sampled_from(names)), "date": draw(inside), "manner": draw(manners),
         "by_coalition": draw(st.lists(st.sampled_from(names), max_size=2, unique=True))}
        for _ in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    return case


def is_scorable(case) -> bool:
    """Say whether somebody won, somebody did not, and somebody had any power."""
    opening = Opening.of(case)
    has_power = any(contender.points for contender in opening.contenders)
    return 0 < len(Truth.of(case).winners) < len(opening.contenders) and has_power


@settings(max_examples=12)
@given(st.lists(legal_cases(), min_size=1, max_size=3))
def test_odd_but_legal_casebooks_are_forecast(path, written) -> None:
    """Read without a problem, written as folders and read again, scored by every rule."""
    written = [{"id": f"case_{k}", **case} for k, case in enumerate(written)]
    text = yaml.safe_dump({"cases": written}, allow_unicode=True, sort_keys=False)
    path.write_text(text, "utf-8")
    cases = read_casebook(path)
    assert [case.id for case in cases] == [case["id"] for case in written]
    with tempfile.TemporaryDirectory() as folder:
        import_casebook(path, Path(folder) / "out")
        again = read_casebook(Path(folder) / "out")
    for case, other, source in zip(cases, again, written, strict=True):
        opening, truth = Opening.of(case), Truth.of(case)
        assert (opening, truth) == (Opening.of(other), Truth.of(other))
        assert fingerprint(case_of_opening(opening)) == case.sha256 == other.sha256
        won = source.get("winner", [])
        assert sorted(truth.winners) == sorted([won] if isinstance(won, str) else won)
        assert opening.incumbent == source.get("incumbent_at_start", "")
        assert opening.favourite == (source.get("contemporary_favourite") or "")
    rules = [model for model in MODELS if model != REGIME]
    if not any(map(is_scorable, cases)):
        with pytest.raises(InvalidInput, match="no struggle can be scored"):
            backtest(cases, models=rules)
        return
    found = backtest(cases, models=rules)
    assert [s.id for s in found.struggles] == [case.id for case in cases if is_scorable(case)]
    assert len(found.struggles) + len(found.skipped) == len(cases)
    for row in found.summary().iter_rows(named=True):
        assert 0 <= row["brier"] <= 2
        assert 0 <= row["log_loss"] < 14
        assert math.isfinite(row["minus_proportional"])
