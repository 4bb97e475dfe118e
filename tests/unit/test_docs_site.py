"""The documentation site: what its pages name exists; dead addresses are found."""

import contextlib
import importlib.util
import io
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

import whowhom
from whowhom.cli import main
from whowhom.theory import MODELS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def site_links():
    spec = importlib.util.spec_from_file_location("site_links", DOCS / "site_links.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def help_of(command):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main([*command.split(), "--help"])
    return printed.getvalue()


def commands(page):
    """Yield the command lines of a page: in blocks, and between backticks."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        yield from re.findall(r"^\$ (whowhom .+)$", block, re.MULTILINE)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"(?<!`)`(whowhom\s[a-z][^`]+)`(?!`)", prose)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_options_exist(page):
    known = set(re.findall(r"^│ ([a-z]+) ", help_of(""), re.MULTILINE))
    for line in commands(page):
        _, name, *words = shlex.split(line.replace("...", ""), comments=True)
        assert name in known, line
        if name == "solve" and words and words[0] in {model.name for model in MODELS}:
            name = f"solve {words[0]}"
        for option in {word.split("=")[0] for word in words if word.startswith("--")}:
            assert re.search(rf"{option}\b", help_of(name)), f"{line}: no {option}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_names_of_the_library_exist(page):
    for name in re.findall(r"\bww\.(\w+)", page.read_text(encoding="utf-8")):
        assert name in whowhom.__all__, f"ww.{name}"


def test_a_sound_site_has_no_problems(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#part">b</a> <img src="p.png"><h1 id="top">')
    (tmp_path / "b.html").write_text('<h2 id="part">b</h2> <a href="https://doi.org/1">doi</a>')
    (tmp_path / "p.png").write_bytes(b"")
    (tmp_path / "s.css").write_text("a { background: url(data:image/svg+xml;utf8,<svg/>) }")
    assert site_links().problems(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<a href="gone.html">', "leads nowhere"),
        ('<a href="../outside.html">', "leads nowhere"),
        ('<a href="#gone">', "no such anchor"),
        ('<img src="gone.png">', "leads nowhere"),
        ('<source srcset="gone.png 2x">', "leads nowhere"),
        ('<script src="https://cdn.example/x.js"></script>', "from another server"),
        ('<link rel="stylesheet" href="//fonts.example/f.css">', "from another server"),
        ('<img src="http://example.org/p.png">', "from another server"),
    ],
)
def test_a_broken_address_is_found(tmp_path, text, told):
    (tmp_path / "a.html").write_text(text)
    (problem,) = site_links().problems(tmp_path)
    assert problem.startswith("a.html: ")
    assert told in problem


def test_a_font_from_elsewhere_is_found(tmp_path):
    (tmp_path / "s.css").write_text("@import url('https://fonts.example/f.css');")
    assert len(site_links().problems(tmp_path)) == 1
