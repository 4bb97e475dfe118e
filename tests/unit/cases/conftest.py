"""A small sound case folder that each test breaks in one place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from whowhom.cases import Problem, check_case

SETTINGS = 'title = "Test"\nstart = "1953-03-05"\nend = "1957-06-29"\n'
ACTORS = """\
id,name,army,security,apparatus,source
zhukov,Zhukov,3,,,book
beria,Beria,,3,,book
malenkov,Malenkov,,,2,book
"""
SOURCES = "id,citation,grade\nbook,A book,documented\n"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a sound folder with some files replaced (None: left out)."""

    def write(settings: str | bytes | None = SETTINGS, **tables: str | bytes | None) -> Path:
        folder = tmp_path / "circle"
        folder.mkdir()
        files = {"case.toml": settings}
        tables = {"actors": ACTORS, "sources": SOURCES} | tables
        files |= {f"{name}.csv": content for name, content in tables.items()}
        for name, content in files.items():
            if content is not None:
                data = content.encode() if isinstance(content, str) else content
                (folder / name).write_bytes(data)
        return folder

    return write


@pytest.fixture
def only_problem(make: Make) -> Callable[..., Problem]:
    """Return a function that writes a folder and returns the one problem that it has."""

    def find(**files: str | bytes | None) -> Problem:
        report = check_case(make(**files))
        assert report.case is None
        assert len(report.problems) == 1, report.text()
        return report.problems[0]

    return find


@pytest.fixture
def warnings_of(make: Make) -> Callable[..., tuple[Problem, ...]]:
    """Return a function that writes a sound folder and returns its warnings."""

    def find(**files: str | bytes | None) -> tuple[Problem, ...]:
        report = check_case(make(**files))
        assert report.case is not None, report.text()
        return report.warnings

    return find
