"""A stored result is whole or refused: no damage is read as other numbers."""

import dataclasses
import os
import re
import shutil
import sys

import pytest
from damage import (
    KINDS,
    UNFINISHED_KINDS,
    cuts,
    flips,
    outcomes_of_damage,
    resealed,
    rewritten,
    zeroed,
)
from fake_model import FakeStart, fake_model, fake_runs, make_case, stopped_at_the_end
from test_store import comparable

from whowhom.cases.case import Day
from whowhom.ensemble import description
from whowhom.ensemble.manifest import refused
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.store import chunk_hashes, chunk_names
from whowhom.errors import ResultError
from whowhom.files import sha256

SETTINGS = {"runs": 30, "seed": 5, "chunk": 8, "threads": 2}
NAMES = list(KINDS.values())
UNFINISHED = [*(name for name in NAMES if name != "MANIFEST.sha256"), *UNFINISHED_KINDS.values()]


@pytest.fixture
def copy(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "toy")
    return tmp_path / "toy"


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_bit_in_any_file_is_refused_by_name(name, copy):
    found = outcomes_of_damage(
        copy / name, flips((copy / name).read_bytes(), 500), lambda: read_result(copy)
    )
    assert sum(found.values()) == 500
    assert found.keys() <= {"refused", "refused without its name"}
    # a wrong hash in the list is a problem of the file that it is the hash of
    assert name == "MANIFEST.sha256" or found == {"refused": 500}
    assert read_result(copy).runs == 30


@pytest.mark.parametrize("damage", [cuts, zeroed])
@pytest.mark.parametrize("name", NAMES)
def test_a_cut_or_zeroed_file_is_refused_by_name(name, damage, copy):
    found = outcomes_of_damage(
        copy / name, damage((copy / name).read_bytes(), 50), lambda: read_result(copy)
    )
    assert found.keys() <= {"refused", "refused without its name"}
    assert name == "MANIFEST.sha256" or set(found) == {"refused"}


@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_in_the_place_of_a_file_is_refused(name, copy):
    (copy / name).unlink()
    os.mkfifo(copy / name)
    with pytest.raises(ResultError, match=r"cannot be read"):
        read_result(copy)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "MANIFEST.sha256"])
def test_a_missing_file_is_refused_by_name(name, copy):
    (copy / name).unlink()
    with pytest.raises(ResultError, match=rf"{re.escape(name)}: is missing"):
        read_result(copy)


def test_every_line_that_is_cut_from_the_manifest_is_missed(copy):
    path = copy / "MANIFEST.sha256"
    lines = path.read_text().splitlines(keepends=True)
    for number in range(len(lines)):
        path.write_text("".join(lines[:number] + lines[number + 1 :]))
        with pytest.raises(ResultError):
            read_result(copy)
    path.write_text("".join(reversed(lines)))
    with pytest.raises(ResultError, match="out of order"):
        read_result(copy)


def test_all_damaged_files_are_named_at_once(copy):
    for name in ("case/actors.csv", "chunks/000000.parquet"):
        (copy / name).write_bytes(b"")
    (copy / "months.parquet").unlink()
    with pytest.raises(ResultError, match=r"(?s)actors\.csv: is damaged.*000000\.parquet.*months"):
        read_result(copy)


def test_a_manifest_that_leads_out_of_the_folder_is_refused(copy):
    secret = copy.parent / "secret"
    secret.write_bytes(b"secret")
    manifest = (copy / "MANIFEST.sha256").read_text()
    (copy / "MANIFEST.sha256").write_text(f"{sha256(b'secret')}  ../secret\n" + manifest)
    with pytest.raises(ResultError, match="line 1"):
        read_result(copy)


def test_files_that_others_put_beside_it_are_left_alone(copy):
    (copy / "report.html").write_text("mine")
    (copy / ".DS_Store").write_bytes(b"\0")
    assert read_result(copy).runs == 30


