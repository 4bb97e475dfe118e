"""Figures as files: drawing, caption and data, of tame and of hostile results."""

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest

from whowhom.cases.tables import FORMULA_SIGNS
from whowhom.errors import InvalidInput, ResourceError
from whowhom.reporting.figures import FIGURES, caption, figure
from whowhom.reporting.files import figure_names, safe_csv, write_figure


@pytest.mark.parametrize("name", [name for name, _ in figure_names()])
def test_every_figure_is_a_sound_drawing_with_caption_and_data(hostile, tmp_path, name):
    drawn = write_figure(hostile, name, tmp_path / f"{name}.svg", format="svg", is_grey=True)
    svg = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    root = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {
        "svg",
        "g",
        "path",
        "rect",
        "line",
        "text",
        "tspan",
        "circle",
        "title",
        "defs",
    } | {"clipPath"}
    assert not [key for e in root.iter() for key in e.attrib if key.startswith("on")]
    assert not re.search("[\u202a-\u202e\u2028\u2029]", svg)
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9A-Fa-f]{6})"', svg))
    assert colours
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colours)  # grey

    told = (tmp_path / f"{name}.txt").read_text(encoding="utf-8")
    assert f"{hostile.runs:,} plays, seed {hostile.seed}" in told
    assert hostile.sha256[:12] in told

    rows = [*csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text(encoding="utf-8")))]
    table = figure(name).table(hostile)
    assert rows[0] == table.columns
    assert len(rows) == 1 + table.height
    assert drawn.files == tuple(tmp_path / f"{name}.{end}" for end in ("svg", "txt", "csv"))


def test_texts_that_are_formulas_are_guarded_and_numbers_are_not():
    import polars as pl

    table = pl.DataFrame({"name": ["=1+1", "@x", "-a", "\uff1dx", "Ann"], "n": [-1.5, 2, 0, -3, 4]})
    rows = [*csv.reader(io.StringIO(safe_csv(table)))][1:]
    assert [row[0] for row in rows] == ["'=1+1", "'@x", "'-a", "'\uff1dx", "Ann"]
    assert [float(row[1]) for row in rows] == [-1.5, 2, 0, -3, 4]
    assert not any(row[0].startswith(FORMULA_SIGNS) for row in rows)


def test_one_column_is_laid_out_for_one_column(tame, tmp_path):
    narrow = write_figure(tame, "fan", tmp_path / "n.svg", format="svg", width=84)
    wide = write_figure(tame, "fan", tmp_path / "w.svg", format="svg", width=174)
    assert narrow.height / narrow.width > wide.height / wide.width
    assert narrow.letters > 5


def test_what_cannot_be_drawn_is_told(tame, tmp_path):
    with pytest.raises(InvalidInput, match='did you mean "winners"'):
        write_figure(tame, "winner", tmp_path / "x.pdf")
    with pytest.raises(InvalidInput, match="there are: hundred"):
        write_figure(tame, "zzz", tmp_path / "x.pdf")
    with pytest.raises(InvalidInput, match="width must be in"):
        write_figure(tame, "winners", tmp_path / "x.pdf", width=2)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ResourceError, match="cannot be written"):
        write_figure(tame, "winners", tmp_path / "file" / "x.pdf")


def test_names_and_captions(tame):
    from whowhom.charts import Look

    assert len({one.name for one in FIGURES}) == len(FIGURES)
    told = caption(tame, figure("winners").picture(tame, Look.of(tame)))
    assert "Of 100 plays, who rules alone at the end" in told
    assert told.endswith("\n")
