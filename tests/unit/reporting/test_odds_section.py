"""How the odds moved, and what a conditional result was given, in a report."""

import json
from types import SimpleNamespace

import pytest
from toy_odds import toy_odds

from whowhom.ensemble import odds_sentences as told
from whowhom.errors import InvalidInput
from whowhom.reporting.answer import given_record, odds_section, points_table
from whowhom.reporting.report import report_text


def test_the_section_has_a_row_for_every_point(tame):
    odds = toy_odds(tame.case)
    section = odds_section(odds)
    assert [type(block).__name__ for block in section.blocks] == ["Paragraph", "Drawing", "Table"]
    assert section.blocks[0].text == f"{told.headline(odds)} {told.largest_move(odds)}"
    rows = points_table(odds).rows
    assert len(rows) == len(odds["points"])
    for row, point in zip(rows[1:], odds["points"][1:], strict=True):
        before = next(
            move["before"]
            for move in odds["moves"]
            if (move["as_of"], move["actor"]) == (point["as_of"], told.leader(point)["actor"])
        )
        assert row[3] == f"{100 * before:.0f}"
        assert row[-1] == f"{point['effective']:,.0f}"


def test_a_point_without_enough_effective_runs_states_no_share(tame):
    odds = toy_odds(tame.case)
    odds["points"][-1]["effective"] = 31.0
    assert points_table(odds).rows[-1][2:8] == ("–",) * 6  # noqa: RUF001


def test_it_is_in_the_report_where_odds_are_given(tame, tmp_path):
    odds = toy_odds(tame.case)
    text = report_text(tame, odds=odds, format="md")
    assert "## How the odds moved" in text
    assert "How the odds moved" not in report_text(tame, format="md")
    with pytest.raises(InvalidInput, match="the odds are of another case than the result: 'other'"):
        report_text(tame, odds={**odds, "case": "other"}, format="md")


def test_the_command_line_reads_stored_odds(tame, tmp_path, monkeypatch, capsys):
    from whowhom.cli.report import report

    odds = toy_odds(tame.case)
    (tmp_path / "odds.json").write_text(json.dumps(odds), encoding="utf-8")
    monkeypatch.setattr("whowhom.ensemble.result.read_result", lambda _: tame)
    report(tmp_path / "result", out=tmp_path / "r.md", odds=tmp_path, quiet=True)
    assert "How the odds moved" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_the_command_line_draws_stored_odds(tame, tmp_path, capsys):
    from whowhom.cli.report import figure

    (tmp_path / "odds.json").write_text(json.dumps(toy_odds(tame.case)), encoding="utf-8")
    figure(tmp_path, "odds", out=tmp_path / "odds.svg", grey=True)
    assert "<svg" in (tmp_path / "odds.svg").read_text(encoding="utf-8")
    assert "effective" in (tmp_path / "odds.csv").read_text(encoding="utf-8")


def test_a_conditional_result_says_what_it_was_given_and_what_the_record_taught(tame):
    event = {"date": "1922-09", "actor": "ann", "event": "demoted", "by": ["bob"], "note": ""}
    value = {"prior": 1.5, "prior_low": 1.0, "prior_high": 2.0, "low": 1.6, "high": 2.0}
    given = {
        "as_of": "1922-10",
        "events": [event],
        "effective": 412.0,
        "origins": 90.0,
        "log_evidence": -3.2,
        "surprise": 0,
        "posterior": [
            {"value": "actors.ann.army", "posterior": 1.8, **value},
            {"value": "parameters.abstention", "posterior": 1.5, **value},
        ],
    }
    conditional = SimpleNamespace(
        case=tame.case, runs=500, conditioning=SimpleNamespace(as_dict=lambda: given)
    )
    (section,) = given_record(conditional)
    assert section.title == "Given the record to Oct 1922"
    paragraph, moved = section.blocks
    assert "412 of 500 runs are effective" in paragraph.text
    assert "hardest to explain" in paragraph.text
    assert [row[1:] for row in moved.rows] == [("1.5", "1 to 2", "1.8", "1.6 to 2")]
    assert not list(given_record(tame))
