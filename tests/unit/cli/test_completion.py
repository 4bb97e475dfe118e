"""Completion in the shell, and the manual page: made from the same words as the help."""

import re
import shutil
import subprocess

import pytest

from whowhom.cli.app import COMMANDS, build, run_command
from whowhom.cli.manual import page


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _completed(capsys, *words):
    assert run_command(["__complete", *words]) == 0
    return {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()}


def test_the_script_is_installed_where_the_shell_looks(home, capsys):
    assert run_command(["--install-completion", "--shell", "bash"]) == 0
    (place,) = re.findall(r"installed in (\S+)", capsys.readouterr().out)
    assert place.startswith(str(home))
    script = (home / place).read_text()
    assert all(name in script for name, _ in COMMANDS)
    assert place in (home / ".bashrc").read_text()
    if bash := shutil.which("bash"):
        subprocess.run([bash, "-n", place], check=True)


def test_with_an_output_no_start_file_is_touched(home):
    assert run_command(["--install-completion", "--shell", "bash", "--output", "x.sh"]) == 0
    assert (home / "x.sh").exists()
    assert not (home / ".bashrc").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(shell):
    assert "whatif" in build().generate_completion(shell=shell)


def test_names_of_cases_are_completed(home, capsys):
    folder = home / "mine"
    folder.mkdir()
    (folder / "case.toml").write_text("")
    (home / "other").mkdir()
    assert "duel" in _completed(capsys, "run", "du")
    assert "yugoslavia_1953_54" in _completed(capsys, "why", "yugo")
    found = _completed(capsys, "whatif", "")
    assert {"mine", "other/"} <= found
    assert "mine" in _completed(capsys, "pool", "duel", "mi")
    assert "duel" not in _completed(capsys, "run", "no/such/place/")


def test_the_manual_page_has_every_command_and_option():
    told = page()
    for name, help_text in COMMANDS:
        assert f".SS {name}\n" in told
        assert help_text.replace("-", "\\-") in told
    for option in ("\\-\\-mechanisms", "\\-\\-as\\-of", "\\-\\-weights"):
        assert option in told
    if man := shutil.which("man"):
        shown = subprocess.run([man, "-l", "-"], input=told, capture_output=True, text=True)
        assert "EXIT STATUS" in shown.stdout


def test_it_is_printed_by_a_command(capsys):
    assert run_command(["manual"]) == 0
    assert capsys.readouterr().out == page()
