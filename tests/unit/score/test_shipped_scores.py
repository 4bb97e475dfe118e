"""The scores that come with the program are those of this version, and are told as they are."""

from dataclasses import replace

import pytest

from whowhom.backtesting.shipped import (
    scores_of,
    scores_sentence,
    shipped_scores,
    write_scores,
)
from whowhom.ensemble.parameters_file import default_hash


def test_they_were_measured_with_the_parameters_of_this_version():
    assert shipped_scores().parameters == default_hash()[:16]  # if not: python docs/validity.py


def test_the_page_of_validity_has_the_same_numbers():
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs/validity.md").read_text(encoding="utf-8")
    scores = shipped_scores()
    assert f"{scores.struggles} struggles, {scores.runs} runs of each, seed {scores.seed}" in page
    for row in scores.rows:
        assert f"| {row['model']} | {row['log_loss']:.3f} |" in page


def test_a_backtest_is_kept_and_read_again(tmp_path, monkeypatch):
    import whowhom.backtesting.shipped as module
    from whowhom.backtesting.run import backtest
    from whowhom.casebook.read import read_casebook

    found = backtest(read_casebook()[:3], models=["uniform", "proportional"])
    scores = scores_of(found)
    (tmp_path / "shipped").mkdir()
    write_scores(scores, tmp_path / "shipped" / module.FILE)
    monkeypatch.setattr(module, "files", lambda _package: tmp_path)
    again = shipped_scores.__wrapped__()
    assert (again.struggles, again.runs, again.seed) == (3, found.runs, found.seed)
    for one, other in zip(scores.rows, again.rows, strict=True):
        assert one["model"] == other["model"]
        assert other["log_loss"] == pytest.approx(one["log_loss"], abs=1e-6)


def test_a_report_of_a_backtest_without_the_regime_model_shows_its_table():
    from whowhom.backtesting.run import backtest
    from whowhom.casebook.read import read_casebook
    from whowhom.reporting.answer import validity_section

    found = backtest(read_casebook()[:3], models=["uniform", "proportional"])
    told, table = validity_section(found).blocks[:2]
    assert scores_sentence(scores_of(found)) == ""
    assert "in sight" not in told.text
    assert {row[0] for row in table.rows} == {"uniform", "proportional"}
    assert "in sight" in validity_section(None).blocks[0].text


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(-0.3, -0.1, "is better"), (0.1, 0.3, "is worse"), (-0.1, 0.1, "is not clearly")],
)
def test_better_is_said_only_where_it_is_clear(low, high, word):
    scores = shipped_scores()
    changed = [
        row | {"minus_proportional_low": low, "minus_proportional_high": high}
        for row in scores.rows
    ]
    assert word in scores_sentence(replace(scores, rows=tuple(changed)))
