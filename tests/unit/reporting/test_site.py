"""A site of plain files: whole pages, links that lead somewhere, and nobody's files overwritten."""

import json
import re
from dataclasses import replace

import pytest
from toy_odds import toy_odds

from whowhom.cases.case import Coder
from whowhom.errors import InvalidInput, ResourceError
from whowhom.reporting import chronicles, site
from whowhom.reporting.chronicles import pair_sections, run_sections
from whowhom.reporting.site import MARKER, publish, site_files


@pytest.fixture
def plain(monkeypatch, settled):
    """Leave the drawings out, and let every run have two events."""
    monkeypatch.setattr("whowhom.reporting.drawings.drawn_figures", lambda *_: {})

    def rows(case, *, run=0, runs=1, seed, parameters):
        events = [("1922-05", f"{case.actors[0].name} falls"), ("1922-06", "quiet")]
        numbers = range(run, run + runs)
        return [{"run": n, "month": m, "text": f"{t} {seed}"} for n in numbers for m, t in events]

    monkeypatch.setattr(chronicles, "trace_rows", rows)


@pytest.fixture
def texts(plain, hostile, what_ifs):
    odds = toy_odds(hostile.case)
    files = site_files(hostile, what_ifs=what_ifs, odds=odds, runs=4)
    return {name: data.decode() for name, data in files.items()}


def test_every_link_leads_to_a_part_of_the_site(texts):
    assert list(texts)[-1] == "index.html"
    for text in texts.values():
        links = re.findall(r'href="([^"]*)"', text)
        assert [name for name in links if name in texts] == list(reversed(texts))
        assert not [one for one in links if "//" in one or one.startswith("/")]
        for link in links:
            if link.startswith("#"):
                assert f'id="{link[1:]}"' in text, link


def test_each_page_says_which_it_is_and_allows_only_its_own_scripts(texts):
    for name, text in texts.items():
        current = re.findall(r'<a href="([^"]*)" aria-current="page">', text)
        assert current == [name]
        assert "default-src &#39;none&#39;; script-src &#39;sha256-" in text
        assert "<script>document.title" not in text
        assert 'src="' not in text


def test_the_runs_are_the_first_ones_with_every_event(texts, hostile):
    text = texts["runs.html"]
    assert re.findall(r'<section id="([^"]*)"', text) == [f"run-{n}" for n in range(4)]
    assert text.count("quiet 5") == 4
    assert "Given the record" not in text


def test_a_pair_stands_side_by_side(texts, what_ifs):
    text = texts["what-if.html"]
    assert re.findall(r'<section id="(what-if-\d)"', text) == ["what-if-1", "what-if-2"]
    assert "The change alters the winner of no run." in text
    first = text[text.index('id="what-if-1"') : text.index('id="what-if-2"')]
    counts = [float(one) for one in re.findall(r'<td class="n">(\d+)</td>', first)]
    assert sum(counts) == pytest.approx(100 * what_ifs[0].flips, abs=len(counts))


def test_all_dates_are_on_the_first_page_only(texts, hostile):
    odds = toy_odds(hostile.case)
    for name, text in texts.items():
        found = re.search(r'id="as-of-data">(.*?)</script>', text, re.DOTALL)
        assert (found is not None) == (name == "index.html")
        if found:
            assert len(json.loads(found[1])["stops"]) == len(odds["points"])


def test_without_what_ifs_and_runs_there_are_no_such_pages(plain, tame):
    names = set(site_files(tame, runs=0))
    assert names == {"index.html", "why.html", "case.html", "about.html"}


def _pooled(result):
    coder = Coder(name="ann", weight=1.0, case=result.case)
    return replace(result, case=replace(result.case, coders=(coder,)))


def _with_own_mechanisms(result):
    work = replace(result.description.work, mechanisms={"file": "my.py"})
    return replace(result, description=replace(result.description, work=work))


@pytest.mark.parametrize("made", [_pooled, _with_own_mechanisms])
def test_runs_that_cannot_be_simulated_again_are_left_out(plain, tame, what_ifs, made, monkeypatch):
    pair = next(pair_sections(1, what_ifs[0])).blocks
    monkeypatch.setattr(chronicles, "trace_rows", lambda *_, **__: 1 / 0)
    assert list(run_sections(made(tame), 4)) == []
    asked = replace(what_ifs[0], base=made(what_ifs[0].base))
    assert 0 < len(next(pair_sections(1, asked)).blocks) < len(pair)


def test_a_site_is_renewed_and_other_files_are_kept(plain, tame, tmp_path):
    folder = tmp_path / "site"
    first = publish(tame, folder, runs=2)
    assert first[0] == folder / "index.html"
    (folder / "CNAME").write_text("circle.example")
    index = first[0].read_bytes()
    publish(tame, folder, runs=0)
    assert not (folder / "runs.html").exists()
    assert (folder / "CNAME").read_text() == "circle.example"
    assert b"runs.html" in index
    assert b"runs.html" not in first[0].read_bytes()


@pytest.mark.parametrize("name", ["notes.txt", "index.html", ".git"])
def test_a_folder_of_someone_else_is_left_alone(plain, tame, tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(InvalidInput, match="is not empty and not a site"):
        publish(tame, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_of_ones_own_in_a_site_is_not_overwritten(plain, tame, tmp_path):
    publish(tame, tmp_path, runs=0)
    (tmp_path / "runs.html").write_text("mine")
    before = (tmp_path / "index.html").read_bytes()
    with pytest.raises(InvalidInput, match=r"runs\.html"):
        publish(tame, tmp_path, runs=2)
    assert (tmp_path / "runs.html").read_text() == "mine"
    assert (tmp_path / "index.html").read_bytes() == before


def test_a_disk_that_fails_leaves_the_old_site(plain, tame, hostile, tmp_path, monkeypatch):
    publish(tame, tmp_path, runs=0)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    real = site.write_files

    def failing(contents):
        bad = {place: data for place, data in contents.items() if place.name != "why.html"}
        return real({**bad, tmp_path / "missing" / "why.html": b""})

    monkeypatch.setattr(site, "write_files", failing)
    with pytest.raises(ResourceError):
        publish(hostile, tmp_path, runs=0)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', '{"files": ["../x"]}'])
def test_a_damaged_marker_is_told(plain, tame, tmp_path, content):
    (tmp_path / MARKER).write_text(content)
    with pytest.raises(InvalidInput, match="is damaged"):
        publish(tame, tmp_path)


def test_numbers_of_runs_have_limits(tame, tmp_path):
    for runs in (-1, 201, True, "3"):
        with pytest.raises(InvalidInput, match="from 0 to 200"):
            publish(tame, tmp_path / "s", runs=runs)
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="is a file"):
        publish(tame, tmp_path / "file")
