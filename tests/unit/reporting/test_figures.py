"""The catalogue: every figure at every door, and as files of tame and of hostile results."""

import csv
import io
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from whowhom.cases.tables import FORMULA_SIGNS
from whowhom.errors import InvalidInput, ResourceError
from whowhom.reporting.figures import FIGURES, figure, find_figure
from whowhom.reporting.files import safe_csv, write_figure

NAMES = [one.name for one in FIGURES]


@pytest.fixture
def subject(hostile, what_ifs, moved):
    """Return what a figure of a name is of."""
    subjects = {"result": hostile, "what-if": what_ifs[0], "what-ifs": what_ifs, "odds": moved}

    def of(name):
        return subjects[find_figure(name).of]

    return of


# -------------------------------------------------------------------------------- the catalogue


def test_every_figure_is_declared_once_and_whole():
    assert len(set(NAMES)) == len(NAMES)
    for one in FIGURES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", one.name)
        assert one.shows
        headings = [column.heading for column in one.columns]
        assert all(headings)
        assert len({column.name for column in one.columns}) == len(headings) > 2


@pytest.mark.parametrize("name", NAMES)
def test_every_door_draws_the_same_figure(subject, hostile, what_ifs, moved, name):
    """Report, workbench and notebook: one title, one text, one table of data; see also files."""
    from whowhom.reporting.drawings import drawn_figures
    from whowhom.web.figures import page_json, page_plots, table_json

    plot = figure(subject(name), name)
    assert plot.title
    assert len(plot.caption) > 120
    assert plot.sources
    assert plot.picture.description in plot.caption

    asked = what_ifs[:1] if plot.figure.of == "what-if" else what_ifs
    (drawn,) = drawn_figures(hostile, asked, [name], moved.odds).values()
    (paged,) = page_plots(subject(name), [name]).values()
    shown = page_json(paged)
    assert (drawn.title, drawn.description) == (plot.page_title, plot.picture.description)
    assert (shown["title"], shown["description"]) == (drawn.title, drawn.description)
    assert tuple(shown["subtitle"]) == drawn.subtitle == plot.picture.subtitle
    assert ("drawing" in shown) == (plot.picture.spec is None)
    told = table_json(paged)
    assert told["heads"] == [column.heading for column in plot.figure.columns]
    assert {len(row) for row in told["rows"]} == {len(told["heads"])} == {len(told["numeric"])}
    assert paged.data.equals(plot.data)

    bundle = plot._repr_mimebundle_(include=None, exclude=None)
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == plot.caption


def test_cells_are_written_for_people(tame):
    import polars as pl

    shares = {"share": [0.614, 0.0521], "low": [0.5, 0.0], "high": [0.7, None]}
    data = pl.DataFrame({"actor": ["ann", "nobody"], **shares})
    plot = figure(tame, "winners", data=data)
    ann = tame.case.names["ann"]
    assert plot.cells(9) == [[ann, "61", "50", "70"], ["no sole ruler", "5.2", "0", "-"]]
    assert plot.cells(1) == [[ann, "61", "50", "70"]]
    data = data.with_columns(by=pl.lit("nobody"))
    assert figure(tame, "matrix", data=data).cells(1)[0][0] == "nobody"


def test_the_library_draws_what_the_command_line_draws(tame, tmp_path):
    import whowhom as ww

    plot = ww.figure(tame, "winners", theme="print")
    assert plot.save(tmp_path / "mine.svg", width=84) == tmp_path / "mine.svg"
    write_figure(figure(tame, "winners", theme="print"), tmp_path / "x.svg", format="svg", width=84)
    assert (tmp_path / "mine.svg").read_bytes() == (tmp_path / "x.svg").read_bytes()
    assert plot.data.equals(tame.winners())


def test_a_figure_of_something_else_is_refused(tame, what_ifs):
    with pytest.raises(InvalidInput, match="winners is a figure of a result"):
        figure(what_ifs[0], "winners")
    with pytest.raises(InvalidInput, match="effects is a figure of one what-if"):
        figure(tame, "effects")
    with pytest.raises(InvalidInput, match="odds is a figure of odds through time"):
        figure(tame, "odds")
    with pytest.raises(InvalidInput, match="theme must be one of light, dark"):
        figure(tame, "winners", theme="pink")


@pytest.mark.parametrize(
    ("former", "now"), [("power", "fan"), ("winer", "winners"), ("fall_dots", "fall-dots")]
)
def test_a_former_name_leads_to_the_one_name(former, now):
    with pytest.raises(InvalidInput, match=f'did you mean "{now}"'):
        find_figure(former)


