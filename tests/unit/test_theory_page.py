"""The index of the formal models says what the registry says, and its examples can be typed."""

import shlex
from pathlib import Path

import pytest
import theory as page_script

from whowhom.cli import main
from whowhom.cli.model_arguments import example
from whowhom.theory import MODELS, model

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_current():
    page = (DOCS / "models" / "README.md").read_text(encoding="utf-8")
    assert page_script.rendered() == page, "run: make numbers"


def test_type_checkers_know_the_public_names():
    told = page_script.STUB.read_text(encoding="utf-8")
    assert page_script.stub() == told, "run: python docs/theory.py"


@pytest.mark.parametrize("name", [found.name for found in MODELS])
def test_the_example_can_be_typed(name, capsys):
    """What is typed gives what the solver gives, word for word."""
    found = model(name)
    words = shlex.split(example(found))
    assert main(words[1:]) == 0
    assert capsys.readouterr().out.rstrip() == str(found.solver(**found.example)).rstrip()


def test_every_card_is_of_a_model():
    cards = {path.name for path in (DOCS / "models").glob("*.md")} - {"README.md", "regime.md"}
    assert cards == {found.card for found in MODELS}
