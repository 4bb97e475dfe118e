"""Texts keep to the words of docs/glossary.md; ``python tools/wording.py`` shows where not."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tool():
    spec = importlib.util.spec_from_file_location("wording", ROOT / "tools" / "wording.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["wording"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


WORDING = tool()
RULES = WORDING.rules(WORDING.GLOSSARY.read_text(encoding="utf-8"))


def words(name, text, folder):
    (folder / name).write_text(text, encoding="utf-8")
    return [(one.line, one.word) for one in WORDING.findings(folder / name, RULES, folder)]


def test_words_are_those_of_the_glossary():
    found = [str(one) for path in WORDING.read_files() for one in WORDING.findings(path, RULES)]
    assert not found, "\n".join(found)


def test_every_rule_says_what_to_say_instead():
    assert len(RULES) > 15
    assert all(rule.say for rule in RULES)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The General wins in 44 of 100 plays.", ["plays"]),
        ("Ann was replayed; luck, and no doubt.", ["replayed", "luck", "doubt"]),
        ("No value can be told\nfrom nothing.", ["told\nfrom nothing"]),
        ("He loses his post.", ["He", "his"]),
        ("'x y' is no date.", ["is no date"]),
        ("There is no date in it.", []),
        ("Why kill him?", []),
        ("Why kill him? He is far away.", ["He"]),
        ("It plays a part; display, manual, dressing, doubtful.", []),
        ("Write `ww.play` or [runs](play.md).", []),
        ("```python\nresult.play()\n```\n", []),
        ("A woman leads, the statesman's friend says so.", []),
    ],
)
def test_what_is_found_in_a_page(sentence, found, tmp_path):
    assert sorted(word for _, word in words("page.md", sentence, tmp_path)) == sorted(found)


def test_what_is_found_in_code(tmp_path):
    """Docstrings and sentences, f-strings as one; no names, keys, comments or examples."""
    code = '''"""Play it.

    A second play, not ``play``.

    >>> play("twin")
    """
    # a comment on luck
    def play(runs):
        """Run it."""
        return f"{runs} plays of {"the luck"} it", {"luck": 1}
    '''
    text = "\n".join(line.removeprefix("    ") for line in code.splitlines())
    assert words("code.py", text.replace('{"the luck"}', "{runs}"), tmp_path) == [
        (1, "Play"),
        (3, "play"),
        (10, "plays"),
    ]
