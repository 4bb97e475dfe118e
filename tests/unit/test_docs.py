"""The pages on the regime model: current tables, all fifty mechanisms, references that exist."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import generate
import marked
import pytest

from whowhom.cases import Case, read_case
from whowhom.sim import layout
from whowhom.sim.parameters import MECHANISMS, PARAMETERS
from whowhom.sim.world import World

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ALL_M = [f"M{number:02d}" for number in range(1, 51)]
RECORDS = ("ACTOR", "AUDIENCE", "POST", "SHOCK", "HOST", "REGIME")
ARRAYS = {"actors", "audiences", "posts", "shocks", "hosts", "regime"}
"""Arrays of a world that hold the records; they are described field by field."""
WORDS_FOR_PARAMETERS = {"danger": "danger_weight", "bond": "bond_weight"}
"""Parameters that the equations name otherwise, because a variable has their name."""


@cache
def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@cache
def mechanism_rows() -> list[list[str]]:
    lines = [line for line in text("mechanisms.md").splitlines() if re.match(r"\| M\d\d \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def submodels() -> str:
    """Section 7 of the ODD page: the equations, without the table of parameters."""
    return text("odd.md").split("## 7 Submodels")[1].split("## All parameters")[0]


@cache
def duel() -> Case:
    return read_case("duel")


# --- generated tables


def test_the_manual_page_is_current():
    assert generate.manual.page() == text(generate.MAN_PAGE), "run: python docs/generate.py"


@pytest.mark.parametrize("page", list(generate.TABLES))
def test_generated_tables_are_current(page):
    assert generate.rendered(page) == text(page), "run: make numbers"


def test_a_stale_table_is_seen(monkeypatch, tmp_path):
    """The check above can fail: a number changed by hand is put right."""
    stale = text("odd.md").replace(f"| {PARAMETERS[0].default:g} |", "| 9.99 |", 1)
    assert stale != text("odd.md")
    (tmp_path / "odd.md").write_text(stale, encoding="utf-8")
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    assert generate.rendered("odd.md") == text("odd.md")


def test_words_for_further_tests_find_some():
    """A test that was renamed would silently drop out of the last column."""
    names = [name for name, _ in generate.model_tests()]
    for mechanism, words in generate.MORE.items():
        for word in words:
            assert any(word in name for name in names), (mechanism, word)


@pytest.mark.parametrize(
    "broken", ["", "<!-- a: begin -->", "<!-- a: begin --><!-- a: end -->" * 2]
)
def test_markers_must_be_there_once(broken):
    with pytest.raises(SystemExit, match="markers of 'a'"):
        marked.put(broken, "a", ["row"])


# --- mechanisms


def test_every_mechanism_of_the_film_has_one_row():
    assert Counter(row[0] for row in mechanism_rows()) == Counter(ALL_M)


def test_rows_are_complete():
    """Eight cells, film lines that rise and exist, a known origin; chronicle rows say why."""
    for row in mechanism_rows():
        assert len(row) == 8, row
        spans = [tuple(map(int, span.split("-"))) for span in row[2].split("; ")]
        assert all(1 <= first < last <= 1285 for first, last in spans), row
        assert row[6] in ("published", "adapted", "ours", "-"), row
        told_only = row[5].startswith("chronicle only")
        assert told_only == (row[6] == "-") == (row[3] == "-"), row
        if told_only:
            assert row[4] == row[7] == "-", row
        else:
            assert "::test_" in row[7], f"{row[0]}: no test shows it"


def test_every_switch_is_named_and_every_name_is_a_switch():
    known = {mechanism.name for mechanism in MECHANISMS}
    named = {name for row in mechanism_rows() for name in re.findall(r"`(\w+)`", row[4])}
    assert named <= known
    table = text("mechanisms.md").split("<!-- switches: begin -->")[1]
    assert known == set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE))
    assert "no test yet" not in table


def test_phases_of_the_rows_are_files():
    for row in mechanism_rows():
        for phase in row[3].split(", "):
            if phase != "-":
                assert (ROOT / "src/whowhom/sim/phases" / f"{phase}.py").is_file(), row


def test_what_carries_a_mechanism_exists():
    """Parameters are parameters, case rows are rows of the duel, entries are in its tables."""
    case = duel()
    parameters = {parameter.name for parameter in PARAMETERS}
    entries = {entry.id for entry in case.chronicle} | claim_ids()
    for row in mechanism_rows():
        for name in re.findall(r"`([^`]+)`", row[5]):
            if name == "actors":
                continue
            if "." in name:
                assert in_case(case, *name.split(".")), (row[0], name)
            else:
                assert name in parameters | entries, (row[0], name)


def claim_ids() -> set[str]:
    lines = (ROOT / "src/whowhom/shipped/duel/claims.csv").read_text("utf-8").splitlines()
    return {line.split(",")[0] for line in lines}


def in_case(case: Case, table: str, row: str, column: str = "") -> bool:
    if table == "ties":
        return any((tie.origin, tie.target) == (row, column) for tie in case.ties)
    for entity in getattr(case, table):
        if entity.id == row:
            nested = {**getattr(entity, "bases", {}), **getattr(entity, "skills", {})}
            return not column or hasattr(entity, column) or column in nested
    return False


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_cited_tests_exist(page):
    for path, name in re.findall(r"(tests/[\w/]+\.py)::(\w+)", text(page)):
        assert name in names_in(path), f"{page}: no {name} in {path}"


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# --- ODD


def test_odd_has_its_seven_elements_in_order():
    elements = re.findall(r"^## (\d) (.+)$", text("odd.md"), flags=re.MULTILINE)
    assert elements == [
        ("1", "Purpose and patterns"),
        ("2", "Entities, state variables and scales"),
        ("3", "Process overview and scheduling"),
        ("4", "Design concepts"),
        ("5", "Initialisation"),
        ("6", "Input data"),
        ("7", "Submodels"),
    ]


def test_every_phase_file_has_its_section():
    files = {path.stem for path in (ROOT / "src/whowhom/sim/phases").glob("*.py")} - {"__init__"}
    sections = re.findall(r"^### 7\.\d+ (\w+)(?:: (\w+))?", text("odd.md"), flags=re.MULTILINE)
    assert {file for file, _ in sections} == {*files, "circle"}
    submodels = [part or file for file, part in sections]
    assert Counter(submodels) == Counter(set(submodels))
    assert {mechanism.submodel for mechanism in MECHANISMS} <= set(submodels)


@pytest.mark.parametrize("parameter", [parameter.name for parameter in PARAMETERS])
def test_every_parameter_stands_in_an_equation(parameter):
    """In an indented line, or between backticks, before the table of all parameters."""
    name = WORDS_FOR_PARAMETERS.get(parameter, parameter)
    told = text("odd.md").split("## 3 Process overview")[1].split("## All parameters")[0]
    equations = re.findall(r"^    .+$", told, flags=re.MULTILINE)
    assert re.search(rf"\b{name}\b", "\n".join(equations)) or f"`{name}`" in told


@pytest.mark.parametrize("record", RECORDS)
def test_every_state_variable_is_described(record):
    told = text("odd.md").split("## 2 Entities")[1].split("## 3 Process")[0]
    for field in getattr(layout, record).names:
        assert re.search(rf"`{field}\b", told), field


def test_every_array_is_described():
    told = text("odd.md").split("## 2 Entities")[1].split("## 3 Process")[0]
    for field in set(World._fields) - ARRAYS:
        assert re.search(rf"`{field}\b", told), field


def test_every_kind_of_shock_has_its_rule():
    for kind in layout.SHOCK_KINDS:
        assert re.search(rf"^    {kind}\b", submodels(), flags=re.MULTILINE), kind


# --- links


@pytest.mark.parametrize("page", sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")))
def test_relative_links_lead_somewhere(page):
    folder = (DOCS / page).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        path, _, part = target.partition("#")
        assert (folder / path).exists(), f"{page}: {target}"
        if part:
            headings = re.findall(r"^#+ (.+)$", (folder / path).read_text("utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
