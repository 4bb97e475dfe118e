"""Tests of the ensemble layer: without the real model and without the real reader of cases."""

import shutil
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[2]))


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard():
    """Hear Ctrl-C even where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def _toy_reader(monkeypatch):
    from fake_model import read_toy

    monkeypatch.setattr("whowhom.cases.read_case", read_toy, raising=False)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A finished result of 30 runs in chunks of 8; copy it before you touch it."""
    from fake_model import fake_model, make_case, read_toy

    import whowhom.cases
    from whowhom.ensemble.run import run_model

    folder = tmp_path_factory.mktemp("results") / "toy"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whowhom.cases, "read_case", read_toy, raising=False)
        run_model(fake_model, make_case(), runs=30, seed=5, chunk=8, threads=2, out=folder)
    return folder


@pytest.fixture(scope="session")
def reopen(finished, tmp_path_factory):
    """Make a copy of `finished` what it was before its end: all chunks stored, no manifest."""
    from fake_model import fake_model, make_case, stopped_at_the_end

    whole = tmp_path_factory.mktemp("unfinished") / "toy"
    stopped_at_the_end(fake_model, make_case(), whole, runs=30, seed=5, chunk=8, threads=2)

    def reopened(copy):
        (copy / "MANIFEST.sha256").unlink(missing_ok=True)
        shutil.copytree(whole / "unfinished", copy / "unfinished", dirs_exist_ok=True)

    return reopened