ADDED = (
    "case/course.csv",
    "case/notes/more.md",
    "case/more.xlsx",
    "case/sub/x",
    "chunks/000004.parquet",
    "chunks/000000.parquet.bak",
)


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_somebody_adds_is_refused_by_name(name, copy):
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("actor,event,date\nann,removed,1923\n")
    told = rf"{re.escape(name)}: does not belong to the result.*\nMove it out of .*/toy, and give"
    with pytest.raises(ResultError, match=told):
        read_result(copy)
    resealed(copy, name)
    with pytest.raises(ResultError, match=rf"lists {re.escape(name)}, which no run wrote"):
        read_result(copy)


def test_what_a_file_manager_leaves_is_no_part_of_a_case(copy):
    (copy / "case" / ".DS_Store").write_bytes(b"\0")
    (copy / "chunks" / "Thumbs.db").write_bytes(b"\0")
    assert read_result(copy).runs == 30


def test_a_case_that_the_reader_reads_otherwise_is_refused(copy, monkeypatch):
    """Whatever it reads beside the listed files is not the case that was run."""
    case = make_case()
    more = dataclasses.replace(case, files={**case.files, "course.csv": b"actor,event,date\n"})
    longer = dataclasses.replace(case, end=Day(1925, 3, 31))
    for other in (make_case(sha256="1" * 64), more, longer, dataclasses.replace(case, title="B")):
        monkeypatch.setattr("whowhom.cases.read_case", lambda _path, other=other: other)
        with pytest.raises(ResultError, match=r"case: is not the case that run\.json says was run"):
            read_result(copy)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_or_a_pipe_in_place_of_a_file_is_refused(name, copy, tmp_path):
    path, other = copy / name, tmp_path / "elsewhere"
    path.rename(other)
    path.symlink_to(other)
    with pytest.raises(ResultError, match=rf"{re.escape(name)}: (is damaged|is missing or cannot)"):
        read_result(copy)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ResultError, match=rf"{re.escape(name)}: (is damaged|is missing or cannot)"):
        read_result(copy)


@pytest.mark.parametrize("name", UNFINISHED)
@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_or_a_pipe_in_an_unfinished_result_is_replaced_or_refused(
    name, copy, reopen, tmp_path
):
    path, other = copy / name, tmp_path / "elsewhere"
    wanted = comparable(copy)
    reopen(copy)
    whole = path.read_bytes()
    for make in (lambda: path.symlink_to(other), lambda: os.mkfifo(path)):
        other.write_bytes(whole)
        path.unlink()
        make()
        if name == "run.json":
            with pytest.raises(ResultError, match=r"run\.json: is missing or cannot be read"):
                resumed(copy)
            continue
        resumed(copy)
        assert comparable(copy) == wanted
        assert not path.is_symlink()
        assert other.read_bytes() == whole
        reopen(copy)


@pytest.mark.parametrize("name", ["case", "chunks", "case/notes"])
@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_folder_is_refused(name, copy, tmp_path):
    (copy / name).rename(tmp_path / "elsewhere")
    (copy / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ResultError, match=r"is a link or not a folder"):
        read_result(copy)


def test_a_chunk_that_changes_after_the_result_was_opened_is_refused(copy):
    """A report, a figure and the workbench read the runs again, much later."""
    result = read_result(copy)
    path = copy / "chunks" / "000002.parquet"
    path.write_bytes((copy / "chunks" / "000001.parquet").read_bytes())
    with pytest.raises(ResultError, match=r"000002\.parquet: is damaged"):
        result.by_run()


