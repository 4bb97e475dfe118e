"""docs/architecture.md is true to the code: its picture, its table and its five steps."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def script():
    spec = importlib.util.spec_from_file_location("page", ROOT / "docs" / "architecture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_shows_the_layers_of_the_contract():
    drawn = script().picture(script().layers(), script().words())
    now = script().PICTURE.read_text(encoding="utf-8")
    assert drawn == now, "run: python docs/architecture.py"


def test_the_table_has_the_packages_of_the_contract_in_their_order():
    names = [name for row in script().layers() for name in row]
    assert list(script().words()) == names
    for name in names:
        home = ROOT / "src" / "whowhom" / name
        assert home.is_dir() or home.with_suffix(".py").is_file(), name


def test_a_moved_layer_moves_in_the_picture():
    rows = [["cli"], ["sim", "theory"], ["errors"]]
    pictures = {script().picture(order, {}) for order in (rows, rows[::-1])}
    assert len(pictures) == 2
    assert all(f">{name}<" in one for one in pictures for row in rows for name in row)


def test_the_five_steps_lead_to_lines_that_exist():
    section = PAGE.split("in five steps")[1].split("\n## ")[0]
    steps = re.split(r"^\d\. ", section, flags=re.MULTILINE)[1:]
    assert len(steps) == 5
    first = re.search(r"``(.+?)``", steps[0])[1]
    assert first in (ROOT / "README.md").read_text(encoding="utf-8")
    for step in steps:
        path, line = re.search(r"\]\(\.\./(.+?)\).*?``(.+?)``", step, flags=re.DOTALL).groups()
        assert line in (ROOT / path).read_text(encoding="utf-8"), f"{path}: no {line!r}"
