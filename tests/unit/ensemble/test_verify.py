import io
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from damage import resealed, rewritten
from fake_model import FakeStart, fake_model, fake_runs, make_case

from whowhom.ensemble.description import read_description
from whowhom.ensemble.manifest import read_manifest
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.store import counts_about
from whowhom.ensemble.tables import parquet_bytes
from whowhom.ensemble.verify import verify_with
from whowhom.errors import InvalidInput, ResultError
from whowhom.files import sha256


def test_a_good_result_is_verified(finished):
    found = verify_with(fake_model, finished, share=1.0)
    assert found.is_good
    assert found.checked == tuple(range(30))
    assert (found.runs, found.path) == (30, finished)


@pytest.mark.parametrize(("share", "size"), [(1e-9, 1), (0.01, 1), (0.1, 3), (0.5, 15)])
def test_the_sample(share, size, finished):
    found = verify_with(fake_model, finished, share=share, rng=1)
    assert len(set(found.checked)) == size
    assert verify_with(fake_model, finished, share=share, rng=1).checked == found.checked


def test_each_time_other_runs_are_chosen(finished):
    samples = {verify_with(fake_model, finished, share=0.2).checked for _ in range(10)}
    assert len(samples) > 1


def test_every_run_that_another_model_simulates_otherwise_is_named(finished):
    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            return fake_runs(start, seed=seed + (first % 10 == 3), first=first, runs=runs)

        return FakeStart(), simulate

    found = verify_with(model, finished, share=1.0)
    assert not found.is_good
    assert found.different == (3, 13, 23)


def test_a_result_whose_seed_was_changed_after_it_was_made(finished, tmp_path):
    """All hashes are right and only the seed is wrong: nothing but another run can tell."""
    out = tmp_path / "forged"

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            return fake_runs(start, seed=seed + 1, first=first, runs=runs)

        return FakeStart(), simulate

    run_model(model, make_case(), runs=30, seed=5, chunk=8, out=out)
    assert len(verify_with(fake_model, out, share=1.0).different) > 25


def counted_anew(folder, name, row):
    """Move one from a count to the next one in a file, all hashes put right."""
    file = pq.ParquetFile(folder / name)
    table = file.read()
    counts = table["count"].to_pylist()
    counts[row], counts[row + 1] = counts[row] - 1, counts[row + 1] + 1
    at = table.schema.get_field_index("count")
    forged = table.set_column(at, "count", pa.array(counts, table.schema.field(at).type))
    (folder / name).write_bytes(parquet_bytes(forged))
    resealed(folder, name)


@pytest.mark.parametrize("row", [0, -2])
def test_forged_months_are_found_by_verifying_all_runs(finished, tmp_path, row):
    """Without a signature, whoever puts all hashes right fools a reader, but no replay."""
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    counted_anew(out, "months.parquet", row)  # statuses first, bodies last
    assert read_result(out).runs == 30  # what reading cannot know
    assert verify_with(fake_model, out, share=0.1).is_good
    with pytest.raises(ResultError, match=r"months\.parquet: holds other counts than the runs"):
        verify_with(fake_model, out, share=1)


@pytest.mark.parametrize("row", [0, 10, -2])
def test_forged_counts_are_found_by_counting_again(finished, tmp_path, row):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    counted_anew(out, "counts.parquet", row)
    assert read_result(out).runs == 30
    with pytest.raises(ResultError, match=r"counts\.parquet: holds other counts than the stored"):
        verify_with(fake_model, out, share=0.1)


def marked_anew(folder):
    """Let the counts of all runs say that they belong to run.json as it is now."""
    description = read_description(folder)
    hashes = read_manifest(folder).hashes
    abouts = {
        "counts.parquet": counts_about(description, hashes),
        "months.parquet": description.about_all(),
    }
    for name, about in abouts.items():
        table = pq.read_table(folder / name)
        (folder / name).write_bytes(parquet_bytes(table, about))
        resealed(folder, name)


def test_forged_outcomes_are_found_by_their_hash(finished, tmp_path):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    path = out / "chunks" / "000000.parquet"
    table = pq.read_table(path)
    shares = table["share"].to_numpy().copy()
    shares[0] /= 2
    at = table.schema.get_field_index("share")
    metadata = table.schema.metadata
    table = table.set_column(at, "share", pa.array(shares)).replace_schema_metadata(metadata)
    sink = io.BytesIO()
    pq.write_table(table, sink, write_page_checksum=True)
    path.write_bytes(sink.getvalue())
    resealed(out, "chunks/000000.parquet")
    with pytest.raises(ResultError, match=r"counts\.parquet: .* belongs to another result"):
        read_result(out)
    marked_anew(out)
    assert read_result(out).runs == 30
    with pytest.raises(ResultError, match="the hash of its runs is not the one it was stored with"):
        verify_with(fake_model, out, share=0.1)


def test_forged_contenders_are_found_by_reading_or_by_verifying(finished, tmp_path):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    rewritten(out, lambda run: run.update(contenders=["ann", "bob"]))
    with pytest.raises(ResultError, match="belongs to another result"):
        read_result(out)
    marked_anew(out)
    assert read_result(out).circle.contenders == ("ann", "bob")
    with pytest.raises(ResultError, match=r"run\.json: names other actors, posts or bodies"):
        verify_with(fake_model, out)


def test_damage_and_other_versions_are_refused(finished, tmp_path):
    with pytest.raises(InvalidInput, match="share must"):
        verify_with(fake_model, finished, share=0)
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    rewritten(out, lambda run: run["work"].update(whowhom="0.0.1"))
    with pytest.raises(ResultError):  # its chunks say that another version wrote them
        verify_with(fake_model, out)
    (out / "months.parquet").write_bytes(b"")
    with pytest.raises(ResultError, match=r"months\.parquet: is damaged"):
        verify_with(fake_model, out)


def test_another_version_is_named(finished, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.verify.version", lambda _name: "9.9.9")
    with pytest.raises(ResultError, match=r"this is 9\.9\.9"):
        verify_with(fake_model, finished)


def test_the_hash_in_run_json_is_the_one_of_the_outcomes(finished):
    run = json.loads((finished / "run.json").read_bytes())
    records = b"".join(
        record.tobytes()
        for record in __import__("whowhom.ensemble.result", fromlist=["x"])
        .read_result(finished)
        .blocks()
    )
    assert run["sha256"] == sha256(records)
