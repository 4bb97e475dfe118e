"""A stored result is whole or refused: no damage is read as other numbers."""

import json
import os
import random
import shutil

import pytest
from fake_model import fake_model, make_case

from whowhom.ensemble import description
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.errors import ResultError
from whowhom.files import sha256

SETTINGS = {"runs": 30, "seed": 5, "chunk": 8, "threads": 2}
NAMES = [
    "MANIFEST.sha256",
    "run.json",
    "months.parquet",
    "parameters.json",
    "case/case.toml",
    "case/actors.csv",
    "case/notes/why.md",
    "chunks/000000.parquet",
    "chunks/000003.months.parquet",
    "chunks/000002.sha256",
]


@pytest.fixture
def copy(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "toy")
    return tmp_path / "toy"


def flips(content, times):
    rng = random.Random(len(content))
    for _ in range(times):
        place, bit = rng.randrange(len(content)), rng.randrange(8)
        yield content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_bit_in_any_file_is_refused_by_name(name, copy):
    path = copy / name
    whole = path.read_bytes()
    for damaged in flips(whole, 40):
        path.write_bytes(damaged)
        with pytest.raises(ResultError, match=r"damaged|missing") as error:
            read_result(copy)
        assert name.rsplit("/", maxsplit=1)[-1] in str(error.value) or name == "MANIFEST.sha256"
    path.write_bytes(whole)
    read_result(copy)


@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_in_the_place_of_a_file_is_refused(name, copy):
    (copy / name).unlink()
    os.mkfifo(copy / name)
    with pytest.raises(ResultError, match=r"regular file|cannot be read"):
        read_result(copy)


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_file_is_refused(name, copy):
    path = copy / name
    whole = path.read_bytes()
    for length in {0, 1, len(whole) // 2, len(whole) - 1}:
        path.write_bytes(whole[:length])
        with pytest.raises(ResultError):
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


def test_a_table_that_somebody_adds_to_the_case_is_noticed(copy, monkeypatch):
    """It is in no list, but the reader of cases would read it."""
    monkeypatch.setattr("whowhom.cases.read_case", lambda _path: make_case(sha256="1" * 64))
    with pytest.raises(ResultError, match=r"is not the case that was played; were files added\?"):
        read_result(copy)


def rewritten(copy, change):
    """Change run.json and put all hashes right again, as a forger would."""
    run = json.loads((copy / "run.json").read_bytes())
    run.pop("check")
    change(run)
    run["check"] = sha256(json.dumps(run, sort_keys=True).encode())
    (copy / "run.json").write_text(json.dumps(run))
    lines = (copy / "MANIFEST.sha256").read_text().splitlines()
    lines = [x for x in lines if not x.endswith("  run.json")]
    lines.append(f"{sha256((copy / 'run.json').read_bytes())}  run.json")
    (copy / "MANIFEST.sha256").write_text("\n".join(sorted(lines, key=lambda x: x[66:])) + "\n")


def test_another_layout_is_refused_with_its_number(copy):
    rewritten(copy, lambda run: run.update(schema=1))
    with pytest.raises(ResultError, match="has layout 1; this version of whowhom reads 2"):
        read_result(copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.update(sha256="0" * 64),
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


@pytest.mark.parametrize("name", [name for name in NAMES if name != "MANIFEST.sha256"])
def test_damage_in_an_unfinished_result_is_repaired_or_refused(name, copy, finished):
    (copy / "MANIFEST.sha256").unlink()
    wanted = (finished / name).read_bytes()
    for damaged in flips(wanted, 6):
        (copy / name).write_bytes(damaged)
        if name == "run.json":
            with pytest.raises(ResultError, match=r"run\.json"):
                resumed(copy)
            continue
        result = resumed(copy)
        assert result.sha256 == read_result(finished).sha256
        assert (copy / name).read_bytes() == wanted
        (copy / "MANIFEST.sha256").unlink()


def test_chunks_that_changed_places_are_played_again(copy, finished):
    (copy / "MANIFEST.sha256").unlink()
    chunks = copy / "chunks"
    for ending in ("parquet", "months.parquet"):
        one, two = chunks / f"000000.{ending}", chunks / f"000001.{ending}"
        content = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(content)
    for index in (0, 1):
        names = [f"00000{index}.parquet", f"00000{index}.months.parquet"]
        lines = [f"{sha256((chunks / name).read_bytes())}  {name}\n" for name in names]
        (chunks / f"00000{index}.sha256").write_text("".join(lines))
    assert resumed(copy).sha256 == read_result(finished).sha256


def test_a_chunk_of_another_seed_is_played_again(copy, finished, tmp_path):
    run_model(fake_model, make_case(), out=tmp_path / "other", **SETTINGS | {"seed": 6})
    (copy / "MANIFEST.sha256").unlink()
    for path in (tmp_path / "other" / "chunks").glob("000001.*"):
        shutil.copy(path, copy / "chunks")
    assert resumed(copy).sha256 == read_result(finished).sha256


def test_finished_runs_of_the_same_work_but_damaged_are_not_played_over(copy):
    (copy / "chunks" / "000001.parquet").write_bytes(b"")
    with pytest.raises(ResultError, match=r"000001\.parquet: is damaged"):
        resumed(copy)


def test_a_description_without_its_parts_is_damaged(tmp_path):
    for content in (b"[]", b"{}", b"\xff", b"[" * 10**5, b'{"check": 1}', b"null"):
        (tmp_path / "run.json").write_bytes(content)
        with pytest.raises(ResultError, match=r"run\.json: is missing or damaged|is not what was"):
            description.read_description(tmp_path)