def test_swapped_renamed_and_doubled_chunks_are_refused(copy, tmp_path):
    run_model(fake_model, make_case(), out=tmp_path / "other", **SETTINGS | {"seed": 6})
    chunks = copy / "chunks"
    whole = {path.name: path.read_bytes() for path in chunks.iterdir()}

    def refused(told):
        names = [f"chunks/{name}" for name in whole if (chunks / name).exists()]
        for seal in ((), names):  # as an accident, and as a forger would
            resealed(copy, *seal)
            with pytest.raises(ResultError, match=told):
                read_result(copy)
        for path in chunks.iterdir():
            path.unlink()
        for name, content in whole.items():
            (chunks / name).write_bytes(content)
        resealed(copy, *(f"chunks/{name}" for name in whole))
        assert read_result(copy).runs == 30

    other = r"(000001\.parquet: is damaged|counts\.parquet: .* it belongs to another result)"
    shutil.copy(tmp_path / "other" / "chunks" / "000001.parquet", chunks)
    refused(other)
    (chunks / "000001.parquet").write_bytes(whole["000002.parquet"])
    refused(other)
    (chunks / "000001.parquet").rename(chunks / "000009.parquet")
    with pytest.raises(
        ResultError, match=r"(?s)000001\.parquet: is missing.*000009\.parquet: does"
    ):
        read_result(copy)


def test_another_layout_is_refused_with_its_number(copy):
    rewritten(copy, lambda run: run.update(schema=5))
    with pytest.raises(ResultError, match=r"has layout 5, .* reads 4; .* the version that made it"):
        read_result(copy)


def test_a_result_of_the_last_layout_says_how_it_is_run_again(copy):
    rewritten(copy, lambda run: run.update(schema=3))
    again = f"whowhom run {copy}/case --runs 30 --seed 5 --out {copy}-again"
    with pytest.raises(ResultError, match=f"has layout 3, .* reads 4; run it again: {again}"):
        read_result(copy)
    with pytest.raises(ResultError, match="run it again"):
        run_model(fake_model, make_case(), out=copy, **SETTINGS)
    rewritten(copy, lambda run: run.update(has_own_parameters=True))
    with pytest.raises(ResultError, match="run it again with the same case, change, parameters"):
        read_result(copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.update(sha256="0" * 64),
        lambda run: run.update(months=12),
        lambda run: run["work"].update(title="Another title"),
        lambda run: run["work"]["case_files"].update({"notes/why.md": "0" * 64}),
        lambda run: run["work"]["case_files"].update({"course.csv": "0" * 64}),
        lambda run: run["work"]["case_files"].update({"../../secret": "0" * 64}),
        lambda run: run["work"]["case_files"].pop("notes/why.md"),
        lambda run: run["work"].update(parameters_sha256="0" * 64),
        lambda run: run["work"].update(seed=6),
        lambda run: run["work"].update(case_sha256="1" * 64),
        lambda run: run["work"].update(runs=29),
        lambda run: run["work"].update(runs=32),
        lambda run: run.update(actors=["arbiter", "bob", "ann", "cat", "dan"]),
    ],
)
def test_a_forged_description_does_not_fit_the_runs(copy, change):
    rewritten(copy, change)
    with pytest.raises(ResultError):
        read_result(copy)


def resumed(copy):
    return run_model(fake_model, make_case(), out=copy, **SETTINGS)


def meddled(copy, name, content):
    """Simulate the last chunk of an unfinished result, and change a file of it meanwhile."""
    (copy / "chunks" / "000003.parquet").unlink(missing_ok=True)

    def simulate(start, *, seed, first, runs):
        (copy / name).write_bytes(content)
        return fake_runs(start, seed=seed, first=first, runs=runs)

    model = lambda case, parameters: (FakeStart(), simulate)  # noqa: E731
    return run_model(model, make_case(), out=copy, **SETTINGS | {"threads": 1})


AT_THE_END = ("run.json", "counts.parquet", "months.parquet")
WRITTEN_ONCE = [name for name in NAMES if name not in ("MANIFEST.sha256", *AT_THE_END)]


@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_what_changes_while_a_run_is_under_way_is_not_certified(name, copy, reopen, finished):
    """The list holds the hashes of what was written, not of what lies there at the end."""
    for content in (b"forged", *flips((copy / name).read_bytes(), 3)):
        reopen(copy)
        with pytest.raises(
            ResultError, match=rf"{re.escape(name)}: is damaged.*\n.*stays unfinished"
        ):
            meddled(copy, name, content)
        with pytest.raises(ResultError, match="is unfinished: 30 of 30 runs"):
            read_result(copy)
        assert resumed(copy).sha256 == read_result(finished).sha256
        assert comparable(copy) == comparable(finished)


