"""Pages with numbers: the manifest is true, and no page lags behind what its numbers depend on."""

import json
import sys

import pytest
import renew_numbers
from renew_numbers import ROOT, Script, changed, out_of_date, program, scripts

SETTINGS = {"run": ("docs/duel.py",), "writes": ("docs/duel.md",), "minutes": 1.0}
SCRIPT = Script("duel", reads=("model", "parameters"), **SETTINGS)


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """Return the file of kept inputs, which is not that of the checkout."""
    file = tmp_path / "numbers.json"
    monkeypatch.setattr(renew_numbers, "WRITTEN", file)
    return file


def test_no_page_is_out_of_date():
    told = "\n".join(f"{page}: {why}" for page, why in out_of_date().items())
    assert not told, (
        f"{told}\nRun `make numbers`; if the change moves no number, "
        "`python docs/renew_numbers.py --accept`."
    )


def test_every_page_with_markers_is_in_the_manifest():
    listed = {page for script in scripts() for page in script.writes}
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("research/**/*.md")]
    marked = {
        str(page.relative_to(ROOT)) for page in pages if ": begin -->" in page.read_text("utf-8")
    }
    assert marked <= listed
    for script in scripts():
        assert all((ROOT / place).is_file() for place in script.writes), script.name
        assert script.inputs(), script.name


def test_a_changed_input_is_named(kept, monkeypatch):
    assert changed(SCRIPT, {}) == ["its script", "model", "parameters"]
    before = {"duel": SCRIPT.inputs()}
    assert changed(SCRIPT, before) == []
    parameters = renew_numbers.hash_of_input("parameters")
    monkeypatch.setattr(
        renew_numbers, "hash_of_input", lambda name: parameters if name == "parameters" else "new"
    )
    assert changed(SCRIPT, before) == ["model"]


def test_another_default_of_a_parameter_is_another_input(monkeypatch):
    from dataclasses import replace

    from whowhom.sim import parameters

    before = renew_numbers.hash_of_input("parameters")
    first, *rest = parameters.PARAMETERS
    moved = replace(first, default=(first.low + first.high) / 2 + 0.01)
    monkeypatch.setattr(parameters, "PARAMETERS", (moved, *rest))
    assert renew_numbers.hash_of_input("parameters") != before
    monkeypatch.setattr(parameters, "PARAMETERS", (replace(first, meaning="other words"), *rest))
    assert renew_numbers.hash_of_input("parameters") == before


def test_the_layout_of_a_stored_result_is_not_the_model(monkeypatch, tmp_path):
    golden = renew_numbers.GOLDEN.read_text("utf-8")
    before = renew_numbers.hash_of_input("model")
    file = tmp_path / "golden.toml"
    monkeypatch.setattr(renew_numbers, "GOLDEN", file)
    sha = next(line for line in golden.splitlines() if line.startswith("sha256"))
    file.write_text(golden.replace(sha, 'sha256 = "other"'), "utf-8")
    assert renew_numbers.hash_of_input("model") == before
    file.write_text(golden.replace("nobody = ", "nobody = 1"), "utf-8")
    assert renew_numbers.hash_of_input("model") != before


def test_comments_docstrings_and_white_space_move_no_number(tmp_path):
    one, other, changed_one = (tmp_path / f"{name}.py" for name in ("one", "other", "changed"))
    one.write_text('"""A."""\n\n\ndef f(x):\n    """B."""\n    return x + 1\n')
    other.write_text('"""C."""\ndef f(x):\n    return x +  1  # why # not\n')
    changed_one.write_text('"""A."""\n\n\ndef f(x):\n    """B."""\n    return x + 2\n')
    assert program(one) == program(other) != program(changed_one)


def test_only_what_has_changed_runs_and_is_then_current(kept, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(
        renew_numbers.subprocess, "run", lambda words, **_: ran.append(tuple(words[1:]))
    )
    quick = [script.run for script in scripts() if not script.minutes]
    long = [script.run for script in scripts() if script.is_kept]

    def renew(*words):
        ran.clear()
        monkeypatch.setattr(sys, "argv", ["renew_numbers.py", *words])
        renew_numbers.main()
        return ran

    benchmarks = [script.run for script in scripts() if script.is_benchmark]
    assert set(renew()) == {*quick, *long}
    assert set(renew()) == set(quick)  # they run every time, in seconds
    assert benchmarks
    assert not {*quick, *long} & {*benchmarks}  # they run where their page is named
    assert {*renew("docs/performance.md"), *renew("docs/performance-solvers.md")} == {*benchmarks}
    assert renew("docs/duel.md") == [("docs/duel.py",)]
    known = json.loads(kept.read_text("utf-8"))
    kept.write_text(json.dumps(known | {"validity": {}}), "utf-8")
    assert set(renew()) == {*quick, ("docs/validity.py",)}
    kept.unlink()
    assert renew("--accept") == []
    assert json.loads(kept.read_text("utf-8")) == known
    assert "are current" in capsys.readouterr().out
    with pytest.raises(SystemExit, match=r"no script writes 'duel'; the pages are\n  docs/"):
        renew("duel")
