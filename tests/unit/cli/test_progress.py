"""What a user sees while something is compiled and simulated, on a screen and in a log."""

import io
import re
import time

import pytest
from rich.console import Console

from whowhom.cli import progress as module
from whowhom.cli.progress import reporting
from whowhom.compiling import Compilation
from whowhom.ensemble.progress import Progress


def far(done=0, runs=2000, **more):
    return Progress(done=done, runs=runs, stored_before=0, is_stopping=False, **more)


@pytest.fixture
def compiled(monkeypatch):
    """What is found when one looks for a compilation; the test puts it there."""
    found = [None]
    monkeypatch.setattr(module, "compilation", lambda: found[-1])
    monkeypatch.setattr("whowhom.compiling._LOOK", 0.01)
    return found


def until(condition):
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_log_has_one_line_for_the_begin_and_one_for_the_end(compiled, capsys):
    said = []
    with reporting(quiet=False) as tell:
        compiled.append(Compilation(share=1.0, seconds=1.2, is_over=True))  # of a part
        tell(far())
        for share in (0.1, 0.5, 0.9):
            compiled.append(Compilation(share=share, seconds=60 * share, is_over=False))
            tell(far(compilation=compiled[-1]))
            until(lambda: said.append(capsys.readouterr().err) or "".join(said))
        compiled.append(Compilation(share=1.0, seconds=63.0, is_over=True))
        tell(far(done=10, compilation=compiled[-1]))
    said.append(capsys.readouterr().err)
    assert "".join(said).splitlines() == [
        "Compiling the model, once on this machine; usually about 20 s.",
        "Compiled the model in 63 s.",
    ]


def test_a_compilation_without_runs_is_told_as_well(compiled, capsys):
    with reporting(quiet=False, first=""):
        compiled.append(Compilation(share=1.0, seconds=12.0, is_over=True))
    assert capsys.readouterr().err == "Compiled the model in 12 s.\n"


def test_what_was_compiled_before_is_not_told(compiled, capsys):
    compiled.append(Compilation(share=1.0, seconds=12.0, is_over=True))
    with reporting(quiet=False) as tell:
        tell(far())
    assert capsys.readouterr().err == ""


def test_a_log_has_a_line_every_ten_seconds(compiled, capsys, monkeypatch):
    class Clock:
        now = 0.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    with reporting(quiet=False, shorter="--runs 500") as tell:
        for second in range(0, 31, 5):
            clock.now = float(second)
            tell(far(done=second, under_way=2, runs=100, pace=1.0))
    assert capsys.readouterr().err.splitlines() == [
        "About 98 s left for 98 runs on this machine. Quicker: --runs 500.".replace(
            "98 s", "2 min"
        ),
        "Runs: 12 of 100, about 88 s left, 10 s so far",
        "Runs: 22 of 100, about 78 s left, 20 s so far",
        "Runs: 32 of 100, about 68 s left, 30 s so far",
    ]


def test_quiet_says_nothing(compiled, capsys):
    with reporting(quiet=True) as tell:
        compiled.append(Compilation(share=1.0, seconds=12.0, is_over=True))
        tell(far(pace=1.0))
    assert capsys.readouterr() == ("", "")


def test_a_screen_has_one_line_that_changes_and_fits(compiled, monkeypatch):
    written = io.StringIO()
    screen = Console(file=written, force_terminal=True, width=80, color_system=None)
    monkeypatch.setattr(module, "console", lambda **_: screen)

    def shown():
        return re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "\r", written.getvalue())

    with reporting(quiet=False, shorter="--runs 500") as tell:
        until(lambda: "Loading the model 0 s" in shown())
        compiled.append(Compilation(share=0.34, seconds=121.0, is_over=False, seconds_left=235.0))
        until(lambda: "34%, 121 s, 235 s left" in shown())
        compiled.append(Compilation(share=1.0, seconds=129.0, is_over=True))
        tell(far(done=100_000, under_way=40, runs=1_000_000, pace=0.1))
        until(lambda: re.search("100,040 of 1,000,000 runs, [0-9]+ s, 1 day 1 h left", shown()))
        tell(Progress(done=1, runs=2, stored_before=0, is_stopping=True))
        until(lambda: "Finishing the runs under way" in shown())
    lines = re.split(r"[\r\n]+", shown())
    assert max(map(len, lines)) <= 80
    for once in ("Compiled the model in 129 s.", "About 1 day 1 h left for 899,960 runs"):
        assert sum(once in line for line in lines) == 1