@pytest.mark.parametrize("name", [*AT_THE_END, *UNFINISHED_KINDS.values()])
def test_what_is_written_again_or_removed_at_the_end_is_not_read(name, copy, reopen, finished):
    reopen(copy)
    meddled(copy, name, b"forged")
    assert comparable(copy) == comparable(finished)


@pytest.mark.parametrize("name", ADDED)
def test_what_is_added_while_a_run_is_under_way_is_not_certified(name, copy, reopen, finished):
    reopen(copy)
    (copy / name).parent.mkdir(exist_ok=True)
    told = rf"{re.escape(name)}: does not belong to the result.*\n.*stays unfinished"
    with pytest.raises(ResultError, match=told):
        meddled(copy, name, b"forged")
    with pytest.raises(ResultError, match=told):
        resumed(copy)  # nothing is simulated before it is moved away
    (copy / name).unlink()
    assert resumed(copy).sha256 == read_result(finished).sha256
    assert comparable(copy) == comparable(finished)


@pytest.mark.parametrize("name", UNFINISHED)
def test_damage_in_an_unfinished_result_is_repaired_or_refused(name, copy, reopen, finished):
    reopen(copy)
    for damaged in flips((copy / name).read_bytes(), 6):
        (copy / name).write_bytes(damaged)
        if name == "run.json":
            with pytest.raises(ResultError, match=r"run\.json"):
                resumed(copy)
            continue
        result = resumed(copy)
        assert result.sha256 == read_result(finished).sha256
        assert comparable(copy) == comparable(finished)
        reopen(copy)


def test_chunks_that_changed_places_are_simulated_again(copy, reopen, finished):
    reopen(copy)
    for one, two in zip(chunk_names(0), chunk_names(1), strict=True):
        content = (copy / one).read_bytes()
        (copy / one).write_bytes((copy / two).read_bytes())
        (copy / two).write_bytes(content)
    for index in (0, 1):
        *files, hashes = chunk_names(index)
        found = [sha256((copy / name).read_bytes()) for name in files]
        (copy / hashes).write_bytes(chunk_hashes(index, *found))
    assert resumed(copy).sha256 == read_result(finished).sha256
    assert comparable(copy) == comparable(finished)


def test_a_chunk_of_another_seed_is_simulated_again(copy, reopen, finished, tmp_path):
    other = tmp_path / "other"
    stopped_at_the_end(fake_model, make_case(), other, **SETTINGS | {"seed": 6})
    reopen(copy)
    for name in chunk_names(1):
        shutil.copy(other / name, copy / name)
    assert resumed(copy).sha256 == read_result(finished).sha256
    assert comparable(copy) == comparable(finished)


def test_finished_runs_of_the_same_work_but_damaged_are_not_simulated_over(copy):
    (copy / "chunks" / "000001.parquet").write_bytes(b"")
    with pytest.raises(ResultError, match=r"000001\.parquet: is damaged"):
        resumed(copy)


def test_a_description_without_its_parts_is_damaged(tmp_path):
    for content in (b"[]", b"{}", b"\xff", b"[" * 10**5, b'{"check": 1}', b"null"):
        (tmp_path / "run.json").write_bytes(content)
        with pytest.raises(ResultError, match=r"run\.json: is damaged"):
            description.read_description(tmp_path)


@pytest.mark.parametrize(
    ("count", "last"), [(20, "do this"), (21, "... and 1 more"), (25, "... and 5 more")]
)
def test_twenty_damaged_files_are_named_and_the_others_counted(count, last):
    lines = str(refused([f"file {number}" for number in range(count)], "do this")).split("\n")
    assert lines[:20] == [f"file {number}" for number in range(20)]
    assert lines[20] == last
    assert lines[-1] == "do this"
