"""Check the words that people read against the table of docs/glossary.md.

    python tools/wording.py    every word to be replaced, with its place

Read are the docstrings and the sentences (strings with a blank) in ``src`` and ``docs``, the
templates of the report, and all pages. Names of code, code blocks and comments are left out.
``tests/unit/test_glossary.py`` fails if anything is found.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
TABLE = "## Words that we do not use"
READ = (
    *("src/whowhom/**/*.py", "src/whowhom/**/templates/*", "docs/**/*.md", "docs/*.py"),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"),
)
CODE_IN_PAGES = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)|<!--.*?-->|`+[^`]+`+|\]\([^)]*\)|<https?:[^>]*>"
    r"|\b(?:src|srcset|href|media)=\"[^\"]*\"|^ {4,}\S[^\n]*",
    re.DOTALL | re.MULTILINE,
)
CODE_IN_DOCSTRINGS = re.compile(r"^ *(?:>>>|\.\.\. )[^\n]*|`+[^`]+`+|https?://\S+", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """Words that are not used, what to say instead, and the phrases in which they are right."""

    pattern: re.Pattern[str]
    say: str
    right: re.Pattern[str] | None


@dataclass(frozen=True)
class Finding:
    """A word to be replaced, and where it stands."""

    path: Path
    line: int
    word: str
    say: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.word!r}, say: {self.say}"


def rules(page: str) -> list[Rule]:
    """Read the table of the glossary."""
    found = []
    for line in page.split(TABLE)[1].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        words = re.findall(r"`([^`]+)`", cells[0])
        if line.startswith("|") and words:
            right = re.findall(r"`([^`]+)`", cells[2])
            found.append(Rule(_any(words), cells[1], _any(right) if right else None))
    return found


def findings(path: Path, found: list[Rule], root: Path = ROOT) -> list[Finding]:
    """Return the words of a file that are to be replaced."""
    text = path.read_text(encoding="utf-8")
    pieces = _python(text) if path.suffix == ".py" else _page(text)
    return [
        Finding(path.relative_to(root), line + piece.count("\n", 0, start), word, rule.say)
        for line, piece in pieces
        for rule in found
        for start, word in _hits(rule, piece)
    ]


def read_files(root: Path = ROOT) -> list[Path]:
    """Return all files that are checked."""
    return sorted({path for kind in READ for path in root.glob(kind) if path.is_file()})


def _any(phrases: list[str]) -> re.Pattern[str]:
    """Match any of the phrases as whole words, across line breaks."""
    parts = [re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in phrases]
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(parts)})(?![\w/-]|\.\w)", re.IGNORECASE)


def _hits(rule: Rule, piece: str) -> Iterator[tuple[int, str]]:
    """Yield place and word, but for words that are part of a phrase in which they are right."""
    spans = [match.span() for match in rule.right.finditer(piece)] if rule.right else []
    for match in rule.pattern.finditer(piece):
        if not any(first <= match.start() and match.end() <= last for first, last in spans):
            yield match.start(), match.group()


def _page(text: str) -> Iterator[tuple[int, str]]:
    """Yield a page without its code; of the glossary without the table of these very words."""
    yield 1, CODE_IN_PAGES.sub(_blank, text.split(TABLE)[0])


def _python(text: str) -> Iterator[tuple[int, str]]:
    """Yield the docstrings and sentences of a module with their first lines."""
    tree = ast.parse(text)
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            piece = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            piece = node.value
        else:
            continue
        if " " in piece.strip():
            yield node.lineno, CODE_IN_DOCSTRINGS.sub(_blank, piece)


def _blank(match: re.Match[str]) -> str:
    """Return as many line breaks as were matched, so that places stay right."""
    return "\n" * match.group().count("\n") or " "


def main() -> None:
    """Print all findings."""
    known = rules(GLOSSARY.read_text(encoding="utf-8"))
    found = [finding for path in read_files() for finding in findings(path, known)]
    sys.stdout.write("".join(f"{one}\n" for one in found))


if __name__ == "__main__":
    main()
