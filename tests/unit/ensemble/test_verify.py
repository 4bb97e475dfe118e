import io
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from damage import resealed, rewritten
from fake_model import FakeStart, fake_model, fake_runs, make_case

from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.store import chunk_hashes, chunk_names
from whowhom.ensemble.tables import read_parquet
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


def counted_anew(folder, names, row):
    """Move one from a monthly count to the next one in some files, hashes put right."""
    for name in names:
        table = read_parquet((folder / name).read_bytes())
        counts = table["count"].to_pylist()
        counts[row], counts[row + 1] = counts[row] - 1, counts[row + 1] + 1
        at = table.schema.get_field_index("count")
        forged = table.set_column(at, "count", pa.array(counts, table.schema.field(at).type))
        sink = io.BytesIO()
        pq.write_table(forged, sink, write_page_checksum=True)
        (folder / name).write_bytes(sink.getvalue())


@pytest.mark.parametrize("row", [0, -2])
def test_forged_months_are_found_by_verifying(finished, tmp_path, row):
    """Without a signature, whoever puts all hashes right fools a reader, but no replay."""
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    counted_anew(out, ["months.parquet"], row)  # statuses first, bodies last
    resealed(out, "months.parquet")
    assert read_result(out).runs == 30  # what reading cannot know
    with pytest.raises(ResultError, match=r"months\.parquet: is not the sum of the monthly counts"):
        verify_with(fake_model, out, share=0.1)
    outcomes, months, hashes = chunk_names(0)
    counted_anew(out, [months], row)
    contents = [sha256((out / name).read_bytes()) for name in (outcomes, months)]
    (out / hashes).write_bytes(chunk_hashes(0, *contents))
    resealed(out, months, hashes)
    assert verify_with(fake_model, out, share=0.1).is_good
    with pytest.raises(ResultError, match=r"months\.parquet: holds other counts than the runs"):
        verify_with(fake_model, out, share=1)


def test_forged_contenders_are_found_by_verifying(finished, tmp_path):
    out = tmp_path / "toy"
    shutil.copytree(finished, out)
    rewritten(out, lambda run: run.update(contenders=["ann", "bob"]))
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
