"""What a terminal would obey, or what turns the direction of writing, never reaches it raw."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whowhom.cases.names import is_hidden
from whowhom.cli.output import emit, lay_out, note, say, shown, table, write

SIGNS = {
    "clear": "\x1b[2J",
    "colour": "\x1b[31m",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;x:y\x1b\\here\x1b]8;;\x1b\\",
    "bell": "\x07",
    "C1": "\x9b2J\x90q\x9c",
    "backspace": "\x08\x08",
    "carriage return": "\rError",
    "delete": "\x7f",
    "override": "\u202e",
    "isolate": "\u2066\u2069",
    "mark": "\u200f\u061c",
    "line separator": "\u2028",
    "zero width": "\u200b\ufeff\u2060",
    "tag": "\U000e0041",
}
HOSTILE = "a" + "".join(SIGNS.values()) + "b"


def hidden(text):
    """Return the signs of a text that no output may have."""
    return {sign for sign in text if is_hidden(sign) and sign not in "\n\t"}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_every_way_out_shows_the_sign(sign, capsys):
    text = f"x{sign}y"
    say(text)
    say(text, wrap=False)
    note(text)
    write(f"{text}\n")
    table([(text, "left")], [(text,)], title=text)
    emit({text: text})
    out, err = capsys.readouterr()
    assert not hidden(out + err)
    assert "\\x" in out or "\\u" in out or "\\r" in out or "\\U" in out


def test_json_stays_what_it_was(capsys):
    content = {HOSTILE: [HOSTILE, "Ünï \u200d \N{SNOWMAN} \U0001f600"]}
    emit(content)
    out = capsys.readouterr().out
    assert json.loads(out) == content
    assert not hidden(out)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_other_texts_are_left_alone(text):
    assert not hidden(shown(text))
    if not hidden(text):
        assert shown(text) == text


@pytest.mark.parametrize(
    "words",
    [
        ("check", HOSTILE),
        ("check", HOSTILE, "--json"),
        ("check", "bad"),
        ("check", "bad", "--json"),
        ("run", "bad"),
        ("chronicle", "bad", "--json"),
        ("run", HOSTILE),
        (HOSTILE,),
        ("run", "duel", f"--{HOSTILE}"),
        ("run", "duel", "--runs", HOSTILE),
        ("run", "duel", "--set", f"{HOSTILE}=1"),
        ("run", "duel", "--dry-run", "--out", HOSTILE),
        ("run", "duel", "--runs", "4", "--quiet", "--out", HOSTILE),
        ("whatif", "duel", "--question", HOSTILE),
        ("show", HOSTILE),
        ("verify", HOSTILE),
        ("report", HOSTILE),
        ("figure", HOSTILE, "winners", "-o", HOSTILE),
        ("new", HOSTILE),
        ("new", "x\0"),
        ("import", HOSTILE, "new"),
        ("cite", HOSTILE),
        ("cite", "--model", HOSTILE),
        ("solve", HOSTILE),
        ("solve", "coalition", "--power", f"{HOSTILE}=1,b=2,c=4"),
        ("solve", "coalition", "--power", f"@{HOSTILE}:a"),
        ("backtest", f"{HOSTILE}.yaml"),
        ("solve", "coalition-by-majority", "--power", "a=1,b=2,c=4", "--chart", f"{HOSTILE}.svg"),
    ],
    ids=lambda words: " ".join(words).replace(HOSTILE, "X"),
)
def test_no_command_lets_a_sign_through(words, call):
    bad = Path("bad")
    bad.mkdir()
    (bad / "case.toml").write_text('title = "\\u001b[2J\\u202e"\nx = 1\n', encoding="utf-8")
    (bad / "actors.csv").write_text(f"id,name,{HOSTILE}\n{HOSTILE},{HOSTILE},\n", encoding="utf-8")
    (bad / "questions.toml").write_text('[[question]]\nid = "\\u001b"\nask = "\\u202e"\n')
    for name in (f"{HOSTILE}.csv", "a\nb.csv"):
        (bad / name).write_bytes(b"")
    code, out, err = call(*words)
    assert code != 1
    assert not hidden(out + err)


def test_a_name_that_is_no_text_is_shown(tmp_path):
    place = os.fsencode(tmp_path) + b"/\xff\x1b[2J"
    done = subprocess.run(
        [sys.executable, "-m", "whowhom", "check", place], capture_output=True, check=False
    )
    assert done.returncode == 3
    assert b"\x1b" not in done.stdout + done.stderr


def test_the_first_column_of_a_finding_gives_way_and_no_number_is_cut(capsys):
    from whowhom.reporting.blocks import table as table_of

    columns = ("who", *(f"number {n}" for n in range(6)), "what can be spared")
    built = table_of(
        "caption",
        columns,
        [["漢" * 40, *["1,234.5"] * 6, "x" * 30], *[["b", *["1"] * 6, ""]] * 30],
        numbers=columns[1:-1],
        spare=columns[-1:],
    )
    lay_out(built)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [word for name in columns[:-1] for word in name.split()]
    assert lines[2].count("1,234.5") == 6
    assert lines[2].count("…") == 1
    assert "x" not in lines[2]
    assert max(len(line) + line.count("漢") for line in lines) <= 80
    assert lines[-1] == "... and 11 more (all of them with --json)"


COLUMNS = (("who", "left"), ("of 100", "right"), ("", "left"))


@pytest.fixture
def screen(monkeypatch):
    def wide(columns: int) -> None:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        monkeypatch.setenv("COLUMNS", str(columns))

    return wide


@pytest.mark.parametrize(("columns", "cuts"), [(60, 2), (80, 2), (100, 2), (140, 1), (200, 0)])
def test_a_table_takes_the_width_it_has_and_no_more(columns, cuts, screen, capsys):
    screen(columns)
    long = "General Secretary of the Central Committee " * 3
    table((("who", "left"), ("of 100", "right"), ("what", "left")), [(long, "1,234", "x" * 50)])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) == min(columns, len(long.strip()) + 2 + 6 + 2 + 50)
    assert "1,234" in lines[2]
    assert lines[2].count("…") == cuts


def test_nothing_is_cut_where_there_is_room(screen, capsys):
    screen(60)
    name = "Hassan al-Hudaybi of the Brotherhood"
    table(COLUMNS, [(name, "12", "███"), ("漢字", "3", "█")])
    first, rule, long, wide = capsys.readouterr().out.splitlines()
    assert long == f"{name}      12  ███"
    assert wide == f"漢字{' ' * (len(name) - 4)}       3  █"
    assert rule == "─" * (len(name) + 2 + 6 + 2 + 3)
    assert first.split() == ["who", "of", "100"]


def test_a_short_text_is_not_cut_for_a_long_one(capsys):
    table((("case", "left"), ("title", "left")), [("duel", "The duel " * 20)])
    assert capsys.readouterr().out.splitlines()[2].startswith("duel  The duel")


def test_a_wide_terminal_shows_a_finding_whole(screen, capsys):
    from whowhom.reporting.blocks import table as table_of

    built = table_of(
        "caption",
        ("sole ruler at the end", "of 100 runs", "what can be spared"),
        [["Ann", "12", "spare"]],
        numbers=("of 100 runs",),
        short=("Ruler", "of 100", ""),
        spare=("what can be spared",),
    )
    screen(100)
    lay_out(built)
    assert "what can be spared" in capsys.readouterr().out
    screen(80)
    lay_out(built)
    assert capsys.readouterr().out.splitlines()[0] == "Ruler  of 100"


def test_short_names_stand_where_long_ones_would_be_cut(screen, capsys):
    from whowhom.reporting.blocks import table as table_of

    long = "Col. Gen. Andrei Sokolov of the Guards"
    short = {long: "Sokolov", "Ann Lee": "Lee"}
    built = table_of("caption", ("who", "x" * 50), [[long, "1"], ["Ann Lee: wins", "2"]])
    screen(80)
    lay_out(built, short_names=short)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[2:]] == [
        "Sokolov",
        "Lee:",
    ]
    screen(120)
    lay_out(built, short_names=short)
    assert long in capsys.readouterr().out