def test_what_there_is_nothing_for_says_what_it_needs(tame):
    from dataclasses import replace

    assert figure(tame, "outlook").missing.endswith("it needs an anchored result")

    bare = replace(tame, case=replace(tame.case, tenures=(), shocks=(), course=()))
    plot = figure(bare, "timeline")
    assert plot.missing.startswith("timeline: nothing to draw; it needs posts, shocks")
    with pytest.raises(InvalidInput, match="timeline: nothing to draw"):
        plot.svg()


def test_names_can_be_listed_without_the_charts():
    code = (
        "import sys, whowhom.reporting.figures as f; assert f.FIGURES;"
        "sys.exit(bool({'altair', 'polars', 'vl_convert'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --------------------------------------------------------------------------------------- as files


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_a_sound_drawing_with_caption_and_data(subject, tmp_path, name):
    plot = figure(subject(name), name, theme="grey")
    drawn = write_figure(plot, tmp_path / f"{name}.svg", format="svg")
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
    assert told == plot.caption
    assert "seed 5" in told
    if find_figure(name).of == "result":
        assert plot.subject.sha256[:12] in told

    rows = [*csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text(encoding="utf-8")))]
    assert rows[0] == plot.data.columns
    assert len(rows) == 1 + plot.data.height
    assert drawn.files == tuple(tmp_path / f"{name}.{end}" for end in ("svg", "txt", "csv"))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_fits_its_column_at_every_width(subject, name):
    """Small charts, plots and names follow the width; letters stay as large."""
    from whowhom.charts.drawing import svg_size

    whole = figure(subject(name), name)
    for width in (304, 366, 440, 767, 904):  # a phone, one column, half a page, a page, a screen
        svg = whole.wide(width).svg(padding=4)
        assert svg_size(svg)[0] <= width + 8
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', svg)]
        assert not sizes or min(sizes) >= 11


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [84, 174])
def test_letters_are_printed_at_seven_points_or_more(subject, tmp_path, name, width):
    made = write_figure(
        figure(subject(name), name), tmp_path / "figure.svg", format="svg", width=width
    )
    svg = made.files[0].read_text()
    size = re.search(r'<svg [^>]*?width="([\d.]+)mm".*?viewBox="0 0 ([\d.]+)', svg)
    points = float(size[1]) / 25.4 * 72 / float(size[2])
    sizes = [float(one) * points for one in re.findall(r'font-size="([\d.]+)', svg)]
    assert not sizes or min(sizes) >= 7
    assert made.letters == pytest.approx(min(sizes, default=made.letters), abs=0.01)


@pytest.mark.parametrize("width", ["broad", 279, 4001, 500.5, True])
def test_a_width_that_no_figure_can_have_is_refused(tame, width):
    with pytest.raises(InvalidInput, match=r"width must be wide, narrow or pixels in \[280, 4000"):
        figure(tame, "winners", width=width)


def test_texts_that_are_formulas_are_guarded_and_numbers_are_not():
    import polars as pl

    table = pl.DataFrame({"name": ["=1+1", "@x", "-a", "\uff1dx", "Ann"], "n": [-1.5, 2, 0, -3, 4]})
    rows = [*csv.reader(io.StringIO(safe_csv(table)))][1:]
    assert [row[0] for row in rows] == ["'=1+1", "'@x", "'-a", "'\uff1dx", "Ann"]
    assert [float(row[1]) for row in rows] == [-1.5, 2, 0, -3, 4]
    assert not any(row[0].startswith(FORMULA_SIGNS) for row in rows)


def test_one_column_is_laid_out_for_one_column(tame, tmp_path):
    narrow = write_figure(figure(tame, "fan"), tmp_path / "n.svg", format="svg", width=84)
    wide = write_figure(figure(tame, "fan"), tmp_path / "w.svg", format="svg", width=174)
    assert narrow.height / narrow.width > wide.height / wide.width
    assert narrow.letters > 5


def test_what_cannot_be_drawn_is_told(tame, tmp_path):
    with pytest.raises(InvalidInput, match='did you mean "winners"'):
        figure(tame, "winner")
    with pytest.raises(InvalidInput, match="there are: hundred"):
        figure(tame, "zzz")
    with pytest.raises(InvalidInput, match="width must be in"):
        write_figure(figure(tame, "winners"), tmp_path / "x.pdf", width=2)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ResourceError, match="cannot be written"):
        write_figure(figure(tame, "winners"), tmp_path / "file" / "x.pdf")


def test_a_caption_tells_units_and_numbers(tame):
    told = figure(tame, "winners").caption
    assert "Of 100 runs, sole ruler at the end" in told
    assert told.endswith("\n")
